#include "report/figures.h"
#include "report/rollup_words.h"

/* ---- Who has reported ---- */

enum { WHO, WHAT, MADE, SEAL, FILE_NAME, WHO_COLUMNS };

static void remark(const struct xc_rollup *rollup, const struct xc_rollup_file *file,
                   struct xc_sheet *sheet) {
    static const char *const ids[XC_ROLLUP_STATES] = {
        [XC_ROLLUP_COUNTS] = XC_MSG("counts"),
        [XC_ROLLUP_BROKEN] = XC_MSG("refused: the signature is not one of these figures"),
        [XC_ROLLUP_FOREIGN] =
            XC_MSG("refused: signed with a key that is not its office's"),
        [XC_ROLLUP_PROGRAMME] = XC_MSG("refused: of another programme"),
        [XC_ROLLUP_DAY] = XC_MSG("refused: up to another day"),
        [XC_ROLLUP_PERIOD] = XC_MSG("refused: of another period"),
        [XC_ROLLUP_UNEXPECTED] = XC_MSG("refused: its office does not report here"),
    };
    if (file->state == XC_ROLLUP_REPLACED) {
        xc_sheet_say(sheet, WHAT, "reported twice: %.*s counts instead",
                     XC_PRI(rollup->files[file->replaced_by].path));
    } else if (file->state == XC_ROLLUP_COUNTS && file->figures->formulas > 0) {
        char first[XC_FIGURES_PLACE_TEXT];
        xc_figures_cell(file->figures->formula_line, file->figures->formula_column,
                        first);
        xc_sheet_say(
            sheet, WHAT,
            "counts; %zu formulas, the first in %s, as they were last worked out",
            file->figures->formulas, first);
    } else {
        xc_sheet_cell(sheet, WHAT,
                      xc_str_from(xc_text(sheet->catalogue, ids[file->state])));
    }
}

static void file_row(const struct xc_rollup *rollup, const struct xc_rollup_file *file,
                     struct xc_sheet *sheet) {
    const struct xc_figures_file *figures = file->figures;
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, WHO,
                  xc_rollup_name_text(figures->office_name, figures->office, sheet));
    remark(rollup, file, sheet);
    if (figures->key.len > 0) {
        unsigned minutes;
        char day[11], clock[6];
        xc_date_format(xc_instant_date(figures->made, rollup->zone_minutes, &minutes),
                       day);
        xc_time_format(minutes, clock);
        xc_sheet_say(sheet, MADE, "%s %s", day, clock);
    } else {
        xc_sheet_date(sheet, MADE, xc_instant_date(figures->made, 0, NULL));
    }
    xc_sheet_cell(sheet, SEAL, xc_rollup_seal_text(file->seal, sheet));
    xc_sheet_cell(sheet, FILE_NAME, file->path);
}

static void who(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    static const char *const ids[WHO_COLUMNS] = {XC_MSG("office"), XC_MSG("report"),
                                                 XC_MSG("made out on"),
                                                 XC_MSG("signature"), XC_MSG("file")};
    xc_sheet_part(sheet, WHO_COLUMNS, 0, "Who has reported");
    xc_sheet_heads(sheet, ids, WHO_COLUMNS);
    for (uint32_t i = 0; i < rollup->office_count; i++) {
        if (rollup->offices[i].file == SIZE_MAX) {
            xc_sheet_row(sheet);
            xc_sheet_cell(sheet, WHO, xc_rollup_office_text(rollup, i, sheet));
            xc_sheet_say(sheet, WHAT, "has not reported");
        } else {
            file_row(rollup, &rollup->files[rollup->offices[i].file], sheet);
        }
    }
    for (size_t i = 0; i < rollup->file_count; i++) {
        if (rollup->files[i].state != XC_ROLLUP_COUNTS) {
            file_row(rollup, &rollup->files[i], sheet);
        }
    }
    if (!rollup->expected_given) {
        xc_sheet_note(sheet, "Who should have reported is not known.");
    }
    if (!rollup->keys_given) {
        xc_sheet_note(sheet, "Without the offices' keys (--keys) a signature shows that "
                             "figures are whole, not who signed them.");
    }
}

/* ---- Ranking ---- */

static struct xc_str office_name(const void *of, uint32_t office,
                                 struct xc_sheet *sheet) {
    return xc_rollup_office_text(of, office, sheet);
}

static void ranking(const struct xc_rollup *rollup, const struct xc_rollup_half *half,
                    struct xc_sheet *sheet) {
    xc_sheet_part(sheet, XC_RANKING_COLUMNS, XC_RANKING_NUMBERS,
                  "Ranking of the half-year %.*s",
                  XC_PRI(xc_rollup_span_text(half->span, sheet)));
    xc_figures_ranking(half->rows, half->count, XC_MSG("office"), office_name, rollup,
                       sheet);
    xc_figures_ranking_order(sheet);
}

/* ---- Contradictions ---- */

static struct xc_str field_name(size_t field, const struct xc_sheet *sheet) {
    return xc_str_from(sheet->chinese ? xc_rates_chinese(field) : xc_rates_word(field));
}

enum { C_OFFICE, C_ROW, C_FIELD, C_WHAT, C_FILE, C_COLUMNS };

/* "month 2026-03", "total". */
static struct xc_str place_name(const struct xc_figures_row *row,
                                struct xc_sheet *sheet) {
    struct xc_buffer text = xc_buffer_make(2 * XC_FIGURES_TEXT_BYTES + 64);
    (void)xc_buffer_puts(&text, sheet->chinese ? xc_figures_part_chinese(row->part)
                                               : xc_figures_part_word(row->part));
    if (row->part != XC_FIGURES_TOTAL) {
        (void)xc_buffer_putc(&text, ' ');
        (void)xc_buffer_add(&text, xc_rollup_row_text(row, sheet));
    }
    sheet->failed = sheet->failed || text.failed;
    struct xc_str name = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return name;
}

static struct xc_str contradiction_text(const struct xc_contradiction *one,
                                        struct xc_sheet *sheet) {
    const struct xc_rates *rates = &one->row->counts;
    struct xc_buffer text = xc_buffer_make(4096);
    if (one->whole < XC_RATES_COUNTS) {
        unsigned long long part = xc_rates_value(rates, one->field);
        unsigned long long whole = xc_rates_value(rates, one->whole);
        struct xc_str word = field_name(one->whole, sheet);
        return xc_sheet_text(sheet, "%llu is more than '%.*s': %llu", part, XC_PRI(word),
                             whole);
    }
    sheet->failed = sheet->failed ||
                    xc_message_render(&one->message, sheet->catalogue, &text) != XC_OK;
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

static void contradiction(const struct xc_rollup_file *file,
                          const struct xc_contradiction *one, struct xc_str office,
                          struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, C_OFFICE, office);
    xc_sheet_cell(sheet, C_ROW, place_name(one->row, sheet));
    xc_sheet_cell(sheet, C_FIELD, field_name(one->field, sheet));
    xc_sheet_cell(sheet, C_WHAT, contradiction_text(one, sheet));
    xc_sheet_cell(sheet, C_FILE, xc_rollup_place_text(file, one, sheet));
}

static void contradictions(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    static const char *const ids[C_COLUMNS] = {XC_MSG("office"), XC_MSG("row"),
                                               XC_MSG("figure"), XC_MSG("what it says"),
                                               XC_MSG("file")};
    xc_sheet_part(sheet, C_COLUMNS, 0, "Figures that contradict themselves");
    xc_sheet_heads(sheet, ids, C_COLUMNS);
    for (uint32_t i = 0; i < rollup->office_count; i++) {
        if (rollup->offices[i].file == SIZE_MAX) {
            continue;
        }
        const struct xc_rollup_file *file = &rollup->files[rollup->offices[i].file];
        struct xc_str office = xc_rollup_office_text(rollup, i, sheet);
        size_t shown = file->contradiction_count < XC_ROLLUP_CONTRADICTIONS
                           ? file->contradiction_count
                           : XC_ROLLUP_CONTRADICTIONS;
        for (size_t k = 0; k < shown; k++) {
            contradiction(file, &file->contradictions[k], office, sheet);
        }
        if (file->contradiction_count > shown) {
            xc_sheet_note(sheet, "%.*s: %zu more", XC_PRI(office),
                          file->contradiction_count - shown);
        }
    }
    if (rollup->contradictions > 0) {
        xc_sheet_note(sheet, "They are summed as they are: ask the office.");
    } else {
        xc_sheet_note(sheet, "None.");
    }
}

/* ---- The whole ---- */

static void warn(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    if (rollup->missing > 0) {
        xc_sheet_warn(sheet, "%zu offices have not reported: the sums are without them.",
                      rollup->missing);
    }
    if (rollup->refused > 0) {
        xc_sheet_warn(sheet, "%zu files are refused: the sums are without them.",
                      rollup->refused);
    }
    if (rollup->contradictions > 0) {
        xc_sheet_warn(sheet, "%zu figures contradict their own details.",
                      rollup->contradictions);
    }
}

void xc_rollup_sheet(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    char day[11];
    xc_date_format(rollup->as_of, day);
    sheet->landscape = true;
    sheet->title =
        xc_sheet_keep(sheet, rollup->title.len ? rollup->title : rollup->programme);
    sheet->subtitle =
        rollup->office_name.len > 0
            ? xc_sheet_text(sheet, "Roll-up as of %s, %.*s (%.*s)", day,
                            XC_PRI(rollup->office_name), XC_PRI(rollup->office))
        : rollup->office.len > 0 ? xc_sheet_text(sheet, "Roll-up as of %s, office %.*s",
                                                 day, XC_PRI(rollup->office))
                                 : xc_sheet_text(sheet, "Roll-up as of %s", day);
    warn(rollup, sheet);
    who(rollup, sheet);
    xc_rollup_sums(rollup, sheet);
    for (size_t i = 0; i < rollup->half_count; i++) {
        ranking(rollup, &rollup->halves[i], sheet);
    }
    contradictions(rollup, sheet);
    xc_rollup_areas(rollup, sheet);
    xc_figures_sign(sheet);
}
