#include "publish/plan_table.h"

#include <stdarg.h>

struct tabling {
    const struct xc_session *session;
    const struct xc_loaded_plan *plan;
    struct xc_register *planned; /* as it was when the plan was made; owned */
    struct xc_arena *arena;
    struct xc_buffer text;
    bool failed;
};

static bool chinese(const struct tabling *to) {
    return xc_session_chinese(to->session);
}

static struct xc_str keep(struct tabling *to) {
    struct xc_str kept = xc_arena_copy(to->arena, xc_buffer_view(&to->text));
    to->failed = to->failed || to->text.failed || !kept.ptr;
    xc_buffer_clear(&to->text);
    return kept;
}

static void say(struct tabling *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(struct tabling *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(&to->text, to->session->catalogue, format, args);
    va_end(args);
}

/* ---- Whom it means ---- */

/* A selection, and how many it means where that is known beforehand. */
static void tell_selection(struct tabling *to, const struct xc_selection *selection,
                           bool counted) {
    struct xc_bitset rows = {0};
    struct xc_error ignored = {0};
    xc_rules_explain_selection(selection, to->session->catalogue, &to->text);
    if (counted &&
        xc_selection_run(selection, to->planned, NULL, &rows, &ignored) == XC_OK) {
        xc_buffer_printf(&to->text, chinese(to) ? "（%zu）" : " (%zu)",
                         xc_bitset_count(&rows));
    }
    xc_bitset_free(&rows);
}

static const struct xc_draw_rule *draw_of(const struct xc_stage *stage,
                                          struct xc_str label) {
    for (size_t i = 0; i < stage->draw_count; i++) {
        if (xc_str_equal(stage->draws[i].label, label)) {
            return &stage->draws[i];
        }
    }
    return NULL;
}

/* "medical 6, pharmacy 20"; a single stratum needs no name. */
static struct xc_str strata_of(struct tabling *to, const struct xc_draw_rule *draw) {
    struct xc_buffer list = xc_buffer_make(1 << 16);
    for (size_t i = 0; i < draw->stratum_count; i++) {
        const struct xc_stratum *stratum = &draw->strata[i];
        xc_buffer_puts(&list, i == 0 ? "" : chinese(to) ? "，" : ", ");
        if (draw->by.len > 0) {
            xc_buffer_add(&list, xc_rules_word(stratum->name, to->session->catalogue));
            xc_buffer_putc(&list, ' ');
        }
        xc_buffer_printf(&list, "%lu", (unsigned long)stratum->n);
    }
    struct xc_str kept = xc_arena_copy(to->arena, xc_buffer_view(&list));
    to->failed = to->failed || list.failed || !kept.ptr;
    xc_buffer_free(&list);
    return kept;
}

/* "5", "2.5", or "1/3" where it is no number of tenths. */
static struct xc_str percent_of(struct tabling *to, struct xc_fraction share) {
    struct xc_buffer text = xc_buffer_make(64);
    int64_t tenths = share.a * 1000 / share.b;
    if (share.a * 1000 % share.b != 0) {
        xc_buffer_printf(&text, "%lld/%lld", (long long)share.a, (long long)share.b);
    } else if (tenths % 10 == 0) {
        xc_buffer_printf(&text, "%lld%%", (long long)(tenths / 10));
    } else {
        xc_buffer_printf(&text, "%lld.%lld%%", (long long)(tenths / 10),
                         (long long)(tenths % 10));
    }
    struct xc_str kept = xc_arena_copy(to->arena, xc_buffer_view(&text));
    to->failed = to->failed || text.failed || !kept.ptr;
    xc_buffer_free(&text);
    return kept;
}

/* Who may be drawn, and how many are: a number, a share, or all in a drawn order. */
static void tell_draw(struct tabling *to, const struct xc_draw_rule *draw) {
    struct xc_str strata = strata_of(to, draw);
    tell_selection(to, draw->of ? draw->of : draw->from, true);
    xc_buffer_puts(&to->text, chinese(to) ? "；" : "; ");
    if (xc_str_is(draw->method, "order")) {
        say(to, "all of them, in an order drawn at random");
    } else if (draw->has_share && strata.len > 0) {
        say(to, "drawn at random: at least %.*s, at least %.*s",
            XC_PRI(percent_of(to, draw->share)), XC_PRI(strata));
    } else if (draw->has_share) {
        say(to, "drawn at random: at least %.*s", XC_PRI(percent_of(to, draw->share)));
    } else if (draw->outer.len > 0) {
        say(to, "drawn at random: %.*s in each area drawn", XC_PRI(strata));
    } else {
        say(to, "drawn at random: %.*s", XC_PRI(strata));
    }
}

/* How many will give cause for a visit, nobody knows: no number then. */
static struct xc_str targets_of(struct tabling *to, const struct xc_stage *stage,
                                const struct xc_obligation *obligation) {
    const struct xc_draw_rule *draw =
        obligation->drawn.len > 0 ? draw_of(stage, obligation->drawn) : NULL;
    if (obligation->targets) {
        tell_selection(to, obligation->targets, obligation->since.kind == 0);
    } else if (draw) {
        tell_draw(to, draw);
    }
    return keep(to);
}

/* ---- The other columns ---- */

static struct xc_str items_of(struct tabling *to,
                              const struct xc_obligation *obligation) {
    for (size_t i = 0; i < obligation->item_count; i++) {
        xc_buffer_puts(&to->text, i ? (chinese(to) ? "；" : "; ") : "");
        xc_buffer_add(&to->text, obligation->items[i]);
    }
    return keep(to);
}

/* Visits of one target in the obligation's window: "2", or on average "1.5". */
static void count_times(struct tabling *to, const struct xc_obligation *obligation,
                        struct xc_plan_row *row) {
    struct xc_fraction average = obligation->average;
    row->times = -1;
    if (obligation->since.kind != 0) {
        xc_buffer_puts(&to->text, xc_text(to->session->catalogue, XC_MSG("as needed")));
    } else if (average.a == 0 || average.a % average.b == 0) {
        row->times =
            average.a ? average.a / average.b : (int64_t)xc_obligation_rounds(obligation);
    } else {
        int64_t hundredths = average.a % average.b * 100 / average.b;
        bool tenths = hundredths % 10 == 0;
        xc_buffer_printf(&to->text, tenths ? "%lld.%lld" : "%lld.%02lld",
                         (long long)(average.a / average.b),
                         (long long)(tenths ? hundredths / 10 : hundredths));
    }
    row->times_text = keep(to);
}

static bool seats_partner(const struct xc_seat *seats, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (seats[i].role == XC_ROLE_PARTNER) {
            return true;
        }
    }
    return false;
}

static bool has_partner(const struct xc_obligation *obligation) {
    const struct xc_crew_rule *crew = &obligation->crew;
    bool found = seats_partner(crew->seats, crew->seat_count) ||
                 seats_partner(crew->extra, crew->extra_count) ||
                 seats_partner(obligation->panel.seats, obligation->panel.seat_count);
    for (size_t i = 0; i < crew->team_count && !found; i++) {
        found = seats_partner(crew->teams[i].seats, crew->teams[i].seat_count);
    }
    return found;
}

static void fill_row(struct tabling *to, const struct xc_stage *stage,
                     const struct xc_obligation *obligation, struct xc_plan_row *row) {
    *row = (struct xc_plan_row){
        .matter = stage->title.len ? stage->title : stage->id,
        .basis = stage->basis,
        .targets = targets_of(to, stage, obligation),
        .content = items_of(to, obligation),
        .from = obligation->window.from,
        .to = obligation->window.to,
        .method = xc_method_word(stage->method),
        .joint = has_partner(obligation),
        .nature = xc_nature_word(stage->nature),
    };
    count_times(to, obligation, row);
}

int xc_plan_table(const struct xc_session *session, const struct xc_loaded_plan *plan,
                  struct xc_arena *arena, struct xc_plan_row **rows, size_t *count,
                  struct xc_error *error) {
    const struct xc_programme *programme = plan->programme;
    struct tabling to = {.session = session,
                         .plan = plan,
                         .arena = arena,
                         .text = xc_buffer_make(1 << 20)};
    size_t room = 0;
    *count = 0;
    for (size_t i = 0; i < programme->stage_count; i++) {
        room += programme->stages[i].obligation_count;
    }
    *rows = xc_arena_array(arena, room, sizeof **rows);
    int rc = *rows ? xc_store_load_register(session->store, session->office,
                                            plan->head.snapshot, &to.planned,
                                            session->progress, error)
                   : xc_fail_memory(error);
    for (size_t i = 0; i < programme->stage_count && rc == XC_OK; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            fill_row(&to, stage, &stage->obligations[k], &(*rows)[(*count)++]);
        }
    }
    xc_register_free(to.planned);
    xc_buffer_free(&to.text);
    return rc == XC_OK && to.failed ? xc_fail_memory(error) : rc;
}
