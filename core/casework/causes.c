#include "casework/causes.h"

#include "base/buffer.h"

#include <stdlib.h>

enum { SET_BYTES = 1 << 20 };

struct finding {
    const struct xc_cause_input *input;
    const struct xc_since *since;
    struct xc_str programme, stage; /* of the visits meant; stage empty: any */
    struct xc_arena *arena;
    struct xc_cause *causes;
    size_t count, capacity;
    struct xc_buffer text;
    struct xc_error *error;
};

bool xc_outcome_is_problem(const struct xc_outcome *outcome) {
    return outcome->result == XC_OUTCOME_PROBLEM || outcome->result == XC_OUTCOME_SERIOUS;
}

bool xc_outcome_is_check(const struct xc_outcome *outcome) {
    return outcome->result == XC_OUTCOME_PASS ||
           outcome->result == XC_OUTCOME_PROBLEM_FIXED || xc_outcome_is_problem(outcome);
}

bool xc_outcome_is_refusal(const struct xc_outcome *outcome) {
    return outcome->result == XC_OUTCOME_REFUSED ||
           outcome->result == XC_OUTCOME_NOT_FOUND;
}

bool xc_casework_next(struct xc_str *rest, struct xc_str *part) {
    while (rest->ptr && rest->len > 0) {
        *part = xc_str_trim(xc_str_cut(rest, ','));
        if (part->len > 0) {
            return true;
        }
    }
    return false;
}

int xc_casework_day(const struct xc_offset *offset, xc_date date,
                    const struct xc_workdays *workdays, xc_date *day,
                    struct xc_error *error) {
    *day = offset->workdays ? date : date + offset->count;
    return offset->workdays && offset->count != 0
               ? xc_workdays_step(workdays, date, offset->count, day, error)
               : XC_OK;
}

/* ---- The list ---- */

static int make_room(struct finding *finding, size_t capacity) {
    finding->capacity = capacity;
    finding->causes = xc_arena_array(finding->arena, capacity, sizeof *finding->causes);
    return finding->causes ? XC_OK : xc_fail_memory(finding->error);
}

static struct xc_cause *add(struct finding *finding) {
    struct xc_cause *cause = &finding->causes[finding->count++];
    *cause = (struct xc_cause){
        .kind = finding->since->kind, .date = XC_NO_DATE, .settled = XC_NO_DATE};
    return cause;
}

/* The text so far, kept. */
static int keep_text(struct finding *finding, struct xc_str *kept) {
    *kept = xc_arena_copy(finding->arena, xc_buffer_view(&finding->text));
    return kept->ptr && !finding->text.failed ? XC_OK : xc_fail_memory(finding->error);
}

static void add_part(struct xc_buffer *set, struct xc_str part) {
    if (set->len > 0) {
        xc_buffer_putc(set, ',');
    }
    xc_buffer_add(set, part);
}

/* ---- Outcomes ---- */

static int by_visit_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_cause_visit *)left)->id,
                          ((const struct xc_cause_visit *)right)->id);
}

static const struct xc_cause_visit *planned_visit(const struct finding *finding,
                                                  struct xc_str id) {
    struct xc_cause_visit key = {.id = id};
    return id.len > 0 && finding->input->visit_count > 0
               ? bsearch(&key, finding->input->visits, finding->input->visit_count,
                         sizeof key, by_visit_id)
               : NULL;
}

static bool serves(const struct finding *finding, struct xc_str visit) {
    const struct xc_cause_visit *planned;
    if (finding->stage.len == 0) {
        return true;
    }
    planned = planned_visit(finding, visit);
    if (planned && planned->stage_count == 0) {
        return true;
    }
    for (size_t i = 0; planned && i < planned->stage_count; i++) {
        struct xc_str rest = planned->stages[i];
        struct xc_str programme = xc_str_cut(&rest, '/');
        if (xc_str_equal(programme, finding->programme) &&
            xc_str_equal(rest, finding->stage)) {
            return true;
        }
    }
    return false;
}

static bool fits(enum xc_cause_kind kind, const struct xc_outcome *outcome) {
    switch (kind) {
    case XC_CAUSE_VISITED:
        return xc_outcome_is_check(outcome);
    case XC_CAUSE_PROBLEM:
        return xc_outcome_is_problem(outcome);
    case XC_CAUSE_RECTIFY:
        return xc_outcome_is_problem(outcome) && outcome->rectify_by != XC_NO_DATE;
    case XC_CAUSE_REFUSED:
        return xc_outcome_is_refusal(outcome);
    default:
        return false;
    }
}

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

/* Checklist items with a problem, as a set. */
static int list_items(struct finding *finding, const struct xc_outcome *rows,
                      size_t count, struct xc_str *items) {
    size_t found = 0;
    struct xc_str *parts = NULL;
    for (size_t i = 0; i < count; i++) {
        found += xc_outcome_is_problem(&rows[i]) && rows[i].item.len > 0;
    }
    if (found == 0) {
        return XC_OK;
    }
    parts = xc_arena_array(finding->arena, found, sizeof *parts);
    if (!parts) {
        return xc_fail_memory(finding->error);
    }
    found = 0;
    for (size_t i = 0; i < count; i++) {
        if (xc_outcome_is_problem(&rows[i]) && rows[i].item.len > 0) {
            parts[found++] = rows[i].item;
        }
    }
    qsort(parts, found, sizeof *parts, by_text);
    xc_buffer_clear(&finding->text);
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || !xc_str_equal(parts[i], parts[i - 1])) {
            add_part(&finding->text, parts[i]);
        }
    }
    return keep_text(finding, items);
}

static bool holds(struct xc_str set, struct xc_str wanted) {
    struct xc_str part;
    while (xc_casework_next(&set, &part)) {
        if (xc_str_equal(part, wanted)) {
            return true;
        }
    }
    return false;
}

/* Who came, in the order they were named; else who should have come. */
static int list_people(struct finding *finding, const struct xc_outcome *rows,
                       size_t count, struct xc_str *people) {
    const struct xc_cause_visit *planned;
    struct xc_str seen = XC_STR(""), part;
    xc_buffer_clear(&finding->text);
    for (size_t i = 0; i < count; i++) {
        struct xc_str rest = rows[i].people;
        if (xc_str_equal(rest, seen)) {
            continue; /* the usual case: the same in all rows of a visit */
        }
        seen = rest;
        while (xc_casework_next(&rest, &part)) {
            if (!holds(xc_buffer_view(&finding->text), part)) {
                add_part(&finding->text, part);
            }
        }
    }
    if (finding->text.len > 0) {
        return keep_text(finding, people);
    }
    planned = planned_visit(finding, rows->visit);
    *people = planned ? planned->people : XC_STR("");
    return XC_OK;
}

static int name_outcome(struct finding *finding, const struct xc_outcome *outcome,
                        struct xc_str *id) {
    if (outcome->visit.len > 0) {
        *id = outcome->visit;
        return XC_OK;
    }
    xc_buffer_clear(&finding->text);
    xc_buffer_add(&finding->text, outcome->target);
    xc_buffer_putc(&finding->text, '/');
    xc_buffer_date(&finding->text, outcome->date);
    return keep_text(finding, id);
}

/* What one version of a visit's outcomes says; false: it is no cause. */
static bool read_version(const struct xc_outcome *rows, size_t count,
                         struct xc_cause *cause) {
    bool found = false, open = false;
    xc_date day = XC_NO_DATE, settled = XC_NO_DATE;
    for (size_t i = 0; i < count; i++) {
        const struct xc_outcome *row = &rows[i];
        if (fits(cause->kind, row)) {
            xc_date own = cause->kind == XC_CAUSE_RECTIFY ? row->rectify_by : row->date;
            day = !found || own > day ? own : day;
            found = true;
        }
        if (xc_outcome_is_problem(row)) {
            open = open || row->closed_on == XC_NO_DATE;
            settled = row->closed_on > settled ? row->closed_on : settled;
        }
    }
    cause->gone = !found;
    if (found) {
        cause->date = day;
        cause->settled = open ? XC_NO_DATE : settled;
    }
    return found;
}

/* All outcomes of one visit, its versions oldest first. */
static int add_visit(struct finding *finding, const struct xc_outcome *rows,
                     size_t count) {
    struct xc_cause found = {
        .kind = finding->since->kind, .date = XC_NO_DATE, .settled = XC_NO_DATE};
    size_t first = 0, end, last = count;
    int rc = XC_OK;
    for (size_t i = 0; i < count; i = end) {
        end = i + 1;
        while (end < count && rows[end].entry == rows[i].entry) {
            end++;
        }
        if (read_version(&rows[i], end - i, &found)) {
            if (last == count) {
                found.entry = rows[i].entry;
            }
            first = i;
            last = end;
        }
    }
    if (found.date == XC_NO_DATE) {
        return XC_OK;
    }
    found.target = rows->target;
    found.visit = rows->visit;
    rc = name_outcome(finding, rows, &found.id);
    if (rc == XC_OK) {
        rc = list_items(finding, &rows[first], last - first, &found.item);
    }
    if (rc == XC_OK) {
        rc = list_people(finding, &rows[first], last - first, &found.people);
    }
    if (rc == XC_OK) {
        *add(finding) = found;
    }
    return rc;
}

static int find_outcomes(struct finding *finding) {
    const struct xc_cause_input *input = finding->input;
    size_t end, fitting = 0;
    for (size_t i = 0; i < input->outcome_count; i++) {
        fitting += fits(finding->since->kind, &input->outcomes[i]);
    }
    int rc = make_room(finding, fitting);
    for (size_t i = 0; i < input->outcome_count && rc == XC_OK; i = end) {
        bool any = fits(finding->since->kind, &input->outcomes[i]);
        end = i + 1;
        while (end < input->outcome_count &&
               xc_outcome_same(&input->outcomes[i], &input->outcomes[end])) {
            any = any || fits(finding->since->kind, &input->outcomes[end]);
            end++;
        }
        if (any && serves(finding, input->outcomes[i].visit)) {
            rc = add_visit(finding, &input->outcomes[i], end - i);
        }
    }
    return rc;
}

/* ---- Points ---- */

struct change { /* of a target's points in a year */
    int year;
    uint64_t entry;
    int64_t points; /* more; less where a correction took some back */
};

static int by_year(const void *left, const void *right) {
    const struct change *a = left, *b = right;
    if (a->year != b->year) {
        return a->year < b->year ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static int by_day(const void *left, const void *right) {
    const struct xc_outcome *a = *(const struct xc_outcome *const *)left;
    const struct xc_outcome *b = *(const struct xc_outcome *const *)right;
    if (a->date != b->date) {
        return a->date < b->date ? -1 : 1;
    }
    if (a->entry != b->entry) {
        return a->entry < b->entry ? -1 : 1;
    }
    return (a > b) - (a < b);
}

static bool costs(const struct xc_outcome *outcome) {
    return outcome->points > 0 && outcome->doctor.len == 0;
}

static int year_of(const struct xc_outcome *outcome) {
    return xc_date_ymd(outcome->date).year;
}

/* What the target's outcomes did to its points, in the order it became known, and those
 * in force that cost some. */
struct account {
    struct change *changes;
    size_t change_count;
    const struct xc_outcome **standing;
    size_t standing_count;
};

static void take(struct account *account, const struct xc_outcome *rows, size_t count,
                 uint64_t entry, int sign) {
    for (size_t i = 0; i < count; i++) {
        if (costs(&rows[i])) {
            account->changes[account->change_count++] = (struct change){
                year_of(&rows[i]), entry, sign > 0 ? rows[i].points : -rows[i].points};
        }
    }
}

static int open_account(struct finding *finding, const struct xc_outcome *rows,
                        size_t count, struct account *account) {
    size_t end, before = 0, before_count = 0;
    *account = (struct account){
        .changes = xc_arena_array(finding->arena, 2 * count, sizeof *account->changes),
        .standing = xc_arena_array(finding->arena, count, sizeof(void *))};
    if (!account->changes || !account->standing) {
        return xc_fail_memory(finding->error);
    }
    for (size_t i = 0; i < count; i = end) {
        bool again = i > 0 && xc_outcome_same(&rows[i], &rows[i - 1]);
        end = i + 1;
        while (end < count && rows[end].entry == rows[i].entry &&
               xc_outcome_same(&rows[i], &rows[end])) {
            end++;
        }
        if (again) {
            take(account, &rows[before], before_count, rows[i].entry, -1);
        }
        take(account, &rows[i], end - i, rows[i].entry, 1);
        before = i;
        before_count = end - i;
        if (end < count && xc_outcome_same(&rows[i], &rows[end])) {
            continue; /* a later version stands in its place */
        }
        for (size_t k = i; k < end; k++) {
            if (costs(&rows[k])) {
                account->standing[account->standing_count++] = &rows[k];
            }
        }
    }
    qsort(account->changes, account->change_count, sizeof *account->changes, by_year);
    qsort(account->standing, account->standing_count, sizeof(void *), by_day);
    return XC_OK;
}

static int name_points(struct finding *finding, struct xc_cause *cause, int year) {
    xc_buffer_clear(&finding->text);
    xc_buffer_printf(&finding->text, "%.*s/%d/%lld", XC_PRI(cause->target), year,
                     (long long)finding->since->min);
    return keep_text(finding, &cause->id);
}

/* A year in which the points once reached the threshold. */
static int add_year(struct finding *finding, struct xc_str target, int year,
                    uint64_t entry, const struct account *account) {
    struct xc_cause *cause = add(finding);
    int rc = XC_OK;
    cause->target = target;
    cause->entry = entry;
    cause->gone = true;
    for (size_t i = 0; i < account->standing_count && rc == XC_OK; i++) {
        const struct xc_outcome *outcome = account->standing[i];
        if (year_of(outcome) != year) {
            continue;
        }
        cause->amount += outcome->points;
        if (cause->gone && cause->amount >= finding->since->min) {
            cause->gone = false;
            cause->date = outcome->date;
            cause->visit = outcome->visit;
            rc = list_people(finding, outcome, 1, &cause->people);
        }
    }
    return rc == XC_OK ? name_points(finding, cause, year) : rc;
}

static int add_points(struct finding *finding, const struct xc_outcome *rows,
                      size_t count) {
    struct account account;
    int64_t sum = 0;
    bool reached = false;
    int rc = open_account(finding, rows, count, &account);
    for (size_t i = 0; i < account.change_count && rc == XC_OK; i++) {
        const struct change *change = &account.changes[i];
        const struct change *next = i + 1 < account.change_count ? change + 1 : NULL;
        bool new_year = i == 0 || change[-1].year != change->year;
        sum = (new_year ? 0 : sum) + change->points;
        reached = reached && !new_year;
        if (next && next->year == change->year && next->entry == change->entry) {
            continue; /* known together */
        }
        if (!reached && sum >= finding->since->min) {
            reached = true;
            rc = add_year(finding, rows->target, change->year, change->entry, &account);
        }
    }
    return rc;
}

static int find_points(struct finding *finding) {
    const struct xc_cause_input *input = finding->input;
    size_t end, costly = 0;
    for (size_t i = 0; i < input->outcome_count; i++) {
        costly += costs(&input->outcomes[i]);
    }
    int rc = make_room(finding, costly);
    for (size_t i = 0; i < input->outcome_count && rc == XC_OK; i = end) {
        bool any = costs(&input->outcomes[i]);
        end = i + 1;
        while (end < input->outcome_count &&
               xc_str_equal(input->outcomes[i].target, input->outcomes[end].target)) {
            any = any || costs(&input->outcomes[end]);
            end++;
        }
        rc = any ? add_points(finding, &input->outcomes[i], end - i) : XC_OK;
    }
    return rc;
}

/* ---- Leads, cases, receipts ---- */

static bool is_meant(const struct finding *finding, struct xc_str of, int64_t amount) {
    const struct xc_since *since = finding->since;
    return (since->of.len == 0 || xc_str_equal(since->of, of)) && amount >= since->min;
}

static int find_leads(struct finding *finding) {
    const struct xc_cause_input *input = finding->input;
    int rc = make_room(finding, input->lead_count);
    for (size_t i = 0; i < input->lead_count && rc == XC_OK; i++) {
        const struct xc_lead *lead = &input->leads[i];
        struct xc_cause *cause = add(finding);
        cause->target = lead->target;
        cause->id = lead->id;
        cause->date = lead->date;
        cause->of = xc_str_from(xc_lead_source_word(lead->source));
        cause->amount = lead->severity;
        cause->entry = lead->first_entry;
        cause->gone =
            !xc_lead_is_open(lead) || !is_meant(finding, cause->of, cause->amount);
    }
    return rc;
}

static int find_cases(struct finding *finding) {
    const struct xc_cause_input *input = finding->input;
    int rc = make_room(finding, input->case_count);
    for (size_t i = 0; i < input->case_count && rc == XC_OK; i++) {
        const struct xc_case *record = &input->cases[i];
        struct xc_cause *cause = add(finding);
        cause->target = record->target;
        cause->id = record->id;
        cause->visit = record->visit;
        cause->of = record->referred_to;
        cause->amount = record->amount;
        cause->entry = record->first_entry;
        cause->date = cause->kind == XC_CAUSE_CASE_OPENED     ? record->opened
                      : cause->kind == XC_CAUSE_CASE_REFERRED ? record->referred_on
                                                              : record->closed_on;
        cause->gone =
            cause->date == XC_NO_DATE || !is_meant(finding, cause->of, cause->amount);
    }
    return rc;
}

static int find_missing(struct finding *finding) {
    const struct xc_cause_input *input = finding->input;
    int rc = make_room(finding, input->missing_count);
    for (size_t i = 0; i < input->missing_count && rc == XC_OK; i++) {
        struct xc_cause *cause = add(finding);
        *cause = input->missing[i];
        cause->kind = XC_CAUSE_MISSING;
        cause->settled = XC_NO_DATE;
        cause->gone = cause->gone || !is_meant(finding, cause->of, 0);
    }
    return rc;
}

/* ---- All ---- */

static int by_target(const void *left, const void *right) {
    const struct xc_cause *a = left, *b = right;
    int order = xc_str_compare(a->target, b->target);
    if (order == 0) {
        order = (a->entry > b->entry) - (a->entry < b->entry);
    }
    return order ? order : xc_str_compare(a->id, b->id);
}

static int find(struct finding *finding) {
    switch (finding->since->kind) {
    case XC_CAUSE_VISITED:
    case XC_CAUSE_PROBLEM:
    case XC_CAUSE_RECTIFY:
    case XC_CAUSE_REFUSED:
        return find_outcomes(finding);
    case XC_CAUSE_LEAD:
        return find_leads(finding);
    case XC_CAUSE_MISSING:
        return find_missing(finding);
    case XC_CAUSE_POINTS:
        return find_points(finding);
    case XC_CAUSE_CASE_OPENED:
    case XC_CAUSE_CASE_REFERRED:
    case XC_CAUSE_CASE_CLOSED:
        return find_cases(finding);
    default:
        return XC_OK;
    }
}

int xc_casework_causes(const struct xc_cause_input *input, const struct xc_since *since,
                       struct xc_str programme, struct xc_arena *arena,
                       struct xc_cause **causes, size_t *count, struct xc_error *error) {
    struct finding finding = {.input = input,
                              .since = since,
                              .programme = programme,
                              .stage = since->of,
                              .arena = arena,
                              .text = xc_buffer_make(SET_BYTES),
                              .error = error};
    if (xc_str_find(since->of, XC_STR("/")) >= 0) {
        finding.programme = xc_str_cut(&finding.stage, '/');
    }
    int rc = find(&finding);
    if (rc == XC_OK && finding.count > 1) {
        qsort(finding.causes, finding.count, sizeof *finding.causes, by_target);
    }
    *causes = finding.causes;
    *count = rc == XC_OK ? finding.count : 0;
    xc_buffer_free(&finding.text);
    return rc;
}
