#include "store/bind_check.h"

#include <string.h>

/* ---- An exported ledger ---- */

struct reading {
    struct xc_ledger_chain chain;
    struct xc_buffer hold;
    struct xc_hasher *hasher;
    int (*problem)(void *context, uint64_t index, const struct xc_message *message);
    void *context;
};

static int read_line(struct reading *reading, struct xc_str line) {
    struct xc_ledger_entry entry;
    struct xc_message message;
    uint64_t place = reading->chain.next;
    if (!xc_ledger_line_read(line, reading->hasher, &reading->hold, &entry)) {
        xc_message_set(&message, "this line is not a ledger entry");
        xc_ledger_chain_skip(&reading->chain, line);
        return reading->problem(reading->context, place, &message);
    }
    return xc_ledger_chain_add(&reading->chain, &entry, &message)
               ? XC_OK
               : reading->problem(reading->context, place, &message);
}

int xc_ledger_verify_text(struct xc_str lines, const struct xc_note_key *key,
                          const struct xc_checkpoint *checkpoint,
                          int (*problem)(void *context, uint64_t index,
                                         const struct xc_message *message),
                          void *context, struct xc_error *error) {
    struct reading reading = {.hold = xc_buffer_make(XC_LEDGER_LINE_BYTES),
                              .hasher = xc_hasher_new(),
                              .problem = problem,
                              .context = context};
    struct xc_str rest = lines;
    struct xc_message message;
    uint64_t index;
    int rc = XC_OK;
    if (!reading.hasher) {
        xc_buffer_free(&reading.hold);
        return xc_fail_memory(error);
    }
    xc_ledger_chain_start(&reading.chain, reading.hasher, key->public_key, checkpoint);
    while (rest.len > 0 && rc == XC_OK) {
        rc = read_line(&reading, xc_str_cut(&rest, '\n'));
    }
    if (rc == XC_OK && lines.len > 0 && lines.ptr[lines.len - 1] != '\n') {
        xc_message_set(&message, "the last line has no end");
        rc = problem(context, reading.chain.next ? reading.chain.next - 1 : 0, &message);
    }
    if (rc == XC_OK && !xc_ledger_chain_end(&reading.chain, &index, &message)) {
        rc = problem(context, index, &message);
    }
    xc_ledger_chain_free(&reading.chain);
    xc_buffer_free(&reading.hold);
    xc_hasher_free(reading.hasher);
    return rc;
}

/* ---- The ledger of a workspace ---- */

struct verifying {
    struct xc_ledger_chain chain;
    struct xc_bind_check *check;
    int (*problem)(void *context, uint64_t index, const struct xc_message *message);
    void *context;
};

static int verify_entry(void *context, const struct xc_ledger_entry *entry) {
    struct verifying *verifying = context;
    struct xc_message message;
    uint64_t place = verifying->chain.next;
    int rc = xc_ledger_chain_add(&verifying->chain, entry, &message)
                 ? XC_OK
                 : verifying->problem(verifying->context, place, &message);
    return rc == XC_OK ? xc_bind_check_entry(verifying->check, entry) : rc;
}

/* No entry names what is derived: the lines are entered, and it has to say the same. */
static int tell_derived(void *context, const struct xc_message *message) {
    const struct verifying *verifying = context;
    return verifying->problem(verifying->context, UINT64_MAX, message);
}

static int verify(struct xc_store *store, struct verifying *verifying,
                  struct xc_error *error) {
    struct xc_message message;
    uint64_t index;
    int rc = xc_ledger_each(store, 0, verify_entry, verifying, error);
    if (rc == XC_OK && !xc_ledger_chain_end(&verifying->chain, &index, &message)) {
        rc = verifying->problem(verifying->context, index, &message);
    }
    if (rc == XC_OK) {
        rc = xc_bind_check_rest(verifying->check);
    }
    return rc == XC_OK ? xc_store_check_derived(store, tell_derived, verifying, error)
                       : rc;
}

int xc_ledger_verify(struct xc_store *store, const struct xc_checkpoint *checkpoint,
                     int (*problem)(void *context, uint64_t index,
                                    const struct xc_message *message),
                     void *context, struct xc_error *error) {
    struct verifying verifying = {.problem = problem, .context = context};
    struct xc_hasher *hasher = xc_hasher_new();
    int rc = hasher ? xc_ledger_signer(store, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        xc_ledger_chain_start(&verifying.chain, hasher, store->signer_public, checkpoint);
        verifying.chain.seen = &store->signed_lines;
        verifying.check = xc_bind_check_new(store, problem, context, error);
        rc = verifying.check ? xc_store_reading(store, error) : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = verify(store, &verifying, error);
        xc_store_read(store);
    }
    xc_bind_check_free(verifying.check);
    xc_ledger_chain_free(&verifying.chain);
    xc_hasher_free(hasher);
    return rc;
}
