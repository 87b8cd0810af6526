#include "programme/tick_work.h"

#include "base/file.h"
#include "store/chores.h"
#include "store/secrets.h"
#include "workspace/clock.h"
#include "workspace/sight.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { TICK_BYTES = 1 << 30, DAY_SECONDS = 24 * 3600 };

const char *xc_tick_chore_word(enum xc_tick_chore chore) {
    static const char *const words[] = {"", "stage", "draft", "check", "checkpoint"};
    return words[chore];
}

const char *xc_tick_fate_word(enum xc_tick_fate fate) {
    static const char *const words[] = {"", "done", "waits", "failed"};
    return words[fate];
}

/* ---- Items ---- */

struct xc_tick_item *xc_tick_add(struct xc_ticking *ticking, enum xc_tick_chore chore,
                                 enum xc_tick_fate fate, struct xc_str programme,
                                 struct xc_str what) {
    struct xc_tick *tick = ticking->tick;
    struct xc_tick_item *item = xc_arena_alloc(tick->arena, sizeof *item);
    if (!item) {
        (void)xc_fail_memory(ticking->error);
        return NULL;
    }
    *item = (struct xc_tick_item){.chore = chore,
                                  .fate = fate,
                                  .office =
                                      xc_arena_copy(tick->arena, ticking->session.office),
                                  .programme = xc_arena_copy(tick->arena, programme),
                                  .what = xc_arena_copy(tick->arena, what)};
    if ((what.len && !item->what.ptr) || (programme.len && !item->programme.ptr)) {
        (void)xc_fail_memory(ticking->error);
        return NULL;
    }
    if (tick->last) {
        tick->last->next = item;
    } else {
        tick->first = item;
    }
    tick->last = item;
    tick->fates[fate]++;
    return item;
}

struct xc_tick_item *xc_tick_add_error(struct xc_ticking *ticking,
                                       enum xc_tick_chore chore, struct xc_str programme,
                                       struct xc_str what, const struct xc_error *why) {
    enum xc_tick_fate fate = why->code == XC_ENO ? XC_TICK_WAITS : XC_TICK_FAILED;
    struct xc_tick_item *item = xc_tick_add(ticking, chore, fate, programme, what);
    if (item) {
        item->error = *why;
    }
    return item;
}

/* ---- One at a time ---- */

/* Waits for another tick: after it there is hardly anything left to do. The lock ends
 * with the process, however it ends. */
static int take_lock(const char *path, int *descriptor, struct xc_error *error) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    *descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*descriptor < 0) {
        return xc_fail_errno(error, errno, "open", path);
    }
    int taken;
    do {
        taken = fcntl(*descriptor, F_SETLKW, &whole);
    } while (taken != 0 && errno == EINTR);
    return taken == 0 ? XC_OK : xc_fail_errno(error, errno, "lock", path);
}

/* ---- What comes next ---- */

static void come_first(struct xc_tick *tick, xc_instant instant, bool reveals) {
    if (instant != XC_NO_INSTANT &&
        (tick->next == XC_NO_INSTANT || instant < tick->next)) {
        tick->next = instant;
        tick->reveals = reveals;
    }
}

static xc_instant end_of_day(const struct xc_session *session) {
    int offset = xc_clock_office(session);
    return xc_instant_make(xc_instant_date(session->now, offset, NULL) + 1, 0, offset);
}

static int find_next(struct xc_ticking *ticking) {
    const struct xc_session *session = &ticking->session;
    struct xc_loaded loaded;
    int rc = xc_load_plans(session, XC_STR(""), &loaded, ticking->error);
    if (rc == XC_OK) {
        come_first(ticking->tick, end_of_day(session), false);
        come_first(ticking->tick, xc_sight_next(session, &loaded), true);
    }
    xc_loaded_free(&loaded);
    return rc;
}

/* ---- All of it ---- */

static int tick_office(struct xc_ticking *ticking, struct xc_str office) {
    ticking->session.office = office;
    int rc = xc_tick_stages(ticking);
    if (rc == XC_OK) {
        rc = xc_tick_drafts(ticking);
    }
    return rc == XC_OK ? find_next(ticking) : rc;
}

static int tick_offices(struct xc_ticking *ticking, const struct xc_session *session) {
    struct xc_str *offices;
    size_t count;
    int rc = xc_store_offices(session->store, ticking->tick->arena, &offices, &count,
                              ticking->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (!ticking->options->office_named ||
            xc_str_equal(offices[i], session->office)) {
            rc = tick_office(ticking, offices[i]);
        }
    }
    ticking->session.office = XC_STR("");
    return rc;
}

int xc_tick_run(const struct xc_session *session, const struct xc_tick_options *options,
                struct xc_tick *tick, struct xc_error *error) {
    struct xc_ticking ticking = {
        .session = *session, .options = options, .tick = tick, .error = error};
    int lock = -1;
    *tick = (struct xc_tick){.arena = xc_arena_new(TICK_BYTES),
                             .next = XC_NO_INSTANT,
                             .ledger = {.at = XC_NO_INSTANT}};
    int rc = tick->arena ? take_lock(options->lock, &lock, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        xc_folder_sweep(options->drafts, session->now - DAY_SECONDS);
        xc_folder_sweep(options->checkpoints, session->now - DAY_SECONDS);
        rc = xc_store_forget_sign_ins(session->store, session->now, error);
    }
    if (rc == XC_OK) {
        rc = tick_offices(&ticking, session);
    }
    if (rc == XC_OK) {
        rc = xc_tick_ledger(&ticking);
    }
    if (rc == XC_OK) {
        come_first(tick, end_of_day(session), false);
    }
    if (lock >= 0) {
        (void)close(lock);
    }
    return rc;
}

void xc_tick_free(struct xc_tick *tick) {
    xc_arena_free(tick->arena);
    *tick = (struct xc_tick){0};
}
