/* Tables that come in: CSV, XLSX and JSON become rows of a register.
 *
 * All rows are checked; either all go in, or (skip_bad) the good ones do and the bad ones
 * are handed back with reasons. Nothing is guessed silently: what was skipped, renamed or
 * read loosely is noted in the report. */
#ifndef XC_EXCHANGE_IMPORT_H
#define XC_EXCHANGE_IMPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/progress.h"
#include "register/register.h"
#include "workdays/workdays.h"

enum xc_import_table {
    XC_IMPORT_TARGETS,
    XC_IMPORT_INSPECTORS,
    XC_IMPORT_EXPERTS,
    XC_IMPORT_AREAS,
    XC_IMPORT_ABSENCES,
    XC_IMPORT_RELATIONS,
    XC_IMPORT_CALENDAR,
    XC_IMPORT_OUTCOMES,
    XC_IMPORT_LEADS,
    XC_IMPORT_CHECKLISTS,
    XC_IMPORT_RECEIPTS,
    XC_IMPORT_CLOSURES,
    XC_IMPORT_SCHEDULE
};

enum xc_import_mode {
    XC_IMPORT_MERGE, /* updates and adds; never closes. An empty cell keeps what is there,
                        `-` clears it */
    XC_IMPORT_REPLACE /* what is missing from the file is closed (targets, people) or
                         removed (areas no: they stay; absences, relations: removed). Only
                         columns of the file change; an empty cell clears */
};

enum xc_import_encoding { XC_ENCODING_AUTO, XC_ENCODING_UTF8, XC_ENCODING_GB18030 };

struct xc_import_options {
    enum xc_import_table table;
    enum xc_import_mode mode;
    enum xc_import_encoding encoding;
    struct xc_str map; /* "序号=id,大类=kind", may be empty: header name = column name, or
                          `-`: an attribute */
    bool map_kept;     /* map is from an earlier import: what the file lacks is ignored */
    struct xc_str file; /* the name shown in errors */
    bool skip_bad;
    bool allow_closing; /* --yes: replace may close more than 5 % of what is active */
    struct xc_str default_area; /* the office's area: fills rows without any area, and the
                                   upper levels when only a lower one is named */
    const struct xc_catalogue *catalogue; /* language of the reasons in the rejected CSV;
                                             NULL: English */
    /* Called once when all rows are read and the bytes are needed no more, so that a big
     * file can make room for the register; may be NULL. */
    void (*rows_read)(void *context);
    void *rows_read_context;
};

enum { XC_IMPORT_PROBLEMS_SHOWN = 50 };

/* One bad row. */
struct xc_import_problem {
    unsigned line;
    struct xc_error error; /* file:line:column, the value and what was expected */
};

/* A column of the file: its header as written, and the column of the table that it is
 * read as (NULL: kept as an attribute, or ignored where a table keeps none). */
struct xc_import_heading {
    struct xc_str header;
    const char *column;
};

struct xc_import_report {
    const char *format;   /* "csv", "xlsx", "json" */
    const char *encoding; /* "UTF-8", "UTF-8 with BOM", "GB18030", "CP936" … */
    size_t rows, added, updated, unchanged, closed, bad;
    struct xc_import_problem *problems; /* the first 50, owned by the report's arena */
    size_t problem_count;
    unsigned *bad_lines;      /* all of them, ascending */
    struct xc_message *notes; /* title and total rows skipped, columns kept as attributes,
                                 dates read loosely (echoed as ISO), columns renamed */
    size_t note_count;
    struct xc_import_heading *headings; /* of CSV and XLSX, in the file's order; also
                                           where the file is refused for them */
    size_t heading_count;
    struct xc_buffer
        rejected; /* skip_bad: CSV of the bad rows as they came plus a reason column */
    struct xc_arena *arena;
};
void xc_import_report_free(struct xc_import_report *report);

/* Reads bytes (recognised by content: zip = XLSX, '{' or '[' = JSON, else CSV/TSV; .xls
 * and .et (OLE) and HTML are refused with the cure) and builds the register that results
 * from old (NULL: empty) and the rows; old is not changed and tables not concerned are
 * carried over. With XC_IMPORT_AREAS the rows extend the areas. Not for the tables
 * from XC_IMPORT_CALENDAR on. XC_EINPUT: problems are in the report (the
 * error sums up); *reg is NULL. */
int xc_import_register(struct xc_str bytes, const struct xc_import_options *options,
                       const struct xc_register *old, struct xc_register **reg,
                       struct xc_import_report *report,
                       const struct xc_progress *progress, struct xc_error *error);

/* The calendar table (date, kind, name) from CSV, XLSX or JSON; days live in
 * report->arena. */
int xc_import_calendar(struct xc_str bytes, const struct xc_import_options *options,
                       struct xc_day_fact **days, size_t *count,
                       struct xc_import_report *report, struct xc_error *error);

/* What whoever takes a row says of it. */
enum xc_row_news {
    XC_ROW_NEW,
    XC_ROW_CHANGED, /* something that is stored is said anew */
    XC_ROW_KNOWN,   /* it says what is stored already */
    XC_ROW_UNFILLED /* nobody filled it in */
};
struct xc_row_verdict {
    size_t column; /* of the table, to which a refusal points */
    enum xc_row_news news;
};

/* The columns of the outcomes table, for where a row is refused. */
enum xc_outcome_column {
    XC_OUTCOME_VISIT,
    XC_OUTCOME_TARGET,
    XC_OUTCOME_DATE,
    XC_OUTCOME_RESULT,
    XC_OUTCOME_ITEM,
    XC_OUTCOME_FINDINGS,
    XC_OUTCOME_POINTS,
    XC_OUTCOME_DOCTOR,
    XC_OUTCOME_AMOUNT,
    XC_OUTCOME_DISPOSAL,
    XC_OUTCOME_RECTIFY_BY,
    XC_OUTCOME_CLOSED_ON,
    XC_OUTCOME_ACTUAL_DATE,
    XC_OUTCOME_PEOPLE,
    XC_OUTCOME_CASE,
    XC_OUTCOME_NEW_NAME, /* what was found on site to be different in the register */
    XC_OUTCOME_NEW_ADDRESS,
    XC_OUTCOME_NEW_LEGAL,
    XC_OUTCOME_NEW_STATUS,
    XC_OUTCOME_NEW_KIND,
    XC_OUTCOME_NEW_LEVEL,
    XC_OUTCOME_NEW_ZONE,
    XC_OUTCOME_NEW_ORGANISATION,
    XC_OUTCOME_COLUMNS
};
enum { XC_FOUND_FIELDS = XC_OUTCOME_COLUMNS - XC_OUTCOME_NEW_NAME };

/* The column of targets that a fact found on site is about, from 0: name, address … */
const char *xc_found_field(size_t found);

/* One outcome as the file says it; texts may be empty, dates XC_NO_DATE. */
struct xc_outcome_row {
    unsigned line; /* 0: of no file */
    struct xc_str visit, target;
    xc_date date;        /* the planned day */
    xc_date actual_date; /* on which it was done */
    struct xc_str result, item, findings, doctor, disposal;
    int64_t points;
    int64_t amount; /* in fen */
    xc_date rectify_by, closed_on;
    struct xc_str people; /* ids joined by commas */
    bool opens_case;
    struct xc_str found[XC_FOUND_FIELDS]; /* empty: nothing new */
};

/* Gives every row of the outcomes table that has a result, or anything beside one but
 * what a workbook to be filled in says before, to take, whose XC_EINPUT makes the row
 * bad: its message is placed at verdict->column. Texts of a row live until the next one.
 * XC_EINPUT: problems are in the report. */
int xc_import_outcomes(struct xc_str bytes, const struct xc_import_options *options,
                       int (*take)(void *context, const struct xc_outcome_row *row,
                                   struct xc_row_verdict *verdict,
                                   struct xc_error *error),
                       void *context, struct xc_import_report *report,
                       struct xc_error *error);

/* The columns of the tables of papers: leads, checklists, receipts, closures. */
enum xc_lead_column {
    XC_LEAD_COLUMN_ID,
    XC_LEAD_COLUMN_TARGET,
    XC_LEAD_COLUMN_DATE,
    XC_LEAD_COLUMN_SOURCE,
    XC_LEAD_COLUMN_SEVERITY,
    XC_LEAD_COLUMN_SUMMARY,
    XC_LEAD_COLUMN_STATE,
    XC_LEAD_COLUMN_ASSIGNED,
    XC_LEAD_COLUMN_REPLY_DUE,
    XC_LEAD_COLUMN_VISIT,
    XC_LEAD_COLUMN_ANSWER,
    XC_LEAD_COLUMN_ANSWERED_ON,
    XC_LEAD_COLUMNS
};
enum xc_checklist_column {
    XC_CHECKLIST_LIST,
    XC_CHECKLIST_ITEM,
    XC_CHECKLIST_KIND,
    XC_CHECKLIST_TEXT,
    XC_CHECKLIST_BASIS,
    XC_CHECKLIST_COLUMNS
};
enum xc_receipt_column {
    XC_RECEIPT_DUE,
    XC_RECEIPT_PROGRAMME,
    XC_RECEIPT_TARGET,
    XC_RECEIPT_OFFICE,
    XC_RECEIPT_ON,
    XC_RECEIPT_TIME,
    XC_RECEIPT_COLUMNS
};
enum xc_closure_column {
    XC_CLOSURE_AREA,
    XC_CLOSURE_ZONE,
    XC_CLOSURE_FROM,
    XC_CLOSURE_TO,
    XC_CLOSURE_REASON,
    XC_CLOSURE_COLUMNS
};
enum { XC_PAPER_COLUMNS = XC_LEAD_COLUMNS };

/* One row of such a table. Texts live until the next row. */
struct xc_paper_row {
    unsigned line;
    /* ptr NULL: the file says nothing, what is stored stays; empty: it clears. Dates are
     * written as 2026-03-02, sets with commas. */
    struct xc_str cells[XC_PAPER_COLUMNS];
};

/* As xc_import_outcomes, for options->table. */
int xc_import_papers(struct xc_str bytes, const struct xc_import_options *options,
                     int (*take)(void *context, const struct xc_paper_row *row,
                                 struct xc_row_verdict *verdict, struct xc_error *error),
                     void *context, struct xc_import_report *report,
                     struct xc_error *error);

/* The columns of a schedule, in the order in which `export csv` writes them. */
enum xc_schedule_column {
    XC_SCHEDULE_VISIT,
    XC_SCHEDULE_DATE,
    XC_SCHEDULE_LAST_DAY,
    XC_SCHEDULE_START,
    XC_SCHEDULE_END,
    XC_SCHEDULE_TARGET,
    XC_SCHEDULE_NAME,
    XC_SCHEDULE_KIND,
    XC_SCHEDULE_AREA,
    XC_SCHEDULE_ZONE,
    XC_SCHEDULE_ADDRESS,
    XC_SCHEDULE_CREW,
    XC_SCHEDULE_PEOPLE,
    XC_SCHEDULE_STAGE,
    XC_SCHEDULE_STATUS,
    XC_SCHEDULE_REASON,
    XC_SCHEDULE_REMARKS,
    XC_SCHEDULE_ITEMS,
    XC_SCHEDULE_COLUMNS
};

/* One visit as the file says it; what it does not say is empty, XC_NO_DATE or −1. */
struct xc_schedule_row {
    struct xc_str cells[XC_SCHEDULE_COLUMNS]; /* as written */
    xc_date date, last_day;
    int start, end; /* minutes since midnight */
    unsigned line;
    unsigned places[XC_SCHEDULE_COLUMNS]; /* columns of the file; 0: not there */
};

/* Gives every row of a schedule to take, as xc_import_outcomes does. */
int xc_import_schedule(struct xc_str bytes, const struct xc_import_options *options,
                       int (*take)(void *context, const struct xc_schedule_row *row,
                                   struct xc_row_verdict *verdict,
                                   struct xc_error *error),
                       void *context, struct xc_import_report *report,
                       struct xc_error *error);

/* "12345.6" in fen; false: not an amount of yuan. */
bool xc_amount_parse(struct xc_str text, int64_t *fen);

/* The columns a table knows, in order, for help texts: English name; Chinese names joined
 * by "/". */
struct xc_import_column {
    const char *name;
    const char *chinese;
    bool required;
};
const struct xc_import_column *xc_import_columns(enum xc_import_table table,
                                                 size_t *count);

#endif
