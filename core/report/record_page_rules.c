/* The rules of a draw in words. */
#include "report/record_page_words.h"

enum { MINUTE = 60 };

static void say_method(struct xc_html *html, const struct xc_draw_rules *rules) {
    xc_html_fact_begin(html, XC_MSG("method of drawing"));
    switch (rules->method) {
    case XC_DRAW_PPS:
        xc_html_element(html, "p",
                        "In each stratum every target's chance is proportional to its "
                        "weight.");
        break;
    case XC_DRAW_ORDER:
        xc_html_element(html, "p", "All targets are taken; their order is drawn.");
        break;
    case XC_DRAW_SRS:
    default:
        xc_html_element(html, "p", "In each stratum every target has the same chance.");
        break;
    }
    xc_html_fact_end(html);
}

static void say_share(struct xc_html *html, const struct xc_draw_rules *rules) {
    if (!rules->has_share)
        return;
    xc_html_fact_begin(html, XC_MSG("share to draw"));
    if (rules->has_floors)
        xc_html_element(
            html, "p",
            "At least %llu in %llu of all are drawn, spread over the strata by "
            "size above their floors.",
            (unsigned long long)rules->share_a, (unsigned long long)rules->share_b);
    else
        xc_html_element(
            html, "p", "At least %llu in %llu are drawn in each stratum (rounded up).",
            (unsigned long long)rules->share_a, (unsigned long long)rules->share_b);
    xc_html_fact_end(html);
}

static void say_numbers(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    if (rules->n_count == 0)
        return;
    xc_html_fact_begin(&w->html, rules->has_share ? XC_MSG("not fewer than")
                                                  : XC_MSG("number to draw"));
    for (size_t i = 0; i < rules->n_count; i++) {
        xc_html_raw(&w->html, i > 0 ? "<br>" : "");
        xc_record_page_stratum(w, rules->n[i].stratum);
        (void)xc_buffer_printf(w->html.out, ": %u", (unsigned)rules->n[i].n);
    }
    xc_html_fact_end(&w->html);
}

static void say_flags(struct xc_record_page_work *w, const char *name,
                      const struct xc_str *flags, size_t count) {
    if (count == 0)
        return;
    xc_html_fact_begin(&w->html, name);
    for (size_t i = 0; i < count; i++) {
        xc_html_raw(&w->html, i > 0 ? "<br>" : "");
        xc_record_page_word(w, flags[i]);
    }
    xc_html_fact_end(&w->html);
}

static void say_within(struct xc_record_page_work *w) {
    const struct xc_record *outer = w->page->record->outer;
    if (!w->urn.rules.has_within)
        return;
    xc_html_fact_begin(&w->html, XC_MSG("outer draw"));
    xc_html_element(&w->html, "p",
                    "The draw lies within another: only strata drawn there take part.");
    if (outer != NULL) {
        xc_html_raw(&w->html, "<code>");
        xc_html_text(&w->html, outer->commit.id);
        xc_html_raw(&w->html, "</code>");
    }
    xc_html_fact_end(&w->html);
}

static void say_delay(struct xc_html *html, uint32_t delay) {
    xc_html_fact_begin(html, XC_MSG("waiting time"));
    if (delay > 0 && delay % MINUTE == 0)
        xc_html_element(html, "p",
                        "The randomness came due at least %u minutes after the "
                        "commitment.",
                        (unsigned)(delay / MINUTE));
    else
        xc_html_element(html, "p",
                        "The randomness came due at least %u seconds after the "
                        "commitment.",
                        (unsigned)delay);
    xc_html_fact_end(html);
}

/* ---- People ---- */

/* Each kind once, with how many of it. */
static void put_seats(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    for (size_t i = 0, run = 1; i < rules->seat_count; i += run) {
        for (run = 1; i + run < rules->seat_count &&
                      xc_str_equal(rules->seats[i], rules->seats[i + run]);)
            run++;
        xc_html_raw(&w->html, i > 0 ? "<br>" : "");
        xc_record_page_seat(w, rules->seats[i]);
        if (run > 1)
            (void)xc_buffer_printf(w->html.out, " × %zu", run);
    }
}

static void say_fixed(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    size_t fixed = 0;
    for (size_t i = 0; i < rules->team_count; i++)
        fixed += rules->teams[i].fixed_count;
    if (fixed == 0)
        return;
    xc_html_fact_begin(&w->html, XC_MSG("fixed members"));
    fixed = 0;
    for (size_t i = 0; i < rules->team_count; i++) {
        if (rules->teams[i].fixed_count == 0)
            continue;
        xc_html_raw(&w->html, fixed > 0 ? "<br>" : "");
        fixed += rules->teams[i].fixed_count;
        (void)xc_buffer_printf(w->html.out, "%zu: ", i + 1);
        for (size_t k = 0; k < rules->teams[i].fixed_count; k++) {
            xc_html_raw(&w->html, k > 0 ? " · " : "");
            xc_record_page_id(w, rules->teams[i].fixed[k]);
        }
    }
    xc_html_fact_end(&w->html);
}

static void say_apart(struct xc_html *html, const struct xc_draw_rules *rules) {
    if (!rules->apart_area && !rules->apart_organisation)
        return;
    xc_html_fact_begin(html, XC_MSG("kept apart"));
    if (rules->apart_area)
        xc_html_element(html, "p", "Nobody goes to a target of his own area.");
    if (rules->apart_organisation)
        xc_html_element(html, "p", "Nobody goes to a target of his own organisation.");
    xc_html_fact_end(html);
}

static void say_people(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    xc_html_fact_begin(&w->html, XC_MSG("people"));
    if (!rules->deals)
        xc_html_element(&w->html, "p", "No people are drawn.");
    else if (rules->has_teams)
        xc_html_element(
            &w->html, "p",
            "People are drawn into %zu teams, each with the seats below; then "
            "the targets are dealt to the teams.",
            rules->team_count);
    else
        xc_html_element(&w->html, "p",
                        "For each target people are drawn for the seats below.");
    if (rules->deals)
        put_seats(w);
    xc_html_fact_end(&w->html);
    if (!rules->deals)
        return;
    say_fixed(w);
    say_apart(&w->html, rules);
    if (rules->balance) {
        xc_html_fact_begin(&w->html, XC_MSG("load"));
        xc_html_element(&w->html, "p", "The load is spread as evenly as possible.");
        xc_html_fact_end(&w->html);
    }
}

void xc_record_page_rules(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    xc_html_element(&w->html, "h2", "2. The rule");
    xc_html_raw(&w->html, "<table class=facts>");
    say_method(&w->html, rules);
    say_share(&w->html, rules);
    say_numbers(w);
    say_flags(w, XC_MSG("left out, where so marked"), rules->skip, rules->skip_count);
    say_flags(w, XC_MSG("taken in any case, where so marked"), rules->must,
              rules->must_count);
    say_within(w);
    say_delay(&w->html, rules->delay);
    say_people(w);
    xc_html_raw(&w->html, "</table>\n");
    xc_html_element(&w->html, "p", "Exactly, as committed to:");
    xc_html_raw(&w->html, "<pre>");
    xc_html_text(&w->html, w->urn.files.rules);
    xc_html_raw(&w->html, "</pre>\n");
}
