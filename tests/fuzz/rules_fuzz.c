/* Any JSON: it is refused with an error that names a place, or it is read, written and
 * read again to the same bytes, and can be explained. */
#include "rules/rules.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, TEXT_BYTES = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise) {
        abort();
    }
}

/* False: refused. */
static bool round_trip(const json_t *json, struct xc_buffer *out,
                       struct xc_buffer *sentences) {
    struct xc_error error = {0};
    struct xc_programme *programme = NULL;
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    insist(arena != NULL);
    int code = xc_rules_parse(json, arena, &programme, &error);
    insist((code == XC_OK) == (programme != NULL));
    if (code == XC_EINPUT) {
        insist(error.file[0] != '\0' && error.message.id != NULL);
    }
    if (programme != NULL) {
        json_t *written = xc_rules_json(programme);
        insist(written != NULL);
        insist(xc_json_canonical(written, out, &error) == XC_OK);
        insist(xc_rules_explain(programme, NULL, sentences, &error) == XC_OK);
        json_decref(written);
    }
    xc_arena_free(arena);
    return programme != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_buffer once = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer twice = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer sentences = xc_buffer_make(TEXT_BYTES);
    json_t *json =
        json_loadb((const char *)data, size,
                   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (json != NULL && round_trip(json, &once, &sentences)) {
        json_t *again = json_loadb(once.ptr, once.len, JSON_REJECT_DUPLICATES, NULL);
        insist(again != NULL);
        insist(round_trip(again, &twice, &sentences));
        insist(once.len == twice.len && memcmp(once.ptr, twice.ptr, once.len) == 0);
        json_decref(again);
    }
    json_decref(json);
    xc_buffer_free(&once);
    xc_buffer_free(&twice);
    xc_buffer_free(&sentences);
    return 0;
}
