/* Finding the items of a list in canonical JSON without building it. */
#include "serve/answers.h"

#include <stdlib.h>
#include <string.h>

/* Where the value that begins at `at` ends; the text is JSON that this program wrote. */
static size_t end_of_value(struct xc_str text, size_t at) {
    unsigned deep = 0;
    bool quoted = false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (quoted) {
            at += c == '\\';
            quoted = c != '"';
            if (!quoted && deep == 0) {
                return at + 1;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            deep++;
        } else if (c == ']' || c == '}') {
            if (deep == 0) {
                return at;
            }
            deep--;
            if (deep == 0) {
                return at + 1;
            }
        } else if (c == ',' && deep == 0) {
            return at;
        }
    }
    return text.len;
}

/* The value of a member of an object; 0: it has none. */
static size_t find_member(struct xc_str text, const char *name) {
    size_t at = 1, len = strlen(name);
    if (!xc_str_starts(text, XC_STR("{"))) {
        return 0;
    }
    while (at < text.len && text.ptr[at] == '"') {
        size_t key = at + 1;
        size_t end = end_of_value(text, at);
        bool is = end - key == len + 1 && memcmp(text.ptr + key, name, len) == 0;
        if (end >= text.len || text.ptr[end] != ':') {
            return 0;
        }
        if (is) {
            return end + 1;
        }
        at = end_of_value(text, end + 1) + 1;
    }
    return 0;
}

struct xc_str *xc_answers_items(struct xc_str text, const char *list, size_t *count) {
    size_t at = *list ? find_member(text, list) : 0;
    struct xc_str *items = NULL;
    size_t room = 0;
    *count = 0;
    if ((*list && at == 0) || at >= text.len || text.ptr[at] != '[') {
        return NULL;
    }
    at++;
    while (at < text.len && text.ptr[at] != ']') {
        size_t end = end_of_value(text, at);
        if (*count == room) {
            room = room ? room * 2 : 256;
            struct xc_str *more = realloc(items, room * sizeof *items);
            if (!more) {
                free(items);
                return NULL;
            }
            items = more;
        }
        items[(*count)++] = xc_str_slice(text, at, end - at);
        at = end + (end < text.len && text.ptr[end] == ',');
    }
    return items ? items : malloc(sizeof *items);
}
