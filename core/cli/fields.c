#include "cli/fields.h"

#include "base/utf8.h"
#include "rules/rules.h"

#include <string.h>

enum { NAME_BYTES = 64, SHORT_BYTES = 72 };

int xc_fields_options(const struct xc_cli *cli, const char *const *needed,
                      xc_fields_set set, void *paper, struct xc_error *error) {
    for (; *needed; needed++) {
        const char *value = xc_args_value(&cli->args, *needed);
        if (!value || !*value) {
            xc_fail(error, XC_EUSAGE, "--%s is missing", *needed);
            return xc_hint(error, "`xuncha help %s` says what is needed",
                           cli->command->name);
        }
    }
    for (const struct xc_option *option = cli->command->options; option->name; option++) {
        const char *value = xc_args_value(&cli->args, option->name);
        char name[NAME_BYTES] = {0};
        if (!value || strcmp(option->name, "id") == 0) {
            continue;
        }
        for (size_t i = 0; option->name[i] && i + 1 < sizeof name; i++) {
            name[i] = option->name[i];
            if (name[i] == '-') {
                name[i] = '_';
            }
        }
        int rc = set(paper, xc_str_from(name), xc_str_from(value), error);
        if (rc != XC_OK) {
            return rc;
        }
    }
    return XC_OK;
}

int xc_fields_operands(const struct xc_cli *cli, xc_fields_set set, void *paper,
                       struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 1; i < cli->args.operand_count && rc == XC_OK; i++) {
        struct xc_str value = xc_str_from(cli->args.operands[i]);
        struct xc_str name = xc_str_cut(&value, '=');
        rc = value.ptr ? set(paper, name, value, error)
                       : xc_fail(error, XC_EUSAGE, "write FIELD=VALUE, not '%s'",
                                 cli->args.operands[i]);
    }
    return rc;
}

int xc_fields_on(const struct xc_cli *cli, xc_date today, xc_date *on,
                 struct xc_error *error) {
    int rc = xc_args_date(&cli->args, "on", on, error);
    if (rc == XC_OK && *on == XC_NO_DATE) {
        *on = today;
    }
    return rc;
}

void xc_fields_text(json_t *json, const char *name, struct xc_str text) {
    json_object_set_new(json, name, xc_json_text(text));
}

void xc_fields_date(json_t *json, const char *name, xc_date date) {
    char day[11];
    xc_date_format(date, day);
    json_object_set_new(json, name, date == XC_NO_DATE ? json_null() : json_string(day));
}

static void write_yuan(struct xc_buffer *out, int64_t fen) {
    xc_buffer_printf(out, "%lld.%02d", (long long)(fen / 100), (int)(fen % 100));
}

void xc_fields_amount(json_t *json, const char *name, int64_t fen) {
    struct xc_buffer text = xc_buffer_make(64);
    write_yuan(&text, fen);
    xc_fields_text(json, name, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

struct xc_str xc_fields_yuan(struct xc_arena *arena, int64_t fen) {
    struct xc_buffer text = xc_buffer_make(64);
    write_yuan(&text, fen);
    struct xc_str copy = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return copy;
}

struct xc_str xc_fields_short(struct xc_arena *arena, struct xc_str text) {
    struct xc_str prefix = xc_utf8_prefix(text, SHORT_BYTES);
    struct xc_buffer cut = xc_buffer_make(SHORT_BYTES + 8);
    if (prefix.len == text.len) {
        return text;
    }
    xc_buffer_add(&cut, prefix);
    xc_buffer_puts(&cut, "…");
    struct xc_str copy = xc_arena_copy(arena, xc_buffer_view(&cut));
    xc_buffer_free(&cut);
    return copy;
}

void xc_fields_titles(const struct xc_cli *cli, struct xc_text_table *table,
                      const char *const *titles, size_t count) {
    xc_text_table_row(table);
    for (size_t i = 0; i < count; i++) {
        xc_text_table_cell(table, i, xc_str_from(xc_text(cli->catalogue, titles[i])));
    }
}
