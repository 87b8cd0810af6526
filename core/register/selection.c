/* Selections from JSON: everything that can be checked without a register is checked
 * here. */
#include "register/selection.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "register/check.h"
#include "register/json.h"
#include "register/selection_field.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64, MAX_WORDS = 100000, MAX_FIELDS = 32 };

struct parsing {
    struct xc_arena *arena;
    struct xc_error *error;
};

static const char *const op_words[] = {
    [XC_SELECT_ALL] = "all",       [XC_SELECT_WHERE] = "where",
    [XC_SELECT_WITHIN] = "within", [XC_SELECT_OUTSIDE] = "outside",
    [XC_SELECT_AND] = "and",       [XC_SELECT_OR] = "or",
    [XC_SELECT_MINUS] = "minus",   [XC_SELECT_HISTORY] = "history",
};

enum { OP_COUNT = sizeof(op_words) / sizeof(op_words[0]) };

/* The keys that each operation knows beside "op". */
static const char *const op_keys[OP_COUNT][8] = {
    [XC_SELECT_ALL] = {"table"},
    [XC_SELECT_WHERE] = {"of", "field", "in", "min", "max", "from", "to"},
    [XC_SELECT_WITHIN] = {"of", "area"},
    [XC_SELECT_OUTSIDE] = {"of", "area"},
    [XC_SELECT_AND] = {"of"},
    [XC_SELECT_OR] = {"of"},
    [XC_SELECT_MINUS] = {"of"},
    [XC_SELECT_HISTORY] = {"of", "what", "name"},
};

/* "Did you mean" where one of the candidates is near. */
static int hint_near(struct xc_error *error, int code, struct xc_str word,
                     const struct xc_str *candidates, size_t count) {
    struct xc_str near = xc_suggest(word, candidates, count);
    if (near.len > 0)
        (void)xc_hint(error, "did you mean \"%s\"?", xc_show(near).text);
    return code;
}

/* A copy in the arena, normalised like the texts of a register. */
static int keep(struct parsing *p, struct xc_str text, struct xc_str *kept) {
    struct xc_buffer normal = xc_buffer_make((size_t)XC_MAX_FIELD_BYTES * 3);
    int code = 0;
    if (text.len > XC_MAX_FIELD_BYTES)
        return xc_fail(p->error, XC_EINPUT,
                       "a text of a selection is %zu bytes long; at most %d are allowed",
                       text.len, XC_MAX_FIELD_BYTES);
    if (!xc_utf8_is_nfc_quick(text)) {
        if (xc_utf8_nfc(text, &normal) != 0)
            code = xc_fail_memory(p->error);
        text = xc_buffer_view(&normal);
    }
    if (code == 0) {
        *kept = xc_arena_copy(p->arena, text);
        if (kept->ptr == NULL)
            code = xc_fail_memory(p->error);
    }
    xc_buffer_free(&normal);
    return code;
}

/* A text that must be there and not be empty. */
static int need_text(struct parsing *p, const json_t *json, const char *key,
                     struct xc_str *text) {
    struct xc_str value = xc_json_str_at(json, key);
    if (value.len == 0)
        return xc_fail(p->error, XC_EINPUT, "a selection lacks the text \"%s\"", key);
    return keep(p, value, text);
}

static int check_keys(struct parsing *p, const json_t *json, enum xc_selection_op op) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key, value) {
        struct xc_str known[8];
        size_t count = 0;
        bool found = strcmp(key, "op") == 0;
        for (; count < 8 && op_keys[op][count] != NULL; count++) {
            known[count] = xc_str_from(op_keys[op][count]);
            found = found || strcmp(key, op_keys[op][count]) == 0;
        }
        if (found)
            continue;
        int code = xc_fail(p->error, XC_EINPUT,
                           "a selection \"%s\" does not know the key \"%s\"",
                           op_words[op], xc_show(xc_str_from(key)).text);
        return hint_near(p->error, code, xc_str_from(key), known, count);
    }
    return 0;
}

static int read_op(struct parsing *p, const json_t *json, enum xc_selection_op *op) {
    struct xc_str word = xc_json_str_at(json, "op");
    struct xc_str known[OP_COUNT];
    if (!json_is_object(json))
        return xc_fail(p->error, XC_EINPUT,
                       "a selection must be an object with the key \"op\"");
    for (size_t i = 0; i < OP_COUNT; i++) {
        known[i] = xc_str_from(op_words[i]);
        if (xc_str_equal(word, known[i])) {
            *op = (enum xc_selection_op)i;
            return check_keys(p, json, *op);
        }
    }
    int code =
        xc_fail(p->error, XC_EINPUT, "a selection has the unknown operation \"%s\"",
                xc_show(word).text);
    return hint_near(p->error, code, word, known, OP_COUNT);
}

static int read_table(struct parsing *p, const json_t *json, struct xc_selection *node) {
    static const enum xc_table tables[] = {XC_TABLE_TARGETS, XC_TABLE_PEOPLE,
                                           XC_TABLE_AREAS};
    struct xc_str word = xc_json_str_at(json, "table");
    struct xc_str known[3];
    for (size_t i = 0; i < 3; i++) {
        known[i] = xc_str_from(xc_table_name(tables[i]));
        if (xc_str_equal(word, known[i])) {
            node->table = tables[i];
            return 0;
        }
    }
    int code =
        xc_fail(p->error, XC_EINPUT,
                "a selection is of the unknown table \"%s\"; expected targets, people or "
                "areas",
                xc_show(word).text);
    return hint_near(p->error, code, word, known, 3);
}

/* ---- where ---- */

static int unknown_word(struct parsing *p, const struct xc_field *field,
                        struct xc_str word, struct xc_str near) {
    int code = xc_fail(p->error, XC_EINPUT, "the field %s does not know the value \"%s\"",
                       field->name, xc_show(word).text);
    if (near.len > 0)
        (void)xc_hint(p->error, "did you mean \"%s\"?", xc_show(near).text);
    return code;
}

static struct xc_str flag_word(struct xc_str word) {
    if (xc_str_is(word, "true") || xc_str_is(word, "1") || xc_str_is(word, "yes") ||
        xc_str_is(word, "是"))
        return XC_STR("true");
    if (xc_str_is(word, "false") || xc_str_is(word, "0") || xc_str_is(word, "no") ||
        xc_str_is(word, "否"))
        return XC_STR("false");
    return (struct xc_str){0};
}

/* The one spelling of a word that the field knows. */
static int settle_word(struct parsing *p, const struct xc_field *field,
                       struct xc_str *word) {
    static const struct xc_str pools[] = {XC_STR_INIT("inspectors"),
                                          XC_STR_INIT("experts")};
    enum xc_vocabulary vocabulary =
        field->type == XC_FIELD_ROLES ? XC_WORDS_ROLE : field->vocabulary;
    unsigned value = 0;
    int64_t number = 0;
    xc_date date = XC_NO_DATE;
    struct xc_str flag;
    switch (field->type) {
    case XC_FIELD_WORD:
    case XC_FIELD_ROLES:
        if (vocabulary == XC_WORDS_KIND && xc_str_is(*word, "medical"))
            return 0;
        value = xc_words_parse(vocabulary, *word);
        if (value == 0)
            return unknown_word(p, field, *word, xc_words_suggest(vocabulary, *word));
        *word = xc_str_from(xc_words_english(vocabulary, value));
        return 0;
    case XC_FIELD_POOL:
        if (xc_str_equal(*word, pools[0]) || xc_str_equal(*word, pools[1]))
            return 0;
        return unknown_word(p, field, *word, xc_suggest(*word, pools, 2));
    case XC_FIELD_FLAG:
        flag = flag_word(*word);
        if (flag.len == 0)
            return unknown_word(p, field, *word, (struct xc_str){0});
        *word = flag;
        return 0;
    case XC_FIELD_NUMBER:
    case XC_FIELD_HISTORY:
        if (!xc_integer_parse(*word, &number))
            return unknown_word(p, field, *word, (struct xc_str){0});
        return 0;
    case XC_FIELD_DATE:
        if (!xc_date_parse(*word, &date))
            return unknown_word(p, field, *word, (struct xc_str){0});
        return 0;
    default:
        return 0;
    }
}

static int compare_words(const void *a, const void *b) {
    const struct xc_str *left = a;
    const struct xc_str *right = b;
    return xc_str_compare(*left, *right);
}

static int read_words(struct parsing *p, const json_t *list, const struct xc_field *field,
                      struct xc_selection *node) {
    size_t count = json_array_size(list);
    size_t kept = 0;
    if (!json_is_array(list) || count == 0 || count > MAX_WORDS)
        return xc_fail(p->error, XC_EINPUT,
                       "the values of the field %s must be a list of 1 to %d texts",
                       xc_show(node->field).text, MAX_WORDS);
    node->words = xc_arena_array(p->arena, count, sizeof(*node->words));
    if (node->words == NULL)
        return xc_fail_memory(p->error);
    for (size_t i = 0; i < count; i++) {
        struct xc_str word = xc_json_str(json_array_get(list, i));
        int code =
            word.len > 0
                ? keep(p, word, &node->words[i])
                : xc_fail(p->error, XC_EINPUT,
                          "the values of the field %s must be texts that are not empty",
                          xc_show(node->field).text);
        if (code == 0 && field != NULL)
            code = settle_word(p, field, &node->words[i]);
        if (code != 0)
            return code;
    }
    qsort(node->words, count, sizeof(*node->words), compare_words);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !xc_str_equal(node->words[kept - 1], node->words[i]))
            node->words[kept++] = node->words[i];
    node->word_count = kept;
    return 0;
}

static int read_bound(struct parsing *p, const json_t *json, const char *key,
                      const struct xc_selection *node, bool *has, int64_t *bound) {
    const json_t *value = json_object_get(json, key);
    xc_date date = XC_NO_DATE;
    if (value == NULL)
        return 0;
    *has = true;
    if (node->compare == XC_COMPARE_NUMBER) {
        *bound = json_integer_value(value);
        if (json_is_integer(value))
            return 0;
        return xc_fail(p->error, XC_EINPUT,
                       "the bound \"%s\" of the field %s must be a whole number", key,
                       xc_show(node->field).text);
    }
    if (!xc_date_parse(xc_json_str(value), &date))
        return xc_fail(p->error, XC_EINPUT,
                       "the bound \"%s\" of the field %s must be a date like 2026-03-02",
                       key, xc_show(node->field).text);
    *bound = date;
    return 0;
}

static int read_bounds(struct parsing *p, const json_t *json, struct xc_selection *node) {
    bool dates = node->compare == XC_COMPARE_DATE;
    int code =
        read_bound(p, json, dates ? "from" : "min", node, &node->has_min, &node->min);
    if (code == 0)
        code =
            read_bound(p, json, dates ? "to" : "max", node, &node->has_max, &node->max);
    if (code == 0 && node->has_min && node->has_max && node->min > node->max)
        code =
            xc_fail(p->error, XC_EINPUT,
                    "the bounds of the field %s leave nothing: the first is the greater",
                    xc_show(node->field).text);
    return code;
}

static int check_field(struct parsing *p, const struct xc_selection *node,
                       const struct xc_field *field) {
    struct xc_str known[MAX_FIELDS];
    if (field == NULL && node->table == XC_TABLE_AREAS) {
        int code = xc_fail(p->error, XC_EINPUT, "%s have no field \"%s\"",
                           xc_table_name(node->table), xc_show(node->field).text);
        return hint_near(p->error, code, node->field, known,
                         xc_field_names(node->table, known, MAX_FIELDS));
    }
    if (field == NULL || node->compare == XC_COMPARE_IN)
        return 0;
    if (node->compare == XC_COMPARE_NUMBER && field->type != XC_FIELD_NUMBER &&
        field->type != XC_FIELD_HISTORY)
        return xc_fail(p->error, XC_EINPUT, "the field %s holds no numbers", field->name);
    if (node->compare == XC_COMPARE_DATE && field->type != XC_FIELD_DATE)
        return xc_fail(p->error, XC_EINPUT, "the field %s holds no dates", field->name);
    return 0;
}

static int read_where(struct parsing *p, const json_t *json, struct xc_selection *node) {
    bool words = json_object_get(json, "in") != NULL;
    bool numbers =
        json_object_get(json, "min") != NULL || json_object_get(json, "max") != NULL;
    bool dates =
        json_object_get(json, "from") != NULL || json_object_get(json, "to") != NULL;
    int code = need_text(p, json, "field", &node->field);
    if (code != 0)
        return code;
    if (words + numbers + dates != 1)
        return xc_fail(
            p->error, XC_EINPUT,
            "the condition on the field %s must have either \"in\", or \"min\" and "
            "\"max\", or \"from\" and \"to\"",
            xc_show(node->field).text);
    node->compare = words ? XC_COMPARE_IN : numbers ? XC_COMPARE_NUMBER : XC_COMPARE_DATE;
    const struct xc_field *field = xc_field_find(node->table, node->field);
    code = check_field(p, node, field);
    if (code != 0)
        return code;
    return words ? read_words(p, json_object_get(json, "in"), field, node)
                 : read_bounds(p, json, node);
}

/* ---- The other operations ---- */

static int read_area(struct parsing *p, const json_t *json, struct xc_selection *node) {
    const json_t *area = json_object_get(json, "area");
    if (json_is_object(area) && json_object_size(area) == 1 &&
        json_object_get(area, "drawn") != NULL)
        return need_text(p, area, "drawn", &node->drawn);
    if (json_is_string(area))
        return need_text(p, json, "area", &node->area);
    return xc_fail(
        p->error, XC_EINPUT,
        "the area of a selection must be a code or an object with the key \"drawn\"");
}

static int read_history(struct parsing *p, const json_t *json,
                        struct xc_selection *node) {
    static const struct xc_str known[] = {XC_STR_INIT("visited"), XC_STR_INIT("failed"),
                                          XC_STR_INIT("leads"), XC_STR_INIT("missing")};
    enum { KNOWN = sizeof(known) / sizeof(known[0]) };
    int code = need_text(p, json, "what", &node->what);
    if (code != 0)
        return code;
    if (xc_str_is(node->what, "missing"))
        return need_text(p, json, "name", &node->name);
    for (size_t i = 0; i < KNOWN; i++)
        if (xc_str_equal(node->what, known[i]))
            return json_object_get(json, "name") == NULL
                       ? 0
                       : keep(p, xc_json_str_at(json, "name"), &node->name);
    code = xc_fail(p->error, XC_EINPUT, "a selection does not know the history \"%s\"",
                   xc_show(node->what).text);
    return hint_near(p->error, code, node->what, known, KNOWN);
}

static int parse(struct parsing *p, const json_t *json, unsigned depth,
                 const struct xc_selection **selection);

static int read_pair(struct parsing *p, const json_t *json, unsigned depth,
                     struct xc_selection *node) {
    const json_t *of = json_object_get(json, "of");
    if (!json_is_array(of) || json_array_size(of) != 2)
        return xc_fail(p->error, XC_EINPUT,
                       "a selection \"%s\" must be \"of\" two selections",
                       op_words[node->op]);
    int code = parse(p, json_array_get(of, 0), depth + 1, &node->left);
    if (code == 0)
        code = parse(p, json_array_get(of, 1), depth + 1, &node->right);
    if (code != 0)
        return code;
    node->table = node->left->table;
    if (node->left->table != node->right->table)
        return xc_fail(
            p->error, XC_EINPUT,
            "a selection \"%s\" cannot join %s with %s; both must be of one table",
            op_words[node->op], xc_table_name(node->left->table),
            xc_table_name(node->right->table));
    return 0;
}

static int read_node(struct parsing *p, const json_t *json, unsigned depth,
                     struct xc_selection *node) {
    if (node->op == XC_SELECT_ALL)
        return read_table(p, json, node);
    if (node->op == XC_SELECT_AND || node->op == XC_SELECT_OR ||
        node->op == XC_SELECT_MINUS)
        return read_pair(p, json, depth, node);
    int code = parse(p, json_object_get(json, "of"), depth + 1, &node->left);
    if (code != 0)
        return code;
    node->table = node->left->table;
    if (node->op == XC_SELECT_WHERE)
        return read_where(p, json, node);
    if (node->op == XC_SELECT_HISTORY)
        return read_history(p, json, node);
    return read_area(p, json, node);
}

static int parse(struct parsing *p, const json_t *json, unsigned depth,
                 const struct xc_selection **selection) {
    if (depth > MAX_DEPTH)
        return xc_fail(p->error, XC_EINPUT, "a selection is nested more than %d deep",
                       MAX_DEPTH);
    struct xc_selection *node = xc_arena_alloc(p->arena, sizeof(*node));
    if (node == NULL)
        return xc_fail_memory(p->error);
    int code = read_op(p, json, &node->op);
    if (code == 0)
        code = read_node(p, json, depth, node);
    *selection = node;
    return code;
}

int xc_selection_parse(const json_t *json, struct xc_arena *arena,
                       const struct xc_selection **selection, struct xc_error *error) {
    struct parsing p = {arena, error};
    int code = parse(&p, json, 1, selection);
    if (code != 0)
        *selection = NULL;
    return code;
}
