/* What --help and --version print. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

extern const char help_general[];
extern const char help_run[];
extern const char help_check[];
extern const char help_diff[];
extern const char help_export[];

/* The version of the program and of the libraries that it runs on. */
void help_print_version(void);

#endif
