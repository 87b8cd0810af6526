#include "trial.h"

/* Reads and verifies; the answer is that of whichever failed. */
static int judge(struct trial *trial) {
    int code = xc_record_read(trial->json, trial->arena, &trial->record, &trial->error);
    return code == XC_OK ? xc_record_verify(&trial->record, trial->arena, &trial->report,
                                            NULL, &trial->error)
                         : code;
}

static void assert_starts(const struct xc_buffer *text, const char *expected) {
    if (!xc_str_starts(xc_buffer_view(text), xc_str_from(expected)))
        fail_msg("“%.*s” does not begin with “%s”", (int)text->len, text->ptr, expected);
}

static void assert_different(struct trial *trial, const char *where,
                             const char *expected) {
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    assert_int_equal(judge(trial), XC_OK);
    assert_false(trial->report.same);
    assert_int_equal(trial->report.where.id != NULL, where != NULL);
    if (where != NULL) {
        assert_int_equal(xc_message_render(&trial->report.where, NULL, &text), XC_OK);
        assert_starts(&text, where);
        xc_buffer_clear(&text);
    }
    assert_int_equal(xc_message_render(&trial->report.difference, NULL, &text), XC_OK);
    assert_starts(&text, expected);
    xc_buffer_free(&text);
}

static void assert_refused(struct trial *trial, const char *expected) {
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    assert_int_equal(judge(trial), XC_EINPUT);
    assert_int_equal(xc_error_render(&trial->error, NULL, &text), XC_OK);
    assert_starts(&text, expected);
    xc_buffer_free(&text);
}

/* ---- the worked example ---- */

static void test_the_example_is_the_same(void **state) {
    (void)state;
    struct trial trial;
    start(&trial);
    assert_int_equal(judge(&trial), XC_OK);
    assert_true(trial.report.same);
    assert_int_equal(trial.report.selected, 3);
    assert_int_equal(trial.report.people, 3);
    assert_int_equal(trial.report.seats, 3);
    assert_false(trial.report.local);
    assert_string_equal(
        json_string_value(at(trial.json, "result.seed")),
        "8f89ed15ba5367544d02533ce17e2ddec927189981afd8deb492e6d1d22ec096");
    assert_string_equal(json_string_value(at(trial.json, "result.selected.A.0")), "T2");
    assert_string_equal(json_string_value(at(trial.json, "result.selected.A.1")), "T1");
    assert_string_equal(json_string_value(at(trial.json, "result.selected.A.2")), "T4");
    assert_string_equal(json_string_value(at(trial.json, "result.crews.1.1")), "P3");
    /* the dice and the key are to be compared with what others saw */
    assert_int_equal(trial.report.warning_count, 2);
    assert_ptr_equal(trial.report.warnings[1].id, xc_record_key_warning);
    end(&trial);
}

static void test_there_and_back(void **state) {
    (void)state;
    for (uint64_t number = 0; number < 60; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_HONEST, trial.arena);
        if (trial.json != NULL) {
            assert_int_equal(judge(&trial), XC_OK);
            assert_true(trial.report.same);
            json_t *again = xc_record_json(&trial.record);
            assert_true(json_equal(again, trial.json));
            json_decref(again);
        }
        end(&trial);
    }
}

/* ---- differences have names ---- */

static void test_differences_have_names(void **state) {
    (void)state;
    static const struct {
        const char *path, *value, *where, *expected;
    } cases[] = {
        {"files.rules",
         "{\"deal\":{\"apart\":[\"organisation\"],\"seats\":[\"officer\"]},\"select\":{"
         "\"method\":\"srs\",\"n\":{\"A\":2}},\"v\":1}",
         NULL, "the rules are not those of the commit"},
        {"files.targets", "T1\tA\t1\tO1\t-\t-\n", NULL,
         "the table targets has 1 rows, but the commit says 4"},
        {"files.people",
         "P1\tO1\t-\t1\tlead,officer\nP2\tO2\t-\t1\tofficer\nP3\tO3\t-\t2\tofficer\n",
         NULL, "the table people is not that of the commit"},
        {"files.avoid", "P3:T3\tkin\n", NULL,
         "the table avoid is not that of the commit"},
        {"files.targets", "T1 A\n", "targets:1", ""},
        {"files.rules", "{", "rules", "this is not JSON"},
        {"beacons.0.name", "dice 26", NULL, "the beacon committed to is dice 25"},
        {"beacons.0.value", "31", NULL, ""},
        {"result.seed",
         "0000000000000000000000000000000000000000000000000000000000000000", NULL,
         "the seed is 8f89ed15ba5367544d02533ce17e2ddec927189981afd8deb492e6d1d22ec096, "
         "but "
         "the record says 000"},
        {"result.selected.A.2", "T3", NULL,
         "selected: place 3 of the stratum “A” is “T4”, but the record says “T3”"},
        {"result.crews.0.1", "P2", NULL,
         "the crew of “T2”: place 1 is “P1”, but the record says “P2”"},
        {"result.crews.1.1", "P2", NULL,
         "the crew of “T1”: place 1 is “P3”, but the record says “P2”"},
        {"log.time", "2026-03-02T01:00:01Z", "the commit's entry",
         "the proof does not lead from entry 0 to the root of the checkpoint"},
        {"result_log.checkpoint", "x", "the result's entry",
         "this is not a signed checkpoint"},
        {"one_time_code",
         "0000000000000000000000000000000000000000000000000000000000000000", NULL,
         "an open draw has no one-time code"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trial trial;
        start(&trial);
        set_text(&trial, cases[i].path, cases[i].value);
        assert_different(&trial, cases[i].where, cases[i].expected);
        end(&trial);
    }
}

static void test_missing_and_surplus_parts(void **state) {
    (void)state;
    struct trial trial;
    start(&trial);
    json_object_set_new(at(trial.json, "result.selected"), "B", json_array());
    assert_different(&trial, NULL, "selected: the record has a stratum “B”");
    json_object_del(at(trial.json, "result.selected"), "B");
    json_array_remove(at(trial.json, "result.selected.A"), 2);
    assert_different(&trial, NULL,
                     "selected: of the stratum “A” 3 are drawn, but the record says 2");
    json_object_del(at(trial.json, "result.selected"), "A");
    assert_different(&trial, NULL,
                     "selected: the record says nothing of the stratum “A”");
    end(&trial);
    start(&trial);
    json_array_append_new(at(trial.json, "result.crews.1"), json_string("P1"));
    assert_different(&trial, NULL, "the crew of “T1” is not as the record says");
    json_array_set_new(at(trial.json, "result.crews"), 1, json_pack("[ss]", "T3", "P3"));
    assert_different(&trial, NULL, "the crew of “T1” is not as the record says");
    json_object_del(at(trial.json, "result"), "crews");
    assert_different(&trial, NULL, "there are 3 crews, but the record says 0");
    end(&trial);
    start(&trial);
    json_object_set_new(at(trial.json, "result"), "teams", json_pack("[[s]]", "P1"));
    assert_different(&trial, NULL, "there are 0 teams, but the record says 1");
    end(&trial);
    start(&trial);
    json_object_set_new(trial.json, "outer", json_deep_copy(trial.json));
    assert_different(&trial, NULL, "the record has an outer record, but the rules say");
    end(&trial);
}

static void test_lies_are_found(void **state) {
    (void)state;
    static const struct {
        enum made_lie lie;
        const char *where, *expected;
    } lies[] = {
        {MADE_OTHER_RESULT, NULL, "selected: place "},
        {MADE_OTHER_SEED, NULL, "the seed is "},
        {MADE_BEFORE, "the result's entry", "entry "},
        {MADE_OTHER_KEY, "the commit's entry", "the checkpoint is not signed by"},
        {MADE_FORK, "", "two checkpoints of "},
        {MADE_OTHER_CODE, NULL, ""},
        {MADE_BAD_VALUE, NULL, ""},
        {MADE_EARLY, NULL, ""},
    };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        unsigned found = 0;
        for (uint64_t number = 0; number < 100 && found < 5; number++) {
            struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
            trial.json = made_record(number, lies[i].lie, trial.arena);
            /* what is wrong in a substitution or an outer record has another place */
            bool plain = trial.json != NULL &&
                         json_object_get(trial.json, "outer") == NULL &&
                         json_object_get(trial.json, "subs") == NULL;
            if (plain) {
                assert_different(&trial, lies[i].where, lies[i].expected);
                found++;
            }
            end(&trial);
        }
        assert_int_equal(found, 5);
    }
}

/* Seconds between the two entries of a record. */
static long long seconds_between(const json_t *json) {
    xc_instant from = 0;
    xc_instant to = 0;
    assert_true(xc_instant_parse(xc_str_from(json_string_value(json_object_get(
                                     json_object_get(json, "log"), "time"))),
                                 0, &from));
    assert_true(xc_instant_parse(xc_str_from(json_string_value(json_object_get(
                                     json_object_get(json, "result_log"), "time"))),
                                 0, &to));
    return (long long)(to - from);
}

static void test_results_that_come_too_early(void **state) {
    (void)state;
    unsigned found = 0;
    for (uint64_t number = 0; number < 100 && found < 5; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_EARLY, trial.arena);
        if (trial.json != NULL && json_object_get(trial.json, "outer") == NULL) {
            struct xc_buffer text = xc_buffer_make(1 << 10);
            assert_int_equal(
                xc_buffer_printf(&text,
                                 "the result came %lld seconds after the commit, "
                                 "but the rules say at least ",
                                 seconds_between(trial.json)),
                XC_OK);
            assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
            assert_different(&trial, NULL, text.ptr);
            xc_buffer_free(&text);
            found++;
        }
        end(&trial);
    }
    assert_int_equal(found, 5);
}

static void test_substitutions_by_known_rounds(void **state) {
    (void)state;
    unsigned found = 0;
    for (uint64_t number = 0; number < 400 && found < 5; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_SUB_EARLY, trial.arena);
        if (trial.json != NULL) {
            assert_different(&trial, "substitution ", "the value of drand ");
            found++;
        }
        end(&trial);
    }
    assert_int_equal(found, 5);
}

/* Five records of a lie about substitutions that end, each with that difference. */
static void differ_by(enum made_lie lie, const char *what) {
    unsigned found = 0;
    for (uint64_t number = 0; number < 3000 && found < 5; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, lie, trial.arena);
        if (trial.json != NULL) {
            assert_different(&trial, "substitution ", what);
            found++;
        }
        end(&trial);
    }
    assert_int_equal(found, 5);
}

static void test_substitutions_that_end(void **state) {
    (void)state;
    differ_by(MADE_VOID_LATE, "it was ended when its value was out already");
    differ_by(MADE_VOID_HIDES, "the proof does not lead from entry ");
    differ_by(MADE_VOID_DICE, "after a void it needs the round of a known drand chain");
    differ_by(MADE_BLIND, "the proof does not lead from entry ");
}

/* Puts the names of a list, from one on, into the set; how many there are. */
static size_t sit(json_t *people, const json_t *list, size_t from) {
    for (size_t i = from; i < json_array_size(list); i++)
        json_object_set_new(people, json_string_value(json_array_get(list, i)),
                            json_true());
    return json_array_size(list) - from;
}

/* Seats of crews, or members of teams; and how many people they are. */
static void test_people_are_counted(void **state) {
    (void)state;
    unsigned crews = 0, teams = 0;
    for (uint64_t number = 0; number < 200; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_HONEST, trial.arena);
        if (trial.json != NULL) {
            const json_t *result = json_object_get(trial.json, "result");
            const json_t *of_teams = json_object_get(result, "teams");
            const json_t *of_crews = json_object_get(result, "crews");
            json_t *people = json_object();
            size_t seats = 0;
            for (size_t i = 0; i < json_array_size(of_teams); i++)
                seats += sit(people, json_array_get(of_teams, i), 0);
            for (size_t i = 0; of_teams == NULL && i < json_array_size(of_crews); i++)
                seats += sit(people, json_array_get(of_crews, i), 1);
            assert_int_equal(judge(&trial), XC_OK);
            assert_int_equal(trial.report.seats, seats);
            assert_int_equal(trial.report.people, json_object_size(people));
            json_decref(people);
            teams += json_array_size(of_teams) > 1;
            crews += of_teams == NULL && json_array_size(of_crews) > 1;
        }
        end(&trial);
    }
    assert_true(crews > 3 && teams > 3);
}

static void test_the_outer_record_is_verified(void **state) {
    (void)state;
    unsigned found = 0;
    for (uint64_t number = 0; number < 100 && found < 3; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_HONEST, trial.arena);
        if (trial.json != NULL && json_object_get(trial.json, "outer") != NULL) {
            found++;
            json_array_clear(at(trial.json, "outer.result.selected.all"));
            assert_different(&trial, NULL,
                             "selected: of the stratum “all” 2 are drawn, but");
            assert_int_equal(trial.report.outer, 1);
        }
        end(&trial);
    }
    assert_int_equal(found, 3);
}

static bool names_local(const json_t *record) {
    const json_t *beacons = json_object_get(record, "beacons");
    const json_t *subs = json_object_get(record, "subs");
    const json_t *outer = json_object_get(record, "outer");
    bool local = outer != NULL && names_local(outer);
    for (size_t i = 0; i < json_array_size(beacons); i++)
        local =
            local ||
            strcmp(json_string_value(json_object_get(json_array_get(beacons, i), "name")),
                   "local") == 0;
    for (size_t i = 0; i < json_array_size(subs); i++)
        local = local || names_local(json_array_get(subs, i));
    return local;
}

/* In whichever draw or substitution, and at any place. */
static void test_local_randomness_is_told(void **state) {
    (void)state;
    unsigned local = 0;
    for (uint64_t number = 0; number < 300; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_HONEST, trial.arena);
        if (trial.json != NULL) {
            assert_int_equal(judge(&trial), XC_OK);
            assert_int_equal(trial.report.local, names_local(trial.json));
            local += trial.report.local;
        }
        end(&trial);
    }
    assert_in_range(local, 20, 280);
}

static void test_warnings(void **state) {
    (void)state;
    unsigned local = 0, drand = 0;
    for (uint64_t number = 0; number < 100; number++) {
        struct trial trial = {.arena = xc_arena_new(ARENA_BYTES)};
        trial.json = made_record(number, MADE_HONEST, trial.arena);
        if (trial.json != NULL) {
            assert_int_equal(judge(&trial), XC_OK);
            const char *name = json_string_value(at(trial.json, "beacons.0.name"));
            const char *first = trial.report.warnings[0].id;
            if (strcmp(name, "local") == 0) {
                assert_true(trial.report.local);
                assert_non_null(strstr(first, "not publicly verifiable"));
                local++;
            } else if (name[1] == 'r' && !trial.report.local) {
                assert_non_null(strstr(first, "was not checked here"));
                drand++;
            }
        }
        end(&trial);
    }
    assert_true(local > 3 && drand > 3);
}

/* ---- the form ---- */

static void test_unknown_and_missing_keys(void **state) {
    (void)state;
    static const struct {
        const char *holder, *key, *unknown, *missing;
    } cases[] = {
        {NULL, "v", "unknown key “extra”", "“v” is missing"},
        {NULL, "log", "unknown key “extra”", "“log” is missing"},
        {"files", "avoid", "files: unknown key “extra”", "files: “avoid” is missing"},
        {"beacons.0", "checked", "beacons[0]: unknown key “extra”",
         "beacons[0]: “checked” is missing"},
        {"result", "selected", "result: unknown key “extra”",
         "result: “selected” is missing"},
        {"log", "proof", "log: unknown key “extra”", "log: “proof” is missing"},
        {"result_log", "time", "result_log: unknown key “extra”",
         "result_log: “time” is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trial trial;
        start(&trial);
        json_t *holder = cases[i].holder ? at(trial.json, cases[i].holder) : trial.json;
        json_object_set_new(holder, "extra", json_null());
        assert_refused(&trial, cases[i].unknown);
        json_object_del(holder, "extra");
        json_object_del(holder, cases[i].key);
        assert_refused(&trial, cases[i].missing);
        end(&trial);
    }
}

static void test_bad_values(void **state) {
    (void)state;
    static const struct {
        const char *path, *value, *expected;
    } cases[] = {
        {"result.seed", "8F", "result: “seed” has to be 64 hexadecimal digits"},
        {"beacons.0.value", "3", "beacons[0]: “value” has to be pairs"},
        {"beacons.0.value", "3A", "beacons[0]: “value” has to be pairs"},
        {"one_time_code", "00", "a one-time code has 32 bytes"},
        {"log.time", "2026-03-02T01:00:00+00:00", "log: “time” has to be like"},
        {"log.time", "2026-02-30T01:00:00Z", "log: “time” has to be like"},
        {"commit", "xuncha-commit-v1 sm3-sm2\n", "commit:1: this version does not know"},
        {"commit", "", "commit:1: the line is missing"},
        {"key", "x", "this is not a verifier key"},
        {"result_log.proof.0", "xx", "result_log: entry 1 is not"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trial trial;
        start(&trial);
        set_text(&trial, cases[i].path, cases[i].value);
        assert_refused(&trial, cases[i].expected);
        end(&trial);
    }
    struct trial trial;
    start(&trial);
    json_object_set_new(trial.json, "v", json_integer(2));
    assert_refused(&trial, "this version knows records of the form 1 only");
    json_t *proof = at(trial.json, "log.proof");
    while (json_array_size(proof) < 65)
        json_array_append_new(
            proof,
            json_string("0000000000000000000000000000000000000000000000000000000000"
                        "000000"));
    json_object_set_new(trial.json, "v", json_integer(1));
    assert_refused(&trial, "log: there are more than 64 entries");
    json_array_clear(proof);
    json_object_set_new(at(trial.json, "files"), "panels", json_string(""));
    json_object_set_new(trial.json, "v", json_integer(1));
    assert_refused(&trial, "files: this version does not check draws of panels");
    json_object_set_new(at(trial.json, "log"), "index", json_integer(-1));
    end(&trial);
}

static void test_texts_that_are_no_records(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",     "{}",       "[]",         "null",       "{\"v\":1,\"v\":1}",
        "\xff", "{\"v\":1", "{\"v\":1}x", "{\"v\":NaN}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(made_judge(xc_str_from(texts[i]), NULL), MADE_NO_RECORD);
    char nul[] = "{\"v\":1,\"\\u0000\":2}";
    assert_int_equal(made_judge(xc_str_from(nul), NULL), MADE_NO_RECORD);
}

static void test_too_many_outer_records(void **state) {
    (void)state;
    struct trial trial;
    start(&trial);
    for (unsigned depth = 0; depth <= XC_RECORD_DEPTH; depth++) {
        json_t *wrapped = json_deep_copy(trial.json);
        json_object_set_new(wrapped, "outer", trial.json);
        trial.json = wrapped;
    }
    assert_int_equal(judge(&trial), XC_EINPUT);
    end(&trial);
}

/* ---- every byte ---- */

/* Every byte of a record, one of its bits: it is found, or the record still says the
 * same. */
static void flip_all(json_t *json, uint64_t random) {
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    char *dump = json_dumps(json, JSON_INDENT(1));
    assert_int_equal(xc_buffer_puts(&text, dump), XC_OK);
    assert_int_equal(made_judge(xc_buffer_view(&text), NULL), MADE_SAME);
    for (size_t i = 0; i < text.len; i++) {
        char kept = text.ptr[i];
        text.ptr[i] = (char)(kept ^ (1 << made_below(&random, 8)));
        if (made_judge(xc_buffer_view(&text), NULL) == MADE_SAME) {
            json_t *other = json_loadb(text.ptr, text.len, 0, NULL);
            if (!json_equal(other, json))
                fail_msg("byte %zu: %.*s", i, 40, text.ptr + (i > 20 ? i - 20 : 0));
            json_decref(other);
        }
        text.ptr[i] = kept;
    }
    free(dump);
    xc_buffer_free(&text);
}

static void test_every_byte(void **state) {
    (void)state;
    struct trial trial;
    start(&trial);
    flip_all(trial.json, 1);
    end(&trial);
    unsigned flipped = 0;
    for (uint64_t number = 0; flipped < 2; number++) {
        struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
        json_t *json = made_record(number, MADE_HONEST, arena);
        char *dump = json != NULL ? json_dumps(json, 0) : NULL;
        /* a witness's line is not looked at, so that a flip there is nothing to find */
        if (dump != NULL && strstr(dump, "witness") == NULL &&
            json_object_get(json, "subs") != NULL) {
            flip_all(json, number);
            flipped++;
        }
        free(dump);
        json_decref(json);
        xc_arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_is_the_same),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_differences_have_names),
        cmocka_unit_test(test_missing_and_surplus_parts),
        cmocka_unit_test(test_lies_are_found),
        cmocka_unit_test(test_results_that_come_too_early),
        cmocka_unit_test(test_substitutions_by_known_rounds),
        cmocka_unit_test(test_substitutions_that_end),
        cmocka_unit_test(test_people_are_counted),
        cmocka_unit_test(test_the_outer_record_is_verified),
        cmocka_unit_test(test_local_randomness_is_told),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_unknown_and_missing_keys),
        cmocka_unit_test(test_bad_values),
        cmocka_unit_test(test_texts_that_are_no_records),
        cmocka_unit_test(test_too_many_outer_records),
        cmocka_unit_test(test_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
