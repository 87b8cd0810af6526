/* Substitution (docs/draw.md §8): first an entry in the ledger that says who leaves and
 * why, later the value that says who comes in, then the changed visits. */
#ifndef XC_DRAWING_SUBSTITUTE_H
#define XC_DRAWING_SUBSTITUTE_H

#include "drawing/drawing.h"

enum { XC_SUBSTITUTE_NAMES = 4 };

struct xc_substitute_options {
    struct xc_str visit; /* id; or of a target that was drawn, but could not be planned */
    /* The first step. */
    struct xc_str person; /* who leaves; empty: the visit's target does */
    struct xc_str reason; /* a code: closed, refused, recused … */
    const char *evidence; /* a file, of which the entry holds the digest; NULL: none */
    const struct xc_str *beacons;
    size_t beacon_count;
    struct xc_str witnesses[XC_SUBSTITUTE_NAMES]; /* before whom dice are thrown */
    size_t witness_count;
    struct xc_str secret; /* both steps of sealed draws */
    /* The second step. */
    const struct xc_draw_value *values;
    size_t value_count;
};

struct xc_substituted {
    struct xc_str draw;
    uint32_t number;
    struct xc_str visit; /* for the second step */
    struct xc_str entry; /* to publish, as the ledger has it */
    bool closed;         /* whom it is about is not to be said yet: a sealed draw */
    bool done;           /* the value was given */
    bool none;           /* nobody is left: the visit, or the seat, is void */
    bool person;
    bool elsewhere; /* who comes in has a seat in another draw of these teams already:
                       this one stays open, and somebody else has to be asked for */
    struct xc_str leaves, in;
    size_t visits; /* that were changed */
    struct xc_str programme;
    struct xc_arena *arena;
};

/* Enters a substitution. XC_ENO: one of the draw still waits for its value, or the draw
 * has nothing to do with the visit. Free `out` also after a failure. */
int xc_substitute_ask(const struct xc_session *session,
                      const struct xc_substitute_options *options,
                      struct xc_substituted *out, struct xc_error *error);

/* Completes the one that was asked for with this visit. */
int xc_substitute_run(const struct xc_session *session,
                      const struct xc_substitute_options *options,
                      struct xc_substituted *out, struct xc_error *error);

/* Ends one that waits, so that others can follow; its number stays used. XC_ENO: it does
 * not wait, or its value is out by a clock that everybody has (docs/draw.md §8). */
int xc_substitute_void(const struct xc_session *session, struct xc_str draw,
                       uint32_t number, struct xc_str reason, struct xc_str by,
                       struct xc_error *error);
void xc_substituted_free(struct xc_substituted *out);

#endif
