#include "weights.h"

#include <string.h>

enum {
    MOST_DAYS = 96, /* different days in the programme */
    MOST_PIVOTS = 400,
    SCALE = 27720 /* divided by 1 to 12 */
};

#define TINY 1e-9

/* ---- what a day holds ---- */

struct sack { /* the best for each room, and the length taken last */
    double best[BENCH_UNITS];
    unsigned last[BENCH_UNITS];
};

static void fill(unsigned room, unsigned longest, const double *weight, const bool *there,
                 struct sack *sack) {
    sack->best[0] = 0;
    sack->last[0] = 0;
    for (unsigned c = 1; c <= room; c++) {
        sack->best[c] = sack->best[c - 1];
        sack->last[c] = 0;
        for (unsigned u = 1; u <= c && u <= longest; u++)
            if (there[u] && sack->best[c - u] + weight[u] > sack->best[c]) {
                sack->best[c] = sack->best[c - u] + weight[u];
                sack->last[c] = u;
            }
    }
}

static void unpack(const struct sack *sack, unsigned room, uint8_t *day) {
    while (room > 0) {
        if (sack->last[room] == 0) {
            room--;
            continue;
        }
        day[sack->last[room]]++;
        room -= sack->last[room];
    }
}

/* The most weight a day can hold, and how many visits of each length that are. */
static double heaviest(const struct bench_shape *s, const double *weight,
                       const bool *there, uint8_t *day) {
    struct sack sack;
    unsigned room = s->halves[0] > s->halves[1] ? s->halves[0] : s->halves[1];
    fill(room, s->longest, weight, there, &sack);
    double most = sack.best[s->halves[0]] + sack.best[s->halves[1]];
    unsigned across = 0;
    unsigned before = 0;
    for (unsigned u = s->longest + 1; s->halves[1] > 0 && u < BENCH_UNITS; u++)
        for (unsigned x = 1; there[u] && x < u; x++) {
            if (x > s->halves[0] || u - x > s->halves[1])
                continue;
            double sum = weight[u] + sack.best[s->halves[0] - x] +
                         sack.best[s->halves[1] - (u - x)];
            if (sum <= most + TINY)
                continue;
            most = sum;
            across = u;
            before = x;
        }
    memset(day, 0, BENCH_UNITS);
    unpack(&sack, s->halves[0] - before, day);
    unpack(&sack, s->halves[1] - (across - before), day);
    if (across > 0)
        day[across]++;
    return most;
}

uint32_t bench_day_weight(const struct bench_shape *shape, const uint32_t *weight,
                          const bool *there) {
    double exact[BENCH_UNITS]; /* whole numbers far below 2^53 */
    uint8_t day[BENCH_UNITS];
    for (unsigned u = 0; u < BENCH_UNITS; u++)
        exact[u] = weight[u];
    return (uint32_t)(heaviest(shape, exact, there, day) + 0.5);
}

unsigned bench_weight_family(const struct bench_shape *s,
                             uint32_t weights[BENCH_FAMILY][BENCH_UNITS]) {
    unsigned day = s->halves[0] + s->halves[1];
    unsigned count = 0;
    for (unsigned u = 0; u < BENCH_UNITS; u++)
        weights[count][u] = u;
    count++;
    for (unsigned k = 2; k <= s->longest + 1 && k <= 16; k++, count++)
        for (unsigned u = 0; u < BENCH_UNITS; u++)
            weights[count][u] = u >= k ? 1 : 0;
    for (unsigned k = 2; k <= day / 2 && k <= 14; k++, count++)
        for (unsigned u = 0; u < BENCH_UNITS; u++)
            weights[count][u] = u + k > day ? day : (u >= k ? u : 0);
    unsigned spans[3] = {s->halves[0], s->halves[1], day};
    for (unsigned k = 0; k < 3; k++)
        for (unsigned parts = 2; spans[k] > 0 && parts <= 7; parts++, count++)
            for (unsigned u = 0; u < BENCH_UNITS; u++)
                weights[count][u] = u * parts / spans[k];
    return count;
}

/* ---- the best weights: maximise counts · weight, where no day is heavier than 1 ---- */

struct programme {
    unsigned lengths[BENCH_UNITS]; /* column → length */
    unsigned columns, rows;
    uint8_t days[MOST_DAYS][BENCH_UNITS];
    double table[MOST_DAYS + 1][BENCH_UNITS + MOST_DAYS + 1];
    unsigned basis[MOST_DAYS];
};

static void pivot(struct programme *p, unsigned row, unsigned column, unsigned width) {
    double by = p->table[row][column];
    for (unsigned k = 0; k < width; k++)
        p->table[row][k] /= by;
    for (unsigned i = 0; i <= p->rows; i++) {
        double factor = p->table[i][column];
        if (i == row || factor == 0)
            continue;
        for (unsigned k = 0; k < width; k++)
            p->table[i][k] -= factor * p->table[row][k];
    }
    p->basis[row] = column;
}

/* The simplex method from no weight at all, by Bland's rule. */
static void solve(struct programme *p, const uint32_t *counts, double *weight) {
    unsigned width = p->columns + p->rows + 1;
    memset(p->table, 0, sizeof p->table);
    for (unsigned i = 0; i < p->rows; i++) {
        for (unsigned k = 0; k < p->columns; k++)
            p->table[i][k] = p->days[i][p->lengths[k]];
        p->table[i][p->columns + i] = 1;
        p->table[i][width - 1] = 1;
        p->basis[i] = p->columns + i;
    }
    for (unsigned k = 0; k < p->columns; k++)
        p->table[p->rows][k] = -(double)counts[p->lengths[k]];
    for (unsigned step = 0; step < MOST_PIVOTS; step++) {
        unsigned column = 0;
        unsigned row = p->rows;
        while (column + 1 < width && p->table[p->rows][column] > -TINY)
            column++;
        if (column + 1 == width)
            break;
        for (unsigned i = 0; i < p->rows; i++) {
            if (p->table[i][column] <= TINY)
                continue;
            double ratio = p->table[i][width - 1] / p->table[i][column];
            double best = row < p->rows ? p->table[row][width - 1] / p->table[row][column]
                                        : ratio + 1;
            if (ratio < best - TINY ||
                (ratio < best + TINY && p->basis[i] < p->basis[row]))
                row = i;
        }
        if (row == p->rows)
            break;
        pivot(p, row, column, width);
    }
    memset(weight, 0, BENCH_UNITS * sizeof *weight);
    for (unsigned i = 0; i < p->rows; i++)
        if (p->basis[i] < p->columns)
            weight[p->lengths[p->basis[i]]] = p->table[i][width - 1];
}

void bench_best_weights(const struct bench_shape *shape, const uint32_t *counts,
                        uint32_t *weight) {
    struct programme p;
    double exact[BENCH_UNITS];
    bool there[BENCH_UNITS] = {false};
    p.columns = 0;
    p.rows = 0;
    for (unsigned u = 1; u < BENCH_UNITS; u++) {
        if (counts[u] == 0)
            continue;
        bool alone[BENCH_UNITS] = {false};
        there[u] = true;
        alone[u] = true;
        p.lengths[p.columns++] = u;
        memset(exact, 0, sizeof exact);
        exact[u] = 1;
        (void)heaviest(shape, exact, alone, p.days[p.rows++]);
    }
    for (;;) { /* one more day each time, until none is too heavy */
        solve(&p, counts, exact);
        if (p.rows == MOST_DAYS ||
            heaviest(shape, exact, there, p.days[p.rows]) <= 1 + 1e-6)
            break;
        p.rows++;
    }
    for (unsigned u = 0; u < BENCH_UNITS; u++)
        weight[u] = (uint32_t)(exact[u] * SCALE + 0.5);
}
