/* Content lines of iCalendar, written straight into memory. Private to this folder.
 *
 * The caller makes sure of the room: XC_LINE_GROWTH bytes for each byte of text are
 * enough for escapes, replaced bytes and folds. */
#ifndef XC_CALENDAR_LINE_H
#define XC_CALENDAR_LINE_H

#include "base/date.h"
#include "base/str.h"

#include <string.h>

enum { XC_LINE_OCTETS = 75, XC_LINE_GROWTH = 4 };

struct xc_line {
    char *at;
    size_t column; /* octets of the current physical line so far */
};

/* Text (RFC 5545 §3.3.11): escaped, folded on character borders and never inside an
 * escape. Line ends of any kind become \n; control characters, marks that turn the
 * direction of writing and U+FEFF are left out; bytes that are not UTF-8 become U+FFFD.
 */
void xc_line_text(struct xc_line *line, struct xc_str text);

/* A URI: bytes that may not stand in one are written as %XX, control characters left out.
 */
void xc_line_uri(struct xc_line *line, struct xc_str text);

/* Decimal digits. */
void xc_line_number(struct xc_line *line, uint64_t value);

/* 20260301, 20260301T090000 (minutes since 1970 on the clock), 20260301T010000Z. */
void xc_line_date(struct xc_line *line, xc_date date);
void xc_line_wall(struct xc_line *line, int64_t minutes);
void xc_line_instant(struct xc_line *line, xc_instant instant);

/* PT12H or PT90M, whole hours where it is: exact lengths, never days. */
void xc_line_duration(struct xc_line *line, uint64_t minutes);

/* Degrees from millionths of a degree: 31.364000. */
void xc_line_degrees(struct xc_line *line, int32_t millionths);

/* Bytes that need no escape and no fold. */
static inline void xc_line_bytes(struct xc_line *line, const char *bytes, size_t len) {
    memcpy(line->at, bytes, len);
    line->at += len;
    line->column += len;
}

#define xc_line_put(line, literal) xc_line_bytes((line), "" literal, sizeof(literal) - 1)

static inline void xc_line_end(struct xc_line *line) {
    memcpy(line->at, "\r\n", 2);
    line->at += 2;
    line->column = 0;
}

#endif
