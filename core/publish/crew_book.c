#include "publish/crew_book.h"

#include "casework/disposals.h"
#include "exchange/import.h"
#include "exchange/xlsx_out.h"
#include "workspace/visit_facts.h"

#include <stdarg.h>

enum {
    SPARE_ROWS = 2,    /* of a visit, for what no checklist asks */
    BARE_ROWS = 4,     /* of a visit, of which nothing is asked */
    FREE_ROWS = 10,    /* at the end, for what was done outside the plan */
    DAYS_LATER = 1100, /* until which a deadline or an end may lie */
    POINTS_MOST = 1000000,
    WORDS_MOST = 16, /* results, disposals */
    PEOPLE_MOST = 400
};

enum column {
    VISIT,
    TARGET,
    NAME,
    ADDRESS,
    PLANNED,
    PLANNED_PEOPLE,
    ITEM,
    ASKED,
    RESULT,
    FINDINGS,
    DOCTOR,
    POINTS,
    AMOUNT,
    DISPOSAL,
    RECTIFY_BY,
    CLOSED_ON,
    ACTUAL_DATE,
    PEOPLE,
    CASE,
    COLUMNS
};

/* The column of the outcomes table whose name stands in its head, and which of its
 * Chinese names; or words of its own. 0 as width: as wide as what stands in it. */
static const struct {
    int imported;
    unsigned rank;
    const char *head;
    unsigned width;
} columns[COLUMNS] = {
    [VISIT] = {XC_OUTCOME_VISIT, 0, NULL, 15},
    [TARGET] = {XC_OUTCOME_TARGET, 1, NULL, 15},
    [NAME] = {-1, 0, XC_MSG("name"), 20},
    [ADDRESS] = {-1, 0, XC_MSG("address"), 18},
    [PLANNED] = {XC_OUTCOME_DATE, 1, NULL, 11},
    [PLANNED_PEOPLE] = {-1, 0, XC_MSG("who was planned"), 11},
    [ITEM] = {XC_OUTCOME_ITEM, 0, NULL, 15},
    [ASKED] = {-1, 0, XC_MSG("what is asked"), 24},
    [RESULT] = {XC_OUTCOME_RESULT, 0, NULL, 10},
    [FINDINGS] = {XC_OUTCOME_FINDINGS, 0, NULL, 26},
    [DOCTOR] = {XC_OUTCOME_DOCTOR, 0, NULL, 9},
    [POINTS] = {XC_OUTCOME_POINTS, 0, NULL, 6},
    [AMOUNT] = {XC_OUTCOME_AMOUNT, 0, NULL, 10},
    [DISPOSAL] = {XC_OUTCOME_DISPOSAL, 0, NULL, 12},
    [RECTIFY_BY] = {XC_OUTCOME_RECTIFY_BY, 0, NULL, 11},
    [CLOSED_ON] = {XC_OUTCOME_CLOSED_ON, 0, NULL, 11},
    [ACTUAL_DATE] = {XC_OUTCOME_ACTUAL_DATE, 0, NULL, 11},
    [PEOPLE] = {XC_OUTCOME_PEOPLE, 0, NULL, 12},
    [CASE] = {XC_OUTCOME_CASE, 0, NULL, 6},
};

/* Rows of one visit, while they are written. */
struct sheet_visit {
    struct xc_crew_books *to;
    const struct xc_visit *visit;
    struct xc_target target;
    const struct xc_outcome *const *found;
    size_t found_count;
    bool *written;        /* of found */
    struct xc_str *items; /* that are asked */
    size_t item_count;
};

static bool chinese(const struct xc_crew_books *to) {
    return xc_session_chinese(to->session);
}

static struct xc_str say(struct xc_crew_books *to, const char *format, ...)
    XC_PRINTF(2, 3);

/* Until the next one; in to->cell. */
static struct xc_str say(struct xc_crew_books *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_buffer_clear(&to->cell);
    (void)xc_message_say(&to->cell, to->session->catalogue, format, args);
    va_end(args);
    return xc_buffer_view(&to->cell);
}

/* ---- Head ---- */

/* A name by which the import knows the column. */
static struct xc_str imported_name(struct xc_crew_books *to, int column, unsigned rank) {
    size_t count;
    const struct xc_import_column *known = xc_import_columns(XC_IMPORT_OUTCOMES, &count);
    struct xc_str names = xc_str_from(known[column].chinese), name = {0};
    if (chinese(to)) {
        for (unsigned i = 0; i <= rank; i++) {
            name = xc_str_cut(&names, '/');
        }
        return name;
    }
    xc_buffer_clear(&to->cell);
    for (const char *at = known[column].name; *at; at++) {
        xc_buffer_putc(&to->cell, *at == '_' ? ' ' : *at);
    }
    return xc_buffer_view(&to->cell);
}

static void write_head(struct xc_crew_books *to, struct xc_str title) {
    for (size_t i = 0; i < COLUMNS; i++) {
        xc_workbook_width(to->book, i, columns[i].width);
    }
    xc_workbook_row(to->book, 0);
    xc_workbook_across(to->book, 0, COLUMNS - 1, XC_WORKBOOK_TITLE, title);
    to->last = xc_workbook_row(to->book, 0);
    to->first = to->last + 1;
    for (size_t i = 0; i < COLUMNS; i++) {
        struct xc_str head =
            columns[i].head
                ? xc_str_from(xc_text(to->session->catalogue, columns[i].head))
                : imported_name(to, columns[i].imported, columns[i].rank);
        xc_workbook_text(to->book, i, XC_WORKBOOK_HEAD, head);
    }
    xc_workbook_head(to->book, COLUMNS);
}

/* ---- Rows ---- */

static void put(struct xc_crew_books *to, enum column column,
                enum xc_workbook_style style, struct xc_str text) {
    xc_workbook_text(to->book, column, style, text);
}

static void put_open_date(struct xc_crew_books *to, enum column column, xc_date date) {
    if (date == XC_NO_DATE) {
        xc_workbook_empty_date(to->book, column, XC_WORKBOOK_OPEN);
    } else {
        xc_workbook_date(to->book, column, XC_WORKBOOK_OPEN, date);
    }
}

/* What is to be filled in, from RESULT on; found: what is stored of it, or NULL. */
static void put_answer(struct xc_crew_books *to, const struct xc_outcome *found) {
    static const struct xc_outcome nothing = {
        .date = XC_NO_DATE, .rectify_by = XC_NO_DATE, .closed_on = XC_NO_DATE};
    const struct xc_outcome *row = found ? found : &nothing;
    put(to, RESULT, XC_WORKBOOK_OPEN,
        xc_str_from(chinese(to) ? xc_outcome_chinese(row->result)
                                : xc_outcome_word(row->result)));
    put(to, FINDINGS, XC_WORKBOOK_OPEN, row->findings);
    put(to, DOCTOR, XC_WORKBOOK_OPEN, row->doctor);
    if (row->points > 0) {
        xc_workbook_number(to->book, POINTS, XC_WORKBOOK_OPEN, row->points);
    } else {
        xc_workbook_empty_number(to->book, POINTS, XC_WORKBOOK_OPEN);
    }
    if (row->amount > 0) {
        xc_workbook_money(to->book, AMOUNT, XC_WORKBOOK_OPEN, row->amount);
    } else {
        xc_workbook_empty_money(to->book, AMOUNT, XC_WORKBOOK_OPEN);
    }
    put(to, DISPOSAL, XC_WORKBOOK_OPEN,
        xc_disposal_said(row->disposal, chinese(to), to->arena));
    put_open_date(to, RECTIFY_BY, row->rectify_by);
    put_open_date(to, CLOSED_ON, row->closed_on);
    put_open_date(to, ACTUAL_DATE, row->date);
    put(to, PEOPLE, XC_WORKBOOK_OPEN, row->people);
    put(to, CASE, XC_WORKBOOK_OPEN, XC_STR(""));
}

static void put_planned(const struct sheet_visit *one) {
    struct xc_crew_books *to = one->to;
    const struct xc_visit *visit = one->visit;
    to->last = xc_workbook_row(to->book, 0);
    put(to, VISIT, XC_WORKBOOK_CELL, visit->id);
    put(to, TARGET, XC_WORKBOOK_CELL, visit->target);
    put(to, NAME, XC_WORKBOOK_CELL, one->target.name);
    put(to, ADDRESS, XC_WORKBOOK_CELL, one->target.address);
    xc_workbook_date(to->book, PLANNED, XC_WORKBOOK_CELL,
                     visit->happened ? visit->planned : visit->date);
    xc_buffer_clear(&to->cell);
    xc_visit_people_join(to->loaded, visit, XC_STR(""), chinese(to) ? "、" : ", ",
                         &to->cell);
    put(to, PLANNED_PEOPLE, XC_WORKBOOK_CELL, xc_buffer_view(&to->cell));
}

static void put_row(const struct sheet_visit *one, enum xc_workbook_style style,
                    struct xc_str item, struct xc_str asked,
                    const struct xc_outcome *found) {
    put_planned(one);
    put(one->to, ITEM, style, item);
    put(one->to, ASKED, XC_WORKBOOK_CELL, xc_str_equal(item, asked) ? XC_STR("") : asked);
    put_answer(one->to, found);
    one->to->rows++;
}

/* A row for what is asked, or one for each answer that is stored. */
static void put_check(void *context, const struct xc_visit_check *check) {
    struct sheet_visit *one = context;
    bool answered = false;
    for (size_t i = 0; i < one->found_count; i++) {
        if (xc_str_equal(one->found[i]->item, check->item) && !one->written[i]) {
            put_row(one, XC_WORKBOOK_CELL, check->item, check->text, one->found[i]);
            one->written[i] = true;
            answered = true;
        }
    }
    if (!answered) {
        put_row(one, XC_WORKBOOK_CELL, check->item, check->text, NULL);
    }
    one->items[one->item_count++] = check->item;
}

static void count_check(void *context, const struct xc_visit_check *check) {
    (void)check;
    ++*(size_t *)context;
}

/* Behind what is asked: what else is stored, and rows to spare. */
static void put_rest(struct sheet_visit *one) {
    struct xc_crew_books *to = one->to;
    uint32_t before = to->last;
    for (size_t i = 0; i < one->found_count; i++) {
        if (!one->written[i]) {
            put_row(one, XC_WORKBOOK_OPEN, one->found[i]->item, XC_STR(""),
                    one->found[i]);
        }
    }
    unsigned spare = one->item_count > 0 ? SPARE_ROWS : BARE_ROWS;
    for (unsigned i = 0; i < spare; i++) {
        put_row(one, XC_WORKBOOK_OPEN, XC_STR(""), XC_STR(""), NULL);
    }
    if (one->item_count > 0) {
        xc_workbook_offers(to->book,
                           (struct xc_workbook_area){ITEM, before + 1, to->last},
                           one->items, one->item_count);
    }
}

static int put_visit(struct xc_crew_books *to, const struct xc_visit *visit) {
    struct sheet_visit one = {.to = to, .visit = visit, .target = {.id = visit->target}};
    uint32_t row = xc_register_find_target(to->loaded->reg, visit->target);
    size_t asked = 0;
    if (row != XC_NO_ROW) {
        xc_register_get_target(to->loaded->reg, row, &one.target);
    }
    one.found = xc_found_of(&to->found, visit->id, &one.found_count);
    xc_visit_checks(to->loaded, &to->lists, visit, one.target.kind, count_check, &asked);
    one.items = xc_arena_array(to->arena, asked + 1, sizeof *one.items);
    one.written = xc_arena_array(to->arena, one.found_count + 1, sizeof *one.written);
    if (!one.items || !one.written) {
        return xc_fail_memory(to->error);
    }
    xc_visit_checks(to->loaded, &to->lists, visit, one.target.kind, put_check, &one);
    put_rest(&one);
    return XC_OK;
}

/* Rows without a visit: its target and day are written by hand. */
static void put_free_rows(struct xc_crew_books *to) {
    for (unsigned i = 0; i < FREE_ROWS; i++) {
        to->last = xc_workbook_row(to->book, 0);
        put(to, VISIT, XC_WORKBOOK_OPEN, XC_STR(""));
        put(to, TARGET, XC_WORKBOOK_OPEN, XC_STR(""));
        put(to, NAME, XC_WORKBOOK_CELL, XC_STR(""));
        put(to, ADDRESS, XC_WORKBOOK_CELL, XC_STR(""));
        xc_workbook_empty_date(to->book, PLANNED, XC_WORKBOOK_OPEN);
        put(to, PLANNED_PEOPLE, XC_WORKBOOK_CELL, XC_STR(""));
        put(to, ITEM, XC_WORKBOOK_OPEN, XC_STR(""));
        put(to, ASKED, XC_WORKBOOK_CELL, XC_STR(""));
        put_answer(to, NULL);
    }
}

/* ---- What may be put in ---- */

static struct xc_workbook_area below_head(const struct xc_crew_books *to,
                                          enum column column) {
    return (struct xc_workbook_area){column, to->first, to->last};
}

static void put_choices(struct xc_crew_books *to, xc_date month) {
    struct xc_str words[WORDS_MOST];
    size_t count = 0;
    const char *word, *said;
    for (int i = XC_OUTCOME_PASS; i <= XC_OUTCOME_NOT_FOUND; i++) {
        words[count++] =
            xc_str_from(chinese(to) ? xc_outcome_chinese((enum xc_outcome_result)i)
                                    : xc_outcome_word((enum xc_outcome_result)i));
    }
    xc_workbook_choices(to->book, below_head(to, RESULT), words, count);
    count = 0;
    while (count < WORDS_MOST && (word = xc_disposal_word(count, &said))) {
        words[count++] = xc_disposal_said(xc_str_from(word), chinese(to), to->arena);
    }
    xc_workbook_offers(to->book, below_head(to, DISPOSAL), words, count);
    if (to->person_count > 0) {
        xc_workbook_offers(to->book, below_head(to, PEOPLE), to->people,
                           to->person_count);
    }
    words[0] = chinese(to) ? XC_STR("是") : XC_STR("yes");
    xc_workbook_choices(to->book, below_head(to, CASE), words, 1);
    xc_workbook_numbers(to->book, below_head(to, POINTS), 0, POINTS_MOST);
    for (enum column i = RECTIFY_BY; i <= ACTUAL_DATE; i++) {
        xc_workbook_dates(to->book, below_head(to, i), month, month + DAYS_LATER);
    }
}

/* ---- How to fill it in ---- */

static void put_help(struct xc_crew_books *to, size_t hidden) {
    static const char *const lines[] = {
        XC_MSG("Fill in the coloured cells of the first worksheet; the others say what "
               "was planned. Do not change the heads of the columns."),
        XC_MSG("One row for each item that was checked. Rows without a result are left "
               "out by the import: leave those of items that were not checked empty."),
        XC_MSG("The last rows of a visit are for what is on no checklist; without an "
               "item a row speaks for the whole visit."),
        XC_MSG("Result, disposal and case are chosen from a list. Several disposals are "
               "written with commas between them; other words are stored as they are."),
        XC_MSG("Write on which day it was done and who came, by ids or names, only where "
               "that is not what was planned, and once: the rows of the visit below take "
               "it over."),
        XC_MSG("Amounts are in yuan, such as 1234.50. Days are written as 2026-03-31."),
        XC_MSG("The rows at the end are for what was done outside the plan: write the "
               "target's id and the day."),
        XC_MSG("Send the file back as .xlsx. `xuncha import outcomes FILE.xlsx` stores "
               "it; the same file again stores nothing twice. What was stored and is "
               "wrong is corrected with --correct --reason TEXT."),
        XC_MSG("It says who is visited when: give it to nobody else."),
    };
    struct xc_str name =
        xc_str_from(xc_text(to->session->catalogue, XC_MSG("How to fill it in")));
    xc_workbook_sheet(to->book, name, false);
    xc_workbook_width(to->book, 0, 84);
    xc_workbook_row(to->book, 0);
    xc_workbook_text(to->book, 0, XC_WORKBOOK_HEADING, name);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        xc_workbook_row(to->book, 0);
        xc_workbook_text(to->book, 0, XC_WORKBOOK_PLAIN,
                         xc_str_from(xc_text(to->session->catalogue, lines[i])));
    }
    if (hidden > 0) {
        xc_workbook_row(to->book, 0);
        xc_workbook_text(to->book, 0, XC_WORKBOOK_PLAIN,
                         say(to,
                             "Visits of this month that are not in it yet, because "
                             "their targets are still secret: %zu. Ask for a new "
                             "file then.",
                             hidden));
    }
    xc_workbook_protect(to->book);
}

/* ---- The whole ---- */

static int fill_book(struct xc_crew_books *to, const struct xc_entry *entries,
                     size_t count, struct xc_str title, xc_date month, size_t hidden,
                     struct xc_buffer *bytes) {
    int rc = XC_OK;
    xc_workbook_sheet(
        to->book, xc_str_from(xc_text(to->session->catalogue, XC_MSG("Results"))), true);
    write_head(to, title);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (entries[i].sight == XC_SEE_ALL) {
            rc = put_visit(to, entries[i].visit);
        }
    }
    if (rc == XC_OK) {
        put_free_rows(to);
        xc_workbook_filter_end(to->book);
        put_choices(to, month);
        xc_workbook_protect(to->book);
        put_help(to, hidden);
        rc = xc_workbook_finish(to->book, bytes, to->error);
    }
    return rc;
}

int xc_crew_book_write(struct xc_crew_books *to, const struct xc_entry *entries,
                       size_t count, struct xc_str title, xc_date month, size_t hidden,
                       struct xc_buffer *bytes, size_t *rows) {
    to->rows = 0;
    int rc = xc_workbook_new(title, &to->book, to->error);
    if (rc == XC_OK) {
        rc = fill_book(to, entries, count, title, month, hidden, bytes);
    }
    if (rc == XC_OK && to->cell.failed) {
        rc = xc_fail_memory(to->error);
    }
    xc_workbook_free(to->book);
    to->book = NULL;
    *rows = to->rows;
    return rc;
}

/* ---- What all have in common ---- */

/* By the name that an import knows: the id where several have it. */
static struct xc_str known_as(const struct xc_register *reg, uint32_t person) {
    struct xc_str name = xc_register_text(reg, reg->people.name[person]);
    for (uint32_t row = 0; row < reg->people.count; row++) {
        if (row != person &&
            xc_str_equal(xc_register_text(reg, reg->people.name[row]), name)) {
            return xc_register_text(reg, reg->people.id[person]);
        }
    }
    return name.len > 0 ? name : xc_register_text(reg, reg->people.id[person]);
}

static int list_people(struct xc_crew_books *to) {
    const struct xc_register *reg = to->loaded->reg;
    to->people = xc_arena_array(to->arena, PEOPLE_MOST, sizeof *to->people);
    if (!to->people) {
        return xc_fail_memory(to->error);
    }
    for (uint32_t row = 0; row < reg->people.count && to->person_count < PEOPLE_MOST;
         row++) {
        if (reg->people.pool[row] == XC_POOL_INSPECTORS &&
            reg->people.status[row] == XC_STATUS_ACTIVE) {
            to->people[to->person_count++] = known_as(reg, row);
        }
    }
    return XC_OK;
}

int xc_crew_books_open(struct xc_crew_books *to) {
    to->cell = xc_buffer_make(1 << 20);
    int rc = xc_found_load(to->session, to->arena, &to->found, to->error);
    if (rc == XC_OK) {
        rc = xc_checklists_of(to->session, to->arena, &to->lists, to->error);
    }
    return rc == XC_OK ? list_people(to) : rc;
}

void xc_crew_books_close(struct xc_crew_books *to) {
    xc_buffer_free(&to->cell);
}
