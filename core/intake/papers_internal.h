/* Private to programme: how each table of papers takes a row. */
#ifndef XC_INTAKE_PAPERS_INTERNAL_H
#define XC_INTAKE_PAPERS_INTERNAL_H

#include "casework/papers.h"
#include "exchange/lookup.h"
#include "intake/desk.h"
#include "intake/papers.h"
#include "report/due_items.h"
#include "workspace/load.h"

struct xc_papers {
    const struct xc_session *session;
    const struct xc_papers_kind *kind;
    enum xc_import_table table;
    enum xc_import_mode mode;
    struct xc_arena *arena;
    struct xc_register *reg; /* owned */
    struct xc_desk *desk;    /* leads only; owned */
    int offset;              /* of the office's clock, east of UTC */
    xc_date today;
    struct xc_fact *known; /* in force, by id */
    size_t known_count;
    uint64_t newest;
    struct xc_fact *taken; /* owned */
    unsigned *lines;       /* on which each stood; owned */
    size_t count, capacity;
    struct xc_lookup places; /* id → its place among taken */

    struct xc_check_item *items; /* checklists: in force, by list and place */
    size_t item_count;
    struct xc_lookup item_ids;    /* id of the fact → its place among items */
    struct xc_lookup item_places; /* id of the fact → place in its list */
    struct xc_papers_list *lists;
    size_t list_count;
    struct xc_closure *closures; /* in force, as known is */

    struct xc_loaded loaded; /* receipts: the plans that owe something */
    bool plans_read;
    struct xc_due_owed {
        const struct xc_loaded_plan *plan;
        struct xc_due_item *items; /* by id */
        size_t count;
    } * owed; /* by programme */
    size_t owed_count;
};

/* A table's way. */
struct xc_papers_kind {
    enum xc_fact_kind kind;
    bool replaces;
    int (*open)(struct xc_papers *papers, struct xc_error *error);
    int (*take)(struct xc_papers *papers, const struct xc_paper_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error);
    /* Mode replace: whether a fact that the file does not name goes. */
    bool (*goes)(const struct xc_papers *papers, size_t known);
};
extern const struct xc_papers_kind xc_papers_leads, xc_papers_checklists,
    xc_papers_receipts, xc_papers_closures;

/* Keeps a fact that was checked, unless the file says it twice alike. XC_EINPUT: twice
 * with other content. */
int xc_papers_keep(struct xc_papers *papers, const struct xc_fact *fact,
                   const struct xc_paper_row *row, struct xc_row_verdict *verdict,
                   struct xc_error *error);

/* XC_EINPUT at this column where the file leaves it empty. */
int xc_papers_needed(const struct xc_papers *papers, const struct xc_paper_row *row,
                     size_t column, struct xc_row_verdict *verdict,
                     struct xc_error *error);

/* The column of the table with this name, which casework refused. */
size_t xc_papers_column(const struct xc_papers *papers, const char *name);

/* A date cell of a row; XC_NO_DATE: none. */
xc_date xc_papers_date(const struct xc_paper_row *row, size_t column);

/* A target that the register holds. */
int xc_papers_target(const struct xc_papers *papers, struct xc_str target,
                     struct xc_error *error);

#endif
