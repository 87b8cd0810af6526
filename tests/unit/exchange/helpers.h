/* What the tests of exchange share: a register with the country's areas, imports from
 * text. */
#ifndef XC_TESTS_EXCHANGE_HELPERS_H
#define XC_TESTS_EXCHANGE_HELPERS_H

#include "base/file.h"
#include "exchange/import.h"
#include "register/divisions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static inline void show_error(const struct xc_error *error) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)xc_error_render(error, NULL, &out);
    print_message("%.*s\n", (int)out.len, out.ptr);
    xc_buffer_free(&out);
}

static inline void show_report(const struct xc_import_report *report) {
    struct xc_buffer out = xc_buffer_make(1 << 20);
    print_message(
        "%s %s rows %zu added %zu updated %zu unchanged %zu closed %zu bad %zu\n",
        report->format, report->encoding, report->rows, report->added, report->updated,
        report->unchanged, report->closed, report->bad);
    for (size_t i = 0; i < report->note_count; i++) {
        xc_buffer_clear(&out);
        (void)xc_message_render(&report->notes[i], NULL, &out);
        print_message("  note: %.*s\n", (int)out.len, out.ptr);
    }
    for (size_t i = 0; i < report->problem_count; i++)
        show_error(&report->problems[i].error);
    xc_buffer_free(&out);
}

/* A register that holds the country's areas and nothing else. */
static inline struct xc_register *country(void) {
    struct xc_buffer csv = xc_buffer_make(1 << 24);
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_register_builder *builder = xc_register_builder_new();
    assert_int_equal(
        xc_file_read(XC_SOURCE_DIR "/core/register/divisions.csv", &csv, &error), XC_OK);
    assert_int_equal(xc_divisions_load(xc_buffer_view(&csv), builder, &error), XC_OK);
    assert_int_equal(xc_register_build(builder, &reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    xc_buffer_free(&csv);
    return reg;
}

/* True where the rendered error holds the text. */
static inline bool error_says(const struct xc_error *error, const char *text) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)xc_error_render(error, NULL, &out);
    bool found = xc_str_find(xc_buffer_view(&out), xc_str_from(text)) >= 0;
    if (!found)
        show_error(error);
    xc_buffer_free(&out);
    return found;
}

static inline bool notes_say(const struct xc_import_report *report, const char *text) {
    struct xc_buffer out = xc_buffer_make(1 << 20);
    for (size_t i = 0; i < report->note_count; i++)
        (void)xc_message_render(&report->notes[i], NULL, &out);
    bool found = xc_str_find(xc_buffer_view(&out), xc_str_from(text)) >= 0;
    if (!found)
        show_report(report);
    xc_buffer_free(&out);
    return found;
}

#endif
