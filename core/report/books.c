#include "report/books.h"

#include "rules/rules.h"

#include <stdlib.h>

static const char *const words[XC_BOOK_COUNT] = {"visits", "leads", "cases",
                                                 "institutions"};
static const char *const dues[XC_BOOK_COUNT] = {"ledger-book", "lead-book", "case-book",
                                                "institution-book"};

const char *xc_book_word(enum xc_book book) {
    return words[book];
}

static enum xc_book find(const char *const *names, struct xc_str name) {
    unsigned book = 0;
    while (book < XC_BOOK_COUNT && !xc_str_is(name, names[book])) {
        book++;
    }
    return (enum xc_book)book;
}

enum xc_book xc_book_parse(struct xc_str word) {
    return find(words, word);
}

enum xc_book xc_book_due(struct xc_str what) {
    return find(dues, what);
}

static int by_visit(const void *left, const void *right) {
    const struct xc_outcome *a = *(const struct xc_outcome *const *)left;
    const struct xc_outcome *b = *(const struct xc_outcome *const *)right;
    int order = xc_str_compare(a->visit, b->visit);
    return order ? order : (a > b) - (a < b);
}

int xc_book_index(struct xc_book_facts *book, struct xc_arena *arena,
                  struct xc_error *error) {
    book->by_visit = xc_arena_array(arena, book->outcome_count, sizeof(void *));
    book->by_visit_count = 0;
    if (!book->by_visit) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < book->outcome_count; i++) {
        if (book->outcomes[i].visit.len > 0) {
            book->by_visit[book->by_visit_count++] = &book->outcomes[i];
        }
    }
    if (book->by_visit_count > 1) {
        qsort(book->by_visit, book->by_visit_count, sizeof(void *), by_visit);
    }
    return XC_OK;
}

static struct xc_str visit_of(const void *outcome) {
    return (*(const struct xc_outcome *const *)outcome)->visit;
}

size_t xc_book_results(const struct xc_book_facts *book, struct xc_str visit,
                       const struct xc_outcome *const **outcomes) {
    size_t count = book->by_visit_count, end;
    size_t first = visit.len > 0 ? xc_str_first(book->by_visit, count, sizeof(void *),
                                                visit_of, visit)
                                 : count;
    for (end = first; end < count && xc_str_equal(book->by_visit[end]->visit, visit);) {
        end++;
    }
    *outcomes = book->by_visit + first;
    return end - first;
}

enum xc_outcome_result xc_book_worst(const struct xc_outcome *const *outcomes,
                                     size_t count) {
    enum xc_outcome_result worst = 0;
    for (size_t i = 0; i < count; i++) {
        if (worst == 0 ||
            xc_findings_gravity(outcomes[i]->result) > xc_findings_gravity(worst)) {
            worst = outcomes[i]->result;
        }
    }
    return worst;
}

struct xc_str xc_book_target(const struct xc_book_facts *book, struct xc_str target,
                             struct xc_sheet *sheet) {
    const struct xc_register *reg = book->reg;
    uint32_t row = xc_register_find_target(reg, target);
    struct xc_str name =
        row != XC_NO_ROW ? xc_register_text(reg, reg->targets.name[row]) : XC_STR("");
    return name.len > 0
               ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(name), XC_PRI(target))
               : target;
}

json_t *xc_book_target_json(const struct xc_book_facts *book, struct xc_str target) {
    const struct xc_register *reg = book->reg;
    uint32_t row = xc_register_find_target(reg, target);
    bool known = row != XC_NO_ROW;
    uint32_t area = known ? reg->targets.area[row] : XC_NO_ROW;
    return json_pack(
        "{s:o, s:o, s:s, s:o}", "id", xc_json_text(target), "name",
        xc_json_text(known ? xc_register_text(reg, reg->targets.name[row]) : XC_STR("")),
        "kind", known ? xc_words_english(XC_WORDS_KIND, reg->targets.kind[row]) : "",
        "area",
        xc_json_text(area != XC_NO_ROW ? xc_register_text(reg, reg->areas.code[area])
                                       : XC_STR("")));
}
