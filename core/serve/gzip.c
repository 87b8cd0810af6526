#include "serve/gzip.h"

#include <limits.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, MEMORY = 8 };

bool xc_gzip(struct xc_str bytes, enum xc_gzip_level level, struct xc_buffer *out) {
    z_stream stream = {0};
    if (bytes.len > UINT_MAX || deflateInit2(&stream, (int)level, Z_DEFLATED, GZIP_WINDOW,
                                             MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    size_t most = deflateBound(&stream, bytes.len);
    char *room = most <= UINT_MAX ? xc_buffer_reserve(out, most) : NULL;
    bool done = false;
    if (room) {
        /* zlib's older interface has no const. */
        union {
            const char *is;
            unsigned char *was;
        } from = {bytes.ptr};
        stream.next_in = from.was;
        stream.avail_in = (unsigned)bytes.len;
        stream.next_out = (unsigned char *)room;
        stream.avail_out = (unsigned)most;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        out->len += done ? stream.total_out : 0;
    }
    (void)deflateEnd(&stream);
    return done;
}
