#include "../exchange/helpers.h"
#include "../json_text.h"

#include "programme/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rules_text =
    "{'v':1,'id':'demo-2026','title':'演示','year':2026,'calendar':'cn','office':'320282'"
    ","
    "'stages':[{'id':'annual','title':'全覆盖','plugin':'full_coverage','kind':'coverage'"
    ","
    "'window':['2026-01-05','2026-02-06'],'nature':'agency_check','method':'site',"
    "'basis':'示例','obligations':[{'label':'annual/1',"
    "'targets':{'op':'where','of':{'op':'all','table':'targets'},'field':'status',"
    "'in':['active']},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]}";

struct fixture {
    struct xc_session session;
    struct xc_register *areas;
    struct xc_rehearsal rehearsal;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture.areas = country();
    fixture.session = (struct xc_session){.language = "en"};
    fixture.rehearsal = (struct xc_rehearsal){&fixture.session, fixture.areas,
                                              XC_SOURCE_DIR "/calendars/cn.ics"};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    xc_register_free(fixture->areas);
    return 0;
}

/* count targets in one zone and people in pairs, as rows for the rehearsal. */
static json_t *rows_of(int count, int people) {
    json_t *targets = json_array(), *inspectors = json_array();
    char id[32];
    for (int i = 0; i < count; i++) {
        (void)snprintf(id, sizeof id, "T%04d", i);
        json_array_append_new(targets, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id,
                                                 "name", id, "kind", "pharmacy", "area",
                                                 "320282", "zone", i % 2 ? "东" : "西"));
    }
    for (int i = 0; i < people; i++) {
        (void)snprintf(id, sizeof id, "P%02d", i);
        json_array_append_new(inspectors,
                              json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "name", id,
                                        "roles", "third_party", "area", "320282", "crew",
                                        i / 2 ? "乙" : "甲"));
    }
    return json_pack("{s:o, s:o}", "targets", targets, "inspectors", inspectors);
}

static json_t *rehearse(struct fixture *fixture, json_t *rows) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    json_t *rules = json_text(rules_text), *plan = NULL;
    int rc = xc_rehearse(&fixture->rehearsal, rules, rows, &plan, &error);
    if (rc != XC_OK) {
        xc_error_render(&error, NULL, &text);
        fail_msg("%.*s", (int)text.len, text.ptr);
    }
    xc_buffer_free(&text);
    json_decref(rules);
    json_decref(rows);
    return plan;
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

static void rules_and_rows_become_plan_json(void **state) {
    json_t *plan = rehearse(*state, rows_of(40, 4));
    const json_t *visits = json_object_get(plan, "visits");
    size_t i;
    json_t *visit;
    assert_string_equal(text_of(plan, "programme"), "demo-2026");
    assert_string_equal(text_of(plan, "status"), "draft");
    assert_int_equal(json_array_size(visits), 40);
    assert_int_equal(json_array_size(json_object_get(plan, "unmet")), 0);
    json_array_foreach(visits, i, visit) {
        assert_true(strcmp(text_of(visit, "date"), "2026-01-05") >= 0);
        assert_true(strcmp(text_of(visit, "date"), "2026-02-06") <= 0);
        assert_int_equal(json_array_size(json_object_get(visit, "people")), 2);
        assert_string_equal(text_of(visit, "kind"), "pharmacy");
        assert_string_equal(text_of(visit, "status"), "draft");
        if (i > 0) { /* by date, then id */
            const json_t *before = json_array_get(visits, i - 1);
            int order = strcmp(text_of(before, "date"), text_of(visit, "date"));
            assert_true(order < 0 || (order == 0 && strcmp(text_of(before, "id"),
                                                           text_of(visit, "id")) < 0));
        }
    }
    json_decref(plan);
}

static void what_cannot_fit_is_unmet_with_a_reason(void **state) {
    json_t *plan = rehearse(*state, rows_of(900, 2));
    const json_t *unmet = json_object_get(plan, "unmet");
    assert_true(json_array_size(unmet) > 0);
    assert_int_equal(
        json_array_size(unmet) + json_array_size(json_object_get(plan, "visits")), 900);
    assert_true(strlen(text_of(json_array_get(unmet, 0), "reason")) > 10);
    assert_string_equal(text_of(json_array_get(unmet, 0), "verdict"), "together");
    json_decref(plan);
}

/* Policies' tests see what plan.json says beside the visits. */
static void bounds_and_proofs_are_there(void **state) {
    json_t *plan = rehearse(*state, rows_of(40, 4));
    const json_t *bounds = json_object_get(plan, "bounds");
    json_int_t days = json_integer_value(json_object_get(bounds, "zone_days"));
    assert_true(days > 0);
    assert_true(json_integer_value(json_object_get(bounds, "zone_days_bound")) <= days);
    assert_true(json_is_array(json_object_get(bounds, "tight")));
    assert_int_equal(json_integer_value(
                         json_object_get(json_object_get(bounds, "unserved"), "visits")),
                     0);
    assert_int_equal(json_array_size(json_object_get(plan, "proofs")), 0);
    assert_int_equal(json_array_size(json_object_get(plan, "moved")), 0);
    json_decref(plan);
}

static void the_same_rows_give_the_same_bytes(void **state) {
    json_t *a = rehearse(*state, rows_of(120, 4)), *b = rehearse(*state, rows_of(120, 4));
    assert_true(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

static void bad_rows_are_told(void **state) {
    struct fixture *fixture = *state;
    struct xc_error error = {0};
    json_t *rules = json_text(rules_text), *plan = NULL;
    json_t *rows =
        json_text("{'targets':[{'id':'T1','name':'x','kind':'bakery','area':'320282'}]}");
    assert_int_equal(xc_rehearse(&fixture->rehearsal, rules, rows, &plan, &error),
                     XC_EINPUT);
    assert_null(plan);
    assert_non_null(error.message.id);
    json_decref(rules);
    json_decref(rows);
}

/* ---- What has happened before ---- */

/* Plans the rules with other targets on 2026-01-10 and lists who is visited: "T0000 …".
 */
static void visited(struct fixture *fixture, const char *targets, const char *facts,
                    const char *expected) {
    static const char *const all =
        "{'op':'where','of':{'op':'all','table':'targets'},'field':'status',"
        "'in':['active']}";
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_error error = {0};
    json_t *rules = json_changed(rules_text, all, targets), *rows = rows_of(6, 4),
           *more = json_text(facts);
    json_t *plan = NULL, *visit;
    json_object_set_new(rules, "dues",
                        json_text("[{'id':'self','what':'self_check','each':'target',"
                                  "'when':'on 2026-01-08'}]"));
    json_object_set_new(rules, "ladder",
                        json_text("{'grades':[{'grade':'ok','from':0},{'grade':'bad',"
                                  "'from':8,'failed':true}],'failed_years':2}"));
    json_object_set_new(rows, "as_of", json_string("2026-01-10"));
    json_object_update(rows, more);
    int rc = xc_rehearse(&fixture->rehearsal, rules, rows, &plan, &error);
    if (rc != XC_OK) {
        xc_error_render(&error, NULL, &text);
    }
    size_t i;
    unsigned seen = 0;
    json_array_foreach(json_object_get(plan, "visits"), i, visit) {
        seen |= 1u << (text_of(visit, "target")[4] - '0');
    }
    for (unsigned target = 0; rc == XC_OK && target < 6; target++) {
        if ((seen >> target & 1) != 0) {
            xc_buffer_printf(&text, "%u", target);
        }
    }
    xc_buffer_putc(&text, '\0');
    if (!strstr(text.ptr, expected) || (rc == XC_OK && strcmp(text.ptr, expected) != 0)) {
        fail_msg("%s with %s: expected %s, got %s", targets, facts, expected, text.ptr);
    }
    xc_buffer_free(&text);
    json_decref(rules);
    json_decref(rows);
    json_decref(more);
    json_decref(plan);
}

#define ALL         "{'op':'all','table':'targets'}"
#define PAST(what)  "{'op':'history','of':" ALL ",'what':" what "}"
#define FIELD(rest) "{'op':'where','of':" ALL ",'field':" rest "}"

static void selections_ask_what_rows_say(void **state) {
    const char *const outcomes =
        "{'outcomes':[{'target':'T0001','stage':'annual','result':'problem','points':9,"
        "'date':'2026-01-06'},{'target':'T0002','stage':'other/x','points':9,"
        "'result':'serious','closed_on':'2025-12-30','date':'2025-12-01'},"
        "{'target':'T0002','points':8,'result':'problem_fixed','date':'2024-05-06'},"
        "{'target':'T0003','result':'refused'},{'target':'T0004','stage':'annual'}]}";
    visited(*state, PAST("'visited'"), outcomes, "124");
    visited(*state, PAST("'visited','name':'annual'"), outcomes, "124");
    visited(*state, PAST("'failed','name':'demo-2026/annual'"), outcomes, "1");
    visited(*state, PAST("'failed','name':'other/x'"), outcomes, "2");
    visited(*state, FIELD("'findings','min':1"), outcomes, "1");
    visited(*state, FIELD("'visits','min':1"), outcomes, "14");
    visited(*state, FIELD("'points','min':9"), outcomes, "1");
    visited(*state, FIELD("'failed_years','min':2"), outcomes, "2");
    visited(*state, FIELD("'failed_years','in':['1']"), outcomes, "1");
    visited(*state, FIELD("'last_visit','from':'2025-12-01','to':'2026-01-06'"), outcomes,
            "12");
    const char *const leads =
        "{'leads':[{'target':'T0000','source':'complaint','severity':4},"
        "{'target':'T0003','source':'media'},"
        "{'target':'T0005','source':'complaint','state':'answered','severity':5}]}";
    visited(*state, PAST("'leads'"), leads, "03");
    visited(*state, PAST("'leads','name':'complaint'"), leads, "0");
    visited(*state, FIELD("'severity','min':3"), leads, "03");
    visited(*state, FIELD("'severity','min':4"), leads, "0");
    visited(*state, PAST("'missing','name':'self'"),
            "{'receipts':[{'due':'self','target':'T0001','on':'2026-01-07'},"
            "{'due':'self','target':'T0004'}]}",
            "0235");
    visited(*state, FIELD("'cases','min':1"),
            "{'cases':[{'target':'T0005'},{'target':'T0001','opened':'2025-12-01',"
            "'closed_on':'2026-01-09'}]}",
            "5");
}

static void bad_facts_are_told(void **state) {
    visited(*state, ALL, "{'leads':[{'target':'T0009'}]}",
            "register: leads, row 1: target: the register has no such target");
    visited(*state, ALL, "{'leads':[{'target':'T0001','sourse':'media'}]}",
            "row 1: sourse: there is no such column\n  did you mean \"source\"?");
    visited(*state, ALL, "{'leads':[{'target':'T0001','source':'gossip'}]}",
            "row 1: source: no lead comes from there");
    visited(*state, ALL,
            "{'outcomes':[{'target':'T0001'},{'target':'T0001','result':'x'}]}",
            "outcomes, row 2: result: this is no result");
    visited(*state, ALL, "{'outcomes':[{'target':'T0001','date':'2026-01-11'}]}",
            "date: this day is still to come");
    visited(*state, ALL, "{'outcomes':[{'target':'T0001','points':'many'}]}",
            "points: a whole number");
    visited(*state, ALL, "{'receipts':[{'target':'T0001'}]}",
            "due: the id of a due item");
    visited(*state, ALL, "{'closures':[{'zone':'东','from':'2026-01-12'}]}",
            "closures, row 1: to: a first and a last day");
    visited(*state, ALL, "{'cases':[{'target':'T0001','opened':'yesterday'}]}",
            "opened: a date such as");
    visited(*state, ALL, "{'outcomes':[{'target':'T0001','people':['P1',7]}]}",
            "people: a list of ids");
    visited(*state, ALL, "{'outcomes':[{'target':'T0001','findings':['x']}]}",
            "findings: a text");
}

/* Nobody goes to the eastern zone while it is shut; the odd ones lie there. */
static void closed_zones_are_left_alone(void **state) {
    visited(*state, ALL,
            "{'closures':[{'zone':'东','from':'2026-01-10','to':'2026-02-06',"
            "'reason':'台风'}]}",
            "024");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_and_rows_become_plan_json),
        cmocka_unit_test(what_cannot_fit_is_unmet_with_a_reason),
        cmocka_unit_test(bounds_and_proofs_are_there),
        cmocka_unit_test(the_same_rows_give_the_same_bytes),
        cmocka_unit_test(bad_rows_are_told),
        cmocka_unit_test(selections_ask_what_rows_say),
        cmocka_unit_test(bad_facts_are_told),
        cmocka_unit_test(closed_zones_are_left_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
