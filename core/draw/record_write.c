/* Records and their parts as JSON. */
#include "draw/record.h"

#include "base/buffer.h"

static json_t *text_json(struct xc_str text) {
    return json_stringn(text.len > 0 ? text.ptr : "", text.len);
}

/* Takes value, which may be NULL; false: no memory. */
static bool put(json_t *object, const char *key, json_t *value) {
    return value != NULL && json_object_set_new(object, key, value) == 0;
}

static bool append(json_t *list, json_t *value) {
    return value != NULL && json_array_append_new(list, value) == 0;
}

static json_t *finished(json_t *json, bool complete) {
    if (!complete) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static json_t *hex_json(const void *bytes, size_t len) {
    struct xc_buffer hex = xc_buffer_make(2 * len + 1);
    json_t *json = NULL;
    if (xc_buffer_hex(&hex, bytes, len) == XC_OK)
        json = text_json(xc_buffer_view(&hex));
    xc_buffer_free(&hex);
    return json;
}

static json_t *log_json(const struct xc_record_log *log) {
    json_t *json = json_object();
    json_t *proof = json_array();
    bool good = put(json, "index", json_integer((json_int_t)log->index)) &&
                put(json, "time", text_json(log->time)) &&
                put(json, "checkpoint", text_json(log->checkpoint));
    for (size_t i = 0; i < log->proof_count && good; i++)
        good = append(proof, hex_json(log->proof[i].bytes, sizeof log->proof[i].bytes));
    return finished(json, put(json, "proof", proof) && good);
}

static json_t *beacons_json(const struct xc_beacon *beacons, size_t count) {
    json_t *list = json_array();
    bool good = list != NULL;
    for (size_t i = 0; i < count && good; i++) {
        json_t *json = json_object();
        good = put(json, "name", text_json(beacons[i].name.text)) &&
               put(json, "value", hex_json(beacons[i].value.ptr, beacons[i].value.len)) &&
               put(json, "checked", json_boolean(beacons[i].checked));
        good = append(list, json) && good;
    }
    return finished(list, good);
}

static json_t *sub_json(const struct xc_record_sub *sub) {
    json_t *json = json_object();
    bool good = put(json, "entry", text_json(sub->entry.text)) &&
                put(json, "log", log_json(&sub->log));
    if (good && sub->closed)
        good = put(json, "blind", hex_json(sub->blind.bytes, sizeof sub->blind.bytes));
    if (good && sub->result == NULL) {
        json_t *ended = json_object();
        good = put(ended, "reason", text_json(sub->void_reason)) &&
               put(ended, "by", text_json(sub->void_by));
        good = put(json, "void", ended) && good &&
               put(json, "void_log", log_json(&sub->void_log));
    } else if (good) {
        good = put(json, "beacons", beacons_json(sub->beacons, sub->beacon_count)) &&
               put(json, "one_time_code", hex_json(sub->code.ptr, sub->code.len)) &&
               put(json, "result", json_incref(sub->result));
    }
    return finished(json, good);
}

static json_t *subs_json(const struct xc_record *record) {
    json_t *list = json_array();
    bool good = list != NULL;
    for (size_t i = 0; i < record->sub_count && good; i++)
        good = append(list, sub_json(&record->subs[i]));
    return finished(list, good);
}

static json_t *files_json(const struct xc_draw_files *files) {
    json_t *json = json_object();
    bool good = put(json, "rules", text_json(files->rules)) &&
                put(json, "targets", text_json(files->targets)) &&
                put(json, "people", text_json(files->people)) &&
                put(json, "avoid", text_json(files->avoid));
    return finished(json, good);
}

json_t *xc_record_json(const struct xc_record *record) {
    json_t *json = json_object();
    bool good =
        put(json, "v", json_integer(1)) &&
        put(json, "commit", text_json(record->commit.text)) &&
        put(json, "files", files_json(&record->files)) &&
        put(json, "beacons", beacons_json(record->beacons, record->beacon_count)) &&
        put(json, "one_time_code", hex_json(record->code.ptr, record->code.len)) &&
        put(json, "result", json_incref(record->result)) &&
        put(json, "key", text_json(record->key)) &&
        put(json, "log", log_json(&record->log)) &&
        put(json, "result_log", log_json(&record->result_log));
    if (good && record->outer != NULL)
        good = put(json, "outer", xc_record_json(record->outer));
    if (good && record->sub_count > 0)
        good = put(json, "subs", subs_json(record));
    return finished(json, good);
}

json_t *xc_record_sub_result(const struct xc_urn *urn, const struct xc_digest *seed,
                             bool person, const struct xc_draw_substitute *substitute) {
    json_t *json = json_object();
    const struct xc_str *ids = person ? urn->people.id : urn->targets.id;
    struct xc_str in = substitute->none ? XC_STR("-") : ids[substitute->row];
    bool good = put(json, "seed", hex_json(seed->bytes, sizeof seed->bytes)) &&
                put(json, "in", text_json(in));
    if (good && !person && !substitute->none && substitute->crew != NULL) {
        json_t *crew = json_array();
        for (size_t i = 0; i < substitute->crew_count && good; i++)
            good = append(crew, text_json(urn->people.id[substitute->crew[i]]));
        good = put(json, "crew", crew) && good;
    }
    return finished(json, good);
}
