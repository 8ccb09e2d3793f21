/* SPDX-License-Identifier: Apache-2.0 */
#include "export_names.h"

#include "util/ascii.h"
#include "util/table.h"

#include <string.h>

enum { FOLDER_NAME_MAX = 200 /* octets */ };

struct export_name {
    UT_hash_handle hh;
};

void export_name_add_safe(const char *name, size_t most, struct buffer *out)
{
    size_t start = out->size;
    for (; *name && out->size - start < most; name++) {
        unsigned char c = ascii_lower((unsigned char)*name);
        bool safe = ascii_is_alnum(c) || (out->size > start && (c == '.' || c == '-' || c == '_'));
        buffer_add_char(out, safe ? (char)c : '_');
    }
    while (out->size > start && out->data[out->size - 1] == '.')
        out->size--;
}

/* A name that Windows takes for a device, whatever its ending; its files could not be opened there. */
static bool is_device_name(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    size_t size = strcspn(name, ".");
    if (size == 4 && (memcmp(name, "com", 3) == 0 || memcmp(name, "lpt", 3) == 0))
        return ascii_is_digit((unsigned char)name[3]);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (size == 3 && memcmp(name, devices[i], 3) == 0)
            return true;
    return false;
}

static void add_folder_name(const char *name, struct buffer *out)
{
    struct buffer safe = {0};
    export_name_add_safe(name, FOLDER_NAME_MAX, &safe);
    if (is_device_name(buffer_text(&safe)))
        buffer_add_char(out, '_');
    buffer_add_text(out, safe.size ? buffer_text(&safe) : "entry");
    buffer_free(&safe);
}

/* Takes it where it is not. */
static bool export_names_is_taken(struct export_names *names, const char *name, size_t size)
{
    struct export_name *taken;
    HASH_FIND(hh, names->taken, name, size, taken);
    if (taken)
        return true;
    taken = arena_alloc(names->arena, sizeof *taken);
    HASH_ADD_KEYPTR(hh, names->taken, arena_text(names->arena, name, size), size, taken);
    return false;
}

void export_names_reserve(struct export_names *names, const char *name)
{
    export_names_is_taken(names, name, strlen(name));
}

const char *export_names_take(struct export_names *names, const char *wanted)
{
    struct buffer safe = {0};
    add_folder_name(wanted, &safe);
    size_t size = safe.size;
    for (uint64_t number = 2; export_names_is_taken(names, safe.data, safe.size); number++) {
        safe.size = size;
        buffer_add_char(&safe, '-');
        buffer_add_unsigned(&safe, number);
    }
    const char *text = arena_text(names->arena, safe.data, safe.size);
    buffer_free(&safe);
    return text;
}

void export_names_free(struct export_names *names)
{
    HASH_CLEAR(hh, names->taken);
}
