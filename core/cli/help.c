#include "cli/command.h"

#include "base/file.h"
#include "exchange/import.h"
#include "report/text_table.h"

#include <string.h>

static struct xc_str word(const struct xc_cli *cli, const char *id) {
    return xc_str_from(xc_text(cli->catalogue, id));
}

static void usage_of(const struct xc_command *command, struct xc_buffer *out) {
    xc_buffer_printf(out, "xuncha %s", command->name);
    if (command->subcommand) {
        xc_buffer_printf(out, " %s", command->subcommand);
    }
    if (command->operands[0]) {
        xc_buffer_printf(out, " %s", command->operands);
    }
}

static void option_name(const struct xc_option *option, struct xc_buffer *out) {
    if (option->letter) {
        xc_buffer_printf(out, "-%c, ", option->letter);
    }
    xc_buffer_printf(out, "--%s", option->name);
    if (option->value) {
        xc_buffer_printf(out, " %s", option->value);
    }
}

/* What a server says of those whom it runs commands for. */
static bool is_for_programs(const struct xc_option *option) {
    struct xc_str name = xc_str_from(option->name);
    return xc_str_is(name, "as") || xc_str_is(name, "once") ||
           xc_str_is(name, "progress");
}

static void list_some(struct xc_cli *cli, const struct xc_option *options,
                      bool programs) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    struct xc_buffer name = xc_buffer_make(256);
    for (; options && options->name; options++) {
        if (is_for_programs(options) != programs) {
            continue;
        }
        xc_buffer_clear(&name);
        option_name(options, &name);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_buffer_view(&name));
        xc_text_table_cell(&table, 1, word(cli, options->help));
    }
    xc_text_table_write(&table, 2, &cli->out);
    xc_buffer_free(&name);
}

static void list_options(struct xc_cli *cli, const struct xc_option *options) {
    list_some(cli, options, false);
}

static void list_commands(struct xc_cli *cli) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    struct xc_buffer usage = xc_buffer_make(256);
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        xc_buffer_clear(&usage);
        usage_of(c, &usage);
        xc_text_table_row(&table);
        /* Without the program's name, which stands above the list. */
        xc_text_table_cell(&table, 0, xc_str_slice(xc_buffer_view(&usage), 7, usage.len));
        xc_text_table_cell(&table, 1, word(cli, c->summary));
    }
    xc_text_table_write(&table, 2, &cli->out);
    xc_buffer_free(&usage);
}

static void overview(struct xc_cli *cli) {
    xc_cli_say(cli, "xuncha plans inspections and hands out their calendars.");
    xc_buffer_puts(&cli->out, "\n");
    xc_cli_say(cli, "Usage: xuncha [OPTION…] COMMAND …");
    xc_buffer_puts(&cli->out, "\n");
    list_commands(cli);
    xc_buffer_puts(&cli->out, "\n");
    xc_cli_say(cli, "Options of every command:");
    list_options(cli, xc_global_options);
    xc_buffer_puts(&cli->out, "\n");
    if (!cli->wordless) {
        xc_cli_say(cli, "Options of programs that run commands for others:");
        list_some(cli, xc_global_options, true);
        xc_buffer_puts(&cli->out, "\n");
    }
    xc_cli_say(cli, "Exit status: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input "
                    "(nothing was "
                    "changed), 4 the environment failed, 5 a policy or plugin failed.");
}

static void one_command(struct xc_cli *cli, const struct xc_command *command) {
    struct xc_buffer usage = xc_buffer_make(512);
    usage_of(command, &usage);
    xc_buffer_add(&cli->out, xc_buffer_view(&usage));
    xc_buffer_puts(&cli->out, "\n  ");
    xc_buffer_add(&cli->out, word(cli, command->summary));
    xc_buffer_putc(&cli->out, '\n');
    if (command->options) {
        list_options(cli, command->options);
    }
    xc_buffer_free(&usage);
}

static void columns_of(struct xc_cli *cli, const char *name, enum xc_import_table table) {
    size_t count;
    const struct xc_import_column *columns = xc_import_columns(table, &count);
    struct xc_text_table text = xc_text_table_make(cli->arena, 2, 0);
    xc_buffer_printf(&cli->out, "\n%s\n", name);
    for (size_t i = 0; i < count; i++) {
        struct xc_buffer cell = xc_buffer_make(256);
        xc_buffer_printf(&cell, "%s%s", columns[i].name, columns[i].required ? " *" : "");
        xc_text_table_row(&text);
        xc_text_table_cell(&text, 0, xc_buffer_view(&cell));
        xc_text_table_cell(&text, 1, xc_str_from(columns[i].chinese));
        xc_buffer_free(&cell);
    }
    xc_text_table_write(&text, 2, &cli->out);
}

static void import_tables(struct xc_cli *cli) {
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(
        cli,
        "Columns, in English or Chinese, in any order (* needed); others are kept as "
        "attributes:");
    columns_of(cli, "targets", XC_IMPORT_TARGETS);
    columns_of(cli, "inspectors, experts", XC_IMPORT_INSPECTORS);
    columns_of(cli, "areas", XC_IMPORT_AREAS);
    columns_of(cli, "absences", XC_IMPORT_ABSENCES);
    columns_of(cli, "relations", XC_IMPORT_RELATIONS);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Columns of the others, where nothing else is kept:");
    columns_of(cli, "calendar", XC_IMPORT_CALENDAR);
    columns_of(cli, "outcomes", XC_IMPORT_OUTCOMES);
    columns_of(cli, "leads", XC_IMPORT_LEADS);
    columns_of(cli, "checklists", XC_IMPORT_CHECKLISTS);
    columns_of(cli, "receipts", XC_IMPORT_RECEIPTS);
    columns_of(cli, "closures", XC_IMPORT_CLOSURES);
    columns_of(cli, "schedule", XC_IMPORT_SCHEDULE);
}

static int no_topic(const char *name, struct xc_error *error) {
    struct xc_str near = xc_cli_command_near(name);
    xc_fail(error, XC_EUSAGE, "there is no command or plugin '%s'", name);
    if (near.len) {
        return xc_hint(error, "did you mean %.*s? `xuncha help` lists all commands",
                       XC_PRI(near));
    }
    return xc_hint(error, "`xuncha help` lists all commands");
}

/* True where some folder holds the plugin, whole or broken. */
static bool is_plugin(const struct xc_cli *cli, const char *name) {
    bool found = false;
    for (size_t i = 0; i < cli->policy.folder_count && !found; i++) {
        struct xc_buffer path = xc_buffer_make(XC_FILE_BYTES * 4);
        xc_buffer_printf(&path, "%s/%s", cli->policy.folders[i], name);
        found = xc_buffer_putc(&path, '\0') == XC_OK && xc_file_exists(path.ptr);
        xc_buffer_free(&path);
    }
    return found;
}

static int plugin_help(struct xc_cli *cli, const char *name, struct xc_error *error) {
    struct xc_policy_plugin *plugin = NULL;
    struct xc_text_table table = xc_text_table_make(cli->arena, 4, 0);
    if (!is_plugin(cli, name)) {
        return no_topic(name, error);
    }
    int rc =
        xc_policy_describe(xc_str_from(name), &cli->policy, cli->arena, &plugin, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_buffer_printf(&cli->out, "%.*s\n  ", XC_PRI(plugin->name));
    xc_buffer_add(&cli->out, word(cli, plugin->summary.ptr));
    xc_buffer_puts(&cli->out, "\n\n");
    for (size_t i = 0; i < plugin->count; i++) {
        const struct xc_policy_parameter *parameter = &plugin->parameters[i];
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, parameter->name);
        xc_text_table_cell(&table, 1, parameter->type);
        xc_text_table_cell(&table, 2,
                           parameter->required ? word(cli, XC_MSG("needed"))
                                               : parameter->fallback);
        xc_text_table_cell(&table, 3, word(cli, parameter->summary.ptr));
    }
    xc_text_table_write(&table, 2, &cli->out);
    return XC_OK;
}

static const struct {
    const char *form;
    const char *meaning;
} due_forms[] = {
    {"last_workday PERIOD", XC_MSG("the last working day of each month, quarter, half or "
                                   "year")},
    {"workday_on N PERIOD", XC_MSG("the N-th working day, from the end if negative")},
    {"weekly WEEKDAY", XC_MSG("mon, tue, wed, thu, fri, sat or sun")},
    {"monthly DAY", XC_MSG("DAY: 1 to 31, or end")},
    {"quarterly MONTH DAY", XC_MSG("MONTH: number of the month within the quarter")},
    {"half_yearly MONTH DAY", XC_MSG("MONTH: number of the month within the half year")},
    {"yearly MONTH DAY", XC_MSG("MONTH: 1 to 12")},
    {"on DATE", XC_MSG("one day")},
    {"… HH:MM", XC_MSG("behind a rule: the time of day")},
    {"… roll=none|previous|next",
     XC_MSG("behind a rule: where a day off moves to (default: previous; weekly: none)")},
};

static void due_rules(struct xc_cli *cli) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Due rules:");
    for (size_t i = 0; i < sizeof due_forms / sizeof *due_forms; i++) {
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_str_from(due_forms[i].form));
        xc_text_table_cell(&table, 1, word(cli, due_forms[i].meaning));
    }
    xc_text_table_write(&table, 2, &cli->out);
}

static const struct {
    const char *figure;
    const char *meaning;
} plan_lines[] = {
    {XC_MSG("days out by zone"),
     XC_MSG("days of a crew in a zone: what the ways to the zones cost")},
    {XC_MSG("fullest week"),
     XC_MSG("its work by the time there is; 1.000 where all weeks are equally full")},
    {XC_MSG("fullest month"),
     XC_MSG("the same by months; weeks and months are shown where there are at least two "
            "whole ones and a day out for each")},
    {XC_MSG("busiest crew"),
     XC_MSG("its work beside that of the crews it shares the work with")},
    {XC_MSG("visits not planned"),
     XC_MSG("beside how many are proved to be too many; shown where some are")},
    {XC_MSG("the fullest spans"),
     XC_MSG("days in which the least choice is left, also where all fits")},
    {XC_MSG("impossible together"),
     XC_MSG("a proof: visits, what they need, what there is, and what alone would cure "
            "it")},
};

/* What stands beside the bounds. */
static void plan_figures(struct xc_cli *cli) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "A plan is shown beside the best that anyone could do; “at best” is "
                    "proved, no plan can do better:");
    for (size_t i = 0; i < sizeof plan_lines / sizeof *plan_lines; i++) {
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, word(cli, plan_lines[i].figure));
        xc_text_table_cell(&table, 1, word(cli, plan_lines[i].meaning));
    }
    xc_text_table_write(&table, 2, &cli->out);
}

/* What some commands explain behind their options. */
static const struct {
    const char *name, *subcommand;
    void (*show)(struct xc_cli *cli);
} appendices[] = {
    {"import", NULL, import_tables},
    {"plan", NULL, plan_figures},
    {"calendar", "due", due_rules},
    {"report", NULL, xc_cli_report_kinds},
};

/* ---- The manual page ---- */

static void roff_text(struct xc_buffer *out, const char *text) {
    for (const char *at = text; *at; at++) {
        if (*at == '-') {
            xc_buffer_putc(out, '\\');
        } else if (*at == '\\') {
            xc_buffer_puts(out, "\\e");
            continue;
        } else if (*at == '.' && at == text) {
            xc_buffer_puts(out, "\\&");
        }
        xc_buffer_putc(out, *at);
    }
}

/* What the help shows, line for line. */
static void roff_listing(struct xc_cli *cli, void (*show)(struct xc_cli *cli)) {
    struct xc_buffer page = cli->out;
    cli->out = xc_buffer_make(1 << 20);
    show(cli);
    struct xc_str rest = xc_buffer_view(&cli->out);
    xc_buffer_puts(&page, ".PP\n.nf\n");
    while (rest.ptr) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        struct xc_buffer text = xc_buffer_make(1 << 16);
        xc_buffer_add(&text, line);
        if (xc_buffer_putc(&text, '\0') == XC_OK && line.len > 0) {
            roff_text(&page, text.ptr);
            xc_buffer_putc(&page, '\n');
        }
        xc_buffer_free(&text);
    }
    xc_buffer_puts(&page, ".fi\n");
    xc_buffer_free(&cli->out);
    cli->out = page;
}

static void roff_options(struct xc_cli *cli, const struct xc_option *options) {
    for (; options && options->name; options++) {
        struct xc_buffer name = xc_buffer_make(256);
        option_name(options, &name);
        xc_buffer_putc(&name, '\0');
        xc_buffer_puts(&cli->out, ".TP\n.B ");
        roff_text(&cli->out, name.ptr);
        xc_buffer_putc(&cli->out, '\n');
        roff_text(&cli->out, xc_text(cli->catalogue, options->help));
        xc_buffer_putc(&cli->out, '\n');
        xc_buffer_free(&name);
    }
}

static void manual(struct xc_cli *cli) {
    xc_buffer_puts(&cli->out, ".TH XUNCHA 1\n.SH NAME\nxuncha \\- ");
    roff_text(&cli->out,
              xc_text(cli->catalogue,
                      "xuncha plans inspections and hands out their calendars."));
    xc_buffer_puts(&cli->out,
                   "\n.SH SYNOPSIS\n.B xuncha\n[OPTION...] COMMAND ...\n.SH COMMANDS\n");
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        struct xc_buffer usage = xc_buffer_make(256);
        usage_of(c, &usage);
        xc_buffer_putc(&usage, '\0');
        xc_buffer_puts(&cli->out, ".SS ");
        roff_text(&cli->out, usage.ptr);
        xc_buffer_putc(&cli->out, '\n');
        roff_text(&cli->out, xc_text(cli->catalogue, c->summary));
        xc_buffer_putc(&cli->out, '\n');
        roff_options(cli, c->options);
        for (size_t i = 0; i < sizeof appendices / sizeof *appendices; i++) {
            const char *sub = appendices[i].subcommand;
            if (strcmp(c->name, appendices[i].name) == 0 &&
                (!sub || (c->subcommand && strcmp(c->subcommand, sub) == 0))) {
                roff_listing(cli, appendices[i].show);
            }
        }
        xc_buffer_free(&usage);
    }
    xc_buffer_puts(&cli->out, ".SH OPTIONS\n");
    roff_options(cli, xc_global_options);
    xc_buffer_puts(&cli->out, ".SH EXIT STATUS\n");
    roff_text(
        &cli->out,
        xc_text(cli->catalogue,
                "Exit status: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input "
                "(nothing "
                "was changed), 4 the environment failed, 5 a policy or plugin failed."));
    xc_buffer_putc(&cli->out, '\n');
}

int xc_command_help(struct xc_cli *cli, struct xc_error *error) {
    const char *asked = cli->args.operand_count ? cli->args.operands[0] : NULL;
    const char *sub = cli->args.operand_count > 1 ? cli->args.operands[1] : NULL;
    bool own = strcmp(cli->command->name, "help") != 0; /* `xuncha plan --help` */
    bool found = false;
    if (xc_args_flag(&cli->args, "man")) {
        manual(cli);
        return XC_OK;
    }
    if (own) {
        asked = cli->command->name;
        sub = cli->command->subcommand;
    }
    if (!asked) {
        if (cli->json) {
            return xc_command_help_json(cli, error);
        }
        overview(cli);
        return XC_OK;
    }
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        if (strcmp(c->name, asked) == 0 &&
            (!sub || (c->subcommand && strcmp(c->subcommand, sub) == 0))) {
            one_command(cli, c);
            found = true;
        }
    }
    for (size_t i = 0; i < sizeof appendices / sizeof *appendices && found; i++) {
        const char *about = appendices[i].subcommand;
        if (strcmp(asked, appendices[i].name) == 0 &&
            (!sub || !about || strcmp(sub, about) == 0)) {
            appendices[i].show(cli);
        }
    }
    return found ? XC_OK : plugin_help(cli, asked, error);
}
