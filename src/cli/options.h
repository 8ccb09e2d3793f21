/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, the file of options and the options of a recording, read into values. The options themselves are
 * the rows of one table (options_table.c). */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "audit/shard.h"
#include "caa/policy.h"
#include "files/list_reader.h"
#include "net/tap.h"
#include "report/report.h"
#include "resolve/address.h"

#define OPTIONS_CONFIG_PATH "/etc/caa-audit.conf"
/* The ACME validation methods that IANA lists (RFC 8555 9.7.8), blanks between. */
#define OPTIONS_METHODS "http-01 dns-01 tls-alpn-01 email-reply-00 tkauth-01 onion-csr-01 bp-nodeid-00"

enum command {
    COMMAND_RUN,
    COMMAND_CHECK,
    COMMAND_DIFF,
    COMMAND_EXPORT,
    COMMAND_HISTORY,
    COMMAND_MERGE,
    COMMAND_COUNT
};

enum {
    OPTIONS_CONCURRENCY_MAX = 20000,
    OPTIONS_TIMEOUT_MS = 5000,  /* of one try, unless resolv.conf or -t says otherwise */
    OPTIONS_TIMEOUT_MAX = 3600, /* s */
    OPTIONS_RETRIES = 2,        /* likewise */
    OPTIONS_RETRIES_MAX = 100,
    OPTIONS_ENTRY_TIMEOUT_MS = 60000,  /* for all that one entry needs, or twice one question's tries */
    OPTIONS_ENTRY_TIMEOUT_MAX = 86400, /* s */
    OPTIONS_RATE_MAX = 1000000,
    OPTIONS_QUORUM_MAX = 1000,
    OPTIONS_EXPIRING_MAX = 36500, /* days */
    OPTIONS_RECORDED_MAX = 1000   /* of a recording */
};

/* Values of an option that may be given several times; the array belongs to the options. */
struct options_texts {
    const char **items;
    size_t count;
};

/* A place that names are audited through: what --perspective names. */
struct options_place {
    const char *label;
    struct net_address *servers; /* its own; none with `iterate` */
    size_t server_count;
    bool iterate;
};

/* Where answers come from. */
struct options_where {
    struct options_texts server_texts, place_texts; /* read when the port is known */
    struct net_address *servers;
    size_t server_count;
    struct options_place *places;
    size_t place_count;
    struct options_texts zones; /* FILE[:ORIGIN] */
    unsigned port;
    unsigned quorum; /* 0: not given */
    bool mpic;       /* as many as the Baseline Requirements ask (3.2.2.9) */
    bool iterate, every_server;
    const char *root_hints;   /* NULL: the built-in ones */
    const char *trust_anchor; /* NULL: the built-in one */
    bool no_dnssec, require_dnssec;
    const char *record, *replay; /* a file, or NULL */
};

/* What is asked, for whom, and how hard. */
struct options_how {
    struct options_texts cas, known_tags;
    const char *account, *method; /* or NULL */
    caa_kinds kinds;
    unsigned concurrency;
    uint64_t timeout_ms;       /* 0: not given */
    uint64_t entry_timeout_ms; /* likewise */
    bool has_retries;
    unsigned retries;
    unsigned rate; /* questions a second to one server; 0: not given */
};

/* How lists are read. */
struct options_list {
    unsigned format;    /* an enum list_format */
    const char *column; /* of names: its name or number; NULL: to be found */
    const char *encoding;
    struct options_texts files; /* of a merge: the list in whose order the rows are to be */
    struct audit_shard shard;
    unsigned expiring_days; /* 0: not given */
};

/* What is written. */
struct options_report {
    struct options_texts outputs;
    bool has_format;
    enum report_format format;
    bool excel, resume;
    bool by_day;          /* of a history */
    const char *keep;     /* a folder, or NULL */
    const char *baseline; /* an earlier report, or NULL */
    const char *from;     /* a mail address, perhaps with a name, or NULL */
    const char *reply_by; /* a date, or NULL */
    const char *contact;  /* or NULL */
    bool only_action;
};

/* What is said on the way. */
struct options_screen {
    bool quiet, verbose;
};

/* Of recordings: what is to be written into one, and what was read from one. */
struct options_recording {
    struct buffer taken;                 /* what was given of all that decides verdicts: `NAME=VALUE` in each line */
    const char *unrecordable;            /* the name of an option that no line can hold, or NULL */
    struct tap *tap;                     /* with --replay: the recording */
    const char *anchors, *hints, *zones; /* with --replay, as files would hold them; NULL: there are none */
};

/* Texts are those of argv, or copies of their own. */
struct options {
    enum command command;
    struct options_texts operands; /* LIST..., NAME..., OLD and NEW, or REPORT... */
    const char *config;            /* the file of options; the default one need not be there */
    struct arena arena;            /* texts of that file */
    struct options_where where;
    struct options_how how;
    struct options_list list;
    struct options_report report;
    struct options_screen screen;
    struct options_recording recording;
};

enum options_result { OPTIONS_OK, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_WRONG };

/* OPTIONS_HELP, OPTIONS_VERSION: it is asked for, of the command, or of the program (COMMAND_COUNT). OPTIONS_WRONG:
 * RET_PROBLEM says what. Whatever is returned, options_free is due. */
enum options_result options_read(int argc, char **argv, struct options *ret_options, struct problem *ret_problem);
void options_free(struct options *options);

#endif
