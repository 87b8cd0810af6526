/* What a draw is made from: its rules and its canonical tables (docs/draw.md §2), read
 * from text and checked to the byte. Text in, columns out: nothing of the register, the
 * policy or the database is known here, so that a published record is all that anyone
 * needs.
 *
 * Texts are borrowed: they must outlive the urn, whose views point into them. Rows keep
 * the tables' order: ascending by their first field as bytes. */
#ifndef XC_DRAW_URN_H
#define XC_DRAW_URN_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    XC_DRAW_NUMBER_MAX = 1000000, /* the largest number in tables and rules */
    XC_DRAW_ID_BYTES = 256,       /* a draw id, at most */
    XC_DRAW_SEATS = 64,           /* seats of a target, at most */
    XC_DRAW_TEAMS = 64,
    XC_DRAW_DELAY = 600 /* seconds from commit to value where the rules say nothing */
};

/* The tables and rules of one draw as text, as in `files` of a record. */
struct xc_draw_files {
    struct xc_str rules;   /* canonical JSON without a final LF */
    struct xc_str targets; /* lines, each ended by LF; empty: no rows */
    struct xc_str people;
    struct xc_str avoid;
};

enum xc_draw_method { XC_DRAW_SRS = 1, XC_DRAW_PPS, XC_DRAW_ORDER };

/* A number for a stratum. */
struct xc_draw_number {
    struct xc_str stratum;
    uint32_t n;
};

/* The rules document, docs/draw.md §2. */
struct xc_draw_rules {
    enum xc_draw_method method;
    bool has_share;
    uint64_t share_a, share_b; /* 0 < a ≤ b */
    bool has_floors;           /* the share is over all strata together */
    struct xc_draw_number *n;  /* ascending by stratum; numbers, or floors with a share */
    size_t n_count;
    struct xc_str *skip; /* flags, ascending */
    size_t skip_count;
    struct xc_str *must;
    size_t must_count;
    bool has_within;
    struct xc_digest within; /* SHA-256 of the outer commit */
    uint32_t delay;          /* seconds */
    bool deals;              /* people are dealt */
    struct xc_str *seats;    /* kinds in the order given; a kind may occur twice */
    size_t seat_count;
    bool apart_area, apart_organisation;
    bool balance;
    bool has_teams;
    struct xc_draw_team {
        struct xc_str *fixed; /* people's ids, in the order given */
        size_t fixed_count;
    } * teams;
    size_t team_count;
};

/* Columns of `targets`. A target is whatever is drawn: an institution, an area, a crew.
 */
struct xc_draw_targets {
    uint32_t count;
    struct xc_str *id;
    uint32_t *stratum; /* index into strata */
    uint32_t *weight;
    struct xc_str *organisation; /* empty: none, which equals nothing */
    struct xc_str *area;
    struct xc_str *flags;  /* the set as written; empty: none */
    struct xc_str *strata; /* names, ascending as bytes */
    uint32_t strata_count;
};

struct xc_draw_people {
    uint32_t count;
    struct xc_str *id;
    struct xc_str *organisation;
    struct xc_str *area;
    uint32_t *capacity;   /* targets in this draw */
    struct xc_str *seats; /* kinds as written; empty: none */
};

/* Rows of `avoid` whose person and target are both in the urn, as row numbers, ascending
 * by person, then target. Unknown ids do no harm. */
struct xc_draw_avoid {
    size_t count;
    uint32_t *person;
    uint32_t *target;
    size_t *first; /* of each person, and count at the end */
};

struct xc_urn {
    struct xc_draw_files files;
    struct xc_digest rules_digest;   /* SHA-256 of the rules' text */
    struct xc_digest targets_digest; /* Merkle roots over the lines */
    struct xc_digest people_digest;
    struct xc_digest avoid_digest;
    uint64_t avoid_rows; /* of the table, unknown ids included */
    struct xc_draw_rules rules;
    struct xc_draw_targets targets;
    struct xc_draw_people people;
    struct xc_draw_avoid avoid;
};

/* Reads and checks everything: canonical form, order, ranges, ids without ':' and ',',
 * no control characters, NFC, floors and seats that make sense. XC_EINPUT names the table
 * and line ("targets:17: …") or the place in the rules ("rules: select.n: …"). A draw
 * with a panel (§8) is XC_EINPUT: this version does not run them. */
int xc_urn_read(const struct xc_draw_files *files, struct xc_arena *arena,
                struct xc_urn *urn, struct xc_error *error);

/* True where the set, as written, holds the word. */
bool xc_draw_set_has(struct xc_str set, struct xc_str word);

/* True where the person may never sit in a crew of the target: a row of avoid, or the
 * same value in a field of `apart`. Seats and capacity are not looked at. */
bool xc_urn_barred(const struct xc_urn *urn, uint32_t person, uint32_t target);

/* Row of an id by binary search; UINT32_MAX: none. */
uint32_t xc_urn_find_target(const struct xc_urn *urn, struct xc_str id);
uint32_t xc_urn_find_person(const struct xc_urn *urn, struct xc_str id);

#endif
