#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Unicode's stream-safe limit. A longer run of combining marks is never writing, and
 * sorting it takes quadratic time. */
enum { MARKS_MAX = 30 };

#define REPLACEMENT_CHARACTER UINT32_C(0xFFFD)

static bool continues(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* Length of the well-formed character at the start of the bytes, 0 where there is none.
 */
static size_t character_length(const unsigned char *at, size_t left) {
    unsigned char first = at[0];
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xC2 || left < 2 || !continues(at[1])) {
        return 0;
    }
    if (first < 0xE0) {
        return 2;
    }
    if (left < 3 || !continues(at[2])) {
        return 0;
    }
    if (first < 0xF0) {
        bool overlong = first == 0xE0 && at[1] < 0xA0;
        bool surrogate = first == 0xED && at[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first > 0xF4 || left < 4 || !continues(at[3])) {
        return 0;
    }
    bool overlong = first == 0xF0 && at[1] < 0x90;
    bool beyond = first == 0xF4 && at[1] > 0x8F;
    return overlong || beyond ? 0 : 4;
}

/* Number of bytes, a multiple of eight, at the start that are all ASCII. */
static size_t ascii_run(const char *bytes, size_t len) {
    size_t at = 0;
    while (len - at >= 8) {
        uint64_t word;
        memcpy(&word, bytes + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += 8;
    }
    return at;
}

bool xc_utf8_valid(struct xc_str text, size_t *position) {
    size_t at = 0;
    while (at < text.len) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            size_t run = ascii_run(text.ptr + at, text.len - at);
            at += run > 0 ? run : 1;
            continue;
        }
        size_t len =
            character_length((const unsigned char *)text.ptr + at, text.len - at);
        if (len == 0) {
            if (position != NULL) {
                *position = at;
            }
            return false;
        }
        at += len;
    }
    return true;
}

uint32_t xc_utf8_next(struct xc_str text, size_t *position) {
    const unsigned char *at = (const unsigned char *)text.ptr + *position;
    size_t len = character_length(at, text.len - *position);
    *position += len == 0 ? 1 : len;
    switch (len) {
    case 1:
        return at[0];
    case 2:
        return ((uint32_t)(at[0] & 0x1F) << 6) | (uint32_t)(at[1] & 0x3F);
    case 3:
        return ((uint32_t)(at[0] & 0x0F) << 12) | ((uint32_t)(at[1] & 0x3F) << 6) |
               (uint32_t)(at[2] & 0x3F);
    case 4:
        return ((uint32_t)(at[0] & 0x07) << 18) | ((uint32_t)(at[1] & 0x3F) << 12) |
               ((uint32_t)(at[2] & 0x3F) << 6) | (uint32_t)(at[3] & 0x3F);
    default:
        return REPLACEMENT_CHARACTER;
    }
}

size_t xc_utf8_put(uint32_t character, char out[4]) {
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        character = REPLACEMENT_CHARACTER;
    }
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | (character >> 6));
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | (character >> 12));
        out[1] = (char)(0x80 | ((character >> 6) & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (character >> 18));
    out[1] = (char)(0x80 | ((character >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((character >> 6) & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}

size_t xc_utf8_count(struct xc_str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += continues((unsigned char)text.ptr[i]) ? 0U : 1U;
    }
    return count;
}

struct xc_str xc_utf8_prefix(struct xc_str text, size_t max) {
    if (text.len <= max) {
        return text;
    }
    size_t end = max;
    while (end > 0 && continues((unsigned char)text.ptr[end])) {
        end--;
    }
    return xc_str_slice(text, 0, end);
}

size_t xc_utf8_width(struct xc_str text) {
    size_t width = 0;
    size_t at = 0;
    while (at < text.len) {
        uint32_t character = xc_utf8_next(text, &at);
        if (character >= 0x20 && character < 0x7F) {
            width++;
        } else {
            int columns = utf8proc_charwidth((utf8proc_int32_t)character);
            width += columns > 0 ? (size_t)columns : 0U;
        }
    }
    return width;
}

/* Characters that are their own NFC and never combine with what stands before them. A
 * test compares these ranges with the tables of utf8proc. */
static bool always_nfc(uint32_t character) {
    return character < 0x300 ||                              /* Latin letters */
           (character >= 0x4E00 && character <= 0x9FFF) ||   /* CJK ideographs */
           (character >= 0x3000 && character <= 0x3029) ||   /* CJK punctuation */
           (character >= 0x3030 && character <= 0x3098) ||   /* and hiragana */
           (character >= 0x309B && character <= 0x30FF) ||   /* katakana */
           (character >= 0x3400 && character <= 0x4DBF) ||   /* CJK extension A */
           (character >= 0xFF00 && character <= 0xFFEF) ||   /* full-width forms */
           (character >= 0x2010 && character <= 0x2027) ||   /* dashes and quotes */
           (character >= 0x2030 && character <= 0x205E) ||   /* per mille, ※ … */
           (character >= 0x2160 && character <= 0x2189) ||   /* Roman numerals */
           (character >= 0x2460 && character <= 0x2AD9) ||   /* ①, ■, ★ … */
           (character >= 0x20000 && character <= 0x2A6DF) || /* CJK extension B */
           (character >= 0x2A700 && character <= 0x2EBE0);   /* and C to F */
}

bool xc_utf8_is_nfc_quick(struct xc_str text) {
    size_t at = 0;
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte < 0x80) {
            size_t run = ascii_run(text.ptr + at, text.len - at);
            at += run > 0 ? run : 1;
            continue;
        }
        if (character_length((const unsigned char *)text.ptr + at, text.len - at) == 0 ||
            !always_nfc(xc_utf8_next(text, &at))) {
            return false;
        }
    }
    return true;
}

static bool too_many_marks(struct xc_str text) {
    size_t at = 0;
    unsigned run = 0;
    while (at < text.len) {
        uint32_t character = xc_utf8_next(text, &at);
        bool mark =
            utf8proc_get_property((utf8proc_int32_t)character)->combining_class != 0;
        run = mark ? run + 1 : 0;
        if (run > MARKS_MAX) {
            return true;
        }
    }
    return false;
}

int xc_utf8_nfc(struct xc_str text, struct xc_buffer *out) {
    if (xc_utf8_is_nfc_quick(text)) {
        return xc_buffer_add(out, text);
    }
    if (!xc_utf8_valid(text, NULL) || text.len > PTRDIFF_MAX || too_many_marks(text)) {
        return XC_EINPUT;
    }
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len,
                     &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0) {
        out->failed = true;
        return XC_ENOMEM;
    }
    int code = xc_buffer_append(out, composed, (size_t)len);
    free(composed);
    return code;
}

uint32_t xc_utf8_forbidden(struct xc_str text) {
    size_t at = 0;
    while (at < text.len) {
        uint32_t character = xc_utf8_next(text, &at);
        if ((character >= 0x20 && character < 0x7F) ||
            (character >= 0x4E00 && character <= 0x9FFF)) {
            continue;
        }
        switch (utf8proc_category((utf8proc_int32_t)character)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            /* NUL is refused too but cannot be told from "none" by its number. */
            return character == 0 ? REPLACEMENT_CHARACTER : character;
        default:
            break;
        }
    }
    return 0;
}

int xc_utf8_fit(struct xc_str text, struct xc_buffer *out) {
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        bool fit = xc_utf8_next(text, &at) != REPLACEMENT_CHARACTER;
        struct xc_str one = xc_str_slice(text, start, at - start);
        fit = fit && xc_utf8_forbidden(one) == 0;
        if (xc_buffer_add(out, fit ? one : XC_STR("\xef\xbf\xbd")) != XC_OK) {
            return XC_ENOMEM;
        }
    }
    return XC_OK;
}

int xc_utf8_fold(struct xc_str text, struct xc_buffer *out) {
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        uint32_t character = xc_utf8_next(text, &at);
        if (character >= 0xFF01 && character <= 0xFF5E) {
            character -= 0xFEE0;
        } else if (character == 0x3000) {
            character = ' ';
        } else if (character >= 0x80) {
            if (xc_buffer_append(out, text.ptr + start, at - start) != XC_OK) {
                return XC_ENOMEM;
            }
            continue;
        }
        if (character >= 'A' && character <= 'Z') {
            character += 'a' - 'A';
        }
        if (xc_buffer_putc(out, (char)character) != XC_OK) {
            return XC_ENOMEM;
        }
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}
