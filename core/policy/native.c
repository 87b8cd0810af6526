/* What Lua itself says, taken apart again so that it can be said in another language. The
 * texts are Lua 5.4's; one that is not listed is shown as it comes. */
#include "policy/native.h"

#include <string.h>

static const char hole[] = "%.*s";

enum { HOLES = 3 };

/* The longer one of two that begin alike comes first. */
static const char *const formats[] = {
    XC_MSG("attempt to call a %.*s value (%.*s)"),
    XC_MSG("attempt to call a %.*s value"),
    XC_MSG("attempt to index a %.*s value (%.*s)"),
    XC_MSG("attempt to index a %.*s value"),
    XC_MSG("attempt to perform arithmetic on a %.*s value (%.*s)"),
    XC_MSG("attempt to perform arithmetic on a %.*s value"),
    XC_MSG("attempt to concatenate a %.*s value (%.*s)"),
    XC_MSG("attempt to concatenate a %.*s value"),
    XC_MSG("attempt to get length of a %.*s value (%.*s)"),
    XC_MSG("attempt to get length of a %.*s value"),
    XC_MSG("attempt to compare two %.*s values"),
    XC_MSG("attempt to compare %.*s with %.*s"),
    XC_MSG("attempt to perform '%.*s'"),
    XC_MSG("attempt to divide by zero"),
    XC_MSG("bad argument #%.*s to '%.*s' (%.*s)"),
    XC_MSG("%.*s expected (to close %.*s) near %.*s"),
    XC_MSG("%.*s expected near %.*s"),
    XC_MSG("unexpected symbol near %.*s"),
    XC_MSG("unfinished string near %.*s"),
    XC_MSG("malformed number near %.*s"),
    XC_MSG("syntax error near %.*s"),
};

/* What stands in the holes of the format; false: the text is not of its making. */
static bool take_apart(const char *format, struct xc_str text, struct xc_str *parts) {
    for (size_t i = 0; i <= HOLES; i++) {
        const char *next = strstr(format, hole);
        size_t fixed = next == NULL ? strlen(format) : (size_t)(next - format);
        if (!xc_str_starts(text, (struct xc_str){format, fixed}))
            return false;
        text = xc_str_slice(text, fixed, text.len);
        if (next == NULL || i == HOLES)
            return next == NULL && text.len == 0;
        format = next + strlen(hole);
        const char *end = strstr(format, hole);
        struct xc_str mark = {format,
                              end == NULL ? strlen(format) : (size_t)(end - format)};
        ptrdiff_t at = mark.len == 0 ? (ptrdiff_t)text.len : xc_str_find(text, mark);
        if (at <= 0)
            return false;
        parts[i] = xc_str_slice(text, 0, (size_t)at);
        text = xc_str_slice(text, (size_t)at, text.len);
    }
    return false;
}

bool xc_native_message(struct xc_str text, struct xc_message *message) {
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct xc_str parts[HOLES] = {{"", 0}, {"", 0}, {"", 0}};
        if (!take_apart(formats[i], text, parts))
            continue;
        xc_message_set(message, formats[i], XC_PRI(parts[0]), XC_PRI(parts[1]),
                       XC_PRI(parts[2]));
        return true;
    }
    return false;
}

const char *xc_native_format(const char *format) {
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i], format) == 0)
            return formats[i];
    return NULL;
}
