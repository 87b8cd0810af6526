/* verify: repeats published draws. Needs neither database nor Lua. */
#include "cli/command.h"

#include "cli/progress_bar.h"

#include "base/file.h"
#include "base/note.h"
#include "draw/record.h"
#include "report/record_page.h"

#include <string.h>

enum { RECORD_BYTES = INT32_MAX, KEY_TEXT_BYTES = 4096 };

struct verification {
    struct xc_cli *cli;
    struct xc_str key; /* empty: none was given */
    size_t different;
    size_t no_records;
    json_t *rows;
};

/* A key as text, or a file that holds one. */
static int read_key(struct xc_cli *cli, struct xc_str *text, struct xc_error *error) {
    const char *given = xc_args_value(&cli->args, "key");
    struct xc_buffer file = xc_buffer_make(KEY_TEXT_BYTES);
    struct xc_note_key key;
    int code = XC_OK;
    *text = xc_str_from(given);
    if (given == NULL || xc_note_key_read(*text, &key, error) == XC_OK)
        return XC_OK;
    if (!xc_file_exists(given))
        return xc_fail(error, XC_EUSAGE,
                       "--key: “%s” is neither a verifier key nor a file with one",
                       given);
    code = xc_file_read(given, &file, error);
    if (code == XC_OK) {
        *text = xc_arena_copy(cli->arena, xc_str_trim(xc_buffer_view(&file)));
        code = text->ptr == NULL ? xc_fail_memory(error)
                                 : xc_note_key_read(*text, &key, error);
    }
    xc_buffer_free(&file);
    return code;
}

static bool all_by_key(const struct xc_record *record, struct xc_str key) {
    for (; record != NULL; record = record->outer) {
        if (!xc_str_equal(record->key, key))
            return false;
    }
    return true;
}

/* With the published key there is nothing left to compare; without it a warning. */
static void hold_against_key(const struct xc_record *record, struct xc_str key,
                             struct xc_record_report *report) {
    if (key.len == 0)
        return;
    if (report->same && !all_by_key(record, key)) {
        report->same = false;
        xc_message_set(&report->difference, "the key is not the one that was given: %.*s",
                       XC_PRI(record->key));
    }
    size_t kept = 0;
    for (size_t i = 0; i < report->warning_count; i++) {
        if (report->warnings[i].id != xc_record_key_warning)
            report->warnings[kept++] = report->warnings[i];
    }
    report->warning_count = kept;
}

static void put_difference(const struct verification *v,
                           const struct xc_record_report *report, struct xc_buffer *out) {
    for (unsigned i = 0; i < report->outer; i++) {
        (void)xc_buffer_puts(out, xc_text(v->cli->catalogue, XC_MSG("the outer record")));
        (void)xc_buffer_puts(out, ": ");
    }
    if (report->where.id != NULL) {
        (void)xc_message_render(&report->where, v->cli->catalogue, out);
        (void)xc_buffer_puts(out, ": ");
    }
    (void)xc_message_render(&report->difference, v->cli->catalogue, out);
}

static int tell_json(struct verification *v, const char *path,
                     const struct xc_record_report *report, const char *digest) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    json_t *warnings = json_array();
    json_t *row = json_pack("{s:s, s:s, s:s%, s:s, s:b}", "file", path, "verdict",
                            report->same ? "same" : "different", "draw", report->id.ptr,
                            report->id.len, "sha256", digest, "local", report->local);
    for (size_t i = 0; i < report->warning_count; i++)
        json_array_append_new(warnings, xc_cli_rendered(v->cli, &report->warnings[i]));
    json_object_set_new(row, "warnings", warnings);
    if (report->same) {
        json_object_set_new(row, "targets", json_integer(report->selected));
        json_object_set_new(row, "people", json_integer(report->people));
        json_object_set_new(row, "seats", json_integer(report->seats));
        json_object_set_new(row, "substitutions", json_integer(report->subs));
    } else {
        put_difference(v, report, &text);
        json_object_set_new(row, "difference", json_stringn(text.ptr, text.len));
    }
    xc_buffer_free(&text);
    return json_array_append_new(v->rows, row) == 0 ? XC_OK : XC_ENOMEM;
}

/* What cannot be known from a record comes first, then what was found. */
static void tell_text(struct verification *v, const char *path,
                      const struct xc_record_report *report, const char *digest) {
    struct xc_cli *cli = v->cli;
    for (size_t i = 0; i < report->warning_count; i++) {
        (void)xc_buffer_printf(&cli->out, "%s: ", path);
        xc_cli_message(cli, &report->warnings[i]);
    }
    if (report->same) {
        xc_cli_say(cli, "%s: same", path);
        xc_cli_say(
            cli,
            "  draw %.*s: %u targets drawn, %u people for %u seats, %u substitutions; "
            "SHA-256 of the file %s",
            XC_PRI(report->id), report->selected, report->people, report->seats,
            report->subs, digest);
        return;
    }
    (void)xc_buffer_printf(&cli->out, "%s: ", path);
    xc_cli_say(cli, "different");
    (void)xc_buffer_puts(&cli->out, "  ");
    put_difference(v, report, &cli->out);
    (void)xc_buffer_putc(&cli->out, '\n');
}

/* ids and what people call them, from a JSON file. */
static int read_names(const struct verification *v, json_t **names,
                      struct xc_error *error) {
    const char *path = xc_args_value(&v->cli->args, "names");
    struct xc_buffer text = xc_buffer_make(RECORD_BYTES);
    int code = XC_OK;
    *names = NULL;
    if (path != NULL) {
        code = xc_file_read(path, &text, error);
        if (code == XC_OK)
            *names = json_loadb(text.len > 0 ? text.ptr : "", text.len, 0, NULL);
        if (code == XC_OK && !json_is_object(*names))
            code = xc_fail_at(error, XC_EINPUT, xc_str_from(path), 0, 0,
                              "this is not a JSON object of ids and names");
    }
    xc_buffer_free(&text);
    return code;
}

/* The page for people, where it was asked for. */
static int write_page(const struct verification *v, const char *path,
                      const struct xc_record *record,
                      const struct xc_record_report *report, const char *digest,
                      struct xc_error *error) {
    const char *to = xc_args_value(&v->cli->args, "page");
    const char *slash = strrchr(path, '/');
    struct xc_buffer html = xc_buffer_make(RECORD_BYTES);
    json_t *names = NULL;
    if (to == NULL)
        return XC_OK;
    const struct xc_catalogue *chinese = NULL;
    int code = read_names(v, &names, error);
    if (code == XC_OK)
        code = xc_cli_chinese(v->cli, &chinese, error);
    struct xc_record_page page = {.record = record,
                                  .report = report,
                                  .names = names,
                                  .file = xc_str_from(slash != NULL ? slash + 1 : path),
                                  .digest = xc_str_from(digest),
                                  .chinese = chinese,
                                  .chinese_first = strcmp(v->cli->language, "zh") == 0,
                                  .offset_minutes = XC_CLI_ZONE_MINUTES};
    if (code == XC_OK)
        code = xc_report_record_page(&page, &html, error);
    if (code == XC_OK)
        code = xc_file_write(to, xc_buffer_view(&html), 0600, error);
    json_decref(names);
    xc_buffer_free(&html);
    return code;
}

/* The file stands before the place inside it. */
static void name_file(struct xc_error *error, const char *path) {
    struct xc_error told = *error;
    struct xc_buffer place = xc_buffer_make(XC_FILE_BYTES);
    (void)xc_buffer_puts(&place, path);
    if (told.file[0] != '\0' && strcmp(told.file, path) != 0)
        (void)xc_buffer_printf(&place, ": %s", told.file);
    (void)xc_fail_at(error, told.code, xc_buffer_view(&place), told.line, told.column,
                     "%s", "");
    error->message = told.message;
    error->hint = told.hint;
    xc_buffer_free(&place);
}

static int verify_text(struct verification *v, const char *path, struct xc_str text,
                       struct xc_arena *arena, json_t **json, struct xc_error *error) {
    struct xc_record record;
    struct xc_record_report report;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int code = xc_record_load(text, arena, json, &record, error);
    if (code == XC_OK)
        code = xc_sha256(text, &digest, error);
    if (code == XC_OK)
        code = xc_record_verify(&record, arena, &report, &v->cli->progress, error);
    if (code != XC_OK)
        return code;
    xc_digest_hex(&digest, hex);
    hold_against_key(&record, v->key, &report);
    v->different += report.same ? 0 : 1;
    code = write_page(v, path, &record, &report, hex, error);
    if (code != XC_OK)
        return code;
    if (v->cli->json)
        return tell_json(v, path, &report, hex) == XC_OK ? XC_OK : xc_fail_memory(error);
    tell_text(v, path, &report, hex);
    return XC_OK;
}

/* A file that is no record is told at once where others follow. */
static int verify_file(struct verification *v, const char *path, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(RECORD_BYTES);
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 4);
    json_t *json = NULL;
    int code = arena == NULL ? xc_fail_memory(error) : xc_file_read(path, &text, error);
    if (code == XC_OK)
        code = verify_text(v, path, xc_buffer_view(&text), arena, &json, error);
    if (code == XC_EINPUT) {
        name_file(error, path);
        v->no_records++;
        if (v->cli->args.operand_count > 1) {
            xc_progress_bar_clear(&v->cli->progress);
            xc_cli_error(v->cli, error);
            code = XC_OK;
        }
    }
    json_decref(json);
    xc_arena_free(arena);
    xc_buffer_free(&text);
    return code;
}

int xc_command_verify(struct xc_cli *cli, struct xc_error *error) {
    struct verification v = {.cli = cli, .rows = json_array()};
    size_t count = cli->args.operand_count;
    int code = read_key(cli, &v.key, error);
    if (code == XC_OK && count > 1 && xc_args_value(&cli->args, "page") != NULL)
        code = xc_fail(error, XC_EUSAGE, "--page is for one record at a time");
    for (size_t i = 0; i < count && code == XC_OK; i++)
        code = verify_file(&v, cli->args.operands[i], error);
    if (code == XC_OK && v.no_records > 0)
        code = xc_fail(error, XC_EINPUT, "%zu of %zu files are no records", v.no_records,
                       count);
    else if (code == XC_OK && v.different > 0)
        code =
            xc_fail(error, XC_ENO, "%zu of %zu records differ from what they should be",
                    v.different, count);
    if (cli->json && json_array_size(v.rows) > 0) {
        int written = xc_cli_json(cli, v.rows, error);
        return code == XC_OK ? written : code;
    }
    json_decref(v.rows);
    return code;
}
