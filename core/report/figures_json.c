#include "report/figures.h"

#include <stdlib.h>

json_t *xc_figures_join(json_t *head, json_t *members) {
    if (!head || !members || json_object_update_missing(head, members) != 0) {
        json_decref(head);
        head = NULL;
    }
    json_decref(members);
    return head;
}

json_t *xc_figures_count_json(uint64_t count) {
    return json_integer((json_int_t)count);
}

json_t *xc_figures_head_json(const struct xc_report_facts *facts, const char *kind) {
    char published[21] = "";
    if (facts->published_at != XC_NO_INSTANT) {
        xc_instant_format(facts->published_at, published);
    }
    return json_pack(
        "{s:i, s:s, s:o, s:o, s:i, s:{s:o, s:o}, s:o, s:s, s:s, s:o}", "v", 1, "report",
        kind, "programme", xc_json_text(facts->id), "title",
        xc_json_text(facts->programme->title), "year", facts->programme->year, "office",
        "code", xc_json_text(facts->office), "name", xc_json_text(facts->office_name),
        "as_of", xc_json_day(facts->as_of), "published", published, "for",
        xc_viewer_word(facts->role), "hidden", xc_figures_count_json(facts->hidden));
}

json_t *xc_figures_counts_json(const struct xc_rates *rates) {
    json_t *json = json_object();
    json_t *shares = json_object();
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        json_object_set_new(json, xc_rates_word(i),
                            xc_figures_count_json(xc_rates_value(rates, i)));
    }
    for (int kind = 0; kind < XC_RATE_KINDS; kind++) {
        struct xc_rate rate = xc_rate_of(rates, (enum xc_rate_kind)kind);
        json_object_set_new(
            shares, xc_rate_word((enum xc_rate_kind)kind),
            json_pack("[I, I]", (json_int_t)rate.number, (json_int_t)rate.of));
    }
    json_object_set_new(json, "rates", shares);
    return json;
}

json_t *xc_figures_rates_json(const struct xc_rates *rates) {
    json_t *json = xc_figures_counts_json(rates);
    json_object_set_new(
        json, "today", xc_figures_count_json(rates->targets - rates->gone + rates->come));
    json_object_set_new(json, "today_visited",
                        xc_figures_count_json(rates->visited - rates->gone_visited +
                                              rates->come_visited));
    return json;
}

json_t *xc_figures_area_json(const struct xc_report_facts *facts, uint32_t area) {
    return json_pack("{s:o, s:o}", "code", xc_json_text(facts->areas[area].code), "name",
                     xc_json_text(facts->areas[area].name));
}

json_t *xc_figures_stage_json(const struct xc_stage *stage) {
    return json_pack("{s:o, s:o}", "id", xc_json_text(stage->id), "title",
                     xc_json_text(stage->title));
}

/* ---- Rows of lists ---- */

struct xc_figures_shared {
    json_t **areas, **crews, **seats; /* by row; seats by person and seat; owned */
    size_t area_count, crew_count, seat_count;
    json_t *kinds[XC_KIND_COUNT];
    json_t *day; /* the last one: lists stand in the order of days */
    xc_date day_is;
};

static void free_all(json_t **values, size_t count) {
    for (size_t i = 0; values && i < count; i++) {
        json_decref(values[i]);
    }
    free(values);
}

void xc_figures_shared_free(struct xc_figures_shared *shared) {
    if (shared) {
        free_all(shared->areas, shared->area_count);
        free_all(shared->crews, shared->crew_count);
        free_all(shared->seats, shared->seat_count);
        for (size_t i = 0; i < XC_KIND_COUNT; i++) {
            json_decref(shared->kinds[i]);
        }
        json_decref(shared->day);
        free(shared);
    }
}

struct xc_figures_shared *xc_figures_shared_new(const struct xc_report_facts *facts) {
    struct xc_figures_shared *shared = calloc(1, sizeof *shared);
    if (shared) {
        shared->area_count = facts->area_count;
        shared->crew_count = facts->crew_count;
        shared->seat_count = facts->person_count * XC_ROLE_COUNT;
        shared->areas = calloc(shared->area_count + 1, sizeof(void *));
        shared->crews = calloc(shared->crew_count + 1, sizeof(void *));
        shared->seats = calloc(shared->seat_count + 1, sizeof(void *));
        if (!shared->areas || !shared->crews || !shared->seats) {
            xc_figures_shared_free(shared);
            shared = NULL;
        }
    }
    return shared;
}

static json_t *text_once(json_t **place, struct xc_str text) {
    if (!place) {
        return xc_json_text(text);
    }
    if (!*place) {
        *place = xc_json_text(text);
    }
    return json_incref(*place);
}

json_t *xc_figures_target_json(const struct xc_report_facts *facts, uint32_t target,
                               struct xc_figures_shared *shared) {
    const struct xc_report_targets *targets = &facts->targets;
    uint32_t area = targets->area[target];
    uint8_t kind = targets->kind[target];
    return json_pack(
        "{s:o, s:o, s:o, s:o}", "id", xc_json_text(targets->id[target]), "name",
        xc_json_text(targets->name[target]), "kind",
        text_once(shared ? &shared->kinds[kind] : NULL,
                  xc_str_from(xc_words_english(XC_WORDS_KIND, kind))),
        "area", text_once(shared ? &shared->areas[area] : NULL, facts->areas[area].code));
}

json_t *xc_figures_day_json(xc_date day, struct xc_figures_shared *shared) {
    if (shared->day && shared->day_is == day) {
        return json_incref(shared->day);
    }
    json_decref(shared->day);
    shared->day = xc_json_day(day);
    shared->day_is = day;
    return json_incref(shared->day);
}

json_t *xc_figures_crew_json(const struct xc_report_facts *facts, uint32_t crew,
                             struct xc_figures_shared *shared) {
    if (crew == XC_NO_ROW) {
        return xc_json_text(XC_STR(""));
    }
    return text_once(shared ? &shared->crews[crew] : NULL, facts->crews[crew]);
}

static json_t *seat_json(const struct xc_report_facts *facts,
                         const struct xc_report_seat *seat) {
    const struct xc_report_person *person = &facts->persons[seat->person];
    return json_pack("{s:o, s:o, s:s}", "id", xc_json_text(person->id), "name",
                     xc_json_text(person->name), "seat",
                     xc_words_english(XC_WORDS_ROLE, seat->seat));
}

json_t *xc_figures_people_json(const struct xc_report_facts *facts,
                               const struct xc_report_visit *visit,
                               struct xc_figures_shared *shared) {
    json_t *list = json_array();
    for (size_t i = 0; i < visit->seats; i++) {
        const struct xc_report_seat *seat = &facts->people[visit->people + i];
        size_t place = (size_t)seat->person * XC_ROLE_COUNT + seat->seat;
        if (!shared) {
            json_array_append_new(list, seat_json(facts, seat));
            continue;
        }
        if (!shared->seats[place]) {
            shared->seats[place] = seat_json(facts, seat);
        }
        json_array_append(list, shared->seats[place]);
    }
    return list;
}
