#include "draw/lines.h"

#include "draw/draw_internal.h"

#include <string.h>

int xc_lines_start(struct xc_lines *lines, const char *name, const char *format,
                   struct xc_str text, struct xc_error *error) {
    struct xc_str first = {NULL, 0};
    *lines = (struct xc_lines){.rest = text, .name = name, .error = error};
    int code = xc_lines_next(lines, &first);
    if (code != XC_OK || xc_str_is(first, format))
        return code;
    if (first.len > strlen(format) && first.ptr[strlen(format)] == ' ' &&
        xc_str_starts(first, xc_str_from(format)))
        return xc_lines_fail(lines, "this version does not know the suite of “%.*s”",
                             XC_PRI(xc_draw_show(first)));
    return xc_lines_fail(lines, "this has to be “%s”, but is “%.*s”", format,
                         XC_PRI(xc_draw_show(first)));
}

int xc_lines_next(struct xc_lines *lines, struct xc_str *line) {
    const char *end =
        lines->rest.len == 0 ? NULL : memchr(lines->rest.ptr, '\n', lines->rest.len);
    lines->line++;
    if (end == NULL)
        return xc_lines_fail(lines,
                             "the line is missing, or does not end in a line feed");
    *line = (struct xc_str){lines->rest.ptr, (size_t)(end - lines->rest.ptr)};
    lines->rest = xc_str_slice(lines->rest, line->len + 1, lines->rest.len);
    if (line->len == 0)
        return xc_lines_fail(lines, "the line is empty");
    if (!xc_draw_text_clean(*line))
        return xc_lines_fail(lines,
                             "the line has a control character, or is not UTF-8 in "
                             "Unicode's form NFC");
    return XC_OK;
}

int xc_lines_end(struct xc_lines *lines) {
    lines->line++;
    return lines->rest.len == 0
               ? XC_OK
               : xc_lines_fail(lines, "nothing may stand behind the last line");
}

int xc_lines_draw_id(struct xc_lines *lines, struct xc_str *id) {
    int code = xc_lines_next(lines, id);
    if (code == XC_OK && !xc_draw_id_valid(*id))
        code =
            xc_lines_fail(lines, "“%.*s” is no id of a draw", XC_PRI(xc_draw_show(*id)));
    return code;
}

int xc_lines_digest(struct xc_lines *lines, struct xc_digest *digest) {
    struct xc_str line = {NULL, 0};
    int code = xc_lines_next(lines, &line);
    if (code == XC_OK && !xc_hex_parse(line, digest->bytes, sizeof digest->bytes))
        code = xc_lines_fail(lines, "“%.*s” is not 64 hexadecimal digits in lower case",
                             XC_PRI(xc_draw_show(line)));
    return code;
}

int xc_lines_optional(struct xc_lines *lines, bool *has, struct xc_digest *digest) {
    struct xc_lines before = *lines;
    struct xc_str line = {NULL, 0};
    int code = xc_lines_next(lines, &line);
    *has = !xc_str_is(line, "-");
    if (code != XC_OK || !*has)
        return code;
    *lines = before;
    return xc_lines_digest(lines, digest);
}

static int too_few(const struct xc_beacon_name *names, size_t count,
                   struct xc_error *error) {
    unsigned bits = 0;
    if (xc_beacon_enough(names, count, &bits))
        return XC_OK;
    (void)xc_fail(error, XC_EINPUT,
                  "the beacons have fewer than 2^64 outcomes (2^%u): somebody could try "
                  "all of them beforehand",
                  bits);
    if (error != NULL)
        (void)xc_hint(error, "name more beacons, joined by “ + ”, or 25 dice");
    return XC_EINPUT;
}

/* The error of a step, at the line. */
static int at_line(struct xc_lines *lines, int code) {
    if (lines->error != NULL && code == XC_EINPUT) {
        size_t len = strlen(lines->name);
        memcpy(lines->error->file, lines->name, len + 1);
        lines->error->line = lines->line;
    }
    return code;
}

int xc_lines_beacons(struct xc_lines *lines, struct xc_beacon_name *names,
                     size_t *count) {
    struct xc_str line = {NULL, 0};
    int code = xc_lines_next(lines, &line);
    if (code != XC_OK)
        return code;
    code = xc_beacon_names_read(line, names, count, lines->error);
    if (code == XC_OK)
        code = too_few(names, *count, lines->error);
    return at_line(lines, code);
}

int xc_lines_put_beacons(const struct xc_beacon_name *names, size_t count,
                         struct xc_buffer *out, struct xc_error *error) {
    struct xc_beacon_name read[XC_BEACONS];
    size_t start = out->len;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        (void)xc_buffer_puts(out, i == 0 ? "" : " + ");
        (void)xc_buffer_add(out, names[i].text);
    }
    if (out->failed)
        return xc_fail_memory(error);
    struct xc_str text = xc_str_slice(xc_buffer_view(out), start, out->len);
    int code = xc_beacon_names_read(text, read, &found, error);
    if (code == XC_OK)
        code = too_few(read, found, error);
    (void)xc_buffer_putc(out, '\n');
    return code;
}

void xc_lines_put_digest(const struct xc_digest *digest, struct xc_buffer *out) {
    (void)xc_buffer_hex(out, digest->bytes, sizeof digest->bytes);
    (void)xc_buffer_putc(out, '\n');
}

void xc_lines_put_optional(const struct xc_digest *digest, struct xc_buffer *out) {
    if (digest != NULL)
        xc_lines_put_digest(digest, out);
    else
        (void)xc_buffer_puts(out, "-\n");
}

static int check_code(const struct xc_lines_seed *what, struct xc_str code,
                      struct xc_error *error) {
    struct xc_digest given;
    struct xc_digest commitment;
    if (!what->sealed)
        return code.len == 0
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT, "an open draw has no one-time code");
    if (code.len != sizeof given.bytes)
        return xc_fail(error, XC_EINPUT, "a one-time code has 32 bytes, not %zu",
                       code.len);
    memcpy(given.bytes, code.ptr, sizeof given.bytes);
    int result = xc_code_commitment(&given, &commitment, error);
    if (result == XC_OK && !xc_digest_equal(&commitment, what->commitment))
        result =
            xc_fail(error, XC_ENO, "this is not the one-time code that was committed to");
    return result;
}

static int check_beacons(const struct xc_lines_seed *what,
                         const struct xc_beacon *beacons, size_t count,
                         struct xc_error *error) {
    if (count != what->name_count)
        return xc_fail(error, XC_ENO, "%zu beacons were committed to, but %zu are given",
                       what->name_count, count);
    for (size_t i = 0; i < count; i++) {
        if (!xc_str_equal(beacons[i].name.text, what->names[i].text))
            return xc_fail(error, XC_ENO,
                           "the beacon committed to is %.*s, but the one given is %.*s",
                           XC_PRI(xc_draw_show(what->names[i].text)),
                           XC_PRI(xc_draw_show(beacons[i].name.text)));
        int code = xc_beacon_value_check(&what->names[i], beacons[i].value, error);
        if (code != XC_OK)
            return code;
    }
    return XC_OK;
}

int xc_lines_seed(const struct xc_lines_seed *what, const struct xc_beacon *beacons,
                  size_t count, struct xc_str code, struct xc_digest *seed,
                  struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1024);
    struct xc_digest digest;
    int result = check_beacons(what, beacons, count, error);
    if (result == XC_OK)
        result = check_code(what, code, error);
    (void)xc_buffer_add(&text, what->head);
    (void)xc_buffer_append(&text, what->first->bytes, sizeof what->first->bytes);
    if (what->second != NULL)
        (void)xc_buffer_append(&text, what->second->bytes, sizeof what->second->bytes);
    for (size_t i = 0; i < count && result == XC_OK; i++) {
        result = xc_sha256(beacons[i].value, &digest, error);
        (void)xc_buffer_append(&text, digest.bytes, sizeof digest.bytes);
    }
    (void)xc_buffer_add(&text, code);
    if (result == XC_OK)
        result = text.failed ? xc_fail_memory(error)
                             : xc_sha256(xc_buffer_view(&text), seed, error);
    xc_buffer_free(&text);
    return result;
}
