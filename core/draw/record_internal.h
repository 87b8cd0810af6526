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

/* Adds a warning, once. */
void xc_record_warn(struct xc_record_report *report, const struct xc_message *message);

/* ---- record_compare.c: what came out, against what the record says ---- */
int xc_record_compare(struct xc_record_check *check, const json_t *expected);
int xc_record_compare_sub(struct xc_record_check *check, const json_t *expected,
                          const json_t *given);

/* ---- record_log.c: the ledger ---- */

/* Entries in the tree, signatures, order, times and delays. */
int xc_record_check_logs(struct xc_record_check *check);

#endif
