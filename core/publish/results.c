#include "publish/results.h"

#include "history/happened.h"
#include "publish/notice_work.h"
#include "workspace/sight.h"

#include <stdlib.h>

struct listing {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    const struct xc_loaded_plan *plan;
    struct xc_arena *arena;
    struct xc_result_rows *out;
    struct xc_error *error;
    bool failed;
};

/* ---- One row ---- */

/* The stages of the programme that a visit serves, as people call them. */
static struct xc_str matter_of(struct listing *listing, const struct xc_visit *visit) {
    const struct xc_programme *programme = listing->plan->programme;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    for (size_t s = 0; s < programme->stage_count; s++) {
        bool serves = false;
        for (size_t i = 0; i < visit->task_count && !serves; i++) {
            serves = xc_str_equal(visit->tasks[i].programme, programme->id) &&
                     xc_str_equal(visit->tasks[i].stage, programme->stages[s].id);
        }
        if (serves) {
            xc_buffer_puts(&text, text.len > 0 ? XC_MATTER_JOINT : "");
            xc_buffer_add(&text, xc_notice_stage(&programme->stages[s]));
        }
    }
    struct xc_str kept = xc_arena_copy(listing->arena, xc_buffer_view(&text));
    listing->failed = listing->failed || text.failed || !kept.ptr;
    xc_buffer_free(&text);
    return kept.len > 0 ? kept : programme->id;
}

static struct xc_publication row_of(struct listing *listing,
                                    const struct xc_visit_result *result) {
    const struct xc_register *reg = listing->loaded->reg;
    const struct xc_visit *visit = result->visit;
    uint32_t row = xc_register_find_target(reg, visit->target), area = XC_NO_ROW;
    struct xc_target target = {.id = visit->target};
    if (row != XC_NO_ROW) {
        xc_register_get_target(reg, row, &target);
        area = xc_register_find_area(reg, target.area);
    }
    return (struct xc_publication){
        .programme = listing->plan->programme->id,
        .act = result->act_count > 0 ? XC_PUBLISHED_CORRECTION : XC_PUBLISHED_RESULT,
        .visit = visit->id,
        .target = visit->target,
        .name = target.name,
        .area =
            area == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->areas.name[area]),
        .matter = matter_of(listing, visit),
        .date = visit->date,
        .result = result->result,
        .known = result->known};
}

static void add(struct listing *listing, const struct xc_publication *row) {
    listing->out->rows[listing->out->count++] = (struct xc_result_row){.row = *row};
}

/* A row that was published, crossed out where a later one took its place. */
static void add_published(struct listing *listing, const struct xc_visit_result *result,
                          size_t act) {
    struct xc_result_row *row = &listing->out->rows[listing->out->count++];
    *row = (struct xc_result_row){.row = *result->acts[act]};
    if (act + 1 < result->act_count) {
        const struct xc_publication *later = result->acts[act + 1];
        row->struck = true;
        row->replaced_by = later->notice;
        row->why = later->reason;
    }
}

static int by_day(const void *left, const void *right) {
    const struct xc_publication *a = &((const struct xc_result_row *)left)->row;
    const struct xc_publication *b = &((const struct xc_result_row *)right)->row;
    if (a->date != b->date) {
        return a->date < b->date ? -1 : 1;
    }
    int order = xc_str_compare(a->target, b->target);
    order = order ? order : xc_str_compare(a->visit, b->visit);
    return order ? order : (a->notice > b->notice) - (a->notice < b->notice);
}

static int finish(struct listing *listing) {
    struct xc_result_rows *out = listing->out;
    if (out->count > 1) {
        qsort(out->rows, out->count, sizeof *out->rows, by_day);
    }
    return listing->failed ? xc_fail_memory(listing->error) : XC_OK;
}

/* ---- Lists ---- */

static int start(struct listing *listing, xc_instant at) {
    struct xc_result_rows *out = listing->out;
    struct xc_happened happened;
    size_t room = 0;
    *out = (struct xc_result_rows){0};
    int rc =
        xc_happened_load(listing->session, listing->plan->programme, listing->loaded->at,
                         listing->arena, &happened, listing->error);
    if (rc == XC_OK) {
        rc = xc_publications_of(listing->session, listing->plan, &happened, at,
                                listing->arena, &out->publications, listing->error);
    }
    for (size_t i = 0; i < out->publications.count; i++) {
        room += out->publications.results[i].act_count + 2;
    }
    out->rows = xc_arena_array(listing->arena, room, sizeof *out->rows);
    return rc == XC_OK && !out->rows ? xc_fail_memory(listing->error) : rc;
}

static bool in_window(struct xc_window window, xc_date date) {
    return (window.from == XC_NO_DATE || date >= window.from) &&
           (window.to == XC_NO_DATE || date <= window.to);
}

int xc_results_next(const struct xc_session *session, const struct xc_loaded *loaded,
                    struct xc_window window, xc_instant at, struct xc_arena *arena,
                    struct xc_result_rows *rows, struct xc_error *error) {
    struct listing listing = {.session = session,
                              .loaded = loaded,
                              .plan = &loaded->plans[0],
                              .arena = arena,
                              .out = rows,
                              .error = error};
    int rc = start(&listing, at);
    const unsigned notice = rows->publications.notices + 1;
    for (size_t i = 0; rc == XC_OK && i < rows->publications.count; i++) {
        const struct xc_visit_result *result = &rows->publications.results[i];
        bool changed = result->state == XC_RESULT_CHANGED;
        if ((result->state != XC_RESULT_WAITING && !changed) ||
            !in_window(window, result->visit->date)) {
            continue;
        }
        const struct xc_publication *last =
            changed ? result->acts[result->act_count - 1] : NULL;
        if (last && last->act != XC_PUBLISHED_WITHDRAWAL) {
            add(&listing, last);
            rows->rows[rows->count - 1].struck = true;
            rows->rows[rows->count - 1].replaced_by = notice;
        }
        struct xc_publication row = row_of(&listing, result);
        row.notice = notice;
        add(&listing, &row);
        rows->fresh += !changed;
        rows->corrections += changed;
    }
    return rc == XC_OK ? finish(&listing) : rc;
}

/* What a notice said of a visit: the row that it corrected, crossed out, and its own; of
 * what it withdrew only that. */
static void add_acts(struct listing *listing, const struct xc_visit_result *result,
                     unsigned notice) {
    for (size_t k = 0; k < result->act_count; k++) {
        const struct xc_publication *act = result->acts[k];
        if (notice > 0 && act->notice != notice) {
            continue;
        }
        bool before = notice > 0 && k > 0 && act->act != XC_PUBLISHED_RESULT &&
                      result->acts[k - 1]->act != XC_PUBLISHED_WITHDRAWAL;
        if (before) {
            add_published(listing, result, k - 1);
        }
        if (act->act != XC_PUBLISHED_WITHDRAWAL) {
            add_published(listing, result, k);
        }
    }
}

int xc_results_published(const struct xc_session *session, const struct xc_loaded *loaded,
                         unsigned notice, struct xc_arena *arena,
                         struct xc_result_rows *rows, struct xc_error *error) {
    struct listing listing = {.session = session,
                              .loaded = loaded,
                              .plan = &loaded->plans[0],
                              .arena = arena,
                              .out = rows,
                              .error = error};
    int rc = start(&listing, loaded->at);
    if (rc == XC_OK && notice > rows->publications.notices) {
        xc_fail(error, XC_ENO,
                "programme %.*s had published no notice %u of results then",
                XC_PRI(listing.plan->programme->id), notice);
        return xc_hint(error, "`xuncha publish list %.*s` names all of them",
                       XC_PRI(listing.plan->programme->id));
    }
    for (size_t i = 0; rc == XC_OK && i < rows->publications.count; i++) {
        add_acts(&listing, &rows->publications.results[i], notice);
    }
    return rc == XC_OK ? finish(&listing) : rc;
}
