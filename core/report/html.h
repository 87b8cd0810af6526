/* Text into HTML, in the reader's language or in two. */
#ifndef XC_REPORT_HTML_H
#define XC_REPORT_HTML_H

#include "base/catalogue.h"

struct xc_html {
    struct xc_buffer *out;
    const struct xc_catalogue *catalogue; /* of the language that leads; NULL: English */
    /* A second language: behind every sentence stands <span lang=TAG>the same</span>,
     * unless it reads alike. TAG NULL: there is none. */
    const struct xc_catalogue *second;
    const char *second_tag;
};

/* Markup as it is. */
void xc_html_raw(struct xc_html *html, const char *markup);

/* Text with & < > " ' escaped. */
void xc_html_text(struct xc_html *html, struct xc_str text);

/* A text that somebody else put into the languages; second is left out where there is
 * one. */
void xc_html_both(struct xc_html *html, struct xc_str first, struct xc_str second);

/* A translated sentence, escaped. */
void xc_html_say(struct xc_html *html, const char *format, ...) XC_PRINTF(2, 3);
void xc_html_message(struct xc_html *html, const struct xc_message *message);

/* <tag>sentence</tag>; tag may hold attributes: "td class=number". */
void xc_html_element(struct xc_html *html, const char *tag, const char *format, ...)
    XC_PRINTF(3, 4);

/* A row of a table: what it is (a gettext id), and its value. */
void xc_html_fact(struct xc_html *html, const char *name, struct xc_str value);

/* The same around a cell that is written between the two. */
void xc_html_fact_begin(struct xc_html *html, const char *name);
void xc_html_fact_end(struct xc_html *html);

#endif
