/* Replies of a hostile network to a chain of trust, several chains one after the other with one memory of zones.
 *
 * The input is a flag octet and pieces: an octet (0x80: a failure; 0x40: cut short; the rest says which, how short, or
 * which name was asked for), a size of two octets, a message. The first piece of a chain is the answer to be validated,
 * each further one the reply to a question. The seeds hold true replies of a signed world, whose private keys nobody
 * has: what they do not say, no input can. */
#include "fuzz.h"

#include "dns/chain.h"

enum { NOW = 1767225600, FLAG_OTHER_ANCHOR = 0x01, PIECE_FAILURE = 0x80, PIECE_CUT = 0x40, PIECE_WHICH = 0x1F };

static const uint8_t root_ds[] = {0x32, 0x11, 0x0D, 0x02, 0xD2, 0x55, 0x14, 0x9B, 0x46, 0x47, 0x9A, 0xF8,
                                  0x27, 0x26, 0x39, 0x30, 0x62, 0xD0, 0xDF, 0x4A, 0xC7, 0x30, 0xF4, 0x24,
                                  0x2F, 0x45, 0x56, 0xF9, 0xD6, 0x98, 0xED, 0x67, 0x0B, 0x7E, 0x0B, 0xFD};
static const struct anchor root = {(const uint8_t *)"", DNS_TYPE_DS, {root_ds, sizeof root_ds}};
static const struct anchors anchors = {&root, 1};

/* The only CAA record that was ever signed there, and the names that have one. OPEN: an alias, or not signed. */
static const char signed_caa[] = "\0\5issueca.example";
static const struct {
    const char *name;
    enum { OPEN, ABSENT, PRESENT } caa;
} names[] = {{"caa.p256.test", PRESENT},      {"www.p256.test", ABSENT},          {"gone.p256.test", ABSENT},
             {"a.wild.p256.test", PRESENT},   {"there.wild.p256.test", ABSENT},   {"ent.p256.test", ABSENT},
             {"caa.hashed.test", PRESENT},    {"www.hashed.test", ABSENT},        {"gone.hashed.test", ABSENT},
             {"a.wild.hashed.test", PRESENT}, {"there.wild.hashed.test", ABSENT}, {"ent.hashed.test", ABSENT},
             {"caa.sub.p256.test", PRESENT},  {"caa.dn.p256.test", OPEN},         {"a.aliases.p256.test", OPEN},
             {"toplain.hashed.test", OPEN},   {"caa.plain.test", OPEN},           {"caa.plain.optout.test", OPEN}};

/* The next piece; a failure at the end of the input. The caller frees the message. */
static struct chain_reply next_piece(struct reader *input, uint8_t *ret_control)
{
    uint8_t control = *ret_control = reader_u8(input);
    size_t size = reader_u16(input), left = reader_left(input);
    if (input->failed || control & PIECE_FAILURE)
        return (struct chain_reply){.failure = 1 + control % FAILURE_OTHER_RCODE, .detail = "as it was told"};
    size = size < left ? size : left;
    const uint8_t *message = reader_bytes(input, size);
    if (control & PIECE_CUT)
        size = size * (control & PIECE_WHICH) / 32;
    return (struct chain_reply){.detail = "", .message = fuzz_copy(message, size), .size = size};
}

static void expect_truth(const struct chain *chain, size_t which, const struct dns_reply *reply, bool anchored)
{
    const struct dnssec_proof *proof = &chain_result(chain)->proof;
    bool secure = proof->status == DNSSEC_SECURE, insecure = proof->status == DNSSEC_INSECURE;
    expect(proof->detail && (proof->fault == DNSSEC_FAULT_NONE) == (secure || insecure));
    expect(anchored || (!secure && !insecure));
    expect(!insecure || names[which].caa == OPEN);
    if (!secure || reply->kind == REPLY_FAILED)
        return;
    expect(names[which].caa == OPEN || (reply->kind == REPLY_SET) == (names[which].caa == PRESENT));
    for (size_t i = 0; i < reply->record_count; i++)
        expect(reply->records[i].size == sizeof signed_caa - 1 &&
               memcmp(reply->records[i].bytes, signed_caa, sizeof signed_caa - 1) == 0);
}

static void validate(struct trust *trust, uint8_t flags, size_t which, const struct chain_subject *subject,
                     struct reader *input)
{
    struct dns_question asked;
    uint8_t control;
    unsigned questions = 0;
    time_t now = NOW;
    struct chain *chain = chain_new(trust, subject);
    for (; chain_next(chain, now, &asked); now += (flags >> 4) * 60) {
        expect(++questions <= CHAIN_QUESTIONS_MAX);
        struct chain_reply said = next_piece(input, &control);
        chain_feed(chain, now, &said);
        free((void *)(uintptr_t)said.message);
    }
    expect_truth(chain, which, subject->reply, !(flags & FLAG_OTHER_ANCHOR));
    chain_free(chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader input = reader_of(data, size);
    uint8_t control, flags = reader_u8(&input);
    struct trust *trust = trust_new(flags & FLAG_OTHER_ANCHOR ? &anchors_iana : &anchors);
    while (reader_left(&input)) {
        struct arena arena = {0};
        struct chain_reply first = next_piece(&input, &control);
        size_t which = (control & PIECE_WHICH) % COUNT_OF(names);
        struct dns_reply reply = {.kind = REPLY_FAILED, .failure = first.failure, .detail = ""};
        struct dns_name name;
        expect(dns_name_parse(names[which].name, strlen(names[which].name), &name));
        const struct dns_question question = {name.wire, DNS_TYPE_CAA};
        if (first.size >= DNS_HEADER_SIZE)
            dns_reply_classify(first.message, first.size, question, &arena, &reply);
        if (reply.kind <= REPLY_ALIAS || reply.kind == REPLY_FAILED)
            validate(trust, flags, which, &(struct chain_subject){question, &reply}, &input);
        free((void *)(uintptr_t)first.message);
        arena_free(&arena);
    }
    trust_free(trust);
    return 0;
}
