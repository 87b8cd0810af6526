/* rollup: the figures of the offices below, summed with their sources. Needs a workspace
 * only to know who must report. */
#include "cli/command.h"

#include "base/file.h"
#include "base/utf8.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "publish/figures_export.h"
#include "report/rollup_report.h"
#include "workspace/clock.h"

#include <stdlib.h>
#include <string.h>

enum { ROLLUP_BYTES = 1 << 30, LIST_BYTES = 1 << 20, BAD_FILES = 50 };

struct gathering {
    struct xc_cli *cli;
    struct xc_arena *arena; /* owned */
    struct xc_rollup_wanted wanted;
    struct xc_rollup_input input;
    struct xc_str office_name;
    struct xc_error *error;
};

/* ---- Lists: a code and what stands behind it, line by line ---- */

struct listed {
    struct xc_str code, rest;
    unsigned line;
};

static int read_list(struct gathering *all, const char *path, struct listed **rows,
                     size_t *count) {
    struct xc_buffer file = xc_buffer_make(LIST_BYTES);
    struct xc_str text = {0};
    size_t lines = 1;
    unsigned line = 0;
    int rc = xc_file_read(path, &file, all->error);
    *count = 0;
    if (rc == XC_OK && !xc_utf8_valid(xc_buffer_view(&file), NULL)) {
        rc = xc_fail_at(all->error, XC_EINPUT, xc_str_from(path), 0, 0,
                        "the file is not UTF-8");
    }
    if (rc == XC_OK) {
        text = xc_arena_copy(all->arena, xc_buffer_view(&file));
        for (size_t i = 0; i < file.len; i++) {
            lines += file.ptr[i] == '\n';
        }
        *rows = xc_arena_array(all->arena, lines, sizeof **rows);
        rc = text.ptr && *rows ? XC_OK : xc_fail_memory(all->error);
    }
    while (rc == XC_OK && text.ptr) {
        struct xc_str rest = xc_str_trim(xc_str_cut(&text, '\n'));
        line++;
        if (rest.len == 0 || rest.ptr[0] == '#') {
            continue;
        }
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '\t' &&
               rest.ptr[end] != ',') {
            end++;
        }
        (*rows)[(*count)++] = (struct listed){
            .code = xc_str_slice(rest, 0, end),
            .rest = end < rest.len ? xc_str_trim(xc_str_slice(rest, end + 1, rest.len))
                                   : XC_STR(""),
            .line = line};
    }
    xc_buffer_free(&file);
    return rc;
}

static int read_keys(struct gathering *all) {
    const char *path = xc_args_value(&all->cli->args, "keys");
    struct listed *rows = NULL;
    size_t count = 0;
    int rc = path ? read_list(all, path, &rows, &count) : XC_OK;
    if (!path || rc != XC_OK) {
        return rc;
    }
    struct xc_rollup_key *keys = xc_arena_array(all->arena, count, sizeof *keys);
    if (!keys) {
        return xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < count; i++) {
        struct xc_note_key key;
        if (xc_note_key_read(rows[i].rest, &key, NULL) != XC_OK) {
            return xc_fail_at(all->error, XC_EINPUT, xc_str_from(path), rows[i].line, 1,
                              "an office's code and its verifier key were expected: "
                              "320281 xuncha-ledger-…");
        }
        keys[i] = (struct xc_rollup_key){rows[i].code, rows[i].rest};
    }
    all->input.keys = keys;
    all->input.key_count = count;
    return XC_OK;
}

/* ---- Who must report ---- */

static int by_code(const void *left, const void *right) {
    const struct xc_rollup_office *a = left, *b = right;
    return xc_str_compare(a->code, b->code);
}

static int expect_listed(struct gathering *all, const char *path) {
    struct listed *rows = NULL;
    size_t count = 0;
    int rc = read_list(all, path, &rows, &count);
    struct xc_rollup_office *offices =
        rc == XC_OK ? xc_arena_array(all->arena, count, sizeof *offices) : NULL;
    if (rc == XC_OK && !offices) {
        return xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        for (size_t k = 0; k < i && rc == XC_OK; k++) {
            if (xc_str_equal(rows[k].code, rows[i].code)) {
                rc = xc_fail_at(all->error, XC_EINPUT, xc_str_from(path), rows[i].line, 1,
                                "office %.*s stands already in line %u",
                                XC_PRI(rows[i].code), rows[k].line);
            }
        }
        offices[i] =
            (struct xc_rollup_office){.code = rows[i].code, .name = rows[i].rest};
    }
    if (rc == XC_OK && count > 1) {
        qsort(offices, count, sizeof *offices, by_code);
    }
    all->input.expected = offices;
    all->input.expected_count = count;
    return rc;
}

/* The areas below, where a workspace tells them. */
static int expect_areas(struct gathering *all, bool asked) {
    struct xc_cli *cli = all->cli;
    struct xc_rollup_office *offices = NULL;
    if (!asked && !xc_file_exists(cli->db)) {
        return XC_OK;
    }
    int rc = asked ? xc_cli_open_office(cli, all->error) : xc_cli_open(cli, all->error);
    if (rc != XC_OK || cli->session.office.len == 0) {
        return rc;
    }
    rc = xc_figures_below(&cli->session, all->arena, &offices, &all->input.expected_count,
                          &all->office_name, all->error);
    xc_progress_bar_clear(&cli->progress);
    all->input.expected = offices;
    return rc;
}

static int expect(struct gathering *all) {
    const char *word = xc_args_value(&all->cli->args, "expect");
    return word && strcmp(word, "areas") != 0 ? expect_listed(all, word)
                                              : expect_areas(all, word != NULL);
}

/* ---- Files ---- */

/* As it can be shown wherever the report goes. */
static int fit_path(struct gathering *all, const char *path, struct xc_str *out) {
    struct xc_buffer fit = xc_buffer_make(1 << 16);
    int rc = xc_utf8_fit(xc_str_from(path), &fit);
    *out = rc == XC_OK ? xc_arena_copy(all->arena, xc_buffer_view(&fit)) : XC_STR("");
    xc_buffer_free(&fit);
    return rc == XC_OK && !out->ptr ? XC_ENOMEM : rc;
}

/* Signed figures that a program made something else of are figures still, and told so. */
static bool is_json(struct xc_str text, struct xc_str path) {
    struct xc_str rest = xc_str_starts(text, XC_STR("\xEF\xBB\xBF"))
                             ? xc_str_slice(text, 3, text.len)
                             : text;
    return xc_str_starts(xc_str_trim(xc_str_slice(rest, 0, 64)), XC_STR("{")) ||
           xc_str_ends(path, XC_STR(".json"));
}

static int read_file(struct gathering *all, const char *path,
                     struct xc_rollup_file *file) {
    struct xc_buffer bytes = xc_buffer_make(XC_FIGURES_BYTES);
    int rc = xc_file_read(path, &bytes, all->error);
    struct xc_str text = xc_buffer_view(&bytes);
    int fit = fit_path(all, path, &file->path);
    file->figures = xc_arena_alloc(all->arena, sizeof *file->figures);
    if (rc == XC_OK && (fit != XC_OK || !file->figures)) {
        rc = xc_fail_memory(all->error);
    }
    if (rc == XC_OK) {
        rc = is_json(text, file->path)
                 ? xc_figures_file_read(text, file->path, all->arena, file->figures,
                                        all->error)
                 : xc_figures_form_read(text, file->path, all->arena, file->figures,
                                        all->error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

/* Whoever has to chase offices wants to know all files that cannot be read. */
static int read_files(struct gathering *all) {
    const struct xc_args *args = &all->cli->args;
    struct xc_rollup_file *files =
        xc_arena_array(all->arena, args->operand_count, sizeof *files);
    struct xc_error first = {0};
    size_t bad = 0;
    int rc = files ? XC_OK : xc_fail_memory(all->error);
    for (size_t i = 0; i < args->operand_count && rc == XC_OK; i++) {
        rc = read_file(all, args->operands[i], &files[i]);
        if (rc == XC_EINPUT) {
            if (bad++ == 0) {
                first = *all->error;
            } else if (!all->cli->json && bad <= BAD_FILES) {
                xc_cli_error(all->cli, all->error);
            }
            rc = XC_OK;
        }
    }
    all->input.files = files;
    all->input.file_count = args->operand_count;
    if (rc != XC_OK || bad == 0) {
        return rc;
    }
    *all->error = first;
    return bad == 1 ? first.code
                    : xc_hint(all->error,
                              "%zu of %zu files cannot be read, and nothing was summed",
                              bad, args->operand_count);
}

/* ---- The whole ---- */

static int read_wanted(struct gathering *all) {
    const struct xc_args *args = &all->cli->args;
    const char *period = xc_args_value(args, "period");
    all->wanted.programme = xc_str_from(xc_args_value(args, "programme"));
    all->wanted.period.from = XC_NO_DATE;
    all->input.wanted = &all->wanted;
    if (period && !xc_figures_span_parse(xc_str_from(period), &all->wanted.period)) {
        return xc_fail(all->error, XC_EUSAGE,
                       "--period: '%s' is no month (2026-03) and no half-year (2026-H1)",
                       period);
    }
    return xc_args_date(args, "as-of", &all->wanted.as_of, all->error);
}

static int write_out(struct gathering *all, enum xc_output_format format,
                     const struct xc_rollup *rollup) {
    struct xc_cli *cli = all->cli;
    struct xc_sheet sheet = {.arena = all->arena,
                             .catalogue = cli->catalogue,
                             .chinese = strcmp(cli->language, "zh") == 0};
    struct xc_buffer text = xc_buffer_make(ROLLUP_BYTES);
    json_t *json = NULL;
    int rc = XC_OK;
    if (format == XC_OUTPUT_JSON) {
        json = xc_rollup_json(rollup);
        rc = json ? XC_OK : xc_fail_memory(all->error);
    } else {
        xc_rollup_sheet(rollup, &sheet);
    }
    if (rc == XC_OK) {
        rc = xc_output_write(format, &sheet, json, &text, all->error);
    }
    if (rc == XC_OK) {
        rc = xc_output_put(cli, format, &text, all->error);
    }
    json_decref(json);
    xc_buffer_free(&text);
    return rc;
}

/* What to do about the first file that was refused. */
static int refuse(const struct gathering *all, const struct xc_rollup *rollup) {
    static const char *const cures[XC_ROLLUP_STATES] = {
        [XC_ROLLUP_BROKEN] =
            XC_MSG("%.*s is not what was signed: ask its office to hand it in again, as "
                   "it was exported"),
        [XC_ROLLUP_FOREIGN] =
            XC_MSG("%.*s is not signed with a key that its office is known to have: ask "
                   "the office, and add its line to --keys if the key is its own"),
        [XC_ROLLUP_PROGRAMME] =
            XC_MSG("%.*s is of another programme: sum it with those that are, or ask for "
                   "the right one"),
        [XC_ROLLUP_DAY] = XC_MSG("%.*s is up to another day: ask its office for figures "
                                 "as of the day"),
        [XC_ROLLUP_PERIOD] =
            XC_MSG("%.*s is of another period: ask its office for figures of it "
                   "(export figures --period month|half-year)"),
        [XC_ROLLUP_UNEXPECTED] =
            XC_MSG("the office of %.*s is not one of those that report here: see "
                   "--expect"),
    };
    size_t first = 0;
    while (rollup->files[first].state < XC_ROLLUP_BROKEN) {
        first++;
    }
    xc_fail(all->error, XC_ENO, "%zu files are refused, and not summed", rollup->refused);
    return xc_hint(all->error, cures[rollup->files[first].state],
                   XC_PRI(rollup->files[first].path));
}

/* What is written is no answer as long as something of it was refused. */
static int judge(const struct gathering *all, const struct xc_rollup *rollup) {
    bool check = xc_args_flag(&all->cli->args, "check");
    if (rollup->refused > 0) {
        return refuse(all, rollup);
    }
    if (check && rollup->missing > 0) {
        return xc_fail(all->error, XC_ENO, "%zu offices have not reported",
                       rollup->missing);
    }
    return check && rollup->contradictions > 0
               ? xc_fail(all->error, XC_ENO, "%zu figures contradict their own details",
                         rollup->contradictions)
               : XC_OK;
}

int xc_command_rollup(struct xc_cli *cli, struct xc_error *error) {
    struct gathering all = {
        .cli = cli, .arena = xc_arena_new((size_t)4 << 30), .error = error};
    struct xc_rollup rollup;
    enum xc_output_format format;
    int rc = all.arena ? xc_output_find(cli, &format, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = read_wanted(&all);
    }
    if (rc == XC_OK) {
        rc = read_keys(&all);
    }
    if (rc == XC_OK) {
        rc = read_files(&all);
    }
    if (rc == XC_OK) {
        rc = expect(&all);
    }
    if (rc == XC_OK) {
        rc = xc_rollup_make(&all.input, all.arena, &rollup, error);
    }
    if (rc == XC_OK) {
        rollup.office = all.input.expected ? cli->session.office : XC_STR("");
        rollup.office_name = all.office_name;
        rollup.zone_minutes = xc_clock_office(&cli->session);
        rc = write_out(&all, format, &rollup);
    }
    if (rc == XC_OK) {
        rc = judge(&all, &rollup);
    }
    xc_arena_free(all.arena);
    return rc;
}
