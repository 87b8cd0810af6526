#include "report/due_items.h"

#include <stdlib.h>

struct subjects {
    struct xc_str *ids;
    size_t count;
};

struct collecting {
    const struct xc_due_item_rule *rule;
    const struct subjects *subjects;
    struct subjects own;          /* of a rule that does not mean all targets */
    struct xc_bitset debtors;     /* the targets that it means */
    const struct xc_cause *cause; /* of the item being made; NULL: the calendar */
    struct xc_arena *arena;
    struct xc_due_item *items; /* owned by malloc until done */
    size_t count, capacity;
    struct xc_buffer id; /* of the item being made */
    struct xc_error *error;
};

static int add_text(struct xc_buffer *id, struct xc_str part) {
    return part.len && xc_buffer_putc(id, '/') != XC_OK ? XC_ENOMEM
                                                        : xc_buffer_add(id, part);
}

static int add(struct collecting *all, xc_date date, struct xc_str owner,
               struct xc_str subject) {
    if (all->count >= XC_MAX_DUE_ITEMS) {
        return xc_fail(all->error, XC_EINPUT, "the programme has more than %d due items",
                       XC_MAX_DUE_ITEMS);
    }
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? all->capacity * 2 : 64;
        struct xc_due_item *items = realloc(all->items, capacity * sizeof *items);
        if (!items) {
            return xc_fail_memory(all->error);
        }
        all->items = items;
        all->capacity = capacity;
    }
    char day[11];
    xc_date_format(date, day);
    xc_buffer_clear(&all->id);
    int rc = xc_buffer_add(&all->id, all->rule->id);
    if (rc == XC_OK) {
        rc = add_text(&all->id, xc_str_from(day));
    }
    if (rc == XC_OK) {
        rc = add_text(&all->id, owner);
    }
    if (rc == XC_OK) {
        rc = add_text(&all->id, all->cause ? all->cause->id : subject);
    }
    struct xc_str kept = xc_arena_copy(all->arena, xc_buffer_view(&all->id));
    if (rc != XC_OK || !kept.ptr) {
        return xc_fail_memory(all->error);
    }
    all->items[all->count++] = (struct xc_due_item){
        .id = kept,
        .rule = all->rule,
        .date = date,
        .minutes = all->rule->when.minutes,
        .owner = owner.len ? owner : all->rule->from,
        .subject = subject,
        .cause = all->cause,
    };
    return XC_OK;
}

static int add_day(void *context, xc_date date) {
    struct collecting *all = context;
    size_t owners = all->rule->owner_count ? all->rule->owner_count : 1;
    size_t subjects = all->rule->each.len ? all->subjects->count : 1;
    for (size_t o = 0; o < owners; o++) {
        struct xc_str owner = all->rule->owner_count ? all->rule->owners[o] : XC_STR("");
        for (size_t s = 0; s < subjects; s++) {
            struct xc_str subject =
                all->rule->each.len ? all->subjects->ids[s] : XC_STR("");
            int rc = add(all, date, owner, subject);
            if (rc != XC_OK) {
                return rc;
            }
        }
    }
    return XC_OK;
}

/* Whether the rule means a target, by its row or its id. */
static bool means(const struct collecting *all, uint32_t row) {
    return !all->rule->targets || (row != XC_NO_ROW && xc_bitset_get(&all->debtors, row));
}

static bool concerns(const struct collecting *all, const struct xc_register *reg,
                     struct xc_str target) {
    return !all->rule->targets || means(all, xc_register_find_target(reg, target));
}

static bool owes(const struct collecting *all, const struct xc_register *reg,
                 uint32_t row) {
    return reg->targets.status[row] == XC_STATUS_ACTIVE && means(all, row);
}

/* ---- Owed because of something ---- */

/* The day on which it is owed; false: not within the rule's window, or in a year behind
 * it that nobody knows yet. */
static bool find_day(const struct xc_due_item_rule *rule, const struct xc_cause *cause,
                     const struct xc_workdays *workdays, xc_date *day, int *rc,
                     struct xc_error *error) {
    struct xc_error unknown = {0};
    int found = xc_casework_day(&rule->since.to, cause->date, workdays, day, &unknown);
    if (found == XC_OK && rule->when.roll == XC_ROLL_PREVIOUS) {
        found = xc_workdays_previous(workdays, *day, day, &unknown);
    } else if (found == XC_OK && rule->when.roll == XC_ROLL_NEXT) {
        found = xc_workdays_next(workdays, *day, day, &unknown);
    }
    if (found != XC_OK && cause->date < rule->window.from) {
        *error = unknown;
        *rc = found;
    }
    return found == XC_OK && *day >= rule->window.from && *day <= rule->window.to;
}

/* The subject of an item about a target: the target, or its area below the office. */
static struct xc_str subject_of(const struct xc_due_item_rule *rule,
                                const struct xc_cause *cause,
                                const struct xc_programme *programme,
                                const struct xc_register *reg) {
    if (!xc_str_is(rule->each, "area")) {
        return rule->each.len > 0 ? cause->target : XC_STR("");
    }
    uint32_t office = xc_register_find_area(reg, programme->office);
    uint32_t row = xc_register_find_target(reg, cause->target);
    uint32_t area = office != XC_NO_ROW && row != XC_NO_ROW
                        ? xc_register_area_below(reg, reg->targets.area[row], office)
                        : XC_NO_ROW;
    return area != XC_NO_ROW ? xc_register_text(reg, reg->areas.code[area]) : XC_STR("");
}

static int add_caused(struct collecting *all, const struct xc_programme *programme,
                      const struct xc_register *reg, const struct xc_workdays *workdays,
                      const struct xc_due_causes *causes) {
    const struct xc_due_item_rule *rule = all->rule;
    size_t owners = rule->owner_count ? rule->owner_count : 1;
    int rc = XC_OK;
    for (size_t i = 0; i < causes->count && rc == XC_OK; i++) {
        const struct xc_cause *cause = &causes->causes[i];
        xc_date day;
        if (cause->gone || !concerns(all, reg, cause->target) ||
            !find_day(rule, cause, workdays, &day, &rc, all->error)) {
            continue;
        }
        all->cause = cause;
        for (size_t o = 0; o < owners && rc == XC_OK; o++) {
            rc = add(all, day, rule->owner_count ? rule->owners[o] : XC_STR(""),
                     subject_of(rule, cause, programme, reg));
        }
        all->cause = NULL;
    }
    return rc;
}

static int active_targets(const struct collecting *all, const struct xc_register *reg,
                          struct subjects *out) {
    out->ids = xc_arena_array(all->arena, reg->targets.count, sizeof *out->ids);
    out->count = 0;
    if (!out->ids) {
        return xc_fail_memory(all->error);
    }
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        if (owes(all, reg, row)) {
            out->ids[out->count++] = xc_register_text(reg, reg->targets.id[row]);
        }
    }
    return XC_OK;
}

static int areas_with_targets(const struct collecting *all,
                              const struct xc_programme *programme,
                              const struct xc_register *reg, struct subjects *out) {
    uint32_t office = xc_register_find_area(reg, programme->office);
    if (office == XC_NO_ROW) {
        xc_fail(all->error, XC_EINPUT,
                "a report is due per area, but office %.*s is not among the areas",
                XC_PRI(programme->office));
        return xc_hint(all->error, "import it: `xuncha import areas FILE`");
    }
    struct xc_bitset seen = xc_bitset_make(reg->areas.count);
    out->ids = xc_arena_array(all->arena, reg->areas.count, sizeof *out->ids);
    out->count = 0;
    if (!out->ids || !seen.words) {
        xc_bitset_free(&seen);
        return xc_fail_memory(all->error);
    }
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        if (owes(all, reg, row)) {
            uint32_t area = xc_register_area_below(reg, reg->targets.area[row], office);
            if (area != XC_NO_ROW) {
                xc_bitset_put(&seen, area);
            }
        }
    }
    for (size_t area = xc_bitset_next(&seen, 0); area < seen.size;
         area = xc_bitset_next(&seen, area + 1)) {
        out->ids[out->count++] = xc_register_text(reg, reg->areas.code[area]);
    }
    xc_bitset_free(&seen);
    return XC_OK;
}

/* Everybody whom a rule concerns; of all targets that is the same list for every rule:
 * kept, of targets and of areas. */
static int find_subjects(struct collecting *all, const struct xc_programme *programme,
                         const struct xc_register *reg, struct subjects kept[2]) {
    const struct xc_due_item_rule *rule = all->rule;
    bool areas = xc_str_is(rule->each, "area");
    int rc = XC_OK;
    xc_bitset_free(&all->debtors);
    if (rule->targets) {
        rc = xc_selection_run(rule->targets, reg, NULL, &all->debtors, all->error);
    }
    if (rc != XC_OK || rule->since.kind != 0 || rule->each.len == 0) {
        return rc;
    }
    struct subjects *own = rule->targets ? &all->own : &kept[areas];
    all->subjects = own;
    if (own->ids && !rule->targets) {
        return XC_OK;
    }
    return areas ? areas_with_targets(all, programme, reg, own)
                 : active_targets(all, reg, own);
}

static int compare(const void *left, const void *right) {
    const struct xc_due_item *a = left, *b = right;
    if (a->date != b->date) {
        return a->date < b->date ? -1 : 1;
    }
    if (a->minutes != b->minutes) {
        return a->minutes < b->minutes ? -1 : 1;
    }
    return xc_str_compare(a->id, b->id);
}

int xc_due_items(const struct xc_programme *programme, const struct xc_register *reg,
                 const struct xc_workdays *workdays, const struct xc_due_causes *causes,
                 struct xc_arena *arena, struct xc_due_item **items, size_t *count,
                 struct xc_error *error) {
    struct subjects kept[2] = {{0}, {0}};
    struct collecting all = {.arena = arena, .id = xc_buffer_make(16384), .error = error};
    int rc = XC_OK;
    *items = NULL;
    *count = 0;
    for (size_t i = 0; i < programme->due_count && rc == XC_OK; i++) {
        const struct xc_due_item_rule *rule = &programme->dues[i];
        all.rule = rule;
        rc = find_subjects(&all, programme, reg, kept);
        if (rc == XC_OK && rule->since.kind == 0) {
            rc = xc_due_days(&rule->when, workdays, rule->window.from, rule->window.to,
                             add_day, &all, error);
        } else if (rc == XC_OK && causes) {
            rc = add_caused(&all, programme, reg, workdays, &causes[i]);
        }
    }
    if (rc == XC_OK && all.count) {
        qsort(all.items, all.count, sizeof *all.items, compare);
        *items = xc_arena_array(arena, all.count, sizeof **items);
        if (*items) {
            for (size_t i = 0; i < all.count; i++) {
                (*items)[i] = all.items[i];
            }
            *count = all.count;
        } else {
            rc = xc_fail_memory(error);
        }
    }
    xc_bitset_free(&all.debtors);
    xc_buffer_free(&all.id);
    free(all.items);
    return rc;
}
