/* Canonical JSON: equal values have equal bytes. */
#include "register/json.h"
#include "rules/rules.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { DEPTH_MAX = 512, FEW_MEMBERS = 16 };

static int write_value(const json_t *json, unsigned depth, struct xc_buffer *out,
                       struct xc_error *error);

/* ASCII that stands for itself: nearly all of most documents. */
static bool is_plain(char byte) {
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

static void write_plain(struct xc_str text, struct xc_buffer *out) {
    char *to = xc_buffer_reserve(out, text.len + 2);
    if (to) {
        to[0] = '"';
        for (size_t i = 0; i < text.len; i++) {
            to[i + 1] = text.ptr[i];
        }
        to[text.len + 1] = '"';
        out->len += text.len + 2;
    }
}

static int write_text(struct xc_str text, struct xc_buffer *out, struct xc_error *error) {
    size_t at = 0;
    size_t copied = 0;
    while (at < text.len && is_plain(text.ptr[at])) {
        at++;
    }
    if (at == text.len) {
        write_plain(text, out);
        return XC_OK;
    }
    (void)xc_buffer_putc(out, '"');
    while (at < text.len) {
        if (is_plain(text.ptr[at])) {
            at++;
            continue;
        }
        size_t start = at;
        uint32_t character = xc_utf8_next(text, &at);
        if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
            return xc_fail(
                error, XC_EINPUT,
                "the control character U+%04X cannot be written as canonical JSON",
                (unsigned)character);
        }
        if (character == 0xFFFD && at - start == 1) {
            return xc_fail(error, XC_EINPUT,
                           "text that is not UTF-8 cannot be written as canonical JSON");
        }
        if (character == '"' || character == '\\') {
            (void)xc_buffer_append(out, text.ptr + copied, start - copied);
            (void)xc_buffer_putc(out, '\\');
            copied = start;
        }
    }
    (void)xc_buffer_append(out, text.len > 0 ? text.ptr + copied : "", text.len - copied);
    (void)xc_buffer_putc(out, '"');
    return XC_OK;
}

struct member {
    struct xc_str key;
    const json_t *value;
};

static int compare_members(const void *left, const void *right) {
    const struct member *a = left;
    const struct member *b = right;
    return xc_str_compare(a->key, b->key);
}

/* Most objects have few members, and many are written. */
static void sort_members(struct member *members, size_t count) {
    if (count > FEW_MEMBERS) {
        qsort(members, count, sizeof *members, compare_members);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct member one = members[i];
        size_t at = i;
        for (; at > 0 && compare_members(&members[at - 1], &one) > 0; at--) {
            members[at] = members[at - 1];
        }
        members[at] = one;
    }
}

static int write_members(const struct member *members, size_t count, unsigned depth,
                         struct xc_buffer *out, struct xc_error *error) {
    int code = XC_OK;
    (void)xc_buffer_putc(out, '{');
    for (size_t i = 0; i < count && code == XC_OK; i++) {
        if (i > 0) {
            (void)xc_buffer_putc(out, ',');
        }
        code = write_text(members[i].key, out, error);
        (void)xc_buffer_putc(out, ':');
        if (code == XC_OK) {
            code = write_value(members[i].value, depth + 1, out, error);
        }
    }
    (void)xc_buffer_putc(out, '}');
    return code;
}

static int write_object(json_t *json, unsigned depth, struct xc_buffer *out,
                        struct xc_error *error) {
    struct member few[FEW_MEMBERS];
    size_t count = json_object_size(json);
    struct member *many = count > FEW_MEMBERS ? calloc(count, sizeof *many) : NULL;
    struct member *members = many ? many : few;
    if (count > FEW_MEMBERS && !many) {
        return xc_fail_memory(error);
    }
    size_t filled = 0;
    void *at = json_object_iter(json);
    for (; at != NULL && filled < count; at = json_object_iter_next(json, at)) {
        members[filled].key =
            (struct xc_str){json_object_iter_key(at), json_object_iter_key_len(at)};
        members[filled++].value = json_object_iter_value(at);
    }
    sort_members(members, filled);
    int code = write_members(members, filled, depth, out, error);
    free(many);
    return code;
}

static int write_array(const json_t *json, unsigned depth, struct xc_buffer *out,
                       struct xc_error *error) {
    int code = XC_OK;
    (void)xc_buffer_putc(out, '[');
    for (size_t i = 0; i < json_array_size(json) && code == XC_OK; i++) {
        if (i > 0) {
            (void)xc_buffer_putc(out, ',');
        }
        code = write_value(json_array_get(json, i), depth + 1, out, error);
    }
    (void)xc_buffer_putc(out, ']');
    return code;
}

static int write_value(const json_t *json, unsigned depth, struct xc_buffer *out,
                       struct xc_error *error) {
    if (json == NULL) {
        return xc_fail(error, XC_EINTERNAL, "there is no JSON value to write");
    }
    if (depth > DEPTH_MAX) {
        return xc_fail(error, XC_EINPUT, "the JSON is nested more than %d deep",
                       (int)DEPTH_MAX);
    }
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        /* jansson's iterators ask for a mutable object, but change nothing. */
        return write_object((json_t *)json, depth, out, error);
    case JSON_ARRAY:
        return write_array(json, depth, out, error);
    case JSON_STRING:
        return write_text(xc_json_str(json), out, error);
    case JSON_INTEGER:
        (void)xc_buffer_int(out, json_integer_value(json));
        return XC_OK;
    case JSON_TRUE:
        (void)xc_buffer_puts(out, "true");
        return XC_OK;
    case JSON_FALSE:
        (void)xc_buffer_puts(out, "false");
        return XC_OK;
    case JSON_NULL:
        (void)xc_buffer_puts(out, "null");
        return XC_OK;
    case JSON_REAL:
    default:
        return xc_fail(
            error, XC_EINPUT,
            "a number with a decimal point cannot be written as canonical JSON");
    }
}

int xc_json_canonical(const json_t *json, struct xc_buffer *out, struct xc_error *error) {
    int code = write_value(json, 0, out, error);
    if (code == XC_OK && out->failed) {
        return xc_fail_memory(error);
    }
    return code;
}

json_t *xc_json_text(struct xc_str text) {
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

json_t *xc_json_day(xc_date date) {
    char day[11] = "";
    if (date != XC_NO_DATE) {
        xc_date_format(date, day);
    }
    return json_string(day);
}
