#include "store/bind_check.h"

#include "store/draws_internal.h"
#include "store/facts_internal.h"

#include <stdarg.h>
#include <stdlib.h>

enum { WHAT_BYTES = 512 };

struct xc_bind_check *xc_bind_check_new(struct xc_store *store,
                                        int (*problem)(void *context, uint64_t index,
                                                       const struct xc_message *message),
                                        void *context, struct xc_error *error) {
    struct xc_bind_check *check = calloc(1, sizeof *check);
    if (!check) {
        return NULL;
    }
    *check = (struct xc_bind_check){
        .store = store,
        .problem = problem,
        .context = context,
        .error = error,
        .keys = xc_keys_new(),
        .sets = xc_keys_new(),
        .key = xc_buffer_make(4096),
        .text = xc_buffer_make(XC_LEDGER_TEXT_BYTES),
    };
    if (!check->keys || !check->sets) {
        xc_bind_check_free(check);
        return NULL;
    }
    return check;
}

void xc_bind_check_free(struct xc_bind_check *check) {
    if (check) {
        xc_keys_free(check->keys);
        xc_keys_free(check->sets);
        xc_buffer_free(&check->key);
        xc_buffer_free(&check->text);
        free(check);
    }
}

/* ---- Findings and marks ---- */

int xc_bind_tell(struct xc_bind_check *check, uint64_t index, const char *format, ...) {
    struct xc_message message;
    va_list args;
    va_start(args, format);
    xc_message_setv(&message, format, args);
    va_end(args);
    return check->problem(check->context, index, &message);
}

static int make_key(struct xc_bind_check *check, const char *format, va_list args) {
    struct xc_message message;
    xc_message_setv(&message, format, args);
    xc_buffer_clear(&check->key);
    return xc_message_render(&message, NULL, &check->key);
}

int xc_bind_mark(struct xc_bind_check *check, uint64_t index, struct xc_str text,
                 const char *format, ...) {
    bool added;
    va_list args;
    va_start(args, format);
    int rc = make_key(check, format, args);
    va_end(args);
    struct xc_key *key =
        rc == XC_OK ? xc_keys_put(check->keys, xc_buffer_view(&check->key), &added)
                    : NULL;
    if (!key) {
        return xc_fail_memory(check->error);
    }
    key->number = index;
    key->text = XC_STR("");
    if (text.len) {
        key->text = xc_keys_copy(check->keys, text);
    }
    return key->text.ptr ? XC_OK : xc_fail_memory(check->error);
}

struct xc_key *xc_bind_marked(struct xc_bind_check *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int rc = make_key(check, format, args);
    va_end(args);
    return rc == XC_OK ? xc_keys_find(check->keys, xc_buffer_view(&check->key)) : NULL;
}

/* What the database says on the way is a finding too; only memory stops. */
static int finding(struct xc_bind_check *check, uint64_t index, int rc,
                   const struct xc_error *found) {
    if (rc == XC_OK) {
        return XC_OK;
    }
    return rc == XC_ENOMEM ? xc_fail_memory(check->error)
                           : check->problem(check->context, index, &found->message);
}

int xc_bind_compare(struct xc_bind_check *check, const struct xc_ledger_entry *entry,
                    int rc, const struct xc_error *found, const char *what) {
    struct xc_str now = xc_buffer_view(&check->text);
    if (rc == XC_ENO) {
        return xc_bind_tell(check, entry->index,
                            XC_MSG("%s was entered, but is not stored"), what);
    }
    if (rc != XC_OK || xc_str_equal(now, entry->text)) {
        return finding(check, entry->index, rc, found);
    }
    for (unsigned line = 1;; line++) {
        struct xc_str stored = xc_text_line(now, line);
        struct xc_str entered = xc_text_line(entry->text, line);
        if (!xc_str_equal(stored, entered) || (stored.len == 0 && entered.len == 0)) {
            return xc_bind_tell(
                check, entry->index,
                XC_MSG("%s was changed after it was entered: line %u of the "
                       "entry says %.*s, what is stored gives %.*s"),
                what, line + 1, XC_PRI(xc_bind_or_none(entered)),
                XC_PRI(xc_bind_or_none(stored)));
        }
    }
}

static int nothing(void *context, struct xc_str line) {
    (void)context;
    (void)line;
    return XC_OK;
}

int xc_bind_check_set(struct xc_bind_check *check, uint64_t index, struct xc_str set,
                      const char *what) {
    struct xc_error found = {0};
    bool added;
    struct xc_key *key = xc_keys_put(check->sets, set, &added);
    if (!key) {
        return xc_fail_memory(check->error);
    }
    if (added) {
        int rc = xc_store_each_of_set(check->store, set, nothing, NULL, &found);
        if (rc == XC_ENOMEM) {
            return xc_fail_memory(check->error);
        }
        key->number = rc != XC_OK;
    }
    return key->number == 0
               ? XC_OK
               : xc_bind_tell(
                     check, index,
                     XC_MSG("%s: its stored lines do not match their digest %.*s"), what,
                     XC_PRI(set));
}

int xc_bind_check_rules(struct xc_bind_check *check, uint64_t index, struct xc_str digest,
                        const char *what) {
    struct xc_error found = {0};
    struct xc_query query;
    bool added, sound = false;
    struct xc_key *key = xc_keys_put(check->sets, digest, &added);
    if (!key) {
        return xc_fail_memory(check->error);
    }
    if (added) {
        int rc = xc_query_open(
            check->store, "SELECT document FROM rules WHERE digest = $1", &query, &found);
        if (rc == XC_OK) {
            xc_query_text(&query, 1, digest);
            rc = xc_query_step(&query, &found);
        }
        if (rc == 1) {
            sound = xc_store_hash_is(check->store, xc_query_get_text(&query, 0), digest);
        }
        xc_query_close(&query);
        if (rc == XC_ENOMEM) {
            return xc_fail_memory(check->error);
        }
        key->number = !sound;
    }
    return key->number == 0
               ? XC_OK
               : xc_bind_tell(
                     check, index,
                     XC_MSG("%s: its stored rules do not match their digest %.*s"), what,
                     XC_PRI(digest));
}

/* ---- Entries ---- */

struct xc_str xc_bind_field(const struct xc_ledger_entry *entry, unsigned line) {
    struct xc_str text = xc_text_line(entry->text, line);
    return xc_str_is(text, "-") ? XC_STR("") : text;
}

static int64_t number_of(const struct xc_ledger_entry *entry, unsigned line) {
    uint64_t number = 0;
    return xc_str_to_uint(xc_text_line(entry->text, line), INT64_MAX, &number)
               ? (int64_t)number
               : 0;
}

static void name_row(char what[WHAT_BYTES], const char *format, ...) XC_PRINTF(2, 3);

/* The row that an entry is about, as messages name it: the same in every language. */
static void name_row(char what[WHAT_BYTES], const char *format, ...) {
    struct xc_message message;
    struct xc_buffer text = xc_buffer_make(WHAT_BYTES - 1);
    size_t len = 0;
    va_list args;
    va_start(args, format);
    xc_message_setv(&message, format, args);
    va_end(args);
    (void)xc_message_render(&message, NULL, &text);
    for (; len < text.len; len++) {
        what[len] = text.ptr[len];
    }
    what[len] = '\0';
    xc_buffer_free(&text);
}

static int check_register(struct xc_bind_check *check,
                          const struct xc_ledger_entry *entry) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1);
    int64_t number = number_of(entry, 2);
    struct xc_snapshot snapshot = {0};
    name_row(what, "xuncha-register-v1 %.*s %lld", XC_PRI(office), (long long)number);
    int rc = xc_bind_register_text(check->store, office, number, &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, what);
    struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
    if (rc == XC_OK && !arena) {
        rc = xc_fail_memory(check->error);
    }
    if (rc == XC_OK && xc_store_snapshot(check->store, office, number ? number : -1,
                                         arena, &snapshot, &found) == XC_OK) {
        rc = finding(check, entry->index,
                     xc_store_check_head(check->store, &snapshot, &found), &found);
        for (int table = 0; table < XC_TABLE_COUNT && rc == XC_OK; table++) {
            rc = xc_bind_check_set(check, entry->index, snapshot.tables[table], what);
        }
    }
    xc_arena_free(arena);
    return rc == XC_OK
               ? xc_bind_mark(check, entry->index, XC_STR(""), "register %.*s %lld",
                              XC_PRI(office), (long long)number)
               : rc;
}

static int check_plan(struct xc_bind_check *check, const struct xc_ledger_entry *entry) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1), programme = xc_bind_field(entry, 2);
    int64_t number = number_of(entry, 3);
    name_row(what, "xuncha-plan-v1 %.*s %.*s %lld", XC_PRI(office), XC_PRI(programme),
             (long long)number);
    int rc =
        xc_bind_plan_text(check->store, office, programme, number, &check->text, &found);
    bool stored = rc == XC_OK;
    rc = xc_bind_compare(check, entry, rc, &found, what);
    if (rc == XC_OK && stored) {
        struct xc_str now = xc_buffer_view(&check->text);
        rc = xc_bind_check_rules(check, entry->index, xc_text_line(now, 4), what);
        if (rc == XC_OK) {
            rc = xc_bind_check_set(check, entry->index, xc_text_line(now, 6), what);
        }
    }
    return rc == XC_OK
               ? xc_bind_mark(check, entry->index, XC_STR(""), "plan %.*s %.*s %lld",
                              XC_PRI(office), XC_PRI(programme), (long long)number)
               : rc;
}

static int check_approval(struct xc_bind_check *check,
                          const struct xc_ledger_entry *entry) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1), programme = xc_bind_field(entry, 2);
    struct xc_str until = xc_bind_field(entry, 4);
    int64_t number = number_of(entry, 3);
    name_row(what, "xuncha-approve-v1 %.*s %.*s %lld", XC_PRI(office), XC_PRI(programme),
             (long long)number);
    int rc = xc_bind_approval_text(check->store, office, programme, number, until,
                                   &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, what);
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""),
                                      "approval %.*s %.*s %lld %.*s", XC_PRI(office),
                                      XC_PRI(programme), (long long)number, XC_PRI(until))
                       : rc;
}

/* Changes are entered in one run per plan: the mark of a plan counts them. */
static int check_replan(struct xc_bind_check *check,
                        const struct xc_ledger_entry *entry) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1);
    struct xc_bind_replan replan = {xc_bind_field(entry, 2), number_of(entry, 3),
                                    number_of(entry, 4), number_of(entry, 5),
                                    number_of(entry, 6)};
    long long plan = (long long)replan.plan;
    name_row(what, "xuncha-replan-v1 %.*s %.*s %lld", XC_PRI(office),
             XC_PRI(replan.programme), plan);
    int rc = xc_bind_replan_text(check->store, office, &replan, &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, what);
    if (rc == XC_OK && replan.replan) {
        rc = xc_bind_mark(check, entry->index, XC_STR(""), "replan %.*s %.*s %lld %lld",
                          XC_PRI(office), XC_PRI(replan.programme), plan,
                          (long long)replan.replan);
    }
    if (rc == XC_OK && replan.last) {
        rc = xc_bind_mark(check, (uint64_t)replan.last, XC_STR(""),
                          "changes %.*s %.*s %lld", XC_PRI(office),
                          XC_PRI(replan.programme), plan);
    }
    return rc;
}

/* Only the newest value of a setting is kept, so it is compared at the end. */
static int check_setting(struct xc_bind_check *check,
                         const struct xc_ledger_entry *entry) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1), name = xc_bind_field(entry, 2);
    name_row(what, "xuncha-settings-v1 %.*s %.*s", XC_PRI(office), XC_PRI(name));
    int rc = xc_bind_setting_text(check->store, office, name, &check->text, &found);
    if (rc != XC_OK) {
        rc = xc_bind_compare(check, entry, rc, &found, what);
    }
    return rc == XC_OK ? xc_bind_mark(check, entry->index, entry->text,
                                      "setting %.*s %.*s", XC_PRI(office), XC_PRI(name))
                       : rc;
}

/* The same. An office without days left has none of them stored, which its text says. */
static int check_days(struct xc_bind_check *check, const struct xc_ledger_entry *entry) {
    struct xc_str office = xc_bind_field(entry, 1);
    return xc_bind_mark(check, entry->index, entry->text, "days %.*s", XC_PRI(office));
}

int xc_bind_check_entry(struct xc_bind_check *check,
                        const struct xc_ledger_entry *entry) {
    static const struct {
        const char *kind;
        int (*check)(struct xc_bind_check *check, const struct xc_ledger_entry *entry);
    } kinds[] = {
        {"xuncha-register-v1", check_register}, {"xuncha-plan-v1", check_plan},
        {"xuncha-approve-v1", check_approval},  {"xuncha-replan-v1", check_replan},
        {"xuncha-settings-v1", check_setting},  {XC_BIND_DAYS, check_days},
        {XC_FACTS_ENTRY, xc_bind_check_facts},
    };
    struct xc_str kind = xc_text_line(entry->text, 0);
    xc_buffer_clear(&check->text);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (xc_str_is(kind, kinds[i].kind)) {
            return kinds[i].check(check, entry);
        }
    }
    return xc_bind_check_draw_entry(check, entry);
}

/* ---- Rows without entries ---- */

int xc_bind_each_row(struct xc_bind_check *check, const char *sql,
                     int (*row)(struct xc_bind_check *check, struct xc_query *query)) {
    struct xc_error found = {0};
    struct xc_query query;
    int rc = xc_query_open(check->store, sql, &query, &found);
    while (rc == XC_OK && (rc = xc_query_step(&query, &found)) == 1) {
        rc = row(check, &query);
        if (rc != XC_OK) {
            xc_query_close(&query);
            return rc;
        }
    }
    xc_query_close(&query);
    return finding(check, UINT64_MAX, rc, &found);
}

static int row_register(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    long long number = (long long)xc_query_get_int(query, 1);
    return xc_bind_marked(check, "register %.*s %lld", XC_PRI(office), number)
               ? XC_OK
               : xc_bind_tell(check, UINT64_MAX,
                              XC_MSG("register %lld of office %.*s has no ledger entry"),
                              number, XC_PRI(office));
}

static int row_plan(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    long long number = (long long)xc_query_get_int(query, 2);
    return xc_bind_marked(check, "plan %.*s %.*s %lld", XC_PRI(office), XC_PRI(programme),
                          number)
               ? XC_OK
               : xc_bind_tell(
                     check, UINT64_MAX,
                     XC_MSG("plan %lld of programme %.*s of office %.*s has no ledger "
                            "entry"),
                     number, XC_PRI(programme), XC_PRI(office));
}

static int row_approval(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    struct xc_str until = xc_query_get_text(query, 3);
    long long number = (long long)xc_query_get_int(query, 2);
    return xc_bind_marked(check, "approval %.*s %.*s %lld %.*s", XC_PRI(office),
                          XC_PRI(programme), number, XC_PRI(until))
               ? XC_OK
               : xc_bind_tell(
                     check, UINT64_MAX,
                     XC_MSG("an approval of plan %lld of programme %.*s of office "
                            "%.*s has no ledger entry"),
                     number, XC_PRI(programme), XC_PRI(office));
}

static int tell_replan(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    return xc_bind_tell(
        check, UINT64_MAX,
        XC_MSG("a change of plan %lld of programme %.*s of office %.*s has no "
               "ledger entry"),
        (long long)xc_query_get_int(query, 2), XC_PRI(programme), XC_PRI(office));
}

static int row_replan(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    return xc_bind_marked(check, "replan %.*s %.*s %lld %lld", XC_PRI(office),
                          XC_PRI(programme), (long long)xc_query_get_int(query, 2),
                          (long long)xc_query_get_int(query, 3))
               ? XC_OK
               : tell_replan(check, query);
}

static int row_changes(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    int64_t newest = xc_query_get_int(query, 3), count = xc_query_get_int(query, 4);
    struct xc_key *key =
        xc_bind_marked(check, "changes %.*s %.*s %lld", XC_PRI(office), XC_PRI(programme),
                       (long long)xc_query_get_int(query, 2));
    return key && key->number == (uint64_t)newest && count == newest
               ? XC_OK
               : tell_replan(check, query);
}

/* Compares the newest entry about a row, whose text rc says was written, with it. */
static int compare_newest(struct xc_bind_check *check, const struct xc_key *newest,
                          int rc, const struct xc_error *found, const char *what) {
    if (!newest) {
        return xc_bind_tell(check, UINT64_MAX, XC_MSG("%s has no ledger entry"), what);
    }
    struct xc_ledger_entry entry = {.index = newest->number, .text = newest->text};
    return xc_bind_compare(check, &entry, rc, found, what);
}

static int row_setting(struct xc_bind_check *check, struct xc_query *query) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str name = xc_query_get_text(query, 1);
    struct xc_key *key =
        xc_bind_marked(check, "setting %.*s %.*s", XC_PRI(office), XC_PRI(name));
    name_row(what, "xuncha-settings-v1 %.*s %.*s", XC_PRI(office), XC_PRI(name));
    xc_buffer_clear(&check->text);
    int rc = xc_bind_setting_text(check->store, office, name, &check->text, &found);
    return compare_newest(check, key, rc, &found, what);
}

static int row_days(struct xc_bind_check *check, struct xc_query *query) {
    char what[WHAT_BYTES];
    struct xc_error found = {0};
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_key *key = xc_bind_marked(check, "days %.*s", XC_PRI(office));
    struct xc_str shown = xc_bind_or_none(office);
    name_row(what, XC_BIND_DAYS " %.*s", XC_PRI(shown));
    xc_buffer_clear(&check->text);
    int rc = xc_bind_days_text(check->store, office, &check->text, &found);
    return compare_newest(check, key, rc, &found, what);
}

/* Columns of a plan that follow from others and so stand in no entry. */
static int row_status(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str programme = xc_query_get_text(query, 1);
    long long number = (long long)xc_query_get_int(query, 2);
    struct xc_key *key = xc_bind_marked(check, "plan %.*s %.*s %lld", XC_PRI(office),
                                        XC_PRI(programme), number);
    return xc_bind_tell(
        check, key ? key->number : UINT64_MAX,
        XC_MSG("plan %lld of programme %.*s of office %.*s: its status is not "
               "what its approvals make of it"),
        number, XC_PRI(programme), XC_PRI(office));
}

static const char plans_unlike_approvals[] =
    "SELECT plan.office, plan.programme, plan.number FROM plan"
    " LEFT JOIN approval AS newest ON newest.office = plan.office"
    " AND newest.programme = plan.programme AND newest.plan = plan.number"
    " AND newest.until = (SELECT until FROM approval WHERE approval.office = plan.office"
    " AND approval.programme = plan.programme AND approval.plan = plan.number"
    " ORDER BY until = '' DESC, until DESC LIMIT 1)"
    " WHERE plan.approved_by <> coalesce(newest.approved_by, '')"
    " OR plan.approved_at <> coalesce(newest.at, '')"
    " OR plan.approved_until <> coalesce(newest.until, '')"
    " OR plan.status <> CASE WHEN newest.plan IS NOT NULL THEN 2"
    " WHEN plan.number = (SELECT max(number) FROM plan AS other"
    " WHERE other.office = plan.office AND other.programme = plan.programme) THEN 1"
    " ELSE 3 END ORDER BY 1, 2, 3";

int xc_bind_check_rest(struct xc_bind_check *check) {
    static const struct {
        const char *sql;
        int (*row)(struct xc_bind_check *check, struct xc_query *query);
    } tables[] = {
        {"SELECT office, number FROM snapshot ORDER BY office, number", row_register},
        {"SELECT office, programme, number FROM plan ORDER BY office, programme, number",
         row_plan},
        {"SELECT office, programme, plan, until FROM approval"
         " ORDER BY office, programme, plan, until",
         row_approval},
        {"SELECT office, programme, plan, number FROM replan"
         " ORDER BY office, programme, plan, number",
         row_replan},
        {"SELECT office, programme, plan, max(number), count(*) FROM visit_change"
         " GROUP BY office, programme, plan ORDER BY office, programme, plan",
         row_changes},
        {"SELECT office, name FROM setting WHERE NOT (office = '' AND name ="
         " '" XC_BIND_KEY_SETTING "') ORDER BY office, name",
         row_setting},
        {"SELECT office FROM day UNION SELECT office FROM day_year"
         " UNION SELECT office FROM ledger WHERE body LIKE '" XC_BIND_DAYS
         "%' ORDER BY 1",
         row_days},
        {plans_unlike_approvals, row_status},
    };
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && rc == XC_OK; i++) {
        rc = xc_bind_each_row(check, tables[i].sql, tables[i].row);
    }
    if (rc == XC_OK) {
        rc = xc_bind_check_draw_rows(check);
    }
    return rc == XC_OK ? xc_bind_check_fact_rows(check) : rc;
}
