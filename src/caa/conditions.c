/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/conditions.h"

#include <string.h>

static const char *parameter_text(const struct caa_parameter *parameter, struct arena *arena)
{
    size_t tag_size = parameter->tag_size, value_size = parameter->value_size;
    char *text = arena_alloc(arena, tag_size + 1 + value_size + 1);
    memcpy(text, parameter->tag, tag_size);
    text[tag_size] = '=';
    memcpy(text + tag_size + 1, parameter->value, value_size);
    text[tag_size + 1 + value_size] = '\0';
    return text;
}

static bool is_text_of(const char *text, const struct caa_parameter *parameter)
{
    return strlen(text) == parameter->tag_size + 1 + parameter->value_size &&
           memcmp(text, parameter->tag, parameter->tag_size) == 0 && text[parameter->tag_size] == '=' &&
           memcmp(text + parameter->tag_size + 1, parameter->value, parameter->value_size) == 0;
}

/* The parameters of one value, behind the COUNT texts in ITEMS, which has room for CAA_CONDITIONS_MAX. */
static void add_parameters(struct caa_issue_value value, const char **items, size_t *count, struct arena *arena)
{
    struct caa_parameter parameter;
    while (*count < CAA_CONDITIONS_MAX && caa_parameter_next(&value, &parameter)) {
        size_t i = 0;
        while (i < *count && !is_text_of(items[i], &parameter))
            i++;
        if (i == *count)
            items[(*count)++] = parameter_text(&parameter, arena);
    }
}

/* The tag and the value of a record that names the CA in some way. */
static bool read_naming(const struct caa_policy *policy, struct dns_rdata rdata, enum caa_tag *ret_tag,
                        struct caa_issue_value *ret_value)
{
    struct caa_property property;
    if (!caa_property_read(rdata, &property))
        return false;
    if (!caa_property_restricts(&property))
        return false;
    *ret_tag = caa_property_tag(&property);
    *ret_value = caa_issue_value_read(&property);
    return caa_policy_can_apply(policy, ret_value);
}

struct text_list caa_conditions(const struct caa_policy *policy, const struct dns_rdata *records, size_t count,
                                struct arena *arena)
{
    bool suffices[CAA_TAG_COUNT] = {false}, any = false;
    enum caa_tag tag;
    struct caa_issue_value value;
    struct text_list list = {0};
    for (size_t i = 0; i < count; i++)
        if (read_naming(policy, records[i], &tag, &value)) {
            suffices[tag] = suffices[tag] || !value.parameters_size;
            any = any || value.parameters_size;
        }
    if (!any)
        return list;
    const char **items = arena_alloc(arena, CAA_CONDITIONS_MAX * sizeof *items);
    for (size_t i = 0; i < count; i++)
        if (read_naming(policy, records[i], &tag, &value) && !suffices[tag])
            add_parameters(value, items, &list.count, arena);
    list.items = items;
    return list;
}
