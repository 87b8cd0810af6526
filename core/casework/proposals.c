#include "casework/papers.h"

#include "casework/body.h"

#include <stddef.h>

_Static_assert(sizeof(enum xc_proposal_state) == sizeof(unsigned),
               "as bodies have words");

static const struct xc_body_word states[] = {
    {XC_PROPOSAL_OPEN, "open", {"待处理"}},
    {XC_PROPOSAL_ACCEPTED, "accepted", {"已采纳"}},
    {XC_PROPOSAL_DECLINED, "declined", {"未采纳"}},
    {0},
};

const char *xc_proposal_state_word(enum xc_proposal_state state) {
    return xc_body_word(states, state);
}

const char *xc_proposal_state_chinese(enum xc_proposal_state state) {
    return xc_body_chinese(states, state);
}

static const struct xc_body_field fields[] = {
    {"date", NULL, XC_BODY_DATE, true, offsetof(struct xc_proposal, date), 0, NULL},
    {"decided_by", NULL, XC_BODY_TEXT, false, offsetof(struct xc_proposal, decided_by),
     XC_BODY_NAME_BYTES, NULL},
    {"field", NULL, XC_BODY_TEXT, true, offsetof(struct xc_proposal, field), 64, NULL},
    {"reason", NULL, XC_BODY_TEXT, false, offsetof(struct xc_proposal, reason),
     XC_BODY_STORY_BYTES, NULL},
    {"state", NULL, XC_BODY_WORD, true, offsetof(struct xc_proposal, state), 0, states},
    {"target", NULL, XC_BODY_TEXT, true, offsetof(struct xc_proposal, target),
     XC_BODY_ID_BYTES, NULL},
    {"value", NULL, XC_BODY_TEXT, false, offsetof(struct xc_proposal, value),
     XC_BODY_STORY_BYTES, NULL},
    {"visit", NULL, XC_BODY_TEXT, false, offsetof(struct xc_proposal, visit),
     XC_BODY_ID_BYTES, NULL},
    {"was", NULL, XC_BODY_TEXT, false, offsetof(struct xc_proposal, was),
     XC_BODY_STORY_BYTES, NULL},
    {0},
};

static int check(const struct xc_proposal *proposal, const char **field,
                 struct xc_error *error) {
    int rc = xc_body_check(fields, proposal, field, error);
    if (rc == XC_OK && xc_str_find(proposal->field, XC_STR("/")) >= 0) {
        *field = "field";
        rc = xc_fail(error, XC_EINPUT, "'%.*s' is not the name of a column",
                     XC_PRI(proposal->field));
    }
    if (rc == XC_OK && xc_str_equal(proposal->was, proposal->value)) {
        *field = "value";
        rc = xc_fail(error, XC_EINPUT, "the register says '%.*s' already",
                     XC_PRI(proposal->value));
    }
    if (rc == XC_OK && proposal->state == XC_PROPOSAL_DECLINED &&
        proposal->reason.len == 0) {
        *field = "reason";
        rc = xc_fail(error, XC_EINPUT, "reason is needed: why is it declined?");
    }
    return rc;
}

int xc_proposal_fact(const struct xc_proposal *proposal, struct xc_arena *arena,
                     struct xc_fact *fact, const char **field, struct xc_error *error) {
    char day[11];
    struct xc_str id;
    int rc = check(proposal, field, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (proposal->visit.len > 0) {
        const struct xc_str parts[] = {proposal->visit, proposal->field};
        id = xc_body_join(arena, parts, 2);
    } else {
        xc_date_format(proposal->date, day);
        const struct xc_str parts[] = {proposal->target, xc_str_from(day),
                                       proposal->field};
        id = xc_body_join(arena, parts, 3);
    }
    return id.ptr ? xc_body_fact(fields, proposal, id, arena, fact, error)
                  : xc_fail_memory(error);
}

int xc_proposal_read(const struct xc_fact *fact, struct xc_arena *arena,
                     struct xc_proposal *proposal, struct xc_error *error) {
    proposal->id = fact->id;
    return xc_body_read(fields, fact, "proposal", arena, proposal, error);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_proposal_read(fact, arena, paper, error);
}

int xc_proposals_load(struct xc_store *store, struct xc_str office, xc_instant at,
                      struct xc_arena *arena, struct xc_proposal **proposals,
                      size_t *count, uint64_t *newest, struct xc_error *error) {
    void *papers;
    int rc = xc_body_load(store, office, XC_FACT_PROPOSAL, XC_STR(""), at, arena,
                          sizeof **proposals, read, &papers, count, newest, error);
    *proposals = papers;
    return rc;
}
