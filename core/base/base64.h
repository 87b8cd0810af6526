/* Base64 (RFC 4648 §4), with padding. */
#ifndef XC_BASE_BASE64_H
#define XC_BASE_BASE64_H

#include "base/buffer.h"

int xc_base64_write(struct xc_buffer *out, const uint8_t *bytes, size_t len);

/* The number of bytes, or -1. Only the one way in which an encoder writes them is taken.
 * bytes NULL: only looks; else at most max bytes are written. */
ptrdiff_t xc_base64_read(struct xc_str text, uint8_t *bytes, size_t max);

#endif
