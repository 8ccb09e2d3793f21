/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that few runs use, and that would cost every start of the program some milliseconds (GMime with GLib above
 * all): each is linked to a small shared object of ours that holds nothing but the table of what is used of it. The
 * object is kept with the program: in a folder of libexec where it is installed, beside the program where it was
 * built; nowhere else is looked, whatever the environment says. */
#ifndef FILES_LIBRARY_H
#define FILES_LIBRARY_H

/* The table `NAME_library` of the object caa-audit-NAME.so. It is loaded once, and stays until the program ends. NULL
 * where it cannot be loaded: errno is ELIBACC. */
const void *library_open(const char *name);

#endif
