#include "register/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const enum xc_vocabulary vocabularies[] = {
    XC_WORDS_KIND,  XC_WORDS_OWNERSHIP, XC_WORDS_STATUS, XC_WORDS_CREDIT,
    XC_WORDS_DATUM, XC_WORDS_LEVEL,     XC_WORDS_ROLE};

static void every_value_has_both_words(void **state) {
    (void)state;
    for (size_t v = 0; v < sizeof(vocabularies) / sizeof(vocabularies[0]); v++) {
        enum xc_vocabulary vocabulary = vocabularies[v];
        for (unsigned value = 1; value < xc_words_count(vocabulary); value++) {
            const char *english = xc_words_english(vocabulary, value);
            const char *chinese = xc_words_chinese(vocabulary, value);
            assert_true(strlen(english) > 0);
            assert_true(strlen(chinese) > 0);
            assert_int_equal(xc_words_parse(vocabulary, xc_str_from(english)), value);
            assert_int_equal(xc_words_parse(vocabulary, xc_str_from(chinese)), value);
            for (unsigned other = 1; other < value; other++)
                assert_string_not_equal(english, xc_words_english(vocabulary, other));
        }
        assert_string_equal(xc_words_english(vocabulary, 0), "");
        assert_string_equal(xc_words_chinese(vocabulary, 0), "");
        assert_string_equal(xc_words_english(vocabulary, xc_words_count(vocabulary)), "");
    }
}

static void words_are_found(void **state) {
    (void)state;
    static const struct {
        const char *word;
        enum xc_vocabulary vocabulary;
        unsigned value;
    } cases[] = {
        {"零售药店", XC_WORDS_KIND, XC_KIND_PHARMACY},
        {" Pharmacy\t", XC_WORDS_KIND, XC_KIND_PHARMACY},
        {"ＨＯＳＰＩＴＡＬ", XC_WORDS_KIND, XC_KIND_HOSPITAL},
        {"社区卫生服务中心（站）", XC_WORDS_KIND, XC_KIND_COMMUNITY},
        {"社区卫生服务站", XC_WORDS_KIND, XC_KIND_COMMUNITY},
        {"门诊部", XC_WORDS_KIND, XC_KIND_CLINIC},
        {"其它", XC_WORDS_KIND, XC_KIND_OTHER},
        {"　卫生院　", XC_WORDS_KIND, XC_KIND_HEALTH_CENTER},
        {"民营", XC_WORDS_OWNERSHIP, XC_OWNERSHIP_PRIVATE},
        {"注销", XC_WORDS_STATUS, XC_STATUS_CLOSED},
        {"ａ", XC_WORDS_CREDIT, XC_CREDIT_A},
        {"d级", XC_WORDS_CREDIT, XC_CREDIT_D},
        {"GCJ-02", XC_WORDS_DATUM, XC_DATUM_GCJ02},
        {"片区", XC_WORDS_LEVEL, XC_LEVEL_ZONE},
        {"组长", XC_WORDS_ROLE, XC_ROLE_LEAD},
        {"Third_Party", XC_WORDS_ROLE, XC_ROLE_THIRD_PARTY},
        {"hosptial", XC_WORDS_KIND, 0},
        {"medical", XC_WORDS_KIND, 0},
        {"医 院", XC_WORDS_KIND, 0},
        {"", XC_WORDS_KIND, 0},
        {"-", XC_WORDS_KIND, 0},
        {"E", XC_WORDS_CREDIT, 0},
        {"pharmacy", XC_WORDS_ROLE, 0},
        {"\xff\xfe", XC_WORDS_KIND, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(xc_words_parse(cases[i].vocabulary, xc_str_from(cases[i].word)),
                         cases[i].value);
    static char huge[100000];
    memset(huge, 'h', sizeof(huge));
    assert_int_equal(xc_words_parse(XC_WORDS_KIND, (struct xc_str){huge, sizeof(huge)}),
                     0);
    assert_int_equal(
        xc_words_suggest(XC_WORDS_KIND, (struct xc_str){huge, sizeof(huge)}).len, 0);
}

static void near_words_are_suggested(void **state) {
    (void)state;
    assert_true(
        xc_str_is(xc_words_suggest(XC_WORDS_KIND, XC_STR("hosptial")), "hospital"));
    assert_true(
        xc_str_is(xc_words_suggest(XC_WORDS_KIND, XC_STR("零售药品店")), "零售药店"));
    assert_true(xc_str_is(xc_words_suggest(XC_WORDS_STATUS, XC_STR("activ")), "active"));
    assert_int_equal(xc_words_suggest(XC_WORDS_KIND, XC_STR("zzzzzz")).len, 0);
}

static void medical_is_a_group(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < XC_KIND_COUNT; kind++) {
        bool outside = kind == XC_KIND_NONE || kind == XC_KIND_PHARMACY ||
                       kind == XC_KIND_AGENCY || kind == XC_KIND_CONTRACTOR ||
                       kind == XC_KIND_OTHER;
        assert_int_equal(xc_kind_medical((enum xc_kind)kind), !outside);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_has_both_words),
        cmocka_unit_test(words_are_found),
        cmocka_unit_test(near_words_are_suggested),
        cmocka_unit_test(medical_is_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
