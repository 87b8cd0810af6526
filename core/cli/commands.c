#include "cli/command.h"
#include "cli/options.h"

static const struct xc_option init_options[] = {
    {"workspace-key", "HEX",
     XC_MSG("64 hex digits that calendar identities are made from (default: random)"), 0},
    {"signing-key", "FILE",
     XC_MSG("the key of an earlier workspace, to go on signing with it (default: a new "
            "one)"),
     0},
    {0},
};

static const struct xc_option import_options[] = {
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

static const struct xc_option set_options[] = {
    {"reason", "TEXT", XC_MSG("why; it is kept with the change"), 0},
    {0},
};

static const struct xc_option proposals_options[] = {
    {"all", NULL, XC_MSG("those that were decided too"), 0},
    {0},
};

static const struct xc_option accept_options[] = {
    {"reason", "TEXT", XC_MSG("why (default: the proposal's name)"), 0},
    {"by", "NAME", XC_MSG("who decided"), 0},
    {0},
};

static const struct xc_option decline_options[] = {
    {"reason", "TEXT", XC_MSG("why; it is kept with the proposal"), 0},
    {"by", "NAME", XC_MSG("who decided"), 0},
    {0},
};

static const struct xc_option policy_options[] = {
    {"set", "NAME=VALUE", XC_MSG("overrides a parameter of the policy; may be repeated"),
     0},
    {0},
};

static const struct xc_option plan_options[] = {
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

static const struct xc_option replan_options[] = {
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

static const struct xc_option move_options[] = {
    {"to", "DATE", XC_MSG("the new day"), 0},
    {"at", "HH:MM",
     XC_MSG("the hour at which it begins (default: the first free time of that day)"), 0},
    WHO_OPTIONS,
    HAND_OPTIONS,
    {0},
};

static const struct xc_option hand_options[] = {
    HAND_OPTIONS,
    {0},
};

static const struct xc_option pin_options[] = {
    {"off", NULL, XC_MSG("a replan may move it again"), 0},
    HAND_OPTIONS,
    {0},
};

static const struct xc_option add_options[] = {
    {"stage", "ID", XC_MSG("the stage that it belongs to"), 0},
    {"programme", "ID", XC_MSG("where several programmes have such a stage"), 0},
    {"on", "DATE", XC_MSG("the day"), 0},
    {"at", "HH:MM",
     XC_MSG("the hour at which it begins (default: the first free time of that day)"), 0},
    WHO_OPTIONS,
    HAND_OPTIONS,
    {0},
};

static const struct xc_option visit_list_options[] = {
    {"programme", "ID", XC_MSG("only visits of this programme"), 0},
    {"on", "DATE", XC_MSG("only this day"), 0},
    {"from", "DATE", XC_MSG("only from this day on"), 0},
    {"to", "DATE", XC_MSG("only up to this day"), 0},
    {"person", "ID", XC_MSG("only visits of this person"), 0},
    {"target", "ID", XC_MSG("only visits of this target"), 0},
    {"crew", "ID", XC_MSG("only visits of this crew"), 0},
    {0},
};

static const struct xc_option approve_options[] = {
    {"by", "NAME", XC_MSG("who approves"), 0},
    {"until", "DATE", XC_MSG("publishes visits up to this day (default: all)"), 0},
    {"accept-unmet", NULL, XC_MSG("approves although some visits could not be planned"),
     0},
    {0},
};

static const struct xc_option ics_options[] = {
    {"by", "person|crew|area|office|all", XC_MSG("which calendars (default: all)"), 0},
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

static const struct xc_option table_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

static const struct xc_option workbook_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days (default: this month and the next)"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

static const struct xc_option week_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {"window", "A..B", XC_MSG("only these days (default: this week)"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

static const struct xc_option explain_options[] = {
    {"for", "ROLE",
     XC_MSG("shows what this role may see (planner, inspector, auditor, public …)"), 0},
    {0},
};

static const struct xc_option due_options[] = {
    {"from", "DATE", XC_MSG("first day (default: today)"), 0},
    {"to", "DATE", XC_MSG("last day (default: one year later)"), 0},
    {"provisional", NULL,
     XC_MSG("counts a year without notice by its statutory holidays"), 0},
    {0},
};

static const struct xc_option days_options[] = {
    {"provisional", NULL,
     XC_MSG("counts a year without notice by its statutory holidays"), 0},
    {0},
};

static const struct xc_option outcome_options[] = {
    {"visit", "ID", XC_MSG("the visit, as the plan names it"), 0},
    {"target", "ID", XC_MSG("instead of a visit: the target, with --date"), 0},
    {"result", "RESULT",
     XC_MSG("pass, problem_fixed, problem, serious, closed, refused or not_found"), 0},
    {"date", "DATE", XC_MSG("on which it was done (default: the visit's day)"), 0},
    {"item", "TEXT", XC_MSG("what was checked"), 0},
    {"findings", "TEXT", XC_MSG("what was found"), 0},
    {"doctor", "ID", XC_MSG("the doctor responsible"), 0},
    {"points", "N", XC_MSG("points lost"), 0},
    {"amount", "YUAN", XC_MSG("the amount in question"), 0},
    {"disposal", "TEXT", XC_MSG("what is done about it"), 0},
    {"rectify-by", "DATE", XC_MSG("until when it must be put right"), 0},
    {"closed-on", "DATE", XC_MSG("when the matter was closed"), 0},
    {"people", "ID,…", XC_MSG("who came (default: as planned)"), 0},
    {"found", "FIELD=VALUE",
     XC_MSG("what the register has wrong about the target, such as address=…; may be "
            "repeated; it is proposed as a correction"),
     0},
    {"case", NULL,
     XC_MSG("opens a case: what is referred, or a serious problem with an amount"), 0},
    {"correct", NULL,
     XC_MSG("what is stored of the visit was wrong: this stands in its place"), 0},
    {"reason", "TEXT", XC_MSG("why it is corrected; it is kept"), 0},
    {"history", NULL, XC_MSG("shows all that was ever stored of the visit instead"), 0},
    {0},
};

static const struct xc_option number_list_options[] = {
    {"form", "FORM", XC_MSG("only papers of this form"), 0},
    {"year", "YEAR", XC_MSG("only those given in this year"), 0},
    {0},
};

static const struct xc_option number_skip_options[] = {
    {"reason", "TEXT", XC_MSG("why no paper has them; it is kept"), 0},
    {"year", "YEAR", XC_MSG("of the numbers (default: this year)"), 0},
    {0},
};

static const struct xc_option lead_add_options[] = {
    {"target", "ID", XC_MSG("what it is about"), 0},
    {"source", "SOURCE", XC_MSG("plan, complaint, screening, media, register or other"),
     0},
    {"severity", "1–5", XC_MSG("from slight to grave"), 0},
    {"summary", "TEXT", XC_MSG("what is said; never who said it"), 0},
    {"date", "DATE", XC_MSG("when it came in (default: today)"), 0},
    {"assigned", "NAME", XC_MSG("the department or person that answers for it"), 0},
    {"reply-due", "DATE", XC_MSG("until when it must be answered"), 0},
    {"visit", "ID", XC_MSG("the visit that checks it"), 0},
    {"id", "ID", XC_MSG("its number (default: the next one of the year)"), 0},
    {0},
};

static const struct xc_option lead_done_options[] = {
    {"answer", "TEXT", XC_MSG("what was answered, or why it is closed"), 0},
    {"on", "DATE", XC_MSG("when (default: today)"), 0},
    {0},
};

static const struct xc_option list_options[] = {
    {"open", NULL, XC_MSG("only those that are open"), 0},
    {"target", "ID", XC_MSG("only those about this target"), 0},
    {0},
};

static const struct xc_option due_list_options[] = {
    {"open", NULL, XC_MSG("only what has not come in"), 0},
    {"from", "DATE", XC_MSG("only from this day on"), 0},
    {"to", "DATE", XC_MSG("only up to this day"), 0},
    {0},
};

static const struct xc_option due_draft_options[] = {
    {"on", "DATE",
     XC_MSG("as it was at the end of this day (default: today, as it is now)"), 0},
    {"replace", NULL,
     XC_MSG("writes anew the files that somebody changed, or that are of another day"),
     0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

static const struct xc_option due_done_options[] = {
    {"on", "DATE", XC_MSG("the day on which it came in (default: today, now)"), 0},
    {"at", "HH:MM", XC_MSG("the hour of that day, where one is owed"), 0},
    {"programme", "ID", XC_MSG("of this programme, where several owe it"), 0},
    {0},
};

static const struct xc_option case_add_options[] = {
    {"target", "ID", XC_MSG("what it is about"), 0},
    {"visit", "ID", XC_MSG("the visit that found it"), 0},
    {"lead", "ID", XC_MSG("the lead that led to it"), 0},
    {"opened", "DATE",
     XC_MSG("when it was opened (default: when it was referred, else today)"), 0},
    {"amount", "YUAN", XC_MSG("the amount in question"), 0},
    {"referred-to", "AUTHORITY",
     XC_MSG("enforcement, police, discipline, health, market_supervision or another"), 0},
    {"referred-on", "DATE", XC_MSG("when it was referred"), 0},
    {"found-by", "TEXT", XC_MSG("how it was found"), 0},
    {"facts", "TEXT", XC_MSG("what happened"), 0},
    {"id", "ID", XC_MSG("its number (default: the next one of the year)"), 0},
    {0},
};

static const struct xc_option case_done_options[] = {
    {"decision", "TEXT", XC_MSG("how it ended, and on what basis"), 0},
    {"on", "DATE", XC_MSG("when (default: today)"), 0},
    {0},
};

static const struct xc_option ledger_verify_options[] = {
    {"key", "KEY|FILE", XC_MSG("the published verifier key, for a FILE"), 0},
    {"checkpoint", "FILE",
     XC_MSG("a checkpoint kept elsewhere: shows whether newest entries were cut off"), 0},
    {0},
};

static const struct xc_option checkpoint_options[] = {
    {"print-key", NULL, XC_MSG("prints the verifier key instead"), 0},
    {0},
};

static const struct xc_option proof_options[] = {
    {"target", "ID", XC_MSG("proves that this target was in the urn of the draw"), 0},
    {0},
};

static const struct xc_option help_options[] = {
    {"man", NULL, XC_MSG("prints the manual page in roff"), 0},
    {0},
};

static const struct xc_option verify_options[] = {
    {"key", "FILE|TEXT",
     XC_MSG("the office's published verifier key: a record by another is different"), 0},
    {"page", "FILE.html", XC_MSG("writes the record's page for people to print and sign"),
     0},
    {"names", "FILE.json",
     XC_MSG("what people call the ids, for the page: {\"id\":\"name\"}"), 0},
    {0},
};

enum { MANY = 1000000 };

const struct xc_command xc_commands[] = {
    {"init", NULL, "",
     XC_MSG("makes a workspace: database, signing key, holidays, division codes"),
     init_options, 0, 0, xc_command_init},
    {"import", NULL, "TABLE FILE…",
     XC_MSG("reads targets, inspectors, experts, areas, absences, relations, calendar, "
            "outcomes, leads, checklists, receipts, closures or an edited schedule"),
     import_options, 2, MANY, xc_command_import},
    {"register", "show", "[NUMBER]", XC_MSG("what is in force"), NULL, 0, 1,
     xc_command_register_show},
    {"register", "diff", "[FROM [TO]]", XC_MSG("what changed between two snapshots"),
     NULL, 0, 2, xc_command_register_diff},
    {"register", "digest", "[NUMBER]", XC_MSG("the canonical digests of the tables"),
     NULL, 0, 1, xc_command_register_digest},
    {"register", "set", "ID FIELD=VALUE…", XC_MSG("changes one target or person"),
     set_options, 2, MANY, xc_command_register_set},
    {"register", "proposals", "", XC_MSG("what was found on site and is to be corrected"),
     proposals_options, 0, 0, xc_command_register_proposals},
    {"register", "accept", "PROPOSAL", XC_MSG("corrects the register as proposed"),
     accept_options, 1, 1, xc_command_register_accept},
    {"register", "decline", "PROPOSAL", XC_MSG("leaves the register as it is"),
     decline_options, 1, 1, xc_command_register_decline},
    {"policy", "check", "FILE.lua", XC_MSG("loads a policy and checks what it says"),
     policy_options, 1, 1, xc_command_policy_check},
    {"policy", "explain", "FILE.lua", XC_MSG("the programme in sentences"),
     policy_options, 1, 1, xc_command_policy_explain},
    {"policy", "params", "FILE.lua",
     XC_MSG("what of a policy can be set with --set, and what it is now"), policy_options,
     1, 1, xc_command_policy_params},
    {"policy", "test", "FILE.lua|PLUGIN…",
     XC_MSG("runs the tests of policies and plugins"), NULL, 1, MANY,
     xc_command_policy_test},
    {"plan", NULL, "POLICY.lua",
     XC_MSG("plans the stages that are open and stores a draft"), plan_options, 1, 1,
     xc_command_plan},
    {"approve", NULL, "PROGRAMME",
     XC_MSG("publishes the draft: feeds and exports show it"), approve_options, 1, 1,
     xc_command_approve},
    {"replan", NULL, "PROGRAMME",
     XC_MSG("plans again after changes, moving as little as possible"), replan_options, 1,
     1, xc_command_replan},
    {"visit", "list", "", XC_MSG("the visits with their ids"), visit_list_options, 0, 0,
     xc_command_visit_list},
    {"visit", "show", "VISIT", XC_MSG("all about one visit"), NULL, 1, 1,
     xc_command_visit_show},
    {"visit", "move", "VISIT",
     XC_MSG("to another day, hour, crew or other people, checked against every rule"),
     move_options, 1, 1, xc_command_visit_move},
    {"visit", "swap", "VISIT VISIT", XC_MSG("two visits exchange day, hour and crew"),
     hand_options, 2, 2, xc_command_visit_swap},
    {"visit", "pin", "VISIT",
     XC_MSG("it stays where it is in every replan, also where it breaks a rule already, "
            "which "
            "is said"),
     pin_options, 1, 1, xc_command_visit_pin},
    {"visit", "cancel", "VISIT",
     XC_MSG("calendars show it as cancelled; it is not planned again"), hand_options, 1,
     1, xc_command_visit_cancel},
    {"visit", "add", "TARGET", XC_MSG("a visit that nothing asks for"), add_options, 1, 1,
     xc_command_visit_add},
    {"seal", "init", "", XC_MSG("makes the secret of sealed draws, for two custodians"),
     xc_seal_init_options, 0, 0, xc_command_seal_init},
    {"seal", "open", "DRAW", XC_MSG("opens a sealed draw after its embargo"),
     xc_seal_open_options, 1, 1, xc_command_seal_open},
    {"commit", NULL, "POLICY.lua STAGE",
     XC_MSG("commits to a stage's draws before their randomness exists"),
     xc_commit_options, 2, 2, xc_command_commit},
    {"draw", "run", "PROGRAMME STAGE", XC_MSG("draws, now that the value is out"),
     xc_draw_run_options, 2, 2, xc_command_draw_run},
    {"draw", "show", "PROGRAMME [STAGE]", XC_MSG("what was committed to and drawn"), NULL,
     1, 2, xc_command_draw_show},
    {"draw", "void", "DRAW", XC_MSG("ends a draw that was committed to but not run"),
     xc_draw_void_options, 1, 1, xc_command_draw_void},
    {"export", "ics", "[PROGRAMME]",
     XC_MSG("calendars for persons, crews, areas and the office"), ics_options, 0, 1,
     xc_command_export_ics},
    {"export", "csv", "[PROGRAMME]", XC_MSG("the schedule and the public plan as tables"),
     table_options, 0, 1, xc_command_export_csv},
    {"export", "xlsx", "[PROGRAMME]",
     XC_MSG(
         "the same tables as workbooks, the schedule to be changed and imported again"),
     table_options, 0, 1, xc_command_export_xlsx},
    {"export", "workbook", "[PROGRAMME]",
     XC_MSG("workbooks of a crew and month to fill in without a network; import outcomes "
            "takes them back"),
     workbook_options, 0, 1, xc_command_export_workbook},
    {"export", "week", "[PROGRAMME]",
     XC_MSG("everybody's week as a text to paste into a chat"), week_options, 0, 1,
     xc_command_export_week},
    {"export", "json", "[PROGRAMME]", XC_MSG("the whole plan as plan.json"),
     table_options, 0, 1, xc_command_export_json},
    {"export", "record", "[PROGRAMME]",
     XC_MSG("the records of draws, which anyone can check"), xc_record_options, 0, 1,
     xc_command_export_record},
    {"export", "figures", "PROGRAMME",
     XC_MSG("signed counts for the office above, which sums them with `rollup`"),
     xc_figures_options, 1, 1, xc_command_export_figures},
    {"rollup", NULL, "FILE…",
     XC_MSG("subordinate offices' figures, summed with sources; who is missing"),
     xc_rollup_options, 1, MANY, xc_command_rollup},
    {"substitute", NULL, "VISIT",
     XC_MSG("replaces who was drawn: first the entry, later the value"),
     xc_substitute_options, 1, 1, xc_command_substitute},
    {"report", NULL, "KIND PROGRAMME",
     XC_MSG("what a programme owes, did and publishes, for any day in the past"),
     xc_report_options, 2, 2, xc_command_report},
    {"publish", "results", "PROGRAMME",
     XC_MSG("stores that results were made public, as the next notice: each once, "
            "corrections as such"),
     xc_publish_options, 1, 1, xc_command_publish_results},
    {"publish", "withdraw", "PROGRAMME VISIT",
     XC_MSG("takes a published result away, in a notice of its own"), xc_withdraw_options,
     2, 2, xc_command_publish_withdraw},
    {"publish", "list", "PROGRAMME", XC_MSG("the notices of results so far"), NULL, 1, 1,
     xc_command_publish_list},
    {"explain", NULL, "VISIT|TARGET|PERSON",
     XC_MSG("why here, why then, why them, why not others"), explain_options, 1, 1,
     xc_command_explain},
    {"verify", NULL, "RECORD.json…",
     XC_MSG("repeats published draws; needs no workspace"), verify_options, 1, MANY,
     xc_command_verify},
    {"calendar", "days", "FROM TO", XC_MSG("counts working days, both ends included"),
     days_options, 2, 2, xc_command_calendar_days},
    {"calendar", "due", "RULE", XC_MSG("the days that a due rule gives"), due_options, 1,
     1, xc_command_calendar_due},
    {"calendar", "list", "FROM TO", XC_MSG("days off, absences, closed areas"), NULL, 2,
     2, xc_command_calendar_list},
    {"calendar", "check", "", XC_MSG("which years are known, and which are missing"),
     NULL, 0, 0, xc_command_calendar_check},
    {"outcome", NULL, "", XC_MSG("stores what a visit found; the visit is done then"),
     outcome_options, 0, 0, xc_command_outcome},
    {"lead", "list", "", XC_MSG("complaints, screening hits and other leads"),
     list_options, 0, 0, xc_command_lead_list},
    {"lead", "add", "", XC_MSG("stores a lead; who informed the office never is"),
     lead_add_options, 0, 0, xc_command_lead_add},
    {"lead", "set", "ID FIELD=VALUE…",
     XC_MSG("changes a lead; what it said stays stored"), NULL, 2, MANY,
     xc_command_lead_set},
    {"lead", "done", "ID", XC_MSG("ends a lead with its answer"), lead_done_options, 1, 1,
     xc_command_lead_done},
    {"case", "list", "", XC_MSG("what was referred to others, and how it ended"),
     list_options, 0, 0, xc_command_case_list},
    {"case", "add", "", XC_MSG("opens a case"), case_add_options, 0, 0,
     xc_command_case_add},
    {"case", "set", "ID FIELD=VALUE…",
     XC_MSG("changes a case; what it said stays stored"), NULL, 2, MANY,
     xc_command_case_set},
    {"case", "done", "ID", XC_MSG("closes a case with its decision"), case_done_options,
     1, 1, xc_command_case_done},
    {"due", "list", "[PROGRAMME]",
     XC_MSG("reports that are owed, on their days, and what came in"), due_list_options,
     0, 1, xc_command_due_list},
    {"due", "draft", "[PROGRAMME]",
     XC_MSG("writes the reports that are due soon as DOCX and XLSX, to be completed and "
            "signed"),
     due_draft_options, 0, 1, xc_command_due_draft},
    {"due", "done", "ITEM", XC_MSG("stores that what was owed came in"), due_done_options,
     1, 1, xc_command_due_done},
    {"ledger", "verify", "[FILE]",
     XC_MSG("checks the chain entry by entry, and that what it names is still stored so"),
     ledger_verify_options, 0, 1, xc_command_ledger_verify},
    {"ledger", "show", "[FROM]",
     XC_MSG("the entries; with --json the lines that others can verify"), NULL, 0, 1,
     xc_command_ledger_show},
    {"ledger", "checkpoint", "",
     XC_MSG("a few signed lines to print, post or send each day"), checkpoint_options, 0,
     0, xc_command_ledger_checkpoint},
    {"ledger", "proof", "INDEX|DRAW-ID",
     XC_MSG("proves that an entry stands in the ledger"), proof_options, 1, 1,
     xc_command_ledger_proof},
    {"number", "list", "",
     XC_MSG("the numbers that papers were given, and those that nobody has"),
     number_list_options, 0, 0, xc_command_number_list},
    {"number", "skip", "FORM FROM[..TO]",
     XC_MSG("keeps numbers free that were given by hand"), number_skip_options, 2, 2,
     xc_command_number_skip},
    {"settings", NULL, "[NAME=VALUE…]",
     XC_MSG("what the office set for all its programmes: its name, numbers of papers, "
            "caps"),
     NULL, 0, MANY, xc_command_settings},
    {"doctor", NULL, "", XC_MSG("says what is wrong and what to do"), NULL, 0, 0,
     xc_command_doctor},
    {"help", NULL, "[COMMAND|PLUGIN]", XC_MSG("explains commands and plugins"),
     help_options, 0, 2, xc_command_help},
    {0},
};
