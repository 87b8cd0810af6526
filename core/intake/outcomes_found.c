#include "intake/outcomes_internal.h"

#include "register/words.h"

#include <stdlib.h>

/* ---- What the register says ---- */

static struct xc_str said_now(const struct xc_register *reg, uint32_t row,
                              enum xc_outcome_column column) {
    const struct xc_targets *targets = &reg->targets;
    switch (column) {
    case XC_OUTCOME_NEW_NAME:
        return xc_register_text(reg, targets->name[row]);
    case XC_OUTCOME_NEW_ADDRESS:
        return xc_register_text(reg, targets->address[row]);
    case XC_OUTCOME_NEW_LEGAL:
        return xc_register_text(reg, targets->legal[row]);
    case XC_OUTCOME_NEW_STATUS:
        return xc_str_from(xc_words_english(XC_WORDS_STATUS, targets->status[row]));
    case XC_OUTCOME_NEW_KIND:
        return xc_str_from(xc_words_english(XC_WORDS_KIND, targets->kind[row]));
    case XC_OUTCOME_NEW_LEVEL:
        return xc_register_text(reg, targets->level[row]);
    case XC_OUTCOME_NEW_ZONE:
        return xc_register_text(reg, targets->zone[row]);
    default:
        return xc_register_text(reg, targets->organisation[row]);
    }
}

/* A word of a closed vocabulary is proposed in English, as the register keeps it. */
static int read_value(enum xc_outcome_column column, struct xc_str text,
                      struct xc_str *value, struct xc_error *error) {
    *value = text;
    if (column != XC_OUTCOME_NEW_STATUS && column != XC_OUTCOME_NEW_KIND) {
        return XC_OK;
    }
    enum xc_vocabulary words =
        column == XC_OUTCOME_NEW_STATUS ? XC_WORDS_STATUS : XC_WORDS_KIND;
    unsigned word = xc_words_parse(words, text);
    if (word != 0) {
        *value = xc_str_from(xc_words_english(words, word));
        return XC_OK;
    }
    struct xc_str near = xc_words_suggest(words, text);
    xc_fail(error, XC_EINPUT, "'%.*s' is no %s of a target", XC_PRI(text),
            column == XC_OUTCOME_NEW_STATUS ? "status" : "kind");
    return near.len > 0 ? xc_hint(error, "did you mean %.*s?", XC_PRI(near)) : XC_EINPUT;
}

/* ---- Proposing ---- */

static int has_id(const void *key, const void *proposal) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_proposal *)proposal)->id);
}

static int refuse_twice(struct xc_str id, struct xc_error *error) {
    return xc_fail(error, XC_EINPUT, "%.*s is proposed twice with different values",
                   XC_PRI(id));
}

/* *kept: it says what was proposed already, whatever was decided about it. */
static int compare_stored(const struct xc_outcomes_intake *intake, struct xc_str id,
                          struct xc_str value, bool *kept, struct xc_error *error) {
    const struct xc_proposal *stored =
        intake->proposal_count > 0
            ? bsearch(&id, intake->proposals, intake->proposal_count,
                      sizeof *intake->proposals, has_id)
            : NULL;
    *kept = stored && xc_str_equal(stored->value, value);
    if (!stored || *kept || intake->options.correct) {
        return XC_OK;
    }
    xc_fail(error, XC_EINPUT,
            "a result twice with other content: '%.*s' was proposed as %.*s",
            XC_PRI(stored->value), XC_PRI(id));
    return xc_hint(error, "if this is right and that is wrong, correct it with --correct "
                          "--reason TEXT; both stay stored");
}

static int keep(struct xc_outcomes_intake *intake, const struct xc_fact *fact, bool store,
                struct xc_error *error) {
    uint32_t at;
    if (xc_lookup_get(&intake->proposed_ids, fact->id, &at)) {
        return xc_str_equal(intake->proposed[at].body, fact->body)
                   ? XC_OK
                   : refuse_twice(fact->id, error);
    }
    if (!store) {
        return XC_OK;
    }
    if (intake->proposed_count == intake->proposed_capacity) {
        size_t capacity = intake->proposed_capacity ? intake->proposed_capacity * 2 : 16;
        struct xc_fact *proposed = realloc(intake->proposed, capacity * sizeof *proposed);
        if (!proposed) {
            return xc_fail_memory(error);
        }
        intake->proposed = proposed;
        intake->proposed_capacity = capacity;
    }
    intake->proposed[intake->proposed_count] = *fact;
    return xc_lookup_put(&intake->proposed_ids, fact->id,
                         (uint32_t)intake->proposed_count++) == XC_OK
               ? XC_OK
               : xc_fail_memory(error);
}

static int propose(struct xc_outcomes_intake *intake, const struct xc_outcome *outcome,
                   size_t found, struct xc_str text, bool store, struct xc_error *error) {
    enum xc_outcome_column column = (enum xc_outcome_column)(XC_OUTCOME_NEW_NAME + found);
    uint32_t row = xc_register_find_target(intake->reg, outcome->target);
    const char *field = NULL;
    struct xc_fact fact;
    bool kept = false;
    struct xc_proposal proposal = {.target = outcome->target,
                                   .visit = outcome->visit,
                                   .field = xc_str_from(xc_found_field(found)),
                                   .date = outcome->date,
                                   .state = XC_PROPOSAL_OPEN};
    int rc = read_value(column, text, &proposal.value, error);
    if (rc != XC_OK || row == XC_NO_ROW) {
        return rc;
    }
    proposal.was = said_now(intake->reg, row, column);
    if (xc_str_equal(proposal.was, proposal.value)) {
        return XC_OK; /* nothing is new about it */
    }
    rc = xc_proposal_fact(&proposal, intake->arena, &fact, &field, error);
    if (rc == XC_OK) {
        rc = compare_stored(intake, fact.id, proposal.value, &kept, error);
    }
    return rc == XC_OK && !kept ? keep(intake, &fact, store, error) : rc;
}

static int propose_all(struct xc_outcomes_intake *intake,
                       const struct xc_outcome_row *row, const struct xc_outcome *outcome,
                       bool store, size_t *column, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < XC_FOUND_FIELDS && rc == XC_OK; i++) {
        struct xc_str text = row->found[i];
        size_t here = XC_OUTCOME_NEW_NAME + i;
        /* Who stands before a closed door proposes that. */
        if (text.len == 0 && here == XC_OUTCOME_NEW_STATUS &&
            outcome->result == XC_OUTCOME_CLOSED) {
            text = XC_STR("closed");
        }
        if (text.len > 0) {
            *column = here;
            rc = propose(intake, outcome, i, text, store, error);
        }
    }
    return rc;
}

/* Everything is checked before the first is kept. */
int xc_outcomes_propose(struct xc_outcomes_intake *intake,
                        const struct xc_outcome_row *row,
                        const struct xc_outcome *outcome, size_t *column,
                        struct xc_error *error) {
    int rc = propose_all(intake, row, outcome, false, column, error);
    return rc == XC_OK ? propose_all(intake, row, outcome, true, column, error) : rc;
}
