/* Options of the commands that hand figures on: reports, figures for the office above,
 * their roll-up. */
#include "cli/options.h"

const struct xc_option xc_report_options[] = {
    {"as-of", "DATE",
     XC_MSG("as it was at the end of this day (default: today, as it is now)"), 0},
    {"format", "text|csv|xlsx|docx|html|json",
     XC_MSG("how it is written (default: text); xlsx, docx and html are for A4 paper"),
     0},
    {"template", "FILE",
     XC_MSG("fills in the office's own .docx or .xlsx with {{names}} (docs/forms.md)"),
     0},
    {"book", "visits|leads|cases|institutions",
     XC_MSG("ledger-book: which of the office's working books (default: visits)"), 0},
    {"form", "notice|site-record|rectification|dispatch|draw-record",
     XC_MSG("notices: which paper (default: notice)"), 0},
    {"notice", "plan|draw|results",
     XC_MSG("public: the notice of the plan, of draws, or of results instead"), 0},
    {"draw", "ID", XC_MSG("public --notice draw: only this one"), 0},
    {"number", "N|all",
     XC_MSG("public --notice results: the notice of this number, or all that was "
            "published (default: what would be the next)"),
     0},
    {"window", "A..B",
     XC_MSG("notices, public --notice results: only of visits in these days"), 0},
    {"visit", "ID", XC_MSG("notices: only of this visit"), 0},
    {"for", "ROLE", XC_MSG("shows what this role may see (planner, auditor, public …)"),
     0},
    {"output", "FILE", XC_MSG("the file to write to (default: standard output)"), 'o'},
    {"check", NULL, XC_MSG("due: exit status 1 where something that was due is missing"),
     0},
    {0},
};

const struct xc_option xc_publish_options[] = {
    {"by", "NAME", XC_MSG("who publishes"), 0},
    {"on", "DATE", XC_MSG("the day on which it was made public (default: today)"), 0},
    {"window", "A..B", XC_MSG("only results of visits made in these days"), 0},
    {"dry-run", NULL,
     XC_MSG("shows what would be published and until when it must be, stores nothing"),
     0},
    {0},
};

const struct xc_option xc_withdraw_options[] = {
    {"reason", "TEXT", XC_MSG("why; everybody reads it"), 0},
    {"by", "NAME", XC_MSG("who withdraws it"), 0},
    {"on", "DATE", XC_MSG("the day on which it was withdrawn (default: today)"), 0},
    {"dry-run", NULL, XC_MSG("checks and shows, stores nothing"), 0},
    {0},
};

const struct xc_option xc_figures_options[] = {
    {"as-of", "DATE",
     XC_MSG("as it was at the end of this day (default: today, as it is now)"), 0},
    {"period", "month|half-year",
     XC_MSG("which period that holds the day they are of, besides all so far (default: "
            "month)"),
     0},
    {"blank", NULL,
     XC_MSG("empty forms for the areas directly below, to be filled in by hand"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_rollup_options[] = {
    {"expect", "areas|FILE",
     XC_MSG(
         "who must report: the areas directly below the office (default where there is "
         "a workspace), or lines CODE NAME"),
     0},
    {"programme", "ID", XC_MSG("files of other programmes are refused"), 0},
    {"as-of", "DATE", XC_MSG("files up to another day are refused"), 0},
    {"period", "2026-06|2026-H1", XC_MSG("files of another period are refused"), 0},
    {"keys", "FILE",
     XC_MSG("whose keys are known: lines CODE KEY, the key as `ledger checkpoint "
            "--print-key` prints it"),
     0},
    {"format", "text|csv|xlsx|docx|html|json",
     XC_MSG("how it is written (default: text); xlsx, docx and html are for A4 paper"),
     0},
    {"check", NULL,
     XC_MSG("exit status 1 also where an office is missing or figures contradict "
            "themselves"),
     0},
    {"output", "FILE", XC_MSG("the file to write to (default: standard output)"), 'o'},
    {0},
};
