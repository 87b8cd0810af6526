#include "history/rehearse_facts.h"

#include "base/suggest.h"
#include "register/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MAX = 16, ID_BYTES = 24 };

/* One row that is being read. */
struct row {
    const json_t *json;
    const char *table;
    size_t number;
    struct xc_happened *to;
    const struct xc_register *reg;
    struct xc_error *error;
    int code;
};

static void refuse(struct row *row, const char *column, const char *why) {
    if (row->code == XC_OK) {
        row->code = xc_fail(row->error, XC_EINPUT, "register: %s, row %zu: %s: %s",
                            row->table, row->number, column, why);
    }
}

static void check_columns(struct row *row, const char *const *names) {
    const char *key;
    json_t *value;
    struct xc_str known[COLUMNS_MAX];
    size_t count = 0;
    for (; names[count]; count++) {
        known[count] = xc_str_from(names[count]);
    }
    json_object_foreach((json_t *)row->json, key, value) {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++) {
            found = xc_str_is(known[i], key);
        }
        if (!found) {
            struct xc_str near = xc_suggest(xc_str_from(key), known, count);
            refuse(row, key, "there is no such column");
            if (near.len) {
                (void)xc_hint(row->error, "did you mean \"%.*s\"?", XC_PRI(near));
            }
            return;
        }
    }
}

static struct xc_str text_of(struct row *row, const char *column) {
    const json_t *json = json_object_get(row->json, column);
    if (json && !json_is_string(json)) {
        refuse(row, column, "a text is expected");
    }
    return xc_json_str(json);
}

static int64_t number_of(struct row *row, const char *column, int64_t fallback) {
    const json_t *json = json_object_get(row->json, column);
    uint64_t number = 0;
    if (!json) {
        return fallback;
    }
    if (json_is_integer(json) && json_integer_value(json) >= 0) {
        return json_integer_value(json);
    }
    if (!xc_str_to_uint(xc_json_str(json), INT64_MAX, &number)) {
        refuse(row, column, "a whole number is expected");
    }
    return (int64_t)number;
}

static xc_date date_of(struct row *row, const char *column, xc_date fallback) {
    xc_date date = XC_NO_DATE;
    const json_t *json = json_object_get(row->json, column);
    if (!json) {
        return fallback;
    }
    if (!xc_date_parse(xc_json_str(json), &date)) {
        refuse(row, column, "a date such as 2021-03-01 is expected");
    }
    return date;
}

/* A day on which something happened, so not one that is still to come. */
static xc_date past_of(struct row *row, const char *column, xc_date fallback) {
    xc_date date = date_of(row, column, fallback);
    if (date != XC_NO_DATE && date > row->to->today) {
        refuse(row, column, "this day is still to come");
    }
    return date;
}

static struct xc_str target_of(struct row *row) {
    struct xc_str id = text_of(row, "target");
    uint32_t at = xc_register_find_target(row->reg, id);
    if (at == XC_NO_ROW) {
        refuse(row, "target", "the register has no such target");
        return id;
    }
    return xc_register_text(row->reg, row->reg->targets.id[at]);
}

/* "leads-000001": ascending as the rows are. */
static struct xc_str id_of(struct row *row) {
    char id[ID_BYTES + 16];
    struct xc_str own = text_of(row, "id");
    (void)snprintf(id, sizeof id, "%s-%06zu", row->table, row->number);
    return own.len ? own : xc_arena_copy(row->to->arena, xc_str_from(id));
}

/* ---- Tables ---- */

static struct xc_str full_stage(const struct xc_happened *to, struct xc_str stage) {
    char name[256];
    if (xc_str_find(stage, XC_STR("/")) >= 0) {
        return stage;
    }
    (void)snprintf(name, sizeof name, "%.*s/%.*s", XC_PRI(to->programme->id),
                   XC_PRI(stage));
    return xc_arena_copy(to->arena, xc_str_from(name));
}

/* Ids with commas between, as outcomes have them, or a list of them. */
static struct xc_str people_of(struct row *row) {
    const json_t *json = json_object_get(row->json, "people");
    if (!json_is_array(json)) {
        return text_of(row, "people");
    }
    struct xc_buffer text = xc_buffer_make(1 << 16);
    for (size_t i = 0; i < json_array_size(json); i++) {
        struct xc_str id = xc_json_str(json_array_get(json, i));
        if (id.len == 0) {
            refuse(row, "people", "a list of ids is expected");
        }
        xc_buffer_puts(&text, i > 0 ? "," : "");
        xc_buffer_add(&text, id);
    }
    struct xc_str kept = xc_arena_copy(row->to->arena, xc_buffer_view(&text));
    if (text.failed || !kept.ptr) {
        row->code = row->code == XC_OK ? xc_fail_memory(row->error) : row->code;
    }
    xc_buffer_free(&text);
    return kept;
}

/* "stage:target:day". */
static struct xc_str visit_of(const struct row *row, const struct xc_outcome *outcome,
                              struct xc_str stage) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    (void)xc_buffer_printf(&text, "%.*s:%.*s:", XC_PRI(stage), XC_PRI(outcome->target));
    (void)xc_buffer_date(&text, outcome->date);
    struct xc_str kept = xc_arena_copy(row->to->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

static void read_outcome(struct row *row, void *entry) {
    static const char *const names[] = {
        "target", "visit",  "stage",  "result",     "date",      "item",   "findings",
        "points", "doctor", "amount", "rectify_by", "closed_on", "people", NULL};
    struct xc_outcome *outcome = entry;
    struct xc_cause_input *input = &row->to->input;
    struct xc_str result = text_of(row, "result");
    check_columns(row, names);
    *outcome = (struct xc_outcome){
        .visit = text_of(row, "visit"),
        .target = target_of(row),
        .date = past_of(row, "date", row->to->today - 1),
        .result = result.len ? xc_outcome_parse(result) : XC_OUTCOME_PASS,
        .item = text_of(row, "item"),
        .findings = text_of(row, "findings"),
        .doctor = text_of(row, "doctor"),
        .disposal = XC_STR(""),
        .points = number_of(row, "points", 0),
        .amount = number_of(row, "amount", 0),
        .rectify_by = date_of(row, "rectify_by", XC_NO_DATE),
        .closed_on = past_of(row, "closed_on", XC_NO_DATE),
        .people = people_of(row),
        .entry = row->number,
    };
    if (outcome->result == 0) {
        refuse(row, "result", "this is no result of a visit");
    }
    struct xc_str stage = text_of(row, "stage");
    struct xc_cause_visit *visit =
        (struct xc_cause_visit *)input->visits + input->visit_count++;
    struct xc_str *stages = xc_arena_array(row->to->arena, 1, sizeof *stages);
    if (outcome->visit.len == 0) {
        outcome->visit = visit_of(row, outcome, stage);
    }
    if (!stages || !outcome->visit.ptr) {
        row->code = row->code == XC_OK ? xc_fail_memory(row->error) : row->code;
        return;
    }
    *stages = stage.len ? full_stage(row->to, stage) : stage;
    *visit = (struct xc_cause_visit){.id = outcome->visit,
                                     .stages = stages,
                                     .stage_count = stage.len > 0,
                                     .people = outcome->people};
}

static void read_lead(struct row *row, void *entry) {
    static const char *const names[] = {"target", "source", "severity", "date",
                                        "id",     "state",  NULL};
    struct xc_lead *lead = entry;
    struct xc_str source = text_of(row, "source");
    struct xc_str state = text_of(row, "state");
    check_columns(row, names);
    *lead = (struct xc_lead){
        .id = id_of(row),
        .target = target_of(row),
        .date = past_of(row, "date", row->to->today - 1),
        .source = source.len ? xc_lead_source_parse(source) : XC_LEAD_OTHER,
        .severity = (unsigned)number_of(row, "severity", 3),
        .state = state.len ? xc_lead_state_parse(state) : XC_LEAD_RECEIVED,
        .reply_due = XC_NO_DATE,
        .entry = row->number,
        .first_entry = row->number,
    };
    if (lead->source == 0) {
        refuse(row, "source", "no lead comes from there");
    }
    if (lead->state == 0) {
        refuse(row, "state", "this is no state of a lead");
    }
    if (lead->severity < 1 || lead->severity > 5) {
        refuse(row, "severity", "from 1 to 5 is expected");
    }
}

static void read_case(struct row *row, void *entry) {
    static const char *const names[] = {"target",      "opened",    "referred_to",
                                        "referred_on", "closed_on", "amount",
                                        "id",          NULL};
    struct xc_case *record = entry;
    check_columns(row, names);
    *record = (struct xc_case){
        .id = id_of(row),
        .target = target_of(row),
        .opened = past_of(row, "opened", row->to->today - 1),
        .referred_to = text_of(row, "referred_to"),
        .referred_on = past_of(row, "referred_on", XC_NO_DATE),
        .amount = number_of(row, "amount", 0),
        .replied_on = XC_NO_DATE,
        .closed_on = past_of(row, "closed_on", XC_NO_DATE),
        .entry = row->number,
        .first_entry = row->number,
    };
}

static void read_receipt(struct row *row, void *entry) {
    static const char *const names[] = {"due", "target", "on", NULL};
    struct xc_receipt *receipt = entry;
    check_columns(row, names);
    *receipt = (struct xc_receipt){.programme = row->to->programme->id,
                                   .due = text_of(row, "due"),
                                   .subject = target_of(row),
                                   .on = past_of(row, "on", row->to->today - 1)};
    if (!receipt->due.len) {
        refuse(row, "due", "the id of a due item is expected");
    }
}

static void read_closure(struct row *row, void *entry) {
    static const char *const names[] = {"area", "zone", "from", "to", "reason", NULL};
    struct xc_plan_closure *closure = entry;
    check_columns(row, names);
    *closure = (struct xc_plan_closure){
        .area = text_of(row, "area"),
        .zone = text_of(row, "zone"),
        .days = {date_of(row, "from", XC_NO_DATE), date_of(row, "to", XC_NO_DATE)},
        .reason = text_of(row, "reason"),
    };
    if (closure->area.len + closure->zone.len == 0) {
        refuse(row, "area", "an area or a zone is expected");
    }
    if (closure->days.from == XC_NO_DATE || closure->days.to < closure->days.from) {
        refuse(row, "to", "a first and a last day are expected");
    }
}

/* The rows of a table, each of size bytes, in the arena. */
static int read_table(const json_t *rows, const char *table, struct row base, size_t size,
                      void (*read)(struct row *row, void *entry), void **entries,
                      size_t *count) {
    const json_t *list = json_object_get(rows, table);
    *count = json_array_size(list);
    unsigned char *made = xc_arena_array(base.to->arena, *count, size);
    *entries = made;
    if (!made) {
        return xc_fail_memory(base.error);
    }
    for (size_t i = 0; i < *count && base.code == XC_OK; i++) {
        base.json = json_array_get(list, i);
        base.table = table;
        base.number = i + 1;
        read(&base, made + i * size);
    }
    return base.code;
}

/* ---- Outcomes as a store would give them ---- */

static int by_visit(const void *left, const void *right) {
    const struct xc_outcome *a = left, *b = right;
    int order = xc_str_compare(a->target, b->target);
    if (order == 0) {
        order = xc_str_compare(a->visit, b->visit);
    }
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

static int by_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_cause_visit *)left)->id,
                          ((const struct xc_cause_visit *)right)->id);
}

/* Rows of one visit that each say another item were found together. */
static void join_items(struct xc_outcome *outcomes, size_t count) {
    for (size_t i = 1; i < count; i++) {
        bool again = false;
        for (size_t k = i; k > 0 && xc_outcome_same(&outcomes[k - 1], &outcomes[i]) &&
                           outcomes[k - 1].entry == outcomes[i - 1].entry;
             k--) {
            again = again || xc_str_equal(outcomes[k - 1].item, outcomes[i].item);
        }
        if (!again && xc_outcome_same(&outcomes[i - 1], &outcomes[i])) {
            outcomes[i].entry = outcomes[i - 1].entry;
        }
    }
}

static void sort_outcomes(struct xc_cause_input *input, struct xc_outcome *outcomes,
                          struct xc_cause_visit *visits) {
    size_t kept = 0;
    qsort(outcomes, input->outcome_count, sizeof *outcomes, by_visit);
    join_items(outcomes, input->outcome_count);
    qsort(visits, input->visit_count, sizeof *visits, by_id);
    for (size_t i = 0; i < input->visit_count; i++) {
        if (i == 0 || by_id(&visits[i], &visits[i - 1]) != 0) {
            visits[kept++] = visits[i];
        }
    }
    input->visit_count = kept;
}

int xc_rehearse_facts(const json_t *rows, const struct xc_programme *programme,
                      const struct xc_register *reg, const struct xc_workdays *workdays,
                      xc_date day, struct xc_arena *arena, struct xc_happened *happened,
                      struct xc_error *error) {
    struct row base = {.to = happened, .reg = reg, .error = error, .code = XC_OK};
    struct xc_cause_input *input = &happened->input;
    void *outcomes, *leads = NULL, *cases = NULL, *receipts = NULL, *closures = NULL;
    *happened = (struct xc_happened){.programme = programme,
                                     .workdays = workdays,
                                     .today = day,
                                     .arena = arena,
                                     .visits_read = true};
    struct xc_cause_visit *visits = xc_arena_array(
        arena, json_array_size(json_object_get(rows, "outcomes")), sizeof *visits);
    input->visits = visits;
    int rc = visits ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = read_table(rows, "outcomes", base, sizeof(struct xc_outcome), read_outcome,
                        &outcomes, &input->outcome_count);
    }
    if (rc == XC_OK) {
        sort_outcomes(input, outcomes, visits);
        input->outcomes = outcomes;
        rc = read_table(rows, "leads", base, sizeof(struct xc_lead), read_lead, &leads,
                        &input->lead_count);
        input->leads = leads;
    }
    if (rc == XC_OK) {
        rc = read_table(rows, "cases", base, sizeof(struct xc_case), read_case, &cases,
                        &input->case_count);
        input->cases = cases;
    }
    if (rc == XC_OK) {
        rc = read_table(rows, "receipts", base, sizeof(struct xc_receipt), read_receipt,
                        &receipts, &happened->receipt_count);
        happened->receipts = receipts;
    }
    if (rc == XC_OK) {
        rc = read_table(rows, "closures", base, sizeof(struct xc_plan_closure),
                        read_closure, &closures, &happened->closure_count);
        happened->closures = closures;
    }
    return rc == XC_OK ? xc_happened_stand(happened, error) : rc;
}
