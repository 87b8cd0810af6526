/* Rows that nobody can guess, for the tables of sealed draws (docs/draw.md §9). */
#include "drawing/work.h"

#include <string.h>

struct salting {
    struct xc_arena *arena;
    struct xc_str id;
    const struct xc_digest *code;
    struct xc_error *error;
};

static int salt_of(const struct salting *salting, const char *table,
                   struct xc_buffer *out) {
    struct xc_buffer text = xc_buffer_make(1 << 12);
    struct xc_digest digest;
    xc_buffer_printf(&text, "xuncha-salt/%s/%.*s\n", table, XC_PRI(salting->id));
    xc_buffer_append(&text, salting->code->bytes, sizeof salting->code->bytes);
    int rc = text.failed ? xc_fail_memory(salting->error)
                         : xc_sha256(xc_buffer_view(&text), &digest, salting->error);
    xc_buffer_free(&text);
    return rc == XC_OK ? xc_buffer_hex(out, digest.bytes, sizeof digest.bytes) : rc;
}

/* Rows ascend by their first field, which a row's bytes up to the TAB are. */
static int insert(const struct salting *salting, struct xc_str row,
                  struct xc_str *table) {
    struct xc_buffer out = xc_buffer_make(table->len + row.len + 64);
    struct xc_str rest = *table, first = row;
    struct xc_str key = xc_str_cut(&first, '\t');
    bool done = false;
    while (rest.len || !done) {
        struct xc_str next = rest, line = xc_str_cut(&next, '\n');
        struct xc_str tail = line, id = xc_str_cut(&tail, '\t');
        if (!done && (!rest.len || xc_str_compare(key, id) < 0)) {
            xc_buffer_add(&out, row);
            done = true;
            continue;
        }
        xc_buffer_add(&out, line);
        xc_buffer_putc(&out, '\n');
        rest = next;
    }
    *table = xc_arena_copy(salting->arena, xc_buffer_view(&out));
    bool failed = out.failed || !table->ptr;
    xc_buffer_free(&out);
    return failed ? xc_fail_memory(salting->error) : XC_OK;
}

static int salt_targets(const struct salting *salting, struct xc_draw_files *files) {
    struct xc_buffer row = xc_buffer_make(1 << 16);
    struct xc_str first = files->targets;
    (void)xc_str_cut(&first, '\t');
    struct xc_str stratum = xc_str_cut(&first, '\t');
    int rc = salt_of(salting, "targets", &row);
    xc_buffer_printf(&row, "\t%.*s\t0\t-\t-\t%s\n", XC_PRI(stratum), XC_DRAW_SALT);
    if (rc == XC_OK) {
        rc = row.failed ? xc_fail_memory(salting->error)
                        : insert(salting, xc_buffer_view(&row), &files->targets);
    }
    xc_buffer_free(&row);
    return rc;
}

static int salt_people(const struct salting *salting, struct xc_draw_files *files) {
    struct xc_buffer row = xc_buffer_make(1 << 12);
    int rc = salt_of(salting, "people", &row);
    xc_buffer_puts(&row, "\t-\t-\t0\t-\n");
    if (rc == XC_OK) {
        rc = row.failed ? xc_fail_memory(salting->error)
                        : insert(salting, xc_buffer_view(&row), &files->people);
    }
    xc_buffer_clear(&row);
    if (rc == XC_OK) {
        rc = salt_of(salting, "avoid", &row);
    }
    xc_buffer_putc(&row, ':');
    if (rc == XC_OK) {
        rc = salt_of(salting, "avoid", &row);
    }
    xc_buffer_printf(&row, "\t%s\n", XC_DRAW_SALT);
    if (rc == XC_OK) {
        rc = row.failed ? xc_fail_memory(salting->error)
                        : insert(salting, xc_buffer_view(&row), &files->avoid);
    }
    xc_buffer_free(&row);
    return rc;
}

/* The row of targets stays out of the urn by one of the rules' flags. */
static int skip_salt(const struct salting *salting, struct xc_draw_files *files) {
    struct xc_buffer out = xc_buffer_make(files->rules.len + (1 << 12));
    json_t *rules = json_loadb(files->rules.ptr, files->rules.len, 0, NULL);
    json_t *skip = json_object_get(rules, "skip");
    if (!skip) {
        skip = json_array();
        json_object_set_new(rules, "skip", skip);
    }
    json_array_append_new(skip, json_string(XC_DRAW_SALT));
    int rc = rules ? xc_json_canonical(rules, &out, salting->error)
                   : xc_fail_memory(salting->error);
    json_decref(rules);
    files->rules = xc_arena_copy(salting->arena, xc_buffer_view(&out));
    xc_buffer_free(&out);
    return rc == XC_OK && !files->rules.ptr ? xc_fail_memory(salting->error) : rc;
}

int xc_draw_salt(struct xc_str id, const struct xc_digest *code, struct xc_arena *arena,
                 struct xc_draw_files *files, struct xc_error *error) {
    const struct salting salting = {arena, id, code, error};
    int rc = files->targets.len ? salt_targets(&salting, files) : XC_OK;
    if (rc == XC_OK && files->targets.len) {
        rc = skip_salt(&salting, files);
    }
    return rc == XC_OK && files->people.len ? salt_people(&salting, files) : rc;
}
