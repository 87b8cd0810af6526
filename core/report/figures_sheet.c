#include "report/figures.h"

enum { PEOPLE_BYTES = 1 << 16 };

void xc_figures_start(const struct xc_report_facts *facts, const char *kind,
                      struct xc_sheet *sheet) {
    const struct xc_programme *programme = facts->programme;
    char day[11];
    xc_date_format(facts->as_of, day);
    sheet->title =
        xc_sheet_keep(sheet, programme->title.len ? programme->title : facts->id);
    sheet->subtitle =
        facts->office_name.len > 0
            ? xc_sheet_text(sheet, "%s as of %s, %.*s (%.*s)",
                            xc_text(sheet->catalogue, kind), day,
                            XC_PRI(facts->office_name), XC_PRI(facts->office))
            : xc_sheet_text(sheet, "%s as of %s, office %.*s",
                            xc_text(sheet->catalogue, kind), day, XC_PRI(facts->office));
    if (facts->published_at == XC_NO_INSTANT) {
        xc_sheet_warn(sheet,
                      "The plan is a draft: what the rates are shares of is frozen "
                      "when it is approved.");
    }
}

struct xc_str xc_figures_area(const struct xc_report_facts *facts, uint32_t area,
                              struct xc_sheet *sheet) {
    const struct xc_report_area *row = &facts->areas[area];
    if (row->code.len == 0) {
        return xc_str_from(xc_text(sheet->catalogue, XC_MSG("elsewhere")));
    }
    return row->name.len
               ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(row->name), XC_PRI(row->code))
               : row->code;
}

struct xc_str xc_figures_kind(unsigned kind, const struct xc_sheet *sheet) {
    return kind == XC_KIND_NONE
               ? xc_str_from(xc_text(sheet->catalogue, XC_MSG("of no kind")))
               : xc_rules_word(xc_str_from(xc_words_english(XC_WORDS_KIND, kind)),
                               sheet->catalogue);
}

struct xc_str xc_figures_month(xc_date day, struct xc_sheet *sheet) {
    char text[11];
    xc_date_format(day, text);
    text[sizeof "2026-03" - 1] = '\0';
    return xc_sheet_keep(sheet, xc_str_from(text));
}

struct xc_str xc_figures_stage(const struct xc_stage *stage) {
    return stage->title.len ? stage->title : stage->id;
}

struct xc_str xc_figures_result(unsigned result, const struct xc_sheet *sheet) {
    return xc_str_from(sheet->chinese ? xc_outcome_chinese((enum xc_outcome_result)result)
                                      : xc_outcome_word((enum xc_outcome_result)result));
}

struct xc_str xc_figures_crew(const struct xc_report_facts *facts, uint32_t crew,
                              const struct xc_sheet *sheet) {
    return crew == XC_NO_ROW ? xc_str_from(xc_text(sheet->catalogue, XC_MSG("no crew")))
                             : facts->crews[crew];
}

struct xc_str xc_figures_people(const struct xc_report_facts *facts,
                                const struct xc_report_visit *visit,
                                struct xc_sheet *sheet) {
    struct xc_buffer text = xc_buffer_make(PEOPLE_BYTES);
    for (size_t i = 0; i < visit->seats; i++) {
        const struct xc_report_person *person =
            &facts->persons[facts->people[visit->people + i].person];
        xc_buffer_puts(&text, i == 0 ? "" : sheet->chinese ? "、" : ", ");
        xc_buffer_add(&text, person->name.len ? person->name : person->id);
    }
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    sheet->failed = sheet->failed || text.failed;
    xc_buffer_free(&text);
    return kept;
}

void xc_figures_hidden(uint64_t hidden, struct xc_sheet *sheet) {
    if (hidden > 0) {
        xc_sheet_note(sheet,
                      "%llu visits are counted and not shown: their embargo lasts.",
                      (unsigned long long)hidden);
    }
}

void xc_figures_rate(struct xc_sheet *sheet, size_t column, struct xc_rate rate) {
    xc_sheet_number(sheet, column, rate.number);
    xc_sheet_number(sheet, column + 1, rate.of);
    xc_sheet_rate(sheet, column + 2, rate.number, rate.of);
}

void xc_figures_sign(struct xc_sheet *sheet) {
    xc_sheet_sign(sheet, XC_MSG("Drawn up by"));
    xc_sheet_sign(sheet, XC_MSG("Checked by"));
    xc_sheet_sign(sheet, XC_MSG("Signed by"));
}
