/* What follows from outcomes: proposals, cases, leads, points. */
#ifndef XC_CLI_OUTCOMES_TELL_H
#define XC_CLI_OUTCOMES_TELL_H

#include "cli/cli.h"
#include "intake/outcomes.h"

/* How many of each, and the first of them. */
void xc_cli_outcomes_print(struct xc_cli *cli, const struct xc_outcomes_stored *stored);

/* All of them, as lists that become members of an object. */
void xc_cli_outcomes_json(const struct xc_outcomes_stored *stored, json_t *json);

#endif
