#include "workspace/plan_text.h"

#include "report/text_table.h"
#include "rules/rules.h"

#include <stdarg.h>

enum { CREWS_SHOWN = 24, IDS_SHOWN = 8, REASONS_SHOWN = 20, TIGHT_SHOWN = 5 };

struct printing {
    const struct xc_catalogue *catalogue;
    struct xc_buffer *out;
    struct xc_arena *arena;
};

static void say(struct printing *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(struct printing *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(to->out, to->catalogue, format, args);
    va_end(args);
    xc_buffer_putc(to->out, '\n');
}

static struct xc_str word(struct printing *to, const char *id) {
    return xc_str_from(xc_text(to->catalogue, id));
}

static void print_months(struct printing *to, const struct xc_plan *plan) {
    struct xc_text_table table = xc_text_table_make(to->arena, 3, 6);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, word(to, XC_MSG("month")));
    xc_text_table_cell(&table, 1, word(to, XC_MSG("working days")));
    xc_text_table_cell(&table, 2, word(to, XC_MSG("visits")));
    for (size_t i = 0; i < plan->month_count; i++) {
        struct xc_buffer name = xc_buffer_make(16);
        xc_buffer_printf(&name, "%04d-%02u", plan->months[i].year, plan->months[i].month);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_buffer_view(&name));
        xc_text_table_number(&table, 1, plan->months[i].workdays);
        xc_text_table_number(&table, 2, plan->months[i].visits);
        xc_buffer_free(&name);
    }
    xc_text_table_write(&table, 2, to->out);
}

static void print_crews(struct printing *to, const struct xc_plan *plan) {
    struct xc_text_table table = xc_text_table_make(to->arena, 6, 60);
    static const char *const heads[] = {XC_MSG("crew"),     XC_MSG("area"),
                                        XC_MSG("people"),   XC_MSG("visits"),
                                        XC_MSG("days out"), XC_MSG("days there")};
    if (plan->crew_count == 0) { /* a draw dealt the people of every visit */
        return;
    }
    xc_text_table_row(&table);
    for (size_t i = 0; i < 6; i++) {
        xc_text_table_cell(&table, i, word(to, heads[i]));
    }
    size_t shown = plan->crew_count < CREWS_SHOWN ? plan->crew_count : CREWS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        const struct xc_plan_crew *crew = &plan->crews[i];
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, crew->id);
        xc_text_table_cell(&table, 1, crew->area.len ? crew->area : XC_STR("-"));
        xc_text_table_number(&table, 2, (int64_t)crew->person_count);
        xc_text_table_number(&table, 3, crew->visits);
        xc_text_table_number(&table, 4, crew->crew_days);
        xc_text_table_number(&table, 5, crew->available_days);
    }
    xc_text_table_write(&table, 2, to->out);
    if (plan->crew_count > shown) {
        say(to, "  … and %zu more crews", plan->crew_count - shown);
    }
}

/* ---- Beside the best that anyone could do ---- */

enum { FIGURE, PLANNED, AT_BEST, OVER, WHERE, FIGURE_COLUMNS };
enum { FEW = 20 }; /* visits or days: too few for shares */

static void figure_cell(struct printing *to, struct xc_text_table *table, size_t column,
                        const char *format, ...) XC_PRINTF(4, 5);

static void figure_cell(struct printing *to, struct xc_text_table *table, size_t column,
                        const char *format, ...) {
    struct xc_buffer text = xc_buffer_make(1 << 12);
    va_list args;
    va_start(args, format);
    (void)xc_message_say(&text, to->catalogue, format, args);
    va_end(args);
    xc_text_table_cell(table, column, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

static void days_cell(struct printing *to, struct xc_text_table *table, xc_date from,
                      xc_date until) {
    char first[11], last[11];
    xc_date_format(from, first);
    xc_date_format(until, last);
    figure_cell(to, table, WHERE, "%s to %s", first, last);
}

/* By how much a value lies over its bound, to a tenth of a percent; a little never looks
 * like nothing. */
static void over_cell(struct printing *to, struct xc_text_table *table, uint64_t value,
                      uint64_t bound) {
    if (bound == 0 || value < bound || value - bound > UINT64_MAX / 2000) {
        return;
    }
    uint64_t tenths = ((value - bound) * 2000 + bound) / (2 * bound);
    if (value == bound) {
        figure_cell(to, table, OVER, "0 %%");
    } else if (tenths == 0) {
        figure_cell(to, table, OVER, "< 0.1 %%");
    } else {
        figure_cell(to, table, OVER, "+%llu.%llu %%", (unsigned long long)(tenths / 10),
                    (unsigned long long)(tenths % 10));
    }
}

/* Of a few, one more is no number of percent that says anything: so many more. */
static void few_cell(struct xc_text_table *table, uint64_t value, uint64_t bound) {
    struct xc_buffer text = xc_buffer_make(32);
    xc_buffer_printf(&text, "+%llu", (unsigned long long)(value - bound));
    xc_text_table_cell(table, OVER, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

static void figure_row(struct printing *to, struct xc_text_table *table, const char *name,
                       uint64_t value, uint64_t bound) {
    xc_text_table_row(table);
    xc_text_table_cell(table, FIGURE, word(to, name));
    xc_text_table_number(table, PLANNED, (int64_t)value);
    xc_text_table_number(table, AT_BEST, (int64_t)bound);
    if (value > bound && bound < FEW) {
        few_cell(table, value, bound);
    } else {
        over_cell(to, table, value, bound);
    }
}

/* Parts per million of the fair share as "1.004". */
static void share_cell(struct xc_text_table *table, size_t column, uint32_t share) {
    struct xc_buffer text = xc_buffer_make(16);
    uint32_t thousandths = share / 1000 + (share % 1000 >= 500);
    xc_buffer_printf(&text, "%u.%03u", (unsigned)(thousandths / 1000),
                     (unsigned)(thousandths % 1000));
    xc_text_table_cell(table, column, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

static void peak_row(struct printing *to, struct xc_text_table *table, const char *name,
                     const struct xc_plan_peak *peak) {
    xc_text_table_row(table);
    xc_text_table_cell(table, FIGURE, word(to, name));
    share_cell(table, PLANNED, peak->load);
    share_cell(table, AT_BEST, peak->bound);
    over_cell(to, table, peak->load, peak->bound);
    if (peak->crew.len) {
        xc_text_table_cell(table, WHERE, peak->crew);
    } else if (peak->from != XC_NO_DATE) {
        days_cell(to, table, peak->from, peak->to);
    }
}

/* False where there is nothing to say: little work, or none that could be level. */
static bool peak_rows(struct printing *to, struct xc_text_table *table,
                      const struct xc_plan_bounds *bounds) {
    if (bounds->zone_days < FEW) {
        return false;
    }
    bool week =
        bounds->week.load > 0 && xc_plan_can_be_level(&bounds->week, bounds->zone_days);
    bool month =
        bounds->month.load > 0 && xc_plan_can_be_level(&bounds->month, bounds->zone_days);
    if (week) {
        peak_row(to, table, XC_MSG("fullest week"), &bounds->week);
    }
    if (month) {
        peak_row(to, table, XC_MSG("fullest month"), &bounds->month);
    }
    if (bounds->crew.load > 0) {
        peak_row(to, table, XC_MSG("busiest crew"), &bounds->crew);
    }
    return week || month || bounds->crew.load > 0;
}

static void print_figures(struct printing *to, const struct xc_plan *plan) {
    const struct xc_plan_bounds *bounds = &plan->bounds;
    if (plan->dealt_count > 0) {
        say(to,
            "  %zu visits have people whom a draw dealt: their dates are chosen around "
            "them, no bound speaks of them.",
            plan->dealt_count);
    }
    if (plan->dealt_count > 0 && bounds->zone_days == 0) {
        return;
    }
    struct xc_text_table table = xc_text_table_make(
        to->arena, FIGURE_COLUMNS, 1u << PLANNED | 1u << AT_BEST | 1u << OVER);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, PLANNED, word(to, XC_MSG("this plan")));
    xc_text_table_cell(&table, AT_BEST, word(to, XC_MSG("at best")));
    xc_text_table_cell(&table, OVER, word(to, XC_MSG("over")));
    figure_row(to, &table, XC_MSG("days out by zone"), bounds->zone_days,
               bounds->zone_days_bound);
    bool shares = peak_rows(to, &table, bounds);
    if (plan->unmet_count > 0) {
        figure_row(to, &table, XC_MSG("visits not planned"), plan->unmet_count,
                   bounds->unserved_bound);
        figure_row(to, &table, XC_MSG("their minutes"), bounds->unserved_minutes,
                   bounds->unserved_minutes_bound);
    }
    xc_text_table_write(&table, 2, to->out);
    say(to, shares ? XC_MSG("  “At best” is proved: no plan can do better. 1.000 is an "
                            "equal share of the work for the time there is.")
                   : XC_MSG("  “At best” is proved: no plan can do better."));
}

static void print_tight(struct printing *to, const struct xc_plan *plan) {
    const struct xc_plan_bounds *bounds = &plan->bounds;
    if (bounds->tight_count == 0) {
        return;
    }
    xc_buffer_putc(to->out, '\n');
    say(to, "The fullest spans:");
    for (size_t i = 0; i < bounds->tight_count && i < TIGHT_SHOWN; i++) {
        struct xc_message sentence;
        xc_plan_tight_say(&bounds->tight[i], &sentence);
        xc_buffer_puts(to->out, "  ");
        xc_message_render(&sentence, to->catalogue, to->out);
        xc_buffer_putc(to->out, '\n');
    }
}

int xc_plan_print_bounds(const struct xc_plan *plan, const struct xc_catalogue *catalogue,
                         struct xc_buffer *out) {
    struct printing to = {catalogue, out, xc_arena_new((size_t)1 << 20)};
    if (!to.arena) {
        return XC_ENOMEM;
    }
    print_figures(&to, plan);
    print_tight(&to, plan);
    xc_arena_free(to.arena);
    return out->failed ? XC_ENOMEM : XC_OK;
}

/* ---- What could not be planned ---- */

void xc_plan_print_cure(const struct xc_plan_cure *cure,
                        const struct xc_catalogue *catalogue, struct xc_buffer *out) {
    struct xc_message sentence = {0};
    xc_plan_cure_say(cure, &sentence);
    if (sentence.id) {
        xc_buffer_puts(out, "      ");
        xc_message_render(&sentence, catalogue, out);
        xc_buffer_putc(out, '\n');
    }
}

static void print_cures(struct printing *to, const struct xc_plan *plan, size_t reason) {
    for (size_t i = 0; i < plan->proof_count; i++) {
        const struct xc_plan_proof *proof = &plan->proofs[i];
        for (size_t k = 0; k < proof->cure_count && proof->reason == reason; k++) {
            xc_plan_print_cure(&proof->cures[k], to->catalogue, to->out);
        }
    }
}

/* One reason, how many visits it stops, and the first targets. */
static void print_reason(struct printing *to, const struct xc_plan *plan, size_t reason) {
    struct xc_buffer ids = xc_buffer_make(4096);
    enum xc_verdict verdict = XC_UNMET_NOT_PROVED;
    size_t count = 0;
    for (size_t i = 0; i < plan->unmet_count; i++) {
        if (plan->unmet[i].reason != reason) {
            continue;
        }
        verdict = plan->unmet[i].verdict;
        if (count < IDS_SHOWN) {
            xc_buffer_puts(&ids, count ? ", " : "");
            xc_buffer_add(&ids, plan->unmet[i].target);
        }
        count++;
    }
    if (count > IDS_SHOWN) {
        xc_buffer_puts(&ids, " …");
    }
    xc_buffer_puts(to->out, "  ");
    xc_message_render(&plan->reasons[reason], to->catalogue, to->out);
    xc_buffer_putc(to->out, '\n');
    switch (verdict) {
    case XC_UNMET_ALONE:
        say(to, "    impossible by themselves: %zu visits (%.*s)", count,
            XC_PRI(xc_buffer_view(&ids)));
        break;
    case XC_UNMET_TOGETHER:
        say(to, "    impossible together, proved: %zu visits (%.*s)", count,
            XC_PRI(xc_buffer_view(&ids)));
        print_cures(to, plan, reason);
        break;
    case XC_UNMET_NOT_PROVED:
        say(to, "    no place found, impossibility not proved: %zu visits (%.*s)", count,
            XC_PRI(xc_buffer_view(&ids)));
        break;
    }
    xc_buffer_free(&ids);
}

/* False for the reason of something else, as of a move. */
static bool stops_visits(const struct xc_plan *plan, size_t reason) {
    for (size_t i = 0; i < plan->unmet_count; i++) {
        if (plan->unmet[i].reason == reason) {
            return true;
        }
    }
    return false;
}

static void print_unmet(struct printing *to, const struct xc_plan *plan) {
    if (plan->unmet_count == 0 && plan->visit_count == 0) {
        say(to,
            "There is nothing to visit: the selections of the programme hold no target "
            "of the register.");
        return;
    }
    if (plan->unmet_count == 0) {
        say(to, "Every visit has a day and a crew.");
        return;
    }
    say(to, "%zu visits could not be planned:", plan->unmet_count);
    size_t found = 0;
    for (size_t reason = 0; reason < plan->reason_count; reason++) {
        if (stops_visits(plan, reason) && found++ < REASONS_SHOWN) {
            print_reason(to, plan, reason);
        }
    }
    if (found > REASONS_SHOWN) {
        say(to, "  … and %zu more reasons", found - REASONS_SHOWN);
    }
}

int xc_plan_print_unmet(const struct xc_plan *plan, const struct xc_catalogue *catalogue,
                        struct xc_buffer *out) {
    struct printing to = {.catalogue = catalogue, .out = out};
    print_unmet(&to, plan);
    return out->failed ? XC_ENOMEM : XC_OK;
}

int xc_plan_print(const struct xc_plan *plan, const struct xc_plan_heading *heading,
                  const struct xc_catalogue *catalogue, struct xc_buffer *out) {
    char day[11];
    struct printing to = {catalogue, out, xc_arena_new((size_t)16 << 20)};
    if (!to.arena) {
        return XC_ENOMEM;
    }
    xc_date_format(heading->as_of, day);
    say(&to, "%.*s: %.*s", XC_PRI(heading->programme), XC_PRI(heading->title));
    if (heading->number) {
        say(&to, "Draft %lld as of %s: %u targets, %zu visits, %zu not planned",
            (long long)heading->number, day, (unsigned)plan->target_count,
            plan->visit_count, plan->unmet_count);
    } else {
        say(&to,
            "Dry run as of %s (nothing stored): %u targets, %zu visits, %zu not planned",
            day, (unsigned)plan->target_count, plan->visit_count, plan->unmet_count);
    }
    if (heading->provisional) {
        say(&to,
            "PROVISIONAL: some year has only its statutory holidays; plan again when the "
            "State Council's notice is out");
    }
    if (plan->joined_count > 0) {
        say(&to, "%zu of the visits are made together with other programmes' visits",
            plan->joined_count);
    }
    xc_buffer_putc(out, '\n');
    print_figures(&to, plan);
    xc_buffer_putc(out, '\n');
    print_months(&to, plan);
    if (plan->crew_count > 0) { /* none where all people were dealt */
        xc_buffer_putc(out, '\n');
        print_crews(&to, plan);
    }
    print_tight(&to, plan);
    xc_buffer_putc(out, '\n');
    print_unmet(&to, plan);
    for (size_t i = 0; i < plan->note_count; i++) {
        xc_message_render(&plan->notes[i], catalogue, out);
        xc_buffer_putc(out, '\n');
    }
    xc_arena_free(to.arena);
    return out->failed ? XC_ENOMEM : XC_OK;
}
