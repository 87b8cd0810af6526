#include "history/dues.h"

#include "history/past.h"

#include <stdlib.h>

/* ---- Receipts ---- */

/* What a receipt calls its item: its id, whole or without the subject beside it. */
struct key {
    struct xc_str due;
    xc_date on;
};

struct xc_dues_receipts {
    struct key *keys; /* by due, then day */
    size_t count;
    struct undated {        /* by name, then day */
        struct xc_str name; /* the id without its day */
        xc_date day, on;
    } * undated;
    size_t undated_count;
};

static int by_due(const void *left, const void *right) {
    const struct key *a = left, *b = right;
    int order = xc_str_compare(a->due, b->due);
    return order ? order : (a->on > b->on) - (a->on < b->on);
}

static struct xc_str with_subject(const struct xc_receipt *receipt,
                                  struct xc_arena *arena) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    (void)xc_buffer_add(&text, receipt->due);
    (void)xc_buffer_putc(&text, '/');
    (void)xc_buffer_add(&text, receipt->subject);
    struct xc_str kept = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

/* ---- Items whose day moved ---- */

/* rule/2026-03-31/subject, in parts; false: it names no day. */
static bool split(struct xc_str id, struct xc_str *rule, xc_date *day,
                  struct xc_str *rest) {
    enum { DATE_BYTES = 10 };
    struct xc_str text = id;
    *rule = xc_str_cut(&text, '/');
    *rest = text.len > DATE_BYTES ? xc_str_slice(text, DATE_BYTES, text.len) : XC_STR("");
    return text.len >= DATE_BYTES &&
           (text.len == DATE_BYTES || text.ptr[DATE_BYTES] == '/') &&
           xc_date_parse(xc_str_slice(text, 0, DATE_BYTES), day);
}

static int by_name(const void *left, const void *right) {
    const struct undated *a = left, *b = right;
    int order = xc_str_compare(a->name, b->name);
    return order ? order : (a->day > b->day) - (a->day < b->day);
}

static int list_undated(struct xc_dues_receipts *receipts, struct xc_arena *arena) {
    struct xc_buffer name = xc_buffer_make(1 << 16);
    int rc = XC_OK;
    receipts->undated = xc_arena_array(arena, receipts->count, sizeof(struct undated));
    for (size_t i = 0; i < receipts->count && receipts->undated && rc == XC_OK; i++) {
        const struct key *key = &receipts->keys[i];
        struct undated *one = &receipts->undated[receipts->undated_count];
        struct xc_str rule, rest;
        if (split(key->due, &rule, &one->day, &rest)) {
            xc_buffer_clear(&name);
            (void)xc_buffer_add(&name, rule);
            (void)xc_buffer_add(&name, rest);
            one->name = xc_arena_copy(arena, xc_buffer_view(&name));
            one->on = key->on;
            receipts->undated_count++;
            rc = one->name.ptr ? XC_OK : XC_ENOMEM;
        }
    }
    xc_buffer_free(&name);
    if (receipts->undated && receipts->undated_count > 1) {
        qsort(receipts->undated, receipts->undated_count, sizeof(struct undated),
              by_name);
    }
    return receipts->undated ? rc : XC_ENOMEM;
}

static struct xc_str name_of(const void *undated) {
    return ((const struct undated *)undated)->name;
}

/* A notice of days off moves what is due: what came in before it names another day. The
 * nearest one counts, as long as no other item of its rule is nearer to it. */
static xc_date find_moved(const struct xc_dues_receipts *receipts,
                          const struct xc_due_item *item) {
    enum { WEEK = 3, MONTH = 13 };
    struct xc_buffer name = xc_buffer_make(1 << 16);
    struct xc_str rule, rest;
    xc_date day, on = XC_NO_DATE;
    xc_date nearest = item->rule->when.kind == XC_DUE_WEEKLY ? WEEK : MONTH;
    if (receipts->undated_count > 0 && split(item->id, &rule, &day, &rest)) {
        (void)xc_buffer_add(&name, rule);
        (void)xc_buffer_add(&name, rest);
        struct xc_str sought = xc_buffer_view(&name);
        size_t i = xc_str_first(receipts->undated, receipts->undated_count,
                                sizeof(struct undated), name_of, sought);
        for (; i < receipts->undated_count &&
               xc_str_equal(receipts->undated[i].name, sought);
             i++) {
            xc_date away = receipts->undated[i].day - day;
            away = away < 0 ? -away : away;
            if (away <= nearest) {
                nearest = away;
                on = receipts->undated[i].on;
            }
        }
    }
    xc_buffer_free(&name);
    return on;
}

int xc_dues_receipts(const struct xc_happened *happened, struct xc_dues_receipts **out,
                     struct xc_error *error) {
    struct xc_dues_receipts *receipts = xc_arena_alloc(happened->arena, sizeof *receipts);
    struct key *keys =
        xc_arena_array(happened->arena, 2 * happened->receipt_count, sizeof *keys);
    *out = receipts;
    if (!receipts || !keys) {
        return xc_fail_memory(error);
    }
    *receipts = (struct xc_dues_receipts){.keys = keys};
    for (size_t i = 0; i < happened->receipt_count; i++) {
        const struct xc_receipt *receipt = &happened->receipts[i];
        keys[receipts->count++] = (struct key){receipt->due, receipt->on};
        if (receipt->subject.len > 0) {
            struct xc_str whole = with_subject(receipt, happened->arena);
            if (!whole.ptr) {
                return xc_fail_memory(error);
            }
            keys[receipts->count++] = (struct key){whole, receipt->on};
        }
    }
    qsort(keys, receipts->count, sizeof *keys, by_due);
    return list_undated(receipts, happened->arena) == XC_OK ? XC_OK
                                                            : xc_fail_memory(error);
}

static struct xc_str due_of(const void *key) {
    return ((const struct key *)key)->due;
}

static xc_date find_receipt(const struct xc_dues_receipts *receipts, struct xc_str due) {
    size_t first =
        xc_str_first(receipts->keys, receipts->count, sizeof(struct key), due_of, due);
    return first < receipts->count && xc_str_equal(receipts->keys[first].due, due)
               ? receipts->keys[first].on
               : XC_NO_DATE;
}

/* One that names only the rule is good for all its items of the subject. */
xc_date xc_dues_received(const struct xc_dues_receipts *receipts,
                         const struct xc_due_item *item) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    xc_date on = find_receipt(receipts, item->id);
    if (on == XC_NO_DATE && item->subject.len > 0 && receipts->count > 0) {
        (void)xc_buffer_add(&text, item->rule->id);
        (void)xc_buffer_putc(&text, '/');
        (void)xc_buffer_add(&text, item->subject);
        on = find_receipt(receipts, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    return on == XC_NO_DATE ? find_moved(receipts, item) : on;
}

/* ---- Items ---- */

/* The items of the due rules that are wanted, by their place in the programme. */
static int list_items(struct xc_happened *happened, const struct xc_register *reg,
                      const struct xc_workdays *workdays, const bool *wanted,
                      struct xc_due_item **items, size_t *count, struct xc_error *error) {
    const struct xc_programme *programme = happened->programme;
    struct xc_arena *arena = happened->arena;
    struct xc_programme part = *programme;
    struct xc_due_causes *causes =
        xc_arena_array(arena, programme->due_count, sizeof *causes);
    int rc = XC_OK;
    const struct xc_due_item_rule **whole =
        xc_arena_array(arena, programme->due_count, sizeof(void *));
    part.dues = xc_arena_array(arena, programme->due_count, sizeof *part.dues);
    part.due_count = 0;
    if (!causes || !part.dues || !whole) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < programme->due_count && rc == XC_OK; i++) {
        const struct xc_due_item_rule *rule = &programme->dues[i];
        struct xc_cause *found = NULL;
        if (!wanted[i]) {
            continue;
        }
        struct xc_due_causes *own = &causes[part.due_count];
        whole[part.due_count] = rule;
        part.dues[part.due_count++] = *rule;
        if (rule->since.kind != 0) {
            rc = xc_happened_visits(happened, error);
        }
        if (rc == XC_OK && rule->since.kind != 0) {
            rc = xc_casework_causes(&happened->input, &rule->since, programme->id, arena,
                                    &found, &own->count, error);
            own->causes = found;
        }
    }
    if (rc == XC_OK) {
        struct xc_past past;
        xc_past_open(happened, &past);
        rc = xc_due_items(&part, reg, &past.registers, workdays, causes, arena, items,
                          count, error);
        xc_past_close(&past);
    }
    for (size_t i = 0; rc == XC_OK && i < *count; i++) {
        (*items)[i].rule = whole[(*items)[i].rule - part.dues];
    }
    return rc;
}

int xc_dues_of_plan(const struct xc_session *session, const struct xc_loaded *loaded,
                    const struct xc_loaded_plan *plan, struct xc_arena *arena,
                    struct xc_due_item **items, size_t *count,
                    struct xc_dues_receipts **receipts, struct xc_error *error) {
    struct xc_happened *happened = plan->happened;
    int rc = XC_OK;
    if (!happened) {
        happened = xc_arena_alloc(arena, sizeof *happened);
        rc = happened ? xc_happened_load(session, plan->programme, loaded->at, arena,
                                         happened, error)
                      : xc_fail_memory(error);
    }
    if (rc == XC_OK && receipts) {
        rc = xc_dues_receipts(happened, receipts, error);
    }
    return rc == XC_OK ? xc_dues_list(happened, loaded->reg, loaded->workdays, items,
                                      count, error)
                       : rc;
}

static bool waits_for_missing(const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->due_count; i++) {
        if (programme->dues[i].since.kind == XC_CAUSE_MISSING) {
            return true;
        }
    }
    return false;
}

int xc_dues_list(struct xc_happened *happened, const struct xc_register *reg,
                 const struct xc_workdays *workdays, struct xc_due_item **items,
                 size_t *count, struct xc_error *error) {
    size_t rules = happened->programme->due_count;
    bool *wanted = xc_arena_array(happened->arena, rules, sizeof *wanted);
    int rc = wanted ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < rules && rc == XC_OK; i++) {
        wanted[i] = true;
    }
    if (rc == XC_OK && waits_for_missing(happened->programme)) {
        rc = xc_happened_missing(happened, reg, error);
    }
    return rc == XC_OK ? list_items(happened, reg, workdays, wanted, items, count, error)
                       : rc;
}

/* ---- What did not come ---- */

/* Rules whose items targets owe and that can be listed now: those that wait for others'
 * missing receipts come after them. */
static bool choose(const struct xc_programme *programme, const bool *listed,
                   bool *wanted) {
    bool any = false;
    for (size_t i = 0; i < programme->due_count; i++) {
        const struct xc_due_item_rule *rule = &programme->dues[i];
        wanted[i] = xc_str_is(rule->each, "target") && !listed[i];
        for (size_t k = 0; wanted[i] && rule->since.kind == XC_CAUSE_MISSING &&
                           k < programme->due_count;
             k++) {
            if (xc_str_equal(programme->dues[k].id, rule->since.of)) {
                wanted[i] = listed[k];
            }
        }
        any = any || wanted[i];
    }
    return any;
}

static int by_target(const void *left, const void *right) {
    const struct xc_cause *a = left, *b = right;
    int order = xc_str_compare(a->target, b->target);
    return order ? order : xc_str_compare(a->id, b->id);
}

static int add_missing(struct xc_happened *happened,
                       const struct xc_dues_receipts *receipts,
                       const struct xc_due_item *items, size_t count,
                       struct xc_error *error) {
    const size_t before = happened->input.missing_count;
    struct xc_cause *missing =
        xc_arena_array(happened->arena, before + count, sizeof *missing);
    size_t kept = before;
    if (!missing) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < before; i++) {
        missing[i] = happened->input.missing[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (items[i].date < happened->today) {
            missing[kept++] = (struct xc_cause){
                .kind = XC_CAUSE_MISSING,
                .target = items[i].subject,
                .id = items[i].id,
                .date = items[i].date + 1,
                .of = items[i].rule->id,
                .entry = (uint64_t)items[i].date + 1,
                .gone = xc_dues_received(receipts, &items[i]) != XC_NO_DATE,
                .settled = XC_NO_DATE};
        }
    }
    qsort(missing, kept, sizeof *missing, by_target);
    happened->input.missing = missing;
    happened->input.missing_count = kept;
    return XC_OK;
}

int xc_happened_missing(struct xc_happened *happened, const struct xc_register *reg,
                        struct xc_error *error) {
    const struct xc_programme *programme = happened->programme;
    struct xc_workdays *own = NULL;
    struct xc_dues_receipts *receipts;
    bool *listed, *wanted;
    int rc = XC_OK;
    if (happened->missing_read) {
        return XC_OK;
    }
    listed = xc_arena_array(happened->arena, programme->due_count, sizeof *listed);
    wanted = xc_arena_array(happened->arena, programme->due_count, sizeof *wanted);
    if (!listed || !wanted) {
        return xc_fail_memory(error);
    }
    if (!happened->workdays) {
        rc = xc_session_workdays(&happened->session, &own, error);
    }
    if (rc == XC_OK) {
        rc = xc_dues_receipts(happened, &receipts, error);
    }
    while (rc == XC_OK && choose(programme, listed, wanted)) {
        struct xc_due_item *items;
        size_t count;
        rc = list_items(happened, reg, own ? own : happened->workdays, wanted, &items,
                        &count, error);
        if (rc == XC_OK) {
            rc = add_missing(happened, receipts, items, count, error);
        }
        for (size_t i = 0; i < programme->due_count; i++) {
            listed[i] = listed[i] || wanted[i];
        }
    }
    happened->missing_read = rc == XC_OK;
    xc_workdays_free(own);
    return rc;
}
