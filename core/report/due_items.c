#include "report/due_debtors.h"

#include <stdlib.h>

/* A day on which something is owed. */
struct slot {
    xc_date date;
    uint32_t rule;
    const struct xc_cause *cause; /* NULL: the calendar */
    size_t order;                 /* of being found */
};

struct collecting {
    const struct xc_programme *programme;
    struct xc_due_debtors debtors;
    const struct xc_due_item_rule *rule; /* at hand */
    struct slot *slots;                  /* owned */
    size_t slot_count, slot_capacity;
    struct xc_arena *arena;
    struct xc_due_item *items; /* owned by malloc until done */
    size_t count, capacity;
    struct xc_buffer id; /* of the item being made */
    struct xc_error *error;
};

bool xc_due_publishes(const struct xc_due_item_rule *rule) {
    enum xc_cause_kind kind = rule->since.kind;
    return xc_str_is(rule->what, "public") && rule->each.len == 0 &&
           (kind == XC_CAUSE_VISITED || kind == XC_CAUSE_PROBLEM ||
            kind == XC_CAUSE_REFUSED);
}

static int add_text(struct xc_buffer *id, struct xc_str part) {
    return part.len && xc_buffer_putc(id, '/') != XC_OK ? XC_ENOMEM
                                                        : xc_buffer_add(id, part);
}

static int add(struct collecting *all, const struct slot *slot, struct xc_str owner,
               struct xc_str subject) {
    const struct xc_due_item_rule *rule = &all->programme->dues[slot->rule];
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
    xc_date_format(slot->date, day);
    xc_buffer_clear(&all->id);
    int rc = xc_buffer_add(&all->id, rule->id);
    if (rc == XC_OK) {
        rc = add_text(&all->id, xc_str_from(day));
    }
    if (rc == XC_OK) {
        rc = add_text(&all->id, owner);
    }
    if (rc == XC_OK) {
        rc = add_text(&all->id, slot->cause ? slot->cause->id : subject);
    }
    struct xc_str kept = xc_arena_copy(all->arena, xc_buffer_view(&all->id));
    if (rc != XC_OK || !kept.ptr) {
        return xc_fail_memory(all->error);
    }
    all->items[all->count++] = (struct xc_due_item){
        .id = kept,
        .rule = rule,
        .date = slot->date,
        .minutes = rule->when.minutes,
        .owner = owner.len ? owner : rule->from,
        .subject = subject,
        .cause = slot->cause,
    };
    return XC_OK;
}

/* ---- On which days ---- */

static int add_slot(struct collecting *all, xc_date date, const struct xc_cause *cause) {
    if (all->slot_count == all->slot_capacity) {
        size_t capacity = all->slot_capacity ? all->slot_capacity * 2 : 64;
        struct slot *slots = realloc(all->slots, capacity * sizeof *slots);
        if (!slots) {
            return xc_fail_memory(all->error);
        }
        all->slots = slots;
        all->slot_capacity = capacity;
    }
    all->slots[all->slot_count] = (struct slot){
        date, (uint32_t)(all->rule - all->programme->dues), cause, all->slot_count};
    all->slot_count++;
    return XC_OK;
}

static int add_day(void *context, xc_date date) {
    return add_slot(context, date, NULL);
}

/* The day on which a cause makes it owed; false: not within the rule's window, or in a
 * year behind it that nobody knows yet. */
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

static int add_caused(struct collecting *all, const struct xc_workdays *workdays,
                      const struct xc_due_causes *causes) {
    int rc = XC_OK;
    for (size_t i = 0; i < causes->count && rc == XC_OK; i++) {
        const struct xc_cause *cause = &causes->causes[i];
        xc_date day;
        if (!cause->gone && find_day(all->rule, cause, workdays, &day, &rc, all->error)) {
            rc = add_slot(all, day, cause);
        }
    }
    return rc;
}

static int list_slots(struct collecting *all, const struct xc_workdays *workdays,
                      const struct xc_due_causes *causes) {
    int rc = XC_OK;
    for (size_t i = 0; i < all->programme->due_count && rc == XC_OK; i++) {
        all->rule = &all->programme->dues[i];
        if (all->rule->since.kind == 0) {
            rc = xc_due_days(&all->rule->when, workdays, all->rule->window.from,
                             all->rule->window.to, add_day, all, all->error);
        } else if (causes) {
            rc = add_caused(all, workdays, &causes[i]);
        }
    }
    return rc;
}

static int by_day(const void *left, const void *right) {
    const struct slot *a = left, *b = right;
    if (a->date != b->date) {
        return a->date < b->date ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

/* ---- By whom ---- */

static int add_owners(struct collecting *all, const struct slot *slot,
                      struct xc_str subject) {
    const struct xc_due_item_rule *rule = &all->programme->dues[slot->rule];
    int rc = rule->owner_count ? XC_OK : add(all, slot, XC_STR(""), subject);
    for (size_t i = 0; i < rule->owner_count && rc == XC_OK; i++) {
        rc = add(all, slot, rule->owners[i], subject);
    }
    return rc;
}

/* An item about a target has that as its subject, or its area below the office. */
static int fill_caused(struct collecting *all, const struct slot *slot) {
    struct xc_str each = all->programme->dues[slot->rule].each;
    struct xc_str subject = each.len > 0 ? slot->cause->target : XC_STR("");
    bool concerns = false;
    int rc = xc_due_debtors_concerns(&all->debtors, slot->rule, slot->cause->target,
                                     &concerns);
    if (rc == XC_OK && concerns && xc_str_is(each, "area")) {
        rc = xc_due_debtors_area(&all->debtors, slot->cause->target, &subject);
    }
    return rc == XC_OK && concerns ? add_owners(all, slot, subject) : rc;
}

static int fill(struct collecting *all, const struct slot *slot) {
    const struct xc_due_item_rule *rule = &all->programme->dues[slot->rule];
    const struct xc_str *ids;
    size_t count;
    if (rule->each.len == 0 && (!slot->cause || !rule->targets)) {
        return add_owners(all, slot, XC_STR(""));
    }
    int rc = xc_due_debtors_go(&all->debtors, slot->date);
    if (rc != XC_OK || slot->cause) {
        return rc == XC_OK ? fill_caused(all, slot) : rc;
    }
    rc = xc_due_debtors_list(&all->debtors, slot->rule, &ids, &count);
    for (size_t i = 0; rc == XC_OK && i < count; i++) {
        rc = add_owners(all, slot, ids[i]);
    }
    return rc;
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
                 const struct xc_due_past *past, const struct xc_workdays *workdays,
                 const struct xc_due_causes *causes, struct xc_arena *arena,
                 struct xc_due_item **items, size_t *count, struct xc_error *error) {
    struct collecting all = {.programme = programme,
                             .debtors = {.programme = programme,
                                         .now = reg,
                                         .past = past,
                                         .arena = arena,
                                         .error = error},
                             .arena = arena,
                             .id = xc_buffer_make(16384),
                             .error = error};
    *items = NULL;
    *count = 0;
    int rc = xc_due_debtors_open(&all.debtors);
    if (rc == XC_OK) {
        rc = list_slots(&all, workdays, causes);
    }
    if (rc == XC_OK && all.slot_count > 1) {
        qsort(all.slots, all.slot_count, sizeof *all.slots, by_day);
    }
    for (size_t i = 0; i < all.slot_count && rc == XC_OK; i++) {
        rc = fill(&all, &all.slots[i]);
    }
    if (rc == XC_OK && all.count) {
        qsort(all.items, all.count, sizeof *all.items, compare);
        *items = xc_arena_array(arena, all.count, sizeof **items);
        for (size_t i = 0; *items && i < all.count; i++) {
            (*items)[i] = all.items[i];
        }
        *count = *items ? all.count : 0;
        rc = *items ? XC_OK : xc_fail_memory(error);
    }
    xc_due_debtors_close(&all.debtors);
    xc_buffer_free(&all.id);
    free(all.items);
    free(all.slots);
    return rc;
}
