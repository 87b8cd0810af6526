#include "../store/workspace.h"

#include "casework/leads.h"

#include <time.h>

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_lead good(void) {
    return (struct xc_lead){.id = XC_STR("L2026-0001"),
                            .target = XC_STR("P32028200116"),
                            .date = xc_date_make(2026, 3, 2),
                            .source = XC_LEAD_COMPLAINT,
                            .severity = 4,
                            .summary = XC_STR("串换 \"药品\" \\ 冒名"),
                            .state = XC_LEAD_RECEIVED,
                            .reply_due = XC_NO_DATE,
                            .answered_on = XC_NO_DATE};
}

static char long_text[5000];

static void words(void **state) {
    (void)state;
    for (unsigned i = XC_LEAD_PLAN; i <= XC_LEAD_OTHER; i++) {
        enum xc_lead_source source = (enum xc_lead_source)i;
        assert_int_equal(xc_lead_source_parse(xc_str_from(xc_lead_source_word(source))),
                         i);
        assert_int_equal(
            xc_lead_source_parse(xc_str_from(xc_lead_source_chinese(source))), i);
    }
    for (unsigned i = XC_LEAD_RECEIVED; i <= XC_LEAD_ANSWERED; i++) {
        enum xc_lead_state one = (enum xc_lead_state)i;
        assert_int_equal(xc_lead_state_parse(xc_str_from(xc_lead_state_word(one))), i);
        assert_int_equal(xc_lead_state_parse(xc_str_from(xc_lead_state_chinese(one))), i);
    }
    assert_int_equal(xc_lead_source_parse(XC_STR("举报")), XC_LEAD_COMPLAINT);
    assert_int_equal(xc_lead_source_parse(XC_STR("Complaint")), 0);
    assert_int_equal(xc_lead_state_parse(XC_STR("")), 0);
    assert_string_equal(xc_lead_state_word(0), "");
    assert_string_equal(xc_lead_source_chinese(99), "");
}

struct change {
    const char *field;
    void (*make)(struct xc_lead *lead);
    const char *says;
};

#define CHANGE(name, code)                                                               \
    static void name(struct xc_lead *lead) {                                             \
        code;                                                                            \
    }

CHANGE(no_id, lead->id = XC_STR(""))
CHANGE(long_id, lead->id = xc_str_from(long_text))
CHANGE(tab_id, lead->id = XC_STR("a\tb"))
CHANGE(no_target, lead->target = XC_STR(""))
CHANGE(no_date, lead->date = XC_NO_DATE)
CHANGE(early, lead->date = XC_DATE_MIN - 1)
CHANGE(no_source, lead->source = 0)
CHANGE(bad_source, lead->source = (enum xc_lead_source)99)
CHANGE(no_severity, lead->severity = 0)
CHANGE(severe, lead->severity = 6)
CHANGE(long_summary, lead->summary = xc_str_from(long_text))
CHANGE(bad_summary, lead->summary = XC_STR("a\xE2\x80\x8B"))
CHANGE(raw_summary, lead->summary = XC_STR("\xFF"))
CHANGE(phone, lead->summary = XC_STR("请回电13812345678"))
CHANGE(no_state, lead->state = 0)
CHANGE(nobody, lead->state = XC_LEAD_ASSIGNED)
CHANGE(long_name, lead->assigned = xc_str_from(long_text))
CHANGE(late_reply, lead->reply_due = lead->date - 1)
CHANGE(long_visit, lead->visit = xc_str_from(long_text))
CHANGE(not_answered, lead->answered_on = lead->date)
CHANGE(early_answer, lead->state = XC_LEAD_ANSWERED; lead->answered_on = lead->date - 1)
CHANGE(phone_answer, lead->answer = XC_STR("13812345678"))

/* Every field is refused by name. */
static void bad_fields(void **state) {
    static const struct change changes[] = {
        {"id", no_id, "id is needed"},
        {"id", long_id, "more than 128 bytes"},
        {"id", tab_id, "invisible"},
        {"target", no_target, "target is needed"},
        {"date", no_date, "date is needed"},
        {"date", early, "not between 1900 and 2199"},
        {"source", no_source, "source is needed"},
        {"source", bad_source, "not one of its words"},
        {"severity", no_severity, "severity is needed"},
        {"severity", severe, "6 is not between 1 and 5"},
        {"summary", long_summary, "more than 4096 bytes"},
        {"summary", bad_summary, "invisible"},
        {"summary", raw_summary, "invisible"},
        {"summary", phone, "the law protects informants"},
        {"state", no_state, "state is needed"},
        {"assigned", nobody, "to whom"},
        {"assigned", long_name, "more than 512 bytes"},
        {"reply_due", late_reply, "before the lead was received"},
        {"visit", long_visit, "more than 128 bytes"},
        {"answered_on", not_answered, "is not answered"},
        {"answered_on", early_answer, "before the lead was received"},
        {"answer", phone_answer, "never stored"},
    };
    struct xc_error error = {0};
    const char *field = NULL;
    struct xc_lead lead = good();
    (void)state;
    memset(long_text, 'x', sizeof long_text - 1);
    test_ok(xc_lead_check(&lead, NULL, &field, &error), &error);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        lead = good();
        changes[i].make(&lead);
        test_says(xc_lead_check(&lead, NULL, &field, &error), XC_EINPUT, &error,
                  changes[i].says);
        assert_string_equal(field, changes[i].field);
    }
}

static void life(void **state) {
    struct xc_error error = {0};
    const char *field = NULL;
    struct xc_lead before = good(), lead = good();
    (void)state;
    assert_true(xc_lead_is_open(&lead));
    lead.state = XC_LEAD_ANSWERED; /* steps may be skipped */
    test_says(xc_lead_check(&lead, &before, &field, &error), XC_EINPUT, &error,
              "why is the lead closed");
    assert_string_equal(field, "answer");
    test_ok(xc_lead_check(&lead, NULL, &field, &error), &error); /* elsewhere */
    lead.answer = XC_STR("查无实据");
    assert_false(xc_lead_is_open(&lead));
    test_ok(xc_lead_check(&lead, &before, &field, &error), &error);
    test_says(xc_lead_check(&before, &lead, &field, &error), XC_EINPUT, &error,
              "lead L2026-0001 is answered already");
    assert_string_equal(field, "state");
    lead.target = XC_STR("T9");
    test_says(xc_lead_check(&lead, &before, &field, &error), XC_EINPUT, &error,
              "is about target P32028200116");
    assert_string_equal(field, "target");
    lead = good();
    lead.date++;
    test_says(xc_lead_check(&lead, &before, &field, &error), XC_EINPUT, &error,
              "was received on 2026-03-02");
    assert_string_equal(field, "date");
}

static void informants(void **state) {
    static const char *const numbers[] = {
        "13812345678",
        "联系人13812345678。",
        "138 1234 5678",
        "138-1234-5678",
        "tel:19912345678",
        "tel19912345678",
        "+8613812345678",
        "+86 138 1234 5678",
        "008613812345678",
        "32028219800101123X",
        "320282198001011234",
        "320282 19800101 1234",
        "身份证320282800101123号",
        "2026-03-02来电 13812345678",
        "1 13812345678",
    };
    static const char *const others[] = {
        "",
        "2026-03-02 三次结算",
        "P13010200001",
        "机构编码P32028200116串换",
        "91320282MA1XYZAB3C",
        "913202827855502136",
        "1234567890",
        "12345678901",
        "138123456789",
        "单号202603020000123456789",
        "金额1381234.56元",
        "03-1-2",
        "0510-87654321",
        "3202821980010112345",
        "320282198013011234",
    };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!xc_lead_names_somebody(xc_str_from(numbers[i]), XC_STR("")))
            fail_msg("'%s' passes", numbers[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (xc_lead_names_somebody(xc_str_from(others[i]), XC_STR("")))
            fail_msg("'%s' is refused", others[i]);
    assert_false(
        xc_lead_names_somebody(XC_STR("机构13010200001号"), XC_STR("13010200001")));
    assert_true(xc_lead_names_somebody(XC_STR("机构13010200001，13812345678"),
                                       XC_STR("13010200001")));
}

static void set_by_name(void **state) {
    static const struct {
        const char *name, *value, *says;
        int code;
    } bad[] = {
        {"sumary", "x", "did you mean summary", XC_EUSAGE},
        {"informant", "x", "there is no field 'informant'", XC_EUSAGE},
        {"severity", "6", "not a number from 1 to 5", XC_EINPUT},
        {"severity", "0", "not a number from 1 to 5", XC_EINPUT},
        {"source", "gossip", "the words are plan 计划, complaint 投诉举报", XC_EINPUT},
        {"状态", "完", "received 已接收", XC_EINPUT},
        {"reply_due", "31 March", "not a date", XC_EINPUT},
    };
    struct xc_error error = {0};
    struct xc_lead lead = good();
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        test_says(xc_lead_set(&lead, xc_str_from(bad[i].name), xc_str_from(bad[i].value),
                              &error),
                  bad[i].code, &error, bad[i].says);
    test_ok(xc_lead_set(&lead, XC_STR("状态"), XC_STR("已交办"), &error), &error);
    test_ok(xc_lead_set(&lead, XC_STR("assigned"), XC_STR("监管科"), &error), &error);
    test_ok(xc_lead_set(&lead, XC_STR("答复期限"), XC_STR("2026年4月1日"), &error),
            &error);
    test_ok(xc_lead_set(&lead, XC_STR("severity"), XC_STR("5"), &error), &error);
    test_ok(xc_lead_set(&lead, XC_STR("source"), XC_STR("media"), &error), &error);
    assert_int_equal(lead.state, XC_LEAD_ASSIGNED);
    assert_int_equal(lead.source, XC_LEAD_MEDIA);
    assert_int_equal(lead.severity, 5);
    assert_int_equal(lead.reply_due, xc_date_make(2026, 4, 1));
    test_ok(xc_lead_set(&lead, XC_STR("reply_due"), XC_STR("-"), &error), &error);
    test_ok(xc_lead_set(&lead, XC_STR("assigned"), XC_STR(""), &error), &error);
    assert_int_equal(lead.reply_due, XC_NO_DATE);
    assert_int_equal(lead.assigned.len, 0);
}

static void comes_back_whole(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_lead *leads, lead = good(), again;
    struct xc_fact fact;
    size_t count;
    uint64_t newest;
    lead.assigned = XC_STR("基金监管科");
    lead.reply_due = xc_date_make(2026, 4, 30);
    lead.visit = XC_STR("v1");
    lead.answer = XC_STR("已查");
    lead.state = XC_LEAD_CHECKED;
    test_ok(xc_lead_fact(&lead, workspace->arena, &fact, &error), &error);
    assert_true(xc_str_is(
        fact.body,
        "{\"answer\":\"已查\",\"assigned\":\"基金监管科\",\"date\":\"2026-03-02\","
        "\"reply_due\":\"2026-04-30\",\"severity\":4,\"source\":\"complaint\","
        "\"state\":\"checked\",\"summary\":\"串换 \\\"药品\\\" \\\\ 冒名\","
        "\"target\":\"P32028200116\",\"visit\":\"v1\"}"));
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_LEAD, &fact, 1, 0,
                               TEST_AT, NULL, &error),
            &error);
    test_ok(xc_leads_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                          &leads, &count, &newest, &error),
            &error);
    assert_int_equal(count, 1);
    assert_true(xc_str_equal(leads->summary, lead.summary));
    assert_true(xc_str_equal(leads->id, lead.id));
    assert_int_equal(leads->reply_due, lead.reply_due);
    assert_int_equal(leads->severity, 4);
    assert_int_equal(leads->state, XC_LEAD_CHECKED);
    assert_int_equal(leads->entry, 0);
    test_ok(xc_lead_fact(leads, workspace->arena, &fact, &error), &error);
    test_ok(xc_lead_read(&fact, workspace->arena, &again, &error), &error);
    assert_true(xc_str_equal(again.answer, lead.answer));
    test_ok(xc_leads_load(workspace->store, XC_STR("32"), XC_NO_INSTANT, workspace->arena,
                          &leads, &count, &newest, &error),
            &error);
    assert_int_equal(count, 0);
    assert_null(leads);
}

/* Only the one way of writing a body is read. */
static void damaged(void **state) {
    static const char *const bodies[] = {
        "",
        "{}",
        "{\"date\":\"2026-03-02\"}",
        "[1]",
#define BODY(more)                                                                       \
    "{\"date\":\"2026-03-02\",\"severity\":1,\"source\":\"plan\",\"state\":"             \
    "\"received\"" more
        BODY(""),
        BODY("}"),
        BODY(",\"target\":\"\"}"),
        BODY(",\"target\":\"T\"} "),
        BODY(",\"target\":\"T\",\"unknown\":1}"),
        BODY(",\"target\":\"T\",\"target\":\"T\"}"),
        BODY(", \"target\":\"T\"}"),
        BODY(",\"target\":7}"),
        BODY(",\"target\":\"T}"),
        BODY(",\"target\":\"T\\n\"}"),
        BODY(",\"target\":\"T\\"),
        "{\"date\":\"2026-3-2\",\"severity\":1,\"source\":\"plan\",\"state\":"
        "\"received\","
        "\"target\":\"T\"}",
        "{\"date\":\"2026-03-02\",\"severity\":6,\"source\":\"plan\",\"state\":"
        "\"received\",\"target\":\"T\"}",
        "{\"date\":\"2026-03-02\",\"severity\":01,\"source\":\"plan\",\"state\":"
        "\"received\",\"target\":\"T\"}",
        "{\"date\":\"2026-03-02\",\"severity\":1,\"source\":\"计划\",\"state\":"
        "\"received\",\"target\":\"T\"}",
        "{\"severity\":1,\"date\":\"2026-03-02\",\"source\":\"plan\",\"state\":"
        "\"received\",\"target\":\"T\"}",
    };
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_lead lead;
    struct xc_fact fact = {.id = XC_STR("L1"),
                           .body = XC_STR(BODY(",\"target\":\"T\"}"))};
    test_ok(xc_lead_read(&fact, workspace->arena, &lead, &error), &error);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        fact.body = xc_str_from(bodies[i]);
        int rc = xc_lead_read(&fact, workspace->arena, &lead, &error);
        if (rc != XC_EENV)
            fail_msg("'%s' is read", bodies[i]);
        test_says(rc, XC_EENV, &error, "lead L1 is damaged");
    }
}

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* XC_FACTS in the environment sets another number and prints the time. */
static void many(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const char *asked = getenv("XC_FACTS");
    size_t most = asked ? (size_t)strtoul(asked, NULL, 10) : 1000, count = 0;
    struct xc_fact *facts = calloc(most, sizeof *facts);
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    struct xc_lead *leads, lead = good();
    char id[32];
    assert_true(facts && arena);
    for (size_t i = 0; i < most; i++) {
        (void)snprintf(id, sizeof id, "L2026-%06zu", i);
        lead.id = xc_str_from(id);
        test_ok(xc_lead_fact(&lead, arena, &facts[i], &error), &error);
    }
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_LEAD, facts, most, 0,
                               TEST_AT, NULL, &error),
            &error);
    double start = seconds();
    test_ok(xc_leads_load(workspace->store, office, XC_NO_INSTANT, arena, &leads, &count,
                          NULL, &error),
            &error);
    if (asked)
        print_message("%zu leads: read in %.3f s\n", most, seconds() - start);
    assert_int_equal(count, most);
    assert_true(xc_str_equal(leads[most - 1].summary, lead.summary));
    xc_arena_free(arena);
    free(facts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(bad_fields),
        cmocka_unit_test(life),
        cmocka_unit_test(informants),
        cmocka_unit_test(set_by_name),
        cmocka_unit_test_setup_teardown(comes_back_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged, setup, teardown),
        cmocka_unit_test_setup_teardown(many, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
