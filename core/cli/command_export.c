#include "cli/command.h"

#include "cli/actor.h"
#include "cli/progress_bar.h"
#include "publish/export.h"

#include <string.h>

int xc_cli_role(struct xc_cli *cli, enum xc_viewer_role *role, struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "for");
    enum xc_viewer_role own = xc_actor_role(cli);
    *role = xc_viewer_sees_plans(own) ? 0 : own;
    if (!word) {
        return XC_OK;
    }
    *role = xc_viewer_parse(xc_str_from(word));
    if (!*role) {
        xc_fail(error, XC_EUSAGE, "--for: there is no role '%s'", word);
        return xc_hint(error,
                       "the roles are admin, planner, inspector, auditor, feed, public");
    }
    if (!xc_viewer_sees_plans(own) && *role != own && *role != XC_VIEWER_PUBLIC) {
        return xc_fail(error, XC_EFORBIDDEN, "--for: what %s sees is not for everybody",
                       word);
    }
    return XC_OK;
}

static int read_by(const struct xc_cli *cli, enum xc_export_by *by,
                   struct xc_error *error) {
    static const char *const words[] = {"all", "person", "crew", "area", "office"};
    const char *word = xc_args_value(&cli->args, "by");
    *by = XC_BY_ALL;
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], word) == 0) {
            *by = (enum xc_export_by)i;
            return XC_OK;
        }
    }
    return word ? xc_fail(error, XC_EUSAGE,
                          "--by: '%s' is none of person, crew, area, office, all", word)
                : XC_OK;
}

typedef int (*exporter)(const struct xc_session *session, const struct xc_loaded *loaded,
                        const struct xc_export_options *options,
                        struct xc_export_counts *counts, struct xc_error *error);

static void tell(struct xc_cli *cli, const struct xc_export_options *options,
                 const struct xc_export_counts *counts) {
    xc_cli_say(cli, "%zu files with %zu entries in %s", counts->files, counts->entries,
               options->folder);
    if (counts->files == 0) {
        xc_cli_say(cli, "No approved visits lie in these days that may be shown now; "
                        "choose other days with --window");
    }
    if (counts->old > 0) {
        xc_cli_say(
            cli,
            "%zu other calendars lie there from before, of readers who have none now; "
            "remove them, or export into an empty folder",
            counts->old);
    }
    if (counts->hidden > 0) {
        xc_cli_say(cli,
                   "%zu visits are still secret and in no workbook; export again when "
                   "their embargo is over",
                   counts->hidden);
    }
    if (counts->cut > 0) {
        xc_cli_say(
            cli,
            "%zu calendars are longer than calendar services take (%d visits, 1 MB) and "
            "begin %d days back; choose other days with --window",
            counts->cut, XC_FEED_MAX_ITEMS, XC_FEED_DAYS_BACK);
    }
}

/* one: the form holds a single programme. */
static int run_export(struct xc_cli *cli, exporter write, bool one,
                      struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_export_counts counts = {0};
    struct xc_str programme = XC_STR("");
    struct xc_export_options options = {.folder = xc_args_value(&cli->args, "output")};
    if (!options.folder) {
        return xc_fail(error, XC_EUSAGE, "export needs -o FOLDER");
    }
    int rc = xc_cli_role(cli, &options.role, error);
    if (rc == XC_OK) {
        rc = read_by(cli, &options.by, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_window(&cli->args, "window", &options.window.from,
                            &options.window.to, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK && (one || cli->args.operand_count > 0)) {
        rc = xc_cli_programme(cli, &programme, error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, programme, &loaded, error);
    }
    if (rc == XC_OK) {
        rc = write(&cli->session, &loaded, &options, &counts, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(
            cli,
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "folder", options.folder, "files",
                      (json_int_t)counts.files, "entries", (json_int_t)counts.entries,
                      "old", (json_int_t)counts.old, "hidden", (json_int_t)counts.hidden,
                      "cut", (json_int_t)counts.cut),
            error);
    } else if (rc == XC_OK) {
        tell(cli, &options, &counts);
    }
    xc_loaded_free(&loaded);
    return rc;
}

int xc_command_export_ics(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_ics, false, error);
}

int xc_command_export_csv(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_csv, true, error);
}

int xc_command_export_xlsx(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_xlsx, true, error);
}

int xc_command_export_json(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_json, true, error);
}

int xc_command_export_workbook(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_workbook, true, error);
}

int xc_command_export_week(struct xc_cli *cli, struct xc_error *error) {
    return run_export(cli, xc_export_week, false, error);
}
