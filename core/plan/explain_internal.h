/* What explain.c and explain_subject.c share: sentences, one per line. */
#ifndef XC_PLAN_EXPLAIN_INTERNAL_H
#define XC_PLAN_EXPLAIN_INTERNAL_H

#include "plan/plan_internal.h"

struct xc_explaining {
    struct xc_job job; /* crews and days of the plan; no needs */
    const struct xc_plan_input *input;
    const struct xc_explain_facts *facts;
    const struct xc_catalogue *catalogue;
    struct xc_buffer *out;
    struct xc_error *error;
};

/* Writes a message and a line end. */
int xc_explain_say(struct xc_explaining *e, const struct xc_message *message);

#define XC_SAY(e, code, ...)                                                             \
    do {                                                                                 \
        struct xc_message say_;                                                          \
        xc_message_set(&say_, __VA_ARGS__);                                              \
        if (!(code))                                                                     \
            (code) = xc_explain_say((e), &say_);                                         \
    } while (0)

/* "-" for the empty text. */
struct xc_str xc_explain_text(struct xc_str text);
/* A word of a vocabulary and a status, as the reader says them. */
struct xc_str xc_explain_word(const struct xc_explaining *e, enum xc_vocabulary words,
                              unsigned value);
struct xc_str xc_explain_status(const struct xc_explaining *e,
                                enum xc_visit_status status);
/* The target's name, or its id where it has left the register. */
struct xc_str xc_explain_name(const struct xc_explaining *e, struct xc_str target);
/* What a visit is for: stages by title, in the arena. */
struct xc_str xc_explain_tasks(struct xc_explaining *e, const struct xc_visit *visit);

/* explain_rules.c: what the obligation's own rules say of a visit. */
int xc_explain_rules(struct xc_explaining *e, const struct xc_visit *visit,
                     const struct xc_demand *demand);
/* Why one of a visit's tasks is owed, where something caused it, and who may not come. */
int xc_explain_cause(struct xc_explaining *e, const struct xc_visit *visit,
                     const struct xc_visit_task *task);
/* Whether they keep another crew from it; says so then. */
bool xc_explain_kept_off(struct xc_explaining *e, const struct xc_visit *visit,
                         uint32_t target, const struct xc_demand *demand, uint32_t crew,
                         int *code);

int xc_explain_target(struct xc_explaining *e, uint32_t target);
int xc_explain_person(struct xc_explaining *e, uint32_t person);

#endif
