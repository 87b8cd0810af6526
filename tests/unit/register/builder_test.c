/* What a builder takes, what it refuses, and in which words. */
#include "random_register.h"

static struct xc_buffer rendered(const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    assert_int_equal(xc_error_render(error, NULL, &text), 0);
    assert_int_equal(xc_buffer_putc(&text, 0), 0);
    return text;
}

static void assert_says(const struct xc_error *error, const char *part) {
    struct xc_buffer text = rendered(error);
    if (strstr(text.ptr, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", text.ptr, part);
    xc_buffer_free(&text);
}

/* The same text so often. */
static struct xc_str repeated(char *room, const char *text, size_t times) {
    size_t len = strlen(text);
    for (size_t i = 0; i < times * len; i++)
        room[i] = text[i % len];
    return (struct xc_str){room, len * times};
}

static void ids_are_checked(void **state) {
    (void)state;
    static const struct {
        struct xc_str id;
        const char *says;
    } cases[] = {
        {XC_STR_INIT(""), "id is missing"},
        {XC_STR_INIT("-"), "id is missing"},
        {XC_STR_INIT("a:b"), "contains \":\""},
        {XC_STR_INIT("a,b"), "contains \",\""},
        {XC_STR_INIT("a\tb"), "U+0009"},
        {XC_STR_INIT("a\nb"), "row \"a?b\""},
        {XC_STR_INIT("a\0b"), "NUL"},
        {XC_STR_INIT("a\x1b[31mb"), "U+001B"},
        {XC_STR_INIT("a\xe2\x80\x8b"
                     "b"),
         "U+200B"},
        {XC_STR_INIT("\xef\xbb\xbf"
                     "A1"),
         "U+FEFF"},
        {XC_STR_INIT("A1\xe2\x80\xae"), "U+202E"},
        {XC_STR_INIT("A1\xe2\x80\xa8"), "U+2028"},
        {XC_STR_INIT("A1\xc2\x85"), "U+0085"},
        {XC_STR_INIT(" A1"), "space"},
        {XC_STR_INIT("A1\xe3\x80\x80"), "space"},
        {XC_STR_INIT("\xff"), "not UTF-8"},
        {XC_STR_INIT("A\xe4\xb8"), "byte 2"},
        {XC_STR_INIT("\xed\xa0\x80"), "not UTF-8"},
        {XC_STR_INIT("0123456789012345678901234567890123456789012345678901234567890123x"),
         "at most 64"},
    };
    struct xc_register_builder *b = xc_register_builder_new();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct xc_target target = {.id = cases[i].id};
        const struct xc_person person = {.id = cases[i].id};
        const struct xc_area area = {cases[i].id, XC_STR("x"), {0}, XC_LEVEL_CITY};
        struct xc_error error = {0};
        assert_int_equal(xc_register_add_target(b, &target, &error), XC_EINPUT);
        assert_says(&error, cases[i].says);
        assert_int_equal(xc_register_add_person(b, &person, &error), XC_EINPUT);
        assert_int_equal(xc_register_add_area(b, &area, &error), XC_EINPUT);
    }
    struct xc_register *reg = NULL;
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    assert_int_equal(reg->targets.count + reg->people.count + reg->areas.count, 0);
    xc_register_free(reg);
    xc_register_builder_free(b);
}

static void values_are_checked(void **state) {
    (void)state;
    static char room[70000];
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_error error = {0};
#define REFUSED(part, ...)                                                               \
    do {                                                                                 \
        const struct xc_target row_ = {.id = XC_STR("A1"), __VA_ARGS__};                 \
        assert_int_equal(xc_register_add_target(b, &row_, &error), XC_EINPUT);           \
        assert_says(&error, part);                                                       \
        assert_says(&error, "A1");                                                       \
    } while (0)
    REFUSED("257 characters", .name = repeated(room, "店", 257));
    REFUSED("4097 bytes", .address = repeated(room, "x", 4097));
    REFUSED("65537 bytes", .attributes = repeated(room, "x", 65537));
    REFUSED("zone", .zone = XC_STR("a\xe2\x80\x8b"));
    REFUSED("U+000A", .address = XC_STR("a\nb"));
    REFUSED("U+0080", .address = XC_STR("a\xc2\x80"));
    REFUSED("area", .area = XC_STR("3:2"));
    REFUSED("kind", .kind = XC_KIND_COUNT);
    REFUSED("ownership", .ownership = XC_OWNERSHIP_COUNT);
    REFUSED("status", .status = XC_STATUS_COUNT);
    REFUSED("credit", .credit = XC_CREDIT_COUNT);
    REFUSED("datum", .has_position = true, .datum = XC_DATUM_COUNT);
    REFUSED("position", .has_position = true, .latitude_e6 = 90000001);
    REFUSED("position", .has_position = true, .longitude_e6 = -180000001);
    REFUSED("1000001; at most 1000000", .weight = 1000001);
    REFUSED("9601; at most 9600", .minutes = 9601);
    REFUSED("last_visit", .last_visit = XC_DATE_MAX + 1);
    REFUSED("JSON object", .attributes = XC_STR("[]"));
    REFUSED("JSON object", .attributes = XC_STR("{\"a\":\"b\""));
    REFUSED("JSON object", .attributes = XC_STR("{\"a\":\"b\",\"a\":\"c\"}"));
    REFUSED("than a text", .attributes = XC_STR("{\"a\":1}"));
    REFUSED("control character", .attributes = XC_STR("{\"a\":\"\\n\"}"));
    REFUSED("control character", .attributes = XC_STR("{\"\":\"b\"}"));
    REFUSED("same name", .attributes = XC_STR("{\"\xc3\xa9\":\"b\",\"e\\u0301\":\"c\"}"));
#undef REFUSED
    /* 300 different entries. */
    size_t len = 0;
    for (unsigned i = 0; i < 300; i++)
        len += (size_t)snprintf(room + len, sizeof(room) - len, "%u,", i);
    const struct xc_target many = {.id = XC_STR("A1"), .flags = {room, len}};
    assert_int_equal(xc_register_add_target(b, &many, &error), XC_EINPUT);
    assert_says(&error, "more than 256");
    xc_register_builder_free(b);
}

static void people_are_checked(void **state) {
    (void)state;
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_error error = {0};
#define REFUSED(part, ...)                                                               \
    do {                                                                                 \
        const struct xc_person row_ = {.id = XC_STR("p1"), __VA_ARGS__};                 \
        assert_int_equal(xc_register_add_person(b, &row_, &error), XC_EINPUT);           \
        assert_says(&error, part);                                                       \
    } while (0)
    REFUSED("pool", .pool = (enum xc_person_pool)2);
    REFUSED("roles", .roles = 1);
    REFUSED("roles", .roles = 1u << XC_ROLE_COUNT);
    REFUSED("status", .status = XC_STATUS_COUNT);
    REFUSED("per_day", .per_day = 1000001);
    REFUSED("max_visits", .max_visits = UINT32_MAX);
    REFUSED("certificate_until", .certificate_until = XC_DATE_MIN - 1);
    REFUSED("specialties", .specialties = XC_STR("a\tb"));
#undef REFUSED
    const struct xc_absence absences[] = {
        {XC_STR("p"), XC_NO_DATE, 18000, 0, {0}},
        {XC_STR("p"), 18000, XC_NO_DATE, 0, {0}},
        {XC_STR("p"), 18001, 18000, 0, {0}},
        {XC_STR("p"), 18000, 18000, 3, {0}},
        {{0}, 18000, 18000, 0, {0}},
        {XC_STR("p"), 18000, 999999, 0, {0}},
    };
    for (size_t i = 0; i < sizeof(absences) / sizeof(absences[0]); i++)
        assert_int_equal(xc_register_add_absence(b, &absences[i], &error), XC_EINPUT);
    const struct xc_relation relations[] = {
        {.person = XC_STR("p"), .until = XC_NO_DATE},
        {.person = XC_STR("p"),
         .target = XC_STR("A"),
         .area = XC_STR("32"),
         .until = XC_NO_DATE},
        {.target = XC_STR("A"), .until = XC_NO_DATE},
        {.person = XC_STR("p"), .target = XC_STR("-"), .until = XC_NO_DATE},
        {.person = XC_STR("p"), .target = XC_STR("A"), .until = 999999},
    };
    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++)
        assert_int_equal(xc_register_add_relation(b, &relations[i], &error), XC_EINPUT);
    xc_register_builder_free(b);
}

static void twins_are_refused(void **state) {
    (void)state;
    /* In order and out of order: two ways of looking. */
    static const char *const orders[][4] = {{"A", "B", "C", "C"},
                                            {"A", "B", "C", "A"},
                                            {"C", "A", "B", "A"},
                                            {"\xc3\xa9", "B", "C", "e\xcc\x81"}};
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_error error = {0};
        for (size_t j = 0; j < 4; j++) {
            const struct xc_target row = {.id = xc_str_from(orders[i][j])};
            assert_int_equal(xc_register_add_target(b, &row, &error),
                             j == 3 ? XC_EINPUT : 0);
        }
        assert_says(&error, "stands twice");
        assert_says(&error, i == 3 ? "\xc3\xa9" : orders[i][3]);
        /* The builder goes on as if nothing had happened. */
        const struct xc_target last = {.id = XC_STR("B2")};
        struct xc_register *reg = NULL;
        assert_int_equal(xc_register_add_target(b, &last, &error), 0);
        assert_int_equal(xc_register_build(b, &reg, NULL, &error), 0);
        assert_int_equal(reg->targets.count, 4);
        xc_register_free(reg);
        xc_register_builder_free(b);
    }
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_error error = {0};
    const struct xc_absence absence = {XC_STR("p"), 18000, 18001, 1, {0}};
    const struct xc_relation relation = {
        .person = XC_STR("p"), .organisation = XC_STR("x"), .until = XC_NO_DATE};
    assert_int_equal(xc_register_add_absence(b, &absence, &error), 0);
    assert_int_equal(xc_register_add_absence(b, &absence, &error), XC_EINPUT);
    assert_says(&error, "p:2019-04-14:2019-04-15:am");
    assert_int_equal(xc_register_add_relation(b, &relation, &error), 0);
    assert_int_equal(xc_register_add_relation(b, &relation, &error), XC_EINPUT);
    assert_says(&error, "p:organisation:x");
    xc_register_builder_free(b);
}

/* Ids in a random order with repeats, against the plainest bookkeeping. */
static void twins_are_found_in_any_order(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        enum { RANGE = 3000 };
        static bool known[RANGE];
        uint64_t rolls = seed;
        uint32_t count = 0;
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_register *reg = NULL;
        memset(known, 0, sizeof(known));
        for (unsigned i = 0; i < RANGE; i++) {
            /* First ascending, later anything. */
            unsigned n = i < RANGE / 3 ? i : below(&rolls, RANGE);
            char id[32];
            (void)snprintf(id, sizeof(id), "%s%05u",
                           n % 2 == 0 ? "common-prefix-" : "common-", n);
            const struct xc_target row = {.id = xc_str_from(id)};
            assert_int_equal(xc_register_add_target(b, &row, NULL),
                             known[n] ? XC_EINPUT : 0);
            count += known[n] ? 0 : 1;
            known[n] = true;
        }
        assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
        assert_int_equal(reg->targets.count, count);
        for (uint32_t row = 1; row < count; row++)
            assert_true(xc_str_compare(xc_register_text(reg, reg->targets.id[row - 1]),
                                       xc_register_text(reg, reg->targets.id[row])) < 0);
        xc_register_free(reg);
        xc_register_builder_free(b);
    }
}

static void texts_are_normalised(void **state) {
    (void)state;
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    const struct xc_target row = {
        .id = XC_STR("e\xcc\x81"),
        .name = XC_STR("A\xcc\x8a"),
        .zone = XC_STR("e\xcc\x81"),
        .organisation = XC_STR("\xc3\xa9"),
        .address = XC_STR("-"),
        .flags = XC_STR("z,e\xcc\x81,-, a ,,\xc3\xa9"),
        .attributes = XC_STR("{\"e\xcc\x81\":\"A\xcc\x8a\",\"a\":\"\",\"b\":\"-\"}")};
    struct xc_target got;
    assert_int_equal(xc_register_add_target(b, &row, NULL), 0);
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    xc_register_get_target(reg, 0, &got);
    assert_true(xc_str_is(got.id, "\xc3\xa9"));
    assert_true(xc_str_is(got.name, "\xc3\x85"));
    assert_true(xc_str_is(got.flags, "a,z,\xc3\xa9"));
    assert_true(xc_str_is(got.attributes, "{\"\xc3\xa9\":\"\xc3\x85\"}"));
    assert_int_equal(got.address.len, 0);
    /* Equal texts that are kept once have equal references, across columns. */
    assert_int_equal(reg->targets.zone[0], reg->targets.organisation[0]);
    assert_int_equal(got.weight, 1);
    assert_int_equal(got.status, XC_STATUS_ACTIVE);
    assert_int_equal(got.last_visit, XC_NO_DATE);
    assert_int_equal(got.present, (1u << XC_TARGET_FIELDS) - 1);
    xc_register_free(reg);
    xc_register_builder_free(b);
}

static void attributes_are_read(void **state) {
    (void)state;
    static const struct {
        const char *attributes, *name, *value;
    } cases[] = {
        {"{\"a\":\"1\",\"b\":\"2\"}", "a", "1"},
        {"{\"a\":\"1\",\"b\":\"2\"}", "b", "2"},
        {"{\"a\":\"1\",\"b\":\"2\"}", "c", ""},
        {"{\"a\":\"1\",\"b\":\"2\"}", "1", ""},
        {"{\"a\":\"1\",\"b\":\"2\"}", "", ""},
        {"{\"a\":\"x \\\"y\\\" \\\\z\"}", "a", "x \"y\" \\z"},
        {"{\"a\\\"b\":\"1\"}", "a\"b", "1"},
        {"{\"a\\\"b\":\"1\"}", "a", ""},
        {"{\"a\\\"b\":\"1\"}", "a\"", ""},
        {"{\"a\\\"b\":\"1\"}", "a\"bc", ""},
        {"{\"床位\":\"12\"}", "床位", "12"},
        {"", "a", ""},
        {"{", "a", ""},
        {"{\"a", "a", ""},
        {"{\"a\":\"\\", "a", ""},
    };
    struct xc_buffer scratch = xc_buffer_make(1000);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_true(xc_str_is(xc_register_attribute(xc_str_from(cases[i].attributes),
                                                    xc_str_from(cases[i].name), &scratch),
                              cases[i].value));
    xc_buffer_free(&scratch);
}

struct areas_case {
    struct xc_area areas[4];
    const char *says; /* NULL: fine */
};

static void areas_form_a_tree(void **state) {
    (void)state;
#define AREA(code, parent, level)                                                        \
    { XC_STR_INIT(code), XC_STR_INIT("x"), XC_STR_INIT(parent), level }
    static const struct areas_case cases[] = {
        {{AREA("32", "", XC_LEVEL_PROVINCE), AREA("3202", "32", XC_LEVEL_CITY),
          AREA("z1", "3202", XC_LEVEL_ZONE), AREA("z2", "z1", XC_LEVEL_ZONE)},
         NULL},
        {{AREA("32", "33", XC_LEVEL_CITY)}, "\"33\" is not among the areas"},
        {{AREA("32", "", XC_LEVEL_CITY), AREA("3202", "32", XC_LEVEL_CITY)},
         "level city does not lie below the level city"},
        {{AREA("32", "", XC_LEVEL_CITY), AREA("3202", "32", XC_LEVEL_PROVINCE)},
         "level province does not lie below the level city"},
        {{AREA("z", "z", XC_LEVEL_ZONE)}, "parent \"z\""},
        {{AREA("z1", "z2", XC_LEVEL_ZONE), AREA("z2", "z1", XC_LEVEL_ZONE),
          AREA("z3", "", XC_LEVEL_ZONE)},
         "lies within itself"},
        {{AREA("32", "", XC_LEVEL_NONE)}, "level"},
        {{AREA("32", "", XC_LEVEL_COUNT)}, "level"},
    };
#undef AREA
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_register *reg = NULL;
        struct xc_error error = {0};
        int code = 0;
        for (size_t j = 0; j < 4 && code == 0 && cases[i].areas[j].code.len > 0; j++)
            code = xc_register_add_area(b, &cases[i].areas[j], &error);
        if (code == 0)
            code = xc_register_build(b, &reg, NULL, &error);
        if (cases[i].says == NULL) {
            assert_int_equal(code, 0);
            assert_true(xc_register_within(reg, 3, 0));
        } else {
            assert_int_equal(code, XC_EINPUT);
            assert_null(reg);
            assert_says(&error, cases[i].says);
        }
        xc_register_free(reg);
        xc_register_builder_free(b);
    }
}

static void unknown_names_are_refused(void **state) {
    (void)state;
    for (unsigned i = 0; i < 7; i++) {
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_register *reg = NULL;
        struct xc_error error = {0};
        const struct xc_target target = {
            .id = XC_STR("A1"), .area = i == 0 ? XC_STR("99") : (struct xc_str){0}};
        const struct xc_person person = {
            .id = XC_STR("p1"), .area = i == 1 ? XC_STR("99") : (struct xc_str){0}};
        /* Names of other tables must not help. */
        const struct xc_absence absence = {
            i == 2 ? XC_STR("A1") : XC_STR("p1"), 1, 1, 0, {0}};
        struct xc_relation relation = {.person = i == 3 ? XC_STR("99") : XC_STR("p1"),
                                       .until = XC_NO_DATE};
        if (i == 4)
            relation.target = XC_STR("p1");
        else if (i == 5)
            relation.area = XC_STR("99");
        else
            relation.organisation = XC_STR("nobody");
        assert_int_equal(xc_register_add_target(b, &target, &error), 0);
        assert_int_equal(xc_register_add_person(b, &person, &error), 0);
        assert_int_equal(xc_register_add_absence(b, &absence, &error), 0);
        assert_int_equal(xc_register_add_relation(b, &relation, &error), 0);
        assert_int_equal(xc_register_build(b, &reg, NULL, &error),
                         i == 6 ? 0 : XC_EINPUT);
        if (i < 6) {
            static const char *const row[] = {"A1",     "p1",   "A1:1970",
                                              "99:org", "p1:t", "p1:area"};
            static const char *const value[] = {"99", "99", "A1", "99", "p1", "99"};
            char quoted[16];
            (void)snprintf(quoted, sizeof(quoted), "\"%s\" is not", value[i]);
            assert_says(&error, row[i]);
            assert_says(&error, quoted);
            assert_null(reg);
        }
        xc_register_free(reg);
        /* Empty again, also after a failure. */
        assert_int_equal(xc_register_build(b, &reg, NULL, &error), 0);
        assert_int_equal(reg->targets.count, 0);
        xc_register_free(reg);
        xc_register_builder_free(b);
    }
}

static bool count_ticks(void *context, const char *phase, size_t done, size_t total) {
    int *left = context;
    assert_true(strlen(phase) > 0);
    assert_true(done <= total);
    return --*left > 0;
}

static void building_can_be_stopped(void **state) {
    (void)state;
    uint64_t rolls = 5;
    struct random_rows *rows = random_rows(&rolls, 100, 10);
    for (int limit = 1; limit <= 4; limit++) {
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_register *reg = NULL;
        struct xc_error error = {0};
        int left = limit;
        const struct xc_progress progress = {count_ticks, &left};
        for (unsigned t = 0; t < XC_TABLE_COUNT; t++)
            for (uint32_t i = 0; i < rows->count[t]; i++)
                assert_int_equal(add_random(b, rows, (enum xc_table)t, i, &error), 0);
        assert_int_equal(xc_register_build(b, &reg, &progress, &error),
                         limit < 4 ? XC_ENO : 0);
        assert_int_equal(reg == NULL, limit < 4);
        xc_register_free(reg);
        xc_register_builder_free(b);
    }
    free(rows);
}

static void nothing_is_fine_too(void **state) {
    (void)state;
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    assert_int_equal(xc_register_find_target(reg, XC_STR("A")), XC_NO_ROW);
    assert_int_equal(xc_register_area_named(reg, XC_NO_ROW, XC_STR("江苏")), XC_NO_ROW);
    assert_int_equal(xc_register_text(reg, 0).len, 0);
    xc_register_free(reg);
    xc_register_free(NULL);
    xc_register_builder_free(b);
    xc_register_builder_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_checked),
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(people_are_checked),
        cmocka_unit_test(twins_are_refused),
        cmocka_unit_test(twins_are_found_in_any_order),
        cmocka_unit_test(texts_are_normalised),
        cmocka_unit_test(attributes_are_read),
        cmocka_unit_test(areas_form_a_tree),
        cmocka_unit_test(unknown_names_are_refused),
        cmocka_unit_test(building_can_be_stopped),
        cmocka_unit_test(nothing_is_fine_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
