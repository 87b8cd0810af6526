/* The counters' text, judged by a reader of OpenMetrics that is as strict as the format.
 */
#include "serve/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct xc_metrics_gauges gauges = {.connections = 7,
                                                .exchanges = 2,
                                                .body_bytes = 1000,
                                                .commands = 1,
                                                .waiting = 3,
                                                .jobs_running = 1,
                                                .jobs_waiting = 4,
                                                .kept_answers = 9,
                                                .started = 1772413200};

static struct xc_buffer text_of(const struct xc_metrics *metrics) {
    struct xc_buffer out = xc_buffer_make(16 << 20);
    assert_int_equal(xc_metrics_text(metrics, &gauges, &out), 0);
    assert_int_equal(xc_buffer_putc(&out, '\0'), 0);
    return out;
}

static void has(const struct xc_buffer *text, const char *part) {
    if (!strstr(text->ptr, part))
        fail_msg("'%s' is not in:\n%.3000s", part, text->ptr);
}

/* ---- a reader ---- */

struct family {
    char name[128];
    char type[32];
    bool help;
    unsigned samples;
};

/* What may follow a family's name in a sample. */
static bool suits(const struct family *family, const char *suffix) {
    if (strcmp(family->type, "counter") == 0)
        return strcmp(suffix, "_total") == 0;
    if (strcmp(family->type, "histogram") == 0)
        return strcmp(suffix, "_bucket") == 0 || strcmp(suffix, "_count") == 0 ||
               strcmp(suffix, "_sum") == 0;
    return *suffix == '\0';
}

static void check_describing(struct family *family, char *line) {
    char word[8];
    char name[128];
    char rest[256];
    char *space = strchr(line + 2, ' ');
    assert_non_null(space);
    *space = '\0';
    (void)snprintf(word, sizeof word, "%.7s", line + 2);
    char *second = strchr(space + 1, ' ');
    assert_non_null(second);
    *second = '\0';
    (void)snprintf(name, sizeof name, "%.120s", space + 1);
    (void)snprintf(rest, sizeof rest, "%.250s", second + 1);
    if (strcmp(word, "TYPE") == 0) {
        assert_string_not_equal(family->name, name);
        (void)snprintf(family->name, sizeof family->name, "%.120s", name);
        (void)snprintf(family->type, sizeof family->type, "%.30s", rest);
        family->help = false;
        family->samples = 0;
        return;
    }
    assert_string_equal(name, family->name);
    if (strcmp(word, "UNIT") == 0) { /* the name ends with its unit */
        size_t len = strlen(name);
        size_t unit = strlen(rest);
        assert_true(len > unit + 1 && name[len - unit - 1] == '_');
        assert_string_equal(name + len - unit, rest);
    } else {
        assert_string_equal(word, "HELP");
        assert_true(rest[strlen(rest) - 1] == '.');
        family->help = true;
    }
}

static void check_sample(struct family *family, const char *line) {
    char suffix[32];
    size_t len = strlen(family->name);
    const char *value = strrchr(line, ' ');
    char *end = NULL;
    assert_true(family->help);
    assert_int_equal(strncmp(line, family->name, len), 0);
    size_t more = strcspn(line + len, "{ ");
    assert_in_range(more, 0, sizeof suffix - 1);
    (void)snprintf(suffix, sizeof suffix, "%.*s", (int)more, line + len);
    if (!suits(family, suffix))
        fail_msg("%s does not suit a %s", line, family->type);
    assert_non_null(value);
    assert_true(value[1] >= '0' && value[1] <= '9');
    (void)strtod(value + 1, &end);
    assert_int_equal(*end, '\0');
    family->samples++;
}

/* The whole text; returns the number of families. */
static unsigned check(const char *text) {
    struct family family = {{0}, {0}, false, 1};
    unsigned families = 0;
    char *copy = malloc(strlen(text) + 1);
    memcpy(copy, text, strlen(text) + 1);
    char *line = copy;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (strcmp(line, "# EOF") == 0) {
            assert_string_equal(end + 1, "");
            break;
        }
        if (strncmp(line, "# TYPE ", 7) == 0)
            families++;
        if (*line == '#')
            check_describing(&family, line);
        else
            check_sample(&family, line);
    }
    assert_string_equal(line, "# EOF");
    free(copy);
    return families;
}

/* ---- stories ---- */

static void counts_by_route_and_status(void **state) {
    struct xc_metrics *metrics = xc_metrics_new();
    (void)state;
    xc_metrics_count(metrics, "/feeds/{token}", 200, 400, 1000);
    xc_metrics_count(metrics, "/feeds/{token}", 304, 60, 0);
    xc_metrics_count(metrics, "/feeds/{token}", 304, 1500000, 0);
    xc_metrics_count(metrics, "/assets", 200, UINT64_C(90000000), 5);
    xc_metrics_count(metrics, NULL, 400, 0, 0);
    struct xc_buffer text = text_of(metrics);
    assert_in_range(check(text.ptr), 14, 30);
    has(&text,
        "# TYPE xuncha_requests counter\n# HELP xuncha_requests Requests answered.\n"
        "xuncha_requests_total{route=\"/assets\",status=\"200\"} 1\n"
        "xuncha_requests_total{route=\"/feeds/{token}\",status=\"200\"} 1\n"
        "xuncha_requests_total{route=\"/feeds/{token}\",status=\"304\"} 2\n"
        "xuncha_requests_total{route=\"none\",status=\"400\"} 1\n");
    has(&text, "xuncha_answer_bytes_total{route=\"/feeds/{token}\"} 1000\n");
    has(&text,
        "xuncha_request_seconds_bucket{route=\"/feeds/{token}\",le=\"0.0005\"} 2\n");
    has(&text, "xuncha_request_seconds_bucket{route=\"/feeds/{token}\",le=\"2.5\"} 3\n");
    has(&text, "xuncha_request_seconds_bucket{route=\"/feeds/{token}\",le=\"+Inf\"} 3\n");
    has(&text, "xuncha_request_seconds_count{route=\"/feeds/{token}\"} 3\n");
    has(&text, "xuncha_request_seconds_sum{route=\"/feeds/{token}\"} 1.500460\n");
    has(&text, "xuncha_request_seconds_bucket{route=\"/assets\",le=\"60\"} 0\n");
    has(&text, "xuncha_request_seconds_bucket{route=\"/assets\",le=\"+Inf\"} 1\n");
    has(&text, "xuncha_connections 7\n");
    has(&text, "xuncha_jobs_waiting 4\n");
    has(&text, "process_start_time_seconds 1772413200\n");
    has(&text, "process_resident_memory_bytes ");
    xc_buffer_free(&text);
    xc_metrics_free(metrics);
}

static void an_empty_one_is_a_text_too(void **state) {
    struct xc_metrics *metrics = xc_metrics_new();
    (void)state;
    struct xc_buffer text = text_of(metrics);
    (void)check(text.ptr);
    xc_buffer_free(&text);
    xc_metrics_free(metrics);
    xc_metrics_count(NULL, "/", 200, 1, 1);
    xc_metrics_free(NULL);
}

/* Every number of before, found again, is at least as large. */
static void counters_never_go_back(void **state) {
    struct xc_metrics *metrics = xc_metrics_new();
    (void)state;
    xc_metrics_count(metrics, "/a", 200, 10, 1);
    xc_metrics_count(metrics, "/c", 200, 70000, 1);
    struct xc_buffer before = text_of(metrics);
    for (unsigned i = 0; i < 1000; i++)
        xc_metrics_count(metrics, i % 3 > 0 ? "/b" : "/a", 200 + (int)(i % 5), i * 997,
                         i);
    struct xc_buffer after = text_of(metrics);
    unsigned compared = 0;
    char *line = before.ptr;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        char *value = strrchr(line, ' ');
        if (*line == '#' || !value || !strchr(line, '{'))
            continue;
        double old = strtod(value + 1, NULL);
        value[1] = '\0';
        const char *found = strstr(after.ptr, line);
        assert_non_null(found);
        assert_true(strtod(found + strlen(line), NULL) >= old);
        compared++;
    }
    assert_in_range(compared, 30, 100);
    xc_buffer_free(&before);
    xc_buffer_free(&after);
    xc_metrics_free(metrics);
}

/* What is asked for cannot make it grow, and nothing is lost from the sums. */
static void too_many_routes_count_together(void **state) {
    enum { ROUTES = 5000 };
    struct xc_metrics *metrics = xc_metrics_new();
    unsigned long sum = 0;
    (void)state;
    for (unsigned i = 0; i < ROUTES; i++) {
        char route[32];
        (void)snprintf(route, sizeof route, "/r\"\\\n%u", i);
        for (int status = 100; status < 200; status++)
            xc_metrics_count(metrics, route, status, 1, 1);
    }
    struct xc_buffer text = text_of(metrics);
    (void)check(text.ptr);
    has(&text, "route=\"other\"");
    has(&text, "{route=\"/r\\\"\\\\\\n17\"}");
    const char *at = text.ptr;
    while ((at = strstr(at, "\nxuncha_request_seconds_count{")) != NULL) {
        at = strchr(at + 1, '\n');
        const char *value = at;
        while (value[-1] != ' ')
            value--;
        sum += strtoul(value, NULL, 10);
    }
    assert_int_equal(sum, 100ul * ROUTES);
    assert_in_range(text.len, 1000, 4 << 20);
    xc_buffer_free(&text);
    xc_metrics_free(metrics);
}

static void says_so_where_the_text_does_not_fit(void **state) {
    struct xc_metrics *metrics = xc_metrics_new();
    struct xc_buffer out = xc_buffer_make(300);
    (void)state;
    assert_int_equal(xc_metrics_text(metrics, &gauges, &out), XC_ENOMEM);
    xc_buffer_free(&out);
    xc_metrics_free(metrics);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_route_and_status),
        cmocka_unit_test(an_empty_one_is_a_text_too),
        cmocka_unit_test(counters_never_go_back),
        cmocka_unit_test(too_many_routes_count_together),
        cmocka_unit_test(says_so_where_the_text_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
