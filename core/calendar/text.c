#include "calendar/text.h"

#include "calendar/scan.h"

#include <libical/ical.h>

static int copy(struct xc_arena *arena, const char *text, struct xc_str *result,
                struct xc_str file, unsigned line, struct xc_error *error) {
    struct xc_str view = xc_str_trim(xc_str_from(text));
    if (view.len > XC_TEXT_BYTES) {
        return xc_fail_at(error, XC_EINPUT, file, line, 1,
                          "a text of the event has %zu bytes, more than the %d allowed",
                          view.len, (int)XC_TEXT_BYTES);
    }
    *result = xc_arena_copy(arena, view);
    return result->ptr != NULL ? XC_OK : xc_fail_memory(error);
}

static bool has_workday_category(icalcomponent *event) {
    icalproperty *property =
        icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY);
    while (property != NULL) {
        struct xc_str name =
            xc_str_trim(xc_str_from(icalproperty_get_categories(property)));
        if (xc_ics_same(name, "WORKDAY") || xc_str_is(name, "班")) {
            return true;
        }
        property = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY);
    }
    return false;
}

/* Several people at one event are a meeting, which says nothing about whose calendar it
 * is. */
static char *only_attendee(icalcomponent *event) {
    if (icalcomponent_count_properties(event, ICAL_ATTENDEE_PROPERTY) != 1) {
        return NULL;
    }
    icalproperty *property =
        icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
    return icalproperty_get_parameter_as_string_r(property, "CN");
}

static int read_texts(icalcomponent *event, struct xc_str file, unsigned line,
                      struct xc_arena *arena, struct xc_ics_texts *texts,
                      struct xc_error *error) {
    int code = XC_OK;
    char *attendee = NULL;
    icalproperty *property =
        icalcomponent_get_first_property(event, ICAL_SUMMARY_PROPERTY);
    texts->workday = has_workday_category(event);
    if (property != NULL) {
        code = copy(arena, icalproperty_get_summary(property), &texts->summary, file,
                    line, error);
    }
    if (code != XC_OK) {
        goto done;
    }
    property = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
    if (property != NULL) {
        code = copy(arena, icalproperty_get_comment(property), &texts->person, file, line,
                    error);
        goto done;
    }
    attendee = only_attendee(event);
    if (attendee != NULL) {
        code = copy(arena, attendee, &texts->person, file, line, error);
    }
done:
    icalmemory_free_buffer(attendee);
    return code;
}

int xc_ics_texts_read(struct xc_buffer *lines, struct xc_str file, unsigned line,
                      struct xc_arena *arena, struct xc_ics_texts *texts,
                      struct xc_error *error) {
    int code = XC_OK;
    icalcomponent *event = NULL;
    *texts = (struct xc_ics_texts){0};
    (void)xc_buffer_puts(lines, "END:VEVENT\r\n");
    (void)xc_buffer_putc(lines, '\0');
    if (lines->failed) {
        code = xc_fail_at(error, XC_EINPUT, file, line, 1,
                          "the texts of the event have more bytes than allowed");
        goto done;
    }
    event = icalparser_parse_string(lines->ptr);
    if (event == NULL || icalcomponent_count_errors(event) > 0) {
        code =
            xc_fail_at(error, XC_EINPUT, file, line, 1,
                       "the SUMMARY, CATEGORIES or ATTENDEE of the event cannot be read");
        goto done;
    }
    code = read_texts(event, file, line, arena, texts, error);
done:
    if (event != NULL) {
        icalcomponent_free(event);
    }
    return code;
}
