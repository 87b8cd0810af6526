#include "intake/outcomes_internal.h"

#include <stdlib.h>

/* ---- What is in force ---- */

static const struct xc_outcome *outcome_at(const void *place) {
    return *(const struct xc_outcome *const *)place;
}

/* Of one visit, or of one target and day without a visit. */
static int compare_groups(const struct xc_outcome *a, const struct xc_outcome *b) {
    int order = xc_str_compare(a->visit, b->visit);
    if (order == 0 && a->visit.len == 0) {
        order = xc_str_compare(a->target, b->target);
        order = order != 0 ? order : (a->date > b->date) - (a->date < b->date);
    }
    return order;
}

/* As they were stored within a group: they lie so in one array. */
static int by_group(const void *a, const void *b) {
    const struct xc_outcome *left = outcome_at(a), *right = outcome_at(b);
    int order = compare_groups(left, right);
    return order != 0 ? order : (left > right) - (left < right);
}

int xc_outcomes_load_known(struct xc_outcomes_intake *intake, struct xc_error *error) {
    struct xc_store *store = intake->session->store;
    struct xc_str office = intake->session->office;
    struct xc_outcome *outcomes;
    int rc = xc_store_outcomes_newest(store, office, &intake->newest, error);
    if (rc == XC_OK) {
        rc = xc_store_outcomes(store, office, XC_NO_INSTANT, intake->arena, &outcomes,
                               &intake->known_count, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    intake->known =
        xc_arena_array(intake->arena, intake->known_count + 1, sizeof(void *));
    if (!intake->known) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < intake->known_count; i++) {
        intake->known[i] = &outcomes[i];
    }
    qsort(intake->known, intake->known_count, sizeof(void *), by_group);
    return XC_OK;
}

static void find_known(const struct xc_outcomes_intake *intake,
                       const struct xc_outcome *outcome,
                       struct xc_outcomes_group *group) {
    size_t low = 0, high = intake->known_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_groups(intake->known[middle], outcome) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    group->known = low;
    while (low < intake->known_count &&
           compare_groups(intake->known[low], outcome) == 0) {
        low++;
    }
    group->known_count = low - group->known;
}

/* ---- Groups ---- */

static int key_of(const struct xc_outcome *outcome, struct xc_arena *arena,
                  struct xc_str *key, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    char day[11];
    if (outcome->visit.len > 0) {
        xc_buffer_add(&text, outcome->visit);
    } else {
        xc_date_format(outcome->date, day);
        xc_buffer_printf(&text, "%.*s/%s", XC_PRI(outcome->target), day);
    }
    *key = text.failed ? (struct xc_str){0} : xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return key->ptr ? XC_OK : xc_fail_memory(error);
}

int xc_outcomes_group(struct xc_outcomes_intake *intake, const struct xc_visit *visit,
                      const struct xc_outcome *outcome, uint32_t *group,
                      struct xc_error *error) {
    struct xc_str key;
    int rc = key_of(outcome, intake->arena, &key, error);
    if (rc != XC_OK || xc_lookup_get(&intake->group_keys, key, group)) {
        return rc;
    }
    if (intake->group_count == intake->group_capacity) {
        size_t capacity = intake->group_capacity ? intake->group_capacity * 2 : 64;
        struct xc_outcomes_group *groups =
            realloc(intake->groups, capacity * sizeof *groups);
        if (!groups) {
            return xc_fail_memory(error);
        }
        intake->groups = groups;
        intake->group_capacity = capacity;
    }
    *group = (uint32_t)intake->group_count;
    intake->groups[intake->group_count] = (struct xc_outcomes_group){
        .key = key, .visit = visit, .first = XC_OUTCOMES_NONE, .last = XC_OUTCOMES_NONE};
    find_known(intake, outcome, &intake->groups[intake->group_count++]);
    return xc_lookup_put(&intake->group_keys, key, *group) == XC_OK
               ? XC_OK
               : xc_fail_memory(error);
}

/* ---- Taking ---- */

static bool same_row(const struct xc_outcome *a, const struct xc_outcome *b) {
    return xc_str_equal(a->item, b->item) && xc_str_equal(a->doctor, b->doctor);
}

static bool same_content(const struct xc_outcome *a, const struct xc_outcome *b) {
    return same_row(a, b) && a->date == b->date && a->result == b->result &&
           xc_str_equal(a->findings, b->findings) &&
           xc_str_equal(a->disposal, b->disposal) && a->points == b->points &&
           a->amount == b->amount && a->rectify_by == b->rectify_by &&
           a->closed_on == b->closed_on && xc_str_equal(a->people, b->people);
}

/* A result that speaks for the whole visit and leaves nothing to be found beside it. */
static bool settles(const struct xc_outcome *outcome) {
    return outcome->item.len == 0 && outcome->doctor.len == 0 &&
           outcome->result != XC_OUTCOME_PROBLEM &&
           outcome->result != XC_OUTCOME_SERIOUS &&
           outcome->result != XC_OUTCOME_PROBLEM_FIXED;
}

static int refuse_twice(const struct xc_outcomes_group *group,
                        const struct xc_outcome *known, struct xc_error *error) {
    xc_fail(error, XC_EINPUT,
            "a result twice with other content: what is stored of %.*s says %s already",
            XC_PRI(group->key), xc_outcome_word(known->result));
    return xc_hint(error, "if this is right and that is wrong, correct it with --correct "
                          "--reason TEXT; both stay stored");
}

/* *known: which one in force it says anew. */
static int find_rival(const struct xc_outcomes_intake *intake,
                      const struct xc_outcomes_group *group,
                      const struct xc_outcome *outcome, uint32_t *known,
                      struct xc_row_verdict *verdict, struct xc_error *error) {
    const struct xc_outcome *rival = NULL;
    *known = XC_OUTCOMES_NONE;
    for (size_t i = group->known; i < group->known + group->known_count; i++) {
        const struct xc_outcome *old = intake->known[i];
        bool same = same_row(old, outcome);
        if (same) {
            *known = (uint32_t)i;
            verdict->news = same_content(old, outcome) ? XC_ROW_KNOWN : XC_ROW_CHANGED;
        }
        if (!rival && ((same && verdict->news == XC_ROW_CHANGED) ||
                       (!same && (settles(old) || settles(outcome))))) {
            rival = old;
        }
    }
    /* What is stored word for word was stored beside its rivals. */
    return rival && verdict->news != XC_ROW_KNOWN && !intake->options.correct
               ? refuse_twice(group, rival, error)
               : XC_OK;
}

/* The one taken with the same item and doctor, or XC_OUTCOMES_NONE. */
static uint32_t find_twin(const struct xc_outcomes_intake *intake,
                          const struct xc_outcomes_group *group,
                          const struct xc_outcome *outcome) {
    uint32_t at = group->first;
    while (at != XC_OUTCOMES_NONE && !same_row(&intake->taken[at], outcome)) {
        at = intake->places[at].next;
    }
    return at;
}

static int grow(struct xc_outcomes_intake *intake, struct xc_error *error) {
    size_t capacity = intake->capacity ? intake->capacity * 2 : 64;
    if (intake->count < intake->capacity) {
        return XC_OK;
    }
    struct xc_outcome *taken = realloc(intake->taken, capacity * sizeof *taken);
    intake->taken = taken ? taken : intake->taken;
    struct xc_taken *places = realloc(intake->places, capacity * sizeof *places);
    intake->places = places ? places : intake->places;
    if (!taken || !places) {
        return xc_fail_memory(error);
    }
    intake->capacity = capacity;
    return XC_OK;
}

static int copy_texts(struct xc_outcomes_intake *intake, struct xc_outcome *outcome,
                      struct xc_error *error) {
    enum { TEXTS = 7 };
    struct xc_str *const texts[TEXTS] = {
        &outcome->visit,  &outcome->target,   &outcome->item,  &outcome->findings,
        &outcome->doctor, &outcome->disposal, &outcome->people};
    for (size_t i = 0; i < TEXTS; i++) {
        *texts[i] = xc_arena_copy(intake->arena, *texts[i]);
        if (!texts[i]->ptr) {
            return xc_fail_memory(error);
        }
    }
    return XC_OK;
}

static int append(struct xc_outcomes_intake *intake, struct xc_outcomes_group *group,
                  struct xc_outcome *outcome, struct xc_taken place,
                  struct xc_error *error) {
    int rc = grow(intake, error);
    if (rc == XC_OK) {
        rc = copy_texts(intake, outcome, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    uint32_t at = (uint32_t)intake->count;
    intake->taken[at] = *outcome;
    intake->places[at] = place;
    intake->count++;
    if (group->first == XC_OUTCOMES_NONE) {
        group->first = at;
    } else {
        intake->places[group->last].next = at;
    }
    group->last = at;
    return XC_OK;
}

int xc_outcomes_compare(const struct xc_outcomes_intake *intake, uint32_t number,
                        const struct xc_outcome *outcome, struct xc_taken *place,
                        struct xc_row_verdict *verdict, struct xc_error *error) {
    const struct xc_outcomes_group *group = &intake->groups[number];
    uint32_t twin = find_twin(intake, group, outcome);
    verdict->column = outcome->visit.len > 0 ? XC_OUTCOME_VISIT : XC_OUTCOME_TARGET;
    verdict->news = XC_ROW_NEW;
    place->next = XC_OUTCOMES_NONE;
    place->again = twin != XC_OUTCOMES_NONE;
    if (!place->again) {
        return find_rival(intake, group, outcome, &place->known, verdict, error);
    }
    verdict->news = XC_ROW_KNOWN;
    return same_content(&intake->taken[twin], outcome)
               ? XC_OK
               : xc_fail(error, XC_EINPUT,
                         "a result twice with other content: %.*s stands in line %u with "
                         "the same item and doctor",
                         XC_PRI(group->key), intake->places[twin].line);
}

int xc_outcomes_keep(struct xc_outcomes_intake *intake, uint32_t number,
                     struct xc_outcome *outcome, struct xc_taken place,
                     enum xc_row_news news, struct xc_error *error) {
    struct xc_outcomes_group *group = &intake->groups[number];
    group->changed = group->changed || news != XC_ROW_KNOWN;
    return place.again ? XC_OK : append(intake, group, outcome, place, error);
}

/* ---- Storing ---- */

static uint32_t taken_for(const struct xc_outcomes_intake *intake,
                          const struct xc_outcomes_group *group, size_t known) {
    uint32_t at = group->first;
    while (at != XC_OUTCOMES_NONE && intake->places[at].known != (uint32_t)known) {
        at = intake->places[at].next;
    }
    return at;
}

/* A group as it stands from now on: rows keep their places, new ones come behind. */
static size_t write_group(struct xc_outcomes_intake *intake,
                          struct xc_outcomes_group *group, struct xc_outcome *out,
                          struct xc_outcomes_stored *stored) {
    size_t count = 0;
    for (size_t i = group->known; i < group->known + group->known_count; i++) {
        uint32_t at = taken_for(intake, group, i);
        bool replaced = at != XC_OUTCOMES_NONE;
        bool other = replaced && !same_content(&intake->taken[at], intake->known[i]);
        bool gone = !replaced && intake->options.correct && intake->options.whole;
        group->corrected = group->corrected || other || gone;
        stored->outcomes += other || gone;
        if (!gone) {
            out[count++] = replaced ? intake->taken[at] : *intake->known[i];
        }
    }
    for (uint32_t at = group->first; at != XC_OUTCOMES_NONE;
         at = intake->places[at].next) {
        if (intake->places[at].known == XC_OUTCOMES_NONE) {
            stored->outcomes++;
            out[count++] = intake->taken[at];
        }
    }
    stored->corrected += group->corrected;
    return group->changed || group->corrected ? count : 0;
}

int xc_outcomes_regroup(struct xc_outcomes_intake *intake, struct xc_outcome **outcomes,
                        size_t *count, struct xc_outcomes_stored *stored,
                        struct xc_error *error) {
    size_t most = intake->count;
    *count = 0;
    for (size_t i = 0; i < intake->group_count; i++) {
        most += intake->groups[i].known_count;
    }
    *outcomes = xc_arena_array(intake->arena, most + 1, sizeof **outcomes);
    if (!*outcomes) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < intake->group_count; i++) {
        *count += write_group(intake, &intake->groups[i], *outcomes + *count, stored);
    }
    return XC_OK;
}
