/* Private addresses of calendars. */
#include "../store/workspace.h"

#include "access/feeds.h"

static const struct xc_str office = XC_STR_INIT("3202");

static unsigned make(struct workspace *w, enum xc_feed_by by, const char *key,
                     char token[XC_TOKEN_CHARS + 1]) {
    struct xc_error error = {0};
    const struct xc_feed_address feed = {.by = by, .key = xc_str_from(key)};
    unsigned number = 0;
    test_ok(xc_feeds_create(w->store, office, &feed, TEST_AT, &number, token, &error),
            &error);
    return number;
}

static int find(struct workspace *w, const char *token, struct xc_feed_address *feed,
                struct xc_error *error) {
    struct xc_str where = XC_STR("");
    int rc = xc_feeds_find(w->store, xc_str_from(token), w->arena, &where, feed, error);
    if (rc == XC_OK)
        assert_true(xc_str_equal(where, office));
    return rc;
}

static void an_address_leads_to_its_feed(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    struct xc_feed_address feed, *feeds;
    char one[XC_TOKEN_CHARS + 1], other[XC_TOKEN_CHARS + 1];
    size_t count;
    assert_int_equal(make(w, XC_FEED_PERSON, "P7", one), 1);
    assert_int_equal(make(w, XC_FEED_TASKS, "3202", other), 2);
    test_ok(find(w, one, &feed, &error), &error);
    assert_int_equal(feed.by, XC_FEED_PERSON);
    assert_true(xc_str_is(feed.key, "P7"));
    test_ok(find(w, other, &feed, &error), &error);
    assert_int_equal(feed.number, 2);
    assert_int_equal(feed.by, XC_FEED_TASKS);
    test_ok(xc_feeds_load(w->store, office, w->arena, &feeds, &count, &error), &error);
    assert_int_equal(count, 2);
}

static void a_new_address_ends_the_old_one(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    struct xc_feed_address feed;
    char one[XC_TOKEN_CHARS + 1], other[XC_TOKEN_CHARS + 1];
    unsigned number = make(w, XC_FEED_CREW, "A", one);
    test_ok(xc_feeds_rotate(w->store, office, number, TEST_AT, other, &error), &error);
    assert_string_not_equal(one, other);
    assert_int_equal(find(w, one, &feed, &error), XC_ENO);
    test_ok(find(w, other, &feed, &error), &error);
    assert_int_equal(feed.number, number);
}

static void wrong_and_revoked_ones_sound_alike(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    struct xc_feed_address feed;
    char one[XC_TOKEN_CHARS + 1], never[XC_TOKEN_CHARS + 1];
    static const char said[] = "there is no such feed, or not any more";
    unsigned number = make(w, XC_FEED_AREA, "320282", one);
    test_ok(xc_feeds_revoke(w->store, office, number, TEST_AT, &error), &error);
    test_says(find(w, one, &feed, &error), XC_ENO, &error, said);
    test_ok(xc_token_new(never, &error), &error);
    test_says(find(w, never, &feed, &error), XC_ENO, &error, said);
    test_says(find(w, "../etc/passwd", &feed, &error), XC_ENO, &error, said);
    test_says(xc_feeds_rotate(w->store, office, number, TEST_AT, one, &error), XC_ENO,
              &error, "there is no feed 1, or it was revoked");
    test_says(xc_feeds_revoke(w->store, office, 9, TEST_AT, &error), XC_ENO, &error,
              "there is no feed 9");
    assert_int_equal(make(w, XC_FEED_AREA, "320282", one),
                     2); /* numbers are not reused */
}

static void addresses_are_not_stored(void **state) {
    struct workspace *w = *state;
    char token[XC_TOKEN_CHARS + 1], sql[256];
    (void)make(w, XC_FEED_OFFICE, "3202", token);
    (void)snprintf(sql, sizeof sql,
                   "SELECT (SELECT count(*) FROM secret WHERE value = '%s')"
                   " + (SELECT count(*) FROM fact WHERE body LIKE '%%%s%%')",
                   token, token);
    assert_int_equal(test_count(w->path, sql), 0);
    assert_int_equal(test_count(w->path, "SELECT count(*) FROM secret"), 1);
}

static void refuses_what_is_no_feed(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char token[XC_TOKEN_CHARS + 1];
    unsigned number;
    const struct xc_feed_address nothing = {.by = XC_FEED_PERSON, .key = XC_STR("")};
    assert_int_equal(
        xc_feeds_create(w->store, office, &nothing, TEST_AT, &number, token, &error),
        XC_EINPUT);
    assert_int_equal(xc_feed_parse(XC_STR("person")), XC_FEED_PERSON);
    assert_int_equal(xc_feed_parse(XC_STR("检查组")), XC_FEED_CREW);
    assert_int_equal(xc_feed_parse(XC_STR("cat")), 0);
    assert_string_equal(xc_feed_word(XC_FEED_TASKS), "tasks");
}

int main(void) {
#define STORY(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        STORY(an_address_leads_to_its_feed),
        STORY(a_new_address_ends_the_old_one),
        STORY(wrong_and_revoked_ones_sound_alike),
        STORY(addresses_are_not_stored),
        STORY(refuses_what_is_no_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
