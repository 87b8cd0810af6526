/* Private to exchange: one import while it runs, and how its tables take a row. */
#ifndef XC_EXCHANGE_IMPORTING_H
#define XC_EXCHANGE_IMPORTING_H

#include "base/bitset.h"
#include "exchange/header.h"
#include "exchange/lookup.h"
#include "exchange/report.h"
#include "exchange/run.h"
#include "exchange/sheet.h"

struct xc_import_table_ops;

enum { XC_VOCABULARIES = XC_WORDS_ROLE + 1, XC_LOOSE_SHOWN = 5 };

struct xc_importing {
    const struct xc_import_table_ops *ops;
    const struct xc_import_options *options;
    const struct xc_register *old; /* never NULL here */
    struct xc_register_builder *builder;
    struct xc_import_report *report;
    struct xc_sheet *sheet;
    struct xc_header header;
    struct xc_sheet_row row; /* the one being read */
    struct xc_buffer clean;  /* rewritten texts of this row; never grows, so views hold */
    struct xc_buffer scratch; /* short-lived */
    struct xc_buffer attributes;
    struct xc_lookup ids;        /* key of a row → its line */
    struct xc_lookup areas;      /* what the area cells said → row of old areas */
    struct xc_lookup area_names; /* every name of an area, whole and shortened */
    struct xc_lookup words[XC_VOCABULARIES];
    struct xc_lookup names; /* name of a person → row, XC_NO_ROW where several have it */
    struct xc_lookup organisations; /* their names */
    struct xc_lookup relations;     /* key of an old relation → its row */
    bool area_names_ready, names_ready, organisations_ready, relations_ready;
    struct xc_bitset named;   /* rows of the old table that the file names */
    struct xc_bitset written; /* those among them that went in anew */
    uint32_t default_area;    /* row of old areas or XC_NO_ROW */
    size_t loose_dates, merged_cells, line_breaks, no_roles, reopened, found_by_name,
        still_closed;
    bool may_suggest; /* the row's message will be shown in full */
};

/* What replace does with the old rows that the file does not name; merge keeps them all.
 */
enum xc_unnamed_rows {
    XC_UNNAMED_STAY,
    XC_UNNAMED_GO,
    XC_UNNAMED_CLOSE /* those that are open */
};

/* A table's way of taking rows. row: XC_EINPUT, with the message in error, makes the row
 * bad; other codes end the import. open and add_closed, for XC_UNNAMED_CLOSE only:
 * whether an old row can be closed by this file, and how it goes in as closed. */
struct xc_import_table_ops {
    enum xc_table table;
    int (*row)(struct xc_importing *importing, struct xc_error *error);
    enum xc_unnamed_rows unnamed;
    bool (*open)(const struct xc_importing *importing, uint32_t row);
    int (*add_closed)(struct xc_importing *importing, uint32_t row,
                      struct xc_error *error);
};
extern const struct xc_import_table_ops xc_import_targets_ops;
extern const struct xc_import_table_ops xc_import_people_ops;
extern const struct xc_import_table_ops xc_import_areas_ops;
extern const struct xc_import_table_ops xc_import_absences_ops;
extern const struct xc_import_table_ops xc_import_relations_ops;

/* XC_EINPUT unless the key is new in this file; keeps it. column: where to point. */
int xc_importing_claim(struct xc_importing *importing, size_t column, struct xc_str key,
                       struct xc_error *error);

/* The row that was read is in the builder: counts it as added (old XC_NO_ROW), unchanged
 * or updated. same: it says what the old row says. */
void xc_importing_count(struct xc_importing *importing, uint32_t old, bool same);

/* True where a row that is in the file is closed in the register and the file has no
 * column of the status: replace opens it, merge leaves it closed. */
bool xc_importing_reopen(const struct xc_importing *importing, size_t status_column,
                         enum xc_status *status);

/* Counts such a row, once it is in the builder. */
void xc_importing_count_closed(struct xc_importing *importing);

/* Opens the sheet, finds its header and gives every row to take. names_needed: as for
 * xc_header_find. progress may be NULL. */
int xc_importing_read(
    struct xc_importing *importing, struct xc_str bytes, bool names_needed,
    int (*take)(void *context, const struct xc_run *run, struct xc_error *error),
    void *context, const struct xc_progress *progress, struct xc_error *error);

/* A whole import of a table that has no register behind it: gives every row to take,
 * whose XC_EINPUT without a place is placed at verdict->column, and counts by
 * verdict->news. Says which columns of the file are not stored. */
int xc_importing_rows(struct xc_str bytes, const struct xc_import_options *options,
                      int (*take)(void *context, struct xc_importing *importing,
                                  struct xc_row_verdict *verdict, struct xc_error *error),
                      void *context, struct xc_import_report *report,
                      struct xc_error *error);

/* Frees what the import holds, not the struct. */
void xc_importing_release(struct xc_importing *importing);

#endif
