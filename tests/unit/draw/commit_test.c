#include "example.h"

static const char commit_text[] =
    "xuncha-commit-v1\n"
    "demo/8\n"
    "d16ef7174c56a5ff123f71357620fa76dfc7745d2a206fee66f489f083bc9e76\n"
    "4 b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605\n"
    "3 fbc6fba2a930615ebd0c3c04f8855c12870a6eac602aeb7345e9384b81f80084\n"
    "1 5284703bd2b2a88657ae3f647cf71f5a2c7197329fd830d955c84318553fa1b8\n"
    "dice 25\n"
    "-\n";

static void test_example_is_committed_to(void **state) {
    (void)state;
    struct example example;
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_beacon beacon = {.value = XC_STR(EXAMPLE_VALUE)};
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_commit commit;
    struct xc_digest digest;
    size_t count = 0;
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    assert_int_equal(xc_beacon_names_read(XC_STR("dice 25"), names, &count, NULL), XC_OK);
    assert_int_equal(
        xc_commit_write(&example.urn, XC_STR("demo/8"), names, count, NULL, &out, NULL),
        XC_OK);
    assert_text(xc_buffer_view(&out), commit_text);
    assert_int_equal(xc_sha256(xc_buffer_view(&out), &digest, NULL), XC_OK);
    assert_hex(digest,
               "6913baf0c72014fc23f44b27a74cd95041cf99689490695214ee19381e2a8000");
    assert_int_equal(xc_commit_read(xc_buffer_view(&out), &commit, NULL), XC_OK);
    assert_int_equal(xc_commit_matches(&commit, &example.urn, NULL), XC_OK);
    assert_text(commit.id, "demo/8");
    assert_false(commit.sealed);
    beacon.name = commit.beacons[0];
    assert_int_equal(xc_commit_seed(&commit, &beacon, 1, XC_STR(""), &digest, NULL),
                     XC_OK);
    assert_hex(digest, EXAMPLE_SEED);
    xc_buffer_free(&out);
    example_free(&example);
}

/* Every line damaged in turn: the error names it. */
static void test_damaged_commits_are_refused_by_line(void **state) {
    (void)state;
    struct xc_commit commit;
    struct xc_error error = {0};
    char text[sizeof commit_text + 1];
    unsigned line = 1;
    for (size_t i = 0; i < sizeof commit_text - 1; i++) {
        memcpy(text, commit_text, sizeof commit_text);
        text[i] = '\x01';
        assert_int_equal(xc_commit_read(xc_str_from(text), &commit, &error), XC_EINPUT);
        assert_int_equal(error.line, line);
        assert_string_equal(error.file, "commit");
        line += commit_text[i] == '\n' ? 1 : 0;
        assert_int_equal(xc_commit_read((struct xc_str){commit_text, i}, &commit, &error),
                         XC_EINPUT);
    }
    memcpy(text, commit_text, sizeof commit_text);
    text[sizeof commit_text - 1] = '\n';
    text[sizeof commit_text] = '\0';
    assert_int_equal(xc_commit_read(xc_str_from(text), &commit, &error), XC_EINPUT);
    assert_int_equal(error.line, 9);
}

static int read_with(size_t line, const char *instead, struct xc_error *error) {
    struct xc_commit commit;
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_str rest = xc_str_from(commit_text);
    for (size_t i = 1; rest.len > 0; i++) {
        struct xc_str part = xc_str_cut(&rest, '\n');
        assert_int_equal(xc_buffer_add(&out, i == line ? xc_str_from(instead) : part), 0);
        assert_int_equal(xc_buffer_putc(&out, '\n'), 0);
    }
    int code = xc_commit_read(xc_buffer_view(&out), &commit, error);
    xc_buffer_free(&out);
    return code;
}

static void test_lines_that_say_too_little_are_refused(void **state) {
    (void)state;
    static const struct {
        size_t line;
        const char *instead;
        const char *error;
    } cases[] = {
        {1, "xuncha-commit-v2", "commit:1: this has to be “xuncha-commit-v1”"},
        {1, "xuncha-commit-v1 sm3", "commit:1: this version does not know the suite"},
        {2, "demo 8", "commit:2: “demo 8” is no id of a draw"},
        {2, "/demo", "commit:2: “/demo” is no id"},
        {2, "demo//8", "commit:2: “demo//8” is no id"},
        {2, "demo:8", "commit:2: “demo:8” is no id"},
        {2, "-", "commit:2: “-” is no id"},
        {2, "demo/8\xE3\x80\x80", "commit:2:"},
        {3, "D16EF7174C56A5FF123F71357620FA76DFC7745D2A206FEE66F489F083BC9E76",
         "commit:3:"},
        {4, "04 b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605",
         "commit:4:"},
        {5, "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605",
         "commit:5:"},
        {6, "1  284703bd2b2a88657ae3f647cf71f5a2c7197329fd830d955c84318553fa1b8",
         "commit:6:"},
        {7, "dice 24", "commit:7: the beacons have fewer than 2^64 outcomes (2^62)"},
        {7, "dice 025", "commit:7:"},
        {7, "-", "commit:7: “-” is no beacon"},
        {8, "abcd", "commit:8:"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xc_error error = {0};
        assert_int_equal(read_with(cases[i].line, cases[i].instead, &error), XC_EINPUT);
        assert_error(&error, cases[i].error);
    }
    assert_int_equal(read_with(0, "", NULL), XC_OK);
}

static void test_ids_of_draws(void **state) {
    (void)state;
    char text[XC_DRAW_ID_BYTES + 1];
    memset(text, 'x', sizeof text);
    assert_true(xc_draw_id_valid((struct xc_str){text, XC_DRAW_ID_BYTES}));
    assert_false(xc_draw_id_valid((struct xc_str){text, XC_DRAW_ID_BYTES + 1}));
    assert_true(xc_draw_id_valid(XC_STR("x")));
    assert_true(xc_draw_id_valid(XC_STR("飞行检查/2026")));
    assert_false(xc_draw_id_valid(XC_STR("")));
    assert_false(xc_draw_id_valid(XC_STR(" x")));
    assert_false(xc_draw_id_valid(XC_STR("\xC2\xA0x")));
    assert_false(xc_draw_id_valid(XC_STR("\xE3\x80\x80x")));
    assert_false(xc_draw_id_valid(XC_STR("x/")));
    assert_false(xc_draw_id_valid(XC_STR("a/-/b")));
    assert_false(xc_draw_id_valid(XC_STR("a,b")));
    assert_false(xc_draw_id_valid(XC_STR("a\tb")));
}

static void test_rows_have_a_limit(void **state) {
    (void)state;
    struct xc_error error = {0};
    assert_int_equal(
        read_with(4,
                  "4294967294 "
                  "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605",
                  NULL),
        XC_OK);
    assert_int_equal(
        read_with(4,
                  "4294967295 "
                  "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605",
                  &error),
        XC_EINPUT);
}

static void test_commits_that_are_not_written(void **state) {
    (void)state;
    struct example example;
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_digest code = digest_of(EXAMPLE_SEED);
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_buffer small = xc_buffer_make(200);
    struct xc_commit commit;
    size_t count = 0;
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    assert_int_equal(xc_beacon_names_read(XC_STR("dice 24"), names, &count, NULL), XC_OK);
    assert_int_equal(xc_commit_write(&example.urn, XC_STR("demo/8"), names, 1, NULL, &out,
                                     &example.error),
                     XC_EINPUT);
    assert_error(&example.error, "the beacons have fewer than 2^64 outcomes (2^62)");
    assert_int_equal(xc_commit_write(&example.urn, XC_STR("demo/8"), names, 0, NULL, &out,
                                     &example.error),
                     XC_EINPUT);
    names[0].text = XC_STR("dice 25");
    assert_int_equal(xc_commit_write(&example.urn, XC_STR("demo 8"), names, 1, NULL, &out,
                                     &example.error),
                     XC_EINPUT);
    assert_int_equal(xc_commit_write(&example.urn, XC_STR("demo/8"), names, 1, NULL,
                                     &small, &example.error),
                     XC_ENOMEM);
    xc_buffer_clear(&out);
    assert_int_equal(xc_commit_write(&example.urn, XC_STR("demo/8"), names, 1, &code,
                                     &out, &example.error),
                     XC_OK);
    assert_int_equal(xc_commit_read(xc_buffer_view(&out), &commit, NULL), XC_OK);
    assert_true(commit.sealed);
    assert_hex(commit.code, EXAMPLE_SEED);
    xc_buffer_free(&out);
    xc_buffer_free(&small);
    example_free(&example);
}

static void test_bad_substitutions(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        {"xuncha-sub-entry-v1\nd\n1\nnobody\nP1\nT2\nkin\n-\ndice 30\n-\n", 4},
        {"xuncha-sub-entry-v1\nd\n1\nperson\n-\nT2\nkin\n-\ndice 30\n-\n", 5},
        {"xuncha-sub-entry-v1\nd\n1\nperson\nP:1\nT2\nkin\n-\ndice 30\n-\n", 5},
        {"xuncha-sub-entry-v1\nd\n1\nperson\nP1\nT,2\nkin\n-\ndice 30\n-\n", 6},
        {"xuncha-sub-entry-v1\nd\n1\ntarget\nT1\nT\nkin\n-\ndice 30\n-\n", 6},
        {"xuncha-sub-entry-v1\nd\n01\nperson\nP1\nT2\nkin\n-\ndice 30\n-\n", 3},
        {"xuncha-sub-entry-v1\nd\n1000001\nperson\nP1\nT2\nkin\n-\ndice 30\n-\n", 3},
        {"xuncha-sub-entry-v1\nd\n1\nperson\nP1\nT2\nkin\n0\ndice 30\n-\n", 8},
        {"xuncha-sub-entry-v1\nd\n1\nperson\nP1\nT2\nkin\n-\ndice 3\n-\n", 9},
        {"xuncha-commit-v1\nd\n1\nperson\nP1\nT2\nkin\n-\ndice 30\n-\n", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xc_sub_entry entry;
        struct xc_error error = {0};
        assert_int_equal(xc_sub_entry_read(xc_str_from(cases[i].text), &entry, &error),
                         XC_EINPUT);
        assert_int_equal(error.line, cases[i].line);
        assert_string_equal(error.file, "substitution");
    }
    struct xc_sub_entry entry;
    struct xc_error error = {0};
    assert_int_equal(
        xc_sub_entry_read(XC_STR("xuncha-sub-entry-v1\nd\n1\nperson\nP1\nT2\nkin\n-\n"
                                 "dice 30\n-\n"),
                          &entry, NULL),
        XC_OK);
    for (size_t bytes = 0; bytes < entry.text.len; bytes++) {
        struct xc_buffer small = xc_buffer_make(bytes);
        assert_int_equal(xc_sub_entry_write(&entry, &small, &error), XC_ENOMEM);
        xc_buffer_free(&small);
    }
}

static void test_difference_is_named(void **state) {
    (void)state;
    static const struct {
        const char *rules, *targets, *people, *avoid, *error;
    } cases[] = {
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"A\":3}},\"v\":1}", NULL, NULL, NULL,
         "the rules are not those of the commit"},
        {NULL, "T1\tA\t1\t-\t-\t-\n", NULL, NULL,
         "the table targets has 1 rows, but the commit says 4"},
        {NULL, NULL, "P1\tO1\t-\t1\t-\nP2\tO2\t-\t1\t-\nP3\tO3\t-\t1\t-\n", NULL,
         "the table people is not that of the commit"},
        {NULL, NULL, NULL, "", "the table avoid has 0 rows, but the commit says 1"}};
    struct xc_commit commit;
    assert_int_equal(xc_commit_read(xc_str_from(commit_text), &commit, NULL), XC_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct example example;
        assert_int_equal(example_read(&example, cases[i].rules, cases[i].targets,
                                      cases[i].people, cases[i].avoid),
                         XC_OK);
        assert_int_equal(xc_commit_matches(&commit, &example.urn, &example.error),
                         XC_ENO);
        assert_error(&example.error, cases[i].error);
        example_free(&example);
    }
}

static void test_seed_takes_only_what_was_committed_to(void **state) {
    (void)state;
    struct xc_commit commit;
    struct xc_digest seed;
    struct xc_error error = {0};
    struct xc_beacon beacons[2] = {{.value = XC_STR(EXAMPLE_VALUE)}};
    assert_int_equal(xc_commit_read(xc_str_from(commit_text), &commit, NULL), XC_OK);
    beacons[0].name = commit.beacons[0];
    assert_int_equal(xc_commit_seed(&commit, beacons, 2, XC_STR(""), &seed, &error),
                     XC_ENO);
    assert_int_equal(xc_commit_seed(&commit, beacons, 0, XC_STR(""), &seed, &error),
                     XC_ENO);
    assert_int_equal(xc_commit_seed(&commit, beacons, 1, XC_STR("x"), &seed, &error),
                     XC_EINPUT);
    beacons[0].value = XC_STR("1 2 3");
    assert_int_equal(xc_commit_seed(&commit, beacons, 1, XC_STR(""), &seed, &error),
                     XC_EINPUT);
    beacons[0].value = XC_STR(EXAMPLE_VALUE);
    beacons[0].name.text = XC_STR("dice 26");
    assert_int_equal(xc_commit_seed(&commit, beacons, 1, XC_STR(""), &seed, &error),
                     XC_ENO);
}

/* The same hashes put together by hand, without the functions that are tested. */
static void test_sealed_seed(void **state) {
    (void)state;
    char text[sizeof commit_text + 80];
    char hex[XC_DIGEST_HEX + 1];
    struct xc_commit commit;
    struct xc_digest code, commitment, seed, expected, parts[2];
    struct xc_error error = {0};
    struct xc_beacon beacon = {.value = XC_STR(EXAMPLE_VALUE)};
    struct xc_buffer by_hand = xc_buffer_make(4096);
    assert_int_equal(xc_code_derive(XC_STR("secret"), XC_STR("demo/8"), 0, &code, NULL),
                     XC_OK);
    assert_int_equal(xc_sha256(XC_STR("xuncha-code/demo/8/0\nsecret"), &expected, NULL),
                     XC_OK);
    assert_memory_equal(code.bytes, expected.bytes, sizeof code.bytes);
    assert_int_equal(xc_code_commitment(&code, &commitment, NULL), XC_OK);
    (void)xc_buffer_puts(&by_hand, "xuncha-code-v1\n");
    (void)xc_buffer_append(&by_hand, code.bytes, 32);
    assert_int_equal(xc_sha256(xc_buffer_view(&by_hand), &expected, NULL), XC_OK);
    assert_memory_equal(commitment.bytes, expected.bytes, 32);

    xc_digest_hex(&commitment, hex);
    memcpy(text, commit_text, sizeof commit_text - 3);
    memcpy(text + sizeof commit_text - 3, hex, XC_DIGEST_HEX);
    memcpy(text + sizeof commit_text - 3 + XC_DIGEST_HEX, "\n", 2);
    assert_int_equal(xc_commit_read(xc_str_from(text), &commit, NULL), XC_OK);
    assert_true(commit.sealed);
    beacon.name = commit.beacons[0];
    struct xc_str bytes = {(const char *)code.bytes, 32};
    assert_int_equal(xc_commit_seed(&commit, &beacon, 1, bytes, &seed, NULL), XC_OK);
    assert_int_equal(xc_sha256(xc_str_from(text), &parts[0], NULL), XC_OK);
    assert_int_equal(xc_sha256(XC_STR(EXAMPLE_VALUE), &parts[1], NULL), XC_OK);
    xc_buffer_clear(&by_hand);
    (void)xc_buffer_puts(&by_hand, "xuncha-seed-v1\n");
    (void)xc_buffer_append(&by_hand, parts[0].bytes, 32);
    (void)xc_buffer_append(&by_hand, parts[1].bytes, 32);
    (void)xc_buffer_append(&by_hand, code.bytes, 32);
    assert_int_equal(xc_sha256(xc_buffer_view(&by_hand), &expected, NULL), XC_OK);
    assert_memory_equal(seed.bytes, expected.bytes, 32);

    assert_int_equal(xc_commit_seed(&commit, &beacon, 1, XC_STR(""), &seed, &error),
                     XC_EINPUT);
    code.bytes[31] ^= 1;
    assert_int_equal(xc_commit_seed(&commit, &beacon, 1, bytes, &seed, &error), XC_ENO);
    xc_buffer_free(&by_hand);
}

static void test_substitutions_are_written_and_read(void **state) {
    (void)state;
    static const char expected[] = "xuncha-sub-entry-v1\ndemo/8\n2\nperson\nP1\nT2\nkin\n"
                                   "-\ndice 30\n-\n";
    struct xc_sub_entry entry = {.id = XC_STR("demo/8"),
                                 .number = 2,
                                 .person = true,
                                 .leaves = XC_STR("P1"),
                                 .target = XC_STR("T2"),
                                 .reason = XC_STR("kin")};
    struct xc_sub_entry read;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(
        xc_beacon_names_read(XC_STR("dice 30"), entry.beacons, &entry.beacon_count, NULL),
        XC_OK);
    assert_int_equal(xc_sub_entry_write(&entry, &out, NULL), XC_OK);
    assert_text(xc_buffer_view(&out), expected);
    assert_int_equal(xc_sub_entry_read(xc_buffer_view(&out), &read, NULL), XC_OK);
    assert_int_equal(read.number, 2);
    assert_true(read.person);
    assert_text(read.leaves, "P1");
    assert_text(read.target, "T2");
    assert_false(read.has_evidence);
    for (size_t i = 0; i < sizeof expected - 1; i++)
        assert_int_equal(xc_sub_entry_read((struct xc_str){expected, i}, &read, &error),
                         XC_EINPUT);
    xc_buffer_clear(&out);
    entry.person = false;
    assert_int_equal(xc_sub_entry_write(&entry, &out, &error), XC_EINPUT);
    assert_int_equal(error.line, 6);
    xc_buffer_clear(&out);
    entry.target = XC_STR("");
    assert_int_equal(xc_sub_entry_write(&entry, &out, &error), XC_OK);
    assert_int_equal(xc_sub_entry_read(xc_buffer_view(&out), &read, NULL), XC_OK);
    assert_int_equal(read.target.len, 0);
    xc_buffer_clear(&out);
    entry.number = 0;
    assert_int_equal(xc_sub_entry_write(&entry, &out, &error), XC_EINPUT);
    assert_int_equal(error.line, 3);
    xc_buffer_clear(&out);
    entry.number = 1;
    entry.reason = XC_STR("");
    assert_int_equal(xc_sub_entry_write(&entry, &out, &error), XC_EINPUT);
    assert_int_equal(error.line, 7);
    xc_buffer_free(&out);
}

static void test_substitution_seed(void **state) {
    (void)state;
    static const char text[] =
        "xuncha-sub-entry-v1\ndemo/8\n1\ntarget\nT1\n-\nclosed\n-\n"
        "dice 25\n-\n";
    struct xc_sub_entry entry;
    struct xc_beacon beacon = {.value = XC_STR(EXAMPLE_VALUE)};
    struct xc_digest draw = digest_of(EXAMPLE_SEED);
    struct xc_digest seed, expected, parts[2];
    struct xc_buffer by_hand = xc_buffer_make(4096);
    assert_int_equal(xc_sub_entry_read(xc_str_from(text), &entry, NULL), XC_OK);
    beacon.name = entry.beacons[0];
    assert_int_equal(xc_sub_seed(&entry, &draw, &beacon, 1, XC_STR(""), &seed, NULL),
                     XC_OK);
    assert_int_equal(xc_sha256(xc_str_from(text), &parts[0], NULL), XC_OK);
    assert_int_equal(xc_sha256(XC_STR(EXAMPLE_VALUE), &parts[1], NULL), XC_OK);
    (void)xc_buffer_puts(&by_hand, "xuncha-sub-v1\n");
    (void)xc_buffer_append(&by_hand, draw.bytes, 32);
    (void)xc_buffer_append(&by_hand, parts[0].bytes, 32);
    (void)xc_buffer_append(&by_hand, parts[1].bytes, 32);
    assert_int_equal(xc_sha256(xc_buffer_view(&by_hand), &expected, NULL), XC_OK);
    assert_memory_equal(seed.bytes, expected.bytes, 32);
    xc_buffer_free(&by_hand);
}

static void test_result_entry(void **state) {
    (void)state;
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(
        xc_result_entry_write(XC_STR("demo/8"), XC_STR("abc"), XC_STR(""), &out, NULL),
        XC_OK);
    assert_text(xc_buffer_view(&out),
                "xuncha-result-v1\ndemo/8\n"
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
    assert_int_equal(
        xc_result_entry_write(XC_STR(""), XC_STR("abc"), XC_STR(""), &out, NULL),
        XC_EINPUT);
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_is_committed_to),
        cmocka_unit_test(test_damaged_commits_are_refused_by_line),
        cmocka_unit_test(test_lines_that_say_too_little_are_refused),
        cmocka_unit_test(test_ids_of_draws),
        cmocka_unit_test(test_rows_have_a_limit),
        cmocka_unit_test(test_commits_that_are_not_written),
        cmocka_unit_test(test_bad_substitutions),
        cmocka_unit_test(test_difference_is_named),
        cmocka_unit_test(test_seed_takes_only_what_was_committed_to),
        cmocka_unit_test(test_sealed_seed),
        cmocka_unit_test(test_substitutions_are_written_and_read),
        cmocka_unit_test(test_substitution_seed),
        cmocka_unit_test(test_result_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
