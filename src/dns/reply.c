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
    RECORD_FIXED_SIZE = 10, /* octets between a record's owner and its RDATA */
    FLAG_AUTHORITATIVE = 0x0400,
    FLAG_TRUNCATED = 0x0200,
    FLAG_RECURSION_AVAILABLE = 0x0080,
    OPTION_EXTENDED_ERROR = 15, /* RFC 8914 2 */
    EXTENDED_ERRORS_MAX = 4,    /* how many are kept of one message */
    EXTENDED_TEXT_MAX = 160     /* octets kept of the text of one */
};

/* What was asked for, in a message that has it behind its header octet by octet: nearly all owners are pointers to it
 * or to one of its parents. */
struct asked {
    const uint8_t *name;
    size_t size; /* 0: the message has it otherwise */
};

struct record {
    const uint8_t *owner; /* a suffix of the name asked for, or the next one */
    struct dns_name read;
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
    bool has_rrsig, has_opt;
    const uint8_t *ns_owner;  /* of the first; NULL: there is none */
    const uint8_t *soa_owner; /* likewise */
    uint32_t negative_ttl;
    struct extended_error errors[EXTENDED_ERRORS_MAX];
    size_t error_count;
};

static uint16_t u16_at(const uint8_t *octets)
{
    return (uint16_t)(octets[0] << 8 | octets[1]);
}

static struct asked asked_in(const uint8_t *message, size_t size, struct dns_question question)
{
    size_t name_size = dns_question_name_size(question);
    bool has_it =
        size >= DNS_HEADER_SIZE + name_size && memcmp(message + DNS_HEADER_SIZE, question.name, name_size) == 0;
    return (struct asked){.name = question.name, .size = has_it ? name_size : 0};
}

/* The suffix of what was asked for to which the reader's position points; NULL where it does not. */
static const uint8_t *asked_suffix(const struct asked *asked, const struct reader *message)
{
    const uint8_t *octets = message->data + message->at, *suffix = asked->name;
    if (reader_left(message) < 2 || octets[0] < 0xC0)
        return NULL;
    size_t target = (size_t)(octets[0] & 0x3F) << 8 | octets[1];
    if (target < DNS_HEADER_SIZE || target >= DNS_HEADER_SIZE + asked->size)
        return NULL;
    const uint8_t *end = suffix + (target - DNS_HEADER_SIZE);
    while (suffix < end)
        suffix = dns_name_parent(suffix);
    return suffix == end ? suffix : NULL;
}

static bool owner_read(struct reader *message, const struct asked *asked, struct record *ret_record)
{
    ret_record->owner = asked_suffix(asked, message);
    if (ret_record->owner)
        return reader_bytes(message, 2);
    ret_record->owner = ret_record->read.wire;
    return dns_name_read(message, &ret_record->read);
}

/* The owner for longer than its record. */
static const uint8_t *owner_kept(const struct record *record, struct arena *arena)
{
    return record->owner == record->read.wire ? arena_dup(arena, record->read.wire, record->read.size) : record->owner;
}

static bool record_read(struct reader *reader, const struct asked *asked, struct record *ret_record)
{
    if (!owner_read(reader, asked, ret_record))
        return false;
    const uint8_t *fixed = reader_bytes(reader, RECORD_FIXED_SIZE);
    if (!fixed)
        return false;
    ret_record->type = u16_at(fixed);
    ret_record->class = u16_at(fixed + 2);
    ret_record->ttl = (uint32_t)u16_at(fixed + 4) << 16 | u16_at(fixed + 6);
    ret_record->size = u16_at(fixed + 8);
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

/* Without its errors, of which there are none yet. */
static void survey_begin(struct survey *survey, unsigned flags)
{
    survey->rcode = flags & 0x0F;
    survey->authoritative = flags & FLAG_AUTHORITATIVE;
    survey->has_rrsig = survey->has_opt = false;
    survey->ns_owner = survey->soa_owner = NULL;
    survey->negative_ttl = 0;
    survey->error_count = 0;
}

/* RFC 6891 6.1.1: one, at the root, in the additional section; else nobody knows which upper bits count. A VERSION
 * other than that of the question says what else the server knows (6.1.3). */
static bool survey_opt(struct survey *survey, unsigned section, const struct reader *message,
                       const struct record *record)
{
    if (section != 2 || survey->has_opt || !dns_name_is_root(record->owner))
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
static void survey_soa(struct survey *survey, const struct reader *message, const struct record *record,
                       struct arena *arena)
{
    struct reader reader = rdata_reader(message, record);
    dns_name_skip(&reader);
    dns_name_skip(&reader);
    reader_bytes(&reader, 16);
    uint32_t minimum = reader_u32(&reader);
    if (reader.failed)
        return;
    survey->soa_owner = owner_kept(record, arena);
    survey->negative_ttl = minimum < record->ttl ? minimum : record->ttl;
}

static void skip_questions(struct reader *message, const struct asked *asked, unsigned questions)
{
    if (questions && asked->size) {
        reader_bytes(message, asked->size + 4);
        questions--;
    }
    for (; questions && !message->failed; questions--) {
        dns_name_skip(message);
        reader_bytes(message, 4);
    }
}

/* MESSAGE stands behind the questions; it is walked to its end. */
static bool survey_message(struct reader message, const struct asked *asked, const unsigned counts[3],
                           struct arena *arena, struct survey *survey)
{
    struct record record;
    for (unsigned section = 0; section < 3; section++)
        for (unsigned i = 0; i < counts[section]; i++) {
            if (!record_read(&message, asked, &record))
                return false;
            survey->has_rrsig = survey->has_rrsig || record.type == DNS_TYPE_RRSIG;
            if (section == 1 && record.type == DNS_TYPE_SOA)
                survey_soa(survey, &message, &record, arena);
            else if (section == 1 && record.type == DNS_TYPE_NS && !survey->ns_owner)
                survey->ns_owner = owner_kept(&record, arena);
            else if (record.type == DNS_TYPE_OPT && !survey_opt(survey, section, &message, &record))
                return false;
        }
    return !message.failed;
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
        const char *name = dns_extended_error_name(error->code);
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
        if (stop->has_dname &&
            (!dns_name_equal(stop->dname.wire, record->owner) || !dns_name_equal(stop->dname_end.wire, target.wire)))
            stop->fault = SAID_LOOKUP_TWO_ALIASES;
        stop->has_dname = true;
        stop->dname = dns_name_copy(record->owner);
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

/* The answer section, which the survey has found well-formed. */
struct answers {
    struct reader reader; /* at the first record */
    unsigned count;
    struct asked asked;
};

static void stop_find(const struct answers *answers, const uint8_t *name, uint16_t type, struct stop *ret_stop)
{
    struct reader reader = answers->reader;
    struct record record;
    ret_stop->record_count = 0;
    ret_stop->ttl = ret_stop->alias_ttl = UINT32_MAX;
    ret_stop->has_cname = ret_stop->has_dname = false;
    ret_stop->fault = NULL;
    for (unsigned left = answers->count; left && record_read(&reader, &answers->asked, &record); left--) {
        if (record.class != CLASS_IN)
            continue;
        bool here = dns_name_equal(record.owner, name);
        if (here && record.type == type) {
            ret_stop->record_count++;
            ret_stop->ttl = record.ttl < ret_stop->ttl ? record.ttl : ret_stop->ttl;
        } else if ((here && record.type == DNS_TYPE_CNAME) ||
                   (!here && record.type == DNS_TYPE_DNAME && dns_name_within(name, record.owner))) {
            stop_take_alias(ret_stop, &reader, &record);
        }
    }
}

static void reply_take_records(const struct answers *answers, const uint8_t *name, uint16_t type,
                               struct dns_reply *reply)
{
    struct reader reader = answers->reader;
    struct record record;
    size_t taken = 0;
    for (unsigned left = answers->count; left && record_read(&reader, &answers->asked, &record); left--)
        if (record.class == CLASS_IN && record.type == type && taken < reply->record_count &&
            dns_name_equal(record.owner, name))
            reply->records[taken++] = (struct dns_rdata){.bytes = reader.data + record.at, .size = record.size};
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
    const uint8_t *cut = survey->ns_owner;
    return dns_name_within(cut, zone) && !dns_name_equal(cut, zone) && dns_name_within(name, cut);
}

static void refer(const struct survey *survey, const uint8_t *name, const uint8_t *zone, struct arena *arena,
                  struct dns_reply *reply)
{
    if (!zone) {
        reply_fail(reply, FAILURE_LAME, describe(survey, SAID_LOOKUP_REFERRAL, arena));
    } else if (is_downward(survey, name, zone)) {
        reply->kind = REPLY_REFERRAL;
        reply->cut = survey->ns_owner;
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
    bool covered = survey->soa_owner && dns_name_within(name, survey->soa_owner);
    reply->ttl = covered ? survey->negative_ttl : 0;
    if (survey->rcode == DNS_RCODE_NXDOMAIN)
        reply->kind = REPLY_NXDOMAIN;
    else if (covered)
        reply->kind = REPLY_NODATA;
    else if (reply->alias_count)
        reply->kind = REPLY_ALIAS;
    else if (survey->ns_owner && !survey->soa_owner)
        refer(survey, name, zone, arena, reply);
    else if (has_answers)
        reply_fail(reply, FAILURE_BAD_RESPONSE, describe(survey, SAID_LOOKUP_OTHER_RECORDS, arena));
    else {
        reply->kind = REPLY_NODATA;
        reply->is_empty = zone && !survey->authoritative && !survey->soa_owner;
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

static void follow_path(const struct answers *answers, const struct survey *survey, struct dns_question question,
                        const uint8_t *zone, struct arena *arena, struct dns_reply *reply)
{
    const uint8_t *name = question.name;
    struct stop stop;
    while (answers->count && (!zone || dns_name_within(name, zone))) {
        stop_find(answers, name, question.type, &stop);
        if (stop.record_count) {
            reply->kind = REPLY_SET;
            reply->ttl = stop.ttl;
            reply->record_count = stop.record_count;
            reply->records = arena_alloc(arena, stop.record_count * sizeof *reply->records);
            reply_take_records(answers, name, question.type, reply);
            reply->owner = name;
            return;
        }
        if (!stop.fault && !stop.has_cname && !stop.has_dname)
            break;
        name = follow_alias(&stop, survey, question.name, name, arena, reply);
        if (!name)
            return;
    }
    end_of_path(survey, name, zone, answers->count, arena, reply);
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
    const uint8_t *header = reader_bytes(&reader, DNS_HEADER_SIZE);
    if (!header) {
        ret_reply->detail = SAID_LOOKUP_MALFORMED;
        return;
    }
    const unsigned flags = u16_at(header + 2),
                   counts[3] = {u16_at(header + 6), u16_at(header + 8), u16_at(header + 10)};
    const struct asked asked = asked_in(message, size, question);
    struct survey survey;
    survey_begin(&survey, flags);
    ret_reply->rcode = survey.rcode;
    if (flags & FLAG_TRUNCATED) {
        ret_reply->kind = REPLY_TRUNCATED;
        ret_reply->failure = FAILURE_NONE;
        return;
    }
    skip_questions(&reader, &asked, u16_at(header + 4));
    const struct answers answers = {reader, counts[0], asked};
    if (!survey_message(reader, &asked, counts, arena, &survey)) {
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
    follow_path(&answers, &survey, question, zone, arena, ret_reply);
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
        saying_add(SAY_SERVER_RECORDS(reply->record_count), out);
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
