/* Values against schemas: what is taken, and what is refused in which words. */
#include "serve/shape.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char document_text[] =
    "{\"components\":{\"schemas\":{"
    "\"Id\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":4},"
    "\"Day\":{\"$ref\":\"#/components/schemas/Date\"},"
    "\"Date\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"Loop\":{\"$ref\":\"#/components/schemas/Loop\"},"
    "\"Move\":{\"type\":\"object\",\"required\":[\"to\"],\"additionalProperties\":false,"
    "\"properties\":{\"to\":{\"$ref\":\"#/components/schemas/Day\"},"
    "\"people\":{\"type\":\"array\",\"maxItems\":2,"
    "\"items\":{\"$ref\":\"#/components/schemas/Id\"}},"
    "\"minutes\":{\"type\":\"integer\",\"minimum\":15,\"maximum\":480},"
    "\"half\":{\"type\":[\"string\",\"null\"],\"enum\":[\"am\",\"pm\",null]},"
    "\"code\":{\"type\":\"string\",\"pattern\":\"^[0-9]{2,6}$\"}}}}}}";

static json_t *document(void) {
    return json_loads(document_text, 0, NULL);
}

/* What the value is refused with, rendered; empty: it is taken. */
static void judge(const char *schema_name, const char *text, char out[256]) {
    json_t *whole = document();
    struct xc_error error = {0};
    struct xc_buffer reference = xc_buffer_make(256), message = xc_buffer_make(256);
    xc_buffer_printf(&reference, "#/components/schemas/%s", schema_name);
    json_t *schema = json_pack("{s:s%}", "$ref", reference.ptr, reference.len);
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    int rc = xc_shape_check(whole, schema, value, "body", &error);
    if (rc != XC_OK)
        assert_int_equal(rc, XC_EUSAGE);
    if (rc != XC_OK)
        assert_int_equal(xc_message_render(&error.message, NULL, &message), XC_OK);
    memcpy(out, message.ptr ? message.ptr : "", message.len);
    out[message.len] = '\0';
    xc_buffer_free(&message);
    xc_buffer_free(&reference);
    json_decref(schema);
    json_decref(value);
    json_decref(whole);
}

static void takes(const char *schema, const char *text) {
    char out[256];
    judge(schema, text, out);
    assert_string_equal(out, "");
}

static void refuses(const char *schema, const char *text, const char *words) {
    char out[256];
    judge(schema, text, out);
    assert_string_equal(out, words);
}

static void takes_what_fits(void **state) {
    (void)state;
    takes("Move", "{\"to\":\"2026-03-09\"}");
    takes("Move", "{\"to\":\"2026-03-09\",\"people\":[\"a\",\"甲乙丙丁\"],\"minutes\":15,"
                  "\"half\":null,\"code\":\"0123\"}");
    takes("Move", "{\"to\":\"2028-02-29\",\"half\":\"am\",\"minutes\":480}");
}

static void refuses_what_does_not(void **state) {
    (void)state;
    refuses("Move", "{}", "body: 'to' is missing");
    refuses("Move", "[]", "body: object is expected");
    refuses("Move", "{\"to\":\"2026-02-29\"}",
            "body.to: a date that exists is expected, written like 2026-03-05");
    refuses("Move", "{\"to\":5}", "body.to: string is expected");
    refuses("Move", "{\"to\":\"2026-03-09\",\"form\":1}", "body: there is no 'form'");
    refuses("Move", "{\"to\":\"2026-03-09\",\"people\":[\"a\",\"\"]}",
            "body.people.1: at least 1 characters are expected");
    refuses("Move", "{\"to\":\"2026-03-09\",\"people\":[\"abcde\"]}",
            "body.people.0: at most 4 characters are taken");
    refuses("Move", "{\"to\":\"2026-03-09\",\"people\":[\"a\",\"b\",\"c\"]}",
            "body.people: a list of this length is not taken");
    refuses("Move", "{\"to\":\"2026-03-09\",\"minutes\":14}",
            "body.minutes: at least 15 is expected");
    refuses("Move", "{\"to\":\"2026-03-09\",\"minutes\":481}",
            "body.minutes: at most 480 is taken");
    refuses("Move", "{\"to\":\"2026-03-09\",\"minutes\":15.5}",
            "body.minutes: integer is expected");
    refuses("Move", "{\"to\":\"2026-03-09\",\"half\":\"noon\"}",
            "body.half: it is none of am, pm, ");
    refuses("Move", "{\"to\":\"2026-03-09\",\"code\":\"12a\"}",
            "body.code: it is not written as expected: ^[0-9]{2,6}$");
    refuses("Loop", "1", "body: it is nested too deeply");
}

/* A text with a NUL would end early wherever C reads it. */
static void refuses_a_nul(void **state) {
    struct xc_error error = {0};
    json_t *whole = document(), *value = json_stringn("a\0b", 3);
    json_t *schema = json_pack("{s:s}", "$ref", "#/components/schemas/Id");
    (void)state;
    assert_int_equal(xc_shape_check(whole, schema, value, "id", &error), XC_EUSAGE);
    json_decref(schema);
    json_decref(value);
    json_decref(whole);
}

static json_t *read_as(const char *type, const char *text) {
    json_t *schema = json_pack("{s:s}", "type", type);
    json_t *value = xc_shape_read(NULL, schema, xc_str_from(text));
    json_decref(schema);
    return value;
}

static void reads_parameters(void **state) {
    (void)state;
    json_t *value = read_as("integer", "-12");
    assert_int_equal(json_integer_value(value), -12);
    json_decref(value);
    assert_null(read_as("integer", "1e3"));
    assert_null(read_as("integer", ""));
    assert_null(read_as("integer", "-"));
    assert_null(read_as("integer", "9223372036854775808"));
    assert_true(json_is_true(read_as("boolean", "true")));
    assert_null(read_as("boolean", "yes"));
    value = read_as("string", "--db=x");
    assert_string_equal(json_string_value(value), "--db=x");
    json_decref(value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_fits),
        cmocka_unit_test(refuses_what_does_not),
        cmocka_unit_test(refuses_a_nul),
        cmocka_unit_test(reads_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
