/* Private to exchange: one import while it runs, and how its tables take a row. */
#ifndef XC_EXCHANGE_IMPORTING_H
#define XC_EXCHANGE_IMPORTING_H

#include "base/bitset.h"
#include "exchange/header.h"
#include "exchange/lookup.h"
#include "exchange/report.h"
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

/* A table's way of taking rows. row: XC_EINPUT, with the message in error, makes the row
 * bad; other codes end the import. finish: what happens to the old rows. */
struct xc_import_table_ops {
    enum xc_table table;
    int (*row)(struct xc_importing *importing, struct xc_error *error);
    int (*finish)(struct xc_importing *importing, struct xc_error *error);
};
extern const struct xc_import_table_ops xc_import_targets_ops;
extern const struct xc_import_table_ops xc_import_people_ops;
extern const struct xc_import_table_ops xc_import_areas_ops;
extern const struct xc_import_table_ops xc_import_absences_ops;
extern const struct xc_import_table_ops xc_import_relations_ops;

/* XC_EINPUT unless the key is new in this file; keeps it. column: where to point. */
int xc_importing_claim(struct xc_importing *importing, size_t column, struct xc_str key,
                       struct xc_error *error);

/* XC_EINPUT with --yes as the hint where replace would close too many of the active rows.
 */
int xc_importing_may_close(struct xc_importing *importing, size_t closing, size_t active,
                           struct xc_error *error);

#endif
