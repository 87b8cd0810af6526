/* Writes a programme back as JSON, every default spelled out, so that equal programmes
 * have equal bytes. jansson's _new functions take what they are given also where they
 * fail, so a failure only has to be remembered. */
#include "register/json.h"
#include "rules/read.h"

#include "base/utf8.h"

enum { DOCUMENT_BYTES = 64 << 20 };

/* An object or list being filled; json NULL: a failure. */
struct sheet {
    json_t *json;
};

static struct sheet sheet_object(void) {
    return (struct sheet){json_object()};
}

static struct sheet sheet_list(void) {
    return (struct sheet){json_array()};
}

static void spoil(struct sheet *sheet) {
    json_decref(sheet->json);
    sheet->json = NULL;
}

/* Both take value, NULL too. */
static void put(struct sheet *sheet, const char *key, json_t *value) {
    if (json_object_set_new(sheet->json, key, value) != 0) {
        spoil(sheet);
    }
}

static void append(struct sheet *sheet, json_t *value) {
    if (json_array_append_new(sheet->json, value) != 0) {
        spoil(sheet);
    }
}

static json_t *number(int64_t value) {
    return json_integer(value);
}

static json_t *date(xc_date date) {
    char buffer[11];
    xc_date_format(date, buffer);
    return json_string(buffer);
}

static json_t *time_of_day(unsigned minutes) {
    char buffer[6];
    xc_time_format(minutes, buffer);
    return json_string(buffer);
}

static json_t *pair(json_t *first, json_t *second) {
    struct sheet list = sheet_list();
    append(&list, first);
    append(&list, second);
    return list.json;
}

static json_t *window(struct xc_window window) {
    return pair(date(window.from), date(window.to));
}

static json_t *fraction(struct xc_fraction fraction) {
    return pair(number(fraction.a), number(fraction.b));
}

static json_t *texts(const struct xc_str *list, size_t count) {
    struct sheet sheet = sheet_list();
    for (size_t i = 0; i < count; i++) {
        append(&sheet, xc_json_text(list[i]));
    }
    return sheet.json;
}

static json_t *period(enum xc_period period) {
    return json_string(xc_period_word(period));
}

static json_t *hours(const struct xc_hours *hours) {
    struct sheet list = sheet_list();
    for (unsigned i = 0; i < hours->count; i++) {
        char span[12];
        xc_time_format(hours->spans[i].from, span);
        span[5] = '-';
        xc_time_format(hours->spans[i].to, span + 6);
        append(&list, json_string(span));
    }
    return list.json;
}

/* ---- Stages ---- */

static json_t *seats(const struct xc_seat *seats, size_t count) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < count; i++) {
        struct sheet seat = sheet_object();
        put(&seat, "role", json_string(xc_words_english(XC_WORDS_ROLE, seats[i].role)));
        put(&seat, "count", number(seats[i].count));
        if (seats[i].where != NULL) {
            put(&seat, "where", xc_selection_json(seats[i].where));
        }
        append(&list, seat.json);
    }
    return list.json;
}

static json_t *drawn_of(struct xc_str label) {
    struct sheet sheet = sheet_object();
    put(&sheet, "drawn", xc_json_text(label));
    return sheet.json;
}

static json_t *outside(const struct xc_crew_rule *crew) {
    if (crew->outside_drawn.len > 0) {
        return drawn_of(crew->outside_drawn);
    }
    return crew->outside_target ? json_string("target") : xc_json_text(crew->outside);
}

static json_t *from(const struct xc_crew_rule *crew) {
    return crew->from == XC_FROM_AREA ? xc_json_text(crew->from_area)
                                      : json_string(xc_from_word(crew->from));
}

static json_t *crew(const struct xc_crew_rule *crew) {
    struct sheet teams = sheet_list();
    for (size_t i = 0; i < crew->team_count; i++) {
        struct sheet team = sheet_object();
        put(&team, "seats", seats(crew->teams[i].seats, crew->teams[i].seat_count));
        append(&teams, team.json);
    }
    struct sheet sheet = sheet_object();
    put(&sheet, "seats", seats(crew->seats, crew->seat_count));
    put(&sheet, "outside", outside(crew));
    if (crew->from != XC_FROM_ANYWHERE) {
        put(&sheet, "from", from(crew));
    }
    put(&sheet, "drawn", json_boolean(crew->drawn));
    put(&sheet, "balance", json_boolean(crew->balance));
    put(&sheet, "teams", teams.json);
    put(&sheet, "extra", seats(crew->extra, crew->extra_count));
    return sheet.json;
}

static json_t *embargo(const struct xc_embargo *embargo) {
    struct sheet sheet = sheet_object();
    if (embargo->until != XC_NO_DATE) {
        put(&sheet, "until", date(embargo->until));
    } else {
        put(&sheet, "before", number(embargo->before));
        put(&sheet, "unit", json_string(embargo->workdays ? "workday" : "day"));
    }
    put(&sheet, "time", time_of_day(embargo->minutes));
    struct sheet from = sheet_list();
    for (unsigned role = 1; role < XC_VIEWER_COUNT; role++) {
        if ((embargo->hidden & 1u << role) != 0) {
            append(&from, json_string(xc_viewer_word((enum xc_viewer_role)role)));
        }
    }
    put(&sheet, "from", from.json);
    return sheet.json;
}

static json_t *weights(const struct xc_draw_rule *draw) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < draw->weight_count; i++) {
        struct sheet weight = sheet_object();
        put(&weight, "field", xc_json_text(draw->weights[i].field));
        put(&weight, "times", number(draw->weights[i].times));
        append(&list, weight.json);
    }
    return list.json;
}

static json_t *draw(const struct xc_draw_rule *draw) {
    static const char *const units[] = {"", "zones", "crews"};
    struct sheet sheet = sheet_object();
    put(&sheet, "label", xc_json_text(draw->label));
    put(&sheet, "from", xc_selection_json(draw->from));
    put(&sheet, "units", json_string(units[draw->units]));
    put(&sheet, "of", xc_selection_json(draw->of));
    put(&sheet, "method", xc_json_text(draw->method));
    put(&sheet, "by", xc_json_text(draw->by));
    if (draw->has_share) {
        put(&sheet, "share", fraction(draw->share));
    }
    struct sheet strata = sheet_list();
    for (size_t i = 0; i < draw->stratum_count; i++) {
        struct sheet stratum = sheet_object();
        put(&stratum, "name", xc_json_text(draw->strata[i].name));
        put(&stratum, "n", number(draw->strata[i].n));
        append(&strata, stratum.json);
    }
    put(&sheet, "strata", strata.json);
    put(&sheet, "batches", period(draw->batches));
    put(&sheet, "outer", xc_json_text(draw->outer));
    put(&sheet, "skip", texts(draw->skip, draw->skip_count));
    put(&sheet, "must", texts(draw->must, draw->must_count));
    put(&sheet, "delay", number(draw->delay));
    if (draw->weight_count > 0) {
        put(&sheet, "weights", weights(draw));
    }
    return sheet.json;
}

static json_t *targets(const struct xc_obligation *obligation) {
    return obligation->drawn.len > 0 ? drawn_of(obligation->drawn)
                                     : xc_selection_json(obligation->targets);
}

static json_t *duties(const struct xc_obligation *obligation) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < obligation->duty_count; i++) {
        struct sheet duty = sheet_object();
        put(&duty, "crew", xc_json_text(obligation->duties[i].crew));
        put(&duty, "zones",
            texts(obligation->duties[i].zones, obligation->duties[i].zone_count));
        append(&list, duty.json);
    }
    return list.json;
}

static json_t *offset(struct xc_offset offset) {
    return pair(number(offset.count), json_string(offset.workdays ? "workday" : "day"));
}

static json_t *since(const struct xc_since *since) {
    struct sheet sheet = sheet_object();
    put(&sheet, "kind", json_string(xc_cause_word(since->kind)));
    put(&sheet, "of", xc_json_text(since->of));
    put(&sheet, "min", number(since->min));
    put(&sheet, "from", offset(since->from));
    put(&sheet, "to", offset(since->to));
    return sheet.json;
}

static json_t *review(const struct xc_review_rule *review) {
    struct sheet sheet = sheet_object();
    put(&sheet, "field", xc_json_text(review->field));
    put(&sheet, "share", fraction(review->share));
    put(&sheet, "first", xc_json_text(review->first));
    put(&sheet, "unit", xc_json_text(review->unit));
    return sheet.json;
}

/* Absent where there is none, so that programmes without follow-ups keep their bytes. */
static void put_causes(struct sheet *sheet, const struct xc_obligation *obligation) {
    if (obligation->since.kind != 0) {
        struct sheet like = sheet_list();
        for (unsigned bit = 1; bit <= XC_LIKE_FINDING; bit <<= 1) {
            if ((obligation->like & bit) != 0) {
                append(&like, xc_json_text(xc_rules_like_word(bit)));
            }
        }
        put(sheet, "since", since(&obligation->since));
        put(sheet, "like", like.json);
        put(sheet, "like_most", number(obligation->like_most));
        put(sheet, "like_only", json_boolean(obligation->like_only));
    }
    if (obligation->review.field.len > 0) {
        put(sheet, "review", review(&obligation->review));
    }
}

static json_t *obligation(const struct xc_obligation *obligation) {
    static const char *const orders[] = {"zone", "draw"};
    static const char *const modes[] = {"free", "fixed", "swap"};
    static const char *const rotate[] = {"", "lead", "all"};
    struct sheet sheet = sheet_object();
    put(&sheet, "label", xc_json_text(obligation->label));
    put(&sheet, "targets", targets(obligation));
    put(&sheet, "window", window(obligation->window));
    put(&sheet, "times", number(obligation->times));
    put(&sheet, "each", period(obligation->each));
    put(&sheet, "min_each", number(obligation->min_each));
    put(&sheet, "average", fraction(obligation->average));
    put(&sheet, "max_per", number(obligation->max_per));
    put(&sheet, "extra_by", xc_json_text(obligation->extra_by));
    put(&sheet, "gap", number(obligation->gap));
    put(&sheet, "minutes", number(obligation->minutes));
    put(&sheet, "days", number(obligation->days));
    put(&sheet, "travel", number(obligation->travel));
    put(&sheet, "rotate", json_string(rotate[obligation->rotate]));
    put(&sheet, "uses", texts(obligation->uses, obligation->use_count));
    put(&sheet, "tasks", period(obligation->tasks));
    put(&sheet, "order", json_string(orders[obligation->order]));
    put(&sheet, "areas", json_string(modes[obligation->areas]));
    put(&sheet, "duties", duties(obligation));
    put(&sheet, "items", texts(obligation->items, obligation->item_count));
    put(&sheet, "order_draw", xc_json_text(obligation->order_draw));
    put(&sheet, "extra_draw", xc_json_text(obligation->extra_draw));
    put(&sheet, "panel_draw", xc_json_text(obligation->panel_draw));
    put(&sheet, "crew", crew(&obligation->crew));
    if (obligation->panel.seat_count > 0) {
        put(&sheet, "panel", crew(&obligation->panel));
    }
    put_causes(&sheet, obligation);
    return sheet.json;
}

static json_t *opens(const struct xc_stage *stage) {
    if (stage->opens_after.len == 0) {
        return date(stage->opens);
    }
    struct sheet sheet = sheet_object();
    put(&sheet, "after", xc_json_text(stage->opens_after));
    return sheet.json;
}

static json_t *stage(const struct xc_stage *stage) {
    struct sheet sheet = sheet_object();
    put(&sheet, "id", xc_json_text(stage->id));
    put(&sheet, "title", xc_json_text(stage->title));
    put(&sheet, "plugin", xc_json_text(stage->plugin));
    put(&sheet, "kind",
        json_string(stage->kind == XC_STAGE_DRAWN ? "drawn" : "coverage"));
    put(&sheet, "opens", opens(stage));
    put(&sheet, "window", window(stage->window));
    put(&sheet, "nature", json_string(xc_nature_word(stage->nature)));
    put(&sheet, "method", json_string(xc_method_word(stage->method)));
    put(&sheet, "basis", xc_json_text(stage->basis));
    if (stage->period.from != XC_NO_DATE) {
        put(&sheet, "period", window(stage->period));
    }
    put(&sheet, "hours", hours(&stage->hours));
    if (stage->embargo.set) {
        put(&sheet, "embargo", embargo(&stage->embargo));
    }
    put(&sheet, "merge", json_boolean(stage->merge));
    put(&sheet, "cap", number(stage->cap));
    struct sheet draws = sheet_list();
    for (size_t i = 0; i < stage->draw_count; i++) {
        append(&draws, draw(&stage->draws[i]));
    }
    put(&sheet, "draws", draws.json);
    struct sheet obligations = sheet_list();
    for (size_t i = 0; i < stage->obligation_count; i++) {
        append(&obligations, obligation(&stage->obligations[i]));
    }
    put(&sheet, "obligations", obligations.json);
    return sheet.json;
}

/* ---- The rest of the programme ---- */

/* The document's own value, shares in lowest terms and texts in NFC. */
static json_t *param_value(const struct xc_param *param, json_t *value) {
    if (xc_str_is(param->type, "share")) {
        int64_t a = json_integer_value(json_array_get(value, 0));
        int64_t b = json_integer_value(json_array_get(value, 1));
        int64_t common = a;
        for (int64_t rest = b; rest != 0;) {
            int64_t next = common % rest;
            common = rest;
            rest = next;
        }
        return fraction((struct xc_fraction){a / common, b / common});
    }
    if (xc_str_is(param->type, "text")) {
        struct xc_buffer normal = xc_buffer_make(8 * XC_MAX_FIELD_BYTES);
        struct xc_str raw = xc_json_str(value);
        json_t *json = xc_utf8_nfc(raw, &normal) == XC_OK
                           ? xc_json_text(xc_buffer_view(&normal))
                           : NULL;
        xc_buffer_free(&normal);
        return json;
    }
    return json_incref(value);
}

static json_t *params(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->param_count; i++) {
        const struct xc_param *param = &programme->params[i];
        struct sheet sheet = sheet_object();
        put(&sheet, "name", xc_json_text(param->name));
        put(&sheet, "title", xc_json_text(param->title));
        put(&sheet, "type", xc_json_text(param->type));
        put(&sheet, "value", param_value(param, param->value));
        put(&sheet, "fallback", param_value(param, param->fallback));
        if (param->unit.len > 0) {
            put(&sheet, "unit", xc_json_text(param->unit));
        }
        if (param->least != NULL) {
            put(&sheet, "least", param_value(param, param->least));
        }
        if (param->most != NULL) {
            put(&sheet, "most", param_value(param, param->most));
        }
        if (param->choice_count > 0) {
            put(&sheet, "choices", texts(param->choices, param->choice_count));
        }
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *resources(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->resource_count; i++) {
        struct sheet sheet = sheet_object();
        put(&sheet, "id", xc_json_text(programme->resources[i].id));
        put(&sheet, "title", xc_json_text(programme->resources[i].title));
        put(&sheet, "count", number(programme->resources[i].count));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *sources(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->source_count; i++) {
        struct sheet sheet = sheet_object();
        put(&sheet, "name", xc_json_text(programme->sources[i].name));
        put(&sheet, "digest", xc_json_text(programme->sources[i].digest));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *when(const struct xc_due_rule *rule) {
    struct xc_buffer form = xc_buffer_make(1024);
    json_t *json =
        xc_due_format(rule, &form) == XC_OK ? xc_json_text(xc_buffer_view(&form)) : NULL;
    xc_buffer_free(&form);
    return json;
}

static json_t *dues(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->due_count; i++) {
        const struct xc_due_item_rule *due = &programme->dues[i];
        struct sheet sheet = sheet_object();
        put(&sheet, "id", xc_json_text(due->id));
        put(&sheet, "title", xc_json_text(due->title));
        put(&sheet, "what", xc_json_text(due->what));
        if (due->since.kind == 0) {
            put(&sheet, "when", when(&due->when));
        } else {
            put(&sheet, "since", since(&due->since));
        }
        if (due->since.kind != 0 && due->when.minutes != XC_NO_TIME) {
            put(&sheet, "time", time_of_day((unsigned)due->when.minutes));
        }
        put(&sheet, "window", window(due->window));
        put(&sheet, "from", xc_json_text(due->from));
        put(&sheet, "to", xc_json_text(due->to));
        put(&sheet, "with", xc_json_text(due->with));
        put(&sheet, "each", xc_json_text(due->each));
        if (due->targets != NULL) {
            put(&sheet, "targets", xc_selection_json(due->targets));
        }
        put(&sheet, "owners", texts(due->owners, due->owner_count));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *milestones(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->milestone_count; i++) {
        const struct xc_milestone *milestone = &programme->milestones[i];
        struct sheet sheet = sheet_object();
        put(&sheet, "id", xc_json_text(milestone->id));
        put(&sheet, "title", xc_json_text(milestone->title));
        put(&sheet, "date", date(milestone->date));
        put(&sheet, "stage", xc_json_text(milestone->stage));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *phases(const struct xc_programme *programme) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < programme->phase_count; i++) {
        const struct xc_phase *phase = &programme->phases[i];
        struct sheet sheet = sheet_object();
        put(&sheet, "id", xc_json_text(phase->id));
        put(&sheet, "title", xc_json_text(phase->title));
        put(&sheet, "from", date(phase->window.from));
        put(&sheet, "to", date(phase->window.to));
        put(&sheet, "after", xc_json_text(phase->after));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *rungs(const struct xc_rung *rungs, size_t count) {
    struct sheet list = sheet_list();
    for (size_t i = 0; i < count; i++) {
        struct sheet sheet = sheet_object();
        put(&sheet, "at", number(rungs[i].at));
        put(&sheet, "step", xc_json_text(rungs[i].step));
        put(&sheet, "title", xc_json_text(rungs[i].title));
        append(&list, sheet.json);
    }
    return list.json;
}

static json_t *ladder(const struct xc_ladder *ladder) {
    struct sheet grades = sheet_list();
    for (size_t i = 0; i < ladder->grade_count; i++) {
        struct sheet grade = sheet_object();
        put(&grade, "grade", xc_json_text(ladder->grades[i].grade));
        put(&grade, "title", xc_json_text(ladder->grades[i].title));
        put(&grade, "from", number(ladder->grades[i].from));
        put(&grade, "failed", json_boolean(ladder->grades[i].failed));
        append(&grades, grade.json);
    }
    struct sheet sheet = sheet_object();
    put(&sheet, "targets", rungs(ladder->targets, ladder->target_count));
    put(&sheet, "doctors", rungs(ladder->doctors, ladder->doctor_count));
    put(&sheet, "grades", grades.json);
    put(&sheet, "failed_years", number(ladder->failed_years));
    return sheet.json;
}

json_t *xc_rules_json(const struct xc_programme *programme) {
    struct sheet sheet = sheet_object();
    put(&sheet, "v", number(XC_RULES_VERSION));
    put(&sheet, "id", xc_json_text(programme->id));
    put(&sheet, "title", xc_json_text(programme->title));
    put(&sheet, "year", number(programme->year));
    put(&sheet, "calendar", xc_json_text(programme->calendar));
    put(&sheet, "office", xc_json_text(programme->office));
    put(&sheet, "zone", xc_json_text(programme->zone));
    put(&sheet, "hours", hours(&programme->hours));
    put(&sheet, "seed", xc_json_text(programme->seed));
    put(&sheet, "sources", sources(programme));
    put(&sheet, "params", params(programme));
    put(&sheet, "resources", resources(programme));
    struct sheet stages = sheet_list();
    for (size_t i = 0; i < programme->stage_count; i++) {
        append(&stages, stage(&programme->stages[i]));
    }
    put(&sheet, "stages", stages.json);
    put(&sheet, "dues", dues(programme));
    put(&sheet, "milestones", milestones(programme));
    put(&sheet, "phases", phases(programme));
    if (programme->ladder != NULL) {
        put(&sheet, "ladder", ladder(programme->ladder));
    }
    return sheet.json;
}

int xc_rules_digest(const struct xc_programme *programme, struct xc_digest *digest,
                    struct xc_error *error) {
    struct xc_buffer canonical = xc_buffer_make(DOCUMENT_BYTES);
    json_t *json = xc_rules_json(programme);
    int code =
        json == NULL ? xc_fail_memory(error) : xc_json_canonical(json, &canonical, error);
    if (code == XC_OK) {
        code = xc_sha256(xc_buffer_view(&canonical), digest, error);
    }
    json_decref(json);
    xc_buffer_free(&canonical);
    return code;
}
