/* Step 1: who works together. The register's crew column, else crews formed per area. */
#include "plan/keep_internal.h"
#include "plan/uncrewed.h"

#include <string.h>

static bool is_active(const struct xc_register *reg, uint32_t person) {
    uint8_t status = reg->people.status[person];
    return status != XC_STATUS_CLOSED && status != XC_STATUS_SUSPENDED;
}

static bool is_lead(const struct xc_register *reg, uint32_t person) {
    return (reg->people.roles[person] >> XC_ROLE_LEAD & 1u) != 0;
}

/* The deepest area that holds both. */
static uint32_t common_area(const struct xc_register *reg, uint32_t a, uint32_t b) {
    while (a != XC_NO_ROW && !xc_register_within(reg, b, a))
        a = reg->areas.parent[a];
    return a;
}

static int add_crew(struct xc_job *job, struct xc_str id, bool formed,
                    const uint32_t *people, uint32_t count, struct xc_error *error) {
    struct xc_crew *crew = &job->crews[job->crew_count];
    crew->id = id;
    crew->formed = formed;
    crew->first = job->member_count;
    crew->area = XC_NO_ROW;
    if (count > XC_CREW_PEOPLE) {
        struct xc_message note;
        xc_message_set(&note,
                       "crew %.*s has %u people; only the first %d of them are planned.",
                       XC_PRI(id), count, (int)XC_CREW_PEOPLE);
        if (xc_plan_note(job, &note))
            return xc_fail_memory(error);
        count = XC_CREW_PEOPLE;
    }
    bool placed = false;
    for (uint32_t i = 0; i < count; i++) {
        struct xc_member *member = &job->members[job->member_count];
        member->row = people[i];
        member->crew = job->crew_count;
        job->member_of[people[i]] = job->member_count++;
        uint32_t area = job->reg->people.area[people[i]];
        if (area == XC_NO_ROW)
            continue;
        crew->area = placed ? common_area(job->reg, crew->area, area) : area;
        placed = true;
    }
    crew->count = count;
    job->crew_count++;
    return XC_OK;
}

/* ---- the register's crews ---- */

static int by_crew(const void *context, uint32_t a, uint32_t b) {
    const struct xc_register *reg = context;
    int order = xc_str_compare(xc_register_text(reg, reg->people.crew[a]),
                               xc_register_text(reg, reg->people.crew[b]));
    if (order)
        return order;
    if (is_lead(reg, a) != is_lead(reg, b))
        return is_lead(reg, a) ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* A crew of the register, with the experts whom a draw dealt to it. */
static int add_column(struct xc_job *job, struct xc_str id, const uint32_t *own,
                      uint32_t all, struct xc_error *error) {
    uint32_t people[XC_CREW_PEOPLE];
    int code = XC_OK;
    if (all <= XC_CREW_PEOPLE) {
        memcpy(people, own, all * sizeof *own);
        code = xc_drawn_join_crew(job, id, people, &all, XC_CREW_PEOPLE, error);
        own = people;
    }
    return code ? code : add_crew(job, id, false, own, all, error);
}

static int take_columns(struct xc_job *job, uint32_t *rows, uint32_t *scratch,
                        struct xc_error *error) {
    const struct xc_register *reg = job->reg;
    uint32_t count = 0;
    for (uint32_t i = 0; i < reg->people.count; i++)
        if (reg->people.crew[i] != 0 && is_active(reg, i))
            rows[count++] = i;
    xc_plan_sort(rows, count, scratch, by_crew, reg);
    for (uint32_t i = 0; i < count;) {
        struct xc_str id = xc_register_text(reg, reg->people.crew[rows[i]]);
        uint32_t end = i + 1;
        while (end < count &&
               xc_str_equal(id, xc_register_text(reg, reg->people.crew[rows[end]])))
            end++;
        int code = add_column(job, id, rows + i, end - i, error);
        if (code)
            return code;
        i = end;
    }
    return XC_OK;
}

/* ---- formed crews ---- */

struct forming {
    struct xc_job *job;
    const struct xc_class *klass; /* whose places a crew must fill */
    uint32_t *masks;              /* people: seats; 0: not to be seated */
    bool *able;                   /* people: has the role for some seat */
    bool *meant;                  /* people: their county does not name its crews */
    uint32_t *area;               /* people: where they are counted now */
    bool *used;
    uint32_t *left; /* people in no crew, area by area */
    uint32_t left_count;
    uint32_t columned; /* crews of the register: ids that are taken */
    uint32_t kept;     /* these and the crews that a replan found formed: likewise */
};

static int by_area_and_lead(const void *context, uint32_t a, uint32_t b) {
    const struct forming *forming = context;
    if (forming->area[a] != forming->area[b])
        return forming->area[a] < forming->area[b] ? -1 : 1;
    const struct xc_register *reg = forming->job->reg;
    if (is_lead(reg, a) != is_lead(reg, b))
        return is_lead(reg, a) ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The next unused person for a seat. Other seats take leads last, so that leads are
 * spared for the crews' own lead seats. Whoever was passed over once is never asked
 * again. */
static uint32_t next_for(const struct forming *forming, unsigned kind,
                         const uint32_t *people, uint32_t count, uint32_t leads,
                         uint32_t *cursor) {
    bool wants_lead = forming->klass->rule->seats[kind].role == XC_ROLE_LEAD;
    uint32_t from = wants_lead ? 0 : leads;
    while (*cursor < count) {
        uint32_t person = people[(from + (*cursor)++) % count];
        if (!forming->used[person] && forming->masks[person] >> kind & 1u)
            return person;
    }
    return XC_NO_ROW;
}

static int formed_id(struct xc_job *job, uint32_t area, unsigned number,
                     uint32_t columned, struct xc_str *id, struct xc_error *error) {
    struct xc_str code = area == XC_NO_ROW
                             ? XC_STR("crew")
                             : xc_register_text(job->reg, job->reg->areas.code[area]);
    struct xc_buffer text = xc_buffer_make(4096);
    (void)xc_buffer_printf(&text, "%.*s-%02u", XC_PRI(code), number);
    for (uint32_t i = 0; i < columned; i++) {
        if (!xc_str_equal(job->crews[i].id, xc_buffer_view(&text)))
            continue;
        (void)xc_buffer_putc(&text, '+');
        i = UINT32_MAX;
    }
    *id = xc_arena_copy(job->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return id->ptr ? XC_OK : xc_fail_memory(error);
}

static bool is_kept_id(const struct forming *forming, struct xc_str id) {
    for (uint32_t i = forming->columned; i < forming->kept; i++)
        if (xc_str_equal(forming->job->crews[i].id, id))
            return true;
    return false;
}

/* Forms as many crews as an area's people allow. */
static int form_in_area(struct forming *forming, const uint32_t *people, uint32_t count,
                        struct xc_error *error) {
    const struct xc_class *klass = forming->klass;
    struct xc_job *job = forming->job;
    uint32_t cursors[XC_MAX_SEATS] = {0};
    uint32_t leads = 0;
    while (leads < count && is_lead(job->reg, people[leads]))
        leads++;
    for (unsigned number = 1;; number++) {
        uint32_t chosen[XC_PLACES];
        unsigned filled = 0;
        while (filled < klass->place_count) {
            unsigned kind = klass->kind_of[filled];
            uint32_t person =
                next_for(forming, kind, people, count, leads, &cursors[kind]);
            if (person == XC_NO_ROW)
                break;
            forming->used[person] = true;
            chosen[filled++] = person;
        }
        if (filled < klass->place_count || filled == 0) {
            for (unsigned i = 0; i < filled; i++)
                forming->used[chosen[i]] = false;
            return XC_OK;
        }
        struct xc_str id = {0};
        int code = formed_id(job, forming->area[people[0]], number, forming->columned,
                             &id, error);
        while (!code && is_kept_id(forming, id))
            code = formed_id(job, forming->area[people[0]], ++number, forming->columned,
                             &id, error);
        if (!code)
            code = add_crew(job, id, true, chosen, filled, error);
        if (code)
            return code;
    }
}

/* Whoever is able and has no crew, kept for the note. */
static void keep_left_over(struct forming *forming, const uint32_t *people,
                           uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!forming->used[people[i]] && forming->able[people[i]])
            forming->left[forming->left_count++] = people[i];
}

/* One round over a level of areas: crews are formed, who is left of a town goes on to its
 * county. Nobody goes beyond the county, because offices work where they belong
 * (属地管辖). */
static int form_level(struct forming *forming, uint32_t *rows, uint32_t count,
                      uint32_t *scratch, unsigned level, struct xc_error *error) {
    const struct xc_areas *areas = &forming->job->reg->areas;
    xc_plan_sort(rows, count, scratch, by_area_and_lead, forming);
    for (uint32_t i = 0; i < count;) {
        uint32_t area = forming->area[rows[i]];
        uint32_t end = i + 1;
        while (end < count && forming->area[rows[end]] == area)
            end++;
        unsigned here = area == XC_NO_ROW ? XC_LEVEL_NONE : areas->level[area];
        if (here == level) {
            int code = form_in_area(forming, rows + i, end - i, error);
            bool climbs = level > XC_LEVEL_COUNTY && areas->parent[area] != XC_NO_ROW;
            if (code)
                return code;
            if (!climbs)
                keep_left_over(forming, rows + i, end - i);
            for (uint32_t k = i; climbs && k < end; k++)
                if (!forming->used[rows[k]])
                    forming->area[rows[k]] = areas->parent[area];
        }
        i = end;
    }
    return XC_OK;
}

/* ---- crews that were formed before ---- */

/* Somebody for a place that one of a crew left, from the same county; leads last, unless
 * one is wanted. */
static uint32_t stand_in(const struct forming *forming, unsigned kind, uint32_t beside) {
    const struct xc_register *reg = forming->job->reg;
    uint32_t county = xc_seats_county(reg, reg->people.area[beside]);
    bool wants_lead = forming->klass->rule->seats[kind].role == XC_ROLE_LEAD;
    for (unsigned pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < reg->people.count; i++)
            if (!forming->used[i] && forming->masks[i] >> kind & 1u &&
                is_lead(reg, i) == (wants_lead ? pass == 0 : pass == 1) &&
                xc_seats_county(reg, reg->people.area[i]) == county)
                return i;
    return XC_NO_ROW;
}

/* True where they can still make visits of some kind. */
static bool is_of_use(const struct forming *forming, const uint32_t *people,
                      uint32_t count) {
    const struct xc_job *job = forming->job;
    uint32_t masks[XC_CREW_PEOPLE];
    uint8_t places[XC_PLACES];
    for (uint32_t k = 0; k < job->demand_count; k++) {
        const struct xc_class *klass = &job->classes[job->demands[k].klass];
        for (uint32_t i = 0; i < count; i++) {
            masks[i] = xc_seats_mask(job, klass, people[i]);
            if (!xc_seats_certified(job, people[i], job->base))
                masks[i] &= ~klass->certified;
        }
        if (xc_seats_match(klass, masks, count, places))
            return true;
    }
    return false;
}

/* Fills the places of a crew that was formed before, whose own people are in use already;
 * where nobody is there for them, it goes on as it is, or its people are free for other
 * crews. */
static int form_again(struct forming *forming, const struct xc_kept_crew *crew,
                      struct xc_error *error) {
    const struct xc_class *klass = forming->klass;
    uint32_t chosen[XC_CREW_PEOPLE + XC_PLACES];
    uint32_t masks[XC_CREW_PEOPLE + XC_PLACES];
    uint8_t places[XC_PLACES];
    uint32_t size = 0;
    for (unsigned leads = 2; leads-- > 0;)
        for (uint32_t i = 0; i < crew->count && size < XC_CREW_PEOPLE; i++)
            if (forming->meant[crew->people[i]] &&
                is_lead(forming->job->reg, crew->people[i]) == (leads == 1))
                chosen[size++] = crew->people[i];
    for (uint32_t i = 0; i < size; i++)
        masks[i] = forming->masks[chosen[i]];
    uint32_t own = size;
    bool filled = size > 0 && xc_seats_match(klass, masks, size, places);
    for (unsigned place = 0; place < klass->place_count && size > 0 && !filled; place++) {
        uint32_t person = stand_in(forming, klass->kind_of[place], chosen[0]);
        if (person == XC_NO_ROW)
            continue;
        masks[size] = forming->masks[person];
        chosen[size++] = person;
        forming->used[person] = true;
        filled = xc_seats_match(klass, masks, size, places);
    }
    if (filled)
        return add_crew(forming->job, crew->id, true, chosen, size, error);
    for (uint32_t i = own; i < size; i++)
        forming->used[chosen[i]] = false;
    if (is_of_use(forming, chosen, own))
        return add_crew(forming->job, crew->id, true, chosen, own, error);
    for (uint32_t i = 0; i < own; i++)
        forming->used[chosen[i]] = false;
    return XC_OK;
}

static int form_all_again(struct forming *forming, struct xc_error *error) {
    struct xc_kept_crew *crews = NULL;
    uint32_t count = 0;
    int code = xc_keep_crews(forming->job, &crews, &count, error);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < crews[i].count; k++)
            forming->used[crews[i].people[k]] = forming->masks[crews[i].people[k]] != 0;
    for (uint32_t i = 0; i < count && !code; i++)
        code = form_again(forming, &crews[i], error);
    forming->kept = forming->job->crew_count;
    return code;
}

/* The class whose crews are formed: the one with the most places. */
static const struct xc_class *widest(const struct xc_job *job) {
    const struct xc_class *best = NULL;
    for (uint32_t i = 0; i < job->demand_count; i++) {
        const struct xc_class *klass = &job->classes[job->demands[i].klass];
        if (!best || klass->place_count > best->place_count)
            best = klass;
    }
    return best;
}

static int form_crews(struct xc_job *job, uint32_t *rows, uint32_t *scratch,
                      struct xc_error *error) {
    const struct xc_register *reg = job->reg;
    struct forming forming = {
        .job = job, .klass = widest(job), .columned = job->crew_count};
    if (!forming.klass)
        return XC_OK;
    forming.masks = xc_arena_array(job->arena, reg->people.count, sizeof *forming.masks);
    forming.area = xc_arena_array(job->arena, reg->people.count, sizeof *forming.area);
    forming.used = xc_arena_array(job->arena, reg->people.count, sizeof *forming.used);
    forming.able = xc_arena_array(job->arena, reg->people.count, sizeof *forming.able);
    forming.meant = xc_arena_array(job->arena, reg->people.count, sizeof *forming.meant);
    forming.left = xc_arena_array(job->arena, reg->people.count, sizeof *forming.left);
    bool *columned = xc_arena_array(job->arena, reg->areas.count + 1, sizeof *columned);
    if (!forming.masks || !forming.area || !forming.used || !columned || !forming.able ||
        !forming.meant || !forming.left)
        return xc_fail_memory(error);
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->member_count; i++) {
        uint32_t county = xc_seats_county(reg, reg->people.area[job->members[i].row]);
        columned[county == XC_NO_ROW ? reg->areas.count : county] = true;
    }
    for (uint32_t i = 0; i < reg->people.count; i++) {
        uint32_t county = xc_seats_county(reg, reg->people.area[i]);
        if (!is_active(reg, i) || reg->people.crew[i] != 0 ||
            reg->people.pool[i] != XC_POOL_INSPECTORS)
            continue;
        uint32_t mask = xc_seats_mask(job, forming.klass, i);
        forming.able[i] = mask != 0;
        if (mask & forming.klass->certified && !xc_seats_certified(job, i, job->base))
            mask &= ~forming.klass->certified;
        /* where an office names its crews, people without one are not meant to go out */
        forming.meant[i] = !columned[county == XC_NO_ROW ? reg->areas.count : county];
        forming.masks[i] = forming.meant[i] ? mask : 0;
        forming.area[i] = reg->people.area[i];
        rows[count++] = i;
    }
    int again = form_all_again(&forming, error);
    if (again)
        return again;
    for (unsigned level = XC_LEVEL_COUNT; level-- > 0;) {
        int code = form_level(&forming, rows, count, scratch, level, error);
        if (code)
            return code;
    }
    return xc_uncrewed_note(job, forming.left, forming.area, forming.left_count, error);
}

/* ---- absences, relations, order ---- */

static int by_id(const void *context, uint32_t a, uint32_t b) {
    const struct xc_crew *crews = context;
    int order = xc_str_compare(crews[a].id, crews[b].id);
    return order ? order : (a < b ? -1 : a > b);
}

static int sort_crews(struct xc_job *job, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(job->arena, job->crew_count);
    uint32_t *scratch = xc_arena_array(job->arena, job->crew_count, sizeof *scratch);
    struct xc_crew *sorted = xc_arena_array(job->arena, job->crew_count, sizeof *sorted);
    if (!order || !scratch || !sorted)
        return xc_fail_memory(error);
    xc_plan_sort(order, job->crew_count, scratch, by_id, job->crews);
    for (uint32_t i = 0; i < job->crew_count; i++) {
        sorted[i] = job->crews[order[i]];
        for (uint32_t k = 0; k < sorted[i].count; k++)
            job->members[sorted[i].first + k].crew = i;
    }
    job->crews = sorted;
    return XC_OK;
}

static int read_relations(struct xc_job *job) {
    const struct xc_relations *relations = &job->reg->relations;
    job->related = xc_arena_array(job->arena, (size_t)job->reg->targets.count / 64 + 1,
                                  sizeof *job->related);
    if (!job->related)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < relations->count; i++) {
        uint32_t member = job->member_of[relations->person[i]];
        uint32_t target = relations->target[i];
        if (target != XC_NO_ROW)
            job->related[target / 64] |= UINT64_C(1) << target % 64;
        if (member == XC_NO_ROW)
            continue;
        job->members[member].related = true;
        job->members[member].widely = job->members[member].widely ||
                                      relations->organisation[i] != 0 ||
                                      relations->area[i] != XC_NO_ROW;
    }
    return XC_OK;
}

static int read_members(struct xc_job *job, struct xc_error *error) {
    const struct xc_register *reg = job->reg;
    job->away = xc_arena_array(job->arena, (size_t)job->member_count * job->workdays, 1);
    job->day_visits =
        xc_arena_array(job->arena, (size_t)job->member_count * job->workdays, 1);
    job->year_visits = xc_arena_array(job->arena, (size_t)job->member_count * job->years,
                                      sizeof *job->year_visits);
    if (!job->away || !job->day_visits || !job->year_visits)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < reg->absences.count; i++) {
        uint32_t member = job->member_of[reg->absences.person[i]];
        uint16_t lo = 1;
        uint16_t hi = 0;
        xc_days_between(job, reg->absences.from[i], reg->absences.to[i], &lo, &hi);
        unsigned half = reg->absences.half[i];
        for (uint32_t day = lo; member != XC_NO_ROW && day <= hi; day++)
            job->away[(size_t)member * job->workdays + day] |=
                (uint8_t)(half == XC_WHOLE_DAY ? XC_PRESENT_ALL : half);
    }
    return read_relations(job) ? xc_fail_memory(error) : XC_OK;
}

uint32_t xc_crews_find(const struct xc_job *job, struct xc_str id) {
    uint32_t lo = 0;
    uint32_t hi = job->team_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        int order = xc_str_compare(job->crews[middle].id, id);
        if (order == 0)
            return middle;
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return XC_NO_ROW;
}

static int note_certificates(struct xc_job *job, struct xc_error *error) {
    bool needed = false;
    for (uint32_t i = 0; i < job->class_count; i++)
        needed = needed || job->classes[i].certified != 0;
    for (uint32_t i = 0; needed && i < job->member_count; i++) {
        uint32_t person = job->members[i].row;
        xc_date until = job->reg->people.certificate_until[person];
        char text[11];
        struct xc_message note;
        if (job->reg->people.certificate[person] == 0 || until == XC_NO_DATE ||
            until >= job->last)
            continue;
        xc_date_format(until, text);
        xc_message_set(
            &note,
            "the certificate of %.*s (crew %.*s) is valid until %s only; later "
            "visits are planned without them.",
            XC_PRI(xc_register_text(job->reg, job->reg->people.id[person])),
            XC_PRI(job->crews[job->members[i].crew].id), text);
        if (xc_plan_note(job, &note))
            return xc_fail_memory(error);
    }
    return XC_OK;
}

int xc_crews_build(struct xc_job *job, struct xc_error *error) {
    uint32_t count = job->reg->people.count;
    uint32_t *rows = xc_arena_array(job->arena, count, sizeof *rows);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    job->crews = xc_arena_array(job->arena, count, sizeof *job->crews);
    job->members = xc_arena_array(job->arena, count, sizeof *job->members);
    job->member_of = xc_arena_array(job->arena, count, sizeof *job->member_of);
    if (!rows || !scratch || !job->crews || !job->members || !job->member_of)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < count; i++)
        job->member_of[i] = XC_NO_ROW;
    int code = take_columns(job, rows, scratch, error);
    if (!code)
        code = form_crews(job, rows, scratch, error);
    if (!code)
        code = sort_crews(job, error);
    if (!code)
        code = xc_shifts_add_twins(job, error);
    if (!code)
        code = read_members(job, error);
    if (!code)
        code = note_certificates(job, error);
    return code;
}
