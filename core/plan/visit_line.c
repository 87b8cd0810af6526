#include "plan/visit_line.h"

#include "base/utf8.h"

#include <string.h>

struct line {
    const char *at, *end;
    struct xc_arena *arena;
    int code; /* the first failure; nothing is read after it */
};

static void give_up(struct line *line, int code) {
    line->code = line->code ? line->code : code;
    line->at = line->end;
}

static inline bool comes(const struct line *line, const char *text, size_t len) {
    return (size_t)(line->end - line->at) >= len && memcmp(line->at, text, len) == 0;
}

/* Inline, so that the lengths of the keys are known when it is compiled. */
static inline void expect(struct line *line, const char *text) {
    size_t len = strlen(text);
    if (comes(line, text, len))
        line->at += len;
    else
        give_up(line, XC_ENO);
}

/* What stands up to the next quote. Escapes are for the other reader. */
static struct xc_str scan(struct line *line, size_t most) {
    const char *from = line->at;
    const char *quote = memchr(from, '"', (size_t)(line->end - from));
    unsigned char all = 0;
    bool odd = !quote;
    for (const char *at = from; quote && at < quote; at++) {
        unsigned char byte = (unsigned char)*at;
        all |= byte & 0x80u;
        odd |= byte == '\\' || byte < ' ';
    }
    struct xc_str text = {from, quote ? (size_t)(quote - from) : 0};
    line->at = quote ? quote + 1 : line->end;
    if (odd)
        give_up(line, XC_ENO);
    if (line->code || text.len > most || (all && !xc_utf8_valid(text, NULL))) {
        give_up(line, XC_ENO);
        return XC_STR("");
    }
    return text;
}

static void read_text(struct line *line, const char *key, size_t most,
                      struct xc_str *text) {
    expect(line, key);
    *text = xc_arena_copy(line->arena, scan(line, most));
    if (!text->ptr)
        give_up(line, XC_ENOMEM);
}

static void read_id(struct line *line, const char *key, struct xc_str *text) {
    read_text(line, key, XC_MAX_FIELD_BYTES, text);
    if (text->len == 0)
        give_up(line, XC_ENO);
}

static int64_t read_number(struct line *line, const char *key, int64_t least,
                           int64_t most) {
    enum { DIGITS = 18 };
    int64_t number = 0;
    expect(line, key);
    bool minus = comes(line, "-", 1);
    line->at += minus;
    const char *from = line->at;
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9' &&
           line->at - from < DIGITS)
        number = number * 10 + (*line->at++ - '0');
    size_t digits = (size_t)(line->at - from);
    if (digits == 0 || (from[0] == '0' && (digits > 1 || minus)))
        give_up(line, XC_ENO);
    number = minus ? -number : number;
    if (number < least || number > most)
        give_up(line, XC_ENO);
    return number;
}

static unsigned read_unsigned(struct line *line, const char *key, unsigned most) {
    return (unsigned)read_number(line, key, 0, most);
}

static xc_date read_date(struct line *line, const char *key) {
    xc_date date = XC_NO_DATE;
    expect(line, key);
    if (!xc_date_parse(scan(line, 10), &date))
        give_up(line, XC_ENO);
    return date;
}

static void read_nature(struct line *line, struct xc_visit *visit) {
    expect(line, ",\"nature\":\"");
    struct xc_str word = scan(line, XC_MAX_ID_BYTES);
    visit->nature =
        xc_str_is(word, xc_nature_word(XC_NATURE_ENFORCEMENT))    ? XC_NATURE_ENFORCEMENT
        : xc_str_is(word, xc_nature_word(XC_NATURE_AGENCY_CHECK)) ? XC_NATURE_AGENCY_CHECK
                                                                  : 0;
    if (!visit->nature && word.len > 0)
        give_up(line, XC_ENO);
}

/* How many items the list that begins here has. A text that looks like more or fewer of
 * them ends in a line that is not such a line. */
static size_t count_items(const struct line *line, size_t most) {
    size_t count = line->at < line->end && *line->at == '{';
    for (const char *at = line->at; count && at + 2 < line->end && *at != ']'; at++)
        count += at[0] == '}' && at[1] == ',' && at[2] == '{';
    return count <= most ? count : 0;
}

static void read_people(struct line *line, struct xc_visit *visit) {
    expect(line, ",\"people\":[");
    size_t count = count_items(line, XC_VISIT_MAX_SEATED);
    visit->people = xc_arena_array(line->arena, count, sizeof *visit->people);
    if (!visit->people)
        give_up(line, XC_ENOMEM);
    for (size_t i = 0; !line->code && i < count; i++) {
        struct xc_visit_person *person = &visit->people[i];
        read_id(line, i > 0 ? ",{\"id\":\"" : "{\"id\":\"", &person->person);
        expect(line, ",\"seat\":\"");
        person->seat = (enum xc_person_role)xc_words_parse(
            XC_WORDS_ROLE, scan(line, XC_MAX_FIELD_BYTES));
        if (person->seat == XC_ROLE_NONE)
            give_up(line, XC_ENO);
        expect(line, "}");
    }
    visit->person_count = count;
    expect(line, "]");
}

static void read_tasks(struct line *line, struct xc_visit *visit) {
    expect(line, ",\"tasks\":[");
    size_t count = count_items(line, XC_VISIT_MAX_TASKS);
    visit->tasks = xc_arena_array(line->arena, count, sizeof *visit->tasks);
    if (!visit->tasks)
        give_up(line, XC_ENOMEM);
    for (size_t i = 0; !line->code && i < count; i++) {
        struct xc_visit_task *task = &visit->tasks[i];
        read_id(line, i > 0 ? ",{\"label\":\"" : "{\"label\":\"", &task->label);
        task->number = (unsigned)read_number(line, ",\"number\":", 1, UINT16_MAX);
        read_id(line, ",\"programme\":\"", &task->programme);
        read_id(line, ",\"stage\":\"", &task->stage);
        expect(line, "}");
    }
    visit->task_count = count;
    expect(line, "]}");
    if (count == 0)
        give_up(line, XC_ENO);
}

/* In the order of keys, which is that of their bytes. */
static void read_all(struct line *line, struct xc_visit *visit) {
    static const char embargo[] = ",\"embargo_until\":";
    visit->changed = read_number(line, "{\"changed\":", INT64_MIN, INT64_MAX);
    read_text(line, ",\"crew\":\"", XC_MAX_FIELD_BYTES, &visit->crew);
    visit->date = read_date(line, ",\"date\":\"");
    visit->embargo_until = comes(line, embargo, sizeof embargo - 1)
                               ? read_number(line, embargo, INT64_MIN, INT64_MAX)
                               : XC_NO_INSTANT;
    visit->end = read_unsigned(line, ",\"end\":", XC_VISIT_DAY_END);
    visit->end_date = read_date(line, ",\"end_date\":\"");
    read_id(line, ",\"id\":\"", &visit->id);
    visit->minutes = read_unsigned(line, ",\"minutes\":", UINT16_MAX);
    read_nature(line, visit);
    read_people(line, visit);
    visit->pinned = read_unsigned(line, ",\"pinned\":", 1) == 1;
    read_text(line, ",\"reason\":\"", XC_MAX_FIELD_BYTES, &visit->reason);
    visit->sequence = read_unsigned(line, ",\"sequence\":", INT32_MAX);
    visit->start = read_unsigned(line, ",\"start\":", XC_VISIT_DAY_END);
    expect(line, ",\"status\":\"");
    visit->status = xc_visit_status_parse(scan(line, XC_MAX_ID_BYTES));
    read_id(line, ",\"target\":\"", &visit->target);
    read_tasks(line, visit);
}

int xc_visit_line_read(struct xc_str text, struct xc_arena *arena,
                       struct xc_visit *visit) {
    struct line line = {text.ptr, text.ptr + text.len, arena, XC_OK};
    struct xc_visit result = {0};
    if (text.len == 0)
        return XC_ENO;
    read_all(&line, &result);
    if (!line.code &&
        (line.at != line.end || !result.status || result.end_date < result.date ||
         (result.end_date == result.date && result.end <= result.start)))
        line.code = XC_ENO;
    if (!line.code)
        *visit = result;
    return line.code;
}
