#include "programme/moves.h"

#include "workspace/plan_text.h"

#include <stdarg.h>

enum { MOVES_SHOWN = 60 };

struct printing {
    const struct xc_replan *replan;
    const struct xc_catalogue *catalogue;
    struct xc_buffer *out;
};

static void say(const struct printing *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(const struct printing *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(to->out, to->catalogue, format, args);
    va_end(args);
    xc_buffer_putc(to->out, '\n');
}

static void print_move(const struct printing *to, const struct xc_plan_move *move) {
    char from[11], day[11];
    xc_date_format(move->from, from);
    switch (move->kind) {
    case XC_MOVE_MOVED:
        xc_date_format(move->to, day);
        say(to, "%.*s (%.*s): %s, crew %.*s → %s, crew %.*s", XC_PRI(move->visit),
            XC_PRI(move->target), from, XC_PRI(move->crew_from), day,
            XC_PRI(move->crew_to));
        break;
    case XC_MOVE_PEOPLE:
        say(to, "%.*s (%.*s): %s, crew %.*s: other people or another time of the day",
            XC_PRI(move->visit), XC_PRI(move->target), from, XC_PRI(move->crew_from));
        break;
    case XC_MOVE_DROPPED:
        say(to, "%.*s (%.*s): %s, crew %.*s → nowhere", XC_PRI(move->visit),
            XC_PRI(move->target), from, XC_PRI(move->crew_from));
        break;
    }
    xc_buffer_puts(to->out, "    ");
    xc_message_render(&to->replan->plan->reasons[move->reason], to->catalogue, to->out);
    xc_buffer_putc(to->out, '\n');
}

static size_t count_kind(const struct xc_plan *plan, enum xc_move_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < plan->move_count; i++) {
        count += plan->moves[i].kind == kind;
    }
    return count;
}

static void print_counts(const struct printing *to) {
    const struct xc_replan *replan = to->replan;
    const struct xc_plan *plan = replan->plan;
    size_t people = count_kind(plan, XC_MOVE_PEOPLE);
    if (replan->changed == 0) {
        say(to, "Nothing moves: all %zu visits that lie ahead stay as they are.",
            replan->ahead);
        return;
    }
    if (replan->ahead > 0) {
        say(to, "%zu of %zu visits that lie ahead move (no plan moves fewer than %zu).",
            plan->moved, replan->ahead, plan->moved_bound);
    }
    if (people > 0) {
        say(to, "%zu keep their day and crew with other people or at another time.",
            people);
    }
    if (replan->added > 0) {
        say(to, "%zu visits are new.", replan->added);
    }
    if (replan->cancelled > 0) {
        say(to, "%zu published visits are cancelled; calendars show them as such.",
            replan->cancelled);
    }
    if (replan->removed > 0) {
        say(to, "%zu drafts are gone.", replan->removed);
    }
}

int xc_moves_print(const struct xc_replan *replan, const struct xc_catalogue *catalogue,
                   struct xc_buffer *out) {
    struct printing to = {replan, catalogue, out};
    const struct xc_plan_head *head = &replan->loaded.plans[0].head;
    const struct xc_plan *plan = replan->plan;
    char day[11], passed[11];
    xc_date_format(replan->as_of, day);
    say(&to, "%.*s: %.*s", XC_PRI(head->programme), XC_PRI(replan->open.title));
    if (replan->dry_run) {
        say(&to, "Plan %lld, replanned as of %s (dry run, nothing stored)",
            (long long)head->number, day);
    } else {
        say(&to, "Plan %lld, replanned as of %s", (long long)head->number, day);
    }
    if (replan->passed != XC_NO_DATE) {
        xc_date_format(replan->passed, passed);
        say(&to, "%s has passed: what lies before %s stays as it is.", passed, day);
    }
    if (replan->provisional) {
        say(&to,
            "PROVISIONAL: some year has only its statutory holidays; plan again when the "
            "State Council's notice is out");
    }
    print_counts(&to);
    size_t shown = plan->move_count < MOVES_SHOWN ? plan->move_count : MOVES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        print_move(&to, &plan->moves[i]);
    }
    if (shown < plan->move_count) {
        say(&to, "  … and %zu more; `export json` lists all of them",
            plan->move_count - shown);
    }
    if (plan->unmet_count > 0) {
        return xc_plan_print_unmet(plan, catalogue, out);
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}
