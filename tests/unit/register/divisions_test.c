#include "base/file.h"
#include "register/divisions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct xc_register *country(void) {
    struct xc_buffer csv = xc_buffer_make((size_t)1 << 20);
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    assert_int_equal(
        xc_file_read(XC_SOURCE_DIR "/core/register/divisions.csv", &csv, &error), 0);
    assert_int_equal(xc_divisions_load(xc_buffer_view(&csv), b, &error), 0);
    assert_int_equal(xc_register_build(b, &reg, NULL, &error), 0);
    xc_register_builder_free(b);
    xc_buffer_free(&csv);
    return reg;
}

static void the_country_loads(void **state) {
    (void)state;
    struct xc_register *reg = country();
    unsigned levels[XC_LEVEL_COUNT] = {0};
    for (uint32_t row = 0; row < reg->areas.count; row++) {
        struct xc_area area;
        xc_register_get_area(reg, row, &area);
        levels[area.level]++;
        assert_int_equal(area.code.len, area.level == XC_LEVEL_PROVINCE ? 2
                                        : area.level == XC_LEVEL_CITY   ? 4
                                                                        : 6);
        assert_true(area.parent.len == 0 || xc_str_starts(area.code, area.parent));
    }
    assert_int_equal(levels[XC_LEVEL_PROVINCE], 31);
    assert_int_equal(levels[XC_LEVEL_CITY], 342);
    assert_int_equal(levels[XC_LEVEL_COUNTY], 2975);
    uint32_t yixing = xc_register_find_area(reg, XC_STR("320282"));
    assert_int_not_equal(yixing, XC_NO_ROW);
    assert_true(xc_str_is(xc_register_text(reg, reg->areas.name[yixing]), "宜兴市"));
    assert_true(
        xc_register_within(reg, yixing, xc_register_find_area(reg, XC_STR("32"))));
    assert_true(xc_register_within(reg, yixing, yixing));
    assert_false(
        xc_register_within(reg, yixing, xc_register_find_area(reg, XC_STR("33"))));
    assert_false(
        xc_register_within(reg, xc_register_find_area(reg, XC_STR("3202")), yixing));
    assert_false(xc_register_within(reg, XC_NO_ROW, yixing));
    assert_false(xc_register_within(reg, yixing, XC_NO_ROW));
    xc_register_free(reg);
}

/* Follows names from the top; the code reached, "" where one is not found. */
static const char *reach(const struct xc_register *reg, const char *const *names,
                         char out[16]) {
    uint32_t row = XC_NO_ROW;
    out[0] = 0;
    for (size_t i = 0; names[i] != NULL; i++) {
        row = xc_register_area_named(reg, row, xc_str_from(names[i]));
        if (row == XC_NO_ROW)
            return out;
    }
    struct xc_str code = xc_register_text(reg, reg->areas.code[row]);
    memcpy(out, code.ptr, code.len);
    out[code.len] = 0;
    return out;
}

static void names_lead_to_codes(void **state) {
    (void)state;
    static const struct {
        const char *names[4];
        const char *code;
    } cases[] = {
        {{"江苏省", "无锡市", "宜兴市"}, "320282"},
        {{"江苏", "无锡", "宜兴"}, "320282"},
        {{" 江苏省 ", "无锡市", "宜兴市"}, "320282"},
        {{"江苏省", "无锡市", "宜兴县"}, ""},
        {{"北京市", "北京市", "东城区"}, "110101"},
        {{"北京", "市辖区", "东城"}, "110101"},
        {{"北京市", "东城区"}, "110101"},
        {{"重庆市", "重庆市", "云阳县"}, "500235"},
        {{"重庆市", "县", "云阳县"}, "500235"},
        {{"湖北省", "仙桃市"}, "429004"},
        {{"湖北", "省直辖县级行政区划", "仙桃"}, "429004"},
        {{"湖北省", "恩施土家族苗族自治州"}, "4228"},
        {{"湖北省", "恩施州"}, "4228"},
        {{"湖北省", "恩施"}, "4228"},
        {{"湖北省", "恩施州", "恩施市"}, "422801"},
        {{"湖北省", "恩施自治州"}, "4228"},
        {{"湖北省", "恩施州", "神农架"}, ""},
        {{"湖北省", "神农架林区"}, "429021"},
        {{"湖北省", "神农架"}, "429021"},
        {{"广西", "南宁"}, "4501"},
        {{"广西自治区", "南宁市"}, "4501"},
        {{"内蒙古", "锡林郭勒"}, "1525"},
        {{"内蒙古自治区", "呼和浩特市"}, "1501"},
        {{"新疆", "巴音郭楞"}, "6528"},
        {{"新疆维吾尔自治区", "伊犁州"}, "6540"},
        {{"新疆", "和田地区", "和田县"}, "653221"},
        {{"新疆", "和田", "和田"}, ""},
        {{"云南", "临沧", "双江"}, "530925"},
        {{"云南", "临沧", "双江县"}, "530925"},
        {{"广东省", "东莞市", "东莞市"}, "4419"},
        {{"吉林省", "吉林市"}, "2202"},
        {{"吉林", "吉林"}, "2202"},
        {{"上海市", "浦东"}, "310115"},
        {{"上海市", "上海市", "浦东新区"}, "310115"},
        {{"青海省", "海西"}, "6328"},
        {{"甘肃省", "临夏州", "积石山县"}, "622927"},
        {{"陕西"}, "61"},
        {{"山西"}, "14"},
        {{"河"}, ""},
        {{"省"}, ""},
        {{""}, ""},
        {{"苏"}, ""},
        {{"无锡市"}, ""},
    };
    struct xc_register *reg = country();
    char code[16];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(reach(reg, cases[i].names, code), cases[i].code);
    xc_register_free(reg);
}

/* Every official name leads back to its own row, and so does the brief form where it is
 * not ambiguous: then to none, never to another. */
static void every_name_leads_home(void **state) {
    (void)state;
    struct xc_register *reg = country();
    for (uint32_t row = 0; row < reg->areas.count; row++) {
        struct xc_str name = xc_register_text(reg, reg->areas.name[row]);
        uint32_t parent = reg->areas.parent[row];
        assert_int_equal(xc_register_area_named(reg, parent, name), row);
        struct xc_str brief = xc_str_slice(name, 0, name.len - 3);
        uint32_t found = xc_register_area_named(reg, parent, brief);
        if (found != XC_NO_ROW && found != row) {
            struct xc_str other = xc_register_text(reg, reg->areas.name[found]);
            assert_true(xc_str_starts(other, brief) ||
                        xc_str_starts(brief, xc_str_slice(other, 0, 6)));
        }
    }
    xc_register_free(reg);
}

/* How many areas report directly to an office. */
static unsigned directly_below(const struct xc_register *reg, const char *code) {
    uint32_t office = xc_register_find_area(reg, xc_str_from(code));
    unsigned count = 0;
    for (uint32_t row = 0; row < reg->areas.count; row++)
        count += row != office && xc_register_area_below(reg, row, office) == row;
    return count;
}

static void nobody_governs_collective_rows(void **state) {
    (void)state;
    static const struct {
        const char *office;
        unsigned below;
    } cases[] = {
        {"11", 16},   {"12", 16},  {"31", 16},    {"50", 38}, /* districts and counties */
        {"41", 18},   {"42", 17},  {"46", 19},    /* 济源; 仙桃 …; 五指山 … */
        {"32", 13},   {"3202", 7}, {"320282", 0}, /* nothing of the kind */
        {"1101", 16}, {"4290", 4}, {"5002", 12},  /* the rows themselves */
    };
    struct xc_register *reg = country();
    unsigned found = 0;
    for (uint32_t row = 0; row < reg->areas.count; row++)
        found += xc_register_is_collective(reg, row);
    assert_int_equal(found, 9);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(directly_below(reg, cases[i].office), cases[i].below);
    xc_register_free(reg);
}

static struct xc_register *made_up(const char *csv) {
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    assert_int_equal(xc_divisions_load(xc_str_from(csv), b, &error), 0);
    assert_int_equal(xc_register_build(b, &reg, NULL, &error), 0);
    xc_register_builder_free(b);
    return reg;
}

static void what_lies_below_an_office(void **state) {
    (void)state;
    static const struct {
        const char *area, *office, *below;
    } cases[] = {
        {"98", "98", "98"},
        {"9801", "98", "98"}, /* of the row itself: of no district */
        {"980101", "98", "980101"},
        {"980101001", "98", "980101"},
        {"980101001", "980101", "980101001"},
        {"980101001", "9801", "980101"},
        {"9802", "98", "9802"},
        {"980201", "9802", "9802"}, /* 市辖区 of a city, as old lists have it */
        {"980201001", "9802", "980201001"},
        {"980202", "9802", "980202"},
        {"980203", "98", "9802"},
        {"980203", "9802", "980203"}, /* a district may well be called 城区 */
        {"98", "9801", ""},
        {"9802", "9801", ""},
        {"97", "98", ""},
    };
    struct xc_register *reg = made_up("code,name,parent,level\n"
                                      "97,邻省,,province\n"
                                      "98,样省,,province\n"
                                      "9801,省直辖县级行政单位,98,city\n"
                                      "980101,甲市,9801,county\n"
                                      "980101001,市辖区,980101,town\n"
                                      "9802,乙市,98,city\n"
                                      "980201,市辖区,9802,county\n"
                                      "980201001,丙镇,980201,town\n"
                                      "980202,丁县,9802,county\n"
                                      "980203,城区,9802,county\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t area = xc_register_find_area(reg, xc_str_from(cases[i].area));
        uint32_t office = xc_register_find_area(reg, xc_str_from(cases[i].office));
        uint32_t below = xc_register_area_below(reg, area, office);
        struct xc_str code = below == XC_NO_ROW
                                 ? XC_STR("")
                                 : xc_register_text(reg, reg->areas.code[below]);
        assert_true(xc_str_is(code, cases[i].below));
    }
    assert_int_equal(xc_register_area_below(reg, XC_NO_ROW, 0), XC_NO_ROW);
    assert_int_equal(xc_register_area_below(reg, 0, XC_NO_ROW), XC_NO_ROW);
    xc_register_free(reg);
}

static void codes_are_shortened(void **state) {
    (void)state;
    static const struct {
        const char *given, *brief;
    } cases[] = {
        {"320000", "32"},
        {"320200", "3202"},
        {"320282", "320282"},
        {"320282000000", "320282"},
        {"320282001000", "320282001"},
        {"320282001203", "320282001"},
        {"320282001", "320282001"},
        {"320282000", "320282"},
        {"320000000000", "32"},
        {"3202", "3202"},
        {"3200", "32"},
        {"32", "32"},
        {"441900003", "441900003"},
        {"441900", "4419"},
    };
    static const char *const wrong[] = {
        "",       "3",       "000000", "32028", "3202820",
        "32O282", "320282 ", "宜兴市", "-2",    "3202820010001"};
    char out[XC_AREA_CODE_BYTES];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(xc_area_code_normalise(xc_str_from(cases[i].given), out));
        assert_string_equal(out, cases[i].brief);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(xc_area_code_normalise(xc_str_from(wrong[i]), out));
}

static void bad_lists_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *csv;
        unsigned line;
    } cases[] = {
        {"", 1},
        {"code,name\n", 1},
        {"code,name,parent,level\n32,江苏省,,province,\n", 2},
        {"code,name,parent,level\n32,江苏省,province\n", 2},
        {"code,name,parent,level\n32,江苏省,,province\n\n", 3},
        {"code,name,parent,level\r\n32,江苏省,,province\r\n32,江苏省,,province\r\n", 3},
        {"code,name,parent,level\n32,江苏省,,kingdom\n", 2},
        {"code,name,parent,level\n,江苏省,,province\n", 2},
        {"code,name,parent,level\n32,,,province\n", 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct xc_register_builder *b = xc_register_builder_new();
        struct xc_error error = {0};
        assert_int_equal(xc_divisions_load(xc_str_from(cases[i].csv), b, &error),
                         XC_EINPUT);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(xc_divisions_load(xc_str_from(cases[i].csv), b, NULL),
                         XC_EINPUT);
        xc_register_builder_free(b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_country_loads),
        cmocka_unit_test(names_lead_to_codes),
        cmocka_unit_test(every_name_leads_home),
        cmocka_unit_test(codes_are_shortened),
        cmocka_unit_test(bad_lists_are_refused),
        cmocka_unit_test(nobody_governs_collective_rows),
        cmocka_unit_test(what_lies_below_an_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
