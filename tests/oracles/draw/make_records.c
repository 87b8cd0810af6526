/* make_records COUNT FOLDER [FIRST]
 *
 * Writes COUNT records as FOLDER/<number>.json, half of them damaged or a lie from the
 * start, and FOLDER/verdicts.txt: number, our verdict (0 same, 1 different, 2 no record),
 * what was done to it (-, lie, damage), and the reason, with TABs between. */
#include "base/file.h"
#include "damage.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, TEXT_BYTES = 16 << 20 };

static const char *const lies[MADE_LIES] = {"-",    "result", "seed", "early", "before",
                                            "key",  "fork",   "code", "value", "sub",
                                            "late", "hides",  "dice", "blind"};

/* The text of a record; false: this number makes none. */
static bool make(uint64_t number, enum made_lie lie, struct xc_buffer *text) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    json_t *json = made_record(number, lie, arena);
    if (json != NULL) {
        char *dump = json_dumps(json, number % 3 == 0 ? JSON_INDENT(1) : JSON_COMPACT);
        xc_buffer_clear(text);
        (void)xc_buffer_puts(text, dump);
        free(dump);
    }
    json_decref(json);
    xc_arena_free(arena);
    return json != NULL;
}

static int fail(const char *what) {
    (void)fprintf(stderr, "make_records: %s\n", what);
    return EXIT_FAILURE;
}

static void one_line(struct xc_buffer *reason) {
    for (size_t i = 0; i < reason->len; i++) {
        if (reason->ptr[i] == '\n' || reason->ptr[i] == '\t')
            reason->ptr[i] = ' ';
    }
}

int main(int argc, char **argv) {
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer reason = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer verdicts = xc_buffer_make((size_t)64 << 20);
    struct xc_buffer path = xc_buffer_make(4096);
    uint64_t wanted, number = 0;
    if (argc < 3 || !xc_str_to_uint(xc_str_from(argv[1]), 1000000, &wanted) ||
        (argc > 3 && !xc_str_to_uint(xc_str_from(argv[3]), 1000000000, &number)))
        return fail("make_records COUNT FOLDER [FIRST]");
    for (uint64_t made = 0; made < wanted; number++) {
        uint64_t random = number;
        bool harm = made_below(&random, 2) == 0;
        enum made_lie lie =
            harm && made_below(&random, 3) == 0 ? made_below(&random, MADE_LIES) : 0;
        char name[64];
        if (!make(number, lie, &text))
            continue;
        if (harm && lie == MADE_HONEST)
            made_damage(&random, &text);
        xc_buffer_clear(&reason);
        enum made_verdict verdict = made_judge(xc_buffer_view(&text), &reason);
        one_line(&reason);
        (void)snprintf(name, sizeof name, "%llu.json", (unsigned long long)number);
        if (xc_path_join(&path, argv[2], name) != XC_OK ||
            xc_file_write(path.ptr, xc_buffer_view(&text), 0600, NULL) != XC_OK)
            return fail("cannot write");
        (void)xc_buffer_printf(&verdicts, "%llu\t%d\t%s\t", (unsigned long long)number,
                               (int)verdict,
                               harm && lie == MADE_HONEST ? "damage" : lies[lie]);
        (void)xc_buffer_add(&verdicts, xc_buffer_view(&reason));
        (void)xc_buffer_putc(&verdicts, '\n');
        made++;
    }
    if (xc_path_join(&path, argv[2], "verdicts.txt") != XC_OK ||
        xc_file_write(path.ptr, xc_buffer_view(&verdicts), 0600, NULL) != XC_OK)
        return fail("cannot write");
    xc_buffer_free(&path);
    xc_buffer_free(&verdicts);
    xc_buffer_free(&reason);
    xc_buffer_free(&text);
    return EXIT_SUCCESS;
}
