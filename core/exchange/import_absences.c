#include "exchange/cells.h"
#include "exchange/importing.h"
#include "exchange/persons.h"

static int read_half(struct xc_importing *importing, unsigned *half,
                     struct xc_error *error) {
    static const struct {
        const char *word;
        unsigned half;
    } words[] = {{"am", 1}, {"AM", 1},   {"PM", 2},        {"上午", 1}, {"morning", 1},
                 {"pm", 2}, {"下午", 2}, {"afternoon", 2}, {"全天", 0}, {"day", 0},
                 {"0", 0},  {"1", 1},    {"2", 2}};
    struct xc_str text = {0};
    *half = 0;
    int code = xc_cell_text(importing, ABSENCE_HALF, &text, error);
    if (code != XC_OK || text.len == 0)
        return code;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (xc_str_is(text, words[i].word)) {
            *half = words[i].half;
            return XC_OK;
        }
    }
    return xc_cell_fail(importing, ABSENCE_HALF, error,
                        "column “%s”: “%s” is none of am 上午, pm 下午 and 全天",
                        xc_cell_header(importing, ABSENCE_HALF).text,
                        xc_report_show(text).text);
}

static int read_dates(struct xc_importing *importing, struct xc_absence *absence,
                      struct xc_error *error) {
    char from[11];
    int code = xc_cell_needed_date(importing, ABSENCE_FROM, &absence->from, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, ABSENCE_TO, &absence->to, error);
    if (code != XC_OK)
        return code;
    if (absence->to == XC_NO_DATE)
        absence->to = absence->from;
    xc_date_format(absence->from, from);
    return absence->to >= absence->from
               ? XC_OK
               : xc_cell_fail(importing, ABSENCE_TO, error,
                              "column “%s”: the absence ends before it begins on %s",
                              xc_cell_header(importing, ABSENCE_TO).text, from);
}

/* What tells one absence from another, in scratch. */
static struct xc_str key_of(struct xc_importing *importing,
                            const struct xc_absence *absence) {
    struct xc_buffer *key = &importing->scratch;
    xc_buffer_clear(key);
    (void)xc_buffer_add(key, absence->person);
    (void)xc_buffer_printf(key, ":%ld:%ld:%u", (long)absence->from, (long)absence->to,
                           absence->half);
    return xc_buffer_view(key);
}

/* Absences of a person are sorted by from, to and half. */
static uint32_t find_old(const struct xc_importing *importing,
                         const struct xc_absence *absence) {
    uint32_t low = 0;
    uint32_t high = importing->old->absences.count;
    while (low < high) {
        struct xc_absence there;
        uint32_t middle = low + (high - low) / 2;
        xc_register_get_absence(importing->old, middle, &there);
        int order = xc_str_compare(there.person, absence->person);
        if (order == 0)
            order = (there.from > absence->from) - (there.from < absence->from);
        if (order == 0)
            order = (there.to > absence->to) - (there.to < absence->to);
        if (order == 0)
            order = (there.half > absence->half) - (there.half < absence->half);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return XC_NO_ROW;
}

static int add_row(struct xc_importing *importing, struct xc_error *error) {
    struct xc_absence absence = {.from = XC_NO_DATE, .to = XC_NO_DATE};
    struct xc_absence before = {0};
    uint32_t person;
    int code = xc_person_find(importing, ABSENCE_PERSON, &person, error);
    if (code == XC_OK)
        code = read_dates(importing, &absence, error);
    if (code == XC_OK)
        code = read_half(importing, &absence.half, error);
    if (code != XC_OK)
        return code;
    absence.person = xc_register_text(importing->old, importing->old->people.id[person]);
    uint32_t old = find_old(importing, &absence);
    if (old != XC_NO_ROW) {
        xc_bitset_put(&importing->named, old);
        xc_register_get_absence(importing->old, old, &before);
        absence.reason = before.reason;
    }
    code = xc_cell_text(importing, ABSENCE_REASON, &absence.reason, error);
    if (code == XC_OK)
        code = xc_importing_claim(importing, ABSENCE_PERSON, key_of(importing, &absence),
                                  error);
    if (code == XC_OK)
        code = xc_register_add_absence(importing->builder, &absence, error);
    if (code != XC_OK)
        return code;
    xc_importing_count(importing, old, xc_str_equal(before.reason, absence.reason));
    return XC_OK;
}

const struct xc_import_table_ops xc_import_absences_ops = {
    .table = XC_TABLE_ABSENCES, .row = add_row, .unnamed = XC_UNNAMED_GO};
