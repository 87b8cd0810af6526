#include "workspace/office.h"

#include "workspace/settings.h"

enum { TITLE_BYTES = 1 << 16 };

static struct xc_str area_name(const struct xc_session *session,
                               const struct xc_register *reg) {
    uint32_t area = reg ? xc_register_find_area(reg, session->office) : XC_NO_ROW;
    return area == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->areas.name[area]);
}

int xc_office_name(const struct xc_session *session, const struct xc_register *reg,
                   struct xc_arena *arena, struct xc_str *name, struct xc_error *error) {
    int rc = xc_settings_text(session, "office_name", arena, name, error);
    if (rc == XC_OK && name->len == 0) {
        *name = area_name(session, reg);
    }
    return rc;
}

int xc_office_title(const struct xc_session *session, const struct xc_register *reg,
                    struct xc_arena *arena, struct xc_str *title,
                    struct xc_error *error) {
    struct xc_str area = area_name(session, reg);
    struct xc_buffer said = xc_buffer_make(TITLE_BYTES);
    struct xc_message message;
    int rc = xc_settings_text(session, "office_name", arena, title, error);
    if (rc == XC_OK && title->len == 0) {
        area = area.len ? area : session->office;
        xc_message_set(&message, "Healthcare Security Administration of %.*s",
                       XC_PRI(area));
        rc = xc_message_render(&message, session->catalogue, &said);
        *title = rc == XC_OK ? xc_arena_copy(arena, xc_buffer_view(&said)) : *title;
        rc = rc == XC_OK && title->ptr ? XC_OK : xc_fail_memory(error);
    }
    xc_buffer_free(&said);
    return rc;
}
