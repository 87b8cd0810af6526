#include "casework/papers.h"

#include "casework/body.h"

#include <stddef.h>

static const struct xc_body_field fields[] = {
    {"area", NULL, XC_BODY_TEXT, false, offsetof(struct xc_closure, area),
     XC_BODY_ID_BYTES, NULL},
    {"from", NULL, XC_BODY_DATE, true, offsetof(struct xc_closure, days.from), 0, NULL},
    {"reason", NULL, XC_BODY_TEXT, false, offsetof(struct xc_closure, reason),
     XC_BODY_STORY_BYTES, NULL},
    {"to", NULL, XC_BODY_DATE, true, offsetof(struct xc_closure, days.to), 0, NULL},
    {"zone", NULL, XC_BODY_TEXT, false, offsetof(struct xc_closure, zone),
     XC_BODY_ID_BYTES, NULL},
    {0},
};

int xc_closure_fact(const struct xc_closure *closure, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error) {
    int rc = xc_body_check(fields, closure, field, error);
    if (rc == XC_OK && (closure->area.len > 0) == (closure->zone.len > 0)) {
        *field = "area";
        rc = xc_fail(error, XC_EINPUT, "either an area or a zone is closed: name one");
    }
    if (rc == XC_OK && closure->days.to < closure->days.from) {
        *field = "to";
        rc = xc_fail(error, XC_EINPUT, "to lies before from");
    }
    if (rc != XC_OK) {
        return rc;
    }
    char day[11];
    xc_date_format(closure->days.from, day);
    const struct xc_str parts[] = {closure->area.len ? closure->area : closure->zone,
                                   xc_str_from(day)};
    struct xc_str id = xc_body_join(arena, parts, 2);
    return id.ptr ? xc_body_fact(fields, closure, id, arena, fact, error)
                  : xc_fail_memory(error);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_body_read(fields, fact, "closure", arena, paper, error);
}

int xc_closures_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_arena *arena, struct xc_closure **closures, size_t *count,
                     uint64_t *newest, struct xc_error *error) {
    void *papers;
    int rc = xc_body_load(store, office, XC_FACT_CLOSURE, XC_STR(""), at, arena,
                          sizeof **closures, read, &papers, count, newest, error);
    *closures = papers;
    return rc;
}
