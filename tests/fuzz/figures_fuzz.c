/* Any bytes: they are refused with a place in the file, or they are figures that are
 * written with the same bytes, and that can be summed whatever they say. */
#include "report/rollup_figures.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise) {
        abort();
    }
}

static void same_bytes(const struct xc_figures_file *file, struct xc_str input) {
    struct xc_buffer body = xc_buffer_make(XC_FIGURES_BYTES);
    struct xc_error error = {0};
    insist(xc_figures_file_body(file, &body, &error) == XC_OK);
    insist(xc_str_equal(xc_buffer_view(&body),
                        xc_str_slice(input, strlen("{\"figures\":"), body.len)));
    xc_buffer_free(&body);
}

static void can_be_summed(struct xc_figures_file *file, struct xc_arena *arena) {
    const struct xc_rollup_wanted wanted = {.as_of = XC_NO_DATE,
                                            .period = {XC_NO_DATE, XC_NO_DATE}};
    struct xc_rollup_file files[] = {{.path = XC_STR_INIT("a"), .figures = file},
                                     {.path = XC_STR_INIT("b"), .figures = file}};
    const struct xc_rollup_input input = {
        .wanted = &wanted, .files = files, .file_count = 2};
    struct xc_rollup rollup;
    struct xc_error error = {0};
    insist(xc_rollup_make(&input, arena, &rollup, &error) == XC_OK);
    insist(rollup.reported + (rollup.refused > 0) == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_str input = {(const char *)data, size};
    struct xc_arena *arena = xc_arena_new((size_t)256 << 20);
    struct xc_figures_file file;
    struct xc_error error = {0};
    insist(arena != NULL);
    if (xc_figures_file_read(input, XC_STR("f"), arena, &file, &error) == XC_OK) {
        same_bytes(&file, input);
        can_be_summed(&file, arena);
    } else {
        insist(error.code == XC_EINPUT && error.line == 1 && error.column > 0);
    }
    xc_arena_free(arena);
    return 0;
}
