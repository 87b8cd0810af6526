/* The later entries of a draw: substitutions and the sealed result. */
#include "draw/commit.h"

#include "draw/draw_internal.h"
#include "draw/lines.h"

#include <string.h>

static const char format[] = "xuncha-sub-entry-v1";

static int read_kind(struct xc_lines *lines, bool *person) {
    struct xc_str line = {NULL, 0};
    int code = xc_lines_next(lines, &line);
    *person = xc_str_is(line, "person");
    if (code == XC_OK && !*person && !xc_str_is(line, "target"))
        code = xc_lines_fail(lines, "“%.*s” is neither target nor person",
                             XC_PRI(xc_draw_show(line)));
    return code;
}

static int read_id(struct xc_lines *lines, bool optional, struct xc_str *id) {
    int code = xc_lines_next(lines, id);
    if (code == XC_OK && optional && xc_str_is(*id, "-")) {
        *id = (struct xc_str){NULL, 0};
        return XC_OK;
    }
    if (code == XC_OK && !xc_draw_name_valid(*id))
        code = xc_lines_fail(lines, "“%.*s” is no id", XC_PRI(xc_draw_show(*id)));
    return code;
}

static int read_number(struct xc_lines *lines, uint32_t *number) {
    struct xc_str line = {NULL, 0};
    uint64_t value = 0;
    int code = xc_lines_next(lines, &line);
    if (code == XC_OK &&
        (!xc_draw_number_read(line, XC_DRAW_NUMBER_MAX, &value) || value == 0))
        code = xc_lines_fail(lines, "“%.*s” is not the number of a substitution, from 1",
                             XC_PRI(xc_draw_show(line)));
    *number = (uint32_t)value;
    return code;
}

static int read_reason(struct xc_lines *lines, struct xc_str *reason) {
    int code = xc_lines_next(lines, reason);
    if (code == XC_OK && xc_str_is(*reason, "-"))
        code = xc_lines_fail(lines, "a substitution needs a reason");
    return code;
}

int xc_sub_entry_read(struct xc_str text, struct xc_sub_entry *entry,
                      struct xc_error *error) {
    struct xc_lines lines;
    memset(entry, 0, sizeof *entry);
    entry->text = text;
    int code = xc_lines_start(&lines, "substitution", format, text, error);
    if (code == XC_OK)
        code = xc_lines_draw_id(&lines, &entry->id);
    if (code == XC_OK)
        code = read_number(&lines, &entry->number);
    if (code == XC_OK)
        code = read_kind(&lines, &entry->person);
    if (code == XC_OK)
        code = read_id(&lines, false, &entry->leaves);
    if (code == XC_OK)
        code = read_id(&lines, true, &entry->target);
    if (code == XC_OK && !entry->person && entry->target.len > 0)
        code = xc_lines_fail(&lines, "this has to be “-” where a target leaves");
    if (code == XC_OK)
        code = read_reason(&lines, &entry->reason);
    if (code == XC_OK)
        code = xc_lines_optional(&lines, &entry->has_evidence, &entry->evidence);
    if (code == XC_OK)
        code = xc_lines_beacons(&lines, entry->beacons, &entry->beacon_count);
    if (code == XC_OK)
        code = xc_lines_optional(&lines, &entry->sealed, &entry->code);
    return code == XC_OK ? xc_lines_end(&lines) : code;
}

static void put_line(struct xc_str text, struct xc_buffer *out) {
    (void)xc_buffer_add(out, text.len > 0 ? text : XC_STR("-"));
    (void)xc_buffer_putc(out, '\n');
}

/* What was written is read back: the reader is the one who knows what is allowed. */
int xc_sub_entry_write(const struct xc_sub_entry *entry, struct xc_buffer *out,
                       struct xc_error *error) {
    struct xc_sub_entry again;
    size_t start = out->len;
    put_line(xc_str_from(format), out);
    put_line(entry->id, out);
    (void)xc_buffer_uint(out, entry->number);
    (void)xc_buffer_putc(out, '\n');
    put_line(entry->person ? XC_STR("person") : XC_STR("target"), out);
    put_line(entry->leaves, out);
    put_line(entry->target, out);
    put_line(entry->reason, out);
    xc_lines_put_optional(entry->has_evidence ? &entry->evidence : NULL, out);
    int code = xc_lines_put_beacons(entry->beacons, entry->beacon_count, out, error);
    xc_lines_put_optional(entry->sealed ? &entry->code : NULL, out);
    if (code == XC_OK && out->failed)
        code = xc_fail_memory(error);
    if (code == XC_OK)
        code = xc_sub_entry_read(xc_str_slice(xc_buffer_view(out), start, out->len),
                                 &again, error);
    return code;
}

int xc_sub_logged_write(const struct xc_sub_entry *entry, const struct xc_digest *blind,
                        struct xc_buffer *out, struct xc_error *error) {
    struct xc_digest hidden;
    if (blind == NULL)
        return xc_buffer_add(out, entry->text) == XC_OK ? XC_OK : xc_fail_memory(error);
    struct xc_buffer text = xc_buffer_make(entry->text.len + 64);
    (void)xc_buffer_puts(&text, "xuncha-closed-v1\n");
    (void)xc_buffer_append(&text, blind->bytes, sizeof blind->bytes);
    (void)xc_buffer_add(&text, entry->text);
    int code = text.failed ? xc_fail_memory(error)
                           : xc_sha256(xc_buffer_view(&text), &hidden, error);
    xc_buffer_free(&text);
    if (code != XC_OK)
        return code;
    put_line(XC_STR("xuncha-sub-closed-v1"), out);
    put_line(entry->id, out);
    (void)xc_buffer_uint(out, entry->number);
    (void)xc_buffer_putc(out, '\n');
    xc_lines_put_digest(&hidden, out);
    code = xc_lines_put_beacons(entry->beacons, entry->beacon_count, out, error);
    xc_lines_put_optional(entry->sealed ? &entry->code : NULL, out);
    return code == XC_OK && out->failed ? xc_fail_memory(error) : code;
}

bool xc_sub_void_valid(struct xc_str text) {
    return text.len > 0 && !xc_str_is(text, "-") && xc_draw_text_clean(text);
}

int xc_sub_void_write(const struct xc_sub_entry *entry, struct xc_str logged,
                      struct xc_str reason, struct xc_str by, struct xc_buffer *out,
                      struct xc_error *error) {
    struct xc_digest digest;
    int code = xc_sha256(logged, &digest, error);
    if (code != XC_OK)
        return code;
    put_line(XC_STR("xuncha-sub-void-v1"), out);
    put_line(entry->id, out);
    (void)xc_buffer_uint(out, entry->number);
    (void)xc_buffer_putc(out, '\n');
    xc_lines_put_digest(&digest, out);
    put_line(reason, out);
    put_line(by, out);
    return out->failed ? xc_fail_memory(error) : XC_OK;
}

xc_instant xc_sub_due(const struct xc_sub_entry *entry) {
    xc_instant last = XC_NO_INSTANT;
    for (size_t i = 0; i < entry->beacon_count; i++) {
        xc_instant due = xc_beacon_due(&entry->beacons[i]);
        if (due != XC_NO_INSTANT && (last == XC_NO_INSTANT || due > last))
            last = due;
    }
    return last;
}

int xc_result_entry_write(struct xc_str id, struct xc_str commit, struct xc_str result,
                          struct xc_buffer *out, struct xc_error *error) {
    struct xc_digest digests[2];
    if (!xc_draw_id_valid(id))
        return xc_fail(error, XC_EINPUT, "“%.*s” is no id of a draw",
                       XC_PRI(xc_draw_show(id)));
    int code = xc_sha256(commit, &digests[0], error);
    if (code == XC_OK)
        code = xc_sha256(result, &digests[1], error);
    if (code != XC_OK)
        return code;
    put_line(XC_STR("xuncha-result-v1"), out);
    put_line(id, out);
    xc_lines_put_digest(&digests[0], out);
    xc_lines_put_digest(&digests[1], out);
    return out->failed ? xc_fail_memory(error) : XC_OK;
}

int xc_sub_seed(const struct xc_sub_entry *entry, const struct xc_digest *draw_seed,
                const struct xc_beacon *beacons, size_t count, struct xc_str code,
                struct xc_digest *seed, struct xc_error *error) {
    struct xc_digest text;
    int result = xc_sha256(entry->text, &text, error);
    const struct xc_lines_seed what = {.head = XC_STR("xuncha-sub-v1\n"),
                                       .first = draw_seed,
                                       .second = &text,
                                       .names = entry->beacons,
                                       .name_count = entry->beacon_count,
                                       .sealed = entry->sealed,
                                       .commitment = &entry->code};
    return result == XC_OK ? xc_lines_seed(&what, beacons, count, code, seed, error)
                           : result;
}
