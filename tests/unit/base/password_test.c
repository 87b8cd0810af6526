/* Passwords at rest, and tokens. */
#include "base/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_password_opens_only_its_own(void **state) {
    char one[XC_PASSWORD_BYTES], other[XC_PASSWORD_BYTES];
    struct xc_str password = XC_STR("晨光下的定点药店与医院");
    (void)state;
    assert_int_equal(xc_password_seal(password, XC_STR("王"), one, NULL), 0);
    assert_int_equal(xc_password_seal(password, XC_STR("王"), other, NULL), 0);
    assert_string_not_equal(one, other); /* salted */
    assert_true(xc_password_is(password, xc_str_from(one)));
    assert_true(xc_password_is(password, xc_str_from(other)));
    assert_false(xc_password_is(XC_STR("晨光下的定点药店与医"), xc_str_from(one)));
    assert_false(xc_password_is(XC_STR(""), xc_str_from(one)));
    assert_false(xc_password_is(password, XC_STR("")));
    one[strlen(one) - 1] = one[strlen(one) - 1] == '0' ? '1' : '0';
    assert_false(xc_password_is(password, xc_str_from(one)));
}

static void reads_what_others_wrote(void **state) {
    (void)state;
    /* by Python's hashlib.scrypt */
    assert_true(xc_password_is(
        XC_STR("pleaseletmein"),
        XC_STR("scrypt$14$8$1$000102030405060708090a0b0c0d0e0f$"
               "531604fe738df33ae62cd2b994bfe3f573ed28c0d9e5547f875b6413189ce59a")));
    static const char *const bad[] = {
        "scrypt",
        "scrypt$14$8$1$00$00",
        "md5$14$8$1$000102030405060708090a0b0c0d0e0f$00",
        "scrypt$60$8$1$000102030405060708090a0b0c0d0e0f$00",
        "scrypt$14$8$1$000102030405060708090a0b0c0d0e0f$",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(xc_password_is(XC_STR("pleaseletmein"), xc_str_from(bad[i])));
}

static void refuses_weak_ones(void **state) {
    char out[XC_PASSWORD_BYTES], far[XC_PASSWORD_MOST + 2];
    struct xc_error error = {0};
    (void)state;
    memset(far, 'a', sizeof far - 1);
    far[sizeof far - 1] = '\0';
    assert_int_equal(xc_password_seal(XC_STR("ninechars"), XC_STR("a"), out, &error),
                     XC_EINPUT);
    assert_int_equal(
        xc_password_seal(XC_STR("九个字的密码不够长"), XC_STR("a"), out, &error),
        XC_EINPUT);
    assert_int_equal(xc_password_seal(xc_str_from(far), XC_STR("a"), out, &error),
                     XC_EINPUT);
    assert_int_equal(xc_password_seal(XC_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
                                      XC_STR("a"), out, &error),
                     XC_EINPUT);
    assert_int_equal(
        xc_password_seal(XC_STR("wang.xiaoming"), XC_STR("wang.xiaoming"), out, &error),
        XC_EINPUT);
}

static void tokens_differ_and_are_stored_as_digests(void **state) {
    char tokens[100][XC_TOKEN_CHARS + 1];
    struct xc_digest digest, again;
    (void)state;
    unsigned seen[128] = {0};
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(xc_token_new(tokens[i], NULL), 0);
        assert_int_equal(strlen(tokens[i]), XC_TOKEN_CHARS);
        assert_true(xc_token_digest(xc_str_from(tokens[i]), &digest));
        for (unsigned k = 0; k < XC_TOKEN_CHARS; k++)
            seen[(unsigned char)tokens[i][k]]++;
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(tokens[i], tokens[k]);
    }
    for (const char *c = "abcdefghijklmnopqrstuvwxyz234567"; *c; c++)
        assert_in_range(seen[(unsigned char)*c], 40, 180); /* 100 expected of each */
    assert_true(xc_token_digest(xc_str_from(tokens[99]), &again));
    assert_true(xc_digest_equal(&digest, &again));
    assert_false(xc_token_digest(XC_STR("short"), &digest));
    tokens[0][5] = 'A';
    assert_false(xc_token_digest(xc_str_from(tokens[0]), &digest));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_opens_only_its_own),
        cmocka_unit_test(reads_what_others_wrote),
        cmocka_unit_test(refuses_weak_ones),
        cmocka_unit_test(tokens_differ_and_are_stored_as_digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
