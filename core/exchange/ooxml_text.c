#include "exchange/ooxml_text.h"

#include "base/utf8.h"

static const uint32_t unfit = 0xfffd;

/* The same questions as xc_utf8_forbidden, of one character, the usual ones first. */
static uint32_t what_is(struct xc_str one, uint32_t character) {
    if ((character >= 0x20 && character < 0x7f) ||
        (character >= 0x4e00 && character <= 0x9fff)) {
        return 0;
    }
    if (character == '\n' || character == '\t') {
        return character;
    }
    if (character == '\r') {
        return '\n';
    }
    bool known = character != 0xfffe && character != 0xffff && character != unfit;
    return known && xc_utf8_forbidden(one) == 0 ? 0 : unfit;
}

struct xc_str xc_ooxml_piece(struct xc_str *text, uint32_t *character) {
    struct xc_str all = *text;
    size_t at = 0;
    *character = 0;
    while (at < all.len) {
        size_t start = at;
        uint32_t next = xc_utf8_next(all, &at);
        *character = what_is(xc_str_slice(all, start, at - start), next);
        if (*character != 0) {
            if (next == '\r' && at < all.len && all.ptr[at] == '\n') {
                at++;
            }
            *text = xc_str_slice(all, at, all.len - at);
            return xc_str_slice(all, 0, start);
        }
    }
    *text = xc_str_slice(all, all.len, 0);
    return all;
}

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
    default:
        return NULL;
    }
}

void xc_ooxml_escape(struct xc_buffer *out, struct xc_str text) {
    size_t copied = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *name = entity(text.ptr[i]);
        if (!name) {
            continue;
        }
        xc_buffer_append(out, text.ptr + copied, i - copied);
        xc_buffer_puts(out, name);
        copied = i + 1;
    }
    if (text.len > copied) {
        xc_buffer_append(out, text.ptr + copied, text.len - copied);
    }
}
