/* Changes by hand: a visit moved, swapped, pinned, cancelled, added. Every one is checked
 * against every hard rule of the planner before anything is stored; a breach is refused
 * with its name, and nothing changes. A later replan respects them. */
#ifndef XC_HAND_HAND_H
#define XC_HAND_HAND_H

#include "workspace/load.h"

enum xc_hand_kind {
    XC_HAND_MOVE = 1, /* another day, hour, crew or people; it is pinned then */
    XC_HAND_SWAP,     /* two visits exchange day, hour and crew; where a draw dealt the
                         people of one, both keep theirs */
    XC_HAND_PIN,      /* stays where it is in every replan */
    XC_HAND_UNPIN,
    XC_HAND_CANCEL, /* published: stays visible as cancelled; a draft goes. It is not
                       planned again */
    XC_HAND_ADD     /* one that no obligation asks for */
};

struct xc_hand_change {
    enum xc_hand_kind kind;
    struct xc_str visit;         /* id; ADD: empty */
    struct xc_str other;         /* SWAP: the other one */
    struct xc_str programme;     /* ADD, where several have a stage of that name */
    struct xc_str stage, target; /* ADD */
    xc_date date;                /* XC_NO_DATE: as it is */
    int start;            /* minutes of the day; −1: the first free time of its crew */
    unsigned minutes;     /* ADD; 0: as the stage or the target says */
    struct xc_str crew;   /* empty: as it is */
    struct xc_str people; /* "P1,P2": in the order of the seats; empty: as it is, or
                             the crew's */
    struct xc_str reason;
    struct xc_str place; /* file:line:column of a table that is read back; may be empty */
};

/* What a change would do or did. A draft that is cancelled is kept as void, so that its
 * obligation is not planned again. */
struct xc_hand_effect {
    const struct xc_hand_change *change;
    struct xc_visit before, after; /* before.id empty: added */
    const struct xc_plan_head *plan;
};

struct xc_hand_result {
    struct xc_hand_effect *effects;
    size_t effect_count;
    struct xc_hand_breach {
        const struct xc_hand_change *change; /* NULL: all together */
        struct xc_str visit;
        struct xc_message message; /* the rule, and whom or what it collides with */
    } * breaches;
    size_t breach_count;
    struct xc_hand_breach
        *warnings; /* rules that a changed visit broke before, and breaks
                      still: it is pinned now, and no replan mends it */
    size_t warning_count;
    xc_date possible; /* with one move or addition that is refused: the nearest day on
                         which it would keep every rule; else XC_NO_DATE */
    bool stored;
    struct xc_loaded loaded;
    struct xc_arena *arena; /* private */
};

/* All changes together, or none. XC_ENO: breaches (in the result, the error names the
 * first). XC_EINPUT: an unknown visit, a done or past one, a day without working hours.
 * dry_run: stores nothing. Only breaches that the changes cause count: what was wrong
 * before stays as it was, and is among the warnings. */
int xc_hand_apply(const struct xc_session *session, const struct xc_hand_change *changes,
                  size_t count, bool dry_run, struct xc_hand_result *result,
                  struct xc_error *error);
void xc_hand_free(struct xc_hand_result *result);

/* Whether the visit's people were dealt by a draw: a substitution replaces them, no
 * change by hand. */
bool xc_hand_dealt(const struct xc_loaded *loaded, const struct xc_visit *visit);

/* Gives an error the place of the change that it is about, where that has one. */
void xc_hand_place(const struct xc_hand_change *change, struct xc_error *error);

#endif
