/* A workspace in a folder of its own, made anew for each test, and made-up content. */
#ifndef TESTS_STORE_WORKSPACE_H
#define TESTS_STORE_WORKSPACE_H

#include "store/ledger.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))

/* When things are entered in the ledger. */
enum { TEST_AT = 1767578400 };

struct workspace {
    char folder[128];
    char path[192];
    struct xc_store *store;
    struct xc_arena *arena;
};

static const uint8_t test_key[XC_KEY_BYTES] = {1, 2, 3, 0xfe, 0xff};

UNUSED static void test_ok(int code, const struct xc_error *error) {
    if (code != XC_OK) {
        struct xc_buffer text = xc_buffer_make(4096);
        (void)xc_error_render(error, NULL, &text);
        fail_msg("code %d: %.*s", code, XC_PRI(xc_buffer_view(&text)));
    }
}

/* The error is one with this code, and its text says wanted. */
UNUSED static void test_says(int code, int expected, const struct xc_error *error,
                             const char *wanted) {
    struct xc_buffer text = xc_buffer_make(4096);
    assert_int_equal(code, expected);
    assert_int_equal(error->code, expected);
    assert_int_equal(xc_error_render(error, NULL, &text), XC_OK);
    if (xc_str_find(xc_buffer_view(&text), xc_str_from(wanted)) < 0)
        fail_msg("'%.*s' does not say '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void test_clear_folder(const char *folder) {
    char name[512];
    DIR *entries = opendir(folder);
    struct dirent *entry;
    assert_non_null(entries);
    while ((entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            (void)snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
            (void)remove(name);
        }
    }
    (void)closedir(entries);
}

UNUSED static int test_count_files(const char *folder) {
    int count = 0;
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    while (readdir(entries) != NULL)
        count++;
    (void)closedir(entries);
    return count - 2;
}

UNUSED static struct xc_store *test_open(const char *path) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    test_ok(xc_store_open(path, &store, &error), &error);
    assert_non_null(store);
    return store;
}

UNUSED static int setup_folder(void **state) {
    struct workspace *workspace = calloc(1, sizeof *workspace);
    const char *folder = getenv("TMPDIR");
    if (!workspace)
        return -1;
    (void)snprintf(workspace->folder, sizeof workspace->folder, "%s/xuncha-test-XXXXXX",
                   folder ? folder : "/tmp");
    if (!mkdtemp(workspace->folder))
        return -1;
    (void)snprintf(workspace->path, sizeof workspace->path, "%s/test.db",
                   workspace->folder);
    workspace->arena = xc_arena_new((size_t)64 << 20);
    *state = workspace;
    return workspace->arena ? 0 : -1;
}

UNUSED static int setup(void **state) {
    struct xc_error error = {0};
    if (setup_folder(state) != 0)
        return -1;
    struct workspace *workspace = *state;
    test_ok(xc_store_create(workspace->path, test_key, &error), &error);
    test_ok(xc_ledger_make_key(workspace->path, &error), &error);
    workspace->store = test_open(workspace->path);
    return 0;
}

/* Whatever a test did: no statement is left open, for SQLite holds no memory then. */
UNUSED static int teardown(void **state) {
    struct workspace *workspace = *state;
    xc_store_close(workspace->store);
    int64_t held = sqlite3_memory_used();
    test_clear_folder(workspace->folder);
    (void)rmdir(workspace->folder);
    xc_arena_free(workspace->arena);
    free(workspace);
    if (held != 0)
        print_error("SQLite still holds %lld bytes\n", (long long)held);
    return held == 0 ? 0 : -1;
}

/* SQL on the file itself, as a disk error or an intruder would change it. */
UNUSED static void test_sql(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 10000), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

UNUSED static int64_t test_count(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 10000), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return count;
}

/* Numbers that look random and are the same everywhere. */
UNUSED static uint32_t test_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* A made-up register of targets with ids from 1, weights from seed; the target changed
 * (0: none) carries another name. */
UNUSED static struct xc_register *test_register(uint32_t targets, uint64_t seed,
                                                uint32_t changed) {
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_register_builder *builder = xc_register_builder_new();
    char id[32], name[64];
    assert_non_null(builder);
    struct xc_area area = {
        .code = XC_STR("32"), .name = XC_STR("江苏省"), .level = XC_LEVEL_PROVINCE};
    test_ok(xc_register_add_area(builder, &area, &error), &error);
    for (uint32_t i = 1; i <= targets; i++) {
        (void)snprintf(id, sizeof id, "T%07u", i);
        (void)snprintf(name, sizeof name, "示例%s%u", i == changed ? "药店" : "诊所",
                       test_random(&seed));
        struct xc_target target = {.id = xc_str_from(id),
                                   .name = xc_str_from(name),
                                   .kind = XC_KIND_CLINIC,
                                   .area = XC_STR("32"),
                                   .status = XC_STATUS_ACTIVE,
                                   .weight = test_random(&seed) % 1000,
                                   .last_visit = XC_NO_DATE,
                                   .present = UINT32_MAX};
        test_ok(xc_register_add_target(builder, &target, &error), &error);
    }
    struct xc_person person = {.id = XC_STR("P1"),
                               .name = XC_STR("张三"),
                               .area = XC_STR("32"),
                               .roles = 1u << XC_ROLE_OFFICER,
                               .status = XC_STATUS_ACTIVE,
                               .certificate_until = XC_NO_DATE,
                               .present = UINT32_MAX};
    test_ok(xc_register_add_person(builder, &person, &error), &error);
    test_ok(xc_register_build(builder, &reg, NULL, &error), &error);
    xc_register_builder_free(builder);
    return reg;
}

UNUSED static void test_digest(const struct xc_register *reg,
                               char hex[XC_DIGEST_HEX + 1]) {
    struct xc_error error = {0};
    struct xc_digest digest;
    test_ok(xc_register_digest_all(reg, &digest, &error), &error);
    xc_digest_hex(&digest, hex);
}

/* Visits "<id> TAB {"n":<number>}" with ids from 1, numbers from a seed. */
struct test_visits {
    unsigned next, count;
    uint64_t seed;
    char line[64];
};

UNUSED static int test_next_visit(void *context, struct xc_str *line,
                                  struct xc_error *error) {
    struct test_visits *visits = context;
    (void)error;
    *line = XC_STR("");
    if (visits->next < visits->count) {
        visits->next++;
        (void)snprintf(visits->line, sizeof visits->line, "V%07u\t{\"n\":%u}",
                       visits->next, test_random(&visits->seed));
        *line = xc_str_from(visits->line);
    }
    return XC_OK;
}

#define TEST_RULES "{\"v\":1}"

/* A draft's head; hex keeps the digest of the rules. */
UNUSED static struct xc_plan_head test_head(const char *programme,
                                            char hex[XC_DIGEST_HEX + 1]) {
    struct xc_error error = {0};
    struct xc_digest digest;
    test_ok(xc_sha256(XC_STR(TEST_RULES), &digest, &error), &error);
    xc_digest_hex(&digest, hex);
    return (struct xc_plan_head){
        .programme = xc_str_from(programme),
        .at = 1609459200,
        .as_of = xc_date_make(2021, 1, 1),
        .snapshot = 1,
        .register_digest = XC_STR("00"),
        .policy = XC_STR("example.lua"),
        .rules = XC_STR(TEST_RULES),
        .rules_digest = xc_str_from(hex),
        .summary = XC_STR("{}"),
    };
}

UNUSED static int64_t test_save_plan(struct xc_store *store, const char *programme,
                                     unsigned count, uint64_t seed) {
    struct xc_error error = {0};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head(programme, hex);
    struct test_visits visits = {.count = count, .seed = seed};
    int64_t number = -1;
    test_ok(xc_store_save_plan(store, XC_STR("3202"), &head, test_next_visit, &visits,
                               &number, &error),
            &error);
    return number;
}

UNUSED static int test_gather(void *context, struct xc_str line) {
    struct xc_buffer *text = context;
    (void)xc_buffer_add(text, line);
    return xc_buffer_putc(text, '\n');
}

UNUSED static int test_tally(void *context, struct xc_str line) {
    size_t *count = context;
    (void)line;
    ++*count;
    return XC_OK;
}

/* The findings of xc_store_check, one per line. */
UNUSED static int test_finding(void *context, const struct xc_message *message) {
    struct xc_buffer *text = context;
    (void)xc_message_render(message, NULL, text);
    return xc_buffer_putc(text, '\n');
}

/* Doctor says wanted, or nothing at all where wanted is NULL. */
UNUSED static void test_doctor(struct xc_store *store, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    test_ok(xc_store_check(store, test_finding, &text, &error), &error);
    struct xc_str found = xc_buffer_view(&text);
    if (wanted ? xc_str_find(found, xc_str_from(wanted)) < 0 : found.len > 0)
        fail_msg("doctor says '%.*s', not '%s'", XC_PRI(found), wanted ? wanted : "");
    xc_buffer_free(&text);
}

UNUSED static int test_no_finding(void *context, uint64_t index,
                                  const struct xc_message *message) {
    struct xc_buffer text = xc_buffer_make(4096);
    (void)context;
    (void)xc_message_render(message, NULL, &text);
    fail_msg("entry %llu: %.*s", (unsigned long long)index,
             XC_PRI(xc_buffer_view(&text)));
    return 1;
}

/* The ledger holds. */
UNUSED static void test_ledger(struct xc_store *store) {
    struct xc_error error = {0};
    test_ok(xc_ledger_verify(store, NULL, test_no_finding, NULL, &error), &error);
}

#endif
