/* A whole country: areas 990101, 990102 … of ten to a city, each with its zones, targets
 * and crews of two. */
#include "sheet.h"

#include <string.h>

enum { TABLE_TARGETS = 1, TABLE_PEOPLE };

static void area_code(unsigned long area, char code[7]) {
    unsigned city = (unsigned)(area / 10 % 99 + 1), county = (unsigned)(area % 10 + 1);
    const char digits[] = {'9',
                           '9',
                           (char)('0' + city / 10),
                           (char)('0' + city % 10),
                           (char)('0' + county / 10),
                           (char)('0' + county % 10),
                           '\0'};
    memcpy(code, digits, sizeof digits);
}

static void put_area(struct sheet *sheet, const char *code, unsigned long number,
                     const char *parent, const char *level, const char *ending) {
    put(sheet, code);
    next_cell(sheet);
    put(sheet, "样例");
    if (number) {
        put_chinese_number(sheet, number);
    }
    put(sheet, ending);
    next_cell(sheet);
    put(sheet, parent);
    next_cell(sheet);
    put(sheet, level);
    end_row(sheet);
}

static bool write_areas(const struct settings *settings, struct sheet *sheet) {
    char code[7], city[5];
    if (!sheet_open(sheet, settings, "areas.csv", "区划代码,名称,上级代码,级别")) {
        return false;
    }
    put_area(sheet, "99", 0, "", "province", "省");
    for (unsigned long area = 0; area < settings->areas; area++) {
        area_code(area, code);
        snprintf(city, sizeof city, "%.4s", code);
        if (area % 10 == 0) {
            put_area(sheet, city, area / 10 + 1, "99", "city", "市");
        }
        put_area(sheet, code, area + 1, city, "county", "县");
    }
    return sheet_close(sheet);
}

/* The first of area's share when all is cut into areas parts as even as can be. */
static unsigned long first_of(unsigned long all, unsigned long area,
                              unsigned long areas) {
    return (unsigned long)((uint64_t)all * area / areas);
}

static bool write_targets(const struct settings *settings, struct sheet *sheet) {
    struct random random = random_for(settings, TABLE_TARGETS);
    char code[7];
    if (!sheet_open(sheet, settings, "targets.csv", TARGET_HEADING)) {
        return false;
    }
    for (unsigned long area = 0; area < settings->areas; area++) {
        unsigned long first = first_of(settings->targets, area, settings->areas);
        unsigned long count =
            first_of(settings->targets, area + 1, settings->areas) - first;
        unsigned long zones = first_of(settings->zones, area + 1, settings->areas) -
                              first_of(settings->zones, area, settings->areas);
        area_code(area, code);
        for (unsigned long i = 0; i < count; i++) {
            struct place place = {code, "样例县", i * zones / count, i + 1};
            put_target(sheet, &random, &place, settings->year);
            end_row(sheet);
        }
    }
    return sheet_close(sheet);
}

static bool write_inspectors(const struct settings *settings, struct sheet *sheet) {
    struct random random = random_for(settings, TABLE_PEOPLE);
    unsigned long person = 0;
    char code[7];
    if (!sheet_open(sheet, settings, "inspectors.csv", PERSON_HEADING ",检查组")) {
        return false;
    }
    for (unsigned long area = 0; area < settings->areas; area++) {
        unsigned long crews = first_of(settings->crews, area + 1, settings->areas) -
                              first_of(settings->crews, area, settings->areas);
        area_code(area, code);
        for (unsigned long i = 0; i < 2 * crews; i++, person++) {
            put_inspector(sheet, &random, code, person, i % 2 == 0, settings->year);
            next_cell(sheet);
            put(sheet, code);
            put(sheet, "第");
            put_chinese_number(sheet, i / 2 + 1);
            put(sheet, "组");
            end_row(sheet);
        }
    }
    return sheet_close(sheet);
}

bool write_country(const struct settings *settings) {
    static struct sheet sheet;
    return write_areas(settings, &sheet) && write_targets(settings, &sheet) &&
           write_inspectors(settings, &sheet);
}
