/* A record's entries in the ledger: are they in the tree, who signed it, and when. */
#include "draw/record_internal.h"

#include "draw/draw_internal.h"
#include "rules/rules.h"

struct entry {
    struct xc_str text;
    const struct xc_record_log *log;
    size_t sub;   /* number of the substitution; 0: none */
    bool is_void; /* the end of it, before its value */
    xc_instant at;
    struct xc_checkpoint checkpoint;
};

static xc_instant time_of(const struct xc_record_log *log) {
    xc_instant at = XC_NO_INSTANT;
    (void)xc_instant_parse(log->time, 0, &at);
    return at;
}

static int name_place(struct xc_record_check *check, const struct entry *entry) {
    if (entry->sub > 0)
        return xc_record_at(check, "substitution %zu", entry->sub);
    return entry->log == &check->record->log ? xc_record_at(check, "the commit's entry")
                                             : xc_record_at(check, "the result's entry");
}

static int check_proof(struct xc_record_check *check, struct xc_hasher *hasher,
                       struct entry *entry) {
    const struct xc_record_log *log = entry->log;
    struct xc_buffer text = xc_buffer_make(entry->text.len + 64);
    struct xc_digest root;
    int code =
        xc_record_adopt(check, xc_checkpoint_read(log->checkpoint, &check->key,
                                                  &entry->checkpoint, check->error));
    (void)xc_buffer_puts(&text, "xuncha-entry-v1\n");
    (void)xc_buffer_add(&text, log->time);
    (void)xc_buffer_putc(&text, '\n');
    (void)xc_buffer_add(&text, entry->text);
    if (code == XC_OK && text.failed)
        code = xc_fail_memory(check->error);
    if (code == XC_OK) {
        struct xc_digest leaf = xc_merkle_leaf(hasher, xc_buffer_view(&text));
        if (!xc_merkle_root_of(hasher, &leaf, log->index, entry->checkpoint.size,
                               log->proof, log->proof_count, &root) ||
            !xc_digest_equal(&root, &entry->checkpoint.root))
            code = xc_record_differ(
                check,
                "the proof does not lead from entry %llu to the root of the checkpoint",
                (unsigned long long)log->index);
    }
    xc_buffer_free(&text);
    return code == XC_ENO ? name_place(check, entry) : code;
}

/* Entries of one ledger: their order, and no two trees of one size. */
static int check_pair(struct xc_record_check *check, const struct entry *before,
                      const struct entry *after) {
    int code = XC_OK;
    if (after->log->index <= before->log->index)
        code = xc_record_differ(check,
                                "entry %llu has to stand behind entry %llu in the ledger",
                                (unsigned long long)after->log->index,
                                (unsigned long long)before->log->index);
    else if (after->at < before->at)
        code =
            xc_record_differ(check, "the time %.*s lies before %.*s of an earlier entry",
                             XC_PRI(after->log->time), XC_PRI(before->log->time));
    return code == XC_ENO ? name_place(check, after) : code;
}

static int check_trees(struct xc_record_check *check, const struct entry *entries,
                       size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct xc_checkpoint *a = &entries[k].checkpoint;
            const struct xc_checkpoint *b = &entries[i].checkpoint;
            if (a->size == b->size && !xc_digest_equal(&a->root, &b->root)) {
                (void)xc_record_differ(check,
                                       "two checkpoints of %llu entries have different "
                                       "roots: the ledger forked",
                                       (unsigned long long)a->size);
                return name_place(check, &entries[i]);
            }
        }
    }
    return XC_OK;
}

/* No value that was out before `earliest`, none that was not out at `latest`. */
static int check_due(struct xc_record_check *check, const struct xc_beacon_name *names,
                     size_t count, xc_instant earliest, xc_instant latest) {
    for (size_t i = 0; i < count; i++) {
        xc_instant due = xc_beacon_due(&names[i]);
        char time[21], limit[21];
        if (due == XC_NO_INSTANT || (due >= earliest && due <= latest))
            continue;
        xc_instant_format(due, time);
        xc_instant_format(due < earliest ? earliest : latest, limit);
        struct xc_str name = xc_draw_show(names[i].text);
        return due < earliest
                   ? xc_record_differ(
                         check,
                         "the value of %.*s was due at %s, but must not be before %s",
                         XC_PRI(name), time, limit)
                   : xc_record_differ(
                         check, "the value of %.*s was due at %s, after the result at %s",
                         XC_PRI(name), time, limit);
    }
    return XC_OK;
}

static bool all_local(const struct xc_commit *commit) {
    for (size_t i = 0; i < commit->beacon_count; i++) {
        if (commit->beacons[i].kind != XC_BEACON_LOCAL)
            return false;
    }
    return true;
}

/* bound: a value may have been seen before, so that this one needs a public clock. */
static int check_sub_times(struct xc_record_check *check, const struct entry *at,
                           bool bound) {
    const struct xc_sub_entry *entry = &check->record->subs[at->sub - 1].entry;
    xc_instant due = xc_sub_due(entry);
    int code = XC_OK;
    if (at->is_void && due != XC_NO_INSTANT && due <= at->at)
        code = xc_record_differ(check, "it was ended when its value was out already");
    else if (!at->is_void && bound && due == XC_NO_INSTANT)
        code = xc_record_differ(check,
                                "after a void it needs the round of a known drand chain");
    else if (!at->is_void)
        code =
            check_due(check, entry->beacons, entry->beacon_count, at->at + 1, INT64_MAX);
    return code == XC_ENO ? name_place(check, at) : code;
}

static int check_times(struct xc_record_check *check, const struct entry *entries,
                       size_t count) {
    const struct xc_commit *commit = &check->record->commit;
    uint32_t delay = check->urn.rules.delay;
    xc_instant earliest = entries[0].at + delay;
    if (!all_local(commit) && entries[1].at < earliest)
        return xc_record_differ(
            check,
            "the result came %lld seconds after the commit, but the rules "
            "say at least %u",
            (long long)(entries[1].at - entries[0].at), delay);
    int code =
        check_due(check, commit->beacons, commit->beacon_count, earliest, entries[1].at);
    bool seen = false; /* some value may have been, before its substitution was ended */
    for (size_t i = 2; i < count && code == XC_OK; i++) {
        code = check_sub_times(check, &entries[i], seen && !all_local(commit));
        seen = seen || entries[i].is_void;
    }
    return code;
}

/* The result entry of the ledger, as it has to be. */
static int result_entry(struct xc_record_check *check, struct xc_buffer *out) {
    const struct xc_record *record = check->record;
    struct xc_buffer json = xc_buffer_make(SIZE_MAX / 4);
    int code = xc_json_canonical(record->result, &json, check->error);
    if (code == XC_OK)
        code = xc_result_entry_write(record->commit.id, record->commit.text,
                                     xc_buffer_view(&json), out, check->error);
    xc_buffer_free(&json);
    return xc_record_adopt(check, code);
}

/* Takes the text, in the arena. */
static int add_entry(const struct xc_record_check *check, struct xc_buffer *text,
                     struct entry *entry) {
    entry->text = xc_arena_copy(check->arena, xc_buffer_view(text));
    bool failed = text->failed || entry->text.ptr == NULL;
    xc_buffer_clear(text);
    return failed ? xc_fail_memory(check->error) : XC_OK;
}

/* The entries of a substitution, one or two. */
static int sub_entries(const struct xc_record_check *check, size_t number,
                       struct xc_buffer *text, struct entry *entries, size_t *count) {
    const struct xc_record_sub *sub = &check->record->subs[number - 1];
    struct entry *entry = &entries[(*count)++];
    *entry = (struct entry){.log = &sub->log, .sub = number};
    int code = xc_sub_logged_write(&sub->entry, sub->closed ? &sub->blind : NULL, text,
                                   check->error);
    if (code == XC_OK)
        code = add_entry(check, text, entry);
    if (code != XC_OK || sub->result != NULL)
        return code;
    struct entry *end = &entries[(*count)++];
    *end = (struct entry){.log = &sub->void_log, .sub = number, .is_void = true};
    code = xc_sub_void_write(&sub->entry, entry->text, sub->void_reason, sub->void_by,
                             text, check->error);
    return code == XC_OK ? add_entry(check, text, end) : code;
}

int xc_record_check_logs(struct xc_record_check *check) {
    const struct xc_record *record = check->record;
    size_t count = 2;
    struct xc_buffer text = xc_buffer_make(SIZE_MAX / 4);
    struct xc_hasher *hasher = xc_hasher_new();
    struct entry *entries =
        xc_arena_array(check->arena, 2 + 2 * record->sub_count, sizeof *entries);
    int code = XC_OK;
    if (hasher == NULL || entries == NULL) {
        code = xc_fail_memory(check->error);
        goto done;
    }
    code = result_entry(check, &text);
    if (code != XC_OK)
        goto done;
    entries[0] = (struct entry){.text = record->commit.text, .log = &record->log};
    entries[1] = (struct entry){.log = &record->result_log};
    code = add_entry(check, &text, &entries[1]);
    for (size_t i = 1; i <= record->sub_count && code == XC_OK; i++)
        code = sub_entries(check, i, &text, entries, &count);
    for (size_t i = 0; i < count && code == XC_OK; i++) {
        entries[i].at = time_of(entries[i].log);
        code = check_proof(check, hasher, &entries[i]);
    }
    for (size_t i = 1; i < count && code == XC_OK; i++)
        code = check_pair(check, &entries[i - 1], &entries[i]);
    if (code == XC_OK)
        code = check_trees(check, entries, count);
    if (code == XC_OK)
        code = check_times(check, entries, count);
done:
    xc_hasher_free(hasher);
    xc_buffer_free(&text);
    return code;
}
