/* What the steps that make a draw's files hand to each other. Private to
 * core/drawing. */
#ifndef XC_DRAWING_FILES_H
#define XC_DRAWING_FILES_H

#include "drawing/drawing.h"

/* One that can be drawn: a row of the register, or what several rows belong to. */
struct xc_draw_unit {
    struct xc_str id;
    struct xc_str stratum;
    uint32_t weight;
    uint32_t row;        /* of the selection's table; XC_NO_ROW: a zone or crew */
    uint32_t area;       /* row of areas as the register has it, or XC_NO_ROW */
    xc_ref organisation; /* 0: none */
};
struct xc_draw_units_list {
    struct xc_draw_unit *units; /* ascending by id */
    size_t count;
};

/* A kind of seats: who may take it. */
struct xc_draw_kind {
    struct xc_str name;
    const struct xc_seat *seat;
    struct xc_str outside; /* area code that nobody comes from, or empty */
    bool apart_area;       /* nor from the target's own area */
    bool used;             /* by this draw */
    struct xc_bitset fits; /* people, once known */
};
struct xc_draw_kinds {
    struct xc_draw_kind *kinds;
    size_t count;
};

struct xc_draw_making {
    const struct xc_draw_build *build;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_draw_seating seating;
    struct xc_draw_kinds kinds;
    bool apart_area;
    struct xc_bitset drawn_areas; /* that outside_drawn is about; size 0: own county */
    struct xc_draw_units_list units;
    struct xc_draw_fixed_people {
        struct xc_str *ids;
        size_t count;
    } * fixed; /* by team */
};

/* draw_seats.c: the seating with its kinds. */
int xc_draw_kinds_make(const struct xc_programme *programme,
                       const struct xc_draw_rule *draw, struct xc_arena *arena,
                       struct xc_draw_seating *seating, struct xc_draw_kinds *kinds,
                       struct xc_error *error);

/* draw_units.c: what a selection of the draw (its from, or of) has in the urn. */
int xc_draw_units_find(const struct xc_draw_making *making,
                       const struct xc_selection *from, struct xc_draw_units_list *list);

/* All areas that a draw of areas can give, whatever is drawn around it. The set is
 * owned by the caller. */
int xc_draw_areas(const struct xc_draw_making *making, struct xc_str label,
                  struct xc_bitset *areas);

/* The code of the area that a row of areas lies in at the level that must differ; empty:
 * none. */
struct xc_str xc_draw_area_cut(const struct xc_draw_making *making, uint32_t area);

/* The table of units as lines. */
int xc_draw_units_write(const struct xc_draw_making *making,
                        const struct xc_draw_units_list *list, struct xc_str *lines);

/* draw_people.c: the people who may take seats, whom they must avoid, and the fixed
 * people of teams. */
int xc_draw_people_write(struct xc_draw_making *making, struct xc_str *lines,
                         struct xc_str *avoid);

/* Finds out who fits a kind; free kind->fits. */
int xc_draw_kind_fit(const struct xc_draw_making *making, struct xc_draw_kind *kind);

/* The kind of a seat of the seating's crew; NULL: none. */
struct xc_draw_kind *xc_draw_kind_of(const struct xc_draw_kinds *kinds,
                                     const struct xc_seat *seat,
                                     const struct xc_crew_rule *rule);

/* Which areas must differ: fills apart_area and drawn_areas, which the caller frees. */
int xc_draw_level_find(struct xc_draw_making *making);

/* The draw of that label in the programme; stage may be NULL. NULL: none. */
const struct xc_draw_rule *xc_draw_rule_find(const struct xc_programme *programme,
                                             struct xc_str label,
                                             const struct xc_stage **stage);

#endif
