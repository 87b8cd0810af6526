/* Whole imports of targets and areas: what goes in, what is refused and how it is said.
 */
#include "helpers.h"

struct outcome {
    int code;
    struct xc_error error;
    struct xc_import_report report;
    struct xc_register *reg;
};

static struct outcome run(const struct xc_register *old, struct xc_import_options options,
                          const char *text) {
    struct outcome outcome = {0};
    if (options.file.len == 0)
        options.file = XC_STR("f.csv");
    outcome.code = xc_import_register(xc_str_from(text), &options, old, &outcome.reg,
                                      &outcome.report, NULL, &outcome.error);
    assert_int_equal(outcome.code == XC_OK, outcome.reg != NULL);
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

/* The import fails with one bad row whose message holds the text. */
static void bad_row(const char *text, const char *message) {
    struct xc_register *old = country();
    struct outcome outcome =
        run(old, (struct xc_import_options){.table = XC_IMPORT_TARGETS}, text);
    if (outcome.code == XC_OK || outcome.report.problem_count != 1) {
        show_error(&outcome.error);
        show_report(&outcome.report);
    }
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_int_equal(outcome.report.problem_count, 1);
    assert_true(error_says(&outcome.report.problems[0].error, message));
    drop(&outcome);
    xc_register_free(old);
}

/* The whole file is refused with the message. */
static void refused(struct xc_import_options options, const char *text, int code,
                    const char *message) {
    struct xc_register *old = country();
    struct outcome outcome = run(old, options, text);
    if (outcome.code != code)
        show_report(&outcome.report);
    assert_int_equal(outcome.code, code);
    assert_true(error_says(&outcome.error, message));
    drop(&outcome);
    xc_register_free(old);
}

static void reads_every_column(void **state) {
    static const char text[] =
        "编号,机构编码,机构名称（全称）,类型,等级,性质,省,市,区县,片区,地址,纬度,经度,"
        "所属单位,"
        "法人,状态,标注,信用等级,权重,检查用时,上次检查日期,共同定点,床位,联系人\n"
        "7,H1, 宜城医院 "
        ",医院,二级甲等,公立,江苏省,无锡市,宜兴市,片区1,人民路1号,31.34,119.82,"
        "集团,张三,正常,重点、投诉；新增,A,5,90,2021年3月5日,是,200,\"a\"\"b\\c\"\n";
    struct xc_register *old = country();
    struct xc_target target;
    (void)state;
    struct outcome outcome =
        run(old, (struct xc_import_options){.table = XC_IMPORT_TARGETS}, text);
    must(&outcome);
    assert_int_equal(outcome.report.added, 1);
    assert_string_equal(outcome.report.format, "csv");
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.id, "H1"));
    assert_true(xc_str_is(target.name, "宜城医院"));
    assert_int_equal(target.kind, XC_KIND_HOSPITAL);
    assert_true(xc_str_is(target.level, "二级甲等"));
    assert_int_equal(target.ownership, XC_OWNERSHIP_PUBLIC);
    assert_true(xc_str_is(target.area, "320282"));
    assert_true(xc_str_is(target.zone, "片区1"));
    assert_true(xc_str_is(target.address, "人民路1号"));
    assert_true(target.has_position);
    assert_int_equal(target.latitude_e6, 31340000);
    assert_int_equal(target.longitude_e6, 119820000);
    assert_int_equal(target.datum, XC_DATUM_WGS84);
    assert_true(xc_str_is(target.organisation, "集团"));
    assert_true(xc_str_is(target.legal, "张三"));
    assert_int_equal(target.status, XC_STATUS_ACTIVE);
    assert_int_equal(target.credit, XC_CREDIT_A);
    assert_int_equal(target.weight, 5);
    assert_int_equal(target.minutes, 90);
    assert_int_equal(target.last_visit, xc_date_make(2021, 3, 5));
    assert_true(target.co_designated);
    assert_true(
        xc_str_is(target.attributes,
                  "{\"床位\":\"200\",\"编号\":\"7\",\"联系人\":\"a\\\"b\\\\c\"}"));
    assert_int_equal(xc_str_find(target.flags, XC_STR("投诉")) >= 0, 1);
    assert_true(notes_say(&outcome.report, "2021-03-05"));
    assert_true(notes_say(&outcome.report, "“编号” is kept as an attribute"));
    assert_true(notes_say(&outcome.report, "机构名称（全称）"));
    drop(&outcome);
    xc_register_free(old);
}

static void finds_header_and_skips_totals(void **state) {
    struct xc_register *old = country();
    (void)state;
    struct outcome outcome =
        run(old, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            "宜兴市定点医药机构名单,,,\n填报单位：医保局,,2021年3月,\n\n机构编码,"
            "机构名称,类型,区划代码\n"
            "1,甲,药店,320282\n小计,1,,\n2,乙,药店,320282000000\n合 计,2 家,,\n"
            "注：截至三月底,,,\n");
    must(&outcome);
    assert_int_equal(outcome.report.rows, 2);
    assert_int_equal(outcome.report.added, 2);
    assert_true(notes_say(&outcome.report, "lines 1 to 2"));
    assert_true(notes_say(&outcome.report, "line 6"));
    assert_true(notes_say(&outcome.report, "line 8"));
    assert_true(notes_say(&outcome.report, "line 9"));
    drop(&outcome);
    xc_register_free(old);
}

static void a_name_is_not_a_total(void **state) {
    (void)state;
    struct outcome outcome =
        run(NULL, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            "id,name\n合计划诊所,x\n1,总计大药房\n");
    must(&outcome);
    assert_int_equal(outcome.report.added, 2);
    drop(&outcome);
}

static void reads_areas_by_name_and_code(void **state) {
    struct xc_register *old = country();
    static const char text[] = "id,name,area,province,city,county\n"
                               "1,a,320282,,,\n2,b,宜兴市,,,\n3,c,,江苏,无锡,宜兴\n"
                               "4,d,,,,宜兴市\n5,e,江苏省无锡市宜兴市,,,\n6,f,,,,\n"
                               "7,g,,北京市,北京市,东城区\n8,h,,,苏州市,\n9,i,,,,鼓楼区\n"
                               "91,j,,江苏,,320282\n92,k,,北京市,,320282\n";
    static const char *const wanted[] = {"320282", "320282", "320282", "320282", "320282",
                                         "3202",   "110101", "3205",   "320282"};
    (void)state;
    struct outcome outcome =
        run(old,
            (struct xc_import_options){.table = XC_IMPORT_TARGETS,
                                       .default_area = XC_STR("320200"),
                                       .skip_bad = true},
            text);
    must(&outcome);
    assert_int_equal(outcome.report.bad, 2);
    assert_true(error_says(&outcome.report.problems[0].error, "f.csv:10:"));
    assert_true(error_says(&outcome.report.problems[0].error, "may be the area"));
    assert_true(error_says(&outcome.report.problems[1].error, "f.csv:12:"));
    assert_true(error_says(&outcome.report.problems[1].error, "--map county=-"));
    for (uint32_t row = 0; row < 9; row++) {
        struct xc_target target;
        xc_register_get_target(outcome.reg, row, &target);
        if (!xc_str_is(target.area, wanted[row]))
            print_message("row %u: %.*s\n", row + 1, XC_PRI(target.area));
        assert_true(xc_str_is(target.area, wanted[row]));
    }
    drop(&outcome);
    xc_register_free(old);
}

static void names_every_kind_of_bad_row(void **state) {
    (void)state;
    bad_row("id,name\n,x\n", "the id is missing");
    bad_row("id,name\n1,\n", "f.csv:2:3: column “name”: the name is missing");
    bad_row("id,name\n1,a\n2,b\n1,c\n",
            "f.csv:4:1: column “id”: “1” stands twice, in line 2");
    bad_row("id,name\n9.13E+17,a\n", "format the column as text");
    bad_row("id,name\n9.13203E+17,a\n", "turned this id into the number");
    bad_row("id,name\n#REF!,a\n", "gives the error #REF!");
    bad_row("id,name\n1,#N/A\n", "f.csv:2:3: column “name”: the formula");
    bad_row("id,name,kind\n1,a,医原\n", "f.csv:2:5: column “kind”: “医原” is not one of");
    bad_row("id,name,kind\n1,a,医原\n", "did you mean “医院”?");
    bad_row("id,name,county\n1,a,宜兴区\n", "no area is called “宜兴区”");
    bad_row("id,name,city,county\n1,a,无锡市,宜星市\n", "did you mean “宜兴市”?");
    bad_row("id,name,area\n1,a,320299\n", "3202 is 无锡市");
    bad_row("id,name,last_visit\n1,a,2026-02-30\n",
            "“2026-02-30” is not a date that exists");
    bad_row("id,name,weight\n1,a,-1\n", "whole number from 0 to 1000000");
    bad_row("id,name,lat,lon\n1,a,119.8,31.3\n", "changed places");
    bad_row("id,name,lat,lon\n1,a,31.3,\n", "together");
    bad_row("id,name,co_designated\n1,a,也许\n", "neither");
    bad_row("id,name\n1,a,extra\n", "has no header");
    bad_row("id,name\n1,\"a\"b\n", "after its closing quotation mark");
    bad_row("id,name\na:b,x\n", "f.csv:2");
    bad_row("id,name\na\xE2\x80\x8B"
            "b,x\n",
            "f.csv:2");
}

static void refuses_long_cells(void **state) {
    struct xc_buffer text = xc_buffer_make(1 << 26);
    (void)state;
    (void)xc_buffer_puts(&text, "id,name\n1,");
    for (int i = 0; i < 10 << 20; i++)
        (void)xc_buffer_putc(&text, 'x');
    (void)xc_buffer_puts(&text, "\n");
    (void)xc_buffer_putc(&text, '\0');
    bad_row(text.ptr, "longer than 4096 bytes");
    xc_buffer_clear(&text);
    (void)xc_buffer_puts(&text, "id,name\n1,");
    for (int i = 0; i < 257; i++)
        (void)xc_buffer_puts(&text, "医");
    (void)xc_buffer_putc(&text, '\0');
    bad_row(text.ptr, "256");
    xc_buffer_free(&text);
}

static void refuses_bad_headers(void **state) {
    struct xc_import_options targets = {.table = XC_IMPORT_TARGETS};
    struct xc_import_options mapped = targets;
    (void)state;
    refused(targets, "名字,类型\n甲,药店\n", XC_EINPUT, "the column “id”");
    refused(targets, "编码,机构名称\n1,甲\n", XC_EINPUT, "--map");
    refused(targets, "id,nane,类型\n1,x,药店\n", XC_EINPUT, "if “nane” is meant");
    refused(targets, "id,name,名称\n1,x,y\n", XC_EINPUT, "both mean the column “name”");
    refused(targets, "id,name,id\n1,x,y\n", XC_EINPUT, "both mean the column “id”");
    refused(targets, "id,name,备注,备注\n1,x,y,z\n", XC_EINPUT, "stands twice");
    refused(targets, "id,name\n", XC_EINPUT, "no rows");
    refused(targets, "id,name\n1,\"x\n", XC_EINPUT, "never closed");
    mapped.map = XC_STR("序号=idd");
    refused(mapped, "序号,name\n1,x\n", XC_EUSAGE, "did you mean “id”?");
    mapped.map = XC_STR("序号");
    refused(mapped, "序号,name\n1,x\n", XC_EUSAGE, "--map takes");
    mapped.map = XC_STR("序=id");
    refused(mapped, "id,name\n1,x\n", XC_EINPUT, "--map names the header “序”");
    struct xc_import_options elsewhere = {.table = XC_IMPORT_TARGETS,
                                          .default_area = XC_STR("999999")};
    refused(elsewhere, "id,name\n1,x\n", XC_EINPUT, "999999");
}

static void map_names_columns(void **state) {
    struct xc_target target;
    (void)state;
    struct outcome outcome =
        run(NULL,
            (struct xc_import_options){.table = XC_IMPORT_TARGETS,
                                       .map = XC_STR("序号=id, 大类=kind")},
            "序号,编号,机构名称,大类\n1,X,甲,A.医院\n");
    must(&outcome);
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.id, "1"));
    assert_int_equal(target.kind, XC_KIND_HOSPITAL);
    assert_true(xc_str_is(target.attributes, "{\"编号\":\"X\"}"));
    drop(&outcome);
}

/* A map that an earlier file needed does not stand in the way of another file. */
static void a_kept_map_asks_for_nothing(void **state) {
    struct xc_import_options options = {
        .table = XC_IMPORT_TARGETS, .map = XC_STR("序号=id,大类=kind"), .map_kept = true};
    (void)state;
    struct outcome other = run(NULL, options, "id,name\n1,甲\n");
    must(&other);
    assert_int_equal(other.report.note_count, 0);
    drop(&other);
    struct outcome same = run(NULL, options, "序号,名称,大类\n1,甲,药店\n");
    must(&same);
    assert_true(notes_say(&same.report, "“序号” was read as “id”, as an earlier"));
    drop(&same);
    options.map_kept = false;
    refused(options, "id,name\n1,甲\n", XC_EINPUT, "--map names the header “序号”");
}

/* A column whose name means an area here may hold something else. */
static void map_makes_attributes(void **state) {
    struct xc_target target;
    (void)state;
    struct outcome outcome = run(
        NULL,
        (struct xc_import_options){.table = XC_IMPORT_TARGETS, .map = XC_STR("city=-")},
        "id,name,city\n1,甲,Newmarket\n");
    must(&outcome);
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.attributes, "{\"city\":\"Newmarket\"}"));
    drop(&outcome);
}

/* What only the register finds is told at its place in the file, too. */
static void names_the_cell_that_the_register_refuses(void **state) {
    (void)state;
    bad_row("id,kind,name\nA,药店,甲\xE2\x80\xAE店\n", "f.csv:2:6: ");
    bad_row("kind,id,name\n药店,A\xE2\x80\x8B,甲\n", "f.csv:2:4: ");
    bad_row("name,id\n甲,\"A,B\"\n", "f.csv:2:3: ");
}

static void prefers_the_better_id(void **state) {
    struct xc_target target;
    (void)state;
    struct outcome outcome =
        run(NULL, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            "编号,统一社会信用代码,名称\n1,9132X,甲\n");
    must(&outcome);
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.id, "9132X"));
    drop(&outcome);
}

static void merge_updates_and_never_closes(void **state) {
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS};
    struct xc_target target;
    (void)state;
    struct outcome first =
        run(NULL, options,
            "id,name,credit,weight,地址,x,y\n1,甲,A,5,路1,p,q\n2,乙,B,,,,\n"
            "3,丙,C,7,路3,,\n");
    must(&first);
    struct outcome second =
        run(first.reg, options, "id,credit,weight,地址,x\n1,,-,,-\n2,B,,,\n3,D,,-,r\n");
    must(&second);
    assert_int_equal(second.report.updated, 2);
    assert_int_equal(second.report.unchanged, 1);
    assert_int_equal(second.report.closed, 0);
    xc_register_get_target(second.reg, 0, &target);
    assert_int_equal(target.credit, XC_CREDIT_A);
    assert_int_equal(target.weight, 1);
    assert_true(xc_str_is(target.address, "路1"));
    assert_true(xc_str_is(target.attributes, "{\"y\":\"q\"}"));
    xc_register_get_target(second.reg, 2, &target);
    assert_int_equal(target.credit, XC_CREDIT_D);
    assert_int_equal(target.address.len, 0);
    assert_true(xc_str_is(target.attributes, "{\"x\":\"r\"}"));
    struct outcome third = run(second.reg, options, "id,name\n9,新\n1,甲改\n");
    must(&third);
    assert_int_equal(third.report.added, 1);
    assert_int_equal(third.report.updated, 1);
    assert_int_equal(third.reg->targets.count, 4);
    drop(&third);
    drop(&second);
    drop(&first);
}

static void replace_closes_what_is_missing(void **state) {
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS,
                                        .mode = XC_IMPORT_REPLACE};
    struct xc_target target;
    (void)state;
    struct outcome first =
        run(NULL, options, "id,name,credit,zone\n1,甲,A,东\n2,乙,B,西\n");
    must(&first);
    struct outcome refused_one = run(first.reg, options, "id,name,credit\n1,甲,\n");
    assert_int_equal(refused_one.code, XC_EINPUT);
    assert_true(error_says(&refused_one.error, "close 1 of 2"));
    assert_true(error_says(&refused_one.error, "--yes"));
    drop(&refused_one);
    options.allow_closing = true;
    struct outcome second = run(first.reg, options, "id,name,credit\n1,甲,\n");
    must(&second);
    assert_int_equal(second.report.closed, 1);
    xc_register_get_target(second.reg, 0, &target);
    assert_int_equal(target.credit, XC_CREDIT_NONE);
    assert_true(xc_str_is(target.zone, "东"));
    xc_register_get_target(second.reg, 1, &target);
    assert_int_equal(target.status, XC_STATUS_CLOSED);
    struct xc_import_options merge = {.table = XC_IMPORT_TARGETS};
    struct outcome merged = run(second.reg, merge, "id,name\n1,甲\n2,乙\n");
    must(&merged);
    xc_register_get_target(merged.reg, 1, &target);
    assert_int_equal(target.status, XC_STATUS_CLOSED);
    assert_true(notes_say(&merged.report, "1 rows are closed in the register"));
    drop(&merged);
    struct outcome third = run(second.reg, options, "id,name\n1,甲\n2,乙\n");
    must(&third);
    xc_register_get_target(third.reg, 1, &target);
    assert_int_equal(target.status, XC_STATUS_ACTIVE);
    assert_true(notes_say(&third.report, "active now"));
    drop(&third);
    drop(&second);
    drop(&first);
}

/* A row that cannot be read is not a row that is missing. */
static void bad_rows_are_not_closed(void **state) {
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS,
                                        .mode = XC_IMPORT_REPLACE,
                                        .allow_closing = true,
                                        .skip_bad = true};
    struct xc_target target;
    (void)state;
    struct outcome first = run(NULL, options, "id,name,credit\n1,甲,A\n2,乙,B\n");
    must(&first);
    struct outcome second = run(first.reg, options, "id,name,credit\n1,甲,A\n2,乙,Z\n");
    must(&second);
    assert_int_equal(second.report.bad, 1);
    assert_int_equal(second.report.closed, 0);
    xc_register_get_target(second.reg, 1, &target);
    assert_int_equal(target.status, XC_STATUS_ACTIVE);
    assert_int_equal(target.credit, XC_CREDIT_B);
    drop(&second);
    drop(&first);
}

static void skip_bad_hands_the_bad_rows_back(void **state) {
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS, .skip_bad = true};
    (void)state;
    struct outcome first =
        run(NULL, options, "id,name,weight\n1,甲,1\n2,\"乙,=\",x\n,丙,1\n4,丁,2\n");
    must(&first);
    assert_int_equal(first.report.added, 2);
    assert_int_equal(first.report.bad, 2);
    assert_int_equal(first.report.bad_lines[0], 3);
    assert_int_equal(first.report.bad_lines[1], 4);
    struct xc_str rejected = xc_buffer_view(&first.report.rejected);
    assert_true(
        xc_str_starts(rejected, XC_STR("\xEF\xBB\xBFid,name,weight,rejected_reason\r\n"
                                       "2,\"乙,=\",x,")));
    /* once corrected, the same file goes in */
    struct xc_buffer again = xc_buffer_make(1 << 16);
    (void)xc_buffer_puts(
        &again, "id,name,weight,rejected_reason\r\n2,\"乙,=\",3,\"because\"\r\n");
    (void)xc_buffer_putc(&again, '\0');
    struct outcome second = run(first.reg, options, again.ptr);
    must(&second);
    assert_int_equal(second.report.added, 1);
    struct xc_target target;
    xc_register_get_target(second.reg, 1, &target);
    assert_int_equal(target.attributes.len, 0);
    xc_buffer_free(&again);
    drop(&second);
    drop(&first);
}

static void all_or_nothing(void **state) {
    (void)state;
    struct outcome outcome =
        run(NULL, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            "id,name,weight\n1,甲,1\n2,乙,x\n3,丙,y\n");
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_null(outcome.reg);
    assert_int_equal(outcome.report.problem_count, 2);
    assert_true(error_says(&outcome.error, "2 of 3 rows are bad"));
    assert_int_equal(outcome.report.rejected.len, 0);
    drop(&outcome);
}

static void shows_fifty_problems_and_counts_all(void **state) {
    struct xc_buffer text = xc_buffer_make(1 << 20);
    (void)state;
    (void)xc_buffer_puts(&text, "id,name,county\n");
    for (int i = 0; i < 200; i++)
        (void)xc_buffer_printf(&text, "%d,x,无此地\n", i);
    (void)xc_buffer_puts(&text, "good,x,宜兴市\n");
    (void)xc_buffer_putc(&text, '\0');
    struct xc_register *old = country();
    struct outcome outcome =
        run(old, (struct xc_import_options){.table = XC_IMPORT_TARGETS, .skip_bad = true},
            text.ptr);
    must(&outcome);
    assert_int_equal(outcome.report.problem_count, 50);
    assert_int_equal(outcome.report.bad, 200);
    assert_int_equal(outcome.report.bad_lines[199], 201);
    drop(&outcome);
    xc_register_free(old);
    xc_buffer_free(&text);
}

static void line_breaks_become_spaces(void **state) {
    struct xc_target target;
    (void)state;
    struct outcome outcome =
        run(NULL, (struct xc_import_options){.table = XC_IMPORT_TARGETS},
            "id,name,address,备注\n=\"007\",\"甲\n医院\",\"路\r\n\r\n1\",'=x\n");
    must(&outcome);
    xc_register_get_target(outcome.reg, 0, &target);
    assert_true(xc_str_is(target.id, "007"));
    assert_true(xc_str_is(target.name, "甲 医院"));
    assert_true(xc_str_is(target.address, "路 1"));
    assert_true(notes_say(&outcome.report, "line breaks inside 2 cells"));
    drop(&outcome);
}

static void same_rows_in_any_order_give_the_same_register(void **state) {
    struct xc_digest a;
    struct xc_digest b;
    struct xc_error error = {0};
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS};
    (void)state;
    struct outcome first = run(NULL, options, "id,name,b,a\n1,甲,x,y\n2,乙,z,\n");
    struct outcome second = run(NULL, options, "a,name,id,b\n,乙,2,z\ny,甲,1,x\n");
    must(&first);
    must(&second);
    assert_int_equal(xc_register_digest_all(first.reg, &a, &error), XC_OK);
    assert_int_equal(xc_register_digest_all(second.reg, &b, &error), XC_OK);
    assert_true(xc_digest_equal(&a, &b));
    drop(&second);
    drop(&first);
}

static void areas_extend_the_country(void **state) {
    struct xc_register *old = country();
    struct xc_area area;
    (void)state;
    struct outcome outcome =
        run(old, (struct xc_import_options){.table = XC_IMPORT_AREAS},
            "代码,名称,上级代码,级别\n320282001000,宜城街道,,\n"
            "Z1,东片区,320282,片区\n320282,宜兴市,,\n");
    must(&outcome);
    assert_int_equal(outcome.report.added, 2);
    assert_int_equal(outcome.report.unchanged, 1);
    assert_int_equal(outcome.reg->areas.count, old->areas.count + 2);
    xc_register_get_area(outcome.reg,
                         xc_register_find_area(outcome.reg, XC_STR("320282001")), &area);
    assert_true(xc_str_is(area.parent, "320282"));
    assert_int_equal(area.level, XC_LEVEL_TOWN);
    drop(&outcome);
    outcome = run(old, (struct xc_import_options){.table = XC_IMPORT_AREAS},
                  "code,name\nZ1,东片区\n");
    assert_int_equal(outcome.code, XC_EINPUT);
    assert_true(error_says(&outcome.report.problems[0].error, "上级代码"));
    drop(&outcome);
    xc_register_free(old);
}

static bool refuse_to_go_on(void *context, const char *phase, size_t done, size_t total) {
    (void)context;
    (void)phase;
    (void)done;
    (void)total;
    return false;
}

static void can_be_stopped(void **state) {
    struct xc_progress progress = {.tick = refuse_to_go_on};
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS, .file = XC_STR("f")};
    struct xc_import_report report;
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(xc_import_register(XC_STR("id,name\n1,x\n"), &options, NULL, &reg,
                                        &report, &progress, &error),
                     XC_ENO);
    assert_null(reg);
    xc_import_report_free(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_column),
        cmocka_unit_test(finds_header_and_skips_totals),
        cmocka_unit_test(a_name_is_not_a_total),
        cmocka_unit_test(reads_areas_by_name_and_code),
        cmocka_unit_test(names_every_kind_of_bad_row),
        cmocka_unit_test(refuses_long_cells),
        cmocka_unit_test(refuses_bad_headers),
        cmocka_unit_test(map_names_columns),
        cmocka_unit_test(a_kept_map_asks_for_nothing),
        cmocka_unit_test(map_makes_attributes),
        cmocka_unit_test(names_the_cell_that_the_register_refuses),
        cmocka_unit_test(prefers_the_better_id),
        cmocka_unit_test(merge_updates_and_never_closes),
        cmocka_unit_test(replace_closes_what_is_missing),
        cmocka_unit_test(bad_rows_are_not_closed),
        cmocka_unit_test(skip_bad_hands_the_bad_rows_back),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(shows_fifty_problems_and_counts_all),
        cmocka_unit_test(line_breaks_become_spaces),
        cmocka_unit_test(same_rows_in_any_order_give_the_same_register),
        cmocka_unit_test(areas_extend_the_country),
        cmocka_unit_test(can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
