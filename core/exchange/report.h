/* Filling in struct xc_import_report. */
#ifndef XC_EXCHANGE_REPORT_H
#define XC_EXCHANGE_REPORT_H

#include "exchange/import.h"

enum { XC_IMPORT_NOTES = 100 };

/* Makes the report's arena and arrays. */
int xc_report_start(struct xc_import_report *report, struct xc_error *error);

/* Adds a note; beyond the first hundred they are dropped. */
void xc_report_note(struct xc_import_report *report, const char *format, ...)
    XC_PRINTF(2, 3);
void xc_report_copy(struct xc_import_report *report, const struct xc_message *note);

/* A file's text as it may stand in a message: at most about 60 characters, control
 * characters as
 * "?". */
struct xc_shown_text {
    char text[200];
};
struct xc_shown_text xc_report_show(struct xc_str text);

#endif
