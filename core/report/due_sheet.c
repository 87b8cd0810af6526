#include "report/due_report.h"

#include "rules/say.h"

struct writing {
    const struct xc_due_report *report;
    const struct xc_due_figures *figures;
    struct xc_sheet *sheet;
};

enum { SOON_DAYS = 31 };

static struct xc_str title_of(const struct writing *w,
                              const struct xc_due_item_rule *rule) {
    return xc_say_due_title(rule, w->sheet->catalogue);
}

/* A target or an area by its name, with the id; the owner where there is no subject. */
static struct xc_str debtor_name(const struct writing *w, struct xc_str owner,
                                 struct xc_str subject) {
    const struct xc_register *reg = w->report->reg;
    uint32_t target = XC_NO_ROW, area = XC_NO_ROW;
    if (subject.len == 0) {
        return owner;
    }
    target = xc_register_find_target(reg, subject);
    if (target == XC_NO_ROW) {
        area = xc_register_find_area(reg, subject);
    }
    struct xc_str name =
        target != XC_NO_ROW ? xc_register_text(reg, reg->targets.name[target])
        : area != XC_NO_ROW ? xc_register_text(reg, reg->areas.name[area])
                            : XC_STR("");
    return name.len
               ? xc_sheet_text(w->sheet, "%.*s (%.*s)", XC_PRI(name), XC_PRI(subject))
               : subject;
}

static void state_cell(const struct writing *w, size_t column,
                       const struct xc_due_entry *entry) {
    static const char *const shown[XC_DUE_STATES] = {"",
                                                     XC_MSG("early"),
                                                     XC_MSG("on time"),
                                                     XC_MSG("late"),
                                                     XC_MSG("missing"),
                                                     XC_MSG("due today"),
                                                     XC_MSG("draft due"),
                                                     XC_MSG("ahead")};
    xc_sheet_cell(w->sheet, column,
                  xc_str_from(xc_text(w->sheet->catalogue, shown[entry->state])));
}

/* ---- Sums ---- */

static void rules_part(const struct writing *w) {
    static const char *const ids[] = {
        XC_MSG("due item"), XC_MSG("owed by"), XC_MSG("owed to"), XC_MSG("due so far"),
        XC_MSG("early"),    XC_MSG("on time"), XC_MSG("late"),    XC_MSG("missing"),
        XC_MSG("in time"),  XC_MSG("to come")};
    const struct xc_due_figures *figures = w->figures;
    size_t count = figures->facts->programme->due_count;
    xc_sheet_part(w->sheet, 10, 0x3f8, XC_MSG("What was owed"));
    xc_sheet_heads(w->sheet, ids, 10);
    for (size_t i = 0; i < count; i++) {
        const struct xc_due_rule_figures *row = &figures->rules[i];
        const uint64_t *states = row->states;
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, 0, title_of(w, row->rule));
        xc_sheet_cell(
            w->sheet, 1,
            row->rule->owner_count
                ? xc_sheet_text(w->sheet, XC_MSG("%zu owners"), row->rule->owner_count)
                : row->rule->from);
        xc_sheet_cell(w->sheet, 2, row->rule->to);
        xc_sheet_number(w->sheet, 3, row->due);
        xc_sheet_number(w->sheet, 4, states[XC_DUE_EARLY]);
        xc_sheet_number(w->sheet, 5, states[XC_DUE_ON_TIME]);
        xc_sheet_number(w->sheet, 6, states[XC_DUE_LATE]);
        xc_sheet_number(w->sheet, 7, states[XC_DUE_MISSING]);
        xc_sheet_rate(w->sheet, 8, states[XC_DUE_EARLY] + states[XC_DUE_ON_TIME],
                      row->due);
        xc_sheet_number(w->sheet, 9,
                        states[XC_DUE_TODAY] + states[XC_DUE_DRAFT] +
                            states[XC_DUE_AHEAD]);
    }
    xc_sheet_note(
        w->sheet,
        XC_MSG("In time = (early + on time) ÷ due so far. Due so far is what has "
               "come in and what is missing. Items that wait for something to "
               "happen count once it has happened."));
}

static void debtors_part(const struct writing *w) {
    static const char *const ids[] = {XC_MSG("who"),           XC_MSG("owes as"),
                                      XC_MSG("missing"),       XC_MSG("the oldest since"),
                                      XC_MSG("working days"),  XC_MSG("late before"),
                                      XC_MSG("in time before")};
    const struct xc_due_figures *figures = w->figures;
    if (figures->debtor_count == 0) {
        return;
    }
    xc_sheet_part(w->sheet, 7, 0x74, XC_MSG("Whom to chase"));
    xc_sheet_heads(w->sheet, ids, 7);
    for (size_t i = 0; i < figures->debtor_count; i++) {
        const struct xc_due_debtor *row = &figures->debtors[i];
        xc_sheet_row(w->sheet);
        xc_sheet_cell(w->sheet, 0, debtor_name(w, row->owner, row->subject));
        xc_sheet_cell(w->sheet, 1, row->subject.len ? row->owner : XC_STR(""));
        xc_sheet_number(w->sheet, 2, row->missing);
        xc_sheet_date(w->sheet, 3, row->oldest);
        xc_sheet_number(w->sheet, 4, row->days);
        xc_sheet_number(w->sheet, 5, row->late);
        xc_sheet_number(w->sheet, 6, row->in_time);
    }
}

/* ---- One by one ---- */

/* Entries that read as one line: the same rule, day and state, each owed by somebody
 * else, or of another visit's result. */
static size_t alike(const struct xc_due_figures *figures, size_t at) {
    const struct xc_due_entry *first = &figures->entries[at];
    size_t end = at + 1;
    bool many = first->item->subject.len > 0 || xc_due_publishes(first->item->rule);
    while (end < figures->facts->count && many &&
           figures->entries[end].item->rule == first->item->rule &&
           figures->entries[end].item->date == first->item->date &&
           figures->entries[end].state == first->state) {
        end++;
    }
    return end - at;
}

static bool is_soon(const struct writing *w, const struct xc_due_entry *entry) {
    return entry->state == XC_DUE_TODAY || entry->state == XC_DUE_DRAFT ||
           (entry->state == XC_DUE_AHEAD &&
            entry->item->date <= w->figures->facts->as_of + SOON_DAYS);
}

static void soon_row(const struct writing *w, const struct xc_due_entry *entry,
                     size_t count) {
    const struct xc_due_item *item = entry->item;
    char time[6] = "";
    xc_sheet_row(w->sheet);
    xc_sheet_date(w->sheet, 0, item->date);
    if (item->minutes != XC_NO_TIME) {
        xc_time_format((unsigned)item->minutes, time);
        xc_sheet_cell(w->sheet, 1, xc_str_from(time));
    }
    xc_sheet_cell(w->sheet, 2, title_of(w, item->rule));
    if (count > 1) {
        xc_sheet_say(w->sheet, 3, XC_MSG("%.*s: %zu"), XC_PRI(item->owner), count);
    } else {
        xc_sheet_cell(w->sheet, 3, debtor_name(w, item->owner, item->subject));
    }
    xc_sheet_cell(w->sheet, 4, item->rule->to);
    xc_sheet_date(w->sheet, 5, entry->draft_from);
    if (entry->below > 0) {
        xc_sheet_say(w->sheet, 6, XC_MSG("%llu of %llu came in"),
                     (unsigned long long)entry->below_in,
                     (unsigned long long)entry->below);
    }
    state_cell(w, 7, entry);
}

static void soon_part(const struct writing *w) {
    static const char *const ids[] = {
        XC_MSG("due on"),  XC_MSG("hour"),       XC_MSG("due item"), XC_MSG("owed by"),
        XC_MSG("owed to"), XC_MSG("draft from"), XC_MSG("rests on"), XC_MSG("state")};
    const struct xc_due_figures *figures = w->figures;
    xc_sheet_part(w->sheet, 8, 0, XC_MSG("Now and in the next %d days"), SOON_DAYS);
    xc_sheet_heads(w->sheet, ids, 8);
    for (size_t i = 0; i < figures->facts->count;) {
        size_t count = alike(figures, i);
        if (is_soon(w, &figures->entries[i])) {
            soon_row(w, &figures->entries[i], count);
        }
        i += count;
    }
    if (!w->sheet->last || !w->sheet->last->first) {
        xc_sheet_note(w->sheet, XC_MSG("Nothing falls due in these days."));
    }
    xc_sheet_note(
        w->sheet,
        XC_MSG("A draft is to be begun %u working days before, so that there is "
               "time to sign and to stamp it (xuncha settings draft_days)."),
        figures->facts->draft_days);
}

/* What an item is called: the results that have to be public on a day, together. */
static struct xc_str item_name(const struct writing *w, const struct xc_due_item *item) {
    char day[11];
    if (!xc_due_publishes(item->rule)) {
        return item->id;
    }
    xc_date_format(item->date, day);
    return xc_sheet_text(w->sheet, "%.*s/%s", XC_PRI(item->rule->id), day);
}

/* Reports one by one, results to be published by the day; what each institution owes
 * stands with whom to chase. */
static void missing_part(const struct writing *w) {
    static const char *const ids[] = {XC_MSG("due on"),  XC_MSG("due item"),
                                      XC_MSG("title"),   XC_MSG("owed by"),
                                      XC_MSG("owed to"), XC_MSG("working days late"),
                                      XC_MSG("rests on")};
    const struct xc_due_figures *figures = w->figures;
    bool begun = false;
    size_t count;
    for (size_t i = 0; i < figures->facts->count; i += count) {
        const struct xc_due_entry *entry = &figures->entries[i];
        const struct xc_due_item *item = entry->item;
        count = alike(figures, i);
        if (entry->state != XC_DUE_MISSING || item->subject.len > 0) {
            continue;
        }
        if (!begun) {
            xc_sheet_part(w->sheet, 7, 0x20, XC_MSG("Missing reports"));
            xc_sheet_heads(w->sheet, ids, 7);
            begun = true;
        }
        xc_sheet_row(w->sheet);
        xc_sheet_date(w->sheet, 0, item->date);
        xc_sheet_cell(w->sheet, 1, item_name(w, item));
        xc_sheet_cell(w->sheet, 2, title_of(w, item->rule));
        xc_sheet_cell(w->sheet, 3, item->owner);
        xc_sheet_cell(w->sheet, 4, item->rule->to);
        xc_sheet_number(w->sheet, 5, entry->late);
        if (entry->below > 0) {
            xc_sheet_say(w->sheet, 6, XC_MSG("%llu of %llu came in"),
                         (unsigned long long)entry->below_in,
                         (unsigned long long)entry->below);
        } else if (xc_due_publishes(item->rule)) {
            xc_sheet_say(w->sheet, 6, XC_MSG("%zu results"), count);
        }
    }
}

void xc_due_sheet(const struct xc_due_report *report, struct xc_sheet *sheet) {
    const struct writing w = {
        .report = report, .figures = report->figures, .sheet = sheet};
    const struct xc_due_figures *figures = report->figures;
    const struct xc_programme *programme = figures->facts->programme;
    struct xc_str office = report->office_name.len ? report->office_name : report->office;
    char day[11];
    xc_date_format(figures->facts->as_of, day);
    sheet->title =
        xc_sheet_text(sheet, XC_MSG("Due items of %.*s"),
                      XC_PRI(programme->title.len ? programme->title : programme->id));
    sheet->subtitle = xc_sheet_text(sheet, XC_MSG("%.*s, as of %s"), XC_PRI(office), day);
    if (figures->states[XC_DUE_MISSING] > 0) {
        xc_sheet_warn(sheet, XC_MSG("%llu of %llu items that were due are missing."),
                      (unsigned long long)figures->states[XC_DUE_MISSING],
                      (unsigned long long)figures->due);
    }
    rules_part(&w);
    debtors_part(&w);
    soon_part(&w);
    missing_part(&w);
}
