/* The list of settings: what it must hold beside what the code asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/form.h"
#include "workspace/settings.h"

static const struct xc_setting *find(const char *name) {
    for (const struct xc_setting *setting = xc_settings; setting->name; setting++)
        if (strcmp(setting->name, name) == 0)
            return setting;
    return NULL;
}

static void every_kind_can_have_its_cap(void **state) {
    (void)state;
    static const char *const caps[] = {"cap_enforcement", "cap_agency_check"};
    for (size_t i = 0; i < 2; i++) {
        assert_non_null(find(caps[i]));
        assert_false(find(caps[i])->special);
        for (unsigned kind = 1; kind < XC_KIND_COUNT; kind++) {
            char name[64];
            (void)snprintf(name, sizeof name, "%s.%s", caps[i],
                           xc_words_english(XC_WORDS_KIND, kind));
            assert_non_null(find(name));
            assert_true(find(name)->special);
        }
    }
}

static void every_form_can_have_its_numbers(void **state) {
    (void)state;
    for (enum xc_form form = XC_FORM_NOTICE; form < XC_FORMS; form++) {
        char name[64];
        (void)snprintf(name, sizeof name, "number.%s", xc_form_word(form));
        assert_non_null(find(name));
        assert_int_equal(find(name)->type, XC_SETTING_PATTERN);
    }
}

static void no_name_stands_twice(void **state) {
    (void)state;
    for (const struct xc_setting *setting = xc_settings; setting->name; setting++) {
        assert_ptr_equal(find(setting->name), setting);
        assert_true(setting->help[0] != '\0');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_can_have_its_cap),
        cmocka_unit_test(every_form_can_have_its_numbers),
        cmocka_unit_test(no_name_stands_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
