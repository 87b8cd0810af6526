/* What the files of a record's verification hand to each other. */
#ifndef XC_DRAW_RECORD_INTERNAL_H
#define XC_DRAW_RECORD_INTERNAL_H

#include "draw/record.h"

#include "base/note.h"

/* One record under examination. Everything here answers XC_OK, XC_ENO where something
 * differs (the report says what), or another code where the examination itself failed. */
struct xc_record_check {
    const struct xc_record *record;
    struct xc_arena *arena;
    struct xc_record_report *report;
    const struct xc_progress *progress;
    struct xc_error *error;
    struct xc_note_key key;
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_draw_state state;
};

/* Notes the first difference; XC_ENO. */
int xc_record_differ(struct xc_record_check *check, const char *format, ...)
    XC_PRINTF(2, 3);

/* Names the place of a difference just noted; XC_ENO. */
int xc_record_at(struct xc_record_check *check, const char *format, ...) XC_PRINTF(2, 3);

/* Turns what a step of the draw refused (XC_ENO, XC_EINPUT) into a difference. */
int xc_record_adopt(struct xc_record_check *check, int code);

/* ---- record_text.c: large tables, taken out of a record's text ---- */

enum { XC_RECORD_TABLES = 16 };

/* Start with an empty buffer that may grow to the text's length. */
struct xc_record_tables {
    struct xc_str texts[XC_RECORD_TABLES]; /* decoded, in the arena */
    size_t count;
    struct xc_buffer rest; /* the JSON with marks in their places */
};

/* False: nothing was taken out; the text is to be parsed as it is. */
bool xc_record_split(struct xc_str text, struct xc_arena *arena,
                     struct xc_record_tables *tables);

/* The table whose mark the text is, else the text. tables may be NULL. */
struct xc_str xc_record_table(const struct xc_record_tables *tables, struct xc_str text);

/* ---- record_compare.c: what came out, against what the record says ---- */
int xc_record_compare(struct xc_record_check *check, const json_t *expected);
int xc_record_compare_sub(struct xc_record_check *check, const json_t *expected,
                          const json_t *given);

/* ---- record_log.c: the ledger ---- */

/* Entries in the tree, signatures, order, times and delays. */
int xc_record_check_logs(struct xc_record_check *check);

#endif
