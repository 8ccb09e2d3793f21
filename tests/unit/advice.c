/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"
#include "judged.h"
#include "random.h"

#include "caa/advice.h"
#include "caa/climb.h"
#include "caa/suffix.h"
#include "dns/subject.h"

#include <libpsl.h>
#include <stdio.h>

#define US "secomtrust.net"

enum {
    SERVER = CAA_KINDS_OF(CAA_KIND_SERVER),
    WILDCARD = CAA_KINDS_OF(CAA_KIND_WILDCARD),
    SMIME = CAA_KINDS_OF(CAA_KIND_SMIME),
    ALL = CAA_KINDS_ALL
};

static const char *const our_ca[] = {US, "second.example"};

static void show_records(char sign, const struct dns_rdata *records, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (out->size)
            buffer_add_char(out, ' ');
        buffer_add_char(out, sign);
        buffer_add_char(out, '[');
        caa_rdata_print(records[i], out);
        buffer_add_char(out, ']');
    }
}

/* `+[ADDED]...-[REMOVED]...` */
static const char *show_advice(const struct caa_policy *policy, caa_kinds kinds, const struct dns_answer *answer,
                               struct buffer *out)
{
    struct arena arena = {0};
    struct caa_advice advice = caa_advice_for_set(policy, kinds, answer, &arena);
    bool any = advice.add_count || advice.remove_count;
    buffer_clear(out);
    if (advice.ca_count > advice.add_count || advice.stopping_count < advice.remove_count)
        fail_msg("%zu for the CA, %zu stopping", advice.ca_count, advice.stopping_count);
    show_records('+', advice.add, advice.add_count, out);
    show_records('-', advice.remove, advice.remove_count, out);
    if (any != (advice.owner != NULL))
        fail_msg("the owner is %p", (const void *)advice.owner);
    arena_free(&arena);
    return buffer_text(out);
}

static void test_advice(void **state)
{
    static const struct {
        const char *set;
        unsigned kinds;
        const char *advice;
    } cases[] = {
        /* nothing to do */
        {"", ALL, ""},
        {"0 iodef x", ALL, ""},
        {"0 issue " US, ALL, ""},
        {"0 issue ca.example", SMIME, ""},
        {"0 issuemail ca.example", SERVER | WILDCARD, ""},
        {"0 issuewild ;", SERVER | SMIME, ""},
        {"0 issue " US "; accounturi=U", ALL, ""},
        {"128 contactphone 1", ALL, ""},
        {"0 issue ca.example", 0, ""},
        /* one more beside the others */
        {"0 issue ca.example", ALL, "+[0 issue \"" US "\"]"},
        {"0 issue ca.example", WILDCARD, "+[0 issue \"" US "\"]"},
        {"0 issue ;", SERVER, "+[0 issue \"" US "\"]"},
        {"0 issue " US ".", SERVER, "+[0 issue \"" US "\"]"},
        {"0 issue " US "; validationmethods=", SERVER, ""},
        {"0 issue " US "; accounturi=U; accounturi=V | 0 issuemail ;", SERVER | SMIME, "+[0 issuemail \"" US "\"]"},
        {"0 issuemail ca.example", ALL, "+[0 issuemail \"" US "\"]"},
        {"0 issuewild ca.example", ALL, "+[0 issuewild \"" US "\"]"},
        {"0 issue ca.example | 0 issuewild ;", SERVER, "+[0 issue \"" US "\"]"},
        {"0 issue ca.example | 0 issuewild ;", WILDCARD, "+[0 issuewild \"" US "\"]"},
        {"0 issue ca.example | 0 issuewild ; | 0 issuemail ;", ALL,
         "+[0 issue \"" US "\"] +[0 issuewild \"" US "\"] +[0 issuemail \"" US "\"]"},
        {"0 issue amazon.com | 0 issue " US " | 0 issuewild amazon.com", ALL, "+[0 issuewild \"" US "\"]"},
        {"0 issue ca.example | 0 issuemail " US, ALL, "+[0 issue \"" US "\"]"},
        {"0 issue " US "; accounturi=U | 0 issuemail ;", ALL, "+[0 issuemail \"" US "\"]"},
        {"128 x y | 0 issue " US "; accounturi=U", ALL, "+[0 x \"y\"] -[128 x \"y\"]"},
        {"0 issue " US "; accounturi=U | 0 issuemail ;", SMIME, "+[0 issuemail \"" US "\"]"},
        /* critical properties */
        {"128 x y", ALL, "+[0 x \"y\"] -[128 x \"y\"]"},
        {"255 x y", SMIME, "+[127 x \"y\"] -[255 x \"y\"]"},
        {"128 x y | 0 x y", ALL, "-[128 x \"y\"]"},
        {"128 x y | 128 x y", ALL, "+[0 x \"y\"] -[128 x \"y\"]"},
        {"128 x y | 128 X y", ALL, "+[0 x \"y\"] -[128 X \"y\"] -[128 x \"y\"]"},
        {"128 isue " US, ALL, "+[0 isue \"" US "\"] -[128 isue \"" US "\"]"},
        {"128 x y | 0 issue ca.example", SERVER, "+[0 x \"y\"] +[0 issue \"" US "\"] -[128 x \"y\"]"},
        {"128 x y | 0 issue ca.example", SMIME, "+[0 x \"y\"] -[128 x \"y\"]"},
        {"128 x y | 0 issue " US, ALL, "+[0 x \"y\"] -[128 x \"y\"]"},
        {"128 x y | 128 issuevmc z | 128 issue " US, ALL,
         "+[0 x \"y\"] +[0 issuevmc \"z\"] -[128 x \"y\"] -[128 issuevmc \"z\"]"},
        {"#8000 | 0 issue " US, ALL, "+[\\# 2 0000] -[\\# 2 8000]"},
    };
    static const uint8_t owner[] = {2, 'j', 'p', 0};
    const struct caa_policy policy = {.cas = {our_ca, 2}};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        const struct dns_answer answer = answer_of(&set, owner);
        expect_text(cases[i].set, show_advice(&policy, cases[i].kinds, &answer, &out), cases[i].advice);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

/* What binds the CA to an account or a method is not undone (RFC 8657). */
static void test_bound(void **state)
{
    static const struct {
        const char *set, *account, *method;
        unsigned kinds;
        const char *advice;
    } cases[] = {
        {"0 issue " US "; accounturi=U", "V", NULL, SERVER, "+[0 issue \"" US "; accounturi=V\"]"},
        {"0 issue " US "; accounturi=U", "V", "dns-01", SERVER, "+[0 issue \"" US "; accounturi=V\"]"},
        {"0 issue " US "; validationmethods=dns-01", "V", "http-01", SERVER,
         "+[0 issue \"" US "; validationmethods=http-01\"]"},
        {"0 issue " US "; AccountURI=U; validationmethods=dns-01", "V", "http-01", SERVER,
         "+[0 issue \"" US "; accounturi=V; validationmethods=http-01\"]"},
        {"0 issue " US "; accounturi=U; validationmethods=dns-01", NULL, "http-01", SERVER, ""},
        {"0 issue " US "; accounturi=U; validationmethods=dns-01", "V", NULL, SERVER, ""},
        {"0 issue " US "; accounturi=U", "V; w", NULL, SERVER, ""},
        {"0 issue " US "; accounturi=U | 0 issuemail ;", "V", NULL, ALL,
         "+[0 issue \"" US "; accounturi=V\"] +[0 issuemail \"" US "\"]"},
        {"0 issue " US "; accounturi=U | 0 issuewild ;", "V", NULL, WILDCARD, "+[0 issuewild \"" US "\"]"},
        {"0 issue ca.example; accounturi=U", "V", NULL, SERVER, "+[0 issue \"" US "\"]"},
        {"0 issue " US "; accounturi=U;b", "V", NULL, SERVER, "+[0 issue \"" US "; accounturi=V\"]"},
        {"0 issue " US "; accounturi=U;b", NULL, NULL, SERVER, ""},
        {"0 issue " US ".; validationmethods=dns-01", NULL, NULL, SERVER, ""},
        {"0 issue secom-trust.net; AccountURI=U", NULL, NULL, SERVER, ""},
        {"0 issue secom-trust.net; AccountURI=U", "V", NULL, SERVER, "+[0 issue \"" US "; accounturi=V\"]"},
        {"0 issue " US "; foo=bar;", NULL, NULL, SERVER, "+[0 issue \"" US "\"]"},
        {"128 x y | 0 issue " US "; accounturi=U", "V", NULL, SERVER,
         "+[0 x \"y\"] +[0 issue \"" US "; accounturi=V\"] -[128 x \"y\"]"},
    };
    static const uint8_t owner[] = {2, 'j', 'p', 0};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct caa_policy policy = {.cas = {our_ca, 2}, .account = cases[i].account, .method = cases[i].method};
        struct caa_set set = caa_set_of(cases[i].set);
        const struct dns_answer answer = answer_of(&set, owner);
        expect_text(cases[i].set, show_advice(&policy, cases[i].kinds, &answer, &out), cases[i].advice);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

static void test_owner_is_the_answers(void **state)
{
    static const uint8_t owner[] = {1, '*', 2, 'j', 'p', 0};
    const struct caa_policy policy = {.cas = {our_ca, 1}};
    struct caa_set set = caa_set_of("0 issue ;");
    const struct dns_answer answer = answer_of(&set, owner);
    struct arena arena = {0};
    (void)state;
    assert_ptr_equal(caa_advice_for_set(&policy, ALL, &answer, &arena).owner, owner);
    arena_free(&arena);
    caa_set_free(&set);
}

static void test_failures_have_none(void **state)
{
    const struct caa_policy policy = {.cas = {our_ca, 1}};
    const struct dns_answer failed = {.kind = ANSWER_FAILED, .failure = FAILURE_TIMEOUT, .detail = ""};
    struct buffer out = {0};
    (void)state;
    expect_text("failed", show_advice(&policy, ALL, &failed, &out), "");
    expect_text("nodata", show_advice(&policy, ALL, &dns_answer_nodata, &out), "");
    buffer_free(&out);
}

static void test_suffix(void **state)
{
    static const struct {
        const char *name;
        bool is_public;
        const char *registrable;
    } cases[] = {
        {".", true, NULL},
        {"jp", true, NULL},
        {"ac.jp", true, NULL},
        {"no-such-top-level-domain", true, NULL},
        {"a.ac.jp", false, "a.ac.jp"},
        {"c.b.a.ac.jp", false, "a.ac.jp"},
        {"x.no-such-top-level-domain", false, "x.no-such-top-level-domain"},
        {"t.ck", true, NULL},
        {"b.a.t.ck", false, "a.t.ck"},
        {"*.a.ac.jp", false, "a.ac.jp"},
        {"*.ac.jp", false, NULL},
        {"b.a\\.ac.jp", false, "a\\.ac.jp"},
        {"b\\.ac.jp", false, "b\\.ac.jp"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dns_name name = name_of(cases[i].name);
        const uint8_t *registrable = caa_suffix_registrable(name.wire);
        buffer_clear(&out);
        if (registrable)
            dns_name_print(registrable, &out);
        expect_number(cases[i].name, caa_suffix_is_public(name.wire), cases[i].is_public);
        expect_text(cases[i].name, buffer_text(&out), cases[i].registrable ? cases[i].registrable : "");
    }
    buffer_free(&out);
}

/* The list is asked, or it is known without that what it would say. */
static unsigned expect_suffix(const uint8_t *name)
{
    struct buffer printed = {0};
    dns_name_print(name, &printed);
    const char *text = buffer_text(&printed);
    bool is_public = psl_is_public_suffix2(psl_builtin(), text, PSL_TYPE_ANY);
    bool is_registry = psl_is_public_suffix2(psl_builtin(), text, PSL_TYPE_ICANN);
    expect_number(text, caa_suffix_is_public(name), is_public);
    expect_number(text, caa_suffix_is_registry(name), is_registry);
    const char *domain = psl_registrable_domain(psl_builtin(), text);
    const uint8_t *registrable = caa_suffix_registrable(name);
    struct buffer ours = {0};
    if (registrable)
        dns_name_print(registrable, &ours);
    expect_text(text, buffer_text(&ours), domain ? domain : "");
    buffer_free(&ours);
    buffer_free(&printed);
    return is_public;
}

/* The star of a DNS wildcard counts for no label. */
static void expect_star(const uint8_t *name)
{
    struct dns_name wildcard;
    if (!dns_name_join((const uint8_t *)"\1*", 1, name, &wildcard))
        return;
    const uint8_t *domain = caa_suffix_registrable(name), *of_wildcard = caa_suffix_registrable(wildcard.wire);
    assert_int_equal(!of_wildcard, !domain);
    if (domain)
        assert_true(dns_name_equal(of_wildcard, domain));
}

/* The rules of the list, as Debian's package publicsuffix has them: each is asked of the list itself, and so is what a
 * star may stand for, and what is above and below. A list that is not installed has nothing to say. */
static void test_all_suffixes(void **state)
{
    FILE *list = fopen("/usr/share/publicsuffix/public_suffix_list.dat", "r");
    static const char *const deep[] = {"ac.jp", "compute.amazonaws.com", "no-such-top-level-domain"};
    char line[512];
    unsigned suffixes = 0;
    (void)state;
    while (list && fgets(line, sizeof line, list)) {
        char text[sizeof line + 1];
        struct subject subject;
        struct dns_name below;
        line[strcspn(line, " \r\n")] = '\0';
        if (!*line || strncmp(line, "//", 2) == 0)
            continue;
        snprintf(text, sizeof text, "%s%s", *line == '*' ? "x" : "", line + (*line == '!' || *line == '*'));
        if (subject_parse(text, strlen(text), &subject))
            continue;
        for (const uint8_t *at = subject.name.wire; !dns_name_is_root(at); at = dns_name_parent(at)) {
            suffixes += expect_suffix(at);
            expect_star(at);
        }
        if (dns_name_join((const uint8_t *)"\1y\1x", 2, subject.name.wire, &below)) {
            expect_suffix(dns_name_parent(below.wire));
            expect_suffix(below.wire);
            expect_star(below.wire);
        }
    }
    if (list) {
        fclose(list);
        assert_true(suffixes > 9000);
    }
    for (unsigned i = 0; i < COUNT_OF(deep); i++) { /* with many labels, each of which might be asked for */
        struct dns_name name = name_of(deep[i]);
        while (name.size < DNS_NAME_MAX - 2)
            dns_name_join((const uint8_t *)"\1x", 1, dns_name_copy(name.wire).wire, &name);
        expect_suffix(name.wire);
    }
    const struct dns_name registrable = name_of("a.ac.jp"), host = name_of("b.a.ac.jp"), suffix = name_of("ac.jp");
    expect_number("a.ac.jp", caa_suffix_is_registry(registrable.wire), false);
    expect_number("b.a.ac.jp", caa_suffix_is_registry(host.wire), false);
    expect_number("ac.jp", caa_suffix_is_registry(suffix.wire), true);
}

/* What is found at the levels of a climb, lowest first. */
struct found {
    enum answer_kind kind;
    const char *alias, *owner; /* of a set: where it is published, if neither at the alias nor at the name */
};

enum { LEVELS = 5 };

/* `PLACE OWNER +[ADDED]...-[REMOVED]...` */
static const char *show_advice_for_climb(const char *name_text, const char *set_text, const struct found *found,
                                         struct buffer *out)
{
    static const char *const places[] = {
        [CAA_ADVICE_AT_OWNER] = "owner", [CAA_ADVICE_LOCAL] = "local", [CAA_ADVICE_ELSEWHERE] = "elsewhere"};
    const struct caa_policy policy = {.cas = {our_ca, 1}};
    struct arena arena = {0};
    struct caa_set set = caa_set_of(set_text);
    struct dns_name name = name_of(name_text), alias, owner;
    const uint8_t *target = alias.wire;
    struct climb climb;
    size_t level;
    climb_init(&climb, name.wire, &arena);
    while (climb_next(&climb, &level)) {
        struct dns_answer draft = {.kind = found[level].kind, .detail = ""};
        if (found[level].alias) {
            alias = name_of(found[level].alias);
            draft.alias_count = 1;
            draft.aliases = &target;
        }
        if (draft.kind == ANSWER_SET) {
            owner = found[level].owner  ? name_of(found[level].owner)
                    : draft.alias_count ? alias
                                        : dns_name_copy(climb.levels[level].name);
            draft.owner = owner.wire;
            draft.records = set.records;
            draft.record_count = set.count;
        }
        climb_feed(&climb, level, dns_answer_new(&draft));
    }
    struct caa_advice change = {0};
    if (climb.state == CLIMB_FOUND)
        change = caa_advice_for_set(&policy, SERVER, climb.levels[climb.level].answer, &arena);
    struct caa_advice advice = caa_advice_for_climb(&change, &climb, NULL, &arena);
    buffer_clear(out);
    if (advice.owner) {
        buffer_add_text(out, places[advice.place]);
        buffer_add_char(out, ' ');
        dns_name_print(advice.owner, out);
    }
    show_records('+', advice.add, advice.add_count, out);
    show_records('-', advice.remove, advice.remove_count, out);
    climb_finish(&climb);
    caa_set_free(&set);
    arena_free(&arena);
    return buffer_text(out);
}

static void test_place(void **state)
{
#define NONE                                                                                                           \
    {                                                                                                                  \
        .kind = ANSWER_NODATA                                                                                          \
    }
#define NO_NAME                                                                                                        \
    {                                                                                                                  \
        .kind = ANSWER_NXDOMAIN                                                                                        \
    }
#define SET                                                                                                            \
    {                                                                                                                  \
        .kind = ANSWER_SET                                                                                             \
    }
#define SET_BY(target)                                                                                                 \
    {                                                                                                                  \
        .kind = ANSWER_SET, .alias = target                                                                            \
    }
#define NONE_BY(target)                                                                                                \
    {                                                                                                                  \
        .kind = ANSWER_NODATA, .alias = target                                                                         \
    }
#define ADDED " +[0 issue \"" US "\"]"
#define COPIED " +[0 issue \"x\"]" ADDED
    static const struct {
        const char *title, *name, *set;
        struct found found[LEVELS];
        const char *advice;
    } cases[] = {
        {"nothing found", "b.a.jp", "0 issue x", {NONE, NONE, NONE}, ""},
        {"allowed", "b.a.jp", "0 issue " US, {NONE, NONE, SET}, ""},
        {"at the name", "b.a.jp", "0 issue x", {SET}, "owner b.a.jp" ADDED},
        {"above, in the same hands", "b.a.jp", "0 issue x", {NONE, SET}, "owner a.jp" ADDED},
        {"a wildcard in the same hands", "b.a.jp", "0 issue x", {{ANSWER_SET, NULL, "*.a.jp"}}, "owner *.a.jp" ADDED},
        {"an alias in the same hands", "b.a.jp", "0 issue x", {SET_BY("c.a.jp")}, "owner c.a.jp" ADDED},
        {"a public suffix", "c.b.a.jp", "0 issue x", {NO_NAME, NONE, NONE, SET}, "local a.jp" COPIED},
        {"above a public suffix", "b.a.ac.jp", "0 issue x", {NONE, NONE, NONE, SET}, "local a.ac.jp" COPIED},
        {"a public suffix asked for itself", "ac.jp", "0 issue x", {SET}, "owner ac.jp" ADDED},
        {"above it", "ac.jp", "0 issue x", {NONE, SET}, "elsewhere jp" ADDED},
        {"the domain is an alias", "b.a.jp", "0 issue x", {NONE, NONE_BY("x.jp"), SET}, "local b.a.jp" COPIED},
        {"all are aliases", "b.a.jp", "0 issue x", {NONE_BY("x.jp"), NONE_BY("x.jp"), SET}, "elsewhere jp" ADDED},
        {"an alias into other hands", "b.a.jp", "0 issue x", {SET_BY("b.c.jp")}, "elsewhere b.c.jp" ADDED},
        {"an alias to a public suffix", "b.a.jp", "0 issue x", {SET_BY("jp")}, "elsewhere jp" ADDED},
        {"below it", "c.b.a.jp", "0 issue x", {NO_NAME, SET_BY("b.c.jp")}, "local c.b.a.jp" COPIED},
        {"further below", "d.c.b.a.jp", "0 issue x", {NO_NAME, NONE, SET_BY("b.c.jp")}, "local c.b.a.jp" COPIED},
        {"a wildcard of a public suffix", "b.a.jp", "0 issue x", {{ANSWER_SET, NULL, "*.jp"}}, "elsewhere *.jp" ADDED},
        {"the whole set",
         "a.jp",
         "128 x y | 0 issue x | 0 iodef z | 0 issue x",
         {NONE, SET},
         "local a.jp +[0 iodef \"z\"]"
         " +[0 issue \"x\"]"
         " +[0 x \"y\"]" ADDED},
        {"tags in lower case",
         "a.jp",
         "0 ISSUE x | 0 issue x | 0 Iodef z",
         {NONE, SET},
         "local a.jp +[0 issue \"x\"] +[0 iodef \"z\"]" ADDED},
        {"both bits", "a.jp", "128 x y | 0 x y | 0 issue " US, {NONE, SET}, "local a.jp +[0 x \"y\"]" ADDED},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].title, show_advice_for_climb(cases[i].name, cases[i].set, cases[i].found, &out),
                    cases[i].advice);
    buffer_free(&out);
}

/* Random sets: after the change every kind asked for is allowed, and nobody has lost anything. */

static void add_random_record(struct buffer *text)
{
    static const char *const flags[] = {"0", "0", "0", "0", "128", "1", "129"};
    static const char *const tags[] = {"issue",     "issue", "issuewild", "issuemail", "ISSUE",
                                       "IssueWild", "iodef", "mystery",   "security",  "contactemail"};
    static const char *const values[] = {
        US,
        "a.example",
        "B.Example",
        "a.example; accounturi=A",
        "b.example; validationmethods=dns-01",
        US "; accounturi=U",
        US "; accounturi=U; accounturi=V",
        US "; foo=bar",
        US ".",
        ";",
        "",
        "%%%%%",
        "a.example; a=b;",
    };
    if (text->size)
        buffer_add_text(text, " | ");
    buffer_add_text(text, RANDOM_OF(flags));
    buffer_add_char(text, ' ');
    buffer_add_text(text, RANDOM_OF(tags));
    buffer_add_char(text, ' ');
    buffer_add_text(text, RANDOM_OF(values));
}

static bool same_rdata(struct dns_rdata a, struct dns_rdata b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

static bool holds(const struct dns_rdata *records, size_t count, struct dns_rdata rdata)
{
    for (size_t i = 0; i < count; i++)
        if (same_rdata(records[i], rdata))
            return true;
    return false;
}

/* The set as the administrator leaves it; what is withdrawn must be there, what is published must not. */
static struct caa_set changed(const char *text, const struct caa_set *set, const struct caa_advice *advice)
{
    struct caa_set after = {0};
    after.records = arena_alloc(&after.arena, (set->count + advice->add_count + 1) * sizeof *after.records);
    for (size_t i = 0; i < advice->remove_count; i++)
        if (!holds(set->records, set->count, advice->remove[i]) || holds(advice->remove, i, advice->remove[i]))
            fail_msg("%s: record %zu cannot be removed", text, i);
    for (size_t i = 0; i < set->count; i++)
        if (!holds(advice->remove, advice->remove_count, set->records[i]))
            after.records[after.count++] = set->records[i];
    for (size_t i = 0; i < advice->add_count; i++) {
        if (holds(set->records, set->count, advice->add[i]) || holds(advice->add, i, advice->add[i]))
            fail_msg("%s: record %zu cannot be added", text, i);
        after.records[after.count++] = advice->add[i];
    }
    return after;
}

static enum verdict verdict_of(const struct caa_policy *policy, unsigned kind, const struct caa_set *set)
{
    return reason_verdict(judged(policy, kind, set->records, set->count));
}

static void expect_nobody_loses(const char *text, const struct caa_set *before, const struct caa_set *after)
{
    static const char *const a[] = {"a.example"}, *const b[] = {"b.example"}, *const c[] = {"c.example"};
    static const char *const tags[] = {"mystery", "security", "contactemail"};
    static const struct caa_policy others[] = {
        {.cas = {our_ca, 2}},
        {.cas = {our_ca, 1}, .account = "V"},
        {.cas = {a, 1}},
        {.cas = {a, 1}, .known_tags = {tags, 3}},
        {.cas = {b, 1}, .known_tags = {tags, 1}},
        {.cas = {b, 1}, .method = "dns-01", .known_tags = {tags, 2}},
        {.cas = {c, 1}},
        {.cas = {c, 1}, .known_tags = {tags, 3}},
    };
    if ((before->count != 0) != (after->count != 0))
        fail_msg("%s: the set vanished, so that another one would decide", text);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (verdict_of(&others[i], kind, before) == VERDICT_ALLOWED &&
                verdict_of(&others[i], kind, after) != VERDICT_ALLOWED)
                fail_msg("%s: CA %zu loses %s", text, i, caa_kind_word(kind));
}

static struct caa_binding binding_of(const struct caa_policy *policy, unsigned kind, const struct caa_set *set)
{
    enum caa_tag tag = caa_policy_deciding_tag(kind, set->records, set->count);
    return caa_policy_binding(policy, tag, set->records, set->count);
}

static bool is_bound_by_what_is_not_told(const struct caa_policy *policy, unsigned kind, const struct caa_set *set)
{
    struct caa_binding binding = binding_of(policy, kind, set);
    return (binding.account && !policy->account) || (binding.method && !policy->method);
}

/* A stranger's account, and a method of another kind, get nothing that they did not have. */
static void expect_bound_as_before(const struct caa_policy *policy, const char *text, const struct caa_set *before,
                                   const struct caa_set *after)
{
    struct caa_policy stranger = *policy;
    stranger.account = "stranger";
    stranger.method = "strange-01";
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        struct caa_binding binding = binding_of(policy, kind, before);
        bool critical = judged(policy, kind, before->records, before->count) == REASON_CRITICAL_UNKNOWN ||
                        judged(policy, kind, before->records, before->count) == REASON_CRITICAL_UNCERTAIN;
        if ((binding.account || binding.method) && !critical &&
            verdict_of(&stranger, kind, before) != VERDICT_ALLOWED &&
            verdict_of(&stranger, kind, after) == VERDICT_ALLOWED)
            fail_msg("%s: a stranger gets %s", text, caa_kind_word(kind));
    }
}

static void expect_good_advice(const struct caa_policy *policy, caa_kinds kinds, const char *text)
{
    static const uint8_t owner[] = {2, 'j', 'p', 0};
    struct arena arena = {0};
    struct caa_set set = caa_set_of(text);
    const struct dns_answer answer = answer_of(&set, owner);
    struct caa_advice advice = caa_advice_for_set(policy, kinds, &answer, &arena);
    struct caa_set after = changed(text, &set, &advice);
    bool mendable = false;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        bool denied = kinds & CAA_KINDS_OF(kind) && verdict_of(policy, kind, &set) == VERDICT_DENIED;
        bool critical = judged(policy, kind, set.records, set.count) == REASON_CRITICAL_UNKNOWN;
        bool untold = is_bound_by_what_is_not_told(policy, kind, &set);
        mendable = mendable || (denied && (critical || !untold));
        if (denied && !untold && verdict_of(policy, kind, &after) != VERDICT_ALLOWED)
            fail_msg("%s: %s is not allowed afterwards", text, caa_kind_word(kind));
    }
    expect_number(text, advice.add_count + advice.remove_count > 0, mendable);
    expect_bound_as_before(policy, text, &set, &after);
    expect_nobody_loses(text, &set, &after);
    caa_set_free(&after);
    caa_set_free(&set);
    arena_free(&arena);
}

static void test_random_sets(void **state)
{
    static const char *const tags[] = {"security"};
    static const struct caa_policy policies[] = {
        {.cas = {our_ca, 2}},
        {.cas = {our_ca, 1}, .account = "U", .known_tags = {tags, 1}},
        {.cas = {our_ca, 1}, .account = "V", .method = "dns-01"},
    };
    struct buffer text = {0};
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        buffer_clear(&text);
        for (unsigned left = random_below(6); left; left--)
            add_random_record(&text);
        expect_good_advice(&RANDOM_OF(policies), random_below(CAA_KINDS_ALL + 1), buffer_text(&text));
    }
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_advice),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_owner_is_the_answers),
        cmocka_unit_test(test_failures_have_none),
        cmocka_unit_test(test_suffix),
        cmocka_unit_test(test_all_suffixes),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_random_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
