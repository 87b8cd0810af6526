#include "cli/command.h"

#include "calendar/feed.h"
#include "workdays/due.h"

#include <string.h>

enum { CHECK_FIRST_YEAR = 1990, CHECK_LAST_YEAR = 2199 };

static int open_workdays(struct xc_cli *cli, struct xc_workdays **workdays,
                         struct xc_error *error) {
    int rc = xc_cli_open(cli, error);
    return rc == XC_OK ? xc_session_workdays(&cli->session, workdays, error) : rc;
}

static xc_date today(const struct xc_cli *cli) {
    int offset = 0;
    unsigned minutes;
    xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    return xc_instant_date(cli->now, offset, &minutes);
}

static void say_provisional(struct xc_cli *cli) {
    if (!cli->quiet) {
        xc_cli_say(cli, "provisional: only statutory holidays are known for some year");
    }
}

int xc_command_calendar_days(struct xc_cli *cli, struct xc_error *error) {
    struct xc_workdays *workdays = NULL;
    xc_date days[2];
    for (size_t i = 0; i < 2; i++) {
        if (!xc_date_parse(xc_str_from(cli->args.operands[i]), &days[i])) {
            return xc_fail(error, XC_EUSAGE, "'%s' is not a date; write 2026-03-02",
                           cli->args.operands[i]);
        }
    }
    if (days[1] < days[0]) {
        return xc_fail(error, XC_EUSAGE, "%s lies before %s", cli->args.operands[1],
                       cli->args.operands[0]);
    }
    int rc = open_workdays(cli, &workdays, error);
    if (rc == XC_OK) {
        rc = xc_workdays_require(workdays, days[0], days[1], error);
    }
    if (rc == XC_OK) {
        int count = xc_workdays_count(workdays, days[0], days[1]);
        bool provisional = xc_workdays_provisional(workdays, days[0], days[1]);
        if (cli->json) {
            rc = xc_cli_json(
                cli,
                json_pack("{s:i, s:b}", "workdays", count, "provisional", provisional),
                error);
        } else {
            xc_buffer_printf(&cli->out, "%d\n", count);
            if (provisional) {
                say_provisional(cli);
            }
        }
    }
    xc_workdays_free(workdays);
    return rc;
}

struct listing {
    struct xc_cli *cli;
    const struct xc_due_rule *rule;
    const struct xc_workdays *workdays;
    json_t *days;
};

static int list_day(void *context, xc_date date) {
    struct listing *listing = context;
    char day[11], time[6] = "";
    xc_date_format(date, day);
    if (listing->rule->minutes != XC_NO_TIME) {
        xc_time_format((unsigned)listing->rule->minutes, time);
    }
    if (listing->cli->json) {
        bool provisional = xc_workdays_provisional(listing->workdays, date, date);
        json_array_append_new(listing->days,
                              json_pack("{s:s, s:s, s:b}", "date", day, "time", time,
                                        "provisional", provisional));
    } else {
        xc_buffer_printf(&listing->cli->out, "%s%s%s\n", day, time[0] ? " " : "", time);
    }
    return XC_OK;
}

int xc_command_calendar_due(struct xc_cli *cli, struct xc_error *error) {
    struct xc_workdays *workdays = NULL;
    struct xc_due_rule rule;
    struct listing listing = {cli, &rule, NULL, NULL};
    xc_date from, to;
    int rc = xc_due_parse(xc_str_from(cli->args.operands[0]), &rule, error);
    if (rc != XC_OK) {
        error->code = XC_EUSAGE;
        return XC_EUSAGE;
    }
    rc = xc_args_date(&cli->args, "from", &from, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "to", &to, error);
    }
    if (rc == XC_OK) {
        rc = open_workdays(cli, &workdays, error);
    }
    if (rc == XC_OK) {
        from = from == XC_NO_DATE ? today(cli) : from;
        to = to == XC_NO_DATE ? from + 365 : to;
        rc = to < from ? xc_fail(error, XC_EUSAGE, "--to lies before --from") : XC_OK;
    }
    if (rc == XC_OK) {
        listing.workdays = workdays;
        listing.days = json_array();
        rc = xc_due_days(&rule, workdays, from, to, list_day, &listing, error);
    }
    if (rc == XC_OK && !cli->json && xc_workdays_provisional(workdays, from, to)) {
        say_provisional(cli);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, listing.days, error);
    } else {
        json_decref(listing.days);
    }
    xc_workdays_free(workdays);
    return rc;
}

int xc_command_calendar_check(struct xc_cli *cli, struct xc_error *error) {
    struct xc_workdays *workdays = NULL;
    int rc = open_workdays(cli, &workdays, error);
    if (rc != XC_OK) {
        return rc;
    }
    int this_year = xc_date_ymd(today(cli)).year;
    json_t *years = json_array();
    for (int year = CHECK_FIRST_YEAR; year <= CHECK_LAST_YEAR; year++) {
        if (xc_workdays_year(workdays, year) != XC_YEAR_COVERED) {
            continue;
        }
        int count = xc_workdays_count(workdays, xc_date_make(year, 1, 1),
                                      xc_date_make(year, 12, 31));
        if (cli->json) {
            json_array_append_new(
                years, json_pack("{s:i, s:i}", "year", year, "workdays", count));
        } else {
            xc_cli_say(cli, "%d: %d working days", year, count);
        }
    }
    for (int year = this_year; year <= this_year + 1; year++) {
        if (xc_workdays_year(workdays, year) != XC_YEAR_COVERED && rc == XC_OK) {
            rc = xc_fail(error, XC_ENO, "the holidays of %d are missing", year);
            xc_hint(error,
                    "import the State Council's notice when it is out: xuncha import "
                    "calendar FILE; until then plan with --provisional");
        }
    }
    if (cli->json) {
        int written = xc_cli_json(cli, years, error);
        rc = rc == XC_OK ? written : rc;
    } else {
        json_decref(years);
    }
    xc_workdays_free(workdays);
    return rc;
}
