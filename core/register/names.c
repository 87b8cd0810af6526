/* Areas by the names that people write: 江苏 for 江苏省, 恩施州 for 恩施土家族苗族自治州.
 */
#include "base/utf8.h"
#include "register/memory.h"

#include <string.h>

/* What a name ends in, and the short word that people use for it. */
static const struct {
    struct xc_str ending;
    struct xc_str brief;
} endings[] = {
    {XC_STR_INIT("省"), XC_STR_INIT("")},
    {XC_STR_INIT("市"), XC_STR_INIT("")},
    {XC_STR_INIT("区"), XC_STR_INIT("")},
    {XC_STR_INIT("县"), XC_STR_INIT("")},
    {XC_STR_INIT("旗"), XC_STR_INIT("")},
    {XC_STR_INIT("盟"), XC_STR_INIT("")},
    {XC_STR_INIT("镇"), XC_STR_INIT("")},
    {XC_STR_INIT("乡"), XC_STR_INIT("")},
    {XC_STR_INIT("街道"), XC_STR_INIT("")},
    {XC_STR_INIT("街道办事处"), XC_STR_INIT("街道")},
    {XC_STR_INIT("民族乡"), XC_STR_INIT("乡")},
    {XC_STR_INIT("地区"), XC_STR_INIT("")},
    {XC_STR_INIT("林区"), XC_STR_INIT("")},
    {XC_STR_INIT("特区"), XC_STR_INIT("")},
    {XC_STR_INIT("新区"), XC_STR_INIT("")},
    {XC_STR_INIT("矿区"), XC_STR_INIT("")},
    {XC_STR_INIT("自治区"), XC_STR_INIT("区")},
    {XC_STR_INIT("自治州"), XC_STR_INIT("州")},
    {XC_STR_INIT("自治县"), XC_STR_INIT("县")},
    {XC_STR_INIT("自治旗"), XC_STR_INIT("旗")},
    {XC_STR_INIT("特别行政区"), XC_STR_INIT("")},
};

/* Peoples in the names of autonomous areas, without 族. */
static const struct xc_str peoples[] = {
    XC_STR_INIT("蒙古"),   XC_STR_INIT("回"),       XC_STR_INIT("藏"),
    XC_STR_INIT("维吾尔"), XC_STR_INIT("苗"),       XC_STR_INIT("彝"),
    XC_STR_INIT("壮"),     XC_STR_INIT("布依"),     XC_STR_INIT("朝鲜"),
    XC_STR_INIT("满"),     XC_STR_INIT("侗"),       XC_STR_INIT("瑶"),
    XC_STR_INIT("白"),     XC_STR_INIT("土家"),     XC_STR_INIT("哈尼"),
    XC_STR_INIT("哈萨克"), XC_STR_INIT("傣"),       XC_STR_INIT("黎"),
    XC_STR_INIT("傈僳"),   XC_STR_INIT("佤"),       XC_STR_INIT("畲"),
    XC_STR_INIT("拉祜"),   XC_STR_INIT("水"),       XC_STR_INIT("东乡"),
    XC_STR_INIT("纳西"),   XC_STR_INIT("景颇"),     XC_STR_INIT("柯尔克孜"),
    XC_STR_INIT("土"),     XC_STR_INIT("达斡尔"),   XC_STR_INIT("仫佬"),
    XC_STR_INIT("羌"),     XC_STR_INIT("布朗"),     XC_STR_INIT("撒拉"),
    XC_STR_INIT("毛南"),   XC_STR_INIT("仡佬"),     XC_STR_INIT("锡伯"),
    XC_STR_INIT("阿昌"),   XC_STR_INIT("普米"),     XC_STR_INIT("塔吉克"),
    XC_STR_INIT("怒"),     XC_STR_INIT("乌孜别克"), XC_STR_INIT("俄罗斯"),
    XC_STR_INIT("鄂温克"), XC_STR_INIT("德昂"),     XC_STR_INIT("保安"),
    XC_STR_INIT("裕固"),   XC_STR_INIT("京"),       XC_STR_INIT("塔塔尔"),
    XC_STR_INIT("独龙"),   XC_STR_INIT("鄂伦春"),   XC_STR_INIT("赫哲"),
    XC_STR_INIT("门巴"),   XC_STR_INIT("珞巴"),     XC_STR_INIT("基诺"),
    XC_STR_INIT("各"),     XC_STR_INIT("达斡尔"),
};

/* What the country's lists call their collective rows, now and in older years. */
static const struct xc_str collectives[] = {
    XC_STR_INIT("市辖区"),
    XC_STR_INIT("县"),
    XC_STR_INIT("省直辖县级行政区划"),
    XC_STR_INIT("自治区直辖县级行政区划"),
    XC_STR_INIT("省直辖县级行政单位"),
    XC_STR_INIT("自治区直辖县级行政单位"),
    XC_STR_INIT("省直辖行政单位"),
};

static bool drop(struct xc_str *text, struct xc_str prefix) {
    if (!xc_str_starts(*text, prefix))
        return false;
    *text = xc_str_slice(*text, prefix.len, text->len - prefix.len);
    return true;
}

/* Names of peoples one after the other, each with or without 族, then an ending: its
 * number, or -1. Peoples only stand before 自治… and 民族乡. */
static int read_ending(struct xc_str rest) {
    for (;;) {
        for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
            if (xc_str_equal(rest, endings[i].ending))
                return (int)i;
        size_t i = 0;
        while (i < sizeof(peoples) / sizeof(peoples[0]) && !drop(&rest, peoples[i]))
            i++;
        if (i == sizeof(peoples) / sizeof(peoples[0]))
            return -1;
        (void)drop(&rest, XC_STR("族"));
        if (!xc_str_starts(rest, XC_STR("自治")) && !xc_str_is(rest, "乡") &&
            rest.len > 0) {
            size_t j = 0;
            while (j < sizeof(peoples) / sizeof(peoples[0]) &&
                   !xc_str_starts(rest, peoples[j]))
                j++;
            if (j == sizeof(peoples) / sizeof(peoples[0]))
                return -1;
        }
    }
}

/* True where short is how people write the official name: its stem of at least two
 * characters, alone, with the same ending but without peoples, or with the brief ending.
 */
static bool short_for(struct xc_str brief, struct xc_str official) {
    for (size_t len = 0; len < official.len;) {
        (void)xc_utf8_next(official, &len);
        struct xc_str stem = xc_str_slice(official, 0, len);
        if (!xc_str_starts(brief, stem) || xc_utf8_count(stem) < 2)
            continue;
        int ending = read_ending(xc_str_slice(official, len, official.len - len));
        if (ending < 0)
            continue;
        struct xc_str left = xc_str_slice(brief, len, brief.len - len);
        if (left.len == 0 || xc_str_equal(left, endings[ending].ending) ||
            (endings[ending].brief.len > 0 && xc_str_equal(left, endings[ending].brief)))
            return true;
    }
    return false;
}

struct search {
    const struct xc_register *reg;
    struct xc_str name;
    bool exact;
    uint32_t found;
    unsigned count;
};

static bool matches(const struct search *search, uint32_t row) {
    struct xc_str official = xc_register_text(search->reg, search->reg->areas.name[row]);
    return search->exact ? xc_str_equal(search->name, official)
                         : short_for(search->name, official);
}

bool xc_register_is_collective(const struct xc_register *reg, uint32_t area) {
    struct xc_str name = xc_register_text(reg, reg->areas.name[area]);
    uint8_t level = reg->areas.level[area];
    if (level != XC_LEVEL_CITY && level != XC_LEVEL_COUNTY)
        return false;
    for (size_t i = 0; i < sizeof(collectives) / sizeof(collectives[0]); i++)
        if (xc_str_equal(name, collectives[i]))
            return true;
    return false;
}

static void look_below(struct search *search, uint32_t parent, bool deeper) {
    const struct xc_register_memory *memory = search->reg->memory;
    uint32_t group = parent + 1;
    for (uint32_t i = memory->children_start[group];
         i < memory->children_start[group + 1]; i++) {
        uint32_t row = memory->children[i];
        if (matches(search, row)) {
            search->found = row;
            search->count++;
        }
        if (deeper && xc_register_is_collective(search->reg, row))
            look_below(search, row, false);
    }
}

uint32_t xc_register_area_named(const struct xc_register *reg, uint32_t parent,
                                struct xc_str name) {
    name = xc_str_trim(name);
    for (int pass = 0; pass < 2 && name.len > 0; pass++) {
        struct search search = {reg, name, pass == 0, XC_NO_ROW, 0};
        look_below(&search, parent, parent != XC_NO_ROW);
        if (search.count > 0)
            return search.count == 1 ? search.found : XC_NO_ROW;
        if (parent != XC_NO_ROW && matches(&search, parent))
            return parent;
    }
    return XC_NO_ROW;
}
