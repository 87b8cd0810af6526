#include "../store/workspace.h"

#include "casework/cases.h"

static const struct xc_str office = XC_STR_INIT("3202");

static xc_date day(unsigned number) {
    return xc_date_make(2026, 3, number);
}

static struct xc_case good(void) {
    return (struct xc_case){.id = XC_STR("C2026-0001"),
                            .target = XC_STR("T1"),
                            .opened = xc_date_make(2026, 3, 2),
                            .referred_to = XC_STR("police"),
                            .referred_on = xc_date_make(2026, 3, 3),
                            .amount = 1234567,
                            .replied_on = XC_NO_DATE,
                            .closed_on = XC_NO_DATE};
}

#define CHANGE(name, code)                                                               \
    static void name(struct xc_case *record) {                                           \
        code;                                                                            \
    }

CHANGE(no_id, record->id = XC_STR(""))
CHANGE(no_target, record->target = XC_STR(""))
CHANGE(bad_visit, record->visit = XC_STR("a\nb"))
CHANGE(bad_lead, record->lead = XC_STR("a\x7F"))
CHANGE(not_opened, record->opened = XC_NO_DATE)
CHANGE(opened_late, record->opened = day(21))
CHANGE(no_day, record->referred_on = XC_NO_DATE)
CHANGE(no_authority, record->referred_to = XC_STR(""))
CHANGE(referred_early, record->referred_on = day(1))
CHANGE(referred_late, record->referred_on = day(21))
CHANGE(negative, record->amount = -1)
CHANGE(enormous, record->amount = INT64_MAX)
CHANGE(reply_no_day, record->reply = XC_STR("x"))
CHANGE(replied_early, record->replied_on = day(2))
CHANGE(reply_to_nothing, record->referred_on = XC_NO_DATE;
       record->referred_to = XC_STR(""); record->replied_on = day(4))
CHANGE(no_decision, record->closed_on = day(9))
CHANGE(closed_early, record->closed_on = day(2); record->decision = XC_STR("x"))
CHANGE(closed_late, record->closed_on = day(21); record->decision = XC_STR("x"))
CHANGE(bad_facts, record->facts = XC_STR("\xFF"))
CHANGE(bad_found, record->found_by = XC_STR("举报人13812345678"))

static void bad_fields(void **state) {
    static const struct {
        const char *field;
        void (*make)(struct xc_case *record);
        const char *says;
    } changes[] = {
        {"id", no_id, "id is needed"},
        {"target", no_target, "target is needed"},
        {"visit", bad_visit, "invisible"},
        {"lead", bad_lead, "invisible"},
        {"opened", not_opened, "opened is needed"},
        {"opened", opened_late, "2026-03-21 is still to come"},
        {"referred_on", no_day, "to whom and when stand together"},
        {"referred_to", no_authority, "to whom and when stand together"},
        {"referred_on", referred_early, "2026-03-01 lies before opened"},
        {"referred_on", referred_late, "still to come"},
        {"amount", negative, "not between 0"},
        {"amount", enormous, "not between 0"},
        {"replied_on", reply_no_day, "when was this answered"},
        {"replied_on", replied_early, "lies before referred_on"},
        {"replied_on", reply_to_nothing, "not referred yet"},
        {"decision", no_decision, "on what basis"},
        {"closed_on", closed_early, "lies before referred_on"},
        {"closed_on", closed_late, "still to come"},
        {"facts", bad_facts, "invisible"},
        {"found_by", bad_found, "never stored"},
    };
    struct xc_error error = {0};
    const char *field = NULL;
    struct xc_case record = good();
    (void)state;
    test_ok(xc_case_check(&record, NULL, day(20), &field, &error), &error);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        record = good();
        changes[i].make(&record);
        test_says(xc_case_check(&record, NULL, day(20), &field, &error), XC_EINPUT,
                  &error, changes[i].says);
        assert_string_equal(field, changes[i].field);
    }
}

static void life(void **state) {
    struct xc_error error = {0};
    const char *field = NULL;
    struct xc_case before = good(), record = good();
    (void)state;
    assert_false(xc_case_is_open(&record, day(1)));
    assert_true(xc_case_is_open(&record, day(2)));
    record.replied_on = day(5);
    record.closed_on = day(9);
    record.decision = XC_STR("行政处罚 苏医保罚〔2026〕1号");
    assert_true(xc_case_is_open(&record, day(8)));
    assert_false(xc_case_is_open(&record, day(9)));
    test_ok(xc_case_check(&record, &before, day(9), &field, &error), &error);
    test_says(xc_case_check(&before, &record, day(9), &field, &error), XC_EINPUT, &error,
              "open a new one");
    assert_string_equal(field, "closed_on");
    record.decision = XC_STR("corrected"); /* a closed one may be corrected */
    test_ok(xc_case_check(&record, &record, day(9), &field, &error), &error);
    record.target = XC_STR("T2");
    test_says(xc_case_check(&record, &before, day(9), &field, &error), XC_EINPUT, &error,
              "is about target T1");
    record = good();
    record.opened = day(1);
    test_says(xc_case_check(&record, &before, day(9), &field, &error), XC_EINPUT, &error,
              "was opened on 2026-03-02");
    assert_string_equal(field, "opened");
}

static void authorities(void **state) {
    static const char *const words[] = {"enforcement", "police", "discipline", "health",
                                        "market_supervision"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct xc_str word = xc_str_from(words[i]);
        struct xc_str chinese = xc_case_authority(word, true);
        assert_false(xc_str_equal(chinese, word));
        assert_true(xc_str_equal(xc_case_authority_parse(chinese), word));
        assert_true(xc_str_equal(xc_case_authority_parse(word), word));
        assert_true(xc_case_authority(word, false).len > 0);
    }
    assert_true(xc_str_is(xc_case_authority_parse(XC_STR("公安")), "police"));
    assert_true(xc_str_is(xc_case_authority_parse(XC_STR("税务局")), "税务局"));
    assert_true(xc_str_is(xc_case_authority(XC_STR("税务局"), false), "税务局"));
    assert_int_equal(xc_case_authority_parse(XC_STR("")).len, 0);
}

static void set_by_name(void **state) {
    struct xc_error error = {0};
    struct xc_case record = good();
    (void)state;
    test_ok(xc_case_set(&record, XC_STR("amount"), XC_STR("1234.5"), &error), &error);
    test_ok(xc_case_set(&record, XC_STR("移送机关"), XC_STR("卫健委"), &error), &error);
    assert_int_equal(record.amount, 123450);
    assert_true(xc_str_is(record.referred_to, "health"));
    test_ok(xc_case_set(&record, XC_STR("referred_to"), XC_STR(""), &error), &error);
    assert_int_equal(record.referred_to.len, 0);
    test_says(xc_case_set(&record, XC_STR("amount"), XC_STR("much"), &error), XC_EINPUT,
              &error, "not an amount in yuan");
    test_says(xc_case_set(&record, XC_STR("closed"), XC_STR("x"), &error), XC_EUSAGE,
              &error, "did you mean closed_on");
}

static void comes_back_whole(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_case *cases, record = good();
    struct xc_fact fact;
    size_t count;
    uint64_t newest = 0;
    record.visit = XC_STR("v1");
    record.lead = XC_STR("L1");
    record.reply = XC_STR("已立案");
    record.replied_on = day(5);
    record.closed_on = day(9);
    record.decision = XC_STR("处罚");
    record.found_by = XC_STR("现场检查");
    record.facts = XC_STR("虚构服务");
    test_ok(xc_case_fact(&record, workspace->arena, &fact, &error), &error);
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_CASE, &fact, 1, 0,
                               TEST_AT, NULL, &error),
            &error);
    test_ok(xc_cases_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                          &cases, &count, &newest, &error),
            &error);
    assert_int_equal(count, 1);
    assert_true(newest != 0);
    assert_true(xc_str_is(
        fact.body,
        "{\"amount\":1234567,\"closed_on\":\"2026-03-09\",\"decision\":\"处罚\","
        "\"facts\":\"虚构服务\",\"found_by\":\"现场检查\",\"lead\":\"L1\",\"opened\":"
        "\"2026-03-02\",\"referred_on\":\"2026-03-03\",\"referred_to\":\"police\","
        "\"replied_on\":\"2026-03-05\",\"reply\":\"已立案\",\"target\":\"T1\",\"visit\":"
        "\"v1\"}"));
    assert_int_equal(cases->amount, 1234567);
    assert_int_equal(cases->closed_on, day(9));
    assert_true(xc_str_equal(cases->facts, record.facts));
    assert_true(xc_str_equal(cases->lead, record.lead));
    fact.body = XC_STR("{\"opened\":\"2026-03-02\"}");
    test_says(xc_case_read(&fact, workspace->arena, &record, &error), XC_EENV, &error,
              "case C2026-0001 is damaged");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_fields),
        cmocka_unit_test(life),
        cmocka_unit_test(authorities),
        cmocka_unit_test(set_by_name),
        cmocka_unit_test_setup_teardown(comes_back_whole, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
