#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "records.h"
#include "report/record_page.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 256 << 20, PAGE_BYTES = 16 << 20 };

struct fixture {
    struct xc_arena *arena;
    json_t *json;
    json_t *names;
    struct xc_record record;
    struct xc_record_report report;
    struct xc_buffer out;
    struct xc_catalogue *chinese; /* as the page wants them */
    bool chinese_first;
    struct xc_str title;
};

static void write_page(struct fixture *f) {
    struct xc_record_page page = {.record = &f->record,
                                  .report = &f->report,
                                  .names = f->names,
                                  .title = f->title,
                                  .file = XC_STR("demo<8>.json"),
                                  .digest = XC_STR("00ff"),
                                  .chinese = f->chinese,
                                  .chinese_first = f->chinese_first,
                                  .offset_minutes = 480};
    struct xc_error error = {0};
    assert_int_equal(xc_record_read(f->json, f->arena, &f->record, &error), XC_OK);
    assert_int_equal(xc_record_verify(&f->record, f->arena, &f->report, NULL, &error),
                     XC_OK);
    assert_int_equal(xc_report_record_page(&page, &f->out, &error), XC_OK);
    assert_int_equal(xc_buffer_putc(&f->out, '\0'), XC_OK);
}

static void start(struct fixture *f, json_t *(*make)(struct xc_arena *arena)) {
    *f = (struct fixture){.arena = xc_arena_new(ARENA_BYTES),
                          .out = xc_buffer_make(PAGE_BYTES)};
    f->json = make(f->arena);
    assert_non_null(f->json);
}

static void end(struct fixture *f) {
    json_decref(f->json);
    json_decref(f->names);
    xc_catalogue_free(f->chinese);
    xc_buffer_free(&f->out);
    xc_arena_free(f->arena);
}

/* A catalogue of a few texts, ascending by bytes. */
static const char *const pairs[][2] = {
    {"1. What was in the urn", "一、抽取池"},
    {"In each stratum every target has the same chance.", "机会均等。"},
    {"drawn by:", "抽取人："},
    {"officer", "执法人员"},
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

static size_t put32(char *out, size_t at, size_t value) {
    for (size_t i = 0; i < 4; i++)
        out[at + i] = (char)(value >> (8 * i));
    return at + 4;
}

static struct xc_catalogue *make_chinese(void) {
    const size_t head[] = {0x950412de, 0, PAIRS, 28, 28 + PAIRS * 8, 0, 0};
    char path[] = "/tmp/xuncha-mo-XXXXXX", bytes[1024];
    struct xc_catalogue *catalogue = NULL;
    size_t at = 0, text = 28 + PAIRS * 16;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        at = put32(bytes, at, head[i]);
    for (size_t i = 0; i < 2 * (size_t)PAIRS; i++) {
        const char *word = pairs[i % PAIRS][i / PAIRS];
        at = put32(bytes, put32(bytes, at, strlen(word)), text);
        memcpy(bytes + text, word, strlen(word) + 1);
        text += strlen(word) + 1;
    }
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, text), text);
    assert_int_equal(close(descriptor), 0);
    assert_int_equal(xc_catalogue_load(path, &catalogue, NULL), XC_OK);
    assert_int_equal(unlink(path), 0);
    return catalogue;
}

static void assert_holds(const struct fixture *f, const char *text) {
    if (strstr(f->out.ptr, text) == NULL)
        fail_msg("the page does not hold: %s", text);
}

static void assert_lacks(const struct fixture *f, const char *text) {
    if (strstr(f->out.ptr, text) != NULL)
        fail_msg("the page holds: %s", text);
}

static void test_the_example(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    write_page(&f);
    assert_holds(&f, "<!DOCTYPE html>");
    assert_holds(&f, "lang=\"en\"");
    assert_holds(&f, "Verified: everything");
    assert_holds(&f, "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605");
    assert_holds(&f, "<th>number to draw</th><td>A: 3</td>");
    assert_holds(&f, "3 of 4 targets were drawn.");
    assert_holds(&f, "<td>A</td><td><code>A</code></td><td class=number>4</td>"
                     "<td class=number>3</td>");
    assert_holds(&f, "25 throws of a die before witnesses<br><code>dice 25</code>");
    assert_holds(&f, "Nobody goes to a target of his own organisation.");
    assert_holds(&f, "1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1");
    assert_holds(&f, "8f89ed15ba5367544d02533ce17e2ddec927189981afd8deb492e6d1d22ec096");
    assert_holds(&f, "<th></th><th>target</th><th>officer</th></tr>");
    assert_holds(&f, "<td>T1</td><td>P3</td>");
    assert_lacks(&f, "<span lang");
    assert_holds(&f, "xuncha verify demo&lt;8&gt;.json");
    assert_holds(&f, "discipline inspection:");
    assert_lacks(&f, "Substitutions");
    assert_lacks(&f, "<script");
    assert_lacks(&f, "http:");
    assert_lacks(&f, "https:");
    end(&f);
}

static void test_names_are_escaped(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    f.names =
        json_pack("{s:s, s:i}", "T1", "<script>alert('x')</script> & \"Co\"", "T2", 7);
    write_page(&f);
    assert_holds(&f,
                 "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Co&quot; "
                 "<small>T1</small>");
    assert_lacks(&f, "<script");
    assert_holds(&f, "<td>T2</td>");
    end(&f);
}

static void test_a_difference_stands_on_top(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    json_t *list = json_object_get(
        json_object_get(json_object_get(f.json, "result"), "selected"), "A");
    json_array_set_new(list, 0, json_string("T<3>"));
    write_page(&f);
    assert_holds(&f, "DIFFERENT");
    assert_lacks(&f, "Verified: everything");
    assert_holds(&f,
                 "place 1 of the stratum “A” is “T2”, but the record says “T&lt;3&gt;”");
    end(&f);
}

/* Every kind of record has a page: teams, substitutions, draws inside draws. */
static void test_all_kinds(void **state) {
    (void)state;
    unsigned teams = 0, subs = 0, voids = 0;
    for (uint64_t number = 0; number < 150; number++) {
        struct fixture f = {.arena = xc_arena_new(ARENA_BYTES),
                            .out = xc_buffer_make(PAGE_BYTES)};
        f.json = made_record(number, MADE_HONEST, f.arena);
        if (f.json != NULL) {
            write_page(&f);
            assert_holds(&f, "</body></html>");
            bool has_teams = strstr(f.out.ptr, "<th>members</th>") != NULL;
            assert_int_equal(has_teams, json_object_get(json_object_get(f.json, "result"),
                                                        "teams") != NULL);
            teams += has_teams;
            subs += strstr(f.out.ptr, "<h3>Substitution 1</h3>") != NULL;
            voids += strstr(f.out.ptr, "nobody was left: void") != NULL;
        }
        end(&f);
    }
    assert_true(teams > 0 && subs > 10 && voids > 0);
}

static size_t times_in(const struct fixture *f, const char *text) {
    size_t count = 0;
    for (const char *at = f->out.ptr; (at = strstr(at, text)) != NULL; at++)
        count++;
    return count;
}

/* Both languages in one file; what has no translation stands there once. */
static void test_two_languages(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    f.chinese = make_chinese();
    f.chinese_first = true;
    write_page(&f);
    assert_holds(&f, "<html lang=\"zh-CN\">");
    assert_holds(&f,
                 "<h2>一、抽取池 <span lang=\"en\">1. What was in the urn</span></h2>");
    assert_holds(&f, "<p>机会均等。 <span lang=\"en\">In each stratum");
    assert_holds(&f, "<td>抽取人： <span lang=\"en\">drawn by:</span></td>");
    assert_holds(&f, "<th>执法人员 <span lang=\"en\">officer</span></th>");
    assert_int_equal(times_in(&f, "<h2>4. Where the seed came from</h2>"), 1);
    assert_int_equal(times_in(&f, "Where the seed came from"), 1);
    end(&f);
    start(&f, made_example);
    f.chinese = make_chinese();
    write_page(&f);
    assert_holds(&f, "<html lang=\"en\">");
    assert_holds(
        &f, "<h2>1. What was in the urn <span lang=\"zh-CN\">一、抽取池</span></h2>");
    assert_holds(&f, "<td>drawn by: <span lang=\"zh-CN\">抽取人：</span></td>");
    end(&f);
    start(&f, made_example);
    f.chinese_first = true; /* but there is no Chinese */
    write_page(&f);
    assert_holds(&f, "<html lang=\"en\">");
    end(&f);
}

/* What people read is by their clock; what was signed stays as it is. */
static void test_times(void **state) {
    (void)state;
    struct fixture f;
    char shown[XC_INSTANT_SHOWN];
    xc_instant at;
    start(&f, made_example);
    write_page(&f);
    assert_true(xc_instant_parse(f.record.log.time, 0, &at));
    xc_instant_show(at, 480, shown);
    assert_non_null(strstr(shown, " +08:00"));
    assert_holds(&f, shown);
    assert_true(xc_instant_parse(f.record.result_log.time, 0, &at));
    xc_instant_show(at, 480, shown);
    assert_holds(&f, shown);
    assert_lacks(&f, "UTC");
    assert_lacks(&f, ":00Z");
    end(&f);
}

static void test_names_and_words(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    f.names = json_pack("{s:s, s:s}", "A", "海州区", "P3", "王五");
    f.title = XC_STR("抽查 <2026>");
    write_page(&f);
    assert_holds(&f, "<b>抽查 &lt;2026&gt;</b>");
    assert_holds(&f, "<td>海州区 <small>A</small></td><td><code>A</code></td>");
    assert_holds(&f, "<td>王五 <small>P3</small></td>");
    assert_holds(&f, "海州区 <small>A</small>: 3");
    assert_holds(&f, "@bottom-left{content:\"SHA-256 00ff\"");
    end(&f);
}

static void test_no_room(void **state) {
    (void)state;
    struct fixture f;
    struct xc_error error = {0};
    start(&f, made_example);
    write_page(&f);
    struct xc_record_page page = {.record = &f.record, .report = &f.report};
    struct xc_buffer tight = xc_buffer_make(3000);
    assert_int_equal(xc_report_record_page(&page, &tight, &error), XC_ENOMEM);
    xc_buffer_free(&tight);
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example),
        cmocka_unit_test(test_names_are_escaped),
        cmocka_unit_test(test_a_difference_stands_on_top),
        cmocka_unit_test(test_all_kinds),
        cmocka_unit_test(test_two_languages),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_names_and_words),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
