#include "report/due_debtors.h"

int xc_due_debtors_open(struct xc_due_debtors *debtors) {
    debtors->reg = debtors->now;
    debtors->lists = xc_arena_array(debtors->arena, debtors->programme->due_count + 2,
                                    sizeof *debtors->lists);
    return debtors->lists ? XC_OK : xc_fail_memory(debtors->error);
}

static void forget(struct xc_due_debtors *debtors) {
    for (size_t i = 0; debtors->lists && i < debtors->programme->due_count + 2; i++) {
        xc_bitset_free(&debtors->lists[i].rows);
        debtors->lists[i] = (struct xc_due_list){0};
    }
}

void xc_due_debtors_close(struct xc_due_debtors *debtors) {
    forget(debtors);
}

int xc_due_debtors_go(struct xc_due_debtors *debtors, xc_date day) {
    const struct xc_due_past *past = debtors->past;
    const struct xc_register *reg = debtors->now;
    int rc = past ? past->reg_of(past->context, day, &reg, debtors->error) : XC_OK;
    reg = reg ? reg : debtors->now;
    if (rc == XC_OK && reg != debtors->reg) {
        forget(debtors);
        debtors->reg = reg;
    }
    return rc;
}

/* Which targets a rule means. What an older register cannot say, because a column or the
 * areas came into it later, today's says. */
static int ask(struct xc_due_debtors *debtors, size_t rule, struct xc_due_list **out) {
    const struct xc_due_item_rule *asking = &debtors->programme->dues[rule];
    struct xc_due_list *list = &debtors->lists[rule];
    struct xc_error unknown = {0};
    *out = list;
    if (list->known) {
        return XC_OK;
    }
    bool areas = xc_str_is(asking->each, "area");
    bool office =
        xc_register_find_area(debtors->reg, debtors->programme->office) != XC_NO_ROW;
    list->known = true;
    list->reg = areas && !office ? debtors->now : debtors->reg;
    if (!asking->targets) {
        return XC_OK;
    }
    int rc = xc_selection_run(asking->targets, list->reg, NULL, &list->rows, &unknown);
    if (rc == XC_EINPUT && list->reg != debtors->now) {
        list->reg = debtors->now;
        xc_bitset_free(&list->rows);
        rc = xc_selection_run(asking->targets, list->reg, NULL, &list->rows, &unknown);
    }
    if (rc != XC_OK) {
        *debtors->error = unknown;
    }
    return rc;
}

static bool owes(const struct xc_due_list *meant, uint32_t row) {
    return meant->reg->targets.status[row] == XC_STATUS_ACTIVE &&
           (!meant->rows.words || xc_bitset_get(&meant->rows, row));
}

/* A text of the register at hand; one of the past is gone with the next day. */
static struct xc_str keep(const struct xc_due_debtors *debtors,
                          const struct xc_register *reg, xc_ref ref) {
    struct xc_str text = xc_register_text(reg, ref);
    return reg == debtors->now ? text : xc_arena_copy(debtors->arena, text);
}

static int add(struct xc_due_debtors *debtors, struct xc_due_list *list,
               const struct xc_register *reg, xc_ref ref) {
    struct xc_str kept = keep(debtors, reg, ref);
    list->ids[list->count++] = kept;
    return kept.ptr ? XC_OK : xc_fail_memory(debtors->error);
}

static int list_targets(struct xc_due_debtors *debtors, const struct xc_due_list *meant,
                        struct xc_due_list *list) {
    const struct xc_register *reg = meant->reg;
    int rc = XC_OK;
    list->ids = xc_arena_array(debtors->arena, reg->targets.count, sizeof *list->ids);
    if (!list->ids) {
        return xc_fail_memory(debtors->error);
    }
    for (uint32_t row = 0; row < reg->targets.count && rc == XC_OK; row++) {
        if (owes(meant, row)) {
            rc = add(debtors, list, reg, reg->targets.id[row]);
        }
    }
    return rc;
}

/* ---- Areas ---- */

static int list_areas(struct xc_due_debtors *debtors, const struct xc_due_list *meant,
                      struct xc_due_list *list) {
    const struct xc_register *reg = meant->reg;
    struct xc_str code = debtors->programme->office;
    uint32_t office = xc_register_find_area(reg, code);
    int rc = XC_OK;
    if (office == XC_NO_ROW) {
        xc_fail(debtors->error, XC_EINPUT,
                "a report is due per area, but office %.*s is not among the areas",
                XC_PRI(code));
        return xc_hint(debtors->error, "import it: `xuncha import areas FILE`");
    }
    struct xc_bitset seen = xc_bitset_make(reg->areas.count);
    list->ids = xc_arena_array(debtors->arena, reg->areas.count, sizeof *list->ids);
    if (!list->ids || !seen.words) {
        xc_bitset_free(&seen);
        return xc_fail_memory(debtors->error);
    }
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        uint32_t area = owes(meant, row)
                            ? xc_register_area_below(reg, reg->targets.area[row], office)
                            : XC_NO_ROW;
        if (area != XC_NO_ROW) {
            xc_bitset_put(&seen, area);
        }
    }
    for (size_t area = xc_bitset_next(&seen, 0); area < seen.size && rc == XC_OK;
         area = xc_bitset_next(&seen, area + 1)) {
        rc = add(debtors, list, reg, reg->areas.code[area]);
    }
    xc_bitset_free(&seen);
    return rc;
}

/* ---- What is asked ---- */

int xc_due_debtors_list(struct xc_due_debtors *debtors, size_t rule,
                        const struct xc_str **ids, size_t *count) {
    const struct xc_due_item_rule *asking = &debtors->programme->dues[rule];
    bool areas = xc_str_is(asking->each, "area");
    struct xc_due_list *meant;
    int rc = ask(debtors, rule, &meant);
    /* Of all targets that is the same list for every rule. */
    struct xc_due_list *list =
        asking->targets ? meant : &debtors->lists[debtors->programme->due_count + areas];
    if (rc == XC_OK && !list->listed) {
        rc =
            areas ? list_areas(debtors, meant, list) : list_targets(debtors, meant, list);
        list->listed = rc == XC_OK;
    }
    *ids = list->ids;
    *count = list->count;
    return rc;
}

int xc_due_debtors_concerns(struct xc_due_debtors *debtors, size_t rule,
                            struct xc_str target, bool *concerns) {
    const struct xc_due_item_rule *asking = &debtors->programme->dues[rule];
    struct xc_due_list *meant;
    int rc = ask(debtors, rule, &meant);
    if (rc != XC_OK) {
        return rc;
    }
    uint32_t row = xc_register_find_target(meant->reg, target);
    bool stands = row != XC_NO_ROW && meant->reg->targets.status[row] != XC_STATUS_CLOSED;
    *concerns =
        (stands || !xc_str_is(asking->each, "target")) &&
        (!asking->targets || (row != XC_NO_ROW && xc_bitset_get(&meant->rows, row)));
    return XC_OK;
}

int xc_due_debtors_area(struct xc_due_debtors *debtors, struct xc_str target,
                        struct xc_str *area) {
    const struct xc_register *reg = debtors->reg;
    uint32_t office = xc_register_find_area(reg, debtors->programme->office);
    uint32_t row = xc_register_find_target(reg, target);
    uint32_t found = office != XC_NO_ROW && row != XC_NO_ROW
                         ? xc_register_area_below(reg, reg->targets.area[row], office)
                         : XC_NO_ROW;
    *area = found != XC_NO_ROW ? keep(debtors, reg, reg->areas.code[found]) : XC_STR("");
    return area->ptr ? XC_OK : xc_fail_memory(debtors->error);
}
