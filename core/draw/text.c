#include "draw/draw_internal.h"

#include "base/utf8.h"

#include <string.h>

enum { SHOWN_BYTES = 120 };

static bool has_control(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
        if (byte == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0)
            return true;
    }
    return false;
}

static bool is_nfc(struct xc_str text) {
    if (xc_utf8_is_nfc_quick(text))
        return true;
    struct xc_buffer composed = xc_buffer_make(4 * text.len + 64);
    bool same = xc_utf8_nfc(text, &composed) == XC_OK &&
                xc_str_equal(xc_buffer_view(&composed), text);
    xc_buffer_free(&composed);
    return same;
}

bool xc_draw_text_clean(struct xc_str text) {
    return xc_utf8_valid(text, NULL) && !has_control(text) && is_nfc(text);
}

bool xc_draw_name_valid(struct xc_str text) {
    return text.len > 0 && !xc_str_is(text, "-") &&
           memchr(text.ptr, ':', text.len) == NULL &&
           memchr(text.ptr, ',', text.len) == NULL && xc_draw_text_clean(text);
}

bool xc_draw_number_read(struct xc_str text, uint64_t max, uint64_t *value) {
    return (text.len < 2 || text.ptr[0] != '0') && xc_str_to_uint(text, max, value);
}

struct xc_str xc_draw_show(struct xc_str text) {
    return xc_utf8_prefix(text, SHOWN_BYTES);
}
