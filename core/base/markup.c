#include "base/markup.h"

static const char *entity(char byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void xc_markup_escape(struct xc_buffer *out, struct xc_str text) {
    size_t copied = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *name = entity(text.ptr[i]);
        if (!name) {
            continue;
        }
        (void)xc_buffer_append(out, text.ptr + copied, i - copied);
        (void)xc_buffer_puts(out, name);
        copied = i + 1;
    }
    if (text.len > copied) {
        (void)xc_buffer_append(out, text.ptr + copied, text.len - copied);
    }
}
