/* Users, their passwords and sign-ins, and what they may do. */
#include "../store/workspace.h"

#include "access/may.h"

static const struct xc_str office = XC_STR_INIT("3202");

static void put(struct workspace *w, struct xc_user user) {
    struct xc_error error = {0};
    test_ok(xc_users_put(w->store, office, &user, TEST_AT, &error), &error);
}

static const struct xc_user wang = {
    .name = XC_STR_INIT("wang"), .role = XC_VIEWER_PLANNER, .area = XC_STR_INIT("3202")};

/* A user whose own password it is. */
static void let_in(struct workspace *w, struct xc_user user, const char *password) {
    struct xc_error error = {0};
    char first[XC_TOKEN_CHARS + 1];
    put(w, user);
    test_ok(xc_users_first_password(w->store, office, user.name, TEST_AT, first, &error),
            &error);
    test_ok(xc_users_change_password(w->store, office, user.name, xc_str_from(first),
                                     xc_str_from(password), TEST_AT, &error),
            &error);
}

static int sign_in(struct workspace *w, const char *name, const char *password,
                   xc_instant now, char token[XC_TOKEN_CHARS + 1],
                   struct xc_error *error) {
    return xc_users_sign_in(w->store, office, xc_str_from(name), xc_str_from(password),
                            now, token, error);
}

static int whose(struct workspace *w, const char *token, xc_instant now,
                 struct xc_user *user, struct xc_error *error) {
    struct xc_str where;
    return xc_users_signed_in(w->store, xc_str_from(token), now, w->arena, &where, user,
                              error);
}

static void are_kept_as_facts(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    struct xc_user *users, user;
    size_t count;
    put(w, wang);
    put(w, (struct xc_user){.name = XC_STR("李"),
                            .role = XC_VIEWER_INSPECTOR,
                            .person = XC_STR("P7")});
    test_ok(xc_users_load(w->store, office, w->arena, &users, &count, NULL, &error),
            &error);
    assert_int_equal(count, 2);
    test_ok(xc_users_find(w->store, office, XC_STR("李"), w->arena, &user, &error),
            &error);
    assert_int_equal(user.role, XC_VIEWER_INSPECTOR);
    assert_true(xc_str_is(user.person, "P7"));
    test_says(xc_users_find(w->store, office, XC_STR("zhao"), w->arena, &user, &error),
              XC_ENO, &error, "there is no user 'zhao'");
}

static void refuses_what_is_no_user(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    const struct xc_user bad[] = {
        {.name = XC_STR(""), .role = XC_VIEWER_ADMIN},
        {.name = XC_STR("a b"), .role = XC_VIEWER_ADMIN},
        {.name = XC_STR("a\u200b"), .role = XC_VIEWER_ADMIN},
        {.name = XC_STR("a"), .role = XC_VIEWER_PUBLIC},
        {.name = XC_STR("a"), .role = XC_VIEWER_FEED},
        {.name = XC_STR("a"), .role = XC_VIEWER_INSPECTOR},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(xc_users_put(w->store, office, &bad[i], TEST_AT, &error),
                         XC_EINPUT);
}

static void first_passwords_have_to_be_changed(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char first[XC_TOKEN_CHARS + 1], token[XC_TOKEN_CHARS + 1];
    struct xc_user user;
    put(w, wang);
    test_ok(xc_users_first_password(w->store, office, wang.name, TEST_AT, first, &error),
            &error);
    test_ok(sign_in(w, "wang", first, TEST_AT, token, &error), &error);
    test_ok(whose(w, token, TEST_AT, &user, &error), &error);
    assert_true(user.must_change);
    assert_false(xc_access_may(&user, XC_ACT_READ));
    test_says(xc_users_change_password(w->store, office, wang.name, xc_str_from(first),
                                       xc_str_from(first), TEST_AT, &error),
              XC_EINPUT, &error, "the new password is the old one");
    test_says(xc_users_change_password(w->store, office, wang.name, xc_str_from(first),
                                       XC_STR("short"), TEST_AT, &error),
              XC_EINPUT, &error, "at least 10 characters");
    test_says(xc_users_change_password(w->store, office, wang.name, XC_STR("not that"),
                                       XC_STR("long enough it is"), TEST_AT, &error),
              XC_ENO, &error, "the name or the password is wrong");
    test_ok(xc_users_change_password(w->store, office, wang.name, xc_str_from(first),
                                     XC_STR("long enough it is"), TEST_AT, &error),
            &error);
    test_says(whose(w, token, TEST_AT, &user, &error), XC_ENO, &error,
              "you are not signed in"); /* it ended them */
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, token, &error), &error);
    test_ok(whose(w, token, TEST_AT, &user, &error), &error);
    assert_true(xc_access_may(&user, XC_ACT_PLAN));
}

static void refuses_all_strangers_alike(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char token[XC_TOKEN_CHARS + 1];
    struct xc_user gone = wang;
    let_in(w, wang, "long enough it is");
    gone.name = XC_STR("gone");
    let_in(w, gone, "long enough it was");
    gone.disabled = true;
    put(w, gone);
    static const char said[] =
        "the name or the password is wrong, or the user is disabled";
    test_says(sign_in(w, "wang", "something else", TEST_AT, token, &error), XC_ENO,
              &error, said);
    test_says(sign_in(w, "nobody", "long enough it is", TEST_AT, token, &error), XC_ENO,
              &error, said);
    test_says(sign_in(w, "gone", "long enough it was", TEST_AT, token, &error), XC_ENO,
              &error, said);
}

static void sign_ins_end(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char token[XC_TOKEN_CHARS + 1], other[XC_TOKEN_CHARS + 1];
    struct xc_user user;
    let_in(w, wang, "long enough it is");
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, token, &error), &error);
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, other, &error), &error);
    assert_string_not_equal(token, other);
    xc_instant now = TEST_AT;
    for (; now < TEST_AT + XC_SIGN_IN_SECONDS; now += XC_SIGN_IN_IDLE)
        test_ok(whose(w, token, now, &user, &error), &error);
    assert_int_equal(whose(w, token, now, &user, &error), XC_ENO); /* its time is over */
    assert_int_equal(whose(w, other, TEST_AT + XC_SIGN_IN_IDLE + 1, &user, &error),
                     XC_ENO); /* not used for an hour */
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, token, &error), &error);
    test_ok(xc_users_sign_out(w->store, xc_str_from(token), &error), &error);
    assert_int_equal(whose(w, token, TEST_AT, &user, &error), XC_ENO);
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, token, &error), &error);
    user = wang;
    user.role = XC_VIEWER_AUDITOR;
    put(w, user); /* another role: sign in again */
    assert_int_equal(whose(w, token, TEST_AT, &user, &error), XC_ENO);
    assert_int_equal(whose(w, "guessed", TEST_AT, &user, &error), XC_ENO);
}

static void nothing_stored_lets_anybody_in(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char token[XC_TOKEN_CHARS + 1], sql[256];
    let_in(w, wang, "long enough it is");
    test_ok(sign_in(w, "wang", "long enough it is", TEST_AT, token, &error), &error);
    assert_int_equal(test_count(w->path, "SELECT count(*) FROM secret"), 1);
    assert_int_equal(
        test_count(w->path, "SELECT count(*) FROM secret WHERE value LIKE 'scrypt$%'"),
        1);
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM sign_in WHERE CAST(token AS TEXT) = '%s'",
                   token);
    assert_int_equal(test_count(w->path, sql), 0);
    assert_int_equal(test_count(w->path, "SELECT count(*) FROM ledger WHERE body LIKE"
                                         " '%scrypt%' OR body LIKE '%long enough%'"),
                     0);
}

/* Words in both languages, and a password that was chosen before. */
static void are_told_and_set_up(void **state) {
    struct workspace *w = *state;
    struct xc_error error = {0};
    char token[XC_TOKEN_CHARS + 1];
    struct xc_user user = wang;
    assert_int_equal(xc_user_role_parse(XC_STR("检查人员")), XC_VIEWER_INSPECTOR);
    assert_int_equal(xc_user_role_parse(XC_STR("auditor")), XC_VIEWER_AUDITOR);
    assert_int_equal(xc_user_role_parse(XC_STR("feed")), 0);
    assert_string_equal(xc_user_role_word(XC_VIEWER_PLANNER), "planner");
    assert_string_equal(xc_user_role_chinese(XC_VIEWER_ADMIN), "管理员");
    assert_string_equal(xc_user_role_word(XC_VIEWER_PUBLIC), "");
    assert_string_equal(xc_user_state_word(&user), "active");
    user.must_change = true;
    assert_string_equal(xc_user_state_word(&user), "fresh");
    user.disabled = true;
    assert_string_equal(xc_user_state_chinese(&user), "停用");
    for (unsigned act = XC_ACT_HERE; act <= XC_ACT_ADMINISTER; act++) {
        assert_true(strlen(xc_act_word((enum xc_act)act)) > 3);
    }
    user = (struct xc_user){.role = XC_VIEWER_ADMIN};
    assert_false(xc_access_may(&user, XC_ACT_HERE));
    assert_false(xc_access_may(NULL, XC_ACT_HERE));
    put(w, wang);
    test_says(xc_users_set_password(w->store, office, wang.name, XC_STR("kurz"), TEST_AT,
                                    &error),
              XC_EINPUT, &error, "at least");
    test_says(xc_users_set_password(w->store, office, XC_STR("zhao"),
                                    XC_STR("eins zwei drei"), TEST_AT, &error),
              XC_ENO, &error, "there is no user 'zhao'");
    test_ok(xc_users_set_password(w->store, office, wang.name, XC_STR("eins zwei drei"),
                                  TEST_AT, &error),
            &error);
    test_ok(sign_in(w, "wang", "eins zwei drei", TEST_AT, token, &error), &error);
    test_ok(whose(w, token, TEST_AT, &user, &error), &error);
    assert_false(user.must_change);
}

static void roles_may_what_they_are_for(void **state) {
    (void)state;
    struct xc_user user = wang;
    assert_true(xc_access_may(NULL, XC_ACT_READ_PUBLIC));
    assert_false(xc_access_may(NULL, XC_ACT_READ));
    assert_true(xc_access_may(&user, XC_ACT_DRAW));
    assert_false(xc_access_may(&user, XC_ACT_ADMINISTER));
    user.role = XC_VIEWER_ADMIN;
    assert_true(xc_access_may(&user, XC_ACT_ADMINISTER));
    user.role = XC_VIEWER_AUDITOR;
    assert_true(xc_access_may(&user, XC_ACT_READ_LEDGER));
    assert_false(xc_access_may(&user, XC_ACT_RECORD));
    user.role = XC_VIEWER_INSPECTOR;
    assert_true(xc_access_may(&user, XC_ACT_RECORD_OWN));
    assert_false(xc_access_may(&user, XC_ACT_READ));
    assert_false(xc_access_may(&user, XC_ACT_RECORD));
    user.disabled = true;
    assert_false(xc_access_may(&user, XC_ACT_READ_OWN));
}

int main(void) {
#define STORY(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        STORY(are_kept_as_facts),
        STORY(refuses_what_is_no_user),
        STORY(first_passwords_have_to_be_changed),
        STORY(refuses_all_strangers_alike),
        STORY(sign_ins_end),
        STORY(nothing_stored_lets_anybody_in),
        STORY(are_told_and_set_up),
        cmocka_unit_test(roles_may_what_they_are_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
