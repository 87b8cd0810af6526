/* One workbook to be filled in: a row for each thing that is asked on some visits, drop-
 * downs, and how to use it. Private to core/publish. */
#ifndef XC_PUBLISH_CREW_BOOK_H
#define XC_PUBLISH_CREW_BOOK_H

#include "publish/entries.h"
#include "publish/found.h"
#include "publish/visit_checks.h"

struct xc_workbook;

/* What all workbooks of an export have in common. Set the first four, then call
 * xc_crew_books_open. */
struct xc_crew_books {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_found found; /* private, as all below */
    struct xc_checklists lists;
    struct xc_str *people; /* who may have come, as an import knows them */
    size_t person_count;
    struct xc_buffer cell;
    struct xc_workbook *book;
    uint32_t first, last; /* rows of the table, without its head */
    size_t rows;
};

/* Reads checklists, results and people; close it also after a failure. */
int xc_crew_books_open(struct xc_crew_books *books);
void xc_crew_books_close(struct xc_crew_books *books);

/* The workbook of those entries that are seen whole, appended to bytes. month: no answer
 * lies before that day; hidden: so many visits are not in it; *rows: for visits. */
int xc_crew_book_write(struct xc_crew_books *books, const struct xc_entry *entries,
                       size_t count, struct xc_str title, xc_date month, size_t hidden,
                       struct xc_buffer *bytes, size_t *rows);

#endif
