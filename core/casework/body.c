#include "casework/body.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "exchange/import.h"

#include <string.h>

/* ---- Words ---- */

const char *xc_body_word(const struct xc_body_word *words, unsigned value) {
    for (; words->value; words++) {
        if (words->value == value) {
            return words->word;
        }
    }
    return "";
}

const char *xc_body_chinese(const struct xc_body_word *words, unsigned value) {
    for (; words->value; words++) {
        if (words->value == value) {
            return words->chinese[0];
        }
    }
    return "";
}

unsigned xc_body_parse(const struct xc_body_word *words, struct xc_str text) {
    for (; words->value; words++) {
        bool found = xc_str_is(text, words->word);
        for (size_t i = 0; i < 4 && words->chinese[i]; i++) {
            found = found || xc_str_is(text, words->chinese[i]);
        }
        if (found) {
            return words->value;
        }
    }
    return 0;
}

/* ---- Members of a paper ---- */

static struct xc_str text_of(const struct xc_body_field *field, const void *paper) {
    struct xc_str text;
    memcpy(&text, (const char *)paper + field->offset, sizeof text);
    return text;
}

static xc_date date_of(const struct xc_body_field *field, const void *paper) {
    xc_date date;
    memcpy(&date, (const char *)paper + field->offset, sizeof date);
    return date;
}

/* Numbers, counts and words. */
static int64_t number_of(const struct xc_body_field *field, const void *paper) {
    const char *at = (const char *)paper + field->offset;
    int64_t number;
    unsigned small;
    if (field->type == XC_BODY_AMOUNT) {
        memcpy(&number, at, sizeof number);
        return number;
    }
    memcpy(&small, at, sizeof small);
    return small;
}

static void set(const struct xc_body_field *field, void *paper, const void *value,
                size_t size) {
    memcpy((char *)paper + field->offset, value, size);
}

static bool is_empty(const struct xc_body_field *field, const void *paper) {
    switch (field->type) {
    case XC_BODY_TEXT:
        return text_of(field, paper).len == 0;
    case XC_BODY_DATE:
        return date_of(field, paper) == XC_NO_DATE;
    default:
        return number_of(field, paper) == 0;
    }
}

static void clear(const struct xc_body_field *field, void *paper) {
    const struct xc_str text = {"", 0};
    const xc_date date = XC_NO_DATE;
    const int64_t number = 0;
    const unsigned small = 0;
    switch (field->type) {
    case XC_BODY_TEXT:
        set(field, paper, &text, sizeof text);
        break;
    case XC_BODY_DATE:
        set(field, paper, &date, sizeof date);
        break;
    case XC_BODY_AMOUNT:
        set(field, paper, &number, sizeof number);
        break;
    default:
        set(field, paper, &small, sizeof small);
    }
}

/* ---- Checking ---- */

static int check_field(const struct xc_body_field *field, const void *paper,
                       struct xc_error *error) {
    int64_t number;
    if (is_empty(field, paper)) {
        return field->needed ? xc_fail(error, XC_EINPUT, "%s is needed", field->name)
                             : XC_OK;
    }
    switch (field->type) {
    case XC_BODY_TEXT: {
        struct xc_str text = text_of(field, paper);
        if (text.len > (size_t)field->most || !xc_utf8_valid(text, NULL) ||
            xc_utf8_forbidden(text) != 0) {
            return xc_fail(error, XC_EINPUT,
                           "%s: the text holds invisible characters or more than %lld "
                           "bytes",
                           field->name, (long long)field->most);
        }
        return XC_OK;
    }
    case XC_BODY_DATE:
        return date_of(field, paper) >= XC_DATE_MIN &&
                       date_of(field, paper) <= XC_DATE_MAX
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT,
                             "%s: the year is not between 1900 and 2199", field->name);
    case XC_BODY_AMOUNT:
    case XC_BODY_COUNT:
        number = number_of(field, paper);
        return number > 0 && number <= field->most
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT, "%s: %lld is not between %d and %lld",
                             field->name, (long long)number, field->type == XC_BODY_COUNT,
                             (long long)field->most);
    default:
        return xc_body_word(field->words, (unsigned)number_of(field, paper))[0]
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT, "%s is not one of its words", field->name);
    }
}

int xc_body_check(const struct xc_body_field *fields, const void *paper,
                  const char **field, struct xc_error *error) {
    for (; fields->name; fields++) {
        int rc = check_field(fields, paper, error);
        if (rc != XC_OK) {
            *field = fields->name;
            return rc;
        }
    }
    return XC_OK;
}

int xc_body_check_id(struct xc_str id, const char *name, const char **field,
                     struct xc_error *error) {
    if (id.len <= XC_FACT_ID_BYTES) {
        return XC_OK;
    }
    *field = name;
    return xc_fail(error, XC_EINPUT, "%s is too long", name);
}

/* ---- Setting ---- */

static const struct xc_body_field *find(const struct xc_body_field *fields,
                                        struct xc_str name, struct xc_error *error) {
    struct xc_str names[XC_BODY_FIELDS];
    size_t count = 0;
    for (; fields->name; fields++) {
        if (fields->chinese &&
            (xc_str_is(name, fields->name) || xc_str_is(name, fields->chinese))) {
            return fields;
        }
        names[count++] = xc_str_from(fields->name);
    }
    struct xc_str near = xc_suggest(name, names, count);
    xc_fail(error, XC_EUSAGE, "there is no field '%.*s'", XC_PRI(name));
    if (near.len) {
        xc_hint(error, "did you mean %.*s?", XC_PRI(near));
    }
    return NULL;
}

static int refuse_word(const struct xc_body_field *field, struct xc_str value,
                       struct xc_error *error) {
    struct xc_buffer words = xc_buffer_make(1024);
    for (const struct xc_body_word *word = field->words; word->value; word++) {
        xc_buffer_printf(&words, "%s%s %s", words.len ? ", " : "", word->word,
                         word->chinese[0]);
    }
    xc_fail(error, XC_EINPUT, "%s: '%.*s' is not one of its words", field->name,
            XC_PRI(value));
    xc_hint(error, "the words are %.*s", XC_PRI(xc_buffer_view(&words)));
    xc_buffer_free(&words);
    return error->code;
}

int xc_body_set(const struct xc_body_field *fields, void *paper, struct xc_str name,
                struct xc_str value, struct xc_error *error) {
    const struct xc_body_field *field = find(fields, name, error);
    int64_t amount;
    uint64_t count;
    xc_date date;
    unsigned small;
    if (!field) {
        return XC_EUSAGE;
    }
    clear(field, paper);
    if (value.len == 0 || xc_str_is(value, "-")) {
        return XC_OK;
    }
    switch (field->type) {
    case XC_BODY_TEXT:
        set(field, paper, &value, sizeof value);
        return XC_OK;
    case XC_BODY_DATE:
        if (!xc_date_parse_loose(value, &date)) {
            return xc_fail(error, XC_EINPUT,
                           "%s: '%.*s' is not a date, such as 2026-03-02", field->name,
                           XC_PRI(value));
        }
        set(field, paper, &date, sizeof date);
        return XC_OK;
    case XC_BODY_AMOUNT:
        if (!xc_amount_parse(value, &amount)) {
            return xc_fail(error, XC_EINPUT,
                           "%s: '%.*s' is not an amount in yuan, such as 1234.50",
                           field->name, XC_PRI(value));
        }
        set(field, paper, &amount, sizeof amount);
        return XC_OK;
    case XC_BODY_COUNT:
        if (!xc_str_to_uint(value, (uint64_t)field->most, &count) || count == 0) {
            return xc_fail(error, XC_EINPUT, "%s: '%.*s' is not a number from 1 to %lld",
                           field->name, XC_PRI(value), (long long)field->most);
        }
        small = (unsigned)count;
        break;
    default:
        small = xc_body_parse(field->words, value);
        if (small == 0) {
            return refuse_word(field, value, error);
        }
    }
    set(field, paper, &small, sizeof small);
    return XC_OK;
}

/* ---- Writing ---- */

static void put_text(struct xc_buffer *out, struct xc_str text) {
    size_t plain = 0;
    xc_buffer_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            xc_buffer_append(out, text.ptr + plain, i - plain);
            xc_buffer_putc(out, '\\');
            plain = i;
        }
    }
    xc_buffer_append(out, text.ptr + plain, text.len - plain);
    xc_buffer_putc(out, '"');
}

static void put_field(struct xc_buffer *out, const struct xc_body_field *field,
                      const void *paper) {
    char day[11];
    xc_buffer_printf(out, "\"%s\":", field->name);
    switch (field->type) {
    case XC_BODY_TEXT:
        put_text(out, text_of(field, paper));
        break;
    case XC_BODY_DATE:
        xc_date_format(date_of(field, paper), day);
        put_text(out, xc_str_from(day));
        break;
    case XC_BODY_WORD:
        put_text(out, xc_str_from(
                          xc_body_word(field->words, (unsigned)number_of(field, paper))));
        break;
    default:
        xc_buffer_int(out, number_of(field, paper));
    }
}

int xc_body_fact(const struct xc_body_field *fields, const void *paper, struct xc_str id,
                 struct xc_arena *arena, struct xc_fact *fact, struct xc_error *error) {
    struct xc_buffer body = xc_buffer_make((size_t)XC_FACT_BODY_BYTES * 4);
    bool first = true;
    for (; fields->name; fields++) {
        if (!is_empty(fields, paper)) {
            xc_buffer_putc(&body, first ? '{' : ',');
            put_field(&body, fields, paper);
            first = false;
        }
    }
    xc_buffer_puts(&body, first ? "{}" : "}");
    *fact = (struct xc_fact){.id = xc_arena_copy(arena, id)};
    if (!body.failed) {
        fact->body = xc_arena_copy(arena, xc_buffer_view(&body));
    }
    xc_buffer_free(&body);
    return fact->id.ptr && fact->body.ptr ? XC_OK : xc_fail_memory(error);
}

struct xc_str xc_body_join(struct xc_arena *arena, const struct xc_str *parts,
                           size_t count) {
    struct xc_buffer id = xc_buffer_make((size_t)XC_BODY_STORY_BYTES * 8);
    struct xc_str none = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            xc_buffer_putc(&id, '/');
        }
        xc_buffer_add(&id, parts[i]);
    }
    struct xc_str joined = id.failed ? none : xc_arena_copy(arena, xc_buffer_view(&id));
    xc_buffer_free(&id);
    return joined;
}

/* ---- Reading ---- */

struct scan {
    struct xc_str rest;
    struct xc_arena *arena;
    bool starved; /* no memory */
};

static bool skip(struct scan *scan, struct xc_str text) {
    if (!xc_str_starts(scan->rest, text)) {
        return false;
    }
    scan->rest = xc_str_slice(scan->rest, text.len, SIZE_MAX);
    return true;
}

/* The text up to its closing quote, without its escapes. */
static bool take_text(struct scan *scan, struct xc_str *text) {
    size_t end = 1, escapes = 0;
    if (!skip(scan, XC_STR("\""))) {
        return false;
    }
    struct xc_str rest = scan->rest;
    for (end = 0; end < rest.len && rest.ptr[end] != '"'; end++) {
        if (rest.ptr[end] == '\\') {
            end++;
            escapes++;
            if (end == rest.len || (rest.ptr[end] != '"' && rest.ptr[end] != '\\')) {
                return false;
            }
        }
    }
    if (end >= rest.len) {
        return false;
    }
    *text = xc_str_slice(rest, 0, end);
    scan->rest = xc_str_slice(rest, end + 1, SIZE_MAX);
    if (escapes == 0) {
        return true;
    }
    char *plain = xc_arena_alloc(scan->arena, end - escapes);
    if (!plain) {
        scan->starved = true;
        return false;
    }
    for (size_t i = 0, k = 0; i < end; i++) {
        i += rest.ptr[i] == '\\';
        plain[k++] = rest.ptr[i];
    }
    *text = (struct xc_str){plain, end - escapes};
    return true;
}

static bool take_number(struct scan *scan, int64_t *number) {
    uint64_t value;
    size_t len = 0;
    while (len < scan->rest.len && scan->rest.ptr[len] >= '0' &&
           scan->rest.ptr[len] <= '9') {
        len++;
    }
    if (len == 0 || scan->rest.ptr[0] == '0' ||
        !xc_str_to_uint(xc_str_slice(scan->rest, 0, len), INT64_MAX, &value)) {
        return false;
    }
    *number = (int64_t)value;
    scan->rest = xc_str_slice(scan->rest, len, SIZE_MAX);
    return true;
}

static bool take_value(struct scan *scan, const struct xc_body_field *field,
                       void *paper) {
    struct xc_str text;
    int64_t number;
    xc_date date;
    unsigned small;
    if (field->type == XC_BODY_AMOUNT || field->type == XC_BODY_COUNT) {
        if (!take_number(scan, &number) || number > field->most) {
            return false;
        }
        small = (unsigned)number;
        set(field, paper,
            field->type == XC_BODY_AMOUNT ? (void *)&number : (void *)&small,
            field->type == XC_BODY_AMOUNT ? sizeof number : sizeof small);
        return true;
    }
    if (!take_text(scan, &text) || text.len == 0) {
        return false;
    }
    if (field->type == XC_BODY_TEXT) {
        set(field, paper, &text, sizeof text);
        return text.len <= (size_t)field->most;
    }
    if (field->type == XC_BODY_DATE) {
        bool known = xc_date_parse(text, &date);
        set(field, paper, &date, known ? sizeof date : 0);
        return known;
    }
    small = xc_body_parse(field->words, text);
    set(field, paper, &small, sizeof small);
    return small != 0 && xc_str_is(text, xc_body_word(field->words, small));
}

/* `"name":` behind what stands before it. */
static bool skip_name(struct scan *scan, const char *name, bool first) {
    struct scan ahead = *scan;
    if (skip(&ahead, first ? XC_STR("{") : XC_STR(",")) && skip(&ahead, XC_STR("\"")) &&
        skip(&ahead, xc_str_from(name)) && skip(&ahead, XC_STR("\":"))) {
        *scan = ahead;
        return true;
    }
    return false;
}

int xc_body_read(const struct xc_body_field *fields, const struct xc_fact *fact,
                 const char *what, struct xc_arena *arena, void *paper,
                 struct xc_error *error) {
    struct scan scan = {.rest = fact->body, .arena = arena};
    bool first = true, sound = true;
    for (; fields->name && sound; fields++) {
        clear(fields, paper);
        if (skip_name(&scan, fields->name, first)) {
            sound = take_value(&scan, fields, paper);
            first = false;
        } else {
            sound = !fields->needed;
        }
    }
    if (scan.starved) {
        return xc_fail_memory(error);
    }
    if (sound && xc_str_is(scan.rest, first ? "{}" : "}")) {
        return XC_OK;
    }
    xc_fail(error, XC_EENV, "%s %.*s is damaged", what, XC_PRI(fact->id));
    return xc_hint(error, "`xuncha ledger verify` says more");
}

int xc_body_load(struct xc_store *store, struct xc_str office, enum xc_fact_kind kind,
                 struct xc_str prefix, xc_instant at, struct xc_arena *arena, size_t size,
                 int (*read)(const struct xc_fact *fact, struct xc_arena *arena,
                             void *paper, struct xc_error *error),
                 void **papers, size_t *count, uint64_t *newest, struct xc_error *error) {
    struct xc_fact *facts;
    *papers = NULL;
    int rc = xc_store_facts(store, office, kind, prefix, at, arena, &facts, count, newest,
                            error);
    if (rc == XC_OK && *count > 0) {
        *papers = xc_arena_array(arena, *count, size);
        rc = *papers ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; rc == XC_OK && i < *count; i++) {
        rc = read(&facts[i], arena, (char *)*papers + i * size, error);
    }
    if (rc != XC_OK) {
        *papers = NULL;
        *count = 0;
    }
    return rc;
}
