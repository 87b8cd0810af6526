/* Canonical lines, digests and the order of rows. */
#include "random_register.h"

#include "base/digest.h"

static struct xc_str line_of(const struct xc_register *reg, enum xc_table table,
                             uint32_t row, struct xc_buffer *line) {
    xc_buffer_clear(line);
    assert_int_equal(xc_register_line(reg, table, row, line), 0);
    return xc_buffer_view(line);
}

static void assert_same(const struct xc_register *a, const struct xc_register *b) {
    struct xc_buffer left = xc_buffer_make((size_t)1 << 20);
    struct xc_buffer right = xc_buffer_make((size_t)1 << 20);
    for (unsigned t = 0; t < XC_TABLE_COUNT; t++) {
        enum xc_table table = (enum xc_table)t;
        assert_int_equal(xc_register_rows(a, table), xc_register_rows(b, table));
        for (uint32_t row = 0; row < xc_register_rows(a, table); row++)
            assert_true(xc_str_equal(line_of(a, table, row, &left),
                                     line_of(b, table, row, &right)));
    }
    /* Not only the lines: the columns and the pool, too. */
    assert_int_equal(xc_register_bytes(a), xc_register_bytes(b));
    assert_memory_equal(a->targets.name, b->targets.name,
                        a->targets.count * sizeof(xc_ref));
    assert_memory_equal(a->targets.zone, b->targets.zone,
                        a->targets.count * sizeof(xc_ref));
    assert_memory_equal(a->people.unit, b->people.unit, a->people.count * sizeof(xc_ref));
    xc_buffer_free(&left);
    xc_buffer_free(&right);
}

static void lines_are_canonical(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 1 + below(&rolls, 300), 40);
        struct xc_register *reg = build_random(rows, &rolls);
        struct xc_buffer last = xc_buffer_make((size_t)1 << 20);
        struct xc_buffer line = xc_buffer_make((size_t)1 << 20);
        static const size_t tabs[XC_TABLE_COUNT] = {3, 20, 14, 1, 2};
        for (unsigned t = 0; t < XC_TABLE_COUNT; t++) {
            xc_buffer_clear(&last);
            for (uint32_t row = 0; row < xc_register_rows(reg, (enum xc_table)t); row++) {
                struct xc_str text = line_of(reg, (enum xc_table)t, row, &line);
                struct xc_str rest = text;
                struct xc_str first = xc_str_cut(&rest, '\t');
                size_t fields = 1;
                assert_true(row == 0 || xc_str_compare(xc_buffer_view(&last), first) < 0);
                xc_buffer_clear(&last);
                assert_int_equal(xc_buffer_add(&last, first), 0);
                while (rest.ptr != NULL) {
                    assert_true(xc_str_cut(&rest, '\t').len > 0);
                    fields++;
                }
                assert_int_equal(fields, tabs[t] + 1);
                for (size_t i = 0; i < text.len; i++)
                    assert_true(text.ptr[i] == '\t' ||
                                (unsigned char)text.ptr[i] >= 0x20);
            }
        }
        xc_buffer_free(&last);
        xc_buffer_free(&line);
        xc_register_free(reg);
        free(rows);
    }
}

static void lines_lead_back(void **state) {
    (void)state;
    for (uint64_t seed = 100; seed < 140; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 1 + below(&rolls, 300), 40);
        struct xc_register *reg = build_random(rows, NULL);
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_register *copy = NULL;
        struct xc_error error = {0};
        struct xc_buffer line = xc_buffer_make((size_t)1 << 20);
        for (unsigned t = 0; t < XC_TABLE_COUNT; t++)
            for (uint32_t row = 0; row < xc_register_rows(reg, (enum xc_table)t); row++)
                assert_int_equal(xc_register_add_line(
                                     b, (enum xc_table)t,
                                     line_of(reg, (enum xc_table)t, row, &line), &error),
                                 0);
        assert_int_equal(xc_register_build(b, &copy, NULL, &error), 0);
        assert_same(reg, copy);
        xc_register_free(copy);
        /* The builder is empty and can be used again. */
        for (unsigned t = 0; t < XC_TABLE_COUNT; t++)
            assert_int_equal(xc_register_add_table(b, reg, (enum xc_table)t, &error), 0);
        assert_int_equal(xc_register_build(b, &copy, NULL, &error), 0);
        assert_same(reg, copy);
        xc_register_free(copy);
        xc_register_builder_free(b);
        xc_register_free(reg);
        xc_buffer_free(&line);
        free(rows);
    }
}

static void order_of_adding_does_not_matter(void **state) {
    (void)state;
    for (uint64_t seed = 200; seed < 230; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 200, 40);
        struct xc_register *first = build_random(rows, NULL);
        struct xc_register *second = build_random(rows, &rolls);
        struct xc_digest left;
        struct xc_digest right;
        assert_int_equal(xc_register_digest_all(first, &left, NULL), 0);
        assert_int_equal(xc_register_digest_all(second, &right, NULL), 0);
        assert_true(xc_digest_equal(&left, &right));
        assert_same(first, second);
        xc_register_free(first);
        xc_register_free(second);
        free(rows);
    }
}

/* RFC 6962 §2.1, word for word, over the lines from … from + count − 1. */
static struct xc_digest tree_hash(const struct xc_register *reg, enum xc_table table,
                                  uint32_t from, uint32_t count) {
    struct xc_digest digest;
    struct xc_buffer bytes = xc_buffer_make((size_t)1 << 20);
    if (count == 1) {
        (void)xc_buffer_putc(&bytes, 0);
        (void)xc_register_line(reg, table, from, &bytes);
    } else if (count > 1) {
        uint32_t k = 1;
        while (k * 2 < count)
            k *= 2;
        struct xc_digest left = tree_hash(reg, table, from, k);
        struct xc_digest right = tree_hash(reg, table, from + k, count - k);
        (void)xc_buffer_putc(&bytes, 1);
        (void)xc_buffer_append(&bytes, left.bytes, sizeof(left.bytes));
        (void)xc_buffer_append(&bytes, right.bytes, sizeof(right.bytes));
    }
    assert_int_equal(xc_sha256(xc_buffer_view(&bytes), &digest, NULL), 0);
    xc_buffer_free(&bytes);
    return digest;
}

static void digests_are_merkle_trees(void **state) {
    (void)state;
    uint64_t rolls = 7;
    for (uint32_t count = 1; count < 40; count++) {
        struct random_rows *rows = random_rows(&rolls, count, 9);
        struct xc_register *reg = build_random(rows, NULL);
        struct xc_buffer text = xc_buffer_make((size_t)1 << 12);
        struct xc_digest all;
        struct xc_digest expected;
        for (unsigned t = 0; t < XC_TABLE_COUNT; t++) {
            struct xc_digest digest;
            char hex[XC_DIGEST_HEX + 1];
            enum xc_table table = (enum xc_table)t;
            uint32_t size = xc_register_rows(reg, table);
            struct xc_digest tree = tree_hash(reg, table, 0, size);
            assert_int_equal(xc_register_digest(reg, table, &digest, NULL), 0);
            assert_true(xc_digest_equal(&digest, &tree));
            xc_digest_hex(&digest, hex);
            (void)xc_buffer_printf(&text, "%s %u %s\n", xc_table_name(table), size, hex);
        }
        assert_int_equal(xc_register_digest_all(reg, &all, NULL), 0);
        assert_int_equal(xc_sha256(xc_buffer_view(&text), &expected, NULL), 0);
        assert_true(xc_digest_equal(&all, &expected));
        xc_buffer_free(&text);
        xc_register_free(reg);
        free(rows);
    }
}

static void the_lines_of_known_rows(void **state) {
    (void)state;
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_buffer line = xc_buffer_make((size_t)1 << 16);
    const struct xc_area area = {
        XC_STR("320282"), XC_STR("宜兴市"), {0}, XC_LEVEL_COUNTY};
    const struct xc_target bare = {.id = XC_STR("B2")};
    const struct xc_target full = {.id = XC_STR("A1"),
                                   .name = XC_STR("丁蜀诊所"),
                                   .kind = XC_KIND_CLINIC,
                                   .level = XC_STR("未定级"),
                                   .ownership = XC_OWNERSHIP_PRIVATE,
                                   .area = XC_STR("320282"),
                                   .zone = XC_STR("丁蜀"),
                                   .address = XC_STR("1 号"),
                                   .has_position = true,
                                   .latitude_e6 = -31340000,
                                   .longitude_e6 = 119820001,
                                   .datum = XC_DATUM_BD09,
                                   .organisation = XC_STR("甲"),
                                   .legal = XC_STR("乙"),
                                   .status = XC_STATUS_SUSPENDED,
                                   .flags = XC_STR("new, complaint,new,"),
                                   .credit = XC_CREDIT_B,
                                   .weight = 0,
                                   .minutes = 90,
                                   .last_visit = xc_date_make(2020, 2, 29),
                                   .co_designated = true,
                                   .attributes =
                                       XC_STR("{ \"z\": \"\\u4e00\", \"a\": \"/\" }"),
                                   .present = (1u << XC_TARGET_FIELDS) - 1};
    const struct xc_person person = {.id = XC_STR("p"),
                                     .pool = XC_POOL_EXPERTS,
                                     .name = XC_STR("丙"),
                                     .roles = 1u << XC_ROLE_THIRD_PARTY |
                                              1u << XC_ROLE_ANALYST,
                                     .certificate_until = xc_date_make(2026, 12, 31),
                                     .per_day = 2};
    const struct xc_absence absence = {XC_STR("p"), xc_date_make(2026, 1, 2),
                                       xc_date_make(2026, 1, 3), 2, XC_STR("年假")};
    const struct xc_relation relation = {
        .person = XC_STR("p"), .organisation = XC_STR("甲:乙"), .until = XC_NO_DATE};
    assert_int_equal(xc_register_add_area(b, &area, NULL), 0);
    assert_int_equal(xc_register_add_target(b, &bare, NULL), 0);
    assert_int_equal(xc_register_add_target(b, &full, NULL), 0);
    assert_int_equal(xc_register_add_person(b, &person, NULL), 0);
    assert_int_equal(xc_register_add_absence(b, &absence, NULL), 0);
    assert_int_equal(xc_register_add_relation(b, &relation, NULL), 0);
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    assert_true(
        xc_str_is(line_of(reg, XC_TABLE_AREAS, 0, &line), "320282\t宜兴市\t-\tcounty"));
    assert_true(xc_str_is(line_of(reg, XC_TABLE_TARGETS, 0, &line),
                          "A1\t丁蜀诊所\tclinic\t未定级\tprivate\t320282\t丁蜀\t1 "
                          "号\t-31340000\t119820001\tbd09\t"
                          "甲\t乙\tsuspended\tcomplaint,new\tB\t0\t90\t2020-02-29\t1\t{"
                          "\"a\":\"/\",\"z\":\"一\"}"));
    assert_true(
        xc_str_is(line_of(reg, XC_TABLE_TARGETS, 1, &line),
                  "B2\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"));
    assert_true(
        xc_str_is(line_of(reg, XC_TABLE_PEOPLE, 0, &line),
                  "p\texperts\t丙\t-\t-\t-\t-\tanalyst,third_party\t-\t2026-12-31\t-\t2"
                  "\t-\tactive\t-"));
    assert_true(xc_str_is(line_of(reg, XC_TABLE_ABSENCES, 0, &line),
                          "p:2026-01-02:2026-01-03:pm\t年假"));
    assert_true(xc_str_is(line_of(reg, XC_TABLE_RELATIONS, 0, &line),
                          "p:organisation:甲:乙\t-\t-"));
    xc_register_free(reg);
    xc_register_builder_free(b);
    xc_buffer_free(&line);
}

static void damaged_lines_are_refused(void **state) {
    (void)state;
    static const struct {
        enum xc_table table;
        const char *line;
    } cases[] = {
        {XC_TABLE_AREAS, ""},
        {XC_TABLE_AREAS, "32\tA\t-"},
        {XC_TABLE_AREAS, "32\tA\t-\tprovince\t-"},
        {XC_TABLE_AREAS, "32\tA\t\tprovince"},
        {XC_TABLE_AREAS, "32\tA\t-\t省"},
        {XC_TABLE_AREAS, "32\tA\t-\t-"},
        {XC_TABLE_AREAS, "-\tA\t-\tprovince"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0"},
        {XC_TABLE_TARGETS,
         "A\t-\t诊所\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t01\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t-1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t9601\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t2026-02-30\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\tyes\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t1\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t1\t1\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-0\t1\tbd09\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t91000000\t1\tbd09\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t1x\t1\tbd09\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t-"},
        {XC_TABLE_TARGETS,
         "A\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-\t-\t1\t-\t-\t0\t{}x"},
        {XC_TABLE_PEOPLE, "p\tguests\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tactive\t-"},
        {XC_TABLE_PEOPLE, "p\texperts\t-\t-\t-\t-\t-\tking\t-\t-\t-\t-\t-\tactive\t-"},
        {XC_TABLE_PEOPLE, "p\texperts\t-\t-\t-\t-\t-\tlead,\t-\t-\t-\t-\t-\tactive\t-"},
        {XC_TABLE_PEOPLE, "p\texperts\t-\t-\t-\t-\t-\t-\t-\t2026\t-\t-\t-\tactive\t-"},
        {XC_TABLE_PEOPLE, "p\texperts\t-\t-\t-\t-\t-\t-\t-\t-\t-\tx\t-\tactive\t-"},
        {XC_TABLE_PEOPLE, "p\texperts"},
        {XC_TABLE_ABSENCES, "p:2026-01-02:2026-01-03:noon\t-"},
        {XC_TABLE_ABSENCES, "p:2026-01-02:2026-01-03\t-"},
        {XC_TABLE_ABSENCES, "p:2026-01-03:2026-01-02:-\t-"},
        {XC_TABLE_ABSENCES, "p:2026-01-02::-\t-"},
        {XC_TABLE_ABSENCES, "p\t-"},
        {XC_TABLE_ABSENCES, "p:2026-01-02:2026-01-03:-"},
        {XC_TABLE_RELATIONS, "p:target:\t-\t-"},
        {XC_TABLE_RELATIONS, "p:uncle:A\t-\t-"},
        {XC_TABLE_RELATIONS, "p\t-\t-"},
        {XC_TABLE_RELATIONS, "p:target:A\t-\ttomorrow"},
        {XC_TABLE_RELATIONS, "p:target:A\t-"},
        {XC_TABLE_COUNT, "p"},
    };
    struct xc_register_builder *b = xc_register_builder_new();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct xc_error error = {0};
        assert_int_equal(
            xc_register_add_line(b, cases[i].table, xc_str_from(cases[i].line), &error),
            XC_EINPUT);
        assert_int_equal(error.code, XC_EINPUT);
        assert_int_equal(
            xc_register_add_line(b, cases[i].table, xc_str_from(cases[i].line), NULL),
            XC_EINPUT);
    }
    struct xc_register *reg = NULL;
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    for (unsigned t = 0; t < XC_TABLE_COUNT; t++)
        assert_int_equal(xc_register_rows(reg, (enum xc_table)t), 0);
    xc_register_free(reg);
    xc_register_builder_free(b);
}

/* The promise of DESIGN: at most 200 bytes per target. */
static void targets_are_small(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    char id[16];
    char name[32];
    char zone[16];
    for (unsigned i = 0; i < COUNT; i++) {
        (void)snprintf(id, sizeof(id), "H%013u", i);
        (void)snprintf(name, sizeof(name), "第%09u号卫生服务站", i);
        (void)snprintf(zone, sizeof(zone), "zone %u", i / 25);
        const struct xc_target row = {.id = {id, 14},
                                      .name = {name, 30},
                                      .level = XC_STR("未定级"),
                                      .zone = xc_str_from(zone),
                                      .organisation = XC_STR("宜兴市卫生健康委员会")};
        assert_int_equal(xc_register_add_target(b, &row, NULL), 0);
    }
    assert_int_equal(xc_register_build(b, &reg, NULL, NULL), 0);
    print_message("%zu bytes per target\n", xc_register_bytes(reg) / COUNT);
    assert_true(xc_register_bytes(reg) <= (size_t)200 * COUNT);
    assert_int_equal(xc_register_find_target(reg, XC_STR("H0000000099999")), COUNT - 1);
    xc_register_free(reg);
    xc_register_builder_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_canonical),
        cmocka_unit_test(lines_lead_back),
        cmocka_unit_test(order_of_adding_does_not_matter),
        cmocka_unit_test(digests_are_merkle_trees),
        cmocka_unit_test(the_lines_of_known_rows),
        cmocka_unit_test(damaged_lines_are_refused),
        cmocka_unit_test(targets_are_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
