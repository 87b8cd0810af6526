/* Workbooks to be filled in where there is no network, and imported as outcomes. */
#include "publish/export.h"

#include "base/file.h"
#include "publish/crew_book.h"
#include "workspace/clock.h"

enum { BOOK_BYTES = 1 << 28 };

struct books {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_export_options options;
    struct xc_export_counts *counts;
    struct xc_entries entries;
    struct xc_crew_books books;
    struct xc_buffer name, id, title, path, bytes;
    struct xc_error *error;
};

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

static int write_book(struct books *to, const struct xc_entry *entries, size_t count,
                      xc_date month, size_t hidden) {
    struct xc_ymd day = xc_date_ymd(month);
    struct xc_message title;
    size_t rows = 0;
    struct xc_str name = reader_name(to, entries);
    xc_message_set(&title, "Results of visits, %.*s, %d-%02u", XC_PRI(name), day.year,
                   day.month);
    xc_buffer_clear(&to->title);
    (void)xc_message_render(&title, to->session->catalogue, &to->title);
    xc_buffer_clear(&to->id);
    xc_buffer_printf(&to->id, "%.*s-%04d-%02u", XC_PRI(entries->key), day.year,
                     day.month);
    int rc = xc_export_path(&to->path, to->options.folder, "workbook",
                            xc_buffer_view(&to->id), ".xlsx");
    if (rc != XC_OK || to->title.failed || to->id.failed || to->name.failed) {
        return xc_fail_memory(to->error);
    }
    xc_buffer_clear(&to->bytes);
    rc = xc_crew_book_write(&to->books, entries, count, xc_buffer_view(&to->title), month,
                            hidden, &to->bytes, &rows);
    if (rc == XC_OK) {
        rc = xc_file_write(to->path.ptr, xc_buffer_view(&to->bytes), 0600, to->error);
    }
    to->counts->files += rc == XC_OK;
    to->counts->entries += rows;
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
        rc = xc_crew_books_open(&to->books);
    }
    if (rc == XC_OK) {
        rc = xc_export_folder(&to->options, "workbook", to->error);
    }
    if (rc == XC_OK) {
        xc_entries_sift(&to->entries);
        rc = write_books(to);
    }
    xc_crew_books_close(&to->books);
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
        .books = {.session = session,
                  .loaded = loaded,
                  .arena = xc_arena_new((size_t)1 << 32),
                  .error = error},
        .name = xc_buffer_make(1 << 14),
        .id = xc_buffer_make(1 << 14),
        .title = xc_buffer_make(1 << 14),
        .path = xc_buffer_make(1 << 14),
        .bytes = xc_buffer_make(BOOK_BYTES),
        .error = error,
    };
    choose_months(&to);
    int rc = to.books.arena ? xc_export_open_to(loaded, options, error)
                            : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = export_books(&to);
    }
    xc_buffer_free(&to.name);
    xc_buffer_free(&to.id);
    xc_buffer_free(&to.title);
    xc_buffer_free(&to.path);
    xc_buffer_free(&to.bytes);
    xc_arena_free(to.books.arena);
    return rc;
}
