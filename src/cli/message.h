/* Everything that is said to the user on standard error goes through here: one line each, the program's name first. */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

/* As printf; control octets in the result are made visible. */
__attribute__((format(printf, 1, 2))) void message_print(const char *format, ...);

#endif
