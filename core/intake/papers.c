#include "intake/papers_internal.h"

#include "base/file.h"
#include "intake/intake.h"
#include "workspace/clock.h"

#include <stdlib.h>
#include <string.h>

static const struct xc_papers_kind *kind_of(enum xc_import_table table) {
    switch (table) {
    case XC_IMPORT_LEADS:
        return &xc_papers_leads;
    case XC_IMPORT_CHECKLISTS:
        return &xc_papers_checklists;
    case XC_IMPORT_RECEIPTS:
        return &xc_papers_receipts;
    case XC_IMPORT_CLOSURES:
        return &xc_papers_closures;
    default:
        return NULL;
    }
}

bool xc_papers_table(enum xc_import_table table) {
    return kind_of(table) != NULL;
}

/* ---- Opening ---- */

static int open_papers(struct xc_papers *papers, struct xc_error *error) {
    const struct xc_session *session = papers->session;
    int64_t number;
    papers->offset = xc_clock_office(session);
    papers->today = xc_instant_date(session->now, papers->offset, NULL);
    int rc = xc_intake_register(session, &papers->reg, &number, error);
    if (rc == XC_OK) {
        rc = xc_store_facts(session->store, session->office, papers->kind->kind,
                            XC_STR(""), XC_NO_INSTANT, papers->arena, &papers->known,
                            &papers->known_count, &papers->newest, error);
    }
    return rc == XC_OK && papers->kind->open ? papers->kind->open(papers, error) : rc;
}

int xc_papers_open(const struct xc_session *session, enum xc_import_table table,
                   enum xc_import_mode mode, struct xc_papers **out,
                   struct xc_error *error) {
    const struct xc_papers_kind *kind = kind_of(table);
    *out = NULL;
    if (mode == XC_IMPORT_REPLACE && !kind->replaces) {
        xc_fail(error, XC_EUSAGE,
                "--mode replace: nothing is taken away from this table");
        return xc_hint(error, "import it without --mode");
    }
    struct xc_papers *papers = calloc(1, sizeof *papers);
    if (!papers) {
        return xc_fail_memory(error);
    }
    papers->session = session;
    papers->kind = kind;
    papers->table = table;
    papers->mode = mode;
    papers->places = xc_lookup_make((size_t)1 << 26);
    papers->item_ids = xc_lookup_make((size_t)1 << 20);
    papers->item_places = xc_lookup_make((size_t)1 << 20);
    papers->arena = xc_arena_new((size_t)1 << 32);
    int rc = papers->arena ? open_papers(papers, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        *out = papers;
    } else {
        xc_papers_free(papers);
    }
    return rc;
}

void xc_papers_free(struct xc_papers *papers) {
    if (papers) {
        xc_desk_free(papers->desk);
        xc_register_free(papers->reg);
        if (papers->plans_read) {
            xc_loaded_free(&papers->loaded);
        }
        xc_lookup_free(&papers->places);
        xc_lookup_free(&papers->item_ids);
        xc_lookup_free(&papers->item_places);
        free(papers->taken);
        free(papers->lines);
        xc_arena_free(papers->arena);
        free(papers);
    }
}

/* ---- What the tables share ---- */

static int has_id(const void *key, const void *fact) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_fact *)fact)->id);
}

/* The fact in force with an id; NULL: none. */
static const struct xc_fact *known_fact(const struct xc_papers *papers,
                                        struct xc_str id) {
    return papers->known_count > 0 ? bsearch(&id, papers->known, papers->known_count,
                                             sizeof *papers->known, has_id)
                                   : NULL;
}

size_t xc_papers_column(const struct xc_papers *papers, const char *name) {
    size_t count;
    const struct xc_import_column *columns = xc_import_columns(papers->table, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(columns[i].name, name) == 0) {
            return i;
        }
    }
    return 0;
}

int xc_papers_needed(const struct xc_papers *papers, const struct xc_paper_row *row,
                     size_t column, struct xc_row_verdict *verdict,
                     struct xc_error *error) {
    size_t count;
    if (row->cells[column].len > 0) {
        return XC_OK;
    }
    verdict->column = column;
    return xc_fail(error, XC_EINPUT, "%s is needed",
                   xc_import_columns(papers->table, &count)[column].name);
}

xc_date xc_papers_date(const struct xc_paper_row *row, size_t column) {
    xc_date date;
    return xc_date_parse(row->cells[column], &date) ? date : XC_NO_DATE;
}

int xc_papers_target(const struct xc_papers *papers, struct xc_str target,
                     struct xc_error *error) {
    if (xc_register_find_target(papers->reg, target) != XC_NO_ROW) {
        return XC_OK;
    }
    xc_fail(error, XC_EINPUT, "there is no target '%.*s'", XC_PRI(target));
    return xc_hint(error, "write its id as the register has it");
}

/* Room for one more. */
static int grow(struct xc_papers *papers, struct xc_error *error) {
    size_t capacity = papers->capacity ? papers->capacity * 2 : 64;
    if (papers->count < papers->capacity) {
        return XC_OK;
    }
    struct xc_fact *taken = realloc(papers->taken, capacity * sizeof *taken);
    papers->taken = taken ? taken : papers->taken;
    unsigned *lines = realloc(papers->lines, capacity * sizeof *lines);
    papers->lines = lines ? lines : papers->lines;
    if (!taken || !lines) {
        return xc_fail_memory(error);
    }
    papers->capacity = capacity;
    return XC_OK;
}

int xc_papers_keep(struct xc_papers *papers, const struct xc_fact *fact,
                   const struct xc_paper_row *row, struct xc_row_verdict *verdict,
                   struct xc_error *error) {
    const struct xc_fact *known = known_fact(papers, fact->id);
    uint32_t place;
    if (xc_lookup_get(&papers->places, fact->id, &place)) {
        verdict->column = 0;
        verdict->news = XC_ROW_KNOWN;
        return xc_str_equal(papers->taken[place].body, fact->body)
                   ? XC_OK
                   : xc_fail(
                         error, XC_EINPUT,
                         "“%.*s” stands twice with other content, in line %u and here",
                         XC_PRI(fact->id), papers->lines[place]);
    }
    int rc = grow(papers, error);
    if (rc == XC_OK &&
        xc_lookup_put(&papers->places, fact->id, (uint32_t)papers->count) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        papers->lines[papers->count] = row->line;
        papers->taken[papers->count++] = *fact;
        verdict->news = !known                                  ? XC_ROW_NEW
                        : xc_str_equal(known->body, fact->body) ? XC_ROW_KNOWN
                                                                : XC_ROW_CHANGED;
    }
    return rc;
}

/* ---- Files ---- */

static int take(void *context, const struct xc_paper_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_papers *papers = context;
    return papers->kind->take(papers, row, verdict, error);
}

int xc_papers_row(struct xc_papers *papers, const struct xc_paper_row *row,
                  struct xc_error *error) {
    struct xc_row_verdict verdict = {0};
    return take(papers, row, &verdict, error);
}

/* What is in force and goes, because the file replaces it and does not name it. */
static int take_away(struct xc_papers *papers, struct xc_import_report *report,
                     struct xc_error *error) {
    size_t named = papers->count;
    int rc = XC_OK;
    for (size_t i = 0; i < papers->known_count && rc == XC_OK; i++) {
        uint32_t place;
        if (xc_lookup_get(&papers->places, papers->known[i].id, &place) ||
            !papers->kind->goes(papers, i)) {
            continue;
        }
        rc = grow(papers, error);
        if (rc == XC_OK) {
            papers->taken[papers->count++] =
                (struct xc_fact){.id = papers->known[i].id, .body = XC_STR("")};
        }
    }
    report->closed += papers->count - named;
    return rc;
}

int xc_papers_file(struct xc_papers *papers, const char *path,
                   struct xc_import_options *options, struct xc_import_report *report,
                   struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_INTAKE_MAX_BYTES);
    struct xc_arena *arena = xc_arena_new(1 << 20);
    int rc = arena ? xc_intake_complete(papers->session, path, options, arena, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        rc = xc_import_papers(xc_buffer_view(&bytes), options, take, papers, report,
                              error);
    }
    if (rc == XC_OK && papers->mode == XC_IMPORT_REPLACE) {
        rc = take_away(papers, report, error);
    }
    xc_buffer_free(&bytes);
    xc_arena_free(arena);
    return rc;
}

int xc_papers_save(struct xc_papers *papers, size_t *stored, struct xc_error *error) {
    const struct xc_session *session = papers->session;
    *stored = 0;
    return papers->desk
               ? xc_desk_save(papers->desk, stored, error)
               : xc_store_add_facts(session->store, session->office, papers->kind->kind,
                                    papers->taken, papers->count, papers->newest,
                                    session->now, stored, error);
}
