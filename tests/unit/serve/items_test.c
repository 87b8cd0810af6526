/* The items of a list in canonical JSON. */
#include "serve/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The items, with a bar between them; "-": there is no list. */
static void items(const char *text, const char *list, const char *expected) {
    size_t count = 0;
    struct xc_str *found = xc_answers_items(xc_str_from(text), list, &count);
    struct xc_buffer out = xc_buffer_make(1 << 20);
    for (size_t i = 0; i < count; i++)
        xc_buffer_printf(&out, "%s%.*s", i ? "|" : "", XC_PRI(found[i]));
    if (!found)
        xc_buffer_puts(&out, "-");
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    assert_string_equal(out.ptr, expected);
    xc_buffer_free(&out);
    free(found);
}

static void finds_items(void **state) {
    (void)state;
    items("[]", "", "");
    items("[1]", "", "1");
    items("[1,\"a,b]\",{\"c\":[1,2]},[],null]", "", "1|\"a,b]\"|{\"c\":[1,2]}|[]|null");
    items("[\"\\\"],\",2]", "", "\"\\\"],\"|2");
    items("[\"\\\\\",2]", "", "\"\\\\\"|2");
}

static void finds_members(void **state) {
    (void)state;
    items("{\"a\":1,\"visits\":[1,2],\"z\":\"[\"}", "visits", "1|2");
    items("{\"a\":{\"visits\":[9]},\"visits\":[]}", "visits", "");
    items("{\"a\":\"visits\",\"b\":[1]}", "b", "1");
    items("{\"a\":1}", "visits", "-");
    items("{\"visits\":5}", "visits", "-");
    items("5", "", "-");
    items("", "", "-");
    items("{", "visits", "-");
}

static void finds_many(void **state) {
    enum { MANY = 1000 };
    size_t count = 0;
    struct xc_buffer text = xc_buffer_make(1 << 20);
    (void)state;
    for (unsigned i = 0; i < MANY; i++)
        xc_buffer_printf(&text, "%s%u", i ? "," : "[", i);
    xc_buffer_putc(&text, ']');
    struct xc_str *found = xc_answers_items(xc_buffer_view(&text), "", &count);
    assert_int_equal(count, MANY);
    assert_true(xc_str_is(found[MANY - 1], "999"));
    free(found);
    xc_buffer_free(&text);
}

/* What a command said, as the answer's status and body. */
static int judge(int status, const char *out, const char *err, bool reads,
                 const char *expected) {
    struct xc_run_result result = {
        .status = status, .out = xc_buffer_make(1024), .error = xc_buffer_make(1024)};
    struct xc_buffer reply = xc_buffer_make(4096);
    xc_buffer_puts(&result.out, out);
    xc_buffer_puts(&result.error, err);
    int code = xc_answers_judge(&result, reads, &reply);
    assert_int_equal(xc_buffer_putc(&reply, '\0'), XC_OK);
    if (expected)
        assert_string_equal(reply.ptr, expected);
    xc_buffer_free(&result.out);
    xc_buffer_free(&result.error);
    xc_buffer_free(&reply);
    return code;
}

static void judges(void **state) {
    static const char no[] = "{\"error\":{\"code\":\"no\"}}\n";
    static const char forbidden[] = "{\"error\":{\"code\":\"forbidden\"}}\n";
    (void)state;
    assert_int_equal(judge(0, "[1]\n", "", true, "[1]"), 200);
    assert_int_equal(judge(0, "", "a note\n", false, "{}"), 200);
    assert_int_equal(judge(1, "", no, true, "{\"error\":{\"code\":\"no\"}}"), 404);
    assert_int_equal(judge(1, "", no, false, NULL), 409);
    assert_int_equal(
        judge(1, "[1]\n", no, true, "{\"error\":{\"code\":\"no\"},\"answer\":[1]}"), 409);
    assert_int_equal(judge(1, "", forbidden, true, NULL), 403);
    assert_int_equal(judge(2, "", no, false, NULL), 400);
    assert_int_equal(judge(3, "", no, false, NULL), 422);
    assert_int_equal(judge(4, "", no, false, NULL), 503);
    assert_int_equal(judge(5, "", no, false, NULL), 422);
    assert_int_equal(judge(1, "{\"unmet\":2}\n", no, false,
                           "{\"error\":{\"code\":\"no\"},\"answer\":{\"unmet\":2}}"),
                     409);
    /* Killed, or ended without a word. */
    assert_int_equal(judge(-1, "[1", "", true, NULL), 500);
    assert_int_equal(judge(1, "", "", false, NULL), 500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_items),
        cmocka_unit_test(finds_members),
        cmocka_unit_test(finds_many),
        cmocka_unit_test(judges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
