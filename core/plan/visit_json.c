#include "plan/visit_line.h"
#include "register/json.h"

#include <jansson.h>
#include <string.h>

/* ---- writing ---- */

static void put_text(struct xc_buffer *out, struct xc_str text) {
    (void)xc_buffer_putc(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '"' && c != '\\' && (unsigned char)c >= ' ')
            continue;
        (void)xc_buffer_append(out, text.ptr + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\')
            (void)xc_buffer_putc(out, '\\');
        (void)xc_buffer_putc(out, (unsigned char)c >= ' ' ? c : ' ');
    }
    if (text.len > plain)
        (void)xc_buffer_append(out, text.ptr + plain, text.len - plain);
    (void)xc_buffer_putc(out, '"');
}

static void put_text_field(struct xc_buffer *out, const char *key, struct xc_str text) {
    (void)xc_buffer_puts(out, key);
    put_text(out, text);
}

static void put_number_field(struct xc_buffer *out, const char *key, int64_t value) {
    (void)xc_buffer_puts(out, key);
    (void)xc_buffer_int(out, value);
}

static void put_date_field(struct xc_buffer *out, const char *key, xc_date date) {
    char text[11];
    xc_date_format(date, text);
    put_text_field(out, key, xc_str_from(text));
}

static void put_people(struct xc_buffer *out, const struct xc_visit *visit) {
    (void)xc_buffer_puts(out, ",\"people\":[");
    for (size_t i = 0; i < visit->person_count; i++) {
        const char *seat = xc_words_english(XC_WORDS_ROLE, visit->people[i].seat);
        put_text_field(out, i > 0 ? ",{\"id\":" : "{\"id\":", visit->people[i].person);
        put_text_field(out, ",\"seat\":", xc_str_from(seat));
        (void)xc_buffer_putc(out, '}');
    }
    (void)xc_buffer_putc(out, ']');
}

static void put_tasks(struct xc_buffer *out, const struct xc_visit *visit) {
    (void)xc_buffer_puts(out, ",\"tasks\":[");
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_visit_task *task = &visit->tasks[i];
        put_text_field(out, i > 0 ? ",{\"label\":" : "{\"label\":", task->label);
        put_number_field(out, ",\"number\":", task->number);
        put_text_field(out, ",\"programme\":", task->programme);
        put_text_field(out, ",\"stage\":", task->stage);
        (void)xc_buffer_putc(out, '}');
    }
    (void)xc_buffer_putc(out, ']');
}

int xc_visit_write(const struct xc_visit *visit, struct xc_buffer *out) {
    put_number_field(out, "{\"changed\":", visit->changed);
    put_text_field(out, ",\"crew\":", visit->crew);
    put_date_field(out, ",\"date\":", visit->date);
    if (visit->embargo_until != XC_NO_INSTANT)
        put_number_field(out, ",\"embargo_until\":", visit->embargo_until);
    put_number_field(out, ",\"end\":", visit->end);
    put_date_field(out, ",\"end_date\":", visit->end_date);
    put_text_field(out, ",\"id\":", visit->id);
    put_number_field(out, ",\"minutes\":", visit->minutes);
    put_text_field(out, ",\"nature\":", xc_str_from(xc_nature_word(visit->nature)));
    put_people(out, visit);
    put_number_field(out, ",\"pinned\":", visit->pinned ? 1 : 0);
    put_text_field(out, ",\"reason\":", visit->reason);
    put_number_field(out, ",\"sequence\":", visit->sequence);
    put_number_field(out, ",\"start\":", visit->start);
    put_text_field(out, ",\"status\":", xc_str_from(xc_visit_status_word(visit->status)));
    put_text_field(out, ",\"target\":", visit->target);
    put_tasks(out, visit);
    (void)xc_buffer_putc(out, '}');
    return out->failed ? XC_ENOMEM : XC_OK;
}

/* ---- reading ---- */

struct reader {
    struct xc_arena *arena;
    struct xc_error *error;
    size_t known; /* keys met so far in the object being read */
};

static int refuse(struct xc_error *error, const char *key) {
    return xc_fail(
        error, XC_EINPUT,
        "the field '%s' of a visit is missing or has a value that it cannot have.", key);
}

static int read_text(struct reader *reader, const json_t *object, const char *key,
                     size_t max, struct xc_str *text) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || json_string_length(value) > max)
        return refuse(reader->error, key);
    *text = xc_arena_copy(reader->arena, xc_json_str(value));
    reader->known++;
    return text->ptr ? XC_OK : xc_fail_memory(reader->error);
}

static int read_id(struct reader *reader, const json_t *object, const char *key,
                   struct xc_str *text) {
    int code = read_text(reader, object, key, XC_MAX_FIELD_BYTES, text);
    return code || text->len > 0 ? code : refuse(reader->error, key);
}

static int read_number(struct reader *reader, const json_t *object, const char *key,
                       int64_t min, int64_t max, int64_t *number) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < min ||
        json_integer_value(value) > max)
        return refuse(reader->error, key);
    *number = json_integer_value(value);
    reader->known++;
    return XC_OK;
}

static int read_unsigned(struct reader *reader, const json_t *object, const char *key,
                         unsigned max, unsigned *number) {
    int64_t value = 0;
    int code = read_number(reader, object, key, 0, max, &value);
    *number = (unsigned)value;
    return code;
}

static int read_date(struct reader *reader, const json_t *object, const char *key,
                     xc_date *date) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || !xc_date_parse(xc_json_str(value), date))
        return refuse(reader->error, key);
    reader->known++;
    return XC_OK;
}

static int end_object(struct reader *reader, const json_t *object) {
    if (json_object_size(object) == reader->known)
        return XC_OK;
    return xc_fail(reader->error, XC_EINPUT, "a visit has a field that is not known.");
}

static int read_person(const struct reader *outer, const json_t *object,
                       struct xc_visit_person *person) {
    struct reader reader = {outer->arena, outer->error, 0};
    struct xc_str seat = {0};
    int code = read_id(&reader, object, "id", &person->person);
    if (!code)
        code = read_id(&reader, object, "seat", &seat);
    if (code)
        return code;
    person->seat = (enum xc_person_role)xc_words_parse(XC_WORDS_ROLE, seat);
    if (person->seat == XC_ROLE_NONE)
        return refuse(reader.error, "seat");
    return end_object(&reader, object);
}

static int read_task(const struct reader *outer, const json_t *object,
                     struct xc_visit_task *task) {
    struct reader reader = {outer->arena, outer->error, 0};
    int code = read_id(&reader, object, "programme", &task->programme);
    if (!code)
        code = read_id(&reader, object, "stage", &task->stage);
    if (!code)
        code = read_id(&reader, object, "label", &task->label);
    if (!code)
        code = read_unsigned(&reader, object, "number", UINT16_MAX, &task->number);
    if (!code && task->number == 0)
        code = refuse(reader.error, "number");
    return code ? code : end_object(&reader, object);
}

static int read_lists(struct reader *reader, const json_t *json, struct xc_visit *visit) {
    const json_t *people = json_object_get(json, "people");
    const json_t *tasks = json_object_get(json, "tasks");
    if (!json_is_array(people) || json_array_size(people) > XC_VISIT_MAX_SEATED)
        return refuse(reader->error, "people");
    if (!json_is_array(tasks) || json_array_size(tasks) == 0 ||
        json_array_size(tasks) > XC_VISIT_MAX_TASKS)
        return refuse(reader->error, "tasks");
    visit->person_count = json_array_size(people);
    visit->task_count = json_array_size(tasks);
    visit->people =
        xc_arena_array(reader->arena, visit->person_count, sizeof *visit->people);
    visit->tasks = xc_arena_array(reader->arena, visit->task_count, sizeof *visit->tasks);
    if (!visit->people || !visit->tasks)
        return xc_fail_memory(reader->error);
    int code = XC_OK;
    for (size_t i = 0; !code && i < visit->person_count; i++)
        code = read_person(reader, json_array_get(people, i), &visit->people[i]);
    for (size_t i = 0; !code && i < visit->task_count; i++)
        code = read_task(reader, json_array_get(tasks, i), &visit->tasks[i]);
    reader->known += 2;
    return code;
}

static int read_words(struct reader *reader, const json_t *json, struct xc_visit *visit) {
    struct xc_str status = {0};
    struct xc_str nature = {0};
    int code = read_text(reader, json, "status", XC_MAX_ID_BYTES, &status);
    if (!code)
        code = read_text(reader, json, "nature", XC_MAX_ID_BYTES, &nature);
    if (code)
        return code;
    visit->status = xc_visit_status_parse(status);
    if (!visit->status)
        return refuse(reader->error, "status");
    if (xc_str_is(nature, xc_nature_word(XC_NATURE_ENFORCEMENT)))
        visit->nature = XC_NATURE_ENFORCEMENT;
    else if (xc_str_is(nature, xc_nature_word(XC_NATURE_AGENCY_CHECK)))
        visit->nature = XC_NATURE_AGENCY_CHECK;
    else if (nature.len > 0)
        return refuse(reader->error, "nature");
    return XC_OK;
}

static int read_times(struct reader *reader, const json_t *json, struct xc_visit *visit) {
    int code = read_date(reader, json, "date", &visit->date);
    if (!code)
        code = read_date(reader, json, "end_date", &visit->end_date);
    if (!code)
        code = read_unsigned(reader, json, "start", XC_VISIT_DAY_END, &visit->start);
    if (!code)
        code = read_unsigned(reader, json, "end", XC_VISIT_DAY_END, &visit->end);
    if (!code)
        code = read_unsigned(reader, json, "minutes", UINT16_MAX, &visit->minutes);
    if (code)
        return code;
    if (visit->end_date < visit->date ||
        (visit->end_date == visit->date && visit->end <= visit->start))
        return refuse(reader->error, "end");
    return XC_OK;
}

static int read_rest(struct reader *reader, const json_t *json, struct xc_visit *visit) {
    unsigned pinned = 0;
    int64_t embargo = XC_NO_INSTANT;
    int64_t changed = 0;
    int code = read_id(reader, json, "id", &visit->id);
    if (!code)
        code = read_id(reader, json, "target", &visit->target);
    if (!code)
        code = read_text(reader, json, "crew", XC_MAX_FIELD_BYTES, &visit->crew);
    if (!code)
        code = read_text(reader, json, "reason", XC_MAX_FIELD_BYTES, &visit->reason);
    if (!code)
        code = read_unsigned(reader, json, "pinned", 1, &pinned);
    if (!code)
        code = read_unsigned(reader, json, "sequence", INT32_MAX, &visit->sequence);
    if (!code)
        code = read_number(reader, json, "changed", INT64_MIN, INT64_MAX, &changed);
    if (!code && json_object_get(json, "embargo_until"))
        code = read_number(reader, json, "embargo_until", INT64_MIN, INT64_MAX, &embargo);
    visit->pinned = pinned == 1;
    visit->changed = changed;
    visit->embargo_until = embargo;
    return code;
}

int xc_visit_read(struct xc_str line, struct xc_arena *arena, struct xc_visit *visit,
                  struct xc_error *error) {
    json_error_t where;
    struct reader reader = {arena, error, 0};
    struct xc_visit result = {0};
    int code = xc_visit_line_read(line, arena, visit);
    if (code != XC_ENO)
        return code ? xc_fail_memory(error) : XC_OK;
    json_t *json =
        json_loadb(line.ptr ? line.ptr : "", line.len, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(json)) {
        code = xc_fail(error, XC_EINPUT, "a visit is not written as one JSON object.");
        goto done;
    }
    code = read_rest(&reader, json, &result);
    if (!code)
        code = read_times(&reader, json, &result);
    if (!code)
        code = read_words(&reader, json, &result);
    if (!code)
        code = read_lists(&reader, json, &result);
    if (!code)
        code = end_object(&reader, json);
    if (!code)
        *visit = result;
done:
    json_decref(json);
    return code;
}
