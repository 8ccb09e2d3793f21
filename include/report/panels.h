/* SPDX-License-Identifier: Apache-2.0 */
/* A CAA record in the forms that DNS panels and tools take, as not everybody edits a zone file. What stands in existing
 * records is somebody else's text: each form is escaped for where it goes, and where a panel could not express a record
 * exactly, there is none. The form of RFC 3597 (caa/record.h) can express all of them.
 *
 * Names relative to a zone take the registrable domain of the owner for the zone, or its public suffix. */
#ifndef REPORT_PANELS_H
#define REPORT_PANELS_H

#include "caa/record.h"
#include "report/words.h"

/* panel, its writer in panels.c, its title, its title where records are to go
 *   Route 53     a line of a record's value: `0 issue "ca.example"`
 *   Cloudflare   JSON of one record for its API, which adds
 *   Azure        a command for sh
 *   dnscontrol   a call in dnsconfig.js
 *   nsupdate     a line for nsupdate (RFC 2136), which finds the zone itself
 *   Windows      a command for PowerShell, with the DnsServer module */
/* clang-format off */
#define PANEL_LIST(X)                                                                          \
    X(PANEL_ROUTE53,    add_route53,    WORDS_PANEL_ROUTE53,    WORDS_PANEL_ROUTE53_REMOVE)    \
    X(PANEL_CLOUDFLARE, add_cloudflare, WORDS_PANEL_CLOUDFLARE, WORDS_PANEL_CLOUDFLARE_REMOVE) \
    X(PANEL_AZURE,      add_azure,      WORDS_PANEL_AZURE,      WORDS_PANEL_AZURE_REMOVE)      \
    X(PANEL_DNSCONTROL, add_dnscontrol, WORDS_PANEL_DNSCONTROL, WORDS_PANEL_DNSCONTROL_REMOVE) \
    X(PANEL_NSUPDATE,   add_nsupdate,   WORDS_PANEL_NSUPDATE,   WORDS_PANEL_NSUPDATE_REMOVE)   \
    X(PANEL_WINDOWS,    add_windows,    WORDS_PANEL_WINDOWS,    WORDS_PANEL_WINDOWS_REMOVE)
/* clang-format on */

enum panel {
#define PANEL_ENUM(id, writer, title, title_remove) id,
    PANEL_LIST(PANEL_ENUM)
#undef PANEL_ENUM
        PANEL_COUNT
};

/* The forms of all records to be added, or to be REMOVEd, as items with a NUL behind each (columns_next_item); without
 * line ends, in visible ASCII. Returns how many records the panel cannot express. */
size_t panels_add_forms(enum panel panel, const struct caa_record *records, size_t count, bool remove,
                        struct buffer *out);

/* A change batch for Route 53, in JSON, that replaces the set at its owner by SET: the whole of it, at least one
 * record, all with the same owner and TTL. False, nothing appended, where it cannot express one of them. */
bool panels_add_change_batch(const struct caa_record *set, size_t count, struct buffer *out);

/* The same for Google Cloud DNS, a gcloud command for sh; EXISTS: the owner has a set. And for Terraform or OpenTofu, a
 * resource of Route 53 in their JSON syntax (.tf.json). */
bool panels_add_gcloud(const struct caa_record *set, size_t count, bool exists, struct buffer *out);
bool panels_add_terraform(const struct caa_record *set, size_t count, struct buffer *out);

/* What to do with the forms of a panel. */
enum words panels_title(enum panel panel, bool remove);

/* A text about these forms; its slot {zone} is the zone of OWNER, {left_out} that number. */
void panels_add_words(enum words id, const uint8_t *owner, size_t left_out, struct buffer *out);

/* The records of the column `add` or `remove`, as that column writes them (COLUMN_LIST); what is no such line is left
 * out. They are in the arena. */
const struct caa_record *panels_read(const struct buffer *lines, struct arena *arena, size_t *ret_count);

#endif
