/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of a hostile network to a chain of trust, several chains one after the other with one memory of zones.
 *
 * The input is a flag octet and pieces: an octet (0x80: a failure; 0x40: cut short; the rest says which, how short, or
 * which name was asked for), a size of two octets, a message. The first piece of a chain is the answer to be validated,
 * each further one the reply to a question. The seeds hold true replies of a signed world, whose private keys nobody
 * has: what they do not say, no input can. */
#include "fuzz.h"
#include "signed_world.h"

#include "dns/chain.h"

enum { NOW = 1767225600, FLAG_OTHER_ANCHOR = 0x01, PIECE_FAILURE = 0x80, PIECE_CUT = 0x40, PIECE_WHICH = 0x1F };

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
        const struct dns_question question = dns_question_of(name.wire, DNS_TYPE_CAA);
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
