/* The ledger is checked every day and a checkpoint is kept every month: what somebody cut
 * off its end since shows at the next check. */
#include "programme/tick_work.h"

#include "base/file.h"
#include "register/json.h"
#include "store/chores.h"
#include "store/ledger.h"
#include "workspace/clock.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
    NOTE_BYTES = 1 << 16,
    NAME_BYTES = sizeof "2026-03.txt",
    AGAIN_SECONDS = 3600 /* a ledger that did not hold is checked again */
};

static struct xc_str kind(void) {
    return XC_STR("ledger");
}

/* ---- Checkpoints ---- */

static void name_month(xc_date day, char name[NAME_BYTES]) {
    char date[11];
    xc_date_format(day, date);
    (void)snprintf(name, NAME_BYTES, "%.7s.txt", date);
}

static bool is_month(const char *name) {
    static const char form[] = "0000-00.txt";
    size_t i = 0;
    while (name[i] && form[i] &&
           (form[i] == '0' ? name[i] >= '0' && name[i] <= '9' : name[i] == form[i])) {
        i++;
    }
    return i == sizeof form - 1 && !name[i];
}

/* The newest one; empty: there is none. */
static void newest_checkpoint(const char *folder, char name[NAME_BYTES]) {
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    name[0] = '\0';
    while (entries && (entry = readdir(entries))) {
        if (is_month(entry->d_name) && strcmp(entry->d_name, name) > 0) {
            (void)snprintf(name, NAME_BYTES, "%.11s", entry->d_name);
        }
    }
    if (entries) {
        (void)closedir(entries);
    }
}

static int read_checkpoint(struct xc_ticking *ticking, const struct xc_note_key *key,
                           struct xc_checkpoint *checkpoint, bool *found,
                           struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(PATH_MAX), text = xc_buffer_make(NOTE_BYTES);
    char name[NAME_BYTES];
    newest_checkpoint(ticking->options->checkpoints, name);
    *found = name[0] != '\0';
    int rc = xc_path_join(&path, ticking->options->checkpoints, name) == XC_OK
                 ? XC_OK
                 : xc_fail_memory(error);
    if (rc == XC_OK && *found) {
        rc = xc_file_read(path.ptr, &text, error);
    }
    if (rc == XC_OK && *found) {
        struct xc_str kept = xc_arena_copy(ticking->tick->arena, xc_buffer_view(&text));
        rc = kept.ptr ? xc_checkpoint_read(kept, key, checkpoint, error)
                      : xc_fail_memory(error);
    }
    xc_buffer_free(&path);
    xc_buffer_free(&text);
    return rc;
}

/* A file that is there stays: whoever copied it elsewhere compares with what it says. */
static int keep_checkpoint(struct xc_ticking *ticking, xc_date day) {
    const char *folder = ticking->options->checkpoints;
    struct xc_buffer path = xc_buffer_make(PATH_MAX), note = xc_buffer_make(NOTE_BYTES);
    struct xc_error error = {0};
    char name[NAME_BYTES];
    int rc = XC_OK;
    name_month(day, name);
    if (xc_path_join(&path, folder, name) != XC_OK) {
        rc = xc_fail_memory(ticking->error);
    } else if (!xc_file_exists(path.ptr)) {
        rc = xc_ledger_checkpoint(ticking->session.store, &note, &error);
        if (rc == XC_OK) {
            rc = xc_folder_make(folder, 0700, &error);
        }
        if (rc == XC_OK) {
            rc = xc_file_write(path.ptr, xc_buffer_view(&note), 0600, &error);
        }
        struct xc_str what = xc_buffer_view(&path);
        const struct xc_tick_item *item =
            rc == XC_OK
                ? xc_tick_add(ticking, XC_TICK_CHECKPOINT, XC_TICK_DONE, XC_STR(""), what)
                : xc_tick_add_error(ticking, XC_TICK_CHECKPOINT, XC_STR(""), what,
                                    &error);
        rc = item ? XC_OK : XC_ENOMEM;
    }
    xc_buffer_free(&path);
    xc_buffer_free(&note);
    return rc;
}

/* ---- Checking ---- */

struct checking {
    uint64_t findings;
    uint64_t entry; /* of the first one */
    struct xc_message first;
};

static int found(void *context, uint64_t index, const struct xc_message *message) {
    struct checking *checking = context;
    if (checking->findings++ == 0) {
        checking->first = *message;
        checking->entry = index;
    }
    return XC_OK;
}

static int check(struct xc_ticking *ticking, struct checking *checking,
                 struct xc_error *error) {
    struct xc_store *store = ticking->session.store;
    struct xc_buffer text = xc_buffer_make(NOTE_BYTES);
    struct xc_note_key key;
    struct xc_checkpoint checkpoint;
    bool with = false;
    int rc = xc_ledger_key(store, &text, error);
    if (rc == XC_OK) {
        rc = xc_note_key_read(xc_buffer_view(&text), &key, error);
    }
    if (rc == XC_OK) {
        rc = read_checkpoint(ticking, &key, &checkpoint, &with, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_verify(store, with ? &checkpoint : NULL, found, checking, error);
    }
    xc_buffer_free(&text);
    return rc;
}

/* What did not hold, as a failure with its first finding. */
static void unsound(const struct checking *checking, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    (void)xc_message_render(&checking->first, NULL, &text);
    if (checking->entry == UINT64_MAX) {
        xc_fail(error, XC_EENV, "the ledger does not hold: %llu findings, first: %.*s",
                (unsigned long long)checking->findings, XC_PRI(xc_buffer_view(&text)));
    } else {
        xc_fail(error, XC_EENV,
                "the ledger does not hold: %llu findings, first: entry %llu: %.*s",
                (unsigned long long)checking->findings,
                (unsigned long long)checking->entry, XC_PRI(xc_buffer_view(&text)));
    }
    (void)xc_hint(error,
                  "see `xuncha ledger verify`, and keep a copy of the workspace as "
                  "it is before anything else");
    xc_buffer_free(&text);
}

static int remember(struct xc_ticking *ticking, const struct xc_tick_ledger *ledger) {
    struct xc_buffer result = xc_buffer_make(NOTE_BYTES);
    xc_buffer_printf(&result, "{\"entries\":%llu,\"findings\":%llu}",
                     (unsigned long long)ledger->entries,
                     (unsigned long long)ledger->findings);
    int rc = xc_store_chore_done(ticking->session.store, XC_STR(""), kind(), XC_STR(""),
                                 xc_buffer_view(&result), ledger->at, ticking->error);
    xc_buffer_free(&result);
    return rc;
}

static void recall(const struct xc_chore *chore, struct xc_tick_ledger *ledger) {
    json_t *json =
        json_loadb(chore->result.ptr, chore->result.len, JSON_REJECT_DUPLICATES, NULL);
    json_int_t findings = json_integer_value(json_object_get(json, "findings"));
    json_int_t entries = json_integer_value(json_object_get(json, "entries"));
    *ledger = (struct xc_tick_ledger){.at = json ? chore->at : XC_NO_INSTANT,
                                      .sound = json && findings == 0,
                                      .findings = findings > 0 ? (uint64_t)findings : 0,
                                      .entries = entries > 0 ? (uint64_t)entries : 0};
    json_decref(json);
}

static int check_now(struct xc_ticking *ticking) {
    struct checking checking = {0};
    struct xc_tick_ledger *ledger = &ticking->tick->ledger;
    struct xc_error error = {0};
    const struct xc_tick_item *item;
    uint64_t size = xc_ledger_size(ticking->session.store, &error);
    int rc = check(ticking, &checking, &error);
    if (rc != XC_OK) {
        *ledger = (struct xc_tick_ledger){.at = XC_NO_INSTANT};
        item = xc_tick_add_error(ticking, XC_TICK_CHECK, XC_STR(""), XC_STR(""), &error);
        return item ? XC_OK : XC_ENOMEM;
    }
    *ledger = (struct xc_tick_ledger){.at = ticking->session.now,
                                      .sound = checking.findings == 0,
                                      .entries = size,
                                      .findings = checking.findings};
    if (!ledger->sound) {
        unsound(&checking, &error);
        item = xc_tick_add_error(ticking, XC_TICK_CHECK, XC_STR(""), XC_STR(""), &error);
    } else {
        item = xc_tick_add(ticking, XC_TICK_CHECK, XC_TICK_DONE, XC_STR(""), XC_STR(""));
    }
    return item ? remember(ticking, ledger) : XC_ENOMEM;
}

int xc_tick_ledger(struct xc_ticking *ticking) {
    const struct xc_session *session = &ticking->session;
    struct xc_tick *tick = ticking->tick;
    int offset = xc_clock_office(session);
    xc_date today = xc_instant_date(session->now, offset, NULL);
    struct xc_chore chore;
    int rc = xc_store_chore(session->store, XC_STR(""), kind(), XC_STR(""), tick->arena,
                            &chore, ticking->error);
    if (rc == XC_OK) {
        recall(&chore, &tick->ledger);
        xc_instant at = tick->ledger.at;
        bool again = at == XC_NO_INSTANT || xc_instant_date(at, offset, NULL) != today ||
                     (!tick->ledger.sound && session->now - at >= AGAIN_SECONDS);
        rc = again ? check_now(ticking) : XC_OK;
    }
    if (rc == XC_OK && tick->ledger.sound && tick->ledger.entries > 0) {
        rc = keep_checkpoint(ticking, today);
    }
    return rc;
}
