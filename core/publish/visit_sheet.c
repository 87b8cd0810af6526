#include "publish/visit_sheet.h"

#include "casework/disposals.h"
#include "publish/found.h"
#include "publish/register_rows.h"
#include "publish/visit_checks.h"
#include "workspace/guests.h"
#include "workspace/sight.h"

#include <string.h>

static json_t *minutes_json(unsigned minutes) {
    char time[6];
    xc_time_format(minutes, time);
    return json_string(time);
}

static json_t *instant_json(xc_instant instant) {
    char text[21] = "";
    if (instant != XC_NO_INSTANT) {
        xc_instant_format(instant, text);
    }
    return json_string(text);
}

/* ---- Target and stages ---- */

/* One that the register does not hold any more has nothing but its id. */
static json_t *target_json(const struct xc_register *reg, struct xc_str id) {
    uint32_t row = xc_register_find_target(reg, id);
    return row == XC_NO_ROW ? json_pack("{s:o, s:s, s:s}", "id", xc_json_text(id), "name",
                                        "", "kind", "")
                            : xc_register_row_target(reg, row);
}

static json_t *stages_json(const struct xc_loaded *loaded, const struct xc_visit *visit) {
    json_t *stages = json_array();
    for (size_t i = 0; i < visit->task_count; i++) {
        for (size_t p = 0; p < loaded->count; p++) {
            const struct xc_programme *programme = loaded->plans[p].programme;
            const struct xc_stage *stage =
                xc_str_equal(programme->id, visit->tasks[i].programme)
                    ? xc_programme_stage(programme, visit->tasks[i].stage)
                    : NULL;
            if (stage) {
                json_array_append_new(stages,
                                      json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:s}",
                                                "programme", xc_json_text(programme->id),
                                                "title", xc_json_text(programme->title),
                                                "stage", xc_json_text(stage->id),
                                                "stage_title", xc_json_text(stage->title),
                                                "basis", xc_json_text(stage->basis),
                                                "nature", xc_nature_word(stage->nature),
                                                "method", xc_method_word(stage->method)));
            }
        }
    }
    return stages;
}

/* ---- What is asked and what was found ---- */

static void add_check(void *context, const struct xc_visit_check *check) {
    json_array_append_new(context,
                          json_pack("{s:o, s:o, s:o}", "item", xc_json_text(check->item),
                                    "text", xc_json_text(check->text), "basis",
                                    xc_json_text(check->basis)));
}

static json_t *checks_json(const struct xc_visit_sheet *sheet,
                           const struct xc_checklists *lists,
                           const struct xc_visit *visit) {
    const struct xc_register *reg = sheet->loaded->reg;
    uint32_t row = xc_register_find_target(reg, visit->target);
    enum xc_kind kind =
        row == XC_NO_ROW ? (enum xc_kind)0 : (enum xc_kind)reg->targets.kind[row];
    json_t *checks = json_array();
    xc_visit_checks(sheet->loaded, lists, visit, kind, add_check, checks);
    return checks;
}

static json_t *money_json(int64_t fen) {
    struct xc_buffer text = xc_buffer_make(64);
    xc_buffer_printf(&text, "%lld.%02lld", (long long)(fen / 100),
                     (long long)(fen % 100));
    json_t *json = xc_json_text(xc_buffer_view(&text));
    xc_buffer_free(&text);
    return json;
}

static json_t *outcomes_json(const struct xc_visit_sheet *sheet,
                             const struct xc_found *found, const struct xc_visit *visit,
                             struct xc_arena *arena) {
    json_t *rows = json_array();
    size_t count;
    const struct xc_outcome *const *of = xc_found_of(found, visit->id, &count);
    for (size_t i = 0; i < count; i++) {
        const struct xc_outcome *row = of[i];
        json_array_append_new(
            rows,
            json_pack("{s:o, s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, "
                      "s:o}",
                      "item", xc_json_text(row->item), "result",
                      xc_outcome_word(row->result), "findings",
                      xc_json_text(row->findings), "amount", money_json(row->amount),
                      "points", (json_int_t)row->points, "disposal",
                      xc_json_text(xc_disposal_said(
                          row->disposal, xc_session_chinese(sheet->session), arena)),
                      "doctor", xc_json_text(row->doctor), "rectify_by",
                      xc_json_day(row->rectify_by), "closed_on",
                      xc_json_day(row->closed_on), "date", xc_json_day(row->date),
                      "people", xc_json_text(row->people), "at", instant_json(row->at)));
    }
    return rows;
}

/* ---- What it was before, and what else goes there ---- */

struct changes {
    struct xc_str visit;
    struct xc_arena *arena;
    struct xc_error *error;
    json_t *list;
};

static json_t *people_json(const struct xc_visit *visit) {
    json_t *people = json_array();
    for (size_t i = 0; i < visit->person_count; i++) {
        json_array_append_new(people, xc_json_text(visit->people[i].person));
    }
    return people;
}

static int add_version(void *context, const struct xc_visit_version *version) {
    struct changes *to = context;
    struct xc_str line = version->line;
    struct xc_str id = xc_str_cut(&line, '\t');
    struct xc_visit was;
    if (!xc_str_equal(id, to->visit)) {
        return XC_OK;
    }
    int rc = xc_visit_read(line, to->arena, &was, to->error);
    if (rc == XC_OK) {
        json_array_append_new(
            to->list,
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "date",
                      xc_json_day(was.date), "start", minutes_json(was.start), "end",
                      minutes_json(was.end), "crew", xc_json_text(was.crew), "people",
                      people_json(&was), "status", xc_visit_status_word(was.status),
                      "reason", xc_json_text(was.reason), "until",
                      instant_json(version->until)));
    }
    return rc;
}

static json_t *others_json(const struct xc_visit_sheet *sheet,
                           const struct xc_visit *visit) {
    json_t *others = json_array();
    for (size_t p = 0; p < sheet->loaded->count; p++) {
        const struct xc_loaded_plan *plan = &sheet->loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            const struct xc_visit *other = &plan->visits[i];
            if (!xc_str_equal(other->target, visit->target) ||
                xc_str_equal(other->id, visit->id) || xc_visit_is_guest(plan, other) ||
                (sheet->sees && !sheet->sees(sheet->context, plan, other))) {
                continue;
            }
            const struct xc_stage *stage = xc_visit_stage(plan, other);
            json_array_append_new(
                others, json_pack("{s:o, s:o, s:s, s:o}", "id", xc_json_text(other->id),
                                  "date", xc_json_day(other->date), "status",
                                  xc_visit_status_word(other->status), "stage_title",
                                  xc_json_text(stage ? stage->title : XC_STR(""))));
        }
    }
    return others;
}

int xc_visit_sheet_add(const struct xc_visit_sheet *sheet,
                       const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                       struct xc_arena *arena, json_t *json, struct xc_error *error) {
    const struct xc_session *session = sheet->session;
    struct changes changes = {visit->id, arena, error, json_array()};
    struct xc_checklists lists = {0};
    struct xc_found found = {0};
    int rc = xc_checklists_of(session, arena, &lists, error);
    if (rc == XC_OK) {
        rc = xc_found_load(session, arena, &found, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_each_replaced(session->store, session->office, plan->programme->id,
                                    XC_NO_INSTANT, add_version, &changes, error);
    }
    if (rc != XC_OK) {
        json_decref(changes.list);
        return rc;
    }
    json_object_set_new(json, "place", target_json(sheet->loaded->reg, visit->target));
    json_object_set_new(json, "stages", stages_json(sheet->loaded, visit));
    json_object_set_new(json, "checks", checks_json(sheet, &lists, visit));
    json_object_set_new(json, "outcomes", outcomes_json(sheet, &found, visit, arena));
    json_object_set_new(json, "changes", changes.list);
    json_object_set_new(json, "others", others_json(sheet, visit));
    return XC_OK;
}
