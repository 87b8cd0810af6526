/* A command asks several times what was found, and a sitting has many commands: rows are
 * read once and kept, and what came since is read behind them. */
#include "store/outcomes_internal.h"

#include <stdlib.h>
#include <string.h>

static const size_t TEXTS_MAX = (size_t)1 << 34;

enum { TEXTS = 7 };

/* A row as it was stored. Its texts lie behind each other, each ended by a NUL. */
struct row {
    struct xc_outcome outcome;
    size_t bytes; /* of its texts */
};

struct xc_outcomes_known {
    struct xc_arena *texts; /* owned; the office too */
    struct xc_str office;
    int64_t version;          /* of the file, as other connections change it */
    struct row *rows;         /* owned; in the order in which they were stored */
    const struct row **order; /* owned; by what they are about, then by age */
    size_t count, capacity, ordered;
};

static void clear(struct xc_outcomes_known *known) {
    xc_arena_free(known->texts);
    free(known->rows);
    free(known->order);
    *known = (struct xc_outcomes_known){0};
}

void xc_outcomes_forget(struct xc_store *store) {
    if (store->outcomes) {
        clear(store->outcomes);
        free(store->outcomes);
        store->outcomes = NULL;
    }
}

/* ---- Rows ---- */

#define COLUMNS                                                                          \
    "visit, target, item, findings, doctor, disposal, people, date, result, points,"     \
    " amount, rectify_by, closed_on, at, entry"

/* In the order of COLUMNS. */
static void list_texts(struct xc_outcome *outcome, struct xc_str *texts[TEXTS]) {
    texts[0] = &outcome->visit;
    texts[1] = &outcome->target;
    texts[2] = &outcome->item;
    texts[3] = &outcome->findings;
    texts[4] = &outcome->doctor;
    texts[5] = &outcome->disposal;
    texts[6] = &outcome->people;
}

static bool copy_texts(struct xc_query *query, struct xc_arena *arena, struct row *row) {
    struct xc_str *texts[TEXTS];
    list_texts(&row->outcome, texts);
    row->bytes = 0;
    for (int i = 0; i < TEXTS; i++) {
        *texts[i] = xc_query_get_text(query, i);
        if (!texts[i]->ptr) {
            return false;
        }
        row->bytes += texts[i]->len + 1;
    }
    char *at = xc_arena_alloc(arena, row->bytes);
    for (int i = 0; at && i < TEXTS; i++) {
        memcpy(at, texts[i]->ptr, texts[i]->len);
        texts[i]->ptr = at;
        at += texts[i]->len + 1;
    }
    return at != NULL;
}

static int read_row(struct xc_query *query, struct xc_arena *arena, struct row *row,
                    struct xc_error *error) {
    struct xc_outcome *outcome = &row->outcome;
    *row = (struct row){0};
    if (!copy_texts(query, arena, row)) {
        return xc_fail_memory(error);
    }
    outcome->date = xc_query_get_date(query, TEXTS);
    outcome->result = xc_outcome_parse(xc_query_get_text(query, TEXTS + 1));
    outcome->points = xc_query_get_int(query, TEXTS + 2);
    outcome->amount = xc_query_get_int(query, TEXTS + 3);
    outcome->rectify_by = xc_query_get_date(query, TEXTS + 4);
    outcome->closed_on = xc_query_get_date(query, TEXTS + 5);
    outcome->at = xc_query_get_instant(query, TEXTS + 6);
    outcome->entry = (uint64_t)xc_query_get_int(query, TEXTS + 7);
    if (outcome->date == XC_NO_DATE || outcome->result == 0) {
        xc_fail(error, XC_EENV, "%s: an outcome of target %.*s is damaged",
                query->store->path, XC_PRI(outcome->target));
        return xc_hint(error, "`xuncha ledger verify` says more");
    }
    return XC_OK;
}

static int make_room(struct xc_outcomes_known *known, struct xc_error *error) {
    if (known->count < known->capacity) {
        return XC_OK;
    }
    size_t capacity = known->capacity ? known->capacity * 2 : 256;
    struct row *rows = realloc(known->rows, capacity * sizeof *rows);
    if (!rows) {
        return xc_fail_memory(error);
    }
    known->rows = rows;
    known->capacity = capacity;
    return XC_OK;
}

/* Entries are stored whole, one after the other. */
static int read_newer(struct xc_store *store, struct xc_str office,
                      struct xc_outcomes_known *known, struct xc_error *error) {
    struct xc_query query;
    int64_t last =
        known->count ? (int64_t)known->rows[known->count - 1].outcome.entry : -1;
    int rc = xc_query_open(store,
                           "SELECT " COLUMNS " FROM outcome WHERE office = $1"
                           " AND entry > $2 ORDER BY entry, number",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_int(&query, 2, last);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = make_room(known, error);
        if (rc == XC_OK) {
            rc = read_row(&query, known->texts, &known->rows[known->count++], error);
        }
    }
    xc_query_close(&query);
    return rc;
}

/* ---- Order ---- */

static const struct row *row_at(const void *place) {
    return *(const struct row *const *)place;
}

static int by_target(const struct xc_outcome *a, const struct xc_outcome *b) {
    return xc_str_compare(a->target, b->target);
}

static int by_day(const struct xc_outcome *a, const struct xc_outcome *b) {
    return (a->date > b->date) - (a->date < b->date);
}

/* Later versions lie later among the rows. */
static int by_matter(const void *left, const void *right) {
    const struct row *row = row_at(left), *other = row_at(right);
    const struct xc_outcome *a = &row->outcome, *b = &other->outcome;
    int order = by_target(a, b);
    if (order == 0) {
        order = xc_str_compare(a->visit, b->visit);
    }
    if (order == 0 && a->visit.len == 0) {
        order = by_day(a, b);
    }
    return order != 0 ? order : (row > other) - (row < other);
}

static int by_date(const void *left, const void *right) {
    const struct row *row = row_at(left), *other = row_at(right);
    const struct xc_outcome *a = &row->outcome, *b = &other->outcome;
    int order = by_target(a, b);
    if (order == 0) {
        order = by_day(a, b);
    }
    if (order == 0) {
        order = xc_str_compare(a->visit, b->visit);
    }
    return order != 0 ? order : (row > other) - (row < other);
}

static int put_in_order(struct xc_outcomes_known *known, struct xc_error *error) {
    if (known->ordered == known->count) {
        return XC_OK;
    }
    const struct row **order = realloc(known->order, known->count * sizeof *order);
    if (!order) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < known->count; i++) {
        order[i] = &known->rows[i];
    }
    qsort(order, known->count, sizeof *order, by_matter);
    known->order = order;
    known->ordered = known->count;
    return XC_OK;
}

/* ---- Knowing ---- */

/* What another connection did may be anything, so after that all is read again. */
static int bring_up_to_date(struct xc_store *store, struct xc_str office,
                            struct xc_outcomes_known *known, struct xc_error *error) {
    int64_t version = 0;
    int rc = xc_store_number(store, "PRAGMA data_version", &version, error);
    if (rc == XC_OK && known->texts &&
        (version != known->version || !xc_str_equal(office, known->office))) {
        clear(known);
    }
    if (rc == XC_OK && !known->texts) {
        known->texts = xc_arena_new(TEXTS_MAX);
        known->office = known->texts ? xc_arena_copy(known->texts, office) : office;
        known->version = version;
        rc = known->texts && known->office.ptr ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = read_newer(store, office, known, error);
    }
    if (rc == XC_OK) {
        rc = put_in_order(known, error);
    }
    if (rc != XC_OK) {
        clear(known);
    }
    return rc;
}

/* ---- Handing over ---- */

struct versions {
    const struct row **rows; /* owned */
    size_t count;
};

static int choose(const struct xc_outcomes_known *known, xc_instant at,
                  struct versions *all, struct xc_error *error) {
    all->rows = calloc(known->count + 1, sizeof *all->rows);
    if (!all->rows) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < known->count; i++) {
        if (at == XC_NO_INSTANT || known->order[i]->outcome.at <= at) {
            all->rows[all->count++] = known->order[i];
        }
    }
    return XC_OK;
}

/* The newest entry with an outcome of the same visit (or, without one, of the same target
 * and day) has the say; it may hold several of them, one per item. */
static void keep_newest(struct versions *all) {
    size_t kept = 0;
    for (size_t from = 0, to = 0; from < all->count; from = to) {
        while (to < all->count &&
               xc_outcome_same(&all->rows[from]->outcome, &all->rows[to]->outcome)) {
            to++;
        }
        uint64_t newest = all->rows[to - 1]->outcome.entry;
        for (size_t i = from; i < to; i++) {
            if (all->rows[i]->outcome.entry == newest) {
                all->rows[kept++] = all->rows[i];
            }
        }
    }
    all->count = kept;
}

/* Copies of them with their texts, which are about another place then. */
static int hand_over(const struct versions *all, struct xc_arena *arena,
                     struct xc_outcome **outcomes, struct xc_error *error) {
    size_t bytes = 0;
    for (size_t i = 0; i < all->count; i++) {
        bytes += all->rows[i]->bytes;
    }
    char *room = xc_arena_alloc(arena, bytes);
    *outcomes = xc_arena_array(arena, all->count + 1, sizeof **outcomes);
    if (!room || !*outcomes) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < all->count; i++) {
        struct xc_outcome *outcome = &(*outcomes)[i];
        const char *from = all->rows[i]->outcome.visit.ptr;
        struct xc_str *texts[TEXTS];
        *outcome = all->rows[i]->outcome;
        memcpy(room, from, all->rows[i]->bytes);
        list_texts(outcome, texts);
        for (size_t k = 0; k < TEXTS; k++) {
            texts[k]->ptr = room + (texts[k]->ptr - from);
        }
        room += all->rows[i]->bytes;
    }
    return XC_OK;
}

static int read_all(struct xc_store *store, struct xc_str office, xc_instant at,
                    bool in_force, struct xc_arena *arena, struct xc_outcome **outcomes,
                    size_t *count, struct xc_error *error) {
    struct xc_outcomes_known unsettled = {0}, *known = &unsettled;
    struct versions all = {0};
    *outcomes = NULL;
    *count = 0;
    /* What a transaction stored may still be taken back. */
    if (sqlite3_get_autocommit(store->db)) {
        if (!store->outcomes) {
            store->outcomes = calloc(1, sizeof *store->outcomes);
        }
        known = store->outcomes;
    }
    int rc =
        known ? bring_up_to_date(store, office, known, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = choose(known, at, &all, error);
    }
    if (rc == XC_OK && in_force && all.count > 0) {
        keep_newest(&all);
        qsort(all.rows, all.count, sizeof *all.rows, by_date);
    }
    if (rc == XC_OK) {
        rc = hand_over(&all, arena, outcomes, error);
    }
    *count = rc == XC_OK ? all.count : 0;
    free(all.rows);
    clear(&unsettled);
    return rc;
}

int xc_store_outcomes(struct xc_store *store, struct xc_str office, xc_instant at,
                      struct xc_arena *arena, struct xc_outcome **outcomes, size_t *count,
                      struct xc_error *error) {
    return read_all(store, office, at, true, arena, outcomes, count, error);
}

int xc_store_outcomes_all(struct xc_store *store, struct xc_str office, xc_instant at,
                          struct xc_arena *arena, struct xc_outcome **outcomes,
                          size_t *count, struct xc_error *error) {
    return read_all(store, office, at, false, arena, outcomes, count, error);
}
