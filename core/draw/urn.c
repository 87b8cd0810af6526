#include "draw/urn.h"

#include "draw/draw_internal.h"
#include "draw/strata.h"
#include "draw/table.h"

#include <string.h>

struct reader {
    struct xc_arena *arena;
    struct xc_hasher *hasher;
    struct xc_urn *urn;
    struct xc_error *error;
};

/* A column of a table; the first failure stays. */
static void *column(struct reader *reader, size_t rows, size_t size, bool *failed) {
    void *memory = xc_arena_array(reader->arena, rows, size);
    *failed = *failed || memory == NULL;
    return memory;
}

static int count_rows(struct reader *reader, const char *name, struct xc_str text,
                      uint32_t *count) {
    size_t rows = xc_table_rows(text);
    if (rows >= UINT32_MAX)
        return xc_fail_at(reader->error, XC_EINPUT, xc_str_from(name), 0, 0,
                          "the table has more lines than a draw can have");
    *count = (uint32_t)rows;
    return XC_OK;
}

static int target_row(const struct xc_table *table, struct xc_draw_targets *targets,
                      struct xc_str *stratum, struct xc_error *error) {
    uint32_t row = table->line - 1;
    *stratum = xc_table_optional(table, 1);
    if (stratum->len == 0)
        return xc_table_fail(table, 1, error, "“-” means none and is no stratum");
    targets->organisation[row] = xc_table_optional(table, 3);
    targets->area[row] = xc_table_optional(table, 4);
    int code = xc_table_id(table, 0, &targets->id[row], error);
    if (code == XC_OK)
        code = xc_table_number(table, 2, &targets->weight[row], error);
    if (code == XC_OK)
        code = xc_table_set(table, 5, &targets->flags[row], error);
    return code;
}

static int read_targets(struct reader *reader) {
    struct xc_draw_targets *targets = &reader->urn->targets;
    struct xc_strata strata;
    struct xc_table table;
    bool failed = false;
    bool more = false;
    int code = count_rows(reader, "targets", reader->urn->files.targets, &targets->count);
    if (code != XC_OK)
        return code;
    targets->id = column(reader, targets->count, sizeof *targets->id, &failed);
    targets->stratum = column(reader, targets->count, sizeof *targets->stratum, &failed);
    targets->weight = column(reader, targets->count, sizeof *targets->weight, &failed);
    targets->organisation =
        column(reader, targets->count, sizeof *targets->organisation, &failed);
    targets->area = column(reader, targets->count, sizeof *targets->area, &failed);
    targets->flags = column(reader, targets->count, sizeof *targets->flags, &failed);
    if (failed)
        return xc_fail_memory(reader->error);
    xc_strata_start(&strata);
    xc_table_start(&table, "targets", reader->urn->files.targets, 6, reader->hasher);
    code = xc_table_next(&table, &more, reader->error);
    while (code == XC_OK && more) {
        struct xc_str stratum = {NULL, 0};
        code = target_row(&table, targets, &stratum, reader->error);
        if (code == XC_OK && !xc_strata_add(&strata, table.line - 1, stratum, targets))
            code = xc_fail_memory(reader->error);
        if (code == XC_OK)
            code = xc_table_next(&table, &more, reader->error);
    }
    if (code == XC_OK) {
        reader->urn->targets_digest = xc_merkle_end(&table.tree);
        code = xc_strata_end(&strata, reader->arena, targets, reader->error);
    }
    xc_strata_free(&strata);
    return code;
}

static int read_people(struct reader *reader) {
    struct xc_draw_people *people = &reader->urn->people;
    struct xc_table table;
    bool failed = false;
    bool more = false;
    int code = count_rows(reader, "people", reader->urn->files.people, &people->count);
    if (code != XC_OK)
        return code;
    people->id = column(reader, people->count, sizeof *people->id, &failed);
    people->organisation =
        column(reader, people->count, sizeof *people->organisation, &failed);
    people->area = column(reader, people->count, sizeof *people->area, &failed);
    people->capacity = column(reader, people->count, sizeof *people->capacity, &failed);
    people->seats = column(reader, people->count, sizeof *people->seats, &failed);
    if (failed)
        return xc_fail_memory(reader->error);
    xc_table_start(&table, "people", reader->urn->files.people, 5, reader->hasher);
    code = xc_table_next(&table, &more, reader->error);
    while (code == XC_OK && more) {
        uint32_t row = table.line - 1;
        people->organisation[row] = xc_table_optional(&table, 1);
        people->area[row] = xc_table_optional(&table, 2);
        code = xc_table_id(&table, 0, &people->id[row], reader->error);
        if (code == XC_OK)
            code = xc_table_number(&table, 3, &people->capacity[row], reader->error);
        if (code == XC_OK)
            code = xc_table_set(&table, 4, &people->seats[row], reader->error);
        if (code == XC_OK)
            code = xc_table_next(&table, &more, reader->error);
    }
    if (code == XC_OK)
        reader->urn->people_digest = xc_merkle_end(&table.tree);
    return code;
}

/* Row of an id at `from` or behind it; UINT32_MAX: none. */
static uint32_t find(const struct xc_str *ids, uint32_t from, uint32_t count,
                     struct xc_str id) {
    ptrdiff_t place = from < count ? xc_str_place(ids + from, count - from, id) : -1;
    return place >= 0 ? from + (uint32_t)place : UINT32_MAX;
}

uint32_t xc_urn_find_target(const struct xc_urn *urn, struct xc_str id) {
    return find(urn->targets.id, 0, urn->targets.count, id);
}

uint32_t xc_urn_find_person(const struct xc_urn *urn, struct xc_str id) {
    return find(urn->people.id, 0, urn->people.count, id);
}

/* Where the reading of `avoid` stands: a person's lines follow each other, with the
 * targets ascending. */
struct pairs {
    struct xc_str name;
    uint32_t person;
    uint32_t from;
};

static int pair_row(const struct xc_table *table, struct xc_urn *urn, struct pairs *pairs,
                    struct xc_error *error) {
    struct xc_str target = table->fields[0];
    const char *colon = memchr(target.ptr, ':', target.len);
    struct xc_str person = xc_str_cut(&target, ':');
    if (colon == NULL || !xc_draw_name_valid(person) || !xc_draw_name_valid(target))
        return xc_table_fail(table, 0, error, "“%.*s” is not person:target",
                             XC_PRI(xc_draw_show(table->fields[0])));
    if (!xc_str_equal(person, pairs->name)) {
        pairs->name = person;
        pairs->person = xc_urn_find_person(urn, person);
        pairs->from = 0;
    }
    if (pairs->person == UINT32_MAX)
        return XC_OK;
    uint32_t row = find(urn->targets.id, pairs->from, urn->targets.count, target);
    if (row == UINT32_MAX)
        return XC_OK;
    urn->avoid.person[urn->avoid.count] = pairs->person;
    urn->avoid.target[urn->avoid.count++] = row;
    pairs->from = row + 1;
    return XC_OK;
}

/* The lines are in the order of "person:target" as bytes, where P10 stands before P1: so
 * the people's pairs change places as wholes. */
static int order_pairs(struct reader *reader) {
    struct xc_draw_avoid *avoid = &reader->urn->avoid;
    uint32_t people = reader->urn->people.count;
    bool failed = false;
    avoid->first = column(reader, (size_t)people + 1, sizeof *avoid->first, &failed);
    uint32_t *person = column(reader, avoid->count, sizeof *person, &failed);
    uint32_t *target = column(reader, avoid->count, sizeof *target, &failed);
    if (failed)
        return xc_fail_memory(reader->error);
    for (size_t i = 0; i < avoid->count; i++)
        avoid->first[avoid->person[i] + 1]++;
    for (uint32_t i = 0; i < people; i++)
        avoid->first[i + 1] += avoid->first[i];
    for (size_t i = 0; i < avoid->count;) {
        uint32_t who = avoid->person[i];
        for (size_t to = avoid->first[who]; i < avoid->count && avoid->person[i] == who;
             i++) {
            person[to] = who;
            target[to++] = avoid->target[i];
        }
    }
    avoid->person = person;
    avoid->target = target;
    return XC_OK;
}

static int read_avoid(struct reader *reader) {
    struct xc_draw_avoid *avoid = &reader->urn->avoid;
    struct pairs pairs = {.person = UINT32_MAX};
    struct xc_table table;
    bool failed = false;
    bool more = false;
    uint32_t rows = 0;
    int code = count_rows(reader, "avoid", reader->urn->files.avoid, &rows);
    if (code != XC_OK)
        return code;
    reader->urn->avoid_rows = rows;
    avoid->person = column(reader, rows, sizeof *avoid->person, &failed);
    avoid->target = column(reader, rows, sizeof *avoid->target, &failed);
    if (failed)
        return xc_fail_memory(reader->error);
    xc_table_start(&table, "avoid", reader->urn->files.avoid, 2, reader->hasher);
    code = xc_table_next(&table, &more, reader->error);
    while (code == XC_OK && more) {
        code = pair_row(&table, reader->urn, &pairs, reader->error);
        if (code == XC_OK)
            code = xc_table_next(&table, &more, reader->error);
    }
    if (code != XC_OK)
        return code;
    reader->urn->avoid_digest = xc_merkle_end(&table.tree);
    return order_pairs(reader);
}

/* Fixed people of teams have to be among the people. */
static int check_teams(const struct xc_urn *urn, struct xc_error *error) {
    for (size_t i = 0; i < urn->rules.team_count; i++) {
        const struct xc_draw_team *team = &urn->rules.teams[i];
        for (size_t j = 0; j < team->fixed_count; j++) {
            if (xc_urn_find_person(urn, team->fixed[j]) == UINT32_MAX)
                return xc_fail_at(error, XC_EINPUT, XC_STR("rules: deal.teams"), 0, 0,
                                  "“%.*s” of team %zu is not among the people",
                                  XC_PRI(xc_draw_show(team->fixed[j])), i + 1);
        }
    }
    return XC_OK;
}

int xc_urn_read(const struct xc_draw_files *files, struct xc_arena *arena,
                struct xc_urn *urn, struct xc_error *error) {
    struct reader reader = {.arena = arena, .urn = urn, .error = error};
    memset(urn, 0, sizeof *urn);
    urn->files = *files;
    reader.hasher = xc_hasher_new();
    if (reader.hasher == NULL)
        return xc_fail_memory(error);
    int code = xc_draw_rules_read(files->rules, arena, &urn->rules, error);
    if (code == XC_OK)
        code = xc_sha256(files->rules, &urn->rules_digest, error);
    if (code == XC_OK)
        code = read_targets(&reader);
    if (code == XC_OK)
        code = read_people(&reader);
    if (code == XC_OK)
        code = read_avoid(&reader);
    if (code == XC_OK)
        code = check_teams(urn, error);
    xc_hasher_free(reader.hasher);
    return code;
}

bool xc_draw_set_has(struct xc_str set, struct xc_str word) {
    while (set.len > 0) {
        struct xc_str item = xc_str_cut(&set, ',');
        if (xc_str_equal(item, word))
            return word.len > 0;
    }
    return false;
}

static bool same(struct xc_str a, struct xc_str b) {
    return a.len > 0 && xc_str_equal(a, b);
}

bool xc_urn_barred(const struct xc_urn *urn, uint32_t person, uint32_t target) {
    const struct xc_draw_rules *rules = &urn->rules;
    if (rules->apart_area && same(urn->people.area[person], urn->targets.area[target]))
        return true;
    if (rules->apart_organisation &&
        same(urn->people.organisation[person], urn->targets.organisation[target]))
        return true;
    size_t low = urn->avoid.first[person];
    size_t high = urn->avoid.first[person + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (urn->avoid.target[middle] == target)
            return true;
        if (urn->avoid.target[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
