/* Bytes gzipped (RFC 1952), without a time in them: the same bytes give the same. */
#ifndef XC_SERVE_GZIP_H
#define XC_SERVE_GZIP_H

#include "base/buffer.h"

/* A feed of 600 KB becomes 45 KB in 2.8 ms, or 40 KB in 6.1 ms. */
enum xc_gzip_level {
    XC_GZIP_FAST = 4, /* what is made for a few readers */
    XC_GZIP_SMALL = 9 /* what is made once for all */
};

/* Appends to out. False: no memory, or out is full. */
bool xc_gzip(struct xc_str bytes, enum xc_gzip_level level, struct xc_buffer *out);

#endif
