#include "register/check.h"

#include "base/utf8.h"

#include <string.h>

struct xc_shown xc_show(struct xc_str text) {
    struct xc_shown shown = {{0}};
    size_t used = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t from = at;
        (void)xc_utf8_next(text, &at);
        struct xc_str one = xc_str_slice(text, from, at - from);
        bool fine = xc_utf8_valid(one, NULL) && xc_utf8_forbidden(one) == 0;
        size_t len = fine ? one.len : 1;
        if (used + len + sizeof("…") > sizeof(shown.text)) {
            memcpy(shown.text + used, "…", sizeof("…"));
            break;
        }
        if (fine)
            memcpy(shown.text + used, one.ptr, len);
        else
            shown.text[used] = '?';
        used += len;
    }
    return shown;
}

static size_t plain_length(const unsigned char *at, size_t left) {
    if (at[0] >= 0x20 && at[0] < 0x7f)
        return 1;
    if (left >= 3 && (at[1] & 0xc0u) == 0x80 && (at[2] & 0xc0u) == 0x80) {
        /* U+4000–U+9FFF; 、 to 】; the full-width forms of ASCII. */
        if (at[0] >= 0xe4 && at[0] <= 0xe9)
            return 3;
        if (at[0] == 0xe3 && at[1] == 0x80 && at[2] >= 0x81 && at[2] <= 0x91)
            return 3;
        if (at[0] == 0xef &&
            ((at[1] == 0xbc && at[2] >= 0x81) || (at[1] == 0xbd && at[2] <= 0x9e)))
            return 3;
    }
    if (left >= 2 && at[0] == 0xc2 && at[1] == 0xb7) /* the middle dot of names */
        return 2;
    return 0;
}

bool xc_text_plain(struct xc_str text, size_t *characters) {
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    size_t count = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t len = plain_length(bytes + at, text.len - at);
        if (len == 0)
            return false;
        at += len;
        count++;
    }
    *characters = count;
    return true;
}

/* The first control character, 0: none. */
static uint32_t control_character(struct xc_str text) {
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    for (size_t i = 0; i < text.len; i++) {
        if (bytes[i] < 0x20 || bytes[i] == 0x7f)
            return bytes[i];
        if (bytes[i] == 0xc2 && i + 1 < text.len && bytes[i + 1] < 0xa0)
            return bytes[i + 1];
    }
    return 0;
}

struct place {
    enum xc_table table;
    struct xc_str row;
};

static int refuse_character(uint32_t character, const struct xc_cell *cell,
                            const struct place *place, struct xc_error *error) {
    return xc_fail(
        error, XC_EINPUT,
        "%s, row \"%s\": the field %s contains the invisible character U+%04lX",
        xc_table_name(place->table), xc_show(place->row).text, cell->field,
        (unsigned long)character);
}

static int clean_encoding(struct xc_cell *cell, const struct place *place,
                          struct xc_buffer *scratch, size_t *characters,
                          struct xc_error *error) {
    size_t bad = 0;
    if (xc_text_plain(cell->text, characters))
        return 0;
    if (!xc_utf8_valid(cell->text, &bad))
        return xc_fail(
            error, XC_EINPUT, "%s, row \"%s\": the field %s is not UTF-8 text (byte %zu)",
            xc_table_name(place->table), xc_show(place->row).text, cell->field, bad + 1);
    if (!xc_utf8_is_nfc_quick(cell->text)) {
        size_t from = scratch->len;
        if (xc_utf8_nfc(cell->text, scratch) != 0)
            return xc_fail_memory(error);
        cell->text = xc_str_slice(xc_buffer_view(scratch), from, scratch->len - from);
    }
    /* NUL is a control character like others, but 0 stands for none. */
    if (memchr(cell->text.ptr, 0, cell->text.len) != NULL)
        return xc_fail(
            error, XC_EINPUT, "%s, row \"%s\": the field %s contains a NUL byte",
            xc_table_name(place->table), xc_show(place->row).text, cell->field);
    bool strict = cell->rule != XC_RULE_TEXT && cell->rule != XC_RULE_ATTRIBUTES;
    uint32_t character =
        strict ? xc_utf8_forbidden(cell->text) : control_character(cell->text);
    if (character != 0)
        return refuse_character(character, cell, place, error);
    *characters = xc_utf8_count(cell->text);
    return 0;
}

static int check_id(const struct xc_cell *cell, const struct place *place,
                    struct xc_error *error) {
    struct xc_str id = cell->text;
    if (id.len > XC_MAX_ID_BYTES)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": the field %s is %zu bytes long; an id has at most %d",
            xc_table_name(place->table), xc_show(place->row).text, cell->field, id.len,
            XC_MAX_ID_BYTES);
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] == ':' || id.ptr[i] == ',')
            return xc_fail(
                error, XC_EINPUT,
                "%s, row \"%s\": the field %s contains \"%c\", which an id must not",
                xc_table_name(place->table), xc_show(place->row).text, cell->field,
                id.ptr[i]);
    if (xc_str_trim(id).len != id.len)
        return xc_fail(
            error, XC_EINPUT, "%s, row \"%s\": the field %s starts or ends with a space",
            xc_table_name(place->table), xc_show(place->row).text, cell->field);
    return 0;
}

static bool set_in_order(struct xc_str text) {
    struct xc_str last = {0};
    struct xc_str rest = text;
    while (rest.ptr != NULL) {
        struct xc_str item = xc_str_cut(&rest, ',');
        if (item.len == 0 || xc_str_trim(item).len != item.len || xc_str_is(item, "-"))
            return false;
        if (last.len > 0 && xc_str_compare(last, item) >= 0)
            return false;
        last = item;
    }
    return true;
}

static int clean_set(struct xc_cell *cell, const struct place *place,
                     struct xc_buffer *scratch, struct xc_error *error) {
    struct xc_str items[XC_MAX_SET_ITEMS];
    size_t count = 0;
    if (set_in_order(cell->text))
        return 0;
    struct xc_str rest = cell->text;
    while (rest.ptr != NULL) {
        struct xc_str item = xc_str_trim(xc_str_cut(&rest, ','));
        if (item.len == 0 || xc_str_is(item, "-"))
            continue;
        size_t at = 0;
        while (at < count && xc_str_compare(items[at], item) < 0)
            at++;
        if (at < count && xc_str_equal(items[at], item))
            continue;
        if (count == XC_MAX_SET_ITEMS)
            return xc_fail(error, XC_EINPUT,
                           "%s, row \"%s\": the field %s lists more than %d entries",
                           xc_table_name(place->table), xc_show(place->row).text,
                           cell->field, XC_MAX_SET_ITEMS);
        memmove(&items[at + 1], &items[at], (count - at) * sizeof(items[0]));
        items[at] = item;
        count++;
    }
    size_t from = scratch->len;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            (void)xc_buffer_putc(scratch, ',');
        (void)xc_buffer_add(scratch, items[i]);
    }
    if (scratch->failed)
        return xc_fail_memory(error);
    cell->text = xc_str_slice(xc_buffer_view(scratch), from, scratch->len - from);
    return 0;
}

static int refuse_attributes(enum xc_attributes_fault fault, const struct place *place,
                             struct xc_error *error) {
    const char *table = xc_table_name(place->table);
    struct xc_shown row = xc_show(place->row);
    if (fault == XC_ATTRIBUTES_VALUE)
        return xc_fail(error, XC_EINPUT,
                       "%s, row \"%s\": an extra column holds something else than a text",
                       table, row.text);
    if (fault == XC_ATTRIBUTES_CHARACTER)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": an extra column has no name or contains a control "
            "character",
            table, row.text);
    if (fault == XC_ATTRIBUTES_TWICE)
        return xc_fail(error, XC_EINPUT,
                       "%s, row \"%s\": two extra columns have the same name", table,
                       row.text);
    if (fault == XC_ATTRIBUTES_JSON)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": the extra columns are not a JSON object of different "
            "names",
            table, row.text);
    return xc_fail_memory(error);
}

static int clean_attributes(struct xc_cell *cell, const struct place *place,
                            struct xc_buffer *scratch, struct xc_error *error) {
    if (xc_attributes_canonical(cell->text))
        return 0;
    size_t from = scratch->len;
    enum xc_attributes_fault fault = xc_attributes_rewrite(cell->text, scratch);
    if (fault != XC_ATTRIBUTES_FINE)
        return refuse_attributes(fault, place, error);
    cell->text = xc_str_slice(xc_buffer_view(scratch), from, scratch->len - from);
    return 0;
}

static int clean_cell(struct xc_cell *cell, const struct place *place,
                      struct xc_buffer *scratch, struct xc_error *error) {
    size_t characters = 0;
    size_t max =
        cell->rule == XC_RULE_ATTRIBUTES ? XC_MAX_ATTRIBUTE_BYTES : XC_MAX_FIELD_BYTES;
    if (cell->text.len == 0 || xc_str_is(cell->text, "-")) {
        cell->text = (struct xc_str){0};
        if (!cell->needed)
            return 0;
        return xc_fail(error, XC_EINPUT, "%s, row \"%s\": the field %s is missing",
                       xc_table_name(place->table), xc_show(place->row).text,
                       cell->field);
    }
    if (cell->text.len > max)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": the field %s is %zu bytes long; at most %zu are allowed",
            xc_table_name(place->table), xc_show(place->row).text, cell->field,
            cell->text.len, max);
    int code = clean_encoding(cell, place, scratch, &characters, error);
    if (code != 0)
        return code;
    /* Normalising may lengthen a text, but by less than the pool minds. */
    if (cell->rule == XC_RULE_NAME && characters > XC_MAX_NAME_CHARACTERS)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": the field %s is %zu characters long; at most %d are allowed",
            xc_table_name(place->table), xc_show(place->row).text, cell->field,
            characters, XC_MAX_NAME_CHARACTERS);
    if (cell->rule == XC_RULE_ID)
        return check_id(cell, place, error);
    if (cell->rule == XC_RULE_SET)
        return clean_set(cell, place, scratch, error);
    if (cell->rule == XC_RULE_ATTRIBUTES)
        return clean_attributes(cell, place, scratch, error);
    return 0;
}

int xc_cells_clean(struct xc_cell *cells, size_t count, enum xc_table table,
                   struct xc_str row, struct xc_buffer *scratch, struct xc_error *error) {
    const struct place place = {table, row};
    /* Views of scratch stay valid because it never grows below: NFC at most triples a
     * text, and a set or an object is written once more at most. */
    size_t room = 64;
    for (size_t i = 0; i < count; i++)
        room += cells[i].text.len <= XC_MAX_ATTRIBUTE_BYTES ? cells[i].text.len * 7 : 0;
    xc_buffer_clear(scratch);
    if (xc_buffer_reserve(scratch, room) == NULL)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        int code = clean_cell(&cells[i], &place, scratch, error);
        if (code != 0)
            return code;
    }
    return 0;
}

int xc_number_check(uint32_t value, uint32_t max, const char *field, enum xc_table table,
                    struct xc_str row, struct xc_error *error) {
    if (value <= max)
        return 0;
    return xc_fail(error, XC_EINPUT,
                   "%s, row \"%s\": the field %s is %lu; at most %lu is allowed",
                   xc_table_name(table), xc_show(row).text, field, (unsigned long)value,
                   (unsigned long)max);
}

int xc_date_check(xc_date date, const char *field, enum xc_table table, struct xc_str row,
                  struct xc_error *error) {
    if (date == XC_NO_DATE || (date >= XC_DATE_MIN && date <= XC_DATE_MAX))
        return 0;
    return xc_fail(
        error, XC_EINPUT,
        "%s, row \"%s\": the field %s is not a date from 1900-01-01 to 2199-12-31",
        xc_table_name(table), xc_show(row).text, field);
}
