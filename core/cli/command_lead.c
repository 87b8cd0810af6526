/* lead: complaints, hits of a screening and whatever else points at a target. */
#include "cli/command.h"

#include "cli/docket.h"

static int set(void *paper, struct xc_str name, struct xc_str value,
               struct xc_error *error) {
    return xc_lead_set(paper, name, value, error);
}

static struct xc_str state_said(const struct xc_cli *cli, const struct xc_lead *lead) {
    return xc_str_from(cli->language[0] == 'z' ? xc_lead_state_chinese(lead->state)
                                               : xc_lead_state_word(lead->state));
}

/* ---- list ---- */

static bool is_open(const void *paper, xc_date today) {
    (void)today;
    return xc_lead_is_open(paper);
}

static bool is_late(const void *paper, xc_date today) {
    const struct xc_lead *lead = paper;
    return xc_lead_is_open(lead) && lead->reply_due != XC_NO_DATE &&
           lead->reply_due < today;
}

static json_t *to_json(const void *paper, xc_date today) {
    const struct xc_lead *lead = paper;
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

static void add_row(struct xc_cli *cli, struct xc_text_table *table, const void *paper,
                    struct xc_str target_name) {
    const struct xc_lead *lead = paper;
    char date[11], due[11];
    bool chinese = cli->language[0] == 'z';
    xc_date_format(lead->date, date);
    xc_date_format(lead->reply_due, due);
    xc_text_table_cell(table, 0, lead->id);
    xc_text_table_cell(table, 1, xc_str_from(date));
    xc_text_table_cell(table, 2, lead->target);
    xc_text_table_cell(table, 3, target_name);
    xc_text_table_cell(table, 4,
                       xc_str_from(chinese ? xc_lead_source_chinese(lead->source)
                                           : xc_lead_source_word(lead->source)));
    xc_text_table_number(table, 5, lead->severity);
    xc_text_table_cell(table, 6, state_said(cli, lead));
    xc_text_table_cell(table, 7, lead->assigned);
    xc_text_table_cell(table, 8, xc_str_from(due));
    xc_text_table_cell(table, 9, xc_fields_short(cli->arena, lead->summary));
}

static void say_counts(struct xc_cli *cli, size_t listed, size_t open, size_t late) {
    xc_cli_say(cli, "Leads: %zu, open: %zu, past their day: %zu", listed, open, late);
}

static void say_stored(struct xc_cli *cli, const void *paper) {
    const struct xc_lead *lead = paper;
    xc_cli_say(cli, "Lead %.*s about target %.*s is stored: %.*s", XC_PRI(lead->id),
               XC_PRI(lead->target), XC_PRI(state_said(cli, lead)));
}

static size_t count(const struct xc_desk *desk) {
    size_t count;
    (void)xc_desk_leads(desk, &count);
    return count;
}

static const void *at(const struct xc_desk *desk, size_t i) {
    size_t count;
    return &xc_desk_leads(desk, &count)[i];
}

static struct xc_str target(const void *paper) {
    return ((const struct xc_lead *)paper)->target;
}

static int take(struct xc_desk *desk, void *paper, const char **field,
                struct xc_error *error) {
    return xc_desk_take_lead(desk, paper, field, error);
}

static const char *const titles[] = {
    XC_MSG("lead number"), XC_MSG("received"), XC_MSG("target"), XC_MSG("name"),
    XC_MSG("source"),      XC_MSG("severity"), XC_MSG("state"),  XC_MSG("assigned to"),
    XC_MSG("reply due"),   XC_MSG("summary")};

static const struct xc_docket docket = {
    .list = "leads",
    .titles = titles,
    .columns = sizeof titles / sizeof *titles,
    .numbers = 1u << 5,
    .count = count,
    .at = at,
    .target = target,
    .is_open = is_open,
    .is_late = is_late,
    .json = to_json,
    .row = add_row,
    .say_counts = say_counts,
    .take = take,
    .say_stored = say_stored,
};

int xc_command_lead_list(struct xc_cli *cli, struct xc_error *error) {
    return xc_docket_list(cli, &docket, error);
}

/* ---- add, set, done ---- */

int xc_command_lead_add(struct xc_cli *cli, struct xc_error *error) {
    static const char *const needed[] = {"target", "source", "severity", "summary", NULL};
    struct xc_desk *desk = NULL;
    struct xc_lead lead = {.id = xc_str_from(xc_args_value(&cli->args, "id")),
                           .date = XC_NO_DATE,
                           .reply_due = XC_NO_DATE,
                           .answered_on = XC_NO_DATE};
    int rc = xc_fields_options(cli, needed, set, &lead, error);
    if (rc == XC_OK) {
        rc = xc_docket_open(cli, &desk, error);
    }
    if (rc == XC_OK && xc_desk_lead(desk, lead.id)) {
        xc_fail(error, XC_ENO, "there is a lead '%.*s' already", XC_PRI(lead.id));
        rc = xc_hint(error, "change it: xuncha lead set %.*s FIELD=VALUE",
                     XC_PRI(lead.id));
    }
    if (rc == XC_OK) {
        lead.date = lead.date == XC_NO_DATE ? xc_desk_today(desk) : lead.date;
        lead.state = lead.assigned.len ? XC_LEAD_ASSIGNED : XC_LEAD_RECEIVED;
        rc = xc_docket_keep(cli, &docket, desk, &lead, error);
    }
    xc_desk_free(desk);
    return rc;
}

/* The lead of the first operand. */
static int find(struct xc_cli *cli, struct xc_desk **desk, struct xc_lead *lead,
                struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    int rc = xc_docket_open(cli, desk, error);
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
        rc = xc_docket_keep(cli, &docket, desk, &lead, error);
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
        rc = xc_docket_keep(cli, &docket, desk, &lead, error);
    }
    xc_desk_free(desk);
    return rc;
}
