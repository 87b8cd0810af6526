#include "world.h"

static struct xc_visit sample(void) {
    static struct xc_visit_task tasks[] = {
        {XC_STR_INIT("p"), XC_STR_INIT("annual"), XC_STR_INIT("annual/1"), 1},
        {XC_STR_INIT("q"), XC_STR_INIT("s"), XC_STR_INIT("s/1"), 2}};
    static struct xc_visit_person people[] = {{XC_STR_INIT("P1"), XC_ROLE_LEAD},
                                              {XC_STR_INIT("P2"), XC_ROLE_OFFICER}};
    return (struct xc_visit){.id = XC_STR("v0123456789ab"),
                             .tasks = tasks,
                             .task_count = 2,
                             .target = XC_STR("T\"1\\"),
                             .date = day("2021-03-05"),
                             .end_date = day("2021-03-05"),
                             .start = 540,
                             .end = 630,
                             .minutes = 90,
                             .crew = XC_STR("一组"),
                             .people = people,
                             .person_count = 2,
                             .nature = XC_NATURE_ENFORCEMENT,
                             .status = XC_VISIT_PUBLISHED,
                             .pinned = true,
                             .sequence = 3,
                             .changed = 1609459200,
                             .embargo_until = XC_NO_INSTANT,
                             .reason = XC_STR("")};
}

static const char LINE[] =
    "{\"changed\":1609459200,\"crew\":\"一组\",\"date\":\"2021-03-05\",\"end\":630,"
    "\"end_date\":\"2021-03-05\",\"id\":\"v0123456789ab\",\"minutes\":90,"
    "\"nature\":\"enforcement\",\"people\":[{\"id\":\"P1\",\"seat\":\"lead\"},{\"id\":"
    "\"P2\","
    "\"seat\":\"officer\"}],\"pinned\":1,\"reason\":\"\",\"sequence\":3,\"start\":540,"
    "\"status\":\"published\",\"target\":\"T\\\"1\\\\\",\"tasks\":[{\"label\":\"annual/"
    "1\","
    "\"number\":1,\"programme\":\"p\",\"stage\":\"annual\"},{\"label\":\"s/"
    "1\",\"number\":2,"
    "\"programme\":\"q\",\"stage\":\"s\"}]}";

static void writes_one_canonical_line(void **state) {
    (void)state;
    struct xc_visit visit = sample();
    struct xc_buffer out = xc_buffer_make(1u << 16);
    assert_int_equal(xc_visit_write(&visit, &out), XC_OK);
    assert_int_equal(out.len, strlen(LINE));
    assert_memory_equal(out.ptr, LINE, out.len);
    json_t *json = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    struct xc_buffer canonical = xc_buffer_make(1u << 16);
    assert_int_equal(xc_json_canonical(json, &canonical, NULL), XC_OK);
    assert_true(xc_str_equal(xc_buffer_view(&out), xc_buffer_view(&canonical)));
    json_decref(json);
    xc_buffer_free(&canonical);
    xc_buffer_free(&out);
}

static void reads_back_what_was_written(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1u << 20);
    struct xc_visit visit;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1u << 16);
    struct xc_visit embargoed = sample();
    embargoed.embargo_until = 1609500000;
    embargoed.nature = 0;
    assert_int_equal(xc_visit_read(xc_str_from(LINE), arena, &visit, &error), XC_OK);
    assert_int_equal(xc_visit_write(&visit, &out), XC_OK);
    assert_true(xc_str_equal(xc_buffer_view(&out), xc_str_from(LINE)));
    assert_int_equal(visit.embargo_until, XC_NO_INSTANT);
    xc_buffer_clear(&out);
    assert_int_equal(xc_visit_write(&embargoed, &out), XC_OK);
    assert_int_equal(xc_visit_read(xc_buffer_view(&out), arena, &visit, &error), XC_OK);
    assert_int_equal(visit.embargo_until, 1609500000);
    assert_int_equal(visit.nature, 0);
    xc_buffer_free(&out);
    xc_arena_free(arena);
}

/* Replaces the first occurrence of a part of LINE. */
static struct xc_str changed(const char *from, const char *to, struct xc_buffer *out) {
    ptrdiff_t at = xc_str_find(xc_str_from(LINE), text(from));
    assert_true(at >= 0);
    xc_buffer_clear(out);
    xc_buffer_append(out, LINE, (size_t)at);
    xc_buffer_puts(out, to);
    xc_buffer_puts(out, LINE + at + strlen(from));
    return xc_buffer_view(out);
}

/* The same without an escape in it: such lines are read without building JSON. */
static struct xc_str plain(struct xc_str line, struct xc_buffer *out) {
    static const char escaped[] = "T\\\"1\\\\";
    ptrdiff_t at = xc_str_find(line, xc_str_from(escaped));
    assert_true(at >= 0);
    xc_buffer_clear(out);
    xc_buffer_append(out, line.ptr, (size_t)at);
    xc_buffer_puts(out, "T1");
    xc_buffer_add(out, xc_str_slice(line, (size_t)at + strlen(escaped), line.len));
    return xc_buffer_view(out);
}

static void reads_plain_lines_as_it_reads_json(void **state) {
    (void)state;
    static const char *const edits[][2] = {
        {"\"pinned\":1", "\"pinned\":0"},
        {"\"end\":630", "\"embargo_until\":-5,\"end\":630"},
        {"\"nature\":\"enforcement\"", "\"nature\":\"\""},
        {"一组", "组},{]二"},
        {"{\"id\":\"P1\",\"seat\":\"lead\"},", ""},
        {"\"sequence\":3", "\"sequence\":0"}};
    struct xc_arena *arena = xc_arena_new(1u << 20);
    struct xc_buffer line = xc_buffer_make(1u << 16), out = xc_buffer_make(1u << 16);
    struct xc_buffer spaced = xc_buffer_make(1u << 16), again = xc_buffer_make(1u << 16);
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct xc_visit fast, slow;
        struct xc_error error = {0};
        struct xc_str text = plain(changed(edits[i][0], edits[i][1], &line), &out);
        xc_buffer_clear(&spaced);
        xc_buffer_puts(&spaced, " ");
        xc_buffer_add(&spaced, text);
        assert_int_equal(xc_visit_read(text, arena, &fast, &error), XC_OK);
        assert_int_equal(xc_visit_read(xc_buffer_view(&spaced), arena, &slow, &error),
                         XC_OK);
        for (int k = 0; k < 2; k++) {
            xc_buffer_clear(&again);
            assert_int_equal(xc_visit_write(k ? &slow : &fast, &again), XC_OK);
            assert_true(xc_str_equal(xc_buffer_view(&again), text));
        }
    }
    xc_buffer_free(&line);
    xc_buffer_free(&out);
    xc_buffer_free(&spaced);
    xc_buffer_free(&again);
    xc_arena_free(arena);
}

static void refuses_what_no_visit_is(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"\"changed\":1609459200", "\"changed\":\"x\""},
        {"\"date\":\"2021-03-05\"", "\"date\":\"2021-02-30\""},
        {"\"end\":630", "\"end\":539"},
        {"\"end\":630", "\"end\":1441"},
        {"\"start\":540", "\"start\":-1"},
        {"\"start\":540", "\"start\":540.5"},
        {"\"status\":\"published\"", "\"status\":\"planned\""},
        {"\"nature\":\"enforcement\"", "\"nature\":\"x\""},
        {"\"seat\":\"lead\"", "\"seat\":\"boss\""},
        {"\"pinned\":1", "\"pinned\":2"},
        {"\"pinned\":1", "\"pinned\":1,\"pinned\":1"},
        {"\"pinned\":1", "\"pinned\":1,\"colour\":\"red\""},
        {"\"id\":\"v0123456789ab\"", "\"id\":\"\""},
        {"\"number\":1", "\"number\":0"},
        {"\"number\":1", "\"number\":1,\"more\":2"},
        {"\"sequence\":3,", ""},
        {"\"sequence\":3", "\"sequence\":03"},
        {"\"minutes\":90", "\"minutes\":65536"},
        {"一组", "\xff"},
        {"一组", "\t"},
        {"\"number\":2", "\"number\":2}"},
        {"{\"changed\"", "[\"changed\""}};
    struct xc_arena *arena = xc_arena_new(1u << 20);
    struct xc_buffer out = xc_buffer_make(1u << 16), line = xc_buffer_make(1u << 16);
    for (size_t i = 0; i < 2 * (sizeof cases / sizeof cases[0]); i++) {
        struct xc_visit visit = {.minutes = 7};
        struct xc_error error = {0};
        struct xc_str bad = changed(cases[i / 2][0], cases[i / 2][1], &out);
        assert_int_equal(
            xc_visit_read(i % 2 ? plain(bad, &line) : bad, arena, &visit, &error),
            XC_EINPUT);
        assert_non_null(error.message.id);
        assert_int_equal(visit.minutes, 7);
    }
    struct xc_visit visit;
    assert_int_equal(xc_visit_read((struct xc_str){0}, arena, &visit, NULL), XC_EINPUT);
    xc_buffer_free(&line);
    xc_buffer_free(&out);
    xc_arena_free(arena);
}

static void ids_are_keyed_and_stable(void **state) {
    (void)state;
    char a[XC_VISIT_ID_BYTES];
    char b[XC_VISIT_ID_BYTES];
    struct xc_error error = {0};
    assert_int_equal(
        xc_visit_id(XC_STR("k"), XC_STR("p"), XC_STR("s/1"), XC_STR("T1"), 1, a, &error),
        XC_OK);
    assert_int_equal(strlen(a), 13);
    assert_int_equal(a[0], 'v');
    for (size_t i = 1; i < 13; i++)
        assert_non_null(strchr("0123456789abcdefghijklmnopqrstuv", a[i]));
    assert_int_equal(
        xc_visit_id(XC_STR("k"), XC_STR("p"), XC_STR("s/1"), XC_STR("T1"), 1, b, &error),
        XC_OK);
    assert_string_equal(a, b);
    assert_int_equal(
        xc_visit_id(XC_STR("k"), XC_STR("p"), XC_STR("s/1"), XC_STR("T1"), 2, b, &error),
        XC_OK);
    assert_string_not_equal(a, b);
    assert_int_equal(
        xc_visit_id(XC_STR("l"), XC_STR("p"), XC_STR("s/1"), XC_STR("T1"), 1, b, &error),
        XC_OK);
    assert_string_not_equal(a, b);
}

/* "date end: person/seat …" after it took place. */
static void took_place(const char *date, const char *people, const char *wanted) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_buffer text = xc_buffer_make(1 << 12);
    struct xc_visit_person planned[] = {{XC_STR("P1"), XC_ROLE_LEAD},
                                        {XC_STR("P2"), XC_ROLE_OFFICER}};
    struct xc_visit visit = {.date = xc_date_make(2026, 3, 2),
                             .end_date = xc_date_make(2026, 3, 3),
                             .people = planned,
                             .person_count = 2,
                             .changed = 5};
    xc_date day;
    assert_true(xc_date_parse(xc_str_from(date), &day));
    assert_int_equal(xc_visit_happened(&visit, day, xc_str_from(people), 9, arena),
                     XC_OK);
    (void)xc_buffer_date(&text, visit.date);
    (void)xc_buffer_putc(&text, ' ');
    (void)xc_buffer_date(&text, visit.end_date);
    for (size_t i = 0; i < visit.person_count; i++)
        (void)xc_buffer_printf(&text, " %.*s%s", XC_PRI(visit.people[i].person),
                               visit.people[i].seat == XC_ROLE_LEAD ? "*" : "");
    (void)xc_buffer_printf(&text, " %u %d", visit.sequence, (int)visit.changed);
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    assert_int_equal(visit.planned, xc_date_make(2026, 3, 2));
    xc_buffer_free(&text);
    xc_arena_free(arena);
}

static void who_came_and_when(void **state) {
    (void)state;
    took_place("2026-03-02", "", "2026-03-02 2026-03-03 P1* P2 0 5");
    took_place("2026-03-03", "P2,P1", "2026-03-02 2026-03-03 P1* P2 0 5");
    took_place("2026-03-05", "", "2026-03-05 2026-03-06 P1* P2 1 9");
    took_place("2026-02-27", "P9,P2", "2026-02-27 2026-02-28 P9* P2 1 9");
    took_place("2026-03-02", "P9", "2026-03-02 2026-03-03 P9* 0 5");
    took_place("2026-03-02", "P1,P2,P8,P9", "2026-03-02 2026-03-03 P1* P2 P8 P9 0 5");
}

/* Two visits are the same where they are written as the same line. */
static void compare_as_written(const struct xc_visit *a, const struct xc_visit *b,
                               bool same) {
    struct xc_buffer left = xc_buffer_make(1u << 16), right = xc_buffer_make(1u << 16);
    assert_int_equal(xc_visit_write(a, &left), XC_OK);
    assert_int_equal(xc_visit_write(b, &right), XC_OK);
    assert_int_equal(xc_str_equal(xc_buffer_view(&left), xc_buffer_view(&right)), same);
    assert_int_equal(xc_visit_same(a, b), same);
    assert_int_equal(xc_visit_same(b, a), same);
    xc_buffer_free(&left);
    xc_buffer_free(&right);
}

static void what_is_stored_makes_it_the_same(void **state) {
    enum { CHANGES = 25 };
    (void)state;
    for (int change = 0; change < CHANGES; change++) {
        const struct xc_visit before = sample();
        struct xc_visit after = before;
        struct xc_visit_task tasks[2] = {before.tasks[0], before.tasks[1]};
        struct xc_visit_person people[2] = {before.people[0], before.people[1]};
        const xc_date date = before.date + 1;
        after.tasks = tasks;
        after.people = people;
        switch (change) {
        case 0:
            after.id = XC_STR("v0");
            break;
        case 1:
            after.target = XC_STR("T");
            break;
        case 2:
            after.crew = XC_STR("");
            break;
        case 3:
            after.reason = XC_STR("r");
            break;
        case 4:
            after.end_date = date;
            break;
        case 5:
            after.date = date - 2;
            break;
        case 6:
            after.start++;
            break;
        case 7:
            after.end++;
            break;
        case 8:
            after.minutes++;
            break;
        case 9:
            after.nature = 0;
            break;
        case 10:
            after.status = XC_VISIT_DONE;
            break;
        case 11:
            after.pinned = false;
            break;
        case 12:
            after.sequence++;
            break;
        case 13:
            after.changed++;
            break;
        case 14:
            after.embargo_until = 1;
            break;
        case 15:
            after.person_count = 1;
            break;
        case 16:
            people[1].person = XC_STR("P3");
            break;
        case 17:
            people[0].seat = XC_ROLE_OFFICER;
            break;
        case 18:
            after.task_count = 1;
            break;
        case 19:
            tasks[0].label = XC_STR("l");
            break;
        case 20:
            tasks[0].programme = XC_STR("l");
            break;
        case 21:
            tasks[1].stage = XC_STR("l");
            break;
        case 22:
            tasks[1].number = 9;
            break;
        case 23:
            after.alone = true;
            break; /* not stored */
        default:
            break;
        }
        compare_as_written(&before, &after, change > 22);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_came_and_when),
        cmocka_unit_test(writes_one_canonical_line),
        cmocka_unit_test(reads_back_what_was_written),
        cmocka_unit_test(reads_plain_lines_as_it_reads_json),
        cmocka_unit_test(refuses_what_no_visit_is),
        cmocka_unit_test(ids_are_keyed_and_stable),
        cmocka_unit_test(what_is_stored_makes_it_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
