#include "register/selection_field.h"

#include "register/check.h"
#include "register/divisions.h"

struct run {
    const struct xc_register *reg;
    const struct xc_selection_context *context; /* may be NULL */
    struct xc_error *error;
};

uint32_t xc_selection_area(const struct xc_register *reg, struct xc_str code) {
    char brief[XC_AREA_CODE_BYTES];
    uint32_t row = xc_register_find_area(reg, code);
    if (row == XC_NO_ROW && xc_area_code_normalise(code, brief))
        row = xc_register_find_area(reg, xc_str_from(brief));
    return row;
}

/* Column of area rows of a table; NULL: the rows are areas themselves. */
static const uint32_t *area_column(const struct xc_register *reg, enum xc_table table) {
    if (table == XC_TABLE_TARGETS)
        return reg->targets.area;
    return table == XC_TABLE_PEOPLE ? reg->people.area : NULL;
}

static int find_area(struct run *run, const struct xc_selection *node, uint32_t *row) {
    struct xc_str code = node->area;
    if (node->drawn.len > 0) {
        code = run->context == NULL ? (struct xc_str){0} : run->context->drawn_area;
        if (code.len == 0)
            return xc_fail(
                run->error, XC_EINPUT,
                "the draw \"%s\" has not been drawn yet, so the area it stands for "
                "is not known",
                xc_show(node->drawn).text);
    }
    *row = xc_selection_area(run->reg, code);
    if (*row != XC_NO_ROW)
        return 0;
    (void)xc_fail(
        run->error, XC_EINPUT,
        "the area \"%s\" of a selection is not among the areas of this register",
        xc_show(code).text);
    (void)xc_hint(run->error, "correct the code, or import the area first");
    return XC_EINPUT;
}

/* Keeps the rows within the area, or with outside those that are not: also those without
 * area. */
static int narrow_area(struct run *run, const struct xc_selection *node,
                       struct xc_bitset *rows) {
    const struct xc_areas *areas = &run->reg->areas;
    const uint32_t *column = area_column(run->reg, node->table);
    bool outside = node->op == XC_SELECT_OUTSIDE;
    uint32_t area = XC_NO_ROW;
    int code = find_area(run, node, &area);
    if (code != 0)
        return code;
    uint32_t first = areas->enter[area];
    uint32_t span = areas->leave[area] - first;
    for (size_t w = 0; w * 64 < rows->size; w++) {
        uint64_t kept = 0;
        size_t end = rows->size - w * 64 < 64 ? rows->size - w * 64 : 64;
        if (rows->words[w] == 0)
            continue;
        for (size_t i = 0; i < end; i++) {
            uint32_t at = column == NULL ? (uint32_t)(w * 64 + i) : column[w * 64 + i];
            bool within = at != XC_NO_ROW && areas->enter[at] - first <= span;
            kept |= (uint64_t)(within != outside) << i;
        }
        rows->words[w] &= kept;
    }
    return 0;
}

static int narrow_history(struct run *run, const struct xc_selection *node,
                          struct xc_bitset *rows) {
    if (run->context == NULL || run->context->history == NULL)
        return xc_fail(run->error, XC_EINPUT,
                       "the selection asks for \"%s\", which is not known here",
                       xc_show(node->what).text);
    struct xc_bitset meant = xc_bitset_make(rows->size);
    if (meant.words == NULL && rows->size > 0)
        return xc_fail_memory(run->error);
    int code =
        run->context->history(run->context->context, node, run->reg, &meant, run->error);
    if (code == 0)
        xc_bitset_and(rows, &meant);
    xc_bitset_free(&meant);
    return code;
}

static int evaluate(struct run *run, const struct xc_selection *node,
                    struct xc_bitset *rows);

static int evaluate_pair(struct run *run, const struct xc_selection *node,
                         struct xc_bitset *rows) {
    struct xc_bitset right = {0};
    int code = evaluate(run, node->left, rows);
    if (code == 0)
        code = evaluate(run, node->right, &right);
    if (code == 0) {
        if (node->op == XC_SELECT_AND)
            xc_bitset_and(rows, &right);
        else if (node->op == XC_SELECT_OR)
            xc_bitset_or(rows, &right);
        else
            xc_bitset_minus(rows, &right);
    }
    xc_bitset_free(&right);
    return code;
}

static int evaluate(struct run *run, const struct xc_selection *node,
                    struct xc_bitset *rows) {
    if (node->op == XC_SELECT_ALL) {
        *rows = xc_bitset_make(xc_register_rows(run->reg, node->table));
        if (rows->words == NULL && rows->size > 0)
            return xc_fail_memory(run->error);
        if (rows->size > 0)
            xc_bitset_fill(rows);
        return 0;
    }
    if (node->op == XC_SELECT_AND || node->op == XC_SELECT_OR ||
        node->op == XC_SELECT_MINUS)
        return evaluate_pair(run, node, rows);
    int code = evaluate(run, node->left, rows);
    if (code != 0)
        return code;
    if (node->op == XC_SELECT_WHERE)
        return xc_selection_narrow(node, run->reg, run->context, rows, run->error);
    if (node->op == XC_SELECT_HISTORY)
        return narrow_history(run, node, rows);
    return narrow_area(run, node, rows);
}

int xc_selection_run(const struct xc_selection *selection, const struct xc_register *reg,
                     const struct xc_selection_context *context, struct xc_bitset *rows,
                     struct xc_error *error) {
    struct run run = {reg, context, error};
    *rows = (struct xc_bitset){0};
    int code = evaluate(&run, selection, rows);
    if (code != 0)
        xc_bitset_free(rows);
    return code;
}
