/* Bytes gzipped (RFC 1952), without a time in them: the same bytes give the same. */
#ifndef XC_SERVE_GZIP_H
#define XC_SERVE_GZIP_H

#include "base/buffer.h"

/* Appends to out. False: no memory, or out is full. */
bool xc_gzip(struct xc_str bytes, struct xc_buffer *out);

#endif
