#include "message.h"

#include "util/buffer.h"
#include "util/language.h"

#include <stdarg.h>
#include <stdio.h>

void message_print(const char *format, ...)
{
    char text[2048];
    struct buffer line = {0};
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, language_text(format), arguments);
    va_end(arguments);
    if (size < 0)
        return;
    buffer_add_text(&line, "caa-audit: ");
    buffer_add_visible(&line, text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
    buffer_add_char(&line, '\n');
    fwrite(line.data, 1, line.size, stderr);
    buffer_free(&line);
}
