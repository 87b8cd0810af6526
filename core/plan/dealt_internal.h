/* Visits whose people were dealt by a draw: dates are chosen around them, before anything
 * else is planned. Zone bounds are not promised. */
#ifndef XC_PLAN_DEALT_INTERNAL_H
#define XC_PLAN_DEALT_INTERNAL_H

#include "plan/plan_internal.h"

enum { XC_BOOK_SLOTS = 24 * 60 / XC_GRID_MINUTES };

/* Quarters of an hour of a day; bit 0 is midnight. */
struct xc_slots {
    uint64_t bits[2];
};

/* dealt_book.c: the working days of the people who were dealt, and what takes their time.
 * Days are working days of the horizon, from 0. */
struct xc_book {
    const struct xc_plan_input *input;
    struct xc_arena *arena;
    xc_date base;
    uint32_t days;
    xc_date *dates;
    uint32_t *day_at;  /* date − base → working day, or the next one */
    uint32_t *week_of; /* days → week, from 0 */
    uint32_t weeks;
    uint32_t people;
    uint32_t *slot_of;     /* rows of people → 0 … people − 1, or XC_NO_ROW */
    uint32_t *row_of;      /* and back */
    struct xc_slots *busy; /* people × days: visits */
    uint8_t *away;         /* people × days: bits as xc_register_away */
    uint16_t *visits;      /* people × days */
    uint16_t *year_visits; /* people × years */
    int first_year;
    uint32_t years;
};

/* A stretch of days and hours that a visit would take. */
struct xc_stretch {
    uint32_t day;
    uint32_t days;   /* of the visit */
    uint32_t travel; /* days on the road before, and as many behind */
    unsigned start, end;
    unsigned setup; /* minutes of the way, before start */
};

/* Makes the book of the people of these rows over [from, to]. */
int xc_book_start(struct xc_book *book, const struct xc_plan_input *input,
                  const uint32_t *rows, uint32_t count, xc_date from, xc_date to,
                  struct xc_arena *arena, struct xc_error *error);

/* Working days from … to; false: none. */
bool xc_book_days(const struct xc_book *book, xc_date from, xc_date to, uint32_t *lo,
                  uint32_t *hi);

/* Notes (sign 1) or forgets (−1) that people are busy. */
void xc_book_take(struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_stretch *stretch, int sign);

/* A visit that stays as it is, of whatever programme. */
void xc_book_visit(struct xc_book *book, const struct xc_visit *visit);

/* The earliest time of the stretch's day at which all people are free for its setup and
 * minutes of work; with alone, only absences and hours count. False: none. */
bool xc_book_find(const struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_hours *hours, unsigned minutes, bool alone,
                  struct xc_stretch *stretch);

/* True where they are free at exactly that time. */
bool xc_book_free(const struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_hours *hours, const struct xc_stretch *stretch);

struct xc_dealt_crew {
    struct xc_str id;
    uint32_t *people; /* rows of people in seat order */
    uint32_t count;
    bool team;               /* it has a name of its own */
    uint32_t available_days; /* on which all of them can work */
};
struct xc_dealt {
    struct xc_visit *visits; /* ascending by id */
    size_t visit_count;
    struct xc_dealt_crew *crews; /* ascending by id */
    uint32_t crew_count;
    struct xc_unmet *unmet; /* reason: index into reasons */
    size_t unmet_count;
    uint64_t unmet_minutes;
    uint64_t alone_visits, alone_minutes; /* of them, impossible by themselves */
    struct xc_plan_move *moves;           /* likewise */
    size_t move_count, moved, moved_bound;
    struct xc_message *reasons;
    size_t reason_count, reason_room;
    struct xc_message *notes;
    size_t note_count, note_room;
    uint32_t target_count;
    struct xc_arena *arena;
};

struct xc_dealt_unit { /* a visit that is asked for */
    const struct xc_stage *stage;
    const struct xc_obligation *obligation;
    const struct xc_plan_dealt *dealt;
    const struct xc_visit *kept; /* as it was; NULL: new */
    uint32_t target;             /* row */
    uint32_t number;             /* from 1 */
    uint32_t crew;
    uint32_t lo, hi; /* days; lo > hi: none */
    uint32_t minutes;
    bool placed;
    bool bound_to_move; /* kept, and its day or crew is impossible */
    struct xc_stretch at;
    char id[XC_VISIT_ID_BYTES];
};

/* What dealt_units.c, dealt.c and dealt_write.c share. */
struct xc_dealing {
    const struct xc_plan_input *input;
    const struct xc_register *reg;
    struct xc_dealt *out;
    struct xc_arena *arena;
    struct xc_book book;
    struct xc_dealt_unit *units;
    uint32_t count, room;
    struct xc_dealt_crew *crews;
    uint32_t crew_count;
    uint32_t *next_of_crew;    /* units → next unit of the crew, or XC_NO_NEED */
    uint32_t *first_of_crew;   /* crews */
    uint32_t *next_of_target;  /* units → next of the target, or XC_NO_NEED */
    uint32_t *first_of_target; /* targets */
    uint32_t *next_fixed;      /* fixed → next of the target, or XC_NO_NEED */
    uint32_t *first_fixed;     /* targets */
    uint32_t *next_kept;       /* the same of kept visits */
    uint32_t *first_kept;
    uint64_t *load;      /* weeks: minutes placed */
    uint32_t *week_days; /* weeks: working days */
};

/* dealt_units.c: what is asked for, whose it is, and what is there already. */
int xc_dealt_list(struct xc_dealing *s, struct xc_error *error);
const struct xc_hours *xc_dealt_hours(const struct xc_dealing *s,
                                      const struct xc_dealt_unit *unit);
struct xc_str xc_dealt_zone(const struct xc_dealing *s, const struct xc_dealt_unit *unit);

/* Why one found none. */
enum xc_verdict xc_dealt_judge(struct xc_dealing *s, struct xc_dealt_unit *unit,
                               struct xc_message *message);

/* dealt_write.c: the visits, what is unmet and what moved. */
int xc_dealt_write(struct xc_dealing *s, struct xc_error *error);

/* True where the obligation's people are dealt. */
bool xc_dealt_asks(const struct xc_obligation *obligation);

/* True where some obligation of the programme has people dealt. */
bool xc_dealt_any(const struct xc_programme *programme);

/* True where the visit was made for such an obligation. */
bool xc_dealt_is(const struct xc_programme *programme, const struct xc_visit *visit);

/* Chooses dates for them. Kept visits of dealt obligations stay where they can. */
int xc_dealt_run(const struct xc_plan_input *input, struct xc_arena *arena,
                 struct xc_dealt *dealt, struct xc_error *error);

/* dealt_join.c: what the planner plans beside them (in the arena), and the plan of both.
 */
int xc_dealt_beside(const struct xc_plan_input *input, const struct xc_dealt *dealt,
                    struct xc_plan_input *beside, struct xc_error *error);
int xc_dealt_join(const struct xc_plan_input *input, const struct xc_dealt *dealt,
                  struct xc_plan *plan, struct xc_error *error);

#endif
