#include "serve/line_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add_word(struct xc_making *making, const char *word) {
    if (!word) {
        return xc_fail_memory(making->error);
    }
    if (making->line->count + making->operand_count + 2 >= XC_RUN_WORDS) {
        return xc_fail(making->error, XC_EUSAGE,
                       "the request makes a command of too many words");
    }
    making->line->words[making->line->count++] = word;
    return XC_OK;
}

static int add_operand(struct xc_making *making, const char *word) {
    if (!word) {
        return xc_fail_memory(making->error);
    }
    if (making->operand_count == XC_LINE_OPERANDS) {
        return xc_fail(making->error, XC_EUSAGE,
                       "the request makes a command of too many words");
    }
    making->operands[making->operand_count++] = word;
    return XC_OK;
}

const char *xc_line_joined(struct xc_making *making, const char *head, const char *middle,
                           const char *tail) {
    size_t len = strlen(head) + strlen(middle) + strlen(tail);
    char *text = xc_arena_alloc(making->arena, len + 1);
    if (text) {
        (void)snprintf(text, len + 1, "%s%s%s", head, middle, tail);
    }
    return text;
}

/* A string, number or boolean as a word; NULL: no memory, or it is none. */
static const char *text_of(struct xc_making *making, const json_t *value) {
    char number[32];
    if (json_is_string(value)) {
        return json_string_value(value);
    }
    if (json_is_boolean(value)) {
        return json_is_true(value) ? "true" : "false";
    }
    if (!json_is_integer(value)) {
        return NULL;
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
    return xc_line_joined(making, number, "", "");
}

static int add_option(struct xc_making *making, const char *name, json_t *value);

static int add_pairs(struct xc_making *making, const char *name, json_t *object) {
    const char *key;
    json_t *value;
    int rc = XC_OK;
    json_object_foreach(object, key, value) {
        const char *text = text_of(making, value);
        const char *pair = text ? xc_line_joined(making, key, "=", text) : NULL;
        if (strchr(key, '=')) {
            return xc_fail(making->error, XC_EUSAGE, "'%s' is no name", key);
        }
        rc = name
                 ? add_word(making, pair ? xc_line_joined(making, name, "=", pair) : NULL)
                 : add_operand(making, pair);
        if (rc != XC_OK) {
            break;
        }
    }
    return rc;
}

/* name: with its dashes. */
static int add_option(struct xc_making *making, const char *name, json_t *value) {
    int rc = XC_OK;
    size_t i;
    json_t *one;
    if (json_is_boolean(value)) {
        return json_is_true(value) ? add_word(making, name) : XC_OK;
    }
    if (json_is_object(value)) {
        return add_pairs(making, name, value);
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, one) {
            rc = rc == XC_OK ? add_option(making, name, one) : rc;
        }
        return rc;
    }
    if (json_is_null(value)) {
        return XC_OK;
    }
    const char *text = text_of(making, value);
    return add_word(making, text ? xc_line_joined(making, name, "=", text) : NULL);
}

static int add_operands(struct xc_making *making, json_t *value) {
    int rc = XC_OK;
    size_t i;
    json_t *one;
    if (json_is_object(value)) {
        return add_pairs(making, NULL, value);
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, one) {
            rc = rc == XC_OK ? add_operand(making, text_of(making, one)) : rc;
        }
        return rc;
    }
    return add_operand(making, text_of(making, value));
}

/* The option of a parameter or property, if it has one and was given. */
static int add_own(struct xc_making *making, const char *name, const json_t *spec) {
    const char *option = json_string_value(json_object_get(spec, "x-option"));
    struct xc_str join = xc_json_str_at(spec, "x-join");
    json_t *value = json_object_get(making->line->values, name), *one;
    size_t i;
    if (!option || !value) {
        return XC_OK;
    }
    const char *dashed = xc_line_joined(making, "--", option, "");
    if (!join.len || !json_is_array(value) || !dashed) {
        return dashed ? add_option(making, dashed, value) : xc_fail_memory(making->error);
    }
    const char *text = "";
    json_array_foreach(value, i, one) {
        const char *part = text_of(making, one);
        text =
            text && part ? xc_line_joined(making, text, i ? join.ptr : "", part) : NULL;
    }
    return add_word(making, text ? xc_line_joined(making, dashed, "=", text) : NULL);
}

/* A word of x-run: head{name}. value NULL: it was not given. */
static int add_placeholder(struct xc_making *making, struct xc_str head,
                           struct xc_str name) {
    struct xc_str prefix = xc_arena_copy(making->arena, head);
    struct xc_str key = xc_arena_copy(making->arena, name);
    const char *path = NULL;
    if (!prefix.ptr || !key.ptr) {
        return xc_fail_memory(making->error);
    }
    json_t *value = json_object_get(making->line->values, key.ptr);
    if (xc_str_is(name, "file") && making->operation->file) {
        path = making->file;
    }
    if (!path && !head.len) {
        return value ? add_operands(making, value) : XC_OK;
    }
    const char *text = path ? path : value ? text_of(making, value) : NULL;
    if (!text) {
        return XC_OK;
    }
    const char *word = xc_line_joined(making, prefix.ptr, text, "");
    return xc_str_starts(head, XC_STR("--")) ? add_word(making, word)
                                             : add_operand(making, word);
}

static int add_command(struct xc_making *making) {
    const json_t *run = json_object_get(making->operation->spec, "x-run"), *one;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(run, i, one) {
        struct xc_str word = xc_json_str(one);
        ptrdiff_t open = xc_str_find(word, XC_STR("{"));
        if (open >= 0 && xc_str_ends(word, XC_STR("}"))) {
            size_t at = (size_t)open;
            rc = add_placeholder(making, xc_str_slice(word, 0, at),
                                 xc_str_slice(word, at + 1, word.len - at - 2));
        } else if (making->operand_count > 0 && word.len && word.ptr[0] != '-') {
            rc = add_operand(making, json_string_value(one));
        } else {
            rc = add_word(making, json_string_value(one));
        }
        if (rc != XC_OK) {
            return rc;
        }
    }
    return XC_OK;
}

static int add_global(struct xc_making *making, const struct xc_asker_person *person) {
    struct xc_line *line = making->line;
    char now[21], office[XC_LINE_NAME];
    const struct xc_http_head *head = xc_http_head(making->exchange);
    line->count = xc_site_words(making->site, line->words, now);
    if (making->site->options->own_clock) {
        line->words[line->count - 1] = xc_line_joined(making, now, "", "");
    }
    int rc = add_word(making, "--lang");
    if (rc == XC_OK) {
        rc = add_word(making, xc_site_language(making->site, making->exchange));
    }
    ptrdiff_t len = xc_http_head_value(head, "office", office, sizeof office - 1);
    struct xc_str wanted = len > 0 ? (struct xc_str){office, (size_t)len}
                                   : xc_str_from(making->site->office);
    if (len <= 0 && person->signed_in) {
        wanted = person->office;
    }
    struct xc_str copy = xc_arena_copy(making->arena, wanted);
    if (rc == XC_OK && wanted.len) {
        rc = add_word(making, copy.ptr ? xc_line_joined(making, "--office=", copy.ptr, "")
                                       : NULL);
    }
    if (rc != XC_OK || !person->signed_in) {
        return rc == XC_OK ? add_word(making, "--as=public") : rc;
    }
    const char *who =
        xc_line_joined(making, person->office.ptr, "/", person->user.name.ptr);
    rc = add_word(making, who ? xc_line_joined(making, "--as=", who, "") : NULL);
    struct xc_str once = xc_http_head_field(head, "idempotency-key");
    if (rc == XC_OK && once.len && making->operation->lane != XC_LANE_READ) {
        struct xc_str key = xc_arena_copy(making->arena, once);
        bool fine = once.len <= 64;
        for (size_t i = 0; fine && i < once.len; i++) {
            char c = once.ptr[i];
            fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        rc = !fine ? xc_fail(making->error, XC_EUSAGE,
                             "Idempotency-Key has 1 to 64 letters, digits, '-' and '_'")
                   : add_word(making, key.ptr
                                          ? xc_line_joined(making, "--once=", key.ptr, "")
                                          : NULL);
    }
    if (rc == XC_OK && making->operation->lane == XC_LANE_JOB) {
        rc = add_word(making, "--progress");
    }
    return rc;
}

int xc_line_make(struct xc_site *site, struct xc_http_exchange *exchange,
                 const struct xc_operation *operation,
                 const struct xc_str path_values[XC_OPERATION_PARTS],
                 const struct xc_asker_person *person, struct xc_arena *arena,
                 struct xc_line *line, struct xc_error *error) {
    struct xc_making *making = xc_arena_alloc(arena, sizeof *making);
    *line = (struct xc_line){.values = json_object(), .brought = json_array()};
    if (!making || !line->values || !line->brought) {
        return xc_fail_memory(error);
    }
    *making = (struct xc_making){.site = site,
                                 .exchange = exchange,
                                 .arena = arena,
                                 .operation = operation,
                                 .document = xc_operations_document(site->operations),
                                 .line = line,
                                 .error = error};
    int rc = xc_line_values(making, path_values);
    if (rc == XC_OK) {
        rc = xc_line_files(making);
    }
    if (rc == XC_OK) {
        rc = add_global(making, person);
    }
    if (rc == XC_OK && making->plugins) { /* in place of the server's own */
        rc = add_word(making, xc_line_joined(making, "--plugins=", making->plugins, ""));
    }
    if (rc == XC_OK) {
        rc = add_command(making);
    }
    if (rc == XC_OK) {
        rc = xc_line_each(making, add_own);
    }
    if (rc == XC_OK && making->output) {
        rc = add_word(making, making->output);
    }
    if (rc == XC_OK && making->operand_count > 0) {
        rc = add_word(making, "--");
    }
    for (size_t i = 0; rc == XC_OK && i < making->operand_count; i++) {
        line->words[line->count++] = making->operands[i];
    }
    return rc;
}

void xc_line_free(struct xc_line *line) {
    json_decref(line->values);
    json_decref(line->brought);
    line->values = line->brought = NULL;
}
