/* Gives up everything the worker does not need. Private to policy. */
#ifndef XC_POLICY_CONFINE_H
#define XC_POLICY_CONFINE_H

#include "base/error.h"

/* Closes all files but the two pipes, sets resource limits, gives up new privileges and
 * installs the list of allowed system calls. For good. */
int xc_confine(struct xc_error *error);

/* True where this build can install all of it: sanitizers reserve terabytes of addresses
 * and make calls of their own, so their builds go without RLIMIT_AS and without the list.
 */
bool xc_confine_complete(void);

#endif
