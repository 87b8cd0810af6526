#include "rules/read.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "register/json.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW_DAYS = 3660, FRACTION_MAX = 1000000000 };

static void path_add(char *path, size_t size, const char *text, size_t len) {
    size_t used = strlen(path);
    if (used + len < size) {
        memcpy(path + used, text, len);
        path[used + len] = '\0';
    }
}

/* Short of recursion: the places are few and each knows the one above it. */
static void path_write(const struct xc_place *place, char *path, size_t size) {
    const struct xc_place *chain[32];
    size_t depth = 0;
    path[0] = '\0';
    for (const struct xc_place *at = place; at->up != NULL && depth < 32; at = at->up) {
        chain[depth++] = at;
    }
    if (depth == 0) {
        path_add(path, size, "rules", strlen("rules"));
    }
    while (depth > 0) {
        const struct xc_place *at = chain[--depth];
        if (at->key != NULL) {
            if (path[0] != '\0') {
                path_add(path, size, ".", 1);
            }
            path_add(path, size, at->key, strlen(at->key));
        } else {
            char number[32];
            int len = snprintf(number, sizeof number, "[%zu]", at->index);
            path_add(path, size, number, len > 0 ? (size_t)len : 0);
        }
    }
}

void xc_rules_refuse(const struct xc_place *place, const char *format, ...) {
    struct xc_rules_reader *reader = place->reader;
    reader->fresh = reader->code == XC_OK;
    if (!reader->fresh) {
        return;
    }
    reader->code = XC_EINPUT;
    if (reader->error == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    (void)xc_fail(reader->error, XC_EINPUT, "%s", "");
    xc_message_setv(&reader->error->message, format, args);
    va_end(args);
    path_write(place, reader->error->file, sizeof reader->error->file);
}

void xc_rules_adopt(const struct xc_place *place, int code) {
    struct xc_rules_reader *reader = place->reader;
    if (reader->code != XC_OK) {
        return;
    }
    reader->code = code;
    if (reader->error != NULL) {
        path_write(place, reader->error->file, sizeof reader->error->file);
        reader->error->line = 0;
        reader->error->column = 0;
    }
}

/* No memory, or over the arena's limit. */
static void refuse_memory(const struct xc_place *place) {
    struct xc_rules_reader *reader = place->reader;
    if (reader->code == XC_OK) {
        reader->code = xc_fail_memory(reader->error);
    }
}

static bool failed(const struct xc_place *place) {
    return place->reader->code != XC_OK;
}

/* Nothing to read: left out, or an error came before. */
static bool absent(const struct xc_place *place) {
    return place->json == NULL || failed(place);
}

bool xc_rules_read_object(const struct xc_place *place, const struct xc_str *keys,
                          size_t count) {
    if (failed(place)) {
        return false;
    }
    if (!json_is_object(place->json)) {
        xc_rules_refuse(place, XC_MSG("an object is expected here"));
        return false;
    }
    /* The smallest unknown key, so that the message does not hang on hash order. */
    struct xc_str unknown = {NULL, 0};
    void *at = json_object_iter((json_t *)place->json);
    for (; at != NULL; at = json_object_iter_next((json_t *)place->json, at)) {
        struct xc_str key = {json_object_iter_key(at), json_object_iter_key_len(at)};
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) {
            known = xc_str_equal(key, keys[i]);
        }
        if (!known && (unknown.ptr == NULL || xc_str_compare(key, unknown) < 0)) {
            unknown = key;
        }
    }
    if (unknown.ptr == NULL) {
        return true;
    }
    struct xc_str near = xc_suggest(unknown, keys, count);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("unknown key '%.*s' (%.*s?)"), XC_PRI(unknown),
                        XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("unknown key '%.*s'"), XC_PRI(unknown));
    }
    return false;
}

struct xc_place xc_rules_member(const struct xc_place *object, const char *key) {
    const json_t *json = failed(object) ? NULL : json_object_get(object->json, key);
    return (struct xc_place){object->reader, object, key, 0, json};
}

struct xc_place xc_rules_element(const struct xc_place *list, size_t index) {
    const json_t *json = failed(list) ? NULL : json_array_get(list->json, index);
    return (struct xc_place){list->reader, list, NULL, index, json};
}

void xc_rules_require(const struct xc_place *object, const char *key) {
    if (!failed(object) && json_object_get(object->json, key) == NULL) {
        xc_rules_refuse(object, XC_MSG("the key '%s' is missing"), key);
    }
}

size_t xc_rules_read_list(const struct xc_place *place, size_t max) {
    if (absent(place)) {
        return 0;
    }
    if (!json_is_array(place->json)) {
        xc_rules_refuse(place, XC_MSG("a list is expected here"));
        return 0;
    }
    size_t count = json_array_size(place->json);
    if (count > max) {
        xc_rules_refuse(place,
                        XC_MSG("the list has %zu entries; at most %zu are allowed"),
                        count, max);
        return 0;
    }
    return count;
}

void *xc_rules_array(const struct xc_place *place, size_t count, size_t size) {
    if (failed(place)) {
        return NULL;
    }
    void *array = xc_arena_array(place->reader->arena, count, size);
    if (array == NULL) {
        refuse_memory(place);
    }
    return array;
}

/* A copy in the arena, normalised to NFC. */
static struct xc_str keep(const struct xc_place *place, struct xc_str text) {
    struct xc_arena *arena = place->reader->arena;
    struct xc_str kept;
    if (xc_utf8_is_nfc_quick(text)) {
        kept = xc_arena_copy(arena, text);
    } else {
        struct xc_buffer normal = xc_buffer_make(text.len * 4 + 64);
        kept = xc_utf8_nfc(text, &normal) == XC_OK
                   ? xc_arena_copy(arena, xc_buffer_view(&normal))
                   : (struct xc_str){NULL, 0};
        xc_buffer_free(&normal);
    }
    if (kept.ptr == NULL) {
        refuse_memory(place);
    }
    return kept;
}

struct xc_str xc_rules_read_text(const struct xc_place *place, size_t max_bytes) {
    struct xc_str none = {"", 0};
    if (absent(place)) {
        return none;
    }
    if (!json_is_string(place->json)) {
        xc_rules_refuse(place, XC_MSG("a text is expected here"));
        return none;
    }
    struct xc_str kept = keep(place, xc_json_str(place->json));
    if (failed(place)) {
        return none;
    }
    if (kept.len > max_bytes) {
        xc_rules_refuse(place, XC_MSG("the text has %zu bytes; at most %zu are allowed"),
                        kept.len, max_bytes);
        return none;
    }
    return kept;
}

int64_t xc_rules_read_number(const struct xc_place *place, int64_t min, int64_t max,
                             int64_t fallback) {
    if (absent(place)) {
        return fallback;
    }
    if (!json_is_integer(place->json)) {
        xc_rules_refuse(place, XC_MSG("a whole number is expected here"));
        return fallback;
    }
    int64_t value = json_integer_value(place->json);
    if (value < min || value > max) {
        xc_rules_refuse(place,
                        XC_MSG("%lld is out of range: from %lld to %lld is allowed"),
                        (long long)value, (long long)min, (long long)max);
        return fallback;
    }
    return value;
}

bool xc_rules_read_flag(const struct xc_place *place, bool fallback) {
    if (absent(place)) {
        return fallback;
    }
    if (!json_is_boolean(place->json)) {
        xc_rules_refuse(place, XC_MSG("true or false is expected here"));
        return fallback;
    }
    return json_is_true(place->json);
}

xc_date xc_rules_read_date(const struct xc_place *place) {
    xc_date date = XC_NO_DATE;
    if (absent(place)) {
        return date;
    }
    if (!json_is_string(place->json)) {
        xc_rules_refuse(place,
                        XC_MSG("a date as a text like '2021-11-30' is expected here"));
        return date;
    }
    struct xc_str text = xc_json_str(place->json);
    if (!xc_date_parse(text, &date)) {
        xc_rules_refuse(place, XC_MSG("'%.*s' is not a date that exists"), XC_PRI(text));
        XC_RULES_HINT(place,
                      XC_MSG("write dates as year-month-day, for example 2021-11-30"));
        return XC_NO_DATE;
    }
    return date;
}

unsigned xc_rules_read_time(const struct xc_place *place, unsigned fallback) {
    unsigned minutes = fallback;
    if (absent(place)) {
        return fallback;
    }
    struct xc_str text = xc_json_str(place->json);
    if (!json_is_string(place->json) || !xc_time_parse(text, &minutes)) {
        xc_rules_refuse(place, XC_MSG("a time of day like '17:00' is expected here"));
        return fallback;
    }
    return minutes;
}

/* "coverage, drawn" for a message. */
static void list_words(const struct xc_word_list *list, char *out, size_t size) {
    out[0] = '\0';
    for (size_t i = 0; i < list->count; i++) {
        if (list->words[i].len == 0) {
            continue;
        }
        if (out[0] != '\0') {
            path_add(out, size, ", ", 2);
        }
        path_add(out, size, list->words[i].ptr, list->words[i].len);
    }
}

size_t xc_rules_read_word(const struct xc_place *place, const struct xc_word_list *list,
                          size_t fallback) {
    char known[256];
    if (absent(place)) {
        return fallback;
    }
    list_words(list, known, sizeof known);
    if (!json_is_string(place->json)) {
        xc_rules_refuse(place, XC_MSG("one of these words is expected here: %s"), known);
        return fallback;
    }
    struct xc_str word = xc_json_str(place->json);
    for (size_t i = 0; i < list->count; i++) {
        if (xc_str_equal(word, list->words[i])) {
            return i;
        }
    }
    struct xc_str near = xc_suggest(word, list->words, list->count);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("unknown word '%.*s' (%.*s?)"), XC_PRI(word),
                        XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("unknown word '%.*s'"), XC_PRI(word));
    }
    XC_RULES_HINT(place, XC_MSG("possible here: %s"), known);
    return fallback;
}

static enum xc_period read_period(const struct xc_place *place) {
    static const struct xc_str words[] = {XC_STR_INIT(""), XC_STR_INIT("month"),
                                          XC_STR_INIT("quarter"), XC_STR_INIT("half"),
                                          XC_STR_INIT("year")};
    static const enum xc_period periods[] = {0, XC_PERIOD_MONTH, XC_PERIOD_QUARTER,
                                             XC_PERIOD_HALF, XC_PERIOD_YEAR};
    static const struct xc_word_list list = {words, sizeof words / sizeof *words};
    return periods[xc_rules_read_word(place, &list, 0)];
}

/* Two elements, or the error. */
static bool pair(const struct xc_place *place, struct xc_place *first,
                 struct xc_place *second) {
    if (!json_is_array(place->json) || json_array_size(place->json) != 2) {
        xc_rules_refuse(place, XC_MSG("a list of two values is expected here"));
        return false;
    }
    *first = xc_rules_element(place, 0);
    *second = xc_rules_element(place, 1);
    return true;
}

struct xc_window xc_rules_read_window(const struct xc_place *place,
                                      struct xc_window fallback) {
    struct xc_place first;
    struct xc_place last;
    if (absent(place) || !pair(place, &first, &last)) {
        return fallback;
    }
    struct xc_window window = {xc_rules_read_date(&first), xc_rules_read_date(&last)};
    if (failed(place)) {
        return fallback;
    }
    if (window.to < window.from) {
        xc_rules_refuse(
            place, XC_MSG("the window is empty: its last day lies before its first"));
        XC_RULES_HINT(
            place, XC_MSG("write the first day, then the last day, which is included"));
        return fallback;
    }
    if (window.to - window.from >= WINDOW_DAYS) {
        xc_rules_refuse(place, XC_MSG("the window is longer than ten years"));
        return fallback;
    }
    return window;
}

struct xc_hours xc_rules_read_hours(const struct xc_place *place) {
    struct xc_hours hours = {0};
    size_t count = xc_rules_read_list(place, XC_HOUR_SPANS);
    for (size_t i = 0; i < count; i++) {
        struct xc_place span = xc_rules_element(place, i);
        struct xc_str text = xc_rules_read_text(&span, XC_MAX_ID_BYTES);
        if (failed(place)) {
            break;
        }
        int code = xc_hours_add(&hours, text, place->reader->error);
        if (code != XC_OK) {
            xc_rules_adopt(&span, code);
        }
    }
    return hours;
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

struct xc_fraction xc_rules_read_fraction(const struct xc_place *place) {
    struct xc_fraction none = {0, 1};
    struct xc_place above;
    struct xc_place below;
    if (absent(place) || !pair(place, &above, &below)) {
        return none;
    }
    int64_t a = xc_rules_read_number(&above, 0, FRACTION_MAX, 0);
    int64_t b = xc_rules_read_number(&below, 1, FRACTION_MAX, 1);
    int64_t common = common_divisor(a, b);
    return failed(place) ? none : (struct xc_fraction){a / common, b / common};
}

static bool is_id(struct xc_str text) {
    if (text.len == 0 || text.len > XC_MAX_ID_BYTES || xc_str_is(text, "-") ||
        xc_utf8_forbidden(text) != 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(" /:,", text.ptr[i]) != NULL) {
            return false;
        }
    }
    return xc_str_find(text, XC_STR("\xE3\x80\x80")) < 0; /* the wide blank */
}

struct xc_str xc_rules_read_text_of(const struct xc_place *object, const char *key,
                                    size_t max) {
    struct xc_place place = xc_rules_member(object, key);
    return xc_rules_read_text(&place, max);
}

void *xc_rules_read_each(const struct xc_place *object, const char *key, size_t max,
                         size_t size, size_t *count,
                         void (*read)(const struct xc_place *place, void *entry)) {
    struct xc_place list = xc_rules_member(object, key);
    size_t wanted = xc_rules_read_list(&list, max);
    unsigned char *entries = xc_rules_array(&list, wanted, size);
    *count = 0;
    for (size_t i = 0; i < wanted && entries != NULL; i++) {
        struct xc_place element = xc_rules_element(&list, i);
        read(&element, entries + i * size);
        *count = i + 1;
    }
    return entries;
}

struct xc_str xc_rules_read_id(const struct xc_place *object, const char *key) {
    xc_rules_require(object, key);
    struct xc_place place = xc_rules_member(object, key);
    struct xc_str id = xc_rules_read_text(&place, XC_MAX_ID_BYTES);
    if (!failed(object) && !is_id(id)) {
        xc_rules_refuse(&place, XC_MSG("'%.*s' is not an id"), XC_PRI(id));
        XC_RULES_HINT(&place,
                      XC_MSG("an id has 1 to %d bytes and no blank, '/', ':' or ','"),
                      (int)XC_MAX_ID_BYTES);
    }
    return id;
}

struct xc_str xc_rules_read_label(const struct xc_place *place) {
    struct xc_str label = xc_rules_read_text(place, XC_RULES_LABEL_BYTES);
    struct xc_str rest = label;
    while (label.len > 0 && rest.ptr != NULL && !failed(place)) {
        if (!is_id(xc_str_cut(&rest, '/'))) {
            xc_rules_refuse(place, XC_MSG("'%.*s' is not a label"), XC_PRI(label));
            XC_RULES_HINT(place, XC_MSG("a label is made of ids joined by '/'"));
        }
    }
    return label;
}

struct xc_str *xc_rules_read_texts(const struct xc_place *place, size_t max,
                                   size_t max_bytes, size_t *count) {
    *count = xc_rules_read_list(place, max);
    struct xc_str *texts = xc_rules_array(place, *count, sizeof *texts);
    for (size_t i = 0; i < *count && !failed(place); i++) {
        struct xc_place element = xc_rules_element(place, i);
        texts[i] = xc_rules_read_text(&element, max_bytes);
        if (texts[i].len == 0) {
            xc_rules_refuse(&element, XC_MSG("an empty text is not allowed here"));
        }
        for (size_t j = 0; j < i && !failed(place); j++) {
            if (xc_str_equal(texts[i], texts[j])) {
                xc_rules_refuse(&element, XC_MSG("'%.*s' stands in the list twice"),
                                XC_PRI(texts[i]));
            }
        }
    }
    return texts;
}

const struct xc_selection *xc_rules_read_selection(const struct xc_place *place,
                                                   enum xc_table table) {
    const struct xc_selection *selection = NULL;
    if (absent(place)) {
        return NULL;
    }
    int code = xc_selection_parse(place->json, place->reader->arena, &selection,
                                  place->reader->error);
    if (code != XC_OK) {
        xc_rules_adopt(place, code);
        return NULL;
    }
    if (selection->table != table && table != XC_TABLE_COUNT) {
        xc_rules_refuse(place,
                        XC_MSG("a selection of %s is expected here, this is one of %s"),
                        xc_table_name(table), xc_table_name(selection->table));
        return NULL;
    }
    return selection;
}

size_t xc_rules_word_of(const struct xc_place *object, const char *key,
                        const struct xc_str *words, size_t count, size_t fallback) {
    struct xc_place place = xc_rules_member(object, key);
    struct xc_word_list list = {words, count};
    return xc_rules_read_word(&place, &list, fallback);
}

unsigned xc_rules_number_of(const struct xc_place *object, const char *key, unsigned min,
                            unsigned max, unsigned fallback) {
    struct xc_place place = xc_rules_member(object, key);
    return (unsigned)xc_rules_read_number(&place, min, max, fallback);
}

enum xc_period xc_rules_period_of(const struct xc_place *object, const char *key) {
    struct xc_place place = xc_rules_member(object, key);
    return read_period(&place);
}
