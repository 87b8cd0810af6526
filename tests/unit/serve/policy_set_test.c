#include "serve/policy_set.h"

#include "base/file.h"
#include "serve/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

struct places {
    char policies[128], plugins[128], root[128];
};

static struct places places_of(unsigned round) {
    struct places places;
    (void)snprintf(places.policies, sizeof places.policies, "%s/policies", folder);
    (void)snprintf(places.plugins, sizeof places.plugins, "%s/plugins", folder);
    (void)snprintf(places.root, sizeof places.root, "%s/copy-%u", folder, round);
    return places;
}

static void put(const char *name, const char *text) {
    char path[256];
    struct xc_error error = {0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
    assert_int_equal(xc_scratch_write(path, xc_str_from(text), &error), XC_OK);
}

static bool says(const char *path, const char *text) {
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    struct xc_error error = {0};
    bool same = xc_file_read(path, &bytes, &error) == XC_OK &&
                xc_str_is(xc_buffer_view(&bytes), text);
    xc_buffer_free(&bytes);
    return same;
}

static int setup(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/xuncha-set-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    xc_scratch_remove(folder);
    return 0;
}

static struct xc_policy_set *read_set(unsigned round, const char *known) {
    struct places places = places_of(round);
    struct xc_policy_set *set = NULL;
    struct xc_error error = {0};
    assert_int_equal(xc_policy_set_read(places.policies, places.plugins, places.root,
                                        known, &set, &error),
                     XC_OK);
    return set;
}

static void copies_stay_what_they_were(void **state) {
    char plugin[256];
    (void)state;
    put("policies/town/x.lua", "one");
    put("policies/town/x_test.lua", "test");
    put("policies/empty.lua", "");
    put("plugins/own/own.lua", "plugin");
    struct xc_policy_set *first = read_set(1, NULL);
    assert_int_equal(first->count, 2);
    assert_true(xc_str_is(first->texts[0].name, "empty"));
    assert_true(xc_str_is(first->texts[1].name, "town.x"));
    assert_true(xc_str_is(first->texts[1].below, "town/x.lua"));
    assert_int_equal(first->folder_count, 4);
    put("policies/town/x.lua", "two");
    assert_true(says(first->texts[1].path, "one"));
    (void)snprintf(plugin, sizeof plugin, "%s/own/own.lua", first->plugins);
    assert_true(says(plugin, "plugin"));
    (void)snprintf(plugin, sizeof plugin, "%s/town/x_test.lua", first->policies);
    assert_true(says(plugin, "test"));
    struct xc_policy_set *second = read_set(2, first->digest.ptr);
    assert_non_null(second);
    assert_true(says(second->texts[1].path, "two"));
    assert_true(xc_str_equal(first->plugin_digest, second->plugin_digest));
    assert_true(xc_str_equal(first->texts[0].digest, second->texts[0].digest));
    assert_false(xc_str_equal(first->texts[1].digest, second->texts[1].digest));
    assert_null(read_set(3, second->digest.ptr));
    xc_policy_set_free(first);
    xc_policy_set_free(second);
}

/* A new test, a plugin, a name: each makes another set. */
static void everything_counts(void **state) {
    static const char *const changes[][2] = {{"policies/x_test.lua", "test"},
                                             {"plugins/own/own.lua", "plugin"},
                                             {"policies/y.lua", "one"}};
    (void)state;
    put("policies/x.lua", "one");
    struct xc_policy_set *set = read_set(0, NULL);
    for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
        put(changes[i][0], changes[i][1]);
        struct xc_policy_set *next = read_set(i + 1, set->digest.ptr);
        assert_non_null(next);
        xc_policy_set_free(set);
        set = next;
    }
    xc_policy_set_free(set);
}

static void what_cannot_be_read(void **state) {
    struct places places = places_of(1);
    struct xc_policy_set *set = NULL;
    struct xc_error error = {0};
    char *huge = malloc(XC_POLICY_BYTES + 2);
    (void)state;
    assert_non_null(huge);
    assert_int_equal(
        xc_policy_set_read(places.policies, NULL, places.root, NULL, &set, &error),
        XC_ENO);
    assert_null(set);
    memset(huge, '-', XC_POLICY_BYTES + 1);
    huge[XC_POLICY_BYTES + 1] = '\0';
    put("policies/huge.lua", huge);
    put("policies/x.lua", "one");
    set = read_set(2, NULL);
    assert_null(set->texts[0].path);
    assert_int_equal(set->texts[0].error.code, XC_EINPUT);
    assert_non_null(set->texts[1].path);
    xc_policy_set_free(set);
    free(huge);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(copies_stay_what_they_were, setup, teardown),
        cmocka_unit_test_setup_teardown(everything_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
