#include "exchange/extras.h"

#include "exchange/cells.h"

#include <jansson.h>
#include <string.h>

static void put_json_text(struct xc_buffer *out, struct xc_str text) {
    (void)xc_buffer_putc(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '"' && text.ptr[i] != '\\')
            continue;
        (void)xc_buffer_add(out, xc_str_slice(text, start, i - start));
        (void)xc_buffer_putc(out, '\\');
        start = i;
    }
    (void)xc_buffer_add(out, xc_str_slice(text, start, text.len));
    (void)xc_buffer_putc(out, '"');
}

/* The cell of an extra column: XC_GIVEN_… as for other columns. */
static enum xc_given extra_given(struct xc_importing *importing, size_t where,
                                 struct xc_str *text) {
    const struct xc_cell *cell =
        where < importing->row.count ? &importing->row.cells[where] : NULL;
    bool clears = importing->options->mode == XC_IMPORT_REPLACE;
    *text = (struct xc_str){0};
    if (cell == NULL || cell->text.len == 0 || cell->merged)
        return clears ? XC_GIVEN_CLEAR : XC_GIVEN_NOTHING;
    if (xc_str_is(cell->text, "-") || xc_str_is(cell->text, "'-"))
        return XC_GIVEN_CLEAR;
    *text = xc_cell_clean(importing, cell->text);
    return XC_GIVEN_VALUE;
}

static int write_new(struct xc_importing *importing, struct xc_str *after,
                     struct xc_error *error) {
    const struct xc_header *header = &importing->header;
    struct xc_buffer *out = &importing->attributes;
    struct xc_str text;
    xc_buffer_clear(out);
    for (size_t i = 0; i < header->extra_count; i++) {
        size_t where = header->extra[i];
        if (extra_given(importing, where, &text) != XC_GIVEN_VALUE)
            continue;
        (void)xc_buffer_putc(out, out->len == 0 ? '{' : ',');
        put_json_text(out, header->names[where]);
        (void)xc_buffer_putc(out, ':');
        put_json_text(out, text);
    }
    if (out->len > 0)
        (void)xc_buffer_putc(out, '}');
    *after = xc_buffer_view(out);
    return out->failed ? xc_fail_memory(error) : XC_OK;
}

static int overlay(struct xc_importing *importing, json_t *object,
                   struct xc_error *error) {
    const struct xc_header *header = &importing->header;
    struct xc_str text;
    for (size_t i = 0; i < header->extra_count; i++) {
        size_t where = header->extra[i];
        enum xc_given given = extra_given(importing, where, &text);
        const char *name = header->names[where].ptr; /* arena copies end with NUL */
        if (given == XC_GIVEN_CLEAR)
            (void)json_object_del(object, name);
        else if (given == XC_GIVEN_VALUE &&
                 json_object_set_new(object, name, json_stringn(text.ptr, text.len)) != 0)
            return xc_fail_memory(error);
    }
    return XC_OK;
}

static int append_dump(const char *bytes, size_t len, void *buffer) {
    return xc_buffer_append(buffer, bytes, len);
}

static int write_over(struct xc_importing *importing, struct xc_str before,
                      struct xc_str *after, struct xc_error *error) {
    struct xc_buffer *out = &importing->attributes;
    json_t *object = json_loadb(before.ptr, before.len, 0, NULL);
    xc_buffer_clear(out);
    int code = object != NULL ? overlay(importing, object, error)
                              : xc_fail(error, XC_EINTERNAL,
                                        "the attributes of a stored row cannot be read");
    if (code == XC_OK && json_object_size(object) > 0 &&
        json_dump_callback(object, append_dump, out, JSON_COMPACT | JSON_SORT_KEYS) != 0)
        code = xc_fail_memory(error);
    json_decref(object);
    *after = xc_buffer_view(out);
    return code;
}

int xc_extras_read(struct xc_importing *importing, struct xc_str before,
                   struct xc_str *after, struct xc_error *error) {
    *after = before;
    if (importing->header.extra_count == 0)
        return XC_OK;
    return before.len == 0 ? write_new(importing, after, error)
                           : write_over(importing, before, after, error);
}
