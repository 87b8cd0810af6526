/* The form of a record: JSON in, views out. */
#include "draw/draw_internal.h"
#include "draw/record_internal.h"

#include "base/date.h"
#include "base/note.h"
#include "register/json.h"

#include <string.h>

struct reader {
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_str place;                   /* of the object that is read, for errors */
    const struct xc_record_tables *tables; /* NULL: none were taken out */
};

enum shape { TEXT, DIGEST, NUMBER, FLAG, LIST, OBJECT };

/* A key of an object and where its value goes. */
struct member {
    const char *key;
    enum shape shape;
    bool optional;
    json_t **value; /* NULL: only looked at */
};

#define refuse(reader, ...)                                                              \
    xc_fail_at((reader)->error, XC_EINPUT, (reader)->place, 0, 0, __VA_ARGS__)

/* "place.key", or "place[index]" where key is NULL, for the length of a call. */
static struct reader inside(const struct reader *reader, const char *key, size_t index) {
    struct reader deeper = *reader;
    struct xc_buffer name = xc_buffer_make(XC_FILE_BYTES);
    (void)xc_buffer_add(&name, reader->place);
    if (key == NULL)
        (void)xc_buffer_printf(&name, "[%zu]", index);
    else
        (void)xc_buffer_printf(&name, "%s%s", reader->place.len > 0 ? "." : "", key);
    struct xc_str copy = xc_arena_copy(reader->arena, xc_buffer_view(&name));
    if (copy.ptr != NULL)
        deeper.place = copy;
    xc_buffer_free(&name);
    return deeper;
}

static bool has_shape(const json_t *json, enum shape shape) {
    uint8_t bytes[XC_DIGEST_BYTES];
    switch (shape) {
    case TEXT:
        return json_is_string(json);
    case DIGEST:
        return json_is_string(json) &&
               xc_hex_parse(xc_json_str(json), bytes, sizeof bytes);
    case NUMBER:
        return json_is_integer(json) && json_integer_value(json) >= 0;
    case FLAG:
        return json_is_boolean(json);
    case LIST:
        return json_is_array(json);
    case OBJECT:
    default:
        return json_is_object(json);
    }
}

static int refuse_shape(const struct reader *reader, const char *key, enum shape shape) {
    switch (shape) {
    case TEXT:
        return refuse(reader, "“%s” has to be a text", key);
    case DIGEST:
        return refuse(reader, "“%s” has to be 64 hexadecimal digits in lower case", key);
    case NUMBER:
        return refuse(reader, "“%s” has to be a whole number from 0", key);
    case FLAG:
        return refuse(reader, "“%s” has to be true or false", key);
    case LIST:
        return refuse(reader, "“%s” has to be a list", key);
    case OBJECT:
    default:
        return refuse(reader, "“%s” has to be an object", key);
    }
}

/* An object with these members and no others. */
static int read_object(const struct reader *reader, json_t *object,
                       const struct member *members, size_t count) {
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return refuse(reader, "this has to be an object");
    json_object_foreach(object, key, value) {
        size_t i = 0;
        while (i < count && strcmp(members[i].key, key) != 0)
            i++;
        if (i == count)
            return refuse(reader, "unknown key “%.*s”",
                          XC_PRI(xc_draw_show(xc_str_from(key))));
    }
    for (size_t i = 0; i < count; i++) {
        value = json_object_get(object, members[i].key);
        if (value == NULL && !members[i].optional)
            return refuse(reader, "“%s” is missing", members[i].key);
        if (value != NULL && !has_shape(value, members[i].shape))
            return refuse_shape(reader, members[i].key, members[i].shape);
        if (members[i].value != NULL)
            *members[i].value = value;
    }
    return XC_OK;
}

static int check_list(const struct reader *reader, const json_t *list, enum shape shape,
                      size_t max) {
    if (json_array_size(list) > max)
        return refuse(reader, "there are more than %zu entries", max);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!has_shape(json_array_get(list, i), shape))
            return refuse(reader, "entry %zu is not what it has to be", i + 1);
    }
    return XC_OK;
}

/* Lists of lists of texts. */
static int check_lists(const struct reader *reader, const json_t *lists) {
    int code = check_list(reader, lists, LIST, SIZE_MAX);
    for (size_t i = 0; i < json_array_size(lists) && code == XC_OK; i++)
        code = check_list(reader, json_array_get(lists, i), TEXT, SIZE_MAX);
    return code;
}

static int read_bytes(const struct reader *reader, const json_t *hex, const char *key,
                      size_t max, struct xc_str *bytes) {
    struct xc_str digits = xc_json_str(hex);
    size_t len = digits.len / 2;
    uint8_t *place = xc_arena_alloc(reader->arena, len);
    if (place == NULL)
        return xc_fail_memory(reader->error);
    if (len > max || !xc_hex_parse(digits, place, len))
        return refuse(reader,
                      "“%s” has to be pairs of hexadecimal digits in lower case, at most "
                      "%zu",
                      key, max);
    *bytes = (struct xc_str){(const char *)place, len};
    return XC_OK;
}

static int read_code(const struct reader *reader, const json_t *hex,
                     struct xc_str *bytes) {
    int code = read_bytes(reader, hex, "one_time_code", XC_DIGEST_BYTES, bytes);
    if (code == XC_OK && bytes->len != 0 && bytes->len != XC_DIGEST_BYTES)
        return refuse(reader, "a one-time code has 32 bytes, not %zu", bytes->len);
    return code;
}

static int read_beacons(const struct reader *reader, const json_t *list,
                        struct xc_beacon *beacons, size_t *count) {
    *count = json_array_size(list);
    if (*count > XC_BEACONS)
        return refuse(reader, "a draw can have %d beacons, no more", (int)XC_BEACONS);
    for (size_t i = 0; i < *count; i++) {
        json_t *name = NULL, *value = NULL, *checked = NULL;
        const struct member members[] = {{"name", TEXT, false, &name},
                                         {"value", TEXT, false, &value},
                                         {"checked", FLAG, false, &checked}};
        struct reader deeper = inside(reader, NULL, i);
        int code = read_object(&deeper, json_array_get(list, i), members, 3);
        if (code == XC_OK)
            code = read_bytes(&deeper, value, "value", XC_BEACON_VALUE_BYTES,
                              &beacons[i].value);
        if (code != XC_OK)
            return code;
        beacons[i].name.text = xc_json_str(name);
        beacons[i].checked = json_is_true(checked);
    }
    return XC_OK;
}

/* One way to write an instant, so that the leaf is the same for everybody. */
static bool is_time(struct xc_str text) {
    xc_instant instant;
    char again[21];
    if (text.len != sizeof again - 1 || !xc_instant_parse(text, 0, &instant))
        return false;
    xc_instant_format(instant, again);
    return xc_str_is(text, again);
}

static int read_log(const struct reader *reader, json_t *object,
                    struct xc_record_log *log) {
    json_t *index = NULL, *time = NULL, *checkpoint = NULL, *proof = NULL;
    const struct member members[] = {{"index", NUMBER, false, &index},
                                     {"time", TEXT, false, &time},
                                     {"checkpoint", TEXT, false, &checkpoint},
                                     {"proof", LIST, false, &proof}};
    int code = read_object(reader, object, members, 4);
    if (code == XC_OK)
        code = check_list(reader, proof, DIGEST, XC_PROOF_HASHES);
    if (code != XC_OK)
        return code;
    log->index = (uint64_t)json_integer_value(index);
    log->time = xc_json_str(time);
    log->checkpoint = xc_json_str(checkpoint);
    log->proof_count = json_array_size(proof);
    log->proof = xc_arena_array(reader->arena, log->proof_count, sizeof *log->proof);
    if (log->proof == NULL)
        return xc_fail_memory(reader->error);
    for (size_t i = 0; i < log->proof_count; i++)
        (void)xc_hex_parse(xc_json_str(json_array_get(proof, i)), log->proof[i].bytes,
                           XC_DIGEST_BYTES);
    return is_time(log->time)
               ? XC_OK
               : refuse(reader, "“time” has to be like 2026-03-02T01:00:00Z");
}

static int read_files(const struct reader *reader, json_t *object,
                      struct xc_draw_files *files) {
    json_t *rules = NULL, *targets = NULL, *people = NULL, *avoid = NULL;
    const struct member members[] = {{"rules", TEXT, false, &rules},
                                     {"targets", TEXT, false, &targets},
                                     {"people", TEXT, false, &people},
                                     {"avoid", TEXT, false, &avoid}};
    if (json_object_get(object, "panels") != NULL)
        return refuse(reader, "this version does not check draws of panels");
    int code = read_object(reader, object, members, 4);
    if (code == XC_OK)
        *files =
            (struct xc_draw_files){xc_record_table(reader->tables, xc_json_str(rules)),
                                   xc_record_table(reader->tables, xc_json_str(targets)),
                                   xc_record_table(reader->tables, xc_json_str(people)),
                                   xc_record_table(reader->tables, xc_json_str(avoid))};
    return code;
}

static int check_result(const struct reader *reader, json_t *object) {
    json_t *selected = NULL, *crews = NULL, *teams = NULL, *ids;
    const char *stratum;
    const struct member members[] = {{"seed", DIGEST, false, NULL},
                                     {"selected", OBJECT, false, &selected},
                                     {"crews", LIST, true, &crews},
                                     {"teams", LIST, true, &teams}};
    if (json_object_get(object, "panel") != NULL)
        return refuse(reader, "this version does not check draws of panels");
    int code = read_object(reader, object, members, 4);
    if (code != XC_OK)
        return code;
    struct reader deeper = inside(reader, "selected", 0);
    json_object_foreach(selected, stratum, ids) {
        if (!json_is_array(ids))
            return refuse(&deeper, "“%.*s” has to be a list",
                          XC_PRI(xc_draw_show(xc_str_from(stratum))));
        code = check_list(&deeper, ids, TEXT, SIZE_MAX);
        if (code != XC_OK)
            return code;
    }
    deeper = inside(reader, "crews", 0);
    code = check_lists(&deeper, crews);
    if (code != XC_OK)
        return code;
    deeper = inside(reader, "teams", 0);
    return check_lists(&deeper, teams);
}

/* What was run: its value, and who came in. */
static int read_run(const struct reader *reader, json_t *beacons, json_t *hex,
                    struct xc_record_sub *sub) {
    json_t *crew = NULL;
    const struct member results[] = {{"seed", DIGEST, false, NULL},
                                     {"in", TEXT, false, NULL},
                                     {"crew", LIST, true, &crew}};
    sub->beacons = xc_arena_array(reader->arena, XC_BEACONS, sizeof *sub->beacons);
    if (sub->beacons == NULL)
        return xc_fail_memory(reader->error);
    int code = read_object(reader, sub->result, results, 3);
    if (code == XC_OK)
        code = check_list(reader, crew, TEXT, SIZE_MAX);
    if (code == XC_OK)
        code = read_beacons(reader, beacons, sub->beacons, &sub->beacon_count);
    return code == XC_OK ? read_code(reader, hex, &sub->code) : code;
}

/* What was ended before its value. */
static int read_void(const struct reader *reader, json_t *ended, json_t *log,
                     struct xc_record_sub *sub) {
    json_t *reason = NULL, *by = NULL;
    const struct member members[] = {{"reason", TEXT, false, &reason},
                                     {"by", TEXT, false, &by}};
    int code = read_object(reader, ended, members, 2);
    sub->void_reason = xc_json_str(reason);
    sub->void_by = xc_json_str(by);
    if (code == XC_OK &&
        !(xc_sub_void_valid(sub->void_reason) && xc_sub_void_valid(sub->void_by)))
        return refuse(reader, "a void has a reason and a name, each one line");
    return code == XC_OK ? read_log(reader, log, &sub->void_log) : code;
}

static int read_sub(const struct reader *reader, json_t *object,
                    struct xc_record_sub *sub) {
    json_t *entry = NULL, *beacons = NULL, *hex = NULL, *log = NULL, *blind = NULL,
           *ended = NULL, *void_log = NULL;
    const struct member run[] = {
        {"entry", TEXT, false, &entry},       {"beacons", LIST, false, &beacons},
        {"one_time_code", TEXT, false, &hex}, {"result", OBJECT, false, &sub->result},
        {"log", OBJECT, false, &log},         {"blind", DIGEST, true, &blind}};
    const struct member voided[] = {{"entry", TEXT, false, &entry},
                                    {"log", OBJECT, false, &log},
                                    {"blind", DIGEST, true, &blind},
                                    {"void", OBJECT, false, &ended},
                                    {"void_log", OBJECT, false, &void_log}};
    bool is_void = json_object_get(object, "void") != NULL;
    int code = is_void ? read_object(reader, object, voided, 5)
                       : read_object(reader, object, run, 6);
    if (code == XC_OK)
        code = is_void ? read_void(reader, ended, void_log, sub)
                       : read_run(reader, beacons, hex, sub);
    if (code == XC_OK)
        code = read_log(reader, log, &sub->log);
    sub->closed = blind != NULL;
    if (code == XC_OK && sub->closed)
        (void)xc_hex_parse(xc_json_str(blind), sub->blind.bytes, XC_DIGEST_BYTES);
    return code == XC_OK
               ? xc_sub_entry_read(xc_json_str(entry), &sub->entry, reader->error)
               : code;
}

static int read_subs(const struct reader *reader, const json_t *list,
                     struct xc_record *record) {
    int code = XC_OK;
    record->sub_count = json_array_size(list);
    record->subs = xc_arena_array(reader->arena, record->sub_count, sizeof *record->subs);
    if (record->subs == NULL)
        return xc_fail_memory(reader->error);
    for (size_t i = 0; i < record->sub_count && code == XC_OK; i++) {
        struct reader deeper = inside(reader, NULL, i);
        code = read_sub(&deeper, json_array_get(list, i), &record->subs[i]);
    }
    return code;
}

static int read_record(const struct reader *reader, json_t *json, unsigned depth,
                       struct xc_record *record);

static int read_outer(const struct reader *reader, json_t *json, unsigned depth,
                      struct xc_record *record) {
    if (json == NULL)
        return XC_OK;
    if (depth == XC_RECORD_DEPTH)
        return refuse(reader, "there are more than %d records inside each other",
                      (int)XC_RECORD_DEPTH);
    record->outer = xc_arena_alloc(reader->arena, sizeof *record->outer);
    if (record->outer == NULL)
        return xc_fail_memory(reader->error);
    struct reader deeper = inside(reader, "outer", 0);
    return read_record(&deeper, json, depth + 1, record->outer);
}

struct parts {
    json_t *version, *commit, *files, *beacons, *code, *outer, *key, *log, *result_log,
        *subs;
};

static int read_parts(const struct reader *reader, const struct parts *parts,
                      unsigned depth, struct xc_record *record) {
    struct xc_note_key key;
    struct reader deeper = inside(reader, "files", 0);
    int code = read_files(&deeper, parts->files, &record->files);
    deeper = inside(reader, "beacons", 0);
    if (code == XC_OK)
        code =
            read_beacons(&deeper, parts->beacons, record->beacons, &record->beacon_count);
    if (code == XC_OK)
        code = read_code(reader, parts->code, &record->code);
    deeper = inside(reader, "result", 0);
    if (code == XC_OK)
        code = check_result(&deeper, record->result);
    deeper = inside(reader, "log", 0);
    if (code == XC_OK)
        code = read_log(&deeper, parts->log, &record->log);
    deeper = inside(reader, "result_log", 0);
    if (code == XC_OK)
        code = read_log(&deeper, parts->result_log, &record->result_log);
    deeper = inside(reader, "subs", 0);
    if (code == XC_OK)
        code = read_subs(&deeper, parts->subs, record);
    if (code == XC_OK)
        code = xc_commit_read(xc_json_str(parts->commit), &record->commit, reader->error);
    record->key = xc_json_str(parts->key);
    if (code == XC_OK)
        code = xc_note_key_read(record->key, &key, reader->error);
    return code == XC_OK ? read_outer(reader, parts->outer, depth, record) : code;
}

static int read_record(const struct reader *reader, json_t *json, unsigned depth,
                       struct xc_record *record) {
    struct parts parts = {0};
    const struct member members[] = {{"v", NUMBER, false, &parts.version},
                                     {"commit", TEXT, false, &parts.commit},
                                     {"files", OBJECT, false, &parts.files},
                                     {"beacons", LIST, false, &parts.beacons},
                                     {"one_time_code", TEXT, false, &parts.code},
                                     {"result", OBJECT, false, &record->result},
                                     {"outer", OBJECT, true, &parts.outer},
                                     {"key", TEXT, false, &parts.key},
                                     {"log", OBJECT, false, &parts.log},
                                     {"result_log", OBJECT, false, &parts.result_log},
                                     {"subs", LIST, true, &parts.subs}};
    memset(record, 0, sizeof *record);
    record->document = json;
    int code = read_object(reader, json, members, sizeof members / sizeof members[0]);
    if (code == XC_OK && json_integer_value(parts.version) != 1)
        return refuse(reader, "this version knows records of the form 1 only");
    return code == XC_OK ? read_parts(reader, &parts, depth, record) : code;
}

int xc_record_read(json_t *json, struct xc_arena *arena, struct xc_record *record,
                   struct xc_error *error) {
    const struct reader reader = {arena, error, {NULL, 0}, NULL};
    return read_record(&reader, json, 0, record);
}

int xc_record_load(struct xc_str text, struct xc_arena *arena, json_t **json,
                   struct xc_record *record, struct xc_error *error) {
    json_error_t problem = {0};
    struct xc_record_tables tables = {.rest = xc_buffer_make(text.len + 1024)};
    int code = XC_OK;
    *json = NULL;
    if (text.len > INT32_MAX) {
        code = xc_fail(error, XC_EINPUT, "the file is larger than any record");
        goto done;
    }
    bool split = xc_record_split(text, arena, &tables);
    struct xc_str rest = split ? xc_buffer_view(&tables.rest) : text;
    const struct reader reader = {arena, error, {NULL, 0}, split ? &tables : NULL};
    *json = json_loadb(rest.len > 0 ? rest.ptr : "", rest.len, JSON_REJECT_DUPLICATES,
                       &problem);
    code = *json != NULL ? read_record(&reader, *json, 0, record)
                         : xc_fail_at(error, XC_EINPUT, (struct xc_str){NULL, 0},
                                      problem.line > 0 ? (unsigned)problem.line : 0,
                                      problem.column > 0 ? (unsigned)problem.column : 0,
                                      "this is not JSON: %s", problem.text);
done:
    xc_buffer_free(&tables.rest);
    return code;
}
