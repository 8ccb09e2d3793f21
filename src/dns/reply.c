/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure:
 *
 *  1. The whole message is walked once: counts that lie make it malformed; the OPT record gives the upper bits of the
 *     rcode and the extended errors, the authority section the SOA or the referral.
 *  2. Truncation and error codes end it there.
 *  3. Otherwise the aliases are followed through the answer section, from the question's name on, and records that are
 *     not on that path are not looked at (a server may add what it likes).
 *  4. At the end of the path stands a set, or nothing. Nothing is believed where an SOA covers that end or the code is
 *     NXDOMAIN (RFC 2308 2); else a path of aliases was not followed to its end by the server, and an answer without
 *     aliases is a referral (the server is no resolver) or makes no sense. */
#include "dns/reply.h"

#include "util/saying.h"

#include <string.h>

enum {
    CLASS_IN = 1,
    FLAG_AUTHORITATIVE = 0x0400,
    FLAG_TRUNCATED = 0x0200,
    FLAG_RECURSION_AVAILABLE = 0x0080,
    OPTION_EXTENDED_ERROR = 15, /* RFC 8914 2 */
    EXTENDED_ERRORS_MAX = 4,    /* how many are kept of one message */
    EXTENDED_TEXT_MAX = 160     /* octets kept of the text of one */
};

struct record {
    struct dns_name owner;
    uint16_t type, class;
    uint32_t ttl;
    size_t at; /* of the RDATA in the message */
    uint16_t size;
};

struct extended_error {
    uint16_t code;
    const uint8_t *text;
    size_t text_size;
};

/* What the first walk finds outside the answer section. */
struct survey {
    unsigned rcode;
    bool authoritative; /* AA is set */
    bool has_rrsig;
    bool has_ns;
    struct dns_name ns_owner; /* of the first */
    bool has_opt;
    bool has_soa;
    struct dns_name soa_owner;
    uint32_t negative_ttl;
    struct extended_error errors[EXTENDED_ERRORS_MAX];
    size_t error_count;
};

static bool record_read(struct reader *reader, struct record *ret_record)
{
    if (!dns_name_read(reader, &ret_record->owner))
        return false;
    ret_record->type = reader_u16(reader);
    ret_record->class = reader_u16(reader);
    ret_record->ttl = reader_u32(reader);
    ret_record->size = reader_u16(reader);
    ret_record->at = reader->at;
    reader_bytes(reader, ret_record->size);
    if (ret_record->ttl > INT32_MAX && ret_record->type != DNS_TYPE_OPT) /* RFC 2181 8; an OPT record has none */
        ret_record->ttl = 0;
    return !reader->failed;
}

static struct reader rdata_reader(const struct reader *message, const struct record *record)
{
    struct reader reader = reader_of(message->data, record->at + record->size);
    reader.at = record->at;
    return reader;
}

/* A name that is all of the RDATA, or stands at its start. */
static bool rdata_name(const struct reader *message, const struct record *record, struct dns_name *ret_name)
{
    struct reader reader = rdata_reader(message, record);
    return dns_name_read(&reader, ret_name) && reader.at == reader.size;
}

/* RFC 6891 6.1.1: one, at the root, in the additional section; else nobody knows which upper bits count. A VERSION
 * other than that of the question says what else the server knows (6.1.3). */
static bool survey_opt(struct survey *survey, unsigned section, const struct reader *message,
                       const struct record *record)
{
    if (section != 2 || survey->has_opt || !dns_name_is_root(record->owner.wire))
        return false;
    survey->has_opt = true;
    survey->rcode |= record->ttl >> 24 << 4;
    struct reader reader = rdata_reader(message, record);
    while (reader_left(&reader)) {
        uint16_t code = reader_u16(&reader), size = reader_u16(&reader);
        const uint8_t *bytes = reader_bytes(&reader, size);
        if (!bytes || code != OPTION_EXTENDED_ERROR || size < 2 || survey->error_count == EXTENDED_ERRORS_MAX)
            continue;
        survey->errors[survey->error_count++] = (struct extended_error){
            .code = (uint16_t)(bytes[0] << 8 | bytes[1]), .text = bytes + 2, .text_size = size - 2u};
    }
    return true;
}

/* RFC 2308 5: an absence lasts as long as the smaller of the SOA's TTL and its last field. */
static void survey_soa(struct survey *survey, const struct reader *message, const struct record *record)
{
    struct reader reader = rdata_reader(message, record);
    dns_name_skip(&reader);
    dns_name_skip(&reader);
    reader_bytes(&reader, 16);
    uint32_t minimum = reader_u32(&reader);
    if (reader.failed)
        return;
    survey->has_soa = true;
    survey->soa_owner = record->owner;
    survey->negative_ttl = minimum < record->ttl ? minimum : record->ttl;
}

static void survey_ns(struct survey *survey, const struct record *record)
{
    survey->has_ns = true;
    survey->ns_owner = record->owner;
}

static void skip_questions(struct reader *message, unsigned questions)
{
    for (; questions && !message->failed; questions--) {
        dns_name_skip(message);
        reader_bytes(message, 4);
    }
}

/* MESSAGE stands behind the questions; it is walked to its end. */
static bool survey_message(struct reader message, const unsigned counts[3], struct survey *survey)
{
    struct record record;
    for (unsigned section = 0; section < 3; section++)
        for (unsigned i = 0; i < counts[section]; i++) {
            if (!record_read(&message, &record))
                return false;
            survey->has_rrsig = survey->has_rrsig || record.type == DNS_TYPE_RRSIG;
            if (section == 1 && record.type == DNS_TYPE_SOA)
                survey_soa(survey, &message, &record);
            else if (section == 1 && record.type == DNS_TYPE_NS && !survey->has_ns)
                survey_ns(survey, &record);
            else if (record.type == DNS_TYPE_OPT && !survey_opt(survey, section, &message, &record))
                return false;
        }
    return !message.failed;
}

static const char *extended_error_name(unsigned code)
{
    static const char *const names[] = {"Other",
                                        "Unsupported DNSKEY Algorithm",
                                        "Unsupported DS Digest Type",
                                        "Stale Answer",
                                        "Forged Answer",
                                        "DNSSEC Indeterminate",
                                        "DNSSEC Bogus",
                                        "Signature Expired",
                                        "Signature Not Yet Valid",
                                        "DNSKEY Missing",
                                        "RRSIGs Missing",
                                        "No Zone Key Bit Set",
                                        "NSEC Missing",
                                        "Cached Error",
                                        "Not Ready",
                                        "Blocked",
                                        "Censored",
                                        "Filtered",
                                        "Prohibited",
                                        "Stale NXDOMAIN Answer",
                                        "Not Authoritative",
                                        "Not Supported",
                                        "No Reachable Authority",
                                        "Network Error",
                                        "Invalid Data"};
    return code < sizeof names / sizeof *names ? names[code] : NULL;
}

static bool is_stale(const struct survey *survey)
{
    for (size_t i = 0; i < survey->error_count; i++)
        if (survey->errors[i].code == 3 || survey->errors[i].code == 19)
            return true;
    return false;
}

/* Forged, blocked, censored, filtered: by its own word the server did not tell what the zone holds. */
static bool is_filtered(const struct survey *survey)
{
    for (size_t i = 0; i < survey->error_count; i++) {
        unsigned code = survey->errors[i].code;
        if (code == 4 || (code >= 15 && code <= 17))
            return true;
    }
    return false;
}

static void add_separated(struct buffer *out, const char *text)
{
    if (out->size)
        buffer_add_text(out, SAID_CLAUSE_JOINT);
    buffer_add_text(out, text);
}

/* `SERVFAIL; extended error 22 (No Reachable Authority): text` */
static const char *describe(const struct survey *survey, const char *first, struct arena *arena)
{
    struct buffer out = {0};
    if (first) {
        add_separated(&out, first);
    } else if (survey->rcode != DNS_RCODE_NOERROR && survey->rcode != DNS_RCODE_NXDOMAIN) {
        const char *name = dns_rcode_name(survey->rcode);
        add_separated(&out, name ? name : "RCODE");
        if (!name)
            buffer_add_unsigned(&out, survey->rcode);
    }
    for (size_t i = 0; i < survey->error_count; i++) {
        const struct extended_error *error = &survey->errors[i];
        const char *name = extended_error_name(error->code);
        add_separated(&out, "");
        saying_add(SAY_LOOKUP_EXTENDED_ERROR(error->code), &out);
        if (name) {
            buffer_add_text(&out, " (");
            buffer_add_text(&out, name);
            buffer_add_char(&out, ')');
        }
        if (error->text_size) {
            buffer_add_text(&out, ": ");
            buffer_add_escaped(&out, (const char *)error->text,
                               error->text_size < EXTENDED_TEXT_MAX ? error->text_size : EXTENDED_TEXT_MAX);
        }
    }
    const char *detail = out.size ? arena_text(arena, out.data, out.size) : "";
    buffer_free(&out);
    return detail;
}

static void reply_fail(struct dns_reply *reply, enum failure failure, const char *detail)
{
    reply->kind = REPLY_FAILED;
    reply->failure = failure;
    reply->detail = detail;
}

/* One name of the path: what the answer section holds there. */
struct stop {
    size_t record_count;
    uint32_t ttl, alias_ttl; /* the smallest of the set, of the aliases */
    bool has_cname, has_dname;
    struct dns_name cname;            /* its target */
    struct dns_name dname, dname_end; /* its owner and its target */
    const char *fault;                /* a kept saying: why nobody can tell where the alias leads, or NULL */
};

/* A name has one CNAME (RFC 2181 10.1), and one DNAME above it, as nothing can lie between (RFC 6672 2.4): who followed
 * one and validated another would believe a forger. A record may stand there twice. */
static void stop_take_alias(struct stop *stop, const struct reader *message, const struct record *record)
{
    struct dns_name target;
    stop->alias_ttl = record->ttl < stop->alias_ttl ? record->ttl : stop->alias_ttl;
    if (!rdata_name(message, record, &target)) {
        stop->fault = SAID_LOOKUP_ALIAS_MALFORMED;
    } else if (record->type == DNS_TYPE_CNAME) {
        if (stop->has_cname && !dns_name_equal(stop->cname.wire, target.wire))
            stop->fault = SAID_LOOKUP_TWO_ALIASES;
        stop->has_cname = true;
        stop->cname = target;
    } else {
        if (stop->has_dname && (!dns_name_equal(stop->dname.wire, record->owner.wire) ||
                                !dns_name_equal(stop->dname_end.wire, target.wire)))
            stop->fault = SAID_LOOKUP_TWO_ALIASES;
        stop->has_dname = true;
        stop->dname = record->owner;
        stop->dname_end = target;
    }
}

/* Where the alias of NAME leads; false where that is too long for a name. */
static bool stop_target(const struct stop *stop, const uint8_t *name, struct dns_name *ret_target)
{
    if (stop->has_cname) {
        *ret_target = stop->cname;
        return true;
    }
    /* RFC 6672 2.2: the labels in front of the owner are kept. */
    size_t kept = dns_name_labels(name) - dns_name_labels(stop->dname.wire);
    return dns_name_join(name, kept, stop->dname_end.wire, ret_target);
}

/* ANSWERS stands at the first of COUNT records; the survey has found them well-formed. */
static struct stop stop_find(struct reader answers, unsigned count, const uint8_t *name, uint16_t type)
{
    struct stop stop = {.ttl = UINT32_MAX, .alias_ttl = UINT32_MAX};
    struct record record;
    for (; count && record_read(&answers, &record); count--) {
        if (record.class != CLASS_IN)
            continue;
        bool here = dns_name_equal(record.owner.wire, name);
        if (here && record.type == type) {
            stop.record_count++;
            stop.ttl = record.ttl < stop.ttl ? record.ttl : stop.ttl;
        } else if ((here && record.type == DNS_TYPE_CNAME) ||
                   (!here && record.type == DNS_TYPE_DNAME && dns_name_within(name, record.owner.wire))) {
            stop_take_alias(&stop, &answers, &record);
        }
    }
    return stop;
}

static void reply_take_records(struct reader answers, unsigned count, const uint8_t *name, uint16_t type,
                               struct dns_reply *reply)
{
    struct record record;
    size_t taken = 0;
    for (; count && record_read(&answers, &record); count--)
        if (record.class == CLASS_IN && record.type == type && taken < reply->record_count &&
            dns_name_equal(record.owner.wire, name))
            reply->records[taken++] = (struct dns_rdata){.bytes = answers.data + record.at, .size = record.size};
}

static bool on_path(const struct dns_reply *reply, const uint8_t *first, const uint8_t *name)
{
    if (dns_name_equal(first, name))
        return true;
    for (size_t i = 0; i < reply->alias_count; i++)
        if (dns_name_equal(reply->aliases[i], name))
            return true;
    return false;
}

/* What a name server of ZONE knows of names below: the cut that is nearest to it. False where it refers elsewhere. */
static bool is_downward(const struct survey *survey, const uint8_t *name, const uint8_t *zone)
{
    const uint8_t *cut = survey->ns_owner.wire;
    return dns_name_within(cut, zone) && !dns_name_equal(cut, zone) && dns_name_within(name, cut);
}

static void refer(const struct survey *survey, const uint8_t *name, const uint8_t *zone, struct arena *arena,
                  struct dns_reply *reply)
{
    if (!zone) {
        reply_fail(reply, FAILURE_LAME, describe(survey, SAID_LOOKUP_REFERRAL, arena));
    } else if (is_downward(survey, name, zone)) {
        reply->kind = REPLY_REFERRAL;
        reply->cut = arena_dup(arena, survey->ns_owner.wire, survey->ns_owner.size);
    } else {
        reply_fail(reply, FAILURE_LAME, describe(survey, SAID_LOOKUP_REFERRAL_UPWARDS, arena));
    }
}

static void end_of_path(const struct survey *survey, const uint8_t *name, const uint8_t *zone, bool has_answers,
                        struct arena *arena, struct dns_reply *reply)
{
    if (zone && reply->alias_count && !dns_name_within(name, zone)) {
        reply->kind = REPLY_ALIAS;
        return;
    }
    bool covered = survey->has_soa && dns_name_within(name, survey->soa_owner.wire);
    reply->ttl = covered ? survey->negative_ttl : 0;
    if (survey->rcode == DNS_RCODE_NXDOMAIN)
        reply->kind = REPLY_NXDOMAIN;
    else if (covered)
        reply->kind = REPLY_NODATA;
    else if (reply->alias_count)
        reply->kind = REPLY_ALIAS;
    else if (survey->has_ns && !survey->has_soa)
        refer(survey, name, zone, arena, reply);
    else if (has_answers)
        reply_fail(reply, FAILURE_BAD_RESPONSE, describe(survey, SAID_LOOKUP_OTHER_RECORDS, arena));
    else {
        reply->kind = REPLY_NODATA;
        reply->is_empty = zone && !survey->authoritative && !survey->has_soa;
    }
}

/* The next name of the path; NULL where there is none, which is then said in REPLY. */
static const uint8_t *follow_alias(const struct stop *stop, const struct survey *survey, const uint8_t *first,
                                   const uint8_t *name, struct arena *arena, struct dns_reply *reply)
{
    struct dns_name target;
    if (stop->fault)
        reply_fail(reply, FAILURE_BAD_RESPONSE, describe(survey, stop->fault, arena));
    else if (!stop_target(stop, name, &target))
        reply_fail(reply, FAILURE_OTHER_RCODE, describe(survey, SAID_LOOKUP_ALIAS_TOO_LONG_NAME, arena));
    else if (on_path(reply, first, target.wire))
        reply_fail(reply, FAILURE_ALIAS_LOOP, describe(survey, SAID_LOOKUP_ALIAS_LOOP, arena));
    else if (reply->alias_count == DNS_ALIASES_MAX)
        reply_fail(reply, FAILURE_ALIAS_TOO_LONG, describe(survey, SAID_LOOKUP_MANY_ALIASES, arena));
    if (reply->failure)
        return NULL;
    if (!reply->aliases) {
        reply->aliases = arena_alloc(arena, DNS_ALIASES_MAX * sizeof *reply->aliases);
        reply->dname = stop->has_dname ? arena_dup(arena, stop->dname.wire, stop->dname.size) : NULL;
    }
    if (!reply->alias_count || stop->alias_ttl < reply->path_ttl)
        reply->path_ttl = stop->alias_ttl;
    return reply->aliases[reply->alias_count++] = arena_dup(arena, target.wire, target.size);
}

static void follow_path(struct reader answers, unsigned count, const struct survey *survey,
                        struct dns_question question, const uint8_t *zone, struct arena *arena, struct dns_reply *reply)
{
    const uint8_t *name = question.name;
    while (count && (!zone || dns_name_within(name, zone))) {
        struct stop stop = stop_find(answers, count, name, question.type);
        if (stop.record_count) {
            reply->kind = REPLY_SET;
            reply->ttl = stop.ttl;
            reply->record_count = stop.record_count;
            reply->records = arena_alloc(arena, stop.record_count * sizeof *reply->records);
            reply_take_records(answers, count, name, question.type, reply);
            reply->owner = name;
            return;
        }
        if (!stop.fault && !stop.has_cname && !stop.has_dname)
            break;
        name = follow_alias(&stop, survey, question.name, name, arena, reply);
        if (!name)
            return;
    }
    end_of_path(survey, name, zone, count > 0, arena, reply);
}

static void classify_rcode(const struct survey *survey, struct arena *arena, struct dns_reply *reply)
{
    const char *detail = describe(survey, NULL, arena);
    switch (survey->rcode) {
    case DNS_RCODE_FORMERR:
        reply_fail(reply, FAILURE_FORMERR, detail);
        reply->kind = REPLY_NO_EDNS;
        break;
    case DNS_RCODE_NOTIMP:
        reply_fail(reply, FAILURE_NOTIMP, detail);
        reply->kind = REPLY_NO_EDNS;
        break;
    case DNS_RCODE_BADVERS:
        reply_fail(reply, FAILURE_OTHER_RCODE, detail);
        reply->kind = REPLY_NO_EDNS;
        break;
    case DNS_RCODE_SERVFAIL:
        reply_fail(reply, FAILURE_SERVFAIL, detail);
        break;
    case DNS_RCODE_REFUSED:
        reply_fail(reply, FAILURE_REFUSED, detail);
        break;
    default:
        reply_fail(reply, FAILURE_OTHER_RCODE, detail);
    }
}

void dns_reply_classify_from(const uint8_t *zone, const uint8_t *message, size_t size, struct dns_question question,
                             struct arena *arena, struct dns_reply *ret_reply)
{
    *ret_reply = (struct dns_reply){.kind = REPLY_FAILED,
                                    .failure = FAILURE_BAD_RESPONSE,
                                    .zone = zone,
                                    .message = message,
                                    .message_size = size,
                                    .detail = ""};
    struct reader reader = reader_of(message, size);
    reader_u16(&reader);
    uint16_t flags = reader_u16(&reader);
    unsigned questions = reader_u16(&reader);
    unsigned counts[3];
    for (size_t i = 0; i < 3; i++)
        counts[i] = reader_u16(&reader);
    struct survey survey = {.rcode = flags & 0x0F, .authoritative = flags & FLAG_AUTHORITATIVE};
    ret_reply->rcode = survey.rcode;
    if (flags & FLAG_TRUNCATED) {
        ret_reply->kind = REPLY_TRUNCATED;
        ret_reply->failure = FAILURE_NONE;
        return;
    }
    skip_questions(&reader, questions);
    if (!survey_message(reader, counts, &survey)) {
        ret_reply->detail = SAID_LOOKUP_MALFORMED;
        return;
    }
    ret_reply->rcode = survey.rcode;
    ret_reply->remarks.stale = is_stale(&survey);
    ret_reply->remarks.local = !zone && survey.authoritative && flags & FLAG_RECURSION_AVAILABLE;
    ret_reply->manner.has_edns = survey.has_opt;
    ret_reply->manner.has_signatures = survey.has_rrsig;
    if (survey.rcode != DNS_RCODE_NOERROR && survey.rcode != DNS_RCODE_NXDOMAIN) {
        classify_rcode(&survey, arena, ret_reply);
        return;
    }
    if (is_filtered(&survey)) {
        reply_fail(ret_reply, FAILURE_BAD_RESPONSE, describe(&survey, SAID_LOOKUP_FILTERED, arena));
        return;
    }
    ret_reply->failure = FAILURE_NONE;
    ret_reply->detail = survey.error_count ? describe(&survey, NULL, arena) : "";
    if (zone && !survey.authoritative && flags & FLAG_RECURSION_AVAILABLE) {
        reply_fail(ret_reply, FAILURE_LAME, describe(&survey, SAID_LOOKUP_NOT_AUTHORITATIVE, arena));
        return;
    }
    follow_path(reader, counts[0], &survey, question, zone, arena, ret_reply);
}

void dns_reply_classify(const uint8_t *message, size_t size, struct dns_question question, struct arena *arena,
                        struct dns_reply *ret_reply)
{
    dns_reply_classify_from(NULL, message, size, question, arena, ret_reply);
}

static void add_referral(const struct dns_reply *reply, struct buffer *out)
{
    struct buffer cut = {0};
    dns_name_print(reply->cut, &cut);
    saying_add(SAY_SERVER_REFERRAL(buffer_text(&cut)), out);
    buffer_free(&cut);
}

void dns_reply_outcome(const struct dns_reply *reply, struct buffer *out)
{
    switch (reply->kind) {
    case REPLY_SET:
        saying_add(reply->record_count == 1 ? SAY_SERVER_ONE_RECORD() : SAY_SERVER_RECORDS(reply->record_count), out);
        break;
    case REPLY_NODATA:
        buffer_add_text(out, SAID_SERVER_NO_DATA);
        break;
    case REPLY_NXDOMAIN:
        buffer_add_text(out, SAID_LEVEL_NXDOMAIN);
        break;
    case REPLY_ALIAS:
        buffer_add_text(out, SAID_SERVER_ALIAS_ONLY);
        break;
    case REPLY_REFERRAL:
        add_referral(reply, out);
        break;
    case REPLY_TRUNCATED:
        buffer_add_text(out, SAID_SERVER_TRUNCATED);
        break;
    case REPLY_NO_EDNS:
    case REPLY_FAILED:
        buffer_add_text(out, failure_code(reply->failure));
        if (*reply->detail) {
            buffer_add_text(out, ": ");
            buffer_add_text(out, reply->detail);
        }
    }
}
