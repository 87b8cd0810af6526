#include "exchange/persons.h"

#include "base/suggest.h"
#include "exchange/cells.h"

enum { SUGGESTED_FROM = 4096 };

/* Kept in place of a row for a name that several people have. */
static const uint32_t several = XC_NO_ROW - 1;

static int collect_names(struct xc_importing *importing, struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    struct xc_lookup once = xc_lookup_make(XC_MAX_PEOPLE);
    int code = XC_OK;
    uint32_t other;
    /* Names that stand twice go in first: a lookup keeps what it has. */
    for (uint32_t row = 0; code == XC_OK && row < reg->people.count; row++) {
        struct xc_str name = xc_register_text(reg, reg->people.name[row]);
        if (!xc_lookup_get(&once, name, &other))
            code = xc_lookup_put(&once, name, row);
        else if (!xc_lookup_get(&importing->names, name, &other))
            code = xc_lookup_put(&importing->names, name, several);
    }
    for (uint32_t row = 0; code == XC_OK && row < reg->people.count; row++) {
        struct xc_str name = xc_register_text(reg, reg->people.name[row]);
        if (!xc_lookup_get(&importing->names, name, &other))
            code = xc_lookup_put(&importing->names, name, row);
    }
    xc_lookup_free(&once);
    importing->names_ready = true;
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int fail_unknown(struct xc_importing *importing, size_t column, struct xc_str text,
                        struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    xc_cell_fail(importing, column, error,
                 "column “%s”: no person has the id or name “%s”",
                 xc_cell_header(importing, column).text, xc_report_show(text).text);
    struct xc_str *ids =
        importing->may_suggest
            ? xc_arena_array(importing->report->arena, 2 * SUGGESTED_FROM, sizeof *ids)
            : NULL;
    if (ids == NULL)
        return XC_EINPUT;
    size_t count = 0;
    for (uint32_t row = 0; row < reg->people.count && count + 1 < 2 * SUGGESTED_FROM;
         row++) {
        ids[count++] = xc_register_text(reg, reg->people.id[row]);
        ids[count++] = xc_register_text(reg, reg->people.name[row]);
    }
    struct xc_str near = xc_suggest(text, ids, count);
    if (near.len > 0)
        return xc_hint(error, "did you mean “%.*s”?", XC_PRI(near));
    return xc_hint(error, "import the person first, or correct the id");
}

int xc_person_find(struct xc_importing *importing, size_t column, uint32_t *row,
                   struct xc_error *error) {
    struct xc_str text;
    if (xc_cell_given(importing, column, &text) != XC_GIVEN_VALUE)
        return xc_cell_fail(importing, column, error,
                            "column “%s”: the person is missing",
                            xc_cell_header(importing, column).text);
    *row = xc_register_find_person(importing->old, text);
    if (*row != XC_NO_ROW)
        return XC_OK;
    int code = importing->names_ready ? XC_OK : collect_names(importing, error);
    if (code != XC_OK)
        return code;
    if (!xc_lookup_get(&importing->names, text, row))
        return fail_unknown(importing, column, text, error);
    if (*row == several) {
        xc_cell_fail(importing, column, error,
                     "column “%s”: several people are called “%s”",
                     xc_cell_header(importing, column).text, xc_report_show(text).text);
        return xc_hint(error, "write the id of the person instead");
    }
    importing->found_by_name++;
    return XC_OK;
}
