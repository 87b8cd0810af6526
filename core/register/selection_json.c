#include "register/selection.h"

static int set(json_t *object, const char *key, json_t *value) {
    return value == NULL ? -1 : json_object_set_new(object, key, value);
}

static json_t *text(struct xc_str value) {
    return json_stringn(value.ptr == NULL ? "" : value.ptr, value.len);
}

static json_t *date(int64_t value) {
    char iso[11];
    xc_date_format((xc_date)value, iso);
    return json_string(iso);
}

static json_t *words(const struct xc_selection *node) {
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < node->word_count; i++) {
        if (json_array_append_new(list, text(node->words[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static int put_where(json_t *object, const struct xc_selection *node) {
    bool dates = node->compare == XC_COMPARE_DATE;
    int failed =
        set(object, "op", json_string("where")) | set(object, "field", text(node->field));
    if (node->compare == XC_COMPARE_IN)
        return failed | set(object, "in", words(node));
    if (node->has_min)
        failed |= set(object, dates ? "from" : "min",
                      dates ? date(node->min) : json_integer((json_int_t)node->min));
    if (node->has_max)
        failed |= set(object, dates ? "to" : "max",
                      dates ? date(node->max) : json_integer((json_int_t)node->max));
    return failed;
}

static int put_area(json_t *object, const struct xc_selection *node) {
    if (node->drawn.len == 0)
        return set(object, "area", text(node->area));
    json_t *drawn = json_object();
    if (drawn == NULL || set(drawn, "drawn", text(node->drawn)) != 0) {
        json_decref(drawn);
        return -1;
    }
    return set(object, "area", drawn);
}

static int put_pair(json_t *object, const char *op, const struct xc_selection *node) {
    json_t *of = json_array();
    if (of == NULL || json_array_append_new(of, xc_selection_json(node->left)) != 0 ||
        json_array_append_new(of, xc_selection_json(node->right)) != 0) {
        json_decref(of);
        return -1;
    }
    return set(object, "op", json_string(op)) | set(object, "of", of);
}

static int put_node(json_t *object, const struct xc_selection *node) {
    switch (node->op) {
    case XC_SELECT_ALL:
        return set(object, "op", json_string("all")) |
               set(object, "table", json_string(xc_table_name(node->table)));
    case XC_SELECT_AND:
        return put_pair(object, "and", node);
    case XC_SELECT_OR:
        return put_pair(object, "or", node);
    case XC_SELECT_MINUS:
        return put_pair(object, "minus", node);
    case XC_SELECT_WHERE:
        return set(object, "of", xc_selection_json(node->left)) | put_where(object, node);
    case XC_SELECT_WITHIN:
        return set(object, "op", json_string("within")) |
               set(object, "of", xc_selection_json(node->left)) | put_area(object, node);
    case XC_SELECT_OUTSIDE:
        return set(object, "op", json_string("outside")) |
               set(object, "of", xc_selection_json(node->left)) | put_area(object, node);
    case XC_SELECT_HISTORY:
        break;
    }
    int failed = set(object, "op", json_string("history")) |
                 set(object, "of", xc_selection_json(node->left)) |
                 set(object, "what", text(node->what));
    return node->name.len > 0 ? failed | set(object, "name", text(node->name)) : failed;
}

json_t *xc_selection_json(const struct xc_selection *selection) {
    json_t *object = json_object();
    if (object != NULL && put_node(object, selection) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}
