/* A replan: crews that the plan had formed stay together, whoever else came or left. What
 * they were is read from the visits that they have. */
#include "plan/keep_internal.h"

struct seen { /* a person in a visit of a crew */
    struct xc_str crew;
    uint32_t person;
    xc_date date;
};

static int by_crew(const void *context, uint32_t a, uint32_t b) {
    const struct seen *seen = context;
    int order = xc_str_compare(seen[a].crew, seen[b].crew);
    if (order)
        return order;
    if (seen[a].person != seen[b].person)
        return seen[a].person < seen[b].person ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The latest visit says whose somebody is. */
static int by_person(const void *context, uint32_t a, uint32_t b) {
    const struct seen *seen = context;
    if (seen[a].person != seen[b].person)
        return seen[a].person < seen[b].person ? -1 : 1;
    if (seen[a].date != seen[b].date)
        return seen[a].date > seen[b].date ? -1 : 1;
    int order = xc_str_compare(seen[a].crew, seen[b].crew);
    return order ? order : (a < b ? -1 : a > b);
}

/* Somebody who may be put into a crew by the plan. */
static bool is_free(const struct xc_register *reg, uint32_t person) {
    return person != XC_NO_ROW && reg->people.crew[person] == 0 &&
           reg->people.status[person] != XC_STATUS_CLOSED &&
           reg->people.status[person] != XC_STATUS_SUSPENDED &&
           reg->people.pool[person] == XC_POOL_INSPECTORS;
}

static size_t read_visit(const struct xc_job *job, const struct xc_visit *visit,
                         struct seen *seen) {
    size_t count = 0;
    if (visit->task_count == 0 || !xc_fixed_counts(visit->status) ||
        !xc_str_equal(visit->tasks[0].programme, job->programme->id) ||
        xc_crews_find(job, visit->crew) != XC_NO_ROW)
        return 0;
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t person = xc_register_find_person(job->reg, visit->people[i].person);
        if (is_free(job->reg, person))
            seen[count++] = (struct seen){visit->crew, person, visit->date};
    }
    return count;
}

static bool any_free(const struct xc_register *reg) {
    bool found = false;
    for (uint32_t i = 0; i < reg->people.count && !found; i++)
        found = is_free(reg, i);
    return found;
}

static size_t count_people(const struct xc_visit *visits, size_t count) {
    size_t people = 0;
    for (size_t i = 0; i < count; i++)
        people += visits[i].person_count;
    return people;
}

/* One entry for each person, of the crew that they were in last, by crew and row. */
static int sort_seen(struct xc_job *job, struct seen *seen, size_t *count,
                     struct seen *sorted, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(job->arena, *count);
    uint32_t *scratch = xc_arena_array(job->arena, *count, sizeof *scratch);
    if (!order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(order, *count, scratch, by_person, seen);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (i == 0 || seen[order[i]].person != seen[order[i - 1]].person)
            order[kept++] = order[i];
    xc_plan_sort(order, kept, scratch, by_crew, seen);
    for (size_t i = 0; i < kept; i++)
        sorted[i] = seen[order[i]];
    *count = kept;
    return XC_OK;
}

int xc_keep_crews(struct xc_job *job, struct xc_kept_crew **crews, uint32_t *crew_count,
                  struct xc_error *error) {
    const struct xc_plan_input *input = job->input;
    *crew_count = 0;
    if (input->kept_count == 0 || !any_free(job->reg))
        return XC_OK;
    size_t room = count_people(input->kept, input->kept_count) +
                  count_people(input->fixed, input->fixed_count);
    struct seen *seen = xc_arena_array(job->arena, room, sizeof *seen);
    struct seen *sorted = xc_arena_array(job->arena, room, sizeof *sorted);
    uint32_t *people = xc_arena_array(job->arena, room, sizeof *people);
    if (!seen || !sorted || !people)
        return xc_fail_memory(error);
    size_t count = 0;
    for (size_t i = 0; i < input->kept_count; i++)
        count += read_visit(job, &input->kept[i], seen + count);
    for (size_t i = 0; i < input->fixed_count; i++)
        count += read_visit(job, &input->fixed[i], seen + count);
    int code = sort_seen(job, seen, &count, sorted, error);
    if (code)
        return code;
    *crews = xc_arena_array(job->arena, count, sizeof **crews);
    if (!*crews)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        people[i] = sorted[i].person;
        if (i == 0 || !xc_str_equal(sorted[i].crew, sorted[i - 1].crew))
            (*crews)[(*crew_count)++] =
                (struct xc_kept_crew){sorted[i].crew, people + i, 0};
        (*crews)[*crew_count - 1].count++;
    }
    return XC_OK;
}
