/* case: what others have to decide on. */
#include "cli/command.h"

#include "cli/docket.h"

static int set(void *paper, struct xc_str name, struct xc_str value,
               struct xc_error *error) {
    return xc_case_set(paper, name, value, error);
}

/* ---- list ---- */

static bool is_open(const void *paper, xc_date today) {
    return xc_case_is_open(paper, today);
}

static json_t *to_json(const void *paper, xc_date today) {
    const struct xc_case *record = paper;
    json_t *json = json_object();
    (void)today;
    xc_fields_text(json, "id", record->id);
    xc_fields_text(json, "target", record->target);
    xc_fields_text(json, "visit", record->visit);
    xc_fields_text(json, "lead", record->lead);
    xc_fields_date(json, "opened", record->opened);
    xc_fields_amount(json, "amount", record->amount);
    xc_fields_text(json, "referred_to", record->referred_to);
    xc_fields_date(json, "referred_on", record->referred_on);
    xc_fields_text(json, "reply", record->reply);
    xc_fields_date(json, "replied_on", record->replied_on);
    xc_fields_date(json, "closed_on", record->closed_on);
    xc_fields_text(json, "decision", record->decision);
    xc_fields_text(json, "found_by", record->found_by);
    xc_fields_text(json, "facts", record->facts);
    return json;
}

static void add_row(struct xc_cli *cli, struct xc_text_table *table, const void *paper,
                    struct xc_str target_name) {
    const struct xc_case *record = paper;
    char opened[11], referred[11], replied[11], closed[11];
    xc_date_format(record->opened, opened);
    xc_date_format(record->referred_on, referred);
    xc_date_format(record->replied_on, replied);
    xc_date_format(record->closed_on, closed);
    xc_text_table_cell(table, 0, record->id);
    xc_text_table_cell(table, 1, xc_str_from(opened));
    xc_text_table_cell(table, 2, record->target);
    xc_text_table_cell(table, 3, target_name);
    xc_text_table_cell(table, 4, xc_fields_yuan(cli->arena, record->amount));
    xc_text_table_cell(table, 5,
                       xc_case_authority(record->referred_to, cli->language[0] == 'z'));
    xc_text_table_cell(table, 6, xc_str_from(referred));
    xc_text_table_cell(table, 7, xc_str_from(replied));
    xc_text_table_cell(table, 8, xc_str_from(closed));
    xc_text_table_cell(table, 9, xc_fields_short(cli->arena, record->decision));
}

static void say_counts(struct xc_cli *cli, size_t listed, size_t open, size_t late) {
    (void)late;
    xc_cli_say(cli, "Cases: %zu, open: %zu", listed, open);
}

static void say_stored(struct xc_cli *cli, const void *paper) {
    const struct xc_case *record = paper;
    xc_cli_say(cli,
               record->closed_on == XC_NO_DATE
                   ? XC_MSG("Case %.*s about target %.*s is stored; it is open.")
                   : XC_MSG("Case %.*s about target %.*s is stored; it is closed."),
               XC_PRI(record->id), XC_PRI(record->target));
}

static size_t count(const struct xc_desk *desk) {
    size_t count;
    (void)xc_desk_cases(desk, &count);
    return count;
}

static const void *at(const struct xc_desk *desk, size_t i) {
    size_t count;
    return &xc_desk_cases(desk, &count)[i];
}

static struct xc_str target(const void *paper) {
    return ((const struct xc_case *)paper)->target;
}

static int take(struct xc_desk *desk, void *paper, const char **field,
                struct xc_error *error) {
    return xc_desk_take_case(desk, paper, field, error);
}

static const char *const titles[] = {
    XC_MSG("case number"), XC_MSG("opened"),      XC_MSG("target"), XC_MSG("name"),
    XC_MSG("yuan"),        XC_MSG("referred to"), XC_MSG("on"),     XC_MSG("replied"),
    XC_MSG("closed on"),   XC_MSG("decision")};

static const struct xc_docket docket = {
    .list = "cases",
    .titles = titles,
    .columns = sizeof titles / sizeof *titles,
    .numbers = 1u << 4,
    .count = count,
    .at = at,
    .target = target,
    .is_open = is_open,
    .json = to_json,
    .row = add_row,
    .say_counts = say_counts,
    .take = take,
    .say_stored = say_stored,
};

int xc_command_case_list(struct xc_cli *cli, struct xc_error *error) {
    return xc_docket_list(cli, &docket, error);
}

/* ---- add, set, done ---- */

int xc_command_case_add(struct xc_cli *cli, struct xc_error *error) {
    static const char *const needed[] = {"target", NULL};
    struct xc_desk *desk = NULL;
    struct xc_case record = {.id = xc_str_from(xc_args_value(&cli->args, "id")),
                             .opened = XC_NO_DATE,
                             .referred_on = XC_NO_DATE,
                             .replied_on = XC_NO_DATE,
                             .closed_on = XC_NO_DATE};
    int rc = xc_fields_options(cli, needed, set, &record, error);
    if (rc == XC_OK) {
        rc = xc_docket_open(cli, &desk, error);
    }
    if (rc == XC_OK && xc_desk_case(desk, record.id)) {
        xc_fail(error, XC_ENO, "there is a case '%.*s' already", XC_PRI(record.id));
        rc = xc_hint(error, "change it: xuncha case set %.*s FIELD=VALUE",
                     XC_PRI(record.id));
    }
    if (rc == XC_OK) {
        xc_date today = xc_desk_today(desk);
        bool referred = record.referred_on != XC_NO_DATE && record.referred_on < today;
        if (record.opened == XC_NO_DATE) {
            record.opened = referred ? record.referred_on : today;
        }
        rc = xc_docket_keep(cli, &docket, desk, &record, error);
    }
    xc_desk_free(desk);
    return rc;
}

/* The case of the first operand. */
static int find(struct xc_cli *cli, struct xc_desk **desk, struct xc_case *record,
                struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    int rc = xc_docket_open(cli, desk, error);
    const struct xc_case *found = rc == XC_OK ? xc_desk_case(*desk, id) : NULL;
    if (found) {
        *record = *found;
    } else if (rc == XC_OK) {
        xc_fail(error, XC_ENO, "there is no case '%.*s'", XC_PRI(id));
        rc = xc_hint(error, "`xuncha case list` lists them all");
    }
    return rc;
}

int xc_command_case_set(struct xc_cli *cli, struct xc_error *error) {
    struct xc_desk *desk = NULL;
    struct xc_case record;
    int rc = find(cli, &desk, &record, error);
    if (rc == XC_OK) {
        rc = xc_fields_operands(cli, set, &record, error);
    }
    if (rc == XC_OK) {
        rc = xc_docket_keep(cli, &docket, desk, &record, error);
    }
    xc_desk_free(desk);
    return rc;
}

int xc_command_case_done(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str decision = xc_str_from(xc_args_value(&cli->args, "decision"));
    struct xc_desk *desk = NULL;
    struct xc_case record;
    if (decision.len == 0) {
        return xc_fail(
            error, XC_EUSAGE,
            "case done needs --decision TEXT: how it ended, and on what basis");
    }
    int rc = find(cli, &desk, &record, error);
    if (rc == XC_OK) {
        record.decision = decision;
        rc = xc_fields_on(cli, xc_desk_today(desk), &record.closed_on, error);
    }
    if (rc == XC_OK) {
        rc = xc_docket_keep(cli, &docket, desk, &record, error);
    }
    xc_desk_free(desk);
    return rc;
}
