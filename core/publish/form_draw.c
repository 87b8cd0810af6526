/* The record of a draw as a form: when it was committed to and run, where its seed came
 * from, and what it gave, with lines for witnesses. */
#include "drawing/drawing.h"
#include "drawing/work.h"
#include "publish/form_data.h"
#include "register/json.h"
#include "report/draw_counts.h"
#include "workspace/clock.h"

static void put_time(json_t *document, const char *name, xc_instant at, int offset) {
    char shown[XC_INSTANT_SHOWN];
    xc_instant_show(at, offset, shown);
    xc_form_put(document, name, xc_str_from(shown));
}

/* The names of a list from a place on, joined. */
static struct xc_str joined(struct xc_form_work *work, const json_t *list, size_t from) {
    bool chinese = xc_session_chinese(&work->session);
    xc_buffer_clear(&work->text);
    for (size_t i = from; i < json_array_size(list); i++) {
        struct xc_str id = xc_json_str(json_array_get(list, i)),
                      name = xc_register_name(work->loaded.reg, id);
        xc_buffer_puts(&work->text, i == from ? "" : chinese ? "、" : ", ");
        xc_buffer_add(&work->text, name.len ? name : id);
    }
    return xc_buffer_view(&work->text);
}

static void add_target(struct xc_form_work *work, json_t *targets, struct xc_str id,
                       struct xc_str stratum) {
    const struct xc_register *reg = work->loaded.reg;
    uint32_t row = xc_register_find_target(reg, id), area = XC_NO_ROW;
    struct xc_str name = xc_register_name(work->loaded.reg, id),
                  where = xc_register_name(work->loaded.reg, stratum);
    json_t *json = json_object();
    if (row != XC_NO_ROW) {
        struct xc_target target;
        xc_register_get_target(reg, row, &target);
        area = xc_register_find_area(reg, target.area);
    }
    json_object_set_new(json, "no",
                        json_integer((json_int_t)json_array_size(targets) + 1));
    xc_form_put(json, "id", id);
    xc_form_put(json, "name", name.len ? name : id);
    xc_form_put(json, "stratum", where.len ? where : stratum);
    xc_form_put(json, "area_name",
                area == XC_NO_ROW ? XC_STR("")
                                  : xc_register_text(reg, reg->areas.name[area]));
    xc_form_put(json, "people", XC_STR(""));
    json_array_append_new(targets, json);
}

/* Who goes where, beside the targets; teams of their own. */
static void put_people(struct xc_form_work *work, json_t *document,
                       const json_t *result) {
    json_t *target, *teams = json_array(), *by_id = json_object();
    const json_t *list;
    size_t i;
    json_array_foreach(json_object_get(document, "targets"), i, target) {
        json_object_set(by_id, json_string_value(json_object_get(target, "id")), target);
    }
    json_array_foreach(json_object_get(result, "crews"), i, list) {
        target = json_object_get(by_id, json_string_value(json_array_get(list, 0)));
        if (target) {
            xc_form_put(target, "people", joined(work, list, 1));
        }
    }
    json_decref(by_id);
    json_array_foreach(json_object_get(result, "teams"), i, list) {
        json_t *team = json_object();
        json_object_set_new(team, "no", json_integer((json_int_t)i + 1));
        xc_form_put(team, "people", joined(work, list, 0));
        json_array_append_new(teams, team);
    }
    json_object_set_new(document, "teams", teams);
}

static void put_beacons(json_t *document, const struct xc_stored_draw *draw) {
    json_t *beacons = json_loadb(draw->beacons.ptr ? draw->beacons.ptr : "",
                                 draw->beacons.len, 0, NULL);
    json_t *list = json_array();
    const json_t *beacon;
    size_t i;
    json_array_foreach(beacons, i, beacon) {
        json_t *json = json_object();
        xc_form_put(json, "name", xc_json_str_at(beacon, "name"));
        xc_form_put(json, "value", xc_json_str_at(beacon, "value"));
        json_array_append_new(list, json);
    }
    json_object_set_new(document, "beacons", list);
    json_decref(beacons);
}

static json_t *draw_json(struct xc_form_work *work, const struct xc_stored_draw *draw) {
    const struct xc_stage *stage = xc_programme_stage(work->plan->programme, draw->stage);
    int offset = xc_clock_draw(&work->session, draw);
    json_t *document = json_object(), *targets = json_array();
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    struct xc_draw_counted counted = {0};
    const char *stratum;
    const json_t *list, *id;
    size_t i;
    (void)xc_draw_count(result, &counted, work->error);
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        json_array_foreach(list, i, id) {
            add_target(work, targets, xc_json_str(id), xc_str_from(stratum));
        }
    }
    xc_form_put(document, "draw", draw->id);
    xc_form_put(document, "stage", draw->stage);
    xc_form_put(document, "stage_title",
                stage && stage->title.len ? stage->title : draw->stage);
    xc_form_put(document, "basis", stage ? stage->basis : XC_STR(""));
    xc_form_put(document, "batch", draw->batch);
    put_time(document, "committed", draw->committed_at, offset);
    put_time(document, "drawn", draw->drawn_at, offset);
    json_object_set_new(document, "entry", json_integer((json_int_t)draw->commit_index));
    json_object_set_new(document, "result_entry",
                        json_integer((json_int_t)draw->result_index));
    json_object_set_new(document, "count", json_integer((json_int_t)counted.targets));
    json_object_set_new(document, "people_count",
                        json_integer((json_int_t)counted.people));
    xc_form_put(document, "seed", xc_json_str_at(result, "seed"));
    put_beacons(document, draw);
    json_object_set_new(document, "targets", targets);
    put_people(work, document, result);
    json_decref(result);
    return document;
}

int xc_form_draws(struct xc_form_work *work) {
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    int rc = xc_draws_load(&work->session, work->plan->programme->id, work->arena, &draws,
                           &count, work->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status == XC_DRAW_DRAWN && draws[i].drawn_at <= work->session.now &&
            !xc_draw_is_closed(&work->session, &draws[i], work->arena)) {
            json_array_append_new(work->documents, draw_json(work, &draws[i]));
        }
    }
    return rc;
}
