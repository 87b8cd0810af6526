#include "base/error.h"

#include "base/buffer.h"
#include "base/catalogue.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SPEC_INDEX_MAX = 99, NUMBER_WIDTH_MAX = 40, CAPTURED_MAX = 32 };

int xc_code_exit(int code) {
    switch (code) {
    case XC_OK:
        return 0;
    case XC_ENO:
    case XC_EFORBIDDEN:
        return 1;
    case XC_EUSAGE:
        return 2;
    case XC_EINPUT:
        return 3;
    case XC_EPOLICY:
        return 5;
    default:
        return 4;
    }
}

const char *xc_code_word(int code) {
    switch (code) {
    case XC_ENO:
        return "no";
    case XC_EUSAGE:
        return "usage";
    case XC_EINPUT:
        return "input";
    case XC_EENV:
        return "environment";
    case XC_EPOLICY:
        return "policy";
    case XC_ENOMEM:
        return "memory";
    case XC_EFORBIDDEN:
        return "forbidden";
    default:
        return "internal";
    }
}

/* One conversion of a format, as far as messages use them. */
struct spec {
    unsigned index;           /* of %1$s, from 1; 0: in order */
    unsigned precision_index; /* of %2$.*1$s, from 1; 0: in order */
    char flags[6];
    int width;     /* -1: none */
    int precision; /* -1: none */
    bool width_star;
    bool precision_star;
    char size;       /* 0, 'l', 'L' for ll, 'z', 'j', 't', 'h', 'H' for hh */
    char conversion; /* 0: not a conversion that messages know */
    const char *end; /* behind it */
};

static const char *read_number(const char *at, int *number) {
    int value = 0;
    while (*at >= '0' && *at <= '9') {
        if (value < 10000) {
            value = value * 10 + (*at - '0');
        }
        at++;
    }
    *number = value;
    return at;
}

static const char *read_size(const char *at, char *size) {
    *size = '\0';
    if (*at != '\0' && strchr("lzjth", *at) != NULL) {
        *size = *at++;
        if (*size == 'l' && *at == 'l') {
            *size = 'L';
            at++;
        } else if (*size == 'h' && *at == 'h') {
            *size = 'H';
            at++;
        }
    }
    return at;
}

/* "*" or "*3$". */
static const char *read_star(const char *at, unsigned *index) {
    int number = 0;
    const char *after = read_number(at, &number);
    if (after > at && *after == '$' && number >= 1 && number <= SPEC_INDEX_MAX) {
        *index = (unsigned)number;
        return after + 1;
    }
    return at;
}

/* at stands behind the '%'. */
static struct spec spec_read(const char *at) {
    struct spec spec = {.width = -1, .precision = -1};
    int number = 0;
    unsigned unused = 0;
    const char *after = read_number(at, &number);
    if (after > at && *after == '$' && number >= 1 && number <= SPEC_INDEX_MAX) {
        spec.index = (unsigned)number;
        at = after + 1;
    }
    size_t flag_count = 0;
    while (*at != '\0' && strchr("-+ #0'", *at) != NULL) {
        if (flag_count + 1 < sizeof spec.flags && strchr(spec.flags, *at) == NULL &&
            *at != '\'') {
            spec.flags[flag_count++] = *at;
        }
        at++;
    }
    if (*at == '*') {
        spec.width_star = true;
        at = read_star(at + 1, &unused);
    } else if (*at >= '1' && *at <= '9') {
        at = read_number(at, &spec.width);
    }
    if (*at == '.') {
        at++;
        if (*at == '*') {
            spec.precision_star = true;
            at = read_star(at + 1, &spec.precision_index);
        } else {
            at = read_number(at, &spec.precision);
        }
    }
    at = read_size(at, &spec.size);
    if (*at != '\0' && strchr("sdiuxXc%", *at) != NULL) {
        spec.conversion = *at++;
    }
    spec.end = at;
    return spec;
}

static void args_put(struct xc_message *message, const char *bytes, size_t len) {
    size_t room = sizeof message->args - message->used - 1; /* one for the NUL */
    struct xc_str part = xc_utf8_prefix((struct xc_str){bytes, len}, room);
    if (part.len > 0) {
        memcpy(message->args + message->used, part.ptr, part.len);
        message->used += part.len;
    }
}

/* Makes visible what would move the cursor, hide or turn text around, or is not UTF-8: an
 * argument is often what a stranger wrote into a file. */
static size_t escape(uint32_t character, bool malformed, unsigned char byte,
                     char out[12]) {
    struct xc_str one = {out, xc_utf8_put(character, out)};
    if (malformed) {
        return (size_t)snprintf(out, 12, "\\x%02X", byte);
    }
    if (character == '\n' || character == '\t' || xc_utf8_forbidden(one) == 0) {
        return one.len;
    }
    if (character < 0x100) {
        return (size_t)snprintf(out, 12, "\\x%02X", (unsigned)character);
    }
    return (size_t)snprintf(out, 12, "\\u%04X", (unsigned)character);
}

static void args_text(struct xc_message *message, struct xc_str text) {
    size_t at = 0;
    while (at < text.len && message->used + 1 < sizeof message->args) {
        size_t start = at;
        char shown[12];
        uint32_t character = xc_utf8_next(text, &at);
        if (character >= 0x20 && character < 0x7F) {
            args_put(message, text.ptr + start, 1);
            continue;
        }
        bool malformed = character == 0xFFFD && at - start == 1;
        size_t len = escape(character, malformed, (unsigned char)text.ptr[start], shown);
        if (len > sizeof message->args - message->used - 1) {
            break; /* nothing that follows may slip into the gap */
        }
        args_put(message, shown, len);
    }
}

static void args_end(struct xc_message *message) {
    message->args[message->used++] = '\0';
    message->count++;
}

static void args_number(struct xc_message *message, const struct spec *spec,
                        intmax_t number, uintmax_t natural) {
    char one[16];
    char text[2 * NUMBER_WIDTH_MAX + 8];
    int width = spec->width < NUMBER_WIDTH_MAX ? spec->width : NUMBER_WIDTH_MAX;
    int precision =
        spec->precision < NUMBER_WIDTH_MAX ? spec->precision : NUMBER_WIDTH_MAX;
    bool is_signed = spec->conversion == 'd' || spec->conversion == 'i';
    (void)snprintf(one, sizeof one, "%%%s*.*j%c", spec->flags, spec->conversion);
    int len =
        is_signed
            ? snprintf(text, sizeof text, one, width < 0 ? 0 : width, precision, number)
            : snprintf(text, sizeof text, one, width < 0 ? 0 : width, precision, natural);
    if (len > 0) {
        args_put(message, text, (size_t)len);
    }
}

/* The va_list stands in a structure, so that it can be handed on by pointer where it is
 * an array type and where it is not. */
struct arguments {
    va_list list;
};

static intmax_t take_signed(struct arguments *from, char size) {
    switch (size) {
    case 'l':
        return va_arg(from->list, long);
    case 'L':
        return va_arg(from->list, long long);
    case 'j':
        return va_arg(from->list, intmax_t);
    case 'z':
    case 't':
        return va_arg(from->list, ptrdiff_t);
    default:
        return va_arg(from->list, int);
    }
}

static uintmax_t take_unsigned(struct arguments *from, char size) {
    switch (size) {
    case 'l':
        return va_arg(from->list, unsigned long);
    case 'L':
        return va_arg(from->list, unsigned long long);
    case 'j':
        return va_arg(from->list, uintmax_t);
    case 'z':
    case 't':
        return va_arg(from->list, size_t);
    default:
        return va_arg(from->list, unsigned);
    }
}

static void take_text(struct xc_message *message, struct arguments *from, int precision) {
    const char *text = va_arg(from->list, const char *);
    if (text == NULL) {
        text = precision == 0 ? "" : "(none)";
    }
    size_t len = 0;
    while ((precision < 0 || len < (size_t)precision) && text[len] != '\0') {
        len++;
        if (len == 4 * XC_MESSAGE_BYTES) { /* far more than can be kept */
            break;
        }
    }
    args_text(message, (struct xc_str){text, len});
}

static void capture(struct xc_message *message, const char *format,
                    struct arguments *from) {
    const char *at = format;
    while ((at = strchr(at, '%')) != NULL) {
        struct spec spec = spec_read(at + 1);
        at = spec.end;
        if (spec.conversion == '%') {
            continue;
        }
        if (spec.conversion == '\0' || message->count == CAPTURED_MAX ||
            message->used + 1 >= sizeof message->args) {
            return; /* the types of what follows are unknown, or there is no room */
        }
        if (spec.width_star) {
            spec.width = va_arg(from->list, int);
        }
        if (spec.precision_star) {
            spec.precision = va_arg(from->list, int);
        }
        if (spec.conversion == 's') {
            take_text(message, from, spec.precision);
        } else if (spec.conversion == 'c') {
            char byte = (char)va_arg(from->list, int);
            args_text(message, (struct xc_str){&byte, 1});
        } else if (spec.conversion == 'd' || spec.conversion == 'i') {
            args_number(message, &spec, take_signed(from, spec.size), 0);
        } else {
            args_number(message, &spec, 0, take_unsigned(from, spec.size));
        }
        args_end(message);
    }
}

void xc_message_setv(struct xc_message *message, const char *format, va_list args) {
    struct arguments from;
    message->id = format;
    message->count = 0;
    message->used = 0;
    message->args[0] = '\0';
    va_copy(from.list, args);
    capture(message, format, &from);
    va_end(from.list);
}

void xc_message_set(struct xc_message *message, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_message_setv(message, format, args);
    va_end(args);
}

/* The number-th argument, from 1; the empty text where it was not captured. */
static const char *argument(const struct xc_message *message, unsigned number) {
    const char *at = message->args;
    if (number < 1 || number > message->count) {
        return "";
    }
    while (--number > 0) {
        at += strlen(at) + 1;
    }
    return at;
}

/* msgfmt's check wants "%2$.*1$s" where the English says "%.*s", counting the length as
 * an argument of its own. This turns such a number into that of the captured argument. */
static unsigned captured_number(const char *id, unsigned c_number) {
    unsigned passed = 0;
    unsigned captured = 0;
    const char *at = id;
    while ((at = strchr(at, '%')) != NULL) {
        struct spec spec = spec_read(at + 1);
        at = spec.end;
        if (spec.conversion == '%') {
            continue;
        }
        if (spec.conversion == '\0') {
            break;
        }
        captured++;
        passed += 1U + (spec.width_star ? 1U : 0U) + (spec.precision_star ? 1U : 0U);
        if (passed >= c_number) {
            return captured;
        }
    }
    return 0;
}

static bool counts_lengths(const char *text) {
    const char *at = text;
    while ((at = strchr(at, '%')) != NULL) {
        struct spec spec = spec_read(at + 1);
        at = spec.end;
        if (spec.precision_index != 0) {
            return true;
        }
    }
    return false;
}

int xc_message_say(struct xc_buffer *out, const struct xc_catalogue *catalogue,
                   const char *format, va_list args) {
    struct xc_message message;
    xc_message_setv(&message, format, args);
    return xc_message_render(&message, catalogue, out);
}

int xc_message_render(const struct xc_message *message,
                      const struct xc_catalogue *catalogue, struct xc_buffer *out) {
    if (message->id == NULL) {
        return XC_OK;
    }
    const char *at = xc_text(catalogue, message->id);
    bool c_numbers = counts_lengths(at);
    unsigned in_order = 0;
    while (*at != '\0') {
        size_t plain = strcspn(at, "%");
        (void)xc_buffer_append(out, at, plain);
        at += plain;
        if (*at == '\0') {
            break;
        }
        struct spec spec = spec_read(at + 1);
        if (spec.conversion == '%') {
            (void)xc_buffer_putc(out, '%');
        } else if (spec.conversion == '\0') {
            (void)xc_buffer_append(out, at, (size_t)(spec.end - at));
        } else {
            unsigned number = spec.index == 0 ? ++in_order
                              : c_numbers     ? captured_number(message->id, spec.index)
                                              : spec.index;
            (void)xc_buffer_puts(out, argument(message, number));
        }
        at = spec.end;
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}

static void error_start(struct xc_error *error, int code) {
    error->code = code;
    error->file[0] = '\0';
    error->line = 0;
    error->column = 0;
    error->hint.id = NULL;
    error->hint.count = 0;
    error->hint.used = 0;
}

int xc_fail(struct xc_error *error, int code, const char *format, ...) {
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        error_start(error, code);
        xc_message_setv(&error->message, format, args);
        va_end(args);
    }
    return code;
}

int xc_fail_at(struct xc_error *error, int code, struct xc_str file, unsigned line,
               unsigned column, const char *format, ...) {
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        error_start(error, code);
        xc_message_setv(&error->message, format, args);
        va_end(args);
        struct xc_message shown = {.used = 0};
        args_text(&shown, file);
        struct xc_str name = xc_utf8_prefix((struct xc_str){shown.args, shown.used},
                                            sizeof error->file - 1);
        memcpy(error->file, name.ptr, name.len);
        error->file[name.len] = '\0';
        error->line = line;
        error->column = column;
    }
    return code;
}

int xc_hint(struct xc_error *error, const char *format, ...) {
    if (error == NULL) {
        return XC_EINTERNAL;
    }
    va_list args;
    va_start(args, format);
    xc_message_setv(&error->hint, format, args);
    va_end(args);
    return error->code;
}

void xc_error_memory(struct xc_error *error) {
    (void)xc_fail(error, XC_ENOMEM, "there is not enough memory for this");
}

struct doing {
    const char *word;
    const char *format;
};

/* A whole sentence for each verb, because a translation cannot be pasted together. */
static const struct doing doings[] = {
    {"open", XC_MSG("cannot open %s: %s")},
    {"read", XC_MSG("cannot read %s: %s")},
    {"write", XC_MSG("cannot write %s: %s")},
    {"make", XC_MSG("cannot make %s: %s")},
    {"rename", XC_MSG("cannot rename %s: %s")},
    {"remove", XC_MSG("cannot remove %s: %s")},
    {"lock", XC_MSG("cannot lock %s: %s")},
    {"start", XC_MSG("cannot start %s: %s")},
};

static void hint_errno(struct xc_error *error, int number) {
    switch (number) {
    case ENOENT:
        (void)xc_hint(error, "check the name and the folder");
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        (void)xc_hint(error, "ask for permission or choose another folder");
        break;
    case ENOSPC:
    case EDQUOT:
        (void)xc_hint(error,
                      "free some space on the disk and try again; nothing was changed");
        break;
    default:
        break;
    }
}

int xc_fail_errno(struct xc_error *error, int number, const char *doing,
                  const char *path) {
    if (error == NULL) {
        return XC_EENV;
    }
    char reason[128];
    if (strerror_r(number, reason, sizeof reason) != 0) {
        (void)snprintf(reason, sizeof reason, "error %d", number);
    }
    for (size_t i = 0; i < sizeof doings / sizeof *doings; i++) {
        if (strcmp(doing, doings[i].word) == 0) {
            (void)xc_fail(error, XC_EENV, doings[i].format, path, reason);
            hint_errno(error, number);
            return XC_EENV;
        }
    }
    (void)xc_fail(error, XC_EENV, "cannot %s %s: %s", doing, path, reason);
    hint_errno(error, number);
    return XC_EENV;
}

int xc_error_render(const struct xc_error *error, const struct xc_catalogue *catalogue,
                    struct xc_buffer *out) {
    if (error->file[0] != '\0') {
        (void)xc_buffer_puts(out, error->file);
        (void)xc_buffer_putc(out, ':');
    }
    if (error->line != 0) {
        (void)xc_buffer_uint(out, error->line);
        (void)xc_buffer_putc(out, ':');
        if (error->column != 0) {
            (void)xc_buffer_uint(out, error->column);
            (void)xc_buffer_putc(out, ':');
        }
    }
    if (error->file[0] != '\0' || error->line != 0) {
        (void)xc_buffer_putc(out, ' ');
    }
    (void)xc_message_render(&error->message, catalogue, out);
    if (error->hint.id != NULL) {
        (void)xc_buffer_puts(out, "\n  ");
        (void)xc_message_render(&error->hint, catalogue, out);
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}
