/* Any line: it is refused, or it is an entry that is written with the same bytes; any
 * lines: checking them ends, with a finding unless they are none. */
#include "store/ledger_internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise) {
        abort();
    }
}

static int count(void *context, uint64_t index, const struct xc_message *message) {
    size_t *findings = context;
    (void)index;
    insist(message->id != NULL);
    ++*findings;
    return XC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct xc_note_key key = {.name = {"k", 1}};
    struct xc_str input = {(const char *)data, size};
    struct xc_buffer hold = xc_buffer_make(XC_LEDGER_LINE_BYTES);
    struct xc_buffer again = xc_buffer_make(XC_LEDGER_LINE_BYTES);
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ledger_entry entry;
    struct xc_error error = {0};
    size_t findings = 0;
    insist(hasher != NULL);
    if (xc_ledger_line_read(input, hasher, &hold, &entry)) {
        insist(xc_ledger_line(&entry, &again) == XC_OK);
        insist(xc_str_equal(xc_buffer_view(&again), input));
    }
    insist(xc_ledger_verify_text(input, &key, NULL, count, &findings, &error) == XC_OK);
    insist((findings > 0) == (size > 0));
    xc_hasher_free(hasher);
    xc_buffer_free(&hold);
    xc_buffer_free(&again);
    return 0;
}
