/* Visits side by side: those of one person, one crew or one target. */
#include "plan/check_internal.h"

enum { DAY_END = 24 * 60 };

static int by_key(const void *context, uint32_t a, uint32_t b) {
    const struct xc_checking *c = context;
    const struct xc_check_entry *left = &c->entries[a];
    const struct xc_check_entry *right = &c->entries[b];
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    const struct xc_visit *x = c->visits[left->visit];
    const struct xc_visit *y = c->visits[right->visit];
    if (x->date != y->date)
        return x->date < y->date ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return left->visit < right->visit ? -1 : left->visit > right->visit;
}

static int64_t instant_of(xc_date date, unsigned minutes) {
    return (int64_t)date * DAY_END + minutes;
}

/* The days that a visit takes, the way there and back included. */
static struct xc_window days_of(const struct xc_checking *c,
                                const struct xc_visit *visit) {
    return xc_days_on_road(c->job.input->workdays, visit, xc_check_travel(c, visit));
}

static bool takes_days(const struct xc_window *days) {
    return days->from != days->to;
}

static int64_t start_of(const struct xc_checking *c, const struct xc_visit *visit) {
    struct xc_window days = days_of(c, visit);
    return instant_of(days.from, takes_days(&days) ? 0 : visit->start);
}

static int64_t end_of(const struct xc_checking *c, const struct xc_visit *visit) {
    struct xc_window days = days_of(c, visit);
    return instant_of(days.to, takes_days(&days) ? (unsigned)DAY_END : visit->end);
}

/* Runs over each group of entries with one key, sorted by time. */
static int each_group(struct xc_checking *c, struct xc_error *error,
                      int (*check)(const struct xc_checking *c, const uint32_t *visits,
                                   uint32_t count, uint32_t key)) {
    uint32_t *order = xc_plan_indices(c->job.arena, c->entry_count);
    uint32_t *scratch = xc_arena_array(c->job.arena, c->entry_count, sizeof *scratch);
    if (!order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(order, c->entry_count, scratch, by_key, c);
    for (uint32_t i = 0; i < c->entry_count;) {
        uint32_t end = i;
        uint32_t key = c->entries[order[i]].key;
        for (; end < c->entry_count && c->entries[order[end]].key == key; end++)
            scratch[end] = c->entries[order[end]].visit;
        int stop = check(c, scratch + i, end - i, key);
        if (stop)
            return stop;
        i = end;
    }
    return 0;
}

/* Names the visit that is in the way, and its day. */
static int tell_overlap(const struct xc_checking *c, uint32_t blamed, uint32_t other,
                        struct xc_str who) {
    const struct xc_visit *visit = c->visits[other];
    char day[11];
    xc_date_format(visit->date, day);
    XC_BREACH(
        c, blamed,
        XC_MSG("%.*s would be in two places at once: visit %.*s of %.*s lies on %s, "
               "too."),
        XC_PRI(who), XC_PRI(visit->id), XC_PRI(visit->target), day);
    return 0;
}

static int check_overlap(const struct xc_checking *c, const uint32_t *visits,
                         uint32_t count, struct xc_str who) {
    int64_t busy_until = INT64_MIN;
    uint32_t busy = UINT32_MAX;    /* with that visit */
    int64_t own_until = INT64_MIN; /* … and with one to check */
    uint32_t own = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_visit *visit = c->visits[visits[i]];
        int64_t start = start_of(c, visit);
        int64_t end = end_of(c, visit);
        if (start < busy_until) {
            uint32_t met = start < own_until ? own : busy;
            uint32_t blamed = xc_check_blame(c, visits[i], met);
            int stop = tell_overlap(c, blamed, blamed == met ? visits[i] : met, who);
            if (stop)
                return stop;
        }
        if (end > busy_until) {
            busy_until = end;
            busy = visits[i];
        }
        if (end > own_until && visits[i] < c->checked) {
            own_until = end;
            own = visits[i];
        }
    }
    return 0;
}

/* Visits of a span, in the order of time, of which there may be so many. */
struct tally {
    unsigned most; /* 0: any number */
    unsigned count;
    uint32_t own; /* the last of them that is to be checked */
};
#define NOBODY UINT32_MAX

/* Counts one more, in the same span as the last one or in a new one. The visit whose
 * fault it is where they are too many, else NOBODY: the one too many, or, where that one
 * is fixed, one before it that is not. */
static uint32_t tally(const struct xc_checking *c, struct tally *t, uint32_t visit,
                      bool same) {
    bool checked = visit < c->checked;
    t->count = same ? t->count + 1 : 1;
    if (checked || !same)
        t->own = checked ? visit : NOBODY;
    if (t->most == 0 || t->count <= t->most)
        return NOBODY;
    return checked || t->count == t->most + 1 ? t->own : NOBODY;
}

static int check_load(const struct xc_checking *c, const uint32_t *visits, uint32_t count,
                      uint32_t person) {
    const struct xc_people *people = &c->job.reg->people;
    struct xc_str id = xc_register_text(c->job.reg, people->id[person]);
    struct tally day = {.most = people->per_day[person]};
    struct tally year = {.most = people->max_visits[person]};
    char text[11];
    for (uint32_t i = 0; i < count; i++) {
        xc_date date = c->visits[visits[i]]->date;
        xc_date before = i > 0 ? c->visits[visits[i - 1]]->date : XC_NO_DATE;
        bool same_year = i > 0 && xc_date_ymd(date).year == xc_date_ymd(before).year;
        uint32_t blamed = tally(c, &day, visits[i], date == before);
        xc_date_format(date, text);
        if (blamed != NOBODY)
            XC_BREACH(c, blamed, XC_MSG("%.*s makes more than %u visits on %s."),
                      XC_PRI(id), people->per_day[person], text);
        blamed = tally(c, &year, visits[i], same_year);
        if (blamed != NOBODY)
            XC_BREACH(c, blamed, XC_MSG("%.*s makes more than %u visits a year."),
                      XC_PRI(id), people->max_visits[person]);
    }
    return check_overlap(c, visits, count, id);
}

static int check_crew(const struct xc_checking *c, const uint32_t *visits, uint32_t count,
                      uint32_t key) {
    (void)key;
    return check_overlap(c, visits, count, c->visits[visits[0]]->crew);
}

static bool has_label(const struct xc_checking *c, const struct xc_visit *visit,
                      struct xc_str label) {
    for (size_t i = 0; i < visit->task_count; i++)
        if (xc_str_equal(visit->tasks[i].programme, c->job.programme->id) &&
            xc_str_equal(visit->tasks[i].label, label))
            return true;
    return false;
}

/* Gap and visits per period of one obligation at one target. */
static int check_demand(const struct xc_checking *c, const uint32_t *visits,
                        uint32_t count, const struct xc_demand *demand) {
    const struct xc_obligation *obligation = demand->obligation;
    uint32_t last = NOBODY;
    struct tally period = {.most = obligation->each ? obligation->max_per : 0};
    xc_date period_of = XC_NO_DATE;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_visit *visit = c->visits[visits[i]];
        bool own = has_label(c, visit, obligation->label);
        if (!own && !xc_fixed_by_hand(visit, c->job.programme->id, demand->stage->id))
            continue;
        xc_date apart =
            last == NOBODY ? INT32_MAX : visit->date - c->visits[last]->end_date;
        if (apart < (xc_date)obligation->gap)
            XC_BREACH(
                c, xc_check_blame(c, visits[i], last),
                XC_MSG("only %d days lie between two visits of %.*s; '%.*s' wants %u."),
                (int)apart, XC_PRI(visit->target), XC_PRI(obligation->label),
                obligation->gap);
        last = visits[i];
        if (!own || !obligation->each)
            continue;
        xc_date first = xc_date_period_first(visit->date, obligation->each);
        uint32_t blamed = tally(c, &period, visits[i], first == period_of);
        period_of = first;
        if (blamed != NOBODY)
            XC_BREACH(c, blamed, XC_MSG("'%.*s' allows %u visits in a period."),
                      XC_PRI(obligation->label), obligation->max_per);
    }
    return 0;
}

/* Whether the demand is what the visit was made for: a task that joined or rides along
 * causes none. Those added by hand count for the first demand of their stage. */
static bool is_made_for(const struct xc_checking *c, const struct xc_visit *visit,
                        const struct xc_demand *demand) {
    if (xc_fixed_by_hand(visit, c->job.programme->id, demand->stage->id))
        return demand->obligation == &demand->stage->obligations[0];
    return has_label(c, visit, demand->obligation->label) &&
           xc_str_equal(visit->tasks[0].label, demand->obligation->label);
}

/* Visits of one nature a year. */
static int check_cap(const struct xc_checking *c, const uint32_t *visits, uint32_t count,
                     const struct xc_demand *demand) {
    struct tally year = {.most = xc_seats_cap(&c->job, demand, c->targets[visits[0]])};
    xc_date year_of = XC_NO_DATE;
    bool own_year = false;
    for (uint32_t i = 0; year.most > 0 && i < count; i++) {
        const struct xc_visit *visit = c->visits[visits[i]];
        if (visit->nature && visit->nature != demand->stage->nature)
            continue;
        bool same = year_of != XC_NO_DATE &&
                    xc_date_ymd(year_of).year == xc_date_ymd(visit->date).year;
        bool new_own = !(same && own_year) && is_made_for(c, visit, demand);
        own_year = (same && own_year) || new_own;
        year_of = visit->date;
        uint32_t blamed = tally(c, &year, visits[i], same);
        if (new_own && year.count > year.most)
            blamed = year.own; /* others were too many already */
        if (own_year && blamed != NOBODY)
            XC_BREACH(c, blamed, XC_MSG("%.*s is visited more than %u times that year."),
                      XC_PRI(visit->target), year.most);
    }
    return 0;
}

/* The strictest rotation of the obligations that the visit serves. */
static enum xc_rotate rotate_of(const struct xc_checking *c,
                                const struct xc_visit *visit) {
    enum xc_rotate rotate = XC_ROTATE_NONE;
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_demand *demand = xc_check_demand(c, &visit->tasks[i]);
        if (demand && demand->obligation->rotate > rotate)
            rotate = demand->obligation->rotate;
    }
    return rotate;
}

static int check_rotation(const struct xc_checking *c, const uint32_t *visits,
                          uint32_t count) {
    uint32_t own = NOBODY; /* any that is to be checked */
    for (uint32_t i = 0; i < count; i++)
        own = xc_check_blame(c, visits[i], own);
    for (uint32_t i = 1; i < count; i++) {
        const struct xc_visit *before = c->visits[visits[i - 1]];
        const struct xc_visit *visit = c->visits[visits[i]];
        enum xc_rotate rotate = rotate_of(c, before);
        if (rotate_of(c, visit) > rotate)
            rotate = rotate_of(c, visit);
        if (xc_rotation_keeps(before, visit, rotate))
            continue;
        /* two fixed ones meet where one to check has left the place between them */
        uint32_t blamed =
            xc_check_blame(c, xc_check_blame(c, visits[i], visits[i - 1]), own);
        if (rotate == XC_ROTATE_LEAD)
            XC_BREACH(
                c, blamed,
                XC_MSG("the lead of this visit of %.*s also led the one before it."),
                XC_PRI(visit->target));
        else
            XC_BREACH(c, blamed,
                      XC_MSG("somebody at this visit of %.*s was also at the one before "
                             "it."),
                      XC_PRI(visit->target));
    }
    return 0;
}

static int check_target(const struct xc_checking *c, const uint32_t *visits,
                        uint32_t count, uint32_t key) {
    (void)key;
    int stop = check_rotation(c, visits, count);
    for (uint32_t i = 0; !stop && count > 1 && i < c->job.demand_count; i++) {
        stop = check_cap(c, visits, count, &c->job.demands[i]);
        if (!stop)
            stop = check_demand(c, visits, count, &c->job.demands[i]);
    }
    return stop;
}

/* ---- all ---- */

static int by_crew_text(const void *context, uint32_t a, uint32_t b) {
    const struct xc_checking *c = context;
    int order = xc_str_compare(c->visits[a]->crew, c->visits[b]->crew);
    return order ? order : (a < b ? -1 : a > b);
}

static int check_crews(struct xc_checking *c, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(c->job.arena, c->count);
    uint32_t *scratch = xc_arena_array(c->job.arena, c->count, sizeof *scratch);
    if (!order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(order, c->count, scratch, by_crew_text, c);
    uint32_t rank = 0;
    c->entry_count = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        if (i > 0 &&
            !xc_str_equal(c->visits[order[i]]->crew, c->visits[order[i - 1]]->crew))
            rank++;
        if (c->visits[order[i]]->crew.len > 0)
            c->entries[c->entry_count++] = (struct xc_check_entry){order[i], rank};
    }
    return each_group(c, error, check_crew);
}

/* ---- resources ---- */

struct use { /* of a resource by a crew on a day */
    uint32_t resource;
    xc_date day;
    struct xc_str crew;
    uint32_t visit;
};

static int by_use(const void *context, uint32_t a, uint32_t b) {
    const struct use *x = (const struct use *)context + a;
    const struct use *y = (const struct use *)context + b;
    if (x->resource != y->resource)
        return x->resource < y->resource ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    int order = xc_str_compare(x->crew, y->crew);
    return order ? order : (x->visit < y->visit ? -1 : x->visit > y->visit);
}

/* Lists the uses of all visits; uses NULL: only counts them. */
static size_t list_uses(const struct xc_checking *c, struct use *uses) {
    size_t count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->visits[i]->task_count; k++) {
            const struct xc_demand *demand = xc_check_demand(c, &c->visits[i]->tasks[k]);
            for (size_t n = 0; demand && n < demand->obligation->use_count; n++) {
                struct xc_window days = days_of(c, c->visits[i]);
                uint32_t resource =
                    xc_sharing_find(c->job.programme, demand->obligation->uses[n]);
                for (xc_date day = days.from; resource != XC_NO_ROW && day <= days.to;
                     day++, count++)
                    if (uses)
                        uses[count] = (struct use){resource, day, c->visits[i]->crew, i};
            }
        }
    return count;
}

static int check_resources(const struct xc_checking *c, struct xc_error *error) {
    size_t count = list_uses(c, NULL);
    struct use *uses = xc_arena_array(c->job.arena, count, sizeof *uses);
    uint32_t *order = xc_plan_indices(c->job.arena, count);
    uint32_t *scratch = xc_arena_array(c->job.arena, count, sizeof *scratch);
    if (!uses || !order || !scratch)
        return xc_fail_memory(error);
    (void)list_uses(c, uses);
    xc_plan_sort(order, count, scratch, by_use, uses);
    struct tally crews = {0};
    for (size_t i = 0; i < count; i++) {
        const struct use *use = &uses[order[i]];
        const struct use *before = i > 0 ? &uses[order[i - 1]] : NULL;
        const struct xc_resource *resource = &c->job.programme->resources[use->resource];
        bool same_day =
            before && before->resource == use->resource && before->day == use->day;
        if (same_day && xc_str_equal(before->crew, use->crew))
            continue;
        crews.most = resource->count;
        uint32_t blamed = tally(c, &crews, use->visit, same_day);
        if (blamed == NOBODY)
            continue;
        char text[11];
        xc_date_format(use->day, text);
        XC_BREACH(c, blamed, XC_MSG("more than %u crews use '%.*s' on %s."),
                  resource->count, XC_PRI(resource->id), text);
    }
    return 0;
}

int xc_check_beside(struct xc_checking *c, struct xc_error *error) {
    c->entry_count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->visits[i]->person_count; k++) {
            uint32_t person =
                xc_register_find_person(c->job.reg, c->visits[i]->people[k].person);
            if (person != XC_NO_ROW)
                c->entries[c->entry_count++] = (struct xc_check_entry){i, person};
        }
    int stop = each_group(c, error, check_load);
    if (!stop)
        stop = check_resources(c, error);
    if (!stop)
        stop = check_crews(c, error);
    c->entry_count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->targets[i] != XC_NO_ROW)
            c->entries[c->entry_count++] = (struct xc_check_entry){i, c->targets[i]};
    return stop ? stop : each_group(c, error, check_target);
}
