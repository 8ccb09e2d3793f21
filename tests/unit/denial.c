/* SPDX-License-Identifier: Apache-2.0 */
#include "signed_zone.h"

#include "dns/denial.h"

#include <stdlib.h>

/* ---- a small language for proofs: records divided by `;`, for the zone `example` unless it says otherwise
 *
 *  OWNER nsec NEXT TYPES...     an NSEC record
 *  NAME is TYPES...             an NSEC3 record at the hash of NAME, over nothing
 *  NAME gap TYPES...            one over the hash of NAME, and over nothing else
 *  NAME alone TYPES...          the only one of its zone, at NAME
 *  NAME end                     the zone's last one, over NAME, which comes behind all others
 *  NAME start                   the zone's last one, over NAME, which comes before all others
 *  with ITERATIONS SALT FLAGS ALGORITHM    for the NSEC3 records that follow; SALT in hexadecimal or `-`
 *  below ZONE                   the NSEC3 records that follow belong there
 *  raw OWNER TYPE HEX           RDATA to the octet ---- */

struct writing {
    struct denial_proofs *proofs;
    struct hash_parameters parameters;
    const uint8_t *zone;
};

static const uint8_t *keep_name(const char *text)
{
    struct dns_name name = name_of(text);
    return arena_dup(&made, name.wire, name.size);
}

static void add(const struct writing *writing, const uint8_t *owner, uint16_t type, struct dns_rdata rdata)
{
    assert_true(writing->proofs->count < DENIAL_RECORDS_MAX);
    writing->proofs->records[writing->proofs->count++] = (struct denial_record){owner, type, rdata};
}

static void add_nsec3(const struct writing *writing, const char *name, const char *place, const char *types)
{
    uint8_t owner[NSEC3_HASH], next[NSEC3_HASH];
    hash_of(&writing->parameters, name_of(name).wire, owner);
    memcpy(next, owner, sizeof next);
    if (strcmp(place, "is") == 0 || strcmp(place, "gap") == 0)
        nsec3_step(next, 1);
    if (strcmp(place, "gap") == 0 || strcmp(place, "end") == 0)
        nsec3_step(owner, -1);
    if (strcmp(place, "end") == 0)
        memset(next, 0, sizeof next);
    if (strcmp(place, "start") == 0) {
        nsec3_step(next, 1);
        memset(owner, 0xFF, sizeof owner);
    }
    add(writing, nsec3_owner(owner, writing->zone), DNS_TYPE_NSEC3, nsec3_rdata(&writing->parameters, next, types));
}

static void write_one(struct writing *writing, const char *text)
{
    char first[1100], second[32], third[1100];
    int rest = 0;
    unsigned iterations, flags, algorithm;
    if (sscanf(text, " with %u %1099s %u %u", &iterations, first, &flags, &algorithm) == 4) {
        const char *salt = arena_text(&made, first, first[0] == '-' ? 0 : strlen(first));
        writing->parameters = (struct hash_parameters){(uint8_t)algorithm, (uint8_t)flags, (uint16_t)iterations, salt};
        return;
    }
    if (sscanf(text, " below %1099s", first) == 1) {
        writing->zone = keep_name(first);
        return;
    }
    if (sscanf(text, " raw %1099s %31s %1099s", first, second, third) == 3) {
        add(writing, keep_name(first), type_of(second), octets_of_hex(third));
        return;
    }
    if (sscanf(text, " %1099s nsec %1099s %n", first, third, &rest) == 2) {
        add(writing, keep_name(first), DNS_TYPE_NSEC, nsec_rdata(third, text + rest));
        return;
    }
    if (sscanf(text, " %1099s %31s %n", first, second, &rest) != 2)
        fail_msg("no proof: '%s'", text);
    add_nsec3(writing, first, second, text + rest);
}

static struct denial_proofs proofs_in(const char *zone, const char *text)
{
    struct denial_proofs proofs = {.zone = keep_name(zone)};
    struct writing writing = {.proofs = &proofs, .zone = proofs.zone};
    char *copy = arena_text(&made, text, strlen(text)), *state;
    for (char *part = strtok_r(copy, ";", &state); part; part = strtok_r(NULL, ";", &state))
        write_one(&writing, part);
    return proofs;
}

static struct denial_proofs proofs_of(const char *text)
{
    return proofs_in("example", text);
}

/* ---- tables ---- */

struct proof_case {
    const char *label, *proofs, *name;
    enum denial expected;
};

static const char *word_of(enum denial denial)
{
    static const char *const words[] = {"none", "proven", "insecure", "delegation"};
    return words[denial];
}

static enum denial of_caa(const struct denial_proofs *proofs, const uint8_t *name)
{
    return denial_of_type(proofs, name, DNS_TYPE_CAA);
}

/* Says which case is wrong, and goes on: 1 or 0, to be summed up. */
static unsigned differs(const char *label, enum denial came, enum denial expected)
{
    if (came != expected)
        print_error("%s: came %s, expected %s\n", label, word_of(came), word_of(expected));
    return came != expected;
}

static void expect_all(enum denial (*judge)(const struct denial_proofs *, const uint8_t *),
                       const struct proof_case *cases, size_t count)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct denial_proofs proofs = proofs_of(cases[i].proofs);
        wrong += differs(cases[i].label, judge(&proofs, name_of(cases[i].name).wire), cases[i].expected);
    }
    assert_int_equal(wrong, 0);
}

/* ---- no such type ---- */

static void test_nsec_of_type(void **state)
{
    static const struct proof_case cases[] = {
        {"the name has others", "www.example nsec x.example A", "www.example", DENIAL_PROVEN},
        {"types in several windows", "www.example nsec x.example A MX TYPE1024", "www.example", DENIAL_PROVEN},
        {"it has the type", "www.example nsec x.example A CAA", "www.example", DENIAL_NONE},
        {"it is an alias (RFC 6840 4.3)", "www.example nsec x.example CNAME", "www.example", DENIAL_NONE},
        {"the parent's side of a cut (RFC 6840 4.1)", "sub.example nsec x.example NS", "sub.example", DENIAL_NONE},
        {"a signed cut", "sub.example nsec x.example NS DS", "sub.example", DENIAL_NONE},
        {"the apex", "example nsec x.example NS SOA DNSKEY", "example", DENIAL_PROVEN},
        {"a DNAME beside it (RFC 6672 2.3)", "d.example nsec x.example DNAME", "d.example", DENIAL_PROVEN},
        {"no record at all", "", "www.example", DENIAL_NONE},
        {"only a neighbour's", "a.example nsec b.example A", "www.example", DENIAL_NONE},
        {"the neighbour before, next to it", "a.example nsec www.example A", "www.example", DENIAL_NONE},

        {"an empty non-terminal", "a.example nsec x.ent.example A", "ent.example", DENIAL_PROVEN},
        {"a deep one", "a.example nsec z.y.x.ent.example A", "y.x.ent.example", DENIAL_PROVEN},
        {"one below a cut", "sub.example nsec x.ent.sub.example NS", "ent.sub.example", DENIAL_NONE},
        {"the next is only alike", "a.example nsec xent.example A", "ent.example", DENIAL_NONE},

        {"a wildcard without it", "*.example nsec a.example A;a.example nsec z.example A", "n.example", DENIAL_PROVEN},
        {"the wildcard's record spans the name too", "*.example nsec z.example A", "n.example", DENIAL_PROVEN},
        {"a deep name under a wildcard", "*.example nsec z.example A", "c.b.n.example", DENIAL_PROVEN},
        {"a wildcard with it", "*.example nsec z.example A CAA", "n.example", DENIAL_NONE},
        {"a wildcard that is an alias", "*.example nsec z.example CNAME", "n.example", DENIAL_NONE},
        {"a wildcard that is a cut", "*.example nsec z.example NS", "n.example", DENIAL_NONE},
        {"the wildcard alone, which spans other names", "*.example nsec a.example A", "n.example", DENIAL_NONE},
        {"the span alone", "a.example nsec z.example A", "n.example", DENIAL_NONE},
        {"a wildcard above the closest encloser", "*.example nsec a.example A;b.example nsec c.example A",
         "n.b.example", DENIAL_NONE},
        {"above an encloser that is the next one's", "*.example nsec a.example A;a.example nsec z.b.example A",
         "n.b.example", DENIAL_NONE},
        {"the wildcard there", "*.b.example nsec a.b.example A;a.b.example nsec z.b.example A", "n.b.example",
         DENIAL_PROVEN},
        {"a wildcard below the closest encloser", "*.n.example nsec a.n.example A;a.example nsec z.example A",
         "x.n.example", DENIAL_NONE},
        {"a wildcard that is an empty non-terminal (RFC 4592 2.2.3)",
         "example nsec a.*.example NS SOA;a.*.example nsec z.example A", "n.example", DENIAL_PROVEN},
        {"the name asked for is the wildcard itself", "*.example nsec a.example A", "*.example", DENIAL_PROVEN},
        {"neither name nor wildcard exist, which is no such name", "example nsec z.example NS SOA", "n.example",
         DENIAL_NONE},

        {"below a cut, with a wildcard", "sub.example nsec z.example NS;*.sub.example nsec a.sub.example A",
         "n.sub.example", DENIAL_NONE},
        {"below a DNAME, with a wildcard", "d.example nsec z.example DNAME;*.d.example nsec a.d.example A",
         "n.d.example", DENIAL_NONE},
        {"below the apex, which has NS as well", "example nsec z.example NS SOA;*.example nsec a.example A",
         "n.example", DENIAL_PROVEN},
        {"behind the last name", "y.example nsec example A;*.example nsec a.example A", "z.example", DENIAL_PROVEN},
        {"a last record that leads elsewhere", "y.example nsec a.example A;*.example nsec a.example A", "z.example",
         DENIAL_NONE},
        {"before the last name", "y.example nsec example A;*.example nsec a.example A", "m.example", DENIAL_NONE},
    };
    (void)state;
    expect_all(of_caa, cases, COUNT_OF(cases));
}

static void test_nsec3_of_type(void **state)
{
    static const struct proof_case cases[] = {
        {"the name has others", "www.example is A", "www.example", DENIAL_PROVEN},
        {"it has the type", "www.example is A CAA", "www.example", DENIAL_NONE},
        {"it is an alias", "www.example is CNAME", "www.example", DENIAL_NONE},
        {"the parent's side of a cut", "sub.example is NS", "sub.example", DENIAL_NONE},
        {"a signed cut", "sub.example is NS DS", "sub.example", DENIAL_NONE},
        {"the apex", "example is NS SOA", "example", DENIAL_PROVEN},
        {"an empty non-terminal has a record of its own", "ent.example is", "ent.example", DENIAL_PROVEN},
        {"opt-out says nothing of a name that exists", "with 0 - 1 1;www.example is A", "www.example", DENIAL_PROVEN},
        {"no record at all", "", "www.example", DENIAL_NONE},
        {"another name's", "w.example is A", "www.example", DENIAL_NONE},

        {"a wildcard without it", "example is NS SOA;n.example gap;*.example is A", "n.example", DENIAL_PROVEN},
        {"a deep name under a wildcard", "example is NS SOA;n.example gap;*.example is A", "b.a.n.example",
         DENIAL_PROVEN},
        {"a wildcard with it", "example is NS SOA;n.example gap;*.example is A CAA", "n.example", DENIAL_NONE},
        {"a wildcard that is an alias", "example is NS SOA;n.example gap;*.example is CNAME", "n.example", DENIAL_NONE},
        {"a wildcard that is an empty non-terminal", "example is NS SOA;n.example gap;*.example is", "n.example",
         DENIAL_PROVEN},
        {"the wildcard and no span", "example is NS SOA;*.example is A", "n.example", DENIAL_NONE},
        {"the wildcard and no closest encloser (RFC 5155 8.7)", "n.example gap;*.example is A", "n.example",
         DENIAL_NONE},
        {"a span over the name, not over the next closer one", "example is NS SOA;a.n.example gap;*.example is A",
         "a.n.example", DENIAL_NONE},
        {"a wildcard above the closest encloser", "example is NS SOA;b.example is A;n.b.example gap;*.example is A",
         "n.b.example", DENIAL_NONE},
        {"the span is one of opt-out (RFC 5155 9.2)", "example is NS SOA;*.example is A;with 0 - 1 1;n.example gap",
         "n.example", DENIAL_INSECURE},
        {"opt-out and a wildcard with it", "example is NS SOA;*.example is CAA;with 0 - 1 1;n.example gap", "n.example",
         DENIAL_NONE},
        {"an empty non-terminal within opt-out (erratum 3441)", "example is NS SOA;with 0 - 1 1;n.example gap",
         "n.example", DENIAL_INSECURE},
        {"neither name nor wildcard exist, which is no such name", "example is NS SOA;n.example gap;*.example gap",
         "n.example", DENIAL_NONE},
        {"below a cut", "sub.example is NS;n.sub.example gap;*.sub.example is A", "n.sub.example", DENIAL_NONE},
        {"below a cut within opt-out", "with 0 - 1 1;sub.example is NS;n.sub.example gap", "n.sub.example",
         DENIAL_NONE},
        {"below a DNAME", "d.example is DNAME;n.d.example gap;*.d.example is A", "n.d.example", DENIAL_NONE},
        {"NSEC for the span, NSEC3 for the rest", "a.example nsec z.example A;example is NS SOA;*.example is A",
         "n.example", DENIAL_NONE},
    };
    (void)state;
    expect_all(of_caa, cases, COUNT_OF(cases));
}

static void test_bits_of_other_types(void **state)
{
    (void)state;
    struct denial_proofs proofs = proofs_of("www.example nsec x.example A MX");
    assert_int_equal(denial_of_type(&proofs, name_of("www.example").wire, DNS_TYPE_A), DENIAL_NONE);
    assert_int_equal(denial_of_type(&proofs, name_of("www.example").wire, 15), DENIAL_NONE);
    assert_int_equal(denial_of_type(&proofs, name_of("www.example").wire, 14), DENIAL_PROVEN);
    assert_int_equal(denial_of_type(&proofs, name_of("www.example").wire, 65535), DENIAL_PROVEN);
}

/* Records that were signed as one type say nothing as the other, nor do NSEC3 records that no zone can have made. */
static void test_types_are_not_mistaken(void **state)
{
    static const struct {
        const char *proofs;
        uint16_t as;
    } cases[] = {
        {"www.example is A", DNS_TYPE_NSEC},
        {"example is NS SOA;n.example gap;*.example is A", DNS_TYPE_NSEC},
        {"www.example nsec x.example A", DNS_TYPE_NSEC3},
        {"a.example nsec z.example A;*.example nsec a.example A", DNS_TYPE_NSEC3},
        {"raw . NSEC3 0100000000140000000000000000000000000000000000000000", DNS_TYPE_NSEC3},
        {"raw . NSEC3 01", DNS_TYPE_NSEC3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct denial_proofs proofs = proofs_of(cases[i].proofs);
        bool exists;
        for (size_t at = 0; at < proofs.count; at++)
            proofs.records[at].type = cases[i].as;
        const uint8_t *name = keep_name(i % 2 ? "n.example" : "www.example");
        expect_text(cases[i].proofs, word_of(of_caa(&proofs, name)), "none");
        expect_text(cases[i].proofs, word_of(denial_of_name(&proofs, name)), "none");
        expect_text(cases[i].proofs, word_of(denial_of_ds(&proofs, name, &exists)), "none");
    }
}

/* ---- no such name ---- */

static void test_nsec_of_name(void **state)
{
    static const struct proof_case cases[] = {
        {"two spans", "example nsec a.example NS SOA;m.example nsec o.example A", "n.example", DENIAL_PROVEN},
        {"one span for both", "example nsec z.example NS SOA", "n.example", DENIAL_PROVEN},
        {"below a name that exists", "b.example nsec c.example A", "n.b.example", DENIAL_PROVEN},
        {"behind the last name", "example nsec a.example NS SOA;y.example nsec example A", "z.example", DENIAL_PROVEN},
        {"no record at all", "", "n.example", DENIAL_NONE},
        {"the name alone", "m.example nsec o.example A", "n.example", DENIAL_NONE},
        {"the wildcard alone", "example nsec a.example NS SOA", "n.example", DENIAL_NONE},
        {"a wildcard stands for it", "*.example nsec a.example A;m.example nsec o.example A", "n.example", DENIAL_NONE},
        {"a wildcard spans it", "*.example nsec z.example A", "n.example", DENIAL_NONE},
        {"it exists", "example nsec n.example NS SOA;n.example nsec z.example A", "n.example", DENIAL_NONE},
        {"it is the span's end", "example nsec n.example NS SOA", "n.example", DENIAL_NONE},
        {"an empty non-terminal", "example nsec a.n.example NS SOA", "n.example", DENIAL_NONE},
        {"a wildcard that is an empty non-terminal", "example nsec a.*.example NS SOA;m.example nsec o.example A",
         "n.example", DENIAL_NONE},
        {"below a cut (RFC 6840 4.1)", "sub.example nsec z.example NS", "n.sub.example", DENIAL_NONE},
        {"below a signed cut", "sub.example nsec z.example NS DS RRSIG", "n.sub.example", DENIAL_NONE},
        {"below a DNAME", "d.example nsec z.example DNAME", "n.d.example", DENIAL_NONE},
        {"beside a cut", "example nsec b.example NS SOA;sub.example nsec z.example NS", "t.example", DENIAL_PROVEN},
        {"below an apex that has a DNAME", "example nsec z.example NS SOA DNAME", "n.example", DENIAL_NONE},
        {"the wildcard of an ancestor, not of the closest encloser",
         "example nsec b.example NS SOA;k.b.example nsec p.b.example A", "m.b.example", DENIAL_NONE},
        {"the wildcard of the closest encloser", "b.example nsec k.b.example A;k.b.example nsec p.b.example A",
         "m.b.example", DENIAL_PROVEN},
        {"canonical order (RFC 4034 6.1)", "z.example nsec \\200.z.example A", "*.z.example", DENIAL_PROVEN},
        {"order by labels from the right", "yljkjljk.a.example nsec z.a.example A", "zz.yljkjljk.a.example",
         DENIAL_PROVEN},
        {"shorter labels first", "example nsec abc.example NS SOA", "ab.example", DENIAL_PROVEN},
        {"longer labels later", "example nsec ab.example NS SOA", "abc.example", DENIAL_NONE},
        {"a last record that leads elsewhere", "example nsec a.example NS SOA;y.example nsec b.example A", "z.example",
         DENIAL_NONE},
    };
    (void)state;
    expect_all(denial_of_name, cases, COUNT_OF(cases));
}

static void test_nsec3_of_name(void **state)
{
    static const struct proof_case cases[] = {
        {"closest encloser, next closer name, wildcard", "example is NS SOA;n.example gap;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"a deep name", "example is NS SOA;n.example gap;*.example gap", "c.b.a.n.example", DENIAL_PROVEN},
        {"a deep encloser", "b.example is A;n.b.example gap;*.b.example gap", "x.n.b.example", DENIAL_PROVEN},
        {"an encloser that is empty", "b.example is;n.b.example gap;*.b.example gap", "n.b.example", DENIAL_PROVEN},
        {"no record at all", "", "n.example", DENIAL_NONE},
        {"no encloser", "n.example gap;*.example gap", "n.example", DENIAL_NONE},
        {"no next closer name", "example is NS SOA;*.example gap", "n.example", DENIAL_NONE},
        {"no wildcard", "example is NS SOA;n.example gap", "n.example", DENIAL_NONE},
        {"a wildcard stands for it", "example is NS SOA;n.example gap;*.example is A", "n.example", DENIAL_NONE},
        {"it exists", "example is NS SOA;n.example is A;*.example gap", "n.example", DENIAL_NONE},
        {"it exists and is spanned, too", "example is NS SOA;n.example is A;n.example gap;*.example gap", "n.example",
         DENIAL_NONE},
        {"an ancestor exists that is below what is spanned",
         "example is NS SOA;n.example is A;m.n.example gap;*.example gap", "m.n.example", DENIAL_NONE},
        {"the encloser is proven too high", "example is NS SOA;b.c.example gap;*.example gap", "a.b.c.example",
         DENIAL_NONE},
        {"below a cut (RFC 5155 8.3)", "sub.example is NS;n.sub.example gap;*.sub.example gap", "n.sub.example",
         DENIAL_NONE},
        {"below a DNAME", "d.example is DNAME;n.d.example gap;*.d.example gap", "n.d.example", DENIAL_NONE},
        {"opt-out over the next closer name", "example is NS SOA;*.example gap;with 0 - 1 1;n.example gap", "n.example",
         DENIAL_INSECURE},
        {"opt-out over the wildcard only", "example is NS SOA;n.example gap;with 0 - 1 1;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"opt-out, the wildcard not proven", "with 0 - 1 1;example is NS SOA;n.example gap", "n.example", DENIAL_NONE},
        {"the zone's last record, before its end", "example is NS SOA;n.example end;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"the zone's last record, behind its start", "example is NS SOA;n.example start;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"a zone of one name", "example alone NS SOA", "n.example", DENIAL_PROVEN},
        {"a zone of one name, which is the name", "example alone NS SOA", "example", DENIAL_NONE},
    };
    (void)state;
    expect_all(denial_of_name, cases, COUNT_OF(cases));
}

/* ---- parameters of NSEC3 ---- */

static void test_nsec3_parameters(void **state)
{
    static const char absence[] = "%s;example is NS SOA;n.example gap;*.example gap";
    static const struct {
        const char *label, *with;
        enum denial expected;
    } cases[] = {
        {"none (RFC 9276 3.1)", "with 0 - 0 1", DENIAL_PROVEN},
        {"salt and iterations", "with 12 aabbccdd 0 1", DENIAL_PROVEN},
        {"as many as are looked at", "with 150 ab 0 1", DENIAL_PROVEN},
        {"one more (RFC 9276 3.2)", "with 151 ab 0 1", DENIAL_INSECURE},
        {"2500", "with 2500 ab 0 1", DENIAL_INSECURE},
        {"65535", "with 65535 - 0 1", DENIAL_INSECURE},
        {"another hash (RFC 5155 8.1)", "with 0 - 0 2", DENIAL_NONE},
        {"another hash with many iterations", "with 2500 - 0 2", DENIAL_NONE},
        {"hash 255", "with 0 - 0 255", DENIAL_NONE},
        {"opt-out", "with 0 - 1 1", DENIAL_INSECURE},
        {"an unknown flag (RFC 5155 8.2)", "with 0 - 2 1", DENIAL_NONE},
        {"an unknown flag beside opt-out", "with 0 - 129 1", DENIAL_NONE},
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, absence, cases[i].with);
        struct denial_proofs proofs = proofs_of(text);
        wrong += differs(cases[i].label, denial_of_name(&proofs, name_of("n.example").wire), cases[i].expected);
    }
    assert_int_equal(wrong, 0);
}

static void test_too_many_iterations_in_every_question(void **state)
{
    bool exists = false;
    (void)state;
    struct denial_proofs proofs = proofs_of("with 151 - 0 1;example is NS SOA");
    assert_int_equal(of_caa(&proofs, name_of("n.example").wire), DENIAL_INSECURE);
    assert_int_equal(denial_of_name(&proofs, name_of("n.example").wire), DENIAL_INSECURE);
    assert_int_equal(denial_of_closer(&proofs, name_of("n.example").wire, 1), DENIAL_INSECURE);
    assert_int_equal(denial_of_ds(&proofs, name_of("n.example").wire, &exists), DENIAL_INSECURE);
    assert_true(exists);
}

/* Two chains of NSEC3 do not make one proof (RFC 5155 8.2). */
static void test_mixed_parameters(void **state)
{
    static const struct proof_case cases[] = {
        {"salts", "with 0 aa 0 1;example is NS SOA;with 0 bb 0 1;n.example gap;*.example gap", "n.example",
         DENIAL_NONE},
        {"lengths of salts", "with 0 aa 0 1;example is NS SOA;with 0 aaaa 0 1;n.example gap;*.example gap", "n.example",
         DENIAL_NONE},
        {"iterations", "with 1 aa 0 1;example is NS SOA;with 2 aa 0 1;n.example gap;*.example gap", "n.example",
         DENIAL_NONE},
        {"the wildcard's alone", "with 1 aa 0 1;example is NS SOA;n.example gap;with 2 aa 0 1;*.example gap",
         "n.example", DENIAL_NONE},
        {"an unknown hash beside a whole proof",
         "with 0 aa 0 2;example is;with 0 aa 0 1;example is NS SOA;n.example gap;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"flags may differ", "with 0 aa 1 1;example is NS SOA;with 0 aa 0 1;n.example gap;*.example gap", "n.example",
         DENIAL_PROVEN},
    };
    (void)state;
    expect_all(denial_of_name, cases, COUNT_OF(cases));
}

static void test_long_salt(void **state)
{
    char text[1024], salt[2 * 255 + 1];
    (void)state;
    for (size_t i = 0; i < sizeof salt - 1; i++)
        salt[i] = "0123456789abcdef"[i % 16];
    salt[sizeof salt - 1] = '\0';
    snprintf(text, sizeof text, "with 3 %s 0 1;example is NS SOA;n.example gap;*.example gap", salt);
    struct denial_proofs proofs = proofs_of(text);
    assert_int_equal(denial_of_name(&proofs, name_of("n.example").wire), DENIAL_PROVEN);
}

static void test_whose_nsec3(void **state)
{
    static const struct proof_case cases[] = {
        {"of a zone below", "below sub.example;example is NS SOA;n.example gap;*.example gap", "n.example",
         DENIAL_NONE},
        {"of a zone beside", "below test;example is NS SOA;n.example gap;*.example gap", "n.example", DENIAL_NONE},
        {"of the zone above", "below .;example is NS SOA;n.example gap;*.example gap", "n.example", DENIAL_NONE},
        {"of another zone beside the right ones",
         "below test;example is NS;below example;example is NS SOA;n.example gap;*.example gap", "n.example",
         DENIAL_PROVEN},
        {"at the apex", "raw example NSEC3 0100000000140000000000000000000000000000000000000000", "n.example",
         DENIAL_NONE},
        {"at the root", "raw . NSEC3 0100000000140000000000000000000000000000000000000000", "n.example", DENIAL_NONE},
    };
    (void)state;
    expect_all(denial_of_name, cases, COUNT_OF(cases));
    struct denial_proofs proofs = proofs_in(".", ". is NS SOA;n gap;* gap");
    assert_int_equal(denial_of_name(&proofs, name_of("www.n").wire), DENIAL_PROVEN);
}

/* Labels that are no hash of 20 octets: with a next hash as here, each would span everything. */
static void test_owners_that_are_no_hash(void **state)
{
    static const char *const owners[] = {
        "0000000000000000000000000000000.example",                                 /* 31 digits */
        "000000000000000000000000000000000.example",                               /* 33 */
        "000000000000000000000000000000000000000000000000000000000000000.example", /* 63 */
        "0000000000000000000000000000000w.example",                                /* no digit of this base */
        "0000000000000000000000000000000\\=.example",
        "0000000000000000 000000000000000.example",
        "a.example",
        "*.example",
        "0.00000000000000000000000000000000.example",
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(owners); i++) {
        struct denial_proofs proofs = proofs_of("");
        struct writing writing = {.proofs = &proofs, .zone = proofs.zone};
        add(&writing, wire_of(owners[i]).bytes, DNS_TYPE_NSEC3,
            octets_of_hex("010000000014ffffffffffffffffffffffffffffffffffffffff"));
        wrong += differs(owners[i], denial_of_closer(&proofs, name_of("n.example").wire, 1), DENIAL_NONE);
    }
    assert_int_equal(wrong, 0);
    struct denial_proofs proofs = proofs_of("");
    struct writing writing = {.proofs = &proofs, .zone = proofs.zone};
    add(&writing, name_of("00000000000000000000000000000000.example").wire, DNS_TYPE_NSEC3,
        octets_of_hex("010000000014ffffffffffffffffffffffffffffffffffffffff"));
    assert_int_equal(denial_of_closer(&proofs, name_of("n.example").wire, 1), DENIAL_PROVEN);
}

/* The zone of RFC 5155 appendix A: an implementation that hashes as this one's tests do would pass all others. */
static const struct {
    const char *owner, *next, *types;
} rfc5155[] = {
    {"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", "2t7b4g4vsa5smi47k61mv5bv1a22bojr", "NS SOA MX RRSIG DNSKEY NSEC3PARAM"},
    {"2t7b4g4vsa5smi47k61mv5bv1a22bojr", "2vptu5timamqttgl4luu9kg21e0aor3s", "A RRSIG"},
    {"2vptu5timamqttgl4luu9kg21e0aor3s", "35mthgpgcu1qg68fab165klnsnk3dpvl", "MX RRSIG"},
    {"35mthgpgcu1qg68fab165klnsnk3dpvl", "b4um86eghhds6nea196smvmlo4ors995", "NS DS RRSIG"},
    {"b4um86eghhds6nea196smvmlo4ors995", "gjeqe526plbf1g8mklp59enfd789njgi", "MX RRSIG"},
    {"gjeqe526plbf1g8mklp59enfd789njgi", "ji6neoaepv8b5o6k4ev33abha8ht9fgc", "A HINFO AAAA RRSIG"},
    {"ji6neoaepv8b5o6k4ev33abha8ht9fgc", "k8udemvp1j2f7eg6jebps17vp3n8i58h", ""},
    {"k8udemvp1j2f7eg6jebps17vp3n8i58h", "kohar7mbb8dc2ce8a9qvl8hon4k53uhi", ""},
    {"kohar7mbb8dc2ce8a9qvl8hon4k53uhi", "q04jkcevqvmu85r014c7dkba38o0ji5r", "A RRSIG"},
    {"q04jkcevqvmu85r014c7dkba38o0ji5r", "r53bq7cc2uvmubfu5ocmm6pers9tk9en", "A RRSIG"},
    {"r53bq7cc2uvmubfu5ocmm6pers9tk9en", "t644ebqk9bibcna874givr6joj62mlhv", "MX RRSIG"},
    {"t644ebqk9bibcna874givr6joj62mlhv", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", "A HINFO AAAA RRSIG"},
};

static struct denial_proofs rfc5155_proofs(uint8_t flags)
{
    struct denial_proofs proofs = {.zone = keep_name("example")};
    for (size_t i = 0; i < COUNT_OF(rfc5155); i++) {
        uint8_t next[NSEC3_HASH];
        const struct hash_parameters parameters = {1, flags, 12, "aabbccdd"};
        assert_int_equal(ldns_b32_pton_extended_hex(rfc5155[i].next, 32, next, sizeof next), NSEC3_HASH);
        struct writing writing = {.proofs = &proofs};
        char owner[64];
        snprintf(owner, sizeof owner, "%s.example", rfc5155[i].owner);
        add(&writing, keep_name(owner), DNS_TYPE_NSEC3, nsec3_rdata(&parameters, next, rfc5155[i].types));
    }
    return proofs;
}

static void test_rfc5155_appendix(void **state)
{
    bool exists = true;
    (void)state;
    struct denial_proofs proofs = rfc5155_proofs(0);
    assert_int_equal(denial_of_name(&proofs, name_of("a.c.x.w.example").wire), DENIAL_PROVEN); /* B.1 */
    assert_int_equal(denial_of_type(&proofs, name_of("ns1.example").wire, 15), DENIAL_PROVEN); /* B.2 */
    assert_int_equal(denial_of_type(&proofs, name_of("ns1.example").wire, DNS_TYPE_A), DENIAL_NONE);
    assert_int_equal(denial_of_type(&proofs, name_of("y.w.example").wire, DNS_TYPE_A), DENIAL_PROVEN); /* B.2.1 */
    assert_int_equal(denial_of_closer(&proofs, name_of("a.z.w.example").wire, 2), DENIAL_PROVEN);      /* B.4 */
    assert_int_equal(denial_of_type(&proofs, name_of("a.z.w.example").wire, 28), DENIAL_PROVEN);       /* B.5 */
    assert_int_equal(denial_of_ds(&proofs, name_of("a.example").wire, &exists), DENIAL_NONE);
    assert_int_equal(denial_of_name(&proofs, name_of("x.y.w.example").wire), DENIAL_NONE);
    assert_int_equal(denial_of_name(&proofs, name_of("mc.b.a.example").wire), DENIAL_NONE);

    proofs = rfc5155_proofs(NSEC3_OPT_OUT);
    assert_int_equal(denial_of_name(&proofs, name_of("a.c.x.w.example").wire), DENIAL_INSECURE);
    exists = false;
    assert_int_equal(denial_of_ds(&proofs, name_of("c.example").wire, &exists), DENIAL_INSECURE); /* B.3 */
    assert_true(exists);
}

/* ---- what an answer from a wildcard needs ---- */

static void test_of_closer(void **state)
{
    static const struct {
        const char *label, *proofs, *name;
        size_t labels;
        enum denial expected;
    } cases[] = {
        {"a span", "m.example nsec o.example A", "n.example", 1, DENIAL_PROVEN},
        {"a deep name", "m.example nsec o.example A", "b.a.n.example", 1, DENIAL_PROVEN},
        {"a deep wildcard", "m.b.example nsec o.b.example A", "n.b.example", 2, DENIAL_PROVEN},
        {"the wildcard's own span", "*.example nsec z.example CAA", "n.example", 1, DENIAL_PROVEN},
        {"no record", "", "n.example", 1, DENIAL_NONE},
        {"another span", "a.example nsec b.example A", "n.example", 1, DENIAL_NONE},
        {"the name exists", "n.example nsec o.example A", "n.example", 1, DENIAL_NONE},
        {"it is the span's end", "m.example nsec n.example A", "n.example", 1, DENIAL_NONE},
        {"it is an empty non-terminal", "m.example nsec a.n.example A", "n.example", 1, DENIAL_NONE},
        {"an ancestor below the wildcard's exists", "b.example nsec c.example A", "n.b.example", 1, DENIAL_NONE},
        {"an empty one does", "a.example nsec z.b.example A", "n.b.example", 1, DENIAL_NONE},
        {"the wildcard stands below what exists", "a.example nsec z.example A", "n.b.example", 2, DENIAL_NONE},
        {"below a cut", "sub.example nsec z.example NS", "n.sub.example", 1, DENIAL_NONE},
        {"below a DNAME", "d.example nsec z.example DNAME", "n.d.example", 1, DENIAL_NONE},

        {"NSEC3: a span", "n.example gap", "n.example", 1, DENIAL_PROVEN},
        {"NSEC3: the next closer name (RFC 5155 8.8)", "n.example gap", "b.a.n.example", 1, DENIAL_PROVEN},
        {"NSEC3: the name instead of it", "b.a.n.example gap", "b.a.n.example", 1, DENIAL_NONE},
        {"NSEC3: a deep wildcard", "n.b.example gap", "a.n.b.example", 2, DENIAL_PROVEN},
        {"NSEC3: the next closer name exists", "n.example is A", "a.n.example", 1, DENIAL_NONE},
        {"NSEC3: opt-out", "with 0 - 1 1;n.example gap", "n.example", 1, DENIAL_INSECURE},
        {"NSEC3: the encloser alone", "example is NS SOA", "n.example", 1, DENIAL_NONE},
        {"NSEC3: the last record", "n.example end", "n.example", 1, DENIAL_PROVEN},
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct denial_proofs proofs = proofs_of(cases[i].proofs);
        enum denial came = denial_of_closer(&proofs, name_of(cases[i].name).wire, cases[i].labels);
        wrong += differs(cases[i].label, came, cases[i].expected);
    }
    assert_int_equal(wrong, 0);
}

/* ---- what there is instead of a DS ---- */

static void test_of_ds(void **state)
{
    static const struct {
        const char *label, *proofs, *name;
        enum denial expected;
        bool exists;
    } cases[] = {
        {"a cut without one", "sub.example nsec z.example NS", "sub.example", DENIAL_DELEGATION, true},
        {"a cut with one", "sub.example nsec z.example NS DS", "sub.example", DENIAL_NONE, true},
        {"the child's own record (RFC 6840 4.4)", "sub.example nsec z.sub.example NS SOA", "sub.example", DENIAL_NONE,
         true},
        {"a name that is no cut", "www.example nsec z.example A", "www.example", DENIAL_PROVEN, true},
        {"a DS and no NS", "www.example nsec z.example A DS", "www.example", DENIAL_NONE, true},
        {"an alias", "www.example nsec z.example CNAME", "www.example", DENIAL_PROVEN, true},
        {"an empty non-terminal", "a.example nsec x.ent.example A", "ent.example", DENIAL_PROVEN, true},
        {"no such name", "a.example nsec z.example A", "n.example", DENIAL_PROVEN, false},
        {"no such name, at the end", "y.example nsec example A", "z.example", DENIAL_PROVEN, false},
        {"no record", "", "sub.example", DENIAL_NONE, true},
        {"another name's", "a.example nsec b.example NS", "sub.example", DENIAL_NONE, true},
        {"a wildcard's", "*.example nsec a.example A", "n.example", DENIAL_NONE, true},
        {"below a cut", "sub.example nsec z.example NS", "a.sub.example", DENIAL_NONE, true},
        {"below a DNAME", "d.example nsec z.example DNAME", "a.d.example", DENIAL_NONE, true},

        {"NSEC3: a cut without one", "sub.example is NS", "sub.example", DENIAL_DELEGATION, true},
        {"NSEC3: the same, with opt-out", "with 0 - 1 1;sub.example is NS", "sub.example", DENIAL_DELEGATION, true},
        {"NSEC3: a cut with one", "sub.example is NS DS", "sub.example", DENIAL_NONE, true},
        {"NSEC3: the child's own record", "sub.example is NS SOA", "sub.example", DENIAL_NONE, true},
        {"NSEC3: a name that is no cut (RFC 6840 4.4)", "www.example is A", "www.example", DENIAL_PROVEN, true},
        {"NSEC3: an empty non-terminal", "ent.example is", "ent.example", DENIAL_PROVEN, true},
        {"NSEC3: opt-out (RFC 5155 8.6)", "example is NS SOA;with 0 - 1 1;sub.example gap", "sub.example",
         DENIAL_INSECURE, true},
        {"NSEC3: opt-out, further up", "example is NS SOA;with 0 - 1 1;b.example gap", "sub.b.example", DENIAL_INSECURE,
         true},
        {"NSEC3: no such name", "example is NS SOA;n.example gap", "n.example", DENIAL_PROVEN, false},
        {"NSEC3: no closest encloser", "with 0 - 1 1;sub.example gap", "sub.example", DENIAL_NONE, true},
        {"NSEC3: the encloser alone", "example is NS SOA", "sub.example", DENIAL_NONE, true},
        {"NSEC3: below a cut", "sub.example is NS;with 0 - 1 1;a.sub.example gap", "a.sub.example", DENIAL_NONE, true},
        {"NSEC3: below a DNAME", "d.example is DNAME;a.d.example gap", "a.d.example", DENIAL_NONE, true},
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool exists = !cases[i].exists;
        struct denial_proofs proofs = proofs_of(cases[i].proofs);
        enum denial came = denial_of_ds(&proofs, name_of(cases[i].name).wire, &exists);
        wrong += differs(cases[i].label, came, cases[i].expected);
        if (came != DENIAL_NONE)
            expect_number(cases[i].label, exists, cases[i].exists);
    }
    assert_int_equal(wrong, 0);
    struct denial_proofs proofs = proofs_in(".", "jo nsec jobs NS;jp nsec jprs NS");
    bool exists;
    assert_int_equal(denial_of_ds(&proofs, name_of("jp").wire, &exists), DENIAL_DELEGATION);
    assert_int_equal(denial_of_ds(&proofs, name_of("job").wire, &exists), DENIAL_PROVEN);
    assert_false(exists);
}

/* ---- hostile RDATA ---- */

/* The owner's `www`, then what stands behind a next name of `x.example`: 01 78 07 6578616d706c65 00. */
#define NEXT "0178076578616d706c6500"

/* RFC 4034 4.1.2 and RFC 5155 3.2.1: one to 32 octets in a window, windows in order, none empty. */
static const struct {
    const char *label, *bitmap;
    enum denial expected;
} bitmaps[] = {
    {"A", "000140", DENIAL_PROVEN},
    {"A and CAA", "000140010140", DENIAL_NONE},
    {"an octet too much that is zero", "00024000", DENIAL_PROVEN},
    {"cut behind the window", "000140 01", DENIAL_NONE},
    {"cut before its bits", "000140 0101", DENIAL_NONE},
    {"cut within its bits", "000140 010240", DENIAL_NONE},
    {"a window of nothing", "0000", DENIAL_NONE},
    {"the asked one of nothing", "000140 0100", DENIAL_NONE},
    {"more than a window holds", "0021400000000000000000000000000000000000000000000000000000000000000000", DENIAL_NONE},
    {"windows out of order", "000140 020140 010180", DENIAL_NONE},
    {"a window twice", "000140 010120 010180", DENIAL_NONE},
};

static const char *without_spaces(const char *text)
{
    char *copy = arena_text(&made, text, strlen(text)), *to = copy;
    for (; *text; text++)
        if (*text != ' ')
            *to++ = *text;
    *to = '\0';
    return copy;
}

static void test_malformed_bitmaps(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bitmaps); i++) {
        char text[512];
        bool exists;
        const char *bitmap = without_spaces(bitmaps[i].bitmap);
        snprintf(text, sizeof text, "raw www.example NSEC " NEXT "%s", bitmap);
        struct denial_proofs proofs = proofs_of(text);
        wrong += differs(bitmaps[i].label, of_caa(&proofs, name_of("www.example").wire), bitmaps[i].expected);
        enum denial no_ds = denial_of_ds(&proofs, name_of("www.example").wire, &exists);
        wrong += differs(bitmaps[i].label, no_ds, i < 3 ? DENIAL_PROVEN : DENIAL_NONE);

        uint8_t hash[NSEC3_HASH];
        struct hash_parameters plain = {0};
        hash_of(&plain, name_of("www.example").wire, hash);
        proofs = proofs_of("");
        struct writing writing = {.proofs = &proofs};
        snprintf(text, sizeof text, "010000000014ffffffffffffffffffffffffffffffffffffffff%s", bitmap);
        add(&writing, nsec3_owner(hash, proofs.zone), DNS_TYPE_NSEC3, octets_of_hex(text));
        wrong += differs(bitmaps[i].label, of_caa(&proofs, name_of("www.example").wire), bitmaps[i].expected);
    }
    assert_int_equal(wrong, 0);
}

/* A record cut short proves nothing, wherever the cut is, but where it is between two windows. The octets stand where
 * the sanitizer sees one read too many. */
static void test_truncated_rdata(void **state)
{
    static const struct {
        const char *proofs;
        size_t whole; /* octets up to the bitmap */
    } cases[] = {{"www.example nsec x.example NS CAA", 11}, {"www.example is NS CAA", 26}};
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct denial_proofs proofs = proofs_of(cases[i].proofs);
        struct dns_rdata whole = proofs.records[0].rdata;
        for (size_t size = 0; size < whole.size; size++) {
            uint8_t *exact = malloc(size + !size);
            memcpy(exact, whole.bytes, size);
            proofs.records[0].rdata = (struct dns_rdata){exact, size};
            bool exists;
            enum denial came = of_caa(&proofs, name_of("www.example").wire);
            bool between = size == cases[i].whole; /* a bitmap of nothing */
            if (came != (between ? DENIAL_PROVEN : DENIAL_NONE)) {
                print_error("%s: cut at %zu of %zu: %s\n", cases[i].proofs, size, whole.size, word_of(came));
                wrong++;
            }
            denial_of_name(&proofs, name_of("n.example").wire);
            denial_of_closer(&proofs, name_of("n.example").wire, 1);
            denial_of_ds(&proofs, name_of("n.example").wire, &exists);
            free(exact);
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_odd_rdata(void **state)
{
    static const char *const cases[] = {
        "raw www.example NSEC 40",             /* no label so long */
        "raw www.example NSEC c000",           /* a pointer to itself */
        "raw www.example NSEC 0161c000000140", /* and one further back */
        "raw www.example NSEC ff",
        "raw 0000000000000000000000000000000g.example NSEC3 0100000000ff0000",     /* more hash than octets */
        "raw 00000000000000000000000000000000.example NSEC3 01000000ff1400",       /* more salt */
        "raw 00000000000000000000000000000000.example NSEC3 010000000000000140",   /* no hash */
        "raw 00000000000000000000000000000000.example NSEC3 01000000000101000140", /* a short one */
        ("raw 00000000000000000000000000000000.example NSEC3 "
         "010000000015ffffffffffffffffffffffffffffffffffffffffff000140"), /* a long one */
        "raw www.example TYPE65534 0178076578616d706c6500000140",         /* another type */
        "raw www.example NSEC3 0178076578616d706c6500000140",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct denial_proofs proofs = proofs_of(cases[i]);
        bool exists;
        expect_text(cases[i], word_of(of_caa(&proofs, name_of("www.example").wire)), "none");
        expect_text(cases[i], word_of(denial_of_name(&proofs, name_of("n.example").wire)), "none");
        expect_text(cases[i], word_of(denial_of_closer(&proofs, name_of("n.example").wire, 1)), "none");
        expect_text(cases[i], word_of(denial_of_ds(&proofs, name_of("n.example").wire, &exists)), "none");
    }
}

/* ---- the longest names ---- */

/* COUNT labels of one letter before SUFFIX. */
static const char *deep_name(size_t count, const char *suffix)
{
    char *text = arena_alloc(&made, 2 * count + strlen(suffix) + 1), *to = text;
    for (; count; count--) {
        *to++ = 'a';
        *to++ = '.';
    }
    memcpy(to, suffix, strlen(suffix) + 1);
    return text;
}

static void test_deepest_names(void **state)
{
    const char *deep = deep_name(DNS_LABELS_MAX - 1, "x");
    struct dns_name name = name_of(deep);
    bool exists = true;
    char text[2048];
    (void)state;
    assert_int_equal(name.size, DNS_NAME_MAX);
    struct denial_proofs proofs = proofs_in("x", "x nsec x NS SOA");
    assert_int_equal(denial_of_name(&proofs, name.wire), DENIAL_PROVEN);
    assert_int_equal(denial_of_closer(&proofs, name.wire, 1), DENIAL_PROVEN);
    assert_int_equal(denial_of_ds(&proofs, name.wire, &exists), DENIAL_PROVEN);
    assert_false(exists);

    proofs = proofs_in("x", "with 150 aabbccdd 0 1;x is NS SOA;a.x gap;*.x gap");
    assert_int_equal(denial_of_name(&proofs, name.wire), DENIAL_PROVEN);
    assert_int_equal(of_caa(&proofs, name.wire), DENIAL_NONE);
    assert_int_equal(denial_of_closer(&proofs, name.wire, 1), DENIAL_PROVEN);
    assert_int_equal(denial_of_closer(&proofs, name.wire, 2), DENIAL_NONE);

    const char *parent = deep_name(DNS_LABELS_MAX - 2, "x"); /* its wildcard is as long as a name may be */
    snprintf(text, sizeof text, "%s is A;%s gap;*.%s gap", parent, deep, parent);
    proofs = proofs_in("x", text);
    assert_int_equal(denial_of_name(&proofs, name.wire), DENIAL_PROVEN);
    snprintf(text, sizeof text, "*.%s nsec x A", parent);
    proofs = proofs_in("x", text);
    assert_int_equal(of_caa(&proofs, name.wire), DENIAL_PROVEN);
    snprintf(text, sizeof text, "%s nsec x A", parent);
    proofs = proofs_in("x", text);
    assert_int_equal(denial_of_name(&proofs, name.wire), DENIAL_PROVEN);
}

/* ---- chance ---- */

/* Any octets end in some judgement. */
static void test_noise(void **state)
{
    uint32_t seed = 1;
    (void)state;
    struct denial_proofs whole = proofs_of("www.example nsec x.example NS CAA;example is NS SOA;n.example gap A;"
                                           "*.example is A CAA;example nsec www.example NS SOA");
    for (int round = 0; round < 20000; round++) {
        struct denial_proofs proofs = whole;
        uint8_t *copies[DENIAL_RECORDS_MAX];
        for (size_t i = 0; i < proofs.count; i++) {
            struct dns_rdata *rdata = &proofs.records[i].rdata;
            copies[i] = malloc(rdata->size);
            memcpy(copies[i], rdata->bytes, rdata->size);
            for (int change = 0; change < 2; change++) {
                seed = seed * 1664525u + 1013904223u;
                copies[i][seed / 65536 % rdata->size] = (uint8_t)(seed >> 8);
            }
            if (round % 2)
                rdata->size = seed / 65536 % rdata->size;
            rdata->bytes = copies[i];
        }
        bool exists;
        of_caa(&proofs, name_of("n.example").wire);
        denial_of_name(&proofs, name_of("a.n.example").wire);
        denial_of_closer(&proofs, name_of("a.n.example").wire, 1);
        denial_of_ds(&proofs, name_of("www.example").wire, &exists);
        for (size_t i = 0; i < proofs.count; i++)
            free(copies[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nsec_of_type),
        cmocka_unit_test(test_nsec3_of_type),
        cmocka_unit_test(test_bits_of_other_types),
        cmocka_unit_test(test_types_are_not_mistaken),
        cmocka_unit_test(test_nsec_of_name),
        cmocka_unit_test(test_nsec3_of_name),
        cmocka_unit_test(test_nsec3_parameters),
        cmocka_unit_test(test_too_many_iterations_in_every_question),
        cmocka_unit_test(test_mixed_parameters),
        cmocka_unit_test(test_long_salt),
        cmocka_unit_test(test_whose_nsec3),
        cmocka_unit_test(test_owners_that_are_no_hash),
        cmocka_unit_test(test_rfc5155_appendix),
        cmocka_unit_test(test_of_closer),
        cmocka_unit_test(test_of_ds),
        cmocka_unit_test(test_malformed_bitmaps),
        cmocka_unit_test(test_truncated_rdata),
        cmocka_unit_test(test_odd_rdata),
        cmocka_unit_test(test_deepest_names),
        cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
