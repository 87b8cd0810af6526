/* Draws of a programme's stages: urns from the register, commit, run, void, records
 * (docs/draw.md). What core/draw does not know about: policies, registers, the store. */
#ifndef XC_DRAWING_DRAWING_H
#define XC_DRAWING_DRAWING_H

#include "draw/record.h"
#include "plan/plan.h"
#include "store/draws.h"
#include "workspace/session.h"

/* A flag that the office keeps beside the register: a target that was replaced in an
 * earlier draw must be in this one, a target that an earlier batch drew stays out. */
#define XC_DRAW_REPLACED "replaced-before"
#define XC_DRAW_BEFORE   "drawn-before"
struct xc_draw_mark {
    struct xc_str target;
    bool replaced; /* else drawn by an earlier batch */
};

/* The files of one draw of a stage as the register has it on a day. strata: a value of
 * the field `by`, "all" without one, the outer draw's areas within one. people: those who
 * may take a seat and whose certificate holds; capacity what max_visits and per_day leave
 * of the stage's days. The same programme, register and day give the same bytes. */
struct xc_draw_build {
    const struct xc_register *reg;
    const struct xc_programme *programme;
    const struct xc_stage *stage;
    const struct xc_draw_rule *draw;
    const struct xc_selection_context *history;
    const struct xc_workdays *workdays; /* must cover the stage's window */
    xc_date day;             /* certificates, absences and relations hold on it */
    struct xc_digest within; /* of the outer commit, where draw->outer is set */
    bool at_once;            /* the value may come with the commit (local draws) */
    const struct xc_draw_mark *marks; /* ascending by target, each at most once */
    size_t mark_count;
    unsigned batch, batches;             /* 1 … batches, with draw->batches; else 0 */
    const struct xc_draw_number *before; /* drawn by earlier batches, by stratum */
    size_t before_count;
};

/* The message of XC_ENO where a batch has nothing to draw. */
extern const char xc_draw_nothing[];

/* Makes the files; their texts live in the arena. XC_ENO: nothing to draw in this batch;
 * XC_EPOLICY: what the rules ask for cannot be drawn, for example a fixed seat that fits
 * two people. */
int xc_draw_build(const struct xc_draw_build *build, struct xc_arena *arena,
                  struct xc_draw_files *files, struct xc_error *error);

/* A place in the crews that a draw deals, in the order dealt: its kind is the role's
 * word, and "-2", "-3" … behind it for a role's further conditions in the stage. */
struct xc_draw_place {
    struct xc_str kind;
    enum xc_person_role role;
};

/* Whom a draw deals. With teams, each team's fixed places come first, then `places`. */
struct xc_draw_seating {
    const struct xc_stage *stage; /* whose obligation the people are for; NULL: nobody */
    const struct xc_obligation *obligation;
    bool panel_only; /* a draw of crews for the obligation's panel */
    struct xc_draw_place *places;
    size_t place_count;
    struct xc_draw_fixed {
        struct xc_draw_place *places;
        const struct xc_seat **seats; /* by place */
        size_t count;
    } * teams;
    size_t team_count;
};
int xc_draw_seating(const struct xc_programme *programme, const struct xc_draw_rule *draw,
                    struct xc_arena *arena, struct xc_draw_seating *seating,
                    struct xc_error *error);

struct xc_commit_options {
    const char *policy;
    struct xc_str stage;
    const struct xc_str *beacons; /* names, or drand@INSTANT */
    size_t beacon_count;
    bool sealed;
    struct xc_str secret; /* sealed: the joined shares */
    struct xc_str reason; /* of a draw again */
    struct xc_str by;
};
struct xc_committed {
    struct xc_stored_draw *draws; /* in order; commit texts to publish */
    size_t count;
    struct xc_arena *arena;
};
int xc_draw_commit(const struct xc_session *session,
                   const struct xc_commit_options *options, struct xc_committed *out,
                   struct xc_error *error);
void xc_committed_free(struct xc_committed *committed);

/* NAME=VALUE as typed; the name is the beacon's first words ("drand", "lottery ssq",
 * "dice", "local") or its whole text. */
struct xc_draw_value {
    struct xc_str name;
    struct xc_str value; /* or @FILE's content */
};
int xc_draw_stage_run(const struct xc_session *session, struct xc_str programme,
                      struct xc_str stage, const struct xc_draw_value *values,
                      size_t value_count, struct xc_str secret, struct xc_committed *out,
                      struct xc_error *error);

/* The record of a stored draw, substitutions included, as JSON (new reference). A sealed
 * draw before the embargo's end is XC_ENO. */
int xc_draw_record(const struct xc_session *session, struct xc_str id, json_t **record,
                   struct xc_error *error);

/* Appends the name of a draw's file: its id without slashes, and an ending such as
 * ".record.json". */
void xc_draw_file_name(struct xc_buffer *out, struct xc_str id, const char *ending);

/* The same for people: a page (report/record_page.h) of a record's JSON, the name of its
 * file and the digest of that in hex, with the Chinese catalogue (NULL: in English only).
 * Names come from the office's newest register, titles and zone from the
 * programme as it was when the draw was committed to. */
int xc_draw_page(const struct xc_session *session, const struct xc_catalogue *chinese,
                 json_t *json, struct xc_str file, struct xc_str digest,
                 struct xc_buffer *out, struct xc_error *error);

/* Sealed, and the embargo of its stage's visits has not ended (or they are not planned).
 */
bool xc_draw_is_closed(const struct xc_session *session,
                       const struct xc_stored_draw *draw, struct xc_arena *arena);

/* The label of a further draw of a stage's teams that can be committed to now, and has to
 * be before the stage is planned; empty: there is none. In the arena. */
int xc_draw_further(const struct xc_session *session, struct xc_str programme,
                    struct xc_str stage, struct xc_arena *arena, struct xc_str *label,
                    struct xc_error *error);

/* Opens a sealed draw after its embargo: derives the code again, compares it with the
 * commitment, and enters it in the ledger (`xuncha-open-v1`, draw id, code in hex; once).
 * code: in hex, in the arena. */
int xc_draw_unseal(const struct xc_session *session, struct xc_str id,
                   struct xc_str secret, struct xc_arena *arena, struct xc_str *code,
                   struct xc_error *error);

/* A quick draw for `plan`: commits to `local` and runs at once. seed: the user's text, or
 * empty: random bytes. Every output says what that is worth. Refused where the programme
 * has a public or sealed seed. */
int xc_draw_local(const struct xc_session *session, const struct xc_programme *programme,
                  const struct xc_stage *stage, struct xc_str seed,
                  struct xc_error *error);

#endif
