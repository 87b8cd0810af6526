/* Plans a policy: load → plan → save. The only place that knows the whole way. */
#ifndef XC_PROGRAMME_RUN_H
#define XC_PROGRAMME_RUN_H

#include "plan/plan.h"
#include "programme/run_draws.h"
#include "workspace/session.h"

struct xc_run_options {
    const char *policy; /* path of the .lua file */
    xc_date as_of;      /* XC_NO_DATE: today; never before the programme begins */
    struct xc_str seed; /* of draws made here and now; empty: random */
    bool dry_run;       /* nothing is stored */
    bool office_named;  /* the user named the office on the command line */
};

/* What a run gives. Free with xc_run_free also after a failure. */
struct xc_run {
    struct xc_programme *programme; /* the rules as evaluated */
    struct xc_programme open; /* the same with only the stages that are open at as_of */
    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_plan *plan;
    struct xc_str office;
    xc_date as_of;
    int64_t snapshot;
    struct xc_str register_digest;
    struct xc_str rules_digest; /* hex */
    int64_t number;             /* of the stored draft; 0 on a dry run */
    bool provisional;
    struct xc_run_draws draws;
    struct xc_buffer log; /* what the policy logged */
    struct xc_visit *fixed;
    size_t fixed_count;
    struct xc_arena *arena; /* private */
    json_t *document;       /* private */
};

int xc_run_plan(const struct xc_session *session, const struct xc_run_options *options,
                struct xc_run *run, struct xc_error *error);
void xc_run_free(struct xc_run *run);

/* The planner's input for a programme, ready but for fixed visits; key is the workspace
 * key. */
int xc_run_input(const struct xc_session *session, const struct xc_programme *programme,
                 const struct xc_register *reg, const struct xc_workdays *workdays,
                 xc_date as_of, struct xc_str key, struct xc_plan_input *input,
                 struct xc_error *error);

#endif
