#include "cli/visit_tell.h"

#include "cli/fields.h"
#include "report/findings_figures.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>

struct xc_str xc_cli_target_name(const struct xc_register *reg, struct xc_str target) {
    uint32_t row = xc_register_find_target(reg, target);
    return row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->targets.name[row]);
}

struct xc_str xc_cli_people(struct xc_cli *cli, const struct xc_register *reg,
                            const struct xc_visit *visit) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t row = xc_register_find_person(reg, visit->people[i].person);
        struct xc_str name =
            row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->people.name[row]);
        xc_buffer_puts(&text, !i ? "" : cli->language[0] == 'z' ? "、" : ", ");
        xc_buffer_add(&text, name.len ? name : visit->people[i].person);
    }
    struct xc_str copy = xc_arena_copy(cli->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return copy;
}

enum xc_visit_status xc_cli_visit_status(struct xc_str word) {
    static const char *const chinese[] = {
        [XC_VISIT_DRAFT] = "草案",       [XC_VISIT_PUBLISHED] = "已发布",
        [XC_VISIT_ACCEPTED] = "已确认",  [XC_VISIT_DONE] = "已完成",
        [XC_VISIT_CANCELLED] = "已取消", [XC_VISIT_VOID] = "作废"};
    enum xc_visit_status status = xc_visit_status_parse(word);
    for (unsigned i = XC_VISIT_DRAFT; i <= XC_VISIT_VOID && !status; i++) {
        status = xc_str_is(word, chinese[i]) ? (enum xc_visit_status)i : 0;
    }
    return status;
}

/* ---- JSON ---- */

static json_t *people_json(const struct xc_register *reg, const struct xc_visit *visit) {
    json_t *people = json_array();
    for (size_t i = 0; i < visit->person_count; i++) {
        struct xc_str id = visit->people[i].person;
        uint32_t row = xc_register_find_person(reg, id);
        struct xc_str name =
            row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->people.name[row]);
        json_array_append_new(
            people, json_pack("{s:o, s:o, s:s}", "id", xc_json_text(id), "name",
                              xc_json_text(name), "seat",
                              xc_words_english(XC_WORDS_ROLE, visit->people[i].seat)));
    }
    return people;
}

static json_t *tasks_json(const struct xc_loaded *loaded, const struct xc_visit *visit) {
    json_t *tasks = json_array();
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_visit_task *task = &visit->tasks[i];
        struct xc_str title = XC_STR("");
        for (size_t p = 0; p < loaded->count; p++) {
            const struct xc_programme *programme = loaded->plans[p].programme;
            const struct xc_stage *stage =
                xc_str_equal(programme->id, task->programme)
                    ? xc_programme_stage(programme, task->stage)
                    : NULL;
            title = stage ? stage->title : title;
        }
        json_array_append_new(tasks, json_pack("{s:o, s:o, s:o}", "programme",
                                               xc_json_text(task->programme), "stage",
                                               xc_json_text(task->stage), "title",
                                               xc_json_text(title)));
    }
    return tasks;
}

static void put_time(json_t *json, const struct xc_visit *visit) {
    char from[6], to[6];
    xc_time_format(visit->start, from);
    xc_time_format(visit->end, to);
    xc_fields_date(json, "date", visit->date);
    xc_fields_date(json, "end_date", visit->end_date);
    xc_fields_text(json, "start", xc_str_from(from));
    xc_fields_text(json, "end", xc_str_from(to));
}

static void put_target(json_t *json, const struct xc_register *reg,
                       struct xc_str target) {
    struct xc_target row = {.id = target};
    struct xc_area area = {.name = XC_STR("")};
    uint32_t at = xc_register_find_target(reg, target);
    if (at != XC_NO_ROW) {
        xc_register_get_target(reg, at, &row);
        xc_register_get_area(reg, reg->targets.area[at], &area);
    }
    xc_fields_text(json, "target", target);
    xc_fields_text(json, "target_name", row.name);
    xc_fields_text(json, "kind", xc_str_from(xc_words_english(XC_WORDS_KIND, row.kind)));
    xc_fields_text(json, "area", row.area);
    xc_fields_text(json, "area_name", area.name);
    xc_fields_text(json, "zone", row.zone);
    xc_fields_text(json, "address", row.address);
}

json_t *xc_cli_visit_json(const struct xc_loaded *loaded, const struct xc_visit *visit) {
    char embargo[21] = "";
    json_t *json = json_object();
    if (visit->embargo_until != XC_NO_INSTANT) {
        xc_instant_format(visit->embargo_until, embargo);
    }
    xc_fields_text(json, "id", visit->id);
    put_time(json, visit);
    put_target(json, loaded->reg, visit->target);
    json_object_set_new(json, "tasks", tasks_json(loaded, visit));
    json_object_set_new(json, "minutes", json_integer(visit->minutes));
    xc_fields_text(json, "slot", xc_str_from(xc_visit_slot(visit)));
    xc_fields_text(json, "crew", visit->crew);
    json_object_set_new(json, "people", people_json(loaded->reg, visit));
    xc_fields_text(json, "status", xc_str_from(xc_visit_status_word(visit->status)));
    json_object_set_new(json, "pinned", json_boolean(visit->pinned));
    xc_fields_text(json, "embargo_until", xc_str_from(embargo));
    xc_fields_text(json, "reason", visit->reason);
    return json;
}

json_t *xc_cli_busy_json(const struct xc_visit *visit) {
    json_t *json = json_pack("{s:o, s:b}", "id", xc_json_text(visit->id), "busy", 1);
    put_time(json, visit);
    return json;
}

/* ---- Results ---- */

static int by_visit(const void *left, const void *right) {
    const struct xc_cli_result *a = left, *b = right;
    int order = xc_str_compare(a->visit, b->visit);
    unsigned bad = xc_findings_gravity(a->result), worse = xc_findings_gravity(b->result);
    return order != 0 ? order : (bad < worse) - (bad > worse);
}

int xc_cli_results(struct xc_cli *cli, struct xc_cli_results *results,
                   struct xc_error *error) {
    struct xc_outcome *outcomes = NULL;
    size_t count = 0;
    *results = (struct xc_cli_results){0};
    int rc = xc_store_outcomes(cli->session.store, cli->session.office, XC_NO_INSTANT,
                               cli->arena, &outcomes, &count, error);
    if (rc == XC_OK) {
        results->rows = xc_arena_array(cli->arena, count + 1, sizeof *results->rows);
        rc = results->rows ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (outcomes[i].visit.len > 0) {
            results->rows[results->count++] =
                (struct xc_cli_result){outcomes[i].visit, outcomes[i].result};
        }
    }
    if (rc == XC_OK && results->count > 1) {
        qsort(results->rows, results->count, sizeof *results->rows, by_visit);
    }
    return rc;
}

enum xc_outcome_result xc_cli_result_of(const struct xc_cli_results *results,
                                        struct xc_str visit) {
    size_t low = 0, high = results->count;
    while (low < high) { /* the first row of the visit, which is its worst one */
        size_t middle = low + (high - low) / 2;
        if (xc_str_compare(results->rows[middle].visit, visit) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < results->count && xc_str_equal(results->rows[low].visit, visit)
               ? results->rows[low].result
               : 0;
}
