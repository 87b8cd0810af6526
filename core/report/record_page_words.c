#include "report/record_page_words.h"

#include "report/draw_words.h"

enum { HEX_BYTES = 2 * XC_BEACON_VALUE_BYTES + 1 };

/* ---- Names and words ---- */

static struct xc_str name_of(const struct xc_record_page_work *w, struct xc_str id) {
    return json_is_object(w->page->names)
               ? xc_json_str(json_object_getn(w->page->names, id.ptr, id.len))
               : XC_STR("");
}

static void put_small(struct xc_record_page_work *w, struct xc_str text) {
    xc_html_raw(&w->html, " <small>");
    xc_html_text(&w->html, text);
    xc_html_raw(&w->html, "</small>");
}

void xc_record_page_id(struct xc_record_page_work *w, struct xc_str id) {
    struct xc_str name = name_of(w, id);
    xc_html_text(&w->html, name.len > 0 ? name : id);
    if (name.len > 0)
        put_small(w, id);
}

void xc_record_page_word(struct xc_record_page_work *w, struct xc_str word) {
    xc_html_both(&w->html, xc_draw_word(word, w->html.catalogue),
                 xc_draw_word(word, w->html.second));
}

void xc_record_page_stratum(struct xc_record_page_work *w, struct xc_str stratum) {
    if (name_of(w, stratum).len > 0)
        xc_record_page_id(w, stratum);
    else
        xc_record_page_word(w, stratum);
}

void xc_record_page_stratum_briefly(struct xc_record_page_work *w,
                                    struct xc_str stratum) {
    struct xc_str name = name_of(w, stratum);
    xc_html_text(&w->html,
                 name.len > 0 ? name : xc_draw_word(stratum, w->html.catalogue));
}

void xc_record_page_seat(struct xc_record_page_work *w, struct xc_str kind) {
    struct xc_str number;
    xc_html_both(&w->html, xc_draw_seat(kind, w->html.catalogue, &number),
                 xc_draw_seat(kind, w->html.second, &number));
    if (number.len > 0)
        put_small(w, number);
}

/* ---- Times ---- */

static struct xc_record_page_time show(const struct xc_record_page_work *w,
                                       xc_instant instant) {
    struct xc_record_page_time shown;
    xc_instant_show(instant, w->page->offset_minutes, shown.text);
    return shown;
}

struct xc_record_page_time xc_record_page_time(const struct xc_record_page_work *w,
                                               struct xc_str time) {
    xc_instant instant;
    return show(w, xc_instant_parse(time, 0, &instant) ? instant : XC_NO_INSTANT);
}

/* ---- Sources ---- */

static void say_lottery(struct xc_html *html, const struct xc_beacon_name *name) {
    if (xc_str_is(name->game, "ssq"))
        xc_html_say(html, "lottery Double Colour Ball, issue %.*s", XC_PRI(name->issue));
    else if (xc_str_is(name->game, "dlt"))
        xc_html_say(html, "lottery Super Lotto, issue %.*s", XC_PRI(name->issue));
    else
        xc_html_say(html, "lottery Happy 8, issue %.*s", XC_PRI(name->issue));
}

static void say_source(struct xc_html *html, const struct xc_beacon_name *name) {
    switch (name->kind) {
    case XC_BEACON_DRAND:
        xc_html_say(html, "public beacon drand, round %llu",
                    (unsigned long long)name->round);
        break;
    case XC_BEACON_LOTTERY:
        say_lottery(html, name);
        break;
    case XC_BEACON_DICE:
        xc_html_say(html, "%u throws of a die before witnesses", name->dice);
        break;
    case XC_BEACON_LOCAL:
    default:
        xc_html_say(html, "random numbers of the office's own machine");
        break;
    }
}

/* Numbers as they are, everything else in hexadecimal. */
static void put_value(struct xc_record_page_work *w, struct xc_str value) {
    struct xc_buffer hex = xc_buffer_make(HEX_BYTES);
    bool numbers = value.len > 0;
    for (size_t i = 0; i < value.len; i++)
        numbers = numbers &&
                  (value.ptr[i] == ' ' || (value.ptr[i] >= '0' && value.ptr[i] <= '9'));
    (void)xc_buffer_hex(&hex, value.ptr, value.len);
    xc_html_fact(&w->html, XC_MSG("value"), numbers ? value : xc_buffer_view(&hex));
    xc_buffer_free(&hex);
}

void xc_record_page_sources(struct xc_record_page_work *w,
                            const struct xc_beacon_name *names,
                            const struct xc_beacon *beacons, size_t count,
                            struct xc_str code, const json_t *result) {
    struct xc_buffer hex = xc_buffer_make(HEX_BYTES);
    xc_html_raw(&w->html, "<table class=facts>");
    for (size_t i = 0; i < count; i++) {
        xc_instant due = xc_beacon_due(&names[i]);
        xc_html_fact_begin(&w->html, XC_MSG("source"));
        say_source(&w->html, &names[i]);
        xc_html_raw(&w->html, "<br><code>");
        xc_html_text(&w->html, names[i].text);
        xc_html_raw(&w->html, "</code>");
        xc_html_fact_end(&w->html);
        if (due != XC_NO_INSTANT)
            xc_html_fact(&w->html, XC_MSG("due"), xc_str_from(show(w, due).text));
        put_value(w, beacons[i].value);
    }
    (void)xc_buffer_hex(&hex, code.ptr, code.len);
    if (code.len > 0)
        xc_html_fact(&w->html, XC_MSG("one-time code"), xc_buffer_view(&hex));
    if (result != NULL)
        xc_html_fact(&w->html, XC_MSG("seed"), xc_json_str_at(result, "seed"));
    xc_buffer_free(&hex);
}
