/* The parent's side: worker processes and lines of JSON to and from them. Private to
 * policy. */
#ifndef XC_POLICY_PROCESS_H
#define XC_POLICY_PROCESS_H

#include "base/buffer.h"
#include "base/error.h"

#include <sys/types.h>

enum { XC_PROCESS_SECONDS = 60 }; /* a backstop behind the worker's own limits */

struct xc_process {
    pid_t pid; /* 0: not running */
    int to;    /* descriptors, −1: closed */
    int from;
    struct xc_buffer line; /* what came back, without the LF */
    struct xc_str rest;    /* what is still to be written */
    bool complete;         /* line is a whole line */
};

/* Starts `self --worker` with an empty environment. */
int xc_process_start(struct xc_process *process, const char *self,
                     struct xc_error *error);

/* Writes the line (LF included) to each process and reads one line back from each, all at
 * the same time. milliseconds is the limit for all of it. A process that ends early or
 * sends too much is an error about the file. */
int xc_process_talk(struct xc_process *processes, size_t count, struct xc_str line,
                    int milliseconds, const char *file, struct xc_error *error);

/* Ends it, however it is. */
void xc_process_stop(struct xc_process *process);

#endif
