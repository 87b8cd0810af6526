/* A growable run of bytes with a maximum from birth.
 *
 * A failed append leaves the buffer as it was and sets failed; further appends do nothing
 * and fail too, so a writer may check once at the end. */
#ifndef XC_BASE_BUFFER_H
#define XC_BASE_BUFFER_H

#include "base/error.h"
#include "base/str.h"

struct xc_buffer {
    char *ptr; /* owned; NULL while empty; not NUL-terminated */
    size_t len;
    size_t capacity;
    size_t max; /* appends beyond fail with XC_ENOMEM */
    bool failed;
};

/* An empty buffer that may grow to max bytes. Nothing is allocated yet. */
struct xc_buffer xc_buffer_make(size_t max);

/* Releases the bytes; the buffer is empty and usable again with the same maximum. */
void xc_buffer_free(struct xc_buffer *buffer);

/* Forgets the content, keeps the memory, clears failed. */
void xc_buffer_clear(struct xc_buffer *buffer);

/* Makes room for more bytes and returns where to write them, or NULL; then raise len
 * yourself. */
char *xc_buffer_reserve(struct xc_buffer *buffer, size_t more);

int xc_buffer_append(struct xc_buffer *buffer, const void *bytes, size_t len);
int xc_buffer_add(struct xc_buffer *buffer, struct xc_str text);
int xc_buffer_puts(struct xc_buffer *buffer, const char *text);
int xc_buffer_putc(struct xc_buffer *buffer, char byte);
int xc_buffer_uint(struct xc_buffer *buffer, uint64_t value);
int xc_buffer_int(struct xc_buffer *buffer, int64_t value);
int xc_buffer_printf(struct xc_buffer *buffer, const char *format, ...) XC_PRINTF(2, 3);

/* The content as a view; valid until the next append. */
struct xc_str xc_buffer_view(const struct xc_buffer *buffer);

#endif
