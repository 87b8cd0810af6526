#include "draw/table.h"

#include "draw/draw_internal.h"

#include "base/utf8.h"

#include <string.h>

void xc_table_start(struct xc_table *table, const char *name, struct xc_str text,
                    size_t field_count, struct xc_hasher *hasher) {
    memset(table, 0, sizeof *table);
    table->name = xc_str_from(name);
    table->rest = text;
    table->field_count = field_count;
    xc_merkle_start(&table->tree, hasher);
}

size_t xc_table_rows(struct xc_str text) {
    size_t rows = 0;
    for (struct xc_str rest = text; rest.len > 0; rows++) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr) + 1;
        rest = (struct xc_str){rest.ptr + len, rest.len - len};
    }
    return rows;
}

unsigned xc_table_column(const struct xc_table *table, size_t field) {
    return (unsigned)(table->fields[field].ptr - table->fields[0].ptr) + 1;
}

static int wrong_width(const struct xc_table *table, size_t found,
                       struct xc_error *error) {
    return xc_fail_at(error, XC_EINPUT, table->name, table->line, 0,
                      "the line has %zu fields, but %zu are needed", found,
                      table->field_count);
}

static int unclean(const struct xc_table *table, struct xc_str line, size_t at,
                   struct xc_error *error) {
    return xc_fail_at(error, XC_EINPUT, table->name, table->line, (unsigned)at + 1,
                      xc_utf8_valid(line, NULL)
                          ? XC_MSG("the line has a control character, or text that is "
                                   "not in Unicode's form NFC")
                          : XC_MSG("the line is not UTF-8"));
}

/* Cuts the line at its TABs. Most bytes are ASCII, and need one comparison. */
static int split(struct xc_table *table, struct xc_str line, struct xc_error *error) {
    size_t count = 0;
    size_t start = 0;
    size_t high = SIZE_MAX;
    for (size_t at = 0; at <= line.len; at++) {
        unsigned char byte = at < line.len ? (unsigned char)line.ptr[at] : '\t';
        if (byte >= 0x20 && byte < 0x7F)
            continue;
        if (byte > 0x7F) {
            high = high == SIZE_MAX ? at : high;
            continue;
        }
        if (byte != '\t')
            return unclean(table, line, at, error);
        if (count < table->field_count)
            table->fields[count] = (struct xc_str){line.ptr + start, at - start};
        if (at == start)
            return xc_fail_at(error, XC_EINPUT, table->name, table->line,
                              (unsigned)at + 1, "field %zu is empty", count + 1);
        count++;
        start = at + 1;
    }
    if (count != table->field_count)
        return wrong_width(table, count, error);
    for (size_t i = 0; i < count && high != SIZE_MAX; i++) {
        if (!xc_draw_text_clean(table->fields[i]))
            return unclean(table, line, xc_table_column(table, i) - 1, error);
    }
    return XC_OK;
}

int xc_table_next(struct xc_table *table, bool *more, struct xc_error *error) {
    struct xc_str before = table->fields[0];
    *more = table->rest.len > 0;
    if (!*more)
        return XC_OK;
    table->line++;
    const char *end = memchr(table->rest.ptr, '\n', table->rest.len);
    if (end == NULL)
        return xc_fail_at(error, XC_EINPUT, table->name, table->line, 0,
                          "the last line does not end in a line feed");
    struct xc_str line = {table->rest.ptr, (size_t)(end - table->rest.ptr)};
    table->rest = xc_str_slice(table->rest, line.len + 1, table->rest.len);
    int code = split(table, line, error);
    if (code != XC_OK)
        return code;
    int order = table->line == 1 ? -1 : xc_str_compare(before, table->fields[0]);
    if (order == 0)
        return xc_table_fail(table, 0, error, "“%.*s” stands in the line before, too",
                             XC_PRI(xc_draw_show(before)));
    if (order > 0)
        return xc_table_fail(table, 0, error,
                             "“%.*s” has to stand before “%.*s”: lines are sorted by "
                             "the bytes of their first field",
                             XC_PRI(xc_draw_show(table->fields[0])),
                             XC_PRI(xc_draw_show(before)));
    (void)xc_merkle_add(&table->tree, line);
    return XC_OK;
}

int xc_table_number(const struct xc_table *table, size_t field, uint32_t *value,
                    struct xc_error *error) {
    uint64_t number = 0;
    if (!xc_draw_number_read(table->fields[field], XC_DRAW_NUMBER_MAX, &number))
        return xc_table_fail(table, field, error,
                             "“%.*s” is not a number from 0 to %d without sign or "
                             "leading zeros",
                             XC_PRI(xc_draw_show(table->fields[field])),
                             (int)XC_DRAW_NUMBER_MAX);
    *value = (uint32_t)number;
    return XC_OK;
}

int xc_table_id(const struct xc_table *table, size_t field, struct xc_str *value,
                struct xc_error *error) {
    struct xc_str id = table->fields[field];
    for (size_t i = 0; i < id.len; i++) {
        if (id.ptr[i] == ':' || id.ptr[i] == ',')
            return xc_table_fail(table, field, error,
                                 "the id “%.*s” has a “%c”, which ids cannot have",
                                 XC_PRI(xc_draw_show(id)), id.ptr[i]);
    }
    if (xc_str_is(id, "-"))
        return xc_table_fail(table, field, error, "“-” means none and is no id");
    *value = id;
    return XC_OK;
}

int xc_table_set(const struct xc_table *table, size_t field, struct xc_str *value,
                 struct xc_error *error) {
    struct xc_str last = {NULL, 0};
    struct xc_str rest = xc_table_optional(table, field);
    *value = rest;
    while (rest.ptr != NULL) {
        struct xc_str word = xc_str_cut(&rest, ',');
        if (word.len == 0 || xc_str_is(word, "-"))
            return xc_table_fail(table, field, error,
                                 "the set “%.*s” has an empty word or “-”",
                                 XC_PRI(xc_draw_show(*value)));
        if (last.len > 0 && xc_str_compare(last, word) >= 0)
            return xc_table_fail(table, field, error,
                                 "the set “%.*s” is not sorted by bytes, or repeats a "
                                 "word",
                                 XC_PRI(xc_draw_show(*value)));
        last = word;
    }
    return XC_OK;
}

struct xc_str xc_table_optional(const struct xc_table *table, size_t field) {
    struct xc_str text = table->fields[field];
    return xc_str_is(text, "-") ? (struct xc_str){NULL, 0} : text;
}
