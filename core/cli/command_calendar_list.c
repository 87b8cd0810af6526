/* calendar list: what is special about days: holidays, days worked instead, who is away,
 * which areas are closed. */
#include "cli/command.h"

#include "casework/papers.h"
#include "cli/actor.h"

struct days {
    xc_date from, to;
};

static bool touches(const struct days *days, xc_date from, xc_date to) {
    return from <= days->to && (to == XC_NO_DATE || to >= days->from);
}

static json_t *facts_json(const struct xc_workdays *workdays, const struct days *days) {
    json_t *list = json_array();
    for (xc_date day = days->from; day <= days->to; day++) {
        const struct xc_day_fact *fact = xc_workdays_fact(workdays, day);
        if (fact || !xc_workdays_is(workdays, day)) {
            json_array_append_new(
                list, json_pack("{s:o, s:b, s:o}", "date", xc_json_day(day), "works",
                                (int)xc_workdays_is(workdays, day), "name",
                                xc_json_text(fact ? fact->name : XC_STR(""))));
        }
    }
    return list;
}

/* Why somebody is away is between them and those who plan. */
static json_t *absences_json(const struct xc_register *reg, const struct days *days,
                             struct xc_str own) {
    static const char *const halves[] = {"", "morning", "afternoon"};
    json_t *list = json_array();
    for (uint32_t row = 0; row < reg->absences.count; row++) {
        struct xc_absence absence;
        if (!touches(days, reg->absences.from[row], reg->absences.to[row])) {
            continue;
        }
        xc_register_get_absence(reg, row, &absence);
        if (own.len > 0 && !xc_str_equal(absence.person, own)) {
            continue;
        }
        uint32_t person = reg->absences.person[row];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:s, s:o}", "person",
                            xc_json_text(absence.person), "name",
                            xc_json_text(xc_register_text(reg, reg->people.name[person])),
                            "from", xc_json_day(absence.from), "to",
                            xc_json_day(absence.to), "half", halves[absence.half],
                            "reason", xc_json_text(absence.reason)));
    }
    return list;
}

static int closures_json(struct xc_cli *cli, const struct days *days, json_t *list,
                         struct xc_error *error) {
    struct xc_closure *closures = NULL;
    size_t count = 0;
    int rc = xc_closures_load(cli->session.store, cli->session.office, cli->now,
                              cli->arena, &closures, &count, NULL, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        const struct xc_closure *closure = &closures[i];
        if (touches(days, closure->days.from, closure->days.to)) {
            json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o, s:o}", "area",
                                                  xc_json_text(closure->area), "zone",
                                                  xc_json_text(closure->zone), "from",
                                                  xc_json_day(closure->days.from), "to",
                                                  xc_json_day(closure->days.to), "reason",
                                                  xc_json_text(closure->reason)));
        }
    }
    return rc;
}

static int read_days(const struct xc_cli *cli, struct days *days,
                     struct xc_error *error) {
    xc_date *const read[] = {&days->from, &days->to};
    for (size_t i = 0; i < 2; i++) {
        if (!xc_date_parse(xc_str_from(cli->args.operands[i]), read[i])) {
            return xc_fail(error, XC_EUSAGE, "'%s' is not a date; write 2026-03-02",
                           cli->args.operands[i]);
        }
    }
    return days->to < days->from ? xc_fail(error, XC_EUSAGE, "%s lies before %s",
                                           cli->args.operands[1], cli->args.operands[0])
                                 : XC_OK;
}

/* The same lists as lines: day or days, then what or who. */
static void print(struct xc_cli *cli, const json_t *json) {
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(json, "days"), i, row) {
        const char *day = json_string_value(json_object_get(row, "date"));
        const char *name = json_string_value(json_object_get(row, "name"));
        if (json_is_true(json_object_get(row, "works"))) {
            xc_cli_say(cli, "%s  worked  %s", day, name);
        } else {
            xc_cli_say(cli, "%s  free  %s", day, name);
        }
    }
    json_array_foreach(json_object_get(json, "absences"), i, row) {
        xc_cli_say(cli, "%s to %s  away: %s  %s",
                   json_string_value(json_object_get(row, "from")),
                   json_string_value(json_object_get(row, "to")),
                   json_string_value(json_object_get(row, "name")),
                   json_string_value(json_object_get(row, "reason")));
    }
    json_array_foreach(json_object_get(json, "closures"), i, row) {
        const char *zone = json_string_value(json_object_get(row, "zone"));
        xc_cli_say(
            cli, "%s on  closed: %s  %s", json_string_value(json_object_get(row, "from")),
            zone && zone[0] ? zone : json_string_value(json_object_get(row, "area")),
            json_string_value(json_object_get(row, "reason")));
    }
}

int xc_command_calendar_list(struct xc_cli *cli, struct xc_error *error) {
    struct xc_workdays *workdays = NULL;
    struct xc_register *reg = NULL;
    struct days days = {0};
    int64_t number;
    json_t *closures = json_array();
    int rc = read_days(cli, &days, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_session_workdays(&cli->session, &workdays, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    if (rc == XC_OK) {
        rc = closures_json(cli, &days, closures, error);
    }
    if (rc == XC_OK) {
        json_t *json = json_pack(
            "{s:o, s:o, s:O}", "days", facts_json(workdays, &days), "absences",
            absences_json(reg, &days, xc_actor_person(cli)), "closures", closures);
        if (cli->json) {
            rc = xc_cli_json(cli, json, error);
        } else {
            print(cli, json);
            json_decref(json);
        }
    }
    json_decref(closures);
    xc_register_free(reg);
    xc_workdays_free(workdays);
    return rc;
}
