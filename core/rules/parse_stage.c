/* Reads one stage with its obligations. What one value can tell is checked here, what
 * needs two of them in check.c. */
#include "rules/read.h"

enum {
    DRAWS_MAX = 64,
    PER_YEAR_MAX = 366,
    GAP_MAX = 3660,
    TRAVEL_MAX = 30,
    USES_MAX = 64,
    MINUTES_DEFAULT = 90
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Obligations ---- */

static void read_duties(const struct xc_place *place, struct xc_obligation *obligation) {
    static const struct xc_str keys[] = {XC_STR_INIT("crew"), XC_STR_INIT("zones")};
    size_t count = xc_rules_read_list(place, XC_RULES_MAX_LIST);
    obligation->duties = xc_rules_array(place, count, sizeof *obligation->duties);
    for (size_t i = 0; i < count && obligation->duties != NULL; i++) {
        struct xc_zone_duty *duty = &obligation->duties[i];
        struct xc_place entry = xc_rules_element(place, i);
        if (!xc_rules_read_object(&entry, keys, COUNT(keys))) {
            return;
        }
        obligation->duty_count = i + 1;
        xc_rules_require(&entry, "crew");
        struct xc_place crew = xc_rules_member(&entry, "crew");
        duty->crew = xc_rules_read_text(&crew, XC_RULES_TITLE_BYTES);
        if (duty->crew.len == 0) {
            xc_rules_refuse(&crew, XC_MSG("an empty text is not allowed here"));
        }
        xc_rules_require(&entry, "zones");
        struct xc_place zones = xc_rules_member(&entry, "zones");
        duty->zones = xc_rules_read_texts(&zones, XC_RULES_MAX_ZONES,
                                          XC_RULES_TITLE_BYTES, &duty->zone_count);
        if (duty->zone_count == 0) {
            xc_rules_refuse(&zones, XC_MSG("the list must not be empty"));
        }
        for (size_t j = 0; j < i; j++) {
            if (xc_str_equal(duty->crew, obligation->duties[j].crew)) {
                xc_rules_refuse(&entry, XC_MSG("'%.*s' stands in the list twice"),
                                XC_PRI(duty->crew));
            }
        }
    }
}

/* Either a selection of targets or what a draw gives. */
static void read_targets(const struct xc_place *object,
                         struct xc_obligation *obligation) {
    static const struct xc_str keys[] = {XC_STR_INIT("drawn")};
    xc_rules_require(object, "targets");
    struct xc_place place = xc_rules_member(object, "targets");
    obligation->drawn = XC_STR("");
    if (json_object_get(place.json, "drawn") == NULL) {
        obligation->targets = xc_rules_read_selection(&place, XC_TABLE_TARGETS);
        return;
    }
    if (xc_rules_read_object(&place, keys, COUNT(keys))) {
        struct xc_place drawn = xc_rules_member(&place, "drawn");
        obligation->drawn = xc_rules_read_label(&drawn);
        if (obligation->drawn.len == 0) {
            xc_rules_refuse(&drawn, XC_MSG("an empty text is not allowed here"));
        }
    }
}

static void read_frequency(const struct xc_place *place,
                           struct xc_obligation *obligation) {
    static const struct xc_str extra[] = {XC_STR_INIT("weight"), XC_STR_INIT("draw"),
                                          XC_STR_INIT("id")};
    obligation->times = xc_rules_number_of(place, "times", 1, PER_YEAR_MAX, 1);
    obligation->each = xc_rules_period_of(place, "each");
    obligation->min_each = xc_rules_number_of(place, "min_each", 0, PER_YEAR_MAX, 0);
    struct xc_place average = xc_rules_member(place, "average");
    obligation->average = xc_rules_read_fraction(&average);
    obligation->max_per = xc_rules_number_of(place, "max_per", 0, PER_YEAR_MAX, 0);
    obligation->extra_by =
        extra[xc_rules_word_of(place, "extra_by", extra, COUNT(extra), 0)];
    obligation->gap = xc_rules_number_of(place, "gap", 0, GAP_MAX, 0);
    obligation->minutes =
        xc_rules_number_of(place, "minutes", 1, XC_MAX_VISIT_MINUTES, MINUTES_DEFAULT);
    obligation->days = xc_rules_number_of(place, "days", 1, PER_YEAR_MAX, 1);
    obligation->travel = xc_rules_number_of(place, "travel", 0, TRAVEL_MAX, 0);
}

static void read_ways(const struct xc_place *place, struct xc_obligation *obligation) {
    static const struct xc_str orders[] = {XC_STR_INIT("zone"), XC_STR_INIT("draw")};
    static const struct xc_str modes[] = {XC_STR_INIT("free"), XC_STR_INIT("fixed"),
                                          XC_STR_INIT("swap")};
    static const struct xc_str rotate[] = {XC_STR_INIT(""), XC_STR_INIT("lead"),
                                           XC_STR_INIT("all")};
    obligation->tasks = xc_rules_period_of(place, "tasks");
    obligation->order =
        (enum xc_order)xc_rules_word_of(place, "order", orders, COUNT(orders), 0);
    obligation->areas =
        (enum xc_areas_mode)xc_rules_word_of(place, "areas", modes, COUNT(modes), 0);
    obligation->rotate =
        (enum xc_rotate)xc_rules_word_of(place, "rotate", rotate, COUNT(rotate), 0);
    struct xc_place duties = xc_rules_member(place, "duties");
    read_duties(&duties, obligation);
    struct xc_place items = xc_rules_member(place, "items");
    obligation->items = xc_rules_read_texts(
        &items, XC_RULES_MAX_LIST, XC_RULES_TITLE_BYTES, &obligation->item_count);
    struct xc_place uses = xc_rules_member(place, "uses");
    obligation->uses =
        xc_rules_read_texts(&uses, USES_MAX, XC_MAX_ID_BYTES, &obligation->use_count);
}

static struct xc_str label_of(const struct xc_place *object, const char *key) {
    struct xc_place place = xc_rules_member(object, key);
    return xc_rules_read_label(&place);
}

static void read_obligation(const struct xc_place *place, struct xc_window window,
                            struct xc_obligation *obligation) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("label"),      XC_STR_INIT("targets"),    XC_STR_INIT("window"),
        XC_STR_INIT("times"),      XC_STR_INIT("each"),       XC_STR_INIT("min_each"),
        XC_STR_INIT("average"),    XC_STR_INIT("max_per"),    XC_STR_INIT("extra_by"),
        XC_STR_INIT("gap"),        XC_STR_INIT("minutes"),    XC_STR_INIT("days"),
        XC_STR_INIT("travel"),     XC_STR_INIT("rotate"),     XC_STR_INIT("uses"),
        XC_STR_INIT("tasks"),      XC_STR_INIT("order"),      XC_STR_INIT("areas"),
        XC_STR_INIT("duties"),     XC_STR_INIT("items"),      XC_STR_INIT("crew"),
        XC_STR_INIT("panel"),      XC_STR_INIT("order_draw"), XC_STR_INIT("extra_draw"),
        XC_STR_INIT("panel_draw"), XC_STR_INIT("since"),      XC_STR_INIT("like"),
        XC_STR_INIT("like_most"),  XC_STR_INIT("like_only"),  XC_STR_INIT("review")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "label");
    struct xc_place label = xc_rules_member(place, "label");
    obligation->label = xc_rules_read_label(&label);
    if (obligation->label.len == 0) {
        xc_rules_refuse(&label, XC_MSG("an obligation needs a label"));
    }
    read_targets(place, obligation);
    struct xc_place own = xc_rules_member(place, "window");
    obligation->window = xc_rules_read_window(&own, window);
    read_frequency(place, obligation);
    xc_rules_parse_causes(place, obligation);
    read_ways(place, obligation);
    xc_rules_require(place, "crew");
    struct xc_place crew = xc_rules_member(place, "crew");
    xc_rules_parse_crew(&crew, &obligation->crew);
    struct xc_place panel = xc_rules_member(place, "panel");
    if (panel.json != NULL) {
        xc_rules_parse_crew(&panel, &obligation->panel);
    }
    obligation->order_draw = label_of(place, "order_draw");
    obligation->extra_draw = label_of(place, "extra_draw");
    obligation->panel_draw = label_of(place, "panel_draw");
}

/* ---- The stage ---- */

static void read_hidden(const struct xc_place *place, struct xc_embargo *embargo) {
    size_t count = xc_rules_read_list(place, XC_VIEWER_COUNT);
    for (size_t i = 0; i < count; i++) {
        struct xc_str words[XC_VIEWER_COUNT];
        struct xc_word_list list = {words, COUNT(words)};
        for (unsigned role = 0; role < XC_VIEWER_COUNT; role++) {
            words[role] = xc_str_from(xc_viewer_word((enum xc_viewer_role)role));
        }
        struct xc_place element = xc_rules_element(place, i);
        size_t role = xc_rules_read_word(&element, &list, 0);
        if (role == 0) {
            xc_rules_refuse(&element, XC_MSG("an empty text is not allowed here"));
        } else if (role == XC_VIEWER_ADMIN) {
            xc_rules_refuse(&element,
                            XC_MSG("nothing can be hidden from the administrator"));
        }
        embargo->hidden |= 1u << role;
    }
    if (count == 0) {
        xc_rules_refuse(place, XC_MSG("it is not said from whom the visits are hidden"));
        XC_RULES_HINT(place, XC_MSG("list roles, for example inspector and public"));
    }
}

static void read_embargo(const struct xc_place *place, struct xc_embargo *embargo) {
    static const struct xc_str relative[] = {XC_STR_INIT("before"), XC_STR_INIT("unit"),
                                             XC_STR_INIT("time"), XC_STR_INIT("from")};
    static const struct xc_str fixed[] = {XC_STR_INIT("until"), XC_STR_INIT("time"),
                                          XC_STR_INIT("from")};
    static const struct xc_str units[] = {XC_STR_INIT("workday"), XC_STR_INIT("day")};
    bool until = json_object_get(place->json, "until") != NULL;
    embargo->until = XC_NO_DATE;
    if (place->json == NULL ||
        !xc_rules_read_object(place, until ? fixed : relative,
                              until ? COUNT(fixed) : COUNT(relative))) {
        return;
    }
    embargo->set = true;
    if (until) {
        struct xc_place day = xc_rules_member(place, "until");
        embargo->until = xc_rules_read_date(&day);
    } else {
        xc_rules_require(place, "before");
        embargo->before = xc_rules_number_of(place, "before", 0, PER_YEAR_MAX, 0);
        embargo->workdays = xc_rules_word_of(place, "unit", units, COUNT(units), 0) == 0;
    }
    struct xc_place time = xc_rules_member(place, "time");
    embargo->minutes = xc_rules_read_time(&time, 0);
    xc_rules_require(place, "from");
    struct xc_place from = xc_rules_member(place, "from");
    read_hidden(&from, embargo);
}

/* A date, {"after": id of a stage or phase}, or nothing: the first day of the window. */
static void read_opens(const struct xc_place *object, struct xc_stage *stage) {
    static const struct xc_str keys[] = {XC_STR_INIT("after")};
    struct xc_place place = xc_rules_member(object, "opens");
    stage->opens = stage->window.from;
    stage->opens_after = XC_STR("");
    if (json_is_object(place.json)) {
        if (xc_rules_read_object(&place, keys, COUNT(keys))) {
            stage->opens = XC_NO_DATE;
            stage->opens_after = xc_rules_read_id(&place, "after");
        }
    } else if (place.json != NULL) {
        stage->opens = xc_rules_read_date(&place);
    }
}

static void read_obligations(const struct xc_place *object, struct xc_stage *stage) {
    xc_rules_require(object, "obligations");
    struct xc_place list = xc_rules_member(object, "obligations");
    size_t count = xc_rules_read_list(&list, XC_MAX_OBLIGATIONS);
    stage->obligations = xc_rules_array(&list, count, sizeof *stage->obligations);
    for (size_t i = 0; i < count && stage->obligations != NULL; i++) {
        struct xc_place element = xc_rules_element(&list, i);
        read_obligation(&element, stage->window, &stage->obligations[i]);
        stage->obligation_count = i + 1;
    }
    if (count == 0) {
        xc_rules_refuse(&list, XC_MSG("the list must not be empty"));
    }
}

static void read_manner(const struct xc_place *place, struct xc_stage *stage) {
    static const struct xc_str kinds[] = {XC_STR_INIT("coverage"), XC_STR_INIT("drawn")};
    static const struct xc_str natures[] = {XC_STR_INIT("enforcement"),
                                            XC_STR_INIT("agency_check")};
    static const struct xc_str methods[] = {XC_STR_INIT("site"), XC_STR_INIT("written"),
                                            XC_STR_INIT("phone"), XC_STR_INIT("night")};
    xc_rules_require(place, "kind");
    stage->kind = (enum xc_stage_kind)(
        XC_STAGE_COVERAGE + xc_rules_word_of(place, "kind", kinds, COUNT(kinds), 0));
    xc_rules_require(place, "nature");
    stage->nature =
        (enum xc_nature)(XC_NATURE_ENFORCEMENT +
                         xc_rules_word_of(place, "nature", natures, COUNT(natures), 0));
    stage->method = (enum xc_method)(
        XC_METHOD_SITE + xc_rules_word_of(place, "method", methods, COUNT(methods), 0));
    stage->basis = xc_rules_read_text_of(place, "basis", XC_MAX_FIELD_BYTES);
    struct xc_place period = xc_rules_member(place, "period");
    stage->period =
        xc_rules_read_window(&period, (struct xc_window){XC_NO_DATE, XC_NO_DATE});
    struct xc_place hours = xc_rules_member(place, "hours");
    stage->hours = xc_rules_read_hours(&hours);
    struct xc_place merge = xc_rules_member(place, "merge");
    stage->merge = xc_rules_read_flag(&merge, true);
    stage->cap = xc_rules_number_of(place, "cap", 0, PER_YEAR_MAX, 0);
}

void xc_rules_parse_stage(const struct xc_place *place, struct xc_stage *stage) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("id"),         XC_STR_INIT("title"),   XC_STR_INIT("plugin"),
        XC_STR_INIT("kind"),       XC_STR_INIT("opens"),   XC_STR_INIT("window"),
        XC_STR_INIT("nature"),     XC_STR_INIT("method"),  XC_STR_INIT("basis"),
        XC_STR_INIT("period"),     XC_STR_INIT("hours"),   XC_STR_INIT("merge"),
        XC_STR_INIT("cap"),        XC_STR_INIT("embargo"), XC_STR_INIT("draws"),
        XC_STR_INIT("obligations")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    stage->id = xc_rules_read_id(place, "id");
    stage->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    stage->plugin = xc_rules_read_id(place, "plugin");
    xc_rules_require(place, "window");
    struct xc_place window = xc_rules_member(place, "window");
    stage->window =
        xc_rules_read_window(&window, (struct xc_window){XC_NO_DATE, XC_NO_DATE});
    read_manner(place, stage);
    read_opens(place, stage);
    struct xc_place embargo = xc_rules_member(place, "embargo");
    read_embargo(&embargo, &stage->embargo);
    stage->draws = xc_rules_read_each(place, "draws", DRAWS_MAX, sizeof *stage->draws,
                                      &stage->draw_count, xc_rules_parse_draw);
    read_obligations(place, stage);
}
