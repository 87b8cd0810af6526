/* --once KEY: the command's effect happens once per office and key. A repetition of the
 * same words answers that it was done, and does nothing (store/once.h). */
#ifndef XC_CLI_ONCE_H
#define XC_CLI_ONCE_H

#include "cli/cli.h"

/* Runs cli->command, once where --once asks for it. */
int xc_once_run(struct xc_cli *cli, struct xc_error *error);

#endif
