/* Finding rows, and who must not or cannot go where. */
#include "random_register.h"

static void ids_are_found(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 1 + below(&rolls, 300), 30);
        struct xc_register *reg = build_random(rows, &rolls);
        for (uint32_t i = 0; i < rows->count[XC_TABLE_TARGETS]; i++) {
            const struct xc_target *given = &rows->targets[i].row;
            struct xc_target got;
            uint32_t row = xc_register_find_target(reg, given->id);
            assert_int_not_equal(row, XC_NO_ROW);
            xc_register_get_target(reg, row, &got);
            assert_true(xc_str_equal(got.id, given->id));
            assert_true(xc_str_equal(got.name, given->name));
            assert_true(xc_str_equal(got.area, given->area));
            assert_true(xc_str_equal(got.zone, given->zone));
            assert_int_equal(got.has_position, given->has_position);
            assert_int_equal(got.latitude_e6,
                             given->has_position ? given->latitude_e6 : 0);
            assert_int_equal(got.weight, given->weight);
            assert_int_equal(got.minutes, given->minutes);
            assert_int_equal(got.last_visit, given->last_visit);
        }
        for (uint32_t i = 0; i < rows->count[XC_TABLE_PEOPLE]; i++)
            assert_int_not_equal(xc_register_find_person(reg, rows->people[i].row.id),
                                 XC_NO_ROW);
        assert_int_equal(xc_register_find_target(reg, XC_STR("")), XC_NO_ROW);
        assert_int_equal(xc_register_find_target(reg, XC_STR("zzz")), XC_NO_ROW);
        assert_int_equal(xc_register_find_person(reg, XC_STR("p")), XC_NO_ROW);
        assert_int_equal(xc_register_find_area(reg, XC_STR("3")), XC_NO_ROW);
        xc_register_free(reg);
        free(rows);
    }
}

/* By the rows as they were given, without the register's columns. */
static const struct random_area *area_with(const struct random_rows *rows,
                                           struct xc_str code) {
    for (uint32_t i = 0; i < rows->count[XC_TABLE_AREAS]; i++)
        if (xc_str_is(code, rows->areas[i].code))
            return &rows->areas[i];
    return NULL;
}

static bool lies_within(const struct random_rows *rows, struct xc_str code,
                        struct xc_str outer) {
    const struct random_area *area = area_with(rows, code);
    while (area != NULL && !xc_str_is(outer, area->code))
        area = area_with(rows, xc_str_from(area->parent));
    return area != NULL;
}

static bool barred(const struct random_rows *rows, const struct xc_person *person,
                   const struct xc_target *target, xc_date date) {
    for (uint32_t i = 0; i < rows->count[XC_TABLE_RELATIONS]; i++) {
        const struct xc_relation *relation = &rows->relations[i];
        if (!xc_str_equal(relation->person, person->id) ||
            (relation->until != XC_NO_DATE && relation->until < date))
            continue;
        if (relation->target.len > 0 && xc_str_equal(relation->target, target->id))
            return true;
        if (relation->organisation.len > 0 &&
            xc_str_equal(relation->organisation, target->organisation))
            return true;
        if (relation->area.len > 0 && lies_within(rows, target->area, relation->area))
            return true;
    }
    return target->organisation.len > 0 &&
           xc_str_equal(target->organisation, person->unit);
}

static unsigned away(const struct random_rows *rows, const struct xc_person *person,
                     xc_date date) {
    unsigned halves = 0;
    for (uint32_t i = 0; i < rows->count[XC_TABLE_ABSENCES]; i++) {
        const struct xc_absence *absence = &rows->absences[i];
        if (xc_str_equal(absence->person, person->id) && absence->from <= date &&
            date <= absence->to)
            halves |= absence->half == 0 ? 3 : absence->half;
    }
    return halves;
}

static void relations_and_absences_hold(void **state) {
    (void)state;
    unsigned yes = 0;
    unsigned no = 0;
    unsigned gone = 0;
    for (uint64_t seed = 50; seed < 70; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 60, 30);
        struct xc_register *reg = build_random(rows, &rolls);
        for (uint32_t p = 0; p < rows->count[XC_TABLE_PEOPLE]; p++) {
            const struct xc_person *person = &rows->people[p].row;
            uint32_t row = xc_register_find_person(reg, person->id);
            xc_date date = (xc_date)(17990 + (int)below(&rolls, 1500));
            for (uint32_t t = 0; t < rows->count[XC_TABLE_TARGETS]; t++) {
                const struct xc_target *target = &rows->targets[t].row;
                uint32_t relation = 0;
                uint32_t at = xc_register_find_target(reg, target->id);
                bool expected = barred(rows, person, target, date);
                assert_int_equal(xc_register_barred(reg, row, at, date, &relation),
                                 expected);
                assert_int_equal(xc_register_barred(reg, row, at, date, NULL), expected);
                if (expected && relation != XC_NO_ROW)
                    assert_int_equal(reg->relations.person[relation], row);
                if (!expected)
                    assert_int_equal(relation, XC_NO_ROW);
                yes += expected;
                no += !expected;
            }
            for (xc_date day = 17990; day < 18180; day++) {
                assert_int_equal(xc_register_away(reg, row, day),
                                 away(rows, person, day));
                gone += away(rows, person, day) != 0;
            }
        }
        xc_register_free(reg);
        free(rows);
    }
    /* The comparison is worth something only where all answers occur. */
    assert_true(yes > 100 && no > 100 && gone > 100);
}

static void rows_of_a_person_stand_together(void **state) {
    (void)state;
    for (uint64_t seed = 80; seed < 90; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 30, 40);
        struct xc_register *reg = build_random(rows, &rolls);
        uint32_t absences = 0;
        uint32_t relations = 0;
        for (uint32_t person = 0; person < reg->people.count; person++) {
            uint32_t first;
            uint32_t end;
            xc_register_person_absences(reg, person, &first, &end);
            for (uint32_t row = first; row < end; row++)
                assert_int_equal(reg->absences.person[row], person);
            absences += end - first;
            xc_register_person_relations(reg, person, &first, &end);
            for (uint32_t row = first; row < end; row++)
                assert_int_equal(reg->relations.person[row], person);
            relations += end - first;
        }
        for (uint32_t row = 0; row < reg->absences.count; row++) {
            struct xc_absence absence;
            xc_register_get_absence(reg, row, &absence);
            assert_int_equal(xc_register_find_absence(reg, &absence), row);
            absence.from--;
            assert_int_equal(xc_register_find_absence(reg, &absence), XC_NO_ROW);
        }
        assert_int_equal(absences, reg->absences.count);
        assert_int_equal(relations, reg->relations.count);
        xc_register_free(reg);
        free(rows);
    }
}

static void within_follows_the_parents(void **state) {
    (void)state;
    for (uint64_t seed = 90; seed < 120; seed++) {
        uint64_t rolls = seed;
        struct random_rows *rows = random_rows(&rolls, 1, 1);
        struct xc_register *reg = build_random(rows, &rolls);
        for (uint32_t a = 0; a < reg->areas.count; a++) {
            for (uint32_t b = 0; b < reg->areas.count; b++) {
                struct xc_area inner;
                struct xc_area outer;
                xc_register_get_area(reg, a, &inner);
                xc_register_get_area(reg, b, &outer);
                assert_int_equal(xc_register_within(reg, a, b),
                                 lies_within(rows, inner.code, outer.code));
            }
        }
        xc_register_free(reg);
        free(rows);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_found),
        cmocka_unit_test(relations_and_absences_hold),
        cmocka_unit_test(rows_of_a_person_stand_together),
        cmocka_unit_test(within_follows_the_parents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
