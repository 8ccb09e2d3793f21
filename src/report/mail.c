/* SPDX-License-Identifier: Apache-2.0 */
#include "report/mail.h"

#include "files/library.h"
#include "mail_library.h"
#include "util/ascii.h"

#include <errno.h>
#include <string.h>

static const struct mail_library *library;

bool mail_address_is_plain(const char *text, size_t size)
{
    const char *at = memchr(text, '@', size);
    if (!at || size > MAIL_ADDRESS_MAX)
        return false;
    bool letter = false; /* a dot stands between two others */
    for (size_t i = 0; i < size; i++) {
        const char *allowed = text + i < at ? "!#$%&'*+-/=?^_`{|}~" : "-";
        bool divides = text[i] == '.' || text + i == at;
        if (divides ? !letter : !(ascii_is_alnum((unsigned char)text[i]) || (text[i] && strchr(allowed, text[i]))))
            return false;
        letter = !divides;
    }
    return letter;
}

bool mail_sender_split(const char *text, size_t *ret_name, const char **ret_address, size_t *ret_size)
{
    const char *open = strrchr(text, '<');
    const char *address = open ? open + 1 : text;
    size_t size = strcspn(address, ">"), name = open ? (size_t)(open - text) : 0;
    while (name && text[name - 1] == ' ')
        name--;
    for (size_t i = 0; i < name; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F || text[i] == '<' || text[i] == '>' ||
            strncmp(text + i, "=?", 2) == 0)
            return false;
    if ((open && (address[size] != '>' || address[size + 1])) || (!open && address[size]) ||
        !mail_address_is_plain(address, size))
        return false;
    *ret_name = name;
    *ret_address = address;
    *ret_size = size;
    return true;
}

enum status mail_begin(struct problem *ret_problem)
{
    library = library_open("mail");
    if (!library) {
        problem_set(ret_problem, SAY_MAIL_CANNOT(saying_error(errno)));
        return STATUS_OUTPUT;
    }
    library->begin();
    return STATUS_OK;
}

void mail_end(void)
{
    if (library)
        library->end();
}

void mail_write(const struct mail *mail, struct buffer *out)
{
    library->write(mail, buffer_add, out);
}
