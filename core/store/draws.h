/* Draws as stored: what was committed to, what came out. Tables are line sets, as
 * registers are. */
#ifndef XC_STORE_DRAWS_H
#define XC_STORE_DRAWS_H

#include "store/ledger.h"

enum xc_draw_status { XC_DRAW_COMMITTED = 1, XC_DRAW_DRAWN, XC_DRAW_VOID };

struct xc_stored_draw {
    struct xc_str id; /* draw id, unique for good; a draw again is a new id, `…/2` */
    struct xc_str programme;
    struct xc_str stage;
    struct xc_str label;
    struct xc_str batch; /* "2021-07", or empty */
    enum xc_draw_status status;
    xc_instant committed_at, drawn_at;           /* XC_NO_INSTANT: not yet */
    struct xc_str commit;                        /* text */
    struct xc_str rules, targets, people, avoid; /* as in a record */
    struct xc_str names; /* JSON: what people call the ids, for pages; not hashed */
    struct xc_str programme_rules; /* hex digest of the programme's rules then in force */
    struct xc_str document; /* those, canonical JSON; to be stored, empty: not. Never read
                               back: xc_store_rules */
    int64_t snapshot;
    struct xc_str outer;   /* draw id, or empty */
    struct xc_str beacons; /* JSON as in a record; empty before the draw */
    struct xc_str code;    /* 32 bytes, sealed draws after the draw; else empty */
    struct xc_str result;  /* canonical JSON; empty before the draw */
    bool sealed;
    uint64_t commit_index;
    uint64_t result_index; /* of the result or the void; UINT64_MAX: none */
    struct xc_str void_reason, void_by;
    xc_instant voided_at; /* of its entry; XC_NO_INSTANT: it is not void */
};

/* A draw that nobody has run so many days after its commit is late. */
enum { XC_DRAW_LATE_DAYS = 7 };

/* Stores new commits with their ledger entries, all or none. The entry's text is the
 * commit, which must name the files; status, times and indexes of the draws are filled
 * in. XC_ENO: the id exists. */
int xc_store_commit_draws(struct xc_store *store, struct xc_str office,
                          struct xc_stored_draw *draws, size_t count, xc_instant at,
                          struct xc_error *error);

/* Stores results (beacons, code, result) with their result entries, all or none; XC_ENO
 * where one is not committed any more (drawn or void meanwhile). */
int xc_store_finish_draws(struct xc_store *store, struct xc_str office,
                          const struct xc_stored_draw *draws, size_t count, xc_instant at,
                          struct xc_error *error);

/* Voids a draw that was not run: entry `xuncha-void-v1`, id, SHA-256(commit), reason,
 * name. XC_ENO where it was run, or is void already. */
int xc_store_void_draw(struct xc_store *store, struct xc_str office, struct xc_str id,
                       struct xc_str reason, struct xc_str by, xc_instant at,
                       struct xc_error *error);

/* Draws of a programme (programme or stage empty: all), by commit index. tables: with
 * rules, targets, people and avoid. In the arena. */
int xc_store_draws(struct xc_store *store, struct xc_str office, struct xc_str programme,
                   struct xc_str stage, bool tables, struct xc_arena *arena,
                   struct xc_stored_draw **draws, size_t *count, struct xc_error *error);
int xc_store_draw(struct xc_store *store, struct xc_str office, struct xc_str id,
                  struct xc_arena *arena, struct xc_stored_draw *draw,
                  struct xc_error *error);

/* The canonical JSON of rules that were stored with a plan or a draw, by their digest in
 * hex. XC_ENO: there are none. In the arena. */
int xc_store_rules(struct xc_store *store, struct xc_str digest, struct xc_arena *arena,
                   struct xc_str *document, struct xc_error *error);

/* What became of the draws of an office (empty: of all offices) and programme (empty: all
 * of them). */
struct xc_draw_counts {
    uint64_t committed; /* all */
    uint64_t open;      /* neither run nor void */
    uint64_t late;      /* open, and committed to more than XC_DRAW_LATE_DAYS ago */
    uint64_t drawn;
    uint64_t voided;
    uint64_t again; /* entries `xuncha-again-v1`: draws of what was drawn before */
    uint64_t subs;  /* substitutions asked for */
    uint64_t ended; /* of these: ended before their value */
};
int xc_draw_counts(struct xc_store *store, struct xc_str office, struct xc_str programme,
                   xc_instant at, struct xc_draw_counts *counts, struct xc_error *error);

/* Entries `xuncha-again-v1`: what was drawn is drawn again. */
struct xc_draw_again {
    struct xc_str id;     /* of the new draw */
    struct xc_str before; /* of the one drawn before */
    struct xc_str reason, by;
    xc_instant at;
    uint64_t index;
};

/* Those of a programme in their order, in the arena. */
int xc_store_draws_again(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, struct xc_arena *arena,
                         struct xc_draw_again **again, size_t *count,
                         struct xc_error *error);

/* What the ledger's numbers say at an instant about draws that are not shown. */
struct xc_draw_gaps {
    uint64_t entries; /* of the whole ledger */
    uint64_t missing; /* numbers below the newest one that no entry has */
    uint64_t commits; /* entries of commits to draws of the programme */
};
int xc_draw_gaps(struct xc_store *store, struct xc_str office, struct xc_str programme,
                 xc_instant at, struct xc_draw_gaps *gaps, struct xc_error *error);

/* A substitution: first its entry, later its result. */
struct xc_stored_sub {
    struct xc_str draw;
    uint32_t number;
    struct xc_str entry;
    struct xc_str closed; /* the entry as the ledger has it, where that hides who leaves
                             (draw/commit.h); else empty */
    struct xc_str blind;  /* 32 bytes that open that; else empty */
    struct xc_str visit;  /* id of the visit it was asked for */
    struct xc_str beacons, code, result; /* empty before the value */
    struct xc_str void_reason, void_by;  /* where it was ended before its value */
    uint64_t entry_index;
    uint64_t end_index; /* of the void; UINT64_MAX: it was not ended */
    xc_instant at;
    xc_instant done_at; /* of the entry of its result or end; XC_NO_INSTANT: it waits */
};

/* Fills in at and entry_index. number must follow the draw's newest one: XC_ENO where
 * somebody was faster, or the draw was not run. */
int xc_store_open_sub(struct xc_store *store, struct xc_str office,
                      struct xc_stored_sub *sub, xc_instant at, struct xc_error *error);

/* draw, number, beacons, code and result; XC_ENO where it has a result already. */
int xc_store_finish_sub(struct xc_store *store, struct xc_str office,
                        const struct xc_stored_sub *sub, xc_instant at,
                        struct xc_error *error);

/* Whether it has neither a result nor an end. */
bool xc_store_sub_waits(const struct xc_stored_sub *sub);

/* Ends a substitution that waits: entry `xuncha-sub-void-v1`, draw, j, SHA-256 of its
 * entry as the ledger has it, reason, name. Its number stays used. XC_ENO: it does not
 * wait. */
int xc_store_void_sub(struct xc_store *store, struct xc_str office, struct xc_str draw,
                      uint32_t number, struct xc_str reason, struct xc_str by,
                      xc_instant at, struct xc_error *error);
int xc_store_subs(struct xc_store *store, struct xc_str office, struct xc_str draw,
                  struct xc_arena *arena, struct xc_stored_sub **subs, size_t *count,
                  struct xc_error *error);

#endif
