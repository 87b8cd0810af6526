#include "workspace.h"

#include "store/facts.h"
#include "store/query.h"

#include <time.h>

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_fact make(const char *id, const char *body) {
    return (struct xc_fact){.id = xc_str_from(id), .body = xc_str_from(body)};
}

static size_t add(struct workspace *workspace, enum xc_fact_kind kind,
                  const struct xc_fact *facts, size_t count, xc_instant at) {
    struct xc_error error = {0};
    size_t stored = 99;
    test_ok(xc_store_add_facts(workspace->store, office, kind, facts, count, 0, at,
                               &stored, &error),
            &error);
    return stored;
}

/* "id body entry first_entry" per fact in force. */
static void in_force(struct workspace *workspace, enum xc_fact_kind kind,
                     const char *prefix, xc_instant at, const char *wanted) {
    struct xc_error error = {0};
    struct xc_fact *facts;
    size_t count;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    test_ok(xc_store_facts(workspace->store, office, kind, xc_str_from(prefix), at,
                           workspace->arena, &facts, &count, NULL, &error),
            &error);
    for (size_t i = 0; i < count; i++) {
        (void)xc_buffer_printf(&text, "%.*s %.*s %llu %llu\n", XC_PRI(facts[i].id),
                               XC_PRI(facts[i].body), (unsigned long long)facts[i].entry,
                               (unsigned long long)facts[i].first_entry);
    }
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void words(void **state) {
    (void)state;
    for (int kind = 1; kind < XC_FACT_KIND_COUNT; kind++)
        assert_true(xc_fact_word((enum xc_fact_kind)kind)[0] != '\0');
    assert_string_equal(xc_fact_word(XC_FACT_LEAD), "lead");
    assert_string_equal(xc_fact_word(XC_FACT_CLOSURE), "closure");
    assert_string_equal(xc_fact_word(0), "");
    assert_string_equal(xc_fact_word(XC_FACT_KIND_COUNT), "");
}

static void versions(void **state) {
    struct workspace *workspace = *state;
    struct xc_fact first[] = {make("b", "{\"n\":1}"), make("a", "{\"n\":2}"),
                              make("c", "{\"n\":3}")};
    struct xc_fact second[] = {make("b", "{\"n\":1}"), make("a", "{\"n\":4}"),
                               make("c", "")};
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "");
    assert_int_equal(add(workspace, XC_FACT_LEAD, first, 3, TEST_AT), 3);
    assert_int_equal(add(workspace, XC_FACT_LEAD, first, 3, TEST_AT + 5), 0);
    assert_int_equal(add(workspace, XC_FACT_LEAD, first, 0, TEST_AT + 5), 0);
    assert_int_equal(add(workspace, XC_FACT_CASE, first, 1, TEST_AT + 6), 1);
    assert_int_equal(add(workspace, XC_FACT_LEAD, second, 3, TEST_AT + 10), 2);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"), 3);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT,
             "a {\"n\":4} 2 0\nb {\"n\":1} 0 0\n");
    in_force(workspace, XC_FACT_LEAD, "", TEST_AT + 9,
             "a {\"n\":2} 0 0\nb {\"n\":1} 0 0\nc {\"n\":3} 0 0\n");
    in_force(workspace, XC_FACT_LEAD, "", TEST_AT - 1, "");
    in_force(workspace, XC_FACT_CASE, "", XC_NO_INSTANT, "b {\"n\":1} 1 1\n");
    /* What was taken away may come back and keeps its beginning; taking it away again
     * says nothing new. */
    assert_int_equal(add(workspace, XC_FACT_LEAD, &second[2], 1, TEST_AT + 11), 0);
    assert_int_equal(add(workspace, XC_FACT_LEAD, &first[2], 1, TEST_AT + 12), 1);
    in_force(workspace, XC_FACT_LEAD, "c", XC_NO_INSTANT, "c {\"n\":3} 3 0\n");
    test_ledger(workspace->store);
    test_doctor(workspace->store, NULL);
}

static void prefixes(void **state) {
    struct workspace *workspace = *state;
    struct xc_fact facts[] = {make("p/q", "{}"),
                              make("p/", "{}"),
                              make("p", "{}"),
                              make("p0", "{}"),
                              make("巡/一", "{}"),
                              make("巡查", "{}"),
                              make("p/\xF4\x8F\xBF\xBD", "{}")};
    add(workspace, XC_FACT_RECEIPT, facts, 7, TEST_AT);
    in_force(workspace, XC_FACT_RECEIPT, "p/", XC_NO_INSTANT,
             "p/ {} 0 0\np/q {} 0 0\np/\xF4\x8F\xBF\xBD {} 0 0\n");
    in_force(workspace, XC_FACT_RECEIPT, "巡/", XC_NO_INSTANT, "巡/一 {} 0 0\n");
    in_force(workspace, XC_FACT_RECEIPT, "q", XC_NO_INSTANT, "");
    in_force(workspace, XC_FACT_RECEIPT, "p/r", XC_NO_INSTANT, "");
}

static void history(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_fact *facts,
        versions_of[] = {make("a", "{\"n\":1}"), make("a", ""), make("a", "{\"n\":2}")};
    size_t count;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(
            add(workspace, XC_FACT_CLOSURE, &versions_of[i], 1, TEST_AT + (xc_instant)i),
            1);
    test_ok(xc_store_fact_history(workspace->store, office, XC_FACT_CLOSURE, XC_STR("a"),
                                  workspace->arena, &facts, &count, &error),
            &error);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(xc_str_equal(facts[i].body, versions_of[i].body));
        assert_int_equal(facts[i].entry, i);
        assert_int_equal(facts[i].first_entry, 0);
        assert_int_equal(facts[i].at, TEST_AT + (xc_instant)i);
        assert_int_equal(facts[i].first, TEST_AT);
    }
    test_says(xc_store_fact_history(workspace->store, office, XC_FACT_LEAD, XC_STR("a"),
                                    workspace->arena, &facts, &count, &error),
              XC_ENO, &error, "there is no lead 'a'");
    assert_int_equal(count, 0);
}

static int try(struct workspace *workspace, const struct xc_fact *facts, size_t count,
               uint64_t expect, struct xc_error *error) {
    size_t stored = 99;
    int rc = xc_store_add_facts(workspace->store, office, XC_FACT_LEAD, facts, count,
                                expect, TEST_AT, &stored, error);
    if (rc != XC_OK)
        assert_int_equal(stored, 0);
    return rc;
}

static void changed_meanwhile(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_fact *facts, fact = make("a", "{\"n\":1}");
    size_t count;
    uint64_t none = 0, one = 0;
    test_ok(xc_store_facts(workspace->store, office, XC_FACT_LEAD, XC_STR(""),
                           XC_NO_INSTANT, workspace->arena, &facts, &count, &none,
                           &error),
            &error);
    test_ok(try(workspace, &fact, 1, none, &error), &error);
    test_says(try(workspace, &fact, 1, none, &error), XC_ENO, &error, "meanwhile");
    test_ok(xc_store_facts(workspace->store, office, XC_FACT_LEAD, XC_STR("zzz"),
                           XC_NO_INSTANT, workspace->arena, &facts, &count, &one, &error),
            &error);
    assert_true(none != 0 && one != 0 && one != none);
    add(workspace, XC_FACT_CASE, &fact, 1, TEST_AT); /* another kind is no obstacle */
    fact = make("a", "{\"n\":2}");
    test_ok(try(workspace, &fact, 1, one, &error), &error);
    test_says(try(workspace, &fact, 1, one, &error), XC_ENO, &error, "meanwhile");
}

static void bad_facts(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    static char longest[XC_FACT_BODY_BYTES + 2];
    memset(longest, 'x', sizeof longest - 1);
    struct xc_fact good = make("good", "{}");
    struct xc_fact bad[] = {make("", "{}"),
                            make("a\tb", "{}"),
                            make("a\xE2\x80\x8B", "{}"),
                            make("\xFF", "{}"),
                            {.id = {longest, XC_FACT_ID_BYTES + 1}, .body = XC_STR("{}")},
                            make("a", "{\"n\":\"\n\"}"),
                            make("a", "\xFF"),
                            {.id = XC_STR("a"), .body = {longest, sizeof longest - 1}}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct xc_fact both[] = {good, bad[i]};
        assert_int_equal(try(workspace, both, 2, 0, &error), XC_EINPUT);
    }
    struct xc_fact twice[] = {make("a", "{\"n\":1}"), make("a", "{\"n\":2}")};
    test_says(try(workspace, twice, 2, 0, &error), XC_EINPUT, &error,
              "lead a is given twice");
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"), 0);
    struct xc_fact longer = {.id = {longest, XC_FACT_ID_BYTES},
                             .body = {longest, XC_FACT_BODY_BYTES}};
    assert_int_equal(add(workspace, XC_FACT_LEAD, &longer, 1, TEST_AT), 1);
    test_ledger(workspace->store);
}

/* A clock that goes back: what was stored later was known later. */
static void clock_goes_back(void **state) {
    struct workspace *workspace = *state;
    struct xc_fact one = make("a", "{\"n\":1}"), two = make("a", "{\"n\":2}");
    add(workspace, XC_FACT_LEAD, &one, 1, TEST_AT + 100);
    add(workspace, XC_FACT_LEAD, &two, 1, TEST_AT);
    in_force(workspace, XC_FACT_LEAD, "", TEST_AT, "");
    in_force(workspace, XC_FACT_LEAD, "", TEST_AT + 100, "a {\"n\":2} 1 0\n");
    test_ledger(workspace->store);
}

static int find(void *context, uint64_t index, const struct xc_message *message) {
    struct xc_buffer *text = context;
    (void)xc_buffer_printf(text, "%lld: ", index == UINT64_MAX ? -1LL : (long long)index);
    (void)xc_message_render(message, NULL, text);
    return xc_buffer_putc(text, '\n');
}

/* Whatever is done to the table behind the program's back is named. */
static void tampering(void **state) {
    struct workspace *workspace = *state;
    static const struct {
        const char *sql, *wanted, *doctor;
    } cases[] = {
        {"UPDATE fact SET body = '{\"n\":7}' WHERE id = 'b'",
         "0: fact lead b was changed after it was entered\n", "lead b"},
        {"UPDATE fact SET at = '2026-01-05T02:00:01Z' WHERE id = 'b'",
         "0: fact lead b was changed after it was entered\n", "lead b"},
        {"UPDATE fact SET id = 'z' WHERE id = 'b'",
         "0: fact lead z was changed after it was entered\n", "lead z"},
        {"UPDATE fact SET seal = x'00' WHERE id = 'c'",
         "0: fact lead c was changed after it was entered\n", "lead c"},
        {"DELETE FROM fact WHERE id = 'a'",
         "0: facts of kind lead: number 1 to 1 of 3 were entered, but are not stored\n",
         NULL},
        {"DELETE FROM fact WHERE id > 'a'",
         "0: facts of kind lead: number 2 to 3 of 3 were entered, but are not stored\n",
         NULL},
        {"DELETE FROM fact", "0: xuncha-facts-v1 was entered, but is not stored\n", NULL},
        {"INSERT INTO fact SELECT office, kind, 'd', entry, 4, body, at, seal FROM fact"
         " WHERE id = 'a'",
         "0: fact lead d was added after its entry was made\n", "lead d"},
        {"INSERT INTO fact SELECT office, kind, 'd', 7, 1, body, at, seal FROM fact"
         " WHERE id = 'a'",
         "-1: fact lead d of office 3202 has no ledger entry\n", "lead d"},
        {"INSERT INTO fact SELECT '32', kind, id, entry, number, body, at, seal FROM "
         "fact",
         "-1: fact lead a of office 32 has no ledger entry\n", NULL},
        {"UPDATE fact SET kind = 'case' WHERE id = 'c'",
         "0: facts of kind lead: number 3 to 3 of 3 were entered, but are not stored\n"
         "-1: fact case c of office 3202 has no ledger entry\n",
         NULL},
    };
    struct xc_error error = {0};
    struct xc_fact facts[] = {make("a", "{\"n\":1}"), make("b", "{\"n\":2}"),
                              make("c", "{\"n\":3}")};
    add(workspace, XC_FACT_LEAD, facts, 3, TEST_AT);
    test_sql(workspace->path, "CREATE TABLE kept AS SELECT * FROM fact;"
                              "DROP TRIGGER fact_is_not_changed;"
                              "DROP TRIGGER fact_is_not_removed");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_buffer text = xc_buffer_make(1 << 16);
        test_sql(workspace->path, cases[i].sql);
        test_ok(xc_ledger_verify(workspace->store, NULL, find, &text, &error), &error);
        if (cases[i].wanted &&
            xc_str_find(xc_buffer_view(&text), xc_str_from(cases[i].wanted)) != 0)
            fail_msg("%s: '%.*s', not '%s'", cases[i].sql, XC_PRI(xc_buffer_view(&text)),
                     cases[i].wanted);
        if (cases[i].doctor)
            test_doctor(workspace->store, cases[i].doctor);
        xc_buffer_free(&text);
        test_sql(workspace->path,
                 "DELETE FROM fact; INSERT INTO fact SELECT * FROM kept");
        test_ledger(workspace->store);
    }
    test_sql(workspace->path,
             "UPDATE setting SET value = '' WHERE name = 'workspace_key'");
    xc_store_close(workspace->store);
    workspace->store = test_open(workspace->path);
    test_doctor(workspace->store, "has lost its key");
}

static void append_only(void **state) {
    struct workspace *workspace = *state;
    struct xc_fact fact = make("a", "{}");
    add(workspace, XC_FACT_LEAD, &fact, 1, TEST_AT);
    static const char *const changes[] = {"UPDATE fact SET body = ''",
                                          "DELETE FROM fact"};
    for (size_t i = 0; i < 2; i++) {
        sqlite3 *db = NULL;
        char *message = NULL;
        assert_int_equal(sqlite3_open(workspace->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, changes[i], NULL, NULL, &message),
                         SQLITE_CONSTRAINT);
        assert_string_equal(message, "facts are append-only");
        sqlite3_free(message);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
    }
}

/* A workspace of the second format has no facts yet and can take some. */
static void from_the_second_format(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_fact fact = make("a", "{}");
    test_ok(xc_store_set_setting(workspace->store, office, XC_STR("a"), XC_STR("b"),
                                 TEST_AT, &error),
            &error);
    xc_store_close(workspace->store);
    workspace->store = NULL;
    test_sql(workspace->path,
             "DROP TABLE fact; ALTER TABLE draw_sub DROP COLUMN closed_text;"
             "ALTER TABLE draw_sub DROP COLUMN blind;"
             "ALTER TABLE draw_sub DROP COLUMN void_reason;"
             "ALTER TABLE draw_sub DROP COLUMN void_by;"
             "PRAGMA user_version = 2");
    workspace->store = test_open(workspace->path);
    assert_int_equal(test_count(workspace->path, "PRAGMA user_version"), XC_STORE_SCHEMA);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "");
    add(workspace, XC_FACT_LEAD, &fact, 1, TEST_AT);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "a {} 1 1\n");
    assert_int_equal(test_count(workspace->path,
                                "SELECT count(*) FROM sqlite_schema WHERE type ="
                                " 'trigger' AND tbl_name = 'fact'"),
                     2);
    test_ledger(workspace->store);
}

/* Without the key nothing is entered, so nothing is stored. */
static void no_key(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_fact fact = make("a", "{}");
    char key[256];
    (void)snprintf(key, sizeof key, "%s.key", workspace->path);
    assert_int_equal(unlink(key), 0);
    assert_int_equal(try(workspace, &fact, 1, 0, &error), XC_EENV);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "");
}

struct both {
    struct workspace *workspace;
    int end;
};

static int write_both(void *context, struct xc_error *error) {
    const struct both *both = context;
    struct xc_store *store = both->workspace->store;
    struct xc_fact fact = make("a", "{}");
    int rc =
        xc_store_set_setting(store, office, XC_STR("a"), XC_STR("b"), TEST_AT, error);
    if (rc == XC_OK)
        rc = xc_store_add_facts(store, office, XC_FACT_LEAD, &fact, 1, 0, TEST_AT, NULL,
                                error);
    return rc == XC_OK && both->end != XC_OK ? xc_fail(error, both->end, "no") : rc;
}

static void together(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct both both = {workspace, XC_ENO};
    assert_int_equal(xc_store_together(workspace->store, write_both, &both, &error),
                     XC_ENO);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"), 0);
    both.end = XC_OK;
    test_ok(xc_store_together(workspace->store, write_both, &both, &error), &error);
    in_force(workspace, XC_FACT_LEAD, "", XC_NO_INSTANT, "a {} 1 1\n");
    test_ledger(workspace->store);
}

/* 100,000 facts with a second version of every tenth; XC_FACTS in the environment sets
 * another number and prints the times. */
static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void many(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const char *asked = getenv("XC_FACTS");
    size_t most = asked ? (size_t)strtoul(asked, NULL, 10) : 2000, count = 0;
    struct xc_fact *facts = calloc(most, sizeof *facts), *found;
    char(*ids)[32] = calloc(most, sizeof *ids);
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    static const char body[] =
        "{\"assigned\":\"基金监管科\",\"date\":\"2026-03-02\",\"severity\":3,\"source\":"
        "\"complaint\",\"state\":\"received\",\"summary\":\"药品串换\",\"target\":"
        "\"T1\"}";
    assert_true(facts && ids && arena);
    for (size_t i = 0; i < most; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "L2026-%06zu", i * 7919 % most);
        facts[i] = make(ids[i], body);
    }
    double start = seconds();
    assert_int_equal(add(workspace, XC_FACT_LEAD, facts, most, TEST_AT), most);
    for (size_t i = 0; i < most / 10; i++)
        facts[i].body = XC_STR("{\"n\":1}");
    double stored = seconds();
    assert_int_equal(add(workspace, XC_FACT_LEAD, facts, most, TEST_AT), most / 10);
    double again = seconds();
    test_ok(xc_store_facts(workspace->store, office, XC_FACT_LEAD, XC_STR(""),
                           XC_NO_INSTANT, arena, &found, &count, NULL, &error),
            &error);
    double read = seconds();
    assert_int_equal(count, most);
    test_ledger(workspace->store);
    double verified = seconds();
    test_doctor(workspace->store, NULL);
    if (asked)
        print_message("%zu facts: stored %.3f s, a tenth again %.3f s, read %.3f s, "
                      "verified %.3f s, doctor %.3f s\n",
                      most, stored - start, again - stored, read - again, verified - read,
                      seconds() - verified);
    xc_arena_free(arena);
    free(facts);
    free(ids);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test_setup_teardown(versions, setup, teardown),
        cmocka_unit_test_setup_teardown(prefixes, setup, teardown),
        cmocka_unit_test_setup_teardown(history, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_meanwhile, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_facts, setup, teardown),
        cmocka_unit_test_setup_teardown(clock_goes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(tampering, setup, teardown),
        cmocka_unit_test_setup_teardown(append_only, setup, teardown),
        cmocka_unit_test_setup_teardown(from_the_second_format, setup, teardown),
        cmocka_unit_test_setup_teardown(no_key, setup, teardown),
        cmocka_unit_test_setup_teardown(together, setup, teardown),
        cmocka_unit_test_setup_teardown(many, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
