/* What the commands around draws share: the draws that a programme asks for beside those
 * that are stored, and stored ones made usable again. Private to core/programme. */
#ifndef XC_DRAWING_WORK_H
#define XC_DRAWING_WORK_H

#include "draw/commit.h"
#include "draw/draw.h"
#include "drawing/drawing.h"
#include "workspace/load.h"

/* A programme of an office with the register in force and its draws so far. */
struct xc_draw_office {
    struct xc_session session; /* with the programme's office */
    const struct xc_programme *programme;
    struct xc_register *reg;      /* owned */
    struct xc_workdays *workdays; /* owned */
    struct xc_selection_context history;
    json_t *document;       /* private */
    struct xc_arena *arena; /* borrowed */
    int64_t snapshot;
    struct xc_str rules_digest;    /* hex */
    struct xc_str rules_text;      /* canonical JSON */
    struct xc_stored_draw *stored; /* by commit index, with tables */
    size_t stored_count;
    xc_date today; /* in the programme's zone */
    int offset_minutes;
};

/* Loads everything. policy: a file; NULL: `programme` is given, or with it NULL the rules
 * of the stored plan of `id`. Close also after a failure. */
int xc_draw_office_open(const struct xc_session *session, const char *policy,
                        const struct xc_programme *programme, struct xc_arena *arena,
                        struct xc_draw_office *office, struct xc_error *error);
void xc_draw_office_close(struct xc_draw_office *office);

/* The present, but not before the ledger's newest entry: a beacon that came out between
 * the two is out. */
int xc_draw_now(const struct xc_session *session, struct xc_arena *arena, xc_instant *now,
                struct xc_error *error);

/* Only the stored draws of a programme, with tables. */
int xc_draws_load(const struct xc_session *session, struct xc_str programme,
                  struct xc_arena *arena, struct xc_stored_draw **draws, size_t *count,
                  struct xc_error *error);

/* One draw that a stage asks for. A draw in batches is one for each batch; a seat with
 * more people than one per team makes a further draw, of teams. */
struct xc_draw_slot {
    const struct xc_stage *stage;
    const struct xc_draw_rule *rule;
    struct xc_str label; /* the rule's; with extra its own */
    unsigned extra;      /* 1 … of the crew's extra seats; 0: the draw itself */
    struct xc_str batch; /* "2021-07", or empty */
    unsigned number, batches;
    struct xc_window window;             /* of the batch, or of its visits */
    const struct xc_stored_draw *stored; /* the one that counts, NULL: none */
    unsigned void_count;                 /* stored ones that do not count */
};

/* The draws of a stage (NULL: of all stages) in the order in which they can be committed:
 * outer ones and batches before those that need them. */
int xc_draw_slots(const struct xc_programme *programme, const struct xc_stage *stage,
                  const struct xc_stored_draw *stored, size_t stored_count,
                  struct xc_arena *arena, struct xc_draw_slot **slots, size_t *count,
                  struct xc_error *error);

/* Whether a batch is the one of a day; true for draws without batches. */
bool xc_draw_slot_is_now(const struct xc_draw_slot *slot, xc_date day);

/* What earlier draws leave behind for this one. */
int xc_draw_marks(const struct xc_draw_office *office, const struct xc_draw_slot *slot,
                  struct xc_draw_build *build, struct xc_error *error);

/* A draw made again from its files and its seed, with its substitutions. */
struct xc_drawn {
    struct xc_str id;
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_draw_state state;
    struct xc_stored_sub *subs;
    size_t sub_count;
};
int xc_drawn_make(const struct xc_draw_files *files, struct xc_str id,
                  const struct xc_digest *seed, const struct xc_str *outer,
                  size_t outer_count, struct xc_arena *arena, struct xc_drawn *drawn,
                  const struct xc_progress *progress, struct xc_error *error);

/* The same of a stored draw, whose status must be drawn. draws: all of the programme. */
int xc_drawn_load(const struct xc_session *session, const struct xc_stored_draw *draws,
                  size_t count, const struct xc_stored_draw *stored,
                  struct xc_arena *arena, struct xc_drawn *drawn, struct xc_error *error);

/* The ids that a stored result (canonical JSON) selected, ascending as bytes. */
int xc_draw_selected(struct xc_str result, struct xc_arena *arena, struct xc_str **ids,
                     size_t *count, struct xc_error *error);

/* Those of the draw of that id among draws; none where id is empty. */
int xc_draw_outer_ids(const struct xc_stored_draw *draws, size_t count, struct xc_str id,
                      struct xc_arena *arena, struct xc_str **ids, size_t *id_count,
                      struct xc_error *error);

/* The files of the further draw for the crew's extra seat: its targets are the teams of
 * `base`. others: the further draws before it, whose people are taken as the teams' are.
 */
int xc_draw_extra_build(const struct xc_draw_build *build, unsigned extra,
                        const struct xc_drawn *base, const struct xc_drawn *const *others,
                        size_t other_count, struct xc_arena *arena,
                        struct xc_draw_files *files, struct xc_error *error);

/* A draw's result as the planner reads it: one for each obligation's label. extras: the
 * further draws of its teams, by extra seat; NULL where not drawn. */
int xc_drawn_for_plan(const struct xc_programme *programme,
                      const struct xc_draw_slot *slot, const struct xc_drawn *drawn,
                      const struct xc_drawn *const *extras, size_t extra_count,
                      struct xc_arena *arena, struct xc_plan_draw *plan,
                      struct xc_error *error);

/* What the planner needs of a programme's draws as they are now, substitutions applied,
 * for the obligations of `open`, some of its stages. XC_ENO where one was not run, or the
 * programme is not the one that was committed to. changed: what else of the drawn stages
 * was changed since ("check: title"), joined by "; ". */
int xc_draws_for_plan(const struct xc_session *session,
                      const struct xc_programme *programme,
                      const struct xc_programme *open,
                      const struct xc_stored_draw *stored, size_t stored_count,
                      struct xc_arena *arena, struct xc_plan_draw **draws, size_t *count,
                      struct xc_str *changed, struct xc_error *error);

/* Whether somebody sits in a draw as it is now. */
bool xc_drawn_sits(const struct xc_drawn *drawn, struct xc_str person);

/* Whether somebody sits in one of the others, and came there earlier than into this one:
 * teams and the draws of their further people are drawn one after the other, and a
 * substitution in one may give a seat to who has one in another. That seat stays open. */
bool xc_drawn_yields(const struct xc_drawn *drawn, struct xc_str person,
                     const struct xc_drawn *const *others, size_t count);

/* XC_ENO with what to do about it. */
int xc_draw_not_drawn(const struct xc_programme *programme,
                      const struct xc_draw_slot *slot, struct xc_error *error);

/* All draws of a programme without a store, for tests of policies: each by a seed made of
 * the rules' digest and its name, so that a test sees the same plan everywhere. */
int xc_draw_rehearse(const struct xc_session *session,
                     const struct xc_programme *programme, struct xc_register *reg,
                     struct xc_workdays *workdays,
                     const struct xc_selection_context *history, xc_date today,
                     struct xc_arena *arena, struct xc_plan_draw **draws, size_t *count,
                     struct xc_error *error);

/* "team-1", from 0. */
struct xc_str xc_draw_team_id(size_t team, struct xc_arena *arena);

/* The name of a new draw: programme/label[/batch], and a number where the name was used
 * before. */
int xc_draw_name(const struct xc_draw_office *office, const struct xc_draw_slot *slot,
                 struct xc_str *id, struct xc_error *error);

/* The draw that a further draw of teams is for; NULL: none. */
const struct xc_stored_draw *xc_draw_base(const struct xc_draw_office *office,
                                          const struct xc_draw_slot *slot);

/* Makes the files of one slot. outer_commit: the text of the outer draw's commit. */
int xc_draw_slot_build(const struct xc_draw_office *office,
                       const struct xc_draw_slot *slot, struct xc_str outer_commit,
                       bool at_once, struct xc_draw_files *files, struct xc_error *error);

/* Adds a row to each table of a sealed draw that nobody can guess without its one-time
 * code and that does no harm; the targets' has this flag, which the rules skip. */
#define XC_DRAW_SALT "salt"
int xc_draw_salt(struct xc_str id, const struct xc_digest *code, struct xc_arena *arena,
                 struct xc_draw_files *files, struct xc_error *error);

/* A stored draw in the form that is committed, without its commit. */
struct xc_stored_draw xc_draw_stored(const struct xc_draw_office *office,
                                     const struct xc_draw_slot *slot, struct xc_str id,
                                     const struct xc_draw_files *files);

/* xc_draw_commit of an office that is open; out->arena is not set. */
int xc_draw_commit_office(struct xc_draw_office *office,
                          const struct xc_commit_options *options,
                          struct xc_committed *out, struct xc_error *error);

/* Beacons as a user names them (drand@INSTANT included), at most XC_BEACONS. Refused are
 * values that are out already and fewer than 2^64 outcomes. */
int xc_draw_beacons_name(const struct xc_str *said, size_t said_count, xc_instant now,
                         struct xc_arena *arena, struct xc_beacon_name *names,
                         size_t *count, struct xc_error *error);

/* The canonical value that the user gave for a beacon; for `local` without one random
 * bytes. In the arena. */
int xc_draw_value_find(const struct xc_draw_value *values, size_t value_count,
                       const struct xc_beacon_name *name, struct xc_arena *arena,
                       struct xc_str *value, struct xc_error *error);

/* [{"name","value","checked"}…] as in a record, and back. */
int xc_draw_beacons_write(const struct xc_beacon *beacons, size_t count,
                          struct xc_arena *arena, struct xc_str *text,
                          struct xc_error *error);
int xc_draw_beacons_read(struct xc_str text, struct xc_arena *arena,
                         struct xc_beacon **beacons, size_t *count,
                         struct xc_error *error);

/* The last end of the embargoes, or else of the days, of the visits of a draw's stage, in
 * a plan of its programme; INT64_MAX where the plan has none of its targets yet (a later
 * batch, for example). The draw has a result; reg: to know targets from areas and teams.
 */
int xc_draw_planned_until(const struct xc_loaded_plan *plan,
                          const struct xc_register *reg,
                          const struct xc_stored_draw *draw,
                          const struct xc_stored_sub *subs, size_t sub_count,
                          struct xc_arena *arena, xc_instant *until,
                          struct xc_error *error);

#endif
