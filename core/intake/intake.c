#include "intake/intake.h"

#include "base/file.h"
#include "calendar/holidays.h"
#include "intake/intake_absences.h"

static const char *const table_words[] = {
    "targets",   "inspectors", "experts",  "areas", "absences",
    "relations", "calendar",   "outcomes", "leads", "checklists",
    "receipts",  "closures",   "schedule"};

bool xc_intake_table(struct xc_str word, enum xc_import_table *table) {
    for (size_t i = 0; i < sizeof table_words / sizeof *table_words; i++) {
        if (xc_str_is(word, table_words[i])) {
            *table = (enum xc_import_table)i;
            return true;
        }
    }
    return false;
}

int xc_intake_register(const struct xc_session *session, struct xc_register **reg,
                       int64_t *number, struct xc_error *error) {
    struct xc_snapshot snapshot;
    struct xc_error none = {0};
    struct xc_str office = session->office;
    struct xc_arena *arena = xc_arena_new(65536);
    int rc = arena ? xc_store_snapshot(session->store, office, 0, arena, &snapshot, &none)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        *number = snapshot.number;
    } else if (rc == XC_ENO) {
        *number = 0;
        office = XC_STR(""); /* init stored the country's areas there */
        rc = XC_OK;
    } else if (arena) {
        *error = none;
    }
    if (rc == XC_OK) {
        rc = xc_store_load_register(session->store, office, *number, reg,
                                    session->progress, error);
    }
    xc_arena_free(arena);
    return rc;
}

/* ---- Header maps ---- */

static const char *map_setting(enum xc_import_table table) {
    static const char *const names[] = {
        "map.targets",   "map.inspectors", "map.experts",  "map.areas", "map.absences",
        "map.relations", "map.calendar",   "map.outcomes", "map.leads", "map.checklists",
        "map.receipts",  "map.closures",   "map.schedule"};
    return names[table];
}

int xc_intake_keep_map(const struct xc_session *session, enum xc_import_table table,
                       struct xc_str map, struct xc_error *error) {
    return xc_store_set_setting(session->store, session->office,
                                xc_str_from(map_setting(table)), map, session->now,
                                error);
}

int xc_intake_complete(const struct xc_session *session, const char *path,
                       struct xc_import_options *options, struct xc_arena *arena,
                       struct xc_error *error) {
    options->file = xc_str_from(path);
    options->default_area = session->office;
    options->catalogue = session->catalogue;
    if (options->map.len > 0) {
        return XC_OK;
    }
    return xc_store_get_setting(session->store, session->office,
                                xc_str_from(map_setting(options->table)), arena,
                                &options->map, error);
}

/* ---- One file ---- */

static bool is_ics(struct xc_str bytes) {
    if (xc_str_starts(bytes, XC_STR("\xEF\xBB\xBF"))) {
        bytes = xc_str_slice(bytes, 3, bytes.len);
    }
    return xc_str_starts(xc_str_trim(bytes), XC_STR("BEGIN:VCALENDAR"));
}

static void release(void *bytes) {
    xc_buffer_free(bytes);
}

int xc_intake_file(const struct xc_session *session, const char *path,
                   struct xc_import_options *options, struct xc_str person,
                   const struct xc_register *old, struct xc_register **reg,
                   struct xc_import_report *report, struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_INTAKE_MAX_BYTES);
    struct xc_arena *arena = xc_arena_new(1 << 20);
    *reg = NULL;
    int rc = arena ? xc_intake_complete(session, path, options, arena, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        struct xc_str text = xc_buffer_view(&bytes);
        options->rows_read = release;
        options->rows_read_context = &bytes;
        rc = options->table == XC_IMPORT_ABSENCES && is_ics(text)
                 ? xc_intake_absences(session, text, options, person, old, reg, report,
                                      error)
                 : xc_import_register(text, options, old, reg, report, session->progress,
                                      error);
    }
    xc_buffer_free(&bytes);
    xc_arena_free(arena);
    return rc;
}

/* ---- Calendars ---- */

/* The years that days cover where the file does not say: those with a holiday on 1
 * October. */
static size_t covered_years(const struct xc_day_fact *days, size_t count, int *years) {
    size_t covered = 0;
    for (size_t i = 0; i < count; i++) {
        struct xc_ymd day = xc_date_ymd(days[i].date);
        if (days[i].kind == XC_DAY_HOLIDAY && day.month == 10 && day.day == 1) {
            years[covered++] = day.year;
        }
    }
    return covered;
}

static int read_days(struct xc_str text, const struct xc_import_options *options,
                     struct xc_import_report *report, struct xc_calendar_facts *facts,
                     struct xc_error *error) {
    if (is_ics(text)) {
        report->arena = xc_arena_new((size_t)64 << 20);
        report->format = "ics";
        report->encoding = "UTF-8";
        return report->arena ? xc_calendar_read_holidays(text, options->file,
                                                         report->arena, facts, error)
                             : xc_fail_memory(error);
    }
    int rc =
        xc_import_calendar(text, options, &facts->days, &facts->day_count, report, error);
    if (rc == XC_OK) {
        facts->years =
            xc_arena_array(report->arena, facts->day_count, sizeof *facts->years);
        facts->year_count =
            facts->years ? covered_years(facts->days, facts->day_count, facts->years) : 0;
        rc = facts->years ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

int xc_intake_calendar(const struct xc_session *session, const char *path,
                       struct xc_import_options *options, struct xc_str office,
                       bool dry_run, struct xc_import_report *report, size_t *days,
                       struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_ICS_MAX_BYTES);
    struct xc_calendar_facts facts = {0};
    struct xc_arena *arena = xc_arena_new(1 << 20);
    int rc = arena ? xc_intake_complete(session, path, options, arena, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        rc = read_days(xc_buffer_view(&bytes), options, report, &facts, error);
    }
    if (rc == XC_OK && facts.provisional) {
        rc = xc_fail_at(error, XC_EINPUT, options->file, 0, 0,
                        "these are statutory days only, not the year's notice");
        xc_hint(error, "they are used by --provisional without an import");
    }
    if (rc == XC_OK && office.len == 0 && facts.year_count == 0 &&
        xc_str_is(xc_str_from(report->format), "ics")) {
        rc = xc_fail_at(
            error, XC_EINPUT, options->file, 0, 0,
            "this calendar covers no year: it has neither an X-XUNCHA-YEARS line nor "
            "National Day (1 October)");
        xc_hint(
            error,
            "for an office's own days off name the office: xuncha --office CODE import "
            "calendar FILE");
    }
    if (rc == XC_OK && !dry_run) {
        rc = xc_store_save_days(
            session->store, office, options->mode == XC_IMPORT_REPLACE, facts.days,
            facts.day_count, facts.years, facts.year_count, session->now, error);
    }
    *days = facts.day_count;
    xc_buffer_free(&bytes);
    xc_arena_free(arena);
    return rc;
}
