#include "draw/commit.h"

#include "draw/draw_internal.h"
#include "draw/lines.h"

#include <string.h>

static const char format[] = "xuncha-commit-v1";

/* Blanks of any width: ASCII, U+00A0, U+3000. */
static bool has_blank(struct xc_str text) {
    return xc_str_find(text, XC_STR(" ")) >= 0 ||
           xc_str_find(text, XC_STR("\xC2\xA0")) >= 0 ||
           xc_str_find(text, XC_STR("\xE3\x80\x80")) >= 0;
}

bool xc_draw_id_valid(struct xc_str id) {
    struct xc_str rest = id;
    if (id.len == 0 || id.len > XC_DRAW_ID_BYTES || has_blank(id))
        return false;
    while (rest.ptr != NULL) {
        if (!xc_draw_name_valid(xc_str_cut(&rest, '/')))
            return false;
    }
    return true;
}

static void put_table(uint64_t rows, const struct xc_digest *digest,
                      struct xc_buffer *out) {
    (void)xc_buffer_uint(out, rows);
    (void)xc_buffer_putc(out, ' ');
    xc_lines_put_digest(digest, out);
}

int xc_commit_write(const struct xc_urn *urn, struct xc_str id,
                    const struct xc_beacon_name *beacons, size_t count,
                    const struct xc_digest *code, struct xc_buffer *out,
                    struct xc_error *error) {
    if (!xc_draw_id_valid(id))
        return xc_fail(error, XC_EINPUT, "“%.*s” is no id of a draw",
                       XC_PRI(xc_draw_show(id)));
    (void)xc_buffer_puts(out, format);
    (void)xc_buffer_putc(out, '\n');
    (void)xc_buffer_add(out, id);
    (void)xc_buffer_putc(out, '\n');
    xc_lines_put_digest(&urn->rules_digest, out);
    put_table(urn->targets.count, &urn->targets_digest, out);
    put_table(urn->people.count, &urn->people_digest, out);
    put_table(urn->avoid_rows, &urn->avoid_digest, out);
    int result = xc_lines_put_beacons(beacons, count, out, error);
    xc_lines_put_optional(code, out);
    return result == XC_OK && out->failed ? xc_fail_memory(error) : result;
}

/* "<rows> <hex>" */
static int read_table(struct xc_lines *lines, uint64_t *rows, struct xc_digest *digest) {
    struct xc_str line = {NULL, 0};
    int code = xc_lines_next(lines, &line);
    if (code != XC_OK)
        return code;
    struct xc_str hex = line;
    struct xc_str number = xc_str_cut(&hex, ' ');
    if (!xc_draw_number_read(number, UINT32_MAX - 1, rows) ||
        !xc_hex_parse(hex, digest->bytes, sizeof digest->bytes))
        return xc_lines_fail(lines,
                             "“%.*s” is not a number of rows and 64 hexadecimal digits",
                             XC_PRI(xc_draw_show(line)));
    return XC_OK;
}

int xc_commit_read(struct xc_str text, struct xc_commit *commit, struct xc_error *error) {
    struct xc_lines lines;
    memset(commit, 0, sizeof *commit);
    commit->text = text;
    int code = xc_lines_start(&lines, "commit", format, text, error);
    if (code == XC_OK)
        code = xc_lines_draw_id(&lines, &commit->id);
    if (code == XC_OK)
        code = xc_lines_digest(&lines, &commit->rules);
    for (size_t i = 0; i < 3 && code == XC_OK; i++)
        code = read_table(&lines, &commit->rows[i], &commit->tables[i]);
    if (code == XC_OK)
        code = xc_lines_beacons(&lines, commit->beacons, &commit->beacon_count);
    if (code == XC_OK)
        code = xc_lines_optional(&lines, &commit->sealed, &commit->code);
    return code == XC_OK ? xc_lines_end(&lines) : code;
}

int xc_commit_matches(const struct xc_commit *commit, const struct xc_urn *urn,
                      struct xc_error *error) {
    const uint64_t rows[3] = {urn->targets.count, urn->people.count, urn->avoid_rows};
    const struct xc_digest *digests[3] = {&urn->targets_digest, &urn->people_digest,
                                          &urn->avoid_digest};
    static const char *const names[3] = {"targets", "people", "avoid"};
    if (!xc_digest_equal(&commit->rules, &urn->rules_digest))
        return xc_fail(error, XC_ENO, "the rules are not those of the commit");
    for (size_t i = 0; i < 3; i++) {
        if (commit->rows[i] != rows[i])
            return xc_fail(error, XC_ENO,
                           "the table %s has %llu rows, but the commit says %llu",
                           names[i], (unsigned long long)rows[i],
                           (unsigned long long)commit->rows[i]);
        if (!xc_digest_equal(&commit->tables[i], digests[i]))
            return xc_fail(error, XC_ENO, "the table %s is not that of the commit",
                           names[i]);
    }
    return XC_OK;
}

int xc_commit_seed(const struct xc_commit *commit, const struct xc_beacon *beacons,
                   size_t count, struct xc_str code, struct xc_digest *seed,
                   struct xc_error *error) {
    struct xc_digest text;
    int result = xc_sha256(commit->text, &text, error);
    const struct xc_lines_seed what = {.head = XC_STR("xuncha-seed-v1\n"),
                                       .first = &text,
                                       .names = commit->beacons,
                                       .name_count = commit->beacon_count,
                                       .sealed = commit->sealed,
                                       .commitment = &commit->code};
    return result == XC_OK ? xc_lines_seed(&what, beacons, count, code, seed, error)
                           : result;
}

static int hash_text(struct xc_buffer *text, struct xc_digest *digest,
                     struct xc_error *error) {
    int code = text->failed ? xc_fail_memory(error)
                            : xc_sha256(xc_buffer_view(text), digest, error);
    xc_buffer_free(text);
    return code;
}

int xc_code_derive(struct xc_str secret, struct xc_str id, uint32_t j,
                   struct xc_digest *code, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(secret.len + id.len + 64);
    (void)xc_buffer_puts(&text, "xuncha-code/");
    (void)xc_buffer_add(&text, id);
    (void)xc_buffer_putc(&text, '/');
    (void)xc_buffer_uint(&text, j);
    (void)xc_buffer_putc(&text, '\n');
    (void)xc_buffer_add(&text, secret);
    return hash_text(&text, code, error);
}

static int hash_code(const char *head, const struct xc_digest *code,
                     struct xc_digest *digest, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(64);
    (void)xc_buffer_puts(&text, head);
    (void)xc_buffer_append(&text, code->bytes, sizeof code->bytes);
    return hash_text(&text, digest, error);
}

int xc_code_blind(const struct xc_digest *code, struct xc_digest *blind,
                  struct xc_error *error) {
    return hash_code("xuncha-blind-v1\n", code, blind, error);
}

int xc_code_commitment(const struct xc_digest *code, struct xc_digest *commitment,
                       struct xc_error *error) {
    return hash_code("xuncha-code-v1\n", code, commitment, error);
}
