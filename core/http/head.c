#include "http/head.h"

#include "base/utf8.h"

#include <llhttp.h>
#include <string.h>

const char *xc_http_method_word(enum xc_http_method method) {
    switch (method) {
    case XC_HTTP_GET:
        return "GET";
    case XC_HTTP_HEAD:
        return "HEAD";
    case XC_HTTP_POST:
        return "POST";
    case XC_HTTP_PUT:
        return "PUT";
    case XC_HTTP_PATCH:
        return "PATCH";
    case XC_HTTP_DELETE:
        return "DELETE";
    case XC_HTTP_OPTIONS:
        return "OPTIONS";
    default:
        return "";
    }
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(struct xc_str text, const char *word) {
    size_t i = 0;
    while (i < text.len && word[i] != '\0' && lower(text.ptr[i]) == word[i])
        i++;
    return i == text.len && word[i] == '\0';
}

static struct xc_str without_blanks(struct xc_str text) {
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t'))
        text = xc_str_slice(text, 1, text.len - 1);
    while (text.len > 0 &&
           (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* ---- lines ---- */

size_t xc_http_head_end(struct xc_str bytes, size_t from) {
    static const char end[] = "\r\n\r\n";
    size_t at = from > 3 ? from - 3 : 0;
    ptrdiff_t found = xc_str_find(xc_str_slice(bytes, at, bytes.len), XC_STR("\r\n\r\n"));
    return found < 0 ? 0 : at + (size_t)found + sizeof end - 1;
}

/* Nothing but printable characters, tabs within values, and CR LF in pairs; bytes above
 * ASCII only in values. */
static bool is_clean(struct xc_str head) {
    bool value = false;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        if (c > ':' && c < 0x7f)
            continue;
        if (c == '\r') {
            if (i + 1 == head.len || head.ptr[i + 1] != '\n')
                return false;
            i++;
            value = false;
        } else if (c == '\t' || c > 0x7f) {
            if (!value)
                return false;
        } else if (c < 0x20 || c == 0x7f) {
            return false;
        } else if (c == ':') {
            value = true;
        }
    }
    return true;
}

/* Letters, digits and !#$%&'*+-.^_`|~ (RFC 9110 §5.6.2), a bit for each of ASCII. */
static bool is_token(struct xc_str name) {
    static const uint64_t characters[2] = {UINT64_C(0x3ff6cfa00000000),
                                           UINT64_C(0x57ffffffc7fffffe)};
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c > 0x7f || (characters[c / 64] >> c % 64 & 1) == 0)
            return false;
    }
    return name.len > 0;
}

/* The lines behind the request line. */
static int read_fields(struct xc_str lines, struct xc_http_head *head) {
    while (lines.len > 0) {
        ptrdiff_t end = xc_str_find(lines, XC_STR("\r\n"));
        struct xc_str line = xc_str_slice(lines, 0, (size_t)end);
        lines = xc_str_slice(lines, (size_t)end + 2, lines.len);
        if (line.len == 0)
            return 0;
        struct xc_str value = line;
        struct xc_str name = xc_str_cut(&value, ':');
        if (!value.ptr || !is_token(name))
            return 400;
        if (head->field_count == XC_HTTP_FIELDS)
            return 431;
        head->fields[head->field_count++] =
            (struct xc_http_field){name, without_blanks(value)};
    }
    return 400;
}

/* ---- the request line, by llhttp ---- */

static int take_target(llhttp_t *parser, const char *at, size_t length) {
    struct xc_str *target = parser->data;
    if (!target->ptr)
        target->ptr = at;
    target->len += length;
    return 0;
}

static int stop(llhttp_t *parser) {
    (void)parser;
    return HPE_PAUSED;
}

static enum xc_http_method method_of(uint8_t method) {
    switch (method) {
    case HTTP_GET:
        return XC_HTTP_GET;
    case HTTP_HEAD:
        return XC_HTTP_HEAD;
    case HTTP_POST:
        return XC_HTTP_POST;
    case HTTP_PUT:
        return XC_HTTP_PUT;
    case HTTP_PATCH:
        return XC_HTTP_PATCH;
    case HTTP_DELETE:
        return XC_HTTP_DELETE;
    case HTTP_OPTIONS:
        return XC_HTTP_OPTIONS;
    default:
        return XC_HTTP_OTHER;
    }
}

static bool same_text(struct xc_str a, struct xc_str b) {
    size_t i = 0;
    while (i < a.len && i < b.len && lower(a.ptr[i]) == lower(b.ptr[i]))
        i++;
    return i == a.len && i == b.len;
}

/* Takes scheme and authority off a target in absolute form, as proxies are sent it; the
 * authority has to be the one that Host names. */
static bool without_authority(struct xc_str *target, const struct xc_http_head *head) {
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t start = strlen(schemes[i]);
        if (!same_word(xc_str_slice(*target, 0, start), schemes[i]))
            continue;
        size_t end = start;
        while (end < target->len && target->ptr[end] != '/' && target->ptr[end] != '?')
            end++;
        struct xc_str authority = xc_str_slice(*target, start, end - start);
        *target = xc_str_slice(*target, end, target->len);
        return same_text(authority, xc_http_head_field(head, "host"));
    }
    return target->len > 0 && target->ptr[0] == '/';
}

/* Whether any of the fields Connection says so. */
static bool says_close(const struct xc_http_head *head) {
    for (unsigned i = 0; i < head->field_count; i++)
        if (same_word(head->fields[i].name, "connection") &&
            xc_http_lists(head->fields[i].value, "close"))
            return true;
    return false;
}

static int read_line(struct xc_str bytes, struct xc_http_head *head) {
    llhttp_settings_t settings;
    llhttp_t parser;
    struct xc_str target = {NULL, 0};
    llhttp_settings_init(&settings);
    settings.on_url = take_target;
    settings.on_message_complete = stop;
    settings.on_headers_complete = stop;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = &target;
    enum llhttp_errno code = llhttp_execute(&parser, bytes.ptr, bytes.len);
    if (code == HPE_INVALID_METHOD)
        return 501;
    if (code == HPE_INVALID_VERSION)
        return 505;
    if (code != HPE_PAUSED)
        return 400;
    if (parser.http_major != 1 || parser.http_minor > 1)
        return 505;
    if (target.len > XC_HTTP_TARGET_BYTES)
        return 414;
    if (!without_authority(&target, head) || xc_str_find(target, XC_STR("#")) >= 0)
        return 400;
    head->method = method_of(parser.method);
    head->query = target;
    head->path = xc_str_cut(&head->query, '?');
    if (head->path.len == 0)
        head->path = XC_STR("/");
    head->old = parser.http_minor == 0;
    head->keep_alive = !head->old && !says_close(head);
    return 0;
}

/* ---- what must be said once ---- */

static int read_length(struct xc_http_head *head) {
    struct xc_str length = xc_http_head_field(head, "content-length");
    if (xc_http_head_count(head, "transfer-encoding") > 0)
        return 411;
    if (xc_http_head_count(head, "content-length") > 1)
        return 400;
    if (length.ptr &&
        (length.len == 0 || !xc_str_to_uint(length, INT64_MAX, &head->length)))
        return 400;
    return 0;
}

/* A name or address with a port, or what may stand in one. */
static int read_host(const struct xc_http_head *head) {
    struct xc_str host = xc_http_head_field(head, "host");
    for (size_t i = 0; i < host.len; i++) {
        char c = lower(host.ptr[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            !strchr("-._~:[]%!$&'()*+;=", c))
            return 400;
    }
    return xc_http_head_count(head, "host") == 1 && host.len > 0 ? 0 : 400;
}

static int read_expectation(struct xc_http_head *head) {
    struct xc_str expect = xc_http_head_field(head, "expect");
    if (!expect.ptr || head->old)
        return 0;
    head->expects = same_word(expect, "100-continue");
    return head->expects ? 0 : 417;
}

/* Method, target and version have one blank between them; llhttp bears more. */
static bool has_lone_blanks(struct xc_str line) {
    unsigned blanks = 0;
    for (size_t i = 0; i < line.len; i++)
        blanks += line.ptr[i] == ' ';
    return blanks <= 2;
}

int xc_http_head_read(struct xc_str bytes, struct xc_http_head *head) {
    memset(head, 0, offsetof(struct xc_http_head, fields));
    ptrdiff_t line = xc_str_find(bytes, XC_STR("\r\n"));
    if (line <= 0 || !is_clean(bytes) ||
        !has_lone_blanks(xc_str_slice(bytes, 0, (size_t)line)))
        return 400;
    int status = read_fields(xc_str_slice(bytes, (size_t)line + 2, bytes.len), head);
    if (!status)
        status = read_length(head);
    if (!status)
        status = read_host(head);
    if (!status)
        status = read_line(bytes, head);
    return status ? status : read_expectation(head);
}

/* ---- values ---- */

struct xc_str xc_http_head_field(const struct xc_http_head *head, const char *name) {
    for (unsigned i = 0; i < head->field_count; i++)
        if (same_word(head->fields[i].name, name))
            return head->fields[i].value;
    return (struct xc_str){NULL, 0};
}

unsigned xc_http_head_count(const struct xc_http_head *head, const char *name) {
    unsigned count = 0;
    for (unsigned i = 0; i < head->field_count; i++)
        count += same_word(head->fields[i].name, name);
    return count;
}

bool xc_http_lists(struct xc_str list, const char *token) {
    while (list.ptr) {
        struct xc_str item = without_blanks(xc_str_cut(&list, ','));
        if (same_word(item, token))
            return true;
    }
    return false;
}

static int digit_of(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

ptrdiff_t xc_http_decode(struct xc_str text, bool plus, char *out, size_t room) {
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? digit_of(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? digit_of(text.ptr[i + 2]) : -1;
            if (i + 2 >= text.len || high < 0 || low < 0)
                return -1;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if ((unsigned char)c < 0x20 || c == 0x7f || len == room)
            return -1;
        out[len++] = c;
    }
    return xc_utf8_valid((struct xc_str){out, len}, NULL) ? (ptrdiff_t)len : -1;
}

ptrdiff_t xc_http_head_value(const struct xc_http_head *head, const char *name, char *out,
                             size_t room) {
    struct xc_str rest = head->query;
    while (rest.ptr) {
        struct xc_str value = xc_str_cut(&rest, '&');
        struct xc_str key = xc_str_cut(&value, '=');
        if (xc_str_is(key, name))
            return xc_http_decode(value, true, out, room);
    }
    return -1;
}

struct xc_str xc_http_cookie(const struct xc_http_head *head, const char *name) {
    struct xc_str rest = xc_http_head_field(head, "cookie");
    while (rest.ptr) {
        struct xc_str value = without_blanks(xc_str_cut(&rest, ';'));
        struct xc_str key = xc_str_cut(&value, '=');
        if (value.ptr && xc_str_is(key, name))
            return value;
    }
    return (struct xc_str){NULL, 0};
}
