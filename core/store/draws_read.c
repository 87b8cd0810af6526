#include "store/draws_internal.h"

#include <stdlib.h>

enum { TABLE_BYTES = 1 << 30 };

#define DRAW_COLUMNS                                                                     \
    "SELECT id, programme, stage, label, batch, status, committed_at, drawn_at,"         \
    " commit_text, rules, targets, people, avoid, names, programme_rules, snapshot,"     \
    " outer_draw, beacons, code, result, sealed, commit_entry, result_entry,"            \
    " void_reason, void_by, CASE WHEN status = 3 THEN coalesce((SELECT at FROM ledger"   \
    " WHERE ledger.number = draw.result_entry), '') ELSE '' END FROM draw "

static bool copy_blob(struct xc_query *query, int column, struct xc_arena *arena,
                      struct xc_str *bytes) {
    struct xc_str found = xc_query_get_blob(query, column);
    *bytes = found.ptr ? xc_arena_copy(arena, found) : found;
    return bytes->ptr != NULL;
}

static uint64_t get_index(struct xc_query *query, int column) {
    int64_t index = xc_query_get_int(query, column);
    return index < 0 ? UINT64_MAX : (uint64_t)index;
}

/* Rules and tables come as their digests. */
static int read_row(struct xc_query *query, struct xc_arena *arena,
                    struct xc_stored_draw *draw, struct xc_error *error) {
    struct {
        int column;
        struct xc_str *text;
    } const texts[] = {
        {0, &draw->id},           {1, &draw->programme}, {2, &draw->stage},
        {3, &draw->label},        {4, &draw->batch},     {8, &draw->commit},
        {9, &draw->rules},        {10, &draw->targets},  {11, &draw->people},
        {12, &draw->avoid},       {13, &draw->names},    {14, &draw->programme_rules},
        {16, &draw->outer},       {17, &draw->beacons},  {19, &draw->result},
        {23, &draw->void_reason}, {24, &draw->void_by},
    };
    *draw = (struct xc_stored_draw){
        .status = (enum xc_draw_status)xc_query_get_int(query, 5),
        .committed_at = xc_query_get_instant(query, 6),
        .drawn_at = xc_query_get_instant(query, 7),
        .snapshot = xc_query_get_int(query, 15),
        .sealed = xc_query_get_int(query, 20) != 0,
        .commit_index = get_index(query, 21),
        .result_index = get_index(query, 22),
        .voided_at = xc_query_get_instant(query, 25),
    };
    bool copied = copy_blob(query, 18, arena, &draw->code);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && copied; i++) {
        copied = xc_query_copy_text(query, texts[i].column, arena, texts[i].text);
    }
    return copied ? XC_OK : xc_fail_memory(error);
}

int xc_store_rules(struct xc_store *store, struct xc_str digest, struct xc_arena *arena,
                   struct xc_str *document, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "SELECT document FROM rules WHERE digest = $1", &query,
                           error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, digest);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        rc = xc_query_copy_text(&query, 0, arena, document) ? 1 : xc_fail_memory(error);
    }
    if (rc == 0) {
        rc = xc_fail(error, XC_ENO, "rules of the digest %.*s are not stored",
                     XC_PRI(digest));
    } else if (rc == 1 && !xc_store_hash_is(store, *document, digest)) {
        xc_fail(error, XC_EENV, "%s: stored rules do not match their digest %.*s",
                store->path, XC_PRI(digest));
        rc = xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                            "damaged");
    }
    xc_query_close(&query);
    return rc == 1 ? XC_OK : rc;
}

/* A draw's own rules must be there. */
static int read_rules(struct xc_store *store, struct xc_arena *arena,
                      struct xc_str *rules, struct xc_error *error) {
    int rc = xc_store_rules(store, *rules, arena, rules, error);
    return rc == XC_ENO ? error->code = XC_EENV : rc;
}

/* Tables that several draws share are kept once. */
struct known {
    struct xc_str set, text;
};

static int read_table(struct xc_store *store, struct xc_arena *arena, struct known *known,
                      struct xc_str *table, struct xc_error *error) {
    if (known->set.ptr && xc_str_equal(known->set, *table)) {
        *table = known->text;
        return XC_OK;
    }
    struct xc_buffer text = xc_buffer_make(TABLE_BYTES);
    known->set = *table;
    int rc = xc_draw_read_set(store, *table, &text, error);
    if (rc == XC_OK) {
        *table = xc_arena_copy(arena, xc_buffer_view(&text));
        rc = table->ptr ? XC_OK : xc_fail_memory(error);
    }
    known->text = *table;
    xc_buffer_free(&text);
    return rc;
}

static int read_tables(struct xc_store *store, struct xc_arena *arena,
                       struct known known[3], struct xc_stored_draw *draw,
                       struct xc_error *error) {
    int rc = read_rules(store, arena, &draw->rules, error);
    if (rc == XC_OK) {
        rc = read_table(store, arena, &known[0], &draw->targets, error);
    }
    if (rc == XC_OK) {
        rc = read_table(store, arena, &known[1], &draw->people, error);
    }
    return rc == XC_OK ? read_table(store, arena, &known[2], &draw->avoid, error) : rc;
}

struct found {
    struct xc_stored_draw *draws; /* owned */
    size_t count, capacity;
};

static struct xc_stored_draw *next_place(struct found *found) {
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 16;
        struct xc_stored_draw *draws = realloc(found->draws, capacity * sizeof *draws);
        if (!draws) {
            return NULL;
        }
        found->draws = draws;
        found->capacity = capacity;
    }
    return &found->draws[found->count++];
}

static int read_all(struct xc_query *query, int rc, struct xc_arena *arena,
                    struct found *found, struct xc_error *error) {
    while (rc == XC_OK && (rc = xc_query_step(query, error)) == 1) {
        struct xc_stored_draw *draw = next_place(found);
        rc = draw ? read_row(query, arena, draw, error) : xc_fail_memory(error);
    }
    xc_query_close(query);
    return rc;
}

int xc_store_draws(struct xc_store *store, struct xc_str office, struct xc_str programme,
                   struct xc_str stage, bool tables, struct xc_arena *arena,
                   struct xc_stored_draw **draws, size_t *count, struct xc_error *error) {
    struct xc_query query;
    struct found found = {0};
    struct known known[3] = {0};
    *draws = NULL;
    *count = 0;
    int rc =
        xc_query_open(store,
                      DRAW_COLUMNS "WHERE office = $1 AND ($2 = '' OR programme = $2)"
                                   " AND ($3 = '' OR stage = $3) ORDER BY commit_entry",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_text(&query, 3, stage);
    }
    rc = read_all(&query, rc, arena, &found, error);
    for (size_t i = 0; i < found.count && rc == XC_OK; i++) {
        struct xc_stored_draw *draw = &found.draws[i];
        if (tables) {
            rc = read_tables(store, arena, known, draw, error);
        } else {
            draw->rules = draw->targets = draw->people = draw->avoid = XC_STR("");
        }
    }
    if (rc == XC_OK && found.count > 0) {
        *draws = xc_arena_array(arena, found.count, sizeof **draws);
        for (size_t i = 0; i < found.count && *draws; i++) {
            (*draws)[i] = found.draws[i];
        }
        *count = *draws ? found.count : 0;
        rc = *draws ? XC_OK : xc_fail_memory(error);
    }
    free(found.draws);
    return rc;
}

int xc_store_draw(struct xc_store *store, struct xc_str office, struct xc_str id,
                  struct xc_arena *arena, struct xc_stored_draw *draw,
                  struct xc_error *error) {
    struct xc_query query;
    struct known known[3] = {0};
    int rc =
        xc_query_open(store, DRAW_COLUMNS "WHERE id = $1 AND office = $2", &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, id);
        xc_query_text(&query, 2, office);
        rc = xc_query_step(&query, error);
    }
    if (rc == 0) {
        rc = xc_fail(error, XC_ENO, "there is no draw %.*s", XC_PRI(id));
    } else if (rc == 1) {
        rc = read_row(&query, arena, draw, error);
    }
    xc_query_close(&query);
    return rc == XC_OK ? read_tables(store, arena, known, draw, error) : rc;
}

/* ---- Counting ---- */

static int count_draws(struct xc_store *store, struct xc_str office,
                       struct xc_str programme, xc_instant at,
                       struct xc_draw_counts *counts, struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(
        store,
        "SELECT count(*), coalesce(sum(CASE WHEN status = 1 THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN status = 1 AND committed_at < $1 THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN status = 2 THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN status = 3 THEN 1 ELSE 0 END), 0),"
        " coalesce(sum((SELECT count(*) FROM draw_sub WHERE draw_sub.draw = draw.id)),"
        " 0), coalesce(sum((SELECT count(*) FROM draw_sub WHERE draw_sub.draw = draw.id"
        " AND void_reason <> '')), 0)"
        " FROM draw WHERE ($2 = '' OR office = $2) AND ($3 = '' OR programme = $3)",
        &query, error);
    if (rc == XC_OK) {
        xc_query_instant(&query, 1, at - (xc_instant)XC_DRAW_LATE_DAYS * 86400, instant);
        xc_query_text(&query, 2, office);
        xc_query_text(&query, 3, programme);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        uint64_t *const places[] = {&counts->committed, &counts->open,   &counts->late,
                                    &counts->drawn,     &counts->voided, &counts->subs,
                                    &counts->ended};
        for (int i = 0; i < 7; i++) {
            *places[i] = (uint64_t)xc_query_get_int(&query, i);
        }
        rc = XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

/* Draws again are told by their entries, which hold the new draw's id first. */
static int count_again(struct xc_store *store, struct xc_str office,
                       struct xc_str programme, uint64_t *again, struct xc_error *error) {
    struct xc_query query = {0};
    struct xc_buffer head = xc_buffer_make(4096);
    xc_buffer_puts(&head, "xuncha-again-v1\n");
    xc_buffer_add(&head, programme);
    xc_buffer_puts(&head, programme.len ? "/" : "");
    int rc = head.failed ? xc_fail_memory(error)
                         : xc_query_open(store,
                                         "SELECT count(*) FROM ledger WHERE ($1 = '' OR"
                                         " office = $1) AND substr(body, 1, length($2))"
                                         " = $2",
                                         &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, xc_buffer_view(&head));
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *again = (uint64_t)xc_query_get_int(&query, 0);
        rc = XC_OK;
    }
    xc_query_close(&query);
    xc_buffer_free(&head);
    return rc;
}

int xc_draw_counts(struct xc_store *store, struct xc_str office, struct xc_str programme,
                   xc_instant at, struct xc_draw_counts *counts, struct xc_error *error) {
    *counts = (struct xc_draw_counts){0};
    int rc = count_draws(store, office, programme, at, counts, error);
    return rc == XC_OK ? count_again(store, office, programme, &counts->again, error)
                       : rc;
}

/* ---- Draws again, and gaps ---- */

static int read_again(struct xc_query *query, struct xc_arena *arena,
                      struct xc_draw_again *again, struct xc_error *error) {
    struct xc_str text = XC_STR("");
    if (!xc_query_copy_text(query, 2, arena, &text)) {
        return xc_fail_memory(error);
    }
    *again = (struct xc_draw_again){
        .id = xc_text_line(text, 1),
        .before = xc_text_line(text, 2),
        .reason = xc_text_line(text, 3),
        .by = xc_text_line(text, 4),
        .at = xc_query_get_instant(query, 1),
        .index = (uint64_t)xc_query_get_int(query, 0),
    };
    return XC_OK;
}

/* "xuncha-…-v1" LF programme "/": how entries about draws of a programme begin. */
static int entries_begin(const char *form, struct xc_str programme,
                         struct xc_buffer *head, struct xc_error *error) {
    xc_buffer_puts(head, form);
    xc_buffer_putc(head, '\n');
    xc_buffer_add(head, programme);
    return xc_buffer_putc(head, '/') == XC_OK ? XC_OK : xc_fail_memory(error);
}

int xc_store_draws_again(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, struct xc_arena *arena,
                         struct xc_draw_again **again, size_t *count,
                         struct xc_error *error) {
    struct xc_query query = {0};
    struct xc_buffer head = xc_buffer_make(4096);
    *again = NULL;
    *count = 0;
    int rc = entries_begin("xuncha-again-v1", programme, &head, error);
    if (rc == XC_OK) {
        rc = xc_query_open(store,
                           "SELECT number, at, body, count(*) OVER () FROM ledger"
                           " WHERE office = $1 AND substr(body, 1, length($2)) = $2"
                           " ORDER BY number",
                           &query, error);
    }
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, xc_buffer_view(&head));
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        if (!*again) {
            *again = xc_arena_array(arena, (size_t)xc_query_get_int(&query, 3),
                                    sizeof **again);
        }
        rc = *again ? read_again(&query, arena, &(*again)[(*count)++], error)
                    : xc_fail_memory(error);
    }
    xc_query_close(&query);
    xc_buffer_free(&head);
    return rc;
}

int xc_draw_gaps(struct xc_store *store, struct xc_str office, struct xc_str programme,
                 xc_instant at, struct xc_draw_gaps *gaps, struct xc_error *error) {
    struct xc_query query = {0};
    struct xc_buffer head = xc_buffer_make(4096);
    char instant[21];
    *gaps = (struct xc_draw_gaps){0};
    int rc = entries_begin("xuncha-commit-v1", programme, &head, error);
    if (rc == XC_OK) {
        rc = xc_query_open(
            store,
            "SELECT count(*), coalesce(max(number) + 1, 0),"
            " coalesce(sum(office = $1 AND substr(body, 1, length($2)) = $2), 0)"
            " FROM ledger WHERE at <= $3",
            &query, error);
    }
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, xc_buffer_view(&head));
        xc_query_instant(&query, 3, at, instant);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        gaps->entries = (uint64_t)xc_query_get_int(&query, 0);
        gaps->missing = (uint64_t)xc_query_get_int(&query, 1) - gaps->entries;
        gaps->commits = (uint64_t)xc_query_get_int(&query, 2);
        rc = XC_OK;
    }
    xc_query_close(&query);
    xc_buffer_free(&head);
    return rc;
}

/* ---- Substitutions ---- */

int xc_store_subs(struct xc_store *store, struct xc_str office, struct xc_str draw,
                  struct xc_arena *arena, struct xc_stored_sub **subs, size_t *count,
                  struct xc_error *error) {
    struct xc_query query;
    *subs = NULL;
    *count = 0;
    int rc = xc_query_open(
        store,
        "SELECT draw_sub.number, draw_sub.entry_text, draw_sub.visit, draw_sub.beacons,"
        " draw_sub.code, draw_sub.result, draw_sub.entry, draw_sub.at,"
        " count(*) OVER (), coalesce((SELECT at FROM ledger"
        " WHERE ledger.number = draw_sub.result_entry), ''), draw_sub.closed_text,"
        " draw_sub.blind, draw_sub.void_reason, draw_sub.void_by, draw_sub.result_entry"
        " FROM draw_sub JOIN draw ON draw.id = draw_sub.draw"
        " WHERE draw_sub.draw = $1 AND draw.office = $2 ORDER BY draw_sub.number",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, draw);
        xc_query_text(&query, 2, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        if (!*subs) {
            *subs =
                xc_arena_array(arena, (size_t)xc_query_get_int(&query, 8), sizeof **subs);
        }
        struct xc_stored_sub *sub = *subs ? &(*subs)[(*count)++] : NULL;
        bool copied = sub && xc_query_copy_text(&query, 1, arena, &sub->entry) &&
                      xc_query_copy_text(&query, 2, arena, &sub->visit) &&
                      xc_query_copy_text(&query, 3, arena, &sub->beacons) &&
                      copy_blob(&query, 4, arena, &sub->code) &&
                      xc_query_copy_text(&query, 5, arena, &sub->result) &&
                      xc_query_copy_text(&query, 10, arena, &sub->closed) &&
                      copy_blob(&query, 11, arena, &sub->blind) &&
                      xc_query_copy_text(&query, 12, arena, &sub->void_reason) &&
                      xc_query_copy_text(&query, 13, arena, &sub->void_by);
        if (copied) {
            sub->draw = xc_arena_copy(arena, draw);
            sub->number = (uint32_t)xc_query_get_int(&query, 0);
            sub->entry_index = get_index(&query, 6);
            sub->end_index = sub->void_reason.len ? get_index(&query, 14) : UINT64_MAX;
            sub->at = xc_query_get_instant(&query, 7);
            sub->done_at = xc_query_get_instant(&query, 9);
            copied = sub->draw.ptr != NULL;
        }
        rc = copied ? XC_OK : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}
