/* Imports of people, absences, relations and the calendar. */
#include "helpers.h"
#include "workbook.h"

struct outcome {
    int code;
    struct xc_error error;
    struct xc_import_report report;
    struct xc_register *reg;
};

static struct outcome run(const struct xc_register *old, struct xc_import_options options,
                          struct xc_str text) {
    struct outcome outcome = {0};
    options.file = XC_STR("f.csv");
    outcome.code = xc_import_register(text, &options, old, &outcome.reg, &outcome.report,
                                      NULL, &outcome.error);
    return outcome;
}

static void drop(struct outcome *outcome) {
    xc_register_free(outcome->reg);
    xc_import_report_free(&outcome->report);
}

static void must(const struct outcome *outcome) {
    if (outcome->code != XC_OK) {
        show_error(&outcome->error);
        show_report(&outcome->report);
    }
    assert_int_equal(outcome->code, XC_OK);
}

static const struct xc_import_options inspectors = {.table = XC_IMPORT_INSPECTORS};
static const struct xc_import_options experts = {.table = XC_IMPORT_EXPERTS};
static const struct xc_import_options absences = {.table = XC_IMPORT_ABSENCES};
static const struct xc_import_options relations = {.table = XC_IMPORT_RELATIONS};

/* The country, three inspectors, one expert and one target with an organisation. */
static struct xc_register *office(void) {
    struct xc_register *areas = country();
    struct outcome first =
        run(areas, inspectors,
            XC_STR("工号,姓名,单位,区划代码,角色,检查组\nI1,王芳,医保局,宜兴市,"
                   "组长、执法人员,一组\nI2,李强,医保局,320282,officer,\nI3,王芳,"
                   "医保中心,,,\n"));
    must(&first);
    struct outcome second = run(first.reg, experts, XC_STR("id,name\nE1,赵敏\n"));
    must(&second);
    struct outcome third =
        run(second.reg, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            XC_STR("id,name,organisation\nH1,医院,集团\n"));
    must(&third);
    struct xc_register *reg = third.reg;
    third.reg = NULL;
    drop(&third);
    drop(&second);
    drop(&first);
    xc_register_free(areas);
    return reg;
}

static void bad(const struct xc_register *old, struct xc_import_options options,
                struct xc_str text, const char *message) {
    struct outcome outcome = run(old, options, text);
    if (outcome.report.problem_count != 1)
        show_error(&outcome.error);
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_int_equal(outcome.report.problem_count, 1);
    assert_true(error_says(&outcome.report.problems[0].error, message));
    drop(&outcome);
}

/* The rows are fine, the file as a whole is refused. */
static void refused(const struct xc_register *old, struct xc_import_options options,
                    struct xc_str text, const char *message) {
    struct outcome outcome = run(old, options, text);
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_int_equal(outcome.report.bad, 0);
    assert_true(error_says(&outcome.error, message));
    drop(&outcome);
}

static void reads_people(void **state) {
    struct xc_register *reg = office();
    struct xc_person person;
    (void)state;
    assert_int_equal(reg->people.count, 4);
    xc_register_get_person(reg, xc_register_find_person(reg, XC_STR("I1")), &person);
    assert_true(xc_str_is(person.area, "320282"));
    assert_true(xc_str_is(person.crew, "一组"));
    assert_int_equal(person.roles, 1U << XC_ROLE_LEAD | 1U << XC_ROLE_OFFICER);
    xc_register_get_person(reg, xc_register_find_person(reg, XC_STR("I3")), &person);
    assert_int_equal(person.roles, 1U << XC_ROLE_OFFICER);
    xc_register_get_person(reg, xc_register_find_person(reg, XC_STR("E1")), &person);
    assert_int_equal(person.roles, 1U << XC_ROLE_EXPERT);
    assert_int_equal(person.pool, XC_POOL_EXPERTS);
    xc_register_free(reg);
}

static void refuses_bad_people(void **state) {
    struct xc_register *reg = office();
    (void)state;
    bad(reg, inspectors, XC_STR("id,name,roles\nX,a,officer boss\n"),
        "“boss” is not one of");
    bad(reg, inspectors, XC_STR("id,name\nE1,赵敏\n"), "registered as an expert");
    bad(reg, experts, XC_STR("id,name\nI1,王芳\n"), "registered as an inspector");
    bad(reg, inspectors, XC_STR("id,name,certificate_until\nX,a,2026-13-01\n"),
        "not a date");
    bad(reg, inspectors, XC_STR("id,name,status\nX,a,暂停\n"), "import absences");
    bad(reg, inspectors, XC_STR("id,name,area\nX,a,宜星市\n"), "宜星市");
    xc_register_free(reg);
}

static void replace_touches_one_pool(void **state) {
    struct xc_register *reg = office();
    struct xc_import_options options = inspectors;
    struct xc_person person;
    (void)state;
    options.mode = XC_IMPORT_REPLACE;
    struct outcome outcome = run(reg, options, XC_STR("id,name\nI1,王芳\n"));
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_true(error_says(&outcome.error, "close 2 of 3"));
    drop(&outcome);
    options.allow_closing = true;
    outcome = run(reg, options, XC_STR("id,name\nI1,王芳\n"));
    must(&outcome);
    assert_int_equal(outcome.report.closed, 2);
    xc_register_get_person(outcome.reg,
                           xc_register_find_person(outcome.reg, XC_STR("E1")), &person);
    assert_int_equal(person.status, XC_STATUS_ACTIVE);
    xc_register_get_person(outcome.reg,
                           xc_register_find_person(outcome.reg, XC_STR("I1")), &person);
    assert_true(xc_str_is(person.crew, "一组"));
    drop(&outcome);
    xc_register_free(reg);
}

static void reads_absences(void **state) {
    struct xc_register *reg = office();
    struct xc_absence absence;
    (void)state;
    struct outcome first =
        run(reg, absences,
            XC_STR("人员,开始日期,结束日期,半天,原因\nI1,2026.3.5,2026-03-06,,培训\n"
                   "李强,2026-04-01,,上午,体检\n"));
    must(&first);
    assert_int_equal(first.report.added, 2);
    assert_true(notes_say(&first.report, "2026-03-05"));
    assert_true(notes_say(&first.report, "by name"));
    xc_register_get_absence(first.reg, 1, &absence);
    assert_true(xc_str_is(absence.person, "I2"));
    assert_int_equal(absence.from, absence.to);
    assert_int_equal(absence.half, 1);
    /* merge keeps what is there, replace does not */
    struct outcome second =
        run(first.reg, absences,
            XC_STR("person,from,to,reason\nI1,2026-03-05,2026-03-06,会议\n"
                   "I1,2026-05-04,,\n"));
    must(&second);
    assert_int_equal(second.report.updated, 1);
    assert_int_equal(second.reg->absences.count, 3);
    struct xc_import_options replace = absences;
    replace.mode = XC_IMPORT_REPLACE;
    refused(second.reg, replace, XC_STR("person,from\nI1,2026-05-04\n"),
            "would close 2 of 3");
    replace.allow_closing = true;
    struct outcome third =
        run(second.reg, replace, XC_STR("person,from\nI1,2026-05-04\n"));
    must(&third);
    assert_int_equal(third.reg->absences.count, 1);
    assert_int_equal(third.report.closed, 2);
    drop(&third);
    drop(&second);
    drop(&first);
    bad(reg, absences, XC_STR("person,from\n王芳,2026-05-04\n"), "several people");
    bad(reg, absences, XC_STR("person,from\nI9,2026-05-04\n"), "no person has the id");
    bad(reg, absences, XC_STR("person,from,to\nI1,2026-05-04,2026-05-03\n"),
        "ends before");
    bad(reg, absences, XC_STR("person,from\nI1,\n"), "the date is missing");
    bad(reg, absences, XC_STR("person,from,half\nI1,2026-05-04,夜里\n"), "none of am");
    bad(reg, absences, XC_STR("person,from\nI1,2026-05-04\nI1,2026-05-04\n"),
        "stands twice");
    xc_register_free(reg);
}

static void reads_relations(void **state) {
    struct xc_register *reg = office();
    (void)state;
    struct outcome first =
        run(reg, relations,
            XC_STR("person,target,organisation,area,reason,until\nI1,H1,,,亲属,\n"
                   "I2,,集团,,曾任职,2027-01-01\nI2,,,宜兴市,,\n"));
    must(&first);
    assert_int_equal(first.report.added, 3);
    struct outcome second =
        run(first.reg, relations, XC_STR("person,target,reason\nI1,H1,配偶\n"));
    must(&second);
    assert_int_equal(second.report.updated, 1);
    assert_int_equal(second.reg->relations.count, 3);
    struct xc_import_options replace = relations;
    replace.mode = XC_IMPORT_REPLACE;
    refused(second.reg, replace, XC_STR("person,target\nI1,H1\n"), "would close 2 of 3");
    drop(&second);
    drop(&first);
    bad(reg, relations, XC_STR("person,target,organisation\nI1,H1,集团\n"), "names 2");
    bad(reg, relations, XC_STR("person,target\nI1,\n"), "names 0");
    bad(reg, relations, XC_STR("person,target\nI1,H9\n"), "no target has the id “H9”");
    bad(reg, relations, XC_STR("person,organisation\nI1,无\n"), "no target belongs");
    xc_register_free(reg);
}

static void reads_the_calendar(void **state) {
    struct xc_import_options options = {.table = XC_IMPORT_CALENDAR,
                                        .file = XC_STR("c.csv")};
    struct xc_import_report report;
    struct xc_day_fact *days;
    size_t count;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(xc_import_calendar(XC_STR("日期,类型,名称\n2026-10-10,班,国庆节\n"
                                               "2026年10月1日,休,国庆节\n"),
                                        &options, &days, &count, &report, &error),
                     XC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(days[0].date, xc_date_make(2026, 10, 1));
    assert_int_equal(days[0].kind, XC_DAY_HOLIDAY);
    assert_int_equal(days[1].kind, XC_DAY_WORKDAY);
    assert_true(xc_str_is(days[1].name, "国庆节"));
    assert_int_equal(report.note_count, 1); /* the loose date */
    xc_import_report_free(&report);
    assert_int_equal(
        xc_import_calendar(XC_STR("date,kind\n2026-10-01,休\n2027-01-01,休\n"), &options,
                           &days, &count, &report, &error),
        XC_OK);
    assert_true(notes_say(&report, "1 October 2027"));
    assert_int_equal(report.note_count, 1);
    xc_import_report_free(&report);
    assert_int_equal(
        xc_import_calendar(XC_STR("date,kind\n2026-10-01,休\n2026-10-01,班\n"), &options,
                           &days, &count, &report, &error),
        XC_EINPUT);
    assert_true(error_says(&report.problems[0].error, "stands twice"));
    xc_import_report_free(&report);
    assert_int_equal(xc_import_calendar(XC_STR("date,kind\n2026-10-01,玩\n"), &options,
                                        &days, &count, &report, &error),
                     XC_EINPUT);
    assert_true(error_says(&report.problems[0].error, "neither holiday"));
    xc_import_report_free(&report);
}

static void reads_the_shared_calendar(void **state) {
    char path[] = XC_SHARED_DATA "/holidays-cn.csv";
    struct xc_import_options options = {.table = XC_IMPORT_CALENDAR,
                                        .file = XC_STR("h.csv")};
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    struct xc_import_report report;
    struct xc_day_fact *days;
    size_t count;
    struct xc_error error = {0};
    (void)state;
    if (!xc_file_exists(path)) {
        print_message("skipped: holidays-cn.csv is not there\n");
        skip();
    }
    assert_int_equal(xc_file_read(path, &bytes, &error), XC_OK);
    assert_int_equal(xc_import_calendar(xc_buffer_view(&bytes), &options, &days, &count,
                                        &report, &error),
                     XC_OK);
    assert_int_equal(count, 315);
    xc_import_report_free(&report);
    xc_buffer_free(&bytes);
}

/* A two-row header with merged cells, a merged county, dates and a number as id. */
static void reads_a_workbook_as_offices_make_it(void **state) {
    static const char sheet[] =
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>名单</v></c></row>"
        "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>机构编码</v></c><c r=\"B2\" "
        "t=\"str\"><v>机构名称"
        "</v></c><c r=\"C2\" t=\"str\"><v>地区</v></c></row><row r=\"3\"><c r=\"C3\" "
        "t=\"str\"><v>"
        "市</v></c><c r=\"D3\" t=\"str\"><v>区县</v></c><c r=\"E3\" "
        "t=\"str\"><v>上次检查日期</v></c>"
        "</row><row r=\"4\"><c r=\"A4\"><v>1001</v></c><c r=\"B4\" "
        "t=\"str\"><v>甲</v></c><c "
        "r=\"C4\" t=\"str\"><v>无锡市</v></c><c r=\"D4\" t=\"str\"><v>宜兴市</v></c><c "
        "r=\"E4\" "
        "s=\"1\"><v>44260</v></c></row><row r=\"5\"><c r=\"A5\"><v>1002</v></c><c "
        "r=\"B5\" "
        "t=\"str\"><v>乙</v></c><c "
        "r=\"E5\"><v>44261</v></c></row></sheetData><mergeCells>"
        "<mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"C2:E2\"/>"
        "<mergeCell ref=\"C4:C5\"/><mergeCell ref=\"D4:D5\"/></mergeCells>";
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    struct xc_register *areas = country();
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS};
    struct xc_target target;
    (void)state;
    make_workbook(one_sheet, "", xc_str_from(sheet), &bytes);
    struct outcome outcome = run(areas, options, xc_buffer_view(&bytes));
    must(&outcome);
    assert_string_equal(outcome.report.format, "xlsx");
    assert_int_equal(outcome.report.rows, 2);
    xc_register_get_target(outcome.reg, 1, &target);
    assert_true(xc_str_is(target.id, "1002"));
    assert_true(xc_str_is(target.area, "320282"));
    assert_int_equal(target.last_visit, xc_date_make(2021, 3, 6));
    assert_true(notes_say(&outcome.report, "merged cells"));
    assert_true(notes_say(&outcome.report, "“44261” was read as 2021-03-06"));
    drop(&outcome);
    xc_buffer_clear(&bytes);
    make_workbook(
        one_sheet, "",
        XC_STR("<sheetData><row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>name</v></c>"
               "</row><row><c><v>1234567890123456</v></c><c t=\"str\"><v>a</v></c></row>"
               "</sheetData>"),
        &bytes);
    bad(areas, options, xc_buffer_view(&bytes),
        "f.csv:2:1: column “id”: the spreadsheet turned");
    xc_buffer_free(&bytes);
    xc_register_free(areas);
}

static void reads_json_rows(void **state) {
    struct xc_register *areas = country();
    (void)state;
    struct outcome outcome =
        run(areas, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            XC_STR("{\"targets\":[{\"id\":\"1\",\"name\":\"甲\",\"area\":\"320282\","
                   "\"flags\":[\"b\","
                   "\"a\"],\"lat\":31.34,\"lon\":119.8,\"co_designated\":true}]}"));
    must(&outcome);
    struct xc_target target;
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.flags, "a,b"));
    assert_int_equal(target.latitude_e6, 31340000);
    assert_true(target.co_designated);
    drop(&outcome);
    xc_register_free(areas);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_people),
        cmocka_unit_test(refuses_bad_people),
        cmocka_unit_test(replace_touches_one_pool),
        cmocka_unit_test(reads_absences),
        cmocka_unit_test(reads_relations),
        cmocka_unit_test(reads_the_calendar),
        cmocka_unit_test(reads_the_shared_calendar),
        cmocka_unit_test(reads_a_workbook_as_offices_make_it),
        cmocka_unit_test(reads_json_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
