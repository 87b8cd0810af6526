/* report: what the office and others owe or may know, as numbers and on paper. Every kind
 * (publish/report_kinds.h) fills a sheet or makes its JSON; here it is written: in one of
 * the formats, or into a form of the office's own. */
#include "cli/command.h"

#include "base/file.h"
#include "base/suggest.h"
#include "casework/publications.h"
#include "cli/actor.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "exchange/blank.h"
#include "publish/report_kinds.h"

#include <string.h>

enum { REPORT_BYTES = 1 << 30, BLANK_BYTES = 64 << 20 };

static bool ends_in(const char *path, const char *ending) {
    return xc_str_ends(xc_str_from(path), xc_str_from(ending));
}

/* What a form of the office's own is, else as --format says. */
static int find_format(const struct xc_cli *cli, enum xc_output_format *format,
                       struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "format");
    const char *blank = xc_args_value(&cli->args, "template");
    if (!blank) {
        return xc_output_find(cli, format, error);
    }
    *format = ends_in(blank, ".docx") ? XC_OUTPUT_DOCX : XC_OUTPUT_XLSX;
    if (!ends_in(blank, ".docx") && !ends_in(blank, ".xlsx")) {
        return xc_fail(error, XC_EUSAGE, "--template: %s is no .docx and no .xlsx",
                       blank);
    }
    if (word && strcmp(xc_output_word(*format), word) != 0) {
        return xc_fail(error, XC_EUSAGE, "--format %s does not go with --template %s",
                       word, blank);
    }
    return xc_output_check(cli, *format, error);
}

static int fill_blank(const char *path, const json_t *data, struct xc_buffer *out,
                      struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(BLANK_BYTES);
    int rc = xc_file_read(path, &bytes, error);
    if (rc == XC_OK) {
        rc = xc_blank_fill(xc_buffer_view(&bytes), xc_str_from(path), data, out, error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

static int write_report(const struct xc_cli *cli, const struct xc_reporting *report,
                        enum xc_output_format format, struct xc_buffer *out,
                        struct xc_error *error) {
    const char *blank = xc_args_value(&cli->args, "template");
    if (blank) {
        return fill_blank(blank, report->json, out, error);
    }
    if (format == XC_OUTPUT_DOCX) {
        return xc_report_docx(report, out, error);
    }
    return xc_output_write(format, report->sheet, report->json, out, error);
}

/* Options that belong to some kinds only. */
static int check_options(const struct xc_cli *cli, const struct xc_report_kind *kind,
                         struct xc_error *error) {
    static const char *const papers[] = {"form", "visit"};
    static const char *const notices[] = {"notice", "draw", "number"};
    if (xc_args_flag(&cli->args, "check") && !kind->has_check) {
        return xc_fail(error, XC_EUSAGE, "--check belongs to `xuncha report due`");
    }
    if (xc_args_value(&cli->args, "for") && !kind->has_roles) {
        return xc_fail(error, XC_EUSAGE, "--for does not belong to `xuncha report %s`",
                       kind->name);
    }
    if (xc_args_value(&cli->args, "book") && !kind->has_books) {
        return xc_fail(error, XC_EUSAGE, "--book belongs to `xuncha report ledger-book`");
    }
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        if (xc_args_value(&cli->args, papers[i]) && !kind->has_papers) {
            return xc_fail(error, XC_EUSAGE, "--%s belongs to `xuncha report notices`",
                           papers[i]);
        }
    }
    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++) {
        if (xc_args_value(&cli->args, notices[i]) && !kind->has_notices) {
            return xc_fail(error, XC_EUSAGE, "--%s belongs to `xuncha report public`",
                           notices[i]);
        }
    }
    if (xc_args_value(&cli->args, "window") && !kind->has_papers && !kind->has_notices) {
        return xc_fail(error, XC_EUSAGE,
                       "--window belongs to `xuncha report notices` and to notices of "
                       "results");
    }
    return XC_OK;
}

static int find_kind(const struct xc_cli *cli, const struct xc_report_kind **kind,
                     struct xc_error *error) {
    enum { MOST = 64 };
    struct xc_str names[MOST];
    const struct xc_str word = xc_str_from(cli->args.operands[0]);
    size_t count;
    const struct xc_report_kind *kinds = xc_report_kinds(&count);
    *kind = xc_report_kind_of(word);
    if (*kind) {
        return XC_OK;
    }
    count = count < MOST ? count : MOST;
    for (size_t i = 0; i < count; i++) {
        names[i] = xc_str_from(kinds[i].name);
    }
    struct xc_str near = xc_suggest(word, names, count);
    xc_fail(error, XC_EUSAGE, "there is no report '%s'", cli->args.operands[0]);
    return near.len
               ? xc_hint(error, "did you mean %.*s? `xuncha help report` lists all kinds",
                         XC_PRI(near))
               : xc_hint(error, "`xuncha help report` lists all kinds");
}

/* --form, or the kind's own. */
static int find_form(const struct xc_cli *cli, struct xc_reporting *report,
                     struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "form");
    report->form = word ? xc_form_parse(xc_str_from(word)) : report->kind->form;
    return report->form || !word
               ? XC_OK
               : xc_fail(error, XC_EUSAGE,
                         "--form: '%s' is none of notice, site-record, rectification, "
                         "dispatch, draw-record, approval",
                         word);
}

static int find_book(const struct xc_cli *cli, struct xc_reporting *report,
                     struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "book");
    report->book = word ? xc_book_parse(xc_str_from(word)) : XC_BOOK_VISITS;
    return report->book != XC_BOOK_COUNT
               ? XC_OK
               : xc_fail(error, XC_EUSAGE,
                         "--book: '%s' is none of visits, leads, cases, institutions",
                         word);
}

/* --notice with what belongs to it: a draw, or the number of a notice. */
static int find_notice(const struct xc_cli *cli, struct xc_reporting *report,
                       struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "notice");
    const char *number = xc_args_value(&cli->args, "number");
    uint64_t value = 0;
    report->notice = word ? xc_notice_parse(xc_str_from(word)) : 0;
    report->draw = xc_str_from(xc_args_value(&cli->args, "draw"));
    report->all = number && strcmp(number, "all") == 0;
    if (word && !report->notice) {
        return xc_fail(error, XC_EUSAGE, "--notice: '%s' is none of plan, draw, results",
                       word);
    }
    if (report->draw.len && report->notice != XC_NOTICE_DRAW) {
        return xc_fail(error, XC_EUSAGE, "--draw belongs to --notice draw");
    }
    if ((number || xc_args_value(&cli->args, "window")) && report->kind->has_notices &&
        report->notice != XC_NOTICE_RESULTS) {
        return xc_fail(error, XC_EUSAGE, "--%s belongs to --notice results",
                       number ? "number" : "window");
    }
    if (number && !report->all &&
        (!xc_str_to_uint(xc_str_from(number), XC_NOTICES, &value) || value == 0)) {
        return xc_fail(error, XC_EUSAGE,
                       "--number: '%s' is no number of a notice, nor `all`", number);
    }
    report->number = (unsigned)value;
    if (report->notice == XC_NOTICE_RESULTS && value == 0 &&
        xc_actor_role(cli) == XC_VIEWER_PUBLIC) {
        report->all = true; /* what would be the next notice is not published yet */
    }
    return XC_OK;
}

/* What the options ask for. */
static int read_request(struct xc_cli *cli, struct xc_reporting *report,
                        enum xc_output_format *format, struct xc_error *error) {
    const struct xc_args *args = &cli->args;
    int rc = find_kind(cli, &report->kind, error);
    if (rc == XC_OK && !report->kind->has_notices) {
        rc = xc_actor_may(cli, XC_ACT_READ, error);
    }
    if (rc == XC_OK) {
        rc = find_format(cli, format, error);
    }
    if (rc == XC_OK) {
        rc = check_options(cli, report->kind, error);
    }
    if (rc == XC_OK) {
        rc = find_form(cli, report, error);
    }
    if (rc == XC_OK) {
        rc = find_book(cli, report, error);
    }
    if (rc == XC_OK) {
        rc = find_notice(cli, report, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(args, "as-of", &report->as_of, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_role(cli, &report->role, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_window(args, "window", &report->window.from, &report->window.to,
                            error);
    }
    report->programme = xc_str_from(args->operands[1]);
    report->visit = xc_str_from(xc_args_value(args, "visit"));
    return rc;
}

static int make(struct xc_cli *cli, struct xc_reporting *report,
                enum xc_output_format format, struct xc_buffer *out,
                struct xc_error *error) {
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        report->sheet->arena = xc_arena_new(REPORT_BYTES);
        rc = report->sheet->arena ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        bool blank = xc_args_value(&cli->args, "template") != NULL;
        report->as_json = format == XC_OUTPUT_JSON || blank;
        report->issue = format == XC_OUTPUT_DOCX || blank;
        rc = report->kind->make(report, error);
        xc_progress_bar_clear(&cli->progress);
    }
    return rc == XC_OK ? write_report(cli, report, format, out, error) : rc;
}

int xc_command_report(struct xc_cli *cli, struct xc_error *error) {
    enum xc_output_format format;
    struct xc_sheet sheet = {.catalogue = cli->catalogue,
                             .chinese = strcmp(cli->language, "zh") == 0};
    struct xc_reporting report = {.session = &cli->session, .sheet = &sheet};
    struct xc_buffer text = xc_buffer_make(REPORT_BYTES);
    int rc = read_request(cli, &report, &format, error);
    if (rc == XC_OK) {
        rc = make(cli, &report, format, &text, error);
    }
    if (rc == XC_OK) {
        rc = xc_output_put(cli, format, &text, error);
    }
    if (rc == XC_OK && report.overdue > 0 && xc_args_flag(&cli->args, "check")) {
        rc = xc_fail(error, XC_ENO, "%llu due items are missing",
                     (unsigned long long)report.overdue);
    }
    json_decref(report.json);
    xc_arena_free(sheet.arena);
    xc_buffer_free(&text);
    return rc;
}

void xc_cli_report_kinds(struct xc_cli *cli) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    size_t count;
    const struct xc_report_kind *kinds = xc_report_kinds(&count);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Kinds:");
    for (size_t i = 0; i < count; i++) {
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_str_from(kinds[i].name));
        xc_text_table_cell(&table, 1,
                           xc_str_from(xc_text(cli->catalogue, kinds[i].summary)));
    }
    xc_text_table_write(&table, 2, &cli->out);
}
