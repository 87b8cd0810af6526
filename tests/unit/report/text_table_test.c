#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/text_table.h"

static void writes(const struct xc_text_table *table, size_t indent, const char *wanted) {
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(xc_text_table_write(table, indent, &out), XC_OK);
    (void)xc_buffer_putc(&out, '\0');
    assert_false(out.failed);
    assert_string_equal(out.ptr, wanted);
    xc_buffer_free(&out);
}

static int setup(void **state) {
    *state = xc_arena_new(65536);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    xc_arena_free(*state);
    return 0;
}

static void row(struct xc_text_table *table, const char *name, int64_t number,
                const char *note) {
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(name));
    xc_text_table_number(table, 1, number);
    xc_text_table_cell(table, 2, xc_str_from(note));
}

/* A Chinese character takes two columns of a terminal, a combining mark none. */
static void chinese_lines_up(void **state) {
    struct xc_text_table table = xc_text_table_make(*state, 3, 1u << 1);
    row(&table, "丁蜀镇", 312, "片区一");
    row(&table, "a", -7, "b");
    row(&table, "宜城 x", 1000000, "");
    row(&table, "e\xcc\x81", 0, "中心");
    writes(&table, 2,
           "  丁蜀镇      312  片区一\n"
           "  a            -7  b\n"
           "  宜城 x  1000000\n"
           "  e\xcc\x81             0  中心\n");
}

static void empty_cells(void **state) {
    struct xc_text_table table = xc_text_table_make(*state, 3, 1u << 2);
    writes(&table, 4, "");
    xc_text_table_row(&table);
    writes(&table, 4, "\n");
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 2, XC_STR("42"));
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("abc"));
    writes(&table, 1, "\n        42\n abc\n");
}

static void a_copy_goes_on(void **state) {
    struct xc_text_table table = xc_text_table_make(*state, 1, 0);
    row(&table, "a", 0, "");
    struct xc_text_table misused = table; /* columns 1 and 2 are not there */
    struct xc_buffer out = xc_buffer_make(64);
    assert_int_equal(xc_text_table_write(&misused, 0, &out), XC_EINTERNAL);
    assert_int_equal(out.len, 0);
    struct xc_text_table first = xc_text_table_make(*state, 1, 0), second = first;
    xc_text_table_row(&second);
    xc_text_table_cell(&second, 0, XC_STR("b"));
    writes(&second, 0, "b\n");
    writes(&first, 0, "");
}

static void misuse(void **state) {
    struct xc_buffer out = xc_buffer_make(64);
    struct xc_text_table table = xc_text_table_make(*state, 2, 0);
    xc_text_table_cell(&table, 0, XC_STR("no row yet"));
    assert_int_equal(xc_text_table_write(&table, 0, &out), XC_EINTERNAL);
    table = xc_text_table_make(*state, XC_TABLE_COLUMNS + 1, 0);
    xc_text_table_row(&table);
    assert_int_equal(xc_text_table_write(&table, 0, &out), XC_EINTERNAL);
    table = xc_text_table_make(*state, XC_TABLE_COLUMNS, 0);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, XC_TABLE_COLUMNS - 1, XC_STR("last"));
    writes(&table, 0, "                              last\n");
}

/* Nothing from a register steers a terminal or breaks a line. */
static void hostile_text(void **state) {
    struct xc_text_table table = xc_text_table_make(*state, 2, 0);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("\x1b[31mred\n"));
    xc_text_table_cell(&table, 1, XC_STR("x"));
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0,
                       XC_STR("医\xff\xe2\x80\xae"
                              "b\0"));
    xc_text_table_cell(&table, 1, XC_STR("y"));
    writes(&table, 0,
           "\xef\xbf\xbd[31mred\xef\xbf\xbd  x\n"
           "医\xef\xbf\xbd\xef\xbf\xbd"
           "b\xef\xbf\xbd     y\n");
}

static void details_are_set_in(void **state) {
    struct xc_text_table table = xc_text_table_make(*state, 2, 2);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("东县"));
    xc_text_table_cell(&table, 1, XC_STR("30"));
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("甲镇"));
    xc_text_table_cell(&table, 1, XC_STR("7"));
    xc_text_table_indent(&table, 2);
    writes(&table, 1, " 东县    30\n   甲镇   7\n");
}

static void no_memory(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(sizeof(struct xc_text_row) + 4);
    struct xc_buffer out = xc_buffer_make(4), empty = xc_buffer_make(64);
    struct xc_text_table table = xc_text_table_make(arena, 1, 0);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("abcd"));
    assert_int_equal(xc_text_table_write(&table, 0, &out), XC_ENOMEM); /* no LF */
    xc_text_table_cell(&table, 0, XC_STR("abcd"));
    assert_int_equal(xc_text_table_write(&table, 0, &empty), XC_ENOMEM);
    table = xc_text_table_make(arena, 1, 0);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, XC_STR("a"));
    assert_int_equal(xc_text_table_write(&table, 0, &empty), XC_ENOMEM);
    xc_buffer_free(&out);
    xc_buffer_free(&empty);
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(chinese_lines_up, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_cells, setup, teardown),
        cmocka_unit_test_setup_teardown(a_copy_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(details_are_set_in, setup, teardown),
        cmocka_unit_test_setup_teardown(misuse, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_text, setup, teardown),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
