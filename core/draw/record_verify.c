/* Repeats what a record tells of, step by step, until something differs. */
#include "draw/record_internal.h"

#include "draw/draw_internal.h"
#include "register/json.h"

#include <stdlib.h>
#include <string.h>

int xc_record_differ(struct xc_record_check *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_message_setv(&check->report->difference, format, args);
    va_end(args);
    check->report->same = false;
    return XC_ENO;
}

int xc_record_at(struct xc_record_check *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_message_setv(&check->report->where, format, args);
    va_end(args);
    return XC_ENO;
}

int xc_record_adopt(struct xc_record_check *check, int code) {
    const struct xc_error *error = check->error;
    if (code != XC_ENO && code != XC_EINPUT)
        return code;
    check->report->same = false;
    check->report->difference = error->message;
    if (error->file[0] != '\0' && error->line > 0)
        return xc_record_at(check, "%s:%u", error->file, error->line);
    if (error->file[0] != '\0')
        return xc_record_at(check, "%s", error->file);
    return XC_ENO;
}

/* Adds a warning, once. */
static void add_warning(struct xc_record_report *report,
                        const struct xc_message *message) {
    for (size_t i = 0; i < report->warning_count; i++) {
        const struct xc_message *known = &report->warnings[i];
        if (strcmp(known->id, message->id) == 0 && known->used == message->used &&
            memcmp(known->args, message->args, message->used) == 0)
            return;
    }
    if (report->warning_count < XC_RECORD_WARNINGS)
        report->warnings[report->warning_count++] = *message;
}

static void warn_beacon(struct xc_record_report *report,
                        const struct xc_beacon_name *name) {
    struct xc_message message;
    if (name->kind == XC_BEACON_LOCAL) {
        report->local = true;
        xc_message_set(&message,
                       "not publicly verifiable: this machine's own randomness was "
                       "used, and nobody else can know how");
    } else if (name->kind == XC_BEACON_DRAND) {
        xc_message_set(&message,
                       "the signature of the drand value was not checked here against "
                       "the chain's public key");
    } else {
        xc_message_set(&message,
                       "compare the value of %.*s with what was published or witnessed",
                       XC_PRI(xc_draw_show(name->text)));
    }
    add_warning(report, &message);
    if (name->kind == XC_BEACON_DRAND && xc_beacon_due(name) == XC_NO_INSTANT) {
        xc_message_set(
            &message, "when the rounds of the drand chain %.*s are due is not known here",
            XC_PRI(name->chain));
        add_warning(report, &message);
    }
}

static void warn_kind(struct xc_record_report *report, const struct xc_beacon_name *names,
                      size_t count, enum xc_beacon_kind kind) {
    for (size_t i = 0; i < count; i++) {
        if (names[i].kind == kind)
            warn_beacon(report, &names[i]);
    }
}

const char *const xc_record_key_warning =
    XC_MSG("compare the key with the one that the office published: %.*s");

static void warn_key(struct xc_record_report *report, const struct xc_record *record) {
    struct xc_message message;
    xc_message_set(&message,
                   "compare the key with the one that the office published: %.*s",
                   XC_PRI(record->key));
    message.id = xc_record_key_warning;
    add_warning(report, &message);
}

/* Numbers from an entry by dice or a lottery may have been known to those who ended it.
 */
static void warn_voids(struct xc_record_report *report, const struct xc_record *record) {
    for (size_t i = 0; i < record->sub_count; i++) {
        const struct xc_record_sub *sub = &record->subs[i];
        struct xc_message message;
        if (sub->result != NULL)
            continue;
        xc_message_set(&message,
                       "substitution %u was ended before its value by %.*s: %.*s",
                       sub->entry.number, XC_PRI(xc_draw_show(sub->void_by)),
                       XC_PRI(xc_draw_show(sub->void_reason)));
        add_warning(report, &message);
    }
}

/* What a reader has to know before all else comes first. */
static void warn(struct xc_record_report *report, const struct xc_record *whole) {
    static const enum xc_beacon_kind order[] = {XC_BEACON_LOCAL, XC_BEACON_DRAND,
                                                XC_BEACON_LOTTERY, XC_BEACON_DICE};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        for (const struct xc_record *record = whole; record; record = record->outer) {
            warn_kind(report, record->commit.beacons, record->commit.beacon_count,
                      order[k]);
            for (size_t i = 0; i < record->sub_count; i++)
                if (record->subs[i].result != NULL)
                    warn_kind(report, record->subs[i].entry.beacons,
                              record->subs[i].entry.beacon_count, order[k]);
        }
    }
    for (const struct xc_record *record = whole; record; record = record->outer)
        warn_voids(report, record);
    for (const struct xc_record *record = whole; record; record = record->outer)
        warn_key(report, record);
}

static int compare_texts(const void *left, const void *right) {
    const struct xc_str *a = left;
    const struct xc_str *b = right;
    return xc_str_compare(*a, *b);
}

/* All ids that the outer record selected, ascending. */
static int outer_ids(struct xc_record_check *check, struct xc_str **ids, size_t *count) {
    const char *stratum;
    json_t *list;
    json_t *selected = json_object_get(check->record->outer->result, "selected");
    *count = 0;
    json_object_foreach(selected, stratum, list) {
        *count += json_array_size(list);
    }
    *ids = xc_arena_array(check->arena, *count, sizeof **ids);
    if (*ids == NULL)
        return xc_fail_memory(check->error);
    size_t filled = 0;
    json_object_foreach(selected, stratum, list) {
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *id = json_array_get(list, i);
            (*ids)[filled++] = xc_json_str(id);
        }
    }
    if (*count > 1)
        qsort(*ids, *count, sizeof **ids, compare_texts);
    return XC_OK;
}

static int verify(const struct xc_record_check *from, const struct xc_record *record);

static int verify_outer(struct xc_record_check *check, struct xc_str **ids,
                        size_t *count) {
    const struct xc_record *outer = check->record->outer;
    const struct xc_draw_rules *rules = &check->urn.rules;
    struct xc_digest digest;
    if (rules->has_within && outer == NULL)
        return xc_record_differ(check,
                                "the rules say that the draw lies within another, but "
                                "the record has no outer record");
    if (!rules->has_within && outer != NULL)
        return xc_record_differ(check,
                                "the record has an outer record, but the rules say "
                                "nothing of one");
    if (outer == NULL)
        return XC_OK;
    int code = xc_sha256(outer->commit.text, &digest, check->error);
    if (code != XC_OK)
        return code;
    if (!xc_digest_equal(&digest, &rules->within))
        return xc_record_differ(check,
                                "the outer record is not the one that the rules name");
    code = verify(check, outer);
    if (code == XC_ENO)
        check->report->outer++;
    return code == XC_OK ? outer_ids(check, ids, count) : code;
}

static int run_draw(struct xc_record_check *check, const struct xc_str *outer,
                    size_t outer_count) {
    const struct xc_record *record = check->record;
    struct xc_digest seed;
    int code = xc_record_adopt(check, xc_commit_seed(&record->commit, record->beacons,
                                                     record->beacon_count, record->code,
                                                     &seed, check->error));
    if (code == XC_OK)
        code = xc_record_adopt(check,
                               xc_draw_run(&check->urn, record->commit.id, &seed, outer,
                                           outer_count, check->arena, &check->result,
                                           check->progress, check->error));
    if (code != XC_OK)
        return code;
    json_t *expected = xc_draw_result_json(&check->urn, &check->result);
    code = expected == NULL ? xc_fail_memory(check->error)
                            : xc_record_compare(check, expected);
    json_decref(expected);
    return code;
}

/* Row of what an entry names; false: the urn has none of that id. */
static bool find_rows(const struct xc_record_check *check,
                      const struct xc_sub_entry *entry, uint32_t *leaves,
                      uint32_t *target) {
    *leaves = entry->person ? xc_urn_find_person(&check->urn, entry->leaves)
                            : xc_urn_find_target(&check->urn, entry->leaves);
    *target = entry->target.len > 0 ? xc_urn_find_target(&check->urn, entry->target)
                                    : UINT32_MAX;
    return *leaves != UINT32_MAX && (entry->target.len == 0 || *target != UINT32_MAX);
}

static int substitute(struct xc_record_check *check, const struct xc_record_sub *sub,
                      const struct xc_digest *seed) {
    const struct xc_sub_entry *entry = &sub->entry;
    struct xc_draw_substitute substitute;
    uint32_t leaves, target;
    if (!find_rows(check, entry, &leaves, &target))
        return xc_record_differ(check, "“%.*s” is not in the urn, or not where it leaves",
                                XC_PRI(xc_draw_show(entry->leaves)));
    int code =
        xc_record_adopt(check, xc_draw_substitute(&check->state, check->record->commit.id,
                                                  seed, entry->person, leaves, target,
                                                  &substitute, check->error));
    if (code != XC_OK)
        return code;
    json_t *expected =
        xc_record_sub_result(&check->urn, seed, entry->person, &substitute);
    code = expected == NULL ? xc_fail_memory(check->error)
                            : xc_record_compare_sub(check, expected, sub->result);
    json_decref(expected);
    return code;
}

static int verify_sub(struct xc_record_check *check, size_t index) {
    const struct xc_record *record = check->record;
    const struct xc_record_sub *sub = &record->subs[index];
    struct xc_digest seed;
    int code = XC_OK;
    if (!xc_str_equal(sub->entry.id, record->commit.id))
        code = xc_record_differ(check, "the entry is one of the draw “%.*s”",
                                XC_PRI(xc_draw_show(sub->entry.id)));
    else if (sub->entry.number != index + 1)
        code = xc_record_differ(check, "the entry has the number %u", sub->entry.number);
    if (code == XC_OK && sub->closed && !sub->entry.sealed)
        code = xc_record_differ(check, "the entry is closed, but has no one-time code");
    if (code == XC_OK && sub->result == NULL)
        return XC_OK; /* ended: nobody left, nobody came in */
    if (code == XC_OK)
        code = xc_record_adopt(check, xc_sub_seed(&sub->entry, &check->result.seed,
                                                  sub->beacons, sub->beacon_count,
                                                  sub->code, &seed, check->error));
    if (code == XC_OK)
        code = substitute(check, sub, &seed);
    return code == XC_ENO ? xc_record_at(check, "substitution %zu", index + 1) : code;
}

static int verify_subs(struct xc_record_check *check) {
    if (check->record->sub_count == 0)
        return XC_OK;
    int code = xc_draw_state_start(&check->urn, &check->result, check->arena,
                                   &check->state, check->error);
    for (size_t i = 0; i < check->record->sub_count && code == XC_OK; i++)
        code = verify_sub(check, i);
    return code;
}

/* A person may sit in many crews: each counts once, and his seats one by one. */
static int count_people(const struct xc_record_check *check) {
    const struct xc_draw_result *result = &check->result;
    struct xc_record_report *report = check->report;
    bool *seen = xc_arena_array(check->arena, check->urn.people.count, sizeof *seen);
    if (seen == NULL)
        return xc_fail_memory(check->error);
    report->people = report->seats = 0; /* an outer record's may stand there */
    for (size_t t = 0; t < result->team_count; t++) {
        for (uint32_t i = 0; i < result->teams[t].count; i++)
            seen[result->teams[t].people[i]] = true;
        report->seats += result->teams[t].count;
    }
    if (result->crews != NULL) {
        report->seats = result->slot_count * (uint32_t)check->urn.rules.seat_count;
        for (uint32_t i = 0; i < report->seats; i++)
            seen[result->crews[i]] = true;
    }
    for (uint32_t i = 0; i < check->urn.people.count; i++)
        report->people += seen[i];
    return XC_OK;
}

static int verify(const struct xc_record_check *from, const struct xc_record *record) {
    struct xc_record_check *check = xc_arena_alloc(from->arena, sizeof *check);
    struct xc_str *outer = NULL;
    size_t outer_count = 0;
    if (check == NULL)
        return xc_fail_memory(from->error);
    *check = *from;
    check->record = record;
    int code = xc_note_key_read(record->key, &check->key, check->error);
    if (code == XC_OK)
        code = xc_record_adopt(
            check, xc_urn_read(&record->files, check->arena, &check->urn, check->error));
    if (code == XC_OK)
        code = xc_record_adopt(
            check, xc_commit_matches(&record->commit, &check->urn, check->error));
    if (code == XC_OK)
        code = verify_outer(check, &outer, &outer_count);
    if (code == XC_OK)
        code = run_draw(check, outer, outer_count);
    if (code == XC_OK)
        code = verify_subs(check);
    if (code == XC_OK)
        code = xc_record_check_logs(check);
    if (code == XC_OK) {
        check->report->selected = check->result.slot_count;
        check->report->subs = (uint32_t)record->sub_count;
        code = count_people(check);
    }
    return code;
}

int xc_record_verify(const struct xc_record *record, struct xc_arena *arena,
                     struct xc_record_report *report, const struct xc_progress *progress,
                     struct xc_error *error) {
    struct xc_error own;
    const struct xc_record_check check = {.arena = arena,
                                          .report = report,
                                          .progress = progress,
                                          .error = error != NULL ? error : &own};
    memset(report, 0, sizeof *report);
    report->same = true;
    report->id = record->commit.id;
    warn(report, record);
    int code = verify(&check, record);
    return code == XC_ENO && !report->same ? XC_OK : code;
}
