/* What a rules document must fulfil beyond its single values. Nothing here needs a
 * register. */
#include "rules/read.h"

#include "base/suggest.h"

#include <stdlib.h>

/* ---- Ids ---- */

struct named {
    struct xc_str text;
    size_t at; /* position in the list */
};

static int compare_named(const void *left, const void *right) {
    const struct named *a = left;
    const struct named *b = right;
    int order = xc_str_compare(a->text, b->text);
    return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

/* Refuses the list under key where two of its entries have one id. The id is the member
 * of struct size bytes at offset. */
static void check_unique(const struct xc_place *object, const char *key,
                         const void *entries, size_t count, size_t size, size_t offset) {
    struct named *names = xc_rules_array(object, count, sizeof *names);
    if (names == NULL || count < 2) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const void *text = (const char *)entries + i * size + offset;
        names[i] = (struct named){*(const struct xc_str *)text, i};
    }
    qsort(names, count, sizeof *names, compare_named);
    for (size_t i = 1; i < count; i++) {
        if (xc_str_equal(names[i - 1].text, names[i].text)) {
            struct xc_rules_entry entry;
            xc_rules_refuse(xc_rules_entry_at(&entry, object, key, names[i].at),
                            XC_MSG("the id '%.*s' is taken already"),
                            XC_PRI(names[i].text));
            XC_RULES_HINT(object,
                          XC_MSG("give every entry of the list an id of its own"));
        }
    }
}

#define CHECK_UNIQUE(object, key, entries, count, type, member)                          \
    check_unique(object, key, entries, count, sizeof(struct type),                       \
                 offsetof(struct type, member))

/* Labels are unique in the whole programme. draws: those of draws, else of obligations.
 */
static void check_labels(const struct xc_place *document,
                         const struct xc_programme *programme, bool draws) {
    size_t count = 0;
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        count += draws ? stage->draw_count : stage->obligation_count;
    }
    struct named *names = xc_rules_array(document, count, sizeof *names);
    size_t filled = 0;
    for (size_t i = 0; i < programme->stage_count && names != NULL; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        size_t own = draws ? stage->draw_count : stage->obligation_count;
        for (size_t j = 0; j < own; j++) {
            names[filled++] = (struct named){
                draws ? stage->draws[j].label : stage->obligations[j].label, i};
        }
    }
    if (filled < 2) {
        return;
    }
    qsort(names, filled, sizeof *names, compare_named);
    for (size_t i = 1; i < filled; i++) {
        if (xc_str_equal(names[i - 1].text, names[i].text)) {
            struct xc_rules_entry entry;
            xc_rules_refuse(xc_rules_entry_at(&entry, document, "stages", names[i].at),
                            draws ? XC_MSG("the label '%.*s' stands for two draws")
                                  : XC_MSG("the label '%.*s' stands for two obligations"),
                            XC_PRI(names[i].text));
        }
    }
}

/* ---- Obligations ---- */

static void check_average(const struct xc_place *place,
                          const struct xc_obligation *obligation, int64_t periods) {
    struct xc_fraction average = obligation->average;
    struct xc_place least = xc_rules_member(place, "min_each");
    if (average.a == 0) {
        if (obligation->min_each > 0 && obligation->min_each != obligation->times) {
            xc_rules_refuse(&least,
                            XC_MSG("'min_each' means something only with 'average'"));
        }
        return;
    }
    struct xc_place at = xc_rules_member(place, "average");
    int64_t most = obligation->max_per * periods;
    if (most > 0 && average.a > average.b * most) {
        xc_rules_refuse(
            &at,
            XC_MSG("an average of %lld/%lld visits cannot be reached with at most "
                   "%lld visits of one target"),
            (long long)average.a, (long long)average.b, (long long)most);
        XC_RULES_HINT(&at, XC_MSG("raise 'max_per' or lower the average"));
    }
}

static void check_frequency(const struct xc_place *place,
                            const struct xc_obligation *obligation) {
    int64_t periods = xc_rules_periods(obligation->window, obligation->each);
    int64_t length = (int64_t)obligation->window.to - obligation->window.from + 1;
    bool per_each = false;
    int64_t least = xc_rules_least(obligation, &per_each);
    int64_t most = obligation->max_per * (per_each ? 1 : periods);
    if (most > 0 && least > most) {
        struct xc_place at = xc_rules_member(place, "max_per");
        xc_rules_refuse(
            &at,
            XC_MSG("%lld visits are wanted, but at most %lld of one target are allowed"),
            (long long)least, (long long)most);
        XC_RULES_HINT(&at, XC_MSG("raise 'max_per' or lower 'times'"));
    }
    if (obligation->min_each > obligation->times) {
        struct xc_place at = xc_rules_member(place, "min_each");
        xc_rules_refuse(&at, XC_MSG("'min_each' is more than 'times'"));
    }
    check_average(place, obligation, periods);
    int64_t visits = per_each ? least * periods : least;
    if ((visits - 1) * obligation->gap + obligation->days > length) {
        struct xc_place at = xc_rules_member(place, obligation->gap > 0 ? "gap" : "days");
        xc_rules_refuse(
            &at,
            XC_MSG("%lld visits of %u days with %u days between their first days do "
                   "not fit into a window of %lld days"),
            (long long)visits, obligation->days, obligation->gap, (long long)length);
        XC_RULES_HINT(&at,
                      XC_MSG("shorten the gap, lower 'times' or make the window longer"));
    }
}

/* ---- Swapping, rotation, travel, resources ---- */

static void check_swap(const struct xc_place *place,
                       const struct xc_obligation *obligation) {
    struct xc_place areas = xc_rules_member(place, "areas");
    if (obligation->areas != XC_AREAS_SWAP) {
        return;
    }
    if (obligation->each == 0) {
        xc_rules_refuse(
            &areas, XC_MSG("the crews swap their areas from batch to batch, but there "
                           "are no batches"));
        XC_RULES_HINT(&areas, XC_MSG("say how long a batch is with 'each', for example "
                                     "half for half-years"));
    }
    if (obligation->duty_count == 1) {
        xc_rules_refuse(&areas, XC_MSG("one crew alone has nobody to swap areas with"));
        XC_RULES_HINT(&areas, XC_MSG("give zones to two crews at least"));
    }
}

static void check_uses(const struct xc_place *place, const struct xc_programme *programme,
                       const struct xc_obligation *obligation) {
    struct xc_str *ids = xc_rules_array(place, programme->resource_count, sizeof *ids);
    for (size_t i = 0; ids != NULL && i < programme->resource_count; i++) {
        ids[i] = programme->resources[i].id;
    }
    for (size_t i = 0; ids != NULL && i < obligation->use_count; i++) {
        struct xc_str id = obligation->uses[i];
        bool known = false;
        for (size_t j = 0; j < programme->resource_count; j++) {
            known = known || xc_str_equal(id, ids[j]);
        }
        if (known) {
            continue;
        }
        struct xc_rules_entry entry;
        const struct xc_place *at = xc_rules_entry_at(&entry, place, "uses", i);
        struct xc_str near = xc_suggest(id, ids, programme->resource_count);
        if (near.len > 0) {
            xc_rules_refuse(at, XC_MSG("the programme has no resource '%.*s' (%.*s?)"),
                            XC_PRI(id), XC_PRI(near));
        } else {
            xc_rules_refuse(at, XC_MSG("the programme has no resource '%.*s'"),
                            XC_PRI(id));
        }
        XC_RULES_HINT(at, XC_MSG("list it among the programme's resources with its "
                                 "number"));
    }
}

static void check_ways(const struct xc_place *place, const struct xc_programme *programme,
                       const struct xc_stage *stage,
                       const struct xc_obligation *obligation) {
    check_swap(place, obligation);
    check_uses(place, programme, obligation);
    if (obligation->rotate == XC_ROTATE_LEAD &&
        xc_rules_places(&obligation->crew, XC_ROLE_LEAD) == 0) {
        struct xc_place rotate = xc_rules_member(place, "rotate");
        xc_rules_refuse(&rotate,
                        XC_MSG("the lead is to change, but the crew has no seat for a "
                               "lead"));
        XC_RULES_HINT(&rotate, XC_MSG("add a seat for a lead, or let everybody change "
                                      "with 'all'"));
    }
    if (obligation->travel > 0 &&
        (stage->method == XC_METHOD_WRITTEN || stage->method == XC_METHOD_PHONE)) {
        struct xc_place travel = xc_rules_member(place, "travel");
        xc_rules_refuse(&travel, XC_MSG("nobody travels for checks that are made on "
                                        "paper or by telephone"));
        XC_RULES_HINT(&travel, XC_MSG("leave 'travel' out, or make it a check on site"));
    }
}

static void check_obligation(const struct xc_place *place,
                             const struct xc_programme *programme,
                             const struct xc_stage *stage,
                             const struct xc_obligation *obligation) {
    xc_rules_check_drawn(place, programme, stage, obligation);
    xc_rules_check_since(place, programme, stage, obligation);
    if (obligation->window.from < stage->window.from ||
        obligation->window.to > stage->window.to) {
        struct xc_place window = xc_rules_member(place, "window");
        xc_rules_refuse(&window,
                        XC_MSG("the window reaches beyond the window of its stage"));
    }
    check_frequency(place, obligation);
    xc_rules_check_crews(place, stage, obligation);
    check_ways(place, programme, stage, obligation);
}

/* ---- Stages ---- */

static bool within_hours(const struct xc_hours *hours, unsigned from, unsigned to) {
    for (unsigned i = 0; i < hours->count; i++) {
        if (hours->spans[i].from <= from && to <= hours->spans[i].to) {
            return true;
        }
    }
    return false;
}

/* A night visit at an hour that nobody named would be planned into the working day. */
static void check_hours(const struct xc_place *place,
                        const struct xc_programme *programme,
                        const struct xc_stage *stage) {
    if (stage->method != XC_METHOD_NIGHT) {
        return;
    }
    if (stage->hours.count == 0) {
        struct xc_place method = xc_rules_member(place, "method");
        xc_rules_refuse(&method, XC_MSG("visits at night need hours of their own"));
        XC_RULES_HINT(&method, XC_MSG("say at what time: hours = { '19:00-21:30' }"));
    }
    for (unsigned i = 0; i < stage->hours.count; i++) {
        if (within_hours(&programme->hours, stage->hours.spans[i].from,
                         stage->hours.spans[i].to)) {
            struct xc_rules_entry entry;
            const struct xc_place *at = xc_rules_entry_at(&entry, place, "hours", i);
            xc_rules_refuse(at, XC_MSG("these are office hours, not hours of the night"));
            XC_RULES_HINT(at, XC_MSG("say at what time: hours = { '19:00-21:30' }"));
        }
    }
}

static void check_opens(const struct xc_place *place,
                        const struct xc_programme *programme,
                        const struct xc_stage *stage) {
    struct xc_place opens = xc_rules_member(place, "opens");
    xc_date first = stage->opens;
    if (stage->opens_after.len > 0) {
        first = xc_rules_check_after(&opens, programme, stage->opens_after,
                                     XC_MSG("the stages wait for each other in a "
                                            "circle")) +
                1;
    }
    if (first > stage->window.to) {
        xc_rules_refuse(&opens,
                        XC_MSG("the stage opens after the last day of its window"));
    }
}

static void check_stage(const struct xc_place *place,
                        const struct xc_programme *programme,
                        const struct xc_stage *stage) {
    struct xc_rules_entry entry;
    check_opens(place, programme, stage);
    check_hours(place, programme, stage);
    if (stage->kind == XC_STAGE_DRAWN && stage->draw_count == 0) {
        xc_rules_refuse(place, XC_MSG("a stage of the kind 'drawn' needs draws"));
    }
    for (size_t i = 0; i < stage->draw_count; i++) {
        xc_rules_check_draw(xc_rules_entry_at(&entry, place, "draws", i), programme,
                            stage, i);
    }
    for (size_t i = 0; i < stage->obligation_count; i++) {
        check_obligation(xc_rules_entry_at(&entry, place, "obligations", i), programme,
                         stage, &stage->obligations[i]);
    }
}

/* ---- Reports, milestones, phases ---- */

static void check_dues(const struct xc_place *document,
                       const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->due_count; i++) {
        const struct xc_due_item_rule *due = &programme->dues[i];
        struct xc_rules_entry entry;
        const struct xc_place *at = xc_rules_entry_at(&entry, document, "dues", i);
        bool outside =
            due->when.date < due->window.from || due->when.date > due->window.to;
        if (due->when.kind == XC_DUE_DATE && outside) {
            xc_rules_refuse(at,
                            XC_MSG("the day on which it is due lies outside its window"));
        }
        xc_rules_check_due_since(at, programme, due);
    }
}

static void check_milestones(const struct xc_place *document,
                             const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->milestone_count; i++) {
        struct xc_str stage = programme->milestones[i].stage;
        struct xc_rules_entry entry;
        struct xc_place at = xc_rules_member(
            xc_rules_entry_at(&entry, document, "milestones", i), "stage");
        if (stage.len > 0) {
            xc_rules_check_own_stage(&at, programme, stage);
        }
    }
}

static void check_phases(const struct xc_place *document,
                         const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->phase_count; i++) {
        const struct xc_phase *phase = &programme->phases[i];
        struct xc_rules_entry entry;
        struct xc_place at =
            xc_rules_member(xc_rules_entry_at(&entry, document, "phases", i), "after");
        xc_date last =
            xc_rules_check_after(&at, programme, phase->after,
                                 XC_MSG("the phases wait for each other in a circle"));
        if (last != XC_NO_DATE && phase->window.from <= last) {
            char date[11];
            xc_date_format(last, date);
            xc_rules_refuse(&at, XC_MSG("the phase begins before '%.*s' has ended (%s)"),
                            XC_PRI(phase->after), date);
            XC_RULES_HINT(&at,
                          XC_MSG("let it begin later, or come after an earlier one"));
        }
    }
}

void xc_rules_check(const struct xc_place *document,
                    const struct xc_programme *programme) {
    CHECK_UNIQUE(document, "stages", programme->stages, programme->stage_count, xc_stage,
                 id);
    CHECK_UNIQUE(document, "params", programme->params, programme->param_count, xc_param,
                 name);
    CHECK_UNIQUE(document, "resources", programme->resources, programme->resource_count,
                 xc_resource, id);
    CHECK_UNIQUE(document, "dues", programme->dues, programme->due_count,
                 xc_due_item_rule, id);
    CHECK_UNIQUE(document, "milestones", programme->milestones,
                 programme->milestone_count, xc_milestone, id);
    CHECK_UNIQUE(document, "phases", programme->phases, programme->phase_count, xc_phase,
                 id);
    check_labels(document, programme, true);
    check_labels(document, programme, false);
    if (programme->stage_count == 0 && programme->due_count == 0) {
        xc_rules_refuse(document, XC_MSG("the programme has neither stages nor reports"));
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        struct xc_rules_entry entry;
        check_stage(xc_rules_entry_at(&entry, document, "stages", i), programme,
                    &programme->stages[i]);
    }
    check_dues(document, programme);
    check_milestones(document, programme);
    check_phases(document, programme);
}
