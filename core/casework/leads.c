#include "casework/leads.h"

#include "casework/body.h"

#include <stddef.h>

_Static_assert(sizeof(enum xc_lead_source) == sizeof(unsigned) &&
                   sizeof(enum xc_lead_state) == sizeof(unsigned),
               "as bodies have words");

/* ---- Words ---- */

static const struct xc_body_word sources[] = {
    {XC_LEAD_PLAN, "plan", {"计划"}},
    {XC_LEAD_COMPLAINT, "complaint", {"投诉举报", "举报", "投诉"}},
    {XC_LEAD_SCREENING, "screening", {"数据筛查", "筛查", "大数据筛查"}},
    {XC_LEAD_MEDIA, "media", {"媒体曝光", "媒体", "舆情"}},
    {XC_LEAD_REGISTER, "register", {"名录变更", "名录"}},
    {XC_LEAD_OTHER, "other", {"其他"}},
    {0},
};

static const struct xc_body_word states[] = {
    {XC_LEAD_RECEIVED, "received", {"已接收", "接收", "待办"}},
    {XC_LEAD_ASSIGNED, "assigned", {"已交办", "交办", "已分派"}},
    {XC_LEAD_CHECKED, "checked", {"已核查", "核查"}},
    {XC_LEAD_ANSWERED, "answered", {"已答复", "答复", "已办结"}},
    {0},
};

const char *xc_lead_source_word(enum xc_lead_source source) {
    return xc_body_word(sources, source);
}

const char *xc_lead_source_chinese(enum xc_lead_source source) {
    return xc_body_chinese(sources, source);
}

enum xc_lead_source xc_lead_source_parse(struct xc_str word) {
    return (enum xc_lead_source)xc_body_parse(sources, word);
}

const char *xc_lead_state_word(enum xc_lead_state state) {
    return xc_body_word(states, state);
}

const char *xc_lead_state_chinese(enum xc_lead_state state) {
    return xc_body_chinese(states, state);
}

enum xc_lead_state xc_lead_state_parse(struct xc_str word) {
    return (enum xc_lead_state)xc_body_parse(states, word);
}

/* ---- The informant ---- */

/* Digits that follow each other, with single blanks or hyphens between groups of them. */
struct digits {
    char digit[18];
    size_t count;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static unsigned number_at(const struct digits *digits, size_t from, size_t len) {
    unsigned number = 0;
    for (size_t i = from; i < from + len; i++) {
        number = number * 10 + (unsigned)(digits->digit[i] - '0');
    }
    return number;
}

static bool is_mobile(const struct digits *digits) {
    return digits->count == 11 && digits->digit[0] == '1' && digits->digit[1] >= '3';
}

/* A birthday stands in the middle. */
static bool is_identity(const struct digits *digits, bool letter) {
    bool longer = digits->count + letter == 18;
    unsigned month = number_at(digits, longer ? 10 : 8, 2);
    unsigned day = number_at(digits, longer ? 12 : 10, 2);
    unsigned year = longer ? number_at(digits, 6, 4) : 1900;
    return (longer || (digits->count == 15 && !letter)) && year >= 1900 && year < 2100 &&
           month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* The digits from `at` on, as many as there are up to 18; *end: behind them. False: more
 * than these. */
static bool gather(struct xc_str text, size_t at, size_t most, struct digits *digits,
                   size_t *end) {
    digits->count = 0;
    while (at < text.len && digits->count < most) {
        bool gap = (text.ptr[at] == ' ' || text.ptr[at] == '-') && digits->count > 0;
        at += gap;
        if (at == text.len || !is_digit(text.ptr[at])) {
            at -= gap;
            break;
        }
        digits->digit[digits->count++] = text.ptr[at++];
    }
    *end = at;
    return at == text.len || !is_digit(text.ptr[at]);
}

/* A country's prefix is no part of a mobile number: +86138…, 0086 138… */
static size_t skip_prefix(struct xc_str text, size_t at) {
    static const struct xc_str prefixes[] = {XC_STR_INIT("0086"), XC_STR_INIT("86")};
    for (size_t i = 0; i < 2; i++) {
        struct xc_str rest = xc_str_slice(text, at, SIZE_MAX);
        if (xc_str_starts(rest, prefixes[i]) && rest.len > prefixes[i].len + 10 &&
            rest.ptr[prefixes[i].len] == '1') {
            return at + prefixes[i].len;
        }
    }
    return at;
}

static bool number_from(struct xc_str text, size_t at) {
    struct digits digits;
    size_t end;
    if ((gather(text, at, 11, &digits, &end) && is_mobile(&digits)) ||
        (gather(text, skip_prefix(text, at), 11, &digits, &end) && is_mobile(&digits))) {
        return true;
    }
    if (gather(text, at, 15, &digits, &end) && is_identity(&digits, false)) {
        return true;
    }
    if (gather(text, at, 17, &digits, &end) && digits.count == 17 && end < text.len &&
        (text.ptr[end] == 'X' || text.ptr[end] == 'x') && is_identity(&digits, true)) {
        return true;
    }
    return gather(text, at, 18, &digits, &end) && digits.count == 18 &&
           is_identity(&digits, false);
}

/* One letter before digits makes them an institution's code, such as P32028200116. */
bool xc_lead_names_somebody(struct xc_str text, struct xc_str except) {
    for (size_t at = 0; at < text.len; at++) {
        bool begins = is_digit(text.ptr[at]) && (at == 0 || !is_digit(text.ptr[at - 1]));
        bool code = at > 0 && is_letter(text.ptr[at - 1]) &&
                    (at == 1 || !is_letter(text.ptr[at - 2]));
        if (begins && except.len &&
            xc_str_starts(xc_str_slice(text, at, SIZE_MAX), except)) {
            at += except.len - 1;
        } else if (begins && !code && number_from(text, at)) {
            return true;
        }
    }
    return false;
}

/* ---- Checking ---- */

static const struct xc_body_field fields[] = {
    {"answer", "答复", XC_BODY_TEXT, false, offsetof(struct xc_lead, answer),
     XC_BODY_STORY_BYTES, NULL},
    {"answered_on", "答复日期", XC_BODY_DATE, false,
     offsetof(struct xc_lead, answered_on), 0, NULL},
    {"assigned", "承办", XC_BODY_TEXT, false, offsetof(struct xc_lead, assigned),
     XC_BODY_NAME_BYTES, NULL},
    {"date", "日期", XC_BODY_DATE, true, offsetof(struct xc_lead, date), 0, NULL},
    {"reply_due", "答复期限", XC_BODY_DATE, false, offsetof(struct xc_lead, reply_due), 0,
     NULL},
    {"severity", "严重程度", XC_BODY_COUNT, true, offsetof(struct xc_lead, severity), 5,
     NULL},
    {"source", "来源", XC_BODY_WORD, true, offsetof(struct xc_lead, source), 0, sources},
    {"state", "状态", XC_BODY_WORD, true, offsetof(struct xc_lead, state), 0, states},
    {"summary", "摘要", XC_BODY_TEXT, false, offsetof(struct xc_lead, summary),
     XC_BODY_STORY_BYTES, NULL},
    {"target", "机构", XC_BODY_TEXT, true, offsetof(struct xc_lead, target),
     XC_BODY_ID_BYTES, NULL},
    {"visit", "检查任务", XC_BODY_TEXT, false, offsetof(struct xc_lead, visit),
     XC_BODY_ID_BYTES, NULL},
    {0},
};

/* The id is not part of the body. */
static const struct xc_body_field id_field[] = {
    {"id", "编号", XC_BODY_TEXT, true, offsetof(struct xc_lead, id), XC_BODY_ID_BYTES,
     NULL},
    {0},
};

bool xc_lead_is_open(const struct xc_lead *lead) {
    return lead->state < XC_LEAD_CHECKED;
}

static int check_informant(const struct xc_lead *lead, const char **field,
                           struct xc_error *error) {
    bool summary = xc_lead_names_somebody(lead->summary, lead->target);
    if (!summary && !xc_lead_names_somebody(lead->answer, lead->target)) {
        return XC_OK;
    }
    *field = summary ? "summary" : "answer";
    xc_fail(error, XC_EINPUT,
            "%s: it holds what looks like a mobile or identity number; who informed the "
            "office is never stored",
            *field);
    return xc_hint(error, "leave the number out; the law protects informants");
}

static int check_life(const struct xc_lead *lead, const char **field,
                      struct xc_error *error) {
    if (lead->reply_due != XC_NO_DATE && lead->reply_due < lead->date) {
        *field = "reply_due";
        return xc_fail(error, XC_EINPUT, "reply_due lies before the lead was received");
    }
    if (lead->state == XC_LEAD_ASSIGNED && lead->assigned.len == 0) {
        *field = "assigned";
        return xc_fail(error, XC_EINPUT, "assigned: to whom?");
    }
    if (lead->answered_on != XC_NO_DATE && lead->state != XC_LEAD_ANSWERED) {
        *field = "answered_on";
        return xc_fail(error, XC_EINPUT, "answered_on: the lead is not answered");
    }
    if (lead->answered_on != XC_NO_DATE && lead->answered_on < lead->date) {
        *field = "answered_on";
        return xc_fail(error, XC_EINPUT, "answered_on lies before the lead was received");
    }
    return XC_OK;
}

static int check_before(const struct xc_lead *lead, const struct xc_lead *before,
                        const char **field, struct xc_error *error) {
    char day[11];
    if (!xc_str_equal(lead->target, before->target)) {
        *field = "target";
        xc_fail(error, XC_EINPUT, "lead %.*s is about target %.*s", XC_PRI(before->id),
                XC_PRI(before->target));
        return xc_hint(error, "another target needs a lead of its own");
    }
    if (lead->date != before->date) {
        *field = "date";
        xc_date_format(before->date, day);
        return xc_fail(error, XC_EINPUT, "lead %.*s was received on %s",
                       XC_PRI(before->id), day);
    }
    if (lead->state < before->state) {
        *field = "state";
        return xc_fail(error, XC_EINPUT, "lead %.*s is %s already, which stays",
                       XC_PRI(before->id), xc_lead_state_word(before->state));
    }
    /* One that comes in answered was answered elsewhere. */
    if (lead->state == XC_LEAD_ANSWERED && before->state != XC_LEAD_ANSWERED &&
        lead->answer.len == 0) {
        *field = "answer";
        return xc_fail(error, XC_EINPUT,
                       "answer: what was answered, or why is the lead closed?");
    }
    return XC_OK;
}

int xc_lead_check(const struct xc_lead *lead, const struct xc_lead *before,
                  const char **field, struct xc_error *error) {
    int rc = xc_body_check(id_field, lead, field, error);
    if (rc == XC_OK) {
        rc = xc_body_check(fields, lead, field, error);
    }
    if (rc == XC_OK && before) {
        rc = check_before(lead, before, field, error);
    }
    if (rc == XC_OK) {
        rc = check_informant(lead, field, error);
    }
    return rc == XC_OK ? check_life(lead, field, error) : rc;
}

/* ---- Facts ---- */

int xc_lead_set(struct xc_lead *lead, struct xc_str name, struct xc_str value,
                struct xc_error *error) {
    return xc_body_set(fields, lead, name, value, error);
}

int xc_lead_fact(const struct xc_lead *lead, struct xc_arena *arena, struct xc_fact *fact,
                 struct xc_error *error) {
    return xc_body_fact(fields, lead, lead->id, arena, fact, error);
}

int xc_lead_read(const struct xc_fact *fact, struct xc_arena *arena, struct xc_lead *lead,
                 struct xc_error *error) {
    *lead = (struct xc_lead){
        .id = fact->id, .entry = fact->entry, .first_entry = fact->first_entry};
    return xc_body_read(fields, fact, "lead", arena, lead, error);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_lead_read(fact, arena, paper, error);
}

int xc_leads_load(struct xc_store *store, struct xc_str office, xc_instant at,
                  struct xc_arena *arena, struct xc_lead **leads, size_t *count,
                  uint64_t *newest, struct xc_error *error) {
    void *papers;
    int rc = xc_body_load(store, office, XC_FACT_LEAD, XC_STR(""), at, arena,
                          sizeof **leads, read, &papers, count, newest, error);
    *leads = papers;
    return rc;
}
