#include "exchange/cells.h"
#include "exchange/extras.h"
#include "exchange/importing.h"
#include "exchange/places.h"

static const struct xc_place_columns place_columns = {PERSON_AREA, -1, -1, -1};

static bool same_person(const struct xc_person *a, const struct xc_person *b) {
    return xc_str_equal(a->name, b->name) && xc_str_equal(a->unit, b->unit) &&
           xc_str_equal(a->department, b->department) && xc_str_equal(a->area, b->area) &&
           xc_str_equal(a->crew, b->crew) && a->roles == b->roles &&
           xc_str_equal(a->certificate, b->certificate) &&
           a->certificate_until == b->certificate_until &&
           xc_str_equal(a->specialties, b->specialties) && a->per_day == b->per_day &&
           a->max_visits == b->max_visits && a->status == b->status &&
           xc_str_equal(a->attributes, b->attributes);
}

static enum xc_person_pool pool_of(const struct xc_importing *importing) {
    return importing->options->table == XC_IMPORT_EXPERTS ? XC_POOL_EXPERTS
                                                          : XC_POOL_INSPECTORS;
}

static int read_texts(struct xc_importing *importing, struct xc_person *person,
                      struct xc_error *error) {
    int code = xc_cell_name(importing, PERSON_NAME, &person->name, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, PERSON_UNIT, &person->unit, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, PERSON_DEPARTMENT, &person->department, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, PERSON_CREW, &person->crew, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, PERSON_CERTIFICATE, &person->certificate, error);
    return code == XC_OK
               ? xc_cell_set(importing, PERSON_SPECIALTIES, &person->specialties, error)
               : code;
}

static int read_status(struct xc_importing *importing, struct xc_person *person,
                       struct xc_error *error) {
    unsigned status = person->status;
    int code = xc_cell_word(importing, PERSON_STATUS, XC_WORDS_STATUS, &status, error);
    if (code == XC_OK && status == XC_STATUS_SUSPENDED) {
        xc_cell_fail(importing, PERSON_STATUS, error,
                     "column “%s”: a person is active or closed (left), not suspended",
                     xc_cell_header(importing, PERSON_STATUS).text);
        return xc_hint(error, "enter the days away with import absences");
    }
    person->status = status == 0 ? XC_STATUS_ACTIVE : (enum xc_status)status;
    return code;
}

static int read_fields(struct xc_importing *importing, struct xc_person *person,
                       bool is_new, struct xc_error *error) {
    int code = read_texts(importing, person, error);
    if (code == XC_OK)
        code = xc_place_read(importing, &place_columns, is_new, &person->area, error);
    if (code == XC_OK)
        code = xc_cell_roles(importing, PERSON_ROLES, &person->roles, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, PERSON_CERTIFICATE_UNTIL,
                            &person->certificate_until, error);
    if (code == XC_OK)
        code = xc_cell_number(importing, PERSON_PER_DAY, 100, &person->per_day, error);
    if (code == XC_OK)
        code = xc_cell_number(importing, PERSON_MAX_VISITS, 10000, &person->max_visits,
                              error);
    if (code == XC_OK)
        code = read_status(importing, person, error);
    if (code == XC_OK && person->roles == 0) {
        enum xc_person_role role =
            pool_of(importing) == XC_POOL_EXPERTS ? XC_ROLE_EXPERT : XC_ROLE_OFFICER;
        person->roles = UINT32_C(1) << role;
        importing->no_roles++;
    }
    return code == XC_OK
               ? xc_extras_read(importing, person->attributes, &person->attributes, error)
               : code;
}

static int fail_pool(struct xc_importing *importing, struct xc_str id,
                     struct xc_error *error) {
    struct xc_shown_text shown = xc_report_show(id);
    if (pool_of(importing) == XC_POOL_EXPERTS)
        xc_cell_fail(importing, PERSON_ID, error, "%s is registered as an inspector",
                     shown.text);
    else
        xc_cell_fail(importing, PERSON_ID, error, "%s is registered as an expert",
                     shown.text);
    return xc_hint(error,
                   "ids of inspectors and experts must differ; give this person another "
                   "id, or import the file as the other table");
}

static int add_row(struct xc_importing *importing, struct xc_error *error) {
    struct xc_person before = {0};
    struct xc_person person = {.pool = pool_of(importing),
                               .certificate_until = XC_NO_DATE,
                               .status = XC_STATUS_ACTIVE};
    struct xc_str id;
    int code = xc_cell_id(importing, PERSON_ID, &id, error);
    if (code == XC_OK)
        code = xc_importing_claim(importing, PERSON_ID, id, error);
    if (code != XC_OK)
        return code;
    uint32_t old = xc_register_find_person(importing->old, id);
    if (old != XC_NO_ROW) {
        if (importing->old->people.pool[old] != person.pool)
            return fail_pool(importing, id, error);
        xc_bitset_put(&importing->named, old);
        xc_register_get_person(importing->old, old, &person);
        before = person;
    }
    person.id = id;
    code = read_fields(importing, &person, old == XC_NO_ROW, error);
    if (code != XC_OK)
        return code;
    bool was_closed = xc_importing_reopen(importing, PERSON_STATUS, &person.status);
    person.present = UINT32_MAX;
    code = xc_register_add_person(importing->builder, &person, error);
    if (code != XC_OK)
        return code;
    if (was_closed)
        xc_importing_count_closed(importing);
    xc_importing_count(importing, old, same_person(&before, &person));
    return XC_OK;
}

static bool is_open(const struct xc_importing *importing, uint32_t row) {
    const struct xc_people *old = &importing->old->people;
    return old->pool[row] == pool_of(importing) && old->status[row] != XC_STATUS_CLOSED;
}

static int add_closed(struct xc_importing *importing, uint32_t row,
                      struct xc_error *error) {
    struct xc_person person;
    xc_register_get_person(importing->old, row, &person);
    person.status = XC_STATUS_CLOSED;
    return xc_register_add_person(importing->builder, &person, error);
}

const struct xc_import_table_ops xc_import_people_ops = {.table = XC_TABLE_PEOPLE,
                                                         .row = add_row,
                                                         .unnamed = XC_UNNAMED_CLOSE,
                                                         .open = is_open,
                                                         .add_closed = add_closed};
