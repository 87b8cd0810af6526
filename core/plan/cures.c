/* What would be enough to close a shortage: every answer is tried by counting again, with
 * everything that other shortages of the component are short by left out. */
#include "plan/proof_internal.h"

#include <string.h>

enum {
    MOST_CREWS = 4096,
    MOST_DAYS = 260,
    MOST_PEOPLE = 24 /* whose limit or relation is tried */
};
#define BUDGET UINT64_C(150000000)

struct curing {
    const struct xc_network *net; /* what fits is still asked for there */
    struct xc_job *job;
    struct xc_shortage *shortage;
    uint32_t first;          /* shortage of the component */
    uint64_t left[XC_MODES]; /* missing whatever is done about this shortage */
    bool *lots;              /* of the component, in the shortage */
    bool *crews;             /* of the job, in the shortage */
    bool *saturdays;         /* by working day: worked behind it */
    uint16_t *weeks; /* working days before Saturdays, those that help most first */
    uint32_t week_count;
    uint64_t costs[XC_CURES]; /* crew-days, by cure */
};

/* Whether some of its visits are also short in another way of counting: a cure must close
 * both. */
static bool shares_lots(const struct curing *c, const struct xc_shortage *other) {
    for (uint32_t i = 0; i < other->lot_count; i++)
        if (c->lots[other->lots[i] - c->net->lot_first])
            return true;
    return false;
}

static void ask_again(struct xc_network *net, const struct xc_shortage *shortage) {
    for (uint32_t i = 0; i < shortage->lot_count; i++) {
        net->rest_count[shortage->lots[i] - net->lot_first] += shortage->gone[i];
        net->rest_minutes[shortage->lots[i] - net->lot_first] +=
            shortage->gone_minutes[i];
    }
}

/* True where the change closes the shortage in every way of counting. */
static int try_change(struct curing *c, const struct xc_change *change, bool *works,
                      struct xc_error *error) {
    struct xc_network net;
    struct xc_job *job = c->job;
    *works = false;
    if (job->cure_steps > BUDGET)
        return XC_OK;
    int code = xc_network_make(&net, job, c->net->component, change, error);
    if (!code)
        code = xc_carry_ready(&net, error);
    if (!code) {
        memcpy(net.rest_count, c->net->rest_count,
               net.lot_count * sizeof *net.rest_count);
        memcpy(net.rest_minutes, c->net->rest_minutes,
               net.lot_count * sizeof *net.rest_minutes);
        for (uint32_t i = c->first; i < job->shortage_count; i++)
            if (shares_lots(c, &job->shortages[i]))
                ask_again(&net, &job->shortages[i]);
        *works = true;
        for (unsigned mode = 0; mode < net.mode_count && *works; mode++)
            *works = xc_carry_deficit(&net, mode, NULL) <= c->left[mode];
        job->cure_steps += net.flow.steps +
                           (uint64_t)net.crew_count * net.segment_count *
                               (net.combo_count + 1) * XC_MODES +
                           (uint64_t)net.flow.edge_count * XC_MODES;
    }
    xc_network_free(&net);
    return code;
}

static struct xc_change nothing(void) {
    return (struct xc_change){.person = XC_NO_ROW, .freed = XC_NO_ROW};
}

static void add_cure(struct curing *c, enum xc_cure_kind kind, uint32_t number,
                     uint32_t person, uint32_t target, uint64_t cost) {
    struct xc_shortage *s = c->shortage;
    const struct xc_register *reg = c->job->reg;
    struct xc_plan_cure cure = {.kind = kind, .number = number};
    uint32_t at = s->cure_count++;
    if (person != XC_NO_ROW)
        cure.person = xc_register_text(reg, reg->people.id[person]);
    if (target != XC_NO_ROW)
        cure.target = xc_register_text(reg, reg->targets.id[target]);
    for (; at > 0 && c->costs[at - 1] > cost; at--) {
        s->cures[at] = s->cures[at - 1];
        c->costs[at] = c->costs[at - 1];
    }
    s->cures[at] = cure;
    c->costs[at] = cost;
}

/* ---- amounts: the least number that works ---- */

static int least(struct curing *c,
                 void (*change_by)(struct curing *, struct xc_change *, uint32_t),
                 uint32_t most, uint32_t *number, struct xc_error *error) {
    uint32_t failed = 0;
    uint32_t tried = 1;
    bool works = false;
    *number = 0;
    for (;;) {
        struct xc_change change = nothing();
        change_by(c, &change, tried);
        int code = try_change(c, &change, &works, error);
        if (code || (!works && tried >= most))
            return code;
        if (works)
            break;
        failed = tried;
        tried = tried * 2 < most ? tried * 2 : most;
    }
    while (tried - failed > 1) {
        uint32_t middle = failed + (tried - failed) / 2;
        struct xc_change change = nothing();
        change_by(c, &change, middle);
        int code = try_change(c, &change, &works, error);
        if (code)
            return code;
        if (works)
            tried = middle;
        else
            failed = middle;
    }
    *number = tried;
    return XC_OK;
}

/* Whether the group ever has the people for the lot. */
static bool has_room(const struct curing *c, uint32_t lot, uint32_t group) {
    const struct xc_network *net = c->net;
    for (uint32_t s = 0; s < net->segment_count; s++)
        if (*xc_rooms_port(net, 0, net->combo_of[lot], s, group) > 0)
            return true;
    return false;
}

/* The group that may take most of the work; its like is what is added. */
static uint32_t busiest_group(const struct curing *c) {
    uint64_t most = 0;
    uint32_t best = 0;
    for (uint32_t g = 0; g < c->net->group_count; g++) {
        uint64_t work = 0;
        for (uint32_t i = 0; i < c->shortage->lot_count; i++)
            if (xc_network_allows(c->net, c->shortage->lots[i] - c->net->lot_first, g) &&
                has_room(c, c->shortage->lots[i] - c->net->lot_first, g))
                work += c->job->lots[c->shortage->lots[i]].minutes;
        if (work > most) {
            most = work;
            best = g;
        }
    }
    return best;
}

static void more_crews(struct curing *c, struct xc_change *change, uint32_t number) {
    change->group = busiest_group(c);
    change->more = number;
}

static void more_days(struct curing *c, struct xc_change *change, uint32_t number) {
    change->lots = c->lots;
    change->days = number;
}

static void more_saturdays(struct curing *c, struct xc_change *change, uint32_t number) {
    memset(c->saturdays, 0, c->job->workdays * sizeof *c->saturdays);
    for (uint32_t i = 0; i < number; i++)
        c->saturdays[c->weeks[i]] = true;
    change->saturdays = c->saturdays;
    change->crews = c->crews;
}

/* How many working days the calendar knows behind the last window of the set. */
static uint32_t days_known(const struct curing *c) {
    struct xc_error ignored = {0};
    xc_date date = XC_NO_DATE;
    uint32_t known = MOST_DAYS;
    uint32_t inside = c->job->workdays - 1u - c->shortage->hi;
    while (known > inside && xc_workdays_step(c->job->input->workdays, c->job->last,
                                              (int)(known - inside), &date, &ignored))
        known = inside + (known - inside) / 2;
    return known;
}

/* Whether a place of the component is closed on the Saturday behind a working day: what
 * its visits would gain there is not to be counted on. */
static bool is_shut(const struct curing *c, uint32_t day, xc_date saturday) {
    const struct xc_job *job = c->job;
    if (job->input->closure_count == 0)
        return false;
    for (uint32_t i = 0; i < c->net->lot_count; i++) {
        const struct xc_lot *lot = &job->lots[c->net->lot_first + i];
        for (uint32_t k = 0; lot->lo <= day && lot->hi > day && k < lot->count; k++)
            if (xc_shut_on(job->input, job->needs[job->lot_needs[lot->first + k]].target,
                           saturday))
                return true;
    }
    return false;
}

/* Saturdays that nothing but their weekday makes days off, between two days that visits
 * of the set may lie on. */
static void find_saturdays(struct curing *c, uint32_t *helped) {
    const struct xc_job *job = c->job;
    const struct xc_shortage *s = c->shortage;
    c->week_count = 0;
    for (uint32_t day = s->lo; day < s->hi; day++) {
        xc_date saturday = xc_days_saturday(job, day);
        if (saturday == XC_NO_DATE || is_shut(c, day, saturday))
            continue;
        uint32_t lots = 0;
        for (uint32_t i = 0; i < s->lot_count; i++)
            lots += job->lots[s->lots[i]].lo <= day && job->lots[s->lots[i]].hi > day;
        uint32_t at = c->week_count++;
        for (; at > 0 && helped[at - 1] < lots; at--) {
            helped[at] = helped[at - 1];
            c->weeks[at] = c->weeks[at - 1];
        }
        helped[at] = lots;
        c->weeks[at] = (uint16_t)day;
    }
}

/* Visits of several days, and the longest of them: they cannot be cut up, so that crews
 * hold only as many as whole ones fit between the days. */
static uint64_t count_long(const struct curing *c, uint32_t *longest) {
    uint64_t count = 0;
    *longest = 1;
    for (uint32_t i = 0; i < c->shortage->need_count; i++) {
        uint32_t days = c->job->needs[c->shortage->needs[i]].days;
        count += days > 1;
        *longest = days > *longest ? days : *longest;
    }
    return count;
}

static uint32_t raise_crews(const struct curing *c, uint32_t number) {
    uint32_t days = 1;
    uint64_t count = count_long(c, &days);
    if (count == 0 || number == 0 || days == 0)
        return number;
    uint64_t each = ((uint64_t)c->shortage->hi - c->shortage->lo + 1) / days;
    while (each > 0 && number <= MOST_CREWS &&
           (c->shortage->crew_count + number) * each < count)
        number++;
    return each > 0 && number <= MOST_CREWS ? number : 0;
}

static uint32_t raise_days(const struct curing *c, uint32_t number, uint32_t most) {
    uint32_t days = 1;
    uint64_t count = count_long(c, &days);
    uint64_t span = (uint64_t)c->shortage->hi - c->shortage->lo + 1;
    if (count == 0 || number == 0 || days == 0)
        return number;
    while (number <= most && (span + number) / days * c->shortage->crew_count < count)
        number++;
    return number <= most ? number : 0;
}

static int try_amounts(struct curing *c, uint32_t *helped, struct xc_error *error) {
    const struct xc_shortage *s = c->shortage;
    uint64_t span = (uint64_t)s->hi - s->lo + 1;
    uint32_t number = 0;
    uint32_t longest = 1;
    int code = least(c, more_crews, MOST_CREWS, &number, error);
    number = raise_crews(c, number);
    if (!code && number > 0)
        add_cure(c, XC_CURE_CREWS, number, XC_NO_ROW, XC_NO_ROW, number * span);
    uint32_t most = days_known(c);
    if (!code && most > 0)
        code = least(c, more_days, most, &number, error);
    number = raise_days(c, number, most);
    if (!code && most > 0 && number > 0)
        add_cure(c, XC_CURE_DAYS, number, XC_NO_ROW, XC_NO_ROW,
                 (uint64_t)number * s->crew_count);
    find_saturdays(c, helped);
    if (count_long(c, &longest) > 0)
        c->week_count = 0;
    if (!code && c->week_count > 0)
        code = least(c, more_saturdays, c->week_count, &number, error);
    if (!code && c->week_count > 0 && number > 0)
        add_cure(c, XC_CURE_SATURDAYS, number, XC_NO_ROW, XC_NO_ROW,
                 (uint64_t)number * s->crew_count);
    return code;
}

/* ---- one rule less for one person ---- */

static int try_limits(struct curing *c, struct xc_error *error) {
    const struct xc_job *job = c->job;
    const struct xc_shortage *s = c->shortage;
    unsigned tried = 0;
    bool works = false;
    for (uint32_t i = 0; i < s->crew_count && s->by_visits && tried < MOST_PEOPLE; i++) {
        const struct xc_crew *crew = &job->crews[s->crews[i]];
        for (uint32_t k = crew->first; k < crew->first + crew->count; k++) {
            uint32_t person = job->members[k].row;
            if (job->reg->people.per_day[person] == 0 || tried++ >= MOST_PEOPLE)
                continue;
            struct xc_change change = nothing();
            change.person = person;
            int code = try_change(c, &change, &works, error);
            if (code)
                return code;
            if (!works)
                continue;
            add_cure(c, XC_CURE_LIMIT, 1, person, XC_NO_ROW, 0);
            return XC_OK;
        }
    }
    return XC_OK;
}

/* People of a crew who are barred from the target, each tried without. */
static int try_crew(struct curing *c, uint32_t index, uint32_t crew_row, unsigned *tried,
                    bool *works, struct xc_error *error) {
    const struct xc_job *job = c->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_lot *lot = &job->lots[job->lot_of[index]];
    const struct xc_crew *crew = &job->crews[crew_row];
    for (uint32_t k = crew->first; k < crew->first + crew->count; k++) {
        uint32_t person = job->members[k].row;
        uint32_t relation = XC_NO_ROW;
        if (*tried >= MOST_PEOPLE ||
            !xc_register_barred(job->reg, person, need->target, job->dates[lot->hi],
                                &relation) ||
            relation == XC_NO_ROW ||
            !xc_lots_may_go(job, need, crew_row, lot->hi, person))
            continue;
        struct xc_change change = nothing();
        change.lot = job->lot_of[index] - c->net->lot_first;
        change.freed = crew_row;
        ++*tried;
        int code = try_change(c, &change, works, error);
        if (code)
            return code;
        if (!*works)
            continue;
        add_cure(c, XC_CURE_RELATION, 1, person, need->target, 0);
        return XC_OK;
    }
    return XC_OK;
}

static int try_relations(struct curing *c, struct xc_error *error) {
    const struct xc_job *job = c->job;
    const struct xc_shortage *s = c->shortage;
    unsigned tried = 0;
    bool works = false;
    int code = XC_OK;
    for (uint32_t i = 0; i < s->need_count && !works && tried < MOST_PEOPLE; i++) {
        const struct xc_bar *bar = &job->bars[job->lots[job->lot_of[s->needs[i]]].bar];
        for (uint32_t k = 0; !code && k < bar->count && !works; k++)
            code = try_crew(c, s->needs[i], bar->crews[k], &tried, &works, error);
        if (code)
            return code;
    }
    return XC_OK;
}

/* ---- all ---- */

static int cure(struct curing *c, uint32_t *helped, struct xc_error *error) {
    const struct xc_shortage *s = c->shortage;
    memset(c->lots, 0, c->net->lot_count * sizeof *c->lots);
    memset(c->crews, 0, c->job->crew_count * sizeof *c->crews);
    for (uint32_t i = 0; i < s->lot_count; i++)
        c->lots[s->lots[i] - c->net->lot_first] = true;
    for (uint32_t i = 0; i < s->crew_count; i++)
        c->crews[s->crews[i]] = true;
    int code = try_limits(c, error);
    if (!code)
        code = try_relations(c, error);
    return code ? code : try_amounts(c, helped, error);
}

int xc_cures_run(struct xc_network *net, uint32_t first, struct xc_error *error) {
    struct xc_job *job = net->job;
    struct curing c = {.net = net, .job = job, .first = first};
    uint32_t *helped = xc_arena_array(net->arena, job->workdays, sizeof *helped);
    c.lots = xc_arena_array(net->arena, net->lot_count, sizeof *c.lots);
    c.crews = xc_arena_array(net->arena, job->crew_count, sizeof *c.crews);
    c.saturdays = xc_arena_array(net->arena, job->workdays, sizeof *c.saturdays);
    c.weeks = xc_arena_array(net->arena, job->workdays, sizeof *c.weeks);
    if (!helped || !c.lots || !c.crews || !c.saturdays || !c.weeks)
        return xc_fail_memory(error);
    for (unsigned mode = 0; mode < net->mode_count; mode++)
        c.left[mode] = xc_carry_deficit(net, mode, NULL);
    int code = xc_lots_list(job, error);
    for (uint32_t i = first; !code && i < job->shortage_count; i++) {
        c.shortage = &job->shortages[i];
        code = cure(&c, helped, error);
    }
    return code;
}

void xc_plan_cure_say(const struct xc_plan_cure *cure, struct xc_message *message) {
    switch (cure->kind) {
    case XC_CURE_CREWS:
        if (cure->number == 1)
            xc_message_set(message, "1 more crew would be enough.");
        else
            xc_message_set(message, "%u more crews would be enough.", cure->number);
        return;
    case XC_CURE_DAYS:
        if (cure->number == 1)
            xc_message_set(message, "1 more working day would be enough.");
        else
            xc_message_set(message, "%u more working days would be enough.",
                           cure->number);
        return;
    case XC_CURE_SATURDAYS:
        if (cure->number == 1)
            xc_message_set(message, "1 Saturday worked by all of them would be enough.");
        else
            xc_message_set(message, "%u Saturdays worked by all of them would be enough.",
                           cure->number);
        return;
    case XC_CURE_RELATION:
        xc_message_set(message,
                       "it would be enough if %.*s were not barred from %.*s (回避).",
                       XC_PRI(cure->person), XC_PRI(cure->target));
        return;
    case XC_CURE_LIMIT:
        xc_message_set(message, "it would be enough if %.*s had no limit of visits.",
                       XC_PRI(cure->person));
        return;
    }
}
