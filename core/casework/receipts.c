#include "casework/papers.h"

#include "casework/body.h"

#include <stddef.h>

static const struct xc_body_field fields[] = {
    {"due", NULL, XC_BODY_TEXT, true, offsetof(struct xc_receipt, due), XC_FACT_ID_BYTES,
     NULL},
    {"on", NULL, XC_BODY_DATE, true, offsetof(struct xc_receipt, on), 0, NULL},
    {"programme", NULL, XC_BODY_TEXT, true, offsetof(struct xc_receipt, programme),
     XC_BODY_ID_BYTES, NULL},
    {"subject", NULL, XC_BODY_TEXT, false, offsetof(struct xc_receipt, subject),
     XC_BODY_ID_BYTES, NULL},
    {"time", NULL, XC_BODY_TEXT, false, offsetof(struct xc_receipt, time), 5, NULL},
    {0},
};

int xc_receipt_fact(const struct xc_receipt *receipt, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error) {
    const struct xc_str parts[] = {receipt->programme, receipt->due, receipt->subject};
    int rc = xc_body_check(fields, receipt, field, error);
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_str id = xc_body_join(arena, parts, 3);
    if (!id.ptr) {
        return xc_fail_memory(error);
    }
    rc = xc_body_check_id(id, "due", field, error);
    return rc == XC_OK ? xc_body_fact(fields, receipt, id, arena, fact, error) : rc;
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_body_read(fields, fact, "receipt", arena, paper, error);
}

int xc_receipts_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_str programme, struct xc_arena *arena,
                     struct xc_receipt **receipts, size_t *count, uint64_t *newest,
                     struct xc_error *error) {
    const struct xc_str parts[] = {programme, XC_STR("")};
    struct xc_str prefix = programme.len ? xc_body_join(arena, parts, 2) : XC_STR("");
    void *papers = NULL;
    *receipts = NULL;
    *count = 0;
    if (!prefix.ptr) {
        return xc_fail_memory(error);
    }
    int rc = xc_body_load(store, office, XC_FACT_RECEIPT, prefix, at, arena,
                          sizeof **receipts, read, &papers, count, newest, error);
    *receipts = papers;
    return rc;
}
