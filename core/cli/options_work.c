/* Options of the commands for the daily work: outcomes, leads, cases, what is due, the
 * ledger. */
#include "cli/options.h"

const struct xc_option xc_outcome_options[] = {
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

const struct xc_option xc_number_list_options[] = {
    {"form", "FORM", XC_MSG("only papers of this form"), 0},
    {"year", "YEAR", XC_MSG("only those given in this year"), 0},
    {0},
};

const struct xc_option xc_number_skip_options[] = {
    {"reason", "TEXT", XC_MSG("why no paper has them; it is kept"), 0},
    {"year", "YEAR", XC_MSG("of the numbers (default: this year)"), 0},
    {0},
};

const struct xc_option xc_lead_add_options[] = {
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

const struct xc_option xc_lead_done_options[] = {
    {"answer", "TEXT", XC_MSG("what was answered, or why it is closed"), 0},
    {"on", "DATE", XC_MSG("when (default: today)"), 0},
    {0},
};

const struct xc_option xc_docket_options[] = {
    {"open", NULL, XC_MSG("only those that are open"), 0},
    {"target", "ID", XC_MSG("only those about this target"), 0},
    {0},
};

const struct xc_option xc_due_list_options[] = {
    {"open", NULL, XC_MSG("only what has not come in"), 0},
    {"from", "DATE", XC_MSG("only from this day on"), 0},
    {"to", "DATE", XC_MSG("only up to this day"), 0},
    {0},
};

const struct xc_option xc_due_draft_options[] = {
    {"on", "DATE",
     XC_MSG("as it was at the end of this day (default: today, as it is now)"), 0},
    {"replace", NULL,
     XC_MSG("writes anew the files that somebody changed, or that are of another day"),
     0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_tick_options[] = {
    {"policies", "DIR",
     XC_MSG(
         "where the policy files lie that plans were made by (default: policies beside "
         "the database, else those installed)"),
     0},
    {"drafts", "DIR",
     XC_MSG("where drafts of reports go (default: drafts beside the database)"), 0},
    {"checkpoints", "DIR",
     XC_MSG("where a checkpoint of the ledger is kept each month (default: checkpoints "
            "beside the database)"),
     0},
    {0},
};

const struct xc_option xc_due_done_options[] = {
    {"on", "DATE", XC_MSG("the day on which it came in (default: today, now)"), 0},
    {"at", "HH:MM", XC_MSG("the hour of that day, where one is owed"), 0},
    {"programme", "ID", XC_MSG("of this programme, where several owe it"), 0},
    {0},
};

const struct xc_option xc_case_add_options[] = {
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

const struct xc_option xc_case_done_options[] = {
    {"decision", "TEXT", XC_MSG("how it ended, and on what basis"), 0},
    {"on", "DATE", XC_MSG("when (default: today)"), 0},
    {0},
};

const struct xc_option xc_ledger_verify_options[] = {
    {"key", "KEY|FILE", XC_MSG("the published verifier key, for a FILE"), 0},
    {"checkpoint", "FILE",
     XC_MSG("a checkpoint kept elsewhere: shows whether newest entries were cut off"), 0},
    {0},
};

const struct xc_option xc_ledger_show_options[] = {
    {"limit", "N", XC_MSG("so many entries at most (default: all)"), 0},
    {0},
};

const struct xc_option xc_checkpoint_options[] = {
    {"print-key", NULL, XC_MSG("prints the verifier key instead"), 0},
    {0},
};

const struct xc_option xc_proof_options[] = {
    {"target", "ID", XC_MSG("proves that this target was in the urn of the draw"), 0},
    {0},
};

const struct xc_option xc_help_options[] = {
    {"man", NULL, XC_MSG("prints the manual page in roff"), 0},
    {0},
};

const struct xc_option xc_verify_options[] = {
    {"key", "FILE|TEXT",
     XC_MSG("the office's published verifier key: a record by another is different"), 0},
    {"page", "FILE.html", XC_MSG("writes the record's page for people to print and sign"),
     0},
    {"names", "FILE.json",
     XC_MSG("what people call the ids, for the page: {\"id\":\"name\"}"), 0},
    {0},
};
