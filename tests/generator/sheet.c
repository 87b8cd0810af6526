#include "sheet.h"

#include <errno.h>
#include <string.h>

/* ---- Random ---- */

static uint64_t random_next(struct random *random) {
    uint64_t mixed = random->state += UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

struct random random_for(const struct settings *settings, uint64_t table) {
    struct random random = {settings->seed ^ (table << 56)};
    random_next(&random);
    return random;
}

unsigned random_below(struct random *random, unsigned bound) {
    return (unsigned)(((random_next(random) >> 32) * bound) >> 32);
}

/* ---- Files ---- */

bool sheet_open(struct sheet *sheet, const struct settings *settings, const char *name,
                const char *heading) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", settings->folder, name);
    *sheet = (struct sheet){.name = name, .converts = settings->gb18030};
    if (length < 0 || (size_t)length >= sizeof path) {
        fprintf(stderr, "xuncha-generate: the name of the folder is too long\n");
        return false;
    }
    if (sheet->converts) {
        sheet->to = iconv_open("GB18030", "UTF-8");
        if (sheet->to == (iconv_t)-1) {
            fprintf(stderr, "xuncha-generate: this system cannot write GB18030\n");
            return false;
        }
    }
    sheet->file = fopen(path, "wb");
    if (!sheet->file) {
        fprintf(stderr, "xuncha-generate: %s: %s\n", path, strerror(errno));
        if (sheet->converts) {
            iconv_close(sheet->to);
        }
        return false;
    }
    put(sheet, heading);
    end_row(sheet);
    return true;
}

bool sheet_close(struct sheet *sheet) {
    bool good = !sheet->failed;
    if (sheet->converts) {
        iconv_close(sheet->to);
    }
    if (fclose(sheet->file) != 0) {
        good = false;
    }
    if (!good) {
        fprintf(stderr, "xuncha-generate: %s could not be written whole\n", sheet->name);
    }
    return good;
}

void put(struct sheet *sheet, const char *text) {
    size_t length = strlen(text);
    if (length > sizeof sheet->line - sheet->len) {
        sheet->failed = true;
        return;
    }
    memcpy(sheet->line + sheet->len, text, length);
    sheet->len += length;
}

void put_padded(struct sheet *sheet, unsigned long number, unsigned width) {
    char digits[24];
    snprintf(digits, sizeof digits, "%0*lu", (int)width, number);
    put(sheet, digits);
}

void put_number(struct sheet *sheet, unsigned long number) {
    put_padded(sheet, number, 1);
}

void put_date(struct sheet *sheet, unsigned year, unsigned month, unsigned day) {
    put_padded(sheet, year, 4);
    put(sheet, "-");
    put_padded(sheet, month, 2);
    put(sheet, "-");
    put_padded(sheet, day, 2);
}

void next_cell(struct sheet *sheet) {
    put(sheet, ",");
}

void end_row(struct sheet *sheet) {
    char converted[2 * SHEET_BYTES];
    char *from = sheet->line, *to = converted;
    size_t left = 0, room = sizeof converted;
    put(sheet, "\r\n");
    left = sheet->len;
    if (sheet->converts) {
        if (iconv(sheet->to, &from, &left, &to, &room) == (size_t)-1) {
            sheet->failed = true;
        }
        from = converted;
        left = (size_t)(to - converted);
    }
    if (fwrite(from, 1, left, sheet->file) != left) {
        sheet->failed = true;
    }
    sheet->len = 0;
}

/* ---- Made-up words ---- */

void put_chinese_number(struct sheet *sheet, unsigned long number) {
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"", "十", "百", "千"};
    bool gap = false, begun = false;
    for (unsigned long place = 1000, unit = 3;; place /= 10, unit--) {
        unsigned long digit = number / place % 10;
        if (digit == 0) {
            gap = begun;
        } else {
            if (gap) {
                put(sheet, digits[0]);
                gap = false;
            }
            if (digit != 1 || unit != 1 || begun) {
                put(sheet, digits[digit]);
            }
            put(sheet, units[unit]);
            begun = true;
        }
        if (unit == 0) {
            break;
        }
    }
}

void put_zone(struct sheet *sheet, unsigned long zone) {
    static const char *const sides[] = {"城区", "城东", "城南", "城西", "城北"};
    put(sheet, sides[zone % 5]);
    put_chinese_number(sheet, zone / 5 + 1);
    put(sheet, "片区");
}

void put_person(struct sheet *sheet, unsigned long person) {
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊",
                                        "己", "庚", "辛", "壬", "癸"};
    put(sheet, stems[person % 10]);
    put_chinese_number(sheet, person / 10 + 1);
}

/* ---- Days ---- */

static unsigned days_of_month(unsigned year, unsigned month) {
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

struct day random_day(struct random *random, unsigned year) {
    unsigned month = random_below(random, 12) + 1;
    return (struct day){month, random_below(random, days_of_month(year, month)) + 1};
}

struct day later(struct day day, unsigned days, unsigned year) {
    for (; days > 0; days--) {
        if (day.day < days_of_month(year, day.month)) {
            day.day++;
        } else if (day.month < 12) {
            day.month++;
            day.day = 1;
        }
    }
    return day;
}
