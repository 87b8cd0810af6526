#include "store/replaced.h"

void xc_replaced_body(struct xc_buffer *body, const char *name, struct xc_str text) {
    xc_buffer_puts(body, "{\"");
    xc_buffer_puts(body, name);
    xc_buffer_puts(body, "\":\"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            xc_buffer_putc(body, '\\');
        }
        xc_buffer_putc(body, text.ptr[i]);
    }
    xc_buffer_puts(body, "\"}");
}

/* Cuts off what stands before; false where something else does. */
static bool cut(struct xc_str *text, struct xc_str before) {
    if (!xc_str_starts(*text, before)) {
        return false;
    }
    *text = xc_str_slice(*text, before.len, text->len);
    return true;
}

int xc_replaced_text(struct xc_str body, const char *name, struct xc_arena *arena,
                     struct xc_str *text) {
    size_t length = 0;
    char *bytes = xc_arena_array(arena, body.len, 1);
    if (!bytes) {
        return XC_ENOMEM;
    }
    if (!cut(&body, XC_STR("{\"")) || !cut(&body, xc_str_from(name)) ||
        !cut(&body, XC_STR("\":\"")) || body.len < 2) {
        return XC_ENO;
    }
    for (size_t i = 0; i + 2 < body.len; i++) {
        i += body.ptr[i] == '\\';
        bytes[length++] = body.ptr[i];
    }
    *text = (struct xc_str){bytes, length};
    return XC_OK;
}
