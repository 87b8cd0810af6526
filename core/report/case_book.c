/* The book of cases (案件台账): opened, referred, replied to, closed. */
#include "report/books.h"
#include "report/figures.h"

#include <stdlib.h>

/* ---- Figures ---- */

static int by_day(const void *left, const void *right) {
    const struct xc_case *a = *(const struct xc_case *const *)left;
    const struct xc_case *b = *(const struct xc_case *const *)right;
    if (a->opened != b->opened) {
        return a->opened < b->opened ? -1 : 1;
    }
    return xc_str_compare(a->id, b->id);
}

int xc_case_book(const struct xc_book_facts *book, struct xc_arena *arena,
                 struct xc_case_book *out, struct xc_error *error) {
    xc_date day = book->facts->as_of;
    xc_date from = xc_date_period_first(day, XC_PERIOD_MONTH);
    *out = (struct xc_case_book){.from = from, .to = day};
    out->rows = xc_arena_array(arena, book->case_count, sizeof(void *));
    if (!out->rows) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < book->case_count; i++) {
        const struct xc_case *record = &book->cases[i];
        bool open = record->closed_on == XC_NO_DATE;
        if (record->opened < from && !open && record->closed_on < from) {
            continue;
        }
        out->rows[out->row_count++] = record;
        out->carried += record->opened < from;
        out->opened += record->opened >= from;
        out->amount += record->opened >= from ? record->amount : 0;
        out->closed += !open;
        out->open += open;
        out->referred += record->referred_on != XC_NO_DATE && record->referred_on >= from;
    }
    if (out->row_count > 1) {
        qsort(out->rows, out->row_count, sizeof(void *), by_day);
    }
    return XC_OK;
}

/* ---- The document ---- */

static void counts_part(const struct xc_case_book *of, struct xc_sheet *sheet) {
    static const char *const ids[] = {
        XC_MSG("carried over"),          XC_MSG("opened in the month"),
        XC_MSG("closed in the month"),   XC_MSG("still open"),
        XC_MSG("referred in the month"), XC_MSG("amount of those opened (yuan)")};
    enum { COUNTS = sizeof ids / sizeof *ids };
    const uint64_t values[COUNTS - 1] = {of->carried, of->opened, of->closed, of->open,
                                         of->referred};
    xc_sheet_part(sheet, COUNTS, (1u << COUNTS) - 1, "Cases of %.*s",
                  XC_PRI(xc_figures_month(of->from, sheet)));
    xc_sheet_heads(sheet, ids, COUNTS);
    xc_sheet_row(sheet);
    for (size_t i = 0; i < COUNTS - 1; i++) {
        xc_sheet_number(sheet, i, values[i]);
    }
    xc_sheet_money(sheet, COUNTS - 1, of->amount);
}

enum {
    OPENED,
    NUMBER,
    INSTITUTION,
    FOUND_BY,
    AMOUNT,
    REFERRED_TO,
    REFERRED,
    REPLY,
    REPLIED,
    CLOSED,
    DECISION,
    COLUMNS
};

static void list_row(const struct xc_book_facts *book, const struct xc_case *record,
                     struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_date(sheet, OPENED, record->opened);
    xc_sheet_cell(sheet, NUMBER, record->id);
    xc_sheet_cell(sheet, INSTITUTION, xc_book_target(book, record->target, sheet));
    xc_sheet_cell(sheet, FOUND_BY, record->found_by);
    if (record->amount > 0) {
        xc_sheet_money(sheet, AMOUNT, record->amount);
    }
    xc_sheet_cell(sheet, REFERRED_TO,
                  xc_case_authority(record->referred_to, sheet->chinese));
    xc_sheet_date(sheet, REFERRED, record->referred_on);
    xc_sheet_cell(sheet, REPLY, record->reply);
    xc_sheet_date(sheet, REPLIED, record->replied_on);
    xc_sheet_date(sheet, CLOSED, record->closed_on);
    xc_sheet_cell(sheet, DECISION, record->decision);
}

void xc_case_book_sheet(const struct xc_book_facts *book, const struct xc_case_book *of,
                        struct xc_sheet *sheet) {
    static const char *const ids[COLUMNS] = {
        XC_MSG("opened on"),        XC_MSG("case"),
        XC_MSG("institution"),      XC_MSG("how it was found"),
        XC_MSG("amount"),           XC_MSG("referred to"),
        XC_MSG("referred on"),      XC_MSG("reply"),
        XC_MSG("replied on"),       XC_MSG("closed on"),
        XC_MSG("outcome and basis")};
    xc_figures_start(book->facts, XC_MSG("Book of cases"), sheet);
    sheet->landscape = true;
    counts_part(of, sheet);
    if (of->row_count > 0) {
        xc_sheet_part(sheet, COLUMNS, 1u << AMOUNT, "Every case");
        xc_sheet_heads(sheet, ids, COLUMNS);
    } else {
        xc_sheet_note(sheet, "No case was opened in that month, and none was open.");
    }
    for (size_t i = 0; i < of->row_count; i++) {
        list_row(book, of->rows[i], sheet);
    }
    xc_figures_sign(sheet);
}

/* ---- JSON ---- */

static json_t *row_json(const struct xc_book_facts *book, const struct xc_case *record) {
    const struct xc_outcome *const *outcomes;
    bool known = xc_book_results(book, record->visit, &outcomes) > 0;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        xc_json_text(record->id), "opened", xc_json_day(record->opened), "target",
        xc_book_target_json(book, record->target), "visit",
        xc_json_text(known ? record->visit : XC_STR("")), "lead",
        xc_json_text(record->lead), "found_by", xc_json_text(record->found_by), "facts",
        xc_json_text(record->facts), "amount", (json_int_t)record->amount, "referred_to",
        xc_json_text(record->referred_to), "referred_on",
        xc_json_day(record->referred_on), "reply", xc_json_text(record->reply),
        "replied_on", xc_json_day(record->replied_on), "closed_on",
        xc_json_day(record->closed_on), "decision", xc_json_text(record->decision));
}

json_t *xc_case_book_json(const struct xc_book_facts *book,
                          const struct xc_case_book *of) {
    json_t *list = json_array();
    for (size_t i = 0; i < of->row_count; i++) {
        json_array_append_new(list, row_json(book, of->rows[i]));
    }
    return xc_figures_join(
        xc_figures_head_json(book->facts, "ledger-book"),
        json_pack("{s:s, s:{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}}", "book",
                  "cases", "month", "from", xc_json_day(of->from), "to",
                  xc_json_day(of->to), "carried", xc_figures_count_json(of->carried),
                  "opened", xc_figures_count_json(of->opened), "referred",
                  xc_figures_count_json(of->referred), "closed",
                  xc_figures_count_json(of->closed), "open",
                  xc_figures_count_json(of->open), "amount", (json_int_t)of->amount,
                  "list", list));
}
