/* A person's week as a few lines of text, to be pasted into a chat. */
#include "publish/export.h"

#include "base/file.h"
#include "base/utf8.h"
#include "publish/entries.h"
#include "publish/events.h"
#include "workspace/clock.h"
#include "workspace/visit_facts.h"

#include <stdarg.h>

enum { TEXT_BYTES = 1 << 20, WEEK_DAYS = 7 };

struct weeks {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_export_options options;
    struct xc_export_counts *counts;
    struct xc_entries entries;
    struct xc_buffer text, cell, common, id, path;
    struct xc_error *error;
};

/* What one person does in these days. */
struct week {
    struct weeks *to;
    const struct xc_entry *rows;
    size_t count;
    bool together; /* the same people come to all visits: to->common */
};

static bool chinese(const struct weeks *to) {
    return xc_session_chinese(to->session);
}

static void say(struct weeks *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(struct weeks *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(&to->text, to->session->catalogue, format, args);
    va_end(args);
}

static void end_line(struct weeks *to) {
    xc_buffer_putc(&to->text, '\n');
}

/* ---- Days ---- */

static void add_day(struct weeks *to, xc_date date) {
    static const char *const names[][WEEK_DAYS] = {
        {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
        {"周一", "周二", "周三", "周四", "周五", "周六", "周日"}};
    const char *name = names[chinese(to)][xc_date_weekday(date) - XC_MONDAY];
    struct xc_ymd day = xc_date_ymd(date);
    if (chinese(to)) {
        xc_buffer_printf(&to->text, "%u月%u日 %s", day.month, day.day, name);
    } else {
        xc_buffer_printf(&to->text, "%s %04d-%02u-%02u", name, day.year, day.month,
                         day.day);
    }
}

static void add_days(struct weeks *to, xc_date from, xc_date until) {
    add_day(to, from);
    if (until > from) {
        xc_buffer_puts(&to->text, chinese(to) ? "至" : " to ");
        add_day(to, until);
    }
}

/* ---- Lines ---- */

static void add_place(struct weeks *to, const struct xc_visit *visit) {
    const struct xc_register *reg = to->loaded->reg;
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(reg, visit->target);
    if (row != XC_NO_ROW) {
        xc_register_get_target(reg, row, &target);
    }
    (void)xc_utf8_fit(target.name.len > 0 ? target.name : target.id, &to->text);
    struct xc_str place = target.address.len > 0 ? target.address : target.zone;
    if (place.len > 0) {
        xc_buffer_puts(&to->text, chinese(to) ? "，" : ", ");
        (void)xc_utf8_fit(place, &to->text);
    }
}

/* Who else comes, in to->cell. */
static struct xc_str companions(struct weeks *to, const struct xc_entry *entry) {
    struct xc_buffer names = xc_buffer_make(TEXT_BYTES);
    xc_visit_people_join(to->loaded, entry->visit, entry->key, chinese(to) ? "、" : ", ",
                         &names);
    xc_buffer_clear(&to->cell);
    (void)xc_utf8_fit(xc_buffer_view(&names), &to->cell);
    to->cell.failed = to->cell.failed || names.failed;
    xc_buffer_free(&names);
    return xc_buffer_view(&to->cell);
}

static void add_companions(struct weeks *to, struct xc_str names) {
    if (names.len > 0) {
        say(to, "With %.*s", XC_PRI(names));
        end_line(to);
    }
}

static void add_road(struct weeks *to, const struct xc_visit *visit) {
    int travel = (int)xc_visit_travel(to->loaded, visit);
    for (int n = -travel; n <= travel; n++) {
        xc_date day;
        if (n != 0 && xc_visit_road_day(to->loaded, visit, n, &day)) {
            xc_buffer_puts(&to->text, "  ");
            add_day(to, day);
            xc_buffer_puts(&to->text, chinese(to) ? "：" : ": ");
            say(to, n < 0 ? XC_MSG("on the way there") : XC_MSG("on the way back"));
            end_line(to);
        }
    }
}

static void add_visit(const struct week *week, const struct xc_entry *entry) {
    struct weeks *to = week->to;
    const struct xc_visit *visit = entry->visit;
    char start[6], end[6];
    xc_time_format(visit->start, start);
    xc_time_format(visit->end, end);
    xc_buffer_printf(&to->text, "  %s–%s ", start, end);
    if (entry->sight == XC_SEE_ALL) {
        add_place(to, visit);
    } else {
        say(to, "On duty (details follow)");
    }
    end_line(to);
    if (entry->sight == XC_SEE_ALL && !week->together) {
        struct xc_str names = companions(to, entry);
        xc_buffer_puts(&to->text, names.len > 0 ? "  " : "");
        add_companions(to, names);
    }
    add_road(to, visit);
}

/* What an enforcement check cannot do without; the least for any other. */
static void add_luggage(const struct week *week) {
    struct weeks *to = week->to;
    const struct xc_register *reg = to->loaded->reg;
    uint32_t row = xc_register_find_person(reg, week->rows[0].key);
    struct xc_str certificate = row == XC_NO_ROW
                                    ? XC_STR("")
                                    : xc_register_text(reg, reg->people.certificate[row]);
    bool enforcement = false, seen = false;
    for (size_t i = 0; i < week->count; i++) {
        bool all = week->rows[i].sight == XC_SEE_ALL;
        seen = seen || all;
        enforcement =
            enforcement || (all && week->rows[i].visit->nature == XC_NATURE_ENFORCEMENT);
    }
    xc_buffer_clear(&to->cell);
    (void)xc_utf8_fit(certificate, &to->cell);
    if (enforcement && certificate.len > 0) {
        say(to, "Bring: your certificate %.*s, notices of inspection, site records",
            XC_PRI(xc_buffer_view(&to->cell)));
    } else if (enforcement) {
        say(to, "Bring: your certificate, notices of inspection, site records");
    } else if (seen) {
        say(to, "Bring: your work card, checklists");
    }
    if (seen) {
        end_line(to);
    }
}

static void add_title(const struct week *week) {
    struct weeks *to = week->to;
    const struct xc_register *reg = to->loaded->reg;
    struct xc_window window = to->options.window;
    struct xc_str id = week->rows[0].key;
    uint32_t row = xc_register_find_person(reg, id);
    struct xc_str name =
        row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->people.name[row]);
    (void)xc_utf8_fit(name.len > 0 ? name : id, &to->text);
    xc_buffer_puts(&to->text, chinese(to) ? "，" : ", ");
    add_days(to, window.from == XC_NO_DATE ? week->rows[0].visit->date : window.from,
             window.to == XC_NO_DATE ? week->rows[week->count - 1].visit->end_date
                                     : window.to);
    end_line(to);
}

/* Whether all visits that the reader sees are made by the same people. */
static bool is_together(const struct week *week) {
    struct weeks *to = week->to;
    bool any = false;
    xc_buffer_clear(&to->common);
    for (size_t i = 0; i < week->count; i++) {
        if (week->rows[i].sight != XC_SEE_ALL) {
            continue;
        }
        struct xc_str names = companions(to, &week->rows[i]);
        if (any && !xc_str_equal(names, xc_buffer_view(&to->common))) {
            return false;
        }
        xc_buffer_clear(&to->common);
        xc_buffer_add(&to->common, names);
        any = true;
    }
    return true;
}

static void write_text(struct week *week) {
    struct weeks *to = week->to;
    xc_buffer_clear(&to->text);
    week->together = is_together(week);
    add_title(week);
    if (week->together) {
        add_companions(to, xc_buffer_view(&to->common));
    }
    for (size_t i = 0; i < week->count; i++) {
        const struct xc_visit *visit = week->rows[i].visit;
        if (i == 0 || week->rows[i - 1].visit->date != visit->date ||
            week->rows[i - 1].visit->end_date != visit->end_date) {
            add_days(to, visit->date, visit->end_date);
            end_line(to);
        }
        add_visit(week, &week->rows[i]);
    }
    add_luggage(week);
}

/* ---- All of them ---- */

static int write_week(struct weeks *to, const struct xc_entry *rows, size_t count) {
    struct week week = {to, rows, count, false};
    char day[11];
    xc_date_format(to->options.window.from == XC_NO_DATE ? rows[0].visit->date
                                                         : to->options.window.from,
                   day);
    write_text(&week);
    xc_buffer_clear(&to->id);
    xc_buffer_printf(&to->id, "%.*s-%s", XC_PRI(rows[0].key), day);
    int rc = xc_export_path(&to->path, to->options.folder, "week",
                            xc_buffer_view(&to->id), ".txt");
    if (rc != XC_OK || to->text.failed || to->cell.failed || to->common.failed ||
        to->id.failed) {
        return xc_fail_memory(to->error);
    }
    to->counts->files++;
    to->counts->entries += count;
    return xc_file_write(to->path.ptr, xc_buffer_view(&to->text), 0600, to->error);
}

static int write_weeks(struct weeks *to) {
    const struct xc_entry *rows = to->entries.rows;
    size_t end;
    int rc = XC_OK;
    for (size_t i = 0; i < to->entries.count && rc == XC_OK; i = end) {
        end = i + 1;
        while (end < to->entries.count && xc_str_equal(rows[end].key, rows[i].key)) {
            end++;
        }
        rc = write_week(to, rows + i, end - i);
    }
    return rc;
}

static void choose_week(struct weeks *to) {
    struct xc_window *window = &to->options.window;
    if (window->from == XC_NO_DATE && window->to == XC_NO_DATE) {
        int offset = xc_clock_office(to->session);
        xc_date today = xc_instant_date(to->session->now, offset, NULL);
        window->from = today - (xc_date)(xc_date_weekday(today) - XC_MONDAY);
        window->to = window->from + WEEK_DAYS - 1;
    }
}

int xc_export_week(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error) {
    enum xc_viewer_role role = options->role ? options->role : XC_VIEWER_INSPECTOR;
    struct weeks to = {
        .session = session,
        .loaded = loaded,
        .options = *options,
        .counts = counts,
        .text = xc_buffer_make(TEXT_BYTES),
        .cell = xc_buffer_make(TEXT_BYTES),
        .common = xc_buffer_make(TEXT_BYTES),
        .id = xc_buffer_make(1 << 14),
        .path = xc_buffer_make(1 << 14),
        .error = error,
    };
    choose_week(&to);
    int rc = xc_entries_open(&to.entries, session, loaded, &to.options, error);
    if (rc == XC_OK) {
        rc = xc_entries_collect(&to.entries, (struct xc_viewer){role, true},
                                xc_entries_add_people);
    }
    if (rc == XC_OK) {
        rc = xc_export_folder(options, "week", error);
    }
    if (rc == XC_OK) {
        xc_entries_sift(&to.entries);
        rc = write_weeks(&to);
    }
    xc_entries_close(&to.entries);
    xc_buffer_free(&to.text);
    xc_buffer_free(&to.cell);
    xc_buffer_free(&to.common);
    xc_buffer_free(&to.id);
    xc_buffer_free(&to.path);
    return rc;
}
