/* Work that takes longer than the loop may wait, in a thread of libuv's pool. Private to
 * core/serve. */
#ifndef XC_SERVE_WORK_H
#define XC_SERVE_WORK_H

#include <stdbool.h>
#include <uv.h>

/* Calls work in another thread, then after on the loop. False: no memory, neither is
 * called. */
bool xc_work_start(uv_loop_t *loop, void (*work)(void *context),
                   void (*after)(void *context), void *context);

#endif
