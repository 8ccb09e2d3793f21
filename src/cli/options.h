/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, read into values. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "audit/shard.h"
#include "caa/policy.h"
#include "files/list_reader.h"
#include "net/tap.h"
#include "report/report.h"
#include "resolve/address.h"

#define OPTIONS_CONFIG_PATH "/etc/caa-audit.conf"

enum command { COMMAND_RUN, COMMAND_CHECK, COMMAND_DIFF, COMMAND_EXPORT };

enum {
    /* Lookups in flight, unless -j says otherwise: as many as the default receive buffer of a resolver's socket holds
     * with room to spare; at 256, Unbound's was measured to overflow. */
    OPTIONS_CONCURRENCY = 128,
    OPTIONS_CONCURRENCY_MAX = 20000,
    OPTIONS_TIMEOUT_MS = 5000,  /* of one try, unless resolv.conf or -t says otherwise */
    OPTIONS_TIMEOUT_MAX = 3600, /* s */
    OPTIONS_RETRIES = 2,
    OPTIONS_ENTRY_TIMEOUT_MS = 60000,  /* for all that one entry needs, or twice one question's tries (CONTRACT) */
    OPTIONS_ENTRY_TIMEOUT_MAX = 86400, /* s */
    OPTIONS_QUORUM_MAX = 1000,
    OPTIONS_LABEL_MAX = 32,     /* letters of a perspective's label */
    OPTIONS_RECORDED_MAX = 1000 /* of a recording */
};

/* A perspective: a place that names are audited through. */
struct options_place {
    const char *label;
    struct net_address *servers; /* its own; none with `iterate` */
    size_t server_count;
    bool iterate;
};

/* Texts are those of argv, or copies of their own. Arrays belong to the options. */
struct options {
    enum command command;
    const char **operands; /* LIST..., NAME..., OLD and NEW, or REPORT... */
    size_t operand_count;

    struct arena arena;        /* texts of the file of options */
    const char **server_texts; /* as they were given */
    struct net_address *servers;
    size_t server_count;
    const char **zones; /* FILE[:ORIGIN] */
    size_t zone_count;
    uint16_t port;
    struct options_place *perspectives;
    size_t perspective_count;
    unsigned quorum; /* 0: not given */
    bool iterate;
    bool every_server;
    const char *root_hints;   /* NULL: the built-in ones */
    const char *trust_anchor; /* NULL: the built-in one */
    bool no_dnssec, require_dnssec;

    const char **cas;
    size_t ca_count;
    const char **known_tags;
    size_t known_tag_count;
    const char *account, *method;
    caa_kinds kinds;

    struct audit_shard shard;
    unsigned concurrency;
    uint64_t timeout_ms;       /* 0: not given */
    uint64_t entry_timeout_ms; /* likewise */
    int retries;               /* negative: not given */

    const char **outputs;
    size_t output_count;
    bool has_format;
    enum report_format format;
    bool excel;
    enum list_format input_format;
    const char *encoding;
    const char *column; /* of names: its name or number; NULL: to be found */
    bool resume;
    const char *baseline; /* an earlier report, or NULL */
    const char *config;   /* the file of options; the default one need not be there */
    const char *from;     /* a mail address, or NULL */
    bool quiet, verbose;

    const char *record, *replay; /* a file, or NULL */
    struct tap *tap;             /* with --replay: the recording */
    struct buffer taken;         /* what was given of all this that decides verdicts: `NAME=VALUE` in each line */
    const char *unrecordable;    /* the name of an option that no line can hold, or NULL */
    /* With --replay, as files would hold them; NULL: there are none. */
    const char *recorded_anchors, *recorded_hints, *recorded_zones;
};

enum options_result { OPTIONS_OK, OPTIONS_SHOWN, OPTIONS_WRONG };

/* OPTIONS_SHOWN: help or the version went to standard output. OPTIONS_WRONG: RET_PROBLEM says what. Whatever is
 * returned, options_free is due. */
enum options_result options_read(int argc, char **argv, struct options *ret_options, struct problem *ret_problem);
void options_free(struct options *options);

#endif
