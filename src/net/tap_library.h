/* SPDX-License-Identifier: Apache-2.0 */
/* What is used of fstrm and protobuf-c (see files/library.h, by which it is loaded to record or replay). */
#ifndef NET_TAP_LIBRARY_H
#define NET_TAP_LIBRARY_H

#include "dnstap.pb-c.h"

#include <fstrm.h>

#define TAP_FUNCTIONS(X)                                                                                               \
    X(fstrm_rdwr_init)                                                                                                 \
    X(fstrm_rdwr_set_open)                                                                                             \
    X(fstrm_rdwr_set_close)                                                                                            \
    X(fstrm_rdwr_set_read)                                                                                             \
    X(fstrm_rdwr_set_write)                                                                                            \
    X(fstrm_writer_options_init)                                                                                       \
    X(fstrm_writer_options_destroy)                                                                                    \
    X(fstrm_writer_options_add_content_type)                                                                           \
    X(fstrm_writer_init)                                                                                               \
    X(fstrm_writer_destroy)                                                                                            \
    X(fstrm_writer_write)                                                                                              \
    X(fstrm_writer_close)                                                                                              \
    X(fstrm_reader_options_init)                                                                                       \
    X(fstrm_reader_options_destroy)                                                                                    \
    X(fstrm_reader_options_add_content_type)                                                                           \
    X(fstrm_reader_options_set_max_frame_size)                                                                         \
    X(fstrm_reader_init)                                                                                               \
    X(fstrm_reader_destroy)                                                                                            \
    X(fstrm_reader_open)                                                                                               \
    X(fstrm_reader_read)                                                                                               \
    X(dnstap__message__init)                                                                                           \
    X(dnstap__dnstap__init)                                                                                            \
    X(dnstap__dnstap__get_packed_size)                                                                                 \
    X(dnstap__dnstap__pack)                                                                                            \
    X(dnstap__dnstap__unpack)

struct tap_library {
#define TAP_FUNCTION(name) __typeof__(name) *name;
    TAP_FUNCTIONS(TAP_FUNCTION)
#undef TAP_FUNCTION
};

/* That of tap_use. */
const struct tap_library *tap_functions(void);

#endif
