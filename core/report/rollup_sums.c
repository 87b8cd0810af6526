/* A roll-up's tables of sums. */
#include "report/figures.h"
#include "report/rollup_words.h"

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
                                          XC_MSG("settled"),
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
        counts(sheet, xc_rollup_office_text(rollup, sum->offices[i], sheet),
               &row->counts);
        xc_sheet_number(sheet, FROM, 1);
    }
    sum_row(sheet, xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))), sum);
    xc_sheet_sum(sheet);
    if (sum->row.part == XC_FIGURES_TOTAL) {
        for (int seal = XC_FIGURES_SEALS - 1; seal >= 0; seal--) {
            if (rollup->seals[seal].office_count > 0) {
                sum_row(sheet, xc_rollup_seal_text((enum xc_figures_seal)seal, sheet),
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
        sum_row(sheet, xc_rollup_row_text(&sum->row, sheet), sum);
    }
    bool whole = false;
    for (size_t i = 0; i < rollup->sum_count; i++) {
        const struct xc_rollup_sum *sum = &rollup->sums[i];
        if (sum->row.part == part && sum->office_count < rollup->reported) {
            sources(rollup, sum, xc_rollup_row_text(&sum->row, sheet), sheet);
        }
        whole = whole || (sum->row.part == part && sum->office_count == rollup->reported);
    }
    if (whole) {
        xc_sheet_note(sheet,
                      "Rows without a note are from all %zu offices that have reported.",
                      rollup->reported);
    }
}

void xc_rollup_sums(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
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

/* ---- Areas ---- */

/* Where an area's figures stand, instead of how many offices they come from. */
static const unsigned area_numbers = (1u << FROM) - 1 - (1u << NAME);

static void area_row(const struct xc_figures_file *figures,
                     const struct xc_figures_row *row, struct xc_str name,
                     struct xc_sheet *sheet) {
    char place[XC_FIGURES_PLACE_TEXT];
    counts(sheet, name, &row->counts);
    xc_figures_place(figures, row, XC_RATES_COUNTS, place);
    xc_sheet_cell(sheet, FROM, xc_sheet_keep(sheet, xc_str_from(place)));
}

/* The areas that an office itself tells; what lies in none of them is its own. */
static bool areas_of(const struct xc_figures_file *figures, struct xc_sheet *sheet) {
    bool any = false;
    for (size_t i = 0; i < figures->row_count; i++) {
        const struct xc_figures_row *row = &figures->rows[i];
        if (row->part == XC_FIGURES_AREA) {
            bool own = row->name.len > 0 && xc_str_equal(row->code, figures->office);
            area_row(figures, row,
                     own ? xc_sheet_text(sheet, "%.*s itself (%.*s)", XC_PRI(row->name),
                                         XC_PRI(row->code))
                         : xc_rollup_row_text(row, sheet),
                     sheet);
            xc_sheet_detail(sheet);
            any = true;
        }
    }
    return any;
}

void xc_rollup_areas(const struct xc_rollup *rollup, struct xc_sheet *sheet) {
    size_t without = 0;
    if (rollup->reported == 0) {
        return;
    }
    xc_sheet_part(sheet, SUM_COLUMNS, area_numbers, "So far, by area of each office");
    sum_heads(sheet, XC_MSG("office, area"));
    xc_sheet_head(sheet, FROM, XC_MSG("in its file at"));
    for (uint32_t i = 0; i < rollup->office_count; i++) {
        if (rollup->offices[i].file == SIZE_MAX) {
            continue;
        }
        const struct xc_figures_file *figures =
            rollup->files[rollup->offices[i].file].figures;
        area_row(figures, xc_figures_row_of(figures, XC_FIGURES_TOTAL),
                 xc_rollup_office_text(rollup, i, sheet), sheet);
        xc_sheet_sum(sheet);
        without += areas_of(figures, sheet) ? 0 : 1;
    }
    if (without > 0) {
        xc_sheet_note(sheet, "%zu offices have handed in no figures by area.", without);
    }
}
