#include "intake/intake_absences.h"

#include "calendar/feed.h"
#include "calendar/holidays.h"

struct reading {
    const struct xc_import_options *options;
    const struct xc_register *old;
    struct xc_register_builder *builder;
    struct xc_import_report *report;
    struct xc_error *error;
    struct xc_bitset spoken; /* persons that the calendar speaks of: rows of people */
    struct xc_bitset again;  /* rows of absences that stand in the calendar too */
};

static int find_person(struct reading *reading, struct xc_str person, uint32_t *row) {
    struct xc_str file = reading->options->file;
    if (person.len == 0) {
        xc_fail_at(reading->error, XC_EINPUT, file, 0, 0,
                   "the calendar does not say whose absences it holds");
        return xc_hint(reading->error, "name the person: --person ID");
    }
    *row = xc_register_find_person(reading->old, person);
    if (*row == XC_NO_ROW) {
        return xc_fail_at(reading->error, XC_EINPUT, file, 0, 0,
                          "the register has no person with the id '%.*s'",
                          XC_PRI(person));
    }
    return XC_OK;
}

static int take(struct reading *reading, const struct xc_calendar_absence *read,
                struct xc_str person) {
    struct xc_absence row = {.person = read->person.len ? read->person : person,
                             .from = read->from,
                             .to = read->to,
                             .half = (unsigned)read->half,
                             .reason = read->reason};
    uint32_t person_row = XC_NO_ROW;
    int rc = find_person(reading, row.person, &person_row);
    if (rc != XC_OK) {
        return rc;
    }
    uint32_t known = xc_register_find_absence(reading->old, &row);
    reading->report->rows++;
    xc_bitset_put(&reading->spoken, person_row);
    if (known != XC_NO_ROW) {
        xc_bitset_put(&reading->again, known);
        reading->report->unchanged++;
        return XC_OK;
    }
    reading->report->added++;
    return xc_register_add_absence(reading->builder, &row, reading->error);
}

/* The absences that were there: all of them, or without those that a replacing calendar
 * leaves out. */
static int keep_old(struct reading *reading) {
    const struct xc_absences *absences = &reading->old->absences;
    int rc = XC_OK;
    for (uint32_t i = 0; i < absences->count && rc == XC_OK; i++) {
        struct xc_absence row;
        if (reading->options->mode == XC_IMPORT_REPLACE &&
            xc_bitset_get(&reading->spoken, absences->person[i]) &&
            !xc_bitset_get(&reading->again, i)) {
            reading->report->closed++;
            continue;
        }
        xc_register_get_absence(reading->old, i, &row);
        rc = xc_register_add_absence(reading->builder, &row, reading->error);
    }
    return rc;
}

static int read_all(struct reading *reading, struct xc_str text, struct xc_str person) {
    struct xc_calendar_absence *absences = NULL;
    size_t count = 0;
    int offset = 0;
    int rc = XC_OK;
    xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    for (int table = 0; table < XC_TABLE_COUNT && rc == XC_OK; table++) {
        if (table != XC_TABLE_ABSENCES) {
            rc = xc_register_add_table(reading->builder, reading->old,
                                       (enum xc_table)table, reading->error);
        }
    }
    if (rc == XC_OK) {
        rc = xc_calendar_read_absences(text, reading->options->file, offset,
                                       reading->report->arena, &absences, &count,
                                       reading->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = take(reading, &absences[i], person);
    }
    return rc == XC_OK ? keep_old(reading) : rc;
}

int xc_intake_absences(const struct xc_session *session, struct xc_str text,
                       const struct xc_import_options *options, struct xc_str person,
                       const struct xc_register *old, struct xc_register **reg,
                       struct xc_import_report *report, struct xc_error *error) {
    struct reading reading = {.options = options,
                              .old = old,
                              .builder = xc_register_builder_new(),
                              .report = report,
                              .error = error,
                              .spoken = xc_bitset_make(old->people.count),
                              .again = xc_bitset_make(old->absences.count)};
    report->arena = xc_arena_new((size_t)256 << 20);
    report->format = "ics";
    report->encoding = "UTF-8";
    bool ready = reading.builder && report->arena &&
                 (reading.spoken.words || old->people.count == 0) &&
                 (reading.again.words || old->absences.count == 0);
    int rc = ready ? read_all(&reading, text, person) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_register_build(reading.builder, reg, session->progress, error);
    }
    xc_register_builder_free(reading.builder);
    xc_bitset_free(&reading.spoken);
    xc_bitset_free(&reading.again);
    return rc;
}
