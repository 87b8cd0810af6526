/* CSV that goes out: UTF-8 with BOM (so that spreadsheets show Chinese), CRLF, RFC 4180
 * quoting, and no cell that a spreadsheet would run as a formula. */
#ifndef XC_EXCHANGE_CSV_OUT_H
#define XC_EXCHANGE_CSV_OUT_H

#include "base/buffer.h"
#include "base/str.h"

void xc_csv_begin(struct xc_buffer *out); /* the BOM */

/* Adds one cell (with the separating comma where it is not the first of its line). Cells
 * that start with = + - @ TAB CR, also full-width and also after spaces, get a leading
 * apostrophe; numbers written by xc_csv_int do not. */
void xc_csv_cell(struct xc_buffer *out, struct xc_str text);
void xc_csv_int(struct xc_buffer *out, int64_t value);
void xc_csv_end_row(struct xc_buffer *out);

#endif
