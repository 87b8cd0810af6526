#include "report/record_page_rules.h"

enum { LIST_BYTES = 2048 };

/* Words joined by commas. */
static void join(const struct xc_str *words, size_t count, struct xc_buffer *out) {
    for (size_t i = 0; i < count; i++) {
        (void)xc_buffer_puts(out, i > 0 ? ", " : "");
        (void)xc_buffer_add(out, words[i]);
    }
}

static void say_method(struct xc_html *html, const struct xc_draw_rules *rules) {
    switch (rules->method) {
    case XC_DRAW_PPS:
        xc_html_element(html, "li",
                        "In each stratum every target's chance is proportional to its "
                        "weight.");
        break;
    case XC_DRAW_ORDER:
        xc_html_element(html, "li", "All targets are taken; their order is drawn.");
        break;
    case XC_DRAW_SRS:
    default:
        xc_html_element(html, "li", "In each stratum every target has the same chance.");
        break;
    }
}

static void say_numbers(struct xc_html *html, const struct xc_draw_rules *rules) {
    if (rules->has_share && rules->has_floors)
        xc_html_element(
            html, "li",
            "At least %llu in %llu of all are drawn, spread over the strata by "
            "size above their floors.",
            (unsigned long long)rules->share_a, (unsigned long long)rules->share_b);
    else if (rules->has_share)
        xc_html_element(
            html, "li", "At least %llu in %llu are drawn in each stratum (rounded up).",
            (unsigned long long)rules->share_a, (unsigned long long)rules->share_b);
    for (size_t i = 0; i < rules->n_count; i++) {
        if (rules->has_share)
            xc_html_element(html, "li", "Stratum “%.*s”: not fewer than %u.",
                            XC_PRI(rules->n[i].stratum), rules->n[i].n);
        else
            xc_html_element(html, "li", "Stratum “%.*s”: %u are drawn.",
                            XC_PRI(rules->n[i].stratum), rules->n[i].n);
    }
}

static void say_flags(struct xc_html *html, const struct xc_draw_rules *rules) {
    struct xc_buffer list = xc_buffer_make(LIST_BYTES);
    join(rules->skip, rules->skip_count, &list);
    if (rules->skip_count > 0)
        xc_html_element(html, "li", "Left out are targets flagged: %.*s.",
                        XC_PRI(xc_buffer_view(&list)));
    xc_buffer_clear(&list);
    join(rules->must, rules->must_count, &list);
    if (rules->must_count > 0)
        xc_html_element(html, "li",
                        "Taken in any case, and counted, are targets flagged: %.*s.",
                        XC_PRI(xc_buffer_view(&list)));
    xc_buffer_free(&list);
    if (rules->has_within)
        xc_html_element(
            html, "li",
            "The draw lies within another: only strata drawn there take part.");
    xc_html_element(html, "li",
                    "The randomness came due at least %u seconds after the commitment.",
                    rules->delay);
}

static void say_apart(struct xc_html *html, const struct xc_draw_rules *rules) {
    if (rules->apart_area)
        xc_html_element(html, "li", "Nobody goes to a target of his own area.");
    if (rules->apart_organisation)
        xc_html_element(html, "li", "Nobody goes to a target of his own organisation.");
}

static void say_people(struct xc_html *html, const struct xc_draw_rules *rules) {
    struct xc_buffer list = xc_buffer_make(LIST_BYTES);
    if (!rules->deals) {
        xc_html_element(html, "li", "No people are drawn.");
        goto done;
    }
    join(rules->seats, rules->seat_count, &list);
    if (rules->has_teams)
        xc_html_element(
            html, "li",
            "People are drawn into %zu teams, each with the seats: %.*s; then "
            "the targets are dealt to the teams.",
            rules->team_count, XC_PRI(xc_buffer_view(&list)));
    else
        xc_html_element(html, "li",
                        "For each target people are drawn for the seats: %.*s.",
                        XC_PRI(xc_buffer_view(&list)));
    for (size_t i = 0; i < rules->team_count; i++) {
        xc_buffer_clear(&list);
        join(rules->teams[i].fixed, rules->teams[i].fixed_count, &list);
        if (rules->teams[i].fixed_count > 0)
            xc_html_element(html, "li", "Fixed members of team %zu: %.*s.", i + 1,
                            XC_PRI(xc_buffer_view(&list)));
    }
    say_apart(html, rules);
    if (rules->balance)
        xc_html_element(html, "li", "The load is spread as evenly as possible.");
done:
    xc_buffer_free(&list);
}

void xc_record_page_rules(struct xc_html *html, const struct xc_urn *urn) {
    xc_html_raw(html, "<ul>");
    say_method(html, &urn->rules);
    say_numbers(html, &urn->rules);
    say_flags(html, &urn->rules);
    say_people(html, &urn->rules);
    xc_html_raw(html, "</ul>\n");
    xc_html_element(html, "p", "Exactly, as committed to:");
    xc_html_raw(html, "<pre>");
    xc_html_text(html, urn->files.rules);
    xc_html_raw(html, "</pre>\n");
}
