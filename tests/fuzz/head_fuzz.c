/* Heads of requests. What is accepted is looked at once more by a reader that knows
 * nothing but lines: one host, one length, no encoding, nothing that another server could
 * read differently. */
#include "http/fresh.h"
#include "http/head.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool promise) {
    if (!promise)
        abort();
}

static bool within(struct xc_str part, struct xc_str whole) {
    return part.len == 0 ||
           (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether a line is a field of this name, its colon included. */
static bool is_field(struct xc_str line, const char *name) {
    size_t i = 0;
    while (i < line.len && name[i] != '\0' && lower(line.ptr[i]) == name[i])
        i++;
    return name[i] == '\0';
}

static void check_lines(struct xc_str text, const struct xc_http_head *head) {
    unsigned hosts = 0, lengths = 0, encodings = 0, lines = 0;
    struct xc_str rest = text;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        expect(c != '\0');
        expect(c != '\r' || (i + 1 < text.len && text.ptr[i + 1] == '\n'));
        expect(c != '\n' || (i > 0 && text.ptr[i - 1] == '\r'));
    }
    while (rest.ptr && rest.len > 0) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        expect(lines == 0 || line.len == 0 ||
               (line.ptr[0] != ' ' && line.ptr[0] != '\t'));
        hosts += is_field(line, "host:");
        lengths += is_field(line, "content-length:");
        encodings += is_field(line, "transfer-encoding:");
        lines++;
    }
    expect(hosts == 1 && lengths <= 1 && encodings == 0);
    expect(head->field_count + 2 == lines);
}

static void look_around(struct xc_str text, const struct xc_http_head *head) {
    char out[64];
    xc_instant instant = 0;
    expect(head->path.len > 0 && head->path.ptr[0] == '/');
    expect(within(head->query, text));
    expect(head->path.len + head->query.len <= XC_HTTP_TARGET_BYTES);
    expect(*xc_http_method_word(head->method) != '\0' || head->method == XC_HTTP_OTHER);
    for (unsigned i = 0; i < head->field_count; i++) {
        expect(within(head->fields[i].name, text) && head->fields[i].name.len > 0);
        expect(within(head->fields[i].value, text));
        if (xc_http_date_parse(head->fields[i].value, &instant)) {
            char shown[XC_HTTP_DATE_BYTES];
            xc_instant again = 0;
            xc_http_date_text(instant, shown);
            expect(xc_http_date_parse(xc_str_from(shown), &again) && again == instant);
        }
    }
    ptrdiff_t len = xc_http_head_value(head, "a", out, sizeof out);
    expect(len >= -1 && len <= (ptrdiff_t)sizeof out);
    len = xc_http_decode(head->path, false, out, sizeof out);
    for (ptrdiff_t i = 0; i < len; i++)
        expect((unsigned char)out[i] >= 0x20);
    expect(within(xc_http_cookie(head, "sid"), text));
    (void)xc_http_takes_gzip(head);
    if (xc_http_fresh(head, XC_STR("\"abc\""), 1000))
        expect(head->method == XC_HTTP_GET || head->method == XC_HTTP_HEAD);
    (void)xc_http_stale(head, XC_STR("\"abc\""), 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int statuses[] = {0, 400, 411, 414, 417, 431, 501, 505};
    struct xc_http_head head;
    struct xc_str text = {size > 0 ? (const char *)data : "", size};
    size_t end = xc_http_head_end(text, 0);
    bool known = false;
    expect(end <= size);
    expect(xc_http_head_end(text, size / 2) == 0 || end == 0 || end > size / 2 ||
           xc_http_head_end(text, size / 2) >= end);
    if (end > 0)
        text.len = end;
    int status = xc_http_head_read(text, &head);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        known = known || status == statuses[i];
    expect(known);
    if (status == 0) {
        expect(end > 0);
        check_lines(text, &head);
        look_around(text, &head);
    }
    return 0;
}
