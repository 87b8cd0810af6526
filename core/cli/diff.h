/* What differs between two snapshots, row by row. */
#ifndef XC_CLI_DIFF_H
#define XC_CLI_DIFF_H

#include "cli/cli.h"

/* Prints added, removed and changed rows of a table between two registers, at most `most`
 * of them, and counts them all. */
int xc_cli_diff(struct xc_cli *cli, const struct xc_register *before,
                const struct xc_register *after, enum xc_table table, size_t most,
                struct xc_error *error);

#endif
