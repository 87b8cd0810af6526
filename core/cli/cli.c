#include "cli/cli.h"

#include "base/digest.h"
#include "base/suggest.h"
#include "cli/actor.h"
#include "cli/once.h"
#include "cli/progress_bar.h"
#include "exchange/csv_out.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLI_ARENA_BYTES = 64 << 20, OUT_BYTES = 1 << 30 };

const struct xc_option xc_global_options[] = {
    {"db", "FILE", XC_MSG("the workspace (default: $XUNCHA_DB, else ./xuncha.db)"), 0},
    {"office", "CODE", XC_MSG("whose registers and plans: an area code"), 0},
    {"lang", "zh|en",
     XC_MSG("language of messages and exports (default: the environment's)"), 0},
    {"json", NULL, XC_MSG("answers and errors as JSON"), 0},
    {"quiet", NULL, XC_MSG("no progress bar, no notes"), 0},
    {"now", "INSTANT", XC_MSG("takes this for the present moment (default: the clock)"),
     0},
    {"plugins", "DIR", XC_MSG("looks here for plugins first"), 0},
    {"progress", NULL,
     XC_MSG("tells how far it has come, as lines of JSON on standard error"), 0},
    {"once", "KEY",
     XC_MSG("does it once: the same command under the same key again does nothing"), 0},
    {"as", "OFFICE/NAME|public",
     XC_MSG("in the name of this user of an office, who may not do everything"), 0},
    {"help", NULL, XC_MSG("explains the command"), 'h'},
    {0},
};

void xc_cli_message(struct xc_cli *cli, const struct xc_message *message) {
    xc_message_render(message, cli->catalogue, &cli->out);
    xc_buffer_putc(&cli->out, '\n');
}

void xc_cli_say(struct xc_cli *cli, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(&cli->out, cli->catalogue, format, args);
    va_end(args);
    xc_buffer_putc(&cli->out, '\n');
}

/* Not the canonical form, which refuses line ends: sentences may hold some. */
static int write_json(const json_t *json, struct xc_buffer *out) {
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    int rc = text ? xc_buffer_puts(out, text) : XC_ENOMEM;
    free(text);
    return rc;
}

int xc_cli_json(struct xc_cli *cli, json_t *json, struct xc_error *error) {
    int rc = write_json(json, &cli->out);
    cli->answered = true;
    json_decref(json);
    xc_buffer_putc(&cli->out, '\n');
    return rc == XC_OK ? XC_OK : xc_fail_memory(error);
}

json_t *xc_cli_rendered(const struct xc_cli *cli, const struct xc_message *message) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    if (message->id) {
        xc_message_render(message, cli->catalogue, &text);
    }
    json_t *json = json_stringn(text.ptr ? text.ptr : "", text.len);
    xc_buffer_free(&text);
    return json;
}

/* A sum of bad rows has no place of its own: it gets the first row's, and all rows. */
static json_t *error_json(const struct xc_cli *cli, const struct xc_error *error) {
    const json_t *first = json_array_get(cli->rows, 0);
    bool placed = error->line != 0 || !first;
    json_int_t line =
        placed ? error->line : json_integer_value(json_object_get(first, "line"));
    json_int_t column =
        placed ? error->column : json_integer_value(json_object_get(first, "column"));
    return json_pack("{s:{s:s, s:o, s:s, s:I, s:I, s:o, s:O*}}", "error", "code",
                     xc_code_word(error->code), "message",
                     xc_cli_rendered(cli, &error->message), "file", error->file, "line",
                     line, "column", column, "hint", xc_cli_rendered(cli, &error->hint),
                     "rows", cli->rows);
}

void xc_cli_error(struct xc_cli *cli, const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    if (cli->json) {
        json_t *json = error_json(cli, error);
        (void)write_json(json, &text);
        json_decref(json);
    } else {
        xc_error_render(error, cli->catalogue, &text);
    }
    xc_buffer_putc(&text, '\n');
    fwrite(text.ptr ? text.ptr : "", 1, text.len, stderr);
    xc_buffer_free(&text);
}

/* ---- Finding the command ---- */

struct xc_str xc_cli_command_near(const char *name) {
    struct xc_str names[XC_CLI_COMMANDS];
    size_t count = 0;
    for (const struct xc_command *c = xc_commands; c->name && count < XC_CLI_COMMANDS;
         c++) {
        if (count == 0 || !xc_str_is(names[count - 1], c->name)) {
            names[count++] = xc_str_from(c->name);
        }
    }
    return xc_suggest(xc_str_from(name), names, count);
}

static int no_command(const char *name, struct xc_error *error) {
    struct xc_str near = xc_cli_command_near(name);
    xc_fail(error, XC_EUSAGE, "there is no command '%s'", name);
    if (near.len) {
        xc_hint(error, "did you mean %.*s? `xuncha help` lists all commands",
                XC_PRI(near));
    } else {
        xc_hint(error, "`xuncha help` lists all commands");
    }
    return XC_EUSAGE;
}

static int no_subcommand(const char *name, const char *given, struct xc_error *error) {
    struct xc_buffer list = xc_buffer_make(1024);
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        if (strcmp(c->name, name) == 0) {
            xc_buffer_printf(&list, "%s%s", list.len ? ", " : "", c->subcommand);
        }
    }
    if (given) {
        xc_fail(error, XC_EUSAGE, "%s: there is no '%s'; there are: %.*s", name, given,
                XC_PRI(xc_buffer_view(&list)));
    } else {
        xc_fail(error, XC_EUSAGE, "%s what? There are: %.*s", name,
                XC_PRI(xc_buffer_view(&list)));
    }
    xc_buffer_free(&list);
    return XC_EUSAGE;
}

/* words[0] is the command's name, words[1] perhaps its subcommand; *used says how many
 * count. */
static int find_command(const char **words, size_t count,
                        const struct xc_command **command, size_t *used,
                        struct xc_error *error) {
    bool known = false;
    struct xc_args rest = {0};
    struct xc_error ignored = {0};
    /* Global options may stand before the subcommand, too. */
    bool parsed = xc_args_parse((int)count, (char **)words, xc_global_options, NULL, true,
                                &rest, &ignored) == XC_OK;
    const char *sub = count > 1 ? words[1] : NULL;
    if (parsed) {
        sub = rest.operand_count ? rest.operands[0] : NULL;
    }
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        if (strcmp(c->name, words[0]) != 0) {
            continue;
        }
        known = true;
        if (!c->subcommand || (sub && strcmp(c->subcommand, sub) == 0)) {
            *command = c;
            *used = c->subcommand ? 2 : 1;
            return XC_OK;
        }
    }
    return known ? no_subcommand(words[0], sub, error) : no_command(words[0], error);
}

/* ---- Setting up ---- */

static int set_language(struct xc_cli *cli, const char *option, struct xc_error *error) {
    xc_catalogue_free(cli->catalogue);
    cli->catalogue = NULL;
    cli->language =
        xc_language(option, getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"));
    if (!cli->language) {
        cli->language = "en";
        return xc_fail(error, XC_EUSAGE, "--lang: '%s' is neither zh nor en", option);
    }
    if (strcmp(cli->language, "zh") == 0 && cli->resources.chinese) {
        return xc_catalogue_load(cli->resources.chinese, &cli->catalogue, error);
    }
    return XC_OK;
}

int xc_cli_chinese(struct xc_cli *cli, const struct xc_catalogue **chinese,
                   struct xc_error *error) {
    int rc = XC_OK;
    if (!cli->catalogue && !cli->chinese && cli->resources.chinese) {
        rc = xc_catalogue_load(cli->resources.chinese, &cli->chinese, error);
    }
    *chinese = cli->catalogue ? cli->catalogue : cli->chinese;
    return rc;
}

static int set_now(struct xc_cli *cli, struct xc_error *error) {
    const char *option = xc_args_value(&cli->args, "now");
    struct timespec clock;
    if (option) {
        if (!xc_instant_parse(xc_str_from(option), XC_CLI_ZONE_MINUTES, &cli->now)) {
            return xc_fail(
                error, XC_EUSAGE,
                "--now: '%s' is not an instant; write 2026-03-02T09:00:00+08:00", option);
        }
        return XC_OK;
    }
    if (clock_gettime(CLOCK_REALTIME, &clock) != 0) {
        return xc_fail(error, XC_EENV, "the clock cannot be read");
    }
    cli->now = clock.tv_sec;
    return XC_OK;
}

static int set_policy(struct xc_cli *cli, struct xc_error *error) {
    const char *plugins = xc_args_value(&cli->args, "plugins");
    if (plugins) {
        cli->folders[cli->policy.folder_count++] = plugins;
    }
    if (cli->resources.plugins) {
        cli->folders[cli->policy.folder_count++] = cli->resources.plugins;
    }
    for (size_t i = 0; i < cli->args.given_count; i++) {
        if (strcmp(cli->args.given[i].name, "set") != 0) {
            continue;
        }
        struct xc_str value = xc_str_from(cli->args.given[i].value);
        struct xc_str name = xc_str_cut(&value, '=');
        if (!value.ptr || name.len == 0) {
            return xc_fail(error, XC_EUSAGE, "--set: write name=value, not '%s'",
                           cli->args.given[i].value);
        }
        if (cli->policy.setting_count == XC_CLI_SETTINGS) {
            return xc_fail(error, XC_EUSAGE, "more than %d --set", XC_CLI_SETTINGS);
        }
        cli->settings[cli->policy.setting_count++] =
            (struct xc_policy_setting){name, value};
    }
    cli->policy.self = cli->resources.self;
    cli->policy.folders = cli->folders;
    cli->policy.settings = cli->settings;
    return XC_OK;
}

static void set_session(struct xc_cli *cli) {
    const char *office = xc_args_value(&cli->args, "office");
    cli->office_named = office != NULL;
    cli->bar = (struct xc_progress_bar){
        .form = xc_args_flag(&cli->args, "progress") ? XC_PROGRESS_LINES
                : cli->quiet || cli->json            ? XC_PROGRESS_NONE
                                                     : xc_progress_form_here(),
        .catalogue = cli->catalogue};
    cli->progress = xc_progress_of(&cli->bar);
    cli->session = (struct xc_session){
        .office = xc_str_from(office),
        .now = cli->now,
        .catalogue = cli->catalogue,
        .language = cli->language,
        .policy = &cli->policy,
        .statutory = cli->resources.statutory,
        .provisional = xc_args_flag(&cli->args, "provisional"),
        .progress = &cli->progress,
    };
}

int xc_cli_open(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str office;
    if (cli->session.store) {
        return XC_OK;
    }
    int rc = xc_store_open(cli->db, &cli->session.store, error);
    if (rc == XC_OK && !cli->office_named) {
        rc = xc_store_get_setting(cli->session.store, XC_STR(""), XC_STR("office"),
                                  cli->arena, &office, error);
        cli->session.office = rc == XC_OK ? office : XC_STR("");
    }
    return rc;
}

int xc_cli_open_office(struct xc_cli *cli, struct xc_error *error) {
    int rc = xc_cli_open(cli, error);
    if (rc == XC_OK && cli->session.office.len == 0) {
        xc_fail(error, XC_EUSAGE, "which office? This workspace has no usual one");
        rc = xc_hint(error,
                     "name it: xuncha --office CODE …, or give one to `xuncha init`");
    }
    return rc;
}

static int check_operands(const struct xc_cli *cli, struct xc_error *error) {
    const struct xc_command *command = cli->command;
    size_t count = cli->args.operand_count;
    const char *sub = command->subcommand ? command->subcommand : "";
    const char *space = *sub ? " " : "";
    if (count < command->least) {
        xc_fail(error, XC_EUSAGE, "%s%s%s needs %s", command->name, space, sub,
                command->operands);
    } else if (count > command->most) {
        xc_fail(error, XC_EUSAGE, "%s%s%s: one word too many: %s", command->name, space,
                sub, cli->args.operands[command->most]);
    } else {
        return XC_OK;
    }
    return xc_hint(error, "see `xuncha help %s`", command->name);
}

/* ---- Running ---- */

/* The form and language that were asked for, wherever in the line: for what is wrong with
 * the line itself. */
static void guess_speech(struct xc_cli *cli, int argc, char **argv) {
    struct xc_error ignored = {0};
    const char *language = NULL;
    for (int i = 1; i < argc; i++) {
        struct xc_str word = xc_str_from(argv[i]);
        cli->json = cli->json || xc_str_is(word, "--json");
        if (xc_str_is(word, "--lang") && i + 1 < argc) {
            language = argv[i + 1];
        } else if (xc_str_starts(word, XC_STR("--lang="))) {
            language = argv[i] + strlen("--lang=");
        }
    }
    (void)set_language(cli, language, &ignored);
}

static int prepare(struct xc_cli *cli, int argc, char **argv, struct xc_error *error) {
    struct xc_args first;
    size_t used = 0;
    int rc = xc_resources_find(cli->arena, &cli->resources, error);
    if (rc != XC_OK) {
        return rc;
    }
    guess_speech(cli, argc, argv);
    rc = xc_args_parse(argc, argv, xc_global_options, NULL, true, &first, error);
    if (rc != XC_OK) {
        return rc;
    }
    cli->args = first;
    static const char *const help[] = {"help"};
    const char **words = first.operand_count ? first.operands : (const char **)help;
    rc = find_command(words, first.operand_count ? first.operand_count : 1, &cli->command,
                      &used, error);
    cli->wordless = first.operand_count == 0;
    if (rc != XC_OK || cli->wordless) {
        return rc != XC_OK ? rc : set_language(cli, xc_args_value(&first, "lang"), error);
    }
    /* Again over the whole line, so that global options may stand anywhere. */
    rc = xc_args_parse(argc, argv, xc_global_options, cli->command->options, false,
                       &cli->args, error);
    if (rc == XC_OK) {
        cli->args.operands += used;
        cli->args.operand_count -= used;
        cli->json = xc_args_flag(&cli->args, "json");
        cli->quiet = xc_args_flag(&cli->args, "quiet");
        rc = set_language(cli, xc_args_value(&cli->args, "lang"), error);
    }
    return rc;
}

static int run(struct xc_cli *cli, int argc, char **argv, struct xc_error *error) {
    int rc = prepare(cli, argc, argv, error);
    if (rc == XC_OK && xc_args_flag(&cli->args, "help")) {
        return xc_command_help(cli, error);
    }
    if (rc == XC_OK) {
        rc = check_operands(cli, error);
    }
    if (rc == XC_OK) {
        rc = set_now(cli, error);
    }
    if (rc == XC_OK) {
        rc = set_policy(cli, error);
    }
    if (rc == XC_OK) {
        const char *db = xc_args_value(&cli->args, "db");
        const char *named = getenv("XUNCHA_DB");
        cli->db = db ? db : named && *named ? named : "xuncha.db";
        set_session(cli);
        rc = xc_actor_check(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_once_run(cli, error);
    }
    return rc;
}

/* Output is complete or the command failed: a full disk behind a redirection must show.
 */
static int write_out(struct xc_cli *cli, int rc, struct xc_error *error) {
    if (cli->json && !cli->answered && cli->out.len > 0) {
        json_t *json = json_pack("{s:s%}", "text", cli->out.ptr, cli->out.len);
        xc_buffer_clear(&cli->out);
        int wrapped = xc_cli_json(cli, json, error);
        rc = rc == XC_OK ? wrapped : rc;
    }
    bool written = fwrite(cli->out.ptr ? cli->out.ptr : "", 1, cli->out.len, stdout) ==
                       cli->out.len &&
                   fflush(stdout) == 0;
    if (rc == XC_OK && cli->out.failed) {
        return xc_fail_memory(error);
    }
    if (rc == XC_OK && !written) {
        return xc_fail(error, XC_EENV, "standard output cannot be written");
    }
    return rc;
}

int xc_cli_main(int argc, char **argv) {
    struct xc_error error = {0};
    struct xc_cli cli = {.language = "en",
                         .arena = xc_arena_new(CLI_ARENA_BYTES),
                         .out = xc_buffer_make(OUT_BYTES)};
    int rc;
    signal(SIGPIPE, SIG_IGN);
    if (cli.arena) {
        rc = run(&cli, argc, argv, &error);
    } else {
        rc = xc_fail_memory(&error);
    }
    xc_progress_bar_clear(&cli.progress);
    rc = write_out(&cli, rc, &error);
    if (rc != XC_OK) {
        xc_cli_error(&cli, &error);
    }
    json_decref(cli.rows);
    xc_store_close(cli.session.store);
    xc_catalogue_free(cli.catalogue);
    xc_catalogue_free(cli.chinese);
    xc_buffer_free(&cli.out);
    xc_arena_free(cli.arena);
    return xc_code_exit(rc);
}
