/* The page of a record for people: what was in the urn, the rule, where the seed came
 * from, the result, how to check it, what it does not prove, and lines to sign. One HTML
 * file for A4 paper, without scripts and without anything from elsewhere, in Chinese and
 * in English. */
#ifndef XC_REPORT_RECORD_PAGE_H
#define XC_REPORT_RECORD_PAGE_H

#include "base/catalogue.h"
#include "draw/record.h"

struct xc_record_page {
    const struct xc_record *record;
    const struct xc_record_report *report; /* of its verification */
    const json_t *names;  /* what people call the ids: {id: name}; may be NULL */
    struct xc_str title;  /* what the draw is for, in the office's words; may be empty */
    struct xc_str file;   /* the record's file name, for the command to check it */
    struct xc_str digest; /* hex of SHA-256 of the record's file */
    const struct xc_catalogue *chinese; /* NULL: the page is in English only */
    bool chinese_first;                 /* which of the two leads */
    int offset_minutes;                 /* the office's clock, east of UTC */
};

/* Appends the page. Everything in it is escaped. XC_EINPUT: the record's tables cannot be
 * read (a page is made of a record that was verified, whatever came out). */
int xc_report_record_page(const struct xc_record_page *page, struct xc_buffer *out,
                          struct xc_error *error);

#endif
