/* Text into HTML, in the reader's language. */
#ifndef XC_REPORT_HTML_H
#define XC_REPORT_HTML_H

#include "base/catalogue.h"

struct xc_html {
    struct xc_buffer *out;
    const struct xc_catalogue *catalogue;
};

/* Markup as it is. */
void xc_html_raw(struct xc_html *html, const char *markup);

/* Text with & < > " ' escaped. */
void xc_html_text(struct xc_html *html, struct xc_str text);

/* A translated sentence, escaped. */
void xc_html_say(struct xc_html *html, const char *format, ...) XC_PRINTF(2, 3);
void xc_html_message(struct xc_html *html, const struct xc_message *message);

/* <tag>sentence</tag>; tag may hold attributes: "td class=number". */
void xc_html_element(struct xc_html *html, const char *tag, const char *format, ...)
    XC_PRINTF(3, 4);

/* A row of a table: what it is (translated), and its value. */
void xc_html_fact(struct xc_html *html, const char *name, struct xc_str value);

#endif
