/* The published record of a stored draw. */
#include "drawing/work.h"

#include <string.h>

/* ---- Where its entries stand ---- */

struct recording {
    const struct xc_session *session;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_str key, note;
    uint64_t size;
};

static int start_log(struct recording *recording) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_checkpoint checkpoint;
    struct xc_note_key key;
    int rc = xc_ledger_key(recording->session->store, &text, recording->error);
    recording->key = xc_arena_copy(recording->arena, xc_buffer_view(&text));
    xc_buffer_clear(&text);
    if (rc == XC_OK) {
        rc = xc_ledger_checkpoint(recording->session->store, &text, recording->error);
        recording->note = xc_arena_copy(recording->arena, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    if (rc == XC_OK && (!recording->key.ptr || !recording->note.ptr)) {
        rc = xc_fail_memory(recording->error);
    }
    if (rc == XC_OK) {
        rc = xc_note_key_read(recording->key, &key, recording->error);
    }
    if (rc == XC_OK) {
        rc = xc_checkpoint_read(recording->note, &key, &checkpoint, recording->error);
    }
    recording->size = rc == XC_OK ? checkpoint.size : 0;
    return rc;
}

static int find_log(const struct recording *recording, uint64_t index,
                    struct xc_record_log *log) {
    struct xc_ledger_entry entry;
    struct xc_digest path[XC_PROOF_HASHES];
    size_t length = 0;
    char time[21];
    int rc = xc_ledger_entry(recording->session->store, index, recording->arena, &entry,
                             recording->error);
    if (rc == XC_OK) {
        rc = xc_ledger_proof(recording->session->store, index, recording->size, path,
                             &length, recording->error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    xc_instant_format(entry.at, time);
    *log = (struct xc_record_log){
        .index = index,
        .time = xc_arena_copy(recording->arena, xc_str_from(time)),
        .checkpoint = recording->note,
        .proof = xc_arena_array(recording->arena, length, sizeof *path),
        .proof_count = length,
    };
    if (!log->time.ptr || !log->proof) {
        return xc_fail_memory(recording->error);
    }
    for (size_t i = 0; i < length; i++) {
        log->proof[i] = path[i];
    }
    return XC_OK;
}

/* ---- The record ---- */

static json_t *parse(struct xc_str text) {
    return json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
}

static int add_subs(const struct recording *recording, const struct xc_stored_draw *draw,
                    struct xc_record *record, json_t *keep) {
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    int rc = xc_store_subs(recording->session->store, recording->session->office,
                           draw->id, recording->arena, &subs, &count, recording->error);
    record->subs = xc_arena_array(recording->arena, count, sizeof *record->subs);
    if (rc == XC_OK && !record->subs) {
        rc = xc_fail_memory(recording->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK && !xc_store_sub_waits(&subs[i]); i++) {
        struct xc_record_sub *sub = &record->subs[record->sub_count++];
        rc = xc_sub_entry_read(subs[i].entry, &sub->entry, recording->error);
        sub->closed = subs[i].blind.len == sizeof sub->blind.bytes;
        if (sub->closed) {
            memcpy(sub->blind.bytes, subs[i].blind.ptr, sizeof sub->blind.bytes);
        }
        if (rc == XC_OK) {
            rc = find_log(recording, subs[i].entry_index, &sub->log);
        }
        if (subs[i].void_reason.len) {
            sub->void_reason = subs[i].void_reason;
            sub->void_by = subs[i].void_by;
            rc =
                rc == XC_OK ? find_log(recording, subs[i].end_index, &sub->void_log) : rc;
            continue;
        }
        if (rc == XC_OK) {
            rc = xc_draw_beacons_read(subs[i].beacons, recording->arena, &sub->beacons,
                                      &sub->beacon_count, recording->error);
        }
        sub->code = subs[i].code;
        sub->result = parse(subs[i].result);
        json_array_append_new(keep, sub->result ? sub->result : json_null());
    }
    return rc;
}

static int fill(const struct recording *recording, const struct xc_stored_draw *draw,
                struct xc_record *record, json_t *keep) {
    struct xc_beacon *beacons = NULL;
    int rc = xc_commit_read(draw->commit, &record->commit, recording->error);
    record->files = (struct xc_draw_files){.rules = draw->rules,
                                           .targets = draw->targets,
                                           .people = draw->people,
                                           .avoid = draw->avoid};
    record->code = draw->code;
    record->key = recording->key;
    record->result = parse(draw->result);
    json_array_append_new(keep, record->result ? record->result : json_null());
    if (rc == XC_OK) {
        rc = xc_draw_beacons_read(draw->beacons, recording->arena, &beacons,
                                  &record->beacon_count, recording->error);
    }
    for (size_t i = 0; rc == XC_OK && i < record->beacon_count && i < XC_BEACONS; i++) {
        record->beacons[i] = beacons[i];
    }
    if (rc == XC_OK) {
        rc = find_log(recording, draw->commit_index, &record->log);
    }
    if (rc == XC_OK) {
        rc = find_log(recording, draw->result_index, &record->result_log);
    }
    if (rc == XC_OK) {
        rc = add_subs(recording, draw, record, keep);
    }
    if (rc == XC_OK && draw->outer.len) {
        struct xc_stored_draw outer;
        record->outer = xc_arena_alloc(recording->arena, sizeof *record->outer);
        rc = record->outer
                 ? xc_store_draw(recording->session->store, recording->session->office,
                                 draw->outer, recording->arena, &outer, recording->error)
                 : xc_fail_memory(recording->error);
        if (rc == XC_OK) {
            rc = fill(recording, &outer, record->outer, keep);
        }
    }
    return rc;
}

int xc_draw_record(const struct xc_session *session, struct xc_str id, json_t **json,
                   struct xc_error *error) {
    struct recording recording = {
        .session = session, .arena = xc_arena_new((size_t)16 << 30), .error = error};
    struct xc_record *record = NULL;
    struct xc_stored_draw draw;
    json_t *keep = json_array();
    *json = NULL;
    int rc = recording.arena && keep ? xc_store_draw(session->store, session->office, id,
                                                     recording.arena, &draw, error)
                                     : xc_fail_memory(error);
    if (rc == XC_OK && draw.result.len == 0) {
        rc = xc_fail(error, XC_ENO, "the draw %.*s has no result", XC_PRI(id));
    }
    if (rc == XC_OK && xc_draw_is_closed(session, &draw, recording.arena)) {
        rc = xc_fail(error, XC_ENO, "the draw %.*s is sealed until its embargo ends",
                     XC_PRI(id));
    }
    if (rc == XC_OK) {
        record = xc_arena_alloc(recording.arena, sizeof *record);
        rc = record ? start_log(&recording) : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = fill(&recording, &draw, record, keep);
    }
    if (rc == XC_OK) {
        *json = xc_record_json(record);
        rc = *json ? XC_OK : xc_fail_memory(error);
    }
    json_decref(keep);
    xc_arena_free(recording.arena);
    return rc;
}

void xc_draw_file_name(struct xc_buffer *out, struct xc_str id, const char *ending) {
    size_t from = out->len;
    xc_buffer_printf(out, "%.*s%s", XC_PRI(id), ending);
    for (size_t i = from; i < out->len; i++) {
        out->ptr[i] = out->ptr[i] == '/' ? '_' : out->ptr[i];
    }
}
