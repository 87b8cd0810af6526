#include "programme/history.h"

#include "programme/load.h"
#include "store/outcomes.h"

#include <stdlib.h>

struct history {
    struct xc_session session; /* a copy */
    struct xc_str programme;
    struct xc_outcome *outcomes;
    size_t count;
    bool asked;
};

struct asking {
    const struct history *history;
    const struct xc_register *reg;
    struct xc_bitset *out;
    struct xc_str programme, stage; /* empty: any */
    bool failed;
};

static bool counts(const struct asking *asking, const struct xc_outcome *outcome) {
    switch (outcome->result) {
    case XC_OUTCOME_PROBLEM:
    case XC_OUTCOME_SERIOUS:
        return true;
    case XC_OUTCOME_PASS:
    case XC_OUTCOME_PROBLEM_FIXED:
        return !asking->failed;
    case XC_OUTCOME_CLOSED:
    case XC_OUTCOME_REFUSED:
    case XC_OUTCOME_NOT_FOUND:
    default:
        return false;
    }
}

static void put(const struct asking *asking, struct xc_str target) {
    uint32_t row = xc_register_find_target(asking->reg, target);
    if (row != XC_NO_ROW) {
        xc_bitset_put(asking->out, row);
    }
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare((*(const struct xc_visit *const *)a)->id,
                          (*(const struct xc_visit *const *)b)->id);
}

static bool serves(const struct asking *asking, const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, asking->programme) &&
            xc_str_equal(visit->tasks[i].stage, asking->stage)) {
            return true;
        }
    }
    return false;
}

/* The outcomes of visits that serve the stage. */
static int ask_stage(const struct asking *asking, struct xc_error *error) {
    const struct history *history = asking->history;
    struct xc_loaded loaded = {0};
    const struct xc_visit **visits = NULL;
    struct xc_error none = {0};
    size_t count = 0;
    int rc = xc_load_plans(&history->session, asking->programme, &loaded, &none);
    if (rc == XC_ENO) { /* what was never planned was never visited */
        xc_loaded_free(&loaded);
        return XC_OK;
    }
    if (rc != XC_OK) {
        *error = none;
    }
    if (rc == XC_OK) {
        visits =
            xc_arena_array(loaded.arena, loaded.plans[0].visit_count, sizeof(void *));
        rc = visits ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; rc == XC_OK && i < loaded.plans[0].visit_count; i++) {
        const struct xc_visit *visit = &loaded.plans[0].visits[i];
        if (serves(asking, visit)) {
            visits[count++] = visit;
        }
    }
    if (count > 1) {
        qsort(visits, count, sizeof(void *), by_id);
    }
    for (size_t i = 0; rc == XC_OK && count && i < history->count; i++) {
        struct xc_visit key = {.id = history->outcomes[i].visit};
        const struct xc_visit *sought = &key;
        if (counts(asking, &history->outcomes[i]) &&
            bsearch(&sought, visits, count, sizeof(void *), by_id)) {
            put(asking, history->outcomes[i].target);
        }
    }
    xc_loaded_free(&loaded);
    return rc;
}

static int ask(void *context, const struct xc_selection *node,
               const struct xc_register *reg, struct xc_bitset *out,
               struct xc_error *error) {
    struct history *history = context;
    struct asking asking = {.history = history,
                            .reg = reg,
                            .out = out,
                            .failed = xc_str_is(node->what, "failed")};
    if (!asking.failed && !xc_str_is(node->what, "visited")) {
        return xc_fail(error, XC_EINPUT,
                       "the selection asks for \"%.*s\", which this "
                       "version does not keep",
                       XC_PRI(node->what));
    }
    history->asked = true;
    if (node->name.len == 0) {
        for (size_t i = 0; i < asking.history->count; i++) {
            if (counts(&asking, &asking.history->outcomes[i])) {
                put(&asking, asking.history->outcomes[i].target);
            }
        }
        return XC_OK;
    }
    struct xc_str rest = node->name;
    asking.programme = xc_str_cut(&rest, '/');
    asking.stage = rest;
    if (!rest.ptr) {
        asking.stage = node->name;
        asking.programme = asking.history->programme;
    }
    return ask_stage(&asking, error);
}

int xc_history_open(const struct xc_session *session, struct xc_str programme,
                    struct xc_arena *arena, struct xc_selection_context *context,
                    struct xc_error *error) {
    struct history *history = xc_arena_alloc(arena, sizeof *history);
    *context = (struct xc_selection_context){.history = ask, .context = history};
    if (!history) {
        return xc_fail_memory(error);
    }
    *history = (struct history){.session = *session, .programme = programme};
    return xc_store_outcomes(session->store, session->office, XC_NO_INSTANT, arena,
                             &history->outcomes, &history->count, error);
}

int xc_history_attach(const struct xc_session *session, struct xc_str programme,
                      struct xc_arena *arena, struct xc_plan_input *input,
                      struct xc_error *error) {
    struct xc_selection_context *context = xc_arena_alloc(arena, sizeof *context);
    if (!context) {
        return xc_fail_memory(error);
    }
    input->history = context;
    return xc_history_open(session, programme, arena, context, error);
}

int xc_history_note(const struct xc_selection_context *context, struct xc_plan *plan,
                    struct xc_error *error) {
    const struct history *history = context->context;
    struct xc_message note;
    if (!history->asked || history->count > 0) {
        return XC_OK;
    }
    xc_message_set(&note, "the policy asks who was visited or failed before: no outcomes "
                          "are stored yet, so nobody");
    return xc_plan_add_note(plan, &note) == XC_OK ? XC_OK : xc_fail_memory(error);
}
