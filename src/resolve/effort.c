/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/effort.h"

#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

struct effort_vain {
    struct effort_vain *next;
    enum chain_attempt attempt;
    uint16_t type;
    uint8_t name[];
};

struct effort *effort_new(void)
{
    struct effort *effort = memory_zero(sizeof *effort);
    effort->references = 1;
    effort->left = EFFORT_MAX;
    return effort;
}

struct effort *effort_take(struct effort *effort)
{
    if (effort)
        effort->references++;
    return effort;
}

void effort_drop(struct effort *effort)
{
    if (!effort || --effort->references)
        return;
    while (effort->in_vain) {
        struct effort_vain *vain = effort->in_vain;
        effort->in_vain = vain->next;
        free(vain);
    }
    free(effort);
}

void effort_in_vain(struct effort *effort, struct dns_question question, enum chain_attempt attempt)
{
    if (!effort || effort_was_in_vain(effort, question, attempt))
        return;
    const size_t size = dns_question_name_size(question);
    struct effort_vain *vain = memory_zero(sizeof *vain + size);
    vain->attempt = attempt;
    vain->type = question.type;
    memcpy(vain->name, question.name, size);
    vain->next = effort->in_vain;
    effort->in_vain = vain;
}

bool effort_was_in_vain(const struct effort *effort, struct dns_question question, enum chain_attempt attempt)
{
    const struct effort_vain *vain = effort ? effort->in_vain : NULL;
    while (vain &&
           (vain->type != question.type || vain->attempt != attempt || !dns_name_equal(vain->name, question.name)))
        vain = vain->next;
    return vain;
}
