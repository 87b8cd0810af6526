/* Reads draws, and crews, whom draws are dealt to. */
#include "rules/read.h"

enum {
    STRATA_MAX = 256,
    NUMBER_MAX = 1000000, /* the largest number of a draw (docs/draw.md) */
    DELAY_DEFAULT = 600,
    FLAGS_MAX = 64,
    PLACES_MAX = 64,
    TEAMS_MAX = 64
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Crews ---- */

static enum xc_person_role read_role(const struct xc_place *seat) {
    struct xc_str words[XC_ROLE_COUNT];
    for (unsigned role = 0; role < XC_ROLE_COUNT; role++) {
        words[role] = xc_str_from(xc_words_english(XC_WORDS_ROLE, role));
    }
    xc_rules_require(seat, "role");
    size_t role = xc_rules_word_of(seat, "role", words, COUNT(words), XC_ROLE_NONE);
    if (role == XC_ROLE_NONE) {
        struct xc_place place = xc_rules_member(seat, "role");
        xc_rules_refuse(&place, XC_MSG("a seat needs a role"));
    }
    return (enum xc_person_role)role;
}

static void read_seat(const struct xc_place *place, struct xc_seat *seat) {
    static const struct xc_str keys[] = {XC_STR_INIT("role"), XC_STR_INIT("count"),
                                         XC_STR_INIT("where")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    seat->role = read_role(place);
    seat->count = xc_rules_number_of(place, "count", 1, PLACES_MAX, 1);
    struct xc_place where = xc_rules_member(place, "where");
    seat->where = xc_rules_read_selection(&where, XC_TABLE_PEOPLE);
}

/* The seats at a key of the object; *filled grows with what has been read. */
static struct xc_seat *read_seats(const struct xc_place *object, const char *key,
                                  size_t *filled) {
    struct xc_place list = xc_rules_member(object, key);
    size_t count = xc_rules_read_list(&list, XC_MAX_SEATS);
    struct xc_seat *seats = xc_rules_array(&list, count, sizeof *seats);
    unsigned places = 0;
    *filled = 0;
    for (size_t i = 0; i < count && seats != NULL; i++) {
        struct xc_place seat = xc_rules_element(&list, i);
        read_seat(&seat, &seats[i]);
        *filled = i + 1;
        places += seats[i].count;
    }
    if (places > PLACES_MAX) {
        xc_rules_refuse(&list, XC_MSG("the seats have %u places; at most %u are allowed"),
                        places, (unsigned)PLACES_MAX);
    }
    return seats;
}

static void read_team(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("seats")};
    struct xc_team *team = entry;
    if (xc_rules_read_object(place, keys, COUNT(keys))) {
        xc_rules_require(place, "seats");
        team->seats = read_seats(place, "seats", &team->seat_count);
    }
}

/* An area code, "target", or {"drawn": label}. */
static void read_outside(const struct xc_place *place, struct xc_crew_rule *crew) {
    static const struct xc_str keys[] = {XC_STR_INIT("drawn")};
    crew->outside = XC_STR("");
    crew->outside_drawn = XC_STR("");
    if (json_is_object(place->json)) {
        if (xc_rules_read_object(place, keys, COUNT(keys))) {
            struct xc_place drawn = xc_rules_member(place, "drawn");
            xc_rules_require(place, "drawn");
            crew->outside_drawn = xc_rules_read_label(&drawn);
            if (crew->outside_drawn.len == 0) {
                xc_rules_refuse(&drawn, XC_MSG("an empty text is not allowed here"));
            }
        }
        return;
    }
    struct xc_str outside = xc_rules_read_text(place, XC_MAX_ID_BYTES);
    crew->outside_target = xc_str_is(outside, "target");
    if (!crew->outside_target) {
        crew->outside = outside;
    }
}

static void read_from(const struct xc_place *object, struct xc_crew_rule *crew) {
    struct xc_str words[XC_FROM_AREA];
    struct xc_str from = xc_rules_read_text_of(object, "from", XC_MAX_ID_BYTES);
    crew->from = xc_from_parse(from);
    crew->from_area = crew->from == XC_FROM_AREA ? from : XC_STR("");
    if (crew->from == XC_FROM_ANYWHERE) { /* left out or misspelt */
        for (unsigned i = 0; i < XC_FROM_AREA; i++) {
            words[i] = xc_str_from(xc_from_word((enum xc_from)i));
        }
        (void)xc_rules_word_of(object, "from", words, COUNT(words), XC_FROM_ANYWHERE);
    }
}

void xc_rules_parse_crew(const struct xc_place *place, struct xc_crew_rule *crew) {
    static const struct xc_str keys[] = {XC_STR_INIT("seats"), XC_STR_INIT("outside"),
                                         XC_STR_INIT("drawn"), XC_STR_INIT("balance"),
                                         XC_STR_INIT("teams"), XC_STR_INIT("extra"),
                                         XC_STR_INIT("from")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    crew->teams = xc_rules_read_each(place, "teams", TEAMS_MAX, sizeof *crew->teams,
                                     &crew->team_count, read_team);
    if (crew->team_count == 0) {
        xc_rules_require(place, "seats");
    }
    crew->seats = read_seats(place, "seats", &crew->seat_count);
    crew->extra = read_seats(place, "extra", &crew->extra_count);
    struct xc_place outside = xc_rules_member(place, "outside");
    read_outside(&outside, crew);
    read_from(place, crew);
    struct xc_place drawn = xc_rules_member(place, "drawn");
    crew->drawn = xc_rules_read_flag(&drawn, false);
    struct xc_place balance = xc_rules_member(place, "balance");
    crew->balance = xc_rules_read_flag(&balance, false);
}

size_t xc_rules_seats(const struct xc_crew_rule *crew, const struct xc_seat **seats) {
    *seats = crew->team_count > 0 ? crew->teams[0].seats : crew->seats;
    return crew->team_count > 0 ? crew->teams[0].seat_count : crew->seat_count;
}

/* ---- Draws ---- */

static void read_stratum(const struct xc_place *place, struct xc_stratum *stratum,
                         bool single) {
    static const struct xc_str keys[] = {XC_STR_INIT("name"), XC_STR_INIT("n")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    struct xc_place name = xc_rules_member(place, "name");
    if (single && (name.json == NULL || json_string_length(name.json) == 0)) {
        stratum->name = xc_rules_read_text(&name, XC_MAX_ID_BYTES);
        stratum->name = XC_STR("all");
    } else {
        stratum->name = xc_rules_read_id(place, "name");
    }
    xc_rules_require(place, "n");
    stratum->n = (uint32_t)xc_rules_number_of(place, "n", 0, NUMBER_MAX, 0);
}

static void read_strata(const struct xc_place *place, struct xc_draw_rule *draw) {
    bool single = draw->by.len == 0;
    size_t count = xc_rules_read_list(place, STRATA_MAX);
    if (single && count > 1) {
        xc_rules_refuse(place,
                        XC_MSG("several strata need the key 'by', which names the field "
                               "that tells them apart"));
    }
    draw->strata = xc_rules_array(place, count, sizeof *draw->strata);
    for (size_t i = 0; i < count && draw->strata != NULL; i++) {
        struct xc_place stratum = xc_rules_element(place, i);
        read_stratum(&stratum, &draw->strata[i], single);
        draw->stratum_count = i + 1;
        for (size_t j = 0; j < i; j++) {
            if (xc_str_equal(draw->strata[i].name, draw->strata[j].name)) {
                xc_rules_refuse(&stratum, XC_MSG("'%.*s' stands in the list twice"),
                                XC_PRI(draw->strata[i].name));
            }
        }
    }
}

/* What is drawn from, and how many. */
static void read_draw_size(const struct xc_place *place, struct xc_draw_rule *draw) {
    static const struct xc_str methods[] = {XC_STR_INIT("srs"), XC_STR_INIT("pps"),
                                            XC_STR_INIT("order")};
    draw->method = methods[xc_rules_word_of(place, "method", methods, COUNT(methods), 0)];
    draw->by = xc_rules_read_text_of(place, "by", XC_MAX_ID_BYTES);
    struct xc_place share = xc_rules_member(place, "share");
    draw->has_share = share.json != NULL;
    draw->share = xc_rules_read_fraction(&share);
    if (draw->has_share && (draw->share.a == 0 || draw->share.a > draw->share.b)) {
        xc_rules_refuse(&share,
                        XC_MSG("a share is more than nothing and at most the whole"));
    }
    struct xc_place strata = xc_rules_member(place, "strata");
    read_strata(&strata, draw);
    uint64_t number = 0;
    for (size_t i = 0; i < draw->stratum_count; i++) {
        number += draw->strata[i].n;
    }
    bool order = xc_str_is(draw->method, "order");
    if (order && (draw->has_share || draw->stratum_count > 0)) {
        xc_rules_refuse(place,
                        XC_MSG("the method 'order' takes everything: it has neither "
                               "'share' nor 'strata'"));
    } else if (!order && !draw->has_share && number == 0) {
        xc_rules_refuse(place, XC_MSG("it is not said how many are drawn"));
        XC_RULES_HINT(place, XC_MSG("give 'share', or 'strata' with their numbers"));
    }
}

/* Flags are members of a set in the draw's tables (docs/draw.md §2): no commas. */
static struct xc_str *read_flags(const struct xc_place *object, const char *key,
                                 size_t *count) {
    struct xc_place place = xc_rules_member(object, key);
    struct xc_str *flags = xc_rules_read_texts(&place, FLAGS_MAX, XC_MAX_ID_BYTES, count);
    for (size_t i = 0; i < *count && place.reader->code == XC_OK; i++) {
        struct xc_place flag = xc_rules_element(&place, i);
        if (xc_str_find(flags[i], XC_STR(",")) >= 0 || xc_str_is(flags[i], "-")) {
            xc_rules_refuse(&flag, XC_MSG("'%.*s' is not a flag"), XC_PRI(flags[i]));
        }
    }
    return flags;
}

static void read_draw_flags(const struct xc_place *place, struct xc_draw_rule *draw) {
    draw->skip = read_flags(place, "skip", &draw->skip_count);
    draw->must = read_flags(place, "must", &draw->must_count);
    for (size_t i = 0; i < draw->must_count && place->reader->code == XC_OK; i++) {
        for (size_t j = 0; j < draw->skip_count; j++) {
            if (xc_str_equal(draw->must[i], draw->skip[j])) {
                struct xc_place must = xc_rules_member(place, "must");
                xc_rules_refuse(&must,
                                XC_MSG("'%.*s' cannot stay out and be in for certain"),
                                XC_PRI(draw->must[i]));
            }
        }
    }
}

void xc_rules_parse_draw(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("label"), XC_STR_INIT("from"),   XC_STR_INIT("units"),
        XC_STR_INIT("of"),    XC_STR_INIT("method"), XC_STR_INIT("by"),
        XC_STR_INIT("share"), XC_STR_INIT("strata"), XC_STR_INIT("batches"),
        XC_STR_INIT("outer"), XC_STR_INIT("skip"),   XC_STR_INIT("must"),
        XC_STR_INIT("delay"), XC_STR_INIT("weights")};
    static const struct xc_str units[] = {XC_STR_INIT(""), XC_STR_INIT("zones"),
                                          XC_STR_INIT("crews")};
    struct xc_draw_rule *draw = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "label");
    struct xc_place label = xc_rules_member(place, "label");
    draw->label = xc_rules_read_label(&label);
    if (draw->label.len == 0) {
        xc_rules_refuse(&label, XC_MSG("a draw needs a label"));
    }
    xc_rules_require(place, "from");
    struct xc_place from = xc_rules_member(place, "from");
    draw->from = xc_rules_read_selection(&from, XC_TABLE_COUNT);
    draw->units =
        (enum xc_draw_units)xc_rules_word_of(place, "units", units, COUNT(units), 0);
    struct xc_place of = xc_rules_member(place, "of");
    draw->of = draw->from;
    if (draw->from != NULL && of.json != NULL) {
        draw->of = xc_rules_read_selection(&of, draw->from->table);
    }
    read_draw_size(place, draw);
    draw->batches = xc_rules_period_of(place, "batches");
    struct xc_place outer = xc_rules_member(place, "outer");
    draw->outer = xc_rules_read_label(&outer);
    read_draw_flags(place, draw);
    xc_rules_parse_weights(place, draw);
    draw->delay = xc_rules_number_of(place, "delay", 0, NUMBER_MAX, DELAY_DEFAULT);
}
