/* Derived forms: what is read from them is what is read from the lines, and nothing wrong
 * in them is ever taken for right. */
#include "workspace.h"

#include "store/derived.h"

static const struct xc_str office = XC_STR_INIT("3202");

enum { ENOUGH = XC_DERIVED_ROWS + 1000 };

/* ---- Registers ---- */

static void save_register(struct workspace *workspace, const struct xc_register *reg,
                          int64_t expected) {
    struct xc_error error = {0};
    int64_t number = 0;
    test_ok(xc_store_save_register(workspace->store, office, reg, expected, TEST_AT,
                                   XC_STR("import"), &number, NULL, &error),
            &error);
}

/* With a store that holds nothing from before. */
static void loads_as(struct workspace *workspace, const struct xc_register *reg) {
    struct xc_error error = {0};
    struct xc_register *loaded = NULL;
    char expected[XC_DIGEST_HEX + 1], found[XC_DIGEST_HEX + 1];
    xc_store_close(workspace->store);
    workspace->store = test_open(workspace->path);
    test_ok(xc_store_load_register(workspace->store, office, 0, &loaded, NULL, &error),
            &error);
    test_digest(reg, expected);
    test_digest(loaded, found);
    assert_string_equal(found, expected);
    assert_int_equal(xc_register_bytes(loaded), xc_register_bytes(reg));
    for (uint32_t row = 0; row < reg->targets.count; row++)
        assert_int_equal(loaded->targets.zone[row], reg->targets.zone[row]);
    xc_register_free(loaded);
}

/* Every field of a target, empty and full. */
static struct xc_register *full_register(uint32_t count) {
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_register_builder *builder = xc_register_builder_new();
    uint64_t seed = 11;
    struct xc_area area = {
        .code = XC_STR("32"), .name = XC_STR("江苏省"), .level = XC_LEVEL_PROVINCE};
    test_ok(xc_register_add_area(builder, &area, &error), &error);
    area = (struct xc_area){.code = XC_STR("3202"),
                            .name = XC_STR("无锡市"),
                            .parent = XC_STR("32"),
                            .level = XC_LEVEL_CITY};
    test_ok(xc_register_add_area(builder, &area, &error), &error);
    for (uint32_t i = 0; i < count; i++) {
        char id[32], zone[32];
        uint32_t r = test_random(&seed);
        (void)snprintf(id, sizeof id, "T%07u", i);
        (void)snprintf(zone, sizeof zone, "片区%u", r % 7);
        struct xc_target target = {
            .id = xc_str_from(id),
            .name = r & 1 ? XC_STR("=药店\"<&>") : XC_STR(""),
            .kind = (enum xc_kind)(r % XC_KIND_COUNT),
            .level = r & 2 ? XC_STR("32") : XC_STR("三级"), /* like an area's code */
            .ownership = (enum xc_ownership)(r / 3 % XC_OWNERSHIP_COUNT),
            .area = r & 4 ? XC_STR("3202") : XC_STR(""),
            .zone = xc_str_from(zone),
            .address = r & 8 ? XC_STR("解放路1号") : XC_STR(""),
            .has_position = (r & 16) != 0,
            .latitude_e6 = r & 16 ? -31000000 : 0,
            .longitude_e6 = r & 16 ? 120000000 : 0,
            .datum = r & 16 ? XC_DATUM_GCJ02 : XC_DATUM_NONE,
            .organisation = r & 32 ? XC_STR("集团") : XC_STR(""),
            .legal = r & 64 ? XC_STR("李四") : XC_STR(""),
            .status = r & 128 ? XC_STATUS_CLOSED : XC_STATUS_ACTIVE,
            .flags = r & 256 ? XC_STR("a,b") : XC_STR(""),
            .credit = (enum xc_credit)(r / 5 % XC_CREDIT_COUNT),
            .weight = r % XC_MAX_WEIGHT,
            .minutes = r & 512 ? XC_MAX_VISIT_MINUTES : 0,
            .last_visit = r & 1024 ? xc_date_make(2025, 2, 28) : XC_NO_DATE,
            .co_designated = (r & 2048) != 0,
            .attributes = r & 4096 ? XC_STR("{\"床位\":\"20\"}") : XC_STR(""),
            .present = UINT32_MAX};
        test_ok(xc_register_add_target(builder, &target, &error), &error);
    }
    test_ok(xc_register_build(builder, &reg, NULL, &error), &error);
    xc_register_builder_free(builder);
    return reg;
}

static void a_register_with_its_form_and_without(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = full_register(ENOUGH);
    save_register(workspace, reg, 0);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived"), 1);
    loads_as(workspace, reg);
    /* It was not read from the lines. */
    test_sql(workspace->path, "UPDATE chunk SET lines = x'00' WHERE digest IN"
                              " (SELECT chunk FROM line_set_chunk JOIN snapshot"
                              " ON line_set = targets)");
    loads_as(workspace, reg);
    xc_register_free(reg);
}

static void the_lines_where_there_is_none(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = full_register(ENOUGH);
    save_register(workspace, reg, 0);
    test_sql(workspace->path, "DELETE FROM derived; DELETE FROM derived_piece");
    loads_as(workspace, reg);
    xc_register_free(reg);
}

static void small_registers_have_none(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = full_register(XC_DERIVED_ROWS - 1);
    save_register(workspace, reg, 0);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived"), 0);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived_piece"),
                     0);
    loads_as(workspace, reg);
    xc_register_free(reg);
}

static void a_changed_row_costs_one_piece(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = test_register(50000, 1, 0);
    struct xc_register *other = test_register(50000, 1, 25000);
    save_register(workspace, reg, 0);
    int64_t before = test_count(workspace->path, "SELECT count(*) FROM derived_piece");
    assert_in_range(before, 20, 200);
    save_register(workspace, other, 1);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived_piece"),
                     before + 1);
    loads_as(workspace, other);
    xc_register_free(reg);
    xc_register_free(other);
}

/* What check says; empty: nothing. */
static void says(struct workspace *workspace, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    test_ok(xc_store_check_derived(workspace->store, test_finding, &text, &error),
            &error);
    struct xc_str found = xc_buffer_view(&text);
    if (wanted ? xc_str_find(found, xc_str_from(wanted)) < 0 : found.len > 0)
        fail_msg("check says '%.*s', not '%s'", XC_PRI(found), wanted ? wanted : "");
    xc_buffer_free(&text);
}

/* Bytes that are not what they were: the lines are read, doctor says it and mends it. */
static void changed_bytes(void **state) {
    static const char *const changes[] = {
        "UPDATE derived_piece SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB) WHERE"
        " rowid IN (SELECT max(rowid) FROM derived_piece)",
        "UPDATE derived_piece SET bytes = substr(bytes, 2) WHERE rowid = 2",
        "UPDATE derived_piece SET bytes = x''",
        "DELETE FROM derived_piece WHERE rowid = 1",
        "UPDATE derived SET seal = zeroblob(32)",
        "UPDATE derived SET seal = x''",
        "UPDATE derived SET pieces = substr(pieces, 33)",
        "UPDATE derived SET pieces = CAST(substr(pieces, 33, 32) || substr(pieces, 1, 32)"
        " || substr(pieces, 65) AS BLOB)",
        "UPDATE derived SET pieces = substr(pieces, 2)",
    };
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_register *reg = full_register(ENOUGH);
    save_register(workspace, reg, 0);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        says(workspace, NULL);
        test_sql(workspace->path, changes[i]);
        loads_as(workspace, reg);
        says(workspace, "is damaged; the lines are read in its place");
        test_ok(xc_store_mend(workspace->store, &error), &error);
        says(workspace, NULL);
        loads_as(workspace, reg);
    }
    xc_register_free(reg);
}

/* A form of another register, sealed by somebody who has the key. */
static void sealed_by_somebody_else(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_snapshot snapshot = {0};
    struct xc_register *reg = test_register(ENOUGH, 1, 0);
    struct xc_register *other = test_register(ENOUGH, 2, 0);
    save_register(workspace, reg, 0);
    test_ok(xc_store_snapshot(workspace->store, office, 0, workspace->arena, &snapshot,
                              &error),
            &error);
    test_sql(workspace->path, "DELETE FROM derived");
    test_ok(xc_derived_targets(workspace->store, other, snapshot.tables[XC_TABLE_TARGETS],
                               &error),
            &error);
    says(workspace, "does not say what the lines say, and was read in their place");
    test_ok(xc_store_mend(workspace->store, &error), &error);
    says(workspace, NULL);
    loads_as(workspace, reg);
    xc_register_free(reg);
    xc_register_free(other);
}

/* ---- Visits ---- */

enum { VISITS = ENOUGH };

struct plan {
    struct xc_visit *visits;
    size_t next, count;
    struct xc_buffer line;
};

/* Visits with all that may stand in one. */
static struct xc_visit *made_up_visits(struct xc_arena *arena, size_t count) {
    struct xc_visit *visits = xc_arena_array(arena, count, sizeof *visits);
    uint64_t seed = 5;
    for (size_t i = 0; i < count; i++) {
        char id[32], text[64];
        struct xc_visit *visit = &visits[i];
        uint32_t r = test_random(&seed);
        (void)snprintf(id, sizeof id, "v%012zu", i);
        visit->id = xc_arena_copy(arena, xc_str_from(id));
        (void)snprintf(text, sizeof text, "目标%u", r);
        visit->target = xc_arena_copy(arena, xc_str_from(text));
        (void)snprintf(text, sizeof text, "第%u组", r % 50);
        visit->crew = r & 1 ? xc_arena_copy(arena, xc_str_from(text)) : XC_STR("");
        visit->reason = r & 2 ? XC_STR("改期 \"雨\"") : XC_STR("");
        visit->date = xc_date_make(2027, 1, 4) + (xc_date)(i / 25);
        visit->end_date = visit->date + (r & 4 ? 3 : 0);
        visit->start = 480 + r % 100;
        visit->end = r & 4 ? 60 : 1020;
        visit->minutes = r % 500;
        visit->nature = (enum xc_nature)(r % 3);
        visit->status = (enum xc_visit_status)(1 + r % 6);
        visit->pinned = (r & 8) != 0;
        visit->sequence = r & 16 ? r % 9 : 0;
        visit->changed = 1796083200 + (r & 32 ? (xc_instant)r : 0);
        visit->embargo_until = r & 64 ? visit->changed : XC_NO_INSTANT;
        visit->person_count = r % 4;
        visit->people =
            xc_arena_array(arena, visit->person_count + 1, sizeof *visit->people);
        for (size_t k = 0; k < visit->person_count; k++) {
            (void)snprintf(text, sizeof text, "R%u", r % 50 + (unsigned)k);
            visit->people[k].person = xc_arena_copy(arena, xc_str_from(text));
            visit->people[k].seat = k == 0 ? XC_ROLE_LEAD : XC_ROLE_OFFICER;
        }
        visit->task_count = 1 + r % 2;
        visit->tasks = xc_arena_array(arena, visit->task_count, sizeof *visit->tasks);
        for (size_t k = 0; k < visit->task_count; k++)
            visit->tasks[k] = (struct xc_visit_task){.programme = XC_STR("P1"),
                                                     .stage = XC_STR("annual"),
                                                     .label = k ? XC_STR("annual/2")
                                                                : XC_STR("annual/1"),
                                                     .number = 1 + r % 3};
    }
    return visits;
}

static int next_line(void *context, struct xc_str *line, struct xc_error *error) {
    struct plan *plan = context;
    (void)error;
    xc_buffer_clear(&plan->line);
    *line = XC_STR("");
    if (plan->next < plan->count) {
        const struct xc_visit *visit = &plan->visits[plan->next++];
        (void)xc_buffer_add(&plan->line, visit->id);
        (void)xc_buffer_putc(&plan->line, '\t');
        assert_int_equal(xc_visit_write(visit, &plan->line), XC_OK);
        *line = xc_buffer_view(&plan->line);
    }
    return XC_OK;
}

static void save_plan(struct workspace *workspace, struct xc_visit *visits,
                      size_t count) {
    struct xc_error error = {0};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head("P1", hex);
    struct plan plan = {visits, 0, count, xc_buffer_make(1 << 16)};
    int64_t number = 0;
    test_ok(xc_store_save_plan(workspace->store, office, &head, next_line, &plan, &number,
                               &error),
            &error);
    xc_buffer_free(&plan.line);
}

struct expected {
    const struct xc_visit *visits;
    size_t count, next;
    const struct xc_visit *changed; /* instead of that with its id */
    const struct xc_visit *added;   /* after all others */
};

static int compare(void *context, struct xc_visit *visit) {
    struct expected *all = context;
    bool last = all->next == all->count;
    const struct xc_visit *wanted = last ? all->added : &all->visits[all->next];
    bool changed = all->changed && xc_str_equal(visit->id, all->changed->id);
    wanted = changed ? all->changed : wanted;
    assert_non_null(wanted);
    if (!xc_visit_same(visit, wanted)) {
        struct xc_buffer text = xc_buffer_make(1 << 16);
        (void)xc_visit_write(visit, &text);
        (void)xc_buffer_puts(&text, "' is not '");
        (void)xc_visit_write(wanted, &text);
        fail_msg("'%.*s'", XC_PRI(xc_buffer_view(&text)));
    }
    assert_int_equal(visit->revision, changed || last);
    assert_false(visit->alone || visit->happened);
    all->next++;
    return XC_OK;
}

static void reads_as(struct workspace *workspace, struct expected expected) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    test_ok(xc_store_read_visits(workspace->store, office, XC_STR("P1"), 0, XC_NO_INSTANT,
                                 arena, compare, &expected, &error),
            &error);
    assert_int_equal(expected.next, expected.count + (expected.added != NULL));
    xc_arena_free(arena);
}

static void visits_with_their_form_and_without(void **state) {
    struct workspace *workspace = *state;
    struct xc_visit *visits = made_up_visits(workspace->arena, VISITS);
    struct expected expected = {.visits = visits, .count = VISITS};
    save_plan(workspace, visits, VISITS);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived"), 1);
    reads_as(workspace, expected);
    says(workspace, NULL);
    test_sql(workspace->path, "DELETE FROM derived");
    reads_as(workspace, expected);
}

static void changes_go_over_both(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer lines[2] = {xc_buffer_make(4096), xc_buffer_make(4096)};
    struct xc_visit *visits = made_up_visits(workspace->arena, VISITS);
    struct xc_visit changed = visits[VISITS / 2], added = visits[0];
    changed.date++;
    changed.end_date++;
    added.id = XC_STR("w");
    save_plan(workspace, visits, VISITS);
    const struct xc_visit *both[] = {&changed, &added};
    struct xc_visit_change changes[2];
    for (size_t i = 0; i < 2; i++) {
        (void)xc_buffer_add(&lines[i], both[i]->id);
        (void)xc_buffer_putc(&lines[i], '\t');
        assert_int_equal(xc_visit_write(both[i], &lines[i]), XC_OK);
        changes[i] = (struct xc_visit_change){both[i]->id, xc_buffer_view(&lines[i]),
                                              XC_STR("rain")};
    }
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), 1, changes, 2,
                                   TEST_AT, &error),
            &error);
    struct expected expected = {visits, VISITS, 0, &changed, &added};
    reads_as(workspace, expected);
    test_sql(workspace->path, "DELETE FROM derived");
    reads_as(workspace, expected);
    xc_buffer_free(&lines[0]);
    xc_buffer_free(&lines[1]);
}

static void damaged_visits(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_visit *visits = made_up_visits(workspace->arena, VISITS);
    struct expected expected = {.visits = visits, .count = VISITS};
    save_plan(workspace, visits, VISITS);
    test_sql(workspace->path,
             "UPDATE derived_piece SET bytes = CAST(substr(bytes, 1, 1000) || x'ff' ||"
             " substr(bytes, 1002) AS BLOB)");
    reads_as(workspace, expected);
    says(workspace, "the derived form visits/1");
    test_ok(xc_store_mend(workspace->store, &error), &error);
    says(workspace, NULL);
    reads_as(workspace, expected);
}

static int tell(void *context, uint64_t index, const struct xc_message *message) {
    assert_true(index == UINT64_MAX);
    return test_finding(context, message);
}

static void the_ledger_is_compared_with_it(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_register *reg = test_register(ENOUGH, 1, 0);
    save_register(workspace, reg, 0);
    test_ledger(workspace->store);
    test_sql(workspace->path, "UPDATE derived SET seal = zeroblob(32)");
    test_ok(xc_ledger_verify(workspace->store, NULL, tell, &text, &error), &error);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("targets/1")) >= 0);
    xc_buffer_free(&text);
    xc_register_free(reg);
}

/* A workspace of before: forms of what is in force are made when it is opened. */
static void an_older_workspace(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = full_register(ENOUGH);
    struct xc_visit *visits = made_up_visits(workspace->arena, VISITS);
    struct expected expected = {.visits = visits, .count = VISITS};
    save_register(workspace, reg, 0);
    save_plan(workspace, visits, VISITS);
    xc_store_close(workspace->store);
    test_sql(workspace->path, "DROP TABLE derived; DROP TABLE derived_piece;"
                              "PRAGMA user_version = 5");
    workspace->store = test_open(workspace->path);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived"), 2);
    says(workspace, NULL);
    reads_as(workspace, expected);
    loads_as(workspace, reg);
    xc_register_free(reg);
}

/* Lines that cannot be read keep nobody from opening it. */
static void an_older_workspace_that_is_damaged(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = full_register(ENOUGH);
    save_register(workspace, reg, 0);
    xc_store_close(workspace->store);
    test_sql(workspace->path, "DROP TABLE derived; DROP TABLE derived_piece;"
                              "UPDATE chunk SET lines = x'00';"
                              "PRAGMA user_version = 5");
    workspace->store = test_open(workspace->path);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM derived"), 0);
    xc_register_free(reg);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_register_with_its_form_and_without, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_lines_where_there_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(small_registers_have_none, setup, teardown),
        cmocka_unit_test_setup_teardown(a_changed_row_costs_one_piece, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(sealed_by_somebody_else, setup, teardown),
        cmocka_unit_test_setup_teardown(visits_with_their_form_and_without, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(changes_go_over_both, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_visits, setup, teardown),
        cmocka_unit_test_setup_teardown(the_ledger_is_compared_with_it, setup, teardown),
        cmocka_unit_test_setup_teardown(an_older_workspace, setup, teardown),
        cmocka_unit_test_setup_teardown(an_older_workspace_that_is_damaged, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
