#include "publish/programme_sheet.h"

#include "calendar/feed.h"
#include "history/dues.h"
#include "rules/say.h"
#include "workspace/guests.h"
#include "workspace/plan_summary.h"
#include "workspace/sight.h"

enum { STATUSES = XC_VISIT_VOID + 1, MONTHS_A_YEAR = 12 };

/* Visits by status. */
struct counts {
    unsigned of[STATUSES];
};

static json_t *counts_json(const struct counts *counts) {
    json_t *json = json_object();
    for (int status = XC_VISIT_DRAFT; status < STATUSES; status++) {
        json_object_set_new(json, xc_visit_status_word((enum xc_visit_status)status),
                            json_integer(counts->of[status]));
    }
    return json;
}

static json_t *instant_json(xc_instant instant) {
    char text[21];
    if (instant == XC_NO_INSTANT) {
        return json_null();
    }
    xc_instant_format(instant, text);
    return json_string(text);
}

static json_t *day_json(xc_date date) {
    return date == XC_NO_DATE ? json_null() : xc_json_day(date);
}

/* ---- Visits ---- */

static int month_of(xc_date date) {
    struct xc_ymd day = xc_date_ymd(date);
    return day.year * MONTHS_A_YEAR + (int)day.month - 1;
}

struct counting {
    const struct xc_programme_sheet *sheet;
    const struct xc_loaded_plan *plan;
    struct counts all;
    struct counts *stages; /* one per stage of the programme */
    struct counts *months; /* from first on */
    int first, last;       /* months since year 0; last < first: none */
};

static bool is_seen(const struct counting *to, const struct xc_visit *visit) {
    const struct xc_viewer viewer = {to->sheet->role, false};
    return !xc_visit_is_guest(to->plan, visit) &&
           (xc_viewer_sees_plans(to->sheet->role) ||
            xc_visit_sight(to->sheet->session, to->plan, visit, &viewer) == XC_SEE_ALL);
}

static int count_visits(struct counting *to, struct xc_error *error) {
    const struct xc_loaded_plan *plan = to->plan;
    const struct xc_programme *programme = plan->programme;
    struct xc_arena *arena = to->sheet->loaded->arena;
    for (size_t i = 0; i < plan->visit_count; i++) {
        int month = month_of(plan->visits[i].date);
        if (is_seen(to, &plan->visits[i])) {
            bool none = to->last < to->first;
            to->first = none || month < to->first ? month : to->first;
            to->last = none || month > to->last ? month : to->last;
        }
    }
    size_t months = to->last >= to->first ? (size_t)(to->last - to->first) + 1 : 0;
    to->months = xc_arena_array(arena, months + 1, sizeof *to->months);
    to->stages = xc_arena_array(arena, programme->stage_count + 1, sizeof *to->stages);
    if (!to->months || !to->stages) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i <= months; i++) {
        to->months[i] = (struct counts){{0}};
    }
    for (size_t i = 0; i <= programme->stage_count; i++) {
        to->stages[i] = (struct counts){{0}};
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        const struct xc_stage *stage = xc_visit_stage(plan, visit);
        if (!is_seen(to, visit)) {
            continue;
        }
        to->all.of[visit->status]++;
        to->months[month_of(visit->date) - to->first].of[visit->status]++;
        to->stages[stage ? (size_t)(stage - programme->stages) : programme->stage_count]
            .of[visit->status]++;
    }
    return XC_OK;
}

static json_t *months_json(const struct counting *of) {
    json_t *list = json_array();
    for (int month = of->first; month <= of->last; month++) {
        struct xc_buffer name = xc_buffer_make(16);
        xc_buffer_printf(&name, "%04d-%02d", month / MONTHS_A_YEAR,
                         month % MONTHS_A_YEAR + 1);
        json_array_append_new(
            list, json_pack("{s:o, s:o}", "month", xc_json_text(xc_buffer_view(&name)),
                            "visits", counts_json(&of->months[month - of->first])));
        xc_buffer_free(&name);
    }
    return list;
}

static json_t *stages_json(const struct counting *of, xc_date today) {
    const struct xc_programme *programme = of->plan->programme;
    json_t *list = json_array();
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        const char *state = today < xc_stage_opens(programme, stage) ? "waits"
                            : today > stage->window.to               ? "over"
                                                                     : "open";
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o}",
                      "id", xc_json_text(stage->id), "title", xc_json_text(stage->title),
                      "plugin", xc_json_text(stage->plugin), "kind",
                      stage->kind == XC_STAGE_DRAWN ? "drawn" : "coverage", "nature",
                      xc_nature_word(stage->nature), "method",
                      xc_method_word(stage->method), "basis", xc_json_text(stage->basis),
                      "from", xc_json_day(stage->window.from), "to",
                      xc_json_day(stage->window.to), "opens", day_json(stage->opens),
                      "after", xc_json_text(stage->opens_after), "state", state, "visits",
                      counts_json(&of->stages[i])));
    }
    return list;
}

/* ---- What is owed ---- */

static json_t *due_json(const struct xc_session *session,
                        const struct xc_due_item *item) {
    char time[6] = "";
    if (item->minutes != XC_NO_TIME) {
        xc_time_format((unsigned)item->minutes, time);
    }
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:o}", "id", xc_json_text(item->id), "title",
        xc_json_text(xc_say_due_title(item->rule, session->catalogue)), "what",
        xc_json_text(item->rule->what), "date", xc_json_day(item->date), "time", time,
        "to", xc_json_text(item->rule->to));
}

/* Reports that have not come in: how many are late, and the first that is not. */
static int add_dues(const struct xc_programme_sheet *sheet,
                    const struct xc_loaded_plan *plan, xc_date today, unsigned minutes,
                    json_t *row, struct xc_error *error) {
    struct xc_dues_receipts *receipts = NULL;
    struct xc_due_item *items = NULL;
    const struct xc_due_item *next = NULL;
    size_t count = 0, late = 0;
    int rc = XC_OK;
    if (xc_viewer_sees_plans(sheet->role)) {
        rc = xc_dues_of_plan(sheet->session, sheet->loaded, plan, sheet->loaded->arena,
                             &items, &count, &receipts, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        bool over = items[i].date < today ||
                    (items[i].date == today && items[i].minutes != XC_NO_TIME &&
                     (unsigned)items[i].minutes < minutes);
        if (xc_dues_received(receipts, &items[i]).on != XC_NO_DATE) {
            continue;
        }
        late += over;
        next = !over && (!next || items[i].date < next->date) ? &items[i] : next;
    }
    if (rc == XC_OK) {
        json_object_set_new(row, "overdue", json_integer((json_int_t)late));
        json_object_set_new(row, "next_due",
                            next ? due_json(sheet->session, next) : json_null());
    }
    return rc;
}

/* ---- The plan ---- */

/* What was kept with the plan, in the reader's language. */
static int summary_of(const struct xc_programme_sheet *sheet,
                      const struct xc_loaded_plan *plan, json_t **summary,
                      struct xc_error *error) {
    const struct xc_str kept = plan->head.summary;
    *summary = json_loadb(kept.ptr, kept.len, 0, NULL);
    if (!*summary) {
        return xc_fail(error, XC_EENV, "the stored summary of the plan cannot be read");
    }
    return xc_plan_summary_tell(*summary, sheet->session->catalogue) == XC_OK
               ? XC_OK
               : xc_fail_memory(error);
}

static int add_totals(const struct xc_programme_sheet *sheet,
                      const struct xc_loaded_plan *plan, json_t *row,
                      struct xc_error *error) {
    json_t *summary = NULL, *targets;
    int rc = XC_OK;
    size_t unmet = 0;
    if (xc_viewer_sees_plans(sheet->role)) {
        rc = summary_of(sheet, plan, &summary, error);
        unmet = json_array_size(json_object_get(summary, "unmet"));
    }
    targets = json_object_get(json_object_get(summary, "totals"), "targets");
    json_object_set_new(row, "targets", json_integer(json_integer_value(targets)));
    json_object_set_new(row, "unmet", json_integer((json_int_t)unmet));
    json_decref(summary);
    return rc;
}

bool xc_programme_sheet_shows(const struct xc_programme_sheet *sheet,
                              const struct xc_loaded_plan *plan) {
    return xc_viewer_sees_plans(sheet->role) || plan->published_at != XC_NO_INSTANT;
}

static json_t *approval_json(const struct xc_plan_head *head) {
    return head->status == XC_PLAN_DRAFT
               ? json_null()
               : json_pack("{s:o, s:o, s:o}", "by", xc_json_text(head->approved_by), "at",
                           instant_json(head->approved_at), "until",
                           day_json(head->approved_until));
}

int xc_programme_sheet_row(const struct xc_programme_sheet *sheet,
                           const struct xc_loaded_plan *plan, json_t **row,
                           struct xc_error *error) {
    const struct xc_plan_head *head = &plan->head;
    const struct xc_programme *programme = plan->programme;
    struct counting counting = {.sheet = sheet, .plan = plan, .first = 0, .last = -1};
    unsigned minutes;
    int offset = 0;
    (void)xc_zone_known(programme->zone, &offset);
    xc_date today = xc_instant_date(sheet->session->now, offset, &minutes);
    int rc = count_visits(&counting, error);
    if (rc != XC_OK) {
        return rc;
    }
    *row = json_pack(
        "{s:o, s:o, s:i, s:o, s:I, s:o, s:o, s:o, s:b, s:s, s:o, s:o, s:o, s:o}", "id",
        xc_json_text(programme->id), "title", xc_json_text(programme->title), "year",
        programme->year, "office", xc_json_text(programme->office), "number",
        (json_int_t)head->number, "policy", xc_json_text(head->policy), "as_of",
        day_json(head->as_of), "made", instant_json(head->at), "provisional",
        (int)head->provisional, "status",
        head->status == XC_PLAN_DRAFT ? "draft" : "approved", "approved",
        approval_json(head), "visits", counts_json(&counting.all), "months",
        months_json(&counting), "stages", stages_json(&counting, today));
    rc = *row ? add_totals(sheet, plan, *row, error) : xc_fail_memory(error);
    return rc == XC_OK ? add_dues(sheet, plan, today, minutes, *row, error) : rc;
}

int xc_programme_sheet_add(const struct xc_programme_sheet *sheet,
                           const struct xc_loaded_plan *plan, json_t *row,
                           struct xc_error *error) {
    static const char *const kept[] = {"phases", "milestones", "params"};
    const json_t *rules = plan->programme->document;
    json_t *summary = NULL;
    int rc = XC_OK;
    if (xc_viewer_sees_plans(sheet->role)) {
        rc = summary_of(sheet, plan, &summary, error);
    }
    json_object_set_new(row, "plan", summary ? summary : json_null());
    json_object_set_new(row, "register", xc_json_text(plan->head.register_digest));
    json_object_set_new(row, "rules", xc_json_text(plan->head.rules_digest));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const json_t *part = json_object_get(rules, kept[i]);
        json_object_set_new(row, kept[i], part ? json_deep_copy(part) : json_array());
    }
    return rc;
}
