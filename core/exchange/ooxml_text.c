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

/* ---- What XML does not know ---- */

/* "_xHHHH_" at a place: the number; false: there is none. */
static bool read_code(struct xc_str text, size_t at, uint32_t *code) {
    enum { WHOLE = sizeof "_x0041_" - 1 };
    *code = 0;
    if (at + WHOLE > text.len || text.ptr[at] != '_' || text.ptr[at + 1] != 'x' ||
        text.ptr[at + WHOLE - 1] != '_') {
        return false;
    }
    for (size_t i = at + 2; i < at + WHOLE - 1; i++) {
        char byte = text.ptr[i];
        bool digit = byte >= '0' && byte <= '9', upper = byte >= 'A' && byte <= 'F',
             lower = byte >= 'a' && byte <= 'f';
        if (!digit && !upper && !lower) {
            return false;
        }
        *code = *code * 16 + (uint32_t)(digit   ? byte - '0'
                                        : upper ? byte - 'A' + 10
                                                : byte - 'a' + 10);
    }
    return true;
}

/* The character that begins at a place, written as one code or as two; its length there,
 * 0: it is none. */
static size_t read_character(struct xc_str text, size_t at, uint32_t *character) {
    enum { CODE = sizeof "_x0041_" - 1 };
    uint32_t low;
    if (!read_code(text, at, character)) {
        return 0;
    }
    if (*character < 0xd800 || *character > 0xdfff) {
        return CODE;
    }
    bool pair = *character < 0xdc00 && read_code(text, at + CODE, &low) &&
                low >= 0xdc00 && low <= 0xdfff;
    if (!pair) {
        *character = unfit;
        return CODE;
    }
    *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
    return 2 * CODE;
}

/* Every code is longer than its character, so it goes in place. */
void xc_ooxml_decode(struct xc_buffer *text, size_t from) {
    struct xc_str all = xc_buffer_view(text);
    size_t to = from;
    for (size_t at = from; at < all.len;) {
        uint32_t character;
        size_t len = all.ptr[at] == '_' ? read_character(all, at, &character) : 0;
        if (len > 0) {
            to += xc_utf8_put(character, text->ptr + to);
            at += len;
        } else {
            text->ptr[to++] = text->ptr[at++];
        }
    }
    text->len = to;
}

void xc_ooxml_encode(struct xc_buffer *out, struct xc_str text) {
    size_t copied = 0;
    uint32_t code;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '_' && read_code(text, i, &code)) {
            xc_buffer_add(out, xc_str_slice(text, copied, i - copied));
            xc_buffer_puts(out, "_x005F");
            copied = i;
        }
    }
    xc_buffer_add(out, xc_str_slice(text, copied, text.len - copied));
}
