/* A record's tables are nearly all of its text. They are taken out before the rest is
 * parsed as JSON, because a general parser spends longer on them than the whole draw
 * takes. Whatever is unusual is left to the parser, which then says what is wrong. */
#include "draw/record_internal.h"

#include "base/utf8.h"

#include <string.h>

enum { LARGE = 1 << 16 };

static const char mark[] = "@table-";

/* The end of the string whose opening quote is at `start`; NULL: it has none. */
static const char *closing_quote(const char *start, const char *end) {
    const char *at = start + 1;
    while (at < end && (at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        size_t escapes = 0;
        while (at[-1 - (ptrdiff_t)escapes] == '\\')
            escapes++;
        if (escapes % 2 == 0)
            return at;
        at++;
    }
    return NULL;
}

/* What ends before the blanks before `at`. */
static struct xc_str before(const char *at, const char *text) {
    while (at > text &&
           (at[-1] == ' ' || at[-1] == '\n' || at[-1] == '\t' || at[-1] == '\r'))
        at--;
    return (struct xc_str){text, (size_t)(at - text)};
}

/* The value of a member that is a table: nothing else may be as long. */
static bool is_table(const char *quote, const char *text) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("\"rules\""), XC_STR_INIT("\"targets\""), XC_STR_INIT("\"people\""),
        XC_STR_INIT("\"avoid\"")};
    struct xc_str head = before(quote, text);
    if (!xc_str_ends(head, XC_STR(":")))
        return false;
    head = before(head.ptr + head.len - 1, text);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (xc_str_ends(head, keys[i]))
            return true;
    }
    return false;
}

/* The character of a short escape; 0: another one. */
static char short_escape(char letter) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;
    return (char)(at != NULL ? meanings[at - letters] : '\0');
}

/* False: there is something that only a full parser understands. */
static bool decode(const char *from, const char *end, struct xc_arena *arena,
                   struct xc_str *out) {
    char *to = xc_arena_alloc(arena, (size_t)(end - from));
    size_t len = 0;
    if (to == NULL)
        return false;
    for (; from < end; from++) {
        char byte = *from;
        if ((unsigned char)byte < 0x20)
            return false;
        if (byte == '\\') {
            from++; /* the closing quote is not escaped, so that there is one more */
            byte = short_escape(*from);
            if (byte == '\0')
                return false;
        }
        to[len++] = byte;
    }
    *out = (struct xc_str){to, len};
    return xc_utf8_valid(*out, NULL);
}

bool xc_record_split(struct xc_str text, struct xc_arena *arena,
                     struct xc_record_tables *tables) {
    const char *end = text.ptr + text.len;
    const char *copied = text.ptr;
    const char *at = text.ptr;
    tables->count = 0;
    if (text.len < LARGE || xc_str_find(text, xc_str_from(mark)) >= 0)
        return false;
    while (at < end && (at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        const char *quote = closing_quote(at, end);
        if (quote == NULL)
            return false;
        if (quote - at > LARGE && is_table(at, text.ptr) &&
            tables->count < XC_RECORD_TABLES) {
            if (!decode(at + 1, quote, arena, &tables->texts[tables->count]))
                return false;
            (void)xc_buffer_append(&tables->rest, copied, (size_t)(at + 1 - copied));
            (void)xc_buffer_printf(&tables->rest, "%s%zu", mark, tables->count++);
            copied = quote;
        }
        at = quote + 1;
    }
    (void)xc_buffer_append(&tables->rest, copied, (size_t)(end - copied));
    return tables->count > 0 && !tables->rest.failed;
}

struct xc_str xc_record_table(const struct xc_record_tables *tables, struct xc_str text) {
    uint64_t index;
    struct xc_str prefix = xc_str_from(mark);
    if (tables == NULL || !xc_str_starts(text, prefix) ||
        !xc_str_to_uint(xc_str_slice(text, prefix.len, text.len), XC_RECORD_TABLES,
                        &index) ||
        index >= tables->count)
        return text;
    return tables->texts[index];
}
