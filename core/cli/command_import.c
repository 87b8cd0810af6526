#include "cli/command.h"

#include "base/file.h"
#include "cli/hand_tell.h"
#include "cli/outcomes_tell.h"
#include "cli/progress_bar.h"
#include "hand/schedule.h"
#include "intake/intake.h"
#include "intake/outcomes.h"
#include "intake/papers.h"
#include "intake/snapshot.h"

#include <stdio.h>
#include <string.h>

int xc_cli_register(struct xc_cli *cli, struct xc_register **reg, int64_t *number,
                    struct xc_error *error) {
    return xc_intake_register(&cli->session, reg, number, error);
}

static int read_options(struct xc_cli *cli, struct xc_import_options *options,
                        struct xc_error *error) {
    const char *mode = xc_args_value(&cli->args, "mode");
    const char *encoding = xc_args_value(&cli->args, "encoding");
    *options = (struct xc_import_options){
        .map = xc_str_from(xc_args_value(&cli->args, "map")),
        .skip_bad = xc_args_flag(&cli->args, "skip-bad"),
        .allow_closing = xc_args_flag(&cli->args, "yes"),
    };
    if (!xc_intake_table(xc_str_from(cli->args.operands[0]), &options->table)) {
        xc_fail(error, XC_EUSAGE, "there is no table '%s'", cli->args.operands[0]);
        return xc_hint(error,
                       "the tables are targets, inspectors, experts, areas, absences, "
                       "relations, calendar, outcomes, leads, checklists, receipts, "
                       "closures, schedule");
    }
    if (mode && strcmp(mode, "replace") == 0) {
        options->mode = XC_IMPORT_REPLACE;
    } else if (mode && strcmp(mode, "merge") != 0) {
        return xc_fail(error, XC_EUSAGE, "--mode: '%s' is neither merge nor replace",
                       mode);
    }
    if (options->mode == XC_IMPORT_REPLACE && cli->args.operand_count > 2) {
        xc_fail(error, XC_EUSAGE,
                "--mode replace takes one file: the second would close "
                "what stands only in the first");
        return xc_hint(error, "put the rows into one file, or use --mode merge");
    }
    if (xc_args_flag(&cli->args, "correct") && options->table != XC_IMPORT_OUTCOMES) {
        return xc_fail(error, XC_EUSAGE, "--correct is for outcomes");
    }
    if (encoding && strcmp(encoding, "utf-8") == 0) {
        options->encoding = XC_ENCODING_UTF8;
    } else if (encoding && strcmp(encoding, "gb18030") == 0) {
        options->encoding = XC_ENCODING_GB18030;
    } else if (encoding && strcmp(encoding, "auto") != 0) {
        return xc_fail(error, XC_EUSAGE,
                       "--encoding: '%s' is none of auto, utf-8, gb18030", encoding);
    }
    return XC_OK;
}

/* ---- What a file gave ---- */

/* The bad rows, the first ones in full, the others by line number. */
static json_t *rows_json(const struct xc_cli *cli,
                         const struct xc_import_report *report) {
    json_t *rows = json_array();
    for (size_t i = 0; i < report->problem_count; i++) {
        const struct xc_error *error = &report->problems[i].error;
        json_array_append_new(
            rows, json_pack("{s:I, s:I, s:o, s:o}", "line", (json_int_t)error->line,
                            "column", (json_int_t)error->column, "message",
                            xc_cli_rendered(cli, &error->message), "hint",
                            xc_cli_rendered(cli, &error->hint)));
    }
    for (size_t i = report->problem_count; i < report->bad && report->bad_lines; i++) {
        json_array_append_new(
            rows, json_pack("{s:I}", "line", (json_int_t)report->bad_lines[i]));
    }
    return rows;
}

/* How the file's columns were read. */
static json_t *headings_json(const struct xc_import_report *report) {
    json_t *headings = json_array();
    for (size_t i = 0; i < report->heading_count; i++) {
        const struct xc_import_heading *heading = &report->headings[i];
        json_array_append_new(headings,
                              json_pack("{s:s%, s:s?}", "header", heading->header.ptr,
                                        heading->header.len, "column", heading->column));
    }
    return headings;
}

/* What they can be read as. */
static json_t *known_json(enum xc_import_table table) {
    json_t *known = json_array();
    size_t count = 0;
    const struct xc_import_column *columns = xc_import_columns(table, &count);
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(known, json_pack("{s:s, s:s, s:b}", "name", columns[i].name,
                                               "chinese", columns[i].chinese, "required",
                                               columns[i].required));
    }
    return known;
}

static json_t *report_json(const struct xc_cli *cli,
                           const struct xc_import_report *report,
                           enum xc_import_table table, const char *file) {
    json_t *notes = json_array();
    for (size_t i = 0; i < report->note_count; i++) {
        json_array_append_new(notes, xc_cli_rendered(cli, &report->notes[i]));
    }
    json_t *all = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o*}", "file", file,
        "format", report->format ? report->format : "", "encoding",
        report->encoding ? report->encoding : "", "rows", (json_int_t)report->rows,
        "added", (json_int_t)report->added, "updated", (json_int_t)report->updated,
        "unchanged", (json_int_t)report->unchanged, "closed", (json_int_t)report->closed,
        "bad", (json_int_t)report->bad, "notes", notes, "bad_rows",
        report->bad > 0 ? rows_json(cli, report) : NULL);
    if (report->heading_count > 0) {
        json_object_set_new(all, "columns", headings_json(report));
        json_object_set_new(all, "known", known_json(table));
    }
    if (report->rejected.len > 0) {
        json_object_set_new(all, "rejected",
                            json_stringn(report->rejected.ptr, report->rejected.len));
    }
    return all;
}

static void print_report(struct xc_cli *cli, const struct xc_import_report *report,
                         const char *file) {
    xc_cli_say(cli,
               "%s (%s, %s): %zu rows: %zu added, %zu updated, %zu unchanged, %zu "
               "closed, %zu bad",
               file, report->format ? report->format : "-",
               report->encoding ? report->encoding : "-", report->rows, report->added,
               report->updated, report->unchanged, report->closed, report->bad);
    for (size_t i = 0; i < report->note_count && !cli->quiet; i++) {
        xc_buffer_puts(&cli->out, "  ");
        xc_cli_message(cli, &report->notes[i]);
    }
}

/* Every bad row: the first ones in full, the others by line number. */
static void print_problems(struct xc_cli *cli, const struct xc_import_report *report) {
    xc_progress_bar_clear(&cli->progress);
    if (cli->json) {
        return; /* they go into the one object of the answer or of the error */
    }
    for (size_t i = 0; i < report->problem_count; i++) {
        xc_cli_error(cli, &report->problems[i].error);
    }
    if (report->bad > report->problem_count && report->bad_lines) {
        struct xc_buffer lines = xc_buffer_make((size_t)64 << 20);
        struct xc_message message;
        xc_message_set(&message, "%zu more bad rows, in lines:",
                       report->bad - report->problem_count);
        xc_message_render(&message, cli->catalogue, &lines);
        for (size_t i = report->problem_count; i < report->bad; i++) {
            xc_buffer_printf(&lines, " %u", report->bad_lines[i]);
        }
        xc_buffer_putc(&lines, '\n');
        fwrite(lines.ptr ? lines.ptr : "", 1, lines.len, stderr);
        xc_buffer_free(&lines);
    }
}

static int write_rejected(struct xc_cli *cli, const struct xc_import_report *report,
                          const char *file, struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(4096);
    xc_buffer_printf(&path, "%s.rejected.csv",
                     strcmp(file, "-") == 0 ? "standard-input" : file);
    int rc = xc_buffer_putc(&path, '\0') == XC_OK
                 ? xc_file_write(path.ptr, xc_buffer_view(&report->rejected), 0600, error)
                 : xc_fail_memory(error);
    if (rc == XC_OK && !cli->json) {
        xc_cli_say(cli, "The bad rows with their reasons are in %s", path.ptr);
    }
    xc_buffer_free(&path);
    return rc;
}

static int tell(struct xc_cli *cli, const struct xc_import_report *report,
                const struct xc_import_options *options, const char *file, int rc,
                json_t *all, bool dry_run, struct xc_error *error) {
    print_problems(cli, report);
    if (rc != XC_OK) {
        cli->rows = cli->json && report->bad > 0 ? rows_json(cli, report) : NULL;
        if (cli->json && all && report->heading_count > 0) {
            json_array_append_new(all, report_json(cli, report, options->table, file));
        }
        return rc;
    }
    if (report->bad > 0 && report->rejected.len > 0 && !dry_run) {
        rc = write_rejected(cli, report, file, error);
    }
    if (cli->json) {
        json_array_append_new(all, report_json(cli, report, options->table, file));
    } else {
        print_report(cli, report, file);
    }
    return rc;
}

/* ---- Running ---- */

/* A register on the way from the old one to the new one. */
static void free_between(struct xc_register *reg, const struct xc_register *old) {
    if (reg != old) {
        xc_register_free(reg);
    }
}

/* Among the notes of the last file, or as a line of its own. */
static void tell_leads(struct xc_cli *cli, size_t leads, json_t *all) {
    struct xc_message note;
    xc_message_set(&note,
                   "%zu targets have another legal representative: a lead was opened for "
                   "each, see `xuncha lead list --open`",
                   leads);
    if (cli->json) {
        json_t *last = json_array_get(all, json_array_size(all) - 1);
        json_array_append_new(json_object_get(last, "notes"),
                              xc_cli_rendered(cli, &note));
    } else {
        xc_cli_message(cli, &note);
    }
}

static int import_register(struct xc_cli *cli, struct xc_import_options *options,
                           json_t *all, struct xc_error *error) {
    struct xc_register *old = NULL, *reg = NULL;
    int64_t expected = 0, number = 0;
    size_t leads = 0;
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    struct xc_str person = xc_str_from(xc_args_value(&cli->args, "person"));
    struct xc_str map = options->map;
    options->map_kept = map.len == 0;
    int rc = xc_cli_register(cli, &old, &expected, error);
    reg = old;
    for (size_t i = 1; i < cli->args.operand_count && rc == XC_OK; i++) {
        const char *file = cli->args.operands[i];
        struct xc_import_report report = {0};
        struct xc_register *next = NULL;
        options->map = map;
        rc = xc_intake_file(&cli->session, file, options, person, reg, &next, &report,
                            error);
        rc = tell(cli, &report, options, file, rc, all, dry_run, error);
        xc_import_report_free(&report);
        if (rc == XC_OK) {
            free_between(reg, old);
            reg = next;
        } else {
            xc_register_free(next);
        }
    }
    if (rc == XC_OK && !dry_run) {
        rc =
            xc_snapshot_store(&cli->session, old, reg, expected,
                              xc_str_from(cli->args.operands[0]), &number, &leads, error);
        if (rc == XC_OK && map.len) {
            rc = xc_intake_keep_map(&cli->session, options->table, map, error);
        }
        if (rc == XC_OK && !cli->json) {
            if (number == expected) {
                xc_cli_say(cli, "The register is unchanged (snapshot %lld).",
                           (long long)number);
            } else {
                xc_cli_say(cli, "Stored as snapshot %lld of office %.*s.",
                           (long long)number, XC_PRI(cli->session.office));
            }
        }
        if (rc == XC_OK && leads > 0) {
            tell_leads(cli, leads, all);
        }
    } else if (rc == XC_OK && !cli->json) {
        xc_cli_say(cli, "Dry run: nothing was stored.");
    }
    free_between(reg, old);
    xc_register_free(old);
    return rc;
}

/* One file; all NULL: only checked, and nothing is told unless it is bad. */
static int take_calendar(struct xc_cli *cli, const char *file,
                         struct xc_import_options *options, struct xc_str office,
                         bool dry_run, json_t *all, struct xc_error *error) {
    struct xc_import_report report = {0};
    size_t days = 0;
    int rc = xc_intake_calendar(&cli->session, file, options, office, dry_run, &report,
                                &days, error);
    if (report.rows == 0) { /* an .ics file: nothing but days */
        report.rows = report.added = days;
    }
    if (rc != XC_OK || all) {
        rc = tell(cli, &report, options, file, rc, all, dry_run, error);
    }
    xc_import_report_free(&report);
    return rc;
}

/* Days of a notice are for the whole workspace, unless an office was named: then they are
 * its own. */
static int import_calendar(struct xc_cli *cli, struct xc_import_options *options,
                           json_t *all, struct xc_error *error) {
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    struct xc_str office = cli->office_named ? cli->session.office : XC_STR("");
    struct xc_str map = options->map;
    size_t count = cli->args.operand_count;
    int rc = XC_OK;
    options->map_kept = map.len == 0;
    /* Several files are one: all are read before the first is stored. */
    for (size_t i = 1; i < count && rc == XC_OK && !dry_run && count > 2; i++) {
        options->map = map;
        rc =
            take_calendar(cli, cli->args.operands[i], options, office, true, NULL, error);
    }
    for (size_t i = 1; i < count && rc == XC_OK; i++) {
        options->map = map;
        rc = take_calendar(cli, cli->args.operands[i], options, office, dry_run, all,
                           error);
    }
    if (rc == XC_OK && !dry_run && map.len) {
        rc = xc_intake_keep_map(&cli->session, options->table, map, error);
    }
    if (rc == XC_OK && !cli->json) {
        if (dry_run) {
            xc_cli_say(cli, "Dry run: nothing was stored.");
        } else if (office.len) {
            xc_cli_say(cli, "Stored for office %.*s.", XC_PRI(office));
        } else {
            xc_cli_say(cli, "Stored for all offices of the workspace.");
        }
    }
    return rc;
}

/* Reads every file into what opened for it: all are stored together, or none. */
static int read_all(struct xc_cli *cli, struct xc_import_options *options, json_t *all,
                    int (*file)(void *context, const char *path,
                                struct xc_import_options *options,
                                struct xc_import_report *report, struct xc_error *error),
                    void *context, struct xc_error *error) {
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    struct xc_str map = options->map;
    int rc = XC_OK;
    options->map_kept = map.len == 0;
    for (size_t i = 1; i < cli->args.operand_count && rc == XC_OK; i++) {
        struct xc_import_report report = {0};
        options->map = map;
        rc = file(context, cli->args.operands[i], options, &report, error);
        rc = tell(cli, &report, options, cli->args.operands[i], rc, all, dry_run, error);
        xc_import_report_free(&report);
    }
    options->map = map;
    return rc;
}

/* After everything was read: what the files had, then how to read the next ones. */
static int save_all(struct xc_cli *cli, const struct xc_import_options *options,
                    int (*save)(void *context, size_t *stored, struct xc_error *error),
                    void *context, struct xc_error *error) {
    size_t stored = 0;
    if (xc_args_flag(&cli->args, "dry-run")) {
        if (!cli->json) {
            xc_cli_say(cli, "Dry run: nothing was stored.");
        }
        return XC_OK;
    }
    int rc = save(context, &stored, error);
    if (rc == XC_OK && options->map.len > 0) {
        rc = xc_intake_keep_map(&cli->session, options->table, options->map, error);
    }
    if (rc == XC_OK && !cli->json) {
        if (stored == 0) {
            xc_cli_say(cli, "Nothing new: all of it is stored already.");
        } else {
            xc_cli_say(cli, "Stored, new or changed: %zu", stored);
        }
    }
    return rc;
}

static int papers_file(void *context, const char *path, struct xc_import_options *options,
                       struct xc_import_report *report, struct xc_error *error) {
    return xc_papers_file(context, path, options, report, error);
}

static int papers_save(void *context, size_t *stored, struct xc_error *error) {
    return xc_papers_save(context, stored, error);
}

static int import_papers(struct xc_cli *cli, struct xc_import_options *options,
                         json_t *all, struct xc_error *error) {
    struct xc_papers *papers = NULL;
    int rc = xc_papers_open(&cli->session, options->table, options->mode, &papers, error);
    if (rc == XC_OK) {
        rc = read_all(cli, options, all, papers_file, papers, error);
    }
    if (rc == XC_OK) {
        rc = save_all(cli, options, papers_save, papers, error);
    }
    xc_papers_free(papers);
    return rc;
}

struct outcomes {
    struct xc_outcomes_intake *intake;
    struct xc_outcomes_stored stored;
};

static int outcomes_file(void *context, const char *path,
                         struct xc_import_options *options,
                         struct xc_import_report *report, struct xc_error *error) {
    struct outcomes *outcomes = context;
    return xc_outcomes_file(outcomes->intake, path, options, report, error);
}

static size_t count_stored(const struct xc_outcomes_stored *stored) {
    return stored->outcomes + stored->proposals + stored->cases + stored->leads;
}

static int outcomes_save(void *context, size_t *stored, struct xc_error *error) {
    struct outcomes *outcomes = context;
    int rc = xc_outcomes_save(outcomes->intake, &outcomes->stored, error);
    *stored = count_stored(&outcomes->stored);
    return rc;
}

static int import_outcomes(struct xc_cli *cli, struct xc_import_options *options,
                           json_t *all, struct xc_error *error) {
    struct outcomes outcomes = {0};
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    const struct xc_outcomes_options how = {
        .correct = xc_args_flag(&cli->args, "correct"),
        .whole = true,
        .reason = xc_str_from(xc_args_value(&cli->args, "reason"))};
    int rc = xc_outcomes_open(&cli->session, &how, &outcomes.intake, error);
    if (rc == XC_OK) {
        rc = read_all(cli, options, all, outcomes_file, &outcomes, error);
    }
    if (rc == XC_OK && dry_run) {
        rc = xc_outcomes_preview(outcomes.intake, &outcomes.stored, error);
    }
    if (rc == XC_OK) {
        rc = save_all(cli, options, outcomes_save, &outcomes, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json =
            json_pack("{s:I, s:b}", "corrected", (json_int_t)outcomes.stored.corrected,
                      "stored", (int)(!dry_run && count_stored(&outcomes.stored) > 0));
        xc_cli_outcomes_json(&outcomes.stored, json);
        json_array_append_new(all, json);
    } else if (rc == XC_OK) {
        xc_cli_outcomes_print(cli, &outcomes.stored);
    }
    xc_outcomes_free(outcomes.intake);
    return rc;
}

static int schedule_file(void *context, const char *path,
                         struct xc_import_options *options,
                         struct xc_import_report *report, struct xc_error *error) {
    return xc_schedule_file(context, path, options, report, error);
}

/* What an edited schedule changes, after all of its files were read: all or nothing. */
static int change_visits(struct xc_cli *cli, const struct xc_import_options *options,
                         const struct xc_schedule *schedule, json_t *all,
                         struct xc_error *error) {
    struct xc_hand_result result = {0};
    size_t count = 0;
    const struct xc_hand_change *changes = xc_schedule_changes(schedule, &count);
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    int rc = xc_hand_apply(&cli->session, changes, count, dry_run, &result, error);
    if (rc != XC_OK) {
        rc = xc_cli_hand_refused(cli, &result, rc, error);
    } else if (cli->json) {
        json_array_append_new(all, xc_cli_hand_json(cli, &result));
    } else {
        xc_cli_hand_print(cli, &result);
        if (count == 0) {
            xc_cli_say(cli, "Nothing changes: the schedule is as it was exported.");
        } else if (dry_run) {
            xc_cli_say(cli, "Dry run: nothing was stored.");
        } else {
            xc_cli_say(cli, "Visits changed: %zu", result.effect_count);
        }
    }
    if (rc == XC_OK && !dry_run && options->map.len > 0) {
        rc = xc_intake_keep_map(&cli->session, options->table, options->map, error);
    }
    xc_hand_free(&result);
    return rc;
}

static int import_schedule(struct xc_cli *cli, struct xc_import_options *options,
                           json_t *all, struct xc_error *error) {
    struct xc_schedule *schedule = NULL;
    struct xc_str reason = xc_str_from(xc_args_value(&cli->args, "reason"));
    int rc = xc_schedule_open(&cli->session, reason, &schedule, error);
    if (rc == XC_OK) {
        rc = read_all(cli, options, all, schedule_file, schedule, error);
    }
    if (rc == XC_OK) {
        rc = change_visits(cli, options, schedule, all, error);
    }
    xc_schedule_free(schedule);
    return rc;
}

int xc_command_import(struct xc_cli *cli, struct xc_error *error) {
    struct xc_import_options options = {0};
    json_t *all = json_array();
    xc_progress_stops(&cli->bar);
    int rc = all ? read_options(cli, &options, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = options.table == XC_IMPORT_CALENDAR ? xc_cli_open(cli, error)
                                                 : xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = options.table == XC_IMPORT_CALENDAR
                 ? import_calendar(cli, &options, all, error)
             : options.table == XC_IMPORT_OUTCOMES
                 ? import_outcomes(cli, &options, all, error)
             : options.table == XC_IMPORT_SCHEDULE
                 ? import_schedule(cli, &options, all, error)
             : xc_papers_table(options.table)
                 ? import_papers(cli, &options, all, error)
                 : import_register(cli, &options, all, error);
    }
    /* A refused file is answered too: how its columns were read is how to cure many. */
    if (cli->json && (rc == XC_OK || json_array_size(all) > 0)) {
        struct xc_error unsaid = {0};
        int said = xc_cli_json(cli, all, rc == XC_OK ? error : &unsaid);
        return rc == XC_OK ? said : rc;
    }
    json_decref(all);
    return rc;
}
