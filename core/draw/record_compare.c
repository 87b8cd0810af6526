/* The first difference between two results, by name. */
#include "draw/draw_internal.h"
#include "draw/record_internal.h"
#include "register/json.h"

static struct xc_str shown(const json_t *json) {
    return xc_draw_show(xc_json_str(json));
}

static bool same_text(const json_t *a, const json_t *b) {
    return xc_str_equal(xc_json_str(a), xc_json_str(b));
}

/* The first place where two lists of texts differ; SIZE_MAX: nowhere. */
static size_t first_difference(const json_t *a, const json_t *b) {
    size_t least =
        json_array_size(a) < json_array_size(b) ? json_array_size(a) : json_array_size(b);
    for (size_t i = 0; i < least; i++) {
        if (!same_text(json_array_get(a, i), json_array_get(b, i)))
            return i;
    }
    return json_array_size(a) == json_array_size(b) ? SIZE_MAX : least;
}

static int compare_seed(struct xc_record_check *check, const json_t *expected,
                        const json_t *given) {
    const json_t *ours = json_object_get(expected, "seed");
    const json_t *theirs = json_object_get(given, "seed");
    return same_text(ours, theirs)
               ? XC_OK
               : xc_record_differ(check, "the seed is %s, but the record says %s",
                                  json_string_value(ours), json_string_value(theirs));
}

static int compare_stratum(struct xc_record_check *check, const char *name,
                           const json_t *ours, const json_t *theirs) {
    struct xc_str stratum = xc_draw_show(xc_str_from(name));
    if (theirs == NULL)
        return xc_record_differ(check,
                                "selected: the record says nothing of the stratum “%.*s”",
                                XC_PRI(stratum));
    size_t at = first_difference(ours, theirs);
    if (at == SIZE_MAX)
        return XC_OK;
    if (json_array_size(ours) != json_array_size(theirs))
        return xc_record_differ(
            check,
            "selected: of the stratum “%.*s” %zu are drawn, but the record says %zu",
            XC_PRI(stratum), json_array_size(ours), json_array_size(theirs));
    return xc_record_differ(
        check,
        "selected: place %zu of the stratum “%.*s” is “%.*s”, but the record says “%.*s”",
        at + 1, XC_PRI(stratum), XC_PRI(shown(json_array_get(ours, at))),
        XC_PRI(shown(json_array_get(theirs, at))));
}

static int compare_selected(struct xc_record_check *check, json_t *ours, json_t *theirs) {
    const char *name;
    json_t *list;
    json_object_foreach(ours, name, list) {
        int code = compare_stratum(check, name, list, json_object_get(theirs, name));
        if (code != XC_OK)
            return code;
    }
    json_object_foreach(theirs, name, list) {
        if (json_object_get(ours, name) == NULL)
            return xc_record_differ(
                check, "selected: the record has a stratum “%.*s” that targets has not",
                XC_PRI(xc_draw_show(xc_str_from(name))));
    }
    return XC_OK;
}

static int compare_crew(struct xc_record_check *check, const json_t *ours,
                        const json_t *theirs) {
    const json_t *target = json_array_get(ours, 0);
    size_t at = first_difference(ours, theirs);
    if (at == SIZE_MAX)
        return XC_OK;
    if (at == 0 || json_array_size(ours) != json_array_size(theirs))
        return xc_record_differ(check, "the crew of “%.*s” is not as the record says",
                                XC_PRI(shown(target)));
    return xc_record_differ(
        check, "the crew of “%.*s”: place %zu is “%.*s”, but the record says “%.*s”",
        XC_PRI(shown(target)), at, XC_PRI(shown(json_array_get(ours, at))),
        XC_PRI(shown(json_array_get(theirs, at))));
}

static int compare_team(struct xc_record_check *check, size_t number, const json_t *ours,
                        const json_t *theirs) {
    size_t at = first_difference(ours, theirs);
    if (at == SIZE_MAX)
        return XC_OK;
    if (json_array_size(ours) != json_array_size(theirs))
        return xc_record_differ(check,
                                "team %zu has %zu members, but the record says %zu",
                                number, json_array_size(ours), json_array_size(theirs));
    return xc_record_differ(check,
                            "team %zu: place %zu is “%.*s”, but the record says “%.*s”",
                            number, at + 1, XC_PRI(shown(json_array_get(ours, at))),
                            XC_PRI(shown(json_array_get(theirs, at))));
}

static int compare_teams(struct xc_record_check *check, const json_t *ours,
                         const json_t *theirs) {
    int code = XC_OK;
    if ((ours == NULL) != (theirs == NULL) ||
        json_array_size(ours) != json_array_size(theirs))
        return xc_record_differ(check, "there are %zu teams, but the record says %zu",
                                json_array_size(ours), json_array_size(theirs));
    for (size_t i = 0; i < json_array_size(ours) && code == XC_OK; i++)
        code = compare_team(check, i + 1, json_array_get(ours, i),
                            json_array_get(theirs, i));
    return code;
}

static int compare_crews(struct xc_record_check *check, const json_t *ours,
                         const json_t *theirs) {
    int code = XC_OK;
    if ((ours == NULL) != (theirs == NULL) ||
        json_array_size(ours) != json_array_size(theirs))
        return xc_record_differ(check, "there are %zu crews, but the record says %zu",
                                json_array_size(ours), json_array_size(theirs));
    for (size_t i = 0; i < json_array_size(ours) && code == XC_OK; i++)
        code = compare_crew(check, json_array_get(ours, i), json_array_get(theirs, i));
    return code;
}

int xc_record_compare(struct xc_record_check *check, const json_t *expected) {
    const json_t *given = check->record->result;
    int code = compare_seed(check, expected, given);
    if (code == XC_OK)
        code = compare_selected(check, json_object_get(expected, "selected"),
                                json_object_get(given, "selected"));
    if (code == XC_OK)
        code = compare_teams(check, json_object_get(expected, "teams"),
                             json_object_get(given, "teams"));
    if (code == XC_OK)
        code = compare_crews(check, json_object_get(expected, "crews"),
                             json_object_get(given, "crews"));
    return code;
}

int xc_record_compare_sub(struct xc_record_check *check, const json_t *expected,
                          const json_t *given) {
    const json_t *ours = json_object_get(expected, "in");
    const json_t *theirs = json_object_get(given, "in");
    int code = compare_seed(check, expected, given);
    if (code != XC_OK)
        return code;
    if (!same_text(ours, theirs))
        return xc_record_differ(check,
                                "who comes in is “%.*s”, but the record says “%.*s”",
                                XC_PRI(shown(ours)), XC_PRI(shown(theirs)));
    const json_t *crew = json_object_get(expected, "crew");
    const json_t *other = json_object_get(given, "crew");
    size_t at = first_difference(crew, other);
    if (at == SIZE_MAX && (crew == NULL) == (other == NULL))
        return XC_OK;
    if (at == SIZE_MAX || json_array_size(crew) != json_array_size(other))
        return xc_record_differ(check,
                                "the new crew has %zu people, but the record says %zu",
                                json_array_size(crew), json_array_size(other));
    return xc_record_differ(
        check, "the new crew: place %zu is “%.*s”, but the record says “%.*s”", at + 1,
        XC_PRI(shown(json_array_get(crew, at))),
        XC_PRI(shown(json_array_get(other, at))));
}
