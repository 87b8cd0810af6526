#include "workspace/session.h"

#include "base/file.h"
#include "calendar/holidays.h"

#include <string.h>

static int add_facts(const struct xc_calendar_facts *facts,
                     struct xc_workdays_builder *builder, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < facts->day_count && rc == XC_OK; i++) {
        rc = xc_workdays_add_fact(builder, facts->days[i], error);
    }
    for (size_t i = 0; i < facts->year_count && rc == XC_OK; i++) {
        rc = xc_workdays_add_year(
            builder, facts->years[i],
            facts->provisional ? XC_YEAR_PROVISIONAL : XC_YEAR_COVERED, error);
    }
    return rc;
}

int xc_session_add_holidays(const char *path, struct xc_workdays_builder *builder,
                            struct xc_error *error) {
    struct xc_calendar_facts facts = {0};
    struct xc_buffer text = xc_buffer_make(XC_ICS_MAX_BYTES);
    struct xc_arena *arena = xc_arena_new((size_t)64 << 20);
    int rc = arena ? xc_file_read(path, &text, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_calendar_read_holidays(xc_buffer_view(&text), xc_str_from(path), arena,
                                       &facts, error);
    }
    if (rc == XC_OK) {
        rc = add_facts(&facts, builder, error);
    }
    xc_buffer_free(&text);
    xc_arena_free(arena);
    return rc;
}

int xc_session_workdays(const struct xc_session *session, struct xc_workdays **workdays,
                        struct xc_error *error) {
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    int rc = builder ? XC_OK : xc_fail_memory(error);
    /* Later facts win: statutory days, the country's notices, the office's own days. */
    if (rc == XC_OK && session->provisional && session->statutory) {
        rc = xc_session_add_holidays(session->statutory, builder, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_load_days(session->store, XC_STR(""), xc_session_known(session),
                                builder, error);
    }
    if (rc == XC_OK && session->office.len) {
        rc = xc_store_load_days(session->store, session->office,
                                xc_session_known(session), builder, error);
    }
    if (rc == XC_OK) {
        rc = xc_workdays_build(builder, workdays, error);
    }
    xc_workdays_builder_free(builder);
    return rc;
}

int xc_session_office(const struct xc_session *session,
                      const struct xc_programme *programme, bool named,
                      struct xc_str *office, struct xc_error *error) {
    if (programme->office.len == 0) {
        *office = session->office;
        if (office->len == 0) {
            xc_fail(error, XC_EUSAGE,
                    "neither the policy nor the command says which office this "
                    "is for");
            return xc_hint(error, "name it: xuncha --office CODE plan POLICY.lua");
        }
        return XC_OK;
    }
    if (named && !xc_str_equal(programme->office, session->office)) {
        xc_fail(error, XC_EUSAGE, "the policy is for office %.*s, the command names %.*s",
                XC_PRI(programme->office), XC_PRI(session->office));
        return xc_hint(error, "leave --office out, or change `office` in the policy");
    }
    *office = programme->office;
    return XC_OK;
}

xc_instant xc_session_known(const struct xc_session *session) {
    return session->past ? session->now : XC_NO_INSTANT;
}

bool xc_session_chinese(const struct xc_session *session) {
    return xc_str_is(xc_str_from(session->language), "zh");
}
