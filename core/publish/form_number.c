/* The number of each paper (文号): the office's own where it set a pattern, given when
 * the paper is first written. */
#include "casework/paper_numbers.h"
#include "publish/form_data.h"
#include "register/json.h"
#include "workspace/settings.h"

#include <stdio.h>

/* What the paper is of: never two papers of one form. */
static void say_subject(struct xc_form_work *work, const json_t *document) {
    struct xc_str crew = xc_json_str_at(document, "crew");
    const json_t *of = document;
    switch (work->options->form) {
    case XC_FORM_DISPATCH:
        if (crew.len > 0) {
            xc_buffer_add(&work->text, xc_json_str_at(document, "date"));
            xc_buffer_putc(&work->text, '/');
            xc_buffer_add(&work->text, crew);
            break;
        }
        of = json_array_get(json_object_get(document, "visits"), 0);
        xc_buffer_add(&work->text, xc_json_str_at(of, "visit"));
        break;
    case XC_FORM_DRAW_RECORD:
        xc_buffer_add(&work->text, xc_json_str_at(document, "draw"));
        break;
    case XC_FORM_APPROVAL:
        xc_buffer_add(&work->text, work->plan->programme->id);
        xc_buffer_printf(&work->text, "/%lld", (long long)work->plan->head.number);
        break;
    case XC_FORM_NOTICE:
    case XC_FORM_SITE_RECORD:
    case XC_FORM_RECTIFICATION:
    case XC_FORMS:
    default:
        xc_buffer_add(&work->text, xc_json_str_at(document, "visit"));
        break;
    }
}

static int name_papers(struct xc_form_work *work, struct xc_str *papers) {
    const json_t *document;
    size_t i;
    json_array_foreach(work->documents, i, document) {
        xc_buffer_clear(&work->text);
        xc_buffer_printf(&work->text, "%s/", xc_form_word(work->options->form));
        say_subject(work, document);
        papers[i] = xc_arena_copy(work->arena, xc_buffer_view(&work->text));
        if (!papers[i].ptr) {
            return xc_fail_memory(work->error);
        }
    }
    return XC_OK;
}

static int give(struct xc_form_work *work, xc_date day, const struct xc_str *papers,
                size_t count) {
    struct xc_paper_numbering numbering = {
        .year = xc_date_ymd(day).year, .papers = papers, .count = count};
    char name[64];
    (void)snprintf(name, sizeof name, "number.%s", xc_form_word(work->options->form));
    int rc = xc_settings_text(&work->session, name, work->arena, &numbering.pattern,
                              work->error);
    return rc == XC_OK && numbering.pattern.len > 0 && count > 0
               ? xc_paper_numbers_give(work->session.store, work->session.office,
                                       &numbering, work->now, work->error)
               : rc;
}

int xc_form_numbers(struct xc_form_work *work, xc_date day) {
    size_t count = json_array_size(work->documents), all = 0;
    struct xc_str *papers = xc_arena_array(work->arena, count, sizeof *papers);
    struct xc_paper_number *numbers = NULL;
    json_t *document;
    size_t i;
    int rc = papers ? name_papers(work, papers) : xc_fail_memory(work->error);
    if (rc == XC_OK && work->options->issue) {
        rc = give(work, day, papers, count);
    }
    if (rc == XC_OK) {
        rc = xc_paper_numbers_load(work->session.store, work->session.office,
                                   work->options->issue ? XC_NO_INSTANT
                                                        : work->session.now,
                                   work->arena, &numbers, &all, NULL, work->error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    json_array_foreach(work->documents, i, document) {
        const struct xc_paper_number *number =
            xc_paper_number_of(numbers, all, papers[i]);
        xc_buffer_clear(&work->text);
        if (number) {
            xc_paper_number_write(number->series, number->n, &work->text);
        }
        xc_form_put(document, "paper_number", xc_buffer_view(&work->text));
    }
    return XC_OK;
}
