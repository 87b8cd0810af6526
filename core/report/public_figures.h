/* What an office publishes about one programme, as numbers: its stages as far as the
 * public may know of their visits, every commitment to a draw and what became of it, how
 * often inspectors leave what they were dealt, and what the numbers of the ledger leave
 * out. Each figure is defined here, once. */
#ifndef XC_REPORT_PUBLIC_FIGURES_H
#define XC_REPORT_PUBLIC_FIGURES_H

#include "draw/commit.h"
#include "plan/visit.h"
#include "store/draws.h"

/* One stored draw with its rules, and what was asked for since. */
struct xc_public_drawn {
    const struct xc_stored_draw *draw;
    bool open; /* its result may be known now */
    const struct xc_stored_sub *subs;
    size_t sub_count;
};

struct xc_public_facts {
    struct xc_str id;                     /* of the programme */
    const struct xc_programme *programme; /* NULL: no plan of it was published */
    const struct xc_visit *const *visits; /* those that the public may see now */
    size_t visit_count;
    const struct xc_public_drawn *draws; /* by commit */
    size_t draw_count;
    const struct xc_draw_again *again;
    size_t again_count;
    struct xc_draw_gaps gaps;
    xc_instant at; /* now: what was entered later does not count */
};

/* Visits that are published and not cancelled, as far as the public may see them; an
 * embargoed stage looks like one without visits. */
struct xc_public_stage {
    const struct xc_stage *stage;
    uint64_t targets; /* different targets of its visits */
    uint64_t visited; /* those of them with an outcome of such a visit, whatever it was */
    uint64_t visits;
    uint64_t done; /* visits with an outcome */
};

enum xc_public_state {
    XC_PUBLIC_WAITING = 1, /* for its value */
    XC_PUBLIC_LATE,        /* the same, XC_DRAW_LATE_DAYS after the commitment */
    XC_PUBLIC_DRAWN,
    XC_PUBLIC_VOID
};
const char *xc_public_state_word(enum xc_public_state state); /* "waiting" … */

struct xc_public_reason {
    struct xc_str code;
    uint64_t count;
};

struct xc_public_draw {
    const struct xc_stored_draw *draw;
    struct xc_str beacons; /* as the commitment names them */
    enum xc_public_state state;
    bool local;                        /* nobody outside can check it */
    bool unsigned_value;               /* a drand value, whose signature nobody checked */
    const struct xc_draw_again *again; /* NULL: its matter was not drawn before */
    bool hidden;                       /* drawn, and not to be known yet: 0 and none in
                                          all that follows */
    uint64_t targets;                  /* drawn */
    uint64_t people;                   /* different people in its crews or teams */
    uint64_t seats;                    /* places that they fill, fixed ones included */
    uint64_t subs;                     /* substitutions asked for */
    uint64_t subs_open;                /* of them: wait for their value */
    uint64_t subs_ended;   /* of them: ended before their value, by two people */
    uint64_t subs_void;    /* of them: nobody was left to come in */
    uint64_t subs_local;   /* of them: by local randomness */
    uint64_t subs_missing; /* numbers below the newest one that none has */
    struct xc_public_reason *reasons; /* of the substitutions, ascending by code */
    size_t reason_count;
};

/* How often somebody left a place that a draw had dealt: a seat at a target, or in teams
 * the place in the team. Places that the policy fixed are not dealt. Who comes in for
 * somebody, or with a target that comes in, is dealt a place more. Left counts from the
 * entry on, whether or not its value ever comes. */
struct xc_public_rate {
    struct xc_str person;
    uint64_t dealt, left;
    struct xc_fraction rate; /* left / dealt in lowest terms; 0/1 where none was dealt */
};

struct xc_public_figures {
    struct xc_str id;
    const struct xc_programme *programme; /* as in the facts */
    xc_instant at;
    struct xc_public_stage *stages; /* in the programme's order */
    size_t stage_count;
    struct xc_public_draw *draws; /* by commit */
    size_t draw_count;
    struct xc_public_rate *rates; /* ascending by person, of the draws that are not
                                     hidden */
    size_t rate_count;
    uint64_t waiting, late, drawn, voided; /* draws by state; together all of them */
    uint64_t again;                        /* of them: of what was drawn before */
    uint64_t subs;                         /* of the draws that are not hidden */
    uint64_t missing_entries; /* numbers of the ledger below its newest one that no
                                 entry has. How many entries there are is nobody's
                                 business: plans under an embargo make some */
    uint64_t missing_draws;   /* commitments in the ledger that are not among the draws */
    uint64_t missing_subs;    /* numbers of substitutions that none has */
};

/* Everything in the arena; texts are borrowed from the facts. XC_EENV: a stored result,
 * commitment or entry cannot be read. */
int xc_public_figures(const struct xc_public_facts *facts, struct xc_arena *arena,
                      struct xc_public_figures *figures, struct xc_error *error);

#endif
