/* One run of the command line: what was asked for, in which language, on which workspace.
 */
#ifndef XC_CLI_CLI_H
#define XC_CLI_CLI_H

#include "access/may.h"
#include "base/catalogue.h"
#include "cli/args.h"
#include "cli/progress_bar.h"
#include "cli/resources.h"
#include "workspace/session.h"

#include <jansson.h>

struct xc_cli;

/* A command: its words in help texts and what it does. subcommand NULL: it has none. */
struct xc_command {
    const char *name;
    const char *subcommand;
    const char *operands;            /* for the usage line */
    const char *summary;             /* gettext id */
    const struct xc_option *options; /* own ones; may be NULL */
    unsigned least, most;            /* operands */
    enum xc_act act;                 /* that it takes at least, see actor.h */
    int (*run)(struct xc_cli *cli, struct xc_error *error);
};

/* In whose name a command runs (--as). */
struct xc_actor {
    bool named;           /* somebody is, or nobody who signed in; else whoever sits at
                             the machine, who may everything */
    bool is_user;         /* else nobody who signed in: `public` */
    struct xc_str office; /* the user's */
    struct xc_user user;
    struct xc_str area; /* of visits that the user sees; empty: of the whole office */
};

/* Times are shown as Beijing has them. */
enum { XC_CLI_ZONE_MINUTES = 8 * 60 };

enum { XC_CLI_SETTINGS = 32, XC_CLI_FOLDERS = 4, XC_CLI_COMMANDS = 64 };

struct xc_cli {
    const struct xc_command *command;
    struct xc_args args;  /* of the command, global ones included */
    const char *language; /* "zh" or "en" */
    struct xc_catalogue *catalogue;
    struct xc_catalogue *chinese; /* of xc_cli_chinese; NULL until asked for */
    struct xc_actor actor;
    bool json, quiet;
    bool office_named;
    bool wordless; /* nothing was asked for: the help is short */
    xc_instant now;
    const char *db;
    struct xc_resources resources;
    struct xc_policy_setting settings[XC_CLI_SETTINGS];
    const char *folders[XC_CLI_FOLDERS];
    struct xc_policy_options policy;
    struct xc_progress_bar bar;
    struct xc_progress progress; /* of it */
    struct xc_session session;   /* store NULL until opened */
    struct xc_arena *arena;
    struct xc_buffer out; /* standard output, written at the end of the run */
    bool answered;        /* out holds a JSON document */
    json_t *rows; /* with --json: the bad rows that the error's object shall hold; owned
                   */
};

/* The whole command line; returns the exit status. */
int xc_cli_main(int argc, char **argv);

/* Opens the workspace, unless it is open already, and completes cli->session: its office
 * is --office, else that of the user in whose name the command runs, else the
 * workspace's. */
int xc_cli_open(struct xc_cli *cli, struct xc_error *error);

/* The same, and fails with XC_EUSAGE where no office is known. */
int xc_cli_open_office(struct xc_cli *cli, struct xc_error *error);

/* The Chinese catalogue, whatever the user's language, for what comes out in both. NULL
 * where it is not installed. Lives as long as cli. */
int xc_cli_chinese(struct xc_cli *cli, const struct xc_catalogue **chinese,
                   struct xc_error *error);

/* Adds a translated line to standard output. */
void xc_cli_say(struct xc_cli *cli, const char *format, ...) XC_PRINTF(2, 3);
void xc_cli_message(struct xc_cli *cli, const struct xc_message *message);

/* Writes an error to standard error at once, as text or JSON. */
void xc_cli_error(struct xc_cli *cli, const struct xc_error *error);

/* The message in the user's language as a JSON string, new; empty where it has no id. */
json_t *xc_cli_rendered(const struct xc_cli *cli, const struct xc_message *message);

/* Adds a JSON document to standard output (for --json). Steals json. What a command says
 * without this becomes {"text": …}. */
int xc_cli_json(struct xc_cli *cli, json_t *json, struct xc_error *error);

extern const struct xc_option xc_global_options[];

/* The table of commands, ends with name NULL. */
extern const struct xc_command xc_commands[];

/* The command whose name is nearest to what was typed; empty: none is near. */
struct xc_str xc_cli_command_near(const char *name);

/* help.c */
int xc_command_help(struct xc_cli *cli, struct xc_error *error);

/* help_json.c: {"commands":[{name subcommand operands least most act summary options}],
 * "options":[{name value help}]}: names as they are typed, value null for flags. */
int xc_command_help_json(struct xc_cli *cli, struct xc_error *error);

#endif
