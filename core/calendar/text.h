/* The texts of one event, taken out of it by libical. Private to this folder. */
#ifndef XC_CALENDAR_TEXT_H
#define XC_CALENDAR_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"

enum { XC_TEXT_BYTES = 4096 }; /* of one text */

struct xc_ics_texts {
    bool workday; /* CATEGORIES hold WORKDAY or 班 */
    struct xc_str summary;
    struct xc_str person;
};

/* lines holds the SUMMARY, CATEGORIES and ATTENDEE lines of the event, unfolded, each
 * with CR LF, and X-XUNCHA-PERSON renamed to COMMENT; it is given END:VEVENT and a NUL
 * here. line names the event in errors. Results are in the arena. */
int xc_ics_texts_read(struct xc_buffer *lines, struct xc_str file, unsigned line,
                      struct xc_arena *arena, struct xc_ics_texts *texts,
                      struct xc_error *error);

#endif
