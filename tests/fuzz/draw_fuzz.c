/* Texts of a draw: rules, tables, commits, substitutions and beacons. The first byte says
 * which one; the other texts of an urn are fixed and fit. Whatever is read was canonical,
 * so it is written to the same bytes again, or drawn from without a fault. */
#include "draw/commit.h"
#include "draw/draw.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, KINDS = 7 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise)
        abort();
}

static bool same(struct xc_str a, const struct xc_buffer *b) {
    return xc_str_equal(a, xc_buffer_view(b));
}

/* A refusal says where. */
static void insist_refused(int code, const struct xc_error *error) {
    insist(code == XC_EINPUT && error->code == XC_EINPUT && error->message.id != NULL);
}

static void check_urn(const struct xc_urn *urn, struct xc_arena *arena) {
    const struct xc_draw_targets *targets = &urn->targets;
    const struct xc_str outer[] = {XC_STR("A")};
    struct xc_draw_result result;
    struct xc_digest seed = {{1}};
    struct xc_error error = {0};
    for (uint32_t i = 0; i < targets->count; i++) {
        insist(targets->stratum[i] < targets->strata_count);
        insist(targets->weight[i] <= XC_DRAW_NUMBER_MAX);
        insist(xc_urn_find_target(urn, targets->id[i]) == i);
        insist(i == 0 || xc_str_compare(targets->id[i - 1], targets->id[i]) < 0);
    }
    for (uint32_t i = 0; i < urn->people.count; i++)
        insist(xc_urn_find_person(urn, urn->people.id[i]) == i);
    for (size_t i = 0; i < urn->avoid.count; i++)
        insist(xc_urn_barred(urn, urn->avoid.person[i], urn->avoid.target[i]));
    int code =
        xc_draw_run(urn, XC_STR("fuzz/1"), &seed, outer, 1, arena, &result, NULL, &error);
    insist(code == XC_OK || code == XC_ENO);
    if (code != XC_OK)
        return;
    uint32_t drawn = 0;
    for (uint32_t h = 0; h < targets->strata_count; h++)
        drawn += result.strata[h].count;
    insist(drawn == result.slot_count && drawn <= targets->count);
    json_t *json = xc_draw_result_json(urn, &result);
    insist(json != NULL);
    json_decref(json);
}

static void read_urn(struct xc_str text, unsigned kind, struct xc_arena *arena) {
    struct xc_draw_files files = {
        .rules =
            XC_STR("{\"deal\":{\"apart\":[\"organisation\"],\"seats\":[\"officer\"]},"
                   "\"must\":[\"b\"],\"select\":{\"method\":\"pps\",\"n\":{\"A\":1}},"
                   "\"skip\":[\"a\"],\"v\":1}"),
        .targets = XC_STR("T1\tA\t1\tO1\t-\ta\nT2\tA\t1\tO2\t-\t-\nT3\tA\t3\t-\t-\tb\n"),
        .people = XC_STR("P1\tO1\t-\t2\tlead,officer\nP2\tO2\t-\t2\tofficer\n"),
        .avoid = XC_STR("P2:T2\tkin\n")};
    struct xc_str *const texts[] = {&files.rules, &files.targets, &files.people,
                                    &files.avoid};
    struct xc_urn urn;
    struct xc_error error = {0};
    *texts[kind] = text;
    int code = xc_urn_read(&files, arena, &urn, &error);
    if (code == XC_OK) {
        check_urn(&urn, arena);
    } else {
        insist_refused(code, &error);
        insist(error.file[0] != '\0');
    }
}

static void read_commit(struct xc_str text) {
    struct xc_commit commit;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1 << 20);
    struct xc_urn urn;
    int code = xc_commit_read(text, &commit, &error);
    if (code != XC_OK) {
        insist_refused(code, &error);
        insist(error.line > 0);
        return;
    }
    memset(&urn, 0, sizeof urn);
    urn.rules_digest = commit.rules;
    urn.targets.count = (uint32_t)commit.rows[0];
    urn.targets_digest = commit.tables[0];
    urn.people.count = (uint32_t)commit.rows[1];
    urn.people_digest = commit.tables[1];
    urn.avoid_rows = commit.rows[2];
    urn.avoid_digest = commit.tables[2];
    insist(xc_commit_matches(&commit, &urn, &error) == XC_OK);
    insist(xc_commit_write(&urn, commit.id, commit.beacons, commit.beacon_count,
                           commit.sealed ? &commit.code : NULL, &out, &error) == XC_OK);
    insist(same(text, &out));
    xc_buffer_free(&out);
}

static void read_substitution(struct xc_str text) {
    struct xc_sub_entry entry;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1 << 20);
    int code = xc_sub_entry_read(text, &entry, &error);
    if (code != XC_OK) {
        insist_refused(code, &error);
        insist(error.line > 0);
        return;
    }
    insist(xc_sub_entry_write(&entry, &out, &error) == XC_OK);
    insist(same(text, &out));
    xc_buffer_free(&out);
}

/* A line of beacons, then a value for each of them. */
static void read_beacons(struct xc_str text, struct xc_arena *arena) {
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_error error = {0};
    struct xc_str value = text;
    size_t count = 0;
    unsigned bits = 0;
    struct xc_str line = xc_str_cut(&value, '\n');
    int code = xc_beacon_names_read(line, names, &count, &error);
    if (code != XC_OK) {
        insist_refused(code, &error);
        return;
    }
    (void)xc_beacon_enough(names, count, &bits);
    insist(bits <= 256);
    for (size_t i = 0; i < count; i++) {
        struct xc_str read;
        struct xc_str again;
        (void)xc_beacon_due(&names[i]);
        if (xc_beacon_value_read(&names[i], value, arena, &read, &error) != XC_OK)
            continue;
        insist(xc_beacon_value_check(&names[i], read, &error) == XC_OK);
        insist(read.len <= XC_BEACON_VALUE_BYTES);
        if (names[i].kind == XC_BEACON_DICE || names[i].kind == XC_BEACON_LOTTERY)
            insist(xc_beacon_value_read(&names[i], read, arena, &again, &error) ==
                       XC_OK &&
                   xc_str_equal(read, again));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    /* A copy of its own, so that a step beyond the end is seen. */
    char *text = malloc(size);
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    insist(text != NULL && arena != NULL);
    memcpy(text, data + 1, size - 1);
    struct xc_str view = {text, size - 1};
    unsigned kind = data[0] % KINDS;
    if (kind < 4)
        read_urn(view, kind, arena);
    else if (kind == 4)
        read_commit(view);
    else if (kind == 5)
        read_substitution(view);
    else
        read_beacons(view, arena);
    xc_arena_free(arena);
    free(text);
    return 0;
}
