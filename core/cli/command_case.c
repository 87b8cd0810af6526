/* case: what others have to decide on. */
#include "cli/command.h"

#include "cli/fields.h"
#include "intake/desk.h"
#include "report/text_table.h"

static int set(void *paper, struct xc_str name, struct xc_str value,
               struct xc_error *error) {
    return xc_case_set(paper, name, value, error);
}

static int open_desk(struct xc_cli *cli, struct xc_desk **desk, struct xc_error *error) {
    int rc = xc_cli_open_office(cli, error);
    *desk = NULL;
    return rc == XC_OK ? xc_desk_open(&cli->session, desk, error) : rc;
}

/* ---- list ---- */

static json_t *case_json(const struct xc_case *record) {
    json_t *json = json_object();
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

static void add_row(struct xc_cli *cli, struct xc_text_table *table,
                    const struct xc_register *reg, const struct xc_case *record) {
    char opened[11], referred[11], replied[11], closed[11];
    uint32_t row = xc_register_find_target(reg, record->target);
    xc_date_format(record->opened, opened);
    xc_date_format(record->referred_on, referred);
    xc_date_format(record->replied_on, replied);
    xc_date_format(record->closed_on, closed);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, record->id);
    xc_text_table_cell(table, 1, xc_str_from(opened));
    xc_text_table_cell(table, 2, record->target);
    if (row != XC_NO_ROW) {
        xc_text_table_cell(table, 3, xc_register_text(reg, reg->targets.name[row]));
    }
    xc_text_table_cell(table, 4, xc_fields_yuan(cli->arena, record->amount));
    xc_text_table_cell(table, 5,
                       xc_case_authority(record->referred_to, cli->language[0] == 'z'));
    xc_text_table_cell(table, 6, xc_str_from(referred));
    xc_text_table_cell(table, 7, xc_str_from(replied));
    xc_text_table_cell(table, 8, xc_str_from(closed));
    xc_text_table_cell(table, 9, xc_fields_short(cli->arena, record->decision));
}

static void list_titles(struct xc_cli *cli, struct xc_text_table *table) {
    static const char *const titles[] = {
        XC_MSG("case number"), XC_MSG("opened"),      XC_MSG("target"), XC_MSG("name"),
        XC_MSG("yuan"),        XC_MSG("referred to"), XC_MSG("on"),     XC_MSG("replied"),
        XC_MSG("closed on"),   XC_MSG("decision")};
    xc_text_table_row(table);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        xc_text_table_cell(table, i, xc_str_from(xc_text(cli->catalogue, titles[i])));
    }
}

int xc_command_case_list(struct xc_cli *cli, struct xc_error *error) {
    bool only_open = xc_args_flag(&cli->args, "open");
    struct xc_str target = xc_str_from(xc_args_value(&cli->args, "target"));
    struct xc_text_table table = xc_text_table_make(cli->arena, 10, 1u << 4);
    struct xc_desk *desk;
    size_t count = 0, listed = 0, open = 0;
    int rc = open_desk(cli, &desk, error);
    if (rc != XC_OK) {
        return rc;
    }
    const struct xc_case *cases = xc_desk_cases(desk, &count);
    xc_date today = xc_desk_today(desk);
    json_t *list = cli->json ? json_array() : NULL;
    list_titles(cli, &table);
    for (size_t i = 0; i < count; i++) {
        bool is_open = xc_case_is_open(&cases[i], today);
        if ((only_open && !is_open) ||
            (target.len && !xc_str_equal(target, cases[i].target))) {
            continue;
        }
        listed++;
        open += is_open;
        if (list) {
            json_array_append_new(list, case_json(&cases[i]));
        } else {
            add_row(cli, &table, xc_desk_register(desk), &cases[i]);
        }
    }
    if (list) {
        rc = xc_cli_json(cli, json_pack("{s:o}", "cases", list), error);
    } else {
        if (listed > 0) {
            xc_text_table_write(&table, 0, &cli->out);
        }
        xc_cli_say(cli, "Cases: %zu, open: %zu", listed, open);
    }
    xc_desk_free(desk);
    return rc;
}

/* ---- add, set, done ---- */

static int keep(struct xc_cli *cli, struct xc_desk *desk, struct xc_case *record,
                struct xc_error *error) {
    const char *field;
    size_t stored = 0;
    int rc = xc_desk_take_case(desk, record, &field, error);
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, &stored, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json = case_json(record);
        json_object_set_new(json, "changed", json_boolean(stored > 0));
        rc = xc_cli_json(cli, json, error);
    } else if (rc == XC_OK && stored == 0) {
        xc_cli_say(cli, "Nothing changed.");
    } else if (rc == XC_OK) {
        xc_cli_say(cli,
                   record->closed_on == XC_NO_DATE
                       ? XC_MSG("Case %.*s about target %.*s is stored; it is open.")
                       : XC_MSG("Case %.*s about target %.*s is stored; it is closed."),
                   XC_PRI(record->id), XC_PRI(record->target));
    }
    return rc;
}

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
        rc = open_desk(cli, &desk, error);
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
        rc = keep(cli, desk, &record, error);
    }
    xc_desk_free(desk);
    return rc;
}

/* The case of the first operand. */
static int find(struct xc_cli *cli, struct xc_desk **desk, struct xc_case *record,
                struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    int rc = open_desk(cli, desk, error);
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
        rc = keep(cli, desk, &record, error);
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
        rc = keep(cli, desk, &record, error);
    }
    xc_desk_free(desk);
    return rc;
}
