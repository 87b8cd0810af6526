#include "urns.h"

#include "draw/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t urns_next(struct urns_random *random) {
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

unsigned urns_below(struct urns_random *random, unsigned limit) {
    if (limit == 0)
        abort();
    return (unsigned)(urns_next(random) % limit);
}

/* ---- making ---- */

static void add(char text[URNS_TEXT], const char *more) {
    size_t length = strlen(text);
    size_t extra = strlen(more);
    if (length + extra >= URNS_TEXT)
        abort();
    memcpy(text + length, more, extra + 1);
}

static const char *one_of(struct urns_random *random, const char *const *words,
                          unsigned count) {
    return words[urns_below(random, count)];
}

static const char *const organisations[] = {"-", "O1", "O2", "O3"};
static const char *const areas[] = {"-", "R1", "R2", "R3"};
static const char *const kinds[] = {"expert", "lead", "officer"};

static void write_targets(struct urns *urns, struct urns_random *random, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        char line[96];
        (void)snprintf(line, sizeof line, "T%u\t%s\t%u\t%s\t%s\t%s\n", i + 1,
                       urns_below(random, 3) == 0 ? "B" : "A", urns_below(random, 5),
                       one_of(random, organisations, 4), one_of(random, areas, 4),
                       urns_below(random, 8) == 0 ? "shut" : "-");
        add(urns->targets, line);
    }
}

static void write_people(struct urns *urns, struct urns_random *random, unsigned count,
                         unsigned capacity) {
    for (unsigned i = 0; i < count; i++) {
        char line[96];
        char set[32] = "";
        for (unsigned k = 0; k < 3; k++) {
            if (urns_below(random, 2) == 0)
                continue;
            size_t length = strlen(set);
            (void)snprintf(set + length, sizeof set - length, "%s%s",
                           length > 0 ? "," : "", kinds[k]);
        }
        (void)snprintf(line, sizeof line, "P%u\t%s\t%s\t%u\t%s\n", i + 1,
                       one_of(random, organisations, 4), one_of(random, areas, 4),
                       urns_below(random, capacity + 1), set[0] != '\0' ? set : "-");
        add(urns->people, line);
    }
}

static void write_avoid(struct urns *urns, struct urns_random *random, unsigned people,
                        unsigned targets) {
    unsigned chance = urns_below(random, 4);
    for (unsigned p = 1; p <= people; p++) {
        for (unsigned t = 1; t <= targets; t++) {
            char line[32];
            (void)snprintf(line, sizeof line, "P%u:T%u\tkin\n", p, t);
            if (urns_below(random, 10) < chance)
                add(urns->avoid, line);
        }
    }
}

static void write_teams(struct urns *urns, struct urns_random *random, unsigned people) {
    unsigned teams = 1 + urns_below(random, 3);
    unsigned person = 1;
    add(urns->rules, ",\"teams\":[");
    for (unsigned t = 0; t < teams; t++) {
        add(urns->rules, t > 0 ? ",[" : "[");
        for (unsigned fixed = 0; fixed < 2 && person <= people;) {
            char id[16];
            unsigned what = urns_below(random, 4);
            if (what == 0)
                break;
            (void)snprintf(id, sizeof id, "%s\"P%u\"", fixed > 0 ? "," : "", person++);
            if (what > 1)
                continue;
            add(urns->rules, id);
            fixed++;
        }
        add(urns->rules, "]");
    }
    add(urns->rules, "]");
}

static void write_rules(struct urns *urns, struct urns_random *random, unsigned people,
                        struct urns_size size) {
    static const char *const aparts[] = {"", "\"apart\":[\"area\"],",
                                         "\"apart\":[\"organisation\"],",
                                         "\"apart\":[\"area\",\"organisation\"],"};
    char select[96];
    unsigned seats = 1 + urns_below(random, size.seats);
    add(urns->rules, "{\"deal\":{");
    add(urns->rules, one_of(random, aparts, 4));
    add(urns->rules,
        urns_below(random, 2) == 0 ? "\"balance\":true,\"seats\":[" : "\"seats\":[");
    for (unsigned i = 0; i < seats; i++) {
        add(urns->rules, i > 0 ? ",\"" : "\"");
        add(urns->rules, one_of(random, kinds, 3));
        add(urns->rules, "\"");
    }
    add(urns->rules, "]");
    if (size.teams)
        write_teams(urns, random, people);
    if (strcmp(size.method, "order") == 0)
        (void)snprintf(select, sizeof select, "},\"select\":{\"method\":\"order\"}");
    else
        (void)snprintf(select, sizeof select,
                       "},\"select\":{\"method\":\"%s\",\"share\":[%u,10]}", size.method,
                       1 + urns_below(random, 6));
    add(urns->rules, select);
    if (urns_below(random, 2) == 0)
        add(urns->rules, ",\"skip\":[\"shut\"]");
    add(urns->rules, ",\"v\":1}");
}

void urns_make(struct urns *urns, uint64_t seed, struct urns_size size) {
    struct urns_random random = {seed};
    struct xc_error error = {0};
    unsigned targets = 1 + urns_below(&random, size.targets);
    unsigned people = 1 + urns_below(&random, size.people);
    memset(urns, 0, sizeof *urns);
    urns->arena = xc_arena_new((size_t)1 << 26);
    for (size_t i = 0; i < sizeof urns->seed.bytes; i++)
        urns->seed.bytes[i] = (uint8_t)urns_next(&random);
    write_targets(urns, &random, targets);
    write_people(urns, &random, people, size.capacity);
    write_avoid(urns, &random, people, targets);
    write_rules(urns, &random, people, size);
    struct xc_draw_files files = {xc_str_from(urns->rules), xc_str_from(urns->targets),
                                  xc_str_from(urns->people), xc_str_from(urns->avoid)};
    if (urns->arena == NULL ||
        xc_urn_read(&files, urns->arena, &urns->urn, &error) != XC_OK) {
        struct xc_buffer text = xc_buffer_make(1 << 14);
        (void)xc_error_render(&error, NULL, &text);
        fprintf(stderr, "seed %llu: %.*s\n%s\n%s%s%s", (unsigned long long)seed,
                XC_PRI(xc_buffer_view(&text)), urns->rules, urns->targets, urns->people,
                urns->avoid);
        exit(1);
    }
}

void urns_free(struct urns *urns) {
    xc_arena_free(urns->arena);
    urns->arena = NULL;
}

void urns_draw(struct urns *urns, struct urns_random *random,
               struct xc_draw_result *result) {
    uint32_t count = urns->urn.targets.count;
    *result = (struct xc_draw_result){.seed = urns->seed};
    result->slots = xc_arena_array(urns->arena, count, sizeof *result->slots);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = urns_below(random, i + 1);
        result->slots[i] = result->slots[at];
        result->slots[at] = i;
    }
    result->slot_count = 1 + urns_below(random, count);
}

/* ---- the slow way ---- */

struct walker {
    const struct urns_slots *slots;
    uint64_t without;
    uint32_t used[URNS_PEOPLE];
    uint32_t holder[URNS_SLOTS];
};

static bool walk(struct walker *walker, uint32_t slot) {
    const struct urns_slots *slots = walker->slots;
    while (slot < slots->count && ((walker->without >> slot) & 1) != 0)
        walker->holder[slot++] = UINT32_MAX;
    if (slot == slots->count)
        return true;
    for (uint32_t i = 0; i < slots->candidates[slot]; i++) {
        uint32_t who = slots->order[slot][i];
        bool fits = walker->used[who] < slots->room[who];
        for (uint32_t s = 0; s < slot; s++)
            if (slots->group[s] == slots->group[slot] && walker->holder[s] == who)
                fits = false;
        if (!fits)
            continue;
        walker->used[who]++;
        walker->holder[slot] = who;
        if (walk(walker, slot + 1))
            return true;
        walker->used[who]--;
    }
    return false;
}

bool urns_first(const struct urns_slots *slots, uint64_t without, uint32_t *holder) {
    struct walker walker = {.slots = slots, .without = without};
    bool found = walk(&walker, 0);
    memcpy(holder, walker.holder, slots->count * sizeof *holder);
    return found;
}

bool urns_level(struct urns_slots *slots, uint32_t least, uint32_t *holder) {
    struct urns_slots cut = *slots;
    for (uint32_t c = least; c <= least + URNS_SLOTS; c++) {
        for (uint32_t p = 0; p < URNS_PEOPLE; p++)
            cut.room[p] = slots->room[p] < c ? slots->room[p] : c;
        if (urns_first(&cut, 0, holder)) {
            *slots = cut;
            return true;
        }
    }
    return false;
}

void urns_sort(const char *purpose, struct xc_str id, const struct xc_digest *seed,
               struct xc_str before, const struct xc_str *ids, uint32_t *rows,
               uint32_t count) {
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ticketer ticketer;
    struct xc_digest tickets[64];
    if (hasher == NULL || count > 64)
        abort();
    xc_ticket_start(&ticketer, hasher, purpose, id, seed);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i];
        struct xc_digest ticket = before.len > 0
                                      ? xc_ticket_pair(&ticketer, before, ids[row])
                                      : xc_ticket(&ticketer, ids[row]);
        uint32_t at = i;
        for (; at > 0 && xc_ticket_compare(&ticket, &tickets[at - 1]) < 0; at--) {
            tickets[at] = tickets[at - 1];
            rows[at] = rows[at - 1];
        }
        tickets[at] = ticket;
        rows[at] = row;
    }
    xc_hasher_free(hasher);
}

void urns_seats(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                const uint32_t *targets, uint32_t count, const uint32_t *capacity,
                struct urns_slots *slots) {
    *slots = (struct urns_slots){0};
    for (uint32_t p = 0; p < urn->people.count; p++)
        slots->room[p] = capacity[p];
    for (uint32_t t = 0; t < count; t++) {
        for (size_t seat = 0; seat < urn->rules.seat_count; seat++) {
            uint32_t slot = slots->count++;
            if (slot >= URNS_SLOTS)
                abort();
            slots->group[slot] = t;
            for (uint32_t p = 0; p < urn->people.count; p++)
                if (capacity[p] > 0 && !xc_urn_barred(urn, p, targets[t]) &&
                    xc_draw_set_has(urn->people.seats[p], urn->rules.seats[seat]))
                    slots->order[slot][slots->candidates[slot]++] = p;
            urns_sort("pair", id, seed, urn->targets.id[targets[t]], urn->people.id,
                      slots->order[slot], slots->candidates[slot]);
        }
    }
}
