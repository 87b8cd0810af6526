/* Options of commands that stand apart from the table of commands. Private to core/cli.
 */
#ifndef XC_CLI_OPTIONS_H
#define XC_CLI_OPTIONS_H

#include "cli/args.h"

/* options_report.c: each ends with name NULL. */
extern const struct xc_option xc_report_options[];
extern const struct xc_option xc_publish_options[];
extern const struct xc_option xc_withdraw_options[];
extern const struct xc_option xc_figures_options[];
extern const struct xc_option xc_rollup_options[];

#endif
