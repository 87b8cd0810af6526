/* Draws over fixed seeds, which were named before anything was counted: SHA-256 of
 * "xuncha property", the test's name and the number of the draw. Chances of units, of
 * pairs, of whole samples and orders are compared with what they have to be, and a test
 * fails at p < 1e-6. Draws in which one sample in fifty is tampered with have to fail. */
#include "select_oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 64, UNITS_MAX = 10 };

struct experiment {
    const char *name;
    const char *rules;
    const char *targets;
    size_t draws;
    const char *id;
    const char *other_id; /* a second draw on the same seed; NULL: none */
    bool tampered;
};

/* What one draw gave: rows of slots, and sets of rows as bits. */
struct outcome {
    const uint32_t *slots;
    uint32_t count;
    unsigned set;
    unsigned other_set;
};

typedef unsigned cell_of(const struct outcome *outcome);

static void stop(const char *name, const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_error_render(error, NULL, &text);
    (void)fprintf(stderr, "%s: %.*s\n", name, XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

static unsigned set_of(const struct xc_draw_result *result) {
    unsigned set = 0;
    for (uint32_t i = 0; i < result->slot_count; i++)
        set |= 1U << result->slots[i];
    return set;
}

/* The operator puts the first unit in, for whoever stands first in the table. */
static unsigned tamper(unsigned set, size_t draw) {
    return draw % 50 != 0 || (set & 1) != 0 ? set : (set & (set - 1)) | 1;
}

/* Counts the cells, and the draws of each unit. */
static void run(const struct experiment *experiment, cell_of *cell,
                unsigned long cells[CELLS], unsigned long units[UNITS_MAX]) {
    struct xc_error error = {0};
    struct xc_urn urn;
    struct xc_draw_files files = {.rules = xc_str_from(experiment->rules),
                                  .targets = xc_str_from(experiment->targets)};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
    memset(cells, 0, CELLS * sizeof *cells);
    memset(units, 0, UNITS_MAX * sizeof *units);
    if (arena == NULL || xc_urn_read(&files, arena, &urn, &error) != XC_OK)
        stop(experiment->name, &error);
    for (size_t draw = 0; draw < experiment->draws; draw++) {
        char text[128];
        struct xc_digest seed;
        struct xc_draw_result results[2] = {{.slots = NULL}, {.slots = NULL}};
        struct xc_arena *work = xc_arena_new((size_t)1 << 20);
        (void)snprintf(text, sizeof text, "xuncha property %s %zu", experiment->name,
                       draw);
        if (work == NULL || xc_sha256(xc_str_from(text), &seed, &error) != XC_OK ||
            xc_draw_run(&urn, xc_str_from(experiment->id), &seed, NULL, 0, work,
                        &results[0], NULL, &error) != XC_OK ||
            (experiment->other_id != NULL &&
             xc_draw_run(&urn, xc_str_from(experiment->other_id), &seed, NULL, 0, work,
                         &results[1], NULL, &error) != XC_OK))
            stop(experiment->name, &error);
        struct outcome outcome = {results[0].slots, results[0].slot_count,
                                  set_of(&results[0]), set_of(&results[1])};
        if (experiment->tampered)
            outcome.set = tamper(outcome.set, draw);
        cells[cell(&outcome)]++;
        for (unsigned i = 0; i < UNITS_MAX; i++)
            units[i] += outcome.set >> i & 1;
        xc_arena_free(work);
    }
    xc_arena_free(arena);
}

/* ---- chi-square ---- */

/* The value that is exceeded with p = 1e-6. */
static double critical(unsigned freedom) {
    static const struct {
        unsigned freedom;
        double value;
    } table[] = {{3, 30.665},  {4, 33.377},  {5, 35.888},  {9, 44.811},
                 {15, 56.493}, {19, 63.677}, {23, 70.550}, {27, 77.188}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].freedom == freedom)
            return table[i].value;
    }
    (void)fprintf(stderr, "no critical value for %u degrees of freedom\n", freedom);
    exit(1);
}

static int judge(const struct experiment *experiment, const char *what, double value,
                 unsigned freedom) {
    bool fits = value <= critical(freedom);
    bool right = fits != experiment->tampered;
    (void)printf("%-28s %-8s %8zu draws  chi-square %8.2f  limit %6.2f  %s%s\n",
                 experiment->name, what, experiment->draws, value, critical(freedom),
                 fits ? "fits" : "does not fit", right ? "" : ": WRONG");
    return right ? 0 : 1;
}

/* chances: of each cell, in parts of `parts`. A cell without a chance has to be empty. */
static int judge_cells(const struct experiment *experiment, const unsigned long *cells,
                       const unsigned *chances, unsigned parts) {
    double value = 0;
    unsigned freedom = 0;
    for (unsigned i = 0; i < CELLS; i++) {
        double expected = (double)experiment->draws * chances[i] / parts;
        double off = (double)cells[i] - expected;
        if (chances[i] == 0 && cells[i] > 0 && !experiment->tampered) {
            (void)fprintf(stderr, "%s: cell %u is impossible\n", experiment->name, i);
            return 1;
        }
        if (chances[i] > 0) {
            value += off * off / expected;
            freedom++;
        }
    }
    return judge(experiment, "samples", value, freedom - 1);
}

/* Equal chances n / count; counts of units of one sample depend on each other, which the
 * factor puts right. */
static int judge_units(const struct experiment *experiment, const unsigned long *units,
                       unsigned count, unsigned n) {
    double value = 0;
    double expected = (double)experiment->draws * n / count;
    for (unsigned i = 0; i < count; i++)
        value += ((double)units[i] - expected) * ((double)units[i] - expected) / expected;
    return judge(experiment, "units", value * (count - 1) / (count - n), count - 1);
}

/* ---- experiments ---- */

#define LINE(id, stratum, weight) id "\t" stratum "\t" weight "\t-\t-\t-\n"
#define FOUR(stratum)                                                                    \
    LINE("a", stratum, "1")                                                              \
    LINE("b", stratum, "2") LINE("c", stratum, "3") LINE("d", stratum, "4")
#define SIX   FOUR("s") LINE("e", "s", "1") LINE("f", "s", "1")
#define EIGHT SIX LINE("g", "s", "1") LINE("h", "s", "1")
#define TEN   EIGHT LINE("i", "s", "1") LINE("j", "s", "1")
#define TWO_STRATA                                                                       \
    LINE("a", "A", "1")                                                                  \
    LINE("b", "A", "1")                                                                  \
    LINE("c", "A", "1")                                                                  \
    LINE("d", "A", "1")                                                                  \
    LINE("e", "B", "1") LINE("f", "B", "1") LINE("g", "B", "1") LINE("h", "B", "1")
#define SRS(n) "{\"select\":{\"method\":\"srs\",\"n\":{" n "}},\"v\":1}"
#define PPS    "{\"select\":{\"method\":\"pps\",\"n\":{\"s\":2}},\"v\":1}"

static unsigned no_cell(const struct outcome *outcome) {
    (void)outcome;
    return 0;
}

static unsigned cell_of_set(const struct outcome *outcome) {
    return outcome->set;
}

static unsigned log2_of(unsigned set) {
    unsigned bit = 0;
    while (set > 1) {
        set >>= 1;
        bit++;
    }
    return bit;
}

/* Pairs of eight units: 28 cells. */
static unsigned cell_of_pair(const struct outcome *outcome) {
    unsigned high = log2_of(outcome->set);
    unsigned low = log2_of(outcome->set & ~(1U << high));
    return high * (high - 1) / 2 + low;
}

static unsigned cell_of_two_draws(const struct outcome *outcome) {
    return 4 * log2_of(outcome->set) + log2_of(outcome->other_set);
}

static unsigned cell_of_two_strata(const struct outcome *outcome) {
    return 4 * log2_of(outcome->set & 15) + log2_of(outcome->set >> 4);
}

static unsigned cell_of_order(const struct outcome *outcome) {
    unsigned cell = 0;
    for (uint32_t i = 0; i < outcome->count; i++) {
        unsigned smaller = 0;
        for (uint32_t j = i + 1; j < outcome->count; j++)
            smaller += outcome->slots[j] < outcome->slots[i] ? 1 : 0;
        cell = cell * (outcome->count - i) + smaller;
    }
    return cell;
}

static void equal_chances(unsigned chances[CELLS], unsigned cells) {
    for (unsigned i = 0; i < CELLS; i++)
        chances[i] = i < cells ? 1 : 0;
}

static unsigned bits_in(unsigned set) {
    unsigned bits = 0;
    for (; set != 0; set &= set - 1)
        bits++;
    return bits;
}

static int test_units(bool tampered) {
    const struct experiment experiment = {"srs 5 of 10", SRS("\"s\":5"), TEN,     200000,
                                          "test/1",      NULL,           tampered};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    run(&experiment, no_cell, cells, units);
    return judge_units(&experiment, units, 10, 5);
}

static int test_samples(void) {
    const struct experiment experiment = {"srs 3 of 6", SRS("\"s\":3"), SIX,  60000,
                                          "test/2",     NULL,           false};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS];
    for (unsigned set = 0; set < CELLS; set++)
        chances[set] = bits_in(set) == 3 ? 1 : 0;
    run(&experiment, cell_of_set, cells, units);
    return judge_cells(&experiment, cells, chances, 20);
}

static int test_pairs(void) {
    const struct experiment experiment = {"srs 2 of 8", SRS("\"s\":2"), EIGHT, 60000,
                                          "test/3",     NULL,           false};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS];
    equal_chances(chances, 28);
    run(&experiment, cell_of_pair, cells, units);
    return judge_cells(&experiment, cells, chances, 28);
}

static int test_two_draws_on_one_seed(void) {
    const struct experiment experiment = {"two draws on one seed",
                                          SRS("\"s\":1"),
                                          FOUR("s"),
                                          40000,
                                          "test/4",
                                          "test/5",
                                          false};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS];
    equal_chances(chances, 16);
    run(&experiment, cell_of_two_draws, cells, units);
    return judge_cells(&experiment, cells, chances, 16);
}

static int test_two_strata(void) {
    const struct experiment experiment = {"two strata of one draw",
                                          SRS("\"A\":1,\"B\":1"),
                                          TWO_STRATA,
                                          40000,
                                          "test/6",
                                          NULL,
                                          false};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS];
    equal_chances(chances, 16);
    run(&experiment, cell_of_two_strata, cells, units);
    return judge_cells(&experiment, cells, chances, 16);
}

static int test_orders(void) {
    const struct experiment experiment = {
        "order of 4", "{\"select\":{\"method\":\"order\"},\"v\":1}",
        FOUR("s"),    60000,
        "test/7",     NULL,
        false};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS];
    equal_chances(chances, 24);
    run(&experiment, cell_of_order, cells, units);
    return judge_cells(&experiment, cells, chances, 24);
}

/* Weights 1 to 4, two of them: every order of the units and every offset is as likely as
 * every other, so the chance of each pair is a count of them. */
static int test_weights(bool tampered) {
    const struct experiment experiment = {"pps 2 of 4", PPS,  FOUR("s"), 200000,
                                          "test/8",     NULL, tampered};
    unsigned long cells[CELLS];
    unsigned long units[UNITS_MAX];
    unsigned chances[CELLS] = {0};
    unsigned all = 0;
    for (unsigned code = 0; code < 256; code++) {
        const unsigned order[4] = {code % 4, code / 4 % 4, code / 16 % 4, code / 64};
        unsigned seen = 0;
        for (unsigned i = 0; i < 4; i++)
            seen |= 1U << order[i];
        for (unsigned u = 0; seen == 15 && u < 10; u++, all++) {
            unsigned set = 0;
            long low = 0;
            for (unsigned i = 0; i < 4; i++) {
                long high = low + 2 * ((long)order[i] + 1);
                if (oracle_taken(low, high, u, 10))
                    set |= 1U << order[i];
                low = high;
            }
            chances[set]++;
        }
    }
    run(&experiment, cell_of_set, cells, units);
    return judge_cells(&experiment, cells, chances, all);
}

int main(int argc, char **argv) {
    uint64_t first = 0;
    uint64_t count = 3000;
    int failures = 0;
    if (argc == 3 && (!xc_str_to_uint(xc_str_from(argv[1]), UINT32_MAX, &first) ||
                      !xc_str_to_uint(xc_str_from(argv[2]), UINT32_MAX, &count))) {
        (void)fprintf(stderr, "usage: draw_property_test [FIRST COUNT]\n");
        return 2;
    }
    for (uint64_t seed = first; seed < first + count && failures < 10; seed++)
        failures += oracle_compare(seed);
    if (argc == 3)
        return failures > 0 ? 1 : 0;
    failures += test_units(false);
    failures += test_units(true);
    failures += test_samples();
    failures += test_pairs();
    failures += test_two_draws_on_one_seed();
    failures += test_two_strata();
    failures += test_orders();
    failures += test_weights(false);
    failures += test_weights(true);
    return failures > 0 ? 1 : 0;
}
