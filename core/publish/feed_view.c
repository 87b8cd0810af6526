#include "publish/feed_view.h"

#include "publish/feed_write.h"
#include "workspace/settings.h"

#include <stdlib.h>

enum { FEED_BYTES_MAX = 64 << 20, DAY_SECONDS = 24 * 60 * 60, KINDS = XC_FEED_TASKS + 1 };

/* Where no plan says otherwise. */
#define USUAL_ZONE "Asia/Shanghai"

/* All calendars of a kind. */
struct kind {
    bool ready;
    struct xc_viewer viewer;
    struct xc_entry *rows; /* by key; owned */
    size_t count;
};

struct xc_feed_view {
    struct xc_feed_writer writer;
    struct xc_session session; /* of a view that loads by itself, as the next one */
    struct xc_loaded loaded;
    struct xc_entries entries; /* what kinds are made of */
    struct kind kinds[KINDS];
    enum xc_viewer_role role;
    int offset_minutes;
    struct xc_feed_dues *dues; /* NULL: not read yet */
    struct xc_buffer title;
    struct xc_arena *arena;
};

/* ---- Reading ---- */

static int start(struct xc_feed_view *view, const struct xc_session *session,
                 const struct xc_loaded *loaded, struct xc_window window,
                 struct xc_error *error) {
    const struct xc_export_options options = {.window = window};
    struct xc_feed_writer *writer = &view->writer;
    writer->session = session;
    writer->loaded = loaded;
    writer->window = window;
    writer->zone =
        loaded->count > 0 ? loaded->plans[0].programme->zone : xc_str_from(USUAL_ZONE);
    int rc = xc_settings_get(session, "refresh_minutes", &writer->refresh_minutes, error);
    if (rc == XC_OK && !xc_zone_known(writer->zone, &view->offset_minutes)) {
        rc = xc_fail(error, XC_EINPUT, "unknown time zone '%.*s'", XC_PRI(writer->zone));
    }
    if (rc == XC_OK && loaded->count > 0) {
        rc = xc_event_maker_open(&writer->maker, session, loaded, error);
    }
    if (rc == XC_OK) {
        rc = xc_entries_open(&view->entries, session, loaded, &options, error);
    }
    writer->today = xc_instant_date(session->now, view->offset_minutes, NULL);
    writer->cancelled_days = view->entries.cancelled_days;
    return rc;
}

static struct xc_feed_view *make(enum xc_viewer_role role) {
    struct xc_feed_view *view = calloc(1, sizeof *view);
    if (!view) {
        return NULL;
    }
    view->role = role;
    view->writer.feed = xc_buffer_make(FEED_BYTES_MAX);
    view->writer.text = xc_buffer_make(1 << 20);
    view->writer.name = xc_buffer_make(1 << 14);
    view->title = xc_buffer_make(1 << 14);
    view->arena = xc_arena_new((size_t)1 << 30);
    if (!view->arena) {
        xc_feed_view_free(view);
        return NULL;
    }
    return view;
}

int xc_feed_view_open(const struct xc_session *session, const struct xc_loaded *loaded,
                      enum xc_viewer_role role, struct xc_window window,
                      struct xc_feed_view **out, struct xc_error *error) {
    struct xc_feed_view *view = make(role);
    *out = view;
    return view ? start(view, session, loaded, window, error) : xc_fail_memory(error);
}

/* The code of the target's area, and CODE-ZONE where it has a zone. */
static int add_areas(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                     const struct xc_visit *visit) {
    const struct xc_register *reg = entries->loaded->reg;
    uint32_t row = xc_register_find_target(reg, visit->target);
    if (row == XC_NO_ROW || reg->targets.area[row] == XC_NO_ROW) {
        return XC_OK;
    }
    struct xc_str code = xc_register_text(reg, reg->areas.code[reg->targets.area[row]]);
    struct xc_str zone = xc_register_text(reg, reg->targets.zone[row]);
    int rc = xc_entries_add(entries, code, plan, visit);
    if (rc != XC_OK || zone.len == 0) {
        return rc;
    }
    struct xc_buffer key = xc_buffer_make(2 * XC_MAX_FIELD_BYTES);
    xc_buffer_add(&key, code);
    xc_buffer_putc(&key, '-');
    xc_buffer_add(&key, zone);
    struct xc_str kept = xc_arena_copy(entries->arena, xc_buffer_view(&key));
    rc = key.failed || !kept.ptr ? xc_fail_memory(entries->error)
                                 : xc_entries_add(entries, kept, plan, visit);
    xc_buffer_free(&key);
    return rc;
}

static int add_crew(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                    const struct xc_visit *visit) {
    return xc_entries_add(entries, visit->crew, plan, visit);
}

static int add_office(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                      const struct xc_visit *visit) {
    return xc_entries_add(entries, entries->session->office, plan, visit);
}

/* What is due on days before today may have causes in what did not come. */
static int read_dues(struct xc_feed_view *view, struct xc_error *error) {
    const struct xc_feed_writer *writer = &view->writer;
    const struct xc_loaded *loaded = writer->loaded;
    struct xc_feed_dues *dues =
        view->dues ? view->dues
                   : xc_arena_array(view->arena, loaded->count, sizeof *dues);
    int rc = dues ? XC_OK : xc_fail_memory(error);
    for (size_t p = 0; p < loaded->count && rc == XC_OK && !view->dues; p++) {
        rc = xc_due_groups(writer->session, loaded, &loaded->plans[p], view->arena,
                           &dues[p].groups, &dues[p].count, error);
    }
    view->dues = rc == XC_OK ? dues : NULL;
    view->writer.dues = view->dues;
    return rc;
}

/* What is in the calendars of a kind. */
static int prepare(struct xc_feed_view *view, enum xc_feed_by by,
                   struct xc_error *error) {
    static const struct {
        enum xc_viewer_role usual;
        xc_entries_give give;
    } all[KINDS] = {
        [XC_FEED_PERSON] = {XC_VIEWER_INSPECTOR, xc_entries_add_people},
        [XC_FEED_CREW] = {XC_VIEWER_INSPECTOR, add_crew},
        [XC_FEED_AREA] = {XC_VIEWER_PLANNER, add_areas},
        [XC_FEED_OFFICE] = {XC_VIEWER_PLANNER, add_office},
        [XC_FEED_TASKS] = {XC_VIEWER_PLANNER, NULL},
    };
    struct kind *kind = &view->kinds[by];
    int rc = XC_OK;
    if (kind->ready) {
        return XC_OK;
    }
    kind->viewer = (struct xc_viewer){view->role ? view->role : all[by].usual,
                                      all[by].usual == XC_VIEWER_INSPECTOR};
    if (all[by].give) {
        view->entries.error = error;
        rc = xc_entries_collect(&view->entries, kind->viewer, all[by].give);
        kind->rows = view->entries.rows;
        kind->count = view->entries.count;
        view->entries.rows = NULL;
        view->entries.count = view->entries.capacity = 0;
    }
    if (rc == XC_OK && by >= XC_FEED_OFFICE && xc_viewer_sees_plans(kind->viewer.role)) {
        rc = read_dues(view, error);
    }
    kind->ready = rc == XC_OK;
    return rc;
}

/* All that the database is asked for; kinds are made of it when they are used. */
static int load(struct xc_feed_view *view, struct xc_error *error) {
    const struct xc_window always = {XC_NO_DATE, XC_NO_DATE};
    struct xc_error none = {0};
    int rc = xc_load_plans(&view->session, XC_STR(""), &view->loaded, &none);
    if (rc == XC_ENO) { /* no plan yet: but people and areas have their names */
        xc_loaded_free(&view->loaded);
        view->loaded.at = XC_NO_INSTANT;
        rc = xc_store_load_register(view->session.store, view->session.office, 0,
                                    &view->loaded.reg, NULL, &none);
        rc = rc == XC_ENO ? XC_OK : rc;
    }
    if (rc != XC_OK) {
        *error = none;
        return rc;
    }
    rc = start(view, &view->session, &view->loaded, always, error);
    return rc == XC_OK ? read_dues(view, error) : rc;
}

int xc_feed_view_load(const struct xc_session *session, struct xc_feed_view **out,
                      struct xc_error *error) {
    struct xc_feed_view *view = make(0);
    *out = view;
    if (!view) {
        return xc_fail_memory(error);
    }
    view->session = *session;
    view->session.progress = NULL;
    view->session.office = xc_arena_copy(view->arena, session->office);
    int rc = view->session.office.ptr ? xc_store_reading(session->store, error)
                                      : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = load(view, error);
        xc_store_read(session->store);
    }
    view->session.store = NULL;
    return rc;
}

void xc_feed_view_free(struct xc_feed_view *view) {
    if (view) {
        for (int by = 0; by < KINDS; by++) {
            free(view->kinds[by].rows);
        }
        xc_entries_close(&view->entries);
        xc_event_maker_close(&view->writer.maker);
        xc_loaded_free(&view->loaded);
        xc_buffer_free(&view->writer.feed);
        xc_buffer_free(&view->writer.text);
        xc_buffer_free(&view->writer.name);
        xc_buffer_free(&view->title);
        xc_arena_free(view->arena);
        free(view);
    }
}

/* ---- Names ---- */

static struct xc_str crew_title(struct xc_feed_view *view, struct xc_str crew) {
    struct xc_message message;
    xc_message_set(&message, "Crew %.*s", XC_PRI(crew));
    xc_message_render(&message, view->writer.session->catalogue, &view->title);
    return xc_buffer_view(&view->title);
}

/* The area's name, and behind it the zone of CODE-ZONE. */
static struct xc_str area_title(struct xc_feed_view *view, struct xc_str key) {
    const struct xc_register *reg = view->writer.loaded->reg;
    for (size_t end = key.len; reg && end > 0; end--) {
        if (end < key.len && key.ptr[end] != '-') {
            continue;
        }
        uint32_t area = xc_register_find_area(reg, xc_str_slice(key, 0, end));
        if (area != XC_NO_ROW) {
            xc_buffer_add(&view->title, xc_register_text(reg, reg->areas.name[area]));
            if (end < key.len) {
                xc_buffer_putc(&view->title, ' ');
                xc_buffer_add(&view->title, xc_str_slice(key, end + 1, key.len));
            }
            return xc_buffer_view(&view->title);
        }
    }
    return key;
}

static struct xc_str person_title(const struct xc_register *reg, struct xc_str id) {
    uint32_t row = reg ? xc_register_find_person(reg, id) : XC_NO_ROW;
    struct xc_str name =
        row != XC_NO_ROW ? xc_register_text(reg, reg->people.name[row]) : XC_STR("");
    return name.len ? name : id;
}

static struct xc_str title_of(struct xc_feed_view *view, enum xc_feed_by by,
                              struct xc_str key) {
    xc_buffer_clear(&view->title);
    return by == XC_FEED_PERSON ? person_title(view->writer.loaded->reg, key)
           : by == XC_FEED_CREW ? crew_title(view, key)
           : by == XC_FEED_AREA ? area_title(view, key)
                                : area_title(view, view->writer.session->office);
}

/* ---- What is in a feed ---- */

static struct xc_str key_of(const void *entry) {
    return ((const struct xc_entry *)entry)->key;
}

static struct xc_feed_run run_of(const struct kind *kind, struct xc_str key) {
    size_t first = xc_str_first(kind->rows, kind->count, sizeof *kind->rows, key_of, key);
    struct xc_feed_run run = {kind->rows, first, first};
    while (run.last < kind->count && xc_str_equal(kind->rows[run.last].key, key)) {
        run.last++;
    }
    return run;
}

static size_t first_from(struct xc_feed_run run, xc_date day) {
    while (run.first < run.last && run.rows[run.first].visit->end_date < day) {
        run.first++;
    }
    return run.first;
}

static bool has_window(const struct xc_feed_view *view) {
    struct xc_window window = view->writer.window;
    return window.from != XC_NO_DATE || window.to != XC_NO_DATE;
}

/* Without a window, a feed of more than `most` visits keeps so many from about a month
 * back on (calendar services drop what lies beyond). */
static struct xc_feed_run narrow(const struct xc_feed_view *view, struct xc_feed_run run,
                                 size_t most) {
    if (has_window(view) || run.last - run.first <= most) {
        return run;
    }
    xc_date today = view->writer.today;
    size_t now = first_from(run, today);
    run.first = first_from(run, today - XC_FEED_DAYS_BACK);
    if (now - run.first > most / 2) {
        run.first = now;
    }
    if (run.last - run.first > most) {
        run.last = run.first + most;
    }
    return run;
}

/* Writes a feed that calendar services take: visits are left out until it has no more
 * than XC_FEED_MAX_ITEMS of them (their days on the road count too) and
 * XC_FEED_MAX_BYTES. A window is obeyed as it is. */
static int write_visits(struct xc_feed_view *view, enum xc_feed_by by, struct xc_str name,
                        struct xc_feed_run run, bool *cut) {
    struct xc_feed_writer *writer = &view->writer;
    bool roads = by == XC_FEED_PERSON || by == XC_FEED_CREW;
    bool office =
        by == XC_FEED_OFFICE && xc_viewer_sees_plans(view->kinds[by].viewer.role);
    bool free_of_window = !has_window(view);
    size_t most = XC_FEED_MAX_ITEMS;
    struct xc_feed_run kept = narrow(view, run, most);
    int rc = xc_feed_write_visits(writer, name, kept, roads, office);
    while (rc == XC_OK && free_of_window && kept.last > kept.first) {
        size_t count = kept.last - kept.first;
        if (writer->feed.len > XC_FEED_MAX_BYTES) {
            most = count * XC_FEED_MAX_BYTES / writer->feed.len * 31 / 32;
        } else if (roads && writer->entries > XC_FEED_MAX_ITEMS) {
            most = count * XC_FEED_MAX_ITEMS / writer->entries;
        } else {
            break;
        }
        kept = narrow(view, run, most);
        rc = xc_feed_write_visits(writer, name, kept, roads, office);
    }
    *cut = free_of_window && kept.last - kept.first < run.last - run.first;
    return rc;
}

/* ---- How long it holds ---- */

static void hold_until(xc_instant *until, xc_instant now, xc_instant instant) {
    if (instant != XC_NO_INSTANT && instant > now &&
        (*until == XC_NO_INSTANT || instant < *until)) {
        *until = instant;
    }
}

static xc_instant until_of(const struct xc_feed_view *view, struct xc_feed_run run,
                           bool of_the_day) {
    xc_instant now = view->writer.session->now, until = XC_NO_INSTANT;
    for (size_t i = run.first; i < run.last; i++) {
        const struct xc_visit *visit = run.rows[i].visit;
        hold_until(&until, now, visit->embargo_until);
        if (visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID) {
            hold_until(&until, now, visit->changed);
            hold_until(&until, now,
                       visit->changed +
                           (xc_instant)view->writer.cancelled_days * DAY_SECONDS);
        }
    }
    if (of_the_day) {
        hold_until(&until, now,
                   xc_instant_make(view->writer.today + 1, 0, view->offset_minutes));
    }
    return until;
}

int xc_feed_view_write(struct xc_feed_view *view, enum xc_feed_by by, struct xc_str key,
                       struct xc_feed *feed, struct xc_error *error) {
    struct xc_feed_writer *writer = &view->writer;
    struct kind *kind = &view->kinds[by];
    struct xc_feed_run run = {0};
    bool cut = false;
    int rc = prepare(view, by, error);
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_str name = title_of(view, by, key);
    writer->error = error;
    writer->viewer = kind->viewer;
    if (by == XC_FEED_TASKS) {
        rc = xc_feed_write_tasks(writer, name);
    } else {
        run = run_of(kind, by == XC_FEED_OFFICE ? writer->session->office : key);
        rc = write_visits(view, by, name, run, &cut);
    }
    if (rc == XC_OK && writer->feed.failed) {
        rc = xc_fail(error, XC_EENV, "the feed of %.*s is longer than %d bytes",
                     XC_PRI(key), FEED_BYTES_MAX);
    }
    *feed = (struct xc_feed){
        .bytes = xc_buffer_view(&writer->feed),
        .entries = writer->entries,
        .cut = cut,
        .changed = writer->changed,
        .until = until_of(view, run, cut || by >= XC_FEED_OFFICE),
    };
    return rc;
}

/* ---- Which there are ---- */

typedef int (*giving)(void *context, struct xc_str key, struct xc_error *error);

static int each_person(struct xc_feed_view *view, giving give, void *context,
                       struct xc_error *error) {
    const struct xc_session *session = view->writer.session;
    const struct xc_register *reg = view->writer.loaded->reg;
    int rc = XC_OK;
    for (uint32_t row = 0; row < reg->people.count && rc == XC_OK; row++) {
        struct xc_str id = xc_register_text(reg, reg->people.id[row]);
        struct xc_feed_run run = run_of(&view->kinds[XC_FEED_PERSON], id);
        if (run.last > run.first || reg->people.status[row] == XC_STATUS_ACTIVE) {
            rc = give(context, id, error);
        }
        if (rc == XC_OK &&
            !xc_progress_tick(session->progress, XC_MSG("writing calendars"), row,
                              reg->people.count)) {
            rc = xc_fail(error, XC_ENO, "stopped; the files written so far are whole");
        }
    }
    return rc;
}

static int each_key(const struct kind *kind, giving give, void *context,
                    struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < kind->count && rc == XC_OK; i++) {
        if (i == 0 || !xc_str_equal(kind->rows[i].key, kind->rows[i - 1].key)) {
            rc = give(context, kind->rows[i].key, error);
        }
    }
    return rc;
}

int xc_feed_view_each(struct xc_feed_view *view, enum xc_feed_by by, giving give,
                      void *context, struct xc_error *error) {
    int rc = prepare(view, by, error);
    if (rc != XC_OK) {
        return rc;
    }
    switch (by) {
    case XC_FEED_PERSON:
        return each_person(view, give, context, error);
    case XC_FEED_OFFICE:
        return give(context, view->writer.session->office, error);
    case XC_FEED_TASKS:
        return xc_viewer_sees_plans(view->kinds[by].viewer.role)
                   ? give(context, view->writer.session->office, error)
                   : XC_OK;
    case XC_FEED_CREW:
    case XC_FEED_AREA:
    default:
        return each_key(&view->kinds[by], give, context, error);
    }
}
