#include "store/facts_internal.h"

#include "base/utf8.h"
#include "store/ledger_internal.h"

static const char *const words[XC_FACT_KIND_COUNT] = {
    [XC_FACT_LEAD] = "lead",
    [XC_FACT_CASE] = "case",
    [XC_FACT_RECEIPT] = "receipt",
    [XC_FACT_CHECKLIST] = "checklist",
    [XC_FACT_PROPOSAL] = "proposal",
    [XC_FACT_CLOSURE] = "closure",
    [XC_FACT_CORRECTION] = "correction",
    [XC_FACT_PUBLICATION] = "publication",
    [XC_FACT_NUMBER] = "number",
    [XC_FACT_REPLACED] = "replaced",
    [XC_FACT_USER] = "user",
    [XC_FACT_FEED] = "feed",
    [XC_FACT_DECLINE] = "decline",
};

const char *xc_fact_word(enum xc_fact_kind kind) {
    return kind > 0 && kind < XC_FACT_KIND_COUNT ? words[kind] : "";
}

/* ---- The entry ---- */

bool xc_fact_seal_is(struct xc_query *query, int column, const struct xc_digest *seal) {
    return xc_str_equal(xc_query_get_blob(query, column),
                        (struct xc_str){(const char *)seal->bytes, XC_DIGEST_BYTES});
}

int xc_facts_open(struct xc_store *store, struct xc_str office, struct xc_str kind,
                  uint64_t entry, struct xc_query *query, struct xc_error *error) {
    int rc = xc_query_open(store,
                           "SELECT " XC_FACT_COLUMNS ", number FROM fact"
                           " WHERE office = $1 AND kind = $2 AND entry = $3"
                           " ORDER BY number",
                           query, error);
    if (rc == XC_OK) {
        xc_query_text(query, 1, office);
        xc_query_text(query, 2, kind);
        xc_query_int(query, 3, (int64_t)entry);
    }
    return rc;
}

/* The canonical line of a fact is its columns, each ended by a tab, and their seal, as it
 * was made when they were stored. */
static int add_line(struct xc_query *query, struct xc_merkle *tree,
                    struct xc_buffer *line, struct xc_error *error) {
    struct xc_str seal = xc_query_get_blob(query, XC_FACT_SEALED);
    xc_buffer_clear(line);
    for (int i = 0; i < XC_FACT_SEALED; i++) {
        xc_buffer_add(line, xc_query_get_text(query, i));
        xc_buffer_putc(line, '\t');
    }
    if (xc_buffer_hex(line, seal.ptr, seal.len) != XC_OK) {
        return xc_fail_memory(error);
    }
    xc_merkle_add(tree, xc_buffer_view(line));
    return XC_OK;
}

int xc_facts_text(struct xc_store *store, struct xc_str office, struct xc_str kind,
                  uint64_t entry, struct xc_buffer *text, struct xc_error *error) {
    struct xc_buffer line = xc_buffer_make(XC_LEDGER_LINE_BYTES);
    struct xc_query query;
    struct xc_merkle tree;
    xc_merkle_start(&tree, store->hasher);
    int rc = xc_facts_open(store, office, kind, entry, &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = add_line(&query, &tree, &line, error);
    }
    xc_query_close(&query);
    xc_buffer_free(&line);
    if (rc == XC_OK && tree.count == 0) {
        rc = xc_fail(error, XC_ENO, "the row is not stored");
    }
    if (rc == XC_OK) {
        struct xc_digest root = xc_merkle_end(&tree);
        xc_buffer_puts(text, XC_FACTS_ENTRY "\n");
        xc_buffer_add(text, xc_bind_or_none(office));
        xc_buffer_putc(text, '\n');
        xc_buffer_add(text, kind);
        xc_buffer_putc(text, '\n');
        xc_buffer_uint(text, tree.count);
        xc_buffer_putc(text, '\n');
        xc_buffer_hex(text, root.bytes, XC_DIGEST_BYTES);
        rc = xc_buffer_putc(text, '\n') == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

/* ---- Storing ---- */

/* Facts on their way in: all of one kind, under one entry. */
struct intake {
    struct xc_store *store;
    struct xc_str office, kind;
    uint64_t entry;
    char at[21];
    struct xc_query newest, insert;
    size_t count;
};

static int check(struct xc_str kind, const struct xc_fact *fact, struct xc_error *error) {
    if (fact->id.len == 0 || fact->id.len > XC_FACT_ID_BYTES ||
        !xc_utf8_valid(fact->id, NULL) || xc_utf8_forbidden(fact->id) != 0) {
        return xc_fail(error, XC_EINPUT,
                       "%.*s: an id has at most %d bytes and no invisible characters",
                       XC_PRI(kind), XC_FACT_ID_BYTES);
    }
    if (fact->body.len > XC_FACT_BODY_BYTES) {
        return xc_fail(error, XC_EINPUT, "%.*s %.*s: its texts are too long together",
                       XC_PRI(kind), XC_PRI(fact->id));
    }
    if (!xc_utf8_valid(fact->body, NULL) || xc_utf8_forbidden(fact->body) != 0) {
        return xc_fail(error, XC_EINPUT, "%.*s %.*s: a text holds invisible characters",
                       XC_PRI(kind), XC_PRI(fact->id));
    }
    return XC_OK;
}

/* *same: what is in force says that already. */
static int compare(struct intake *intake, const struct xc_fact *fact, bool *same,
                   struct xc_error *error) {
    struct xc_query *query = &intake->newest;
    xc_query_text(query, 1, intake->office);
    xc_query_text(query, 2, intake->kind);
    xc_query_text(query, 3, fact->id);
    int rc = xc_query_step(query, error);
    *same = rc == 0 ? fact->body.len == 0
                    : rc == 1 && xc_str_equal(xc_query_get_text(query, 1), fact->body);
    if (rc == 1 && !*same && (uint64_t)xc_query_get_int(query, 0) == intake->entry) {
        rc = xc_fail(error, XC_EINPUT, "%.*s %.*s is given twice with different contents",
                     XC_PRI(intake->kind), XC_PRI(fact->id));
    }
    xc_query_reset(query);
    return rc < 0 ? rc : XC_OK;
}

static int insert(struct intake *intake, const struct xc_fact *fact,
                  struct xc_error *error) {
    struct xc_buffer number = xc_buffer_make(32);
    struct xc_digest seal;
    struct xc_query *query = &intake->insert;
    xc_buffer_uint(&number, ++intake->count);
    struct xc_str body = fact->body.len ? fact->body : XC_STR("");
    const struct xc_str values[XC_FACT_SEALED] = {xc_buffer_view(&number), fact->id, body,
                                                  xc_str_from(intake->at)};
    int rc = xc_bind_seal_values(intake->store, values, XC_FACT_SEALED, &seal, error);
    if (rc == XC_OK) {
        xc_query_text(query, 1, intake->office);
        xc_query_text(query, 2, intake->kind);
        xc_query_text(query, 3, fact->id);
        xc_query_int(query, 4, (int64_t)intake->entry);
        xc_query_int(query, 5, (int64_t)intake->count);
        xc_query_text(query, 6, body);
        xc_query_text(query, 7, xc_str_from(intake->at));
        xc_query_blob(query, 8, seal.bytes, XC_DIGEST_BYTES);
        rc = xc_query_run(query, error);
    }
    xc_buffer_free(&number);
    return rc;
}

/* How far a kind is stored: never 0. */
static int newest_of(struct xc_store *store, struct xc_str office, struct xc_str kind,
                     uint64_t *newest, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT coalesce(max(entry) + 2, 1) FROM fact"
                           " WHERE office = $1 AND kind = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, kind);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *newest = (uint64_t)xc_query_get_int(&query, 0);
    }
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

static int check_expected(const struct intake *intake, uint64_t expect,
                          struct xc_error *error) {
    uint64_t newest = expect;
    int rc = expect
                 ? newest_of(intake->store, intake->office, intake->kind, &newest, error)
                 : XC_OK;
    if (rc == XC_OK && newest != expect) {
        xc_fail(error, XC_ENO, "somebody else stored a %.*s meanwhile",
                XC_PRI(intake->kind));
        rc = xc_hint(error, "look at what is stored now, then try again");
    }
    return rc;
}

/* The number that the entry will have, and its time, which may be later than the clock's:
 * nobody else appends inside this transaction. */
static int find_entry(struct intake *intake, xc_instant at, struct xc_error *error) {
    struct xc_error failed = {0};
    xc_instant newest = at;
    int rc = xc_bind_older(intake->store, at, error);
    if (rc != XC_OK) {
        return rc;
    }
    intake->entry = xc_ledger_size(intake->store, &failed);
    if (failed.code != XC_OK) {
        *error = failed;
        return failed.code;
    }
    if (intake->entry > 0) {
        rc = xc_ledger_time(intake->store, intake->entry - 1, &newest, error);
    }
    xc_instant_format(newest > at ? newest : at, intake->at);
    return rc;
}

static int open_intake(struct intake *intake, struct xc_error *error) {
    int rc = xc_query_open(intake->store,
                           "SELECT entry, body FROM fact WHERE office = $1"
                           " AND kind = $2 AND id = $3 ORDER BY entry DESC LIMIT 1",
                           &intake->newest, error);
    return rc == XC_OK
               ? xc_query_open(intake->store,
                               "INSERT INTO fact (office, kind, id, entry, number, body,"
                               " at, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                               &intake->insert, error)
               : rc;
}

static int enter(const struct intake *intake, xc_instant at, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    uint64_t index = 0;
    int rc = xc_facts_text(intake->store, intake->office, intake->kind, intake->entry,
                           &text, error);
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(intake->store, intake->office, at, &view, 1, &index, error);
    }
    if (rc == XC_OK && index != intake->entry) {
        rc = xc_fail(error, XC_EINTERNAL, "facts were entered under another number");
    }
    xc_buffer_free(&text);
    return rc;
}

static int store_all(struct intake *intake, const struct xc_fact *facts, size_t count,
                     uint64_t expect, xc_instant at, struct xc_error *error) {
    int rc = find_entry(intake, at, error);
    if (rc == XC_OK) {
        rc = check_expected(intake, expect, error);
    }
    if (rc == XC_OK) {
        rc = open_intake(intake, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        bool same = false;
        rc = check(intake->kind, &facts[i], error);
        if (rc == XC_OK) {
            rc = compare(intake, &facts[i], &same, error);
        }
        if (rc == XC_OK && !same) {
            rc = insert(intake, &facts[i], error);
        }
    }
    xc_query_close(&intake->newest);
    xc_query_close(&intake->insert);
    return rc == XC_OK && intake->count > 0 ? enter(intake, at, error) : rc;
}

int xc_store_add_facts(struct xc_store *store, struct xc_str office,
                       enum xc_fact_kind kind, const struct xc_fact *facts, size_t count,
                       uint64_t expect, xc_instant at, size_t *stored,
                       struct xc_error *error) {
    struct intake intake = {
        .store = store, .office = office, .kind = xc_str_from(xc_fact_word(kind))};
    if (stored) {
        *stored = 0;
    }
    if (count == 0) {
        return XC_OK;
    }
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = store_all(&intake, facts, count, expect, at, error);
    rc = xc_store_finish(store, rc, error);
    if (rc == XC_OK && stored) {
        *stored = intake.count;
    }
    return rc;
}

/* ---- Reading ---- */

struct found {
    struct xc_arena *arena;
    struct xc_fact *facts;
    size_t count, capacity;
};

/* The next one; NULL: no memory. */
static struct xc_fact *add_fact(struct found *found) {
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 64;
        struct xc_fact *facts = xc_arena_array(found->arena, capacity, sizeof *facts);
        if (!facts) {
            return NULL;
        }
        for (size_t i = 0; i < found->count; i++) {
            facts[i] = found->facts[i];
        }
        found->facts = facts;
        found->capacity = capacity;
    }
    return &found->facts[found->count++];
}

/* id, body, at, entry. */
static int read_row(struct xc_query *query, struct found *found, struct xc_error *error) {
    struct xc_fact *fact = add_fact(found);
    if (!fact || !xc_query_copy_text(query, 0, found->arena, &fact->id) ||
        !xc_query_copy_text(query, 1, found->arena, &fact->body)) {
        return xc_fail_memory(error);
    }
    fact->at = fact->first = xc_query_get_instant(query, 2);
    fact->entry = fact->first_entry = (uint64_t)xc_query_get_int(query, 3);
    return XC_OK;
}

/* Versions of one fact follow each other, the newest first. */
static int read_all(struct xc_query *query, struct xc_str prefix, struct found *found,
                    struct xc_error *error) {
    int rc;
    while ((rc = xc_query_step(query, error)) == 1) {
        struct xc_str id = xc_query_get_text(query, 0);
        struct xc_fact *last = found->count ? &found->facts[found->count - 1] : NULL;
        if (!xc_str_starts(id, prefix)) {
            return XC_OK;
        }
        if (last && xc_str_equal(last->id, id)) {
            last->first = xc_query_get_instant(query, 2);
            last->first_entry = (uint64_t)xc_query_get_int(query, 3);
            continue;
        }
        if (last && last->body.len == 0) {
            found->count--;
        }
        rc = read_row(query, found, error);
        if (rc != XC_OK) {
            return rc;
        }
    }
    return rc;
}

static int read_kind(struct xc_store *store, struct xc_str office, struct xc_str kind,
                     struct xc_str prefix, xc_instant at, struct found *found,
                     struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(store,
                           "SELECT id, body, at, entry FROM fact WHERE office = $1"
                           " AND kind = $2 AND id >= $3 AND ($4 = '' OR at <= $4)"
                           " ORDER BY id, entry DESC",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, kind);
        xc_query_text(&query, 3, prefix);
        xc_query_instant(&query, 4, at, instant);
        rc = read_all(&query, prefix, found, error);
    }
    xc_query_close(&query);
    if (found->count > 0 && found->facts[found->count - 1].body.len == 0) {
        found->count--;
    }
    return rc;
}

int xc_store_facts(struct xc_store *store, struct xc_str office, enum xc_fact_kind kind,
                   struct xc_str prefix, xc_instant at, struct xc_arena *arena,
                   struct xc_fact **facts, size_t *count, uint64_t *newest,
                   struct xc_error *error) {
    struct xc_str word = xc_str_from(xc_fact_word(kind));
    struct found found = {.arena = arena};
    *facts = NULL;
    *count = 0;
    int rc = xc_store_reading(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = newest ? newest_of(store, office, word, newest, error) : XC_OK;
    if (rc == XC_OK) {
        rc = read_kind(store, office, word, prefix, at, &found, error);
    }
    xc_store_read(store);
    if (rc == XC_OK) {
        *facts = found.facts;
        *count = found.count;
    }
    return rc;
}

int xc_store_facts_after(struct xc_store *store, struct xc_str office,
                         enum xc_fact_kind kind, struct xc_str prefix, xc_instant at,
                         struct xc_arena *arena, struct xc_fact **facts, size_t *count,
                         struct xc_error *error) {
    struct found found = {.arena = arena};
    struct xc_query query;
    char instant[21];
    *facts = NULL;
    *count = 0;
    if (at == XC_NO_INSTANT) {
        return XC_OK;
    }
    int rc = xc_query_open(store,
                           "SELECT id, body, at, entry FROM fact WHERE office = $1"
                           " AND kind = $2 AND id >= $3 AND at > $4"
                           " ORDER BY id, entry",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, xc_str_from(xc_fact_word(kind)));
        xc_query_text(&query, 3, prefix);
        xc_query_instant(&query, 4, at, instant);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str id = xc_query_get_text(&query, 0);
        rc = XC_OK;
        if (!xc_str_starts(id, prefix)) {
            break;
        }
        if (found.count == 0 || !xc_str_equal(found.facts[found.count - 1].id, id)) {
            rc = read_row(&query, &found, error);
        }
    }
    xc_query_close(&query);
    *facts = found.facts;
    *count = rc == XC_OK ? found.count : 0;
    return rc;
}

int xc_store_fact_history(struct xc_store *store, struct xc_str office,
                          enum xc_fact_kind kind, struct xc_str id,
                          struct xc_arena *arena, struct xc_fact **facts, size_t *count,
                          struct xc_error *error) {
    struct found found = {.arena = arena};
    struct xc_query query;
    *facts = NULL;
    *count = 0;
    int rc = xc_query_open(store,
                           "SELECT id, body, at, entry FROM fact WHERE office = $1"
                           " AND kind = $2 AND id = $3 ORDER BY entry",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, xc_str_from(xc_fact_word(kind)));
        xc_query_text(&query, 3, id);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = read_row(&query, &found, error);
    }
    xc_query_close(&query);
    if (rc == XC_OK && found.count == 0) {
        rc = xc_fail(error, XC_ENO, "there is no %s '%.*s'", xc_fact_word(kind),
                     XC_PRI(id));
    }
    for (size_t i = 1; i < found.count; i++) {
        found.facts[i].first = found.facts[0].first;
        found.facts[i].first_entry = found.facts[0].first_entry;
    }
    if (rc == XC_OK) {
        *facts = found.facts;
        *count = found.count;
    }
    return rc;
}
