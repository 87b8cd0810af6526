/* visit move|swap|pin|cancel|add: changes by hand. */
#include "cli/command.h"

#include "cli/hand_tell.h"

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static struct xc_str operand(const struct xc_cli *cli, size_t i) {
    return xc_str_from(cli->args.operands[i]);
}

/* What all changes have in common. */
static int read_change(const struct xc_cli *cli, enum xc_hand_kind kind,
                       struct xc_hand_change *change, struct xc_error *error) {
    struct xc_str at = option(cli, "at");
    unsigned minutes = 0;
    *change = (struct xc_hand_change){
        .kind = kind,
        .programme = option(cli, "programme"),
        .stage = option(cli, "stage"),
        .date = XC_NO_DATE,
        .start = -1,
        .crew = option(cli, "crew"),
        .people = option(cli, "people"),
        .reason = option(cli, "reason"),
    };
    if (change->reason.len == 0) {
        xc_fail(error, XC_EUSAGE, "why? --reason TEXT is missing");
        return xc_hint(error, "the reason is kept with the change and in the ledger");
    }
    if (at.len && (!xc_time_parse(at, &minutes) || minutes >= 24 * 60)) {
        return xc_fail(error, XC_EUSAGE, "--at: '%.*s' is not a time such as 09:30",
                       XC_PRI(at));
    }
    change->start = at.len ? (int)minutes : -1;
    return XC_OK;
}

static int apply(struct xc_cli *cli, const struct xc_hand_change *change,
                 struct xc_error *error) {
    struct xc_hand_result result = {0};
    bool dry_run = xc_args_flag(&cli->args, "dry-run");
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_hand_apply(&cli->session, change, 1, dry_run, &result, error);
    }
    if (rc != XC_OK) {
        rc = xc_cli_hand_refused(cli, &result, rc, error);
    } else if (cli->json) {
        rc = xc_cli_json(cli, xc_cli_hand_json(cli, &result), error);
    } else {
        xc_cli_hand_print(cli, &result);
        if (dry_run) {
            xc_cli_say(cli, "Dry run: nothing was stored.");
        }
    }
    xc_hand_free(&result);
    return rc;
}

int xc_command_visit_move(struct xc_cli *cli, struct xc_error *error) {
    struct xc_hand_change change;
    int rc = read_change(cli, XC_HAND_MOVE, &change, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "to", &change.date, error);
    }
    change.visit = operand(cli, 0);
    if (rc == XC_OK && change.date == XC_NO_DATE && change.start < 0 &&
        change.crew.len == 0 && change.people.len == 0) {
        xc_fail(error, XC_EUSAGE, "where to?");
        rc = xc_hint(error, "name a day with --to, an hour with --at, a --crew or "
                            "--people");
    }
    return rc == XC_OK ? apply(cli, &change, error) : rc;
}

int xc_command_visit_swap(struct xc_cli *cli, struct xc_error *error) {
    struct xc_hand_change change;
    int rc = read_change(cli, XC_HAND_SWAP, &change, error);
    change.visit = operand(cli, 0);
    change.other = operand(cli, 1);
    return rc == XC_OK ? apply(cli, &change, error) : rc;
}

int xc_command_visit_pin(struct xc_cli *cli, struct xc_error *error) {
    struct xc_hand_change change;
    int rc =
        read_change(cli, xc_args_flag(&cli->args, "off") ? XC_HAND_UNPIN : XC_HAND_PIN,
                    &change, error);
    change.visit = operand(cli, 0);
    return rc == XC_OK ? apply(cli, &change, error) : rc;
}

int xc_command_visit_cancel(struct xc_cli *cli, struct xc_error *error) {
    struct xc_hand_change change;
    int rc = read_change(cli, XC_HAND_CANCEL, &change, error);
    change.visit = operand(cli, 0);
    return rc == XC_OK ? apply(cli, &change, error) : rc;
}

int xc_command_visit_add(struct xc_cli *cli, struct xc_error *error) {
    struct xc_hand_change change;
    int rc = read_change(cli, XC_HAND_ADD, &change, error);
    change.target = operand(cli, 0);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "on", &change.date, error);
    }
    if (rc == XC_OK && (change.stage.len == 0 || change.date == XC_NO_DATE ||
                        (change.crew.len == 0 && change.people.len == 0))) {
        xc_fail(error, XC_EUSAGE, "of which stage, on which day, by whom?");
        rc = xc_hint(error, "write --stage ID --on DATE and --crew ID or --people ID,…");
    }
    return rc == XC_OK ? apply(cli, &change, error) : rc;
}
