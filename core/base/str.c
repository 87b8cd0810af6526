#include "base/str.h"

#include <string.h>

struct xc_str xc_str_from(const char *text) {
    struct xc_str view = {text, text == NULL ? 0 : strlen(text)};
    return view;
}

bool xc_str_equal(struct xc_str a, struct xc_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int xc_str_compare(struct xc_str a, struct xc_str b) {
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool xc_str_is(struct xc_str a, const char *text) {
    return xc_str_equal(a, xc_str_from(text));
}

bool xc_str_starts(struct xc_str text, struct xc_str prefix) {
    return text.len >= prefix.len &&
           xc_str_equal(xc_str_slice(text, 0, prefix.len), prefix);
}

bool xc_str_ends(struct xc_str text, struct xc_str suffix) {
    return text.len >= suffix.len &&
           xc_str_equal(xc_str_slice(text, text.len - suffix.len, suffix.len), suffix);
}

ptrdiff_t xc_str_find(struct xc_str text, struct xc_str part) {
    if (part.len == 0) {
        return 0;
    }
    size_t at = 0;
    while (part.len <= text.len - at) {
        const char *hit =
            memchr(text.ptr + at, part.ptr[0], text.len - at - part.len + 1);
        if (hit == NULL) {
            return -1;
        }
        if (memcmp(hit, part.ptr, part.len) == 0) {
            return hit - text.ptr;
        }
        at = (size_t)(hit - text.ptr) + 1;
    }
    return -1;
}

struct xc_str xc_str_slice(struct xc_str text, size_t start, size_t len) {
    if (text.ptr == NULL) {
        return text;
    }
    if (start > text.len) {
        start = text.len;
    }
    if (len > text.len - start) {
        len = text.len - start;
    }
    struct xc_str part = {text.ptr + start, len};
    return part;
}

static const struct xc_str spaces[] = {
    XC_STR_INIT(" "),        XC_STR_INIT("\t"),           XC_STR_INIT("\n"),
    XC_STR_INIT("\r"),       XC_STR_INIT("\v"),           XC_STR_INIT("\f"),
    XC_STR_INIT("\xC2\xA0"), XC_STR_INIT("\xE3\x80\x80"), XC_STR_INIT("\xEF\xBB\xBF"),
};

static size_t leading_space(struct xc_str text) {
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (xc_str_starts(text, spaces[i])) {
            return spaces[i].len;
        }
    }
    return 0;
}

static size_t trailing_space(struct xc_str text) {
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (xc_str_ends(text, spaces[i])) {
            return spaces[i].len;
        }
    }
    return 0;
}

/* Bytes that begin or end white space; every other byte ends the search at once, which is
 * the usual case. */
static bool may_be_space(char byte) {
    unsigned char value = (unsigned char)byte;
    return value <= ' ' || value == 0xC2 || value == 0xA0 || value == 0xE3 ||
           value == 0x80 || value == 0xEF || value == 0xBF;
}

struct xc_str xc_str_trim(struct xc_str text) {
    size_t width = 0;
    while (text.len > 0 && may_be_space(text.ptr[0]) &&
           (width = leading_space(text)) > 0) {
        text = xc_str_slice(text, width, text.len - width);
    }
    while (text.len > 0 && may_be_space(text.ptr[text.len - 1]) &&
           (width = trailing_space(text)) > 0) {
        text.len -= width;
    }
    return text;
}

struct xc_str xc_str_cut(struct xc_str *rest, char separator) {
    struct xc_str all = *rest;
    const char *hit = all.len == 0 ? NULL : memchr(all.ptr, separator, all.len);
    if (hit == NULL) {
        rest->ptr = NULL;
        rest->len = 0;
        return all;
    }
    size_t at = (size_t)(hit - all.ptr);
    *rest = xc_str_slice(all, at + 1, all.len - at - 1);
    return xc_str_slice(all, 0, at);
}

bool xc_str_to_uint(struct xc_str text, uint64_t max, uint64_t *value) {
    uint64_t sum = 0;
    if (text.len == 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');
        if (digit > max || sum > (max - digit) / 10) {
            return false;
        }
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}

uint64_t xc_str_hash(struct xc_str text) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static struct xc_str itself(const void *thing) {
    return *(const struct xc_str *)thing;
}

size_t xc_str_first(const void *things, size_t count, size_t size,
                    struct xc_str (*text_of)(const void *thing), struct xc_str text) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (xc_str_compare(text_of((const char *)things + middle * size), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

ptrdiff_t xc_str_place(const struct xc_str *texts, size_t count, struct xc_str text) {
    size_t place = xc_str_first(texts, count, sizeof *texts, itself, text);
    return place < count && xc_str_equal(texts[place], text) ? (ptrdiff_t)place : -1;
}

bool xc_str_listed(const struct xc_str *texts, size_t count, struct xc_str text) {
    return xc_str_place(texts, count, text) >= 0;
}
