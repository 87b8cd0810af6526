#include "programme/plan_text.h"

#include "report/text_table.h"
#include "rules/rules.h"

#include <stdarg.h>

enum { CREWS_SHOWN = 24, IDS_SHOWN = 8, REASONS_SHOWN = 20 };

/* ---- JSON ---- */

static json_t *message_json(const struct xc_message *message) {
    json_t *args = json_array();
    const char *at = message->args;
    for (unsigned i = 0; i < message->count; i++) {
        struct xc_str arg = xc_str_from(at);
        json_array_append_new(args, xc_json_text(arg));
        at += arg.len + 1;
    }
    return json_pack("{s:s, s:o}", "id", message->id ? message->id : "", "args", args);
}

void xc_plan_message(const json_t *json, struct xc_message *message) {
    const json_t *args = json_object_get(json, "args");
    *message = (struct xc_message){.id = json_string_value(json_object_get(json, "id"))};
    for (size_t i = 0; i < json_array_size(args); i++) {
        const char *arg = json_string_value(json_array_get(args, i));
        struct xc_str text = xc_str_from(arg);
        if (message->used + text.len + 1 > sizeof message->args) {
            break;
        }
        for (size_t k = 0; k <= text.len; k++) {
            message->args[message->used + k] = arg ? arg[k] : '\0';
        }
        message->used += text.len + 1;
        message->count++;
    }
}

static json_t *crews_json(const struct xc_plan *plan) {
    json_t *crews = json_array();
    for (size_t i = 0; i < plan->crew_count; i++) {
        const struct xc_plan_crew *crew = &plan->crews[i];
        json_t *people = json_array();
        for (size_t k = 0; k < crew->person_count; k++) {
            json_array_append_new(people, xc_json_text(crew->people[k]));
        }
        json_array_append_new(
            crews,
            json_pack("{s:o, s:o, s:o, s:b, s:I, s:I, s:I, s:I}", "id",
                      xc_json_text(crew->id), "area", xc_json_text(crew->area), "people",
                      people, "formed", crew->formed, "visits", (json_int_t)crew->visits,
                      "crew_days", (json_int_t)crew->crew_days, "available_days",
                      (json_int_t)crew->available_days, "minutes",
                      (json_int_t)crew->minutes));
    }
    return crews;
}

static json_t *months_json(const struct xc_plan *plan) {
    json_t *months = json_array();
    for (size_t i = 0; i < plan->month_count; i++) {
        const struct xc_plan_month *month = &plan->months[i];
        struct xc_buffer name = xc_buffer_make(16);
        xc_buffer_printf(&name, "%04d-%02u", month->year, month->month);
        json_array_append_new(months, json_pack("{s:o, s:I, s:I}", "month",
                                                xc_json_text(xc_buffer_view(&name)),
                                                "visits", (json_int_t)month->visits,
                                                "workdays", (json_int_t)month->workdays));
        xc_buffer_free(&name);
    }
    return months;
}

static json_t *unmet_json(const struct xc_plan *plan) {
    json_t *unmet = json_array();
    for (size_t i = 0; i < plan->unmet_count; i++) {
        const struct xc_unmet *one = &plan->unmet[i];
        json_array_append_new(unmet, json_pack("{s:o, s:o, s:o, s:I, s:s, s:I}", "target",
                                               xc_json_text(one->target), "stage",
                                               xc_json_text(one->stage), "label",
                                               xc_json_text(one->label), "number",
                                               (json_int_t)one->number, "verdict",
                                               xc_verdict_word(one->verdict), "reason",
                                               (json_int_t)one->reason));
    }
    return unmet;
}

static json_t *messages_json(const struct xc_message *messages, size_t count) {
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(all, message_json(&messages[i]));
    }
    return all;
}

int xc_plan_summary_write(const struct xc_plan *plan, struct xc_buffer *out,
                          struct xc_error *error) {
    json_t *summary = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:{s:I, s:I}, s:{s:I, s:I, s:I, s:I}}", "crews",
        crews_json(plan), "months", months_json(plan), "unmet", unmet_json(plan),
        "reasons", messages_json(plan->reasons, plan->reason_count), "notes",
        messages_json(plan->notes, plan->note_count), "bounds", "zone_days",
        (json_int_t)plan->bounds.zone_days, "zone_days_bound", (json_int_t)plan->bounds.zone_days_bound,
        "totals", "targets", (json_int_t)plan->target_count, "visits",
        (json_int_t)plan->visit_count, "unmet", (json_int_t)plan->unmet_count, "joined",
        (json_int_t)plan->joined_count);
    int rc = summary ? xc_json_canonical(summary, out, error) : xc_fail_memory(error);
    json_decref(summary);
    return rc;
}

/* ---- Text ---- */

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
        break;
    case XC_UNMET_NOT_PROVED:
        say(to, "    no place found, impossibility not proved: %zu visits (%.*s)", count,
            XC_PRI(xc_buffer_view(&ids)));
        break;
    }
    xc_buffer_free(&ids);
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
    size_t shown =
        plan->reason_count < REASONS_SHOWN ? plan->reason_count : REASONS_SHOWN;
    for (size_t reason = 0; reason < shown; reason++) {
        print_reason(to, plan, reason);
    }
    if (plan->reason_count > shown) {
        say(to, "  … and %zu more reasons", plan->reason_count - shown);
    }
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
    say(&to, "Days out by zone: %llu (no plan needs fewer than %llu)",
        (unsigned long long)plan->bounds.zone_days, (unsigned long long)plan->bounds.zone_days_bound);
    if (plan->joined_count > 0) {
        say(&to, "%zu of the visits are made together with other programmes' visits",
            plan->joined_count);
    }
    xc_buffer_putc(out, '\n');
    print_months(&to, plan);
    xc_buffer_putc(out, '\n');
    print_crews(&to, plan);
    xc_buffer_putc(out, '\n');
    print_unmet(&to, plan);
    for (size_t i = 0; i < plan->note_count; i++) {
        xc_message_render(&plan->notes[i], catalogue, out);
        xc_buffer_putc(out, '\n');
    }
    xc_arena_free(to.arena);
    return out->failed ? XC_ENOMEM : XC_OK;
}
