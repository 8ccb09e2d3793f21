/* SPDX-License-Identifier: Apache-2.0 */
/* A source in memory: requests are kept in the order in which they came, and answered by hand. */
#ifndef TESTS_UNIT_FAKE_SOURCE_H
#define TESTS_UNIT_FAKE_SOURCE_H

#include "support.h"

#include "resolve/source.h"

enum { FAKE_REQUESTS_MAX = 200000 };

struct fake_source {
    struct source source;
    struct source_request *requests[FAKE_REQUESTS_MAX]; /* NULL once it is answered or cancelled */
    size_t count, cancelled;
    bool answers_at_once; /* with REPLY_NXDOMAIN for an hour */
};

static inline struct source_request *fake_request(const struct fake_source *fake, size_t i)
{
    assert_true(i < fake->count);
    assert_non_null(fake->requests[i]);
    return fake->requests[i];
}

/* Whether it just stands in line. */
static inline void fake_stand_in_line(const struct fake_source *fake, size_t i, bool in_line)
{
    fake_request(fake, i)->state = in_line ? fake_request(fake, i) : NULL;
}

static inline bool fake_in_line(struct source *source, const struct source_request *request)
{
    (void)source;
    return request->state;
}

static inline void fake_reply(struct fake_source *fake, size_t i, const struct dns_reply *reply)
{
    struct source_request *request = fake_request(fake, i);
    fake->requests[i] = NULL;
    request->done(request, reply);
}

static inline void fake_reply_kind(struct fake_source *fake, size_t i, enum reply_kind kind, uint32_t ttl)
{
    fake_reply(
        fake, i,
        &(struct dns_reply){
            .kind = kind, .failure = kind == REPLY_FAILED ? FAILURE_SERVFAIL : FAILURE_NONE, .ttl = ttl, .detail = ""});
}

static inline void fake_fail(struct fake_source *fake, size_t i, enum failure failure, const char *detail)
{
    fake_reply(fake, i, &(struct dns_reply){.kind = REPLY_FAILED, .failure = failure, .detail = detail});
}

/* For want of effort. */
static inline void fake_spend(struct fake_source *fake, size_t i)
{
    fake_reply(
        fake, i,
        &(struct dns_reply){.kind = REPLY_FAILED, .failure = FAILURE_SERVFAIL, .cause.spent = true, .detail = ""});
}

/* A whole message, classified as the network's would be. */
static inline void fake_reply_message(struct fake_source *fake, size_t i, const void *message, size_t size)
{
    struct arena arena = {0};
    struct dns_reply reply;
    dns_reply_classify(message, size, fake_request(fake, i)->question, &arena, &reply);
    fake_reply(fake, i, &reply);
    arena_free(&arena);
}

/* An alias, for a minute, and nothing behind it. */
static inline void fake_reply_alias(struct fake_source *fake, size_t i, const char *target)
{
    struct dns_name name = name_of(target);
    const uint8_t *aliases[] = {name.wire};
    fake_reply(
        fake, i,
        &(struct dns_reply){.kind = REPLY_ALIAS, .path_ttl = 60, .alias_count = 1, .aliases = aliases, .detail = ""});
}

/* One record: issue with this issuer. */
static inline void fake_reply_issue(struct fake_source *fake, size_t i, uint32_t ttl, const char *issuer)
{
    uint8_t rdata[4096] = "\0\5issue";
    size_t size = strlen(issuer);
    struct dns_rdata record = {rdata, 7 + size};
    memcpy(rdata + 7, issuer, size);
    fake_reply(fake, i,
               &(struct dns_reply){.kind = REPLY_SET,
                                   .ttl = ttl,
                                   .record_count = 1,
                                   .records = &record,
                                   .owner = fake_request(fake, i)->question.name,
                                   .detail = ""});
}

static inline void fake_start(struct source *source, struct source_request *request)
{
    struct fake_source *fake = (struct fake_source *)source;
    assert_true(fake->count < FAKE_REQUESTS_MAX);
    request->state = NULL;
    fake->requests[fake->count++] = request;
    if (fake->answers_at_once)
        fake_reply_kind(fake, fake->count - 1, REPLY_NXDOMAIN, 3600);
}

static inline void fake_cancel(struct source *source, struct source_request *request)
{
    struct fake_source *fake = (struct fake_source *)source;
    for (size_t i = 0; i < fake->count; i++)
        if (fake->requests[i] == request) {
            fake->requests[i] = NULL;
            fake->cancelled++;
        }
}

static inline struct fake_source *fake_source_new(void)
{
    static const struct source_ops ops = {.start = fake_start, .cancel = fake_cancel, .in_line = fake_in_line};
    struct fake_source *fake = test_calloc(1, sizeof *fake);
    fake->source.ops = &ops;
    return fake;
}

/* The request for this name that is still open. */
static inline size_t fake_find(const struct fake_source *fake, const char *text)
{
    struct dns_name name = name_of(text);
    for (size_t i = 0; i < fake->count; i++)
        if (fake->requests[i] && dns_name_equal(fake->requests[i]->question.name, name.wire))
            return i;
    fail_msg("%s was not asked for", text);
    return 0;
}

#endif
