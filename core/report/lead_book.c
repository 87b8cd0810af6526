/* The book of leads (线索台账): received, assigned, checked, answered, and what came out.
 */
#include "report/books.h"
#include "report/figures.h"

#include <stdlib.h>

bool xc_lead_book_lists(const struct xc_lead *lead, xc_date from) {
    return lead->date >= from || lead->state != XC_LEAD_ANSWERED ||
           (lead->answered_on != XC_NO_DATE && lead->answered_on >= from);
}

/* ---- Figures ---- */

static int by_day(const void *left, const void *right) {
    const struct xc_lead *a = ((const struct xc_lead_row *)left)->lead;
    const struct xc_lead *b = ((const struct xc_lead_row *)right)->lead;
    if (a->date != b->date) {
        return a->date < b->date ? -1 : 1;
    }
    return xc_str_compare(a->id, b->id);
}

/* What the visit found that checked it, where the reader may know. */
static void find_check(const struct xc_book_facts *book, struct xc_lead_row *row) {
    const struct xc_outcome *const *outcomes;
    size_t count = xc_book_results(book, row->lead->visit, &outcomes);
    if (count > 0) {
        row->visit = row->lead->visit;
        row->checked = outcomes[count - 1]->date;
        row->result = xc_book_worst(outcomes, count);
    }
}

static void count(struct xc_lead_counts *to, const struct xc_lead_row *row,
                  xc_date from) {
    to->carried += row->lead->date < from;
    to->received += row->lead->date >= from;
    to->answered += row->answered;
    to->open += !row->answered;
    to->checked += !row->answered && row->lead->state == XC_LEAD_CHECKED;
    to->late += row->late;
}

int xc_lead_book(const struct xc_book_facts *book, struct xc_arena *arena,
                 struct xc_lead_book *out, struct xc_error *error) {
    xc_date day = book->facts->as_of;
    *out = (struct xc_lead_book){.from = xc_date_period_first(day, XC_PERIOD_MONTH),
                                 .to = day};
    out->rows = xc_arena_array(arena, book->lead_count, sizeof *out->rows);
    if (!out->rows) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < book->lead_count; i++) {
        const struct xc_lead *lead = &book->leads[i];
        struct xc_lead_row *row = &out->rows[out->row_count];
        if (!xc_lead_book_lists(lead, out->from)) {
            continue;
        }
        *row = (struct xc_lead_row){.lead = lead,
                                    .assigned = book->lead_days[i].assigned,
                                    .checked = book->lead_days[i].checked,
                                    .answered = lead->state == XC_LEAD_ANSWERED};
        row->late =
            !row->answered && lead->reply_due != XC_NO_DATE && lead->reply_due < day;
        find_check(book, row);
        count(&out->total, row, out->from);
        count(&out->sources[lead->source], row, out->from);
        out->row_count++;
    }
    if (out->row_count > 1) {
        qsort(out->rows, out->row_count, sizeof *out->rows, by_day);
    }
    return XC_OK;
}

/* ---- The document ---- */

static struct xc_str source_said(enum xc_lead_source source,
                                 const struct xc_sheet *sheet) {
    return xc_str_from(sheet->chinese ? xc_lead_source_chinese(source)
                                      : xc_lead_source_word(source));
}

static void counts_row(struct xc_str name, const struct xc_lead_counts *counts,
                       struct xc_sheet *sheet) {
    const uint64_t values[] = {counts->carried, counts->received, counts->answered,
                               counts->open,    counts->checked,  counts->late};
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, name);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        xc_sheet_number(sheet, i + 1, values[i]);
    }
}

static void counts_part(const struct xc_lead_book *of, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("source"),
                                      XC_MSG("carried over"),
                                      XC_MSG("received in the month"),
                                      XC_MSG("answered in the month"),
                                      XC_MSG("still open"),
                                      XC_MSG("of these checked"),
                                      XC_MSG("of these late")};
    enum { COLUMNS = sizeof ids / sizeof *ids };
    xc_sheet_part(sheet, COLUMNS, ((1u << COLUMNS) - 1) & ~1u, "Leads of %.*s",
                  XC_PRI(xc_figures_month(of->from, sheet)));
    xc_sheet_heads(sheet, ids, COLUMNS);
    for (unsigned i = XC_LEAD_PLAN; i <= XC_LEAD_OTHER; i++) {
        const struct xc_lead_counts *counts = &of->sources[i];
        if (counts->carried + counts->received > 0) {
            counts_row(source_said((enum xc_lead_source)i, sheet), counts, sheet);
        }
    }
    counts_row(xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))), &of->total,
               sheet);
    xc_sheet_sum(sheet);
}

enum {
    RECEIVED,
    NUMBER,
    SOURCE,
    SEVERITY,
    INSTITUTION,
    SUMMARY,
    ASSIGNED_TO,
    ASSIGNED,
    CHECKED,
    RESULT,
    REPLY_DUE,
    ANSWERED,
    ANSWER,
    STATE,
    COLUMNS
};

static void list_row(const struct xc_book_facts *book, const struct xc_lead_row *row,
                     struct xc_sheet *sheet) {
    const struct xc_lead *lead = row->lead;
    xc_sheet_row(sheet);
    xc_sheet_date(sheet, RECEIVED, lead->date);
    xc_sheet_cell(sheet, NUMBER, lead->id);
    xc_sheet_cell(sheet, SOURCE, source_said(lead->source, sheet));
    xc_sheet_number(sheet, SEVERITY, lead->severity);
    xc_sheet_cell(sheet, INSTITUTION, xc_book_target(book, lead->target, sheet));
    xc_sheet_cell(sheet, SUMMARY, lead->summary);
    xc_sheet_cell(sheet, ASSIGNED_TO, lead->assigned);
    xc_sheet_date(sheet, ASSIGNED, row->assigned);
    xc_sheet_date(sheet, CHECKED, row->checked);
    if (row->result != 0) {
        xc_sheet_cell(sheet, RESULT, xc_figures_result(row->result, sheet));
    }
    xc_sheet_date(sheet, REPLY_DUE, lead->reply_due);
    xc_sheet_date(sheet, ANSWERED, lead->answered_on);
    xc_sheet_cell(sheet, ANSWER, lead->answer);
    xc_sheet_cell(sheet, STATE,
                  row->late
                      ? xc_str_from(xc_text(sheet->catalogue, XC_MSG("reply overdue")))
                      : xc_str_from(sheet->chinese ? xc_lead_state_chinese(lead->state)
                                                   : xc_lead_state_word(lead->state)));
}

void xc_lead_book_sheet(const struct xc_book_facts *book, const struct xc_lead_book *of,
                        struct xc_sheet *sheet) {
    static const char *const ids[COLUMNS] = {
        XC_MSG("received"),    XC_MSG("lead number"), XC_MSG("source"),
        XC_MSG("severity"),    XC_MSG("institution"), XC_MSG("summary"),
        XC_MSG("assigned to"), XC_MSG("assigned on"), XC_MSG("checked on"),
        XC_MSG("result"),      XC_MSG("reply due"),   XC_MSG("answered on"),
        XC_MSG("answer"),      XC_MSG("state")};
    xc_figures_start(book->facts, XC_MSG("Book of leads"), sheet);
    sheet->landscape = true;
    counts_part(of, sheet);
    if (of->row_count > 0) {
        xc_sheet_part(sheet, COLUMNS, 1u << SEVERITY, "Every lead");
        xc_sheet_heads(sheet, ids, COLUMNS);
    } else {
        xc_sheet_note(sheet, "No lead was received in that month, and none was open.");
    }
    for (size_t i = 0; i < of->row_count; i++) {
        list_row(book, &of->rows[i], sheet);
    }
    xc_figures_sign(sheet);
}

/* ---- JSON ---- */

static json_t *counts_json(const struct xc_lead_counts *counts) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "carried",
                     xc_figures_count_json(counts->carried), "received",
                     xc_figures_count_json(counts->received), "answered",
                     xc_figures_count_json(counts->answered), "open",
                     xc_figures_count_json(counts->open), "checked",
                     xc_figures_count_json(counts->checked), "late",
                     xc_figures_count_json(counts->late));
}

static json_t *row_json(const struct xc_book_facts *book, const struct xc_lead_row *row) {
    const struct xc_lead *lead = row->lead;
    return json_pack(
        "{s:o, s:o, s:s, s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, "
        "s:b}",
        "id", xc_json_text(lead->id), "received", xc_json_day(lead->date), "source",
        xc_lead_source_word(lead->source), "severity", (int)lead->severity, "target",
        xc_book_target_json(book, lead->target), "summary", xc_json_text(lead->summary),
        "state", xc_lead_state_word(lead->state), "assigned",
        xc_json_text(lead->assigned), "assigned_on", xc_json_day(row->assigned), "visit",
        xc_json_text(row->visit), "checked_on", xc_json_day(row->checked), "result",
        row->result != 0 ? xc_outcome_word(row->result) : "", "reply_due",
        xc_json_day(lead->reply_due), "answered_on", xc_json_day(lead->answered_on),
        "answer", xc_json_text(lead->answer), "late", row->late);
}

json_t *xc_lead_book_json(const struct xc_book_facts *book,
                          const struct xc_lead_book *of) {
    json_t *sources = json_array(), *list = json_array();
    for (unsigned i = XC_LEAD_PLAN; i <= XC_LEAD_OTHER; i++) {
        if (of->sources[i].carried + of->sources[i].received > 0) {
            json_t *one = counts_json(&of->sources[i]);
            json_object_set_new(one, "source",
                                json_string(xc_lead_source_word((enum xc_lead_source)i)));
            json_array_append_new(sources, one);
        }
    }
    for (size_t i = 0; i < of->row_count; i++) {
        json_array_append_new(list, row_json(book, &of->rows[i]));
    }
    return xc_figures_join(
        xc_figures_head_json(book->facts, "ledger-book"),
        json_pack("{s:s, s:{s:o, s:o, s:o, s:o, s:o}}", "book", "leads", "month", "from",
                  xc_json_day(of->from), "to", xc_json_day(of->to), "total",
                  counts_json(&of->total), "sources", sources, "list", list));
}
