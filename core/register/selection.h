/* Selections: which targets, people or areas are meant. Lazy, composable, data only.
 *
 * JSON form (in rules): an object with "op":
 *   {"op":"all","table":"targets"|"people"|"areas"}
 *   {"op":"where","of":S,"field":NAME,"in":[words…]}          field equals, or set holds,
 * any of
 *   {"op":"where","of":S,"field":NAME,"min":N,"max":N}        numbers (either may be left
 * out)
 *   {"op":"where","of":S,"field":NAME,"from":DATE,"to":DATE}  dates (either may be left
 * out)
 *   {"op":"within","of":S,"area":CODE} · {"op":"outside","of":S,"area":CODE}
 *        CODE may also be {"drawn":LABEL}: the area a template stands for
 *   {"op":"and"|"or"|"minus","of":[S,S]}
 *   {"op":"history","of":S,"what":"visited"|"failed"|"leads"|"missing","name":TEXT}
 *        what an earlier stage, an outcome, an open lead (name: its source) or a receipt
 *        that did not come (name: id of the due item) says; resolved by the caller
 * Fields are those of register.h (targets: id name kind level ownership area zone
 * organisation legal status flags credit weight minutes last_visit co_designated; people:
 * id pool name unit department area crew roles certificate_until specialties status;
 * areas: code name level); kind also knows the group word "medical". History fields of
 * targets are what the office has stored about them up to the day asked for (see
 * xc_selection_context.column): visits, findings, points, severity, cases, failed_years,
 * and last_visit, where the later of the register's and the office's counts. Any other
 * field is an extra attribute. */
#ifndef XC_REGISTER_SELECTION_H
#define XC_REGISTER_SELECTION_H

#include "base/arena.h"
#include "base/bitset.h"
#include "register/register.h"

#include <jansson.h>

enum xc_selection_op {
    XC_SELECT_ALL,
    XC_SELECT_WHERE,
    XC_SELECT_WITHIN,
    XC_SELECT_OUTSIDE,
    XC_SELECT_AND,
    XC_SELECT_OR,
    XC_SELECT_MINUS,
    XC_SELECT_HISTORY
};

enum xc_compare { XC_COMPARE_IN, XC_COMPARE_NUMBER, XC_COMPARE_DATE };

/* A node; in an arena, texts too. Read-only outside selection.c. */
struct xc_selection {
    enum xc_selection_op op;
    enum xc_table table;             /* what it selects */
    const struct xc_selection *left; /* "of" */
    const struct xc_selection *right;
    struct xc_str field;
    enum xc_compare compare;
    struct xc_str *words; /* IN: sorted as bytes, no repeats */
    size_t word_count;
    bool has_min, has_max;
    int64_t min, max;         /* numbers, or dates as xc_date */
    struct xc_str area;       /* WITHIN, OUTSIDE: the code, or empty with drawn set */
    struct xc_str drawn;      /* label of the draw whose area is meant */
    struct xc_str what, name; /* HISTORY */
};

/* Reads and checks the JSON form; depth ≤ 64. The result lives in the arena. */
int xc_selection_parse(const json_t *json, struct xc_arena *arena,
                       const struct xc_selection **selection, struct xc_error *error);

/* The canonical JSON form; a new reference, NULL: no memory. */
json_t *xc_selection_json(const struct xc_selection *selection);

/* What the register cannot know. Both members may be NULL (then such a node is an error).
 */
struct xc_selection_context {
    /* Sets the bits of the rows meant; 0 or a code. */
    int (*history)(void *context, const struct xc_selection *node,
                   const struct xc_register *reg, struct xc_bitset *out,
                   struct xc_error *error);
    /* Gives a value per row of targets for a history field: visits and points of the
     * calendar year, open findings, the highest severity of an open lead, open cases,
     * failed years running; last_visit as xc_date. The array has reg->targets.count
     * entries and belongs to the callee; NULL: nothing is stored, all 0 (XC_NO_DATE). May
     * be NULL as a whole: then these fields are errors, but for last_visit. */
    int (*column)(void *context, struct xc_str field, const struct xc_register *reg,
                  const int64_t **values, struct xc_error *error);
    void *context;
    struct xc_str drawn_area; /* the area that {"drawn":…} stands for just now */
};

/* Evaluates: *rows gets one bit per row of the table (made here, owned by the caller). A
 * field that is no column and no attribute of any row is an error with a suggestion. A
 * million rows and one predicate take about 5 ms. */
int xc_selection_run(const struct xc_selection *selection, const struct xc_register *reg,
                     const struct xc_selection_context *context, struct xc_bitset *rows,
                     struct xc_error *error);

/* True for visits, findings, points, severity, cases, failed_years. */
bool xc_selection_field_is_history(struct xc_str field);

/* Whether what it means depends on what happened, which no register tells: it needs a
 * context, and means others on another day. NULL does not. */
bool xc_selection_asks_history(const struct xc_selection *selection);

/* True where the field is a column of the table, or history (not an attribute). */
bool xc_selection_field_known(enum xc_table table, struct xc_str field);

#endif
