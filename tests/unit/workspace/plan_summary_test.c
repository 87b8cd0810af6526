#include "plan_facts.h"

static json_t *summary_of(const struct xc_plan *plan) {
    struct xc_buffer text = xc_buffer_make(1 << 20);
    struct xc_error error = {0};
    assert_int_equal(xc_plan_summary_write(plan, &text, &error), XC_OK);
    json_t *summary = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(summary);
    xc_buffer_free(&text);
    return summary;
}

static json_t *at(const json_t *object, const char *a, const char *b) {
    json_t *value = json_object_get(json_object_get(object, a), b);
    assert_non_null(value);
    return value;
}

static void is_text(const json_t *object, const char *key, const char *expected) {
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void is_number(const json_t *object, const char *key, json_int_t expected) {
    assert_true(json_is_integer(json_object_get(object, key)));
    assert_int_equal(json_integer_value(json_object_get(object, key)), expected);
}

static void bounds_stand_beside_what_was_reached(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    json_t *summary = summary_of(&facts.plan);
    const json_t *bounds = json_object_get(summary, "bounds");
    is_number(bounds, "zone_days", 244);
    is_number(bounds, "zone_days_bound", 232);
    is_text(json_object_get(bounds, "peak_week"), "from", "2026-03-02");
    is_text(json_object_get(bounds, "peak_week"), "to", "2026-03-08");
    is_number(json_object_get(bounds, "peak_week"), "load", 1004499);
    is_number(json_object_get(bounds, "peak_month"), "bound", 1000000);
    is_text(json_object_get(bounds, "crew"), "crew", "甲组");
    is_number(json_object_get(bounds, "unserved"), "visits", 3);
    is_number(json_object_get(bounds, "unserved"), "visits_bound", 2);
    is_number(json_object_get(bounds, "unserved"), "minutes", 315);
    is_number(json_object_get(bounds, "unserved"), "minutes_bound", 300);
    is_number(bounds, "moved", 1);
    const json_t *tight = json_array_get(json_object_get(bounds, "tight"), 0);
    is_text(tight, "area", "丁蜀");
    is_text(tight, "to", "2026-11-30");
    is_number(tight, "visits", 312);
    is_number(tight, "minutes", 28199);
    is_number(tight, "capacity", 29999);
    json_decref(summary);
}

static void a_proof_can_be_counted_again(void **state) {
    static const char *const kinds[] = {"saturdays", "days", "crews", "relation",
                                        "limit"};
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    json_t *summary = summary_of(&facts.plan);
    const json_t *proof = json_array_get(json_object_get(summary, "proofs"), 0);
    const json_t *cures = json_object_get(proof, "cures");
    assert_int_equal(json_array_size(json_object_get(proof, "tasks")), 2);
    is_text(json_array_get(json_object_get(proof, "tasks"), 1), "target", "T2");
    is_text(json_array_get(json_object_get(proof, "tasks"), 1), "label", "annual/1");
    is_number(proof, "enough", 2);
    is_text(proof, "unit", "minutes");
    is_number(proof, "need", 630);
    is_number(proof, "exist", 420);
    is_number(proof, "shortfall", 210);
    is_text(proof, "from", "2026-11-30");
    is_number(proof, "crew_days", 1);
    assert_int_equal(json_array_size(cures), 5);
    for (size_t i = 0; i < 5; i++) {
        is_text(json_array_get(cures, i), "kind", kinds[i]);
    }
    is_number(json_array_get(cures, 2), "number", 2);
    is_text(json_array_get(cures, 3), "person", "P1");
    is_text(json_array_get(cures, 3), "target", "T1");
    json_decref(summary);
}

static void telling_puts_sentences_for_indices(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    json_t *summary = summary_of(&facts.plan);
    assert_int_equal(xc_plan_summary_tell(summary, NULL), XC_OK);
    assert_null(json_object_get(summary, "reasons"));
    is_text(json_array_get(json_object_get(summary, "unmet"), 0), "reason",
            "2 visits need 630 minutes; 420 exist");
    is_text(json_array_get(json_object_get(summary, "unmet"), 2), "reason",
            "nobody may go to T3");
    is_text(json_array_get(json_object_get(summary, "proofs"), 0), "reason",
            "2 visits need 630 minutes; 420 exist");
    is_text(json_array_get(json_object_get(summary, "moved"), 0), "reason",
            "nobody may go to T3");
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(summary, "notes"), 0)),
        "a note about P1");
    json_decref(summary);
}

static void a_kept_cure_is_read_back(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    json_t *summary = summary_of(&facts.plan);
    const json_t *cures =
        json_object_get(json_array_get(json_object_get(summary, "proofs"), 0), "cures");
    for (size_t i = 0; i < 5; i++) {
        struct xc_plan_cure cure = xc_plan_cure_read(json_array_get(cures, i));
        assert_int_equal(cure.kind, facts.cures[i].kind);
        assert_int_equal(cure.number, facts.cures[i].number);
        assert_true(xc_str_equal(cure.person, facts.cures[i].person));
        assert_true(xc_str_equal(cure.target, facts.cures[i].target));
    }
    json_decref(summary);
    assert_int_equal(xc_plan_cure_read(NULL).kind, 0);
}

static void moves_say_from_where_to_where(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    json_t *summary = summary_of(&facts.plan);
    const json_t *moved = json_object_get(summary, "moved");
    is_text(json_array_get(moved, 0), "kind", "moved");
    is_text(json_array_get(moved, 0), "visit", "vmoved");
    is_text(json_array_get(moved, 0), "to", "2026-05-07");
    is_text(json_array_get(moved, 0), "crew_to", "乙组");
    is_text(json_array_get(moved, 1), "kind", "dropped");
    is_text(json_array_get(moved, 1), "to", "");
    json_decref(summary);
}

static void an_empty_plan_has_every_member(void **state) {
    struct xc_plan plan = {0};
    (void)state;
    json_t *summary = summary_of(&plan);
    is_text(at(summary, "bounds", "peak_week"), "from", "");
    is_number(at(summary, "bounds", "peak_week"), "load", 0);
    assert_int_equal(json_array_size(at(summary, "bounds", "tight")), 0);
    assert_int_equal(xc_plan_summary_tell(summary, NULL), XC_OK);
    assert_true(json_is_array(json_object_get(summary, "proofs")));
    json_decref(summary);
}

/* As step 1 stored it: no proofs, no moves; and an index that points nowhere. */
static void an_older_or_broken_summary_is_told_without_a_crash(void **state) {
    (void)state;
    json_t *summary = json_loads(
        "{\"unmet\":[{\"target\":\"T1\",\"reason\":7},{\"target\":\"T2\"}],"
        "\"reasons\":[{\"id\":\"only one\",\"args\":[]}],\"notes\":[{\"id\":1}]}",
        0, NULL);
    assert_non_null(summary);
    assert_int_equal(xc_plan_summary_tell(summary, NULL), XC_OK);
    is_text(json_array_get(json_object_get(summary, "unmet"), 0), "reason", "");
    is_text(json_array_get(json_object_get(summary, "unmet"), 1), "reason", "only one");
    assert_int_equal(json_array_size(json_object_get(summary, "proofs")), 0);
    assert_int_equal(json_array_size(json_object_get(summary, "moved")), 0);
    assert_true(json_is_object(json_object_get(summary, "bounds")));
    json_decref(summary);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_stand_beside_what_was_reached),
        cmocka_unit_test(a_proof_can_be_counted_again),
        cmocka_unit_test(telling_puts_sentences_for_indices),
        cmocka_unit_test(a_kept_cure_is_read_back),
        cmocka_unit_test(moves_say_from_where_to_where),
        cmocka_unit_test(an_empty_plan_has_every_member),
        cmocka_unit_test(an_older_or_broken_summary_is_told_without_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
