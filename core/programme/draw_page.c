/* The page of a record for people. */
#include "draw/record.h"
#include "programme/draw.h"
#include "report/record_page.h"

static void name_id(const struct xc_register *reg, const json_t *id, json_t *names) {
    struct xc_str text = {json_string_value(id), json_string_length(id)};
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

/* All ids that a result or an entry of a substitution names. */
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
        name_all(reg, value, names);
    }
}

int xc_draw_page(const struct xc_session *session, json_t *json, struct xc_str file,
                 struct xc_str digest, struct xc_buffer *out, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_arena *arena = xc_arena_new((size_t)16 << 30);
    struct xc_record record;
    struct xc_record_report report;
    json_t *names = json_object();
    int rc = arena && names ? xc_store_load_register(session->store, session->office, 0,
                                                     &reg, session->progress, error)
                            : xc_fail_memory(error);
    if (rc == XC_OK) {
        const json_t *sub;
        size_t i;
        name_all(reg, json_object_get(json, "result"), names);
        json_array_foreach(json_object_get(json, "subs"), i, sub) {
            name_all(reg, json_object_get(sub, "result"), names);
        }
        rc = xc_record_read(json, arena, &record, error);
    }
    if (rc == XC_OK) {
        rc = xc_record_verify(&record, arena, &report, session->progress, error);
    }
    if (rc == XC_OK) {
        struct xc_record_page page = {
            .record = &record,
            .report = &report,
            .names = names,
            .file = file,
            .digest = digest,
            .catalogue = session->catalogue,
            .chinese = xc_str_is(xc_str_from(session->language), "zh"),
        };
        rc = xc_report_record_page(&page, out, error);
    }
    json_decref(names);
    xc_register_free(reg);
    xc_arena_free(arena);
    return rc;
}
