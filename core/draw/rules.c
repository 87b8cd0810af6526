/* The rules document of a draw, docs/draw.md §2. */
#include "draw/draw_internal.h"

#include "base/suggest.h"
#include "register/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct xc_arena *arena;
    struct xc_draw_rules *rules;
    struct xc_error *error;
};

/* An error at a place of the rules, such as "select.n". */
#define fail_place(reader, place, ...)                                                   \
    xc_fail_at((reader)->error, XC_EINPUT, XC_STR("rules: " place), 0, 0, __VA_ARGS__)

/* Objects have the keys of a list and no others. */
static int check_keys(struct reader *reader, json_t *object, struct xc_str place,
                      const struct xc_str *keys, size_t count) {
    const char *key = NULL;
    json_t *value = NULL;
    if (!json_is_object(object))
        return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0, "this is no object");
    json_object_foreach(object, key, value) {
        struct xc_str name = xc_str_from(key);
        size_t i = 0;
        while (i < count && !xc_str_equal(keys[i], name))
            i++;
        if (i < count)
            continue;
        struct xc_str near = xc_suggest(name, keys, count);
        (void)xc_fail_at(reader->error, XC_EINPUT, place, 0, 0, "unknown key “%.*s”",
                         XC_PRI(xc_draw_show(name)));
        if (near.len > 0)
            (void)xc_hint(reader->error, "did you mean “%.*s”?", XC_PRI(near));
        return XC_EINPUT;
    }
    return XC_OK;
}

/* A whole number from least to most. */
static bool number_of(const json_t *json, uint64_t least, uint64_t most,
                      uint64_t *value) {
    json_int_t number = json_integer_value(json);
    if (!json_is_integer(json) || number < 0 || (uint64_t)number < least ||
        (uint64_t)number > most)
        return false;
    *value = (uint64_t)number;
    return true;
}

/* True for a word that can stand in a set of a table: clean, no comma, not "-". */
static bool is_word(struct xc_str text) {
    return text.len > 0 && !xc_str_is(text, "-") &&
           memchr(text.ptr, ',', text.len) == NULL && xc_draw_text_clean(text);
}

/* A list of words into the arena. Errors name place. */
static int words_of(struct reader *reader, const json_t *json, struct xc_str place,
                    struct xc_str **words, size_t *count) {
    if (!json_is_array(json))
        return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0, "this is no list");
    *count = json_array_size(json);
    *words = xc_arena_array(reader->arena, *count, sizeof **words);
    if (*words == NULL)
        return xc_fail_memory(reader->error);
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(json, i);
        if (!json_is_string(item) || !is_word(xc_json_str(item)))
            return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0,
                              "entry %zu is no word: clean text without “,” and not “-”",
                              i + 1);
        (*words)[i] = xc_arena_copy(reader->arena, xc_json_str(item));
        if ((*words)[i].ptr == NULL)
            return xc_fail_memory(reader->error);
    }
    return XC_OK;
}

static int compare_words(const void *left, const void *right) {
    const struct xc_str *a = left;
    const struct xc_str *b = right;
    return xc_str_compare(*a, *b);
}

/* The same as a set: sorted. */
static int set_of(struct reader *reader, const json_t *json, struct xc_str place,
                  struct xc_str **words, size_t *count) {
    int code = words_of(reader, json, place, words, count);
    if (code != XC_OK || *count == 0)
        return code;
    qsort(*words, *count, sizeof **words, compare_words);
    for (size_t i = 1; i < *count; i++) {
        if (xc_str_equal((*words)[i - 1], (*words)[i]))
            return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0,
                              "“%.*s” stands twice in the list",
                              XC_PRI(xc_draw_show((*words)[i])));
    }
    return XC_OK;
}

static int compare_numbers(const void *left, const void *right) {
    const struct xc_draw_number *a = left;
    const struct xc_draw_number *b = right;
    return xc_str_compare(a->stratum, b->stratum);
}

/* {stratum: n}, ascending by stratum. */
static int numbers_of(struct reader *reader, json_t *json, struct xc_str place) {
    struct xc_draw_rules *rules = reader->rules;
    const char *key = NULL;
    json_t *value = NULL;
    if (!json_is_object(json))
        return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0, "this is no object");
    rules->n = xc_arena_array(reader->arena, json_object_size(json), sizeof *rules->n);
    if (rules->n == NULL)
        return xc_fail_memory(reader->error);
    json_object_foreach(json, key, value) {
        struct xc_str name = xc_str_from(key);
        uint64_t n = 0;
        if (name.len == 0 || xc_str_is(name, "-") || !xc_draw_text_clean(name))
            return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0,
                              "“%.*s” can be no stratum", XC_PRI(xc_draw_show(name)));
        if (!number_of(value, 0, XC_DRAW_NUMBER_MAX, &n))
            return xc_fail_at(reader->error, XC_EINPUT, place, 0, 0,
                              "the number of “%.*s” has to be whole and from 0 to %d",
                              XC_PRI(xc_draw_show(name)), (int)XC_DRAW_NUMBER_MAX);
        struct xc_draw_number *number = &rules->n[rules->n_count++];
        number->n = (uint32_t)n;
        number->stratum = xc_arena_copy(reader->arena, name);
        if (number->stratum.ptr == NULL)
            return xc_fail_memory(reader->error);
    }
    if (rules->n_count > 1)
        qsort(rules->n, rules->n_count, sizeof *rules->n, compare_numbers);
    return XC_OK;
}

static int read_share(struct reader *reader, const json_t *share) {
    struct xc_draw_rules *rules = reader->rules;
    if (json_array_size(share) != 2 ||
        !number_of(json_array_get(share, 0), 1, XC_DRAW_NUMBER_MAX, &rules->share_a) ||
        !number_of(json_array_get(share, 1), 1, XC_DRAW_NUMBER_MAX, &rules->share_b) ||
        rules->share_a > rules->share_b)
        return fail_place(reader, "select.share",
                          "a share is [a,b], whole numbers with 0 < a ≤ b ≤ %d",
                          (int)XC_DRAW_NUMBER_MAX);
    rules->has_share = true;
    return XC_OK;
}

/* Which of n, share and floors go with the method and with each other. */
static int read_amounts(struct reader *reader, const json_t *select) {
    json_t *n = json_object_get(select, "n");
    json_t *share = json_object_get(select, "share");
    json_t *floors = json_object_get(select, "floors");
    if (floors != NULL && share == NULL)
        return fail_place(reader, "select.floors", "floors go with a share only");
    if (reader->rules->method == XC_DRAW_ORDER)
        return n == NULL && share == NULL
                   ? XC_OK
                   : fail_place(reader, "select",
                                "the method order takes all: neither n nor share");
    if ((n == NULL) == (share == NULL))
        return fail_place(reader, "select", "either n or share has to be given");
    if (n != NULL)
        return numbers_of(reader, n, XC_STR("rules: select.n"));
    reader->rules->has_floors = floors != NULL;
    int code = read_share(reader, share);
    if (code == XC_OK && floors != NULL)
        code = numbers_of(reader, floors, XC_STR("rules: select.floors"));
    return code;
}

static int read_method(struct reader *reader, const json_t *select) {
    static const struct {
        struct xc_str name;
        enum xc_draw_method method;
    } methods[] = {{XC_STR_INIT("srs"), XC_DRAW_SRS},
                   {XC_STR_INIT("pps"), XC_DRAW_PPS},
                   {XC_STR_INIT("order"), XC_DRAW_ORDER}};
    const json_t *method = json_object_get(select, "method");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (json_is_string(method) &&
            xc_str_equal(xc_json_str(method), methods[i].name)) {
            reader->rules->method = methods[i].method;
            return XC_OK;
        }
    }
    return fail_place(reader, "select.method", "the method has to be srs, pps or order");
}

static int read_select(struct reader *reader, json_t *select) {
    static const struct xc_str keys[] = {XC_STR_INIT("method"), XC_STR_INIT("n"),
                                         XC_STR_INIT("share"), XC_STR_INIT("floors")};
    int code = check_keys(reader, select, XC_STR("rules: select"), keys, 4);
    if (code == XC_OK)
        code = read_method(reader, select);
    return code == XC_OK ? read_amounts(reader, select) : code;
}

static int read_apart(struct reader *reader, const json_t *apart) {
    struct xc_str *fields = NULL;
    size_t count = 0;
    int code = set_of(reader, apart, XC_STR("rules: deal.apart"), &fields, &count);
    for (size_t i = 0; i < count && code == XC_OK; i++) {
        if (xc_str_is(fields[i], "area"))
            reader->rules->apart_area = true;
        else if (xc_str_is(fields[i], "organisation"))
            reader->rules->apart_organisation = true;
        else
            code = fail_place(reader, "deal.apart",
                              "“%.*s” is neither area nor organisation",
                              XC_PRI(xc_draw_show(fields[i])));
    }
    return code;
}

/* Nobody is a fixed member twice. */
static int check_fixed(struct reader *reader, size_t fixed) {
    const struct xc_draw_rules *rules = reader->rules;
    size_t count = 0;
    struct xc_str *all = xc_arena_array(reader->arena, fixed, sizeof *all);
    if (all == NULL)
        return xc_fail_memory(reader->error);
    for (size_t i = 0; i < rules->team_count; i++) {
        for (size_t j = 0; j < rules->teams[i].fixed_count; j++)
            all[count++] = rules->teams[i].fixed[j];
    }
    if (count > 1)
        qsort(all, count, sizeof *all, compare_words);
    for (size_t i = 1; i < count; i++) {
        if (xc_str_equal(all[i - 1], all[i]))
            return fail_place(reader, "deal.teams", "“%.*s” is fixed twice",
                              XC_PRI(xc_draw_show(all[i])));
    }
    return XC_OK;
}

static int read_teams(struct reader *reader, const json_t *teams) {
    struct xc_draw_rules *rules = reader->rules;
    size_t fixed = 0;
    int code = XC_OK;
    size_t count = json_array_size(teams);
    if (count == 0 || count > XC_DRAW_TEAMS)
        return fail_place(reader, "deal.teams", "this has to be a list of 1 to %d teams",
                          (int)XC_DRAW_TEAMS);
    rules->teams = xc_arena_array(reader->arena, count, sizeof *rules->teams);
    if (rules->teams == NULL)
        return xc_fail_memory(reader->error);
    rules->has_teams = true;
    rules->team_count = count;
    for (size_t i = 0; i < count && code == XC_OK; i++) {
        struct xc_draw_team *team = &rules->teams[i];
        code = words_of(reader, json_array_get(teams, i), XC_STR("rules: deal.teams"),
                        &team->fixed, &team->fixed_count);
        for (size_t j = 0; j < team->fixed_count && code == XC_OK; j++) {
            if (!xc_draw_name_valid(team->fixed[j]))
                code = fail_place(reader, "deal.teams", "“%.*s” can be no id",
                                  XC_PRI(xc_draw_show(team->fixed[j])));
        }
        fixed += team->fixed_count;
        if (code == XC_OK && team->fixed_count + rules->seat_count == 0)
            code =
                fail_place(reader, "deal.teams", "team %zu would have no members", i + 1);
    }
    return code == XC_OK ? check_fixed(reader, fixed) : code;
}

static int read_deal(struct reader *reader, json_t *deal) {
    static const struct xc_str keys[] = {XC_STR_INIT("seats"), XC_STR_INIT("apart"),
                                         XC_STR_INIT("balance"), XC_STR_INIT("teams")};
    struct xc_draw_rules *rules = reader->rules;
    const json_t *apart = json_object_get(deal, "apart");
    const json_t *balance = json_object_get(deal, "balance");
    const json_t *teams = json_object_get(deal, "teams");
    int code = check_keys(reader, deal, XC_STR("rules: deal"), keys, 4);
    if (code != XC_OK)
        return code;
    rules->deals = true;
    code = words_of(reader, json_object_get(deal, "seats"), XC_STR("rules: deal.seats"),
                    &rules->seats, &rules->seat_count);
    if (code == XC_OK &&
        (rules->seat_count > XC_DRAW_SEATS || (rules->seat_count == 0 && teams == NULL)))
        code = fail_place(reader, "deal.seats", "there have to be 1 to %d seats",
                          (int)XC_DRAW_SEATS);
    if (code == XC_OK && apart != NULL)
        code = read_apart(reader, apart);
    if (code == XC_OK && balance != NULL && !json_is_boolean(balance))
        code = fail_place(reader, "deal.balance", "this has to be true or false");
    rules->balance = json_is_true(balance);
    if (code == XC_OK && teams != NULL)
        code = read_teams(reader, teams);
    return code;
}

static int read_flags(struct reader *reader, const json_t *document) {
    struct xc_draw_rules *rules = reader->rules;
    const json_t *skip = json_object_get(document, "skip");
    const json_t *must = json_object_get(document, "must");
    int code = XC_OK;
    if (skip != NULL)
        code =
            set_of(reader, skip, XC_STR("rules: skip"), &rules->skip, &rules->skip_count);
    if (code == XC_OK && must != NULL)
        code =
            set_of(reader, must, XC_STR("rules: must"), &rules->must, &rules->must_count);
    return code;
}

static int read_frame(struct reader *reader, const json_t *document) {
    struct xc_draw_rules *rules = reader->rules;
    const json_t *within = json_object_get(document, "within");
    const json_t *delay = json_object_get(document, "delay");
    uint64_t number = XC_DRAW_DELAY;
    if (!number_of(json_object_get(document, "v"), 1, 1, &number))
        return fail_place(reader, "v", "the version has to be 1");
    number = XC_DRAW_DELAY;
    if (delay != NULL && !number_of(delay, 0, XC_DRAW_NUMBER_MAX, &number))
        return fail_place(reader, "delay",
                          "the delay has to be whole seconds from 0 to %d",
                          (int)XC_DRAW_NUMBER_MAX);
    rules->delay = (uint32_t)number;
    rules->has_within = within != NULL;
    if (within != NULL && (!json_is_string(within) ||
                           !xc_hex_parse(xc_json_str(within), rules->within.bytes,
                                         sizeof rules->within.bytes)))
        return fail_place(reader, "within",
                          "this has to be the SHA-256 of the outer commit: 64 "
                          "hexadecimal digits in lower case");
    return read_flags(reader, document);
}

static int read_document(struct reader *reader, json_t *document) {
    static const struct xc_str keys[] = {XC_STR_INIT("v"),     XC_STR_INIT("select"),
                                         XC_STR_INIT("panel"), XC_STR_INIT("skip"),
                                         XC_STR_INIT("must"),  XC_STR_INIT("within"),
                                         XC_STR_INIT("delay"), XC_STR_INIT("deal")};
    json_t *select = json_object_get(document, "select");
    json_t *deal = json_object_get(document, "deal");
    bool panel = json_object_get(document, "panel") != NULL;
    int code =
        check_keys(reader, document, XC_STR("rules"), keys, sizeof keys / sizeof keys[0]);
    if (code == XC_OK && (select != NULL) == panel)
        code = xc_fail_at(reader->error, XC_EINPUT, XC_STR("rules"), 0, 0,
                          "there has to be either select or panel");
    if (code == XC_OK && panel)
        code = fail_place(reader, "panel",
                          "this version does not draw from a table of panels");
    if (code == XC_OK)
        code = read_frame(reader, document);
    if (code == XC_OK)
        code = read_select(reader, select);
    if (code == XC_OK && deal != NULL)
        code = read_deal(reader, deal);
    return code;
}

/* What is read has one form: sorted keys, no spaces, `"` and `\` escaped alone. */
static int check_canonical(struct xc_str text, const json_t *document,
                           struct xc_error *error) {
    char *written = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
    if (written == NULL)
        return xc_fail_memory(error);
    struct xc_str canonical = xc_str_from(written);
    size_t same = 0;
    while (same < text.len && same < canonical.len &&
           text.ptr[same] == canonical.ptr[same])
        same++;
    bool equal = xc_str_equal(text, canonical);
    free(written);
    return equal ? XC_OK
                 : xc_fail_at(error, XC_EINPUT, XC_STR("rules"), 1, (unsigned)same + 1,
                              "this is not canonical JSON: keys sorted by bytes, no "
                              "spaces, only “\"” and “\\” escaped, nothing behind the "
                              "end");
}

int xc_draw_rules_read(struct xc_str text, struct xc_arena *arena,
                       struct xc_draw_rules *rules, struct xc_error *error) {
    struct reader reader = {.arena = arena, .rules = rules, .error = error};
    json_error_t problem = {0};
    memset(rules, 0, sizeof *rules);
    json_t *document = json_loadb(text.len > 0 ? text.ptr : "", text.len,
                                  JSON_REJECT_DUPLICATES, &problem);
    if (document == NULL)
        return xc_fail_at(error, XC_EINPUT, XC_STR("rules"),
                          problem.line > 0 ? (unsigned)problem.line : 0,
                          problem.column > 0 ? (unsigned)problem.column : 0,
                          "this is not JSON: %s", problem.text);
    int code = read_document(&reader, document);
    if (code == XC_OK)
        code = check_canonical(text, document, error);
    json_decref(document);
    return code;
}
