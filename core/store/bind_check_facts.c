/* The part about facts. Each row has a seal of its own, so that the one that was changed
 * can be named. */
#include "store/bind_check.h"

#include "store/draws_internal.h"
#include "store/facts_internal.h"

struct rows {
    struct xc_bind_check *check;
    const struct xc_ledger_entry *entry;
    struct xc_str kind;
    uint64_t entered; /* rows, by the entry */
    uint64_t next;    /* the number that the next row should have */
    size_t named;     /* findings */
};

static int tell_missing(struct rows *rows, uint64_t before) {
    uint64_t first = rows->next;
    if (first >= before) {
        return XC_OK;
    }
    rows->next = before;
    rows->named++;
    return xc_bind_tell(rows->check, rows->entry->index,
                        XC_MSG("facts of kind %.*s: number %llu to %llu of %llu were "
                               "entered, but are not stored"),
                        XC_PRI(rows->kind), (unsigned long long)first,
                        (unsigned long long)before - 1,
                        (unsigned long long)rows->entered);
}

static int name_row(struct rows *rows, struct xc_query *query, struct xc_error *found) {
    struct xc_digest seal;
    struct xc_str id = xc_query_get_text(query, 1);
    uint64_t number = (uint64_t)xc_query_get_int(query, XC_FACT_SEALED + 1);
    uint64_t index = rows->entry->index;
    if (number > rows->entered) {
        rows->named++;
        return xc_bind_tell(rows->check, index,
                            XC_MSG("fact %.*s %.*s was added after its entry was made"),
                            XC_PRI(rows->kind), XC_PRI(id));
    }
    int rc = tell_missing(rows, number);
    if (rc == XC_OK) {
        rows->next = number + 1;
        rc = xc_bind_seal(query, 0, XC_FACT_SEALED, &seal, found);
    }
    if (rc == XC_OK && !xc_fact_seal_is(query, XC_FACT_SEALED, &seal)) {
        rows->named++;
        rc = xc_bind_tell(rows->check, index,
                          XC_MSG("fact %.*s %.*s was changed after it was entered"),
                          XC_PRI(rows->kind), XC_PRI(id));
    }
    return rc;
}

/* Which rows are not what the entry says; none: whoever changed them made new seals. */
static int name_rows(struct rows *rows, struct xc_error *found) {
    struct xc_query query;
    int rc = xc_facts_open(rows->check->store, xc_bind_field(rows->entry, 1), rows->kind,
                           rows->entry->index, &query, found);
    while (rc == XC_OK && (rc = xc_query_step(&query, found)) == 1) {
        rc = name_row(rows, &query, found);
    }
    xc_query_close(&query);
    return rc == XC_OK ? tell_missing(rows, rows->entered + 1) : rc;
}

int xc_bind_check_facts(struct xc_bind_check *check,
                        const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_str office = xc_bind_field(entry, 1);
    struct rows rows = {
        .check = check, .entry = entry, .kind = xc_text_line(entry->text, 2), .next = 1};
    (void)xc_str_to_uint(xc_text_line(entry->text, 3), (uint64_t)1 << 40, &rows.entered);
    int rc = xc_facts_text(check->store, office, rows.kind, entry->index, &check->text,
                           &found);
    if (rc == XC_OK && !xc_str_equal(xc_buffer_view(&check->text), entry->text)) {
        rc = name_rows(&rows, &found);
    }
    if (rows.named == 0 || found.code != XC_OK) {
        rc = xc_bind_compare(check, entry, found.code, &found, XC_FACTS_ENTRY);
    }
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""),
                                      "facts %.*s %.*s %llu", XC_PRI(office),
                                      XC_PRI(rows.kind), (unsigned long long)entry->index)
                       : rc;
}

static int row_fact(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    struct xc_str kind = xc_query_get_text(query, 1);
    struct xc_str id = xc_query_get_text(query, 3);
    return xc_bind_marked(check, "facts %.*s %.*s %lld", XC_PRI(office), XC_PRI(kind),
                          (long long)xc_query_get_int(query, 2))
               ? XC_OK
               : xc_bind_tell(check, UINT64_MAX,
                              XC_MSG("fact %.*s %.*s of office %.*s has no ledger entry"),
                              XC_PRI(kind), XC_PRI(id), XC_PRI(office));
}

int xc_bind_check_fact_rows(struct xc_bind_check *check) {
    return xc_bind_each_row(check,
                            "SELECT office, kind, entry, min(id) FROM fact"
                            " GROUP BY office, kind, entry"
                            " ORDER BY office, kind, entry",
                            row_fact);
}
