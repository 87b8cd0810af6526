/* Numbers and texts in as few bytes as they need, for what is read far more often than it
 * is written. Seven bits of a number to a byte, low ones first; a text behind its length.
 * The same on every machine. */
#ifndef XC_BASE_PACK_H
#define XC_BASE_PACK_H

#include "base/buffer.h"

#include <stdint.h>

/* Each appends; what fails shows in out->failed. */
void xc_pack_number(struct xc_buffer *out, uint64_t number);
void xc_pack_signed(struct xc_buffer *out, int64_t number);
void xc_pack_text(struct xc_buffer *out, struct xc_str text);

/* Bytes to be read from the front. odd: they ended too early, or are not such bytes;
 * nothing is left then, and all that is read is 0 or empty. */
struct xc_unpack {
    const char *at, *end;
    bool odd;
};

static inline struct xc_unpack xc_unpack_from(struct xc_str bytes) {
    return (struct xc_unpack){bytes.ptr, bytes.ptr + bytes.len, false};
}

static inline bool xc_unpack_more(const struct xc_unpack *in) {
    return in->at < in->end;
}

static inline void xc_unpack_refuse(struct xc_unpack *in) {
    in->at = in->end;
    in->odd = true;
}

/* Of more than one byte. */
uint64_t xc_unpack_long(struct xc_unpack *in);

static inline uint64_t xc_unpack_number(struct xc_unpack *in) {
    if (in->at < in->end && (unsigned char)*in->at < 0x80u) {
        return (unsigned char)*in->at++;
    }
    return xc_unpack_long(in);
}

/* A number up to most; more than that is odd. */
static inline uint32_t xc_unpack_small(struct xc_unpack *in, uint32_t most) {
    uint64_t number = xc_unpack_number(in);
    if (number > most) {
        xc_unpack_refuse(in);
        return 0;
    }
    return (uint32_t)number;
}

static inline int64_t xc_unpack_signed(struct xc_unpack *in) {
    uint64_t number = xc_unpack_number(in);
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1u);
}

/* A view of the bytes that are read. */
static inline struct xc_str xc_unpack_text(struct xc_unpack *in) {
    uint64_t len = xc_unpack_number(in);
    if (len > (uint64_t)(in->end - in->at)) {
        xc_unpack_refuse(in);
        return XC_STR("");
    }
    struct xc_str text = {in->at, (size_t)len};
    in->at += len;
    return text;
}

#endif
