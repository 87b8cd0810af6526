#include "publish/register_rows.h"

#include "base/buffer.h"
#include "rules/rules.h"
#include "workdays/hours.h"

enum { DEGREES_BYTES = 16 };

/* ---- Values ---- */

static void text(json_t *row, const char *name, struct xc_str value) {
    json_object_set_new(row, name, xc_json_text(value));
}

static void word(json_t *row, const char *name, enum xc_vocabulary vocabulary,
                 unsigned value) {
    json_object_set_new(row, name, json_string(xc_words_english(vocabulary, value)));
}

static void day(json_t *row, const char *name, xc_date date) {
    json_object_set_new(row, name, date == XC_NO_DATE ? json_null() : xc_json_day(date));
}

/* A number of which 0 stands for none. */
static void number(json_t *row, const char *name, uint32_t value) {
    json_object_set_new(row, name, value ? json_integer(value) : json_null());
}

static void degrees(json_t *row, const char *name, bool known, int32_t millionths) {
    struct xc_buffer out = xc_buffer_make(DEGREES_BYTES);
    int64_t value = millionths, size = value < 0 ? -value : value;
    if (known) {
        xc_buffer_printf(&out, "%s%lld.%06lld", value < 0 ? "-" : "",
                         (long long)(size / 1000000), (long long)(size % 1000000));
    }
    text(row, name, xc_buffer_view(&out));
    xc_buffer_free(&out);
}

/* A set, which is kept joined by commas. */
static void list(json_t *row, const char *name, struct xc_str set) {
    json_t *items = json_array();
    while (set.ptr && set.len > 0) {
        json_array_append_new(items, xc_json_text(xc_str_cut(&set, ',')));
    }
    json_object_set_new(row, name, items);
}

static void attributes(json_t *row, struct xc_str kept) {
    json_t *json = kept.len ? json_loadb(kept.ptr, kept.len, 0, NULL) : NULL;
    json_object_set_new(row, "attributes", json ? json : json_object());
}

static struct xc_str area_name(const struct xc_register *reg, struct xc_str code) {
    uint32_t area = xc_register_find_area(reg, code);
    return area == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->areas.name[area]);
}

static void area_of(json_t *row, const struct xc_register *reg, struct xc_str code) {
    text(row, "area", code);
    text(row, "area_name", area_name(reg, code));
}

static void person_of(json_t *row, const struct xc_register *reg, struct xc_str id) {
    uint32_t person = xc_register_find_person(reg, id);
    text(row, "person", id);
    text(row, "person_name",
         person == XC_NO_ROW ? XC_STR("")
                             : xc_register_text(reg, reg->people.name[person]));
}

/* ---- Rows ---- */

json_t *xc_register_row_target(const struct xc_register *reg, uint32_t at) {
    json_t *row = json_object();
    struct xc_target target;
    xc_register_get_target(reg, at, &target);
    text(row, "id", target.id);
    text(row, "name", target.name);
    word(row, "kind", XC_WORDS_KIND, target.kind);
    text(row, "level", target.level);
    word(row, "ownership", XC_WORDS_OWNERSHIP, target.ownership);
    area_of(row, reg, target.area);
    text(row, "zone", target.zone);
    text(row, "address", target.address);
    degrees(row, "latitude", target.has_position, target.latitude_e6);
    degrees(row, "longitude", target.has_position, target.longitude_e6);
    word(row, "datum", XC_WORDS_DATUM, target.has_position ? target.datum : 0);
    text(row, "organisation", target.organisation);
    text(row, "legal_representative", target.legal);
    word(row, "status", XC_WORDS_STATUS, target.status);
    list(row, "flags", target.flags);
    word(row, "credit", XC_WORDS_CREDIT, target.credit);
    json_object_set_new(row, "weight", json_integer(target.weight));
    number(row, "minutes", target.minutes);
    day(row, "last_visit", target.last_visit);
    json_object_set_new(row, "co_designated", json_boolean(target.co_designated));
    attributes(row, target.attributes);
    return row;
}

json_t *xc_register_row_person(const struct xc_register *reg, uint32_t at) {
    json_t *row = json_object(), *roles = json_array();
    struct xc_person person;
    xc_register_get_person(reg, at, &person);
    for (unsigned role = 1; role < XC_ROLE_COUNT; role++) {
        if (person.roles >> role & 1u) {
            json_array_append_new(roles,
                                  json_string(xc_words_english(XC_WORDS_ROLE, role)));
        }
    }
    text(row, "id", person.id);
    json_object_set_new(
        row, "table",
        json_string(person.pool == XC_POOL_EXPERTS ? "experts" : "inspectors"));
    text(row, "name", person.name);
    text(row, "unit", person.unit);
    text(row, "department", person.department);
    area_of(row, reg, person.area);
    text(row, "crew", person.crew);
    json_object_set_new(row, "roles", roles);
    text(row, "certificate", person.certificate);
    day(row, "certificate_until", person.certificate_until);
    list(row, "specialties", person.specialties);
    number(row, "per_day", person.per_day);
    number(row, "max_visits", person.max_visits);
    word(row, "status", XC_WORDS_STATUS, person.status);
    attributes(row, person.attributes);
    return row;
}

json_t *xc_register_row_area(const struct xc_register *reg, uint32_t at) {
    json_t *row = json_object();
    struct xc_area area;
    xc_register_get_area(reg, at, &area);
    text(row, "code", area.code);
    text(row, "name", area.name);
    text(row, "parent", area.parent);
    word(row, "level", XC_WORDS_LEVEL, area.level);
    return row;
}

json_t *xc_register_row_absence(const struct xc_register *reg, uint32_t at) {
    json_t *row = json_object();
    struct xc_absence absence;
    xc_register_get_absence(reg, at, &absence);
    person_of(row, reg, absence.person);
    day(row, "from", absence.from);
    day(row, "to", absence.to);
    json_object_set_new(row, "half",
                        json_string(absence.half == XC_MORNING     ? "am"
                                    : absence.half == XC_AFTERNOON ? "pm"
                                                                   : ""));
    text(row, "reason", absence.reason);
    return row;
}

json_t *xc_register_row_relation(const struct xc_register *reg, uint32_t at) {
    json_t *row = json_object();
    struct xc_relation relation;
    xc_register_get_relation(reg, at, &relation);
    uint32_t target = xc_register_find_target(reg, relation.target);
    person_of(row, reg, relation.person);
    text(row, "target", relation.target);
    text(row, "target_name",
         target == XC_NO_ROW ? XC_STR("")
                             : xc_register_text(reg, reg->targets.name[target]));
    text(row, "organisation", relation.organisation);
    area_of(row, reg, relation.area);
    text(row, "reason", relation.reason);
    day(row, "until", relation.until);
    return row;
}
