#include "casework/cases.h"

#include "casework/body.h"
#include "casework/leads.h"

#include <stddef.h>

/* An authority is stored by its word where it has one. */
static const struct {
    struct xc_body_word word;
    struct xc_str english;
} authorities[] = {
    {{1, "enforcement", {"医保行政执法", "行政执法", "医保执法"}},
     XC_STR_INIT("the bureau's enforcement")},
    {{2, "police", {"公安机关", "公安", "公安局"}}, XC_STR_INIT("police")},
    {{3, "discipline", {"纪检监察机关", "纪检监察", "纪委监委"}},
     XC_STR_INIT("discipline inspection")},
    {{4, "health", {"卫生健康部门", "卫生健康", "卫健委"}},
     XC_STR_INIT("health authority")},
    {{5, "market_supervision", {"市场监管部门", "市场监管", "市场监管局"}},
     XC_STR_INIT("market supervision")},
};

enum { AUTHORITIES = sizeof authorities / sizeof *authorities };

static const struct xc_body_field fields[] = {
    {"amount", "金额", XC_BODY_AMOUNT, false, offsetof(struct xc_case, amount),
     1000000000000000, NULL},
    {"closed_on", "办结日期", XC_BODY_DATE, false, offsetof(struct xc_case, closed_on), 0,
     NULL},
    {"decision", "处理决定", XC_BODY_TEXT, false, offsetof(struct xc_case, decision),
     XC_BODY_STORY_BYTES, NULL},
    {"facts", "案情", XC_BODY_TEXT, false, offsetof(struct xc_case, facts),
     XC_BODY_STORY_BYTES, NULL},
    {"found_by", "发现方式", XC_BODY_TEXT, false, offsetof(struct xc_case, found_by),
     XC_BODY_NAME_BYTES, NULL},
    {"lead", "线索", XC_BODY_TEXT, false, offsetof(struct xc_case, lead),
     XC_BODY_ID_BYTES, NULL},
    {"opened", "立案日期", XC_BODY_DATE, true, offsetof(struct xc_case, opened), 0, NULL},
    {"referred_on", "移送日期", XC_BODY_DATE, false,
     offsetof(struct xc_case, referred_on), 0, NULL},
    {"referred_to", "移送机关", XC_BODY_TEXT, false,
     offsetof(struct xc_case, referred_to), XC_BODY_NAME_BYTES, NULL},
    {"replied_on", "答复日期", XC_BODY_DATE, false, offsetof(struct xc_case, replied_on),
     0, NULL},
    {"reply", "答复", XC_BODY_TEXT, false, offsetof(struct xc_case, reply),
     XC_BODY_STORY_BYTES, NULL},
    {"target", "机构", XC_BODY_TEXT, true, offsetof(struct xc_case, target),
     XC_BODY_ID_BYTES, NULL},
    {"visit", "检查任务", XC_BODY_TEXT, false, offsetof(struct xc_case, visit),
     XC_BODY_ID_BYTES, NULL},
    {0},
};

static const struct xc_body_field id_field[] = {
    {"id", "编号", XC_BODY_TEXT, true, offsetof(struct xc_case, id), XC_BODY_ID_BYTES,
     NULL},
    {0},
};

bool xc_case_is_open(const struct xc_case *record, xc_date day) {
    return record->opened <= day &&
           (record->closed_on == XC_NO_DATE || day < record->closed_on);
}

struct xc_str xc_case_authority(struct xc_str referred_to, bool chinese) {
    for (size_t i = 0; i < AUTHORITIES; i++) {
        if (xc_str_is(referred_to, authorities[i].word.word)) {
            return chinese ? xc_str_from(authorities[i].word.chinese[0])
                           : authorities[i].english;
        }
    }
    return referred_to;
}

struct xc_str xc_case_authority_parse(struct xc_str text) {
    for (size_t i = 0; i < AUTHORITIES; i++) {
        const struct xc_body_word one[] = {authorities[i].word, {0}};
        if (xc_body_parse(one, text)) {
            return xc_str_from(authorities[i].word.word);
        }
    }
    return text;
}

/* ---- Checking ---- */

/* What stands together: one without the other says nothing. */
static int check_pairs(const struct xc_case *record, const char **field,
                       struct xc_error *error) {
    if ((record->referred_to.len > 0) != (record->referred_on != XC_NO_DATE)) {
        *field = record->referred_to.len > 0 ? "referred_on" : "referred_to";
        return xc_fail(error, XC_EINPUT, "%s is needed: to whom and when stand together",
                       *field);
    }
    if (record->reply.len > 0 && record->replied_on == XC_NO_DATE) {
        *field = "replied_on";
        return xc_fail(error, XC_EINPUT, "replied_on is needed: when was this answered?");
    }
    if (record->replied_on != XC_NO_DATE && record->referred_on == XC_NO_DATE) {
        *field = "replied_on";
        return xc_fail(error, XC_EINPUT, "replied_on: the case was not referred yet");
    }
    if (record->closed_on != XC_NO_DATE && record->decision.len == 0) {
        *field = "decision";
        return xc_fail(error, XC_EINPUT,
                       "decision is needed: how did the case end, and on what basis?");
    }
    return XC_OK;
}

static int check_dates(const struct xc_case *record, xc_date today, const char **field,
                       struct xc_error *error) {
    const struct {
        const char *name;
        xc_date date;
    } dates[] = {{"opened", record->opened},
                 {"referred_on", record->referred_on},
                 {"replied_on", record->replied_on},
                 {"closed_on", record->closed_on}};
    size_t last = 0;
    char day[11];
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        if (dates[i].date == XC_NO_DATE) {
            continue;
        }
        *field = dates[i].name;
        xc_date_format(dates[i].date, day);
        if (dates[i].date > today) {
            return xc_fail(error, XC_EINPUT, "%s: %s is still to come", *field, day);
        }
        if (dates[i].date < dates[last].date) {
            return xc_fail(error, XC_EINPUT, "%s: %s lies before %s", *field, day,
                           dates[last].name);
        }
        last = i;
    }
    return XC_OK;
}

static int check_before(const struct xc_case *record, const struct xc_case *before,
                        const char **field, struct xc_error *error) {
    char day[11];
    if (!xc_str_equal(record->target, before->target)) {
        *field = "target";
        xc_fail(error, XC_EINPUT, "case %.*s is about target %.*s", XC_PRI(before->id),
                XC_PRI(before->target));
        return xc_hint(error, "another target needs a case of its own");
    }
    if (record->opened != before->opened) {
        *field = "opened";
        xc_date_format(before->opened, day);
        return xc_fail(error, XC_EINPUT, "case %.*s was opened on %s", XC_PRI(before->id),
                       day);
    }
    if (record->closed_on == XC_NO_DATE && before->closed_on != XC_NO_DATE) {
        *field = "closed_on";
        xc_fail(error, XC_EINPUT, "case %.*s is closed", XC_PRI(before->id));
        return xc_hint(error, "a closed case is not opened again: open a new one");
    }
    return XC_OK;
}

int xc_case_check(const struct xc_case *record, const struct xc_case *before,
                  xc_date today, const char **field, struct xc_error *error) {
    int rc = xc_body_check(id_field, record, field, error);
    if (rc == XC_OK) {
        rc = xc_body_check(fields, record, field, error);
    }
    if (rc == XC_OK && xc_lead_names_somebody(record->found_by, record->target)) {
        *field = "found_by";
        xc_fail(error, XC_EINPUT,
                "%s: it holds what looks like a mobile or identity number; who informed "
                "the office is never stored",
                *field);
        rc = xc_hint(error, "leave the number out; the law protects informants");
    }
    if (rc == XC_OK) {
        rc = check_pairs(record, field, error);
    }
    if (rc == XC_OK) {
        rc = check_dates(record, today, field, error);
    }
    return rc == XC_OK && before ? check_before(record, before, field, error) : rc;
}

/* ---- Facts ---- */

int xc_case_set(struct xc_case *record, struct xc_str name, struct xc_str value,
                struct xc_error *error) {
    int rc = xc_body_set(fields, record, name, value, error);
    record->referred_to = xc_case_authority_parse(record->referred_to);
    return rc;
}

int xc_case_fact(const struct xc_case *record, struct xc_arena *arena,
                 struct xc_fact *fact, struct xc_error *error) {
    return xc_body_fact(fields, record, record->id, arena, fact, error);
}

int xc_case_read(const struct xc_fact *fact, struct xc_arena *arena,
                 struct xc_case *record, struct xc_error *error) {
    *record = (struct xc_case){
        .id = fact->id, .entry = fact->entry, .first_entry = fact->first_entry};
    return xc_body_read(fields, fact, "case", arena, record, error);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_case_read(fact, arena, paper, error);
}

int xc_cases_load(struct xc_store *store, struct xc_str office, xc_instant at,
                  struct xc_arena *arena, struct xc_case **cases, size_t *count,
                  uint64_t *newest, struct xc_error *error) {
    void *papers;
    int rc = xc_body_load(store, office, XC_FACT_CASE, XC_STR(""), at, arena,
                          sizeof **cases, read, &papers, count, newest, error);
    *cases = papers;
    return rc;
}
