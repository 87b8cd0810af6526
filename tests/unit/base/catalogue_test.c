#include "check.h"

#include "base/catalogue.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAIRS = 5 };

/* In the order of the bytes, as the format wants them. */
static const char *const pairs[PAIRS][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"%s has %d visits, expected %s", "%3$s 应有，%1$s 实有 %2$d 次"},
    {"%u of %.*s", "%3$.*2$s 的 %1$u"},
    {"no rows", "没有数据行"},
    {"rows of %.*s: %d", "%2$s 行（%1$s）%%"},
};

static void put32(char *place, uint32_t value, bool swapped) {
    for (unsigned i = 0; i < 4; i++) {
        place[swapped ? 3 - i : i] = (char)(value >> (8 * i));
    }
}

/* A .mo file in memory: header, two tables, texts. Returns its length. */
static size_t build(char *out, bool big_endian) {
    memset(out, 0, 28);
    put32(out, UINT32_C(0x950412de), big_endian);
    put32(out + 8, PAIRS, big_endian);
    put32(out + 12, 28, big_endian);
    put32(out + 16, 28 + PAIRS * 8, big_endian);
    size_t at = 28 + PAIRS * 16;
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < PAIRS; i++) {
            size_t len = strlen(pairs[i][side]);
            char *entry = out + 28 + side * PAIRS * 8 + i * 8;
            put32(entry, (uint32_t)len, big_endian);
            put32(entry + 4, (uint32_t)at, big_endian);
            memcpy(out + at, pairs[i][side], len + 1);
            at += len + 1;
        }
    }
    return at;
}

static int load(const char *bytes, size_t len, struct xc_catalogue **catalogue,
                struct xc_error *error) {
    char path[] = "/tmp/xuncha-mo-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, len), len);
    assert_int_equal(close(descriptor), 0);
    int code = xc_catalogue_load(path, catalogue, error);
    assert_int_equal(unlink(path), 0);
    return code;
}

static void test_lookup(void **state) {
    (void)state;
    char bytes[4096];
    for (int order = 0; order < 2; order++) {
        struct xc_catalogue *catalogue = NULL;
        size_t len = build(bytes, order == 1);
        assert_int_equal(load(bytes, len, &catalogue, NULL), XC_OK);
        for (size_t i = 1; i < PAIRS; i++) {
            assert_string_equal(xc_text(catalogue, pairs[i][0]), pairs[i][1]);
        }
        assert_string_equal(xc_text(catalogue, "no row"), "no row");
        assert_string_equal(xc_text(catalogue, "zzz"), "zzz");
        assert_string_equal(xc_text(catalogue, "!"), "!");
        assert_string_equal(xc_text(catalogue, ""), ""); /* not the file's header */
        xc_catalogue_free(catalogue);
    }
    assert_string_equal(xc_text(NULL, "no rows"), "no rows");
    xc_catalogue_free(NULL);
}

static void assert_rendered(const struct xc_message *message,
                            const struct xc_catalogue *catalogue, const char *expected) {
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(xc_message_render(message, catalogue, &out), XC_OK);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    assert_string_equal(out.ptr, expected);
    xc_buffer_free(&out);
}

static void test_messages_with_reordered_arguments(void **state) {
    (void)state;
    char bytes[4096];
    struct xc_catalogue *catalogue = NULL;
    struct xc_message message;
    struct xc_error error = {0};
    assert_int_equal(load(bytes, build(bytes, false), &catalogue, NULL), XC_OK);
    xc_message_set(&message, "%s has %d visits, expected %s", "丁蜀", 12, "14");
    assert_rendered(&message, catalogue, "14 应有，丁蜀 实有 12 次");
    assert_rendered(&message, NULL, "丁蜀 has 12 visits, expected 14");
    xc_message_set(&message, "rows of %.*s: %d", 6, "名录.csv", 3);
    assert_rendered(&message, catalogue, "3 行（名录）%");
    xc_message_set(&message, "%u of %.*s", 4U, 3, "市县");
    assert_rendered(&message, catalogue, "市 的 4");
    (void)xc_fail_at(&error, XC_EINPUT, XC_STR("a.csv"), 2, 0, "no rows");
    (void)xc_hint(&error, "no rows");
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(xc_error_render(&error, catalogue, &out), XC_OK);
    assert_view(xc_buffer_view(&out), "a.csv:2: 没有数据行\n  没有数据行");
    xc_buffer_free(&out);
    xc_catalogue_free(catalogue);
}

/* A translation that asks for arguments that are not there, or for %n, does no harm. */
static void test_hostile_translations(void **state) {
    (void)state;
    static const char *const texts[] = {
        "%9$s %4$d", "%n%n%n", "%s%s%s%s%s", "%99999999999$s",   "%",
        "%1$",       "%*.*s",  "%0$s",       "%1$*9$.*8$s %7$d", "%lllllld",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char bytes[4096];
        struct xc_catalogue *catalogue = NULL;
        struct xc_message message;
        size_t len = build(bytes, false);
        char *entry = bytes + 28 + PAIRS * 8 + 8;
        put32(entry, (uint32_t)strlen(texts[i]), false);
        put32(entry + 4, (uint32_t)len, false);
        memcpy(bytes + len, texts[i], strlen(texts[i]) + 1);
        len += strlen(texts[i]) + 1;
        assert_int_equal(load(bytes, len, &catalogue, NULL), XC_OK);
        xc_message_set(&message, "%s has %d visits, expected %s", "a", 1, "b");
        struct xc_buffer out = xc_buffer_make(4096);
        assert_int_equal(xc_message_render(&message, catalogue, &out), XC_OK);
        xc_buffer_free(&out);
        xc_catalogue_free(catalogue);
    }
}

static void test_truncated_everywhere(void **state) {
    (void)state;
    char bytes[4096];
    size_t len = build(bytes, false);
    for (size_t cut = 0; cut < len; cut++) {
        struct xc_catalogue *catalogue = NULL;
        struct xc_error error = {0};
        char *exact = malloc(cut + 1); /* so that a read behind the end is seen */
        assert_non_null(exact);
        memcpy(exact, bytes, cut);
        assert_int_equal(load(exact, cut, &catalogue, &error), XC_EINPUT);
        assert_null(catalogue);
        assert_non_null(error.hint.id);
        free(exact);
    }
}

static void test_hostile_numbers(void **state) {
    (void)state;
    static const uint32_t numbers[] = {0,          1,          27,         0x7fffffff,
                                       0x80000000, 0xfffffff0, 0xffffffff, 0x10000000};
    char bytes[4096];
    size_t len = build(bytes, false);
    for (size_t offset = 0; offset < 28 + PAIRS * 16; offset += 4) {
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            struct xc_catalogue *catalogue = NULL;
            char saved[4];
            memcpy(saved, bytes + offset, 4);
            put32(bytes + offset, numbers[i], false);
            if (load(bytes, len, &catalogue, NULL) == XC_OK) {
                (void)xc_text(catalogue, "no rows"); /* under the sanitizers */
                xc_catalogue_free(catalogue);
            }
            memcpy(bytes + offset, saved, 4);
        }
    }
    struct xc_catalogue *catalogue = NULL;
    static const struct {
        size_t offset;
        uint32_t value;
    } refused[] = {
        {0, 0x12345678},       {4, 0x00020000},  {8, 0x20000001},
        {12, 0xffffffff},      {16, 0xffffffff}, {28, 0xffffffff},
        {28 + 4, 0xfffffffe},  {28 + 8, 3},      {28 + PAIRS * 8 + 4, 0x7fffffff},
        {28 + 3 * 8 + 4, 108},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        len = build(bytes, false);
        put32(bytes + refused[i].offset, refused[i].value, false);
        if (load(bytes, len, &catalogue, NULL) != XC_EINPUT) {
            fail_msg("accepted number %zu", i);
        }
    }
    len = build(bytes, false);
    char *text = memchr(bytes + 28 + PAIRS * 16, '\xE6', len - 28 - PAIRS * 16);
    assert_non_null(text);
    *text = '\xff';
    assert_int_equal(load(bytes, len, &catalogue, NULL), XC_EINPUT);
}

static void test_other_files(void **state) {
    (void)state;
    struct xc_catalogue *catalogue = NULL;
    struct xc_error error = {0};
    assert_int_equal(xc_catalogue_load("/nowhere/zh.mo", &catalogue, &error), XC_EINPUT);
    static const char html[] =
        "<html><body>this is the page of some captive portal</body>";
    assert_int_equal(load(html, sizeof html, &catalogue, &error), XC_EINPUT);
    assert_null(catalogue);
}

static void test_made_by_msgfmt(void **state) {
    (void)state;
    char folder[] = "/tmp/xuncha-po-XXXXXX";
    char path[3][64];
    char command[300];
    struct xc_catalogue *catalogue = NULL;
    if (system("command -v msgfmt >/dev/null") != 0) {
        skip();
    }
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path[0], sizeof path[0], "%s/zh.po", folder);
    (void)snprintf(path[1], sizeof path[1], "%s/zh.mo", folder);
    static const char po[] = "msgid \"\"\n"
                             "msgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                             "#, c-format\n"
                             "msgid \"%u of %.*s\"\n"
                             "msgstr \"%3$.*2$s 的 %1$u\"\n"
                             "msgid \"no rows\"\n"
                             "msgstr \"没有数据行\"\n"
                             "msgid \"not yet\"\n"
                             "msgstr \"\"\n";
    assert_int_equal(xc_file_write(path[0], xc_str_from(po), 0600, NULL), XC_OK);
    static const char *const orders[] = {"little", "big"};
    for (size_t i = 0; i < 2; i++) {
        struct xc_message message;
        (void)snprintf(command, sizeof command, "msgfmt --check --endianness=%s -o %s %s",
                       orders[i], path[1], path[0]);
        assert_int_equal(system(command), 0);
        assert_int_equal(xc_catalogue_load(path[1], &catalogue, NULL), XC_OK);
        assert_string_equal(xc_text(catalogue, "no rows"), "没有数据行");
        assert_string_equal(xc_text(catalogue, "not yet"), "not yet");
        xc_message_set(&message, "%u of %.*s", 4U, 3, "市县");
        assert_rendered(&message, catalogue, "市 的 4");
        xc_catalogue_free(catalogue);
    }
    assert_int_equal(unlink(path[0]), 0);
    assert_int_equal(unlink(path[1]), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_language(void **state) {
    (void)state;
    assert_string_equal(xc_language("zh", NULL, NULL, NULL), "zh");
    assert_string_equal(xc_language("zh_CN.UTF-8", NULL, NULL, NULL), "zh");
    assert_string_equal(xc_language("en", "zh_CN", NULL, NULL), "en");
    assert_null(xc_language("fr", NULL, NULL, NULL));
    assert_null(xc_language("", NULL, NULL, NULL));
    assert_null(xc_language("english", NULL, NULL, NULL));
    assert_string_equal(xc_language(NULL, NULL, NULL, NULL), "en");
    assert_string_equal(xc_language(NULL, "", "", "zh_CN.UTF-8"), "zh");
    assert_string_equal(xc_language(NULL, "C", "zh_CN", "zh_CN"), "en");
    assert_string_equal(xc_language(NULL, NULL, "zh_HK", "en_US"), "zh");
    assert_string_equal(xc_language(NULL, "de_DE", NULL, "zh_CN"), "en");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_messages_with_reordered_arguments),
        cmocka_unit_test(test_hostile_translations),
        cmocka_unit_test(test_truncated_everywhere),
        cmocka_unit_test(test_hostile_numbers),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_made_by_msgfmt),
        cmocka_unit_test(test_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
