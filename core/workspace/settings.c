#include "workspace/settings.h"

#include "base/suggest.h"

#include <stdio.h>
#include <string.h>

#define KIND_CAP(cap, kind)                                                              \
    {                                                                                    \
        cap "." kind, XC_MSG("the same for targets of this kind; 0: as for all kinds"),  \
            1000, true, 0                                                                \
    }
#define KIND_CAPS(cap)                                                                   \
    KIND_CAP(cap, "hospital"), KIND_CAP(cap, "health_center"),                           \
        KIND_CAP(cap, "community"), KIND_CAP(cap, "clinic"),                             \
        KIND_CAP(cap, "village_clinic"), KIND_CAP(cap, "care_home"),                     \
        KIND_CAP(cap, "internal_clinic"), KIND_CAP(cap, "pharmacy"),                     \
        KIND_CAP(cap, "agency"), KIND_CAP(cap, "contractor"), KIND_CAP(cap, "other")

const struct xc_setting xc_settings[] = {
    {"cap_enforcement",
     XC_MSG("enforcement visits that one target may get in a year, over all programmes; "
            "0: no limit; cap_enforcement.KIND: for one kind"),
     1000, false, 0},
    KIND_CAPS("cap_enforcement"),
    {"cap_agency_check",
     XC_MSG("agency checks that one target may get in a year, over all programmes; 0: no "
            "limit; cap_agency_check.KIND: for one kind"),
     1000, false, 0},
    KIND_CAPS("cap_agency_check"),
    {"setup_minutes",
     XC_MSG(
         "minutes of a crew's day that the way to a zone takes, once per day and zone"),
     240, false, 0},
    {"cancelled_days",
     XC_MSG("days that a cancelled visit stays in calendars, marked as such; then it is "
            "gone"),
     3660, false, 30},
    {"draft_days",
     XC_MSG("working days before its due day on which the draft of a report is begun, so "
            "that there is time to sign and to stamp it"),
     250, false, 3},
    {"publication_days",
     XC_MSG("working days after a visit by which its result must be public, where the "
            "policy says nothing about it; 0: no day is set"),
     250, false, 20},
    {0},
};

static unsigned fallback_of(const char *name) {
    const struct xc_setting *setting = xc_settings;
    while (setting->name && strcmp(setting->name, name) != 0) {
        setting++;
    }
    return setting->fallback;
}

int xc_settings_get(const struct xc_session *session, const char *name, unsigned *value,
                    struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_str text = XC_STR("");
    uint64_t number = 0;
    int rc = arena ? xc_store_get_setting(session->store, session->office,
                                          xc_str_from(name), arena, &text, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK && text.len && !xc_str_to_uint(text, 100000, &number)) {
        rc =
            xc_fail(error, XC_EENV, "the setting %s of office %.*s is not a number: %.*s",
                    name, XC_PRI(session->office), XC_PRI(text));
    }
    *value = text.len ? (unsigned)number : fallback_of(name);
    xc_arena_free(arena);
    return rc;
}

int xc_settings_cap(const struct xc_session *session, const char *name,
                    struct xc_plan_cap *cap, struct xc_error *error) {
    int rc = xc_settings_get(session, name, &cap->all, error);
    for (unsigned kind = 1; kind < XC_KIND_COUNT && rc == XC_OK; kind++) {
        char of_kind[64];
        (void)snprintf(of_kind, sizeof of_kind, "%s.%s", name,
                       xc_words_english(XC_WORDS_KIND, kind));
        rc = xc_settings_get(session, of_kind, &cap->kinds[kind], error);
    }
    return rc;
}

static int unknown(struct xc_str name, struct xc_error *error) {
    struct xc_str names[sizeof xc_settings / sizeof *xc_settings];
    size_t count = 0;
    for (const struct xc_setting *setting = xc_settings; setting->name; setting++) {
        names[count++] = xc_str_from(setting->name);
    }
    struct xc_str near = xc_suggest(name, names, count);
    xc_fail(error, XC_EUSAGE, "there is no setting '%.*s'", XC_PRI(name));
    if (near.len) {
        xc_hint(error, "did you mean %.*s? `xuncha settings` lists all", XC_PRI(near));
    } else {
        xc_hint(error, "`xuncha settings` lists all");
    }
    return XC_EUSAGE;
}

int xc_settings_set(const struct xc_session *session, struct xc_str name,
                    struct xc_str value, struct xc_error *error) {
    const struct xc_setting *setting = xc_settings;
    uint64_t number;
    while (setting->name && !xc_str_is(name, setting->name)) {
        setting++;
    }
    if (!setting->name) {
        return unknown(name, error);
    }
    if (!xc_str_to_uint(value, setting->max, &number)) {
        return xc_fail(error, XC_EUSAGE, "%s: '%.*s' is not a number from 0 to %u",
                       setting->name, XC_PRI(value), setting->max);
    }
    return xc_store_set_setting(session->store, session->office, name, value,
                                session->now, error);
}
