#include "maker.h"

#include "base/note.h"
#include "rules/rules.h"

#include <stdlib.h>
#include <string.h>

enum { SUBS = 3 };

static const char *const pems[2] = {
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n"};

/* ---- the ledger ---- */

static size_t add_entry(struct maker *maker, struct xc_str text) {
    size_t index = maker->entry_count++;
    maker->entries[index] = text;
    maker->times[index] = maker->now;
    return index;
}

static void add_others(struct maker *maker) {
    for (uint32_t i = made_pick(maker, 4); i > 0; i--)
        (void)add_entry(maker, XC_STR("xuncha-plan-v1\nother\n"));
}

static struct xc_str time_text(struct maker *maker, xc_instant at) {
    char time[21];
    xc_instant_format(at, time);
    struct xc_str text = xc_arena_copy(maker->arena, xc_str_from(time));
    if (text.ptr == NULL)
        abort();
    return text;
}

static struct xc_signing_key *signer_of(int which) {
    struct xc_signing_key *key = NULL;
    if (xc_signing_key_parse(xc_str_from(pems[which]), &key, NULL) != XC_OK)
        abort();
    return key;
}

static struct xc_str key_text(struct maker *maker) {
    struct xc_signing_key *key = signer_of(0);
    struct xc_buffer out = xc_buffer_make(4096);
    uint8_t public_key[XC_KEY_BYTES];
    if (xc_signing_key_public(key, public_key, NULL) != XC_OK ||
        xc_note_key_write(XC_STR("ledger.example.org/320282"), public_key, &out) != XC_OK)
        abort();
    xc_signing_key_free(key);
    return made_keep(maker, &out);
}

/* The entry under a checkpoint of the first `size` entries. */
static void log_entry(struct maker *maker, size_t index, size_t size,
                      struct xc_record_log *log) {
    struct xc_digest leaves[MADE_ENTRIES], path[XC_PROOF_HASHES];
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_checkpoint checkpoint = {XC_STR("ledger.example.org/320282"), size, {{0}}};
    struct xc_merkle tree;
    struct xc_signing_key *signer = signer_of(maker->lie == MADE_OTHER_KEY);
    struct xc_buffer note = xc_buffer_make(4096);
    xc_merkle_start(&tree, hasher);
    for (size_t i = 0; i < size; i++) {
        struct xc_buffer leaf = xc_buffer_make(MADE_BYTES);
        (void)xc_buffer_puts(&leaf, "xuncha-entry-v1\n");
        (void)xc_buffer_add(&leaf, time_text(maker, maker->times[i]));
        (void)xc_buffer_putc(&leaf, '\n');
        (void)xc_buffer_add(&leaf, maker->entries[i]);
        leaves[i] = xc_merkle_add(&tree, xc_buffer_view(&leaf));
        xc_buffer_free(&leaf);
    }
    checkpoint.root = xc_merkle_end(&tree);
    size_t length;
    if (xc_merkle_proof(hasher, leaves, size, index, path, &length) != XC_OK ||
        xc_checkpoint_write(&checkpoint, signer, &note, NULL) != XC_OK)
        abort();
    if (!maker->plain && made_chance(maker, 4))
        (void)xc_buffer_puts(&note, "— witness.example.org AAAAAAE=\n");
    *log = (struct xc_record_log){.index = index, .proof_count = length};
    log->time = time_text(maker, maker->times[index]);
    log->checkpoint = made_keep(maker, &note);
    log->proof = xc_arena_array(maker->arena, length, sizeof *log->proof);
    if (length > 0)
        memcpy(log->proof, path, length * sizeof *path);
    xc_signing_key_free(signer);
    xc_hasher_free(hasher);
}

/* ---- the draw ---- */

static void make_commit(struct maker *maker, struct xc_str id) {
    struct xc_record *record = &maker->record;
    struct xc_beacon_name names[XC_BEACONS];
    struct xc_digest commitment;
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    bool sealed = made_code(maker, &record->code, &commitment);
    record->beacon_count =
        made_beacons(maker, maker->now + maker->urn.rules.delay, record->beacons);
    made_names(record->beacons, record->beacon_count, names);
    if (xc_commit_write(&maker->urn, id, names, record->beacon_count,
                        sealed ? &commitment : NULL, &out, NULL) != XC_OK)
        abort();
    struct xc_str text = made_keep(maker, &out);
    if (xc_commit_read(text, &record->commit, NULL) != XC_OK)
        abort();
}

static size_t outer_ids(const json_t *result, struct xc_str *ids, size_t room) {
    json_t *list = json_object_get(json_object_get(result, "selected"), "all");
    size_t count = json_array_size(list) < room ? json_array_size(list) : room;
    for (size_t i = 0; i < count; i++) {
        struct xc_str id = xc_str_from(json_string_value(json_array_get(list, i)));
        size_t at = i;
        for (; at > 0 && xc_str_compare(ids[at - 1], id) > 0; at--)
            ids[at] = ids[at - 1];
        ids[at] = id;
    }
    return count;
}

/* Exchanges the first two ids of some list; false: no list has two. */
static bool exchange(json_t *result) {
    const char *name;
    json_t *list;
    json_object_foreach(json_object_get(result, "selected"), name, list) {
        if (json_array_size(list) > 1) {
            json_t *first = json_incref(json_array_get(list, 0));
            json_array_remove(list, 0);
            json_array_insert_new(list, 1, first);
            return true;
        }
    }
    return false;
}

static bool run(struct maker *maker) {
    struct xc_record *record = &maker->record;
    struct xc_digest seed;
    struct xc_str ids[16];
    size_t count = 0;
    if (xc_commit_seed(&record->commit, record->beacons, record->beacon_count,
                       record->code, &seed, NULL) != XC_OK)
        abort();
    if (maker->lie == MADE_OTHER_SEED)
        seed.bytes[31] ^= 1;
    if (record->outer != NULL)
        count = outer_ids(record->outer->result, ids, 16);
    if (xc_draw_run(&maker->urn, record->commit.id, &seed,
                    record->outer != NULL ? ids : NULL, count, maker->arena,
                    &maker->result, NULL, NULL) != XC_OK)
        return false;
    if (maker->lie == MADE_EARLY &&
        (maker->urn.rules.delay == 0 || xc_str_is(record->beacons[0].name.text, "local")))
        return false; /* nothing would be too early */
    record->result = xc_draw_result_json(&maker->urn, &maker->result);
    return maker->lie != MADE_OTHER_RESULT || exchange(record->result);
}

/* Somebody or something that may leave. */
static bool choose(struct maker *maker, struct xc_sub_entry *entry, uint32_t *leaves,
                   uint32_t *target) {
    const struct xc_urn *urn = &maker->urn;
    *target = UINT32_MAX;
    if (maker->result.slot_count == 0)
        return false;
    entry->person = urn->rules.deals && made_chance(maker, 2);
    uint32_t slot = made_pick(maker, maker->result.slot_count);
    if (!entry->person) {
        *leaves = maker->result.slots[slot];
        entry->leaves = urn->targets.id[*leaves];
        return true;
    }
    if (maker->result.team_of != NULL) {
        const struct xc_draw_members *team =
            &maker->result.teams[made_pick(maker, (uint32_t)maker->result.team_count)];
        *leaves = team->people[made_pick(maker, team->count)];
    } else {
        size_t seats = urn->rules.seat_count;
        *target = maker->result.slots[slot];
        *leaves = maker->result.crews[slot * seats + made_pick(maker, (uint32_t)seats)];
        entry->target = urn->targets.id[*target];
    }
    entry->leaves = urn->people.id[*leaves];
    return true;
}

static bool by_drand(const struct xc_record_sub *sub) {
    return xc_sub_due(&sub->entry) != XC_NO_INSTANT;
}

/* The entry as the ledger has it: closed, now and then, where there is a code. */
static size_t log_sub(struct maker *maker, struct xc_record_sub *sub) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    struct xc_digest code;
    sub->closed = sub->entry.sealed && made_chance(maker, 2);
    memcpy(code.bytes, sub->code.ptr != NULL ? sub->code.ptr : "", sub->code.len);
    if (sub->closed && xc_code_blind(&code, &sub->blind, NULL) != XC_OK)
        abort();
    if (xc_sub_logged_write(&sub->entry, sub->closed ? &sub->blind : NULL, &out, NULL) !=
        XC_OK)
        abort();
    if (sub->closed && maker->lie == MADE_BLIND) {
        sub->blind.bytes[3] ^= 1;
        maker->lied = true;
    }
    return add_entry(maker, made_keep(maker, &out));
}

/* Ends a substitution: before its value where that has a clock, unless it is the lie. */
static void make_void(struct maker *maker, struct xc_record_sub *sub) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    bool late = maker->lie == MADE_VOID_LATE && by_drand(sub);
    maker->lied = maker->lied || late;
    if (late)
        maker->now = xc_sub_due(&sub->entry) + made_pick(maker, 100);
    sub->void_reason = made_chance(maker, 2) ? XC_STR("no network") : XC_STR("断网");
    sub->void_by = XC_STR("Li");
    sub->beacon_count = 0;
    sub->code = (struct xc_str){NULL, 0};
    sub->result = NULL;
    if (xc_sub_void_write(&sub->entry, maker->entries[sub->log.index], sub->void_reason,
                          sub->void_by, &out, NULL) != XC_OK)
        abort();
    sub->void_log.index = add_entry(maker, made_keep(maker, &out));
    maker->voided = true;
}

/* Was run, and is told as if it had been ended: nothing of that is in the ledger. */
static void hide(struct maker *maker, struct xc_record_sub *sub) {
    sub->void_reason = XC_STR("no network");
    sub->void_by = XC_STR("Li");
    sub->void_log.index = add_entry(maker, XC_STR("xuncha-sub-result-v1\nmade\n1\n"));
    maker->lied = true;
}

static bool only_local(const struct xc_record *record) {
    return record->beacon_count == 1 && xc_str_is(record->beacons[0].name.text, "local");
}

/* After a void a clock that everybody has, unless that is the lie. */
static void sub_beacons(struct maker *maker, struct xc_record_sub *sub,
                        struct xc_sub_entry *entry) {
    bool clock = maker->voided && !only_local(&maker->record);
    do {
        sub->beacon_count = made_beacons(
            maker, maker->lie == MADE_SUB_EARLY ? maker->now - 100000 : maker->now + 1,
            sub->beacons);
        made_names(sub->beacons, sub->beacon_count, entry->beacons);
        entry->beacon_count = sub->beacon_count;
    } while (clock && maker->lie != MADE_VOID_DICE && xc_sub_due(entry) == XC_NO_INSTANT);
}

static void make_sub(struct maker *maker) {
    struct xc_record *record = &maker->record;
    struct xc_record_sub *sub = &record->subs[record->sub_count];
    struct xc_draw_substitute substitute;
    struct xc_digest seed;
    uint32_t leaves, target;
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    struct xc_sub_entry entry = {.id = record->commit.id,
                                 .number = (uint32_t)record->sub_count + 1,
                                 .reason = XC_STR("closed")};
    if (!choose(maker, &entry, &leaves, &target))
        return;
    sub->beacons = xc_arena_array(maker->arena, XC_BEACONS, sizeof *sub->beacons);
    sub_beacons(maker, sub, &entry);
    sub->code = (struct xc_str){NULL, 0};
    entry.sealed = made_code(maker, &sub->code, &entry.code);
    if (xc_sub_entry_write(&entry, &out, NULL) != XC_OK)
        abort();
    struct xc_str text = made_keep(maker, &out);
    if (xc_sub_entry_read(text, &sub->entry, NULL) != XC_OK ||
        xc_sub_seed(&sub->entry, &maker->result.seed, sub->beacons, sub->beacon_count,
                    sub->code, &seed, NULL) != XC_OK)
        abort();
    bool ends = maker->lie == MADE_VOID_LATE || maker->lie == MADE_VOID_DICE
                    ? !maker->voided
                    : made_chance(maker, 4);
    if (!ends && xc_draw_substitute(&maker->state, record->commit.id, &seed, entry.person,
                                    leaves, target, &substitute, NULL) != XC_OK)
        return; /* gone already, or a fixed member */
    maker->lied = maker->lied || (maker->lie == MADE_VOID_DICE && maker->voided &&
                                  !by_drand(sub) && !only_local(record));
    sub->log.index = log_sub(maker, sub);
    record->sub_count++;
    if (ends)
        make_void(maker, sub);
    else if (maker->lie == MADE_VOID_HIDES)
        hide(maker, sub);
    else
        sub->result = xc_record_sub_result(&maker->urn, &seed, entry.person, &substitute);
    maker->now += made_pick(maker, 1000);
    add_others(maker);
}

static void log_all(struct maker *maker, size_t commit, size_t result) {
    struct xc_record *record = &maker->record;
    size_t all = maker->entry_count;
    bool early = maker->lie != MADE_FORK && made_chance(maker, 2);
    log_entry(maker, commit, early ? commit + 1 : all, &record->log);
    if (maker->lie == MADE_FORK)
        maker->entries[all - 1] = XC_STR("xuncha-plan-v1\nanother\n");
    log_entry(maker, result, all, &record->result_log);
    for (size_t i = 0; i < record->sub_count; i++) {
        size_t index = record->subs[i].log.index;
        log_entry(maker, index, made_chance(maker, 2) ? all : index + 1,
                  &record->subs[i].log);
        if (record->subs[i].result == NULL)
            log_entry(maker, record->subs[i].void_log.index, all,
                      &record->subs[i].void_log);
    }
}

static json_t *finish(struct maker *maker) {
    struct xc_record *record = &maker->record;
    struct xc_buffer json = xc_buffer_make(MADE_BYTES);
    struct xc_buffer entry = xc_buffer_make(MADE_BYTES);
    size_t commit = add_entry(maker, record->commit.text);
    if (xc_json_canonical(record->result, &json, NULL) != XC_OK ||
        xc_result_entry_write(record->commit.id, record->commit.text,
                              xc_buffer_view(&json), &entry, NULL) != XC_OK)
        abort();
    xc_buffer_free(&json);
    add_others(maker);
    xc_instant out = maker->now + maker->urn.rules.delay;
    for (size_t i = 0; i < record->beacon_count; i++) {
        xc_instant due = xc_beacon_due(&record->beacons[i].name);
        out = due != XC_NO_INSTANT && due > out ? due : out;
    }
    if (maker->lie == MADE_EARLY)
        out = maker->now + maker->urn.rules.delay / 2;
    maker->now = out + (maker->lie == MADE_EARLY ? 0 : made_pick(maker, 500));
    size_t result = add_entry(maker, made_keep(maker, &entry));
    if (xc_draw_state_start(&maker->urn, &maker->result, maker->arena, &maker->state,
                            NULL) != XC_OK)
        abort();
    record->subs = xc_arena_array(maker->arena, SUBS, sizeof *record->subs);
    for (uint32_t i = maker->plain ? 0 : made_pick(maker, SUBS + 1); i > 0; i--)
        make_sub(maker);
    add_others(maker);
    (void)add_entry(maker, XC_STR("xuncha-plan-v1\nlast\n"));
    record->key = key_text(maker);
    if (maker->lie == MADE_BEFORE) { /* the same tree, the two entries exchanged */
        struct xc_str text = maker->entries[commit];
        maker->entries[commit] = maker->entries[result];
        maker->entries[result] = text;
        log_all(maker, result, commit);
    } else {
        log_all(maker, commit, result);
    }
    if (maker->lie == MADE_OTHER_CODE)
        record->code = made_bytes(maker, 32);
    if (maker->lie == MADE_BAD_VALUE)
        made_spoil(maker, &record->beacons[0]);
    json_t *made = xc_record_json(record);
    json_decref(record->result);
    for (size_t i = 0; i < record->sub_count; i++)
        json_decref(record->subs[i].result);
    return made;
}

static bool read_urn(struct maker *maker) {
    return xc_urn_read(&maker->record.files, maker->arena, &maker->urn, NULL) == XC_OK;
}

/* Draws areas, for a draw inside them; kept in the arena, its document is not freed. */
static json_t *make_outer(struct maker *maker) {
    struct maker *outer = xc_arena_alloc(maker->arena, sizeof *outer);
    if (outer == NULL)
        abort();
    *outer = (struct maker){
        .random = made_random(&maker->random), .arena = maker->arena, .now = maker->now};
    outer->record.files = (struct xc_draw_files){
        XC_STR("{\"select\":{\"method\":\"srs\",\"n\":{\"all\":2}},\"v\":1}"),
        XC_STR("A\tall\t1\t-\t-\t-\nB\tall\t1\t-\t-\t-\nC\tall\t1\t-\t-\t-\n"),
        XC_STR(""), XC_STR("")};
    if (!read_urn(outer))
        abort();
    make_commit(outer, XC_STR("made/outer"));
    if (!run(outer))
        abort();
    json_t *json = finish(outer);
    maker->now = outer->now;
    maker->record.outer = xc_arena_alloc(maker->arena, sizeof *maker->record.outer);
    if (json == NULL || maker->record.outer == NULL ||
        xc_record_read(json, maker->arena, maker->record.outer, NULL) != XC_OK)
        abort();
    return json;
}

static bool any_sub_by_drand(const struct xc_record *record) {
    for (size_t i = 0; i < record->sub_count; i++)
        for (size_t k = 0; k < record->subs[i].beacon_count; k++)
            if (record->subs[i].beacons[k].name.kind == XC_BEACON_DRAND)
                return true;
    return false;
}

json_t *made_record(uint64_t number, enum made_lie lie, struct xc_arena *arena) {
    static const char *const strata[] = {"A", "B", "C", "诊所"};
    struct maker *maker = xc_arena_alloc(arena, sizeof *maker);
    json_t *outer = NULL;
    json_t *made = NULL;
    if (maker == NULL)
        return NULL;
    *maker =
        (struct maker){.random = number * 2654435761u + 1, .lie = lie, .arena = arena};
    maker->now = 1772413200 + made_pick(maker, 1000000);
    if (made_chance(maker, 6))
        outer = make_outer(maker);
    uint32_t strata_count = 1 + made_pick(maker, 4);
    uint32_t targets = made_pick(maker, 15);
    bool deals = !made_chance(maker, 3);
    uint32_t people = deals ? 4 + made_pick(maker, 16) : made_pick(maker, 4);
    struct xc_draw_files *files = &maker->record.files;
    files->rules = made_rules(maker, strata, strata_count, deals);
    files->targets = made_targets(maker, strata, strata_count, targets);
    files->people = made_people(maker, people);
    files->avoid = made_avoid(maker, people, targets);
    add_others(maker);
    if (read_urn(maker)) {
        make_commit(maker, XC_STR("made/阶段/1"));
        if (run(maker))
            made = finish(maker);
        else
            json_decref(maker->record.result);
        if ((lie == MADE_SUB_EARLY && !any_sub_by_drand(&maker->record)) ||
            (lie >= MADE_VOID_LATE && !maker->lied)) {
            json_decref(made);
            made = NULL; /* nothing was too early */
        }
    }
    json_decref(outer);
    return made;
}

json_t *made_example(struct xc_arena *arena) {
    struct maker *maker = xc_arena_alloc(arena, sizeof *maker);
    if (maker == NULL)
        abort();
    struct xc_record *record = &maker->record;
    *maker =
        (struct maker){.random = 7, .plain = true, .arena = arena, .now = 1772413200};
    record->files = (struct xc_draw_files){
        XC_STR("{\"deal\":{\"apart\":[\"organisation\"],\"seats\":[\"officer\"]},"
               "\"select\":{\"method\":\"srs\",\"n\":{\"A\":3}},\"v\":1}"),
        XC_STR("T1\tA\t1\tO1\t-\t-\nT2\tA\t1\tO2\t-\t-\nT3\tA\t3\t-\t-\t-\n"
               "T4\tA\t5\t-\t-\t-\n"),
        XC_STR("P1\tO1\t-\t1\tlead,officer\nP2\tO2\t-\t1\tofficer\n"
               "P3\tO3\t-\t1\tofficer\n"),
        XC_STR("P3:T4\tkin\n")};
    struct xc_buffer commit = xc_buffer_make(4096);
    record->beacon_count = 1;
    size_t count;
    if (!read_urn(maker) ||
        xc_beacon_names_read(XC_STR("dice 25"), &record->beacons[0].name, &count, NULL) !=
            XC_OK ||
        xc_commit_write(&maker->urn, XC_STR("demo/8"), &record->beacons[0].name, 1, NULL,
                        &commit, NULL) != XC_OK)
        abort();
    record->beacons[0].value =
        XC_STR("1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1");
    struct xc_str text = made_keep(maker, &commit);
    if (xc_commit_read(text, &record->commit, NULL) != XC_OK || !run(maker))
        abort();
    return finish(maker);
}
