#include "register/memory.h"

#include <stdlib.h>
#include <string.h>

int xc_pool_start(struct xc_pool *pool, size_t room) {
    *pool = (struct xc_pool){0};
    int code = xc_pool_reserve(pool, room + 1);
    if (code == 0)
        pool->bytes[pool->len++] = 0;
    return code;
}

void xc_pool_free(struct xc_pool *pool) {
    free(pool->bytes);
    *pool = (struct xc_pool){0};
}

int xc_pool_reserve(struct xc_pool *pool, size_t more) {
    if (more <= pool->capacity - pool->len)
        return 0;
    if (more > UINT32_MAX - pool->len)
        return XC_ENOMEM;
    size_t capacity = pool->capacity + pool->capacity / 2;
    if (capacity < pool->len + more)
        capacity = pool->len + more;
    char *bytes = realloc(pool->bytes, capacity);
    if (bytes == NULL)
        return XC_ENOMEM;
    pool->bytes = bytes;
    pool->capacity = capacity;
    return 0;
}

xc_ref xc_pool_put(struct xc_pool *pool, struct xc_str text) {
    if (text.len == 0)
        return 0;
    xc_ref ref = (xc_ref)pool->len;
    char *at = pool->bytes + pool->len;
    if (text.len < 0x80u) {
        *at++ = (char)text.len;
    } else {
        *at++ = (char)((text.len & 0x7fu) | 0x80u);
        if (text.len < 0x4000u) {
            *at++ = (char)(text.len >> 7);
        } else {
            *at++ = (char)(((text.len >> 7) & 0x7fu) | 0x80u);
            *at++ = (char)(text.len >> 14);
        }
    }
    memcpy(at, text.ptr, text.len);
    pool->len = (size_t)(at - pool->bytes) + text.len;
    return ref;
}
