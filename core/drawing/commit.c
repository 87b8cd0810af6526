/* Commits to a stage's draws, before anyone can know their randomness. */
#include "drawing/change.h"
#include "drawing/work.h"

#include <stdlib.h>

/* ---- Beacons ---- */

static int resolve_beacon(struct xc_str said, struct xc_arena *arena, struct xc_str *name,
                          struct xc_error *error) {
    struct xc_str rest = said;
    struct xc_str word = xc_str_cut(&rest, '@');
    xc_instant from;
    *name = said;
    if (!rest.ptr || !xc_str_is(word, "drand")) {
        return XC_OK;
    }
    if (!xc_instant_parse(rest, 8 * 60, &from)) {
        return xc_fail(error, XC_EUSAGE,
                       "--beacon: '%.*s' is not an instant; write "
                       "drand@2026-03-02T09:00:00+08:00",
                       XC_PRI(rest));
    }
    return xc_beacon_drand_at(XC_STR("quicknet"), from, arena, name, error);
}

enum { CHINA_MINUTES = 8 * 60 };

enum { MAX_WORDS = 8192 }; /* of a reason and a name, which the ledger keeps for good */

/* Nothing tells when a lottery's issue is drawn, but its number begins with the year: all
 * of it (ssq, kl8: 2026031), or its last two digits (dlt: 26031). */
static bool is_last_year(const struct xc_beacon_name *name, xc_instant now) {
    uint64_t issue, year;
    if (name->kind != XC_BEACON_LOTTERY ||
        !xc_str_to_uint(name->issue, 9999999, &issue) ||
        (name->issue.len != 7 && name->issue.len != 5)) {
        return false;
    }
    year = issue / 1000 + (name->issue.len == 5 ? 2000 : 0);
    return (int64_t)year < xc_date_ymd(xc_instant_date(now, CHINA_MINUTES, NULL)).year;
}

int xc_draw_beacons_name(const struct xc_str *said, size_t said_count, xc_instant now,
                         struct xc_arena *arena, struct xc_beacon_name *names,
                         size_t *count, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    int rc = XC_OK;
    unsigned bits = 0;
    for (size_t i = 0; i < said_count && rc == XC_OK; i++) {
        struct xc_str name;
        rc = resolve_beacon(said[i], arena, &name, error);
        if (rc == XC_OK) {
            xc_buffer_puts(&text, i ? " + " : "");
            xc_buffer_add(&text, name);
        }
    }
    *count = 0;
    struct xc_str joined = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    if (rc == XC_OK) {
        rc = xc_beacon_names_read(joined, names, count, error);
    }
    if (rc == XC_OK && !xc_beacon_enough(names, *count, &bits)) {
        xc_fail(error, XC_EUSAGE,
                "these beacons give %u bits; a public draw needs at least 64", bits);
        rc = xc_hint(error, "add another beacon, for example --beacon 'dice 25'");
    }
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        xc_instant due = xc_beacon_due(&names[i]);
        if ((due != XC_NO_INSTANT && due <= now) || is_last_year(&names[i], now)) {
            rc = xc_fail(error, XC_EUSAGE,
                         "'%.*s' is out already: a commit to the past proves nothing",
                         XC_PRI(names[i].text));
        }
    }
    return rc;
}

/* The delay of the rules, against the moment at which the beacon is due. */
static int check_delay(const struct xc_urn *urn, const struct xc_beacon_name *names,
                       size_t count, xc_instant now, struct xc_error *error) {
    for (size_t i = 0; i < count; i++) {
        xc_instant due = xc_beacon_due(&names[i]);
        if (due != XC_NO_INSTANT && due < now + (xc_instant)urn->rules.delay) {
            xc_fail(error, XC_EUSAGE,
                    "'%.*s' is due less than %u seconds after the commit",
                    XC_PRI(names[i].text), urn->rules.delay);
            return xc_hint(error, "name a later round");
        }
    }
    return XC_OK;
}

/* ---- Trying ---- */

/* A commit that ends in an error is a draw that was announced and did not happen: two
 * made-up seeds show whether sizes and people suffice. */
static int try_draw(const struct xc_draw_files *files, struct xc_str id,
                    const struct xc_str *outer, size_t outer_count, const char *seed,
                    struct xc_arena *keep, struct xc_str **ids, size_t *id_count,
                    struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)8 << 30);
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_digest digest;
    int rc = arena ? xc_sha256(xc_str_from(seed), &digest, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_urn_read(files, arena, &urn, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_run(&urn, id, &digest, outer, outer_count, arena, &result, NULL,
                         error);
    }
    if (rc == XC_OK) {
        json_t *json = xc_draw_result_json(&urn, &result);
        char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
        rc = text ? xc_draw_selected(xc_str_from(text), keep, ids, id_count, error)
                  : xc_fail_memory(error);
        free(text);
        json_decref(json);
    }
    xc_arena_free(arena);
    return rc;
}

/* ---- All draws of a stage ---- */

struct committing {
    struct xc_draw_office *office;
    const struct xc_commit_options *options;
    struct xc_beacon_name names[XC_BEACONS];
    size_t name_count;
    const struct xc_draw_slot **slots; /* to commit, in order */
    struct xc_stored_draw *draws;
    struct trial {
        struct xc_str *ids[2];
        size_t counts[2];
    } * trials;
    size_t count;
};

static int find_outer(struct committing *work, const struct xc_draw_slot *slot,
                      const struct xc_stored_draw **outer, const struct trial **trial,
                      struct xc_error *error) {
    const struct xc_draw_office *office = work->office;
    *outer = NULL;
    *trial = NULL;
    if (slot->rule->outer.len == 0) {
        return XC_OK;
    }
    for (size_t i = 0; i < work->count; i++) {
        if (xc_str_equal(work->draws[i].label, slot->rule->outer)) {
            *outer = &work->draws[i];
            *trial = &work->trials[i];
        }
    }
    for (size_t i = 0; !*outer && i < office->stored_count; i++) {
        if (office->stored[i].status != XC_DRAW_VOID &&
            xc_str_equal(office->stored[i].label, slot->rule->outer)) {
            *outer = &office->stored[i];
        }
    }
    return *outer ? XC_OK
                  : xc_fail(error, XC_ENO,
                            "'%.*s' lies within '%.*s', which is not committed yet",
                            XC_PRI(slot->rule->label), XC_PRI(slot->rule->outer));
}

static int try_both(struct committing *work, const struct xc_draw_files *files,
                    const struct xc_stored_draw *draw, const struct xc_stored_draw *outer,
                    const struct trial *outer_trial, struct trial *trial,
                    struct xc_error *error) {
    static const char *const seeds[] = {"xuncha trial 1", "xuncha trial 2"};
    struct xc_arena *arena = work->office->arena;
    int rc = XC_OK;
    for (size_t i = 0; i < 2 && rc == XC_OK; i++) {
        struct xc_str *ids = NULL;
        size_t count = 0;
        if (outer && outer_trial) {
            ids = outer_trial->ids[i];
            count = outer_trial->counts[i];
        } else if (outer && outer->result.len) {
            rc = xc_draw_selected(outer->result, arena, &ids, &count, error);
        } else if (outer) {
            return XC_OK; /* committed, not drawn: nothing can be tried yet */
        }
        if (rc == XC_OK) {
            rc = try_draw(files, draw->id, outer ? ids : NULL, count, seeds[i], arena,
                          &trial->ids[i], &trial->counts[i], error);
        }
    }
    if (rc == XC_ENO) {
        struct xc_error reason = *error;
        xc_hint(&reason, "nothing was committed: change the register or the policy, or "
                         "the draw would end like this");
        *error = reason;
    }
    return rc;
}

static int write_commit(struct committing *work, const struct xc_draw_files *files,
                        struct xc_stored_draw *draw, struct xc_error *error) {
    const struct xc_commit_options *options = work->options;
    struct xc_digest code, commitment;
    struct xc_urn urn;
    struct xc_buffer text = xc_buffer_make(1 << 14);
    int rc = xc_urn_read(files, work->office->arena, &urn, error);
    if (rc == XC_OK) {
        rc = check_delay(&urn, work->names, work->name_count, work->office->session.now,
                         error);
    }
    if (rc == XC_OK && options->sealed) {
        rc = xc_code_derive(options->secret, draw->id, 0, &code, error);
        if (rc == XC_OK) {
            rc = xc_code_commitment(&code, &commitment, error);
        }
    }
    if (rc == XC_OK) {
        rc = xc_commit_write(&urn, draw->id, work->names, work->name_count,
                             options->sealed ? &commitment : NULL, &text, error);
    }
    draw->sealed = options->sealed;
    draw->commit = xc_arena_copy(work->office->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return rc == XC_OK && !draw->commit.ptr ? xc_fail_memory(error) : rc;
}

static int commit_slot(struct committing *work, const struct xc_draw_slot *slot,
                       struct xc_error *error) {
    const struct xc_stored_draw *outer;
    const struct trial *outer_trial;
    struct xc_draw_files files;
    struct xc_digest code;
    struct xc_str id;
    bool local =
        xc_beacon_is_local(work->names, work->name_count) && work->name_count == 1;
    int rc = find_outer(work, slot, &outer, &outer_trial, error);
    if (rc == XC_OK) {
        rc = xc_draw_slot_build(work->office, slot, outer ? outer->commit : XC_STR(""),
                                local, &files, error);
    }
    if (rc == XC_OK && !local && files.targets.len == 0) {
        rc = xc_fail(error, XC_ENO, "the urn of '%.*s' is empty: nothing can be drawn",
                     XC_PRI(slot->label));
    }
    if (rc == XC_OK) {
        rc = xc_draw_name(work->office, slot, &id, error);
    }
    if (rc == XC_OK && work->options->sealed) {
        rc = xc_code_derive(work->options->secret, id, 0, &code, error);
    }
    if (rc == XC_OK && work->options->sealed) {
        rc = xc_draw_salt(id, &code, work->office->arena, &files, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_stored_draw *draw = &work->draws[work->count];
    *draw = xc_draw_stored(work->office, slot, id, &files);
    draw->outer = outer ? outer->id : XC_STR("");
    rc = try_both(work, &files, draw, outer, outer_trial, &work->trials[work->count],
                  error);
    if (rc == XC_OK) {
        rc = write_commit(work, &files, draw, error);
    }
    work->count += rc == XC_OK;
    return rc;
}

/* ---- Which draws ---- */

static bool is_open(const struct xc_stored_draw *draw) {
    return draw && draw->status == XC_DRAW_COMMITTED;
}

/* A batch that was committed to must come out before the next one can say who stays out.
 */
static int check_batches(const struct xc_draw_slot *slots, size_t count,
                         const struct xc_draw_slot *slot, struct xc_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (slots[i].rule == slot->rule && slots[i].number < slot->number &&
            is_open(slots[i].stored)) {
            return xc_fail(error, XC_ENO, "the draw %.*s has to be run first",
                           XC_PRI(slots[i].stored->id));
        }
    }
    return XC_OK;
}

static bool base_drawn(const struct xc_draw_office *office,
                       const struct xc_draw_slot *slot) {
    const struct xc_stored_draw *base = xc_draw_base(office, slot);
    return base && base->status == XC_DRAW_DRAWN;
}

/* Nothing is left to commit to. */
static int nothing_left(const struct xc_draw_slot *slots, size_t count,
                        struct xc_str stage, xc_date today, struct xc_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (xc_draw_slot_is_now(&slots[i], today) && is_open(slots[i].stored)) {
            xc_fail(error, XC_ENO, "the draw %.*s is committed to already",
                    XC_PRI(slots[i].stored->id));
            return xc_hint(error, "run it: xuncha draw run %.*s %.*s --value NAME=VALUE",
                           XC_PRI(slots[i].stored->programme), XC_PRI(stage));
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (xc_draw_slot_is_now(&slots[i], today) && slots[i].stored) {
            xc_fail(error, XC_ENO, "%.*s is drawn already", XC_PRI(slots[i].stored->id));
            return xc_hint(error, "to draw again, say why and who agrees: --reason TEXT "
                                  "--by NAME; both stay in the ledger for good");
        }
    }
    return xc_fail(error, XC_ENO, "stage '%.*s' draws nothing", XC_PRI(stage));
}

struct choosing {
    struct xc_draw_slot *slots;
    size_t count;
    struct xc_stored_draw *again; /* the draws that are drawn again, as they were */
    size_t again_count;
    struct xc_draw_change change;       /* since the stage's newest commit */
    const struct xc_stored_draw *under; /* that; NULL: there is none */
};

/* Draws again: the stored ones stop counting. Only in memory: an old result stays in the
 * store for good. */
static int forget(struct xc_draw_office *office, const struct xc_stage *stage,
                  struct choosing *choosing, struct xc_error *error) {
    choosing->again =
        xc_arena_array(office->arena, choosing->count, sizeof *choosing->again);
    if (!choosing->again) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < choosing->count; i++) {
        const struct xc_stored_draw *stored = choosing->slots[i].stored;
        if (!stored || !xc_draw_slot_is_now(&choosing->slots[i], office->today)) {
            continue;
        }
        choosing->again[choosing->again_count++] = *stored;
        for (size_t k = 0; k < office->stored_count; k++) {
            if (&office->stored[k] == stored) {
                office->stored[k].status = XC_DRAW_VOID;
            }
        }
    }
    return xc_draw_slots(office->programme, stage, office->stored, office->stored_count,
                         office->arena, &choosing->slots, &choosing->count, error);
}

/* A further draw of teams comes after what it is for, and after the one before it. */
static bool can_follow(const struct committing *work, const struct choosing *choosing,
                       const struct xc_draw_slot *slot) {
    bool ready = !slot->extra || base_drawn(work->office, slot);
    for (size_t i = 0; i < choosing->count && slot->extra; i++) {
        const struct xc_draw_slot *other = &choosing->slots[i];
        ready = ready && (other->rule != slot->rule || other->extra >= slot->extra ||
                          !xc_str_equal(other->batch, slot->batch) ||
                          (other->stored && other->stored->status == XC_DRAW_DRAWN));
    }
    return ready;
}

static size_t ready_slots(const struct committing *work, const struct choosing *choosing,
                          const struct xc_draw_slot **slots) {
    size_t count = 0;
    for (size_t i = 0; i < choosing->count; i++) {
        const struct xc_draw_slot *slot = &choosing->slots[i];
        if (!slot->stored && xc_draw_slot_is_now(slot, work->office->today) &&
            can_follow(work, choosing, slot)) {
            slots[count++] = slot;
        }
    }
    return count;
}

static int choose(struct committing *work, const struct xc_stage *stage,
                  struct choosing *choosing, size_t *count, struct xc_error *error) {
    struct xc_draw_office *office = work->office;
    const struct xc_commit_options *options = work->options;
    int rc = xc_draw_slots(office->programme, stage, office->stored, office->stored_count,
                           office->arena, &choosing->slots, &choosing->count, error);
    if (rc != XC_OK) {
        return rc;
    }
    work->slots = xc_arena_array(office->arena, choosing->count, sizeof(void *));
    if (!work->slots) {
        return xc_fail_memory(error);
    }
    rc = xc_draw_change_find(&office->session, office->programme, stage, office->stored,
                             office->stored_count, office->arena, &choosing->change,
                             &choosing->under, error);
    bool agreed = options->reason.len && options->by.len;
    bool changed = choosing->change.matters.len > 0;
    if (rc == XC_OK && changed && !agreed) {
        return xc_draw_change_refuse(&choosing->change, choosing->under, error);
    }
    *count = rc == XC_OK ? ready_slots(work, choosing, work->slots) : 0;
    if (rc == XC_OK && (*count == 0 || changed) && agreed) {
        rc = forget(office, stage, choosing, error);
        work->slots = xc_arena_array(office->arena, choosing->count, sizeof(void *));
        if (rc == XC_OK && !work->slots) {
            rc = xc_fail_memory(error);
        }
        *count = rc == XC_OK ? ready_slots(work, choosing, work->slots) : 0;
    }
    if (rc == XC_OK && *count == 0) {
        return nothing_left(choosing->slots, choosing->count, stage->id, office->today,
                            error);
    }
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        rc = check_batches(choosing->slots, choosing->count, work->slots[i], error);
    }
    return rc;
}

static int check_seed(const struct xc_programme *programme,
                      const struct xc_commit_options *options, bool local,
                      struct xc_error *error) {
    if (xc_str_is(programme->seed, "sealed") && !options->sealed) {
        xc_fail(error, XC_EUSAGE, "the draws of programme %.*s are sealed",
                XC_PRI(programme->id));
        return xc_hint(
            error, "commit with --sealed and both shares: --secret FILE --secret FILE");
    }
    if (xc_str_is(programme->seed, "public") && options->sealed) {
        return xc_fail(error, XC_EUSAGE, "the draws of programme %.*s are public",
                       XC_PRI(programme->id));
    }
    if (programme->seed.len && local) {
        xc_fail(error, XC_EUSAGE,
                "programme %.*s asks for randomness that nobody here can choose",
                XC_PRI(programme->id));
        return xc_hint(error, "name a public beacon, for example --beacon 'dice 25'");
    }
    return XC_OK;
}

/* The entry that stands before a draw again: its id, the old one's, why, and who agreed.
 */
static int note_again(const struct committing *work, const struct xc_stored_draw *old,
                      struct xc_error *error) {
    const struct xc_session *session = &work->office->session;
    const struct xc_commit_options *options = work->options;
    struct xc_buffer text = xc_buffer_make(1 << 14);
    uint64_t index;
    int rc = XC_OK;
    for (size_t i = 0; i < work->count && rc == XC_OK; i++) {
        const struct xc_stored_draw *draw = &work->draws[i];
        if (!xc_str_equal(draw->label, old->label) ||
            !xc_str_equal(draw->batch, old->batch)) {
            continue;
        }
        xc_buffer_clear(&text);
        xc_buffer_printf(&text, "xuncha-again-v1\n%.*s\n%.*s\n%.*s\n%.*s\n",
                         XC_PRI(draw->id), XC_PRI(old->id), XC_PRI(options->reason),
                         XC_PRI(options->by));
        struct xc_str entry = xc_buffer_view(&text);
        rc = text.failed ? xc_fail_memory(error)
                         : xc_ledger_append(session->store, session->office, session->now,
                                            &entry, 1, &index, error);
    }
    xc_buffer_free(&text);
    return rc;
}

/* The entry that stands before the first commit under changed rules. */
static int note_change(const struct committing *work, const struct choosing *choosing,
                       struct xc_error *error) {
    const struct xc_draw_office *office = work->office;
    struct xc_buffer text = xc_buffer_make(1 << 14);
    uint64_t index;
    if (!choosing->change.matters.len) {
        return XC_OK;
    }
    xc_buffer_printf(&text, "xuncha-rules-v1\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n",
                     XC_PRI(office->programme->id), XC_PRI(choosing->under->stage),
                     XC_PRI(choosing->under->programme_rules),
                     XC_PRI(office->rules_digest), XC_PRI(work->options->reason),
                     XC_PRI(work->options->by));
    struct xc_str entry = xc_buffer_view(&text);
    int rc = text.failed
                 ? xc_fail_memory(error)
                 : xc_ledger_append(office->session.store, office->session.office,
                                    office->session.now, &entry, 1, &index, error);
    xc_buffer_free(&text);
    return rc;
}

struct storing {
    const struct committing *work;
    const struct choosing *choosing;
};

/* Everything is ready in memory: what was only committed to ends, and the reason for a
 * draw again comes before its commit, never after; all of it, or nothing. */
static int store_all(void *context, struct xc_error *error) {
    const struct storing *storing = context;
    const struct committing *work = storing->work;
    const struct choosing *choosing = storing->choosing;
    const struct xc_session *session = &work->office->session;
    int rc = note_change(work, choosing, error);
    for (size_t i = choosing->again_count; i > 0 && rc == XC_OK; i--) {
        const struct xc_stored_draw *old = &choosing->again[i - 1];
        rc = old->status == XC_DRAW_COMMITTED
                 ? xc_store_void_draw(session->store, session->office, old->id,
                                      work->options->reason, work->options->by,
                                      session->now, error)
                 : note_again(work, old, error);
    }
    return rc == XC_OK
               ? xc_store_commit_draws(session->store, session->office, work->draws,
                                       work->count, session->now, error)
               : rc;
}

static bool one_line(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static int commit_stage(struct committing *work, struct xc_error *error) {
    struct xc_draw_office *office = work->office;
    const struct xc_commit_options *options = work->options;
    const struct xc_stage *stage = xc_programme_stage(office->programme, options->stage);
    struct choosing choosing = {0};
    size_t count = 0;
    if (!stage) {
        return xc_fail(error, XC_EUSAGE, "programme %.*s has no stage '%.*s'",
                       XC_PRI(office->programme->id), XC_PRI(options->stage));
    }
    if (!one_line(options->reason) || !one_line(options->by)) {
        return xc_fail(error, XC_EUSAGE, "--reason and --by are one line each");
    }
    if (options->reason.len + options->by.len > MAX_WORDS) {
        return xc_fail(error, XC_EUSAGE, "--reason and --by are too long");
    }
    int rc =
        xc_draw_beacons_name(options->beacons, options->beacon_count, office->session.now,
                             office->arena, work->names, &work->name_count, error);
    if (rc == XC_OK) {
        rc = check_seed(office->programme, options,
                        xc_beacon_is_local(work->names, work->name_count), error);
    }
    if (rc == XC_OK) {
        rc = choose(work, stage, &choosing, &count, error);
    }
    work->draws = xc_arena_array(office->arena, count, sizeof *work->draws);
    work->trials = xc_arena_array(office->arena, count, sizeof *work->trials);
    if (rc == XC_OK && (!work->draws || !work->trials)) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = commit_slot(work, work->slots[i], error);
    }
    struct storing storing = {.work = work, .choosing = &choosing};
    return rc == XC_OK
               ? xc_store_together(office->session.store, store_all, &storing, error)
               : rc;
}

int xc_draw_commit_office(struct xc_draw_office *office,
                          const struct xc_commit_options *options,
                          struct xc_committed *out, struct xc_error *error) {
    struct committing work = {.office = office, .options = options};
    int rc = commit_stage(&work, error);
    if (rc == XC_OK) {
        out->draws = work.draws;
        out->count = work.count;
    }
    return rc;
}
