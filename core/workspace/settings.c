#include "workspace/settings.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "casework/paper_numbers.h"
#include "store/replaced.h"

#include <stdio.h>
#include <string.h>

#define KIND_CAP(cap, kind)                                                              \
    {                                                                                    \
        cap "." kind, XC_MSG("the same for targets of this kind; 0: as for all kinds"),  \
            XC_SETTING_NUMBER, 1000, true, 0                                             \
    }
#define KIND_CAPS(cap)                                                                   \
    KIND_CAP(cap, "hospital"), KIND_CAP(cap, "health_center"),                           \
        KIND_CAP(cap, "community"), KIND_CAP(cap, "clinic"),                             \
        KIND_CAP(cap, "village_clinic"), KIND_CAP(cap, "care_home"),                     \
        KIND_CAP(cap, "internal_clinic"), KIND_CAP(cap, "pharmacy"),                     \
        KIND_CAP(cap, "agency"), KIND_CAP(cap, "contractor"), KIND_CAP(cap, "other")

#define FORM_NUMBER(form)                                                                \
    {                                                                                    \
        "number." form, XC_MSG("the same for papers of this form"), XC_SETTING_PATTERN,  \
            XC_PAPER_NUMBER_PATTERN_BYTES, true, 0                                       \
    }

enum { NAME_BYTES = 240, ADDRESS_BYTES = 512 };

const struct xc_setting xc_settings[] = {
    {"cap_enforcement",
     XC_MSG("enforcement visits that one target may get in a year, over all programmes; "
            "0: no limit; cap_enforcement.KIND: for one kind"),
     XC_SETTING_NUMBER, 1000, false, 0},
    KIND_CAPS("cap_enforcement"),
    {"cap_agency_check",
     XC_MSG("agency checks that one target may get in a year, over all programmes; 0: no "
            "limit; cap_agency_check.KIND: for one kind"),
     XC_SETTING_NUMBER, 1000, false, 0},
    KIND_CAPS("cap_agency_check"),
    {"setup_minutes",
     XC_MSG(
         "minutes of a crew's day that the way to a zone takes, once per day and zone"),
     XC_SETTING_NUMBER, 240, false, 0},
    {"cancelled_days",
     XC_MSG("days that a cancelled visit stays in calendars, marked as such; then it is "
            "gone"),
     XC_SETTING_NUMBER, 3660, false, 30},
    {"refresh_minutes",
     XC_MSG("minutes after which calendars that subscribe are asked to look again; 0: "
            "nothing is said"),
     XC_SETTING_NUMBER, 10080, false, 60},
    {"public_url",
     XC_MSG("where the server is reached, https://… : entries of calendars link to their "
            "visits there"),
     XC_SETTING_ADDRESS, ADDRESS_BYTES, false, 0},
    {"draft_days",
     XC_MSG("working days before its due day on which the draft of a report is begun, so "
            "that there is time to sign and to stamp it"),
     XC_SETTING_NUMBER, 250, false, 3},
    {"publication_days",
     XC_MSG("working days after a visit by which its result must be public, where the "
            "policy says nothing about it; 0: no day is set"),
     XC_SETTING_NUMBER, 250, false, 20},
    {"office_name",
     XC_MSG("the office's own name, as papers, notices and reports print it"),
     XC_SETTING_NAME, NAME_BYTES, false, 0},
    {"number.notice",
     XC_MSG("how notices of inspection are numbered, with {year} and {n}: "
            "杭医保检通〔{year}〕{n}号; number.FORM: other papers"),
     XC_SETTING_PATTERN, XC_PAPER_NUMBER_PATTERN_BYTES, false, 0},
    FORM_NUMBER("site-record"),
    FORM_NUMBER("rectification"),
    FORM_NUMBER("dispatch"),
    FORM_NUMBER("draw-record"),
    FORM_NUMBER("approval"),
    {0},
};

static unsigned fallback_of(const char *name) {
    const struct xc_setting *setting = xc_settings;
    while (setting->name && strcmp(setting->name, name) != 0) {
        setting++;
    }
    return setting->fallback;
}

/* Facts about what settings were: their text, or that nothing was set. */
#define SETTINGS_ID "settings/"

enum { ID_BYTES = 96, BODY_BYTES = 4096 };

static struct xc_str fact_id(const char *name, char id[ID_BYTES]) {
    (void)snprintf(id, ID_BYTES, SETTINGS_ID "%s", name);
    return xc_str_from(id);
}

int xc_settings_text(const struct xc_session *session, const char *name,
                     struct xc_arena *arena, struct xc_str *text,
                     struct xc_error *error) {
    char hold[ID_BYTES];
    struct xc_str id = fact_id(name, hold);
    struct xc_fact *facts = NULL;
    size_t count = 0;
    int rc =
        xc_store_facts_after(session->store, session->office, XC_FACT_REPLACED, id,
                             xc_session_known(session), arena, &facts, &count, error);
    *text = XC_STR("");
    if (rc == XC_OK && count > 0 && xc_str_equal(facts[0].id, id)) {
        rc = xc_replaced_text(facts[0].body, "value", arena, text);
        return rc == XC_ENOMEM ? xc_fail_memory(error) : XC_OK;
    }
    return rc == XC_OK ? xc_store_get_setting(session->store, session->office,
                                              xc_str_from(name), arena, text, error)
                       : rc;
}

int xc_settings_get(const struct xc_session *session, const char *name, unsigned *value,
                    struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_str text = XC_STR("");
    uint64_t number = 0;
    int rc = arena ? xc_settings_text(session, name, arena, &text, error)
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

/* Of a page on the web, to which paths can be added: ASCII without quotes, question mark
 * or fragment (RFC 3986 §2). */
static bool is_address(struct xc_str text) {
    static const char marks[] = "-._~!$&'()*+,;=:@/[]%";
    struct xc_str scheme = xc_str_starts(text, XC_STR("https://"))  ? XC_STR("https://")
                           : xc_str_starts(text, XC_STR("http://")) ? XC_STR("http://")
                                                                    : XC_STR("");
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || (c != '\0' && strchr(marks, c)))) {
            return false;
        }
    }
    return scheme.len > 0 && text.len > scheme.len && text.ptr[scheme.len] != '/';
}

static int check(const struct xc_setting *setting, struct xc_str value,
                 struct xc_error *error) {
    uint64_t number;
    if (setting->type == XC_SETTING_NUMBER) {
        return xc_str_to_uint(value, setting->max, &number)
                   ? XC_OK
                   : xc_fail(error, XC_EUSAGE, "%s: '%.*s' is not a number from 0 to %u",
                             setting->name, XC_PRI(value), setting->max);
    }
    if (value.len > setting->max) {
        return xc_fail(error, XC_EUSAGE, "%s: a text of %zu bytes is too long; %u fit",
                       setting->name, value.len, setting->max);
    }
    if (!xc_utf8_valid(value, NULL) || xc_utf8_forbidden(value) != 0) {
        return xc_fail(error, XC_EUSAGE,
                       "%s: the text holds characters that cannot be printed",
                       setting->name);
    }
    if (setting->type == XC_SETTING_ADDRESS && value.len > 0 && !is_address(value)) {
        return xc_fail(error, XC_EUSAGE,
                       "%s: '%.*s' is no address such as https://plans.example.org",
                       setting->name, XC_PRI(value));
    }
    return setting->type == XC_SETTING_PATTERN && value.len > 0
               ? xc_paper_number_check(xc_str_from(setting->name), value, error)
               : XC_OK;
}

struct change {
    const struct xc_session *session;
    const char *name;
    struct xc_str value;
    struct xc_arena *arena;
};

/* Stores what the setting was, then what it is from now on. */
static int store_change(void *context, struct xc_error *error) {
    const struct change *change = context;
    const struct xc_session *session = change->session;
    struct xc_buffer body = xc_buffer_make(BODY_BYTES);
    struct xc_str was = XC_STR("");
    char hold[ID_BYTES];
    int rc = xc_store_get_setting(session->store, session->office,
                                  xc_str_from(change->name), change->arena, &was, error);
    if (rc == XC_OK && !xc_str_equal(was, change->value)) {
        if (was.len) {
            xc_replaced_body(&body, "value", was);
        } else {
            xc_buffer_puts(&body, "{}");
        }
        const struct xc_fact fact = {.id = fact_id(change->name, hold),
                                     .body = xc_buffer_view(&body)};
        rc = body.failed
                 ? xc_fail_memory(error)
                 : xc_store_add_facts(session->store, session->office, XC_FACT_REPLACED,
                                      &fact, 1, 0, session->now, NULL, error);
    }
    xc_buffer_free(&body);
    return rc == XC_OK ? xc_store_set_setting(session->store, session->office,
                                              xc_str_from(change->name), change->value,
                                              session->now, error)
                       : rc;
}

int xc_settings_set(const struct xc_session *session, struct xc_str name,
                    struct xc_str value, struct xc_error *error) {
    const struct xc_setting *setting = xc_settings;
    while (setting->name && !xc_str_is(name, setting->name)) {
        setting++;
    }
    if (!setting->name) {
        return unknown(name, error);
    }
    int rc = check(setting, value, error);
    if (rc != XC_OK) {
        return rc;
    }
    struct change change = {session, setting->name, value, xc_arena_new(1 << 16)};
    rc = change.arena ? xc_store_together(session->store, store_change, &change, error)
                      : xc_fail_memory(error);
    xc_arena_free(change.arena);
    return rc;
}
