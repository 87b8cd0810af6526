/* Reads what something is owed because of, and what comes with it: the like ones, how
 * much is examined. What one value can tell is checked here, what needs the programme in
 * check_since.c. */
#include "rules/read.h"

enum {
    OFFSET_MAX = 3660,
    LIKE_COUNT = 4,
    LIKE_MOST_MAX = 1000000,
    SEVERITY_MAX = 5,
    POINTS_MAX = 1000000,
    WEIGHT_FIELDS_MAX = 8
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Since ---- */

/* [20,"workday"] or [-3,"day"]. */
static struct xc_offset read_offset(const struct xc_place *place,
                                    struct xc_offset fallback) {
    static const struct xc_str units[] = {XC_STR_INIT("day"), XC_STR_INIT("workday")};
    static const struct xc_word_list list = {units, COUNT(units)};
    if (place->json == NULL || place->reader->code != XC_OK) {
        return fallback;
    }
    if (!json_is_array(place->json) || json_array_size(place->json) != 2) {
        xc_rules_refuse(place, XC_MSG("a number of days is expected here, for example "
                                      "[20,\"workday\"]"));
        return fallback;
    }
    struct xc_place count = xc_rules_element(place, 0);
    struct xc_place unit = xc_rules_element(place, 1);
    struct xc_offset offset = {
        .count = (int)xc_rules_read_number(&count, -OFFSET_MAX, OFFSET_MAX, 0),
        .workdays = xc_rules_read_word(&unit, &list, 0) == 1};
    return offset;
}

static enum xc_cause_kind read_kind(const struct xc_place *object) {
    struct xc_str words[XC_CAUSE_KINDS];
    for (unsigned kind = 0; kind < XC_CAUSE_KINDS; kind++) {
        words[kind] = xc_str_from(xc_cause_word((enum xc_cause_kind)kind));
    }
    xc_rules_require(object, "kind");
    size_t kind = xc_rules_word_of(object, "kind", words, COUNT(words), 0);
    if (kind == 0) {
        struct xc_place place = xc_rules_member(object, "kind");
        xc_rules_refuse(&place, XC_MSG("an empty text is not allowed here"));
    }
    return (enum xc_cause_kind)kind;
}

/* The largest `min` that a kind of cause can have; 0: it has none. */
static int64_t most_of(enum xc_cause_kind kind) {
    switch (kind) {
    case XC_CAUSE_LEAD:
        return SEVERITY_MAX;
    case XC_CAUSE_POINTS:
        return POINTS_MAX;
    case XC_CAUSE_CASE_OPENED:
    case XC_CAUSE_CASE_REFERRED:
    case XC_CAUSE_CASE_CLOSED:
        return INT64_MAX;
    default:
        return 0;
    }
}

static void read_min(const struct xc_place *object, struct xc_since *since) {
    struct xc_place place = xc_rules_member(object, "min");
    int64_t most = most_of(since->kind);
    since->min = xc_rules_read_number(&place, 0, INT64_MAX, 0);
    if (since->min > 0 && most == 0) {
        xc_rules_refuse(&place,
                        XC_MSG("'min' means nothing for the cause '%s': it has no "
                               "amount"),
                        xc_cause_word(since->kind));
        XC_RULES_HINT(&place, XC_MSG("leave 'min' out"));
    } else if (since->min > most) {
        xc_rules_refuse(&place,
                        XC_MSG("%lld is out of range: from %lld to %lld is allowed"),
                        (long long)since->min, 0LL, (long long)most);
    } else if (since->min == 0 && since->kind == XC_CAUSE_POINTS) {
        xc_rules_refuse(&place, XC_MSG("it is not said how many points are a cause"));
        XC_RULES_HINT(&place, XC_MSG("give them as 'min'"));
    }
}

void xc_rules_parse_since(const struct xc_place *place, struct xc_since *since) {
    static const struct xc_str keys[] = {XC_STR_INIT("kind"), XC_STR_INIT("of"),
                                         XC_STR_INIT("min"), XC_STR_INIT("from"),
                                         XC_STR_INIT("to")};
    if (place->json == NULL || !xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    since->kind = read_kind(place);
    since->of = xc_rules_read_text_of(place, "of", XC_RULES_LABEL_BYTES);
    read_min(place, since);
    xc_rules_require(place, "to");
    struct xc_place to = xc_rules_member(place, "to");
    struct xc_place from = xc_rules_member(place, "from");
    since->to = read_offset(&to, (struct xc_offset){0, false});
    since->from = read_offset(&from, since->to.count < 0 ? since->to
                                                         : (struct xc_offset){0, false});
    if (since->from.count > since->to.count) {
        xc_rules_refuse(&from, XC_MSG("the first day lies behind the last one"));
        XC_RULES_HINT(&from,
                      XC_MSG("both are counted from the day of the cause: the first "
                             "one by fewer days than the last"));
    }
}

/* ---- Like ones ---- */

static const struct xc_str like_words[LIKE_COUNT] = {
    XC_STR_INIT("kind"), XC_STR_INIT("organisation"), XC_STR_INIT("area"),
    XC_STR_INIT("finding")};

struct xc_str xc_rules_like_word(unsigned bit) {
    for (unsigned i = 0; i < LIKE_COUNT; i++) {
        if (bit == 1u << i) {
            return like_words[i];
        }
    }
    return (struct xc_str){"", 0};
}

static unsigned read_like(const struct xc_place *place) {
    static const struct xc_word_list list = {like_words, LIKE_COUNT};
    size_t count = xc_rules_read_list(place, LIKE_COUNT);
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        struct xc_place element = xc_rules_element(place, i);
        unsigned bit = 1u << xc_rules_read_word(&element, &list, 0);
        if ((bits & bit) != 0) {
            xc_rules_refuse(&element, XC_MSG("'%.*s' stands in the list twice"),
                            XC_PRI(xc_rules_like_word(bit)));
        }
        bits |= bit;
    }
    return bits;
}

/* ---- What is examined ---- */

static void read_review(const struct xc_place *place, struct xc_review_rule *review) {
    static const struct xc_str keys[] = {XC_STR_INIT("field"), XC_STR_INIT("share"),
                                         XC_STR_INIT("first"), XC_STR_INIT("unit")};
    if (place->json == NULL || !xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "field");
    xc_rules_require(place, "share");
    struct xc_place field = xc_rules_member(place, "field");
    struct xc_place share = xc_rules_member(place, "share");
    struct xc_place first = xc_rules_member(place, "first");
    review->field = xc_rules_read_text(&field, XC_MAX_ID_BYTES);
    review->share = xc_rules_read_fraction(&share);
    review->first = xc_rules_read_text(&first, XC_MAX_ID_BYTES);
    review->unit = xc_rules_read_text_of(place, "unit", XC_RULES_TITLE_BYTES);
    if (review->field.len == 0) {
        xc_rules_refuse(&field, XC_MSG("an empty text is not allowed here"));
    }
    const struct xc_place *places[] = {&field, &first};
    const struct xc_str names[] = {review->field, review->first};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (xc_selection_field_known(XC_TABLE_TARGETS, names[i])) {
            xc_rules_refuse(places[i],
                            XC_MSG("'%.*s' counts nothing that could be examined"),
                            XC_PRI(names[i]));
            XC_RULES_HINT(places[i], XC_MSG("name an extra column of the targets that "
                                            "holds the number"));
        }
    }
    if (xc_str_equal(review->field, review->first)) {
        xc_rules_refuse(&first, XC_MSG("all of them cannot come first"));
        XC_RULES_HINT(&first, XC_MSG("name the column that counts those which are "
                                     "examined before the others"));
    }
    if (review->share.a == 0 || review->share.a > review->share.b) {
        xc_rules_refuse(&share,
                        XC_MSG("a share is more than nothing and at most the whole"));
    }
}

void xc_rules_parse_causes(const struct xc_place *place,
                           struct xc_obligation *obligation) {
    struct xc_place since = xc_rules_member(place, "since");
    struct xc_place like = xc_rules_member(place, "like");
    struct xc_place only = xc_rules_member(place, "like_only");
    struct xc_place review = xc_rules_member(place, "review");
    xc_rules_parse_since(&since, &obligation->since);
    obligation->like = read_like(&like);
    obligation->like_most = xc_rules_number_of(place, "like_most", 0, LIKE_MOST_MAX, 0);
    obligation->like_only = xc_rules_read_flag(&only, false);
    read_review(&review, &obligation->review);
}

/* ---- Weights of a draw ---- */

static void read_weight(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("field"), XC_STR_INIT("times")};
    static const struct xc_str fields[] = {
        XC_STR_INIT("visits"),   XC_STR_INIT("findings"), XC_STR_INIT("points"),
        XC_STR_INIT("severity"), XC_STR_INIT("cases"),    XC_STR_INIT("failed_years")};
    struct xc_weight_rule *weight = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "field");
    weight->field = fields[xc_rules_word_of(place, "field", fields, COUNT(fields), 0)];
    weight->times = xc_rules_number_of(place, "times", 1, XC_MAX_WEIGHT, 1);
}

void xc_rules_parse_weights(const struct xc_place *place, struct xc_draw_rule *draw) {
    draw->weights =
        xc_rules_read_each(place, "weights", WEIGHT_FIELDS_MAX, sizeof *draw->weights,
                           &draw->weight_count, read_weight);
    struct xc_place weights = xc_rules_member(place, "weights");
    for (size_t i = 1; i < draw->weight_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (xc_str_equal(draw->weights[i].field, draw->weights[j].field)) {
                struct xc_place element = xc_rules_element(&weights, i);
                xc_rules_refuse(&element, XC_MSG("'%.*s' stands in the list twice"),
                                XC_PRI(draw->weights[i].field));
            }
        }
    }
    if (draw->weight_count > 0 && !xc_str_is(draw->method, "pps")) {
        xc_rules_refuse(&weights, XC_MSG("only a draw by weight ('pps') can weigh"));
    }
}
