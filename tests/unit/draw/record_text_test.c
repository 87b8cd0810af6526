#include "trial.h"

/* Loads the record's text; the answer is that of loading. */
static int load(struct trial *trial, size_t flags, char from, char to) {
    char *dump = json_dumps(trial->json, flags);
    assert_non_null(dump);
    char *spot = strchr(strstr(dump, "P2999"), from);
    *spot = to;
    json_decref(trial->loaded);
    int code = xc_record_load(xc_str_from(dump), trial->arena, &trial->loaded,
                              &trial->record, &trial->error);
    free(dump);
    return code;
}

static void test_large_tables(void **state) {
    (void)state;
    struct trial trial;
    struct xc_buffer table = xc_buffer_make(TEXT_BYTES);
    start(&trial);
    for (unsigned i = 0; i < 3000; i++)
        assert_int_equal(
            xc_buffer_printf(&table, "P%04u:T1\t名 \"q\" \\ / 药 %u\n", i, i * i), XC_OK);
    assert_true(table.len > 1 << 16);
    json_t *files = at(trial.json, "files");
    json_object_set_new(files, "avoid", json_stringn(table.ptr, table.len));
    static const size_t flags[] = {0, JSON_COMPACT, JSON_INDENT(4), JSON_ENSURE_ASCII,
                                   JSON_ESCAPE_SLASH};
    static const char *const others[] = {"", "@table-0", "@table-7"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        for (size_t k = 0; k < 3; k++) {
            set_text(&trial, "files.people", others[k]);
            assert_int_equal(load(&trial, flags[i], 'P', 'P'), XC_OK);
            assert_int_equal(trial.record.files.avoid.len, table.len);
            assert_memory_equal(trial.record.files.avoid.ptr, table.ptr, table.len);
            assert_true(xc_str_equal(trial.record.files.people, xc_str_from(others[k])));
        }
    }
    set_text(&trial, "files.people", "");
    /* the only quotes come late, the first after a backslash */
    xc_buffer_clear(&table);
    for (unsigned i = 0; i < 6000; i++)
        assert_int_equal(xc_buffer_printf(&table, "P%04u:T1\tkin\n", i), XC_OK);
    assert_int_equal(xc_buffer_puts(&table, "P6000:T1\t\\\"q\"\n"), XC_OK);
    assert_true(table.len > 1 << 16);
    json_object_set_new(files, "avoid", json_stringn(table.ptr, table.len));
    assert_int_equal(load(&trial, 0, 'P', 'P'), XC_OK);
    assert_int_equal(trial.record.files.avoid.len, table.len);
    assert_memory_equal(trial.record.files.avoid.ptr, table.ptr, table.len);
    struct xc_str broken = XC_STR("{\"v\":1,\"files\":\"");
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    assert_int_equal(xc_buffer_add(&text, broken), XC_OK);
    for (unsigned i = 0; i < 1 << 17; i++)
        assert_int_equal(xc_buffer_putc(&text, 'x'), XC_OK);
    json_decref(trial.loaded);
    assert_int_equal(xc_record_load(xc_buffer_view(&text), trial.arena, &trial.loaded,
                                    &trial.record, &trial.error),
                     XC_EINPUT);
    xc_buffer_free(&text);
    assert_int_equal(load(&trial, 0, ':', '\x01'), XC_EINPUT);
    assert_int_equal(load(&trial, 0, ':', '\xff'), XC_EINPUT);
    assert_int_equal(load(&trial, 0, ':', '"'), XC_EINPUT);
    assert_int_equal(load(&trial, 0, ':', '\\'), XC_EINPUT);
    xc_buffer_free(&table);
    end(&trial);
}

/* Only tables are taken out of the text: what else is long is read as it is. */
static void test_other_large_texts(void **state) {
    (void)state;
    struct trial trial;
    struct xc_buffer commit = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer said = xc_buffer_make(TEXT_BYTES);
    start(&trial);
    assert_int_equal(xc_buffer_puts(&commit, "xuncha-commit-v1\n"), XC_OK);
    for (unsigned i = 0; i < 1 << 17; i++)
        assert_int_equal(xc_buffer_putc(&commit, 'x'), XC_OK);
    assert_int_equal(xc_buffer_puts(&commit, "\n"), XC_OK);
    json_object_set_new(trial.json, "commit", json_stringn(commit.ptr, commit.len));
    char *dump = json_dumps(trial.json, 0);
    assert_non_null(dump);
    assert_int_equal(xc_record_load(xc_str_from(dump), trial.arena, &trial.loaded,
                                    &trial.record, &trial.error),
                     XC_EINPUT);
    assert_int_equal(xc_error_render(&trial.error, NULL, &said), XC_OK);
    assert_true(xc_str_starts(xc_buffer_view(&said), XC_STR("commit:2: “xxx")));
    free(dump);
    xc_buffer_free(&said);
    xc_buffer_free(&commit);
    end(&trial);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_large_tables),
        cmocka_unit_test(test_other_large_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
