#include "base/progress.h"

bool xc_progress_tick(const struct xc_progress *progress, const char *phase, size_t done,
                      size_t total) {
    if (progress == NULL || progress->tick == NULL) {
        return true;
    }
    return progress->tick(progress->context, phase, done, total);
}
