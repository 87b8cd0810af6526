/* How far a command has come, on standard error: a bar where that is a terminal, or with
 * --progress lines of JSON, {"progress":{"phase":"…","done":1,"total":2}}, at most ten a
 * second and the last one of each phase. */
#ifndef XC_CLI_PROGRESS_BAR_H
#define XC_CLI_PROGRESS_BAR_H

#include "base/catalogue.h"
#include "base/progress.h"

#include <stdint.h>

enum xc_progress_form { XC_PROGRESS_NONE = 0, XC_PROGRESS_BAR, XC_PROGRESS_LINES };

struct xc_progress_bar {
    enum xc_progress_form form;
    const struct xc_catalogue *catalogue; /* NULL: English */
    bool stops;                           /* where SIGTERM came */
    /* The newest step of the phase, and whether it was told. Private. */
    const char *phase;
    size_t done, total;
    bool told;
    int64_t told_at; /* milliseconds */
};

/* A bar where standard error is a terminal, else nothing. */
enum xc_progress_form xc_progress_form_here(void);

/* From now on SIGTERM does not end the process, but asks its work to stop at the next
 * step; it then fails with XC_ENO "stopped", and stores nothing. */
void xc_progress_stops(struct xc_progress_bar *bar);

/* The progress that work is given; bar must outlive it. */
struct xc_progress xc_progress_of(struct xc_progress_bar *bar);

/* Removes the bar, or tells the last step, before something else is written. */
void xc_progress_bar_clear(const struct xc_progress *progress);

#endif
