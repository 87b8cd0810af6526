#include "workdays/due.h"

#include "base/suggest.h"

/* Indexed lists: the position says what the word means. */
static const struct xc_str kind_words[] = {
    XC_STR_INIT("last_workday"), XC_STR_INIT("workday_on"), XC_STR_INIT("weekly"),
    XC_STR_INIT("monthly"),      XC_STR_INIT("quarterly"),  XC_STR_INIT("half_yearly"),
    XC_STR_INIT("yearly"),       XC_STR_INIT("on"),
};
enum kind_word {
    WORD_LAST_WORKDAY,
    WORD_WORKDAY_ON,
    WORD_WEEKLY,
    WORD_MONTHLY,
    WORD_QUARTERLY,
    WORD_HALF_YEARLY,
    WORD_YEARLY,
    WORD_ON,
    KIND_WORDS
};

static const struct xc_str period_words[] = {
    XC_STR_INIT("month"),
    XC_STR_INIT("quarter"),
    XC_STR_INIT("half"),
    XC_STR_INIT("year"),
};
static const enum xc_period periods[] = {XC_PERIOD_MONTH, XC_PERIOD_QUARTER,
                                         XC_PERIOD_HALF, XC_PERIOD_YEAR};
static const unsigned period_days[] = {31, 92, 184, 366};
enum { PERIODS = 4 };

static const struct xc_str weekday_words[] = {
    XC_STR_INIT("mon"), XC_STR_INIT("tue"), XC_STR_INIT("wed"), XC_STR_INIT("thu"),
    XC_STR_INIT("fri"), XC_STR_INIT("sat"), XC_STR_INIT("sun"),
};
enum { WEEKDAYS = 7 };

static const struct xc_str roll_words[] = {
    XC_STR_INIT("none"),
    XC_STR_INIT("previous"),
    XC_STR_INIT("next"),
};
enum { ROLLS = 3 };

struct reader {
    struct xc_str text;
    size_t at;
    struct xc_str word; /* empty: the text is over */
    size_t word_at;     /* where the word stands; the place of an error */
    struct xc_error *error;
};

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static void next_word(struct reader *reader) {
    const char *bytes = reader->text.ptr;
    size_t at = reader->at;
    while (at < reader->text.len && is_blank(bytes[at]))
        at++;
    size_t start = at;
    while (at < reader->text.len && !is_blank(bytes[at]))
        at++;
    reader->word = xc_str_slice(reader->text, start, at - start);
    reader->word_at = start;
    reader->at = at;
}

static int find(struct xc_str word, const struct xc_str *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (xc_str_equal(word, words[i]))
            return (int)i;
    return -1;
}

/* Adds "did you mean …?" to the error, where a word is near; else the list of what there
 * is. */
static int hint_near(const struct reader *reader, struct xc_str word,
                     const struct xc_str *words, size_t count, const char *all) {
    struct xc_str near = xc_suggest(word, words, count);
    if (near.len > 0)
        xc_hint(reader->error, "did you mean '%.*s'?", XC_PRI(near));
    else
        xc_hint(reader->error, "possible words are: %s.", all);
    return XC_EINPUT;
}

static int read_kind(struct reader *reader, enum kind_word *kind) {
    static const char all[] = "last_workday, workday_on, weekly, monthly, quarterly, "
                              "half_yearly, yearly, on";
    next_word(reader);
    int found = find(reader->word, kind_words, KIND_WORDS);
    if (found >= 0) {
        *kind = (enum kind_word)found;
        return XC_OK;
    }
    if (reader->word.len == 0) {
        xc_fail(reader->error, XC_EINPUT, "the due rule is empty.");
        xc_hint(reader->error, "write for example 'last_workday month' or "
                               "'weekly thu 17:00'.");
        return XC_EINPUT;
    }
    xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a kind of due rule.",
            XC_PRI(reader->word));
    return hint_near(reader, reader->word, kind_words, KIND_WORDS, all);
}

static int read_period(struct reader *reader, size_t *place) {
    static const char all[] = "month, quarter, half, year";
    next_word(reader);
    int found = find(reader->word, period_words, PERIODS);
    if (found >= 0) {
        *place = (size_t)found;
        return XC_OK;
    }
    if (reader->word.len == 0)
        xc_fail(reader->error, XC_EINPUT,
                "the due rule ends where a period was expected.");
    else
        xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a period.",
                XC_PRI(reader->word));
    return hint_near(reader, reader->word, period_words, PERIODS, all);
}

static int read_weekday(struct reader *reader, enum xc_weekday *weekday) {
    static const char all[] = "mon, tue, wed, thu, fri, sat, sun";
    next_word(reader);
    int found = find(reader->word, weekday_words, WEEKDAYS);
    if (found >= 0) {
        *weekday = (enum xc_weekday)(XC_MONDAY + found);
        return XC_OK;
    }
    if (reader->word.len == 0)
        xc_fail(reader->error, XC_EINPUT,
                "the due rule ends where a day of the week was expected.");
    else
        xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a day of the week.",
                XC_PRI(reader->word));
    return hint_near(reader, xc_str_slice(reader->word, 0, 3), weekday_words, WEEKDAYS,
                     all);
}

/* A number from 1 to max. */
static int read_number(struct reader *reader, unsigned max, const char *example,
                       unsigned *number) {
    uint64_t value = 0;
    if (reader->word.len > 0 && xc_str_to_uint(reader->word, max, &value) && value > 0) {
        *number = (unsigned)value;
        return XC_OK;
    }
    if (reader->word.len == 0)
        xc_fail(reader->error, XC_EINPUT,
                "the due rule ends where a number from 1 to %u was expected.", max);
    else
        xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a number from 1 to %u.",
                XC_PRI(reader->word), max);
    xc_hint(reader->error, "write for example '%s'.", example);
    return XC_EINPUT;
}

static int read_last_workday(struct reader *reader, struct xc_due_rule *rule) {
    size_t place = 0;
    int code = read_period(reader, &place);
    rule->kind = XC_DUE_LAST_WORKDAY;
    rule->period = periods[place];
    return code;
}

static int read_workday_on(struct reader *reader, struct xc_due_rule *rule) {
    next_word(reader);
    struct xc_str digits = reader->word;
    bool from_end = digits.len > 1 && digits.ptr[0] == '-';
    if (from_end)
        reader->word = xc_str_slice(digits, 1, digits.len - 1);
    unsigned number = 0;
    int code =
        read_number(reader, period_days[PERIODS - 1], "workday_on -2 month", &number);
    if (code != XC_OK)
        return code;
    size_t number_at = reader->word_at;
    size_t place = 0;
    code = read_period(reader, &place);
    if (code != XC_OK)
        return code;
    if (number > period_days[place]) {
        reader->word_at = number_at;
        xc_fail(reader->error, XC_EINPUT, "no %.*s has a working day number %u.",
                XC_PRI(period_words[place]), number);
        xc_hint(reader->error, "give a smaller number.");
        return XC_EINPUT;
    }
    rule->kind = XC_DUE_WORKDAY_ON;
    rule->period = periods[place];
    rule->nth = from_end ? -(int)number : (int)number;
    return XC_OK;
}

static int read_day(struct reader *reader, size_t place, struct xc_due_rule *rule) {
    static const char *const examples[PERIODS] = {"monthly 20", "quarterly 3 20",
                                                  "half_yearly 6 end", "yearly 12 31"};
    rule->kind = XC_DUE_DAY;
    rule->period = periods[place];
    rule->roll = XC_ROLL_PREVIOUS;
    rule->month = 1;
    int code = XC_OK;
    if (rule->period != XC_PERIOD_MONTH) {
        next_word(reader);
        code = read_number(reader, (unsigned)rule->period, examples[place], &rule->month);
        if (code != XC_OK)
            return code;
    }
    next_word(reader);
    if (xc_str_is(reader->word, "end"))
        rule->day = XC_DAY_END;
    else
        code = read_number(reader, 31, examples[place], &rule->day);
    return code;
}

static int read_date(struct reader *reader, struct xc_due_rule *rule) {
    rule->kind = XC_DUE_DATE;
    rule->roll = XC_ROLL_PREVIOUS;
    next_word(reader);
    if (xc_date_parse(reader->word, &rule->date))
        return XC_OK;
    if (reader->word.len == 0)
        xc_fail(reader->error, XC_EINPUT, "the due rule ends where a date was expected.");
    else
        xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a date that exists.",
                XC_PRI(reader->word));
    xc_hint(reader->error, "write it as YYYY-MM-DD, for example 'on 2021-01-29'.");
    return XC_EINPUT;
}

static int read_weekly(struct reader *reader, struct xc_due_rule *rule) {
    rule->kind = XC_DUE_WEEKLY;
    return read_weekday(reader, &rule->weekday);
}

static int read_head(struct reader *reader, struct xc_due_rule *rule) {
    enum kind_word kind = KIND_WORDS;
    int code = read_kind(reader, &kind);
    if (code != XC_OK)
        return code;
    if (kind == WORD_LAST_WORKDAY)
        return read_last_workday(reader, rule);
    if (kind == WORD_WORKDAY_ON)
        return read_workday_on(reader, rule);
    if (kind == WORD_WEEKLY)
        return read_weekly(reader, rule);
    if (kind == WORD_ON)
        return read_date(reader, rule);
    return read_day(reader, (size_t)(kind - WORD_MONTHLY), rule);
}

static int read_time(struct reader *reader, struct xc_due_rule *rule) {
    unsigned minutes = 0;
    if (rule->minutes != XC_NO_TIME)
        return xc_fail(reader->error, XC_EINPUT, "the due rule has two times of day.");
    if (!xc_time_parse(reader->word, &minutes)) {
        xc_fail(reader->error, XC_EINPUT, "'%.*s' is not a time of day.",
                XC_PRI(reader->word));
        xc_hint(reader->error, "write it as HH:MM, for example '17:00'.");
        return XC_EINPUT;
    }
    rule->minutes = (int)minutes;
    return XC_OK;
}

static int read_roll(struct reader *reader, struct xc_str word,
                     struct xc_due_rule *rule) {
    int found = find(word, roll_words, ROLLS);
    if (found < 0) {
        xc_fail(reader->error, XC_EINPUT,
                "'%.*s' does not say where a day off is moved to.", XC_PRI(word));
        return hint_near(reader, word, roll_words, ROLLS, "none, previous, next");
    }
    /* A working day has nowhere to roll. */
    if (rule->kind != XC_DUE_LAST_WORKDAY && rule->kind != XC_DUE_WORKDAY_ON)
        rule->roll = (enum xc_roll)found;
    return XC_OK;
}

static int read_tail(struct reader *reader, struct xc_due_rule *rule) {
    const struct xc_str roll = XC_STR("roll=");
    bool rolled = false;
    for (next_word(reader); reader->word.len > 0; next_word(reader)) {
        int code = XC_OK;
        if (xc_str_starts(reader->word, roll)) {
            if (rolled)
                return xc_fail(reader->error, XC_EINPUT,
                               "the due rule says 'roll=' twice.");
            rolled = true;
            code = read_roll(
                reader, xc_str_slice(reader->word, roll.len, reader->word.len), rule);
        } else if (xc_str_find(reader->word, XC_STR(":")) >= 0) {
            code = read_time(reader, rule);
        } else {
            xc_fail(reader->error, XC_EINPUT, "'%.*s' was not expected in the due rule.",
                    XC_PRI(reader->word));
            xc_hint(reader->error, "only a time HH:MM and roll=none, roll=previous or "
                                   "roll=next may follow.");
            code = XC_EINPUT;
        }
        if (code != XC_OK)
            return code;
    }
    return XC_OK;
}

int xc_due_parse(struct xc_str text, struct xc_due_rule *rule, struct xc_error *error) {
    struct reader reader = {.text = text, .error = error};
    struct xc_due_rule read = {.minutes = XC_NO_TIME};
    int code = read_head(&reader, &read);
    if (code == XC_OK)
        code = read_tail(&reader, &read);
    if (code == XC_OK) {
        *rule = read;
    } else if (error) {
        error->line = 1;
        error->column = (unsigned)reader.word_at + 1;
    }
    return code;
}

static size_t period_place(enum xc_period period) {
    size_t place = 0;
    while (place + 1 < PERIODS && periods[place] != period)
        place++;
    return place;
}

static void format_day(const struct xc_due_rule *rule, struct xc_buffer *out) {
    size_t place = period_place(rule->period);
    xc_buffer_add(out, kind_words[WORD_MONTHLY + place]);
    if (rule->period != XC_PERIOD_MONTH)
        xc_buffer_printf(out, " %u", rule->month);
    if (rule->day > 31)
        xc_buffer_puts(out, " end");
    else
        xc_buffer_printf(out, " %u", rule->day);
}

int xc_due_format(const struct xc_due_rule *rule, struct xc_buffer *out) {
    struct xc_str period = period_words[period_place(rule->period)];
    bool rolls = true;
    switch (rule->kind) {
    case XC_DUE_LAST_WORKDAY:
        xc_buffer_printf(out, "last_workday %.*s", XC_PRI(period));
        rolls = false;
        break;
    case XC_DUE_WORKDAY_ON:
        xc_buffer_printf(out, "workday_on %d %.*s", rule->nth, XC_PRI(period));
        rolls = false;
        break;
    case XC_DUE_WEEKLY:
        xc_buffer_puts(out, "weekly ");
        xc_buffer_add(out, weekday_words[rule->weekday - XC_MONDAY]);
        break;
    case XC_DUE_DAY:
        format_day(rule, out);
        break;
    case XC_DUE_DATE:
        xc_buffer_puts(out, "on ");
        xc_buffer_date(out, rule->date);
        break;
    }
    if (rule->minutes != XC_NO_TIME) {
        char time[6];
        xc_time_format((unsigned)rule->minutes, time);
        xc_buffer_printf(out, " %s", time);
    }
    if (rolls) {
        xc_buffer_puts(out, " roll=");
        xc_buffer_add(out, roll_words[rule->roll]);
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}
