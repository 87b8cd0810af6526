/* The form of figures, as a workbook that other offices fill in. */
#include "exchange/xlsx_out.h"
#include "report/figures_file.h"
#include "report/figures_form.h"

enum { COLUMNS = XC_FORM_COUNTS + XC_RATES_COUNTS, FORM_BYTES = 64 << 20 };

/* The counts in the order in which people fill them in. */
static const enum xc_rates_count order[XC_RATES_COUNTS] = {XC_COUNT_TARGETS,
                                                           XC_COUNT_VISITED,
                                                           XC_COUNT_TO_INSPECT,
                                                           XC_COUNT_INSPECTED,
                                                           XC_COUNT_OWED,
                                                           XC_COUNT_DUE,
                                                           XC_COUNT_DUE_DONE,
                                                           XC_COUNT_DONE,
                                                           XC_COUNT_FINISHED,
                                                           XC_COUNT_OBLIGATIONS,
                                                           XC_COUNT_FULFILLED,
                                                           XC_COUNT_CLOSED_SINCE,
                                                           XC_COUNT_CLOSED_SINCE_VISITED,
                                                           XC_COUNT_OPENED_SINCE,
                                                           XC_COUNT_OPENED_SINCE_VISITED};

struct filling {
    const struct xc_figures_file *file;
    struct xc_workbook *book;
    bool chinese, blank;
};

static struct xc_str pick(const struct filling *form, const char *english,
                          const char *chinese) {
    return xc_str_from(form->chinese ? chinese : english);
}

static void put_fact(struct filling *form, enum xc_form_fact fact, struct xc_str value) {
    static const struct xc_form_label labels[XC_FACTS] = XC_FORM_FACTS;
    (void)xc_workbook_row(form->book, 0);
    xc_workbook_text(form->book, 0, XC_WORKBOOK_LABEL,
                     pick(form, labels[fact].word, labels[fact].chinese));
    xc_workbook_text(form->book, 1, value.len ? XC_WORKBOOK_CELL : XC_WORKBOOK_OPEN,
                     value);
}

static void put_facts(struct filling *form) {
    static const struct xc_form_label labels[XC_FACTS] = XC_FORM_FACTS;
    const struct xc_figures_file *file = form->file;
    char day[11], period[XC_FIGURES_SPAN_TEXT], year[11];
    xc_date_format(file->as_of, day);
    xc_figures_span_text(file->period, period);
    xc_date_format(xc_date_make(file->year, 1, 1), year);
    year[sizeof "2026" - 1] = '\0';
    put_fact(form, XC_FACT_FORMAT, XC_STR(XC_FIGURES_FORMAT));
    put_fact(form, XC_FACT_OFFICE, file->office);
    put_fact(form, XC_FACT_OFFICE_NAME, file->office_name);
    put_fact(form, XC_FACT_PROGRAMME, file->programme);
    put_fact(form, XC_FACT_TITLE, file->title);
    put_fact(form, XC_FACT_YEAR, xc_str_from(year));
    put_fact(form, XC_FACT_AS_OF, xc_str_from(day));
    put_fact(form, XC_FACT_PERIOD, xc_str_from(period));
    uint32_t row = xc_workbook_row(form->book, 0);
    xc_workbook_text(form->book, 0, XC_WORKBOOK_LABEL,
                     pick(form, labels[XC_FACT_MADE].word, labels[XC_FACT_MADE].chinese));
    if (form->blank) {
        xc_workbook_text(form->book, 1, XC_WORKBOOK_OPEN, XC_STR(""));
        xc_workbook_dates(form->book, (struct xc_workbook_area){1, row, row}, file->as_of,
                          XC_DATE_MAX);
    } else {
        xc_workbook_date(form->book, 1, XC_WORKBOOK_CELL,
                         xc_instant_date(file->made, 0, NULL));
    }
}

static void put_heads(struct filling *form) {
    static const struct xc_form_label heads[XC_FORM_COUNTS] = XC_FORM_HEADS;
    (void)xc_workbook_row(form->book, 2);
    for (size_t i = 0; i < XC_FORM_COUNTS; i++) {
        xc_workbook_text(form->book, i, XC_WORKBOOK_HEAD,
                         pick(form, heads[i].word, heads[i].chinese));
    }
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        xc_workbook_text(form->book, XC_FORM_COUNTS + i, XC_WORKBOOK_HEAD,
                         pick(form, xc_rates_word(order[i]), xc_rates_chinese(order[i])));
        xc_workbook_width(form->book, XC_FORM_COUNTS + i, 12);
    }
    xc_workbook_width(form->book, XC_FORM_PART, 14);
    xc_workbook_width(form->book, XC_FORM_OF, 26);
    xc_workbook_width(form->book, XC_FORM_NAME, 20);
    xc_workbook_head(form->book, COLUMNS);
}

static uint32_t put_row(struct filling *form, const struct xc_figures_row *row) {
    char span[XC_FIGURES_SPAN_TEXT] = "";
    struct xc_str of = row->part == XC_FIGURES_AREA ? row->code : xc_str_from(span);
    uint32_t line = xc_workbook_row(form->book, 0);
    if (row->part == XC_FIGURES_KIND) {
        of = pick(form, xc_words_english(XC_WORDS_KIND, row->kind),
                  xc_words_chinese(XC_WORDS_KIND, row->kind));
    } else if (row->part != XC_FIGURES_TOTAL && row->part != XC_FIGURES_AREA) {
        xc_figures_span_text(row->span, span);
        of = xc_str_from(span);
    }
    xc_workbook_text(
        form->book, XC_FORM_PART, XC_WORKBOOK_CELL,
        pick(form, xc_figures_part_word(row->part), xc_figures_part_chinese(row->part)));
    xc_workbook_text(form->book, XC_FORM_OF, XC_WORKBOOK_CELL, of);
    xc_workbook_text(form->book, XC_FORM_NAME, XC_WORKBOOK_CELL, row->name);
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        if (form->blank) {
            xc_workbook_text(form->book, XC_FORM_COUNTS + i, XC_WORKBOOK_OPEN,
                             XC_STR(""));
        } else {
            xc_workbook_number(form->book, XC_FORM_COUNTS + i, XC_WORKBOOK_CELL,
                               (int64_t)xc_rates_value(&row->counts, order[i]));
        }
    }
    return line;
}

static void put_rows(struct filling *form) {
    uint32_t first = 0, last = 0;
    for (size_t i = 0; i < form->file->row_count; i++) {
        last = put_row(form, &form->file->rows[i]);
        first = i == 0 ? last : first;
    }
    for (size_t i = 0; form->blank && i < XC_RATES_COUNTS; i++) {
        xc_workbook_numbers(form->book,
                            (struct xc_workbook_area){XC_FORM_COUNTS + i, first, last}, 0,
                            XC_FIGURES_COUNT_MOST);
    }
}

/* A worksheet behind the first, which is the one that is read. */
static void put_help(struct filling *form) {
    static const struct xc_form_label lines[] = {
        {"Fill in the shaded cells, with whole numbers only. A row is filled in whole or "
         "stays "
         "empty; empty cells of closed_since and opened_since count as 0.",
         "请填写有底色的单元格，只填整数。每行要么全部填写，要么全部留空；"
         "注销、新增各栏留空视为0。"},
        {"total: from the beginning up to the day. period: within the period. kind, "
         "area: "
         "the total by kind of target and by area. month: from the beginning up to the "
         "end of that month. half: within that half-year.",
         "累计：年初至截止日期。本期：期间之内。类别、区划：累计数的分项。月末累计：年初"
         "至"
         "该月末。半年：该半年之内。"},
        {"owed: visits planned in all; due: of them, up to the day; due_done: of the "
         "due, "
         "with a result. done: all visits with a result; finished: of them, with no "
         "problem open.",
         "应查次数：计划检查的全部次数；到期应查次数：其中截止日期前应查的；到期应查中已"
         "查"
         "次数：其中已有结果的。已查次数：全部有结果的次数；已办结次数：其中问题均已整改"
         "的。"},
        {"targets: different institutions of the plan; visited: of them, checked at "
         "least "
         "once; to_inspect: with a visit due; inspected: of them, checked in such a "
         "visit. "
         "Refused, closed and not found are no checks.",
         "检查对象家数：计划内机构数；已查家数：其中至少检查过一次的；到期应查家数：有到"
         "期"
         "应查任务的；到期应查中已查家数：其中已检查的。拒检、停业、未找到不算检查。"},
        {"obligations: institutions times what each is owed; fulfilled: all their visits "
         "were checks.",
         "任务数：机构与任务要求的组合数；已完成任务数：其全部检查均已完成的。"},
    };
    xc_workbook_sheet(form->book, pick(form, "how to fill in", "填表说明"), true);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        (void)xc_workbook_row(form->book, 0);
        xc_workbook_across(form->book, 0, 8, XC_WORKBOOK_PLAIN,
                           pick(form, lines[i].word, lines[i].chinese));
    }
    xc_workbook_protect(form->book);
}

int xc_figures_form_write(const struct xc_figures_file *file, bool chinese, bool blank,
                          struct xc_buffer *out, struct xc_error *error) {
    struct filling form = {.file = file, .chinese = chinese, .blank = blank};
    struct xc_str title = pick(&form, "Figures", "检查情况汇总填报表");
    int rc = xc_workbook_new(title, &form.book, error);
    if (rc == XC_OK) {
        xc_workbook_sheet(form.book, title, true);
        (void)xc_workbook_row(form.book, 0);
        xc_workbook_across(form.book, 0, COLUMNS - 1, XC_WORKBOOK_TITLE, title);
        put_facts(&form);
        put_heads(&form);
        put_rows(&form);
        xc_workbook_protect(form.book);
        put_help(&form);
        rc = xc_workbook_finish(form.book, out, error);
    }
    xc_workbook_free(form.book);
    return rc;
}
