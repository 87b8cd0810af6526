/* A progress bar on standard error, only where that is a terminal. */
#ifndef XC_CLI_PROGRESS_BAR_H
#define XC_CLI_PROGRESS_BAR_H

#include "base/catalogue.h"
#include "base/progress.h"

/* A progress that draws, or one that does nothing where standard error is no terminal or
 * quiet. */
struct xc_progress xc_progress_bar(struct xc_catalogue *catalogue, bool quiet);

/* Removes the bar before something else is written. */
void xc_progress_bar_clear(const struct xc_progress *progress);

#endif
