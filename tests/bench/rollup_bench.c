/* Roll-ups of a province and of the country: reading and proving the offices' files,
 * summing them, and writing the report, each beside what anybody pays who reads, hashes
 * and parses the same bytes (jansson) and checks the same signatures.
 *
 *     bench_rollup [OFFICES [AREAS]]      default: 100 and 2,800 offices of 15 areas, and
 *                                         the forms of 100
 */
#include "report/rollup_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REPORT_BYTES = 1 << 30, MONTHS = 12, ROUNDS = 3 };

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(int rc, const struct xc_error *error, const char *what) {
    if (rc != XC_OK) {
        (void)fprintf(stderr, "%s failed: %d %s\n", what, rc,
                      error ? error->message.id : "");
        exit(1);
    }
}

/* ---- Offices and what they hand in ---- */

struct world {
    struct xc_arena *arena; /* owned */
    struct xc_signing_key *key;
    struct xc_str verifier;
    uint8_t public_key[XC_KEY_BYTES];
    size_t offices, areas;
    struct xc_str *bytes; /* of each office's file */
    size_t total_bytes;
    struct xc_rollup_office *expected;
    struct xc_rollup_key *keys;
};

static struct xc_str keep(struct world *w, const char *format, unsigned long number) {
    char text[64];
    (void)snprintf(text, sizeof text, format, number); /* NOLINT: formats of this file */
    return xc_arena_copy(w->arena, xc_str_from(text));
}

/* Counts that contradict nothing: of so many targets, part checked. */
static struct xc_rates counts(uint64_t targets, uint64_t checked) {
    return (struct xc_rates){.owed = targets,
                             .due = targets,
                             .due_done = checked,
                             .obligations = targets,
                             .fulfilled = checked,
                             .to_inspect = targets,
                             .inspected = checked,
                             .done = checked,
                             .finished = checked,
                             .targets = targets,
                             .visited = checked};
}

static void add(struct world *w, struct xc_figures_file *file,
                struct xc_figures_row row) {
    must(xc_figures_file_add(file, &row, w->arena, NULL), NULL, "a row");
}

static void fill(struct world *w, size_t office, struct xc_figures_file *file) {
    xc_date as_of = xc_date_make(2026, 12, 31);
    uint64_t part = 100 + office % 89, targets = part * w->areas;
    uint64_t checked = targets * (50 + office % 50) / 100;
    *file = (struct xc_figures_file){.office = w->expected[office].code,
                                     .office_name = w->expected[office].name,
                                     .programme = XC_STR("yearly"),
                                     .title = XC_STR("年度定点医药机构现场检查"),
                                     .year = 2026,
                                     .as_of = as_of,
                                     .period = xc_figures_span_at(as_of, true),
                                     .made = xc_instant_make(as_of + 1, 0, 0)};
    add(w, file, (struct xc_figures_row){.counts = counts(targets, checked)});
    add(w, file,
        (struct xc_figures_row){
            .part = XC_FIGURES_PERIOD,
            .span = file->period,
            .counts = counts(targets - checked / 2, checked - checked / 2)});
    add(w, file,
        (struct xc_figures_row){.part = XC_FIGURES_KIND,
                                .kind = XC_KIND_CLINIC,
                                .counts = counts(targets, checked)});
    for (size_t i = 0; i < w->areas; i++) {
        uint64_t here = checked / w->areas + (i < checked % w->areas);
        add(w, file,
            (struct xc_figures_row){.part = XC_FIGURES_AREA,
                                    .code =
                                        keep(w, "%09lu", 990000000 + office * 1000 + i),
                                    .name = keep(w, "第%lu街道", i + 1),
                                    .counts = counts(part, here)});
    }
    for (unsigned i = 1; i <= MONTHS; i++) {
        struct xc_rates sum = counts(targets * i / MONTHS, checked * i / MONTHS);
        sum.owed = sum.obligations = sum.targets = targets;
        add(w, file,
            (struct xc_figures_row){
                .part = XC_FIGURES_MONTH,
                .span = xc_figures_span_at(xc_date_make(2026, i, 1), false),
                .counts = sum});
    }
    for (unsigned i = 0; i < 2; i++) {
        uint64_t half = i ? checked - checked / 2 : checked / 2;
        add(w, file,
            (struct xc_figures_row){
                .part = XC_FIGURES_HALF,
                .span = xc_figures_span_at(xc_date_make(2026, i ? 7 : 1, 1), true),
                .counts = counts(i ? targets - checked / 2 : checked / 2, half)});
    }
}

static struct xc_str write_signed(struct world *w, const struct xc_figures_file *file) {
    struct xc_buffer text = xc_buffer_make(XC_FIGURES_BYTES);
    struct xc_buffer whole = xc_buffer_make(XC_FIGURES_BYTES);
    struct xc_str head = XC_STR(XC_FIGURES_FORMAT "\n");
    uint8_t signature[XC_SIGNATURE_BYTES];
    must(xc_buffer_add(&text, head), NULL, "memory");
    must(xc_figures_file_body(file, &text, NULL), NULL, "figures");
    struct xc_str all = xc_buffer_view(&text);
    must(xc_sign(w->key, all, signature, NULL), NULL, "a signature");
    must(xc_figures_file_wrap(xc_str_slice(all, head.len, all.len), w->verifier,
                              signature, &whole, NULL),
         NULL, "figures");
    struct xc_str bytes = xc_arena_copy(w->arena, xc_buffer_view(&whole));
    xc_buffer_free(&text);
    xc_buffer_free(&whole);
    return bytes;
}

static struct xc_str write_form(struct world *w, const struct xc_figures_file *file) {
    struct xc_buffer whole = xc_buffer_make(XC_FIGURES_BYTES);
    must(xc_figures_form_write(file, true, false, &whole, NULL), NULL, "a form");
    struct xc_str bytes = xc_arena_copy(w->arena, xc_buffer_view(&whole));
    xc_buffer_free(&whole);
    return bytes;
}

static struct world make(size_t offices, size_t areas, bool forms) {
    struct world w = {
        .arena = xc_arena_new((size_t)8 << 30), .offices = offices, .areas = areas};
    struct xc_buffer verifier = xc_buffer_make(4096);
    must(xc_signing_key_new(&w.key, NULL), NULL, "a key");
    must(xc_signing_key_public(w.key, w.public_key, NULL), NULL, "a key");
    must(xc_note_key_write(XC_STR("bench"), w.public_key, &verifier), NULL, "a key");
    w.verifier = xc_arena_copy(w.arena, xc_buffer_view(&verifier));
    xc_buffer_free(&verifier);
    w.bytes = xc_arena_array(w.arena, offices, sizeof *w.bytes);
    w.expected = xc_arena_array(w.arena, offices, sizeof *w.expected);
    w.keys = xc_arena_array(w.arena, offices, sizeof *w.keys);
    for (size_t i = 0; i < offices; i++) {
        struct xc_figures_file file;
        w.expected[i].code = keep(&w, "%06lu", 990000 + i);
        w.expected[i].name = keep(&w, "第%lu县", i + 1);
        w.keys[i] = (struct xc_rollup_key){w.expected[i].code, w.verifier};
        fill(&w, i, &file);
        w.bytes[i] = forms ? write_form(&w, &file) : write_signed(&w, &file);
        w.total_bytes += w.bytes[i].len;
    }
    return w;
}

/* ---- What anybody pays ---- */

static double parse_bare(const struct world *w) {
    double start = processor_seconds();
    for (size_t i = 0; i < w->offices; i++) {
        struct xc_digest digest;
        must(xc_sha256(w->bytes[i], &digest, NULL), NULL, "a digest");
        json_t *json = json_loadb(w->bytes[i].ptr, w->bytes[i].len, 0, NULL);
        must(json ? XC_OK : XC_EINPUT, NULL, "jansson");
        json_decref(json);
    }
    return processor_seconds() - start;
}

static double verify_bare(const struct world *w) {
    uint8_t signature[XC_SIGNATURE_BYTES];
    struct xc_str text = w->bytes[0];
    must(xc_sign(w->key, text, signature, NULL), NULL, "a signature");
    double start = processor_seconds();
    for (size_t i = 0; i < w->offices; i++) {
        must(xc_signature_valid(w->public_key, text, signature) ? XC_OK : XC_ENO, NULL,
             "a signature");
    }
    return processor_seconds() - start;
}

/* ---- The roll-up ---- */

struct rolled {
    struct xc_arena *arena; /* owned */
    struct xc_rollup rollup;
    double reading, summing;
};

static struct rolled roll(const struct world *w, bool forms) {
    struct rolled r = {.arena = xc_arena_new((size_t)8 << 30)};
    struct xc_rollup_wanted wanted = {.as_of = XC_NO_DATE, .period.from = XC_NO_DATE};
    struct xc_rollup_file *files = xc_arena_array(r.arena, w->offices, sizeof *files);
    struct xc_error error = {0};
    double start = processor_seconds();
    for (size_t i = 0; i < w->offices; i++) {
        files[i].path = w->expected[i].code;
        files[i].figures = xc_arena_alloc(r.arena, sizeof *files[i].figures);
        must(forms ? xc_figures_form_read(w->bytes[i], files[i].path, r.arena,
                                          files[i].figures, &error)
                   : xc_figures_file_read(w->bytes[i], files[i].path, r.arena,
                                          files[i].figures, &error),
             &error, "reading");
    }
    r.reading = processor_seconds() - start;
    start = processor_seconds();
    const struct xc_rollup_input input = {.wanted = &wanted,
                                          .keys = w->keys,
                                          .key_count = w->offices,
                                          .expected = w->expected,
                                          .expected_count = w->offices,
                                          .files = files,
                                          .file_count = w->offices};
    must(xc_rollup_make(&input, r.arena, &r.rollup, &error), &error, "summing");
    r.summing = processor_seconds() - start;
    bool sound = r.rollup.reported == w->offices && r.rollup.contradictions == 0 &&
                 (forms || r.rollup.seals[XC_FIGURES_TRUSTED].office_count == w->offices);
    must(sound ? XC_OK : XC_EINTERNAL, NULL, "the roll-up");
    return r;
}

static void write_all(const struct rolled *r) {
    static const struct {
        const char *name;
        int (*write)(const struct xc_sheet *, struct xc_buffer *, struct xc_error *);
    } formats[] = {{"text", xc_sheet_write_text},
                   {"csv", xc_sheet_write_csv},
                   {"html", xc_sheet_write_html},
                   {"xlsx", xc_sheet_write_xlsx},
                   {"docx", xc_sheet_write_docx}};
    printf("   ");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct xc_sheet sheet = {.arena = xc_arena_new((size_t)4 << 30), .chinese = true};
        struct xc_buffer out = xc_buffer_make(REPORT_BYTES);
        struct xc_error error = {0};
        double start = processor_seconds();
        xc_rollup_sheet(&r->rollup, &sheet);
        must(formats[i].write(&sheet, &out, &error), &error, formats[i].name);
        printf("  %s %.3f s (%.1f MB)", formats[i].name, processor_seconds() - start,
               (double)out.len / 1e6);
        xc_buffer_free(&out);
        xc_arena_free(sheet.arena);
    }
    double start = processor_seconds();
    json_t *json = xc_rollup_json(&r->rollup);
    char *text = json ? json_dumps(json, JSON_SORT_KEYS) : NULL;
    must(text ? XC_OK : XC_ENOMEM, NULL, "json");
    printf("  json %.3f s\n", processor_seconds() - start);
    free(text);
    json_decref(json);
}

static void measure(size_t offices, size_t areas, bool forms) {
    struct world w = make(offices, areas, forms);
    double parsing = 0, verifying = 0, reading = 0, summing = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double parse = forms ? 0 : parse_bare(&w), verify = forms ? 0 : verify_bare(&w);
        struct rolled r = roll(&w, forms);
        parsing = i == 0 || parse < parsing ? parse : parsing;
        verifying = i == 0 || verify < verifying ? verify : verifying;
        reading = i == 0 || r.reading < reading ? r.reading : reading;
        summing = i == 0 || r.summing < summing ? r.summing : summing;
        if (i + 1 == ROUNDS) {
            printf(
                "%6zu offices of %zu areas, %s, %.1f MB: %.3f s to read, %.3f s to sum\n",
                offices, areas, forms ? "forms" : "signed", (double)w.total_bytes / 1e6,
                reading, summing);
            if (!forms) {
                printf(
                    "      hashing and parsing %.3f s, signatures %.3f s: reading %.2f x "
                    "both, without signatures %.2f x parsing; summing %.2f x parsing\n",
                    parsing, verifying, reading / (parsing + verifying),
                    (reading - verifying) / parsing, summing / parsing);
            }
            write_all(&r);
        }
        xc_arena_free(r.arena);
    }
    xc_signing_key_free(w.key);
    xc_arena_free(w.arena);
}

int main(int argc, char **argv) {
    size_t areas = argc > 2 ? strtoul(argv[2], NULL, 10) : 15;
    if (argc > 1) {
        measure(strtoul(argv[1], NULL, 10), areas, false);
        return 0;
    }
    measure(100, areas, false);
    measure(2800, areas, false);
    measure(100, areas, true);
    return 0;
}
