#include "http/fresh.h"

#include <string.h>

enum { DAY_SECONDS = 86400 };

static const char days[][4] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* ---- dates ---- */

static char *put_digits(char *at, unsigned value, unsigned digits) {
    for (unsigned i = digits; i > 0; i--, value /= 10)
        at[i - 1] = (char)('0' + value % 10);
    return at + digits;
}

static char *put_text(char *at, const char *text, size_t len) {
    memcpy(at, text, len);
    return at + len;
}

void xc_http_date_text(xc_instant instant, char out[XC_HTTP_DATE_BYTES]) {
    unsigned minutes = 0;
    xc_date date = xc_instant_date(instant, 0, &minutes);
    struct xc_ymd ymd = xc_date_ymd(date);
    char *at = out;
    *at = '\0';
    if (ymd.year < 1 || ymd.year > 9999)
        return;
    at = put_text(at, days[xc_date_weekday(date)], 3);
    at = put_text(at, ", ", 2);
    at = put_digits(at, ymd.day, 2);
    at = put_text(at, " ", 1);
    at = put_text(at, months[ymd.month - 1], 3);
    at = put_text(at, " ", 1);
    at = put_digits(at, (unsigned)ymd.year, 4);
    at = put_text(at, " ", 1);
    at = put_digits(at, minutes / 60, 2);
    at = put_text(at, ":", 1);
    at = put_digits(at, minutes % 60, 2);
    at = put_text(at, ":", 1);
    at = put_digits(at, (unsigned)((instant % 60 + 60) % 60), 2);
    (void)put_text(at, " GMT", sizeof " GMT");
}

/* Takes a number of so many digits off the front. */
static bool take_number(struct xc_str *text, size_t digits, unsigned *number) {
    uint64_t value = 0;
    if (text->len < digits ||
        !xc_str_to_uint(xc_str_slice(*text, 0, digits), 9999, &value))
        return false;
    *number = (unsigned)value;
    *text = xc_str_slice(*text, digits, text->len);
    return true;
}

static bool take(struct xc_str *text, const char *word) {
    struct xc_str prefix = xc_str_from(word);
    if (!xc_str_starts(*text, prefix))
        return false;
    *text = xc_str_slice(*text, prefix.len, text->len);
    return true;
}

static bool take_month(struct xc_str *text, unsigned *month) {
    for (*month = 1; *month <= 12; (*month)++)
        if (take(text, months[*month - 1]))
            return true;
    return false;
}

struct moment {
    unsigned year, month, day, hour, minute, second;
};

static bool take_time(struct xc_str *text, struct moment *m) {
    return take_number(text, 2, &m->hour) && take(text, ":") &&
           take_number(text, 2, &m->minute) && take(text, ":") &&
           take_number(text, 2, &m->second);
}

/* 06 Nov 1994 08:49:37 GMT */
static bool read_fixed(struct xc_str text, struct moment *m) {
    return take_number(&text, 2, &m->day) && take(&text, " ") &&
           take_month(&text, &m->month) && take(&text, " ") &&
           take_number(&text, 4, &m->year) && take(&text, " ") && take_time(&text, m) &&
           take(&text, " GMT") && text.len == 0;
}

/* 06-Nov-94 08:49:37 GMT */
static bool read_dashed(struct xc_str text, struct moment *m) {
    bool is_one = take_number(&text, 2, &m->day) && take(&text, "-") &&
                  take_month(&text, &m->month) && take(&text, "-") &&
                  take_number(&text, 2, &m->year) && take(&text, " ") &&
                  take_time(&text, m) && take(&text, " GMT") && text.len == 0;
    m->year += m->year >= 70 ? 1900 : 2000;
    return is_one;
}

/* Nov  6 08:49:37 1994 */
static bool read_plain(struct xc_str text, struct moment *m) {
    return take_month(&text, &m->month) && take(&text, " ") &&
           take_number(&text, take(&text, " ") ? 1 : 2, &m->day) && take(&text, " ") &&
           take_time(&text, m) && take(&text, " ") && take_number(&text, 4, &m->year) &&
           text.len == 0;
}

bool xc_http_date_parse(struct xc_str text, xc_instant *instant) {
    struct moment m = {0};
    struct xc_str rest = text;
    struct xc_str weekday = xc_str_cut(&rest, ' ');
    bool comma = xc_str_ends(weekday, XC_STR(","));
    if (!rest.ptr || weekday.len < 3 ||
        !(comma ? read_fixed(rest, &m) || read_dashed(rest, &m) : read_plain(rest, &m)))
        return false;
    if (!xc_date_valid((int)m.year, m.month, m.day) || m.hour > 23 || m.minute > 59 ||
        m.second > 60)
        return false;
    *instant = (xc_instant)xc_date_make((int)m.year, m.month, m.day) * DAY_SECONDS +
               (xc_instant)(m.hour * 3600 + m.minute * 60 + m.second);
    return true;
}

/* ---- tags ---- */

static struct xc_str without_blanks(struct xc_str text) {
    while (text.len > 0 && (*text.ptr == ' ' || *text.ptr == '\t'))
        text = xc_str_slice(text, 1, text.len);
    while (text.len > 0 &&
           (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* Whether a list of entity tags names this one; commas within quotes belong to a tag. */
static bool names_tag(struct xc_str list, struct xc_str tag, bool weak) {
    list = without_blanks(list);
    if (xc_str_is(list, "*"))
        return true;
    while (list.len > 0) {
        bool is_weak = take(&list, "W/");
        ptrdiff_t end = list.len > 0 && *list.ptr == '"'
                            ? xc_str_find(xc_str_slice(list, 1, list.len), XC_STR("\""))
                            : -1;
        if (end < 0)
            return false;
        struct xc_str one = xc_str_slice(list, 0, (size_t)end + 2);
        if ((weak || !is_weak) && xc_str_equal(one, tag))
            return true;
        list = without_blanks(xc_str_slice(list, one.len, list.len));
        if (list.len > 0 && !take(&list, ","))
            return false;
        list = without_blanks(list);
    }
    return false;
}

bool xc_http_fresh(const struct xc_http_head *head, struct xc_str tag,
                   xc_instant changed) {
    xc_instant since = XC_NO_INSTANT;
    struct xc_str none_match = xc_http_head_field(head, "if-none-match");
    if (head->method != XC_HTTP_GET && head->method != XC_HTTP_HEAD)
        return false;
    if (none_match.ptr)
        return names_tag(none_match, tag, true);
    struct xc_str modified = xc_http_head_field(head, "if-modified-since");
    return modified.ptr && changed != XC_NO_INSTANT &&
           xc_http_date_parse(modified, &since) && since >= changed;
}

bool xc_http_stale(const struct xc_http_head *head, struct xc_str tag,
                   xc_instant changed) {
    xc_instant since = XC_NO_INSTANT;
    struct xc_str match = xc_http_head_field(head, "if-match");
    if (match.ptr)
        return !names_tag(match, tag, false);
    struct xc_str unmodified = xc_http_head_field(head, "if-unmodified-since");
    return unmodified.ptr && changed != XC_NO_INSTANT &&
           xc_http_date_parse(unmodified, &since) && since < changed;
}

/* ---- gzip ---- */

/* Whether the parameters of a coding give it no weight: q=0, q=0.0 … */
static bool weighs_nothing(struct xc_str parameters) {
    while (parameters.ptr) {
        struct xc_str value = without_blanks(xc_str_cut(&parameters, ';'));
        struct xc_str name = xc_str_cut(&value, '=');
        bool nothing = value.len > 0 && value.ptr[0] == '0';
        for (size_t i = 1; nothing && i < value.len; i++)
            nothing = value.ptr[i] == '0' || (i == 1 && value.ptr[i] == '.');
        if ((xc_str_is(name, "q") || xc_str_is(name, "Q")) && nothing)
            return true;
    }
    return false;
}

bool xc_http_takes_gzip(const struct xc_http_head *head) {
    struct xc_str rest = xc_http_head_field(head, "accept-encoding");
    bool any = false;
    while (rest.ptr) {
        struct xc_str parameters = xc_str_cut(&rest, ',');
        struct xc_str coding = without_blanks(xc_str_cut(&parameters, ';'));
        bool takes = !weighs_nothing(parameters);
        if (xc_http_lists(coding, "gzip") || xc_http_lists(coding, "x-gzip"))
            return takes;
        any = any || (xc_str_is(coding, "*") && takes);
    }
    return any;
}
