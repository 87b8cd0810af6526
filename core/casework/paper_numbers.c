#include "casework/paper_numbers.h"

#include "casework/body.h"

#include <stddef.h>
#include <stdlib.h>

enum { SERIES_BYTES = 256, LISTED_BYTES = 1 << 30, TRIES = 8 };

static const struct xc_body_field fields[] = {
    {"last", NULL, XC_BODY_COUNT, false, offsetof(struct xc_paper_number, last),
     XC_PAPER_NUMBER_MOST, NULL},
    {"n", NULL, XC_BODY_COUNT, true, offsetof(struct xc_paper_number, n),
     XC_PAPER_NUMBER_MOST, NULL},
    {"reason", NULL, XC_BODY_TEXT, false, offsetof(struct xc_paper_number, reason),
     XC_BODY_NAME_BYTES, NULL},
    {"series", NULL, XC_BODY_TEXT, true, offsetof(struct xc_paper_number, series),
     SERIES_BYTES, NULL},
    {0},
};

/* ---- Patterns ---- */

/* How often a text holds another one; *at: where it does last. */
static unsigned occurs(struct xc_str text, struct xc_str part, size_t *at) {
    unsigned times = 0;
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (xc_str_equal(xc_str_slice(text, i, part.len), part)) {
            *at = i;
            times++;
        }
    }
    return times;
}

int xc_paper_number_check(struct xc_str name, struct xc_str pattern,
                          struct xc_error *error) {
    static const char *const places[] = {"{year}", "{n}"};
    size_t at = 0, braces = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < 2 && rc == XC_OK; i++) {
        if (occurs(pattern, xc_str_from(places[i]), &at) != 1) {
            rc = xc_fail(error, XC_EUSAGE, "%.*s: '%.*s' must hold %s once", XC_PRI(name),
                         XC_PRI(pattern), places[i]);
        }
    }
    for (size_t i = 0; i < pattern.len; i++) {
        braces += pattern.ptr[i] == '{' || pattern.ptr[i] == '}';
    }
    if (rc == XC_OK && braces != 4) {
        rc = xc_fail(error, XC_EUSAGE, "%.*s: '%.*s' holds braces beside {year} and {n}",
                     XC_PRI(name), XC_PRI(pattern));
    }
    return rc == XC_OK ? rc
                       : xc_hint(error, "write the year as {year} and the running number "
                                        "as {n}: 杭医保检通〔{year}〕{n}号");
}

/* The text with a number where the place is. */
static void put_number(struct xc_str text, struct xc_str place, unsigned number,
                       struct xc_buffer *out) {
    size_t at = text.len;
    if (occurs(text, place, &at) == 0) {
        xc_buffer_add(out, text);
        return;
    }
    xc_buffer_add(out, xc_str_slice(text, 0, at));
    xc_buffer_uint(out, number);
    at += place.len;
    xc_buffer_add(out, xc_str_slice(text, at, text.len - at));
}

void xc_paper_number_write(struct xc_str series, unsigned n, struct xc_buffer *out) {
    put_number(series, XC_STR("{n}"), n, out);
}

/* ---- Reading ---- */

static int by_series(const void *left, const void *right) {
    const struct xc_paper_number *a = left, *b = right;
    int order = xc_str_compare(a->series, b->series);
    if (order == 0) {
        order = (a->n > b->n) - (a->n < b->n);
    }
    return order ? order : xc_str_compare(a->id, b->id);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    struct xc_paper_number *number = paper;
    number->id = fact->id;
    number->at = fact->first;
    return xc_body_read(fields, fact, "number", arena, paper, error);
}

int xc_paper_numbers_load(struct xc_store *store, struct xc_str office, xc_instant at,
                          struct xc_arena *arena, struct xc_paper_number **numbers,
                          size_t *count, uint64_t *newest, struct xc_error *error) {
    void *papers = NULL;
    *numbers = NULL;
    *count = 0;
    int rc = xc_body_load(store, office, XC_FACT_NUMBER, XC_STR(""), at, arena,
                          sizeof **numbers, read, &papers, count, newest, error);
    *numbers = papers;
    return rc;
}

void xc_paper_numbers_sort(struct xc_paper_number *numbers, size_t count) {
    if (count > 1) {
        qsort(numbers, count, sizeof *numbers, by_series);
    }
}

const struct xc_paper_number *xc_paper_number_of(const struct xc_paper_number *numbers,
                                                 size_t count, struct xc_str paper) {
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (xc_str_compare(numbers[middle].id, paper) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < count && xc_str_equal(numbers[from].id, paper) ? &numbers[from] : NULL;
}

/* ---- Giving ---- */

struct giving {
    struct xc_store *store;
    struct xc_str office, series;
    struct xc_arena *arena;
    struct xc_paper_number *numbers;
    size_t count;
    uint64_t newest;
    struct xc_buffer text, other;
    struct xc_error *error;
};

static unsigned end_of(const struct xc_paper_number *number) {
    return number->last ? number->last : number->n;
}

static int load(struct giving *giving, const struct xc_paper_numbering *numbering) {
    xc_buffer_clear(&giving->text);
    put_number(numbering->pattern, XC_STR("{year}"), (unsigned)numbering->year,
               &giving->text);
    giving->series = xc_arena_copy(giving->arena, xc_buffer_view(&giving->text));
    return giving->series.ptr
               ? xc_paper_numbers_load(giving->store, giving->office, XC_NO_INSTANT,
                                       giving->arena, &giving->numbers, &giving->count,
                                       &giving->newest, giving->error)
               : xc_fail_memory(giving->error);
}

/* Whether two series can write the same at all: 1{n} with 2, and {n} with 12. */
static bool may_meet(struct xc_str a, struct xc_str b) {
    size_t at = 0, other = 0;
    (void)occurs(a, XC_STR("{n}"), &at);
    (void)occurs(b, XC_STR("{n}"), &other);
    struct xc_str head_a = xc_str_slice(a, 0, at), head_b = xc_str_slice(b, 0, other),
                  tail_a = xc_str_slice(a, at, a.len - at),
                  tail_b = xc_str_slice(b, other, b.len - other);
    return (xc_str_starts(head_a, head_b) || xc_str_starts(head_b, head_a)) &&
           (xc_str_ends(tail_a, xc_str_slice(tail_b, 3, tail_b.len - 3)) ||
            xc_str_ends(tail_b, xc_str_slice(tail_a, 3, tail_a.len - 3)));
}

static bool is_taken(struct giving *giving, unsigned n) {
    bool taken = false;
    xc_buffer_clear(&giving->text);
    xc_paper_number_write(giving->series, n, &giving->text);
    for (size_t i = 0; i < giving->count && !taken; i++) {
        const struct xc_paper_number *number = &giving->numbers[i];
        if (xc_str_equal(number->series, giving->series) ||
            !may_meet(number->series, giving->series)) {
            continue;
        }
        for (unsigned k = number->n; k <= end_of(number) && !taken; k++) {
            xc_buffer_clear(&giving->other);
            xc_paper_number_write(number->series, k, &giving->other);
            taken = xc_str_equal(xc_buffer_view(&giving->other),
                                 xc_buffer_view(&giving->text));
        }
    }
    return taken;
}

static int store_facts(struct giving *giving, struct xc_fact *facts, size_t count,
                       xc_instant at) {
    return xc_store_add_facts(giving->store, giving->office, XC_FACT_NUMBER, facts, count,
                              giving->newest, at, NULL, giving->error);
}

static int add_fact(struct giving *giving, const struct xc_paper_number *number,
                    struct xc_fact *fact) {
    const char *field = "";
    int rc = xc_body_check(fields, number, &field, giving->error);
    if (rc == XC_OK) {
        rc = xc_body_check_id(number->id, "paper", &field, giving->error);
    }
    return rc == XC_OK ? xc_body_fact(fields, number, number->id, giving->arena, fact,
                                      giving->error)
                       : rc;
}

static int give(struct giving *giving, const struct xc_paper_numbering *numbering,
                xc_instant at) {
    struct xc_fact *facts = NULL;
    size_t count = 0;
    struct xc_paper_number next = {0};
    int rc = load(giving, numbering);
    for (size_t i = 0; rc == XC_OK && i < giving->count; i++) {
        const struct xc_paper_number *number = &giving->numbers[i];
        if (xc_str_equal(number->series, giving->series) && end_of(number) > next.n) {
            next.n = end_of(number);
        }
    }
    if (rc == XC_OK) {
        facts = xc_arena_array(giving->arena, numbering->count, sizeof *facts);
        rc = facts ? rc : xc_fail_memory(giving->error);
    }
    next.series = giving->series;
    for (size_t i = 0; rc == XC_OK && i < numbering->count; i++) {
        if (xc_paper_number_of(giving->numbers, giving->count, numbering->papers[i])) {
            continue;
        }
        do {
            next.n++;
        } while (is_taken(giving, next.n));
        next.id = numbering->papers[i];
        rc = add_fact(giving, &next, &facts[count++]);
    }
    return rc == XC_OK && count > 0 ? store_facts(giving, facts, count, at) : rc;
}

/* Somebody else may have given numbers meanwhile: then all begins again. */
int xc_paper_numbers_give(struct xc_store *store, struct xc_str office,
                          const struct xc_paper_numbering *numbering, xc_instant at,
                          struct xc_error *error) {
    struct xc_error tried = {0};
    struct giving giving = {.store = store,
                            .office = office,
                            .text = xc_buffer_make(SERIES_BYTES * 2),
                            .other = xc_buffer_make(SERIES_BYTES * 2),
                            .error = &tried};
    int rc = XC_ENO;
    for (unsigned i = 0; i < TRIES && rc == XC_ENO; i++) {
        tried = (struct xc_error){0};
        giving.arena = xc_arena_new(LISTED_BYTES);
        rc = giving.arena ? give(&giving, numbering, at) : xc_fail_memory(&tried);
        xc_arena_free(giving.arena);
    }
    if (rc != XC_OK) {
        *error = tried;
    }
    xc_buffer_free(&giving.text);
    xc_buffer_free(&giving.other);
    return rc;
}

/* ---- Skipping ---- */

static int skip(struct giving *giving, unsigned from, unsigned to, struct xc_str reason,
                xc_instant at) {
    struct xc_paper_number skipped = {
        .series = giving->series, .n = from, .last = to, .reason = reason};
    struct xc_fact fact;
    xc_paper_numbers_sort(giving->numbers, giving->count);
    for (size_t i = 0; i < giving->count; i++) {
        const struct xc_paper_number *number = &giving->numbers[i];
        if (xc_str_equal(number->series, giving->series) && number->n <= to &&
            from <= end_of(number)) {
            xc_buffer_clear(&giving->text);
            xc_paper_number_write(number->series, number->n > from ? number->n : from,
                                  &giving->text);
            return xc_fail(giving->error, XC_ENO, "%.*s is given already",
                           XC_PRI(xc_buffer_view(&giving->text)));
        }
    }
    xc_buffer_clear(&giving->text);
    xc_buffer_printf(&giving->text, "skip/%u/", from);
    xc_buffer_add(&giving->text, giving->series);
    skipped.id = xc_buffer_view(&giving->text);
    int rc = add_fact(giving, &skipped, &fact);
    return rc == XC_OK ? store_facts(giving, &fact, 1, at) : rc;
}

int xc_paper_numbers_skip(struct xc_store *store, struct xc_str office,
                          const struct xc_paper_numbering *numbering, unsigned from,
                          unsigned to, struct xc_str reason, xc_instant at,
                          struct xc_error *error) {
    struct giving giving = {.store = store,
                            .office = office,
                            .arena = xc_arena_new(LISTED_BYTES),
                            .text = xc_buffer_make(SERIES_BYTES * 2),
                            .error = error};
    int rc = giving.arena ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && (from == 0 || to < from || to > XC_PAPER_NUMBER_MOST)) {
        rc = xc_fail(error, XC_EUSAGE, "%u to %u are no numbers of papers", from, to);
    }
    if (rc == XC_OK && reason.len == 0) {
        rc = xc_fail(error, XC_EUSAGE, "say with --reason why these are not given");
    }
    rc = rc == XC_OK ? load(&giving, numbering) : rc;
    rc = rc == XC_OK ? skip(&giving, from, to, reason, at) : rc;
    xc_arena_free(giving.arena);
    xc_buffer_free(&giving.text);
    return rc;
}
