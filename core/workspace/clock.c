#include "workspace/clock.h"

#include "calendar/feed.h"
#include "register/json.h"

static const size_t rules_bytes = (size_t)1 << 30;

static int china(void) {
    int offset = 0;
    (void)xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    return offset;
}

/* Rules without a zone have China's. */
static bool read_zone(struct xc_str rules, int *offset) {
    json_t *document = json_loadb(rules.ptr ? rules.ptr : "", rules.len, 0, NULL);
    const json_t *zone = json_object_get(document, "zone");
    struct xc_str name = xc_json_str(zone);
    bool known = document && (!zone || xc_zone_known(name, offset));
    if (known && !zone) {
        *offset = china();
    }
    json_decref(document);
    return known;
}

static int read_plan(void *context, const struct xc_plan_head *head) {
    return read_zone(head->rules, context) ? 1 : XC_OK;
}

int xc_clock_office(const struct xc_session *session) {
    struct xc_error ignored = {0};
    int offset = china();
    if (session->store) {
        (void)xc_store_each_plan(session->store, session->office, read_plan, &offset,
                                 &ignored);
    }
    return offset;
}

int xc_clock_programme(const struct xc_session *session, struct xc_str programme) {
    struct xc_arena *arena = xc_arena_new(rules_bytes);
    struct xc_plan_head head;
    struct xc_error ignored = {0};
    int offset = 0;
    if (!arena ||
        xc_store_plan(session->store, session->office, programme, 0, arena, &head,
                      &ignored) != XC_OK ||
        !read_zone(head.rules, &offset)) {
        offset = xc_clock_office(session);
    }
    xc_arena_free(arena);
    return offset;
}

int xc_clock_draw(const struct xc_session *session, const struct xc_stored_draw *draw) {
    struct xc_arena *arena = xc_arena_new(rules_bytes);
    struct xc_str rules = XC_STR("");
    struct xc_error ignored = {0};
    int offset = 0;
    if (!arena ||
        xc_store_rules(session->store, draw->programme_rules, arena, &rules, &ignored) !=
            XC_OK ||
        !read_zone(rules, &offset)) {
        offset = xc_clock_office(session);
    }
    xc_arena_free(arena);
    return offset;
}
