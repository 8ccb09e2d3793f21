/* SPDX-License-Identifier: Apache-2.0 */
/* SIGINT, SIGTERM and SIGHUP: heard at once, whatever the program reads, opens or waits for. As long as there is
 * nothing to put in order it ends right there, with a line and status 3. While reports are on their way (signals_hold)
 * the signal is noted (stop_is_asked), and what waits is woken: by EINTR, ten times a second, so that no wait is too
 * late to hear it. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

/* Catches them, but for SIGHUP where it is ignored (nohup). Called once more when the language is known. */
void signals_catch(void);

/* From here to signals_release the caller sees to the end. What came in between is forgotten then: it came too late. */
void signals_hold(void);
void signals_release(void);

#endif
