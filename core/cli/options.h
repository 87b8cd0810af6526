/* Options of commands that stand apart from the table of commands. Private to core/cli.
 */
#ifndef XC_CLI_OPTIONS_H
#define XC_CLI_OPTIONS_H

#include "cli/args.h"

/* Each ends with name NULL. options_plan.c: */
extern const struct xc_option xc_init_options[];
extern const struct xc_option xc_import_options[];
extern const struct xc_option xc_register_set_options[];
extern const struct xc_option xc_proposals_options[];
extern const struct xc_option xc_accept_options[];
extern const struct xc_option xc_decline_options[];
extern const struct xc_option xc_policy_options[];
extern const struct xc_option xc_plan_options[];
extern const struct xc_option xc_replan_options[];
extern const struct xc_option xc_visit_move_options[];
extern const struct xc_option xc_visit_hand_options[];
extern const struct xc_option xc_visit_pin_options[];
extern const struct xc_option xc_visit_add_options[];
extern const struct xc_option xc_visit_list_options[];
extern const struct xc_option xc_visit_decline_options[];
extern const struct xc_option xc_visit_declined_options[];
extern const struct xc_option xc_approve_options[];
extern const struct xc_option xc_ics_options[];
extern const struct xc_option xc_table_options[];
extern const struct xc_option xc_workbook_options[];
extern const struct xc_option xc_week_options[];
extern const struct xc_option xc_explain_options[];
extern const struct xc_option xc_calendar_due_options[];
extern const struct xc_option xc_calendar_days_options[];

/* options_draw.c: */
extern const struct xc_option xc_commit_options[];
extern const struct xc_option xc_draw_run_options[];
extern const struct xc_option xc_substitute_options[];
extern const struct xc_option xc_record_options[];
extern const struct xc_option xc_draw_void_options[];
extern const struct xc_option xc_seal_init_options[];
extern const struct xc_option xc_seal_open_options[];

/* options_list.c: */
extern const struct xc_option xc_register_list_options[];

/* options_work.c: */
extern const struct xc_option xc_outcome_options[];
extern const struct xc_option xc_number_list_options[];
extern const struct xc_option xc_number_skip_options[];
extern const struct xc_option xc_lead_add_options[];
extern const struct xc_option xc_lead_done_options[];
extern const struct xc_option xc_docket_options[];
extern const struct xc_option xc_due_list_options[];
extern const struct xc_option xc_due_draft_options[];
extern const struct xc_option xc_tick_options[];
extern const struct xc_option xc_due_done_options[];
extern const struct xc_option xc_case_add_options[];
extern const struct xc_option xc_case_done_options[];
extern const struct xc_option xc_ledger_verify_options[];
extern const struct xc_option xc_ledger_show_options[];
extern const struct xc_option xc_checkpoint_options[];
extern const struct xc_option xc_proof_options[];
extern const struct xc_option xc_help_options[];
extern const struct xc_option xc_verify_options[];

/* options_access.c: */
extern const struct xc_option xc_user_add_options[];
extern const struct xc_option xc_user_set_options[];
extern const struct xc_option xc_user_password_options[];
extern const struct xc_option xc_user_disable_options[];
extern const struct xc_option xc_feed_create_options[];

/* options_report.c: */
extern const struct xc_option xc_report_options[];
extern const struct xc_option xc_publish_options[];
extern const struct xc_option xc_withdraw_options[];
extern const struct xc_option xc_figures_options[];
extern const struct xc_option xc_rollup_options[];

/* command_serve.c */
extern const struct xc_option xc_server_options[];

#endif
