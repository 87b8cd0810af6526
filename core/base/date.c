#include "base/date.h"

#include <string.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468, SECONDS_PER_DAY = 86400 };

static bool leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned xc_date_month_days(int year, unsigned month) {
    static const unsigned char days[12] = {31, 28, 31, 30, 31, 30,
                                           31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) {
        return 0;
    }
    return days[month - 1] + (month == 2 && leap_year(year) ? 1U : 0U);
}

bool xc_date_valid(int year, unsigned month, unsigned day) {
    return day >= 1 && day <= xc_date_month_days(year, month);
}

/* Years are counted from March, so that the leap day is the last of its year; 400 years
 * make an era of a fixed number of days. */
xc_date xc_date_make(int year, unsigned month, unsigned day) {
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t month_from_march = month > 2 ? (int64_t)month - 3 : (int64_t)month + 9;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (xc_date)(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970);
}

struct xc_ymd xc_date_ymd(xc_date date) {
    int64_t days = (int64_t)date + DAYS_TO_1970;
    int64_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int64_t day_of_era = days - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (DAYS_PER_ERA - 1)) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct xc_ymd result;
    result.day = (unsigned)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    result.month =
        (unsigned)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    result.year = (int)(year_of_era + era * 400 + (result.month <= 2));
    return result;
}

enum xc_weekday xc_date_weekday(xc_date date) {
    int64_t from_monday = ((int64_t)date + 3) % 7; /* 1970-01-01 was a Thursday */
    if (from_monday < 0) {
        from_monday += 7;
    }
    return (enum xc_weekday)(from_monday + 1);
}

xc_date xc_date_period_first(xc_date date, enum xc_period period) {
    struct xc_ymd ymd = xc_date_ymd(date);
    unsigned months = (unsigned)period;
    return xc_date_make(ymd.year, (ymd.month - 1) / months * months + 1, 1);
}

xc_date xc_date_period_last(xc_date date, enum xc_period period) {
    struct xc_ymd ymd = xc_date_ymd(date);
    unsigned months = (unsigned)period;
    unsigned last = (ymd.month - 1) / months * months + months;
    return xc_date_make(ymd.year, last, xc_date_month_days(ymd.year, last));
}

/* Takes exactly count ASCII digits, at most 9, from the front of *rest. */
static bool take_digits(struct xc_str *rest, size_t count, unsigned *value) {
    unsigned number = 0;
    if (rest->len < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (rest->ptr[i] < '0' || rest->ptr[i] > '9') {
            return false;
        }
        number = number * 10 + (unsigned)(rest->ptr[i] - '0');
    }
    *value = number;
    *rest = (struct xc_str){rest->ptr + count, rest->len - count};
    return true;
}

static bool take_byte(struct xc_str *rest, char byte) {
    if (rest->len == 0 || rest->ptr[0] != byte) {
        return false;
    }
    *rest = xc_str_slice(*rest, 1, rest->len);
    return true;
}

static bool date_in_range(unsigned year, unsigned month, unsigned day, xc_date *date) {
    if (year < 1900 || year > 2199 || !xc_date_valid((int)year, month, day)) {
        return false;
    }
    *date = xc_date_make((int)year, month, day);
    return true;
}

static bool take_date(struct xc_str *rest, xc_date *date) {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    return take_digits(rest, 4, &year) && take_byte(rest, '-') &&
           take_digits(rest, 2, &month) && take_byte(rest, '-') &&
           take_digits(rest, 2, &day) && date_in_range(year, month, day, date);
}

bool xc_date_parse(struct xc_str text, xc_date *date) {
    xc_date found = 0;
    if (text.len != 10 || !take_date(&text, &found)) {
        return false;
    }
    *date = found;
    return true;
}

enum { LOOSE_MAX = 40 };

struct respelling {
    struct xc_str from;
    char to;
};

/* Y, M and D stand for 年, 月 and 日 in the respelt text. */
static const struct respelling respellings[] = {
    {XC_STR_INIT("\xE5\xB9\xB4"), 'Y'}, {XC_STR_INIT("\xE6\x9C\x88"), 'M'},
    {XC_STR_INIT("\xE6\x97\xA5"), 'D'}, {XC_STR_INIT("\xE3\x80\x80"), ' '},
    {XC_STR_INIT("\xC2\xA0"), ' '},     {XC_STR_INIT("\xEF\xBC\x8D"), '-'},
    {XC_STR_INIT("\xEF\xBC\x8E"), '.'}, {XC_STR_INIT("\xEF\xBC\x8F"), '/'},
    {XC_STR_INIT("\xEF\xBC\x9A"), ':'},
};

/* One ASCII byte for one character, so that the rest of the parser sees one alphabet. */
static bool respell_one(struct xc_str *rest, char *out) {
    char first = rest->ptr[0];
    if ((unsigned char)first < 0x80) {
        *out = first;
        *rest = xc_str_slice(*rest, 1, rest->len);
        return first != 'Y' && first != 'M' && first != 'D';
    }
    for (size_t i = 0; i < sizeof respellings / sizeof *respellings; i++) {
        if (xc_str_starts(*rest, respellings[i].from)) {
            *out = respellings[i].to;
            *rest = xc_str_slice(*rest, respellings[i].from.len, rest->len);
            return true;
        }
    }
    if (rest->len >= 3 && memcmp(rest->ptr, "\xEF\xBC", 2) == 0) { /* full-width digits */
        unsigned char last = (unsigned char)rest->ptr[2];
        if (last >= 0x90 && last <= 0x99) {
            *out = (char)('0' + (last - 0x90));
            *rest = xc_str_slice(*rest, 3, rest->len);
            return true;
        }
    }
    return false;
}

static void take_spaces(struct xc_str *rest) {
    while (take_byte(rest, ' ')) {
    }
}

/* One or two digits. */
static bool take_number(struct xc_str *rest, unsigned *value) {
    size_t count = rest->len >= 2 && rest->ptr[1] >= '0' && rest->ptr[1] <= '9' ? 2 : 1;
    return take_digits(rest, count, value);
}

/* What follows the year, according to how the year is separated from the month. */
static bool take_month_and_day(struct xc_str *rest, unsigned *month, unsigned *day) {
    if (rest->len == 0) {
        return false;
    }
    char separator = rest->ptr[0];
    if (separator >= '0' && separator <= '9') {
        return take_digits(rest, 2, month) && take_digits(rest, 2, day);
    }
    if (separator == '-' || separator == '/' || separator == '.') {
        return take_byte(rest, separator) && take_number(rest, month) &&
               take_byte(rest, separator) && take_number(rest, day);
    }
    take_spaces(rest);
    if (!take_byte(rest, 'Y')) {
        return false;
    }
    take_spaces(rest);
    if (!take_number(rest, month)) {
        return false;
    }
    take_spaces(rest);
    if (!take_byte(rest, 'M')) {
        return false;
    }
    take_spaces(rest);
    if (!take_number(rest, day)) {
        return false;
    }
    struct xc_str before = *rest;
    take_spaces(rest);
    if (!take_byte(rest, 'D')) {
        *rest = before; /* 日 may be missing; the blank may belong to a time */
    }
    return true;
}

/* Nothing, or " 0:00", " 00:00:00", "T00:00:00.000": a time of day that says nothing. */
static bool only_zero_time(struct xc_str rest) {
    if (rest.len == 0) {
        return true;
    }
    if (rest.ptr[0] != ' ' && rest.ptr[0] != 'T') {
        return false;
    }
    rest = xc_str_slice(rest, 1, rest.len);
    unsigned colons = 0;
    unsigned zeros = 0;
    for (size_t i = 0; i < rest.len; i++) {
        char byte = rest.ptr[i];
        if (byte == '0') {
            zeros++;
        } else if (byte == ':' && zeros > 0 && colons < 2) {
            colons++;
            zeros = 0;
        } else if (byte == '.' && zeros > 0 && colons == 2) {
            colons++;
            zeros = 0;
        } else {
            return false;
        }
        if (zeros > (colons == 3 ? 9U : 2U)) {
            return false;
        }
    }
    return colons >= 1 && zeros > 0;
}

bool xc_date_parse_loose(struct xc_str text, xc_date *date) {
    char plain[LOOSE_MAX];
    size_t len = 0;
    struct xc_str rest = xc_str_trim(text);
    while (rest.len > 0) {
        if (len == sizeof plain || !respell_one(&rest, &plain[len])) {
            return false;
        }
        len++;
    }
    struct xc_str view = {plain, len};
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    xc_date found = 0;
    if (!take_digits(&view, 4, &year) || !take_month_and_day(&view, &month, &day) ||
        !only_zero_time(view) || !date_in_range(year, month, day, &found)) {
        return false;
    }
    *date = found;
    return true;
}

static void put_digits(char *out, size_t count, unsigned value) {
    while (count > 0) {
        out[--count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void xc_date_format(xc_date date, char out[11]) {
    struct xc_ymd ymd = xc_date_ymd(date);
    if (ymd.year < 0 || ymd.year > 9999) {
        out[0] = '\0';
        return;
    }
    put_digits(out, 4, (unsigned)ymd.year);
    out[4] = '-';
    put_digits(out + 5, 2, ymd.month);
    out[7] = '-';
    put_digits(out + 8, 2, ymd.day);
    out[10] = '\0';
}

int xc_buffer_date(struct xc_buffer *buffer, xc_date date) {
    char text[11];
    xc_date_format(date, text);
    return xc_buffer_puts(buffer, text);
}

bool xc_time_parse(struct xc_str text, unsigned *minutes) {
    unsigned hour = 0;
    unsigned minute = 0;
    if (text.len != 5 || !take_digits(&text, 2, &hour) || !take_byte(&text, ':') ||
        !take_digits(&text, 2, &minute) || minute > 59 || hour * 60 + minute > 24 * 60) {
        return false;
    }
    *minutes = hour * 60 + minute;
    return true;
}

void xc_time_format(unsigned minutes, char out[6]) {
    put_digits(out, 2, minutes / 60);
    out[2] = ':';
    put_digits(out + 3, 2, minutes % 60);
    out[5] = '\0';
}

/* "Z", "+08:00", "-0330", or nothing, which leaves *offset_minutes as it is. */
static bool take_zone(struct xc_str rest, int *offset_minutes) {
    unsigned hours = 0;
    unsigned minutes = 0;
    if (rest.len == 0) {
        return true;
    }
    if (take_byte(&rest, 'Z')) {
        *offset_minutes = 0;
        return rest.len == 0;
    }
    bool east = take_byte(&rest, '+');
    if (!east && !take_byte(&rest, '-')) {
        return false;
    }
    if (!take_digits(&rest, 2, &hours)) {
        return false;
    }
    (void)take_byte(&rest, ':');
    if (!take_digits(&rest, 2, &minutes) || rest.len != 0 || minutes > 59 || hours > 14) {
        return false;
    }
    int offset = (int)(hours * 60 + minutes);
    *offset_minutes = east ? offset : -offset;
    return true;
}

bool xc_instant_parse(struct xc_str text, int offset_minutes, xc_instant *instant) {
    xc_date date = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    int offset = offset_minutes;
    if (!take_date(&text, &date)) {
        return false;
    }
    if (text.len > 0) {
        if (!take_byte(&text, 'T') || !take_digits(&text, 2, &hour) ||
            !take_byte(&text, ':') || !take_digits(&text, 2, &minute)) {
            return false;
        }
        if (take_byte(&text, ':') && !take_digits(&text, 2, &second)) {
            return false;
        }
        if (hour > 23 || minute > 59 || second > 59 || !take_zone(text, &offset)) {
            return false;
        }
    }
    *instant = xc_instant_make(date, hour * 60 + minute, offset) + (xc_instant)second;
    return true;
}

void xc_instant_format(xc_instant instant, char out[21]) {
    xc_instant days = instant / SECONDS_PER_DAY;
    xc_instant seconds = instant % SECONDS_PER_DAY;
    if (seconds < 0) {
        seconds += SECONDS_PER_DAY;
        days--;
    }
    out[0] = '\0';
    if (days >= INT32_MIN && days <= INT32_MAX) {
        xc_date_format((xc_date)days, out);
    }
    if (out[0] == '\0') {
        return;
    }
    out[10] = 'T';
    xc_time_format((unsigned)(seconds / 60), out + 11);
    out[16] = ':';
    put_digits(out + 17, 2, (unsigned)(seconds % 60));
    out[19] = 'Z';
    out[20] = '\0';
}

void xc_instant_show(xc_instant instant, int offset_minutes, char out[XC_INSTANT_SHOWN]) {
    unsigned east = (unsigned)(offset_minutes < 0 ? -offset_minutes : offset_minutes);
    char text[21];
    size_t end = 16;
    out[0] = '\0';
    if (instant == XC_NO_INSTANT)
        return;
    xc_instant_format(instant + (xc_instant)offset_minutes * 60, text);
    if (text[0] == '\0')
        return;
    memcpy(out, text, sizeof "2026-03-02T09:00:03" - 1);
    out[10] = ' ';
    if (text[17] != '0' || text[18] != '0')
        end = 19;
    out[end] = ' ';
    out[end + 1] = offset_minutes < 0 ? '-' : '+';
    xc_time_format(east, out + end + 2);
}

xc_date xc_instant_date(xc_instant instant, int offset_minutes, unsigned *minutes) {
    xc_instant local = instant + (xc_instant)offset_minutes * 60;
    xc_instant days = local / SECONDS_PER_DAY;
    xc_instant seconds = local % SECONDS_PER_DAY;
    if (seconds < 0) {
        seconds += SECONDS_PER_DAY;
        days--;
    }
    if (minutes != NULL) {
        *minutes = (unsigned)(seconds / 60);
    }
    return (xc_date)days;
}

xc_instant xc_instant_make(xc_date date, unsigned minutes, int offset_minutes) {
    return (xc_instant)date * SECONDS_PER_DAY + (xc_instant)minutes * 60 -
           (xc_instant)offset_minutes * 60;
}
