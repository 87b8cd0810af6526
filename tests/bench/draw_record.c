#include "draw_record.h"

#include "base/note.h"
#include "rules/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char commit_time[] = "2026-03-02T01:00:00Z";
static const char result_time[] = "2026-03-02T02:00:00Z";

/* Everything is freed with the arena. */
struct making {
    struct xc_arena *arena;
    struct xc_record record;
    struct xc_error error;
};

static void must(struct making *making, int code) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    if (code == XC_OK)
        return;
    (void)xc_error_render(&making->error, NULL, &text);
    (void)fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

static struct xc_str keep(struct making *making, struct xc_buffer *out) {
    struct xc_str text = xc_arena_copy(making->arena, xc_buffer_view(out));
    if (out->failed || text.ptr == NULL)
        must(making, xc_fail_memory(&making->error));
    xc_buffer_free(out);
    return text;
}

static void commit(struct making *making, const struct xc_urn *urn) {
    static const char value[] = "1 2 3 4 5 6 6 5 4 3 2 1 1 1 2 2 3 3 4 4 5 5 6 6 1";
    struct xc_record *record = &making->record;
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_buffer out = xc_buffer_make(4096);
    must(making, xc_beacon_names_read(XC_STR("dice 25"), names, &record->beacon_count,
                                      &making->error));
    must(making,
         xc_commit_write(urn, XC_STR("bench/1"), names, 1, NULL, &out, &making->error));
    must(making, xc_commit_read(keep(making, &out), &record->commit, &making->error));
    record->beacons[0].name = record->commit.beacons[0];
    record->beacons[0].value = xc_str_from(value);
    record->files = urn->files;
}

static void draw(struct making *making, const struct xc_urn *urn) {
    struct xc_record *record = &making->record;
    struct xc_draw_result result;
    struct xc_digest seed;
    must(making, xc_commit_seed(&record->commit, record->beacons, 1, XC_STR(""), &seed,
                                &making->error));
    must(making, xc_draw_run(urn, record->commit.id, &seed, NULL, 0, making->arena,
                             &result, NULL, &making->error));
    record->result = xc_draw_result_json(urn, &result);
    if (record->result == NULL)
        must(making, xc_fail_memory(&making->error));
}

static struct xc_digest leaf(struct making *making, struct xc_hasher *hasher,
                             const char *time, struct xc_str entry) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)xc_buffer_puts(&out, "xuncha-entry-v1\n");
    (void)xc_buffer_puts(&out, time);
    (void)xc_buffer_putc(&out, '\n');
    (void)xc_buffer_add(&out, entry);
    return xc_merkle_leaf(hasher, keep(making, &out));
}

static struct xc_str result_entry(struct making *making) {
    struct xc_buffer result = xc_buffer_make((size_t)1 << 30);
    struct xc_buffer entry = xc_buffer_make(4096);
    must(making, xc_json_canonical(making->record.result, &result, &making->error));
    must(making,
         xc_result_entry_write(making->record.commit.id, making->record.commit.text,
                               xc_buffer_view(&result), &entry, &making->error));
    xc_buffer_free(&result);
    return keep(making, &entry);
}

/* Two leaves are each other's proof. */
static void log_entries(struct making *making) {
    struct xc_record *record = &making->record;
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_signing_key *signer = NULL;
    struct xc_checkpoint checkpoint = {.origin = XC_STR("ledger.example.org"), .size = 2};
    struct xc_buffer note = xc_buffer_make(4096);
    struct xc_buffer key = xc_buffer_make(4096);
    uint8_t public_key[XC_KEY_BYTES];
    struct xc_digest *leaves = xc_arena_array(making->arena, 2, sizeof *leaves);
    if (hasher == NULL || leaves == NULL)
        must(making, xc_fail_memory(&making->error));
    must(making, xc_signing_key_new(&signer, &making->error));
    must(making, xc_signing_key_public(signer, public_key, &making->error));
    must(making, xc_note_key_write(checkpoint.origin, public_key, &key));
    leaves[0] = leaf(making, hasher, commit_time, record->commit.text);
    leaves[1] = leaf(making, hasher, result_time, result_entry(making));
    if (!xc_merkle_root_of(hasher, &leaves[0], 0, 2, &leaves[1], 1, &checkpoint.root))
        must(making,
             xc_fail(&making->error, XC_EINTERNAL, "the tree of two has no root"));
    must(making, xc_checkpoint_write(&checkpoint, signer, &note, &making->error));
    record->key = keep(making, &key);
    record->log = (struct xc_record_log){.index = 0,
                                         .time = xc_str_from(commit_time),
                                         .checkpoint = keep(making, &note),
                                         .proof = &leaves[1],
                                         .proof_count = 1};
    record->result_log = (struct xc_record_log){.index = 1,
                                                .time = xc_str_from(result_time),
                                                .checkpoint = record->log.checkpoint,
                                                .proof = &leaves[0],
                                                .proof_count = 1};
    xc_signing_key_free(signer);
    xc_hasher_free(hasher);
}

struct xc_buffer draw_record_make(const struct xc_urn *urn) {
    struct making making = {.arena = xc_arena_new(SIZE_MAX / 2)};
    struct xc_buffer out = xc_buffer_make((size_t)1 << 31);
    commit(&making, urn);
    draw(&making, urn);
    log_entries(&making);
    json_t *json = xc_record_json(&making.record);
    char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    if (text == NULL || xc_buffer_puts(&out, text) != XC_OK)
        must(&making, xc_fail_memory(&making.error));
    free(text);
    json_decref(json);
    json_decref(making.record.result);
    xc_arena_free(making.arena);
    return out;
}
