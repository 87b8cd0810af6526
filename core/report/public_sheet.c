#include "report/draw_words.h"
#include "report/public_report.h"

enum { LIST_BYTES = 1 << 16 };

struct writing {
    const struct xc_public_report *report;
    const struct xc_public_figures *figures;
    struct xc_sheet *sheet;
};

struct xc_str xc_public_person(const struct xc_public_report *report, struct xc_str id) {
    uint32_t row = report->reg ? xc_register_find_person(report->reg, id) : XC_NO_ROW;
    return row == XC_NO_ROW
               ? XC_STR("")
               : xc_register_text(report->reg, report->reg->people.name[row]);
}

static struct xc_str word(const struct writing *w, const char *id) {
    return xc_str_from(xc_text(w->sheet->catalogue, id));
}

/* "2026-03-02 09:00" where the programme is, which the subtitle says; empty: never. */
struct stamp {
    char text[XC_INSTANT_SHOWN];
};

static struct stamp stamp_of(const struct writing *w, xc_instant at) {
    enum { ZONE = sizeof " +08:00" - 1 };
    struct stamp stamp;
    xc_instant_show(at, w->report->offset_minutes, stamp.text);
    size_t len = xc_str_from(stamp.text).len;
    stamp.text[len > ZONE ? len - ZONE : 0] = '\0';
    return stamp;
}

static void time_cell(const struct writing *w, size_t column, xc_instant at) {
    struct stamp stamp = stamp_of(w, at);
    xc_sheet_cell(w->sheet, column, xc_str_from(stamp.text));
}

static void day_cell(const struct writing *w, size_t column, xc_date date) {
    char day[11];
    xc_date_format(date, day);
    xc_sheet_cell(w->sheet, column, xc_str_from(day));
}

/* ---- What comes first ---- */

static void warn_draw(const struct writing *w, const struct xc_public_draw *draw) {
    struct xc_str id = draw->draw->id;
    if (draw->local && draw->state != XC_PUBLIC_VOID) {
        xc_sheet_warn(w->sheet,
                      "%.*s: drawn by local randomness or a seed chosen here: nobody "
                      "outside can check it.",
                      XC_PRI(id));
    }
    if (draw->unsigned_value) {
        xc_sheet_warn(w->sheet,
                      "%.*s: the signature of its drand value was not checked here: "
                      "compare it with the beacon's own publication.",
                      XC_PRI(id));
    }
    if (draw->subs_local > 0) {
        xc_sheet_warn(w->sheet,
                      "%.*s: %llu substitutions by local randomness: nobody outside can "
                      "check them.",
                      XC_PRI(id), (unsigned long long)draw->subs_local);
    }
    if (draw->state == XC_PUBLIC_LATE) {
        xc_sheet_warn(w->sheet,
                      "%.*s: overdue: committed to more than %d days ago, and neither "
                      "drawn nor void.",
                      XC_PRI(id), XC_DRAW_LATE_DAYS);
    }
}

static void warn_gaps(const struct writing *w) {
    const struct xc_public_figures *figures = w->figures;
    if (figures->missing_entries > 0) {
        xc_sheet_warn(w->sheet, "The ledger lacks %llu numbers: entries are missing.",
                      (unsigned long long)figures->missing_entries);
    }
    if (figures->missing_draws > 0) {
        xc_sheet_warn(w->sheet,
                      "The ledger holds %llu commitments to draws that are not stored.",
                      (unsigned long long)figures->missing_draws);
    }
    if (figures->missing_subs > 0) {
        xc_sheet_warn(w->sheet, "%llu numbers of substitutions are missing.",
                      (unsigned long long)figures->missing_subs);
    }
}

/* ---- The programme and its stages ---- */

/* The legal bases of the stages, each once. */
static struct xc_str bases(const struct writing *w) {
    const struct xc_programme *programme = w->figures->programme;
    struct xc_buffer list = xc_buffer_make(LIST_BYTES);
    for (size_t i = 0; i < programme->stage_count; i++) {
        struct xc_str basis = programme->stages[i].basis;
        bool told = basis.len == 0;
        for (size_t k = 0; k < i && !told; k++) {
            told = xc_str_equal(programme->stages[k].basis, basis);
        }
        if (!told) {
            xc_buffer_puts(&list, !list.len ? "" : w->sheet->chinese ? "；" : "; ");
            xc_buffer_add(&list, basis);
        }
    }
    struct xc_str kept = xc_sheet_keep(w->sheet, xc_buffer_view(&list));
    w->sheet->failed = w->sheet->failed || list.failed;
    xc_buffer_free(&list);
    return kept;
}

static void put_programme(const struct writing *w) {
    const struct xc_public_report *report = w->report;
    const struct xc_programme *programme = w->figures->programme;
    struct xc_str office = report->office_name;
    xc_sheet_part(w->sheet, 2, 0, "Programme");
    xc_sheet_fact(w->sheet, XC_MSG("number"), w->figures->id);
    xc_sheet_fact(w->sheet, XC_MSG("office"),
                  office.len ? xc_sheet_text(w->sheet, "%.*s (%.*s)", XC_PRI(office),
                                             XC_PRI(report->office))
                             : report->office);
    if (!programme) {
        xc_sheet_note(w->sheet, "No plan of this programme is published.");
        return;
    }
    struct xc_str basis = bases(w);
    xc_sheet_row(w->sheet);
    xc_sheet_cell(w->sheet, 0, word(w, XC_MSG("year")));
    xc_sheet_number(w->sheet, 1, (uint64_t)programme->year);
    if (basis.len) {
        xc_sheet_fact(w->sheet, XC_MSG("basis"), basis);
    }
    struct stamp published = stamp_of(w, report->published_at);
    xc_sheet_fact(w->sheet, XC_MSG("published"), xc_str_from(published.text));
}

static void put_stages(const struct writing *w) {
    static const char *const ids[] = {
        XC_MSG("stage"),   XC_MSG("nature"),  XC_MSG("from"),   XC_MSG("to"),
        XC_MSG("targets"), XC_MSG("visited"), XC_MSG("visits"), XC_MSG("done")};
    enum { STAGE, NATURE, FROM, TO, TARGETS, VISITED, VISITS, DONE, COLUMNS };
    xc_sheet_part(w->sheet, COLUMNS,
                  1u << TARGETS | 1u << VISITED | 1u << VISITS | 1u << DONE, "Stages");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < w->figures->stage_count; i++) {
        const struct xc_public_stage *row = &w->figures->stages[i];
        const struct xc_stage *stage = row->stage;
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, STAGE, stage->title.len ? stage->title : stage->id);
        xc_sheet_cell(w->sheet, NATURE, word(w, xc_nature_word(stage->nature)));
        day_cell(w, FROM, stage->window.from);
        day_cell(w, TO, stage->window.to);
        xc_sheet_number(w->sheet, TARGETS, row->targets);
        xc_sheet_number(w->sheet, VISITED, row->visited);
        xc_sheet_number(w->sheet, VISITS, row->visits);
        xc_sheet_number(w->sheet, DONE, row->done);
    }
    xc_sheet_note(w->sheet, "Counted are visits that are published and may be known: an "
                            "embargoed visit counts from the end of its embargo on.");
    xc_sheet_note(w->sheet, "Visited and done are those with an outcome, whatever it "
                            "was.");
}

/* ---- Draws ---- */

static void count_cell(const struct writing *w, size_t column,
                       const struct xc_public_draw *draw, uint64_t count) {
    if (draw->state == XC_PUBLIC_DRAWN && !draw->hidden) {
        xc_sheet_number(w->sheet, column, count);
    } else {
        xc_sheet_cell(w->sheet, column, XC_STR("—"));
    }
}

static bool any_hidden(const struct xc_public_figures *figures) {
    for (size_t i = 0; i < figures->draw_count; i++) {
        if (figures->draws[i].hidden) {
            return true;
        }
    }
    return false;
}

static void put_draws(const struct writing *w) {
    static const char *const ids[] = {
        XC_MSG("draw"),   XC_MSG("committed to"), XC_MSG("entry"), XC_MSG("value from"),
        XC_MSG("state"),  XC_MSG("since"),        XC_MSG("entry"), XC_MSG("targets"),
        XC_MSG("people"), XC_MSG("seats")};
    enum {
        DRAW,
        COMMITTED,
        ENTRY,
        BEACON,
        STATE,
        SINCE,
        RESULT,
        TARGETS,
        PEOPLE,
        SEATS,
        COLUMNS
    };
    const struct xc_public_figures *figures = w->figures;
    xc_sheet_part(w->sheet, COLUMNS,
                  1u << ENTRY | 1u << RESULT | 1u << TARGETS | 1u << PEOPLE | 1u << SEATS,
                  "Draws");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < figures->draw_count; i++) {
        const struct xc_public_draw *row = &figures->draws[i];
        bool ended = row->state == XC_PUBLIC_DRAWN || row->state == XC_PUBLIC_VOID;
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, DRAW, row->draw->id);
        time_cell(w, COMMITTED, row->draw->committed_at);
        xc_sheet_number(w->sheet, ENTRY, row->draw->commit_index);
        xc_sheet_cell(w->sheet, BEACON, row->beacons);
        xc_sheet_cell(w->sheet, STATE,
                      row->state != XC_PUBLIC_DRAWN
                          ? word(w, xc_public_state_word(row->state))
                      : row->hidden ? word(w, XC_MSG("drawn, withheld"))
                                    : word(w, XC_MSG("drawn, public")));
        time_cell(w, SINCE,
                  row->state == XC_PUBLIC_DRAWN  ? row->draw->drawn_at
                  : row->state == XC_PUBLIC_VOID ? row->draw->voided_at
                                                 : XC_NO_INSTANT);
        if (ended) {
            xc_sheet_number(w->sheet, RESULT, row->draw->result_index);
        }
        count_cell(w, TARGETS, row, row->targets);
        count_cell(w, PEOPLE, row, row->people);
        count_cell(w, SEATS, row, row->seats);
    }
    xc_sheet_note(
        w->sheet,
        "Committed to: %zu. Of these are drawn %llu, void %llu, waiting for their value "
        "%llu, overdue %llu. Drawn again: %llu.",
        figures->draw_count, (unsigned long long)figures->drawn,
        (unsigned long long)figures->voided, (unsigned long long)figures->waiting,
        (unsigned long long)figures->late, (unsigned long long)figures->again);
    if (any_hidden(figures)) {
        xc_sheet_note(w->sheet,
                      "Withheld: what a draw gave is published when the embargo "
                      "of its visits ends, and not before they are planned.");
    }
}

static void put_voids(const struct writing *w) {
    static const char *const ids[] = {XC_MSG("draw"), XC_MSG("void since"),
                                      XC_MSG("reason"), XC_MSG("agreed by")};
    enum { DRAW, SINCE, REASON, BY, COLUMNS };
    if (w->figures->voided == 0) {
        return;
    }
    xc_sheet_part(w->sheet, COLUMNS, 0, "Void draws");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < w->figures->draw_count; i++) {
        const struct xc_public_draw *row = &w->figures->draws[i];
        if (row->state != XC_PUBLIC_VOID) {
            continue;
        }
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, DRAW, row->draw->id);
        time_cell(w, SINCE, row->draw->voided_at);
        xc_sheet_cell(w->sheet, REASON, row->draw->void_reason);
        xc_sheet_cell(w->sheet, BY, row->draw->void_by);
    }
}

static void put_again(const struct writing *w) {
    static const char *const ids[] = {XC_MSG("draw"), XC_MSG("instead of"),
                                      XC_MSG("reason"), XC_MSG("agreed by")};
    enum { DRAW, BEFORE, REASON, BY, COLUMNS };
    if (w->figures->again == 0) {
        return;
    }
    xc_sheet_part(w->sheet, COLUMNS, 0, "Drawn again");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < w->figures->draw_count; i++) {
        const struct xc_draw_again *again = w->figures->draws[i].again;
        if (!again) {
            continue;
        }
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, DRAW, again->id);
        xc_sheet_cell(w->sheet, BEFORE, again->before);
        xc_sheet_cell(w->sheet, REASON, again->reason);
        xc_sheet_cell(w->sheet, BY, again->by);
    }
    xc_sheet_note(w->sheet, "The earlier result stays in the ledger, and its record can "
                            "still be checked.");
}

/* ---- Substitutions ---- */

/* "closed 2, ill 1" */
static struct xc_str reasons(const struct writing *w, const struct xc_public_draw *draw) {
    struct xc_buffer list = xc_buffer_make(LIST_BYTES);
    for (size_t i = 0; i < draw->reason_count; i++) {
        xc_buffer_puts(&list, i == 0 ? "" : w->sheet->chinese ? "，" : ", ");
        xc_buffer_add(&list, xc_draw_word(draw->reasons[i].code, w->sheet->catalogue));
        xc_buffer_printf(&list, " %llu", (unsigned long long)draw->reasons[i].count);
    }
    struct xc_str kept = xc_sheet_keep(w->sheet, xc_buffer_view(&list));
    w->sheet->failed = w->sheet->failed || list.failed;
    xc_buffer_free(&list);
    return kept;
}

static void put_subs(const struct writing *w) {
    static const char *const ids[] = {
        XC_MSG("draw"),        XC_MSG("substitutes asked for"), XC_MSG("waiting"),
        XC_MSG("ended early"), XC_MSG("nobody left"),           XC_MSG("reasons")};
    enum { DRAW, ASKED, OPEN, ENDED, NOBODY, REASONS, COLUMNS };
    if (w->figures->subs == 0) {
        return;
    }
    xc_sheet_part(w->sheet, COLUMNS,
                  1u << ASKED | 1u << OPEN | 1u << ENDED | 1u << NOBODY, "Substitutions");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < w->figures->draw_count; i++) {
        const struct xc_public_draw *row = &w->figures->draws[i];
        if (row->subs == 0) {
            continue;
        }
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, DRAW, row->draw->id);
        xc_sheet_number(w->sheet, ASKED, row->subs);
        xc_sheet_number(w->sheet, OPEN, row->subs_open);
        xc_sheet_number(w->sheet, ENDED, row->subs_ended);
        xc_sheet_number(w->sheet, NOBODY, row->subs_void);
        xc_sheet_cell(w->sheet, REASONS, reasons(w, row));
    }
}

static void put_rates(const struct writing *w) {
    static const char *const ids[] = {XC_MSG("person"), XC_MSG("name"), XC_MSG("dealt"),
                                      XC_MSG("left"), XC_MSG("rate")};
    enum { PERSON, NAME, DEALT, LEFT, RATE, COLUMNS };
    if (w->figures->rate_count == 0) {
        return;
    }
    xc_sheet_part(w->sheet, COLUMNS, 1u << DEALT | 1u << LEFT | 1u << RATE,
                  "How often people left what they were dealt");
    xc_sheet_heads(w->sheet, ids, COLUMNS);
    for (size_t i = 0; i < w->figures->rate_count; i++) {
        const struct xc_public_rate *row = &w->figures->rates[i];
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, PERSON, row->person);
        xc_sheet_cell(w->sheet, NAME, xc_public_person(w->report, row->person));
        xc_sheet_number(w->sheet, DEALT, row->dealt);
        xc_sheet_number(w->sheet, LEFT, row->left);
        if (row->rate.a == 0) {
            xc_sheet_number(w->sheet, RATE, 0);
        } else { /* spreadsheets make a day of "1/2" */
            xc_sheet_say(w->sheet, RATE, "%lld in %lld", (long long)row->rate.a,
                         (long long)row->rate.b);
        }
    }
    xc_sheet_note(w->sheet,
                  "Dealt are seats at targets, and places in teams; who comes in for "
                  "somebody is dealt one more. Results that may not be known yet are "
                  "left out.");
}

static void put_ledger(const struct writing *w) {
    const struct xc_public_figures *figures = w->figures;
    xc_sheet_part(w->sheet, 2, 1u << 1, "Gaps in the ledger");
    const struct {
        const char *what;
        uint64_t count;
    } rows[] = {
        {XC_MSG("numbers without an entry"), figures->missing_entries},
        {XC_MSG("commitments without a stored draw"), figures->missing_draws},
        {XC_MSG("missing numbers of substitutions"), figures->missing_subs},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, 0, word(w, rows[i].what));
        xc_sheet_number(w->sheet, 1, rows[i].count);
    }
    xc_sheet_note(
        w->sheet,
        "Every commitment is in the ledger before its value exists, and ends in "
        "a result or a void; entries are named by their number. Anybody can "
        "repeat a draw from its record: xuncha verify FILE.");
}

void xc_public_sheet(const struct xc_public_report *report, struct xc_sheet *sheet) {
    const struct xc_public_figures *figures = report->figures;
    struct writing w = {report, figures, sheet};
    const struct xc_programme *programme = figures->programme;
    char day[11];
    int hours = report->offset_minutes / 60, minutes = report->offset_minutes % 60;
    xc_date_format(report->as_of, day);
    sheet->title = xc_sheet_keep(
        sheet, programme && programme->title.len ? programme->title : figures->id);
    sheet->subtitle =
        xc_sheet_text(sheet, "Public report as of %s; times are those of UTC+%02d:%02d",
                      day, hours, minutes);
    for (size_t i = 0; i < figures->draw_count; i++) {
        warn_draw(&w, &figures->draws[i]);
    }
    warn_gaps(&w);
    put_programme(&w);
    if (programme) {
        put_stages(&w);
    }
    if (figures->draw_count > 0) {
        put_draws(&w);
        put_voids(&w);
        put_again(&w);
        put_subs(&w);
        put_rates(&w);
    }
    put_ledger(&w);
}
