/* The commands' functions, one group per file; commands.c is the only table. */
#ifndef XC_CLI_COMMAND_H
#define XC_CLI_COMMAND_H

#include "cli/cli.h"
#include "drawing/drawing.h"
#include "plan/plan.h"

int xc_command_init(struct xc_cli *cli, struct xc_error *error);
int xc_command_import(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_show(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_get(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_diff(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_digest(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_set(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_proposals(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_accept(struct xc_cli *cli, struct xc_error *error);
int xc_command_register_decline(struct xc_cli *cli, struct xc_error *error);
int xc_command_policy_check(struct xc_cli *cli, struct xc_error *error);
int xc_command_policy_explain(struct xc_cli *cli, struct xc_error *error);
int xc_command_policy_params(struct xc_cli *cli, struct xc_error *error);
int xc_command_policy_test(struct xc_cli *cli, struct xc_error *error);
int xc_command_programme_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_programme_show(struct xc_cli *cli, struct xc_error *error);
int xc_command_plan(struct xc_cli *cli, struct xc_error *error);
int xc_command_replan(struct xc_cli *cli, struct xc_error *error);
int xc_command_approve(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_ics(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_csv(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_xlsx(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_json(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_workbook(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_week(struct xc_cli *cli, struct xc_error *error);
int xc_command_commit(struct xc_cli *cli, struct xc_error *error);
int xc_command_draw_run(struct xc_cli *cli, struct xc_error *error);
int xc_command_draw_show(struct xc_cli *cli, struct xc_error *error);
int xc_command_draw_void(struct xc_cli *cli, struct xc_error *error);
int xc_command_substitute(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_figures(struct xc_cli *cli, struct xc_error *error);
int xc_command_rollup(struct xc_cli *cli, struct xc_error *error);
int xc_command_export_record(struct xc_cli *cli, struct xc_error *error);
int xc_command_publish_results(struct xc_cli *cli, struct xc_error *error);
int xc_command_publish_withdraw(struct xc_cli *cli, struct xc_error *error);
int xc_command_publish_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_report(struct xc_cli *cli, struct xc_error *error);
int xc_command_seal_init(struct xc_cli *cli, struct xc_error *error);
int xc_command_seal_open(struct xc_cli *cli, struct xc_error *error);
int xc_command_explain(struct xc_cli *cli, struct xc_error *error);
int xc_command_calendar_days(struct xc_cli *cli, struct xc_error *error);
int xc_command_calendar_due(struct xc_cli *cli, struct xc_error *error);
int xc_command_calendar_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_calendar_check(struct xc_cli *cli, struct xc_error *error);
int xc_command_ledger_verify(struct xc_cli *cli, struct xc_error *error);
int xc_command_ledger_show(struct xc_cli *cli, struct xc_error *error);
int xc_command_ledger_checkpoint(struct xc_cli *cli, struct xc_error *error);
int xc_command_ledger_proof(struct xc_cli *cli, struct xc_error *error);
int xc_command_outcome(struct xc_cli *cli, struct xc_error *error);
int xc_command_lead_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_lead_add(struct xc_cli *cli, struct xc_error *error);
int xc_command_lead_set(struct xc_cli *cli, struct xc_error *error);
int xc_command_lead_done(struct xc_cli *cli, struct xc_error *error);
int xc_command_case_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_case_add(struct xc_cli *cli, struct xc_error *error);
int xc_command_case_set(struct xc_cli *cli, struct xc_error *error);
int xc_command_case_done(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_move(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_swap(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_pin(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_cancel(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_add(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_show(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_decline(struct xc_cli *cli, struct xc_error *error);
int xc_command_visit_declined(struct xc_cli *cli, struct xc_error *error);
int xc_command_due_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_due_draft(struct xc_cli *cli, struct xc_error *error);
int xc_command_due_done(struct xc_cli *cli, struct xc_error *error);
int xc_command_user_add(struct xc_cli *cli, struct xc_error *error);
int xc_command_user_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_user_set(struct xc_cli *cli, struct xc_error *error);
int xc_command_user_disable(struct xc_cli *cli, struct xc_error *error);
int xc_command_user_password(struct xc_cli *cli, struct xc_error *error);
int xc_command_feed_create(struct xc_cli *cli, struct xc_error *error);
int xc_command_feed_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_feed_rotate(struct xc_cli *cli, struct xc_error *error);
int xc_command_feed_revoke(struct xc_cli *cli, struct xc_error *error);
int xc_command_number_list(struct xc_cli *cli, struct xc_error *error);
int xc_command_number_skip(struct xc_cli *cli, struct xc_error *error);
int xc_command_serve(struct xc_cli *cli, struct xc_error *error);
int xc_command_settings(struct xc_cli *cli, struct xc_error *error);
int xc_command_verify(struct xc_cli *cli, struct xc_error *error);
int xc_command_tick(struct xc_cli *cli, struct xc_error *error);
int xc_command_doctor(struct xc_cli *cli, struct xc_error *error);

/* Lists the kinds of reports, for help. */
void xc_cli_report_kinds(struct xc_cli *cli);

/* The register in force of cli's office, or the country's areas where it has none yet;
 * *number is its snapshot, 0 for none. Owned by the caller. */
int xc_cli_register(struct xc_cli *cli, struct xc_register **reg, int64_t *number,
                    struct xc_error *error);

/* What lies beside the database under a name; in cli's arena, NULL: no memory. */
const char *xc_cli_beside(struct xc_cli *cli, const char *name);

/* Where policy files lie: --policies, else beside the database, else those installed;
 * NULL: nowhere. */
const char *xc_cli_policies(struct xc_cli *cli);

/* Hints at what helps the visits that could not be planned; returns the error's code. */
int xc_cli_hint_unmet(const struct xc_plan *plan, struct xc_error *error);

/* XC_OK in place of XC_ENO, for lists that may be empty. */
int xc_cli_none_is_fine(int rc, struct xc_error *error);

/* The programme named by the first operand, or the office's only one. */
int xc_cli_programme(struct xc_cli *cli, struct xc_str *programme,
                     struct xc_error *error);

/* --for ROLE: 0 where it was not given and the user sees plans, else their own role.
 * XC_EFORBIDDEN: one that sees more than they. */
int xc_cli_role(struct xc_cli *cli, enum xc_viewer_role *role, struct xc_error *error);

/* All values of an option that may be repeated, at most max. */
size_t xc_cli_values(const struct xc_cli *cli, const char *name, struct xc_str *values,
                     size_t max);

/* The secret of both --secret FILE; empty where none was given. */
int xc_cli_secret(struct xc_cli *cli, struct xc_str *secret, struct xc_error *error);

/* All --value NAME=VALUE. */
int xc_cli_draw_values(struct xc_cli *cli, struct xc_draw_value **values, size_t *count,
                       struct xc_error *error);

/* Shows draws with their results, names beside ids; what local randomness is worth first.
 */
int xc_cli_show_draws(struct xc_cli *cli, const struct xc_stored_draw *draws,
                      size_t count, struct xc_error *error);

/* What became of all draws that were committed to: a line, or JSON. */
void xc_cli_say_draw_counts(struct xc_cli *cli, const struct xc_draw_counts *counts);
json_t *xc_cli_draw_counts_json(const struct xc_draw_counts *counts);

/* FOLDER/id with '_' for '/', and the ending; NUL-terminated. */
int xc_cli_draw_file(const char *folder, struct xc_str id, const char *ending,
                     struct xc_buffer *path, struct xc_error *error);

#endif
