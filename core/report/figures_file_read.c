/* Figures from JSON. The bytes are taken only as figures_file_write.c puts them, so that
 * what is signed is exactly what is read, and every error has its column. */
#include "report/figures_file.h"

#include "base/utf8.h"

#include <string.h>

struct reader {
    struct xc_str text;
    size_t at;
    struct xc_str name; /* of the file */
    struct xc_arena *arena;
    struct xc_buffer hold; /* one text without its escapes */
    size_t counted;        /* bytes up to which characters are counted */
    unsigned characters;
    struct xc_error *error;
};

/* Counted on from the last place that was asked for: files are long, and rows many. */
static unsigned column_of(struct reader *in, size_t at) {
    if (at < in->counted) {
        in->counted = in->characters = 0;
    }
    in->characters +=
        (unsigned)xc_utf8_count(xc_str_slice(in->text, in->counted, at - in->counted));
    in->counted = at;
    return in->characters + 1;
}

/* Fails where reading stands. Formats are whole sentences. */
#define REFUSE(in, ...)                                                                  \
    xc_fail_at((in)->error, XC_EINPUT, (in)->name, 1, column_of(in, (in)->at),           \
               __VA_ARGS__)

static bool next_is(const struct reader *in, const char *bytes) {
    return xc_str_starts(xc_str_slice(in->text, in->at, in->text.len),
                         xc_str_from(bytes));
}

static bool take(struct reader *in, const char *bytes) {
    bool is = next_is(in, bytes);
    in->at += is ? strlen(bytes) : 0;
    return is;
}

static const char as_written[] =
    XC_MSG("figures stand byte for byte as `xuncha export figures` writes them: ask for "
           "the file as it was, unopened");

static int expect(struct reader *in, const char *bytes) {
    if (take(in, bytes)) {
        return XC_OK;
    }
    (void)REFUSE(in, "%s was expected here", bytes);
    return xc_hint(in->error, as_written);
}

/* The text between quotation marks; not kept longer than until the next one. */
static int read_text(struct reader *in, const char *before, struct xc_str *text) {
    int rc = expect(in, before);
    *text = XC_STR("");
    if (rc == XC_OK) {
        rc = expect(in, "\"");
    }
    xc_buffer_clear(&in->hold);
    while (rc == XC_OK && in->at < in->text.len && in->text.ptr[in->at] != '"') {
        if (in->text.ptr[in->at] == '\\') {
            in->at++;
            if (!next_is(in, "\"") && !next_is(in, "\\")) {
                return REFUSE(in, "only \" and \\ stand behind a \\ here");
            }
        }
        rc = xc_buffer_putc(&in->hold, in->text.ptr[in->at]) == XC_OK
                 ? XC_OK
                 : REFUSE(in, "this text is longer than %d bytes",
                          (int)XC_FIGURES_TEXT_BYTES);
        in->at++;
    }
    if (rc == XC_OK && xc_utf8_forbidden(xc_buffer_view(&in->hold)) != 0) {
        rc = REFUSE(in, "this text holds characters that nobody can see");
    }
    *text = xc_buffer_view(&in->hold);
    return rc == XC_OK ? expect(in, "\"") : rc;
}

static int keep_text(struct reader *in, const char *before, struct xc_str *text) {
    int rc = read_text(in, before, text);
    if (rc == XC_OK) {
        *text = xc_arena_copy(in->arena, *text);
        rc = text->ptr ? XC_OK : xc_fail_memory(in->error);
    }
    return rc;
}

static int read_count(struct reader *in, uint64_t most, uint64_t *count) {
    size_t start = in->at;
    while (in->at < in->text.len && in->text.ptr[in->at] >= '0' &&
           in->text.ptr[in->at] <= '9') {
        in->at++;
    }
    struct xc_str digits = xc_str_slice(in->text, start, in->at - start);
    bool plain = digits.len == 1 || (digits.len > 1 && digits.ptr[0] != '0');
    if (plain && xc_str_to_uint(digits, most, count)) {
        return XC_OK;
    }
    in->at = start;
    return REFUSE(in, "a whole number from 0 to %llu was expected here",
                  (unsigned long long)most);
}

/* ---- Rows ---- */

static int read_counts(struct reader *in, struct xc_figures_row *row) {
    int rc = expect(in, "{\"counts\":{");
    row->line = 1;
    row->column = column_of(in, in->at);
    for (size_t i = 0; i < XC_RATES_COUNTS && rc == XC_OK; i++) {
        rc = i ? expect(in, ",") : XC_OK;
        rc = rc == XC_OK ? expect(in, "\"") : rc;
        rc = rc == XC_OK ? expect(in, xc_rates_word(i)) : rc;
        rc = rc == XC_OK ? expect(in, "\":") : rc;
        rc = rc == XC_OK
                 ? read_count(in, XC_FIGURES_COUNT_MOST, xc_rates_slot(&row->counts, i))
                 : rc;
    }
    return rc;
}

/* What the row is of, which its part says how to read. */
static bool read_of(struct xc_str of, struct xc_figures_row *row) {
    switch (row->part) {
    case XC_FIGURES_KIND:
        row->kind = xc_words_parse(XC_WORDS_KIND, of);
        return xc_str_is(of, xc_words_english(XC_WORDS_KIND, row->kind));
    case XC_FIGURES_AREA:
        row->code = of;
        return true;
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
    case XC_FIGURES_PERIOD:
        return xc_figures_span_parse(of, &row->span) &&
               (row->part == XC_FIGURES_PERIOD ||
                (row->part == XC_FIGURES_HALF) == (of.ptr[5] == 'H'));
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        return of.len == 0;
    }
}

static int read_row(struct reader *in, struct xc_figures_row *row) {
    struct xc_str of = XC_STR(""), part;
    int rc = read_counts(in, row);
    rc = rc == XC_OK ? keep_text(in, "},\"name\":", &row->name) : rc;
    rc = rc == XC_OK ? keep_text(in, ",\"of\":", &of) : rc;
    rc = rc == XC_OK ? read_text(in, ",\"part\":", &part) : rc;
    if (rc == XC_OK && (!xc_figures_part_parse(part, &row->part) ||
                        !xc_str_is(part, xc_figures_part_word(row->part)))) {
        rc = REFUSE(in, "there is no part '%.*s' of figures", XC_PRI(part));
    } else if (rc == XC_OK && (!read_of(of, row) ||
                               (row->name.len > 0 && row->part != XC_FIGURES_AREA))) {
        rc = REFUSE(in, "'%.*s' is nothing that figures have a row '%s' of", XC_PRI(of),
                    xc_figures_part_word(row->part));
    }
    return rc == XC_OK ? expect(in, "}") : rc;
}

static int read_rows(struct reader *in, struct xc_figures_file *file) {
    int rc = expect(in, ",\"rows\":[");
    while (rc == XC_OK && (file->row_count == 0 || take(in, ","))) {
        struct xc_figures_row row = {0};
        rc = read_row(in, &row);
        if (rc == XC_OK && file->row_count > 0 &&
            xc_figures_row_compare(&file->rows[file->row_count - 1], &row) >= 0) {
            rc = REFUSE(in, "this row stands twice or not in its order");
        }
        rc = rc == XC_OK ? xc_figures_file_add(file, &row, in->arena, in->error) : rc;
    }
    return rc == XC_OK ? expect(in, "]") : rc;
}

/* ---- The whole ---- */

static int read_days(struct reader *in, struct xc_figures_file *file) {
    struct xc_str text;
    int rc = read_text(in, "{\"as_of\":", &text);
    if (rc == XC_OK && !xc_date_parse(text, &file->as_of)) {
        rc = REFUSE(in, "'%.*s' is no day (2026-03-31)", XC_PRI(text));
    }
    rc = rc == XC_OK ? expect(in, ",\"format\":\"" XC_FIGURES_FORMAT "\"") : rc;
    rc = rc == XC_OK ? read_text(in, ",\"made\":", &text) : rc;
    if (rc == XC_OK) {
        char made[21];
        if (xc_instant_parse(text, 0, &file->made)) {
            xc_instant_format(file->made, made);
        } else {
            made[0] = '\0';
        }
        if (!xc_str_is(text, made) || text.len == 0) {
            rc = REFUSE(in, "'%.*s' is no instant (2026-03-31T01:00:00Z)", XC_PRI(text));
        }
    }
    return rc;
}

static int read_period(struct reader *in, struct xc_figures_file *file) {
    struct xc_str text;
    int rc = read_text(in, "},\"period\":", &text);
    if (rc == XC_OK &&
        (!xc_figures_span_parse(text, &file->period) || file->as_of < file->period.from ||
         file->as_of > file->period.to)) {
        rc = REFUSE(in,
                    "'%.*s' is no month (2026-03) and no half-year (2026-H1) that holds "
                    "the day",
                    XC_PRI(text));
    }
    return rc;
}

static int read_body(struct reader *in, struct xc_figures_file *file) {
    uint64_t year = 0;
    int rc = read_days(in, file);
    rc = rc == XC_OK ? keep_text(in, ",\"office\":{\"code\":", &file->office) : rc;
    rc = rc == XC_OK ? keep_text(in, ",\"name\":", &file->office_name) : rc;
    rc = rc == XC_OK ? read_period(in, file) : rc;
    rc = rc == XC_OK ? keep_text(in, ",\"programme\":", &file->programme) : rc;
    rc = rc == XC_OK ? read_rows(in, file) : rc;
    rc = rc == XC_OK ? keep_text(in, ",\"title\":", &file->title) : rc;
    rc = rc == XC_OK ? expect(in, ",\"year\":") : rc;
    rc = rc == XC_OK ? read_count(in, 2199, &year) : rc;
    file->year = (int)year;
    if (rc == XC_OK && (file->office.len == 0 || file->programme.len == 0)) {
        rc = REFUSE(in, "the figures name no office or no programme");
    }
    return rc == XC_OK ? expect(in, "}") : rc;
}

/* A total and the period it says it has. */
static int check_rows(struct reader *in, const struct xc_figures_file *file) {
    const struct xc_figures_row *period = xc_figures_row_of(file, XC_FIGURES_PERIOD);
    if (!xc_figures_row_of(file, XC_FIGURES_TOTAL) || !period) {
        return REFUSE(in, "the figures have no row 'total' or no row 'period'");
    }
    return period->span.from == file->period.from && period->span.to == file->period.to
               ? XC_OK
               : REFUSE(in, "the row 'period' is of another period than the figures");
}

static int check_signature(struct reader *in, struct xc_str body, struct xc_str key,
                           const uint8_t *signature, enum xc_figures_seal *seal) {
    struct xc_note_key read;
    struct xc_buffer bytes = xc_buffer_make(XC_FIGURES_BYTES + 64);
    int rc = xc_note_key_read(key, &read, NULL) == XC_OK
                 ? XC_OK
                 : REFUSE(in, "the key is no verifier key");
    (void)xc_buffer_puts(&bytes, XC_FIGURES_FORMAT "\n");
    if (rc == XC_OK && xc_buffer_add(&bytes, body) != XC_OK) {
        rc = xc_fail_memory(in->error);
    }
    if (rc == XC_OK) {
        *seal = xc_signature_valid(read.public_key, xc_buffer_view(&bytes), signature)
                    ? XC_FIGURES_UNKNOWN
                    : XC_FIGURES_BROKEN;
    }
    xc_buffer_free(&bytes);
    return rc;
}

static int read_seal(struct reader *in, struct xc_str body,
                     struct xc_figures_file *file) {
    uint8_t signature[XC_SIGNATURE_BYTES];
    struct xc_str hex;
    file->seal = XC_FIGURES_UNSIGNED;
    if (!next_is(in, ",\"key\"")) {
        return XC_OK;
    }
    int rc = keep_text(in, ",\"key\":", &file->key);
    rc = rc == XC_OK ? read_text(in, ",\"signature\":", &hex) : rc;
    if (rc == XC_OK && !xc_hex_parse(hex, signature, sizeof signature)) {
        rc = REFUSE(in, "a signature has %d hexadecimal digits, in small letters",
                    2 * (int)XC_SIGNATURE_BYTES);
    }
    return rc == XC_OK ? check_signature(in, body, file->key, signature, &file->seal)
                       : rc;
}

int xc_figures_file_read(struct xc_str bytes, struct xc_str name, struct xc_arena *arena,
                         struct xc_figures_file *file, struct xc_error *error) {
    struct reader in = {.text = bytes,
                        .name = name,
                        .arena = arena,
                        .hold = xc_buffer_make(XC_FIGURES_TEXT_BYTES),
                        .error = error};
    *file = (struct xc_figures_file){0};
    int rc = xc_utf8_valid(bytes, &in.at) ? XC_OK : REFUSE(&in, "this byte is not UTF-8");
    if (rc == XC_OK) {
        in.at = 0;
        rc = expect(&in, "{\"figures\":");
    }
    size_t start = in.at;
    rc = rc == XC_OK ? read_body(&in, file) : rc;
    struct xc_str body = xc_str_slice(bytes, start, in.at - start);
    rc = rc == XC_OK ? check_rows(&in, file) : rc;
    rc = rc == XC_OK ? read_seal(&in, body, file) : rc;
    rc = rc == XC_OK ? expect(&in, "}") : rc;
    if (rc == XC_OK && (!take(&in, "\n") || in.at != bytes.len)) {
        (void)REFUSE(&in, "one line end (LF), and nothing behind it, was expected here");
        rc = xc_hint(error, as_written);
    }
    if (rc == XC_OK) {
        rc = xc_sha256(bytes, &file->digest, error);
    }
    xc_buffer_free(&in.hold);
    return rc;
}
