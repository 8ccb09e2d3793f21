/* SPDX-License-Identifier: Apache-2.0 */
#include "files/upki_dn.h"

#include "util/ascii.h"

#include <string.h>

struct span {
    const char *text;
    size_t size;
};

struct attribute {
    struct span name, value;
    bool padded; /* blanks around the value */
};

static bool may_name_attribute(char c)
{
    return ascii_is_alnum((unsigned char)c) || c == '-' || c == '.';
}

static struct span dn_trimmed(const char *text, size_t size)
{
    list_trim_blanks(&text, &size);
    return (struct span){text, size};
}

/* Octets up to and with the `=` of an attribute that begins here; 0 where none does. Any name will do: a mail address
 * in an attribute nobody has heard of must not pass for a part of the value before it. */
static size_t attribute_length(const char *text, struct span *ret_name)
{
    size_t size = strcspn(text, "=,\\");
    if (text[size] != '=')
        return 0; /* soon, as every row of every list is looked at */
    struct span name = dn_trimmed(text, size);
    if (!name.size)
        return 0;
    for (size_t i = 0; i < name.size; i++)
        if (!may_name_attribute(name.text[i]))
            return 0;
    *ret_name = name;
    return size + 1;
}

/* Octets of the value that begins here. */
static size_t value_length(const char *text)
{
    struct span name;
    size_t size = 0;
    while (text[size] && !(text[size] == ',' && attribute_length(text + size + 1, &name)))
        size += text[size] == '\\' && text[size + 1] ? 2 : 1;
    return size;
}

/* Moves AT behind the attribute that begins there, and its comma. */
static bool take_attribute(const char **at, struct attribute *ret_attribute)
{
    size_t length = attribute_length(*at, &ret_attribute->name);
    if (!length)
        return false;
    const char *value = *at + length;
    size_t size = value_length(value);
    ret_attribute->value = dn_trimmed(value, size);
    ret_attribute->padded = ret_attribute->value.size < size;
    *at = value + size + (value[size] == ',');
    return true;
}

/* RFC 4514 2.4: a backslash makes the next character plain. */
static void dn_add_value(struct span value, struct list_cells *values)
{
    struct buffer text = {0};
    for (size_t i = 0; i < value.size; i++) {
        if (value.text[i] == '\\' && i + 1 < value.size)
            i++;
        buffer_add_char(&text, value.text[i]);
    }
    list_cells_add(values, text.data, text.size);
    buffer_free(&text);
}

bool upki_dn_begins(const char *text)
{
    static const char *const usual[] = {"CN", "OU", "O", "L", "ST", "C"};
    struct span name;
    if (!attribute_length(text, &name))
        return false;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (ascii_equal_text(name.text, name.size, usual[i]))
            return true;
    return false;
}

bool upki_dn_values(const char *dn, const char *attribute, struct list_cells *values)
{
    struct attribute next;
    if (!attribute_length(dn, &next.name))
        return false;
    while (take_attribute(&dn, &next))
        if (ascii_equal_text(next.name.text, next.name.size, attribute) && values->count < LIST_CELLS_MAX)
            dn_add_value(next.value, values);
    return true;
}

bool upki_dn_is_padded(const char *dn, const char *attribute)
{
    struct attribute next;
    while (take_attribute(&dn, &next))
        if (next.padded && ascii_equal_text(next.name.text, next.name.size, attribute))
            return true;
    return false;
}
