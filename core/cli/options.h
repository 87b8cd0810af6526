/* Options of commands that stand apart from the table of commands. Private to core/cli.
 */
#ifndef XC_CLI_OPTIONS_H
#define XC_CLI_OPTIONS_H

#include "cli/args.h"

/* Each ends with name NULL. options_draw.c: */
extern const struct xc_option xc_commit_options[];
extern const struct xc_option xc_draw_run_options[];
extern const struct xc_option xc_substitute_options[];
extern const struct xc_option xc_record_options[];
extern const struct xc_option xc_draw_void_options[];
extern const struct xc_option xc_seal_init_options[];
extern const struct xc_option xc_seal_open_options[];

/* options_report.c: */
extern const struct xc_option xc_report_options[];
extern const struct xc_option xc_publish_options[];
extern const struct xc_option xc_withdraw_options[];
extern const struct xc_option xc_figures_options[];
extern const struct xc_option xc_rollup_options[];

#endif
