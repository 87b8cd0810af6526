#include "exchange/json_rows.h"

#include <jansson.h>
#include <string.h>

/* Objects are parsed one by one, so that memory holds one of them and its line is known.
 */
struct reader {
    struct xc_str text;
    struct xc_str file;
    size_t at;
    unsigned line;
    size_t line_start;
    struct xc_grid *grid;
    struct xc_grid names; /* one row: the member names */
    size_t name_count;
    struct xc_buffer joined;
    struct xc_error *error;
};

static void skip_space(struct reader *r) {
    for (; r->at < r->text.len; r->at++) {
        char byte = r->text.ptr[r->at];
        if (byte == '\n') {
            r->line++;
            r->line_start = r->at + 1;
        } else if (byte != ' ' && byte != '\t' && byte != '\r') {
            return;
        }
    }
}

static bool take(struct reader *r, char byte) {
    skip_space(r);
    if (r->at >= r->text.len || r->text.ptr[r->at] != byte)
        return false;
    r->at++;
    return true;
}

static int fail_here(struct reader *r, const char *what) {
    skip_space(r);
    return xc_fail_at(r->error, XC_EINPUT, r->file, r->line,
                      (unsigned)(r->at - r->line_start + 1),
                      "this is not a list of JSON objects: %s was expected here", what);
}

/* The next JSON value; NULL: *r->error is set. */
static json_t *next_value(struct reader *r) {
    json_error_t problem;
    skip_space(r);
    json_t *value = json_loadb(
        r->text.ptr + r->at, r->text.len - r->at,
        JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &problem);
    if (value == NULL) {
        unsigned line = r->line + (unsigned)(problem.line > 0 ? problem.line - 1 : 0);
        unsigned column = (unsigned)(problem.column > 0 ? problem.column : 1);
        if (problem.line == 1)
            column += (unsigned)(r->at - r->line_start);
        if (json_error_code(&problem) == json_error_out_of_memory) {
            xc_fail_memory(r->error);
            return NULL;
        }
        xc_fail_at(r->error, XC_EINPUT, r->file, line, column,
                   "this is not valid JSON: %s", problem.text);
        return NULL;
    }
    for (size_t end = r->at + (size_t)problem.position; r->at < end; r->at++) {
        if (r->text.ptr[r->at] == '\n') {
            r->line++;
            r->line_start = r->at + 1;
        }
    }
    return value;
}

/* The column of a member name, new ones at the end; XC_SHEET_COLUMNS where there are too
 * many. */
static int column_of(struct reader *r, struct xc_str name, size_t *column) {
    for (size_t i = 0; i < r->name_count; i++) {
        if (xc_str_equal(xc_grid_text(&r->names, &r->names.cells[i]), name)) {
            *column = i;
            return XC_OK;
        }
    }
    *column = r->name_count;
    if (r->name_count >= XC_SHEET_COLUMNS)
        return xc_fail_at(
            r->error, XC_EINPUT, r->file, r->line, 0,
            "the objects have more than %d different members; “%.*s” is one too "
            "many",
            XC_SHEET_COLUMNS, XC_PRI(name));
    r->name_count++;
    return xc_grid_add_text(&r->names, name, *column, XC_CELL_TEXT) == XC_OK
               ? XC_OK
               : xc_fail_memory(r->error);
}

/* Appends one plain value to r->joined. false: it is not plain. */
static bool join_plain(struct reader *r, const json_t *value, enum xc_cell_type *type) {
    *type = XC_CELL_TEXT;
    if (json_is_string(value)) {
        (void)xc_buffer_append(&r->joined, json_string_value(value),
                               json_string_length(value));
        return true;
    }
    if (json_is_boolean(value)) {
        (void)xc_buffer_puts(&r->joined, json_is_true(value) ? "true" : "false");
        return true;
    }
    if (json_is_number(value)) {
        char digits[64];
        size_t len = json_dumpb(value, digits, sizeof digits,
                                JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        *type = XC_CELL_NUMBER;
        (void)xc_buffer_append(&r->joined, digits, len < sizeof digits ? len : 0);
        return true;
    }
    return json_is_null(value);
}

static bool join_value(struct reader *r, const json_t *value, enum xc_cell_type *type) {
    xc_buffer_clear(&r->joined);
    if (!json_is_array(value))
        return join_plain(r, value, type);
    size_t index;
    const json_t *item;
    json_array_foreach(value, index, item) {
        if (index > 0)
            (void)xc_buffer_putc(&r->joined, ',');
        if (!join_plain(r, item, type))
            return false;
    }
    *type = XC_CELL_TEXT;
    return true;
}

static int add_members(struct reader *r, json_t *object, unsigned line, bool inner) {
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        struct xc_str name = xc_str_from(key);
        enum xc_cell_type type;
        size_t column;
        if (!inner && json_is_object(value) && xc_str_is(name, "attributes")) {
            int code = add_members(r, value, line, true);
            if (code != XC_OK)
                return code;
            continue;
        }
        if (!join_value(r, value, &type))
            return xc_fail_at(
                r->error, XC_EINPUT, r->file, line, 0,
                "the member “%.*s” holds a nested value; a text, a number or a "
                "list of texts was expected",
                XC_PRI(name));
        int code = column_of(r, name, &column);
        if (code != XC_OK)
            return code;
        if (r->joined.failed ||
            xc_grid_add_text(r->grid, xc_buffer_view(&r->joined), column, type) != XC_OK)
            return xc_fail_memory(r->error);
    }
    return XC_OK;
}

static int read_object(struct reader *r) {
    skip_space(r);
    unsigned line = r->line;
    if (r->at >= r->text.len || r->text.ptr[r->at] != '{')
        return fail_here(r, "“{”");
    json_t *object = next_value(r);
    if (object == NULL)
        return r->error->code;
    int code = xc_grid_add_row(r->grid, line);
    code = code == XC_OK ? add_members(r, object, line, false) : xc_fail_memory(r->error);
    json_decref(object);
    return code;
}

static int read_list(struct reader *r) {
    if (!take(r, '['))
        return fail_here(r, "“[”");
    if (take(r, ']'))
        return XC_OK;
    for (;;) {
        int code = read_object(r);
        if (code != XC_OK)
            return code;
        if (take(r, ']'))
            return XC_OK;
        if (!take(r, ','))
            return fail_here(r, "“,” or “]”");
    }
}

static int read_all(struct reader *r) {
    bool wrapped = take(r, '{');
    if (wrapped) {
        json_t *name = r->at < r->text.len ? next_value(r) : NULL;
        if (name == NULL && r->error->code != XC_OK)
            return r->error->code;
        bool good = json_is_string(name);
        json_decref(name);
        if (!good || !take(r, ':'))
            return fail_here(r, "“:”");
    }
    int code = read_list(r);
    if (code == XC_OK && wrapped && !take(r, '}'))
        code = fail_here(r, "“}”");
    skip_space(r);
    if (code == XC_OK && r->at < r->text.len)
        code = xc_fail_at(r->error, XC_EINPUT, r->file, r->line,
                          (unsigned)(r->at - r->line_start + 1),
                          "the JSON list ends before this place, but the file goes on");
    return code;
}

int xc_json_rows(struct xc_str text, struct xc_str file, struct xc_grid *grid,
                 struct xc_error *error) {
    struct xc_error own = {0};
    struct reader r = {.text = text, .file = file, .line = 1, .grid = grid};
    r.error = error != NULL ? error : &own;
    r.error->code = XC_OK;
    r.joined = xc_buffer_make((size_t)1 << 26);
    xc_grid_start(&r.names, (size_t)1 << 26);
    int code = xc_grid_add_row(&r.names, 0);
    /* The names take the place of a header; the row is filled in when all are known. */
    if (code != XC_OK) {
        code = xc_fail_memory(r.error);
        goto done;
    }
    code = read_all(&r);
    if (code != XC_OK)
        goto done;
    code = xc_grid_put_header(grid, &r.names);
    if (code != XC_OK)
        code = xc_fail_memory(r.error);
done:
    xc_buffer_free(&r.joined);
    xc_grid_free(&r.names);
    return code;
}
