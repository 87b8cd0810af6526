/* What a draw gave, for pages: names beside ids, and the ticket of each target drawn. */
#ifndef XC_CLI_DRAW_TELL_H
#define XC_CLI_DRAW_TELL_H

#include "cli/cli.h"
#include "register/register.h"
#include "store/draws.h"

#include <jansson.h>

/* Whether what a draw gave is not to be told now: it is sealed, or the public asks and
 * its visits are still secret. */
bool xc_cli_draw_closed(struct xc_cli *cli, const struct xc_stored_draw *draw,
                        struct xc_arena *arena);

/* Names of all targets and people in a result, by id, as the register has them today; a
 * new object. reg NULL, result null: without any. */
json_t *xc_draw_names_json(const struct xc_register *reg, const json_t *result);

/* The tickets (docs/draw.md §5) of the targets selected, in hex by id; a new object. What
 * cannot be told has none. */
json_t *xc_draw_tickets_json(const struct xc_stored_draw *draw, const json_t *result);

#endif
