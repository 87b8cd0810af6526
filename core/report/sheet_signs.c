#include "report/sheet_signs.h"

#include <stdarg.h>

enum { LINE_BYTES = 1 << 12 };

static int say(struct xc_buffer *out, const struct xc_catalogue *catalogue,
               const char *format, ...) {
    va_list args;
    va_start(args, format);
    int rc = xc_message_say(out, catalogue, format, args);
    va_end(args);
    return rc;
}

struct xc_str xc_sheet_sign_text(const struct xc_sheet *sheet, struct xc_str who) {
    struct xc_buffer text = xc_buffer_make(LINE_BYTES);
    struct xc_str kept = {0};
    if (say(&text, sheet->catalogue,
            XC_MSG("%.*s: ____________________  Date: ____________"),
            XC_PRI(who)) == XC_OK) {
        kept = xc_arena_copy(sheet->arena, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    return kept;
}
