/* The page of a record for people. */
#include "draw/record.h"
#include "drawing/drawing.h"
#include "register/json.h"
#include "report/record_page.h"
#include "workspace/clock.h"

static void name_id(const struct xc_register *reg, const json_t *id, json_t *names) {
    struct xc_str text = xc_json_str(id);
    struct xc_str name = XC_STR("");
    uint32_t row = text.len ? xc_register_find_target(reg, text) : XC_NO_ROW;
    if (row != XC_NO_ROW) {
        name = xc_register_text(reg, reg->targets.name[row]);
    } else if (text.len) {
        row = xc_register_find_person(reg, text);
        name = row != XC_NO_ROW ? xc_register_text(reg, reg->people.name[row]) : name;
    }
    if (!name.len && text.len) {
        row = xc_register_find_area(reg, text);
        name = row != XC_NO_ROW ? xc_register_text(reg, reg->areas.name[row]) : name;
    }
    if (name.len) {
        json_object_setn_new(names, text.ptr, text.len, xc_json_text(name));
    }
}

/* All ids that a JSON value holds, as texts or as keys. */
static void name_all(const struct xc_register *reg, const json_t *json, json_t *names) {
    const char *key;
    const json_t *value;
    size_t i;
    if (json_is_string(json)) {
        name_id(reg, json, names);
    }
    json_array_foreach(json, i, value) {
        name_all(reg, value, names);
    }
    json_object_foreach((json_t *)json, key, value) {
        json_t *id = json_string(key);
        name_id(reg, id, names);
        json_decref(id);
        name_all(reg, value, names);
    }
}

/* Those of the record: strata that are areas, targets, people, fixed members of teams. */
static void name_record(const struct xc_register *reg, const json_t *record,
                        json_t *names) {
    const json_t *text = json_object_get(json_object_get(record, "files"), "rules");
    json_t *rules =
        json_is_string(text) ? json_loads(json_string_value(text), 0, NULL) : NULL;
    const json_t *sub;
    size_t i;
    name_all(reg, json_object_get(record, "result"), names);
    name_all(reg, json_object_get(json_object_get(rules, "select"), "n"), names);
    name_all(reg, json_object_get(json_object_get(rules, "select"), "floors"), names);
    name_all(reg, json_object_get(json_object_get(rules, "deal"), "teams"), names);
    json_array_foreach(json_object_get(record, "subs"), i, sub) {
        name_all(reg, json_object_get(sub, "result"), names);
    }
    json_decref(rules);
}

/* The draw as stored, without its tables; its texts stay empty where it is not. */
static struct xc_stored_draw find_draw(const struct xc_session *session, struct xc_str id,
                                       struct xc_arena *arena) {
    struct xc_stored_draw *draws = NULL, none = {0};
    struct xc_error ignored = {0};
    struct xc_str rest = id;
    size_t count = 0;
    if (xc_store_draws(session->store, session->office, xc_str_cut(&rest, '/'),
                       XC_STR(""), false, arena, &draws, &count, &ignored) != XC_OK) {
        return none;
    }
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(draws[i].id, id)) {
            return draws[i];
        }
    }
    return none;
}

/* The titles of its programme and stage as they were when it was committed to. */
static struct xc_str find_title(const struct xc_session *session,
                                const struct xc_stored_draw *draw,
                                struct xc_arena *arena) {
    struct xc_str rules = XC_STR(""), title;
    struct xc_error ignored = {0};
    struct xc_programme *programme = NULL;
    json_t *document = NULL;
    struct xc_buffer text = xc_buffer_make(1 << 14);
    if (xc_store_rules(session->store, draw->programme_rules, arena, &rules, &ignored) ==
            XC_OK &&
        xc_session_stored_rules(rules, arena, &document, &programme, &ignored) == XC_OK) {
        const struct xc_stage *stage = xc_programme_stage(programme, draw->stage);
        xc_buffer_add(&text, programme->title);
        if (stage && stage->title.len && !xc_str_equal(stage->title, programme->title)) {
            xc_buffer_puts(&text, text.len ? " · " : "");
            xc_buffer_add(&text, stage->title);
        }
    }
    title = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    json_decref(document);
    return title;
}

int xc_draw_page(const struct xc_session *session, const struct xc_catalogue *chinese,
                 json_t *json, struct xc_str file, struct xc_str digest,
                 struct xc_buffer *out, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_arena *arena = xc_arena_new((size_t)16 << 30);
    struct xc_record record;
    struct xc_record_report report;
    json_t *names = json_object();
    int rc = arena && names ? xc_store_load_register(session->store, session->office, 0,
                                                     &reg, session->progress, error)
                            : xc_fail_memory(error);
    if (rc == XC_OK) {
        name_record(reg, json, names);
        rc = xc_record_read(json, arena, &record, error);
    }
    if (rc == XC_OK) {
        rc = xc_record_verify(&record, arena, &report, session->progress, error);
    }
    if (rc == XC_OK) {
        struct xc_stored_draw draw = find_draw(session, record.commit.id, arena);
        struct xc_record_page page = {
            .record = &record,
            .report = &report,
            .names = names,
            .file = file,
            .digest = digest,
            .title = find_title(session, &draw, arena),
            .chinese = chinese,
            .chinese_first = xc_session_chinese(session),
            .offset_minutes = xc_clock_draw(session, &draw),
        };
        rc = xc_report_record_page(&page, out, error);
    }
    json_decref(names);
    xc_register_free(reg);
    xc_arena_free(arena);
    return rc;
}
