/* The readers of .ics files; and what is read must be in order. */
#include "calendar/holidays.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool promise) {
    if (!promise) {
        abort();
    }
}

static void fuzz_holidays(struct xc_str text, struct xc_arena *arena) {
    struct xc_calendar_facts facts;
    struct xc_error error = {0};
    if (xc_calendar_read_holidays(text, XC_STR("fuzz.ics"), arena, &facts, &error) !=
        XC_OK) {
        expect(error.code != XC_OK && error.message.id != NULL);
        return;
    }
    expect(facts.day_count > 0);
    for (size_t i = 0; i < facts.day_count; i++) {
        expect(facts.days[i].date >= XC_DATE_MIN && facts.days[i].date <= XC_DATE_MAX);
        expect(i == 0 || facts.days[i - 1].date < facts.days[i].date);
    }
}

static void fuzz_absences(struct xc_str text, struct xc_arena *arena) {
    struct xc_calendar_absence *absences = NULL;
    size_t count = 0;
    struct xc_error error = {0};
    if (xc_calendar_read_absences(text, XC_STR("fuzz.ics"), 480, arena, &absences, &count,
                                  &error) != XC_OK) {
        expect(error.code != XC_OK && error.message.id != NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        expect(absences[i].from <= absences[i].to);
        expect(absences[i].half == 0 || absences[i].from == absences[i].to);
        expect(i == 0 || absences[i - 1].from <= absences[i].from);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_arena *arena = xc_arena_new((size_t)64 * 1024 * 1024);
    struct xc_str text = {(const char *)data, size};
    if (arena != NULL) {
        fuzz_holidays(text, arena);
        fuzz_absences(text, arena);
    }
    xc_arena_free(arena);
    return 0;
}
