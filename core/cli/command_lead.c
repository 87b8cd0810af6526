/* lead: complaints, hits of a screening and whatever else points at a target. */
#include "cli/command.h"

#include "cli/fields.h"
#include "intake/desk.h"
#include "report/text_table.h"

static int set(void *paper, struct xc_str name, struct xc_str value,
               struct xc_error *error) {
    return xc_lead_set(paper, name, value, error);
}

static struct xc_str state_said(const struct xc_cli *cli, const struct xc_lead *lead) {
    return xc_str_from(cli->language[0] == 'z' ? xc_lead_state_chinese(lead->state)
                                               : xc_lead_state_word(lead->state));
}

static int open_desk(struct xc_cli *cli, struct xc_desk **desk, struct xc_error *error) {
    int rc = xc_cli_open_office(cli, error);
    *desk = NULL;
    return rc == XC_OK ? xc_desk_open(&cli->session, desk, error) : rc;
}

/* ---- list ---- */

static bool is_late(const struct xc_lead *lead, xc_date today) {
    return xc_lead_is_open(lead) && lead->reply_due != XC_NO_DATE &&
           lead->reply_due < today;
}

static json_t *lead_json(const struct xc_lead *lead, xc_date today) {
    json_t *json = json_object();
    xc_fields_text(json, "id", lead->id);
    xc_fields_text(json, "target", lead->target);
    xc_fields_date(json, "date", lead->date);
    xc_fields_text(json, "source", xc_str_from(xc_lead_source_word(lead->source)));
    json_object_set_new(json, "severity", json_integer(lead->severity));
    xc_fields_text(json, "summary", lead->summary);
    xc_fields_text(json, "state", xc_str_from(xc_lead_state_word(lead->state)));
    xc_fields_text(json, "assigned", lead->assigned);
    xc_fields_date(json, "reply_due", lead->reply_due);
    xc_fields_text(json, "visit", lead->visit);
    xc_fields_text(json, "answer", lead->answer);
    xc_fields_date(json, "answered_on", lead->answered_on);
    json_object_set_new(json, "late", json_boolean(is_late(lead, today)));
    return json;
}

static void add_row(struct xc_cli *cli, struct xc_text_table *table,
                    const struct xc_register *reg, const struct xc_lead *lead) {
    char date[11], due[11];
    uint32_t row = xc_register_find_target(reg, lead->target);
    bool chinese = cli->language[0] == 'z';
    xc_date_format(lead->date, date);
    xc_date_format(lead->reply_due, due);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, lead->id);
    xc_text_table_cell(table, 1, xc_str_from(date));
    xc_text_table_cell(table, 2, lead->target);
    if (row != XC_NO_ROW) {
        xc_text_table_cell(table, 3, xc_register_text(reg, reg->targets.name[row]));
    }
    xc_text_table_cell(table, 4,
                       xc_str_from(chinese ? xc_lead_source_chinese(lead->source)
                                           : xc_lead_source_word(lead->source)));
    xc_text_table_number(table, 5, lead->severity);
    xc_text_table_cell(table, 6, state_said(cli, lead));
    xc_text_table_cell(table, 7, lead->assigned);
    xc_text_table_cell(table, 8, xc_str_from(due));
    xc_text_table_cell(table, 9, xc_fields_short(cli->arena, lead->summary));
}

static void list_titles(struct xc_cli *cli, struct xc_text_table *table) {
    static const char *const titles[] = {XC_MSG("lead number"), XC_MSG("received"),
                                         XC_MSG("target"),      XC_MSG("name"),
                                         XC_MSG("source"),      XC_MSG("severity"),
                                         XC_MSG("state"),       XC_MSG("assigned to"),
                                         XC_MSG("reply due"),   XC_MSG("summary")};
    xc_text_table_row(table);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        xc_text_table_cell(table, i, xc_str_from(xc_text(cli->catalogue, titles[i])));
    }
}

int xc_command_lead_list(struct xc_cli *cli, struct xc_error *error) {
    bool only_open = xc_args_flag(&cli->args, "open");
    struct xc_str target = xc_str_from(xc_args_value(&cli->args, "target"));
    struct xc_text_table table = xc_text_table_make(cli->arena, 10, 1u << 5);
    struct xc_desk *desk;
    size_t count = 0, listed = 0, open = 0, late = 0;
    int rc = open_desk(cli, &desk, error);
    if (rc != XC_OK) {
        return rc;
    }
    const struct xc_lead *leads = xc_desk_leads(desk, &count);
    xc_date today = xc_desk_today(desk);
    json_t *list = cli->json ? json_array() : NULL;
    list_titles(cli, &table);
    for (size_t i = 0; i < count; i++) {
        if ((only_open && !xc_lead_is_open(&leads[i])) ||
            (target.len && !xc_str_equal(target, leads[i].target))) {
            continue;
        }
        listed++;
        open += xc_lead_is_open(&leads[i]);
        late += is_late(&leads[i], today);
        if (list) {
            json_array_append_new(list, lead_json(&leads[i], today));
        } else {
            add_row(cli, &table, xc_desk_register(desk), &leads[i]);
        }
    }
    if (list) {
        rc = xc_cli_json(cli, json_pack("{s:o}", "leads", list), error);
    } else {
        if (listed > 0) {
            xc_text_table_write(&table, 0, &cli->out);
        }
        xc_cli_say(cli, "Leads: %zu, open: %zu, past their day: %zu", listed, open, late);
    }
    xc_desk_free(desk);
    return rc;
}

/* ---- add, set, done ---- */

static int keep(struct xc_cli *cli, struct xc_desk *desk, struct xc_lead *lead,
                struct xc_error *error) {
    const char *field;
    size_t stored = 0;
    int rc = xc_desk_take_lead(desk, lead, &field, error);
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, &stored, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json = lead_json(lead, xc_desk_today(desk));
        json_object_set_new(json, "changed", json_boolean(stored > 0));
        rc = xc_cli_json(cli, json, error);
    } else if (rc == XC_OK && stored == 0) {
        xc_cli_say(cli, "Nothing changed.");
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "Lead %.*s about target %.*s is stored: %.*s", XC_PRI(lead->id),
                   XC_PRI(lead->target), XC_PRI(state_said(cli, lead)));
    }
    return rc;
}

int xc_command_lead_add(struct xc_cli *cli, struct xc_error *error) {
    static const char *const needed[] = {"target", "source", "severity", "summary", NULL};
    struct xc_desk *desk = NULL;
    struct xc_lead lead = {.id = xc_str_from(xc_args_value(&cli->args, "id")),
                           .date = XC_NO_DATE,
                           .reply_due = XC_NO_DATE,
                           .answered_on = XC_NO_DATE};
    int rc = xc_fields_options(cli, needed, set, &lead, error);
    if (rc == XC_OK) {
        rc = open_desk(cli, &desk, error);
    }
    if (rc == XC_OK && xc_desk_lead(desk, lead.id)) {
        xc_fail(error, XC_ENO, "there is a lead '%.*s' already", XC_PRI(lead.id));
        rc = xc_hint(error, "change it: xuncha lead set %.*s FIELD=VALUE",
                     XC_PRI(lead.id));
    }
    if (rc == XC_OK) {
        lead.date = lead.date == XC_NO_DATE ? xc_desk_today(desk) : lead.date;
        lead.state = lead.assigned.len ? XC_LEAD_ASSIGNED : XC_LEAD_RECEIVED;
        rc = keep(cli, desk, &lead, error);
    }
    xc_desk_free(desk);
    return rc;
}

/* The lead of the first operand. */
static int find(struct xc_cli *cli, struct xc_desk **desk, struct xc_lead *lead,
                struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    int rc = open_desk(cli, desk, error);
    const struct xc_lead *found = rc == XC_OK ? xc_desk_lead(*desk, id) : NULL;
    if (found) {
        *lead = *found;
    } else if (rc == XC_OK) {
        xc_fail(error, XC_ENO, "there is no lead '%.*s'", XC_PRI(id));
        rc = xc_hint(error, "`xuncha lead list` lists them all");
    }
    return rc;
}

int xc_command_lead_set(struct xc_cli *cli, struct xc_error *error) {
    struct xc_desk *desk = NULL;
    struct xc_lead lead;
    int rc = find(cli, &desk, &lead, error);
    if (rc == XC_OK) {
        rc = xc_fields_operands(cli, set, &lead, error);
    }
    if (rc == XC_OK) {
        rc = keep(cli, desk, &lead, error);
    }
    xc_desk_free(desk);
    return rc;
}

int xc_command_lead_done(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str answer = xc_str_from(xc_args_value(&cli->args, "answer"));
    struct xc_desk *desk = NULL;
    struct xc_lead lead;
    if (answer.len == 0) {
        return xc_fail(error, XC_EUSAGE,
                       "lead done needs --answer TEXT: what was answered, or why it is "
                       "closed");
    }
    int rc = find(cli, &desk, &lead, error);
    if (rc == XC_OK) {
        lead.state = XC_LEAD_ANSWERED;
        lead.answer = answer;
        rc = xc_fields_on(cli, xc_desk_today(desk), &lead.answered_on, error);
    }
    if (rc == XC_OK) {
        rc = keep(cli, desk, &lead, error);
    }
    xc_desk_free(desk);
    return rc;
}
