/* report: what the office and others owe or may know, as numbers and on paper. One table
 * of kinds and one of formats; every kind fills a sheet and makes its JSON. */
#include "cli/command.h"

#include "base/file.h"
#include "base/suggest.h"
#include "cli/progress_bar.h"
#include "publish/due_gather.h"
#include "publish/public.h"
#include "publish/reports.h"
#include "report/text_table.h"

#include <string.h>
#include <unistd.h>

enum { REPORT_BYTES = 1 << 30 };

enum format {
    FORMAT_TEXT = 0,
    FORMAT_CSV,
    FORMAT_HTML,
    FORMAT_XLSX,
    FORMAT_DOCX,
    FORMAT_JSON,
    FORMAT_COUNT
};

/* JSON is made apart from the sheet. */
static const struct {
    const char *name;
    int (*write)(const struct xc_sheet *sheet, struct xc_buffer *out,
                 struct xc_error *error);
    bool binary; /* nothing for a terminal */
} formats[FORMAT_COUNT] = {
    [FORMAT_TEXT] = {"text", xc_sheet_write_text, false},
    [FORMAT_CSV] = {"csv", xc_sheet_write_csv, false},
    [FORMAT_HTML] = {"html", xc_sheet_write_html, false},
    [FORMAT_XLSX] = {"xlsx", xc_sheet_write_xlsx, true},
    [FORMAT_DOCX] = {"docx", xc_sheet_write_docx, true},
    [FORMAT_JSON] = {"json", NULL, false},
};

struct reporting {
    struct xc_cli *cli;
    struct xc_str programme;
    xc_date as_of;
    bool as_json;           /* wanted: json, else the sheet */
    struct xc_sheet *sheet; /* to be filled */
    json_t *json;           /* to be set; owned by the caller */
    uint64_t overdue;       /* how many due items are missing */
};

static int report_public(struct reporting *report, struct xc_error *error) {
    struct xc_public gathered = {0};
    int rc = xc_public_gather(&report->cli->session, report->programme, report->as_of,
                              &gathered, error);
    xc_progress_bar_clear(&report->cli->progress);
    if (rc == XC_OK && report->as_json) {
        report->json = xc_public_json(&gathered.report);
        rc = report->json ? XC_OK : xc_fail_memory(error);
    } else if (rc == XC_OK) {
        xc_public_sheet(&gathered.report, report->sheet);
    }
    xc_public_free(&gathered);
    return rc;
}

static int report_due(struct reporting *report, struct xc_error *error) {
    struct xc_due_gathered gathered = {0};
    int rc = xc_due_gather(&report->cli->session, report->programme, report->as_of,
                           &gathered, error);
    xc_progress_bar_clear(&report->cli->progress);
    if (rc == XC_OK && report->as_json) {
        report->json = xc_due_json(&gathered.report);
        rc = report->json ? XC_OK : xc_fail_memory(error);
    } else if (rc == XC_OK) {
        xc_due_sheet(&gathered.report, report->sheet);
    }
    report->overdue = rc == XC_OK ? gathered.figures.states[XC_DUE_MISSING] : 0;
    xc_due_gathered_free(&gathered);
    return rc;
}

/* All those that are made of the same facts. */
static int report_figures(struct reporting *report, struct xc_error *error) {
    struct xc_report_request request = {.kind =
                                            xc_str_from(report->cli->args.operands[0]),
                                        .programme = report->programme,
                                        .as_of = report->as_of};
    int rc = xc_cli_role(report->cli, &request.role, error);
    if (rc == XC_OK) {
        rc = xc_report_make(&report->cli->session, &request,
                            report->as_json ? NULL : report->sheet, &report->json, error);
    }
    xc_progress_bar_clear(&report->cli->progress);
    return rc;
}

static const struct kind {
    const char *name;
    const char *summary;
    int (*make)(struct reporting *report, struct xc_error *error); /* NULL: not yet */
} kinds[] = {
    {"coverage", XC_MSG("who was visited as often as promised"), report_figures},
    {"progress", XC_MSG("what is done of the plan, month by month"), report_figures},
    {"due", XC_MSG("what has to be handed in, what is late, and whom to chase"),
     report_due},
    {"ranking", XC_MSG("areas and offices in order"), report_figures},
    {"workload", XC_MSG("who visits how much"), report_figures},
    {"findings", XC_MSG("what visits found"), report_figures},
    {"public",
     XC_MSG("what the office publishes: stages, draws, voids, substitutions, gaps"),
     report_public},
    {"next-month", XC_MSG("the visits of the month to come"), report_figures},
    {"ledger-book", XC_MSG("every visit of the month with its result (台账)"),
     report_figures},
    {"approval", XC_MSG("the plan, to be approved"), NULL},
    {"notices", XC_MSG("notices of inspection"), NULL},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static int no_kind(const char *word, struct xc_error *error) {
    struct xc_str names[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        names[i] = xc_str_from(kinds[i].name);
    }
    struct xc_str near = xc_suggest(xc_str_from(word), names, KINDS);
    xc_fail(error, XC_EUSAGE, "there is no report '%s'", word);
    return near.len
               ? xc_hint(error, "did you mean %.*s? `xuncha help report` lists all kinds",
                         XC_PRI(near))
               : xc_hint(error, "`xuncha help report` lists all kinds");
}

static int find_kind(const char *word, const struct kind **kind, struct xc_error *error) {
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, word) != 0) {
            continue;
        }
        *kind = &kinds[i];
        return kinds[i].make
                   ? XC_OK
                   : xc_fail(error, XC_EUSAGE,
                             "this version does not make the report '%s' yet", word);
    }
    return no_kind(word, error);
}

/* A workbook or document on a terminal, or inside the answer's JSON, helps nobody. */
static int check_output(const struct xc_cli *cli, enum format format,
                        struct xc_error *error) {
    if (!formats[format].binary || xc_args_value(&cli->args, "output") ||
        (!cli->json && !isatty(STDOUT_FILENO))) {
        return XC_OK;
    }
    xc_fail(error, XC_EUSAGE, "a report as %s goes to a file", formats[format].name);
    return xc_hint(error, "name one: -o report.%s", formats[format].name);
}

/* --format, else json where the answer shall be JSON, else text. */
static int find_format(const struct xc_cli *cli, enum format *format,
                       struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "format");
    *format = cli->json ? FORMAT_JSON : FORMAT_TEXT;
    if (xc_args_value(&cli->args, "template")) {
        xc_fail(error, XC_EUSAGE, "this version does not fill in templates yet");
        return xc_hint(error, "leave --template away: the html, xlsx and docx forms are "
                              "made for A4 paper");
    }
    for (size_t i = 0; word && i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, word) == 0) {
            *format = (enum format)i;
            return check_output(cli, *format, error);
        }
    }
    return word ? xc_fail(error, XC_EUSAGE,
                          "--format: '%s' is none of text, csv, html, xlsx, docx, json",
                          word)
                : XC_OK;
}

static int write_report(const struct reporting *report, enum format format,
                        struct xc_buffer *out, struct xc_error *error) {
    if (formats[format].write) {
        return formats[format].write(report->sheet, out, error);
    }
    int rc = xc_json_canonical(report->json, out, error);
    return rc == XC_OK && xc_buffer_putc(out, '\n') != XC_OK ? xc_fail_memory(error) : rc;
}

/* To a file, or else to standard output. */
static int put_report(struct xc_cli *cli, enum format format,
                      const struct xc_buffer *text, struct xc_error *error) {
    const char *path = xc_args_value(&cli->args, "output");
    if (!path) {
        cli->answered = format == FORMAT_JSON;
        return xc_buffer_add(&cli->out, xc_buffer_view(text)) == XC_OK
                   ? XC_OK
                   : xc_fail_memory(error);
    }
    int rc = xc_file_write(path, xc_buffer_view(text), 0600, error);
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, json_pack("{s:s}", "file", path), error);
    }
    if (rc == XC_OK) {
        xc_cli_say(cli, "The report is in %s", path);
    }
    return rc;
}

int xc_command_report(struct xc_cli *cli, struct xc_error *error) {
    const struct kind *kind = NULL;
    enum format format;
    struct xc_sheet sheet = {.catalogue = cli->catalogue,
                             .chinese = strcmp(cli->language, "zh") == 0};
    struct reporting report = {.cli = cli, .sheet = &sheet};
    struct xc_buffer text = xc_buffer_make(REPORT_BYTES);
    int rc = find_kind(cli->args.operands[0], &kind, error);
    if (rc == XC_OK) {
        rc = find_format(cli, &format, error);
    }
    if (rc == XC_OK && xc_args_flag(&cli->args, "check") && kind->make != report_due) {
        rc = xc_fail(error, XC_EUSAGE, "--check belongs to `xuncha report due`");
    }
    if (rc == XC_OK && xc_args_value(&cli->args, "for") && kind->make != report_figures) {
        rc = xc_fail(error, XC_EUSAGE, "--for does not belong to `xuncha report %s`",
                     kind->name);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "as-of", &report.as_of, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        sheet.arena = xc_arena_new(REPORT_BYTES);
        rc = sheet.arena ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        report.programme = xc_str_from(cli->args.operands[1]);
        report.as_json = format == FORMAT_JSON;
        rc = kind->make(&report, error);
    }
    if (rc == XC_OK) {
        rc = write_report(&report, format, &text, error);
    }
    if (rc == XC_OK) {
        rc = put_report(cli, format, &text, error);
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

static void list_kinds(struct xc_cli *cli, bool there) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    for (size_t i = 0; i < KINDS; i++) {
        if ((kinds[i].make != NULL) == there) {
            xc_text_table_row(&table);
            xc_text_table_cell(&table, 0, xc_str_from(kinds[i].name));
            xc_text_table_cell(&table, 1,
                               xc_str_from(xc_text(cli->catalogue, kinds[i].summary)));
        }
    }
    xc_text_table_write(&table, 2, &cli->out);
}

void xc_cli_report_kinds(struct xc_cli *cli) {
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Kinds:");
    list_kinds(cli, true);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Kinds that this version does not make yet:");
    list_kinds(cli, false);
}
