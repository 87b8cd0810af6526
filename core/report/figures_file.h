/* Figures that one office hands to the office above it: counts of one programme up to a
 * day, and nothing that names a target or a person (docs/figures.md). As signed JSON, and
 * as a form that can be filled in by hand. */
#ifndef XC_REPORT_FIGURES_FILE_H
#define XC_REPORT_FIGURES_FILE_H

#include "report/rates.h"

enum {
    XC_FIGURES_ROWS = 20000,
    XC_FIGURES_COUNT_MOST = 999999999,
    XC_FIGURES_TEXT_BYTES = 1024,
    XC_FIGURES_BYTES = 16 << 20
};

/* What a row counts. Rows stand in this order, those of one part ascending. */
enum xc_figures_part {
    XC_FIGURES_TOTAL = 0, /* from the beginning up to the day */
    XC_FIGURES_PERIOD,    /* in the period, up to the day */
    XC_FIGURES_KIND,      /* up to the day, of one kind of target */
    XC_FIGURES_AREA,      /* up to the day, of one area directly below the office */
    XC_FIGURES_MONTH,     /* from the beginning up to the end of a month, or the day */
    XC_FIGURES_HALF,      /* in a half-year, up to the day */
    XC_FIGURES_PARTS
};
const char *xc_figures_part_word(enum xc_figures_part part); /* total, period … */
const char *xc_figures_part_chinese(enum xc_figures_part part);
bool xc_figures_part_parse(struct xc_str word, enum xc_figures_part *part);

/* A month (2026-03) or a half-year (2026-H1). */
struct xc_figures_span {
    xc_date from, to;
};
enum { XC_FIGURES_SPAN_TEXT = 8 };
struct xc_figures_span xc_figures_span_at(xc_date day, bool half);
bool xc_figures_span_parse(struct xc_str text, struct xc_figures_span *span);
void xc_figures_span_text(struct xc_figures_span span, char out[XC_FIGURES_SPAN_TEXT]);

struct xc_figures_row {
    enum xc_figures_part part;
    unsigned kind;               /* of a kind */
    struct xc_str code, name;    /* of an area; empty: outside of the office's area */
    struct xc_figures_span span; /* of a period, month, half-year */
    struct xc_rates counts;
    unsigned line, column; /* where its counts stand in the file it was read from */
};

/* How far a file can be trusted, the least first. */
enum xc_figures_seal {
    XC_FIGURES_BROKEN = 0, /* the signature is not one of these figures */
    XC_FIGURES_FOREIGN,    /* signed with a key that is not its office's */
    XC_FIGURES_UNSIGNED,
    XC_FIGURES_UNKNOWN, /* signed with a key that nobody said whose it is */
    XC_FIGURES_TRUSTED,
    XC_FIGURES_SEALS
};
const char *xc_figures_seal_word(enum xc_figures_seal seal);

struct xc_figures_file {
    struct xc_str office, office_name, programme, title;
    int year;
    xc_date as_of;
    struct xc_figures_span period; /* holds the day */
    xc_instant made; /* when it was written or filled in (the day's beginning in UTC) */
    struct xc_figures_row *rows;
    size_t row_count, row_room;
    struct xc_str key;         /* verifier key of the signer; empty: not signed */
    enum xc_figures_seal seal; /* as read: BROKEN, UNSIGNED or UNKNOWN */
    enum xc_figures_shape {
        XC_FIGURES_JSON = 0,
        XC_FIGURES_WORKBOOK,
        XC_FIGURES_TABLE /* the form as text */
    } shape;
    size_t formulas;                       /* counts that a workbook works out itself */
    unsigned formula_line, formula_column; /* of the first of them */
    uint8_t columns[XC_RATES_COUNTS]; /* of a workbook: where each count stands, from 1 */
    struct xc_digest digest;          /* of the file's bytes */
};

/* The row of a part that is there once; NULL: none. */
const struct xc_figures_row *xc_figures_row_of(const struct xc_figures_file *file,
                                               enum xc_figures_part part);

/* Where a count of a row (of xc_rates_word; XC_RATES_COUNTS: all of them) stands in the
 * file it was read from; in a workbook numbers of row and column. As people say it: "F12"
 * of a workbook, else "1:240". */
void xc_figures_find(const struct xc_figures_file *file, const struct xc_figures_row *row,
                     size_t count, unsigned *line, unsigned *column);
enum { XC_FIGURES_PLACE_TEXT = 24 };
void xc_figures_cell(unsigned line, unsigned column, char out[XC_FIGURES_PLACE_TEXT]);
void xc_figures_place(const struct xc_figures_file *file,
                      const struct xc_figures_row *row, size_t count,
                      char out[XC_FIGURES_PLACE_TEXT]);

/* Order of rows, by part and what they are of. */
int xc_figures_row_compare(const struct xc_figures_row *a,
                           const struct xc_figures_row *b);

/* Adds a row behind the others. XC_EINPUT: there are XC_FIGURES_ROWS already. */
int xc_figures_file_add(struct xc_figures_file *file, const struct xc_figures_row *row,
                        struct xc_arena *arena, struct xc_error *error);

/* Counts them; texts are those of the facts. half: the period is the half-year that holds
 * the day, else the month. XC_EINPUT: more rows or a greater count than a file holds. */
int xc_figures_file_count(const struct xc_report_facts *facts, bool half, xc_instant made,
                          struct xc_arena *arena, struct xc_figures_file *file,
                          struct xc_error *error);

/* Appends the figures alone, one canonical JSON object; what is signed is
 * XC_FIGURES_FORMAT, LF and that. */
#define XC_FIGURES_FORMAT "xuncha-figures-v1"
int xc_figures_file_body(const struct xc_figures_file *file, struct xc_buffer *out,
                         struct xc_error *error);

/* Appends the whole file around them: with verifier key and signature, or where signature
 * is NULL without. */
int xc_figures_file_wrap(struct xc_str body, struct xc_str key,
                         const uint8_t signature[XC_SIGNATURE_BYTES],
                         struct xc_buffer *out, struct xc_error *error);

/* Reads such a file, byte for byte as it is written: anything else is refused with its
 * line and column (XC_EINPUT). Texts are kept in the arena. name: of the file. */
int xc_figures_file_read(struct xc_str bytes, struct xc_str name, struct xc_arena *arena,
                         struct xc_figures_file *file, struct xc_error *error);

/* The same as a workbook in Chinese or English: facts, and a table with a row for each of
 * the file's rows. blank: without counts, to be filled in; everything else is locked. */
int xc_figures_form_write(const struct xc_figures_file *file, bool chinese, bool blank,
                          struct xc_buffer *out, struct xc_error *error);

/* Reads a form that was filled in, a workbook or the same table as CSV; rows without any
 * count are left out. XC_EINPUT with the cell. */
int xc_figures_form_read(struct xc_str bytes, struct xc_str name, struct xc_arena *arena,
                         struct xc_figures_file *file, struct xc_error *error);

#endif
