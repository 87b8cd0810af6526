/* What the house does by itself: everything whose day has come and that waits for nobody.
 * Each chore is done once, whoever asks how often, and what was missed while nothing ran
 * is made up for. Nothing is ever approved, published or drawn from a public value here:
 * what needs a person is told as waiting.
 *
 * - A stage that opened since the programme was planned is planned: a draft is planned
 *   again by its policy file with the parameters it was made with; a draft that somebody
 *   changed by hand is replanned, which keeps what they did. An approved plan is
 * replanned where all that changes lies behind its approval and stays a draft; else it
 * waits.
 * - Drafts of reports are written from their draft day on, and anew each day until their
 *   day is over, as long as nobody worked on them.
 * - The ledger is checked once a day, against the newest checkpoint kept, and a
 * checkpoint is kept once a month where it holds.
 * - Sign-ins that are over are forgotten, and files that somebody was killed over
 * removed.
 *
 * Days are those of the programme's zone. A clock that jumps does no harm: chores done
 * for a day that has not come are done again when it comes. */
#ifndef XC_PROGRAMME_TICK_H
#define XC_PROGRAMME_TICK_H

#include "workspace/session.h"

struct xc_tick_options {
    const char *lock;        /* a file, made where it is missing: one tick at a time */
    const char *policies;    /* folder of policy files; NULL: drafts are replanned */
    const char *drafts;      /* folder; drafts lie in OFFICE/PROGRAMME below it */
    const char *checkpoints; /* folder; a file of each month, 2026-03.txt */
    bool office_named;       /* only the session's office */
};

enum xc_tick_chore {
    XC_TICK_STAGE = 1, /* opened: planned, or to be replanned */
    XC_TICK_DRAFT,     /* of a report */
    XC_TICK_CHECK,     /* of the ledger */
    XC_TICK_CHECKPOINT
};
const char *xc_tick_chore_word(enum xc_tick_chore chore); /* stage, draft … */

enum xc_tick_fate {
    XC_TICK_DONE = 1,
    XC_TICK_WAITS, /* for a person; error says why, its hint what to do */
    XC_TICK_FAILED /* tried again at the next tick */
};
const char *xc_tick_fate_word(enum xc_tick_fate fate);

struct xc_tick_item {
    enum xc_tick_chore chore;
    enum xc_tick_fate fate;
    struct xc_str office, programme; /* empty: of the workspace */
    struct xc_str what;              /* stages, or the path of a file */
    int64_t number;                  /* of the draft plan that was made; else 0 */
    uint64_t unmet;                  /* visits that it could not place */
    struct xc_error error;
    struct xc_tick_item *next;
};

/* What a programme owes now. */
struct xc_tick_dues {
    struct xc_str office, programme;
    uint64_t overdue, today, soon; /* items whose day is over, has come, or is near */
    struct xc_tick_dues *next;
};

struct xc_tick {
    struct xc_tick_item *first, *last;
    struct xc_tick_dues *first_due, *last_due; /* those that owe something */
    size_t fates[XC_TICK_FAILED + 1];
    struct xc_tick_ledger {
        xc_instant at; /* of its last check, also an earlier one; XC_NO_INSTANT: none */
        bool sound;
        uint64_t entries;
        uint64_t findings;
    } ledger;
    xc_instant next; /* when something is to be done, or is seen differently: the end of
                        the day or of an embargo. Always after now */
    bool reveals;    /* it is the end of an embargo */
    struct xc_arena *arena; /* private */
};

/* Does all of it. What cannot be done is an item and stops nothing else; a failure is one
 * of the workspace itself. Free also after a failure. */
int xc_tick_run(const struct xc_session *session, const struct xc_tick_options *options,
                struct xc_tick *tick, struct xc_error *error);
void xc_tick_free(struct xc_tick *tick);

#endif
