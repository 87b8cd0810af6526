/* A replan: what becomes of the visits that may move but should not. */
#ifndef XC_PLAN_KEEP_INTERNAL_H
#define XC_PLAN_KEEP_INTERNAL_H

#include "plan/plan_internal.h"

enum { XC_KEEP_PEOPLE = 6 };

/* A kept visit in rows and working days, and what becomes of it. Whatever all visits are
 * asked for stands here: they themselves lie in the order of ids, which is nobody's else.
 * So do these at first; once needs are gathered they lie by crew, in it by id. */
struct xc_keep {
    const struct xc_visit_person *seats; /* of the visit: its people */
    uint32_t kept;                       /* the visit: of input.kept */
    uint32_t need;   /* that it fulfils first; XC_NO_NEED: nobody asks for it */
    uint32_t crew;   /* row of the crew itself; XC_NO_ROW: it does not exist any more */
    int32_t day;     /* working day, or -1 */
    uint32_t reason; /* why it could not stay exactly as it was, if told */
    uint16_t start, end, minutes; /* minutes: of one of its days */
    uint8_t seat_count;
    uint8_t people[XC_KEEP_PEOPLE]; /* by place: which of the crew's; if seated */
    bool seated : 1;  /* its people are those that its need asks for, still in the crew */
    bool one_day : 1; /* ends where it begins */
    bool single : 1;  /* has one task, … */
    bool same : 1;    /* which it fulfils for the same stage */
    bool dropped : 1; /* nobody asks for it */
    bool exact : 1;   /* stays exactly as it was, at least until repair needs its place */
    bool certain : 1; /* … whatever becomes of visits of other crews */
    bool bound : 1;   /* no plan leaves it on its day with its crew */
    bool told : 1;
};

/* keep_read.c: finds the needs of kept visits, before any joins another. */
int xc_keep_match(struct xc_job *job, struct xc_error *error);

/* Whether a kept visit stays exactly as it was. */
bool xc_keep_stayed(const struct xc_job *job, const struct xc_keep *keep);
/* Those that do not, by id. NULL: no memory. */
uint32_t *xc_keep_list_others(const struct xc_job *job, size_t *count);

/* keep.c: leaves in their cells those that can stay, and the others open. */
int xc_keep_run(struct xc_job *job, struct xc_error *error);
/* Whether it can stay exactly as it is; its people get their seats. do_it: it does. */
bool xc_keep_stays(struct xc_job *job, struct xc_keep *keep, const struct xc_visit *visit,
                   bool do_it);
/* The row that takes the visits of its crew in its need's shift. */
uint32_t xc_keep_row(const struct xc_job *job, const struct xc_keep *keep);
/* Puts it where it was, with the people who have its seats. */
void xc_keep_anchor(struct xc_job *job, const struct xc_keep *keep, uint8_t stays);
/* The halves of its day that a visit touches. */
unsigned xc_keep_halves(const struct xc_job *job, unsigned start, unsigned end);

/* keep_exact.c: those that can stay exactly as they are, crew by crew. Judge finds them
 * before any takes the place of another; place puts those there whom nobody disturbs, and
 * lists the others that could, to be asked about one after the other. */
struct xc_keep_crews {
    uint32_t *order; /* a crew's keeps that have a need and a day, by time; each crew's
                        from job.keep_first on */
    uint32_t *count; /* crews: how many these are */
    bool *slow;      /* crews: somebody else's visits may disturb theirs */
};
int xc_keep_judge(struct xc_job *job, struct xc_keep_crews *crews);
void xc_keep_place(struct xc_job *job, const struct xc_keep_crews *crews);

/* keep_why.c: why one cannot stay. Each keeps the first reason it is told. */
void xc_keep_because(struct xc_job *job, struct xc_keep *keep,
                     const struct xc_message *message);
void xc_keep_tell_dropped(struct xc_job *job, struct xc_keep *keep,
                          const struct xc_visit *visit);
/* Why somebody is no member of the crew any more. */
void xc_keep_tell_left(struct xc_job *job, struct xc_keep *keep, uint32_t crew,
                       struct xc_str person);
/* Why a member cannot take a place that it had: the first rule without which it could. */
void xc_keep_tell_person(struct xc_job *job, struct xc_keep *keep, uint32_t member,
                         uint32_t day, unsigned halves);

/* keep_crews.c: the people that the plan's visits show together, and that the register
 * puts into no crew; ascending by id, people by row. For use once the register's crews
 * are there. */
struct xc_kept_crew {
    struct xc_str id;
    const uint32_t *people;
    uint32_t count;
};
int xc_keep_crews(struct xc_job *job, struct xc_kept_crew **crews, uint32_t *crew_count,
                  struct xc_error *error);

/* resettle.c: new cells for those that cannot stay, zones together. */
int xc_resettle_run(struct xc_job *job, struct xc_error *error);

/* moves.c: what became of the kept visits, once all needs have their times. Fill gives a
 * need's visit the identity of the kept one, and all of it where nothing is different; as
 * it was says so at a glance, and may miss some. */
int xc_moves_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);
void xc_moves_fill(const struct xc_job *job, uint32_t need, struct xc_visit *visit);
bool xc_moves_as_it_was(const struct xc_job *job, const struct xc_keep *keep);

/* Whether the embargo of a visit that stays ends when it was said to: days off that came
 * later move that, unless it is over. */
bool xc_moves_same_embargo(const struct xc_job *job, const struct xc_stage *stage,
                           const struct xc_visit *before);

#endif
