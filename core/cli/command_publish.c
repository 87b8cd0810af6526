/* publish: results of visits are made public, in notices that are numbered and stay. */
#include "cli/command.h"

#include "casework/publications.h"
#include "cli/actor.h"
#include "cli/fields.h"
#include "publish/announce.h"
#include "report/notice.h"
#include "report/text_table.h"

static struct xc_str value_of(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static int read_options(struct xc_cli *cli, struct xc_announce_options *options,
                        struct xc_error *error) {
    *options =
        (struct xc_announce_options){.programme = xc_str_from(cli->args.operands[0]),
                                     .on = XC_NO_DATE,
                                     .window = {XC_NO_DATE, XC_NO_DATE},
                                     .dry_run = xc_args_flag(&cli->args, "dry-run")};
    int rc = xc_actor_by(cli, &options->by, error);
    if (rc == XC_OK && options->by.len == 0 && !options->dry_run) {
        return xc_fail(error, XC_EUSAGE, "--by NAME is missing: who publishes");
    }
    options->by = options->by.len ? options->by : XC_STR("-");
    return rc == XC_OK ? xc_args_date(&cli->args, "on", &options->on, error) : rc;
}

/* ---- The answer ---- */

static json_t *rows_json(const struct xc_announced *announced) {
    json_t *list = json_array();
    for (size_t i = 0; i < announced->rows.count; i++) {
        const struct xc_publication *row = &announced->rows.rows[i].row;
        json_t *json = json_object();
        if (announced->rows.rows[i].struck) {
            json_decref(json);
            continue;
        }
        xc_fields_text(json, "visit", row->visit);
        xc_fields_text(json, "target", row->target);
        xc_fields_date(json, "date", row->date);
        xc_fields_text(json, "result", xc_str_from(xc_outcome_word(row->result)));
        xc_fields_text(json, "act", xc_str_from(xc_publication_act_word(row->act)));
        json_array_append_new(list, json);
    }
    return list;
}

static int answer_json(struct xc_cli *cli, const struct xc_announced *announced,
                       bool dry_run, struct xc_error *error) {
    json_t *json = json_pack(
        "{s:i, s:b, s:I, s:I, s:I, s:I, s:I, s:I}", "notice", (int)announced->notice,
        "dry_run", (int)dry_run, "results", (json_int_t)announced->rows.fresh,
        "corrections", (json_int_t)announced->rows.corrections, "withdrawn",
        (json_int_t)announced->withdrawn, "waiting", (json_int_t)announced->waiting,
        "overdue", (json_int_t)announced->overdue, "next_count",
        (json_int_t)announced->next_count);
    xc_fields_date(json, "on", announced->on);
    xc_fields_date(json, "next", announced->next);
    json_object_set_new(json, "rows",
                        announced->withdrawn > 0 ? json_array() : rows_json(announced));
    return xc_cli_json(cli, json, error);
}

static void say_rows(struct xc_cli *cli, const struct xc_announced *announced) {
    enum { COLUMNS = 5 };
    static const char *const titles[COLUMNS] = {XC_MSG("date"), XC_MSG("target"),
                                                XC_MSG("name"), XC_MSG("result"),
                                                XC_MSG("remarks")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < announced->rows.count; i++) {
        const struct xc_result_row *row = &announced->rows.rows[i];
        char day[11];
        if (row->struck) {
            continue;
        }
        xc_date_format(row->row.date, day);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_str_from(day));
        xc_text_table_cell(&table, 1, row->row.target);
        xc_text_table_cell(&table, 2, row->row.name);
        xc_text_table_cell(
            &table, 3,
            xc_str_from(xc_text(cli->catalogue, xc_notice_result(row->row.result))));
        xc_text_table_cell(
            &table, 4,
            row->row.act == XC_PUBLISHED_CORRECTION
                ? xc_str_from(xc_text(cli->catalogue, XC_MSG("correction")))
                : XC_STR(""));
    }
    xc_text_table_write(&table, 0, &cli->out);
}

/* What is left: the next thing to become overdue. */
static void say_waiting(struct xc_cli *cli, const struct xc_announced *announced) {
    char day[11];
    xc_date_format(announced->next, day);
    if (announced->overdue > 0) {
        xc_cli_say(cli, "Overdue: %llu results that had to be public before today.",
                   (unsigned long long)announced->overdue);
    }
    if (announced->next != XC_NO_DATE) {
        xc_cli_say(cli, "Still to be published: %llu; the next %llu of them by %s.",
                   (unsigned long long)announced->waiting,
                   (unsigned long long)announced->next_count, day);
    }
}

static int answer(struct xc_cli *cli, const struct xc_announced *announced, bool dry_run,
                  struct xc_error *error) {
    const char *programme = cli->args.operands[0];
    char day[11];
    xc_date_format(announced->on, day);
    if (cli->json) {
        return answer_json(cli, announced, dry_run, error);
    }
    if (announced->notice == 0) {
        xc_cli_say(cli, "No result waits for its publication.");
    } else if (announced->withdrawn > 0) {
        xc_cli_say(cli,
                   dry_run ? XC_MSG("Notice %u would withdraw the result, on %s.")
                           : XC_MSG("Notice %u withdraws the result, on %s."),
                   announced->notice, day);
    } else {
        say_rows(cli, announced);
        xc_cli_say(cli,
                   dry_run ? XC_MSG("Notice %u would publish %zu results and %zu "
                                    "corrections, on %s.")
                           : XC_MSG("Notice %u publishes %zu results and %zu "
                                    "corrections, on %s."),
                   announced->notice, announced->rows.fresh, announced->rows.corrections,
                   day);
    }
    if (announced->notice > 0 && !dry_run) {
        xc_cli_say(cli, "Print it: xuncha report public %s --notice results --number %u",
                   programme, announced->notice);
    }
    say_waiting(cli, announced);
    return XC_OK;
}

int xc_command_publish_results(struct xc_cli *cli, struct xc_error *error) {
    struct xc_announce_options options;
    struct xc_announced announced = {0};
    int rc = read_options(cli, &options, error);
    if (rc == XC_OK) {
        rc = xc_args_window(&cli->args, "window", &options.window.from,
                            &options.window.to, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_announce_results(&cli->session, &options, &announced, error);
    }
    if (rc == XC_OK) {
        rc = answer(cli, &announced, options.dry_run, error);
    }
    xc_announced_free(&announced);
    return rc;
}

int xc_command_publish_withdraw(struct xc_cli *cli, struct xc_error *error) {
    struct xc_announce_options options;
    struct xc_announced announced = {0};
    int rc = read_options(cli, &options, error);
    options.visit = xc_str_from(cli->args.operands[1]);
    options.reason = value_of(cli, "reason");
    if (rc == XC_OK && options.reason.len == 0) {
        rc = xc_fail(error, XC_EUSAGE, "--reason TEXT is missing: why it is withdrawn");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_announce_withdrawal(&cli->session, &options, &announced, error);
    }
    if (rc == XC_OK) {
        rc = answer(cli, &announced, options.dry_run, error);
    }
    xc_announced_free(&announced);
    return rc;
}

/* ---- list ---- */

struct notice {
    const struct xc_publication *first;
    size_t acts[XC_PUBLISHED_WITHDRAWAL + 1];
};

static void list_notice(const struct notice *notice, struct xc_text_table *table,
                        json_t *list) {
    const struct xc_publication *first = notice->first;
    const size_t *acts = notice->acts;
    char day[11];
    xc_date_format(first->on, day);
    if (list) {
        json_t *json = json_pack("{s:i, s:I, s:I, s:I}", "notice", (int)first->notice,
                                 "results", (json_int_t)acts[XC_PUBLISHED_RESULT],
                                 "corrections", (json_int_t)acts[XC_PUBLISHED_CORRECTION],
                                 "withdrawn", (json_int_t)acts[XC_PUBLISHED_WITHDRAWAL]);
        xc_fields_text(json, "on", xc_str_from(day));
        xc_fields_text(json, "by", first->by);
        json_array_append_new(list, json);
        return;
    }
    xc_text_table_row(table);
    xc_text_table_number(table, 0, first->notice);
    xc_text_table_cell(table, 1, xc_str_from(day));
    xc_text_table_cell(table, 2, first->by);
    for (size_t act = XC_PUBLISHED_RESULT; act <= XC_PUBLISHED_WITHDRAWAL; act++) {
        xc_text_table_number(table, act + 2, (int64_t)acts[act]);
    }
}

static size_t list_all(const struct xc_publication *rows, size_t count,
                       struct xc_text_table *table, json_t *list) {
    size_t notices = 0, end;
    for (size_t i = 0; i < count; i = end) {
        struct notice notice = {.first = &rows[i]};
        for (end = i; end < count && rows[end].notice == rows[i].notice; end++) {
            notice.acts[rows[end].act]++;
        }
        list_notice(&notice, table, list);
        notices++;
    }
    return notices;
}

int xc_command_publish_list(struct xc_cli *cli, struct xc_error *error) {
    enum { COLUMNS = 6 };
    static const char *const titles[COLUMNS] = {
        XC_MSG("notice"),  XC_MSG("published on"), XC_MSG("by"),
        XC_MSG("results"), XC_MSG("corrections"),  XC_MSG("withdrawn")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0x39);
    struct xc_publication *rows = NULL;
    size_t count = 0, notices = 0;
    json_t *list = NULL;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_publications_load(cli->session.store, cli->session.office, XC_NO_INSTANT,
                                  xc_str_from(cli->args.operands[0]), cli->arena, &rows,
                                  &count, NULL, error);
    }
    if (rc == XC_OK) {
        list = cli->json ? json_array() : NULL;
        xc_fields_titles(cli, &table, titles, COLUMNS);
        notices = list_all(rows, count, &table, list);
    }
    if (list) {
        return xc_cli_json(cli, json_pack("{s:o}", "notices", list), error);
    }
    if (rc == XC_OK && notices > 0) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    if (rc == XC_OK) {
        xc_cli_say(cli, "Notices of results: %zu", notices);
    }
    return rc;
}
