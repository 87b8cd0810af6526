#include "report/figures.h"
#include "report/rollup_report.h"

/* ---- What things are called ---- */

static struct xc_str office_name(const struct xc_rollup *rollup, uint32_t row,
                                 struct xc_sheet *sheet) {
    const struct xc_rollup_office *office = &rollup->offices[row];
    return office->name.len > 0
               ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(office->name),
                               XC_PRI(office->code))
               : office->code;
}

static struct xc_str span_name(struct xc_figures_span span, struct xc_sheet *sheet) {
    char text[XC_FIGURES_SPAN_TEXT];
    xc_figures_span_text(span, text);
    return xc_sheet_keep(sheet, xc_str_from(text));
}

static struct xc_str row_name(const struct xc_figures_row *row, struct xc_sheet *sheet) {
    switch (row->part) {
    case XC_FIGURES_KIND:
        return xc_figures_kind(row->kind, sheet);
    case XC_FIGURES_AREA:
        return row->name.len > 0 ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(row->name),
                                                 XC_PRI(row->code))
                                 : row->code;
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        return span_name(row->span, sheet);
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        return xc_sheet_text(sheet, "total");
    }
}

static struct xc_str field_name(size_t field, const struct xc_sheet *sheet) {
    return xc_str_from(sheet->chinese ? xc_rates_chinese(field) : xc_rates_word(field));
}

static struct xc_str seal_name(enum xc_figures_seal seal, struct xc_sheet *sheet) {
    static const char *const ids[XC_FIGURES_SEALS] = {
        [XC_FIGURES_BROKEN] = XC_MSG("wrong signature"),
        [XC_FIGURES_FOREIGN] = XC_MSG("key of another office"),
        [XC_FIGURES_UNSIGNED] = XC_MSG("not signed"),
        [XC_FIGURES_UNKNOWN] = XC_MSG("signed, key not known"),
        [XC_FIGURES_TRUSTED] = XC_MSG("signed, key known"),
    };
    return xc_str_from(xc_text(sheet->catalogue, ids[seal]));
}

/* ---- Who has reported ---- */

enum { WHO, WHAT, MADE, SEAL, FILE_NAME, WHO_COLUMNS };

static void remark(const struct xc_rollup *rollup, const struct xc_rollup_file *file,
                   struct xc_sheet *sheet) {
    static const char *const ids[XC_ROLLUP_STATES] = {
        [XC_ROLLUP_COUNTS] = XC_MSG("counts"),
        [XC_ROLLUP_BROKEN] = XC_MSG("refused: the signature is not one of these figures"),
        [XC_ROLLUP_FOREIGN] = XC_MSG("refused: signed with the key of another office"),
        [XC_ROLLUP_PROGRAMME] = XC_MSG("refused: of another programme"),
        [XC_ROLLUP_DAY] = XC_MSG("refused: up to another day"),
        [XC_ROLLUP_PERIOD] = XC_MSG("refused: of another period"),
        [XC_ROLLUP_UNEXPECTED] = XC_MSG("refused: its office does not report here"),
    };
    if (file->state == XC_ROLLUP_REPLACED) {
        xc_sheet_say(sheet, WHAT, "reported twice: %.*s counts instead",
                     XC_PRI(rollup->files[file->replaced_by].path));
    } else {
        xc_sheet_cell(sheet, WHAT,
                      xc_str_from(xc_text(sheet->catalogue, ids[file->state])));
    }
}

static void file_row(const struct xc_rollup *rollup, const struct xc_rollup_file *file,
                     struct xc_sheet *sheet) {
    const struct xc_figures_file *figures = file->figures;
    char made[21];
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, WHO,
                  figures->office_name.len > 0
                      ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(figures->office_name),
                                      XC_PRI(figures->office))
                      : figures->office);
    remark(rollup, file, sheet);
    xc_instant_format(figures->made, made);
    if (figures->key.len > 0) {
        xc_sheet_cell(sheet, MADE, xc_sheet_keep(sheet, xc_str_from(made)));
    } else {
        xc_sheet_date(sheet, MADE, xc_instant_date(figures->made, 0, NULL));
    }
    xc_sheet_cell(sheet, SEAL, seal_name(file->seal, sheet));
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
            xc_sheet_cell(sheet, WHO, office_name(rollup, i, sheet));
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

/* ---- Sums ---- */

enum {
    NAME,
    DUE_DONE,
    DUE,
    PLAN_RATE,
    INSPECTED,
    TO_INSPECT,
    INSPECTION_RATE,
    VISITED,
    TARGETS,
    COVERAGE_RATE,
    FINISHED,
    DONE,
    CLOSING_RATE,
    FROM,
    SUM_COLUMNS
};

static void sum_heads(struct xc_sheet *sheet, const char *what) {
    const char *const ids[SUM_COLUMNS] = {what,
                                          XC_MSG("visits due and done"),
                                          XC_MSG("visits due"),
                                          XC_MSG("plan completion"),
                                          XC_MSG("inspected"),
                                          XC_MSG("to inspect"),
                                          XC_MSG("inspection completion"),
                                          XC_MSG("visited"),
                                          XC_MSG("targets"),
                                          XC_MSG("coverage rate"),
                                          XC_MSG("put right"),
                                          XC_MSG("done"),
                                          XC_MSG("closing rate"),
                                          XC_MSG("offices")};
    xc_sheet_heads(sheet, ids, SUM_COLUMNS);
}

static void counts(struct xc_sheet *sheet, struct xc_str name,
                   const struct xc_rates *rates) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, NAME, name);
    xc_figures_rate(sheet, DUE_DONE, xc_rate_of(rates, XC_RATE_PLAN));
    xc_figures_rate(sheet, INSPECTED, xc_rate_of(rates, XC_RATE_INSPECTION));
    xc_figures_rate(sheet, VISITED, xc_rate_of(rates, XC_RATE_COVERAGE));
    xc_figures_rate(sheet, FINISHED, xc_rate_of(rates, XC_RATE_CLOSING));
}

static void sum_row(struct xc_sheet *sheet, struct xc_str name,
                    const struct xc_rollup_sum *sum) {
    counts(sheet, name, &sum->row.counts);
    xc_sheet_number(sheet, FROM, sum->office_count);
}

/* "together: from 3 offices: 320281, 320282, 320283" */
static void sources(const struct xc_rollup *rollup, const struct xc_rollup_sum *sum,
                    struct xc_str name, struct xc_sheet *sheet) {
    struct xc_buffer list = xc_buffer_make(1 << 20);
    for (size_t i = 0; i < sum->office_count; i++) {
        (void)xc_buffer_puts(&list, i == 0 ? "" : sheet->chinese ? "、" : ", ");
        (void)xc_buffer_add(&list, rollup->offices[sum->offices[i]].code);
    }
    struct xc_str codes = xc_buffer_view(&list);
    xc_sheet_note(sheet, "%.*s: from %zu offices: %.*s", XC_PRI(name), sum->office_count,
                  XC_PRI(codes));
    xc_buffer_free(&list);
}

/* The rows of the offices themselves, then what they sum up to. */
static void by_office(const struct xc_rollup *rollup, const struct xc_rollup_sum *sum,
                      struct xc_sheet *sheet) {
    sum_heads(sheet, XC_MSG("office"));
    for (size_t i = 0; i < sum->office_count; i++) {
        const struct xc_rollup_file *file =
            &rollup->files[rollup->offices[sum->offices[i]].file];
        const struct xc_figures_row *row =
            xc_figures_row_of(file->figures, sum->row.part);
        counts(sheet, office_name(rollup, sum->offices[i], sheet), &row->counts);
    }
    sum_row(sheet, xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))), sum);
    xc_sheet_sum(sheet);
    if (sum->row.part == XC_FIGURES_TOTAL) {
        for (int seal = XC_FIGURES_SEALS - 1; seal >= 0; seal--) {
            if (rollup->seals[seal].office_count > 0) {
                sum_row(sheet, seal_name((enum xc_figures_seal)seal, sheet),
                        &rollup->seals[seal]);
            }
        }
    }
    sources(rollup, sum, xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))),
            sheet);
}

static const unsigned sum_numbers = (1u << SUM_COLUMNS) - 1 - (1u << NAME);

static void groups(const struct xc_rollup *rollup, enum xc_figures_part part,
                   struct xc_sheet *sheet) {
    bool first = true;
    for (size_t i = 0; i < rollup->sum_count; i++) {
        const struct xc_rollup_sum *sum = &rollup->sums[i];
        if (sum->row.part != part) {
            continue;
        }
        if (first && part == XC_FIGURES_KIND) {
            xc_sheet_part(sheet, SUM_COLUMNS, sum_numbers, "By kind");
            sum_heads(sheet, XC_MSG("kind"));
        } else if (first) {
            xc_sheet_part(sheet, SUM_COLUMNS, sum_numbers, "Up to the end of each month");
            sum_heads(sheet, XC_MSG("month"));
        }
        first = false;
        sum_row(sheet, row_name(&sum->row, sheet), sum);
    }
    bool whole = false;
    for (size_t i = 0; i < rollup->sum_count; i++) {
        const struct xc_rollup_sum *sum = &rollup->sums[i];
        if (sum->row.part == part && sum->office_count < rollup->reported) {
            sources(rollup, sum, row_name(&sum->row, sheet), sheet);
        }
        whole = whole || (sum->row.part == part && sum->office_count == rollup->reported);
    }
    if (whole) {
        xc_sheet_note(sheet,
                      "Rows without a note are from all %zu offices that have reported.",
                      rollup->reported);
    }
}

static void sums(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    for (size_t i = 0; i < rollup->sum_count; i++) {
        const struct xc_rollup_sum *sum = &rollup->sums[i];
        if (sum->row.part == XC_FIGURES_TOTAL) {
            xc_sheet_part(sheet, SUM_COLUMNS, sum_numbers, "So far");
            by_office(rollup, sum, sheet);
        } else if (sum->row.part == XC_FIGURES_PERIOD) {
            char period[XC_FIGURES_SPAN_TEXT];
            xc_figures_span_text(sum->row.span, period);
            xc_sheet_part(sheet, SUM_COLUMNS, sum_numbers, "In the period %s", period);
            by_office(rollup, sum, sheet);
        }
    }
    groups(rollup, XC_FIGURES_KIND, sheet);
    groups(rollup, XC_FIGURES_MONTH, sheet);
}

/* ---- Ranking ---- */

enum {
    RANK,
    OFFICE,
    R_INSPECTED,
    R_TO_INSPECT,
    R_INSPECTION,
    R_VISITED,
    R_TARGETS,
    R_COVERAGE,
    R_FINISHED,
    R_DONE,
    R_CLOSING,
    RANK_COLUMNS
};

static void ranking(const struct xc_rollup *rollup, const struct xc_rollup_half *half,
                    struct xc_sheet *sheet) {
    static const char *const ids[RANK_COLUMNS] = {XC_MSG("rank"),
                                                  XC_MSG("office"),
                                                  XC_MSG("inspected"),
                                                  XC_MSG("to inspect"),
                                                  XC_MSG("inspection completion"),
                                                  XC_MSG("visited"),
                                                  XC_MSG("targets"),
                                                  XC_MSG("coverage rate"),
                                                  XC_MSG("put right"),
                                                  XC_MSG("done"),
                                                  XC_MSG("closing rate")};
    struct xc_str span = span_name(half->span, sheet);
    xc_sheet_part(sheet, RANK_COLUMNS, (1u << RANK_COLUMNS) - 1 - (1u << OFFICE),
                  "Ranking of the half-year %.*s", XC_PRI(span));
    xc_sheet_chart(sheet, XC_CHART_BARS, true, "Inspections completed");
    xc_sheet_series(sheet, XC_MSG("inspection completion"));
    xc_sheet_heads(sheet, ids, RANK_COLUMNS);
    for (size_t i = 0; i < half->count; i++) {
        const struct xc_ranked *row = &half->rows[i];
        struct xc_str name = office_name(rollup, row->area, sheet);
        struct xc_rate rate = xc_rate_of(&row->rates, XC_RATE_INSPECTION);
        int64_t value =
            xc_sheet_permille(rate.number < rate.of ? rate.number : rate.of, rate.of);
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, RANK, row->rank);
        xc_sheet_cell(sheet, OFFICE, name);
        xc_figures_rate(sheet, R_INSPECTED, rate);
        xc_figures_rate(sheet, R_VISITED, xc_rate_of(&row->rates, XC_RATE_COVERAGE));
        xc_figures_rate(sheet, R_FINISHED, xc_rate_of(&row->rates, XC_RATE_CLOSING));
        xc_sheet_point(sheet, name, &value);
    }
    if (half->count == 0) {
        xc_sheet_note(sheet, "Nothing was to be inspected by then.");
    }
    xc_sheet_note(sheet, "In order of the inspections completed, then of the coverage of "
                         "the half-year, then of the problems put right; who is equal in "
                         "all three shares a rank.");
}

/* ---- Contradictions ---- */

enum { C_OFFICE, C_ROW, C_FIELD, C_WHAT, C_FILE, C_COLUMNS };

/* "month 2026-03", "total". */
static struct xc_str place_name(const struct xc_figures_row *row,
                                struct xc_sheet *sheet) {
    struct xc_buffer text = xc_buffer_make(2 * XC_FIGURES_TEXT_BYTES + 64);
    (void)xc_buffer_puts(&text, sheet->chinese ? xc_figures_part_chinese(row->part)
                                               : xc_figures_part_word(row->part));
    if (row->part != XC_FIGURES_TOTAL) {
        (void)xc_buffer_putc(&text, ' ');
        (void)xc_buffer_add(&text, row_name(row, sheet));
    }
    sheet->failed = sheet->failed || text.failed;
    struct xc_str name = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return name;
}

static void contradiction(const struct xc_rollup_file *file,
                          const struct xc_contradiction *one, struct xc_str office,
                          struct xc_sheet *sheet) {
    struct xc_buffer text = xc_buffer_make(4096);
    sheet->failed = sheet->failed ||
                    xc_message_render(&one->message, sheet->catalogue, &text) != XC_OK;
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, C_OFFICE, office);
    xc_sheet_cell(sheet, C_ROW, place_name(one->row, sheet));
    xc_sheet_cell(sheet, C_FIELD, field_name(one->field, sheet));
    xc_sheet_cell(sheet, C_WHAT, xc_sheet_keep(sheet, xc_buffer_view(&text)));
    xc_sheet_say(sheet, C_FILE, "%.*s:%u:%u", XC_PRI(file->path), one->row->line,
                 one->row->column);
    xc_buffer_free(&text);
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
        struct xc_str office = office_name(rollup, i, sheet);
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
    sums(rollup, sheet);
    for (size_t i = 0; i < rollup->half_count; i++) {
        ranking(rollup, &rollup->halves[i], sheet);
    }
    contradictions(rollup, sheet);
    xc_figures_sign(sheet);
}
