/* SPDX-License-Identifier: Apache-2.0 */
/* Why a letter is written: what the records that a row tells of come to, in sentences, made anew from the records
 * themselves, as the row may have been written in another language. */
#ifndef REPORT_LETTER_WHY_H
#define REPORT_LETTER_WHY_H

#include "report/columns.h"

/* What a letter has to know of a row. Lists have a NUL behind each item. */
struct letter_row {
    const char *domain, *name, *caa_name;
    const char *change; /* the owner of the records to add and to withdraw, as a zone file has it */
    const char *ca;     /* the issuer domain names of the CA, the first of them first */
    caa_kinds kinds;    /* that are asked for and denied */
    enum reason reasons[CAA_KIND_COUNT];
    const struct buffer *caa, *aliases, *add, *remove;
};

/* What the records are, and why they concern the name; a NUL behind each piece. Returns the kinds that the change
 * mends. */
caa_kinds letter_why_add(const struct letter_row *row, struct buffer *out);

/* `server certificates and S/MIME certificates` */
void letter_why_add_certificates(caa_kinds kinds, struct buffer *out);

/* Where the records are that are there. */
const char *letter_why_owner(const struct letter_row *row);

/* Whether the change is to the records that are there; else a set of one's own is published beside others' records. */
bool letter_why_changes_them(const struct letter_row *row);

/* What becomes of the records that are there. */
struct letter_fate {
    bool others;   /* some of them allow other CAs, and are to stay */
    bool bound;    /* some allow this CA for an account or a method alone, and may be in use */
    bool mistakes; /* some allow nobody, or nobody who was meant, and can go once the right one is there */
};
struct letter_fate letter_why_fate(const struct letter_row *row);

/* The name of the CA for people, and its service; the latter is empty where there is none to be named. */
void letter_why_add_ca(const char *issuer, struct buffer *out);
const char *letter_why_service(const char *issuer);

#endif
