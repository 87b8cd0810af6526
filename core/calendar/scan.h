/* Goes through an .ics file line by line and refuses what must not reach libical.
 *
 * Private to this folder. Checked for every line: length, UTF-8, no control characters,
 * the shape NAME;PARAM=VALUE:VALUE, lists of at most 500 values; for components: BEGIN
 * and END in pairs, at most four deep, everything inside a VCALENDAR. Memory is one line,
 * whatever the size of the file. */
#ifndef XC_CALENDAR_SCAN_H
#define XC_CALENDAR_SCAN_H

#include "base/buffer.h"
#include "base/error.h"

enum {
    XC_ICS_DEPTH = 4,
    XC_ICS_LINE_BYTES = 8192,            /* of a line as it stands in the file */
    XC_ICS_UNFOLDED_BYTES = 1024 * 1024, /* of a line with its continuations */
    XC_ICS_LIST_VALUES = 500,
    XC_ICS_NAME_BYTES = 40 /* component and property names */
};

struct xc_ics_component {
    char name[XC_ICS_NAME_BYTES + 1]; /* upper case */
    unsigned line;                    /* of its BEGIN */
};

/* One line without its folds. The views live until the next call of xc_ics_next. */
struct xc_ics_line {
    char name[XC_ICS_NAME_BYTES + 1]; /* upper case */
    struct xc_str whole;
    struct xc_str
        params; /* between the name and the colon, with the leading ";", or empty */
    struct xc_str value;
    unsigned number; /* in the file, from 1 */
    size_t start;    /* its first byte in the file */
};

struct xc_ics_scanner {
    struct xc_str text;
    struct xc_str file;
    size_t at;
    unsigned number; /* of the line at `at` */
    unsigned depth;  /* open components, after the current line */
    struct xc_ics_component open[XC_ICS_DEPTH];
    struct xc_ics_line line; /* the current line */
    struct xc_buffer unfolded;
};

/* Checks what can be said of the file as a whole (size, web page instead of calendar,
 * other encodings) and stands before its first line. text and file are borrowed. */
int xc_ics_open(struct xc_ics_scanner *scanner, struct xc_str text, struct xc_str file,
                struct xc_error *error);
void xc_ics_close(struct xc_ics_scanner *scanner);

/* Moves to the next line: 1; behind the last line of a complete file: 0; else the error.
 * BEGIN and END lines are returned too, with depth and open already changed. */
int xc_ics_next(struct xc_ics_scanner *scanner, struct xc_error *error);

/* True for a line of this name, given in upper case. */
bool xc_ics_is(const struct xc_ics_scanner *scanner, const char *name);

/* Fails at a byte of the current line (a pointer into line.whole). */
#define xc_ics_fail(scanner, error, place, ...)                                          \
    xc_fail_at((error), XC_EINPUT, (scanner)->file, xc_ics_line_at((scanner), (place)),  \
               xc_ics_column_at((scanner), (place)), __VA_ARGS__)

/* Where in the file a byte of the current line stands; columns count characters from 1.
 */
unsigned xc_ics_line_at(const struct xc_ics_scanner *scanner, const char *place);
unsigned xc_ics_column_at(const struct xc_ics_scanner *scanner, const char *place);

/* The value of a parameter of the current line without quotes, e.g. "TZID"; names compare
 * without case. False where there is none. */
bool xc_ics_parameter(const struct xc_ics_scanner *scanner, const char *name,
                      struct xc_str *value);

/* True where both are the same but for the case of ASCII letters. */
bool xc_ics_same(struct xc_str text, const char *word);

#endif
