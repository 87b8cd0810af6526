/* outcome: what one visit found. */
#include "cli/command.h"

#include "programme/outcomes.h"

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static int read_numbers(const struct xc_cli *cli, struct xc_outcome_row *row,
                        struct xc_error *error) {
    struct xc_str points = option(cli, "points"), amount = option(cli, "amount");
    uint64_t value = 0;
    if (points.len && !xc_str_to_uint(points, 1000000, &value)) {
        return xc_fail(error, XC_EUSAGE, "--points: '%.*s' is not a number",
                       XC_PRI(points));
    }
    row->points = (int64_t)value;
    if (amount.len && !xc_amount_parse(amount, &row->amount)) {
        return xc_fail(error, XC_EUSAGE,
                       "--amount: '%.*s' is not an amount in yuan, such as 1234.50",
                       XC_PRI(amount));
    }
    return XC_OK;
}

static int read_row(const struct xc_cli *cli, struct xc_outcome_row *row,
                    struct xc_error *error) {
    *row = (struct xc_outcome_row){
        .visit = option(cli, "visit"),
        .target = option(cli, "target"),
        .result = option(cli, "result"),
        .item = option(cli, "item"),
        .findings = option(cli, "findings"),
        .doctor = option(cli, "doctor"),
        .disposal = option(cli, "disposal"),
        .people = option(cli, "people"),
        .date = XC_NO_DATE,
    };
    if (row->result.len == 0 || (row->visit.len == 0 && row->target.len == 0)) {
        xc_fail(error, XC_EUSAGE, "which visit had what result?");
        return xc_hint(error,
                       "write xuncha outcome --visit ID --result pass, or --target "
                       "ID --date DATE --result …");
    }
    int rc = xc_args_date(&cli->args, "date", &row->actual_date, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "rectify-by", &row->rectify_by, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "closed-on", &row->closed_on, error);
    }
    return rc == XC_OK ? read_numbers(cli, row, error) : rc;
}

static const char *result_said(const struct xc_cli *cli, enum xc_outcome_result result) {
    return cli->language[0] == 'z' ? xc_outcome_chinese(result) : xc_outcome_word(result);
}

int xc_command_outcome(struct xc_cli *cli, struct xc_error *error) {
    struct xc_outcomes_intake *intake = NULL;
    struct xc_outcome_row row;
    enum xc_outcome_column column;
    const struct xc_outcome *taken = NULL;
    size_t count = 0;
    int rc = read_row(cli, &row, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_open(&cli->session, &intake, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_take(intake, &row, &column, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_save(intake, error);
        taken = xc_outcomes_taken(intake, &count);
    }
    if (rc == XC_OK && taken && cli->json) {
        char day[11];
        xc_date_format(taken->date, day);
        rc = xc_cli_json(cli,
                         json_pack("{s:o, s:o, s:s, s:s}", "visit",
                                   xc_json_text(taken->visit), "target",
                                   xc_json_text(taken->target), "date", day, "result",
                                   xc_outcome_word(taken->result)),
                         error);
    } else if (rc == XC_OK && taken && taken->visit.len) {
        xc_cli_say(cli, "Visit %.*s of target %.*s is done: %s", XC_PRI(taken->visit),
                   XC_PRI(taken->target), result_said(cli, taken->result));
    } else if (rc == XC_OK && taken) {
        xc_cli_say(cli, "Stored for target %.*s, outside any plan: %s",
                   XC_PRI(taken->target), result_said(cli, taken->result));
    }
    xc_outcomes_free(intake);
    return rc;
}
