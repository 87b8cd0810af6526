#include "serve/log.h"

#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_BYTES = 64, NOW = 1772413200 }; /* 2026-03-02T01:00:00Z */

struct place {
    char folder[PATH_BYTES];
    char path[PATH_BYTES];
    char moved[PATH_BYTES];
};

static int set_up(void **state) {
    static const char pattern[] = "/tmp/xuncha-log-XXXXXX";
    struct place *place = calloc(1, sizeof *place);
    memcpy(place->folder, pattern, sizeof pattern);
    assert_non_null(mkdtemp(place->folder));
    (void)snprintf(place->path, PATH_BYTES, "%.40s/access.log", place->folder);
    (void)snprintf(place->moved, PATH_BYTES, "%.40s/access.log.1", place->folder);
    *state = place;
    return 0;
}

static int tear_down(void **state) {
    struct place *place = *state;
    (void)unlink(place->path);
    (void)unlink(place->moved);
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

static size_t read_all(const char *path, char *text, size_t room) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, room - 1, file);
    text[len] = '\0';
    (void)fclose(file);
    return len;
}

static struct xc_log *open_log(const char *path) {
    struct xc_error error = {0};
    struct xc_log *log = NULL;
    assert_int_equal(xc_log_open(path, &log, &error), 0);
    return log;
}

static void writes_a_line_for_each_answer(void **state) {
    const struct place *place = *state;
    char text[1024];
    struct stat info;
    struct xc_log *log = open_log(place->path);
    xc_log_event(log, "started", 0, NOW);
    xc_log_request(log, "/feeds/{token}", "GET", 304, 0, 71, NOW);
    xc_log_request(log, NULL, NULL, 400, 0, 0, NOW + 1);
    assert_int_equal(read_all(place->path, text, sizeof text), 0);
    xc_log_flush(log);
    (void)read_all(place->path, text, sizeof text);
    assert_string_equal(
        text,
        "{\"time\":\"2026-03-02T01:00:00Z\",\"event\":\"started\"}\n"
        "{\"time\":\"2026-03-02T01:00:00Z\",\"method\":\"GET\",\"route\":\"/feeds/"
        "{token}\",\"status\":304,\"bytes\":0,\"microseconds\":71}\n"
        "{\"time\":\"2026-03-02T01:00:01Z\",\"method\":\"\",\"route\":\"\",\"status\":"
        "400,\"bytes\":0,\"microseconds\":0}\n");
    assert_int_equal(stat(place->path, &info), 0);
    assert_int_equal(info.st_mode & 07, 0);
    xc_log_close(log);
}

static void a_word_cannot_break_its_line(void **state) {
    const struct place *place = *state;
    char text[1024];
    struct xc_log *log = open_log(place->path);
    xc_log_request(log, "/a\"\n{\"x\\", "GET\r", 200, 1, 1, NOW);
    xc_log_close(log);
    (void)read_all(place->path, text, sizeof text);
    json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(line);
    assert_string_equal(json_string_value(json_object_get(line, "route")), "/a??{?x?");
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    json_decref(line);
}

static void goes_on_in_a_new_file_after_a_rotation(void **state) {
    const struct place *place = *state;
    struct xc_error error = {0};
    char text[1024];
    struct xc_log *log = open_log(place->path);
    xc_log_event(log, "before", 0, NOW);
    assert_int_equal(rename(place->path, place->moved), 0);
    assert_int_equal(xc_log_reopen(log, &error), 0);
    xc_log_event(log, "after", 0, NOW);
    xc_log_close(log);
    (void)read_all(place->moved, text, sizeof text);
    assert_non_null(strstr(text, "before"));
    assert_null(strstr(text, "after"));
    (void)read_all(place->path, text, sizeof text);
    assert_non_null(strstr(text, "after"));
    assert_null(strstr(text, "before"));
}

static void keeps_the_old_file_where_the_new_one_fails(void **state) {
    const struct place *place = *state;
    struct xc_error error = {0};
    char text[1024];
    struct xc_log *log = open_log(place->path);
    assert_int_equal(rename(place->path, place->moved), 0);
    assert_int_equal(mkdir(place->path, 0700), 0);
    assert_int_equal(xc_log_reopen(log, &error), XC_EENV);
    assert_non_null(error.message.id);
    xc_log_event(log, "still", 0, NOW);
    xc_log_close(log);
    assert_int_equal(rmdir(place->path), 0);
    (void)read_all(place->moved, text, sizeof text);
    assert_non_null(strstr(text, "still"));
}

static void says_why_it_cannot_be_opened(void **state) {
    struct xc_error error = {0};
    struct xc_log *log = NULL;
    (void)state;
    assert_int_equal(xc_log_open("/nowhere/at/all.log", &log, &error), XC_EENV);
    assert_null(log);
    assert_non_null(error.message.id);
}

/* A pipe that nobody reads: the server goes on, and says afterwards how many lines there
 * are not. */
static void counts_what_a_full_pipe_loses(void **state) {
    const struct place *place = *state;
    enum { LINES = 20000, ROOM = 4 << 20 };
    char *text = malloc(ROOM);
    size_t len = 0;
    unsigned whole = 0;
    unsigned long lost = 0;
    assert_int_equal(mkfifo(place->path, 0600), 0);
    int reader = open(place->path, O_RDONLY | O_NONBLOCK);
    struct xc_log *log = open_log(place->path);
    for (unsigned i = 0; i < LINES; i++)
        xc_log_request(log, "/feeds/{token}", "GET", 200, i, 1, NOW);
    for (int round = 0; round < 100; round++) {
        ssize_t count;
        while ((count = read(reader, text + len, ROOM - 1 - len)) > 0)
            len += (size_t)count;
        if (round == 90)
            xc_log_event(log, "again", 0, NOW);
        xc_log_flush(log);
    }
    xc_log_close(log);
    (void)close(reader);
    text[len] = '\0';
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        json_t *one = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(one);
        const char *event = json_string_value(json_object_get(one, "event"));
        if (event && strcmp(event, "lost") == 0)
            lost += (unsigned long)json_integer_value(json_object_get(one, "count"));
        else if (!event)
            whole++;
        json_decref(one);
        line = end + 1;
    }
    assert_in_range(whole, 1000, LINES - 1);
    assert_int_equal(whole + lost, LINES);
    free(text);
}

static void nothing_is_a_log_too(void **state) {
    struct xc_error error = {0};
    (void)state;
    xc_log_request(NULL, "/", "GET", 200, 0, 0, NOW);
    xc_log_event(NULL, "x", 1, NOW);
    xc_log_flush(NULL);
    assert_int_equal(xc_log_reopen(NULL, &error), 0);
    xc_log_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_a_line_for_each_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_cannot_break_its_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_in_a_new_file_after_a_rotation, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keeps_the_old_file_where_the_new_one_fails,
                                        set_up, tear_down),
        cmocka_unit_test(says_why_it_cannot_be_opened),
        cmocka_unit_test_setup_teardown(counts_what_a_full_pipe_loses, set_up, tear_down),
        cmocka_unit_test(nothing_is_a_log_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
