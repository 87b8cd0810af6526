/* The same work for many items, on the cores there are. Items must not depend on each
 * other: whoever does them and in whatever order, the result is the same. */
#ifndef XC_BASE_PARALLEL_H
#define XC_BASE_PARALLEL_H

#include <stddef.h>

enum { XC_WORKERS = 8 }; /* at most */

/* How many workers there are hands for: the machine's cores, at most XC_WORKERS and one
 * for each item. An item should be worth starting a thread: some milliseconds. */
unsigned xc_parallel_workers(size_t items);

/* Calls work(context, worker, item) once for each item from 0 on; worker is below
 * `workers` and names scratch that nobody else uses meanwhile. Returns when all is done.
 * Threads that cannot be started are missing hands, not missing work. */
void xc_parallel_run(unsigned workers, size_t items,
                     void (*work)(void *context, unsigned worker, size_t item),
                     void *context);

#endif
