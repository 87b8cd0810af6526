#include "rules/say.h"

enum { PHRASE_BYTES = 64 << 20 };

static struct xc_str everything(struct xc_say *say, enum xc_table table) {
    switch (table) {
    case XC_TABLE_PEOPLE:
        return xc_say(say, XC_MSG("people"), 0);
    case XC_TABLE_AREAS:
        return xc_say(say, XC_MSG("areas"), 0);
    case XC_TABLE_TARGETS:
    default:
        return xc_say(say, XC_MSG("targets"), 0);
    }
}

/* Words of the columns with a closed vocabulary are translated, free text is not. */
static bool has_vocabulary(struct xc_str field, enum xc_table table) {
    static const char *const closed[] = {"kind", "ownership", "status", "roles", "pool"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        if (xc_str_is(field, closed[i])) {
            return true;
        }
    }
    return table == XC_TABLE_AREAS && xc_str_is(field, "level");
}

static struct xc_str condition_words(struct xc_say *say,
                                     const struct xc_selection *node) {
    bool is_set = xc_str_is(node->field, "flags") || xc_str_is(node->field, "roles") ||
                  xc_str_is(node->field, "specialties");
    bool translate = has_vocabulary(node->field, node->table);
    struct xc_str *words = xc_arena_array(say->arena, node->word_count, sizeof *words);
    if (words == NULL) {
        say->failed = true;
        return (struct xc_str){"", 0};
    }
    for (size_t i = 0; i < node->word_count; i++) {
        words[i] = translate ? xc_say_word(say, node->words[i]) : node->words[i];
    }
    struct xc_str list = xc_say_join(say, words, node->word_count, XC_SAY_OR);
    struct xc_str field = xc_say_field(say, node->field);
    return is_set ? xc_say(say, XC_MSG("%s include %s"), 2, field, list)
                  : xc_say(say, XC_MSG("%s is %s"), 2, field, list);
}

static struct xc_str condition_range(struct xc_say *say,
                                     const struct xc_selection *node) {
    bool dates = node->compare == XC_COMPARE_DATE;
    struct xc_str field = xc_say_field(say, node->field);
    struct xc_str min = {"", 0};
    struct xc_str max = {"", 0};
    if (node->has_min) {
        min =
            dates ? xc_say_date(say, (xc_date)node->min) : xc_say_number(say, node->min);
    }
    if (node->has_max) {
        max =
            dates ? xc_say_date(say, (xc_date)node->max) : xc_say_number(say, node->max);
    }
    if (node->has_min && node->has_max) {
        return node->min == node->max
                   ? xc_say(say, XC_MSG("%s is %s"), 2, field, min)
                   : xc_say(say, XC_MSG("%s is from %s to %s"), 3, field, min, max);
    }
    if (node->has_min) {
        return dates ? xc_say(say, XC_MSG("%s is %s or later"), 2, field, min)
                     : xc_say(say, XC_MSG("%s is at least %s"), 2, field, min);
    }
    return dates ? xc_say(say, XC_MSG("%s is %s or earlier"), 2, field, max)
                 : xc_say(say, XC_MSG("%s is at most %s"), 2, field, max);
}

static struct xc_str where(struct xc_say *say, const struct xc_selection *node) {
    struct xc_str condition = node->compare == XC_COMPARE_IN ? condition_words(say, node)
                                                             : condition_range(say, node);
    struct xc_str left = xc_say_selection(say, node->left);
    return node->left->op == XC_SELECT_WHERE
               ? xc_say(say, XC_MSG("%s and whose %s"), 2, left, condition)
               : xc_say(say, XC_MSG("%s whose %s"), 2, left, condition);
}

static bool is_compound(const struct xc_selection *node) {
    return node->op == XC_SELECT_AND || node->op == XC_SELECT_OR ||
           node->op == XC_SELECT_MINUS;
}

/* An operand; in brackets where it is itself put together. */
static struct xc_str operand(struct xc_say *say, const struct xc_selection *node) {
    struct xc_str phrase = xc_say_selection(say, node);
    return is_compound(node) ? xc_say(say, XC_MSG("(%s)"), 1, phrase) : phrase;
}

static struct xc_str in_area(struct xc_say *say, const struct xc_selection *node) {
    struct xc_str left = operand(say, node->left);
    bool inside = node->op == XC_SELECT_WITHIN;
    if (node->drawn.len > 0) {
        return inside ? xc_say(say, XC_MSG("%s within the area drawn in %s"), 2, left,
                               node->drawn)
                      : xc_say(say, XC_MSG("%s outside the area drawn in %s"), 2, left,
                               node->drawn);
    }
    return inside ? xc_say(say, XC_MSG("%s within the area %s"), 2, left, node->area)
                  : xc_say(say, XC_MSG("%s outside the area %s"), 2, left, node->area);
}

static struct xc_str history(struct xc_say *say, const struct xc_selection *node) {
    struct xc_str left = operand(say, node->left);
    bool named = node->name.len > 0;
    if (xc_str_is(node->what, "visited")) {
        return named ? xc_say(say, XC_MSG("%s visited in %s"), 2, left, node->name)
                     : xc_say(say, XC_MSG("%s visited before"), 1, left);
    }
    if (xc_str_is(node->what, "failed")) {
        return named ? xc_say(say, XC_MSG("%s that failed in %s"), 2, left, node->name)
                     : xc_say(say, XC_MSG("%s that failed before"), 1, left);
    }
    if (xc_str_is(node->what, "missing")) {
        return xc_say(say, XC_MSG("%s that did not hand in %s"), 2, left, node->name);
    }
    return named ? xc_say(say, XC_MSG("%s with leads of the kind %s"), 2, left,
                          xc_say_source(say, node->name))
                 : xc_say(say, XC_MSG("%s with leads"), 1, left);
}

struct xc_str xc_say_selection(struct xc_say *say, const struct xc_selection *selection) {
    if (say->failed) {
        return (struct xc_str){"", 0};
    }
    switch (selection->op) {
    case XC_SELECT_WHERE:
        return where(say, selection);
    case XC_SELECT_WITHIN:
    case XC_SELECT_OUTSIDE:
        return in_area(say, selection);
    case XC_SELECT_AND:
        return xc_say(say, XC_MSG("%s that are also among the %s"), 2,
                      operand(say, selection->left), operand(say, selection->right));
    case XC_SELECT_OR:
        return xc_say(say, XC_MSG("%s together with %s"), 2,
                      operand(say, selection->left), operand(say, selection->right));
    case XC_SELECT_MINUS:
        return xc_say(say, XC_MSG("%s except %s"), 2, operand(say, selection->left),
                      operand(say, selection->right));
    case XC_SELECT_HISTORY:
        return history(say, selection);
    case XC_SELECT_ALL:
    default:
        return everything(say, selection->table);
    }
}

int xc_rules_explain_selection(const struct xc_selection *selection,
                               const struct xc_catalogue *catalogue,
                               struct xc_buffer *out) {
    struct xc_arena *arena = xc_arena_new(PHRASE_BYTES);
    if (arena == NULL) {
        return XC_ENOMEM;
    }
    struct xc_say say = {catalogue, arena, out, false};
    struct xc_str phrase = xc_say_selection(&say, selection);
    if (selection->op == XC_SELECT_ALL) {
        phrase = xc_say(&say, XC_MSG("all %s"), 1, phrase);
    }
    (void)xc_buffer_add(out, phrase);
    bool failed = say.failed || out->failed;
    xc_arena_free(arena);
    return failed ? XC_ENOMEM : XC_OK;
}
