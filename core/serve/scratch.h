/* Private folders of requests: what comes in as files, and what commands wrote. Private
 * to core/serve. */
#ifndef XC_SERVE_SCRATCH_H
#define XC_SERVE_SCRATCH_H

#include "base/buffer.h"

/* Writes a file (0600) and the folders above it, without waiting for the disk: it is gone
 * when the request is. */
int xc_scratch_write(const char *path, struct xc_str bytes, struct xc_error *error);

/* What a command wrote, to be sent. */
struct xc_scratch_file {
    char name[256];   /* safe inside a header's quotes */
    const char *type; /* static */
    struct xc_buffer bytes;
};

/* The only file below a folder, or all of them as one zip file, by name. XC_ENO: there is
 * none; XC_EINPUT: more than can be sent. */
int xc_scratch_gather(const char *folder, struct xc_scratch_file *file,
                      struct xc_error *error);
void xc_scratch_file_free(struct xc_scratch_file *file);

/* Removes the folder with all that is in it. */
void xc_scratch_remove(const char *folder);

#endif
