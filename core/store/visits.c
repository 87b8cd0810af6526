/* The visits of a plan: the lines it was stored with, and later changes over them. */
#include "store/derived.h"
#include "store/plans.h"
#include "store/visit_pack.h"

#include <stdlib.h>

enum { CHANGES_BYTES = 1 << 30 };

/* Every change of a plan's visits, ascending by visit, the changes of one in the order in
 * which they were stored. */
struct changes {
    struct xc_arena *arena; /* owned; the texts */
    struct changed {
        struct xc_str visit;
        size_t first, count; /* of lines */
        bool used;
    } * rows; /* owned */
    size_t count, capacity;
    struct changed_line {
        struct xc_str line;
        xc_instant at;
    } * lines; /* owned */
    size_t line_count, line_capacity;
};

static void changes_free(struct changes *changes) {
    xc_arena_free(changes->arena);
    free(changes->rows);
    free(changes->lines);
}

/* Room for one more of them; NULL: no memory. */
static void *grow(void *rows, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return rows;
    }
    size_t more = *capacity ? *capacity * 2 : 64;
    void *grown = realloc(rows, more * size);
    if (grown) {
        *capacity = more;
    }
    return grown;
}

/* A row with the visit of the one before it is a newer change of the same visit. */
static int add_change(struct changes *changes, struct xc_query *query,
                      struct xc_error *error) {
    struct xc_str visit = xc_query_get_text(query, 0);
    struct changed *row = changes->count ? &changes->rows[changes->count - 1] : NULL;
    struct changed_line *lines =
        grow(changes->lines, changes->line_count, &changes->line_capacity, sizeof *lines);
    if (!lines) {
        return xc_fail_memory(error);
    }
    changes->lines = lines;
    if (!row || !xc_str_equal(row->visit, visit)) {
        struct changed *rows =
            grow(changes->rows, changes->count, &changes->capacity, sizeof *rows);
        if (!rows) {
            return xc_fail_memory(error);
        }
        changes->rows = rows;
        row = &rows[changes->count];
        *row = (struct changed){.first = changes->line_count};
        if (!xc_query_copy_text(query, 0, changes->arena, &row->visit)) {
            return xc_fail_memory(error);
        }
        changes->count++;
    }
    row->count++;
    lines = &changes->lines[changes->line_count++];
    lines->at = xc_query_get_instant(query, 2);
    return xc_query_copy_text(query, 1, changes->arena, &lines->line)
               ? XC_OK
               : xc_fail_memory(error);
}

static int load_changes(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, xc_instant at,
                        struct changes *changes, struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(store,
                           "SELECT visit, line, at FROM visit_change WHERE office = $1"
                           " AND programme = $2 AND plan = $3"
                           " AND ($4 = '' OR at <= $4) ORDER BY visit, number",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_instant(&query, 4, at, instant);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = add_change(changes, &query, error);
    }
    xc_query_close(&query);
    return rc;
}

struct merging {
    struct changes *changes;
    unsigned before;  /* the number of a visit's first version */
    xc_instant since; /* of what was replaced */
    int (*found)(void *context, const struct xc_visit_version *version);
    void *context;
};

static struct xc_str visit_of(const void *row) {
    return ((const struct changed *)row)->visit;
}

static struct changed *find_change(struct changes *changes, struct xc_str visit) {
    size_t at = xc_str_first(changes->rows, changes->count, sizeof *changes->rows,
                             visit_of, visit);
    return at < changes->count && xc_str_equal(changes->rows[at].visit, visit)
               ? &changes->rows[at]
               : NULL;
}

/* The newest version, unless it takes the visit away. */
static int give_newest(const struct merging *merging, const struct changed *changed) {
    size_t last = changed->first + changed->count - 1;
    struct xc_visit_version version = {.line = merging->changes->lines[last].line,
                                       .number =
                                           merging->before + (unsigned)changed->count,
                                       .until = XC_NO_INSTANT};
    return version.line.len ? merging->found(merging->context, &version) : XC_OK;
}

static int merge_line(void *context, struct xc_str line) {
    struct merging *merging = context;
    struct xc_str rest = line;
    struct changed *changed = find_change(merging->changes, xc_str_cut(&rest, '\t'));
    if (!changed) {
        struct xc_visit_version version = {
            .line = line, .number = merging->before, .until = XC_NO_INSTANT};
        return merging->found(merging->context, &version);
    }
    changed->used = true;
    return give_newest(merging, changed);
}

static int visit_set(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t *number, struct xc_arena *arena,
                     struct xc_str *set, struct xc_error *error) {
    struct xc_query query = {0};
    int rc = xc_store_choose_plan(store, office, programme, number, error);
    if (rc == XC_OK) {
        rc = xc_query_open(store,
                           "SELECT visits FROM plan WHERE office = $1 AND programme = $2"
                           " AND number = $3",
                           &query, error);
    }
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, *number);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            rc =
                xc_query_copy_text(&query, 0, arena, set) ? XC_OK : xc_fail_memory(error);
        } else if (rc == 0) {
            rc = xc_store_no_plan(programme, *number, error);
        }
    }
    xc_query_close(&query);
    return rc;
}

/* What the visits of all earlier plans of a programme were numbered up to. */
static int count_before(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, unsigned *before,
                        struct xc_error *error) {
    struct xc_query query;
    *before = 0;
    if (number <= 1) {
        return XC_OK;
    }
    int rc = xc_query_open(store,
                           "SELECT count(*) FROM visit_change WHERE office = $1"
                           " AND programme = $2 AND plan < $3",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *before = (unsigned)(xc_query_get_int(&query, 0) + number - 1);
    }
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

/* Where the visits of a plan come from before its changes are applied. */
struct source {
    int (*each)(const struct source *source, struct xc_str set);
    struct xc_store *store;
    void *context;
    struct xc_error *error;
};

/* Sets what merging lacks, has the source hand out what the plan was stored with, and
 * ends with the visits that changes added. */
static int merge_all(const struct source *source, struct xc_str office,
                     struct xc_str programme, int64_t number, xc_instant at,
                     struct merging *merging) {
    struct xc_store *store = source->store;
    struct xc_error *error = source->error;
    struct changes changes = {.arena = xc_arena_new(CHANGES_BYTES)};
    struct xc_str set = XC_STR("");
    merging->changes = &changes;
    int rc = changes.arena ? visit_set(store, office, programme, &number, changes.arena,
                                       &set, error)
                           : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = load_changes(store, office, programme, number, at, &changes, error);
    }
    if (rc == XC_OK) {
        rc = count_before(store, office, programme, number, &merging->before, error);
    }
    if (rc == XC_OK) {
        rc = source->each(source, set);
    }
    for (size_t i = 0; i < changes.count && rc == XC_OK; i++) { /* visits added later */
        if (!changes.rows[i].used) {
            rc = give_newest(merging, &changes.rows[i]);
        }
    }
    changes_free(&changes);
    merging->changes = NULL;
    return rc;
}

static int each_line(const struct source *source, struct xc_str set) {
    return xc_store_each_of_set(source->store, set, merge_line, source->context,
                                source->error);
}

int xc_store_each_version(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, xc_instant at,
                          int (*found)(void *context,
                                       const struct xc_visit_version *version),
                          void *context, struct xc_error *error) {
    struct merging merging = {.found = found, .context = context};
    const struct source lines = {each_line, store, &merging, error};
    return merge_all(&lines, office, programme, number, at, &merging);
}

/* ---- Read ---- */

struct visit_reading {
    struct merging merging;
    struct xc_arena *arena;
    int (*found)(void *context, struct xc_visit *visit);
    void *context;
    int stopped; /* what found returned, or reading a changed line */
    struct xc_error *error;
};

static int read_version(void *context, const struct xc_visit_version *version) {
    struct visit_reading *reading = context;
    struct xc_visit visit;
    struct xc_str line = version->line;
    xc_str_cut(&line, '\t'); /* the id, which the visit holds too */
    int rc = xc_visit_read(line, reading->arena, &visit, reading->error);
    if (rc == XC_OK) {
        visit.revision = version->number;
        rc = reading->found(reading->context, &visit);
    }
    reading->stopped = rc;
    return rc;
}

static int merge_visit(void *context, struct xc_visit *visit) {
    struct visit_reading *reading = context;
    struct changed *changed = find_change(reading->merging.changes, visit->id);
    if (changed) {
        changed->used = true;
        return give_newest(&reading->merging, changed);
    }
    visit->revision = reading->merging.before;
    reading->stopped = reading->found(reading->context, visit);
    return reading->stopped;
}

struct pieces {
    struct xc_arena *arena;
    struct xc_str *list; /* owned */
    size_t count, room;
    struct xc_error *error;
};

static int keep_piece(void *context, struct xc_str piece) {
    struct pieces *pieces = context;
    struct xc_str *list =
        grow(pieces->list, pieces->count, &pieces->room, sizeof *pieces->list);
    if (!list) {
        return xc_fail_memory(pieces->error);
    }
    pieces->list = list;
    list[pieces->count] = xc_arena_copy(pieces->arena, piece);
    return list[pieces->count++].ptr ? XC_OK : xc_fail_memory(pieces->error);
}

static int unpack_all(const struct source *source, struct xc_str set,
                      const struct pieces *pieces) {
    struct visit_reading *reading = source->context;
    struct xc_visit_unpacker *unpacker = xc_visit_unpacker_new(reading->arena);
    int rc = unpacker ? XC_OK : XC_ENOMEM;
    for (size_t i = 0; i < pieces->count && rc == XC_OK; i++) {
        rc = xc_visit_unpack(unpacker, pieces->list[i], merge_visit, reading);
    }
    xc_visit_unpacker_free(unpacker);
    if (rc == XC_OK || reading->stopped) {
        return rc;
    }
    return rc == XC_ENOMEM ? xc_fail_memory(source->error)
                           : xc_derived_odd(source->store, set, source->error);
}

/* Nothing is handed out before all pieces are known to be sound. */
static int each_visit(const struct source *source, struct xc_str set) {
    struct visit_reading *reading = source->context;
    struct pieces pieces = {.arena = reading->arena, .error = source->error};
    int rc = xc_derived_each(source->store, set, XC_VISIT_FORM, keep_piece, &pieces,
                             source->error);
    if (rc == XC_OK) {
        rc = unpack_all(source, set, &pieces);
    } else if (rc == XC_ENO) {
        rc = xc_store_each_of_set(source->store, set, merge_line, &reading->merging,
                                  source->error);
    }
    free(pieces.list);
    return rc;
}

int xc_store_read_visits(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t number, xc_instant at,
                         struct xc_arena *arena,
                         int (*found)(void *context, struct xc_visit *visit),
                         void *context, struct xc_error *error) {
    struct visit_reading reading = {
        .arena = arena, .found = found, .context = context, .error = error};
    const struct source visits = {each_visit, store, &reading, error};
    reading.merging.found = read_version;
    reading.merging.context = &reading;
    return merge_all(&visits, office, programme, number, at, &reading.merging);
}

struct lines {
    int (*line)(void *context, struct xc_str line);
    void *context;
};

static int give_line(void *context, const struct xc_visit_version *version) {
    const struct lines *lines = context;
    return lines->line(lines->context, version->line);
}

int xc_store_each_visit_at(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number, xc_instant at,
                           int (*line)(void *context, struct xc_str line), void *context,
                           struct xc_error *error) {
    struct lines lines = {line, context};
    return xc_store_each_version(store, office, programme, number, at, give_line, &lines,
                                 error);
}

int xc_store_each_visit(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number,
                        int (*line)(void *context, struct xc_str line), void *context,
                        struct xc_error *error) {
    return xc_store_each_visit_at(store, office, programme, number, XC_NO_INSTANT, line,
                                  context, error);
}

/* ---- Versions that changes have replaced ---- */

/* Gives the version before each change; line: the one that the plan was stored with, or
 * empty where a change added the visit. */
static int give_replaced(const struct merging *merging, const struct changed *changed,
                         struct xc_str line) {
    int rc = XC_OK;
    for (size_t i = 0; i < changed->count && rc == XC_OK; i++) {
        const struct changed_line *next = &merging->changes->lines[changed->first + i];
        struct xc_visit_version version = {.line = line,
                                           .next = next->line,
                                           .number = merging->before + (unsigned)i,
                                           .until = next->at};
        if (line.len && next->at > merging->since) {
            rc = merging->found(merging->context, &version);
        }
        line = next->line;
    }
    return rc;
}

static int replaced_line(void *context, struct xc_str line) {
    struct merging *merging = context;
    struct xc_str rest = line;
    struct changed *changed = find_change(merging->changes, xc_str_cut(&rest, '\t'));
    if (!changed) {
        return XC_OK;
    }
    changed->used = true;
    return give_replaced(merging, changed, line);
}

static bool any_since(const struct changes *changes, xc_instant since) {
    for (size_t i = 0; i < changes->line_count; i++) {
        if (changes->lines[i].at > since) {
            return true;
        }
    }
    return false;
}

/* What changes of one plan replaced. */
static int each_changed(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, struct merging *merging,
                        struct xc_error *error) {
    struct changes changes = {.arena = xc_arena_new(CHANGES_BYTES)};
    struct xc_str set = XC_STR("");
    merging->changes = &changes;
    int rc = changes.arena ? load_changes(store, office, programme, number, XC_NO_INSTANT,
                                          &changes, error)
                           : xc_fail_memory(error);
    if (rc == XC_OK && any_since(&changes, merging->since)) {
        rc = visit_set(store, office, programme, &number, changes.arena, &set, error);
        if (rc == XC_OK) {
            rc = count_before(store, office, programme, number, &merging->before, error);
        }
        if (rc == XC_OK) {
            rc = xc_store_each_of_set(store, set, replaced_line, merging, error);
        }
        for (size_t i = 0; i < changes.count && rc == XC_OK; i++) {
            if (!changes.rows[i].used) {
                rc = give_replaced(merging, &changes.rows[i], XC_STR(""));
            }
        }
    }
    changes_free(&changes);
    merging->changes = NULL;
    return rc;
}

struct superseding {
    struct merging *merging;
    xc_instant at;
};

static int give_superseded(void *context, const struct xc_visit_version *version) {
    const struct superseding *superseding = context;
    struct xc_visit_version old = *version;
    old.until = superseding->at;
    return superseding->merging->found(superseding->merging->context, &old);
}

/* When a plan was made. */
static int made_at(struct xc_store *store, struct xc_str office, struct xc_str programme,
                   int64_t number, xc_instant *at, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT at FROM plan WHERE office = $1 AND programme = $2"
                           " AND number = $3",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *at = xc_query_get_instant(&query, 0);
    } else if (rc == 0) {
        rc = xc_store_no_plan(programme, number, error);
    }
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

int xc_store_each_replaced(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, xc_instant since,
                           int (*found)(void *context,
                                        const struct xc_visit_version *version),
                           void *context, struct xc_error *error) {
    struct merging merging = {.since = since, .found = found, .context = context};
    int64_t number = 0;
    int rc = xc_store_choose_plan(store, office, programme, &number, error);
    bool recent = rc == XC_OK;
    while (recent && rc == XC_OK) {
        struct superseding superseding = {&merging, XC_NO_INSTANT};
        rc = each_changed(store, office, programme, number, &merging, error);
        if (rc == XC_OK && number > 1) {
            rc = made_at(store, office, programme, number, &superseding.at, error);
        }
        recent = rc == XC_OK && number > 1 && superseding.at > since;
        if (recent) {
            rc = xc_store_each_version(store, office, programme, --number, XC_NO_INSTANT,
                                       give_superseded, &superseding, error);
        }
    }
    return rc;
}

int xc_store_numbers_at(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, xc_instant at, int64_t *plan,
                        int64_t *snapshot, struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    *plan = *snapshot = 0;
    int rc = xc_query_open(store,
                           "SELECT (SELECT coalesce(max(number), 0) FROM plan"
                           " WHERE office = $1 AND programme = $2 AND at <= $3),"
                           " (SELECT coalesce(max(number), 0) FROM snapshot"
                           " WHERE office = $1 AND at <= $3)",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_instant(&query, 3, at, instant);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *plan = xc_query_get_int(&query, 0);
            *snapshot = xc_query_get_int(&query, 1);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_register_at(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, xc_instant at, int64_t *number,
                         struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    *number = 0;
    int rc = xc_query_open(store,
                           "SELECT coalesce(max(number), 0) FROM snapshot"
                           " WHERE office = $1 AND ($2 = '' OR at <= $2 OR at <="
                           " (SELECT min(at) FROM plan"
                           " WHERE office = $1 AND programme = $3))",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_instant(&query, 2, at, instant);
        xc_query_text(&query, 3, programme);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *number = xc_query_get_int(&query, 0);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}
