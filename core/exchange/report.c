#include "exchange/report.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

static const size_t report_max = (size_t)64 << 20;
static const size_t rejected_max = (size_t)1 << 30;

int xc_report_start(struct xc_import_report *report, struct xc_error *error) {
    *report = (struct xc_import_report){.format = "", .encoding = ""};
    report->rejected = xc_buffer_make(rejected_max);
    report->arena = xc_arena_new(report_max);
    if (report->arena == NULL)
        return xc_fail_memory(error);
    report->problems =
        xc_arena_array(report->arena, XC_IMPORT_PROBLEMS_SHOWN, sizeof *report->problems);
    report->notes = xc_arena_array(report->arena, XC_IMPORT_NOTES, sizeof *report->notes);
    return report->problems != NULL && report->notes != NULL ? XC_OK
                                                             : xc_fail_memory(error);
}

void xc_import_report_free(struct xc_import_report *report) {
    if (report == NULL)
        return;
    xc_buffer_free(&report->rejected);
    xc_arena_free(report->arena);
    *report = (struct xc_import_report){.format = "", .encoding = ""};
}

void xc_report_note(struct xc_import_report *report, const char *format, ...) {
    if (report->note_count >= XC_IMPORT_NOTES)
        return;
    va_list args;
    va_start(args, format);
    xc_message_setv(&report->notes[report->note_count++], format, args);
    va_end(args);
}

void xc_report_copy(struct xc_import_report *report, const struct xc_message *note) {
    if (report->note_count < XC_IMPORT_NOTES)
        report->notes[report->note_count++] = *note;
}

struct xc_shown_text xc_report_show(struct xc_str text) {
    struct xc_shown_text shown;
    size_t used = 0;
    size_t at = 0;
    size_t characters = 0;
    while (at < text.len && characters < 60 && used < sizeof shown.text - 8) {
        uint32_t character = xc_utf8_next(text, &at);
        bool hidden = character < 0x20 || (character >= 0x7F && character < 0xA0);
        used += xc_utf8_put(hidden ? '?' : character, shown.text + used);
        characters++;
    }
    if (at < text.len)
        used += xc_utf8_put(0x2026, shown.text + used);
    shown.text[used] = '\0';
    return shown;
}
