/* Reads .ics files with libical alone and prints what they say as JSON: ics_dump FILE…
 *
 * {"FILE":
 * [{"kind","uid","start","end","due","summary","location","description","status",
 * "sequence"}…]}, the entries in the order of the file; days as 2026-03-02, times as
 * instants. */
#include <jansson.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path) {
    size_t len = 0;
    size_t capacity = 1 << 20;
    char *text = malloc(capacity);
    FILE *file = fopen(path, "rb");
    if (text == NULL || file == NULL) {
        goto failed;
    }
    for (size_t got = 1; got > 0; len += got) {
        if (capacity - len < 65536) {
            char *grown = realloc(text, capacity *= 2);
            if (grown == NULL) {
                goto failed;
            }
            text = grown;
        }
        got = fread(text + len, 1, capacity - len - 1, file);
    }
    text[len] = '\0';
    (void)fclose(file);
    return text;
failed:
    if (file != NULL) {
        (void)fclose(file);
    }
    free(text);
    return NULL;
}

static json_t *time_value(icalcomponent *entry, icalproperty_kind kind) {
    icalproperty *property = icalcomponent_get_first_property(entry, kind);
    char text[32];
    if (property == NULL) {
        return json_null();
    }
    struct icaltimetype time = icalproperty_get_datetime_with_component(property, entry);
    if (!time.is_date) {
        if (time.zone == NULL) {
            return json_string("floating");
        }
        time = icaltime_convert_to_zone(time, icaltimezone_get_utc_timezone());
        (void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", time.year,
                       time.month, time.day, time.hour, time.minute, time.second);
    } else {
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", time.year, time.month,
                       time.day);
    }
    return json_string(text);
}

static json_t *text_value(const char *text) {
    return json_string(text != NULL ? text : "");
}

static json_t *entry_value(icalcomponent *entry) {
    icalproperty *status = icalcomponent_get_first_property(entry, ICAL_STATUS_PROPERTY);
    json_t *value = json_object();
    json_object_set_new(
        value, "kind",
        json_string(icalcomponent_kind_to_string(icalcomponent_isa(entry))));
    json_object_set_new(value, "uid", text_value(icalcomponent_get_uid(entry)));
    json_object_set_new(value, "start", time_value(entry, ICAL_DTSTART_PROPERTY));
    json_object_set_new(value, "end", time_value(entry, ICAL_DTEND_PROPERTY));
    json_object_set_new(value, "due", time_value(entry, ICAL_DUE_PROPERTY));
    json_object_set_new(value, "summary", text_value(icalcomponent_get_summary(entry)));
    json_object_set_new(value, "location", text_value(icalcomponent_get_location(entry)));
    json_object_set_new(value, "description",
                        text_value(icalcomponent_get_description(entry)));
    json_object_set_new(value, "status",
                        text_value(status != NULL ? icalproperty_status_to_string(
                                                        icalproperty_get_status(status))
                                                  : NULL));
    json_object_set_new(value, "sequence",
                        json_integer(icalcomponent_get_sequence(entry)));
    return value;
}

static json_t *file_value(const char *text) {
    icalcomponent *calendar = icalparser_parse_string(text);
    if (calendar == NULL || icalcomponent_count_errors(calendar) > 0) {
        icalcomponent_free(calendar);
        return NULL;
    }
    json_t *entries = json_array();
    icalcomponent *entry =
        icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT);
    while (entry != NULL) {
        if (icalcomponent_isa(entry) != ICAL_VTIMEZONE_COMPONENT) {
            json_array_append_new(entries, entry_value(entry));
        }
        entry = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT);
    }
    icalcomponent_free(calendar);
    return entries;
}

int main(int argc, char **argv) {
    int status = 0;
    json_t *result = json_object();
    for (int i = 1; i < argc && status == 0; i++) {
        char *text = read_file(argv[i]);
        json_t *entries = text != NULL ? file_value(text) : NULL;
        const char *name = strrchr(argv[i], '/');
        if (entries == NULL) {
            (void)fprintf(stderr, "%s: libical cannot read it\n", argv[i]);
            status = 1;
        } else {
            json_object_set_new(result, name != NULL ? name + 1 : argv[i], entries);
        }
        free(text);
    }
    if (status == 0) {
        (void)json_dumpf(result, stdout, JSON_INDENT(1) | JSON_SORT_KEYS);
        (void)putchar('\n');
    }
    json_decref(result);
    return status;
}
