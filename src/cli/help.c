#include "help.h"

#include <csv.h>
#include <idn2.h>
#include <jansson.h>
#include <ldns/ldns.h>
#include <libpsl.h>
#include <stdio.h>

#define EXIT_STATUSES                                                                                                  \
    "\n"                                                                                                               \
    "Exit status: 0 every name is allowed, 1 at least one is denied, 2 none is\n"                                      \
    "denied but at least one is unknown, 3 it could not run.\n"

#define COMMON_OPTIONS                                                                                                 \
    "Where answers come from (without any: the resolvers of resolv.conf):\n"                                           \
    "  -s, --server ADDR[@PORT]  a recursive resolver; several: the next is tried\n"                                   \
    "                            when one fails\n"                                                                     \
    "  -i, --iterate             ask the authoritative servers, from the root down,\n"                                 \
    "                            as a CA does\n"                                                                       \
    "      --every-server        with --iterate: ask each server of the deciding zone\n"                               \
    "      --root-hints FILE     root servers for --iterate; IANA's\n"                                                 \
    "      --perspective LABEL=SOURCE[,SOURCE]\n"                                                                      \
    "                            audit through several places and compare; SOURCE is\n"                                \
    "                            a server, or iterate\n"                                                               \
    "      --quorum N            perspectives that must agree with the first; all\n"                                   \
    "  -p, --port PORT           of every server that names none; 53\n"                                                \
    "  -z, --zone FILE[:ORIGIN]  answer from zone files; alone, with no network\n"                                     \
    "      --trust-anchor FILE   DS or DNSKEY records; IANA's for the root\n"                                          \
    "      --no-dnssec           do not validate\n"                                                                    \
    "\n"                                                                                                               \
    "How:\n"                                                                                                           \
    "  -c, --ca DOMAIN           an issuer domain name of the CA; secomtrust.net\n"                                    \
    "      --account URI         the ACME account that will be used (RFC 8657)\n"                                      \
    "      --method LABEL        the validation method that will be used (RFC 8657)\n"                                 \
    "      --known-tag TAG       a further property tag that the CA understands\n"                                     \
    "  -k, --kinds LIST          kinds that count: server,wildcard,smime\n"                                            \
    "  -j, --concurrency N       lookups in flight at most; 128\n"                                                     \
    "  -t, --timeout SECONDS     for one try of one query; 5, or resolv.conf's\n"                                      \
    "  -r, --retries N           further tries after the first; 2, or resolv.conf's\n"                                 \
    "      --shard I/N           only the I-th of N parts of the list\n"

const char help_general[] = "caa-audit: will the CA be allowed to issue for these names?\n"
                            "\n"
                            "  caa-audit run [options] LIST...    audit a list, write reports\n"
                            "  caa-audit check [options] NAME...  explain a few names to a person\n"
                            "  caa-audit diff [options] OLD NEW   what changed between two reports\n"
                            "  caa-audit export [options] REPORT... -o DIR\n"
                            "                                     split a report by institution, for contacts\n"
                            "  caa-audit COMMAND --help           the options of a command\n"
                            "  caa-audit --version\n"
                            "\n"
                            "A NAME or list entry is a host name, a zone, *.name, or user@name.\n" EXIT_STATUSES;

const char help_run[] = "caa-audit run [options] LIST...\n"
                        "\n"
                        "Audits every entry of the lists (CSV, TSV, one name a line, or the TSV files of\n"
                        "the UPKI service; - is standard input) and writes one row for each, in the\n"
                        "order of the list.\n"
                        "\n" COMMON_OPTIONS "\n"
                        "Lists and reports:\n"
                        "  -o, --output FILE         a report; its ending says the format: .csv .tsv\n"
                        "                            .jsonl .html .prom .txt; several may be given; -\n"
                        "                            is standard output, as is none\n"
                        "  -f, --format FORMAT       csv tsv jsonl html prom txt, if no ending says so;\n"
                        "                            nagios: a plugin's line and statuses\n"
                        "      --excel               CSV as spreadsheet programs want it\n"
                        "      --baseline REPORT     also say what changed since then; the exit status is\n"
                        "                            that of caa-audit diff\n"
                        "      --input-format FORMAT csv tsv plain upki, where the list does not show\n"
                        "                            it; upki: TSV of the UPKI service, server, client,\n"
                        "                            serverAll or clientAll\n"
                        "      --encoding NAME       of the list; UTF-8, or else cp932\n"
                        "      --lang en             the language for people\n"
                        "  -q, --quiet               no progress and no summary\n"
                        "  -v, --verbose             a line for each query\n" EXIT_STATUSES;

const char help_check[] = "caa-audit check [options] NAME...\n"
                          "\n"
                          "Says for each name whether the CA will be allowed to issue, which records\n"
                          "decide that, where they were found, and what to change.\n"
                          "\n" COMMON_OPTIONS "\n"
                          "  -v, --verbose             a line for each query\n"
                          "      --lang en             the language for people\n" EXIT_STATUSES;

const char help_diff[] = "caa-audit diff [options] OLD NEW\n"
                         "\n"
                         "Says what changed between two reports of caa-audit run (CSV, TSV or JSON\n"
                         "Lines; - is standard input): what became denied, unknown and allowed, new\n"
                         "entries and those gone, and other records though the verdicts are the same.\n"
                         "\n"
                         "  -k, --kinds LIST          kinds that count: server,wildcard,smime\n"
                         "  -o, --output FILE         where to write it; the ending says the format: .csv\n"
                         "                            .tsv .jsonl .txt; several may be given; - is\n"
                         "                            standard output, as is none\n"
                         "  -f, --format FORMAT       csv tsv jsonl txt, where no ending says so; txt\n"
                         "      --excel               CSV as spreadsheet programs want it\n"
                         "      --lang en             the language for people\n"
                         "  -q, --quiet               no summary\n"
                         "\n"
                         "Exit status: 0 no verdict changed, 1 a verdict changed, 3 it could not run.\n";

const char help_export[] = "caa-audit export [options] REPORT... -o DIR\n"
                           "\n"
                           "Splits reports of caa-audit run (CSV, TSV or JSON Lines; - is standard input)\n"
                           "by institution: index.csv, and a folder for each with report.csv, report.html,\n"
                           "letter.txt where a record is to be changed, and mail.eml for each contact. An\n"
                           "earlier export at DIR is replaced as a whole, anything else is left alone.\n"
                           "\n"
                           "  -o, --output DIR          the folder; what it is in has to be there\n"
                           "      --from ADDRESS        the sender of the messages; EMAIL, or the user here\n"
                           "      --excel               the index, too, as spreadsheet programs want it\n"
                           "      --lang en             the language of letters, messages and pages\n"
                           "  -q, --quiet               no summary\n"
                           "\n"
                           "Exit status: 0 done, 3 it could not run.\n";

void help_print_version(void)
{
    printf("caa-audit %s (ldns %s, libcsv %d.%d.%d, jansson %s, libidn2 %s, libpsl %s)\n", CAA_AUDIT_VERSION,
           ldns_version(), CSV_MAJOR, CSV_MINOR, CSV_RELEASE, jansson_version_str(), idn2_check_version(NULL),
           psl_get_version());
}
