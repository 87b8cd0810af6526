/* The workspace on disk: one SQLite file (WAL, synchronous FULL, STRICT tables) that
 * several processes may use at once. Every writing function is one transaction: it is
 * stored whole, before it returns XC_OK, or not at all. Registers, plans, approvals,
 * replans and settings are entered in the ledger (ledger.h) in the same transaction,
 * which needs the key file beside the database; reading does not.
 *
 * Large things (a register's tables, a plan's visits) are sets of canonical lines, cut
 * into chunks at places the content decides and stored once per content, so that a small
 * change costs one chunk and equal content nothing. Of large ones a derived form is kept
 * beside the lines (derived.h) that is read several times as fast; it says nothing that
 * the lines do not say, and reading goes on from the lines where it is missing or
 * damaged. */
#ifndef XC_STORE_STORE_H
#define XC_STORE_STORE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/progress.h"
#include "plan/visit.h"
#include "register/register.h"
#include "workdays/workdays.h"

enum { XC_STORE_SCHEMA = 9 };

struct xc_store;

/* Creates the file (0600), whole or not at all; XC_EUSAGE where it or a file that SQLite
 * would take for its log exists. workspace_key: 32 bytes that UIDs and visit ids are made
 * from. */
int xc_store_create(const char *path, const uint8_t workspace_key[XC_KEY_BYTES],
                    struct xc_error *error);

/* Opens, checks that it is a workspace of this or an older version and migrates the older
 * one. XC_EENV: no file (with the hint `xuncha init`), not a workspace, a newer one. path
 * is always the name of a file, never a URI. */
int xc_store_open(const char *path, struct xc_store **store, struct xc_error *error);
void xc_store_close(struct xc_store *store);

/* Runs write, which calls several writing functions of the store, as one transaction: all
 * of them are stored, or none. write must end at the first one that fails, with its code.
 * Inside another one it is part of that one. */
int xc_store_together(struct xc_store *store,
                      int (*write)(void *context, struct xc_error *error), void *context,
                      struct xc_error *error);

/* Several reads that see one state, alone or inside a transaction; whoever writes
 * meanwhile does not wait. */
int xc_store_reading(struct xc_store *store, struct xc_error *error);
void xc_store_read(struct xc_store *store);

/* A number that differs from what it was before where another process, or another
 * connection of this one, has written to the workspace since. Takes a few microseconds.
 */
int xc_store_changes(struct xc_store *store, int64_t *number, struct xc_error *error);

int xc_store_workspace_key(struct xc_store *store, uint8_t key[XC_KEY_BYTES],
                           struct xc_error *error);

/* ---- Settings of an office ("" = of the workspace) ---- */

/* Copies the value into the arena; empty where there is none. */
int xc_store_get_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_arena *arena, struct xc_str *value,
                         struct xc_error *error);

/* at: the time of its ledger entry; a value that is set already makes none. */
int xc_store_set_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_str value, xc_instant at, struct xc_error *error);

/* ---- Registers ---- */

struct xc_snapshot {
    int64_t number; /* 1… per office */
    xc_instant at;
    struct xc_str reason;
    struct xc_str digest;                 /* of the register, hex */
    struct xc_str tables[XC_TABLE_COUNT]; /* "<rows> <hex>" */
};

/* Stores a register as the office's next snapshot, if its digest differs from the newest
 * one. expected: the number of the snapshot it was built on (0: none); another process
 * having stored a newer one meanwhile is XC_ENO "changed meanwhile". *number: the
 * snapshot now in force, 0 on failure. */
int xc_store_save_register(struct xc_store *store, struct xc_str office,
                           const struct xc_register *reg, int64_t expected, xc_instant at,
                           struct xc_str reason, int64_t *number,
                           const struct xc_progress *progress, struct xc_error *error);

/* The snapshot's head; number 0: the newest one. XC_ENO: there is none. Texts in the
 * arena. */
int xc_store_snapshot(struct xc_store *store, struct xc_str office, int64_t number,
                      struct xc_arena *arena, struct xc_snapshot *snapshot,
                      struct xc_error *error);

/* The register of a snapshot, checked against its digests. Owned by the caller, who lets
 * go of it with xc_register_free: the store keeps a hold on the last one. */
int xc_store_load_register(struct xc_store *store, struct xc_str office, int64_t number,
                           struct xc_register **reg, const struct xc_progress *progress,
                           struct xc_error *error);

/* Calls line for each canonical line of a table of a snapshot, in order, without building
 * the register (for diff). */
int xc_store_each_line(struct xc_store *store, struct xc_str office, int64_t number,
                       enum xc_table table,
                       int (*line)(void *context, struct xc_str line), void *context,
                       struct xc_error *error);

/* ---- Calendars: the office's own days over the country's file ---- */

/* replace: forgets first what the office had of the years that are covered now; other
 * years stay. Where none is covered, an office's own days of the years of these days.
 * What the office has afterwards is entered in the ledger unless it was already, and what
 * is replaced is kept (replaced.h). */
int xc_store_save_days(struct xc_store *store, struct xc_str office, bool replace,
                       const struct xc_day_fact *days, size_t count, const int *years,
                       size_t year_count, xc_instant at, struct xc_error *error);

/* As they were known at an instant (XC_NO_INSTANT: now). */
int xc_store_load_days(struct xc_store *store, struct xc_str office, xc_instant at,
                       struct xc_workdays_builder *builder, struct xc_error *error);

/* ---- Programmes and plans ---- */

enum xc_plan_status { XC_PLAN_DRAFT = 1, XC_PLAN_APPROVED, XC_PLAN_SUPERSEDED };

struct xc_plan_head {
    struct xc_str programme;
    int64_t number; /* 1… per programme */
    enum xc_plan_status status;
    int64_t revision;        /* rises with every change, replan and approval of it */
    xc_instant at;           /* when it was made */
    xc_instant replanned_at; /* the newest replan, which what follows is of;
                                XC_NO_INSTANT: it was never replanned */
    xc_date as_of;
    int64_t snapshot;
    struct xc_str register_digest;
    struct xc_str policy;       /* the file's name, for people */
    struct xc_str rules;        /* canonical JSON */
    struct xc_str rules_digest; /* hex SHA-256 of rules, checked both ways */
    bool provisional;
    struct xc_str summary; /* JSON: unmet, crews, notes, totals */
    uint64_t visits;       /* that count, without later changes by hand */
    /* the newest approval; empty and XC_NO_… where it is a draft */
    struct xc_str approved_by;
    xc_instant approved_at;
    xc_date approved_until; /* XC_NO_DATE: all */
};

/* Gives the next line, or an empty view at the end; 0 or a code. Visit ids do not
 * repeat. */
typedef int (*xc_store_next_line)(void *context, struct xc_str *line,
                                  struct xc_error *error);

/* Stores a draft: head (number, status, approval are ignored) and its visits, one line
 * each: the visit's id, TAB, canonical JSON. An earlier draft of the programme is
 * superseded. XC_ENO where the newest plan is approved (hint: replan). *number: the new
 * one, 0 on failure. next runs inside the transaction and must not write to the store. */
int xc_store_save_plan(struct xc_store *store, struct xc_str office,
                       const struct xc_plan_head *head, xc_store_next_line next,
                       void *context, int64_t *number, struct xc_error *error);

/* The newest plan of the programme (number 0), or that one. XC_ENO: none. Texts in the
 * arena. */
int xc_store_plan(struct xc_store *store, struct xc_str office, struct xc_str programme,
                  int64_t number, struct xc_arena *arena, struct xc_plan_head *head,
                  struct xc_error *error);

/* The same as replans and approvals up to an instant (XC_NO_INSTANT: all) made it. Who
 * approved it, and its revision, are always those of now. */
int xc_store_plan_at(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t number, xc_instant at,
                     struct xc_arena *arena, struct xc_plan_head *head,
                     struct xc_error *error);

/* Its visits as lines, changes applied, in the order they were stored in; visits that a
 * change added come last. Damage may show only after lines were given: on failure, use
 * none of them. */
int xc_store_each_visit(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number,
                        int (*line)(void *context, struct xc_str line), void *context,
                        struct xc_error *error);

/* The same as they were at an instant (XC_NO_INSTANT: now): without later changes. */
int xc_store_each_visit_at(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number, xc_instant at,
                           int (*line)(void *context, struct xc_str line), void *context,
                           struct xc_error *error);

/* One version of a visit. */
struct xc_visit_version {
    struct xc_str line;
    struct xc_str next; /* the line that replaced it; empty: none did (xc_store_each_
                           replaced: it was taken away, or a newer plan superseded it) */
    unsigned number;    /* rises from version to version of a visit, also from plan to
                           plan of its programme */
    xc_instant until;   /* when it was replaced; XC_NO_INSTANT: it is in force */
};

/* The same as xc_store_each_visit_at, with the versions' numbers. */
int xc_store_each_version(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, xc_instant at,
                          int (*found)(void *context,
                                       const struct xc_visit_version *version),
                          void *context, struct xc_error *error);

/* The same visits in the same order, read: from their derived form where there is one,
 * else from their lines. revision is the version's number. Texts and lists go to the
 * arena; lists may be shared among visits and are not to be changed. */
int xc_store_read_visits(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t number, xc_instant at,
                         struct xc_arena *arena,
                         int (*found)(void *context, struct xc_visit *visit),
                         void *context, struct xc_error *error);

/* Every version of a visit that was replaced after an instant (XC_NO_INSTANT: ever) by a
 * change of the newest plan, or of an earlier one, or because the plan was superseded.
 * The versions of one visit come oldest first within a plan, plans newest first. */
int xc_store_each_replaced(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, xc_instant since,
                           int (*found)(void *context,
                                        const struct xc_visit_version *version),
                           void *context, struct xc_error *error);

/* What happened to a plan: the visit and its line (empty: it was removed), or an empty
 * visit and a summary. */
typedef int (*xc_store_later_found)(void *context, xc_instant at, struct xc_str visit,
                                    struct xc_str text);

/* The changes made of a plan's visits after an instant, up to another one (XC_NO_INSTANT:
 * now), in the order in which they were made. */
int xc_store_each_change(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t number, xc_instant after,
                         xc_instant until, xc_store_later_found found, void *context,
                         struct xc_error *error);

/* The summaries of its replans in the same time, the oldest first. */
int xc_store_each_summary(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, xc_instant after,
                          xc_instant until, xc_store_later_found found, void *context,
                          struct xc_error *error);

/* The summary of a plan as it was at an instant (XC_NO_INSTANT: now). */
int xc_store_summary_at(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, xc_instant at,
                        struct xc_arena *arena, struct xc_str *summary,
                        struct xc_error *error);

/* The numbers of the plan and of the register that were the newest ones at an instant;
 * *plan or *snapshot is 0 where there was none yet. */
int xc_store_numbers_at(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, xc_instant at, int64_t *plan,
                        int64_t *snapshot, struct xc_error *error);

/* The number of the register that was in force at an instant (XC_NO_INSTANT: the newest),
 * or when the programme was planned for the first time where that was later; 0: there was
 * none. */
int xc_store_register_at(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, xc_instant at, int64_t *number,
                         struct xc_error *error);

/* Records changed visits (an empty line removes one) over the base, in one transaction.
 * XC_ENO where number is not the newest plan. */
struct xc_visit_change {
    struct xc_str visit; /* id */
    struct xc_str line;
    struct xc_str reason;
};
int xc_store_change_visits(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number,
                           const struct xc_visit_change *changes, size_t count,
                           xc_instant at, struct xc_error *error);

/* Records a replan in one transaction: changed visits over the base, and of head what the
 * plan rests on now: at (stored as replanned_at), as_of, snapshot, register_digest,
 * provisional, summary, visits. programme, number and revision are those of the plan as
 * it was read; what changed it meanwhile is XC_ENO. Approvals stay. */
int xc_store_replan(struct xc_store *store, struct xc_str office,
                    const struct xc_plan_head *head,
                    const struct xc_visit_change *changes, size_t count,
                    struct xc_error *error);

/* An approval of a plan up to a day. A visit is published by the first one that reaches
 * it. */
struct xc_approval {
    struct xc_str by;
    xc_instant at;
    xc_date until; /* XC_NO_DATE: all */
};

/* All approvals of a plan, each reaching further than the one before. In the arena. */
int xc_store_approvals(struct xc_store *store, struct xc_str office,
                       struct xc_str programme, int64_t number, struct xc_arena *arena,
                       struct xc_approval **approvals, size_t *count,
                       struct xc_error *error);

/* Approves the newest plan up to a day (XC_NO_DATE: all); approving again may only extend
 * it. */
int xc_store_approve(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, struct xc_str by, xc_instant at,
                     xc_date until, struct xc_error *error);

/* Calls found for the newest plan of every programme of the office, by programme id. */
int xc_store_each_plan(struct xc_store *store, struct xc_str office,
                       int (*found)(void *context, const struct xc_plan_head *head),
                       void *context, struct xc_error *error);

/* ---- Health, for doctor ---- */

/* Runs the database's own checks, re-hashes everything stored and looks for lost rows;
 * calls problem for each finding and stops where that returns non-zero, with that. A
 * database that cannot be read is a finding, not a failure. */
int xc_store_check(struct xc_store *store,
                   int (*problem)(void *context, const struct xc_message *message),
                   void *context, struct xc_error *error);

/* Makes every derived form again from its lines and compares; calls problem for each that
 * differs or is damaged, and stops where that returns non-zero, with that. Lines that
 * cannot be read are not told again. */
int xc_store_check_derived(struct xc_store *store,
                           int (*problem)(void *context,
                                          const struct xc_message *message),
                           void *context, struct xc_error *error);

/* Makes derived forms again that are damaged, or missing where they are worth while. No
 * more than that is mended: the lines are what is stored. */
int xc_store_mend(struct xc_store *store, struct xc_error *error);

#endif
