#include "history/dues.h"

#include "history/past.h"
#include "history/publications.h"
#include "workspace/office.h"
#include "workspace/settings.h"

#include <stdlib.h>

/* ---- Receipts ---- */

/* What a receipt calls its item: its id, whole or without the subject beside it. */
struct key {
    struct xc_str due;
    struct xc_dues_receipt in;
};

struct xc_dues_receipts {
    struct key *keys; /* by due, then day */
    size_t count;
    struct undated {        /* by name, then day */
        struct xc_str name; /* the id without its day */
        xc_date day;
        struct xc_dues_receipt in;
    } * undated;
    size_t undated_count;
};

static int by_due(const void *left, const void *right) {
    const struct key *a = left, *b = right;
    int order = xc_str_compare(a->due, b->due);
    order = order ? order : (a->in.on > b->in.on) - (a->in.on < b->in.on);
    return order ? order
                 : (a->in.minutes > b->in.minutes) - (a->in.minutes < b->in.minutes);
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
            one->in = key->in;
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
static struct xc_dues_receipt find_moved(const struct xc_dues_receipts *receipts,
                                         const struct xc_due_item *item) {
    enum { WEEK = 3, MONTH = 13 };
    struct xc_buffer name = xc_buffer_make(1 << 16);
    struct xc_str rule, rest;
    struct xc_dues_receipt in = {XC_NO_DATE, 0};
    xc_date day;
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
                in = receipts->undated[i].in;
            }
        }
    }
    xc_buffer_free(&name);
    return in;
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
        struct xc_dues_receipt in = {receipt->on, 0};
        (void)xc_time_parse(receipt->time, &in.minutes);
        keys[receipts->count++] = (struct key){receipt->due, in};
        if (receipt->subject.len > 0) {
            struct xc_str whole = with_subject(receipt, happened->arena);
            if (!whole.ptr) {
                return xc_fail_memory(error);
            }
            keys[receipts->count++] = (struct key){whole, in};
        }
    }
    qsort(keys, receipts->count, sizeof *keys, by_due);
    return list_undated(receipts, happened->arena) == XC_OK ? XC_OK
                                                            : xc_fail_memory(error);
}

static struct xc_str due_of(const void *key) {
    return ((const struct key *)key)->due;
}

static struct xc_dues_receipt find_receipt(const struct xc_dues_receipts *receipts,
                                           struct xc_str due) {
    size_t first =
        xc_str_first(receipts->keys, receipts->count, sizeof(struct key), due_of, due);
    return first < receipts->count && xc_str_equal(receipts->keys[first].due, due)
               ? receipts->keys[first].in
               : (struct xc_dues_receipt){XC_NO_DATE, 0};
}

/* One that names only the rule is good for all its items of the subject. */
struct xc_dues_receipt xc_dues_received(const struct xc_dues_receipts *receipts,
                                        const struct xc_due_item *item) {
    if (xc_due_publishes(item->rule)) {
        return (struct xc_dues_receipt){item->cause->settled, 0};
    }
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_dues_receipt in = find_receipt(receipts, item->id);
    if (in.on == XC_NO_DATE && item->subject.len > 0 && receipts->count > 0) {
        (void)xc_buffer_add(&text, item->rule->id);
        (void)xc_buffer_putc(&text, '/');
        (void)xc_buffer_add(&text, item->subject);
        in = find_receipt(receipts, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    return in.on == XC_NO_DATE ? find_moved(receipts, item) : in;
}

/* ---- Results that have to be public ---- */

static int add_standing(const struct xc_session *session, const struct xc_loaded *loaded,
                        struct xc_programme *programme, unsigned days,
                        struct xc_error *error) {
    const size_t count = programme->due_count;
    struct xc_str office = XC_STR("");
    struct xc_due_item_rule *dues =
        xc_arena_array(loaded->arena, count + 1, sizeof *dues);
    int rc = dues ? xc_office_name(session, loaded->reg, loaded->arena, &office, error)
                  : xc_fail_memory(error);
    if (rc != XC_OK) {
        return rc;
    }
    dues[count] = (struct xc_due_item_rule){
        .id = XC_STR("publication"),
        .what = XC_STR("public"),
        .when = {.minutes = XC_NO_TIME},
        .since = {.kind = XC_CAUSE_VISITED, .to = {(int)days, true}},
        .window = {INT32_MIN + 1, INT32_MAX},
        .from = office.len ? office : session->office,
        .standing = true};
    for (size_t i = 0; i < count; i++) {
        dues[i] = programme->dues[i];
        if (xc_str_equal(dues[i].id, dues[count].id)) {
            dues[count].id = XC_STR("publication-of-results");
        }
    }
    programme->dues = dues;
    programme->due_count = count + 1;
    return XC_OK;
}

/* *any: some rule asks for results to be public. Rows of a rehearsal are not published.
 */
static int set_clock(const struct xc_session *session, const struct xc_loaded *loaded,
                     struct xc_programme *programme, bool *any, struct xc_error *error) {
    unsigned days = 0;
    *any = false;
    if (!session->store) {
        return XC_OK;
    }
    for (size_t i = 0; i < programme->due_count && !*any; i++) {
        *any = xc_due_publishes(&programme->dues[i]);
    }
    int rc = *any ? XC_OK : xc_settings_get(session, "publication_days", &days, error);
    if (rc == XC_OK && days > 0) {
        *any = true;
        rc = add_standing(session, loaded, programme, days, error);
    }
    return rc;
}

/* Whether the rule means a visit: by the stage that it serves, and by what it found. */
static bool is_meant(const struct xc_due_item_rule *rule, struct xc_str programme,
                     const struct xc_visit_result *result) {
    const struct xc_outcome found = {.result = result->result ? result->result
                                                              : result->acts[0]->result};
    const struct xc_visit *visit = result->visit;
    struct xc_str of = rule->since.of, part = xc_str_cut(&of, '/');
    bool serves = rule->since.of.len == 0 || !visit;
    for (size_t i = 0; visit && i < visit->task_count && !serves; i++) {
        serves = of.len > 0 ? xc_str_equal(visit->tasks[i].programme, part) &&
                                  xc_str_equal(visit->tasks[i].stage, of)
                            : xc_str_equal(visit->tasks[i].programme, programme) &&
                                  xc_str_equal(visit->tasks[i].stage, part);
    }
    bool fits = rule->standing ||
                (rule->since.kind == XC_CAUSE_VISITED   ? xc_outcome_is_check(&found)
                 : rule->since.kind == XC_CAUSE_PROBLEM ? xc_outcome_is_problem(&found)
                                                        : xc_outcome_is_refusal(&found));
    return serves && fits;
}

struct publishing {
    const struct xc_due_item_rule *rule;
    struct xc_arena *arena;
    struct xc_cause *causes;
    size_t count;
    bool failed;
};

/* A row that has to be in a notice: the visit's first one, or a later one that corrects
 * it (number ≥ 2). */
static void add_row(struct publishing *to, const struct xc_visit_result *result,
                    size_t number, xc_date day, xc_date published) {
    struct xc_str id = result->id;
    if (number > 1) {
        struct xc_buffer text = xc_buffer_make(1 << 16);
        (void)xc_buffer_add(&text, result->id);
        xc_buffer_printf(&text, "/%zu", number);
        id = xc_arena_copy(to->arena, xc_buffer_view(&text));
        to->failed = to->failed || text.failed || !id.ptr;
        xc_buffer_free(&text);
    }
    to->causes[to->count++] = (struct xc_cause){
        .kind = to->rule->since.kind,
        .target = result->visit ? result->visit->target : result->acts[0]->target,
        .id = id,
        .date = day,
        .visit = result->id,
        .settled = published};
}

/* What a rule that publishes owes, as causes: settled on the day it was published. */
static int list_publications(const struct xc_publications *publications,
                             const struct xc_due_item_rule *rule, struct xc_str programme,
                             struct xc_arena *arena, struct xc_due_causes *causes,
                             struct xc_error *error) {
    struct publishing to = {.rule = rule, .arena = arena};
    size_t room = 0;
    for (size_t i = 0; i < publications->count; i++) {
        room += publications->results[i].act_count + 1;
    }
    to.causes = xc_arena_array(arena, room, sizeof *to.causes);
    if (!to.causes) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < publications->count; i++) {
        const struct xc_visit_result *result = &publications->results[i];
        if (!is_meant(rule, programme, result)) {
            continue;
        }
        add_row(&to, result, 1, result->clock,
                result->act_count > 0 ? result->acts[0]->on : XC_NO_DATE);
        for (size_t k = 1; k < result->act_count; k++) {
            if (result->acts[k]->act == XC_PUBLISHED_CORRECTION) {
                add_row(&to, result, k + 1, result->acts[k]->known, result->acts[k]->on);
            }
        }
        if (result->state == XC_RESULT_CHANGED) {
            add_row(&to, result, result->act_count + 1, result->known, XC_NO_DATE);
        }
    }
    causes->causes = to.causes;
    causes->count = to.count;
    return to.failed ? xc_fail_memory(error) : XC_OK;
}

/* ---- Items ---- */

static int find_causes(struct xc_happened *happened, const struct xc_due_item_rule *rule,
                       const struct xc_publications *publications,
                       struct xc_due_causes *causes, struct xc_error *error) {
    struct xc_str programme = happened->programme->id;
    struct xc_cause *found = NULL;
    if (publications && xc_due_publishes(rule)) {
        return list_publications(publications, rule, programme, happened->arena, causes,
                                 error);
    }
    int rc = xc_happened_visits(happened, error);
    if (rc == XC_OK) {
        rc = xc_casework_causes(&happened->input, &rule->since, programme,
                                happened->arena, &found, &causes->count, error);
        causes->causes = found;
    }
    return rc;
}

/* The items of the due rules that are wanted, by their place in the programme. */
static int list_items(struct xc_happened *happened, const struct xc_register *reg,
                      const struct xc_workdays *workdays, const bool *wanted,
                      const struct xc_publications *publications,
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
        if (!wanted[i]) {
            continue;
        }
        struct xc_due_causes *own = &causes[part.due_count];
        whole[part.due_count] = rule;
        part.dues[part.due_count++] = *rule;
        if (rule->since.kind != 0) {
            rc = find_causes(happened, rule, publications, own, error);
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
    struct xc_publications publications;
    bool publishes;
    int rc = set_clock(session, loaded, plan->programme, &publishes, error);
    if (rc == XC_OK && !happened) {
        happened = xc_arena_alloc(arena, sizeof *happened);
        rc = happened ? xc_happened_load(session, plan->programme, loaded->at, arena,
                                         happened, error)
                      : xc_fail_memory(error);
    }
    if (rc == XC_OK && receipts) {
        rc = xc_dues_receipts(happened, receipts, error);
    }
    if (rc == XC_OK && publishes) {
        rc = xc_publications_of(session, plan, happened, happened->at, arena,
                                &publications, error);
    }
    return rc == XC_OK
               ? xc_dues_list(happened, loaded->reg, loaded->workdays,
                              publishes ? &publications : NULL, items, count, error)
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
                 const struct xc_workdays *workdays,
                 const struct xc_publications *publications, struct xc_due_item **items,
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
    return rc == XC_OK ? list_items(happened, reg, workdays, wanted, publications, items,
                                    count, error)
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
                .gone = xc_dues_received(receipts, &items[i]).on != XC_NO_DATE,
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
        rc = list_items(happened, reg, own ? own : happened->workdays, wanted, NULL,
                        &items, &count, error);
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
