/* SPDX-License-Identifier: Apache-2.0 */
#include "behaviour.h"

#include "files/record_file.h"
#include "util/ascii.h"
#include "util/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An action, the word for it, and what follows the word. */
/* clang-format off */
#define ACTION_LIST(X)                          \
    X(NORMAL,        "normal",        NOTHING)  \
    X(SILENCE,       "silence",       NOTHING)  \
    X(DELAY,         "delay",         TIME)     \
    X(RCODE,         "rcode",         WORD)     \
    X(SAYS,          "says",          WORD)     \
    X(EDE,           "ede",           NUMBER)   \
    X(TRUNCATE,      "truncate",      NOTHING)  \
    X(CUT,           "cut",           NUMBER)   \
    X(NO_OPT,        "no-opt",        NOTHING)  \
    X(NO_QUESTION,   "no-question",   NOTHING)  \
    X(STRIP,         "strip",         NOTHING)  \
    X(EMPTY,         "empty",         NOTHING)  \
    X(AA,            "aa",            NOTHING)  \
    X(NO_AA,         "no-aa",         NOTHING)  \
    X(RA,            "ra",            NOTHING)  \
    X(NO_RA,         "no-ra",         NOTHING)  \
    X(REFER,         "refer",         NAMES)    \
    X(SPOOF,         "spoof",         WORD)     \
    X(UNREACHABLE,   "unreachable",   NOTHING)  \
    X(CLOSE,         "close",         NOTHING)  \
    X(THEN_CLOSE,    "then-close",    NOTHING)  \
    X(DEAD,          "dead",          NOTHING)  \
    X(THEN_DEAD,     "then-dead",     NOTHING)  \
    X(TWICE,         "twice",         NOTHING)  \
    X(ECHO,          "echo",          NOTHING)  \
    X(CASE,          "case",          WORD)     \
    X(UNCHASED,      "unchased",      NOTHING)  \
    X(GROWING_ALIAS, "growing-alias", WORD)     \
    X(PAD,           "pad",           NUMBER)
/* clang-format on */

enum action_id {
#define ACTION_ENUM(id, word, argument) ACTION_##id,
    ACTION_LIST(ACTION_ENUM)
#undef ACTION_ENUM
        ACTION_ADD, /* a record */
    ACTION_OCTETS,  /* a whole message */
    ACTION_REMOVE,  /* records of a type */
    ACTION_SIGN     /* a set in a section, by a zone's key */
};

enum action_argument { ARGUMENT_NOTHING, ARGUMENT_NUMBER, ARGUMENT_TIME, ARGUMENT_WORD, ARGUMENT_NAMES };

struct action {
    enum action_id id;
    unsigned number;
    int64_t ms;
    const char *word;
    const uint8_t *names[2]; /* REFER: zone, server; SIGN: owner, signer */
    enum section section;
    struct record record; /* ADD; its type: REMOVE, SIGN */
    struct spoil spoil;   /* SIGN */
    unsigned tag_more;
};

/* ---- which questions ---- */

static bool parse_scope(struct scenario_line *line, const struct dns_name *origin, struct question_match *match)
{
    const char *word = line_word(line);
    struct dns_name name;
    if (!word)
        return line_fail(line, "a name, `*`, `*.NAME` or `**.NAME` is expected");
    match->scope = SCOPE_IS;
    if (strcmp(word, "*") == 0) {
        match->scope = SCOPE_ANY;
        return true;
    }
    if (strncmp(word, "**.", 3) == 0) {
        match->scope = SCOPE_WITHIN;
        word += word[3] ? 3 : 2;
    } else if (strncmp(word, "*.", 2) == 0) {
        match->scope = SCOPE_BELOW;
        word += 2;
    }
    if (!text_name(word, origin, &name))
        return line_fail(line, "'%s' is no name", word);
    match->name = arena_dup(line->arena, name.wire, name.size);
    return true;
}

static bool parse_range(struct scenario_line *line, bool times, unsigned *from, unsigned *until)
{
    const char *word = line_word(line);
    uint64_t first, last;
    if (!word || !text_range(word, times, &first, &last))
        return line_fail(line, "a range (2, 1-3, 4-) is expected where '%s' stands", word ? word : "nothing");
    *from = (unsigned)first;
    *until = last > UINT32_MAX ? UINT32_MAX : (unsigned)last;
    return true;
}

static bool parse_condition(struct scenario_line *line, struct question_match *match)
{
    static const struct {
        const char *word;
        size_t at;
        int value;
    } flags[] = {
        {"udp", offsetof(struct question_match, tcp), 0},   {"tcp", offsetof(struct question_match, tcp), 1},
        {"edns", offsetof(struct question_match, edns), 1}, {"plain", offsetof(struct question_match, edns), 0},
        {"cd", offsetof(struct question_match, cd), 1},     {"no-cd", offsetof(struct question_match, cd), 0}};
    unsigned from, until;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (line_take(line, flags[i].word)) {
            *(int *)((char *)match + flags[i].at) = flags[i].value;
            return true;
        }
    if (line_take(line, "try"))
        return parse_range(line, false, &match->try_from, &match->try_until);
    if (line_take(line, "nth"))
        return parse_range(line, false, &match->nth_from, &match->nth_until);
    if (!line_take(line, "at"))
        return line_fail(line, "'%s' is no condition: try, nth, at, udp, tcp, edns, plain, cd, no-cd", line_peek(line));
    if (!parse_range(line, true, &from, &until))
        return false;
    match->from_ms = from;
    match->until_ms = until;
    return true;
}

bool match_parse(struct scenario_line *line, const struct dns_name *origin, struct question_match *ret_match)
{
    struct question_match match = {
        .try_until = UINT32_MAX, .nth_until = UINT32_MAX, .until_ms = UINT64_MAX, .tcp = -1, .edns = -1, .cd = -1};
    if (!parse_scope(line, origin, &match) || !line_type(line, &match.type))
        return false;
    while (line_peek(line))
        if (!parse_condition(line, &match))
            return false;
    *ret_match = match;
    return true;
}

bool match_fits(const struct question_match *match, const struct arrival *arrival)
{
    const struct query *query = arrival->query;
    const uint8_t *name = query->name.wire;
    if (match->type && match->type != query->type)
        return false;
    if (match->scope == SCOPE_IS && !dns_name_equal(name, match->name))
        return false;
    if (match->scope >= SCOPE_BELOW && !dns_name_within(name, match->name))
        return false;
    if (match->scope == SCOPE_BELOW && dns_name_equal(name, match->name))
        return false;
    if (arrival->try < match->try_from || arrival->try > match->try_until)
        return false;
    if (arrival->nth < match->nth_from || arrival->nth > match->nth_until)
        return false;
    if (arrival->ms < match->from_ms || arrival->ms > match->until_ms)
        return false;
    return (match->tcp < 0 || match->tcp == query->tcp) && (match->edns < 0 || match->edns == query->edns) &&
           (match->cd < 0 || match->cd == query->checking_disabled);
}

/* ---- what becomes of them ---- */

static bool parse_argument(struct scenario_line *line, enum action_argument argument, struct action *action)
{
    static const struct dns_name root = {.size = 1};
    switch (argument) {
    case ARGUMENT_NUMBER:
        return line_number(line, &action->number);
    case ARGUMENT_TIME:
        return line_time(line, &action->ms);
    case ARGUMENT_WORD:
        action->word = line_word(line);
        return action->word || line_fail(line, "a word is missing");
    case ARGUMENT_NAMES:
        return line_name(line, &root, &action->names[0]) && line_name(line, &root, &action->names[1]);
    case ARGUMENT_NOTHING:
        break;
    }
    return true;
}

static bool rcode_of(const char *word, unsigned *ret_rcode)
{
    enum { RCODES_WITH_NAMES = 24 };
    for (unsigned rcode = 0; rcode < RCODES_WITH_NAMES; rcode++)
        if (dns_rcode_name(rcode) && strcmp(dns_rcode_name(rcode), word) == 0) {
            *ret_rcode = rcode;
            return true;
        }
    *ret_rcode = (unsigned)strtoul(word, NULL, 10);
    return *ret_rcode > 0;
}

static bool check_word(struct scenario_line *line, struct action *action)
{
    static const char *const spoofs[] = {"id", "question", "port", "address", "garbage"};
    if (action->id == ACTION_RCODE || action->id == ACTION_SAYS)
        return rcode_of(action->word, &action->number) || line_fail(line, "'%s' is no rcode", action->word);
    for (unsigned i = 0; action->id == ACTION_SPOOF && i < 5; i++)
        if (strcmp(action->word, spoofs[i]) == 0) {
            action->number = i;
            return true;
        }
    return action->id != ACTION_SPOOF ||
           line_fail(line, "'%s' cannot be spoofed: id, question, port, address, garbage", action->word);
}

static bool parse_action(struct scenario_line *line, struct action *action)
{
    static const struct {
        const char *word;
        enum action_argument argument;
    } actions[] = {
#define ACTION_ROW(id, word, argument) {word, ARGUMENT_##argument},
        ACTION_LIST(ACTION_ROW)
#undef ACTION_ROW
    };
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (line_take(line, actions[i].word)) {
            action->id = (enum action_id)i;
            return parse_argument(line, actions[i].argument, action) && check_word(line, action);
        }
    return line_fail(line, "'%s' is nothing that a server can do here: see README.md", line_peek(line));
}

bool rule_parse(struct scenario_line *line, struct world *world, struct rule *rule)
{
    while (line_peek(line))
        if (!parse_action(line, WORLD_ADD(&world->arena, rule->actions, rule->action_count)))
            return false;
    return true;
}

static bool parse_section(struct scenario_line *line, enum section *ret_section)
{
    static const char *const words[] = {"answer", "authority", "additional"};
    for (unsigned i = 0; i < SECTION_COUNT; i++)
        if (line_take(line, words[i])) {
            *ret_section = (enum section)i;
            return true;
        }
    return line_fail(line, "answer, authority or additional is expected where '%s' stands", line_peek(line));
}

struct record_reading {
    struct arena *arena;
    struct record *record;
};

static bool take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct record_reading *reading = context;
    (void)problem;
    *reading->record =
        (struct record){arena_dup(reading->arena, record->owner, dns_name_size(record->owner)),
                        record->type,
                        record->ttl,
                        {arena_dup(reading->arena, record->rdata.bytes, record->rdata.size), record->rdata.size}};
    return true;
}

static bool parse_record(struct scenario_line *line, const struct dns_name *origin, struct record *record)
{
    struct record_reading reading = {line->arena, record};
    struct problem problem;
    struct buffer text = {0};
    buffer_add_text(&text, "$TTL 300\n");
    buffer_add_text(&text, line_rest(line));
    const struct record_file file = {.path = "record",
                                     .text = buffer_text(&text),
                                     .origin = origin,
                                     .context = &reading,
                                     .take = take_record,
                                     .problem = &problem};
    enum status status = record_file_read(&file);
    buffer_free(&text);
    if (status != STATUS_OK || !record->owner)
        return line_fail(line, "no record: %s", status == STATUS_OK ? "nothing there" : problem.text);
    return true;
}

/* sign SECTION OWNER TYPE by ZONE [forged] [expired] [times N] [labels N] [tag N] */
static bool parse_signing(struct scenario_line *line, const struct dns_name *origin, struct action *action)
{
    static const struct dns_name root = {.size = 1};
    action->id = ACTION_SIGN;
    action->number = 1;
    if (!parse_section(line, &action->section) || !line_name(line, origin, &action->names[0]) ||
        !line_type(line, &action->record.type))
        return false;
    if (!line_take(line, "by") || !line_name(line, &root, &action->names[1]))
        return line_fail(line, "`by ZONE` is expected");
    while (line_peek(line)) {
        unsigned number;
        if (line_take(line, "forged"))
            action->spoil.forged = true;
        else if (line_take(line, "expired"))
            action->spoil.expired = true;
        else if (line_take(line, "times") && line_number(line, &number))
            action->number = number;
        else if (line_take(line, "labels") && line_number(line, &number))
            action->spoil.more_labels = (int)number;
        else if (line_take(line, "tag") && line_number(line, &number))
            action->tag_more = number;
        else
            return line_fail(line, "forged, expired, times N, labels N or tag N is expected");
    }
    return true;
}

static bool parse_octets(struct scenario_line *line, struct action *action)
{
    const char *hex = line_rest(line);
    size_t size = strlen(hex) / 2;
    uint8_t *octets = arena_zero(line->arena, size + 1);
    action->id = ACTION_OCTETS;
    for (size_t i = 0; i < size; i++) {
        unsigned octet;
        if (sscanf(hex + 2 * i, "%2x", &octet) != 1)
            return line_fail(line, "octets are written in hexadecimal");
        octets[i] = (uint8_t)octet;
    }
    action->record.rdata = (struct dns_rdata){octets, size};
    return size >= DNS_HEADER_SIZE || line_fail(line, "a message has twelve octets at least");
}

bool rule_parse_further(struct scenario_line *line, struct world *world, const struct dns_name *origin,
                        struct rule *rule)
{
    struct action *action = WORLD_ADD(&world->arena, rule->actions, rule->action_count);
    if (line_take(line, "sign"))
        return parse_signing(line, origin, action);
    if (line_take(line, "octets"))
        return parse_octets(line, action);
    if (line_take(line, "remove")) {
        action->id = ACTION_REMOVE;
        return parse_section(line, &action->section) && line_type(line, &action->record.type);
    }
    action->id = ACTION_ADD;
    return parse_section(line, &action->section) && parse_record(line, origin, &action->record);
}

const struct rule *rule_find(const struct world *world, const struct host *host, const struct arrival *arrival)
{
    for (size_t i = 0; i < host->rule_count; i++)
        if (match_fits(&host->rules[i]->match, arrival))
            return host->rules[i];
    for (size_t i = 0; i < world->everywhere_count; i++)
        if (match_fits(&world->everywhere[i]->match, arrival))
            return world->everywhere[i];
    return NULL;
}

/* ---- doing it ---- */

static bool is_of_dnssec(uint16_t type)
{
    return type == DNS_TYPE_RRSIG || type == DNS_TYPE_NSEC || type == DNS_TYPE_NSEC3;
}

/* Of all records, or of one section, those of the type go. */
static void remove_records(struct section_records *records, bool (*goes)(uint16_t type, uint16_t wanted),
                           uint16_t wanted)
{
    size_t kept = 0;
    for (size_t i = 0; i < records->count; i++)
        if (!goes(records->items[i].type, wanted))
            records->items[kept++] = records->items[i];
    records->count = kept;
}

static bool goes_by_type(uint16_t type, uint16_t wanted)
{
    return !wanted || type == wanted;
}

static bool goes_by_dnssec(uint16_t type, uint16_t wanted)
{
    (void)wanted;
    return is_of_dnssec(type);
}

/* Of several RRSIGs over one set none is the one that was there before. */
static void add_signatures(const struct action *action, struct world *world, struct reply *reply)
{
    const struct played_zone *zone = world_zone(world, action->names[1]);
    const struct section_records *section = &reply->sections[action->section];
    struct dns_rdata *rdata = NULL;
    size_t count = 0;
    uint32_t ttl = WORLD_TTL;
    for (size_t i = 0; i < section->count; i++)
        if (section->items[i].type == action->record.type &&
            dns_name_equal(section->items[i].owner, action->names[0])) {
            *WORLD_ADD(reply->arena, rdata, count) = section->items[i].rdata;
            ttl = section->items[i].ttl;
        }
    for (unsigned i = 0; zone && zone->key_count && count && i < action->number; i++) {
        const struct signing_order order = {.owner = action->names[0],
                                            .type = action->record.type,
                                            .ttl = ttl,
                                            .rdata = rdata,
                                            .count = count,
                                            .key = &zone->keys[zone->key_count - 1],
                                            .signer = zone->origin,
                                            .from = world->date - (action->spoil.expired ? 3 : 1) * WORLD_DAY,
                                            .until =
                                                world->date + (action->spoil.expired ? -1 : 30) * WORLD_DAY + (time_t)i,
                                            .more_labels = action->spoil.more_labels,
                                            .forged = action->spoil.forged};
        struct dns_rdata rrsig = signer_sign(&order, reply->arena);
        ((uint8_t *)(uintptr_t)rrsig.bytes)[17] = (uint8_t)(rrsig.bytes[17] + action->tag_more);
        reply_add(reply, action->section, &(struct record){action->names[0], DNS_TYPE_RRSIG, ttl, rrsig});
    }
}

static void refer_to(const struct action *action, struct reply *reply)
{
    reply_clear(reply);
    reply->rcode = 0;
    reply->aa = false;
    reply_add(reply, SECTION_AUTHORITY,
              &(struct record){
                  action->names[0], DNS_TYPE_NS, WORLD_TTL, {action->names[1], dns_name_size(action->names[1])}});
}

static void set_case(const struct action *action, struct reply *reply)
{
    bool upper = strcmp(action->word, "upper") == 0;
    for (size_t i = 0; i + 4 < reply->question_size; i++) {
        uint8_t *octet = &reply->question[i];
        if (ascii_lower(*octet) >= 'a' && ascii_lower(*octet) <= 'z')
            *octet = (uint8_t)(upper ? ascii_lower(*octet) - 32 : ascii_lower(*octet));
    }
}

/* A forwarder that hands out the first alias and leaves its target to the asker. */
static void keep_first(struct reply *reply)
{
    struct section_records *answer = &reply->sections[SECTION_ANSWER];
    size_t end = 0;
    if (!answer->count)
        return;
    while (end < answer->count && dns_name_equal(answer->items[end].owner, answer->items[0].owner))
        end++;
    answer->count = end;
    reply->sections[SECTION_AUTHORITY].count = 0;
    reply->rcode = 0;
}

/* An alias into its own subtree: each target is one label longer. */
static void grow_alias(const struct action *action, const struct query *query, struct reply *reply)
{
    const uint8_t *owner = arena_dup(reply->arena, query->name.wire, query->name.size);
    struct buffer text = {0};
    struct dns_name target;
    reply_clear(reply);
    reply->rcode = 0;
    buffer_add(&text, owner, 1 + (size_t)owner[0]);
    buffer_add_char(&text, (char)strlen(action->word));
    buffer_add_text(&text, action->word);
    buffer_add_char(&text, 0);
    if (dns_name_join((const uint8_t *)text.data, 2, dns_name_parent(owner), &target))
        reply_add(
            reply, SECTION_ANSWER,
            &(struct record){
                owner, DNS_TYPE_CNAME, WORLD_TTL, {arena_dup(reply->arena, target.wire, target.size), target.size}});
    buffer_free(&text);
}

static void pad(unsigned octets, struct reply *reply)
{
    enum { PIECE = 60000, TYPE_PRIVATE = 65400 };
    for (; octets; octets -= octets < PIECE ? octets : PIECE) {
        size_t size = octets < PIECE ? octets : PIECE;
        reply_add(reply, SECTION_ADDITIONAL,
                  &(struct record){(const uint8_t *)"", TYPE_PRIVATE, 0, {arena_zero(reply->arena, size), size}});
    }
}

static void change_header(const struct action *action, struct reply *reply)
{
    switch (action->id) {
    case ACTION_SAYS:
        reply->rcode = action->number;
        break;
    case ACTION_RCODE:
        reply_clear(reply);
        reply->rcode = action->number;
        break;
    case ACTION_EDE:
        reply->extended_error = (int)action->number;
        break;
    case ACTION_NO_OPT:
        reply->edns = false;
        break;
    case ACTION_NO_QUESTION:
        reply->question = NULL;
        break;
    case ACTION_AA:
    case ACTION_NO_AA:
        reply->aa = action->id == ACTION_AA;
        break;
    case ACTION_RA:
    case ACTION_NO_RA:
        reply->ra = action->id == ACTION_RA;
        break;
    default:
        break;
    }
}

/* What changes the message; the rest is the delivery's. */
static void change_reply(const struct action *action, struct world *world, const struct query *query,
                         struct reply *reply)
{
    switch (action->id) {
    case ACTION_STRIP:
        for (int i = 0; i < SECTION_COUNT; i++)
            remove_records(&reply->sections[i], goes_by_dnssec, 0);
        break;
    case ACTION_EMPTY:
        reply_clear(reply);
        break;
    case ACTION_REFER:
        refer_to(action, reply);
        break;
    case ACTION_CASE:
        set_case(action, reply);
        break;
    case ACTION_UNCHASED:
        keep_first(reply);
        break;
    case ACTION_GROWING_ALIAS:
        grow_alias(action, query, reply);
        break;
    case ACTION_PAD:
        pad(action->number, reply);
        break;
    case ACTION_ADD:
        reply_add(reply, action->section, &action->record);
        break;
    case ACTION_REMOVE:
        remove_records(&reply->sections[action->section], goes_by_type, action->record.type);
        break;
    case ACTION_SIGN:
        add_signatures(action, world, reply);
        break;
    default:
        change_header(action, reply);
    }
}

static void change_delivery(const struct action *action, struct delivery *delivery)
{
    bool *const spoofs[] = {&delivery->spoof_id, &delivery->spoof_question, &delivery->spoof_port,
                            &delivery->spoof_address, &delivery->spoof_garbage};
    delivery->silent = delivery->silent || action->id == ACTION_SILENCE;
    delivery->unreachable = delivery->unreachable || action->id == ACTION_UNREACHABLE;
    delivery->truncate = delivery->truncate || action->id == ACTION_TRUNCATE;
    delivery->close = delivery->close || action->id == ACTION_CLOSE;
    delivery->then_close = delivery->then_close || action->id == ACTION_THEN_CLOSE;
    delivery->dead = delivery->dead || action->id == ACTION_DEAD;
    delivery->then_dead = delivery->then_dead || action->id == ACTION_THEN_DEAD;
    delivery->twice = delivery->twice || action->id == ACTION_TWICE;
    delivery->echo = delivery->echo || action->id == ACTION_ECHO;
    if (action->id == ACTION_DELAY)
        delivery->delay_ms = (uint64_t)action->ms;
    if (action->id == ACTION_CUT)
        delivery->cut = action->number;
    if (action->id == ACTION_OCTETS)
        delivery->octets = action->record.rdata;
    if (action->id == ACTION_SPOOF)
        *spoofs[action->number] = true;
}

void rule_apply(const struct rule *rule, struct world *world, const struct query *query, struct reply *reply,
                struct delivery *delivery)
{
    for (size_t i = 0; i < rule->action_count; i++) {
        change_reply(&rule->actions[i], world, query, reply);
        change_delivery(&rule->actions[i], delivery);
    }
    if (delivery->truncate) {
        reply_clear(reply);
        reply->tc = true;
    }
}
