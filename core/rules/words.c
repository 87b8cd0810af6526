#include "rules/may_see.h"
#include "rules/read.h"

#include "register/words.h"

static const char *const nature_words[] = {"", XC_MSG("enforcement"),
                                           XC_MSG("agency_check")};
static const char *const method_words[] = {"", XC_MSG("site"), XC_MSG("written"),
                                           XC_MSG("phone"), XC_MSG("night")};
static const char *const viewer_words[] = {"",        "admin", "planner", "inspector",
                                           "auditor", "feed",  "public"};
static const char *const cause_words[XC_CAUSE_KINDS] = {
    "",        "visited", "problem",     "rectify",       "refused",    "lead",
    "missing", "points",  "case_opened", "case_referred", "case_closed"};
static const char *const from_words[] = {"", "above", "other_county", "other_city"};
static const char *const status_words[] = {"",
                                           XC_MSG("draft"),
                                           XC_MSG("published"),
                                           XC_MSG("accepted"),
                                           XC_MSG("done"),
                                           XC_MSG("cancelled"),
                                           XC_MSG("void")};

/* The word at a value, "" outside the list. */
static const char *word_at(const char *const *words, size_t count, unsigned value) {
    return value < count ? words[value] : "";
}

/* The value of a word, 0 where it is not in the list. */
static unsigned word_find(const char *const *words, size_t count, struct xc_str word) {
    for (unsigned value = 1; value < count; value++) {
        if (xc_str_is(word, words[value])) {
            return value;
        }
    }
    return 0;
}

const char *xc_nature_word(enum xc_nature nature) {
    return word_at(nature_words, sizeof nature_words / sizeof *nature_words,
                   (unsigned)nature);
}

const char *xc_method_word(enum xc_method method) {
    return word_at(method_words, sizeof method_words / sizeof *method_words,
                   (unsigned)method);
}

const char *xc_viewer_word(enum xc_viewer_role role) {
    return word_at(viewer_words, sizeof viewer_words / sizeof *viewer_words,
                   (unsigned)role);
}

const char *xc_from_word(enum xc_from from) {
    return word_at(from_words, sizeof from_words / sizeof *from_words, (unsigned)from);
}

enum xc_from xc_from_parse(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9') {
            return XC_FROM_AREA;
        }
    }
    return (enum xc_from)word_find(from_words, sizeof from_words / sizeof *from_words,
                                   text);
}

const char *xc_cause_word(enum xc_cause_kind kind) {
    return word_at(cause_words, XC_CAUSE_KINDS, (unsigned)kind);
}

enum xc_viewer_role xc_viewer_parse(struct xc_str word) {
    return (enum xc_viewer_role)word_find(
        viewer_words, sizeof viewer_words / sizeof *viewer_words, word);
}

const char *xc_visit_status_word(enum xc_visit_status status) {
    return word_at(status_words, sizeof status_words / sizeof *status_words,
                   (unsigned)status);
}

enum xc_visit_status xc_visit_status_parse(struct xc_str word) {
    return (enum xc_visit_status)word_find(
        status_words, sizeof status_words / sizeof *status_words, word);
}

const char *xc_period_word(enum xc_period period) {
    switch (period) {
    case XC_PERIOD_MONTH:
        return "month";
    case XC_PERIOD_QUARTER:
        return "quarter";
    case XC_PERIOD_HALF:
        return "half";
    case XC_PERIOD_YEAR:
        return "year";
    default:
        return "";
    }
}

const struct xc_stage *xc_programme_stage(const struct xc_programme *programme,
                                          struct xc_str id) {
    for (size_t i = 0; i < programme->stage_count; i++) {
        if (xc_str_equal(programme->stages[i].id, id)) {
            return &programme->stages[i];
        }
    }
    return NULL;
}

const struct xc_phase *xc_programme_phase(const struct xc_programme *programme,
                                          struct xc_str id) {
    for (size_t i = 0; i < programme->phase_count; i++) {
        if (xc_str_equal(programme->phases[i].id, id)) {
            return &programme->phases[i];
        }
    }
    return NULL;
}
