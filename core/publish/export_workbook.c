/* Workbooks to be filled in where there is no network, and imported as outcomes. */
#include "publish/export.h"

#include "base/file.h"
#include "casework/disposals.h"
#include "exchange/import.h"
#include "exchange/xlsx_out.h"
#include "publish/entries.h"
#include "publish/found.h"
#include "publish/visit_checks.h"
#include "workspace/clock.h"
#include "workspace/visit_facts.h"

#include <stdarg.h>

enum {
    BOOK_BYTES = 1 << 28,
    SPARE_ROWS = 2,    /* of a visit, for what no checklist asks */
    FREE_ROWS = 10,    /* at the end, for what was done outside the plan */
    DAYS_LATER = 1100, /* until which a deadline or an end may lie */
    POINTS_MOST = 1000000,
    WORDS_MOST = 16 /* results, disposals */
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
    [VISIT] = {XC_OUTCOME_VISIT, 0, NULL, 16},
    [TARGET] = {XC_OUTCOME_TARGET, 1, NULL, 16},
    [NAME] = {-1, 0, XC_MSG("name"), 24},
    [ADDRESS] = {-1, 0, XC_MSG("address"), 24},
    [PLANNED] = {XC_OUTCOME_DATE, 1, NULL, 12},
    [PLANNED_PEOPLE] = {-1, 0, XC_MSG("who was planned"), 14},
    [ITEM] = {XC_OUTCOME_ITEM, 0, NULL, 18},
    [ASKED] = {-1, 0, XC_MSG("what is asked"), 30},
    [RESULT] = {XC_OUTCOME_RESULT, 0, NULL, 12},
    [FINDINGS] = {XC_OUTCOME_FINDINGS, 0, NULL, 30},
    [DOCTOR] = {XC_OUTCOME_DOCTOR, 0, NULL, 12},
    [POINTS] = {XC_OUTCOME_POINTS, 0, NULL, 8},
    [AMOUNT] = {XC_OUTCOME_AMOUNT, 0, NULL, 12},
    [DISPOSAL] = {XC_OUTCOME_DISPOSAL, 0, NULL, 16},
    [RECTIFY_BY] = {XC_OUTCOME_RECTIFY_BY, 0, NULL, 13},
    [CLOSED_ON] = {XC_OUTCOME_CLOSED_ON, 0, NULL, 13},
    [ACTUAL_DATE] = {XC_OUTCOME_ACTUAL_DATE, 0, NULL, 13},
    [PEOPLE] = {XC_OUTCOME_PEOPLE, 0, NULL, 16},
    [CASE] = {XC_OUTCOME_CASE, 0, NULL, 8},
};

struct books {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_export_options options;
    struct xc_export_counts *counts;
    struct xc_entries entries;
    struct xc_found found;
    struct xc_checklists lists;
    struct xc_arena *arena;
    struct xc_buffer cell, name, path, bytes;
    struct xc_error *error;
    /* the workbook that is written */
    struct xc_workbook *book;
    uint32_t first, last; /* rows of the table, without its head */
};

/* Rows of one visit, while they are written. */
struct sheet_visit {
    struct books *to;
    const struct xc_visit *visit;
    struct xc_target target;
    const struct xc_outcome *const *found;
    size_t found_count;
    bool *written;        /* of found */
    struct xc_str *items; /* that are asked */
    size_t item_count;
};

static bool chinese(const struct books *to) {
    return xc_str_is(xc_str_from(to->session->language), "zh");
}

static struct xc_str say(struct books *to, const char *format, ...) XC_PRINTF(2, 3);

/* Until the next one; in to->cell. */
static struct xc_str say(struct books *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_buffer_clear(&to->cell);
    (void)xc_message_say(&to->cell, to->session->catalogue, format, args);
    va_end(args);
    return xc_buffer_view(&to->cell);
}

/* ---- Head ---- */

/* A name by which the import knows the column. */
static struct xc_str imported_name(struct books *to, int column, unsigned rank) {
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

static void write_head(struct books *to, struct xc_str title) {
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

static void put(struct books *to, enum column column, enum xc_workbook_style style,
                struct xc_str text) {
    xc_workbook_text(to->book, column, style, text);
}

static void put_open_date(struct books *to, enum column column, xc_date date) {
    if (date == XC_NO_DATE) {
        xc_workbook_empty_date(to->book, column, XC_WORKBOOK_OPEN);
    } else {
        xc_workbook_date(to->book, column, XC_WORKBOOK_OPEN, date);
    }
}

/* What is to be filled in, from RESULT on; found: what is stored of it, or NULL. */
static void put_answer(struct books *to, const struct xc_outcome *found) {
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
    struct books *to = one->to;
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
    one->to->counts->entries++;
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
    struct books *to = one->to;
    uint32_t before = to->last;
    for (size_t i = 0; i < one->found_count; i++) {
        if (!one->written[i]) {
            put_row(one, XC_WORKBOOK_OPEN, one->found[i]->item, XC_STR(""),
                    one->found[i]);
        }
    }
    for (unsigned i = 0; i < SPARE_ROWS; i++) {
        put_row(one, XC_WORKBOOK_OPEN, XC_STR(""), XC_STR(""), NULL);
    }
    if (one->item_count > 0) {
        xc_workbook_offers(to->book,
                           (struct xc_workbook_area){ITEM, before + 1, to->last},
                           one->items, one->item_count);
    }
}

static int put_visit(struct books *to, const struct xc_visit *visit) {
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
static void put_free_rows(struct books *to) {
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

static struct xc_workbook_area below_head(const struct books *to, enum column column) {
    return (struct xc_workbook_area){column, to->first, to->last};
}

static void put_choices(struct books *to, xc_date month) {
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
    words[0] = chinese(to) ? XC_STR("是") : XC_STR("yes");
    xc_workbook_choices(to->book, below_head(to, CASE), words, 1);
    xc_workbook_numbers(to->book, below_head(to, POINTS), 0, POINTS_MOST);
    for (enum column i = RECTIFY_BY; i <= ACTUAL_DATE; i++) {
        xc_workbook_dates(to->book, below_head(to, i), month, month + DAYS_LATER);
    }
}

/* ---- How to fill it in ---- */

static void put_help(struct books *to, size_t hidden) {
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

/* ---- A workbook ---- */

/* What people call the one whose workbook it is; in to->name. */
static struct xc_str reader_name(struct books *to, const struct xc_entry *entry) {
    const struct xc_register *reg = to->loaded->reg;
    const struct xc_visit *visit = entry->visit;
    struct xc_message message;
    xc_buffer_clear(&to->name);
    if (visit->crew.len > 0) {
        xc_message_set(&message, "Crew %.*s", XC_PRI(entry->key));
        (void)xc_message_render(&message, to->session->catalogue, &to->name);
        return xc_buffer_view(&to->name);
    }
    uint32_t person = xc_register_find_person(reg, entry->key);
    uint32_t area = xc_register_find_area(reg, entry->key);
    xc_buffer_add(&to->name,
                  person != XC_NO_ROW ? xc_register_text(reg, reg->people.name[person])
                  : area != XC_NO_ROW ? xc_register_text(reg, reg->areas.name[area])
                                      : entry->key);
    return xc_buffer_view(&to->name);
}

static int fill_book(struct books *to, const struct xc_entry *entries, size_t count,
                     struct xc_str title, xc_date month, size_t hidden) {
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
        xc_buffer_clear(&to->bytes);
        rc = xc_workbook_finish(to->book, &to->bytes, to->error);
    }
    return rc;
}

static int write_book(struct books *to, const struct xc_entry *entries, size_t count,
                      xc_date month, size_t hidden) {
    struct xc_ymd day = xc_date_ymd(month);
    struct xc_buffer id = xc_buffer_make(1 << 14), title = xc_buffer_make(1 << 14);
    xc_buffer_printf(&id, "%.*s-%04d-%02u", XC_PRI(entries->key), day.year, day.month);
    struct xc_str name = reader_name(to, entries);
    xc_buffer_add(&title, say(to, "Results of visits, %.*s, %d-%02u", XC_PRI(name),
                              day.year, day.month));
    int rc = xc_export_path(&to->path, to->options.folder, "workbook",
                            xc_buffer_view(&id), ".xlsx") == XC_OK &&
                     !title.failed && !id.failed
                 ? xc_workbook_new(xc_buffer_view(&title), &to->book, to->error)
                 : xc_fail_memory(to->error);
    if (rc == XC_OK) {
        rc = fill_book(to, entries, count, xc_buffer_view(&title), month, hidden);
    }
    if (rc == XC_OK) {
        rc = xc_file_write(to->path.ptr, xc_buffer_view(&to->bytes), 0600, to->error);
    }
    to->counts->files += rc == XC_OK;
    xc_workbook_free(to->book);
    to->book = NULL;
    xc_buffer_free(&id);
    xc_buffer_free(&title);
    return rc;
}

/* The entries of one reader in one month. */
static int one_month(struct books *to, const struct xc_entry *entries, size_t count,
                     xc_date month) {
    size_t seen = 0, hidden = 0;
    for (size_t i = 0; i < count; i++) {
        seen += entries[i].sight == XC_SEE_ALL;
        hidden += entries[i].sight == XC_SEE_BUSY;
    }
    to->counts->hidden += hidden;
    return seen > 0 ? write_book(to, entries, count, month, hidden) : XC_OK;
}

/* ---- All of them ---- */

/* By crew; without one by whom it was given to first, or by the target's area. */
static int add_visit(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                     const struct xc_visit *visit) {
    const struct xc_register *reg = entries->loaded->reg;
    struct xc_str key = visit->crew.len > 0       ? visit->crew
                        : visit->person_count > 0 ? visit->people[0].person
                                                  : XC_STR("");
    uint32_t row = key.len > 0 ? XC_NO_ROW : xc_register_find_target(reg, visit->target);
    if (row != XC_NO_ROW && reg->targets.area[row] != XC_NO_ROW) {
        key = xc_register_text(reg, reg->areas.code[reg->targets.area[row]]);
    }
    return xc_entries_add(entries, key.len > 0 ? key : entries->session->office, plan,
                          visit);
}

static int write_books(struct books *to) {
    const struct xc_entry *rows = to->entries.rows;
    size_t count = to->entries.count, end;
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i = end) {
        xc_date month = xc_date_period_first(rows[i].visit->date, XC_PERIOD_MONTH);
        end = i + 1;
        while (end < count && xc_str_equal(rows[end].key, rows[i].key) &&
               xc_date_period_first(rows[end].visit->date, XC_PERIOD_MONTH) == month) {
            end++;
        }
        rc = one_month(to, rows + i, end - i, month);
        if (rc == XC_OK && !xc_progress_tick(to->session->progress,
                                             XC_MSG("writing workbooks"), end, count)) {
            rc =
                xc_fail(to->error, XC_ENO, "stopped; the files written so far are whole");
        }
    }
    return rc;
}

static void choose_months(struct books *to) {
    struct xc_window *window = &to->options.window;
    if (window->from == XC_NO_DATE && window->to == XC_NO_DATE) {
        int offset = xc_clock_office(to->session);
        xc_date today = xc_instant_date(to->session->now, offset, NULL);
        window->from = xc_date_period_first(today, XC_PERIOD_MONTH);
        window->to = xc_date_period_last(xc_date_period_last(today, XC_PERIOD_MONTH) + 1,
                                         XC_PERIOD_MONTH);
    }
}

static int export_books(struct books *to) {
    enum xc_viewer_role role = to->options.role ? to->options.role : XC_VIEWER_INSPECTOR;
    int rc =
        xc_entries_open(&to->entries, to->session, to->loaded, &to->options, to->error);
    if (rc == XC_OK) {
        rc = xc_entries_collect(&to->entries, (struct xc_viewer){role, true}, add_visit);
    }
    if (rc == XC_OK) {
        rc = xc_found_load(to->session, to->arena, &to->found, to->error);
    }
    if (rc == XC_OK) {
        rc = xc_checklists_of(to->session, to->arena, &to->lists, to->error);
    }
    if (rc == XC_OK) {
        rc = xc_export_folder(&to->options, "workbook", to->error);
    }
    if (rc == XC_OK) {
        xc_entries_sift(&to->entries);
        rc = write_books(to);
    }
    if (rc == XC_OK && (to->cell.failed || to->name.failed)) {
        rc = xc_fail_memory(to->error);
    }
    xc_entries_close(&to->entries);
    return rc;
}

int xc_export_workbook(const struct xc_session *session, const struct xc_loaded *loaded,
                       const struct xc_export_options *options,
                       struct xc_export_counts *counts, struct xc_error *error) {
    struct books to = {
        .session = session,
        .loaded = loaded,
        .options = *options,
        .counts = counts,
        .arena = xc_arena_new((size_t)1 << 32),
        .cell = xc_buffer_make(1 << 20),
        .name = xc_buffer_make(1 << 14),
        .path = xc_buffer_make(1 << 14),
        .bytes = xc_buffer_make(BOOK_BYTES),
        .error = error,
    };
    choose_months(&to);
    int rc = to.arena ? xc_export_open_to(loaded, options, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = export_books(&to);
    }
    xc_buffer_free(&to.cell);
    xc_buffer_free(&to.name);
    xc_buffer_free(&to.path);
    xc_buffer_free(&to.bytes);
    xc_arena_free(to.arena);
    return rc;
}
