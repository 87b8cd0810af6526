/* Selections: the JSON form, its errors, and what is selected against brute force. */
#include "random_register.h"

#include "register/selection.h"

struct fixture {
    struct random_rows *rows;
    struct xc_register *reg;
    struct xc_arena *arena;
};

static struct fixture fixture(uint64_t seed) {
    struct fixture f;
    uint64_t rolls = seed;
    f.rows = random_rows(&rolls, 50 + below(&rolls, 250), 40);
    f.reg = build_random(f.rows, &rolls);
    f.arena = xc_arena_new((size_t)16 << 20);
    assert_non_null(f.arena);
    return f;
}

static void release(struct fixture *f) {
    xc_arena_free(f->arena);
    xc_register_free(f->reg);
    free(f->rows);
}

static json_t *read_json(const char *text) {
    json_error_t error;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL)
        fail_msg("%s: %s", text, error.text);
    return json;
}

static const struct xc_selection *parsed(struct fixture *f, const json_t *json) {
    const struct xc_selection *selection = NULL;
    struct xc_error error = {0};
    if (xc_selection_parse(json, f->arena, &selection, &error) != 0)
        fail_msg("%s", error.message.id);
    assert_non_null(selection);
    return selection;
}

/* ---- Brute force: the JSON itself is interpreted, row by row ---- */

static bool json_has(const json_t *list, struct xc_str text) {
    size_t i;
    const json_t *word;
    json_array_foreach(list, i, word) {
        if (text.len > 0 && xc_str_is(text, json_string_value(word)))
            return true;
    }
    return false;
}

static bool set_has(const json_t *list, struct xc_str set) {
    struct xc_str rest = set;
    while (rest.ptr != NULL)
        if (json_has(list, xc_str_cut(&rest, ',')))
            return true;
    return false;
}

static bool between(const json_t *node, double value) {
    const json_t *min = json_object_get(node, "min");
    const json_t *max = json_object_get(node, "max");
    return (min == NULL || value >= json_number_value(min)) &&
           (max == NULL || value <= json_number_value(max));
}

static bool dated(const json_t *node, xc_date date) {
    const char *from = json_string_value(json_object_get(node, "from"));
    const char *to = json_string_value(json_object_get(node, "to"));
    char iso[11];
    if (date == XC_NO_DATE)
        return false;
    xc_date_format(date, iso);
    return (from == NULL || strcmp(iso, from) >= 0) &&
           (to == NULL || strcmp(iso, to) <= 0);
}

static bool attribute_matches(const json_t *node, const json_t *in,
                              struct xc_str attributes) {
    json_t *object =
        attributes.len > 0 ? json_loadb(attributes.ptr, attributes.len, 0, NULL) : NULL;
    const char *text = json_string_value(
        json_object_get(object, json_string_value(json_object_get(node, "field"))));
    bool found = false;
    if (text != NULL && in != NULL) {
        found = json_has(in, xc_str_from(text));
    } else if (text != NULL && json_object_get(node, "from") != NULL) {
        found = strlen(text) == 10 && text[4] == '-' &&
                strcmp(text, json_string_value(json_object_get(node, "from"))) >= 0;
    } else if (text != NULL) {
        char *end = NULL;
        double value = strtod(text, &end);
        found = *end == 0 && end != text && strlen(text) < 9 && between(node, value);
    }
    json_decref(object);
    return found;
}

static bool in_area(const struct random_rows *rows, struct xc_str code,
                    const char *outer) {
    for (unsigned steps = 0; steps < 8 && code.len > 0; steps++) {
        if (xc_str_is(code, outer))
            return true;
        for (uint32_t i = 0; i < rows->count[XC_TABLE_AREAS]; i++) {
            if (xc_str_is(code, rows->areas[i].code)) {
                code = xc_str_from(rows->areas[i].parent);
                break;
            }
        }
    }
    return false;
}

static bool target_where(const json_t *node, const struct xc_target *t) {
    const char *field = json_string_value(json_object_get(node, "field"));
    const json_t *in = json_object_get(node, "in");
    char number[16];
    if (strcmp(field, "kind") == 0)
        return json_has(in, xc_str_from(xc_words_english(XC_WORDS_KIND, t->kind))) ||
               (xc_kind_medical(t->kind) && json_has(in, XC_STR("medical")));
    if (strcmp(field, "status") == 0)
        return json_has(in, xc_str_from(xc_words_english(XC_WORDS_STATUS, t->status)));
    if (strcmp(field, "ownership") == 0)
        return json_has(in,
                        xc_str_from(xc_words_english(XC_WORDS_OWNERSHIP, t->ownership)));
    if (strcmp(field, "credit") == 0)
        return json_has(in, xc_str_from(xc_words_english(XC_WORDS_CREDIT, t->credit)));
    if (strcmp(field, "id") == 0)
        return json_has(in, t->id);
    if (strcmp(field, "name") == 0)
        return json_has(in, t->name);
    if (strcmp(field, "level") == 0)
        return json_has(in, t->level);
    if (strcmp(field, "zone") == 0)
        return json_has(in, t->zone);
    if (strcmp(field, "organisation") == 0)
        return json_has(in, t->organisation);
    if (strcmp(field, "legal") == 0)
        return json_has(in, t->legal);
    if (strcmp(field, "area") == 0)
        return json_has(in, t->area);
    if (strcmp(field, "flags") == 0)
        return set_has(in, t->flags);
    if (strcmp(field, "co_designated") == 0)
        return json_has(in, t->co_designated ? XC_STR("true") : XC_STR("false"));
    if (strcmp(field, "last_visit") == 0)
        return dated(node, t->last_visit);
    if (strcmp(field, "weight") == 0 || strcmp(field, "minutes") == 0) {
        bool weight = field[0] == 'w';
        uint32_t value = weight ? t->weight : t->minutes;
        if (!weight && value == 0)
            return false;
        (void)snprintf(number, sizeof(number), "%u", value);
        return in != NULL ? json_has(in, xc_str_from(number)) : between(node, value);
    }
    return attribute_matches(node, in, t->attributes);
}

static bool person_where(const json_t *node, const struct xc_person *p) {
    const char *field = json_string_value(json_object_get(node, "field"));
    const json_t *in = json_object_get(node, "in");
    if (strcmp(field, "roles") == 0) {
        for (unsigned role = 1; role < XC_ROLE_COUNT; role++)
            if ((p->roles & 1u << role) != 0 &&
                json_has(in, xc_str_from(xc_words_english(XC_WORDS_ROLE, role))))
                return true;
        return false;
    }
    if (strcmp(field, "pool") == 0)
        return json_has(in, p->pool == XC_POOL_EXPERTS ? XC_STR("experts")
                                                       : XC_STR("inspectors"));
    if (strcmp(field, "specialties") == 0)
        return set_has(in, p->specialties);
    if (strcmp(field, "certificate_until") == 0)
        return dated(node, p->certificate_until);
    if (strcmp(field, "per_day") == 0)
        return p->per_day != 0 && between(node, p->per_day);
    if (strcmp(field, "department") == 0)
        return json_has(in, p->department);
    return attribute_matches(node, in, p->attributes);
}

static bool meant(const json_t *node, const struct fixture *f, enum xc_table table,
                  uint32_t row) {
    const char *op = json_string_value(json_object_get(node, "op"));
    const json_t *of = json_object_get(node, "of");
    struct xc_target target = {0};
    struct xc_person person = {0};
    struct xc_area area = {0};
    if (strcmp(op, "all") == 0)
        return true;
    if (strcmp(op, "and") == 0)
        return meant(json_array_get(of, 0), f, table, row) &&
               meant(json_array_get(of, 1), f, table, row);
    if (strcmp(op, "or") == 0)
        return meant(json_array_get(of, 0), f, table, row) ||
               meant(json_array_get(of, 1), f, table, row);
    if (strcmp(op, "minus") == 0)
        return meant(json_array_get(of, 0), f, table, row) &&
               !meant(json_array_get(of, 1), f, table, row);
    if (!meant(of, f, table, row))
        return false;
    if (table == XC_TABLE_TARGETS)
        xc_register_get_target(f->reg, row, &target);
    else if (table == XC_TABLE_PEOPLE)
        xc_register_get_person(f->reg, row, &person);
    else
        xc_register_get_area(f->reg, row, &area);
    if (strcmp(op, "where") == 0)
        return table == XC_TABLE_TARGETS ? target_where(node, &target)
               : table == XC_TABLE_PEOPLE
                   ? person_where(node, &person)
                   : json_has(json_object_get(node, "in"), area.code);
    struct xc_str code = table == XC_TABLE_TARGETS  ? target.area
                         : table == XC_TABLE_PEOPLE ? person.area
                                                    : area.code;
    bool within =
        in_area(f->rows, code, json_string_value(json_object_get(node, "area")));
    return within == (strcmp(op, "within") == 0);
}

/* ---- Random selections ---- */

static json_t *words(uint64_t *rolls, const char *const *list, size_t count) {
    json_t *in = json_array();
    for (uint32_t n = 0; n < 1 + below(rolls, 3); n++)
        (void)json_array_append_new(in, json_string(list[below(rolls, (uint32_t)count)]));
    return in;
}

#define WORDS(rolls, list) words(rolls, list, sizeof(list) / sizeof((list)[0]))

static json_t *random_target_where(uint64_t *rolls, const struct fixture *f) {
    static const char *const kinds[] = {"hospital", "pharmacy", "medical", "other",
                                        "clinic"};
    static const char *const statuses[] = {"active", "closed"};
    static const char *const ownerships[] = {"public", "private"};
    static const char *const credits[] = {"A", "C", "D"};
    static const char *const labels[] = {"一级",  "zone 1", "zone",   "é",
                                         "甲:乙", "a,b",    "nothing"};
    static const char *const labelled[] = {"level", "zone", "organisation", "legal"};
    static const char *const flags[] = {"new", "complaint", "甲", "c"};
    static const char *const truth[] = {"true", "false"};
    static const char *const beds[] = {"120", "many", "12.5"};
    const char *ids[] = {f->rows->targets[below(rolls, 50)].id,
                         f->rows->targets[below(rolls, 50)].id, "nobody"};
    const char *names[] = {"第1诊所", "第2诊所", "第3诊所"};
    const char *codes[] = {f->rows->areas[0].code, f->rows->areas[1].code};
    switch (below(rolls, 13)) {
    case 0:
        return json_pack("{s:s,s:o}", "field", "kind", "in", WORDS(rolls, kinds));
    case 1:
        return json_pack("{s:s,s:o}", "field", "status", "in", WORDS(rolls, statuses));
    case 2:
        return json_pack("{s:s,s:o}", "field", "ownership", "in",
                         WORDS(rolls, ownerships));
    case 3:
        return json_pack("{s:s,s:o}", "field", "credit", "in", WORDS(rolls, credits));
    case 4:
        return json_pack("{s:s,s:o}", "field", PICK(rolls, labelled), "in",
                         WORDS(rolls, labels));
    case 5:
        return json_pack("{s:s,s:o}", "field", "flags", "in", WORDS(rolls, flags));
    case 6:
        return json_pack("{s:s,s:o}", "field", "co_designated", "in",
                         WORDS(rolls, truth));
    case 7:
        return json_pack("{s:s,s:o}", "field", "id", "in", WORDS(rolls, ids));
    case 8:
        return json_pack("{s:s,s:o}", "field", "name", "in", WORDS(rolls, names));
    case 9:
        return json_pack("{s:s,s:o}", "field", "area", "in", WORDS(rolls, codes));
    case 10:
        return json_pack("{s:s,s:i}", "field", below(rolls, 2) ? "weight" : "minutes",
                         below(rolls, 2) ? "min" : "max", (int)below(rolls, 9000));
    case 11:
        return json_pack("{s:s,s:s}", "field", "last_visit",
                         below(rolls, 2) ? "from" : "to", "2021-03-05");
    default:
        return below(rolls, 2) == 0
                   ? json_pack("{s:s,s:o}", "field", "beds", "in", WORDS(rolls, beds))
                   : json_pack("{s:s,s:i,s:i}", "field", "beds", "min", -3, "max", 12);
    }
}

static json_t *random_person_where(uint64_t *rolls) {
    static const char *const roles[] = {"lead", "officer", "expert"};
    static const char *const pools[] = {"experts", "inspectors"};
    static const char *const sets[] = {"new", "甲"};
    static const char *const labels[] = {"一级", "zone 1", "é"};
    switch (below(rolls, 7)) {
    case 0:
        return json_pack("{s:s,s:o}", "field", "roles", "in", WORDS(rolls, roles));
    case 1:
        return json_pack("{s:s,s:o}", "field", "pool", "in", WORDS(rolls, pools));
    case 2:
        return json_pack("{s:s,s:o}", "field", "specialties", "in", WORDS(rolls, sets));
    case 3:
        return json_pack("{s:s,s:s,s:s}", "field", "certificate_until", "from",
                         "2019-06-01", "to", "2022-06-01");
    case 4:
        return json_pack("{s:s,s:i}", "field", "per_day", "max", 2);
    case 5:
        return json_pack("{s:s,s:s}", "field", "opened", "from", "2021-03-05");
    default:
        return json_pack("{s:s,s:o}", "field", "department", "in", WORDS(rolls, labels));
    }
}

static json_t *random_selection(uint64_t *rolls, const struct fixture *f,
                                enum xc_table table, unsigned depth) {
    static const char *const pairs[] = {"and", "or", "minus"};
    uint32_t choice = depth == 0 ? 0 : below(rolls, 6);
    const char *area = f->rows->areas[below(rolls, f->rows->count[XC_TABLE_AREAS])].code;
    if (choice == 0)
        return json_pack("{s:s,s:s}", "op", "all", "table", xc_table_name(table));
    json_t *of = random_selection(rolls, f, table, depth - 1);
    if (choice == 1)
        return json_pack("{s:s,s:o,s:s}", "op", below(rolls, 2) ? "within" : "outside",
                         "of", of, "area", area);
    if (choice == 2)
        return json_pack("{s:s,s:[o,o]}", "op", PICK(rolls, pairs), "of", of,
                         random_selection(rolls, f, table, depth - 1));
    json_t *where = table == XC_TABLE_TARGETS ? random_target_where(rolls, f)
                    : table == XC_TABLE_PEOPLE
                        ? random_person_where(rolls)
                        : json_pack("{s:s,s:[s]}", "field", "code", "in", area);
    (void)json_object_set_new(where, "op", json_string("where"));
    (void)json_object_set_new(where, "of", of);
    return where;
}

static void selections_agree_with_brute_force(void **state) {
    (void)state;
    static const enum xc_table tables[] = {XC_TABLE_TARGETS, XC_TABLE_TARGETS,
                                           XC_TABLE_PEOPLE, XC_TABLE_AREAS};
    size_t some = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct fixture f = fixture(seed);
        uint64_t rolls = seed + 1000;
        for (unsigned n = 0; n < 60; n++) {
            enum xc_table table = PICK(&rolls, tables);
            json_t *json = random_selection(&rolls, &f, table, 4);
            assert_non_null(json);
            const struct xc_selection *selection = parsed(&f, json);
            struct xc_bitset rows;
            struct xc_error error = {0};
            assert_int_equal(selection->table, table);
            assert_int_equal(xc_selection_run(selection, f.reg, NULL, &rows, &error), 0);
            assert_int_equal(rows.size, xc_register_rows(f.reg, table));
            for (uint32_t row = 0; row < rows.size; row++)
                if (xc_bitset_get(&rows, row) != meant(json, &f, table, row))
                    fail_msg("seed %d, row %u: %s", (int)seed, row, json_dumps(json, 0));
            some += xc_bitset_count(&rows) > 0 && xc_bitset_count(&rows) < rows.size;
            /* The canonical form means the same and is its own canonical form. */
            json_t *canonical = xc_selection_json(selection);
            json_t *again = xc_selection_json(parsed(&f, canonical));
            struct xc_bitset same;
            assert_true(json_equal(canonical, again));
            assert_int_equal(
                xc_selection_run(parsed(&f, canonical), f.reg, NULL, &same, &error), 0);
            assert_memory_equal(rows.words, same.words, (rows.size + 63) / 64 * 8);
            json_decref(canonical);
            json_decref(again);
            json_decref(json);
            xc_bitset_free(&rows);
            xc_bitset_free(&same);
        }
        release(&f);
    }
    assert_true(some > 300);
}

#define ALL         "{\"op\":\"all\",\"table\":\"targets\"}"
#define WHERE(rest) "{\"op\":\"where\",\"of\":" ALL "," rest "}"

static void words_are_settled(void **state) {
    (void)state;
    struct fixture f = fixture(1);
    static const struct {
        const char *given, *canonical;
    } cases[] = {
        {WHERE("\"field\":\"kind\",\"in\":[\"药店\",\"pharmacy\",\"medical\",\"医院\"]"),
         WHERE("\"field\":\"kind\",\"in\":[\"hospital\",\"medical\",\"pharmacy\"]")},
        {WHERE("\"field\":\"co_designated\",\"in\":[\"是\"]"),
         WHERE("\"field\":\"co_designated\",\"in\":[\"true\"]")},
        {WHERE("\"field\":\"zone\",\"in\":[\"e\\u0301\",\"b\",\"\\u00e9\"]"),
         WHERE("\"field\":\"zone\",\"in\":[\"b\",\"\\u00e9\"]")},
        {WHERE("\"field\":\"last_visit\",\"to\":\"2020-02-29\",\"from\":\"2020-02-29\""),
         WHERE("\"field\":\"last_visit\",\"from\":\"2020-02-29\",\"to\":\"2020-02-29\"")},
        {WHERE("\"field\":\"beds\",\"min\":-9223372036854775807"),
         WHERE("\"field\":\"beds\",\"min\":-9223372036854775807")},
        {"{\"op\":\"within\",\"of\":" ALL ",\"area\":{\"drawn\":\"cities\"}}",
         "{\"op\":\"within\",\"of\":" ALL ",\"area\":{\"drawn\":\"cities\"}}"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"visited\",\"name\":\"annual\"}",
         "{\"op\":\"history\",\"of\":" ALL ",\"what\":\"visited\",\"name\":\"annual\"}"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"leads\"}",
         "{\"op\":\"history\",\"of\":" ALL ",\"what\":\"leads\"}"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"missing\",\"name\":\"self\"}",
         "{\"op\":\"history\",\"of\":" ALL ",\"what\":\"missing\",\"name\":\"self\"}"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_t *given = read_json(cases[i].given);
        json_t *expected = read_json(cases[i].canonical);
        json_t *canonical = xc_selection_json(parsed(&f, given));
        assert_true(json_equal(canonical, expected));
        json_decref(given);
        json_decref(expected);
        json_decref(canonical);
    }
    release(&f);
}

static void assert_says(const struct xc_error *error, const char *part) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    assert_int_equal(xc_error_render(error, NULL, &text), 0);
    assert_int_equal(xc_buffer_putc(&text, 0), 0);
    if (strstr(text.ptr, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", text.ptr, part);
    xc_buffer_free(&text);
}

static void bad_selections_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        {"[]", "object"},
        {"{}", "unknown operation"},
        {"{\"op\":\"al\",\"table\":\"targets\"}", "\"all\"?"},
        {"{\"op\":1}", "unknown operation"},
        {"{\"op\":\"all\",\"table\":\"people\",\"of\":[]}", "key \"of\""},
        {"{\"op\":\"all\",\"table\":\"target\"}", "\"targets\"?"},
        {"{\"op\":\"all\",\"table\":\"absences\"}", "unknown table"},
        {"{\"op\":\"all\"}", "unknown table"},
        {WHERE("\"field\":\"kind\""), "either"},
        {WHERE("\"feild\":\"kind\",\"in\":[\"a\"]"), "\"field\"?"},
        {WHERE("\"field\":\"\",\"in\":[\"a\"]"), "lacks the text \"field\""},
        {WHERE("\"field\":\"kind\",\"in\":[]"), "1 to"},
        {WHERE("\"field\":\"kind\",\"in\":\"clinic\""), "1 to"},
        {WHERE("\"field\":\"kind\",\"in\":[1]"), "not empty"},
        {WHERE("\"field\":\"zone\",\"in\":[\"\"]"), "not empty"},
        {WHERE("\"field\":\"kind\",\"in\":[\"hosptial\"]"), "\"hospital\"?"},
        {WHERE("\"field\":\"status\",\"in\":[\"medical\"]"), "\"medical\""},
        {WHERE("\"field\":\"co_designated\",\"in\":[\"maybe\"]"), "\"maybe\""},
        {WHERE("\"field\":\"weight\",\"in\":[\"1.5\"]"), "\"1.5\""},
        {WHERE("\"field\":\"last_visit\",\"in\":[\"2026-02-30\"]"), "\"2026-02-30\""},
        {WHERE("\"field\":\"kind\",\"in\":[\"clinic\"],\"min\":1"), "either"},
        {WHERE("\"field\":\"weight\",\"min\":1,\"from\":\"2026-01-01\""), "either"},
        {WHERE("\"field\":\"weight\",\"min\":1.5"), "whole number"},
        {WHERE("\"field\":\"weight\",\"min\":\"1\""), "whole number"},
        {WHERE("\"field\":\"weight\",\"min\":2,\"max\":1"), "leave nothing"},
        {WHERE("\"field\":\"last_visit\",\"from\":\"2026-2-1\""), "a date like"},
        {WHERE("\"field\":\"last_visit\",\"from\":\"2026-02-02\",\"to\":\"2026-02-01\""),
         "leave nothing"},
        {WHERE("\"field\":\"zone\",\"min\":1"), "no numbers"},
        {WHERE("\"field\":\"weight\",\"from\":\"2026-02-02\""), "no dates"},
        {"{\"op\":\"where\",\"of\":{\"op\":\"all\",\"table\":\"areas\"},\"field\":"
         "\"levle\","
         "\"in\":[\"city\"]}",
         "\"level\"?"},
        {"{\"op\":\"where\",\"of\":{\"op\":\"all\",\"table\":\"people\"},\"field\":"
         "\"pool\","
         "\"in\":[\"expert\"]}",
         "\"experts\"?"},
        {"{\"op\":\"within\",\"of\":" ALL "}", "area"},
        {"{\"op\":\"within\",\"of\":" ALL ",\"area\":\"\"}", "area"},
        {"{\"op\":\"within\",\"of\":" ALL ",\"area\":{\"drwan\":\"x\"}}", "drawn"},
        {"{\"op\":\"within\",\"area\":\"32\"}", "object"},
        {"{\"op\":\"and\",\"of\":[" ALL "]}", "two"},
        {"{\"op\":\"and\",\"of\":" ALL "}", "two"},
        {"{\"op\":\"or\",\"of\":[" ALL ",{\"op\":\"all\",\"table\":\"people\"}]}",
         "targets with people"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"visitd\",\"name\":\"x\"}",
         "\"visited\"?"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"mising\",\"name\":\"x\"}",
         "\"missing\"?"},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"missing\"}", "name"},
        {WHERE("\"field\":\"points\",\"from\":\"2026-01-01\""), "no dates"},
        {WHERE("\"field\":\"points\",\"in\":[\"many\"]"), "many"},
    };
    struct fixture f = fixture(2);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_t *json = read_json(cases[i].json);
        const struct xc_selection *selection = NULL;
        struct xc_error error = {0};
        if (xc_selection_parse(json, f.arena, &selection, &error) != XC_EINPUT)
            fail_msg("%s is accepted", cases[i].json);
        assert_null(selection);
        assert_says(&error, cases[i].says);
        assert_int_equal(xc_selection_parse(json, f.arena, &selection, NULL), XC_EINPUT);
        json_decref(json);
    }
    release(&f);
}

static void depth_has_an_end(void **state) {
    (void)state;
    struct fixture f = fixture(3);
    for (unsigned depth = 60; depth < 70; depth++) {
        json_t *json = read_json(ALL);
        for (unsigned i = 1; i < depth; i++)
            json = json_pack("{s:s,s:o,s:s}", "op", "outside", "of", json, "area", "33");
        const struct xc_selection *selection = NULL;
        struct xc_error error = {0};
        assert_int_equal(xc_selection_parse(json, f.arena, &selection, &error),
                         depth <= 64 ? 0 : XC_EINPUT);
        json_decref(json);
    }
    struct xc_arena *tiny = xc_arena_new(64);
    json_t *json = read_json(WHERE("\"field\":\"zone\",\"in\":[\"a\"]"));
    const struct xc_selection *selection = NULL;
    assert_int_equal(xc_selection_parse(json, tiny, &selection, NULL), XC_ENOMEM);
    json_decref(json);
    xc_arena_free(tiny);
    release(&f);
}

static int run_text(struct fixture *f, const char *text,
                    const struct xc_selection_context *context, struct xc_bitset *rows,
                    struct xc_error *error) {
    json_t *json = read_json(text);
    int code = xc_selection_run(parsed(f, json), f->reg, context, rows, error);
    json_decref(json);
    return code;
}

static void running_can_fail(void **state) {
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        {WHERE("\"field\":\"zoen\",\"in\":[\"a\"]"), "\"zone\"?"},
        {WHERE("\"field\":\"address\",\"in\":[\"a\"]"), "no row has"},
        {WHERE("\"field\":\"area\",\"in\":[\"99\"]"), "\"99\""},
        {"{\"op\":\"within\",\"of\":" ALL ",\"area\":\"99\"}", "\"99\""},
        {"{\"op\":\"outside\",\"of\":" ALL ",\"area\":\"990000\"}", "\"990000\""},
        {"{\"op\":\"within\",\"of\":" ALL ",\"area\":{\"drawn\":\"cities\"}}",
         "\"cities\""},
        {"{\"op\":\"history\",\"of\":" ALL ",\"what\":\"visited\",\"name\":\"x\"}",
         "\"visited\""},
    };
    struct fixture f = fixture(4);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct xc_bitset rows;
        struct xc_error error = {0};
        assert_int_equal(run_text(&f, cases[i].json, NULL, &rows, &error), XC_EINPUT);
        assert_null(rows.words);
        assert_says(&error, cases[i].says);
        assert_int_equal(run_text(&f, cases[i].json, NULL, &rows, NULL), XC_EINPUT);
    }
    release(&f);
}

struct told {
    const struct xc_selection *node;
    int code;
};

static int even_rows(void *context, const struct xc_selection *node,
                     const struct xc_register *reg, struct xc_bitset *out,
                     struct xc_error *error) {
    struct told *told = context;
    told->node = node;
    for (uint32_t row = 0; row < reg->targets.count; row += 2)
        xc_bitset_put(out, row);
    return told->code == 0 ? 0 : xc_fail(error, told->code, "no");
}

static void the_context_is_asked(void **state) {
    (void)state;
    struct fixture f = fixture(5);
    struct told told = {NULL, 0};
    const struct xc_selection_context context = {
        .history = even_rows, .context = &told, .drawn_area = XC_STR("320000")};
    struct xc_bitset rows;
    struct xc_bitset plain;
    struct xc_error error = {0};
    assert_int_equal(
        run_text(&f,
                 "{\"op\":\"history\",\"of\":{\"op\":\"within\",\"of\":" ALL
                 ",\"area\":{\"drawn\":\"x\"}},\"what\":\"failed\",\"name\":\"annual\"}",
                 &context, &rows, &error),
        0);
    assert_true(xc_str_is(told.node->what, "failed"));
    assert_true(xc_str_is(told.node->name, "annual"));
    assert_int_equal(run_text(&f, "{\"op\":\"within\",\"of\":" ALL ",\"area\":\"32\"}",
                              NULL, &plain, &error),
                     0);
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        assert_int_equal(xc_bitset_get(&rows, row),
                         row % 2 == 0 && xc_bitset_get(&plain, row));
    xc_bitset_free(&rows);
    xc_bitset_free(&plain);
    told.code = XC_ENO;
    assert_int_equal(run_text(&f,
                              "{\"op\":\"history\",\"of\":" ALL ",\"what\":\"leads\"}",
                              &context, &rows, &error),
                     XC_ENO);
    release(&f);
}

/* ---- History fields ---- */

struct column {
    int64_t *values;   /* NULL: nothing is stored */
    const char *field; /* the last one asked for */
    int code;
};

static int give_column(void *context, struct xc_str field, const struct xc_register *reg,
                       const int64_t **values, struct xc_error *error) {
    struct column *column = context;
    (void)reg;
    column->field = xc_str_is(field, "points")       ? "points"
                    : xc_str_is(field, "last_visit") ? "last_visit"
                                                     : "another";
    *values = column->values;
    return column->code == 0 ? 0 : xc_fail(error, column->code, "no");
}

static void history_narrows_targets(void **state) {
    (void)state;
    struct fixture f = fixture(7);
    struct column column = {.values = calloc(f.reg->targets.count, sizeof(int64_t))};
    const struct xc_selection_context context = {.column = give_column,
                                                 .context = &column};
    struct xc_bitset rows;
    struct xc_error error = {0};
    assert_non_null(column.values);
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        column.values[row] = row % 7;
    assert_int_equal(run_text(&f, WHERE("\"field\":\"points\",\"min\":3,\"max\":5"),
                              &context, &rows, &error),
                     0);
    assert_string_equal(column.field, "points");
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        assert_int_equal(xc_bitset_get(&rows, row), row % 7 >= 3 && row % 7 <= 5);
    xc_bitset_free(&rows);
    assert_int_equal(run_text(&f, WHERE("\"field\":\"findings\",\"in\":[\"0\",\"6\"]"),
                              &context, &rows, &error),
                     0);
    assert_string_equal(column.field, "another");
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        assert_int_equal(xc_bitset_get(&rows, row), row % 7 == 0 || row % 7 == 6);
    xc_bitset_free(&rows);
    free(column.values);
    column.values = NULL;
    assert_int_equal(
        run_text(&f, WHERE("\"field\":\"cases\",\"max\":0"), &context, &rows, &error), 0);
    assert_int_equal(xc_bitset_count(&rows), f.reg->targets.count);
    xc_bitset_free(&rows);
    column.code = XC_ENO;
    assert_int_equal(
        run_text(&f, WHERE("\"field\":\"cases\",\"max\":0"), &context, &rows, &error),
        XC_ENO);
    release(&f);
}

static void the_later_visit_counts(void **state) {
    (void)state;
    struct fixture f = fixture(8);
    const char *const text = WHERE("\"field\":\"last_visit\",\"from\":\"2024-06-01\"");
    const xc_date from = xc_date_make(2024, 6, 1);
    struct column column = {.values = calloc(f.reg->targets.count, sizeof(int64_t))};
    const struct xc_selection_context context = {.column = give_column,
                                                 .context = &column};
    struct xc_bitset rows;
    struct xc_error error = {0};
    size_t by_office = 0;
    assert_non_null(column.values);
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        column.values[row] = row % 3 == 0   ? XC_NO_DATE
                             : row % 3 == 1 ? xc_date_make(2024, 7, 1)
                                            : xc_date_make(2010, 1, 1);
    assert_int_equal(run_text(&f, text, &context, &rows, &error), 0);
    for (uint32_t row = 0; row < f.reg->targets.count; row++) {
        xc_date own = f.reg->targets.last_visit[row];
        bool in_register = own != XC_NO_DATE && own >= from;
        by_office += row % 3 == 1 && !in_register;
        assert_int_equal(xc_bitset_get(&rows, row), in_register || row % 3 == 1);
    }
    assert_true(by_office > 0);
    xc_bitset_free(&rows);
    free(column.values);
    column.values = NULL;
    struct xc_bitset plain;
    assert_int_equal(run_text(&f, text, &context, &rows, &error), 0);
    assert_int_equal(run_text(&f, text, NULL, &plain, &error), 0);
    for (uint32_t row = 0; row < f.reg->targets.count; row++)
        assert_int_equal(xc_bitset_get(&rows, row), xc_bitset_get(&plain, row));
    xc_bitset_free(&rows);
    xc_bitset_free(&plain);
    release(&f);
}

static void history_needs_a_context(void **state) {
    (void)state;
    struct fixture f = fixture(9);
    const struct xc_selection_context empty = {0};
    const struct xc_selection_context *const contexts[] = {NULL, &empty};
    for (size_t i = 0; i < 2; i++) {
        struct xc_bitset rows;
        struct xc_error error = {0};
        assert_int_equal(run_text(&f, WHERE("\"field\":\"severity\",\"min\":3"),
                                  contexts[i], &rows, &error),
                         XC_EINPUT);
        assert_non_null(strstr(error.message.id, "is not known here"));
        assert_non_null(strstr(error.hint.id, "results, leads and cases"));
    }
    release(&f);
}

static void an_empty_register_is_no_error(void **state) {
    (void)state;
    struct fixture f = fixture(6);
    struct xc_register_builder *b = xc_register_builder_new();
    xc_register_free(f.reg);
    assert_int_equal(xc_register_build(b, &f.reg, NULL, NULL), 0);
    static const char *const texts[] = {ALL,
                                        WHERE("\"field\":\"beds\",\"min\":1"),
                                        WHERE("\"field\":\"zone\",\"in\":[\"a\"]"),
                                        WHERE("\"field\":\"id\",\"in\":[\"a\"]"),
                                        WHERE("\"field\":\"kind\",\"in\":[\"medical\"]"),
                                        "{\"op\":\"minus\",\"of\":[" ALL "," ALL "]}"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct xc_bitset rows;
        assert_int_equal(run_text(&f, texts[i], NULL, &rows, NULL), 0);
        assert_int_equal(rows.size, 0);
        xc_bitset_free(&rows);
    }
    xc_register_builder_free(b);
    release(&f);
}

static void columns_are_known(void **state) {
    (void)state;
    assert_true(xc_selection_field_known(XC_TABLE_TARGETS, XC_STR("zone")));
    assert_true(xc_selection_field_known(XC_TABLE_PEOPLE, XC_STR("specialties")));
    assert_true(xc_selection_field_known(XC_TABLE_AREAS, XC_STR("code")));
    assert_false(xc_selection_field_known(XC_TABLE_AREAS, XC_STR("zone")));
    assert_false(xc_selection_field_known(XC_TABLE_TARGETS, XC_STR("beds")));
    assert_false(xc_selection_field_known(XC_TABLE_TARGETS, XC_STR("")));
    assert_true(xc_selection_field_known(XC_TABLE_TARGETS, XC_STR("findings")));
    assert_false(xc_selection_field_known(XC_TABLE_PEOPLE, XC_STR("findings")));
    static const char *const history[] = {"visits",   "findings", "points",
                                          "severity", "cases",    "failed_years"};
    for (size_t i = 0; i < sizeof(history) / sizeof(history[0]); i++)
        assert_true(xc_selection_field_is_history(xc_str_from(history[i])));
    assert_false(xc_selection_field_is_history(XC_STR("last_visit")));
    assert_false(xc_selection_field_is_history(XC_STR("beds")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selections_agree_with_brute_force),
        cmocka_unit_test(words_are_settled),
        cmocka_unit_test(bad_selections_are_refused),
        cmocka_unit_test(depth_has_an_end),
        cmocka_unit_test(running_can_fail),
        cmocka_unit_test(the_context_is_asked),
        cmocka_unit_test(history_narrows_targets),
        cmocka_unit_test(the_later_visit_counts),
        cmocka_unit_test(history_needs_a_context),
        cmocka_unit_test(an_empty_register_is_no_error),
        cmocka_unit_test(columns_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
