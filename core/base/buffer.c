#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

struct xc_buffer xc_buffer_make(size_t max) {
    struct xc_buffer buffer = {NULL, 0, 0, max, false};
    return buffer;
}

void xc_buffer_free(struct xc_buffer *buffer) {
    if (buffer != NULL) {
        free(buffer->ptr);
        *buffer = xc_buffer_make(buffer->max);
    }
}

void xc_buffer_clear(struct xc_buffer *buffer) {
    buffer->len = 0;
    buffer->failed = false;
}

char *xc_buffer_reserve(struct xc_buffer *buffer, size_t more) {
    if (buffer->failed || more > buffer->max - buffer->len) {
        buffer->failed = true;
        return NULL;
    }
    size_t wanted = buffer->len + more;
    if (wanted > buffer->capacity || buffer->ptr == NULL) {
        size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY
                          : buffer->capacity > SIZE_MAX / 2 ? SIZE_MAX
                                                            : buffer->capacity * 2;
        if (capacity > buffer->max) {
            capacity = buffer->max;
        }
        if (capacity < wanted) {
            capacity = wanted;
        }
        char *ptr = realloc(buffer->ptr, capacity == 0 ? 1 : capacity);
        if (ptr == NULL) {
            buffer->failed = true;
            return NULL;
        }
        buffer->ptr = ptr;
        buffer->capacity = capacity;
    }
    return buffer->ptr + buffer->len;
}

int xc_buffer_append(struct xc_buffer *buffer, const void *bytes, size_t len) {
    if (len == 0) {
        return buffer->failed ? XC_ENOMEM : XC_OK;
    }
    char *place = xc_buffer_reserve(buffer, len);
    if (place == NULL) {
        return XC_ENOMEM;
    }
    memcpy(place, bytes, len);
    buffer->len += len;
    return XC_OK;
}

int xc_buffer_add(struct xc_buffer *buffer, struct xc_str text) {
    return xc_buffer_append(buffer, text.ptr, text.len);
}

int xc_buffer_puts(struct xc_buffer *buffer, const char *text) {
    return xc_buffer_append(buffer, text, strlen(text));
}

int xc_buffer_putc(struct xc_buffer *buffer, char byte) {
    return xc_buffer_append(buffer, &byte, 1);
}

int xc_buffer_uint(struct xc_buffer *buffer, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return xc_buffer_append(buffer, digits + at, sizeof digits - at);
}

int xc_buffer_int(struct xc_buffer *buffer, int64_t value) {
    size_t before = buffer->len;
    uint64_t size = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    if (value < 0) {
        (void)xc_buffer_putc(buffer, '-');
    }
    int code = xc_buffer_uint(buffer, size);
    if (code != XC_OK) {
        buffer->len = before;
    }
    return code;
}

int xc_buffer_printf(struct xc_buffer *buffer, const char *format, ...) {
    va_list args;
    va_list again;
    int code = XC_ENOMEM;
    va_start(args, format);
    va_copy(again, args);
    int needed = vsnprintf(NULL, 0, format, args);
    if (needed < 0) {
        buffer->failed = true;
        goto done;
    }
    size_t len = (size_t)needed;
    if (buffer->failed || len > buffer->max - buffer->len) {
        buffer->failed = true;
        goto done;
    }
    /* vsnprintf writes a NUL behind the text, which is not part of the content and must
     * not count against the maximum. */
    if (len < buffer->max - buffer->len) {
        char *place = xc_buffer_reserve(buffer, len + 1);
        if (place == NULL) {
            goto done;
        }
        (void)vsnprintf(place, len + 1, format, again);
        buffer->len += len;
        code = XC_OK;
    } else {
        char *copy = malloc(len + 1);
        if (copy == NULL) {
            buffer->failed = true;
            goto done;
        }
        (void)vsnprintf(copy, len + 1, format, again);
        code = xc_buffer_append(buffer, copy, len);
        free(copy);
    }
done:
    va_end(again);
    va_end(args);
    return code;
}

struct xc_str xc_buffer_view(const struct xc_buffer *buffer) {
    struct xc_str view = {buffer->ptr, buffer->len};
    return view;
}
