#include "report/html.h"

#include "base/markup.h"

#include <string.h>

enum { SENTENCE_BYTES = 1 << 16 };

void xc_html_raw(struct xc_html *html, const char *markup) {
    (void)xc_buffer_puts(html->out, markup);
}

void xc_html_text(struct xc_html *html, struct xc_str text) {
    xc_markup_escape(html->out, text);
}

void xc_html_both(struct xc_html *html, struct xc_str first, struct xc_str second) {
    xc_html_text(html, first);
    if (html->second_tag == NULL || xc_str_equal(first, second))
        return;
    (void)xc_buffer_printf(html->out, " <span lang=\"%s\">", html->second_tag);
    xc_html_text(html, second);
    xc_html_raw(html, "</span>");
}

static void say(struct xc_html *html, const char *format, va_list args) {
    struct xc_buffer first = xc_buffer_make(SENTENCE_BYTES);
    struct xc_buffer second = xc_buffer_make(SENTENCE_BYTES);
    va_list again;
    va_copy(again, args);
    if (xc_message_say(&first, html->catalogue, format, args) == XC_OK &&
        xc_message_say(&second, html->second, format, again) == XC_OK)
        xc_html_both(html, xc_buffer_view(&first), xc_buffer_view(&second));
    else
        html->out->failed = true;
    va_end(again);
    xc_buffer_free(&first);
    xc_buffer_free(&second);
}

void xc_html_say(struct xc_html *html, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(html, format, args);
    va_end(args);
}

void xc_html_message(struct xc_html *html, const struct xc_message *message) {
    struct xc_buffer first = xc_buffer_make(SENTENCE_BYTES);
    struct xc_buffer second = xc_buffer_make(SENTENCE_BYTES);
    if (xc_message_render(message, html->catalogue, &first) == XC_OK &&
        xc_message_render(message, html->second, &second) == XC_OK)
        xc_html_both(html, xc_buffer_view(&first), xc_buffer_view(&second));
    else
        html->out->failed = true;
    xc_buffer_free(&first);
    xc_buffer_free(&second);
}

void xc_html_element(struct xc_html *html, const char *tag, const char *format, ...) {
    va_list args;
    (void)xc_buffer_printf(html->out, "<%s>", tag);
    va_start(args, format);
    say(html, format, args);
    va_end(args);
    (void)xc_buffer_printf(html->out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void xc_html_fact_begin(struct xc_html *html, const char *name) {
    xc_html_raw(html, "<tr><th>");
    xc_html_both(html, xc_str_from(xc_text(html->catalogue, name)),
                 xc_str_from(xc_text(html->second, name)));
    xc_html_raw(html, "</th><td>");
}

void xc_html_fact_end(struct xc_html *html) {
    xc_html_raw(html, "</td></tr>\n");
}

void xc_html_fact(struct xc_html *html, const char *name, struct xc_str value) {
    xc_html_fact_begin(html, name);
    xc_html_raw(html, "<span class=hex>");
    xc_html_text(html, value);
    xc_html_raw(html, "</span>");
    xc_html_fact_end(html);
}
