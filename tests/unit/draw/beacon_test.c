#include "example.h"

#define DEFAULT  "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
#define QUICKNET "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

/* Round 1 of both chains, as published. */
#define DEFAULT_SIGNATURE                                                                \
    "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20"                   \
    "ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998203d8f7de586fb7fa"                   \
    "5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655"
#define DEFAULT_RANDOMNESS                                                               \
    "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"
#define QUICKNET_SIGNATURE                                                               \
    "b55e7cb2d5c613ee0b2e28d6750aabbb78c39dcc96bd9d38c2c2e12198df9557"                   \
    "1de8e8e402a0cc48871c7089a2b3af4b"
#define QUICKNET_RANDOMNESS                                                              \
    "1466a6cd24e327188770752f6134001c64d6efcc590ccc26b721611ad96f165a"

static struct xc_beacon_name name_of(const char *text) {
    struct xc_beacon_name names[XC_BEACONS];
    size_t count = 0;
    assert_int_equal(xc_beacon_names_read(xc_str_from(text), names, &count, NULL), XC_OK);
    assert_int_equal(count, 1);
    return names[0];
}

static void test_names(void **state) {
    (void)state;
    struct xc_beacon_name names[XC_BEACONS];
    size_t count = 77;
    static const char text[] = "drand " QUICKNET " 1 + lottery ssq 2026025 + dice 3 + "
                               "local";
    assert_int_equal(xc_beacon_names_read(xc_str_from(text), names, &count, NULL), XC_OK);
    assert_int_equal(count, 4);
    assert_int_equal(names[0].kind, XC_BEACON_DRAND);
    assert_text(names[0].text, "drand " QUICKNET " 1");
    assert_text(names[0].chain, QUICKNET);
    assert_int_equal(names[0].round, 1);
    assert_int_equal(names[1].kind, XC_BEACON_LOTTERY);
    assert_text(names[1].game, "ssq");
    assert_text(names[1].issue, "2026025");
    assert_int_equal(names[2].dice, 3);
    assert_int_equal(names[3].kind, XC_BEACON_LOCAL);
    assert_true(xc_beacon_is_local(names, 4));
    assert_false(xc_beacon_is_local(names, 3));
}

static void assert_no_name(const char *text) {
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_error error = {0};
    size_t count = 0;
    assert_int_equal(xc_beacon_names_read(xc_str_from(text), names, &count, &error),
                     XC_EINPUT);
    assert_non_null(error.message.id);
}

static void test_bad_names(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "Dice 25",
        "dice",
        "dice ",
        "dice 0",
        "dice 025",
        "dice 25 ",
        " dice 25",
        "dice  25",
        "dice -1",
        "dice 513",
        "dice 25+local",
        "dice 25 +local",
        "dice 25 + ",
        " + dice 25",
        "dice 25 +  + local",
        "dice 25 + dice 25",
        "local local",
        "local ",
        "local + local",
        "lottery",
        "lottery ssq",
        "lottery ssq ",
        "lottery ssq 0",
        "lottery ssq 01",
        "lottery ssq 1 2",
        "lottery ssq 1234567890123",
        "lottery 3d 2026001",
        "lottery SSQ 2026001",
        "drand quicknet 1",
        "dice 1 + dice 2 + dice 3 + dice 4 + dice 5 + dice 6 + dice 7 + dice 8 + dice 9",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_no_name(texts[i]);
    assert_no_name("drand " QUICKNET);
    assert_no_name("drand " QUICKNET " 0");
    assert_no_name("drand " QUICKNET " 01");
    assert_no_name("drand " QUICKNET " 1 ");
    assert_no_name("drand " QUICKNET " 18446744073709551616");
    assert_no_name(
        "drand 52DB9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 1");
}

/* log2: ssq 24.08, dlt 24.35, kl8 61.62, a die 2.585. */
static void test_outcomes_are_counted(void **state) {
    (void)state;
    static const struct {
        const char *names;
        unsigned bits;
        bool enough;
    } cases[] = {
        {"dice 1", 2, false},
        {"dice 24", 62, false},
        {"dice 25", 64, true},
        {"dice 98", 253, true},
        {"dice 100", 256, true},
        {"dice 512", 256, true},
        {"local", 256, true},
        {"drand " QUICKNET " 7", 256, true},
        {"lottery ssq 1", 24, false},
        {"lottery dlt 1", 24, false},
        {"lottery kl8 1", 61, false},
        {"lottery kl8 1 + dice 1", 64, true},
        {"lottery ssq 1 + lottery ssq 2", 48, false},
        {"lottery dlt 1 + lottery dlt 2 + lottery dlt 3", 73, true},
        {"lottery ssq 1 + lottery ssq 2 + lottery dlt 1", 72, true},
        {"lottery ssq 1 + lottery dlt 1 + dice 6", 63, false},
        {"lottery ssq 1 + lottery dlt 1 + dice 7", 66, true},
        {"lottery kl8 1 + lottery kl8 2 + lottery kl8 3 + lottery kl8 4 + lottery ssq 1",
         256, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xc_beacon_name names[XC_BEACONS];
        size_t count = 0;
        unsigned bits = 0;
        assert_int_equal(
            xc_beacon_names_read(xc_str_from(cases[i].names), names, &count, NULL),
            XC_OK);
        assert_int_equal(xc_beacon_enough(names, count, &bits), cases[i].enough);
        assert_int_equal(bits, cases[i].bits);
    }
    unsigned bits = 1;
    assert_false(xc_beacon_enough(NULL, 0, &bits));
    assert_int_equal(bits, 0);
}

static void test_local_is_found_at_any_place(void **state) {
    (void)state;
    static const struct {
        const char *names;
        bool local;
    } cases[] = {
        {"local", true},
        {"local + dice 25", true},
        {"dice 25 + local", true},
        {"lottery ssq 1 + lottery ssq 2 + dice 25", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xc_beacon_name names[XC_BEACONS];
        size_t count = 0;
        assert_int_equal(
            xc_beacon_names_read(xc_str_from(cases[i].names), names, &count, NULL),
            XC_OK);
        assert_int_equal(xc_beacon_is_local(names, count), cases[i].local);
    }
    assert_false(xc_beacon_is_local(NULL, 0));
}

static void test_when_rounds_are_due(void **state) {
    (void)state;
    struct xc_beacon_name name = name_of("drand " DEFAULT " 1");
    assert_int_equal(xc_beacon_due(&name), 1595431050);
    name.round = 11;
    assert_int_equal(xc_beacon_due(&name), 1595431350);
    name = name_of("drand " QUICKNET " 1000");
    assert_int_equal(xc_beacon_due(&name), 1692803367 + 2997);
    name.round = (uint64_t)(INT64_MAX - 1692803367) / 3 + 1;
    assert_true(xc_beacon_due(&name) > INT64_MAX - 3);
    name.round++;
    assert_true(xc_beacon_due(&name) == XC_NO_INSTANT);
    name.round = UINT64_MAX;
    assert_true(xc_beacon_due(&name) == XC_NO_INSTANT);
    name =
        name_of("drand 0000000000000000000000000000000000000000000000000000000000000000 "
                "1");
    assert_true(xc_beacon_due(&name) == XC_NO_INSTANT);
    name = name_of("dice 25");
    assert_true(xc_beacon_due(&name) == XC_NO_INSTANT);
}

static void test_first_round_from_a_moment(void **state) {
    (void)state;
    static const struct {
        const char *chain;
        xc_instant from;
        const char *name;
    } cases[] = {
        {"default", 0, "drand " DEFAULT " 1"},
        {"default", XC_NO_INSTANT, "drand " DEFAULT " 1"},
        {"default", 1595431050, "drand " DEFAULT " 1"},
        {"default", 1595431051, "drand " DEFAULT " 2"},
        {"default", 1595431080, "drand " DEFAULT " 2"},
        {QUICKNET, 1692803367 + 3, "drand " QUICKNET " 2"},
        {"quicknet", 1692803367 + 4, "drand " QUICKNET " 3"},
    };
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_error error = {0};
    struct xc_str name;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(xc_beacon_drand_at(xc_str_from(cases[i].chain), cases[i].from,
                                            arena, &name, NULL),
                         XC_OK);
        assert_text(name, cases[i].name);
    }
    assert_int_equal(xc_beacon_drand_at(XC_STR("fastnet"), 0, arena, &name, &error),
                     XC_EINPUT);
    xc_arena_free(arena);
    arena = xc_arena_new(7);
    assert_int_equal(xc_beacon_drand_at(XC_STR("default"), 0, arena, &name, &error),
                     XC_ENOMEM);
    xc_arena_free(arena);
}

static void assert_value(const char *name, const char *text, const char *value) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_beacon_name read = name_of(name);
    struct xc_error error = {0};
    struct xc_str got;
    int code = xc_beacon_value_read(&read, xc_str_from(text), arena, &got, &error);
    assert_int_equal(code, value == NULL ? XC_EINPUT : XC_OK);
    if (value != NULL) {
        assert_text(got, value);
        assert_int_equal(xc_beacon_value_check(&read, got, NULL), XC_OK);
    } else {
        assert_non_null(error.message.id);
    }
    xc_arena_free(arena);
}

static void test_lottery_values(void **state) {
    (void)state;
    static const char ssq[] = "lottery ssq 2026025";
    assert_value(ssq, "01 05 12 20 31 33 + 16", "1 5 12 20 31 33 16");
    assert_value(ssq, "33,5,12,20,31,01+1\n", "1 5 12 20 31 33 1");
    assert_value(ssq, "３３，5，12，20，31，01＋1", "1 5 12 20 31 33 1");
    assert_value(ssq, "33、5、12、20、31、01|01", "1 5 12 20 31 33 1");
    assert_value(ssq, "1 5 12 20 31 33 33", NULL);
    assert_value(ssq, "1 5 12 20 31 34 16", NULL);
    assert_value(ssq, "0 5 12 20 31 33 16", NULL);
    assert_value(ssq, "5 5 12 20 31 33 16", NULL);
    assert_value(ssq, "1 5 12 20 31 33 17", NULL);
    assert_value(ssq, "1 5 12 20 31 33", NULL);
    assert_value(ssq, "1 5 12 20 31 33 16 1", NULL);
    assert_value(ssq, "1 5 12 20 31 33 x", NULL);
    assert_value(ssq, "1 5 12 20 31 -33 1", NULL);
    assert_value(ssq, "1 5 12 20 31 10000000000000000000033 1", NULL);
    assert_value(ssq, "", NULL);
    assert_value("lottery dlt 26025", "35 1 2 3 4 + 12 1", "1 2 3 4 35 1 12");
    assert_value("lottery dlt 26025", "35 1 2 3 4 + 12 12", NULL);
    assert_value("lottery dlt 26025", "36 1 2 3 4 + 12 1", NULL);
    assert_value("lottery dlt 26025", "35 1 2 3 4 + 13 1", NULL);
    assert_value("lottery kl8 1", "80 79 78 77 76 75 74 73 72 71 1 2 3 4 5 6 7 8 9 10",
                 "1 2 3 4 5 6 7 8 9 10 71 72 73 74 75 76 77 78 79 80");
    assert_value("lottery kl8 1", "81 79 78 77 76 75 74 73 72 71 1 2 3 4 5 6 7 8 9 10",
                 NULL);
}

static void test_dice_values(void **state) {
    (void)state;
    assert_value("dice 5", "61 2,3\n6", "6 1 2 3 6");
    assert_value("dice 5", "6 1 2 3 6", "6 1 2 3 6");
    assert_value("dice 5", "61237", NULL);
    assert_value("dice 5", "6123", NULL);
    assert_value("dice 5", "612345", NULL);
    assert_value("dice 5", "61230", NULL);
    assert_value("dice 5", "6123六", NULL);
}

static void test_as_many_dice_as_there_can_be(void **state) {
    (void)state;
    enum { DICE = XC_BEACON_VALUE_BYTES / 2 };
    char throw [DICE + 1], value[2 * DICE];
    for (size_t i = 0; i < DICE; i++) {
        throw[i] = (char)('1' + i % 6);
        value[2 * i] = throw[i];
        value[2 * i + 1] = ' ';
    }
    throw[DICE] = value[2 * DICE - 1] = '\0';
    assert_value("dice 512", throw, value);
}

static void assert_signature(const char *name, const char *text, const char *hex) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_beacon_name read = name_of(name);
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_error error = {0};
    struct xc_str got;
    int code = xc_beacon_value_read(&read, xc_str_from(text), arena, &got, &error);
    assert_int_equal(code, hex == NULL ? XC_EINPUT : XC_OK);
    if (hex != NULL) {
        assert_int_equal(xc_buffer_hex(&out, got.ptr, got.len), XC_OK);
        assert_text(xc_buffer_view(&out), hex);
    } else {
        assert_non_null(error.message.id);
    }
    xc_buffer_free(&out);
    xc_arena_free(arena);
}

static void test_published_rounds(void **state) {
    (void)state;
    static const char name[] = "drand " DEFAULT " 1";
    assert_signature(name,
                     "{\"round\":1,\"randomness\":\"" DEFAULT_RANDOMNESS
                     "\",\"signature\":\"" DEFAULT_SIGNATURE
                     "\",\"previous_signature\":\"176f93498eac9ca337150b46d21dd58673ea4e3"
                     "581185f869672e59fa4cb390a\"}\n",
                     DEFAULT_SIGNATURE);
    assert_signature("drand " QUICKNET " 1",
                     "{\"round\":1,\"randomness\":\"" QUICKNET_RANDOMNESS
                     "\",\"signature\":\"" QUICKNET_SIGNATURE "\"}",
                     QUICKNET_SIGNATURE);
    assert_signature("drand " QUICKNET " 1",
                     "{\"round\":1,\"signature\":\"" QUICKNET_SIGNATURE "\"}",
                     QUICKNET_SIGNATURE);
    assert_signature(name, " " DEFAULT_SIGNATURE "\n", DEFAULT_SIGNATURE);
    assert_signature("drand " QUICKNET " 1",
                     "B55E7CB2D5C613EE0B2E28D6750AABBB78C39DCC96BD9D38C2C2E12198DF9557"
                     "1DE8E8E402A0CC48871C7089A2B3AF4B",
                     QUICKNET_SIGNATURE);
}

static void test_bad_rounds(void **state) {
    (void)state;
    static const char name[] = "drand " QUICKNET " 1";
    assert_signature(name, "{\"round\":2,\"signature\":\"" QUICKNET_SIGNATURE "\"}",
                     NULL);
    assert_signature(name, "{\"round\":\"1\",\"signature\":\"" QUICKNET_SIGNATURE "\"}",
                     NULL);
    assert_signature(name, "{\"signature\":\"" QUICKNET_SIGNATURE "\"}", NULL);
    assert_signature(name, "{\"round\":1}", NULL);
    assert_signature(name, "{\"round\":1", NULL);
    assert_signature(name, "[]", NULL);
    assert_signature(name, "", NULL);
    assert_signature(name,
                     "{\"round\":1,\"randomness\":\"" DEFAULT_RANDOMNESS
                     "\",\"signature\":\"" QUICKNET_SIGNATURE "\"}",
                     NULL);
    assert_signature(
        name, "{\"round\":1,\"randomness\":7,\"signature\":\"" QUICKNET_SIGNATURE "\"}",
        NULL);
    assert_signature(name, "{\"round\":1,\"signature\":\"b5\"}", NULL);
    assert_signature(name, DEFAULT_SIGNATURE, NULL);
    assert_signature("drand " DEFAULT " 1", QUICKNET_SIGNATURE, NULL);
    assert_signature(name, "b55", NULL);
    assert_signature("drand " DEFAULT " 1",
                     "{\"round\":1,\"round\":1,\"signature\":\"" DEFAULT_SIGNATURE "\"}",
                     NULL);
}

/* Signatures of chains that are not known here may have any length. */
static void test_unknown_chains(void **state) {
    (void)state;
    static const char text[] =
        "drand 0000000000000000000000000000000000000000000000000000000000000000 1";
    static const char zeros[XC_BEACON_VALUE_BYTES + 1];
    struct xc_beacon_name name = name_of(text);
    struct xc_error error = {0};
    assert_signature(text, "00ff", "00ff");
    assert_int_equal(
        xc_beacon_value_check(&name, (struct xc_str){zeros, XC_BEACON_VALUE_BYTES}, NULL),
        XC_OK);
    assert_int_equal(
        xc_beacon_value_check(&name, (struct xc_str){zeros, sizeof zeros}, &error),
        XC_EINPUT);
    assert_int_equal(xc_beacon_value_check(&name, (struct xc_str){zeros, 0}, &error),
                     XC_EINPUT);
}

static void test_the_place_of_a_bad_number(void **state) {
    (void)state;
    struct xc_beacon_name name = name_of("lottery ssq 7");
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_str value;
    assert_int_equal(
        xc_beacon_value_read(&name, XC_STR("1 2 99 4 5 6 7"), arena, &value, &error),
        XC_EINPUT);
    assert_error(&error, "“lottery ssq 7”: number 3 of 6 has to be from 1 to 33");
    name = name_of("dice 7");
    assert_int_equal(
        xc_beacon_value_read(&name, XC_STR("1 2 3 4 六六7"), arena, &value, &error),
        XC_EINPUT);
    assert_error(&error, "dice show 1 to 6, but the throw has “六” in place 5");
    name = name_of("lottery ssq 7");
    assert_int_equal(
        xc_beacon_value_read(&name, XC_STR("1 2 3 4 5 6 100000"), arena, &value, &error),
        XC_EINPUT);
    assert_error(&error, "“lottery ssq 7”: number 1 of 1 has to be from 1 to 16");
    xc_arena_free(arena);
}

static void test_local_values(void **state) {
    (void)state;
    assert_signature("local", QUICKNET "\n", QUICKNET);
    assert_signature("local", QUICKNET "00", NULL);
    assert_signature("local", "00", NULL);
}

static void test_values_of_others_have_to_be_canonical(void **state) {
    (void)state;
    static const struct {
        const char *name, *value;
    } cases[] = {{"lottery ssq 1", "01 5 12 20 31 33 16"},
                 {"lottery ssq 1", "5 1 12 20 31 33 16"},
                 {"lottery ssq 1", "1 5 12 20 31 33 + 16"},
                 {"lottery ssq 1", "1 5 12 20 31 33 16 "},
                 {"lottery dlt 1", "1 2 3 4 35 12 1"},
                 {"dice 3", "123"},
                 {"dice 3", "1 2  3"},
                 {"dice 3", "1 2 3\n"},
                 {"local", "1"},
                 {"drand " QUICKNET " 1", QUICKNET_SIGNATURE},
                 {"drand " QUICKNET " 1", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xc_beacon_name name = name_of(cases[i].name);
        struct xc_error error = {0};
        assert_int_equal(
            xc_beacon_value_check(&name, xc_str_from(cases[i].value), &error), XC_EINPUT);
        assert_non_null(error.message.id);
    }
    struct xc_beacon_name dice = name_of("dice 3");
    assert_int_equal(xc_beacon_value_check(&dice, XC_STR("6 2 3"), NULL), XC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bad_names),
        cmocka_unit_test(test_outcomes_are_counted),
        cmocka_unit_test(test_local_is_found_at_any_place),
        cmocka_unit_test(test_when_rounds_are_due),
        cmocka_unit_test(test_first_round_from_a_moment),
        cmocka_unit_test(test_lottery_values),
        cmocka_unit_test(test_dice_values),
        cmocka_unit_test(test_as_many_dice_as_there_can_be),
        cmocka_unit_test(test_published_rounds),
        cmocka_unit_test(test_bad_rounds),
        cmocka_unit_test(test_unknown_chains),
        cmocka_unit_test(test_the_place_of_a_bad_number),
        cmocka_unit_test(test_local_values),
        cmocka_unit_test(test_values_of_others_have_to_be_canonical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
