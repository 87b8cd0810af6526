/* Canonical lines in. Only what xc_register_line writes is understood. */
#include "register/lines.h"
#include "register/register.h"

#include <string.h>

enum { TARGET_FIELDS = 21, PERSON_FIELDS = 15 };

struct reading {
    enum xc_table table;
    struct xc_error *error;
};

static int refuse(const struct reading *reading, const char *field) {
    return xc_fail(
        reading->error, XC_EINPUT,
        "%s: a stored line is damaged at the field %s; the data were changed by "
        "something else than this program",
        xc_table_name(reading->table), field);
}

/* The fields of a line; false where their number is another. */
static bool split(struct xc_str line, struct xc_str *fields, size_t count) {
    struct xc_str rest = line;
    for (size_t i = 0; i < count; i++) {
        if (rest.ptr == NULL)
            return false;
        fields[i] = xc_str_cut(&rest, '\t');
        if (fields[i].len == 0)
            return false;
        if (xc_str_is(fields[i], "-"))
            fields[i] = (struct xc_str){0};
    }
    return rest.ptr == NULL;
}

static int read_word(const struct reading *reading, enum xc_vocabulary vocabulary,
                     struct xc_str text, const char *field, unsigned *value) {
    unsigned count = xc_words_count(vocabulary);
    *value = 0;
    if (text.len == 0)
        return 0;
    for (unsigned i = 1; i < count; i++) {
        if (xc_str_is(text, xc_words_english(vocabulary, i))) {
            *value = i;
            return 0;
        }
    }
    return refuse(reading, field);
}

static int read_number(const struct reading *reading, struct xc_str text,
                       const char *field, uint32_t *number) {
    uint64_t value = 0;
    *number = 0;
    if (text.len == 0)
        return 0;
    if ((text.len > 1 && text.ptr[0] == '0') ||
        !xc_str_to_uint(text, XC_MAX_WEIGHT, &value))
        return refuse(reading, field);
    *number = (uint32_t)value;
    return 0;
}

static int read_degrees(const struct reading *reading, struct xc_str text,
                        const char *field, int32_t *number) {
    bool minus = text.len > 0 && text.ptr[0] == '-';
    struct xc_str digits = xc_str_slice(text, minus ? 1 : 0, text.len);
    uint64_t value = 0;
    if (!xc_str_to_uint(digits, 180000000, &value) ||
        (digits.len > 1 && digits.ptr[0] == '0') || (minus && value == 0))
        return refuse(reading, field);
    *number = minus ? -(int32_t)value : (int32_t)value;
    return 0;
}

static int read_date(const struct reading *reading, struct xc_str text, const char *field,
                     xc_date *date) {
    *date = XC_NO_DATE;
    if (text.len == 0 || xc_date_parse(text, date))
        return 0;
    return refuse(reading, field);
}

static int read_area(const struct reading *reading, struct xc_str line,
                     struct xc_area *row) {
    struct xc_str fields[4];
    unsigned level = 0;
    if (!split(line, fields, 4))
        return refuse(reading, "code");
    int code = read_word(reading, XC_WORDS_LEVEL, fields[3], "level", &level);
    *row = (struct xc_area){fields[0], fields[1], fields[2], (enum xc_area_level)level};
    return code;
}

static int read_position(const struct reading *reading, const struct xc_str *fields,
                         struct xc_target *row) {
    unsigned datum = 0;
    row->has_position = fields[8].len > 0;
    if (row->has_position != (fields[9].len > 0) ||
        row->has_position != (fields[10].len > 0))
        return refuse(reading, "datum");
    if (!row->has_position)
        return 0;
    int code = read_degrees(reading, fields[8], "latitude", &row->latitude_e6);
    if (code == 0)
        code = read_degrees(reading, fields[9], "longitude", &row->longitude_e6);
    if (code == 0)
        code = read_word(reading, XC_WORDS_DATUM, fields[10], "datum", &datum);
    row->datum = (enum xc_datum)datum;
    return code;
}

static int read_target(const struct reading *reading, struct xc_str line,
                       struct xc_target *row) {
    struct xc_str f[TARGET_FIELDS];
    unsigned kind = 0;
    unsigned ownership = 0;
    unsigned status = 0;
    unsigned credit = 0;
    if (!split(line, f, TARGET_FIELDS))
        return refuse(reading, "id");
    *row = (struct xc_target){.id = f[0],
                              .name = f[1],
                              .level = f[3],
                              .area = f[5],
                              .zone = f[6],
                              .address = f[7],
                              .organisation = f[11],
                              .legal = f[12],
                              .flags = f[14],
                              .attributes = f[20],
                              .co_designated = xc_str_is(f[19], "1"),
                              .present = (1u << XC_TARGET_FIELDS) - 1};
    int code = read_word(reading, XC_WORDS_KIND, f[2], "kind", &kind);
    if (code == 0)
        code = read_word(reading, XC_WORDS_OWNERSHIP, f[4], "ownership", &ownership);
    if (code == 0)
        code = read_position(reading, f, row);
    if (code == 0)
        code = read_word(reading, XC_WORDS_STATUS, f[13], "status", &status);
    if (code == 0)
        code = read_word(reading, XC_WORDS_CREDIT, f[15], "credit", &credit);
    if (code == 0)
        code = read_number(reading, f[16], "weight", &row->weight);
    if (code == 0)
        code = read_number(reading, f[17], "minutes", &row->minutes);
    if (code == 0)
        code = read_date(reading, f[18], "last_visit", &row->last_visit);
    if (code == 0 && !row->co_designated && !xc_str_is(f[19], "0"))
        code = refuse(reading, "co_designated");
    row->kind = (enum xc_kind)kind;
    row->ownership = (enum xc_ownership)ownership;
    row->status = (enum xc_status)status;
    row->credit = (enum xc_credit)credit;
    return code;
}

static int read_roles(const struct reading *reading, struct xc_str text,
                      uint32_t *roles) {
    struct xc_str rest = text;
    *roles = 0;
    if (text.len == 0)
        return 0;
    while (rest.ptr != NULL) {
        unsigned role = 0;
        struct xc_str word = xc_str_cut(&rest, ',');
        int code = word.len == 0
                       ? refuse(reading, "roles")
                       : read_word(reading, XC_WORDS_ROLE, word, "roles", &role);
        if (code != 0)
            return code;
        *roles |= 1u << role;
    }
    return 0;
}

static int read_person(const struct reading *reading, struct xc_str line,
                       struct xc_person *row) {
    struct xc_str f[PERSON_FIELDS];
    unsigned status = 0;
    if (!split(line, f, PERSON_FIELDS))
        return refuse(reading, "id");
    *row = (struct xc_person){.id = f[0],
                              .name = f[2],
                              .unit = f[3],
                              .department = f[4],
                              .area = f[5],
                              .crew = f[6],
                              .certificate = f[8],
                              .specialties = f[10],
                              .attributes = f[14],
                              .present = (1u << XC_PERSON_FIELDS) - 1};
    if (xc_str_is(f[1], xc_pool_word(XC_POOL_EXPERTS)))
        row->pool = XC_POOL_EXPERTS;
    else if (!xc_str_is(f[1], xc_pool_word(XC_POOL_INSPECTORS)))
        return refuse(reading, "pool");
    int code = read_roles(reading, f[7], &row->roles);
    if (code == 0)
        code = read_date(reading, f[9], "certificate_until", &row->certificate_until);
    if (code == 0)
        code = read_number(reading, f[11], "per_day", &row->per_day);
    if (code == 0)
        code = read_number(reading, f[12], "max_visits", &row->max_visits);
    if (code == 0)
        code = read_word(reading, XC_WORDS_STATUS, f[13], "status", &status);
    row->status = (enum xc_status)status;
    return code;
}

static int read_absence(const struct reading *reading, struct xc_str line,
                        struct xc_absence *row) {
    struct xc_str f[2];
    if (!split(line, f, 2))
        return refuse(reading, "person");
    struct xc_str rest = f[0];
    *row = (struct xc_absence){.person = xc_str_cut(&rest, ':'), .reason = f[1]};
    int code = read_date(reading, xc_str_cut(&rest, ':'), "from", &row->from);
    if (code == 0)
        code = read_date(reading, xc_str_cut(&rest, ':'), "to", &row->to);
    while (code == 0 && !xc_str_is(rest, xc_half_word(row->half)))
        if (++row->half == XC_HALF_WORDS)
            code = refuse(reading, "half");
    return code;
}

static int read_relation(const struct reading *reading, struct xc_str line,
                         struct xc_relation *row) {
    struct xc_str f[3];
    if (!split(line, f, 3))
        return refuse(reading, "person");
    struct xc_str rest = f[0];
    *row = (struct xc_relation){.person = xc_str_cut(&rest, ':'), .reason = f[1]};
    struct xc_str what = xc_str_cut(&rest, ':');
    if (xc_str_is(what, "target"))
        row->target = rest;
    else if (xc_str_is(what, "organisation"))
        row->organisation = rest;
    else if (xc_str_is(what, "area"))
        row->area = rest;
    else
        return refuse(reading, "person");
    return read_date(reading, f[2], "until", &row->until);
}

int xc_register_add_line(struct xc_register_builder *b, enum xc_table table,
                         struct xc_str line, struct xc_error *error) {
    const struct reading reading = {table, error};
    struct xc_area area;
    struct xc_target target;
    struct xc_person person;
    struct xc_absence absence;
    struct xc_relation relation;
    int code = 0;
    switch (table) {
    case XC_TABLE_AREAS:
        code = read_area(&reading, line, &area);
        return code != 0 ? code : xc_register_add_area(b, &area, error);
    case XC_TABLE_TARGETS:
        code = read_target(&reading, line, &target);
        return code != 0 ? code : xc_register_add_target(b, &target, error);
    case XC_TABLE_PEOPLE:
        code = read_person(&reading, line, &person);
        return code != 0 ? code : xc_register_add_person(b, &person, error);
    case XC_TABLE_ABSENCES:
        code = read_absence(&reading, line, &absence);
        return code != 0 ? code : xc_register_add_absence(b, &absence, error);
    case XC_TABLE_RELATIONS:
        code = read_relation(&reading, line, &relation);
        return code != 0 ? code : xc_register_add_relation(b, &relation, error);
    case XC_TABLE_COUNT:
        break;
    }
    return refuse(&reading, "id");
}
