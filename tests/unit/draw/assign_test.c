#include "example.h"

#include "draw/assign.h"

/* More holders than bits in a word, each slot open to few of them: what urns of a few
 * people cannot show. Judged by trying each candidate and filling all later slots anew.
 */
enum { HOLDERS = 200, GROUPS = 24, PLACES = 3, SLOTS = GROUPS * PLACES, WORDS = 4 };

struct made {
    struct xc_assign_problem problem;
    uint32_t capacity[HOLDERS];
    uint64_t may[SLOTS][WORDS];
    uint64_t salt;
};

struct filling {
    const struct made *made;
    uint32_t cut;
    uint32_t fixed;      /* slots before this keep their holder */
    const bool *without; /* NULL: all slots have to be filled */
    uint32_t held[SLOTS];
    uint32_t load[HOLDERS];
    bool seen[SLOTS];
};

static uint64_t mix(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static struct xc_digest ticket(const void *context, uint32_t group, uint32_t holder) {
    const struct made *made = context;
    uint64_t state = made->salt ^ ((uint64_t)group << 32 | holder);
    struct xc_digest digest;
    for (size_t i = 0; i < sizeof digest.bytes; i++)
        digest.bytes[i] = (uint8_t)mix(&state);
    return digest;
}

static void tops(const void *context, uint32_t group, const uint64_t *who,
                 uint64_t *tops) {
    for (uint32_t h = 0; h < HOLDERS; h++) {
        struct xc_digest digest = ticket(context, group, h);
        uint64_t top = 0;
        for (size_t i = 0; i < sizeof top; i++)
            top = top << 8 | digest.bytes[i];
        if (h / 64 < WORDS && xc_flow_has(who, h))
            tops[h] = top;
    }
}

static void may(const void *context, uint32_t group, uint32_t place, uint64_t *who) {
    const struct made *made = context;
    size_t words = (made->problem.holders + 63) / 64;
    memcpy(who, made->may[group * made->problem.places + place], words * sizeof *who);
}

/* Every slot is open to some of a pool of holders that lie far apart. */
static void make(struct made *made, uint64_t seed) {
    uint64_t state = seed;
    uint32_t places = 1 + (uint32_t)(mix(&state) % PLACES);
    uint32_t groups = 4 + (uint32_t)(mix(&state) % (GROUPS - 3));
    uint32_t pool[SLOTS];
    uint32_t pool_count = places + (uint32_t)(mix(&state) % (groups * places));
    *made = (struct made){.salt = mix(&state)};
    made->problem = (struct xc_assign_problem){.groups = groups,
                                               .places = places,
                                               .holders = HOLDERS,
                                               .capacity = made->capacity,
                                               .level = mix(&state) % 3 == 0,
                                               .least = 1,
                                               .top_mask = UINT64_MAX,
                                               .context = made,
                                               .may = may,
                                               .tops = tops,
                                               .ticket = ticket};
    for (uint32_t i = 0; i < pool_count; i++) {
        pool[i] = (uint32_t)(mix(&state) % HOLDERS);
        made->capacity[pool[i]] = 1 + (uint32_t)(mix(&state) % 4);
    }
    for (uint32_t s = 0; s < groups * places; s++) {
        uint32_t open = 2 + (uint32_t)(mix(&state) % 6);
        for (uint32_t i = 0; i < open; i++)
            xc_flow_put(made->may[s], pool[mix(&state) % pool_count]);
    }
}

static uint32_t room(const struct filling *filling, uint32_t holder) {
    uint32_t capacity = filling->made->capacity[holder];
    return capacity < filling->cut ? capacity : filling->cut;
}

/* The slot of the same group that the holder has, or SLOTS. */
static uint32_t beside(const struct filling *filling, uint32_t slot, uint32_t holder) {
    uint32_t places = filling->made->problem.places;
    uint32_t start = slot - slot % places;
    for (uint32_t s = start; s < start + places; s++)
        if (s != slot && filling->held[s] == holder)
            return s;
    return SLOTS;
}

static bool place(struct filling *filling, uint32_t slot);

/* Frees the holder for the slot, others moving on. */
static bool make_way(struct filling *filling, uint32_t slot, uint32_t holder) {
    uint32_t slots = filling->made->problem.groups * filling->made->problem.places;
    uint32_t other = beside(filling, slot, holder);
    if (other != SLOTS)
        return other >= filling->fixed && place(filling, other);
    if (filling->load[holder] < room(filling, holder)) {
        filling->load[holder]++;
        return true;
    }
    for (uint32_t s = filling->fixed; s < slots; s++)
        if (filling->held[s] == holder && place(filling, s))
            return true;
    return false;
}

static bool place(struct filling *filling, uint32_t slot) {
    if (filling->seen[slot])
        return false;
    filling->seen[slot] = true;
    for (uint32_t h = 0; h < HOLDERS; h++) {
        if (h != filling->held[slot] && xc_flow_has(filling->made->may[slot], h) &&
            make_way(filling, slot, h)) {
            filling->held[slot] = h;
            return true;
        }
    }
    return false;
}

/* Can all slots from filling->fixed on be filled? */
static bool fill(struct filling *filling) {
    uint32_t slots = filling->made->problem.groups * filling->made->problem.places;
    memset(filling->load, 0, sizeof filling->load);
    for (uint32_t s = 0; s < slots; s++) {
        if (s < filling->fixed &&
            ++filling->load[filling->held[s]] > room(filling, filling->held[s]))
            return false;
        if (s >= filling->fixed)
            filling->held[s] = XC_NOBODY;
    }
    for (uint32_t s = filling->fixed; s < slots; s++) {
        memset(filling->seen, 0, sizeof filling->seen);
        if ((filling->without == NULL || !filling->without[s]) && !place(filling, s))
            return false;
    }
    return true;
}

/* The first assignment that fits, by trying; false: none does. */
static bool find_first(struct filling *filling, uint32_t *holder) {
    const struct made *made = filling->made;
    uint32_t slots = made->problem.groups * made->problem.places;
    filling->cut = made->problem.level ? made->problem.least : UINT32_MAX;
    while (!fill(filling)) {
        if (filling->cut > 4)
            return false;
        filling->cut++;
    }
    for (uint32_t s = 0; s < slots; s++) {
        struct xc_digest best;
        holder[s] = XC_NOBODY;
        for (uint32_t h = 0; h < HOLDERS; h++) {
            struct xc_digest other = ticket(made, s / made->problem.places, h);
            memcpy(filling->held, holder, s * sizeof *holder);
            filling->fixed = s;
            if (!xc_flow_has(made->may[s], h) ||
                (holder[s] != XC_NOBODY && memcmp(&other, &best, sizeof best) > 0) ||
                beside(filling, s, h) < s)
                continue;
            filling->held[s] = h;
            filling->fixed = s + 1;
            if (fill(filling)) {
                holder[s] = h;
                best = other;
            }
        }
        assert_int_not_equal(holder[s], XC_NOBODY);
    }
    return true;
}

static void judge_shortage(const struct made *made,
                           const struct xc_assign_shortage *shortage) {
    bool without[SLOTS];
    uint64_t who[WORDS] = {0};
    struct filling filling = {.made = made, .cut = UINT32_MAX, .without = without};
    memset(without, true, sizeof without);
    assert_true(shortage->count > 0);
    for (uint32_t i = 0; i < shortage->count; i++) {
        without[shortage->slots[i]] = false;
        for (size_t w = 0; w < WORDS; w++)
            who[w] |= made->may[shortage->slots[i]][w];
    }
    assert_memory_equal(who, shortage->who, sizeof who);
    assert_false(fill(&filling));
    for (uint32_t i = 0; i < shortage->count; i++) {
        without[shortage->slots[i]] = true;
        assert_true(fill(&filling));
        without[shortage->slots[i]] = false;
    }
}

static void test_many_holders_open_to_few_slots(void **state) {
    (void)state;
    static const uint64_t masks[] = {UINT64_MAX, UINT64_C(3) << 62, 0};
    unsigned fit = 0;
    unsigned level = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct made made;
        struct xc_assign_shortage shortage;
        struct xc_error error = {0};
        uint32_t holder[SLOTS];
        uint32_t expected[SLOTS];
        struct xc_arena *arena = xc_arena_new(1 << 20);
        make(&made, seed);
        made.problem.top_mask = masks[seed % 3];
        struct filling filling = {.made = &made};
        bool fits = find_first(&filling, expected);
        int code = xc_assign_run(&made.problem, arena, holder, &shortage, NULL, &error);
        assert_int_equal(code, fits ? XC_OK : XC_ENO);
        if (fits)
            assert_memory_equal(holder, expected,
                                made.problem.groups * made.problem.places *
                                    sizeof *holder);
        else
            judge_shortage(&made, &shortage);
        fit += fits;
        level += fits && made.problem.level;
        xc_arena_free(arena);
    }
    assert_in_range(fit, 60, 240);
    assert_in_range(level, 15, 240);
}

/* One holder alone may have all slots but one, so the smallest cut is their number,
 * however far above `least` that is; and the last slot goes to the other, whoever is
 * first. */
static void test_cuts_are_the_smallest(void **state) {
    (void)state;
    for (uint32_t forced = 1; forced < GROUPS; forced++) {
        for (uint32_t least = 1; least <= forced; least++) {
            struct made made = {.salt = forced * 1000 + least};
            struct xc_assign_shortage shortage;
            struct xc_error error = {0};
            uint32_t holder[SLOTS];
            struct xc_arena *arena = xc_arena_new(1 << 20);
            uint32_t open = 0;
            made.problem = (struct xc_assign_problem){.groups = forced + 1,
                                                      .places = 1,
                                                      .holders = HOLDERS,
                                                      .capacity = made.capacity,
                                                      .level = true,
                                                      .least = least,
                                                      .top_mask = UINT64_MAX,
                                                      .context = &made,
                                                      .may = may,
                                                      .tops = tops,
                                                      .ticket = ticket};
            made.capacity[0] = made.capacity[HOLDERS - 1] = 100;
            for (uint32_t s = 0; s <= forced; s++)
                xc_flow_put(made.may[s], 0);
            /* the slot that the first would get by its ticket, if there is any */
            for (uint32_t s = 0; s <= forced; s++) {
                struct xc_digest first = ticket(&made, s, 0);
                struct xc_digest last = ticket(&made, s, HOLDERS - 1);
                if (memcmp(&first, &last, sizeof first) < 0)
                    open = s;
            }
            xc_flow_put(made.may[open], HOLDERS - 1);
            assert_int_equal(
                xc_assign_run(&made.problem, arena, holder, &shortage, NULL, &error),
                XC_OK);
            for (uint32_t s = 0; s <= forced; s++)
                assert_int_equal(holder[s], s == open ? HOLDERS - 1 : 0);
            xc_arena_free(arena);
        }
    }
}

/* Every allocation of the arena fails once, whether there is an assignment or not. */
static void assign_with_too_little(const struct made *made, const uint32_t *expected) {
    unsigned short_of = 0;
    for (size_t bytes = 0; bytes < 96 << 10; bytes += 24) {
        struct xc_assign_shortage shortage;
        struct xc_error error = {0};
        uint32_t holder[SLOTS];
        struct xc_arena *arena = xc_arena_new(bytes);
        int code = xc_assign_run(&made->problem, arena, holder, &shortage, NULL, &error);
        if (code == XC_OK) {
            assert_non_null(expected);
            assert_memory_equal(holder, expected,
                                made->problem.groups * made->problem.places *
                                    sizeof *holder);
        } else if (code == XC_ENO) {
            assert_null(expected);
            judge_shortage(made, &shortage);
        } else {
            assert_int_equal(code, XC_ENOMEM);
            assert_int_equal(error.code, XC_ENOMEM);
            short_of++;
        }
        xc_arena_free(arena);
    }
    assert_in_range(short_of, 20, (96 << 10) / 24 - 100);
}

static void test_too_little_memory(void **state) {
    (void)state;
    unsigned with = 0;
    unsigned without = 0;
    for (uint64_t seed = 1; with < 3 || without < 3; seed++) {
        struct made made;
        uint32_t expected[SLOTS];
        struct filling filling = {.made = &made};
        make(&made, seed);
        bool fits = find_first(&filling, expected);
        if ((fits ? with : without) < 3)
            assign_with_too_little(&made, fits ? expected : NULL);
        with += fits;
        without += !fits;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_holders_open_to_few_slots),
        cmocka_unit_test(test_cuts_are_the_smallest),
        cmocka_unit_test(test_too_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
