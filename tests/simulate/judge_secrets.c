/* What must not be known yet is not shown: every name in the county is a canary. */
#include "simulate.h"

#include <string.h>

static bool hidden_stage(const struct shown *visit) {
    for (size_t i = 0; i < visit->duty_count; i++) {
        if (strcmp(visit->duties[i].stage, "annual") == 0 ||
            strcmp(visit->duties[i].stage, "second") == 0) {
            return true;
        }
    }
    return false;
}

/* 17:00 of the working day before. */
static xc_instant released(const struct year *year, xc_date date) {
    return xc_instant_make(world_workday(&year->world, date, -1), 17 * 60, EAST);
}

void judge_embargo(struct year *year) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && !visit->done && !visit->pinned && visit->date > year->today &&
            hidden_stage(visit) &&
            (visit->embargo == XC_NO_INSTANT ||
             visit->embargo < released(year, visit->date))) {
            judge_breach(year->judge, "embargo", "%s would be known too early",
                         visit->id);
        }
    }
}

void judge_open_names(const struct year *year, bool open[MAX_TARGETS]) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        bool free_stage = !hidden_stage(visit);
        if (visit->published &&
            (free_stage || year->session.now >= released(year, visit->date))) {
            open[visit->target] = true;
        }
    }
}

/* "金丝雀00012号…" and T00012: a number that must not stand there. */
void judge_look(struct year *year, const bool *open, struct xc_str text,
                const char *where) {
    static const char canary[] = "金丝雀";
    for (size_t i = 0; i + 6 < text.len; i++) {
        size_t skip = 0;
        uint64_t number;
        if (text.ptr[i] == 'T' && i > 0 && text.ptr[i - 1] == '"') {
            skip = 1;
        } else if (i + sizeof canary + 5 < text.len &&
                   memcmp(text.ptr + i, canary, sizeof canary - 1) == 0) {
            skip = sizeof canary - 1;
        }
        if (skip > 0 &&
            xc_str_to_uint(xc_str_slice(text, i + skip, 5), MAX_TARGETS - 1, &number)) {
            year->secrets++;
            if (!open[number]) {
                judge_breach(year->judge, "embargo", "%s names T%05llu too early", where,
                             (unsigned long long)number);
            }
        }
    }
}

static void look_at_json(struct year *year, const bool *open) {
    static const struct {
        enum xc_viewer_role role;
        const char *name;
    } readers[] = {{XC_VIEWER_PUBLIC, "the public plan"},
                   {XC_VIEWER_INSPECTOR, "the inspectors' plan"}};
    for (size_t i = 0; i < 2 * PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[i / 2];
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        if (programme->planned && programme->published_until != XC_NO_DATE &&
            office_json(year, (unsigned)i / 2, readers[i % 2].role, &text)) {
            judge_look(year, open, xc_buffer_view(&text), readers[i % 2].name);
        }
        xc_buffer_free(&text);
    }
}

void judge_secrets(struct year *year) {
    bool open[MAX_TARGETS] = {false};
    judge_open_names(year, open);
    look_at_json(year, open);
}
