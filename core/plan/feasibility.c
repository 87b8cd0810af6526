/* What cannot fit, proved by counting before anything is placed: for a pool and a span of
 * working days, the work that must lie inside against the crew-days that exist there. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum { EDGES = 64, PROOFS_OF_POOL = 64 };

struct counting {
    struct xc_job *job;
    uint32_t pool;
    const uint32_t *needs; /* those of the pool */
    uint32_t count;
    uint16_t lows[EDGES], highs[EDGES];
    unsigned low_count, high_count;
    uint64_t work[EDGES][EDGES]; /* minutes, by the edges just inside */
    uint64_t visits[EDGES][EDGES];
    uint64_t *minutes;   /* days + 1: minutes of the pool's crews before the day */
    uint64_t *places;    /* days + 1: visits they can make */
    uint64_t *cells;     /* days + 1: crew-days */
    unsigned smallest;   /* minutes of the shortest visit */
    unsigned day_places; /* visits of a crew on a whole day */
};

static int by_number(const void *context, uint32_t a, uint32_t b) {
    (void)context;
    return a < b ? -1 : a > b;
}

/* At most EDGES of the distinct values, the outermost among them. */
static unsigned thin_out(uint32_t *values, uint32_t count, uint16_t *edges) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    unsigned number = kept < EDGES ? kept : EDGES;
    for (unsigned i = 0; i < number; i++)
        edges[i] =
            (uint16_t)values[number > 1 ? (uint64_t)i * (kept - 1) / (number - 1) : 0];
    return number;
}

static void tabulate(struct counting *c) {
    struct xc_job *job = c->job;
    memset(c->work, 0, sizeof c->work);
    memset(c->visits, 0, sizeof c->visits);
    for (uint32_t i = 0; i < c->count; i++) {
        const struct xc_need *need = &job->needs[c->needs[i]];
        unsigned low = c->low_count;
        unsigned high = 0;
        while (low > 0 && c->lows[low - 1] > need->wide_lo)
            low--;
        while (high < c->high_count && c->highs[high] < need->wide_hi)
            high++;
        if (low == 0 || high == c->high_count)
            continue;
        c->work[low - 1][high] += (uint64_t)need->minutes * need->days;
        c->visits[low - 1][high] += need->days == 1;
    }
    for (unsigned low = c->low_count; low-- > 0;)
        for (unsigned high = 0; high < c->high_count; high++) {
            /* all that starts no earlier and ends no later */
            uint64_t work = c->work[low][high];
            uint64_t visits = c->visits[low][high];
            if (high > 0) {
                work += c->work[low][high - 1];
                visits += c->visits[low][high - 1];
            }
            if (low + 1 < c->low_count) {
                work += c->work[low + 1][high];
                visits += c->visits[low + 1][high];
            }
            if (high > 0 && low + 1 < c->low_count) {
                work -= c->work[low + 1][high - 1];
                visits -= c->visits[low + 1][high - 1];
            }
            c->work[low][high] = work;
            c->visits[low][high] = visits;
        }
}

/* What each working day offers at most, whatever the obligations' seats. */
static void measure(struct counting *c, const bool *classes) {
    struct xc_job *job = c->job;
    const struct xc_pool *pool = &job->pools[c->pool];
    unsigned setup = job->input->setup_minutes;
    memset(c->minutes, 0, ((size_t)job->workdays + 1) * sizeof *c->minutes);
    memset(c->places, 0, ((size_t)job->workdays + 1) * sizeof *c->places);
    memset(c->cells, 0, ((size_t)job->workdays + 1) * sizeof *c->cells);
    c->day_places = xc_hours_fit(&job->hours, c->smallest);
    unsigned loosest = 0;
    for (uint32_t i = 0; i < pool->count; i++) {
        uint32_t crew = pool->crews[i];
        unsigned limit = 0;
        for (uint32_t k = 0; k < job->class_count; k++) {
            unsigned own =
                classes[k] ? xc_people_day_limit(job, &job->classes[k], crew) : 0;
            limit = own > limit ? own : limit;
        }
        loosest = limit > loosest ? limit : loosest;
        for (uint32_t day = 0; day < job->workdays; day++) {
            unsigned presence = 0;
            for (uint32_t k = 0; k < job->class_count; k++)
                if (classes[k])
                    presence |=
                        job->classes[k].presence[(size_t)crew * job->workdays + day];
            if (presence == 0)
                continue;
            struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
            unsigned minutes = xc_hours_minutes(&hours, XC_WHOLE_DAY);
            unsigned fit = xc_hours_fit(&hours, c->smallest);
            c->minutes[day + 1] += minutes > setup ? minutes - setup : 0;
            c->places[day + 1] += fit < limit ? fit : limit;
            c->cells[day + 1]++;
        }
    }
    if (loosest > 0 && loosest < c->day_places)
        c->day_places = loosest;
    for (uint32_t day = 0; day < job->workdays; day++) {
        c->minutes[day + 1] += c->minutes[day];
        c->places[day + 1] += c->places[day];
        c->cells[day + 1] += c->cells[day];
    }
}

static int add_proof(struct counting *c, unsigned low, unsigned high, uint64_t need,
                     uint64_t exist, struct xc_error *error) {
    struct xc_job *job = c->job;
    const struct xc_pool *pool = &job->pools[c->pool];
    uint32_t days = (uint32_t)c->highs[high] - c->lows[low] + 1;
    uint64_t missing = need - exist;
    char from[11];
    char to[11];
    struct xc_message message;
    xc_date_format(job->dates[c->lows[low]], from);
    xc_date_format(job->dates[c->highs[high]], to);
    unsigned crews = (unsigned)((missing + days - 1) / days);
    unsigned more =
        (unsigned)((missing + pool->count - 1) / (pool->count ? pool->count : 1));
    unsigned visits = (unsigned)c->visits[low][high];
    if (pool->name.len > 0 && !xc_str_is(pool->name, "-"))
        xc_message_set(
            &message,
            "between %s and %s, %u visits of %.*s need %u crew-days; %u exist: %u "
            "crew-days short (%u more crews or %u more days).",
            from, to, visits, XC_PRI(pool->name), (unsigned)need, (unsigned)exist,
            (unsigned)missing, crews, more);
    else
        xc_message_set(&message,
                       "between %s and %s, %u visits need %u crew-days; %u exist: %u "
                       "crew-days short (%u more crews or %u more days).",
                       from, to, visits, (unsigned)need, (unsigned)exist,
                       (unsigned)missing, crews, more);
    struct xc_proof *proof = &job->proofs[job->proof_count];
    *proof = (struct xc_proof){c->pool, c->lows[low], c->highs[high], 0};
    if (xc_plan_reason(job, &message, &proof->reason))
        return xc_fail_memory(error);
    job->proof_count++;
    return XC_OK;
}

/* True where the window proves too little room; need and exist in whole crew-days, so
 * that rounding never hides nor makes the shortfall. */
static bool falls_short(const struct counting *c, unsigned low, unsigned high,
                        uint64_t *need, uint64_t *exist) {
    unsigned whole = xc_hours_minutes(&c->job->hours, XC_WHOLE_DAY);
    uint32_t from = c->lows[low];
    uint32_t to = c->highs[high] + 1u;
    if (from >= to)
        return false;
    uint64_t places = c->places[to] - c->places[from];
    uint64_t minutes = c->minutes[to] - c->minutes[from];
    uint64_t setup = c->job->input->setup_minutes;
    *need = 0;
    *exist = 0;
    if (c->visits[low][high] > places && c->day_places > 0) {
        *need = (c->visits[low][high] + c->day_places - 1) / c->day_places;
        *exist = places / c->day_places;
    }
    if (c->work[low][high] > minutes && whole > setup) {
        uint64_t days = (c->work[low][high] + whole - setup - 1) / (whole - setup);
        uint64_t there = minutes / (whole - setup);
        if (days - there > *need - *exist) {
            *need = days;
            *exist = there;
        }
    }
    return *need > *exist;
}

static int prove(struct counting *c, struct xc_error *error) {
    unsigned found = 0;
    for (unsigned high = 0; high < c->high_count; high++)
        for (unsigned low = c->low_count; low-- > 0;) {
            uint64_t need = 0;
            uint64_t exist = 0;
            if (found == PROOFS_OF_POOL || !falls_short(c, low, high, &need, &exist))
                continue;
            int code = add_proof(c, low, high, need, exist, error);
            if (code)
                return code;
            found++;
        }
    return XC_OK;
}

static int count_pool(struct counting *c, uint32_t *values, uint32_t *scratch,
                      bool *classes, struct xc_error *error) {
    struct xc_job *job = c->job;
    c->smallest = UINT_MAX;
    memset(classes, 0, job->class_count * sizeof *classes);
    for (uint32_t i = 0; i < c->count; i++) {
        const struct xc_need *need = &job->needs[c->needs[i]];
        values[i] = need->wide_lo;
        classes[job->demands[need->demand].klass] = true;
        if (need->days == 1 && need->minutes < c->smallest)
            c->smallest = need->minutes;
    }
    xc_plan_sort(values, c->count, scratch, by_number, NULL);
    c->low_count = thin_out(values, c->count, c->lows);
    for (uint32_t i = 0; i < c->count; i++)
        values[i] = job->needs[c->needs[i]].wide_hi;
    xc_plan_sort(values, c->count, scratch, by_number, NULL);
    c->high_count = thin_out(values, c->count, c->highs);
    tabulate(c);
    measure(c, classes);
    return prove(c, error);
}

int xc_feasibility_run(struct xc_job *job, struct xc_error *error) {
    struct counting *c = xc_arena_alloc(job->arena, sizeof *c);
    uint32_t *values = xc_arena_array(job->arena, job->order_count, sizeof *values);
    uint32_t *scratch = xc_arena_array(job->arena, job->order_count, sizeof *scratch);
    bool *classes = xc_arena_array(job->arena, job->class_count, sizeof *classes);
    job->proofs = xc_arena_array(job->arena, (size_t)job->pool_count * PROOFS_OF_POOL,
                                 sizeof *job->proofs);
    if (!c || !values || !scratch || !classes || !job->proofs)
        return xc_fail_memory(error);
    c->job = job;
    c->minutes =
        xc_arena_array(job->arena, (size_t)job->workdays + 1, sizeof *c->minutes);
    c->places = xc_arena_array(job->arena, (size_t)job->workdays + 1, sizeof *c->places);
    c->cells = xc_arena_array(job->arena, (size_t)job->workdays + 1, sizeof *c->cells);
    if (!c->minutes || !c->places || !c->cells)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->order_count;) { /* sorted by pool */
        c->pool = job->needs[job->order[i]].pool;
        uint32_t end = i;
        while (end < job->order_count && job->needs[job->order[end]].pool == c->pool)
            end++;
        c->needs = job->order + i;
        c->count = end - i;
        int code = job->pools[c->pool].count > 0
                       ? count_pool(c, values, scratch, classes, error)
                       : XC_OK;
        if (code)
            return code;
        i = end;
    }
    return XC_OK;
}
