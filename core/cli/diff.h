/* What differs between two snapshots, row by row. */
#ifndef XC_CLI_DIFF_H
#define XC_CLI_DIFF_H

#include "cli/cli.h"

/* Prints added, removed and changed rows of a table between two registers, at most `most`
 * of them, and counts them all. With tables (borrowed) nothing is printed, and all rows
 * go into its member of the table's name: ids in added and removed; id and fields, each
 * [before, after], in changed. */
int xc_cli_diff(struct xc_cli *cli, const struct xc_register *before,
                const struct xc_register *after, enum xc_table table, size_t most,
                json_t *tables, struct xc_error *error);

#endif
