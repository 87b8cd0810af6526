#include "store/outcomes_internal.h"

#include "store/ledger_internal.h"

/* ---- Words ---- */

static const struct {
    enum xc_outcome_result result;
    const char *word;
    const char *chinese[3];
} words[] = {
    {XC_OUTCOME_PASS, "pass", {"合格", "未发现问题", "通过"}},
    {XC_OUTCOME_PROBLEM_FIXED, "problem_fixed", {"已整改", "当场整改", "立行立改"}},
    {XC_OUTCOME_PROBLEM, "problem", {"发现问题", "不合格", "限期整改"}},
    {XC_OUTCOME_SERIOUS, "serious", {"严重问题", "涉嫌欺诈骗保", "移送"}},
    {XC_OUTCOME_CLOSED, "closed", {"关门", "停业", "注销"}},
    {XC_OUTCOME_REFUSED, "refused", {"拒绝检查", "拒绝", NULL}},
    {XC_OUTCOME_NOT_FOUND, "not_found", {"查无此机构", "未找到", "查无下落"}},
};

enum { WORDS = sizeof words / sizeof *words };

const char *xc_outcome_word(enum xc_outcome_result result) {
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].result == result) {
            return words[i].word;
        }
    }
    return "";
}

const char *xc_outcome_chinese(enum xc_outcome_result result) {
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].result == result) {
            return words[i].chinese[0];
        }
    }
    return "";
}

enum xc_outcome_result xc_outcome_parse(struct xc_str word) {
    for (size_t i = 0; i < WORDS; i++) {
        if (xc_str_is(word, words[i].word)) {
            return words[i].result;
        }
        for (size_t k = 0; k < 3 && words[i].chinese[k]; k++) {
            if (xc_str_is(word, words[i].chinese[k])) {
                return words[i].result;
            }
        }
    }
    return 0;
}

/* ---- The entry ---- */

/* The canonical line of an outcome is its columns joined by tabs, and behind them a seal
 * under the workspace's key: whoever is shown a line can find it in the tree, and nobody
 * can find it by trying what it may say. */
int xc_outcomes_text(struct xc_store *store, struct xc_str office, uint64_t entry,
                     struct xc_buffer *text, struct xc_error *error) {
    enum { VALUES = 15 };
    struct xc_buffer line = xc_buffer_make(XC_LEDGER_LINE_BYTES);
    struct xc_query query;
    struct xc_merkle tree;
    xc_merkle_start(&tree, store->hasher);
    int rc = xc_query_open(
        store,
        "SELECT CAST(number AS TEXT), visit, target, date, result, item, findings,"
        " doctor, disposal, CAST(points AS TEXT), CAST(amount AS TEXT), rectify_by,"
        " closed_on, people, at FROM outcome WHERE entry = $1 AND office = $2"
        " ORDER BY number",
        &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, (int64_t)entry);
        xc_query_text(&query, 2, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_digest seal;
        xc_buffer_clear(&line);
        for (int i = 0; i < VALUES; i++) {
            xc_buffer_add(&line, xc_query_get_text(&query, i));
            xc_buffer_putc(&line, '\t');
        }
        rc = xc_bind_seal(&query, 0, VALUES, &seal, error);
        xc_buffer_hex(&line, seal.bytes, XC_DIGEST_BYTES);
        if (rc == XC_OK && line.failed) {
            rc = xc_fail_memory(error);
        }
        xc_merkle_add(&tree, xc_buffer_view(&line));
    }
    xc_query_close(&query);
    xc_buffer_free(&line);
    if (rc == XC_OK && tree.count == 0) {
        rc = xc_fail(error, XC_ENO, "the row is not stored");
    }
    if (rc == XC_OK) {
        struct xc_digest root = xc_merkle_end(&tree);
        xc_buffer_puts(text, "xuncha-outcomes-v1\n");
        xc_buffer_add(text, xc_bind_or_none(office));
        xc_buffer_putc(text, '\n');
        xc_buffer_uint(text, tree.count);
        xc_buffer_putc(text, '\n');
        xc_buffer_hex(text, root.bytes, XC_DIGEST_BYTES);
        rc = xc_buffer_putc(text, '\n') == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

/* ---- Storing ---- */

static int insert(struct xc_query *query, struct xc_str office, uint64_t entry,
                  size_t number, const struct xc_outcome *outcome, xc_instant at,
                  struct xc_error *error) {
    char date[11], rectify[11], closed[11], instant[21];
    xc_query_int(query, 1, (int64_t)entry);
    xc_query_int(query, 2, (int64_t)number);
    xc_query_text(query, 3, office);
    xc_query_text(query, 4, outcome->visit);
    xc_query_text(query, 5, outcome->target);
    xc_query_date(query, 6, outcome->date, date);
    xc_query_text(query, 7, xc_str_from(xc_outcome_word(outcome->result)));
    xc_query_text(query, 8, outcome->item);
    xc_query_text(query, 9, outcome->findings);
    xc_query_text(query, 10, outcome->doctor);
    xc_query_text(query, 11, outcome->disposal);
    xc_query_int(query, 12, outcome->points);
    xc_query_int(query, 13, outcome->amount);
    xc_query_date(query, 14, outcome->rectify_by, rectify);
    xc_query_date(query, 15, outcome->closed_on, closed);
    xc_query_text(query, 16, outcome->people);
    xc_query_instant(query, 17, at, instant);
    return xc_query_run(query, error);
}

/* The rows come first, under the number that their entry will have: nobody else appends
 * inside this transaction. */
static int store_all(struct xc_store *store, struct xc_str office,
                     const struct xc_outcome *outcomes, size_t count, xc_instant at,
                     struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    struct xc_query query = {0};
    uint64_t entry = 0, index = 0;
    int rc = xc_bind_older(store, at, error);
    if (rc == XC_OK) {
        int64_t size = 0;
        rc = xc_store_number(store, "SELECT coalesce(max(number) + 1, 0) FROM ledger",
                             &size, error);
        entry = (uint64_t)size;
    }
    if (rc == XC_OK) {
        rc = xc_query_open(
            store,
            "INSERT INTO outcome (entry, number, office, visit, target, date, result,"
            " item, findings, doctor, disposal, points, amount, rectify_by, closed_on,"
            " people, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
            " $14, $15, $16, $17)",
            &query, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = insert(&query, office, entry, i + 1, &outcomes[i], at, error);
    }
    xc_query_close(&query);
    if (rc == XC_OK) {
        rc = xc_outcomes_text(store, office, entry, &text, error);
    }
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(store, office, at, &view, 1, &index, error);
    }
    if (rc == XC_OK && index != entry) {
        rc = xc_fail(error, XC_EINTERNAL, "outcomes were entered under another number");
    }
    xc_buffer_free(&text);
    return rc;
}

int xc_store_add_outcomes(struct xc_store *store, struct xc_str office,
                          const struct xc_outcome *outcomes, size_t count, xc_instant at,
                          struct xc_error *error) {
    if (count == 0) {
        return XC_OK;
    }
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    return xc_store_finish(store, store_all(store, office, outcomes, count, at, error),
                           error);
}

int xc_store_outcomes_newest(struct xc_store *store, struct xc_str office,
                             uint64_t *newest, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "SELECT coalesce(max(entry) + 2, 1) FROM outcome WHERE office = $1",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *newest = (uint64_t)xc_query_get_int(&query, 0);
    }
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

bool xc_outcome_same(const struct xc_outcome *a, const struct xc_outcome *b) {
    return xc_str_equal(a->visit, b->visit) && xc_str_equal(a->target, b->target) &&
           (a->visit.len > 0 || a->date == b->date);
}
