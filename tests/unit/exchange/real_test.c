/* Files as offices and directories have them; skipped where they are not at hand. */
#include "helpers.h"

struct expectation {
    const char *file;
    const char *map;
    const char *encoding;
    bool skip_bad;
    size_t rows, bad;
};

static void import_file(const struct expectation *expected) {
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", XC_SHARED_DATA, expected->file);
    if (!xc_file_exists(path)) {
        print_message("skipped: %s is not there\n", expected->file);
        skip();
    }
    struct xc_buffer bytes = xc_buffer_make(1 << 26);
    struct xc_error error = {0};
    struct xc_import_report report;
    struct xc_register *reg = NULL;
    struct xc_register *old = country();
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS,
                                        .map = xc_str_from(expected->map),
                                        .file = xc_str_from(expected->file),
                                        .skip_bad = expected->skip_bad};
    assert_int_equal(xc_file_read(path, &bytes, &error), XC_OK);
    int code = xc_import_register(xc_buffer_view(&bytes), &options, old, &reg, &report,
                                  NULL, &error);
    if (code != XC_OK)
        show_error(&error);
    if (code != XC_OK || report.bad != expected->bad)
        show_report(&report);
    assert_int_equal(code, XC_OK);
    assert_int_equal(report.rows, expected->rows);
    assert_int_equal(report.bad, expected->bad);
    assert_string_equal(report.encoding, expected->encoding);
    assert_int_equal(reg->targets.count, expected->rows - expected->bad);
    xc_register_free(reg);
    xc_register_free(old);
    xc_import_report_free(&report);
    xc_buffer_free(&bytes);
}

static void beijing_list_in_gbk(void **state) {
    (void)state;
    import_file(&(struct expectation){"北京市医院名册-gbk.csv", "序号=id,大类=kind",
                                      "GB18030", false, 724, 0});
}

static void beijing_designated(void **state) {
    (void)state;
    import_file(&(struct expectation){"targets-beijing-designated.csv", "", "UTF-8", true,
                                      2948, 8});
}

static void jiangsu(void **state) {
    (void)state;
    import_file(
        &(struct expectation){"targets-jiangsu.csv", "", "UTF-8", true, 3089, 10});
}

static void wuhan(void **state) {
    (void)state;
    import_file(&(struct expectation){"targets-wuhan-dongxihu-poi.csv", "", "UTF-8",
                                      false, 106, 0});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beijing_list_in_gbk),
        cmocka_unit_test(beijing_designated),
        cmocka_unit_test(jiangsu),
        cmocka_unit_test(wuhan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
