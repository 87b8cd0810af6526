#include "report/public_report.h"

static json_t *time_json(xc_instant at) {
    char text[21] = "";
    if (at != XC_NO_INSTANT) {
        xc_instant_format(at, text);
    }
    return json_string(text);
}

static json_t *number(uint64_t value) {
    return json_integer((json_int_t)value);
}

static json_t *stages_json(const struct xc_public_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->stage_count; i++) {
        const struct xc_public_stage *row = &figures->stages[i];
        const struct xc_stage *stage = row->stage;
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                      "id", xc_json_text(stage->id), "title", xc_json_text(stage->title),
                      "kind", stage->kind == XC_STAGE_DRAWN ? "drawn" : "coverage",
                      "nature", xc_nature_word(stage->nature), "method",
                      xc_method_word(stage->method), "basis", xc_json_text(stage->basis),
                      "from", xc_json_day(stage->window.from), "to",
                      xc_json_day(stage->window.to), "targets", number(row->targets),
                      "visited", number(row->visited), "visits", number(row->visits),
                      "done", number(row->done)));
    }
    return list;
}

static json_t *reasons_json(const struct xc_public_draw *draw) {
    json_t *reasons = json_object();
    for (size_t i = 0; i < draw->reason_count; i++) {
        json_object_setn_new(reasons, draw->reasons[i].code.ptr,
                             draw->reasons[i].code.len, number(draw->reasons[i].count));
    }
    return reasons;
}

static json_t *again_json(const struct xc_draw_again *again) {
    return again ? json_pack("{s:o, s:o, s:o, s:o, s:o}", "of",
                             xc_json_text(again->before), "reason",
                             xc_json_text(again->reason), "by", xc_json_text(again->by),
                             "time", time_json(again->at), "entry", number(again->index))
                 : json_null();
}

/* Result or void: when, which entry, and why. */
static json_t *end_json(const struct xc_public_draw *row) {
    const struct xc_stored_draw *draw = row->draw;
    if (row->state == XC_PUBLIC_DRAWN) {
        return json_pack("{s:o, s:o}", "time", time_json(draw->drawn_at), "entry",
                         number(draw->result_index));
    }
    if (row->state == XC_PUBLIC_VOID) {
        return json_pack("{s:o, s:o, s:o, s:o}", "time", time_json(draw->voided_at),
                         "entry", number(draw->result_index), "reason",
                         xc_json_text(draw->void_reason), "by",
                         xc_json_text(draw->void_by));
    }
    return json_null();
}

static json_t *counts_json(const struct xc_public_draw *row) {
    if (row->state != XC_PUBLIC_DRAWN || row->hidden) {
        return json_null();
    }
    return json_pack("{s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o, s:o, s:o}}", "targets",
                     number(row->targets), "people", number(row->people), "seats",
                     number(row->seats), "substitutions", "asked", number(row->subs),
                     "waiting", number(row->subs_open), "ended", number(row->subs_ended),
                     "nobody", number(row->subs_void), "local", number(row->subs_local),
                     "missing", number(row->subs_missing), "reasons", reasons_json(row));
}

static json_t *draws_json(const struct xc_public_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->draw_count; i++) {
        const struct xc_public_draw *row = &figures->draws[i];
        const struct xc_stored_draw *draw = row->draw;
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:b, s:b, s:b, s:s, s:o, s:o, "
                      "s:o}",
                      "id", xc_json_text(draw->id), "stage", xc_json_text(draw->stage),
                      "batch", xc_json_text(draw->batch), "commit", "time",
                      time_json(draw->committed_at), "entry", number(draw->commit_index),
                      "beacons", xc_json_text(row->beacons), "local", (int)row->local,
                      "sealed", (int)draw->sealed, "hidden", (int)row->hidden, "state",
                      xc_public_state_word(row->state), "end", end_json(row), "again",
                      again_json(row->again), "counts", counts_json(row)));
    }
    return list;
}

static json_t *rates_json(const struct xc_public_report *report) {
    json_t *list = json_array();
    for (size_t i = 0; i < report->figures->rate_count; i++) {
        const struct xc_public_rate *row = &report->figures->rates[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:[I, I]}", "person",
                            xc_json_text(row->person), "name",
                            xc_json_text(xc_public_person(report, row->person)), "dealt",
                            number(row->dealt), "left", number(row->left), "rate",
                            (json_int_t)row->rate.a, (json_int_t)row->rate.b));
    }
    return list;
}

static json_t *totals_json(const struct xc_public_figures *figures) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "committed",
                     number(figures->draw_count), "drawn", number(figures->drawn), "void",
                     number(figures->voided), "waiting", number(figures->waiting),
                     "overdue", number(figures->late), "again", number(figures->again),
                     "substitutions", number(figures->subs));
}

json_t *xc_public_json(const struct xc_public_report *report) {
    const struct xc_public_figures *figures = report->figures;
    const struct xc_programme *programme = figures->programme;
    return json_pack(
        "{s:i, s:s, s:o, s:o, s:i, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, "
        "s:o, s:o}}",
        "v", 1, "report", "public", "programme", xc_json_text(figures->id), "title",
        xc_json_text(programme ? programme->title : XC_STR("")), "year",
        programme ? programme->year : 0, "office", "code", xc_json_text(report->office),
        "name", xc_json_text(report->office_name), "as_of", xc_json_day(report->as_of),
        "published", time_json(report->published_at), "stages", stages_json(figures),
        "draws", draws_json(figures), "rates", rates_json(report), "totals",
        totals_json(figures), "gaps", "entries", number(figures->missing_entries),
        "draws", number(figures->missing_draws), "substitutions",
        number(figures->missing_subs));
}
