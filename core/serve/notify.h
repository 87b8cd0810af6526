/* Tells the service manager how the server is (sd_notify(3)'s protocol, without its
 * library). Does nothing where nobody asked: outside a unit of Type=notify. */
#ifndef XC_SERVE_NOTIFY_H
#define XC_SERVE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* state: "READY=1", "RELOADING=1" (and "READY=1" afterwards), "STOPPING=1", "WATCHDOG=1",
 * "STATUS=…". True where a manager was told. */
bool xc_notify(const char *state);

/* How often "WATCHDOG=1" has to come at the latest, in milliseconds: half of what the
 * unit says in WatchdogSec. 0: nobody watches. */
uint64_t xc_notify_every(void);

#endif
