#include "rules/say.h"

#include <stdarg.h>
#include <string.h>

enum { DECIMALS = 4, JOIN_BYTES = 16 << 20 };

struct parts {
    struct xc_str list[XC_SAY_PARTS];
    unsigned count;
    unsigned next;
};

/* The text for a conversion that begins behind '%'; *at moves behind it. */
static struct xc_str part_at(const char **at, struct parts *parts) {
    const char *digit = *at;
    unsigned number = 0;
    while (*digit >= '0' && *digit <= '9' && number < XC_SAY_PARTS) {
        number = number * 10 + (unsigned)(*digit++ - '0');
    }
    if (number > 0 && digit[0] == '$' && digit[1] == 's') {
        *at = digit + 2;
        return number <= parts->count ? parts->list[number - 1] : (struct xc_str){"", 0};
    }
    if (**at == 's') {
        *at += 1;
        return parts->next < parts->count ? parts->list[parts->next++]
                                          : (struct xc_str){"", 0};
    }
    if (**at == '%') {
        *at += 1;
    }
    return XC_STR("%");
}

/* Once with out NULL to measure, once to write. */
static size_t fill(const char *format, struct parts parts, char *out) {
    size_t len = 0;
    while (*format != '\0') {
        struct xc_str piece = {format, strcspn(format, "%")};
        format += piece.len;
        if (piece.len == 0) {
            format++;
            piece = part_at(&format, &parts);
        }
        if (out != NULL && piece.len > 0) {
            memcpy(out + len, piece.ptr, piece.len);
        }
        len += piece.len;
    }
    return len;
}

static struct xc_str compose(struct xc_say *say, const char *format,
                             const struct parts *parts) {
    struct xc_str none = {"", 0};
    if (say->failed) {
        return none;
    }
    size_t len = fill(format, *parts, NULL);
    char *text = xc_arena_alloc(say->arena, len + 1);
    if (text == NULL) {
        say->failed = true;
        return none;
    }
    (void)fill(format, *parts, text);
    return (struct xc_str){text, len};
}

struct xc_str xc_say(struct xc_say *say, const char *id, unsigned count, ...) {
    struct parts parts = {.count = count < XC_SAY_PARTS ? count : XC_SAY_PARTS};
    va_list args;
    va_start(args, count);
    for (unsigned i = 0; i < parts.count; i++) {
        parts.list[i] = va_arg(args, struct xc_str);
    }
    va_end(args);
    return compose(say, xc_text(say->catalogue, id), &parts);
}

void xc_say_heading(struct xc_say *say, struct xc_str text) {
    (void)xc_buffer_add(say->out, text);
    (void)xc_buffer_putc(say->out, '\n');
}

void xc_say_line(struct xc_say *say, struct xc_str text) {
    (void)xc_buffer_puts(say->out, "  ");
    xc_say_heading(say, text);
}

void xc_say_detail(struct xc_say *say, struct xc_str text) {
    (void)xc_buffer_puts(say->out, "    ");
    xc_say_heading(say, text);
}

void xc_say_gap(struct xc_say *say) {
    (void)xc_buffer_putc(say->out, '\n');
}

static struct xc_str keep(struct xc_say *say, struct xc_str text) {
    struct parts parts = {.list = {text}, .count = 1};
    return compose(say, "%s", &parts);
}

struct xc_str xc_say_number(struct xc_say *say, int64_t number) {
    char bytes[24];
    size_t at = sizeof bytes;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        bytes[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        bytes[--at] = '-';
    }
    return keep(say, (struct xc_str){bytes + at, sizeof bytes - at});
}

struct xc_str xc_say_date(struct xc_say *say, xc_date date) {
    char text[11];
    xc_date_format(date, text);
    return keep(say, xc_str_from(text));
}

struct xc_str xc_say_time(struct xc_say *say, unsigned minutes) {
    char text[6];
    xc_time_format(minutes, text);
    return keep(say, xc_str_from(text));
}

/* number without its last places digits, a point, and those digits. */
static struct xc_str decimal(struct xc_say *say, int64_t number, unsigned places) {
    int64_t scale = 1;
    for (unsigned i = 0; i < places; i++) {
        scale *= 10;
    }
    struct xc_str whole = xc_say_number(say, number / scale);
    if (places == 0) {
        return whole;
    }
    /* The 1 in front keeps the zeros behind the point. */
    struct xc_str digits = xc_say_number(say, scale + number % scale);
    struct parts parts = {.list = {whole, xc_str_slice(digits, 1, places)}, .count = 2};
    return compose(say, "%s.%s", &parts);
}

struct xc_str xc_say_fraction(struct xc_say *say, struct xc_fraction fraction,
                              bool percent) {
    int64_t a = percent ? fraction.a * 100 : fraction.a;
    for (unsigned places = 0; places <= DECIMALS; places++, a *= 10) {
        if (a % fraction.b == 0) {
            struct xc_str number = decimal(say, a / fraction.b, places);
            return percent ? xc_say(say, XC_MSG("%s %%"), 1, number) : number;
        }
    }
    struct parts parts = {
        .list = {xc_say_number(say, fraction.a), xc_say_number(say, fraction.b)},
        .count = 2};
    return compose(say, "%s/%s", &parts);
}

struct xc_str xc_say_join(struct xc_say *say, const struct xc_str *items, size_t count,
                          enum xc_say_last last) {
    /* What stands between the entries of a list, and before its last entry. */
    const char *between = xc_text(say->catalogue, XC_MSG(", "));
    const char *before_last = last == XC_SAY_AND
                                  ? xc_text(say->catalogue, XC_MSG(" and "))
                                  : xc_text(say->catalogue, XC_MSG(" or "));
    struct xc_buffer list = xc_buffer_make(JOIN_BYTES);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            (void)xc_buffer_puts(&list, i + 1 == count ? before_last : between);
        }
        (void)xc_buffer_add(&list, items[i]);
    }
    say->failed = say->failed || list.failed;
    struct xc_str text = keep(say, xc_buffer_view(&list));
    xc_buffer_free(&list);
    return text;
}

struct xc_str xc_say_period(struct xc_say *say, enum xc_period period) {
    switch (period) {
    case XC_PERIOD_MONTH:
        return xc_say(say, XC_MSG("month"), 0);
    case XC_PERIOD_QUARTER:
        return xc_say(say, XC_MSG("quarter"), 0);
    case XC_PERIOD_HALF:
        return xc_say(say, XC_MSG("half-year"), 0);
    case XC_PERIOD_YEAR:
        return xc_say(say, XC_MSG("year"), 0);
    default:
        return (struct xc_str){"", 0};
    }
}

struct term {
    const char *word;
    const char *shown;
};

static struct xc_str look_up(const struct xc_catalogue *catalogue,
                             const struct term *terms, size_t count, struct xc_str word) {
    for (size_t i = 0; i < count; i++) {
        if (xc_str_is(word, terms[i].word)) {
            return xc_str_from(xc_text(catalogue, terms[i].shown));
        }
    }
    return word;
}

struct xc_str xc_rules_word(struct xc_str word, const struct xc_catalogue *catalogue) {
    static const struct term terms[] = {
        {"hospital", XC_MSG("hospital")},
        {"health_center", XC_MSG("health centre")},
        {"community", XC_MSG("community health centre")},
        {"clinic", XC_MSG("clinic")},
        {"village_clinic", XC_MSG("village clinic")},
        {"care_home", XC_MSG("care home")},
        {"internal_clinic", XC_MSG("in-house clinic")},
        {"pharmacy", XC_MSG("pharmacy")},
        {"agency", XC_MSG("agency")},
        {"contractor", XC_MSG("contractor")},
        {"other", XC_MSG("other")},
        {"medical", XC_MSG("medical institution")},
        {"public", XC_MSG("public")},
        {"private", XC_MSG("private")},
        {"active", XC_MSG("active")},
        {"suspended", XC_MSG("suspended")},
        {"closed", XC_MSG("closed")},
        {"province", XC_MSG("province")},
        {"city", XC_MSG("city")},
        {"county", XC_MSG("county")},
        {"town", XC_MSG("town")},
        {"zone", XC_MSG("zone")},
        {"officer", XC_MSG("officer")},
        {"lead", XC_MSG("lead")},
        {"auditor", XC_MSG("auditor")},
        {"analyst", XC_MSG("data analyst")},
        {"third_party", XC_MSG("third party")},
        {"partner", XC_MSG("partner department")},
        {"expert", XC_MSG("expert")},
        {"inspector", XC_MSG("inspector")},
        {"inspectors", XC_MSG("inspectors")},
        {"experts", XC_MSG("experts")},
    };
    return look_up(catalogue, terms, sizeof terms / sizeof *terms, word);
}

struct xc_str xc_say_word(struct xc_say *say, struct xc_str word) {
    return xc_rules_word(word, say->catalogue);
}

struct xc_str xc_say_source(struct xc_say *say, struct xc_str word) {
    static const struct {
        const char *word;
        const char *shown;
    } terms[] = {
        {"plan", XC_MSG("plan")},
        {"complaint", XC_MSG("complaint")},
        {"screening", XC_MSG("screening")},
        {"media", XC_MSG("media")},
        {"register", XC_MSG("register")},
        {"other", XC_MSG("other")},
        {"enforcement", XC_MSG("law enforcement")},
        {"police", XC_MSG("police")},
        {"discipline", XC_MSG("discipline")},
        {"health", XC_MSG("health")},
        {"market_supervision", XC_MSG("market supervision")},
    };
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        if (xc_str_is(word, terms[i].word)) {
            return xc_say(say, terms[i].shown, 0);
        }
    }
    return word;
}

struct xc_str xc_say_field(struct xc_say *say, struct xc_str field) {
    static const struct term terms[] = {
        {"id", XC_MSG("id")},
        {"name", XC_MSG("name")},
        {"kind", XC_MSG("kind")},
        {"level", XC_MSG("level")},
        {"ownership", XC_MSG("ownership")},
        {"area", XC_MSG("area")},
        {"zone", XC_MSG("zone")},
        {"organisation", XC_MSG("organisation")},
        {"legal", XC_MSG("legal representative")},
        {"status", XC_MSG("status")},
        {"flags", XC_MSG("flags")},
        {"credit", XC_MSG("credit grade")},
        {"weight", XC_MSG("weight")},
        {"minutes", XC_MSG("minutes of a visit")},
        {"last_visit", XC_MSG("last visit")},
        {"co_designated", XC_MSG("joint designation")},
        {"pool", XC_MSG("pool")},
        {"unit", XC_MSG("unit")},
        {"department", XC_MSG("department")},
        {"crew", XC_MSG("crew")},
        {"roles", XC_MSG("roles")},
        {"certificate_until", XC_MSG("end of the certificate")},
        {"specialties", XC_MSG("specialties")},
        {"code", XC_MSG("code")},
        {"visits", XC_MSG("visits in the year")},
        {"findings", XC_MSG("open findings")},
        {"points", XC_MSG("points lost in the year")},
        {"severity", XC_MSG("severity of open leads")},
        {"cases", XC_MSG("open cases")},
        {"failed_years", XC_MSG("failed years running")},
    };
    return look_up(say->catalogue, terms, sizeof terms / sizeof *terms, field);
}
