#include "intake/outcomes_internal.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "casework/disposals.h"
#include "register/words.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>

/* ---- Days ---- */

/* The column that gave the day on which it was done. */
static size_t day_column(const struct xc_outcome_row *row) {
    return row->actual_date != XC_NO_DATE ? XC_OUTCOME_ACTUAL_DATE
           : row->date != XC_NO_DATE      ? XC_OUTCOME_DATE
                                          : XC_OUTCOME_VISIT;
}

/* When the plan that the visit came from was approved; XC_NO_INSTANT: not known. */
static xc_instant approved_at(const struct xc_outcomes_intake *intake,
                              const struct xc_visit *visit) {
    for (size_t i = 0; i < intake->loaded.count && visit->task_count > 0; i++) {
        const struct xc_loaded_plan *plan = &intake->loaded.plans[i];
        if (xc_str_equal(plan->head.programme, visit->tasks[0].programme)) {
            return plan->published_at;
        }
    }
    return XC_NO_INSTANT;
}

/* Nothing is done before it is planned, and nobody may see it before it is approved. */
static int check_against_plan(const struct xc_outcomes_intake *intake,
                              const struct xc_visit *visit, xc_date date,
                              struct xc_error *error) {
    char day[11], planned[11];
    xc_instant approved = approved_at(intake, visit);
    xc_date since = approved == XC_NO_INSTANT
                        ? date
                        : xc_instant_date(approved, intake->offset, NULL);
    xc_date_format(date, day);
    if (date < since) {
        xc_date_format(since, planned);
        return xc_fail(error, XC_EINPUT,
                       "%s lies before %s, when visit %.*s was approved", day, planned,
                       XC_PRI(visit->id));
    }
    if (date < visit->date) {
        xc_date_format(visit->date, planned);
        xc_fail(error, XC_EINPUT, "%s lies before visit %.*s, which is planned for %s",
                day, XC_PRI(visit->id), planned);
        return xc_hint(error, "if it was made earlier, write its target and that day "
                              "instead of the visit, or move the visit first");
    }
    return XC_OK;
}

static int check_days(const struct xc_outcomes_intake *intake,
                      const struct xc_outcome_row *row, const struct xc_visit *visit,
                      const struct xc_outcome *outcome, size_t *column,
                      struct xc_error *error) {
    char day[11];
    *column = day_column(row);
    if (outcome->date > intake->today) {
        xc_date_format(outcome->date, day);
        xc_fail(error, XC_EINPUT, "%s is still to come", day);
        return xc_hint(error, "write the day on which it was done");
    }
    int rc = visit ? check_against_plan(intake, visit, outcome->date, error) : XC_OK;
    if (rc != XC_OK) {
        return rc;
    }
    if (outcome->rectify_by != XC_NO_DATE && outcome->rectify_by < outcome->date) {
        *column = XC_OUTCOME_RECTIFY_BY;
        return xc_fail(error, XC_EINPUT, "the time to rectify ends before the check");
    }
    *column = XC_OUTCOME_CLOSED_ON;
    if (outcome->closed_on != XC_NO_DATE && outcome->closed_on < outcome->date) {
        return xc_fail(error, XC_EINPUT, "it was closed before the check");
    }
    if (outcome->closed_on != XC_NO_DATE && outcome->closed_on > intake->today) {
        xc_date_format(outcome->closed_on, day);
        return xc_fail(error, XC_EINPUT, "%s is still to come", day);
    }
    return XC_OK;
}

/* ---- Texts ---- */

static int check_texts(const struct xc_outcome_row *row, size_t *column,
                       struct xc_error *error) {
    const struct {
        enum xc_outcome_column column;
        struct xc_str text;
    } texts[] = {
        {XC_OUTCOME_ITEM, row->item},
        {XC_OUTCOME_FINDINGS, row->findings},
        {XC_OUTCOME_DOCTOR, row->doctor},
        {XC_OUTCOME_DISPOSAL, row->disposal},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!xc_utf8_valid(texts[i].text, NULL) ||
            xc_utf8_forbidden(texts[i].text) != 0 || texts[i].text.len > 8192) {
            *column = texts[i].column;
            return xc_fail(error, XC_EINPUT,
                           "the text holds invisible characters or more than 8192 bytes");
        }
    }
    return XC_OK;
}

/* ---- People ---- */

/* Sheets name people; a name that one of them has is as good as an id. */
static int learn_names(struct xc_outcomes_intake *intake, struct xc_error *error) {
    const struct xc_register *reg = intake->reg;
    intake->names_known = true;
    for (uint32_t row = 0; row < reg->people.count; row++) {
        struct xc_str name = xc_register_text(reg, reg->people.name[row]);
        uint32_t other;
        if (xc_lookup_get(&intake->names, name, &other)) {
            if (!xc_lookup_get(&intake->names_twice, name, &other) &&
                xc_lookup_put(&intake->names_twice, name, row) != XC_OK) {
                return xc_fail_memory(error);
            }
        } else if (xc_lookup_put(&intake->names, name, row) != XC_OK) {
            return xc_fail_memory(error);
        }
    }
    return XC_OK;
}

static int find_person(struct xc_outcomes_intake *intake, struct xc_str text,
                       struct xc_str *id, struct xc_error *error) {
    const struct xc_register *reg = intake->reg;
    uint32_t row = xc_register_find_person(reg, text), other;
    if (row == XC_NO_ROW) {
        int rc = intake->names_known ? XC_OK : learn_names(intake, error);
        if (rc != XC_OK) {
            return rc;
        }
        if (xc_lookup_get(&intake->names_twice, text, &other)) {
            return xc_fail(error, XC_EINPUT,
                           "several people are named '%.*s': write the id", XC_PRI(text));
        }
        if (!xc_lookup_get(&intake->names, text, &row)) {
            xc_fail(error, XC_EINPUT, "there is no person '%.*s'", XC_PRI(text));
            return xc_hint(error, "write ids or names as the register has them, with "
                                  "commas between them");
        }
    }
    *id = xc_register_text(reg, reg->people.id[row]);
    return XC_OK;
}

int xc_outcomes_people(struct xc_outcomes_intake *intake, struct xc_str people,
                       struct xc_str *ids, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_str rest = people, id = {0};
    int rc = XC_OK;
    while (rest.len > 0 && rc == XC_OK) {
        struct xc_str one = xc_str_trim(xc_str_cut(&rest, ','));
        rc = one.len > 0 ? find_person(intake, one, &id, error) : XC_OK;
        if (rc == XC_OK && one.len > 0) {
            xc_buffer_puts(&text, text.len ? "," : "");
            xc_buffer_add(&text, id);
        }
    }
    *ids = rc == XC_OK && !text.failed
               ? xc_arena_copy(intake->arena, xc_buffer_view(&text))
               : (struct xc_str){0};
    xc_buffer_free(&text);
    return rc == XC_OK && !ids->ptr ? xc_fail_memory(error) : rc;
}

/* By role, or by a certificate of law enforcement. */
static bool is_officer(const struct xc_register *reg, uint32_t person) {
    return person != XC_NO_ROW &&
           ((reg->people.roles[person] >> XC_ROLE_OFFICER & 1) != 0 ||
            xc_register_text(reg, reg->people.certificate[person]).len > 0);
}

/* The law wants two of them on an enforcement check; it is noted, because it happened. */
static void note_officers(struct xc_outcomes_intake *intake,
                          const struct xc_outcome_row *row, const struct xc_visit *visit,
                          struct xc_str people) {
    struct xc_str rest = people;
    struct xc_message note;
    unsigned officers = 0;
    if (!visit || visit->nature != XC_NATURE_ENFORCEMENT || rest.len == 0) {
        return;
    }
    while (rest.len > 0) {
        officers += is_officer(
            intake->reg, xc_register_find_person(intake->reg, xc_str_cut(&rest, ',')));
    }
    if (officers >= 2) {
        return;
    }
    if (row->line > 0) {
        xc_message_set(&note,
                       "line %u: visit %.*s was an enforcement check, which takes two "
                       "officers (执法人员); officers among those who came: %u",
                       row->line, XC_PRI(visit->id), officers);
    } else {
        xc_message_set(&note,
                       "visit %.*s was an enforcement check, which takes two officers "
                       "(执法人员); officers among those who came: %u",
                       XC_PRI(visit->id), officers);
    }
    xc_outcomes_note(intake, &note);
}

/* ---- Checklists ---- */

static int refuse_item(const struct xc_outcomes_intake *intake, struct xc_str item,
                       const struct xc_str *asked, size_t count, enum xc_kind kind,
                       struct xc_error *error) {
    bool chinese = intake->session->language && intake->session->language[0] == 'z';
    struct xc_str near = xc_suggest(item, asked, count);
    xc_fail(error, XC_EINPUT, "'%.*s' is on no checklist for this kind (%s)",
            XC_PRI(item),
            chinese ? xc_words_chinese(XC_WORDS_KIND, kind)
                    : xc_words_english(XC_WORDS_KIND, kind));
    return near.len > 0 ? xc_hint(error, "did you mean %.*s?", XC_PRI(near))
                        : xc_hint(error, "its first item is %.*s", XC_PRI(asked[0]));
}

struct asked {
    struct xc_str items[2048];
    size_t count;
};

static void ask(void *context, struct xc_str item) {
    struct asked *asked = context;
    if (asked->count < sizeof asked->items / sizeof *asked->items) {
        asked->items[asked->count++] = item;
    }
}

static bool is_asked(const struct asked *asked, struct xc_str item) {
    for (size_t i = 0; i < asked->count; i++) {
        if (xc_str_equal(asked->items[i], item)) {
            return true;
        }
    }
    return false;
}

/* Where the office asks anything of a kind, nothing else is answered but what the rules
 * of the visit ask. */
static int check_items(const struct xc_outcomes_intake *intake,
                       const struct xc_visit *visit, struct xc_str target,
                       struct xc_str items, struct xc_error *error) {
    struct asked asked;
    struct xc_str rest = items;
    uint32_t row = xc_register_find_target(intake->reg, target);
    enum xc_kind kind =
        row == XC_NO_ROW ? XC_KIND_NONE : (enum xc_kind)intake->reg->targets.kind[row];
    asked.count = 0;
    for (size_t i = 0; i < intake->item_count; i++) {
        if (xc_check_item_asks(&intake->items[i], kind)) {
            ask(&asked, intake->items[i].item);
        }
    }
    if (asked.count == 0) {
        return XC_OK;
    }
    if (visit) {
        xc_visit_items(&intake->loaded, visit, ask, &asked);
    }
    if (is_asked(&asked, items)) {
        return XC_OK;
    }
    while (rest.len > 0) {
        struct xc_str item = xc_str_trim(xc_str_cut(&rest, ','));
        if (!is_asked(&asked, item)) {
            return refuse_item(intake, item, asked.items, asked.count, kind, error);
        }
    }
    return XC_OK;
}

/* ---- All of it ---- */

static int check_result(const struct xc_outcome_row *row,
                        const struct xc_outcome *outcome, size_t *column,
                        struct xc_error *error) {
    *column = XC_OUTCOME_RESULT;
    if (outcome->result != 0) {
        return XC_OK;
    }
    if (row->result.len == 0) {
        xc_fail(error, XC_EINPUT,
                "other cells of this row are filled in, but not its "
                "result");
        return xc_hint(error,
                       "write the result too, or empty the row's other cells: rows "
                       "that nobody filled in are left out");
    }
    xc_fail(error, XC_EINPUT, "'%.*s' is not a result", XC_PRI(row->result));
    return xc_hint(error, "the results are pass 合格, problem_fixed 已整改, problem "
                          "发现问题, serious 严重问题, closed 关门, refused 拒绝检查, "
                          "not_found 查无此机构");
}

static int check_case(const struct xc_outcome_row *row, const struct xc_outcome *outcome,
                      size_t *column, struct xc_error *error) {
    *column = XC_OUTCOME_CASE;
    if (!row->opens_case || xc_disposal_refers(outcome->disposal) ||
        (outcome->result == XC_OUTCOME_SERIOUS && outcome->amount > 0)) {
        return XC_OK;
    }
    xc_fail(error, XC_EINPUT,
            "a case is opened by what is referred (refer 移送), or by "
            "a serious problem with an amount");
    return xc_hint(error, "open others by hand: xuncha case add --target %.*s",
                   XC_PRI(outcome->target));
}

int xc_outcomes_check(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                      const struct xc_visit *visit, const struct xc_outcome *outcome,
                      size_t *column, struct xc_error *error) {
    int rc = check_result(row, outcome, column, error);
    if (rc == XC_OK) {
        rc = check_days(intake, row, visit, outcome, column, error);
    }
    if (rc == XC_OK) {
        rc = check_texts(row, column, error);
    }
    if (rc == XC_OK) {
        *column = XC_OUTCOME_ITEM;
        rc = check_items(intake, visit, outcome->target, row->item, error);
    }
    if (rc == XC_OK) {
        rc = check_case(row, outcome, column, error);
    }
    if (rc == XC_OK) {
        note_officers(intake, row, visit, outcome->people);
    }
    return rc;
}
