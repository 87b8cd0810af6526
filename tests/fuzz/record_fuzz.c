/* Any bytes as a record: refused, or verified with an answer; what is the same is written
 * and verified again. */
#include "draw/record.h"

#include <stdlib.h>

enum { ARENA_BYTES = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_error error = {0};
    struct xc_record record;
    struct xc_record_report report;
    json_t *json = NULL;
    int code = xc_record_load((struct xc_str){(const char *)data, size}, arena, &json,
                              &record, &error);
    insist(code == XC_OK || (code == error.code && error.message.id != NULL));
    if (code == XC_OK) {
        code = xc_record_verify(&record, arena, &report, NULL, &error);
        insist(code == XC_OK || code == XC_ENOMEM);
        insist(code != XC_OK || report.same || report.difference.id != NULL);
    }
    if (code == XC_OK && report.same) {
        json_t *again = xc_record_json(&record);
        insist(again != NULL && xc_record_read(again, arena, &record, &error) == XC_OK);
        insist(xc_record_verify(&record, arena, &report, NULL, &error) == XC_OK);
        insist(report.same);
        json_decref(again);
    }
    json_decref(json);
    xc_arena_free(arena);
    return 0;
}
