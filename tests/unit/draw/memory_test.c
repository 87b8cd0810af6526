/* What a draw does when the system has no memory left: the allocator stands in this
 * program, in front of the system's, and refuses one request at a time. */
#include "example.h"

#include <stdlib.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define CAN_REFUSE 1
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static size_t requests;
static size_t refused = SIZE_MAX; /* the request that fails */

void *calloc(size_t count, size_t size) {
    return requests++ == refused ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    return requests++ == refused ? NULL : __libc_realloc(memory, size);
}
#else
#define CAN_REFUSE 0
static size_t requests;
static size_t refused;
#endif

static const struct xc_str draw_id = XC_STR_INIT("demo/memory");
static const struct xc_digest some_seed = {{7}};
static const struct xc_digest later_seed = {{8}};

#define DEAL(methods)                                                                    \
    "{\"deal\":{\"seats\":[\"officer\"]},\"select\":{" methods "},\"v\":1}"
#define TEAMS(methods)                                                                   \
    "{\"deal\":{\"seats\":[\"officer\"],\"teams\":[[\"P1\"],[]]},\"select\":{" methods   \
    "},\"v\":1}"

static const char targets[] =
    "T1\tA\t1\tO1\t-\t-\nT2\tB\t1\tO2\t-\t-\nT3\tA\t3\t-\t-\t-\nT4\tA\t5\t-\t-\t-\n";
static const char people[] = "P1\tO1\t-\t9\tlead\nP2\tO2\t-\t9\tofficer\nP3\tO3\t-\t9\t"
                             "officer\nP4\t-\t-\t9\tofficer\n";

struct run {
    struct xc_arena *arena;
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_draw_state state;
    struct xc_draw_substitute target;
    struct xc_draw_substitute person;
    struct xc_error error;
};

/* Reads, draws, and replaces a target, and a person where there are no teams. */
static int run(struct run *run, const char *rules) {
    struct xc_draw_files files = {.rules = xc_str_from(rules),
                                  .targets = xc_str_from(targets),
                                  .people = xc_str_from(people)};
    int code = xc_urn_read(&files, run->arena, &run->urn, &run->error);
    if (code == XC_OK)
        code = xc_draw_run(&run->urn, draw_id, &some_seed, NULL, 0, run->arena,
                           &run->result, NULL, &run->error);
    if (code == XC_OK)
        code = xc_draw_state_start(&run->urn, &run->result, run->arena, &run->state,
                                   &run->error);
    if (code == XC_OK)
        code = xc_draw_substitute(&run->state, draw_id, &later_seed, false,
                                  run->result.slots[0], UINT32_MAX, &run->target,
                                  &run->error);
    if (code == XC_OK && run->result.crews != NULL)
        code = xc_draw_substitute(&run->state, draw_id, &later_seed, true,
                                  run->target.crew[0], run->target.row, &run->person,
                                  &run->error);
    return code;
}

static struct run *start(void) {
    struct run *made = test_calloc(1, sizeof *made);
    made->arena = xc_arena_new(1 << 20);
    assert_non_null(made->arena);
    return made;
}

static void end(struct run *made) {
    xc_arena_free(made->arena);
    test_free(made);
}

static void refuse_each(const char *rules) {
    struct run *whole = start();
    size_t from = requests;
    assert_int_equal(run(whole, rules), XC_OK);
    assert_false(whole->target.none);
    size_t count = requests - from;
    assert_true(count > 15 || CAN_REFUSE == 0);
    for (size_t i = 0; i < count; i++) {
        struct run *made = start();
        refused = requests + i;
        int code = run(made, rules);
        refused = SIZE_MAX;
        if (code == XC_OK) { /* it could do without */
            assert_memory_equal(made->result.slots, whole->result.slots,
                                whole->result.slot_count * sizeof(uint32_t));
            assert_int_equal(made->target.row, whole->target.row);
            assert_int_equal(made->person.row, whole->person.row);
        } else {
            /* libcrypto does not say what it was short of */
            assert_true(code == XC_ENOMEM || code == XC_EENV);
            assert_int_equal(made->error.code, code);
        }
        end(made);
    }
    end(whole);
}

static void test_every_request_is_refused_once(void **state) {
    (void)state;
    if (CAN_REFUSE == 0)
        skip(); /* the sanitizer's allocator stands in the way */
    refuse_each(DEAL("\"method\":\"srs\",\"n\":{\"A\":2}"));
    refuse_each(DEAL("\"floors\":{\"A\":1},\"method\":\"pps\",\"share\":[1,2]"));
    refuse_each(DEAL("\"method\":\"pps\",\"n\":{\"A\":2}"));
    refuse_each(TEAMS("\"method\":\"srs\",\"n\":{\"A\":2}"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_request_is_refused_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
