/* How far long work has come. The work calls; the caller decides what to show, and may
 * stop it. */
#ifndef XC_BASE_PROGRESS_H
#define XC_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct xc_progress {
    /* done of total steps (total 0: unknown) in the phase whose gettext id is given.
     * Returns false to ask the work to stop; the work then fails with XC_ENO "stopped".
     */
    bool (*tick)(void *context, const char *phase, size_t done, size_t total);
    void *context;
};

/* Calls tick where progress is not NULL; true: go on. */
bool xc_progress_tick(const struct xc_progress *progress, const char *phase, size_t done,
                      size_t total);

#endif
