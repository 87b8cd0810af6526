/* Options of the commands that plan: registers, policies, plans, visits, exports.
 */
#include "cli/options.h"

const struct xc_option xc_init_options[] = {
    {"workspace-key", "HEX",
     XC_MSG("64 hex digits that calendar identities are made from (default: random)"), 0},
    {"signing-key", "FILE",
     XC_MSG("the key of an earlier workspace, to go on signing with it (default: a new "
            "one)"),
     0},
    {0},
};

const struct xc_option xc_import_options[] = {
    {"mode", "merge|replace",
     XC_MSG("merge (default) updates and adds; replace closes what is missing from the "
            "file"),
     0},
    {"dry-run", NULL, XC_MSG("checks and reports, stores nothing"), 0},
    {"skip-bad", NULL,
     XC_MSG("stores the good rows, writes the bad ones to FILE.rejected.csv"), 0},
    {"map", "NAME=COLUMN,…",
     XC_MSG("reads the header NAME as COLUMN (`-`: an attribute); kept for this table"),
     0},
    {"encoding", "auto|utf-8|gb18030", XC_MSG("of the file (default: auto)"), 0},
    {"person", "ID", XC_MSG("whose absences an .ics file holds"), 0},
    {"yes", NULL, XC_MSG("lets replace close more than 5 % of what is active"), 0},
    {"correct", NULL,
     XC_MSG("outcomes: what is stored of their visits was wrong, and they stand in its "
            "place"),
     0},
    {"reason", "TEXT",
     XC_MSG("why outcomes are corrected, or why an edited schedule changes what its rows "
            "give no reason for; it is kept"),
     0},
    {0},
};

const struct xc_option xc_register_set_options[] = {
    {"reason", "TEXT", XC_MSG("why; it is kept with the change"), 0},
    {0},
};

const struct xc_option xc_proposals_options[] = {
    {"all", NULL, XC_MSG("those that were decided too"), 0},
    {0},
};

const struct xc_option xc_accept_options[] = {
    {"reason", "TEXT", XC_MSG("why (default: the proposal's name)"), 0},
    {"by", "NAME", XC_MSG("who decided"), 0},
    {0},
};

const struct xc_option xc_decline_options[] = {
    {"reason", "TEXT", XC_MSG("why; it is kept with the proposal"), 0},
    {"by", "NAME", XC_MSG("who decided"), 0},
    {0},
};

const struct xc_option xc_policy_options[] = {
    {"set", "NAME=VALUE", XC_MSG("overrides a parameter of the policy; may be repeated"),
     0},
    {0},
};

const struct xc_option xc_plan_options[] = {
    {"as-of", "DATE",
     XC_MSG("plans from this day on (default: today, or the programme's start)"), 0},
    {"set", "NAME=VALUE", XC_MSG("overrides a parameter of the policy; may be repeated"),
     0},
    {"seed", "TEXT",
     XC_MSG("draws by this text where a stage is not drawn yet; nobody outside can check "
            "such a draw"),
     0},
    {"provisional", NULL,
     XC_MSG("plans a year without notice around its statutory holidays"), 0},
    {"dry-run", NULL, XC_MSG("shows the plan, stores nothing"), 0},
    {0},
};

const struct xc_option xc_replan_options[] = {
    {"as-of", "DATE",
     XC_MSG("replans from this day on, not before today (default: today); what lies "
            "before stays"),
     0},
    {"provisional", NULL,
     XC_MSG("plans a year without notice around its statutory holidays"), 0},
    {"dry-run", NULL, XC_MSG("shows what would move, stores nothing"), 0},
    {0},
};

#define HAND_OPTIONS                                                                     \
    {"reason", "TEXT", XC_MSG("why; it is kept with the change"), 0}, {                  \
        "dry-run", NULL, XC_MSG("shows what would change, stores nothing"), 0            \
    }
#define WHO_OPTIONS                                                                      \
    {"crew", "ID", XC_MSG("the crew that comes"), 0}, {                                  \
        "people", "ID,…", XC_MSG("who comes, in the order of the seats"), 0              \
    }

const struct xc_option xc_visit_move_options[] = {
    {"to", "DATE", XC_MSG("the new day"), 0},
    {"at", "HH:MM",
     XC_MSG("the hour at which it begins (default: the first free time of that day)"), 0},
    WHO_OPTIONS,
    HAND_OPTIONS,
    {0},
};

const struct xc_option xc_visit_hand_options[] = {
    HAND_OPTIONS,
    {0},
};

const struct xc_option xc_visit_pin_options[] = {
    {"off", NULL, XC_MSG("a replan may move it again"), 0},
    HAND_OPTIONS,
    {0},
};

const struct xc_option xc_visit_decline_options[] = {
    {"ground", "WORD", XC_MSG("recusal, ill, away or other"), 0},
    {"reason", "TEXT", XC_MSG("in the words of whoever cannot come; it is kept"), 0},
    {"person", "ID", XC_MSG("who cannot come (default: the inspector who asks)"), 0},
    {"refuse", "TEXT", XC_MSG("the office says no instead, and why: the person stays"),
     0},
    {0},
};

const struct xc_option xc_visit_declined_options[] = {
    {"open", NULL, XC_MSG("only those for which somebody else has to be sent"), 0},
    {0},
};

const struct xc_option xc_visit_add_options[] = {
    {"stage", "ID", XC_MSG("the stage that it belongs to"), 0},
    {"programme", "ID", XC_MSG("where several programmes have such a stage"), 0},
    {"on", "DATE", XC_MSG("the day"), 0},
    {"at", "HH:MM",
     XC_MSG("the hour at which it begins (default: the first free time of that day)"), 0},
    WHO_OPTIONS,
    HAND_OPTIONS,
    {0},
};

const struct xc_option xc_visit_list_options[] = {
    {"programme", "ID", XC_MSG("only visits of this programme"), 0},
    {"on", "DATE", XC_MSG("only this day"), 0},
    {"from", "DATE", XC_MSG("only from this day on"), 0},
    {"to", "DATE", XC_MSG("only up to this day"), 0},
    {"window", "A..B", XC_MSG("only these days"), 0},
    {"person", "ID", XC_MSG("only visits of this person"), 0},
    {"target", "ID", XC_MSG("only visits of this target"), 0},
    {"crew", "ID", XC_MSG("only visits of this crew"), 0},
    {"area", "CODE", XC_MSG("only visits in this area"), 0},
    {"zone", "NAME", XC_MSG("only visits in this zone"), 0},
    {"status", "STATUS,…",
     XC_MSG("only such visits: draft, published, accepted, done, cancelled, void"), 0},
    {0},
};

const struct xc_option xc_approve_options[] = {
    {"by", "NAME", XC_MSG("who approves"), 0},
    {"until", "DATE", XC_MSG("publishes visits up to this day (default: all)"), 0},
    {"accept-unmet", NULL, XC_MSG("approves although some visits could not be planned"),
     0},
    {0},
};

const struct xc_option xc_ics_options[] = {
    {"by", "person|crew|area|office|all", XC_MSG("which calendars (default: all)"), 0},
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_table_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_workbook_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days (default: this month and the next)"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_week_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days (default: this week)"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_explain_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {0},
};

const struct xc_option xc_calendar_due_options[] = {
    {"from", "DATE", XC_MSG("first day (default: today)"), 0},
    {"to", "DATE", XC_MSG("last day (default: one year later)"), 0},
    {"provisional", NULL,
     XC_MSG("counts a year without notice by its statutory holidays"), 0},
    {0},
};

const struct xc_option xc_calendar_days_options[] = {
    {"provisional", NULL,
     XC_MSG("counts a year without notice by its statutory holidays"), 0},
    {0},
};
