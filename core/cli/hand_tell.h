/* What changes by hand did, or would do, and what speaks against them. */
#ifndef XC_CLI_HAND_TELL_H
#define XC_CLI_HAND_TELL_H

#include "cli/cli.h"
#include "hand/hand.h"

/* Every effect as a sentence, then the warnings. */
void xc_cli_hand_print(struct xc_cli *cli, const struct xc_hand_result *result);
/* The same as lists, and whether it is stored; a new object. */
json_t *xc_cli_hand_json(const struct xc_cli *cli, const struct xc_hand_result *result);

/* Tells every breach, when several speak against it; rc is what xc_hand_apply gave, with
 * its error, which then sums them up. Returns its code. */
int xc_cli_hand_refused(struct xc_cli *cli, const struct xc_hand_result *result, int rc,
                        struct xc_error *error);

#endif
