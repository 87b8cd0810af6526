#include "damage.h"

#include "draw/record.h"
#include "records.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20 };

enum made_verdict made_judge(struct xc_str text, struct xc_buffer *reason) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_error error = {0};
    struct xc_record record;
    struct xc_record_report report;
    enum made_verdict verdict = MADE_NO_RECORD;
    json_t *json = NULL;
    int code = xc_record_load(text, arena, &json, &record, &error);
    if (code == XC_OK)
        code = xc_record_verify(&record, arena, &report, NULL, &error);
    if (code == XC_OK)
        verdict = report.same ? MADE_SAME : MADE_DIFFERENT;
    else if (code != XC_EINPUT)
        abort();
    if (reason != NULL && verdict == MADE_DIFFERENT) {
        if (report.where.id != NULL) {
            (void)xc_message_render(&report.where, NULL, reason);
            (void)xc_buffer_puts(reason, ": ");
        }
        (void)xc_message_render(&report.difference, NULL, reason);
    } else if (reason != NULL && verdict == MADE_NO_RECORD) {
        (void)xc_error_render(&error, NULL, reason);
    }
    json_decref(json);
    xc_arena_free(arena);
    return verdict;
}

static void replace(struct xc_buffer *text, json_t *json) {
    char *dump = json_dumps(json, JSON_COMPACT);
    if (dump == NULL)
        abort();
    xc_buffer_clear(text);
    (void)xc_buffer_puts(text, dump);
    free(dump);
    json_decref(json);
}

/* ---- damage to lines of a table ---- */

enum line_damage { DROP, DOUBLE, SWAP, LINE_DAMAGES };

static void damage_lines(uint64_t *random, struct xc_str table, struct xc_buffer *out) {
    struct xc_str lines[64];
    size_t count = 0;
    struct xc_str rest = table;
    while (rest.len > 0 && count < 64)
        lines[count++] = xc_str_cut(&rest, '\n');
    if (count == 0) {
        (void)xc_buffer_puts(out, "T99\tA\t1\t-\t-\t-\n");
        return;
    }
    size_t at = made_below(random, (uint32_t)count);
    size_t other = made_below(random, (uint32_t)count);
    enum line_damage kind = made_below(random, LINE_DAMAGES);
    for (size_t i = 0; i < count; i++) {
        size_t from = kind == SWAP && i == at      ? other
                      : kind == SWAP && i == other ? at
                                                   : i;
        for (int copies = kind == DROP && i == at     ? 0
                          : kind == DOUBLE && i == at ? 2
                                                      : 1;
             copies > 0; copies--) {
            (void)xc_buffer_add(out, lines[from]);
            (void)xc_buffer_putc(out, '\n');
        }
    }
}

static void damage_table(uint64_t *random, struct xc_buffer *text) {
    static const char *const tables[] = {"targets", "people", "avoid"};
    json_t *json = json_loadb(text->ptr, text->len, 0, NULL);
    json_t *files = json_object_get(json, "files");
    const char *name = tables[made_below(random, 3)];
    struct xc_buffer out = xc_buffer_make(1 << 20);
    damage_lines(random, xc_str_from(json_string_value(json_object_get(files, name))),
                 &out);
    json_object_set_new(files, name, json_stringn(out.len > 0 ? out.ptr : "", out.len));
    xc_buffer_free(&out);
    replace(text, json);
}

/* ---- damage to values and keys ---- */

/* A random value deep inside and what holds it. */
static json_t *descend(uint64_t *random, json_t *json, json_t **holder, const char **key,
                       size_t *index) {
    while (json_object_size(json) + json_array_size(json) > 0) {
        size_t size =
            json_is_object(json) ? json_object_size(json) : json_array_size(json);
        size_t at = made_below(random, (uint32_t)size);
        *holder = json;
        *index = at;
        if (json_is_object(json)) {
            void *place = json_object_iter(json);
            while (at-- > 0)
                place = json_object_iter_next(json, place);
            *key = json_object_iter_key(place);
            json = json_object_iter_value(place);
        } else {
            json = json_array_get(json, at);
        }
        if (made_below(random, 5) == 0)
            break;
    }
    return json;
}

static void damage_value(uint64_t *random, struct xc_buffer *text) {
    json_t *json = json_loadb(text->ptr, text->len, 0, NULL);
    json_t *holder = NULL, *other_holder = NULL;
    const char *key = NULL, *other_key = NULL;
    size_t index = 0, other_index = 0;
    (void)descend(random, json, &holder, &key, &index);
    json_t *value = NULL;
    switch (made_below(random, 5)) {
    case 0: /* another value of the same record */
        value = json_deep_copy(
            descend(random, json, &other_holder, &other_key, &other_index));
        break;
    case 1:
        value = json_integer(made_below(random, 3));
        break;
    case 2:
        value = json_string("");
        break;
    case 3:
        value = json_null();
        break;
    default: /* left out */
        break;
    }
    if (json_is_object(holder)) {
        struct xc_str copy = xc_str_from(key);
        char name[256];
        memcpy(name, copy.ptr, copy.len < 255 ? copy.len : 255);
        name[copy.len < 255 ? copy.len : 255] = '\0';
        if (value != NULL)
            json_object_set_new(holder, name, value);
        else
            json_object_del(holder, name);
    } else if (value != NULL) {
        json_array_set_new(holder, index, value);
    } else {
        json_array_remove(holder, index);
    }
    replace(text, json);
}

static void damage_keys(uint64_t *random, struct xc_buffer *text) {
    static const char *const keys[] = {"\"v\":1,", "\"extra\":0,", "\"commit\":\"x\",",
                                       "\"subs\":[],", "\"V\":1,"};
    struct xc_buffer out = xc_buffer_make(text->max);
    struct xc_str whole = xc_buffer_view(text);
    (void)xc_buffer_putc(&out, '{');
    (void)xc_buffer_puts(&out, keys[made_below(random, 5)]);
    (void)xc_buffer_add(&out, xc_str_slice(whole, 1, whole.len));
    xc_buffer_free(text);
    *text = out;
}

/* ---- damage to bytes ---- */

static void damage_bytes(uint64_t *random, struct xc_buffer *text) {
    size_t at = made_below(random, (uint32_t)text->len);
    switch (made_below(random, 5)) {
    case 0: /* one bit */
        text->ptr[at] = (char)(text->ptr[at] ^ (1 << made_below(random, 8)));
        break;
    case 1:
        text->ptr[at] = (char)made_below(random, 256);
        break;
    case 2: /* out */
        memmove(text->ptr + at, text->ptr + at + 1, text->len - at - 1);
        text->len--;
        break;
    case 3: /* twice */
        if (xc_buffer_putc(text, ' ') != XC_OK)
            abort();
        memmove(text->ptr + at + 1, text->ptr + at, text->len - at - 1);
        break;
    default: /* cut */
        text->len = at;
        break;
    }
}

static void damage_digit(uint64_t *random, struct xc_buffer *text) {
    for (unsigned tries = 0; tries < 1000; tries++) {
        size_t at = made_below(random, (uint32_t)text->len);
        if (text->ptr[at] >= '0' && text->ptr[at] <= '9') {
            text->ptr[at] = (char)('0' + made_below(random, 10));
            return;
        }
    }
}

void made_damage(uint64_t *random, struct xc_buffer *text) {
    switch (made_below(random, 6)) {
    case 0:
        damage_table(random, text);
        break;
    case 1:
        damage_value(random, text);
        break;
    case 2:
        damage_keys(random, text);
        break;
    case 3:
        damage_digit(random, text);
        break;
    default:
        damage_bytes(random, text);
        break;
    }
}
