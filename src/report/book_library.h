/* SPDX-License-Identifier: Apache-2.0 */
/* What is used of libxlsxwriter (see files/library.h). */
#ifndef REPORT_BOOK_LIBRARY_H
#define REPORT_BOOK_LIBRARY_H

#include <xlsxwriter.h>

#define BOOK_FUNCTIONS(X)                                                                                              \
    X(workbook_new_opt)                                                                                                \
    X(workbook_close)                                                                                                  \
    X(workbook_add_worksheet)                                                                                          \
    X(workbook_add_format)                                                                                             \
    X(lxw_workbook_free)                                                                                               \
    X(worksheet_freeze_panes)                                                                                          \
    X(worksheet_set_column)                                                                                            \
    X(worksheet_autofilter)                                                                                            \
    X(worksheet_write_string)                                                                                          \
    X(worksheet_write_number)                                                                                          \
    X(format_set_bold)                                                                                                 \
    X(format_set_font_color)                                                                                           \
    X(format_set_bg_color)

struct book_library {
#define BOOK_FUNCTION(name) __typeof__(name) *name;
    BOOK_FUNCTIONS(BOOK_FUNCTION)
#undef BOOK_FUNCTION
};

#endif
