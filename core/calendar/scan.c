#include "calendar/scan.h"

#include "base/utf8.h"
#include "calendar/holidays.h"

#include <string.h>

static char upper(char byte) {
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

bool xc_ics_same(struct xc_str text, const char *word) {
    size_t i = 0;
    for (; i < text.len && word[i] != '\0'; i++) {
        if (upper(text.ptr[i]) != upper(word[i])) {
            return false;
        }
    }
    return i == text.len && word[i] == '\0';
}

static bool starts_without_case(struct xc_str text, const char *word) {
    size_t len = strlen(word);
    return text.len >= len && xc_ics_same(xc_str_slice(text, 0, len), word);
}

static int refuse_other_kinds(struct xc_str text, struct xc_str file,
                              struct xc_error *error) {
    struct xc_str body = xc_str_trim(xc_str_slice(text, 0, 4096));
    if (body.len == 0 && text.len <= 4096) {
        xc_fail_at(error, XC_EINPUT, file, 1, 1, "the calendar file is empty");
        return xc_hint(error, "Save or download the .ics file again.");
    }
    if (body.len > 0 && body.ptr[0] == '<') {
        xc_fail_at(error, XC_EINPUT, file, 1, 1,
                   "this is a web page (HTML or XML), not a calendar file");
        return xc_hint(error,
                       "Open the address in a browser, sign in if it asks you to, and "
                       "save the .ics file itself.");
    }
    if (xc_str_starts(text, XC_STR("PK\x03\x04")) ||
        xc_str_starts(text, XC_STR("\x1f\x8b"))) {
        xc_fail_at(error, XC_EINPUT, file, 1, 1,
                   "this is a compressed file, not a calendar file");
        return xc_hint(error, "Unpack it and give the .ics file inside.");
    }
    if (xc_str_starts(text, XC_STR("\xff\xfe")) ||
        xc_str_starts(text, XC_STR("\xfe\xff"))) {
        xc_fail_at(error, XC_EINPUT, file, 1, 1, "the file is in UTF-16, expected UTF-8");
        return xc_hint(error, "Save it again with the encoding UTF-8.");
    }
    if (!starts_without_case(body, "BEGIN:")) {
        xc_fail_at(
            error, XC_EINPUT, file, 1, 1,
            "this is not a calendar file: expected BEGIN:VCALENDAR at the beginning");
        return xc_hint(error,
                       "Give an iCalendar (.ics) file, as calendar programs export it.");
    }
    return XC_OK;
}

int xc_ics_open(struct xc_ics_scanner *scanner, struct xc_str text, struct xc_str file,
                struct xc_error *error) {
    *scanner = (struct xc_ics_scanner){0};
    scanner->unfolded = xc_buffer_make(XC_ICS_UNFOLDED_BYTES);
    scanner->text = text;
    scanner->file = file;
    scanner->number = 1;
    if (text.len > (size_t)XC_ICS_MAX_BYTES) {
        return xc_fail_at(error, XC_EINPUT, file, 0, 0,
                          "the calendar file has %zu bytes, more than the %d allowed",
                          text.len, (int)XC_ICS_MAX_BYTES);
    }
    if (xc_str_starts(text, XC_STR("\xef\xbb\xbf"))) {
        scanner->at = 3;
    }
    return refuse_other_kinds(text, file, error);
}

void xc_ics_close(struct xc_ics_scanner *scanner) {
    xc_buffer_free(&scanner->unfolded);
}

/* The bytes from start to the end of the physical line, without CR LF; *next is behind
 * it. */
static struct xc_str physical_line(const struct xc_ics_scanner *scanner, size_t start,
                                   size_t *next) {
    const char *from = scanner->text.ptr + start;
    size_t rest = scanner->text.len - start;
    const char *end = memchr(from, '\n', rest);
    size_t len = end != NULL ? (size_t)(end - from) : rest;
    *next = end != NULL ? start + len + 1 : scanner->text.len;
    if (end != NULL && len > 0 && from[len - 1] == '\r') {
        len--;
    }
    return (struct xc_str){from, len};
}

static int check_physical(const struct xc_ics_scanner *scanner, struct xc_str line,
                          unsigned number, struct xc_error *error) {
    if (line.len > XC_ICS_LINE_BYTES) {
        return xc_fail_at(error, XC_EINPUT, scanner->file, number, 1,
                          "the line has %zu bytes, more than the %d allowed", line.len,
                          (int)XC_ICS_LINE_BYTES);
    }
    unsigned column = 1;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char byte = (unsigned char)line.ptr[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
            return xc_fail_at(
                error, XC_EINPUT, scanner->file, number, column,
                "the line holds the control character U+%04X, which a calendar "
                "file must not hold",
                (unsigned)byte);
        }
        column += (byte & 0xc0) != 0x80;
    }
    return XC_OK;
}

/* Collects a line and its continuations. A line that is not folded stays where it is. */
static int unfold(struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_ics_line *line = &scanner->line;
    size_t next = 0;
    struct xc_str part = physical_line(scanner, scanner->at, &next);
    int code = check_physical(scanner, part, scanner->number, error);
    if (code != XC_OK) {
        return code;
    }
    *line = (struct xc_ics_line){
        .whole = part, .number = scanner->number, .start = scanner->at};
    scanner->number++;
    scanner->at = next;
    xc_buffer_clear(&scanner->unfolded);
    while (scanner->at < scanner->text.len && (scanner->text.ptr[scanner->at] == ' ' ||
                                               scanner->text.ptr[scanner->at] == '\t')) {
        if (scanner->unfolded.len == 0) {
            (void)xc_buffer_add(&scanner->unfolded, part);
        }
        part = physical_line(scanner, scanner->at, &next);
        code = check_physical(scanner, part, scanner->number, error);
        if (code != XC_OK) {
            return code;
        }
        (void)xc_buffer_append(&scanner->unfolded, part.ptr + 1, part.len - 1);
        if (scanner->unfolded.failed) {
            return xc_fail_at(
                error, XC_EINPUT, scanner->file, line->number, 1,
                "the line and its continuations have more than the %d bytes "
                "allowed",
                (int)XC_ICS_UNFOLDED_BYTES);
        }
        scanner->number++;
        scanner->at = next;
        line->whole = xc_buffer_view(&scanner->unfolded);
    }
    return XC_OK;
}

/* The place in the file: from the start of the line, over as many bytes as lie before
 * place, leaving out the folds. */
static void locate(const struct xc_ics_scanner *scanner, const char *place,
                   unsigned *number, unsigned *column) {
    size_t left = (size_t)(place - scanner->line.whole.ptr);
    size_t at = scanner->line.start;
    *number = scanner->line.number;
    *column = 1;
    for (;;) {
        size_t next = 0;
        struct xc_str part = physical_line(scanner, at, &next);
        size_t skip = *number > scanner->line.number ? 1 : 0;
        size_t inside = part.len - skip;
        if (left < inside || next >= scanner->text.len || next >= scanner->at) {
            size_t len = left < inside ? left : inside;
            for (size_t i = 0; i < skip + len; i++) {
                *column += ((unsigned char)part.ptr[i] & 0xc0) != 0x80;
            }
            return;
        }
        left -= inside;
        at = next;
        (*number)++;
    }
}

unsigned xc_ics_line_at(const struct xc_ics_scanner *scanner, const char *place) {
    unsigned number = 0;
    unsigned column = 0;
    locate(scanner, place, &number, &column);
    return number;
}

unsigned xc_ics_column_at(const struct xc_ics_scanner *scanner, const char *place) {
    unsigned number = 0;
    unsigned column = 0;
    locate(scanner, place, &number, &column);
    return column;
}

static int check_text(const struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_str whole = scanner->line.whole;
    size_t position = 0;
    if (!xc_utf8_valid(whole, &position)) {
        xc_ics_fail(scanner, error, whole.ptr + position,
                    "the byte 0x%02X does not belong to UTF-8 text",
                    (unsigned)(unsigned char)whole.ptr[position]);
        return xc_hint(error, "Save the calendar again with the encoding UTF-8.");
    }
    const char *at = whole.ptr;
    const char *end = whole.ptr + whole.len;
    while ((at = memchr(at, 0xc2, (size_t)(end - at))) != NULL) {
        if ((unsigned char)at[1] < 0xa0) {
            return xc_ics_fail(
                scanner, error, at,
                "the line holds the control character U+%04X, which a calendar "
                "file must not hold",
                (unsigned)(unsigned char)at[1]);
        }
        at++;
    }
    return XC_OK;
}

static bool is_name_byte(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '-';
}

/* Moves over one ";NAME=value,value"; NULL where it is not well-formed. */
static const char *skip_parameter(const char *at, const char *end) {
    const char *name = ++at;
    while (at < end && is_name_byte(*at)) {
        at++;
    }
    if (at == name || at == end || *at != '=') {
        return NULL;
    }
    do {
        at++;
        if (at < end && *at == '"') {
            at = memchr(at + 1, '"', (size_t)(end - at - 1));
            if (at == NULL) {
                return NULL;
            }
            at++;
        } else {
            while (at < end && *at != ';' && *at != ':' && *at != ',' && *at != '"') {
                at++;
            }
        }
    } while (at < end && *at == ',');
    return at;
}

static int check_list(const struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_str value = scanner->line.value;
    if (!xc_ics_is(scanner, "CATEGORIES") && !xc_ics_is(scanner, "EXDATE") &&
        !xc_ics_is(scanner, "RDATE") && !xc_ics_is(scanner, "RRULE") &&
        !xc_ics_is(scanner, "RESOURCES") && !xc_ics_is(scanner, "FREEBUSY")) {
        return XC_OK;
    }
    unsigned values = 1;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\\') {
            i++;
        } else if (value.ptr[i] == ',' && ++values > XC_ICS_LIST_VALUES) {
            return xc_ics_fail(scanner, error, value.ptr + i,
                               "the list of %s has more than the %d values allowed",
                               scanner->line.name, (int)XC_ICS_LIST_VALUES);
        }
    }
    return XC_OK;
}

static int split(struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_ics_line *line = &scanner->line;
    const char *begin = line->whole.ptr;
    const char *end = begin + line->whole.len;
    const char *at = begin;
    while (at < end && is_name_byte(*at)) {
        at++;
    }
    size_t len = (size_t)(at - begin);
    if (len > XC_ICS_NAME_BYTES) {
        return xc_ics_fail(
            scanner, error, begin,
            "the name of the property has %zu letters, more than the %d allowed", len,
            (int)XC_ICS_NAME_BYTES);
    }
    for (size_t i = 0; i < len; i++) {
        line->name[i] = upper(begin[i]);
    }
    const char *params = at;
    while (at != NULL && at < end && *at == ';') {
        at = skip_parameter(at, end);
    }
    if (len == 0 || at == NULL || at == end || *at != ':') {
        return xc_ics_fail(
            scanner, error, at != NULL ? at : params,
            "this is not a line of a calendar file: expected NAME:VALUE or "
            "NAME;PARAMETER=VALUE:VALUE");
    }
    line->params = (struct xc_str){params, (size_t)(at - params)};
    line->value = (struct xc_str){at + 1, (size_t)(end - at - 1)};
    return check_list(scanner, error);
}

static int open_component(struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_ics_line *line = &scanner->line;
    struct xc_str name = xc_str_trim(line->value);
    if (name.len == 0 || name.len > XC_ICS_NAME_BYTES) {
        return xc_ics_fail(
            scanner, error, line->value.ptr,
            "BEGIN needs the name of a component, for example BEGIN:VEVENT");
    }
    if (scanner->depth == XC_ICS_DEPTH) {
        return xc_ics_fail(scanner, error, line->whole.ptr,
                           "components are nested more than %d deep", (int)XC_ICS_DEPTH);
    }
    if (scanner->depth == 0 && !xc_ics_same(name, "VCALENDAR")) {
        return xc_ics_fail(
            scanner, error, line->whole.ptr,
            "%.*s stands outside a VCALENDAR: expected BEGIN:VCALENDAR before it",
            XC_PRI(name));
    }
    struct xc_ics_component *component = &scanner->open[scanner->depth++];
    *component = (struct xc_ics_component){.line = line->number};
    for (size_t i = 0; i < name.len; i++) {
        component->name[i] = upper(name.ptr[i]);
    }
    if (strcmp(component->name, "VEVENT") == 0 && scanner->depth != 2) {
        return xc_ics_fail(
            scanner, error, line->whole.ptr,
            "a VEVENT stands inside a %s: expected it directly in a VCALENDAR",
            scanner->open[scanner->depth - 2].name);
    }
    return XC_OK;
}

static int close_component(struct xc_ics_scanner *scanner, struct xc_error *error) {
    const struct xc_ics_line *line = &scanner->line;
    struct xc_str name = xc_str_trim(line->value);
    if (scanner->depth == 0) {
        return xc_ics_fail(scanner, error, line->whole.ptr,
                           "END:%.*s ends nothing: there is no BEGIN before it",
                           XC_PRI(name));
    }
    const struct xc_ics_component *component = &scanner->open[scanner->depth - 1];
    if (!xc_ics_same(name, component->name)) {
        return xc_ics_fail(scanner, error, line->whole.ptr,
                           "END:%.*s does not belong to BEGIN:%s of line %u",
                           XC_PRI(name), component->name, component->line);
    }
    scanner->depth--;
    return XC_OK;
}

static int end_of_file(const struct xc_ics_scanner *scanner, struct xc_error *error) {
    if (scanner->depth == 0) {
        return 0;
    }
    const struct xc_ics_component *component = &scanner->open[scanner->depth - 1];
    xc_fail_at(error, XC_EINPUT, scanner->file, scanner->number, 1,
               "the file is cut off: it ends inside the %s that begins in line %u",
               component->name, component->line);
    return xc_hint(error,
                   "Save or download the .ics file again; nothing of it was taken.");
}

int xc_ics_next(struct xc_ics_scanner *scanner, struct xc_error *error) {
    int code = XC_OK;
    do {
        if (scanner->at >= scanner->text.len) {
            return end_of_file(scanner, error);
        }
        code = unfold(scanner, error);
    } while (code == XC_OK && scanner->line.whole.len == 0);
    if (code == XC_OK) {
        code = check_text(scanner, error);
    }
    if (code == XC_OK) {
        code = split(scanner, error);
    }
    if (code != XC_OK) {
        return code;
    }
    if (xc_ics_is(scanner, "BEGIN")) {
        code = open_component(scanner, error);
    } else if (xc_ics_is(scanner, "END")) {
        code = close_component(scanner, error);
    } else if (scanner->depth == 0) {
        code = xc_ics_fail(
            scanner, error, scanner->line.whole.ptr,
            "%s stands outside a VCALENDAR: expected BEGIN:VCALENDAR before it",
            scanner->line.name);
    }
    return code == XC_OK ? 1 : code;
}

bool xc_ics_is(const struct xc_ics_scanner *scanner, const char *name) {
    return strcmp(scanner->line.name, name) == 0;
}

bool xc_ics_parameter(const struct xc_ics_scanner *scanner, const char *name,
                      struct xc_str *value) {
    const char *at = scanner->line.params.ptr;
    const char *end = at + scanner->line.params.len;
    while (at != NULL && at < end) {
        const char *next = skip_parameter(at, end);
        const char *equals = next != NULL ? memchr(at, '=', (size_t)(next - at)) : NULL;
        if (equals == NULL) {
            break;
        }
        struct xc_str key = {at + 1, (size_t)(equals - at - 1)};
        struct xc_str text = {equals + 1, (size_t)(next - equals - 1)};
        if (xc_ics_same(key, name)) {
            if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"') {
                text = xc_str_slice(text, 1, text.len - 2);
            }
            *value = text;
            return true;
        }
        at = next;
    }
    return false;
}
