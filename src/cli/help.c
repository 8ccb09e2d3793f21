/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include "standard.h"
#include "util/language.h"

#include <csv.h>
#include <idn2.h>
#include <jansson.h>
#include <ldns/ldns.h>
#include <libpsl.h>
#include <stdio.h>
#include <string.h>

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
    "      --require-dnssec      what was not validated counts as unknown\n"                                           \
    "      --record FILE         also write all messages sent and received (dnstap)\n"                                 \
    "      --replay FILE         answer from such a file alone, at its own time\n"                                     \
    "\n"                                                                                                               \
    "How:\n"                                                                                                           \
    "  -c, --ca DOMAIN           an issuer domain name of the CA; secomtrust.net\n"                                    \
    "      --account URI         the ACME account that will be used (RFC 8657)\n"                                      \
    "      --method LABEL        the validation method that will be used (RFC 8657)\n"                                 \
    "      --known-tag TAG       a further property tag that the CA understands\n"                                     \
    "  -k, --kinds LIST          kinds that count: server,wildcard,smime\n"                                            \
    "  -j, --concurrency N       lookups in flight at most; 128\n"                                                     \
    "  -t, --timeout SECONDS     for one try of one query; 5, or resolv.conf's\n"                                      \
    "      --entry-timeout SECONDS\n"                                                                                  \
    "                            for all that one entry needs; 60\n"                                                   \
    "  -r, --retries N           further tries after the first; 2, or resolv.conf's;\n"                                \
    "                            1 or 2 at one server, whatever is given\n"                                            \
    "      --shard I/N           only the I-th of N parts of the list\n"

static const char general[] = "caa-audit: will the CA be allowed to issue for these names?\n"
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

static const char run[] = "caa-audit run [options] LIST...\n"
                          "\n"
                          "Audits every entry of the lists (CSV, TSV, one name a line, or the TSV files of\n"
                          "the UPKI service; - is standard input) and writes one row for each, in the\n"
                          "order of the list.\n"
                          "\n" COMMON_OPTIONS "\n"
                          "Lists and reports:\n"
                          "  -o, --output FILE         a report; its ending says the format: .csv .tsv\n"
                          "                            .jsonl .html .xlsx .prom .txt; several may be\n"
                          "                            given; - is standard output, as is none\n"
                          "  -f, --format FORMAT       csv tsv jsonl html xlsx prom txt, if no ending\n"
                          "                            says so;\n"
                          "                            nagios: a plugin's line and statuses\n"
                          "      --excel               CSV as spreadsheet programs want it\n"
                          "      --resume              go on with what an earlier run left unfinished\n"
                          "      --baseline REPORT     also say what changed since then; the exit status is\n"
                          "                            that of caa-audit diff\n"
                          "      --input-format FORMAT csv tsv plain upki, where the list does not show\n"
                          "                            it; upki: TSV of the UPKI service, server, client,\n"
                          "                            serverAll or clientAll\n"
                          "      --encoding NAME       of the list; UTF-8 or cp932, by its first row\n"
                          "      --column NAME|N       the list's column of names, by header or number,\n"
                          "                            where header and first row do not show it\n"
                          "      --lang ja|en          the language for people; LC_MESSAGES\n"
                          "      --config FILE         options, as KEY = VALUE; /etc/caa-audit.conf\n"
                          "  -q, --quiet               no progress and no summary\n"
                          "  -v, --verbose             a line for each query\n" EXIT_STATUSES;

static const char check[] = "caa-audit check [options] NAME...\n"
                            "\n"
                            "Says for each name whether the CA will be allowed to issue, which records\n"
                            "decide that, where they were found, and what to change.\n"
                            "\n" COMMON_OPTIONS "\n"
                            "      --config FILE         options, as KEY = VALUE; /etc/caa-audit.conf\n"
                            "  -v, --verbose             a line for each query\n"
                            "      --lang ja|en          the language for people; LC_MESSAGES\n" EXIT_STATUSES;

static const char diff[] = "caa-audit diff [options] OLD NEW\n"
                           "\n"
                           "Says what changed between two reports of caa-audit run (CSV, TSV or JSON\n"
                           "Lines; - is standard input): what became denied, unknown and allowed, new\n"
                           "entries and those gone, and other records though the verdicts are the same.\n"
                           "\n"
                           "  -k, --kinds LIST          kinds that count: server,wildcard,smime\n"
                           "  -o, --output FILE         where to write it; the ending says the format: .csv\n"
                           "                            .tsv .jsonl .html .txt; several may be given; - is\n"
                           "                            standard output, as is none\n"
                           "  -f, --format FORMAT       csv tsv jsonl html txt, if no ending says so; txt\n"
                           "      --excel               CSV as spreadsheet programs want it\n"
                           "      --lang ja|en          the language for people; LC_MESSAGES\n"
                           "      --config FILE         options, as KEY = VALUE; /etc/caa-audit.conf\n"
                           "  -q, --quiet               no summary\n"
                           "\n"
                           "Exit status: 0 no verdict changed, 1 a verdict changed, 3 it could not run.\n";

static const char export[] = "caa-audit export [options] REPORT... -o DIR\n"
                             "\n"
                             "Splits reports of caa-audit run (CSV, TSV or JSON Lines; - is standard input)\n"
                             "by institution: index.csv, and a folder for each with report.csv, report.html,\n"
                             "letter.txt where a record is to be changed, and mail.eml for each contact. An\n"
                             "earlier export at DIR is replaced as a whole, anything else is left alone.\n"
                             "\n"
                             "  -o, --output DIR          the folder; what it is in has to be there\n"
                             "      --from ADDRESS        the sender of the messages; EMAIL, or the user here\n"
                             "      --excel               the index, too, as spreadsheet programs want it\n"
                             "      --lang ja|en          the language of letters, messages and pages\n"
                             "      --config FILE         options, as KEY = VALUE; /etc/caa-audit.conf\n"
                             "  -q, --quiet               no summary\n"
                             "\n"
                             "Exit status: 0 done, 3 it could not run.\n";

#define JA_EXIT_STATUSES                                                                                               \
    "\n"                                                                                                               \
    "終了コード：0 すべて発行可、1 発行不可あり、2 発行不可はなく判定不能あり、\n"   \
    "3 実行できなかった。\n"

#define JA_COMMON_OPTIONS                                                                                              \
    "問い合わせ先（指定がなければresolv.confのリゾルバ）：\n"                                     \
    "  -s, --server ADDR[@PORT]  リゾルバ。複数指定すると、失敗時に次を使う\n"                    \
    "  -i, --iterate             認証局と同じく、ルートから権威サーバに問い合わせる\n"        \
    "      --every-server        --iterateで、結果を決めるゾーンの全サーバに聞く\n"                 \
    "      --root-hints FILE     --iterateで使うルートサーバ。既定はIANAのもの\n"                      \
    "      --perspective LABEL=SOURCE[,SOURCE]\n"                                                                      \
    "                            複数の地点から検査して比べる。SOURCEはサーバか\n"                 \
    "                            iterate\n"                                                                            \
    "      --quorum N            最初の地点と一致すべき地点の数。既定はすべて\n"                 \
    "  -p, --port PORT           ポートの指定がないサーバのポート。既定は53\n"                     \
    "  -z, --zone FILE[:ORIGIN]  ゾーンファイルから答える。単独ではネットワーク不使用\n"     \
    "      --trust-anchor FILE   DSまたはDNSKEYレコード。既定はIANAのルートの鍵\n"                    \
    "      --no-dnssec           DNSSEC検証をしない\n"                                                           \
    "      --require-dnssec      検証されていない応答は判定不能とする\n"                             \
    "      --record FILE         送受信した全メッセージも記録する（dnstap。再生用）\n"           \
    "      --replay FILE         その記録だけから、記録時の時刻で答える\n"                          \
    "\n"                                                                                                               \
    "検査の方法：\n"                                                                                             \
    "  -c, --ca DOMAIN           認証局の識別子。既定はsecomtrust.net\n"                                    \
    "      --account URI         申請に使うACMEアカウント（RFC 8657）\n"                                   \
    "      --method LABEL        使用する検証方式（RFC 8657）\n"                                             \
    "      --known-tag TAG       認証局が理解するその他のタグ\n"                                         \
    "  -k, --kinds LIST          対象の種類：server,wildcard,smime\n"                                            \
    "  -j, --concurrency N       同時に行う問い合わせの最大数。既定は128\n"                          \
    "  -t, --timeout SECONDS     1回の問い合わせの待ち時間。既定は5かresolv.confの値\n"             \
    "      --entry-timeout SECONDS\n"                                                                                  \
    "                            1件にかける時間の上限。既定は60\n"                                      \
    "  -r, --retries N           再試行の回数。既定は2かresolv.confの値。ただし\n"                    \
    "                            サーバ1台につき1回か2回\n"                                                  \
    "      --shard I/N           一覧をN個に分けたうちのI番目だけ\n"

static const char ja_general[] = "caa-audit：認証局はこれらの名前に証明書を発行できるか\n"
                                 "\n"
                                 "  caa-audit run [options] LIST...    一覧を検査し、報告書を作る\n"
                                 "  caa-audit check [options] NAME...  いくつかの名前を検査し、説明する\n"
                                 "  caa-audit diff [options] OLD NEW   二つの報告書の違いを示す\n"
                                 "  caa-audit export [options] REPORT... -o DIR\n"
                                 "                                     報告書を利用機関ごとに分ける\n"
                                 "  caa-audit COMMAND --help           コマンドのオプション\n"
                                 "  caa-audit --version\n"
                                 "\n"
                                 "NAMEや一覧の項目は、ホスト名、ゾーン、*.名前、または user@名前。\n" JA_EXIT_STATUSES;

static const char ja_run[] = "caa-audit run [options] LIST...\n"
                             "\n"
                             "一覧（CSV、TSV、または1行に名前一つ。- は標準入力）の各項目を検査し、一覧の\n"
                             "順に1行ずつ報告する。\n"
                             "\n" JA_COMMON_OPTIONS "\n"
                             "一覧と報告書：\n"
                             "  -o, --output FILE         報告書。形式は拡張子による：.csv .tsv .jsonl .html\n"
                             "                            .prom .txt。複数指定できる。- は標準出力（既定）\n"
                             "  -f, --format FORMAT       拡張子でわからない場合：csv tsv jsonl html prom txt\n"
                             "                            nagios：監視プラグインの1行と終了コード\n"
                             "      --excel               表計算ソフト用のCSV\n"
                             "      --resume              中断した検査の報告書の続きから行う\n"
                             "      --baseline REPORT     以前の報告書からの変化も示す。終了コードはdiffと同じ\n"
                             "      --input-format FORMAT 一覧の形式：csv tsv plain upki。upkiは支援システムの\n"
                             "                            TSV（サーバ、クライアント、serverAll、clientAll）\n"
                             "      --encoding NAME       一覧の文字コード。既定はUTF-8かcp932（先頭行で判定）\n"
                             "      --column NAME|N       ドメイン名の列（見出しの名前か番号）。\n"
                             "                            見出しと先頭行から判定できない場合に指定\n"
                             "      --lang ja|en          言語。既定はLC_MESSAGESによる\n"
                             "      --config FILE         オプションを KEY = VALUE で書いたファイル。既定は\n"
                             "                            /etc/caa-audit.conf\n"
                             "  -q, --quiet               経過と集計を表示しない\n"
                             "  -v, --verbose             問い合わせを1行ずつ表示する\n" JA_EXIT_STATUSES;

static const char ja_check[] = "caa-audit check [options] NAME...\n"
                               "\n"
                               "それぞれの名前について、認証局が発行できるか、どのレコードで決まるか、それが\n"
                               "どこにあるか、何を変更すべきかを説明する。\n"
                               "\n" JA_COMMON_OPTIONS "\n"
                               "      --config FILE         オプションのファイル。既定は/etc/caa-audit.conf\n"
                               "  -v, --verbose             問い合わせを1行ずつ表示する\n"
                               "      --lang ja|en          言語。既定はLC_MESSAGESによる\n" JA_EXIT_STATUSES;

static const char ja_diff[] = "caa-audit diff [options] OLD NEW\n"
                              "\n"
                              "caa-audit run の二つの報告書（CSV、TSV、JSON Lines。- は標準入力）を比べ、発行\n"
                              "不可・判定不能・発行可になったもの、新しい名前となくなった名前、判定は同じで\n"
                              "レコードが変わったものを示す。\n"
                              "\n"
                              "  -k, --kinds LIST          対象の種類：server,wildcard,smime\n"
                              "  -o, --output FILE         出力先。形式は拡張子による：.csv .tsv .jsonl .html\n"
                              "                            .txt。複数指定できる。- は標準出力（既定）\n"
                              "  -f, --format FORMAT       拡張子がない場合：csv tsv jsonl html txt（既定）\n"
                              "      --excel               表計算ソフト用のCSV\n"
                              "      --lang ja|en          言語。既定はLC_MESSAGESによる\n"
                              "      --config FILE         オプションのファイル。既定は/etc/caa-audit.conf\n"
                              "  -q, --quiet               集計を表示しない\n"
                              "\n"
                              "終了コード：0 判定の変化なし、1 判定の変化あり、3 実行できなかった。\n";

static const char ja_export[] = "caa-audit export [options] REPORT... -o DIR\n"
                                "\n"
                                "caa-audit run の報告書（CSV、TSV、JSON Lines。- は標準入力）を利用機関ごとに分\n"
                                "ける。index.csvと、利用機関ごとのフォルダにreport.csv、report.html、レコードの\n"
                                "変更が必要な場合はletter.txt（DNS管理者への依頼文）、連絡先ごとにmail.emlを作\n"
                                "る。DIRに以前の結果があれば全体を置き換え、それ以外のものには手を触れない。\n"
                                "\n"
                                "  -o, --output DIR          作成するフォルダ。親フォルダは必要\n"
                                "      --from ADDRESS        メールの差出人。既定はEMAILか、実行した利用者\n"
                                "      --excel               index.csvも表計算ソフト用にする\n"
                                "      --lang ja|en          依頼文、メール、報告書の言語\n"
                                "      --config FILE         オプションのファイル。既定は/etc/caa-audit.conf\n"
                                "  -q, --quiet               集計を表示しない\n"
                                "\n"
                                "終了コード：0 完了、3 実行できなかった。\n";

const char *help_text(enum help help)
{
    static const struct {
        const char *english, *japanese;
    } texts[] = {
        [HELP_GENERAL] = {general, ja_general}, [HELP_RUN] = {run, ja_run},          [HELP_CHECK] = {check, ja_check},
        [HELP_DIFF] = {diff, ja_diff},          [HELP_EXPORT] = {export, ja_export},
    };
    return language_get() == LANGUAGE_JA ? texts[help].japanese : texts[help].english;
}

void help_print_version(void)
{
    char line[256];
    snprintf(line, sizeof line, "caa-audit %s (ldns %s, libcsv %d.%d.%d, jansson %s, libidn2 %s, libpsl %s)\n",
             CAA_AUDIT_VERSION, ldns_version(), CSV_MAJOR, CSV_MINOR, CSV_RELEASE, jansson_version_str(),
             idn2_check_version(NULL), psl_get_version());
    standard_write(line, strlen(line));
}
