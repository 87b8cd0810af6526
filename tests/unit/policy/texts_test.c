/* Every format that this room raises can be translated: texts.c knows it. */
#include "fixture.h"

#include "policy/protocol.h"
#include "policy/schema.h"

#include "base/file.h"

#include <dirent.h>

/* Joins the literals "…" "…" at the start of a run of source; false: none stands there.
 */
static bool read_literal(const char *at, char *out, size_t size) {
    size_t used = 0;
    bool found = false;
    for (;;) {
        at += strspn(at, " \n");
        if (*at != '"')
            break;
        found = true;
        for (at++; *at != '"' && used + 2 < size; at++) {
            if (at[0] == '\\' && at[1] == '"')
                at++;
            out[used++] = *at;
        }
        at++;
    }
    out[used] = '\0';
    return found;
}

/* The first argument that is a literal, before the call ends. */
static bool find_format(const char *call, char *out, size_t size) {
    unsigned depth = 1;
    for (const char *at = call; *at != '\0' && depth > 0; at++) {
        if (*at == '"')
            return read_literal(at, out, size);
        depth += *at == '(';
        depth -= *at == ')';
    }
    return false;
}

static size_t check_calls(const char *file, const char *source, const char *function) {
    size_t count = 0;
    char format[1024];
    for (const char *at = strstr(source, function); at != NULL;
         at = strstr(at + 1, function)) {
        if (!find_format(at + strlen(function), format, sizeof(format)))
            continue;
        count++;
        if (xc_protocol_text(format) == NULL)
            fail_msg("%s: texts.c lacks XC_MSG(\"%s\")", file, format);
    }
    return count;
}

static void all_are_known(void **state) {
    static const char *const functions[] = {"xc_host_raise(", "xc_host_raise_at(",
                                            "xc_fail(", "xc_fail_at(", "xc_hint("};
    static const char folder[] = XC_SOURCE_DIR "/core/policy";
    size_t count = 0;
    (void)state;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    const struct dirent *entry = NULL;
    while ((entry = readdir(listing)) != NULL) {
        char path[PATH_MAX];
        struct xc_buffer source = xc_buffer_make(1 << 20);
        if (!xc_str_ends(xc_str_from(entry->d_name), XC_STR(".c")))
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        assert_int_equal(xc_file_read(path, &source, NULL), XC_OK);
        (void)xc_buffer_putc(&source, '\0');
        for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
            count += check_calls(entry->d_name, source.ptr, functions[i]);
        xc_buffer_free(&source);
    }
    (void)closedir(listing);
    assert_true(count > 100);
}

static void refusals_of_every_type_are_known(void **state) {
    (void)state;
    for (int type = 0; type < XC_TYPES; type++)
        if (xc_schema_word((enum xc_type)type) != NULL &&
            xc_protocol_text(xc_schema_refusal((enum xc_type)type)) == NULL)
            fail_msg("texts.c lacks %s", xc_schema_refusal((enum xc_type)type));
}

static void errors_travel_whole(void **state) {
    struct xc_error sent = {0};
    struct xc_error got = {0};
    (void)state;
    (void)xc_fail_at(&sent, XC_EPOLICY, XC_STR("a.lua"), 12, 3,
                     "%s: unknown parameter '%.*s'", "stage 's'", 3, "timesX");
    (void)xc_hint(&sent, "save the file as UTF-8");
    json_t *json = xc_protocol_error_json(&sent);
    assert_int_equal(xc_protocol_error_read(json, &got), XC_EPOLICY);
    assert_string_equal(got.file, "a.lua");
    assert_int_equal(got.line, 12);
    assert_int_equal(got.column, 3);
    assert_string_equal(got.message.id, "%s: unknown parameter '%.*s'");
    struct xc_buffer text = xc_buffer_make(4096);
    assert_int_equal(xc_error_render(&got, NULL, &text), XC_OK);
    (void)xc_buffer_putc(&text, '\0');
    assert_string_equal(text.ptr, "a.lua:12:3: stage 's': unknown parameter 'tim'\n"
                                  "  save the file as UTF-8");
    xc_buffer_free(&text);
    json_decref(json);
}

/* What the other side sends is not trusted. */
static void broken_errors_are_survived(void **state) {
    static const char *const texts[] = {
        "{}",
        "{\"code\":7,\"id\":7,\"args\":7}",
        "{\"code\":-99,\"id\":\"%s %s\",\"args\":[\"only one\"]}",
        "{\"code\":-5,\"id\":\"%n%99$s%*d\",\"args\":[]}",
        "{\"code\":-5,\"id\":\"%s\",\"args\":[1,null,{}],\"hint\":3}",
        "{\"code\":-5,\"line\":-1,\"column\":99999999999,\"file\":[]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct xc_error error = {0};
        struct xc_buffer text = xc_buffer_make(65536);
        json_t *json = json_loads(texts[i], 0, NULL);
        assert_int_not_equal(xc_protocol_error_read(json, &error), XC_OK);
        assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
        xc_buffer_free(&text);
        json_decref(json);
    }
    struct xc_error error = {0};
    assert_int_equal(xc_protocol_error_read(NULL, &error), XC_EPOLICY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_known),
        cmocka_unit_test(refusals_of_every_type_are_known),
        cmocka_unit_test(errors_travel_whole),
        cmocka_unit_test(broken_errors_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
