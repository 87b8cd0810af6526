/* What the files of stored draws share. Private to store. */
#ifndef XC_STORE_DRAWS_INTERNAL_H
#define XC_STORE_DRAWS_INTERNAL_H

#include "store/bind.h"
#include "store/draws.h"
#include "store/ledger_internal.h"

/* Entries of draws, as docs/ledger.md has them. count draws' rows, from `first` on in the
 * order of `column` ("commit_entry" or "result_entry"), in one seal. XC_ENO: fewer. */
int xc_draw_rows_text(struct xc_store *store, struct xc_str office, bool results,
                      uint64_t first, size_t count, struct xc_buffer *text,
                      struct xc_error *error);
int xc_draw_result_text(struct xc_store *store, struct xc_str id, struct xc_str commit,
                        struct xc_str result, struct xc_buffer *text,
                        struct xc_error *error);
int xc_draw_void_text(struct xc_store *store, struct xc_str id, struct xc_str commit,
                      struct xc_str reason, struct xc_str by, struct xc_buffer *text,
                      struct xc_error *error);

int xc_draw_sub_void_text(struct xc_store *store, struct xc_str draw, int64_t number,
                          struct xc_buffer *text, struct xc_error *error);

/* The seal of a substitution: asked for (results false) or done. */
int xc_draw_sub_text(struct xc_store *store, struct xc_str draw, int64_t number,
                     bool results, struct xc_buffer *text, struct xc_error *error);

/* A set of lines as text, appended; text as a set of lines, stored inside a transaction.
 */
int xc_draw_read_set(struct xc_store *store, struct xc_str set, struct xc_buffer *text,
                     struct xc_error *error);
int xc_draw_write_set(struct xc_store *store, struct xc_str text,
                      char set[XC_LINE_SET_BYTES], struct xc_error *error);

/* The entry of a substitution as the ledger has it. */
#define XC_SUB_LOGGED "CASE WHEN closed_text = '' THEN entry_text ELSE closed_text END"

/* The line of a text, counted from 0; empty where it has fewer. */
struct xc_str xc_text_line(struct xc_str text, unsigned number);

#endif
