#include "publish/export.h"

#include "base/file.h"
#include "publish/entries.h"
#include "publish/events.h"
#include "workspace/visit_facts.h"

enum { FEED_BYTES_MAX = 64 << 20, REFRESH_MINUTES = 60 };

struct exporting {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    const struct xc_export_options *options;
    struct xc_export_counts *counts;
    struct xc_event_maker maker;
    struct xc_entries entries;
    bool roads; /* days on the road are entries of their own */
    struct xc_buffer feed, text, path, name, title;
    struct xc_arena *arena; /* due items */
    struct xc_error *error;
};

int xc_export_open_to(const struct xc_loaded *loaded,
                      const struct xc_export_options *options, struct xc_error *error) {
    const struct xc_plan_head *head = &loaded->plans[0].head;
    if (!options->role || xc_viewer_sees_plans(options->role) ||
        head->status != XC_PLAN_DRAFT) {
        return XC_OK;
    }
    xc_fail(error, XC_ENO, "the plan of programme %.*s is a draft: only planners see it",
            XC_PRI(head->programme));
    return xc_hint(error, "approve it first: `xuncha approve %.*s --by NAME`",
                   XC_PRI(head->programme));
}

bool xc_export_in_window(struct xc_window window, xc_date from, xc_date to) {
    return (window.from == XC_NO_DATE || to >= window.from) &&
           (window.to == XC_NO_DATE || from <= window.to);
}

/* What is in these feeds for the reader asked for, else for the usual one. */
static int collect(struct exporting *all, enum xc_viewer_role usual,
                   xc_entries_give give) {
    struct xc_viewer viewer = {all->options->role ? all->options->role : usual,
                               usual == XC_VIEWER_INSPECTOR};
    return xc_entries_collect(&all->entries, viewer, give);
}

/* ---- One feed ---- */

/* A run of entries: one reader's feed. */
struct run {
    size_t first, last;
};

static size_t first_from(const struct exporting *all, struct run run, xc_date day) {
    while (run.first < run.last && all->entries.rows[run.first].visit->end_date < day) {
        run.first++;
    }
    return run.first;
}

static bool has_window(const struct exporting *all) {
    struct xc_window window = all->options->window;
    return window.from != XC_NO_DATE || window.to != XC_NO_DATE;
}

/* Without a window, a feed of more than `most` visits keeps so many from about a month
 * back on (calendar services drop what lies beyond). */
static struct run narrow(const struct exporting *all, struct run run, size_t most) {
    unsigned minutes;
    if (has_window(all) || run.last - run.first <= most) {
        return run;
    }
    xc_date today =
        xc_instant_date(all->session->now, all->maker.offset_minutes, &minutes);
    size_t now = first_from(all, run, today);
    run.first = first_from(all, run, today - XC_FEED_DAYS_BACK);
    if (now - run.first > most / 2) {
        run.first = now;
    }
    if (run.last - run.first > most) {
        run.last = run.first + most;
    }
    return run;
}

/* Writes the event of an entry, whose sight is settled. */
static void put_event(struct exporting *all, const struct xc_feed_head *head,
                      const struct xc_entry *entry, struct xc_event *event) {
    if (entry->sight == XC_SEE_ALL &&
        xc_visit_was_hidden(all->session, entry->plan, entry->visit,
                            &all->entries.viewer)) {
        xc_event_reveal(entry->visit, event);
    }
    xc_feed_event(&all->feed, head, event);
    all->counts->entries++;
}

/* Whether the visit of an entry takes place and its people travel to it. */
static bool is_journey(const struct exporting *all, const struct xc_entry *entry) {
    return entry->visit->status != XC_VISIT_CANCELLED &&
           entry->visit->status != XC_VISIT_VOID &&
           xc_visit_travel(all->loaded, entry->visit) > 0;
}

/* Another visit of the journey was there before. */
static bool came_for_another(const struct exporting *all, struct run run, size_t i) {
    xc_date date = all->entries.rows[i].visit->date;
    while (i > run.first && all->entries.rows[i - 1].visit->date == date) {
        if (is_journey(all, &all->entries.rows[--i])) {
            return true;
        }
    }
    return false;
}

/* Another visit of the journey ends on the same day. */
static bool stays_for_another(const struct exporting *all, struct run run, size_t i) {
    xc_date end = all->entries.rows[i].visit->end_date;
    while (++i < run.last && all->entries.rows[i].visit->date <= end) {
        if (all->entries.rows[i].visit->end_date == end &&
            is_journey(all, &all->entries.rows[i])) {
            return true;
        }
    }
    return false;
}

/* The days on the road of one visit; several visits of a journey share them, the first
 * has those there, the last those back. A cancelled one takes all of its own away. */
static int add_roads(struct exporting *all, const struct xc_feed_head *head,
                     struct run run, size_t i) {
    const struct xc_entry *entry = &all->entries.rows[i];
    int travel = (int)xc_visit_travel(all->loaded, entry->visit), rc = XC_OK;
    bool live = is_journey(all, entry);
    bool first = !live || !came_for_another(all, run, i);
    bool last = !live || !stays_for_another(all, run, i);
    for (int n = first ? -travel : 1; n <= (last ? travel : -1) && rc == XC_OK; n++) {
        char uid[XC_UID_BYTES];
        struct xc_event event;
        xc_date day;
        if (n == 0 || !xc_visit_road_day(all->loaded, entry->visit, n, &day)) {
            continue;
        }
        xc_buffer_clear(&all->text);
        rc = xc_event_of_road(&all->maker, entry->plan, entry->visit, entry->sight, n,
                              day, uid, &all->text, &event, all->error);
        if (rc == XC_OK) {
            put_event(all, head, entry, &event);
        }
    }
    return rc;
}

static int add_visits(struct exporting *all, const struct xc_feed_head *head,
                      struct run run) {
    int rc = XC_OK;
    for (size_t i = run.first; i < run.last && rc == XC_OK; i++) {
        const struct xc_entry *entry = &all->entries.rows[i];
        char uid[XC_UID_BYTES];
        struct xc_event event;
        if (entry->outside) {
            continue;
        }
        xc_buffer_clear(&all->text);
        rc = xc_event_of_visit(&all->maker, entry->plan, entry->visit, entry->sight, uid,
                               &all->text, &event, all->error);
        if (rc == XC_OK) {
            put_event(all, head, entry, &event);
        }
        if (rc == XC_OK && all->roads) {
            rc = add_roads(all, head, run, i);
        }
    }
    return rc;
}

/* True where some entry that is written counts on a year without notice. */
static bool is_provisional(const struct exporting *all, struct run run) {
    for (size_t i = run.first; i < run.last; i++) {
        const struct xc_entry *entry = &all->entries.rows[i];
        if (!entry->outside && entry->plan->head.provisional) {
            return true;
        }
    }
    return false;
}

static bool any_visit(const struct exporting *all, struct run run) {
    while (run.first < run.last && all->entries.rows[run.first].outside) {
        run.first++;
    }
    return run.first < run.last;
}

/* The head of a feed; the name is marked where the feed is provisional. */
static struct xc_feed_head feed_head(struct exporting *all, struct xc_str name,
                                     bool timed, bool provisional) {
    struct xc_feed_head head = {
        .name = name,
        .zone = all->loaded->plans[0].programme->zone,
        .refresh_minutes = REFRESH_MINUTES,
        .color = XC_STR("teal"),
        .language = xc_str_from(all->session->language),
        .timed = timed,
    };
    if (provisional) {
        struct xc_message message;
        xc_buffer_clear(&all->name);
        xc_message_set(&message, "%.*s (provisional)", XC_PRI(name));
        xc_message_render(&message, all->session->catalogue, &all->name);
        head.name = xc_buffer_view(&all->name);
        head.description = xc_str_from(
            xc_text(all->session->catalogue,
                    XC_MSG("provisional: the year's holiday notice is not out yet")));
    }
    return head;
}

static int write_feed(struct exporting *all, const char *kind, struct xc_str id,
                      const char *ending) {
    if (all->feed.failed) {
        return xc_fail(all->error, XC_EENV, "the feed of %.*s is longer than %d bytes",
                       XC_PRI(id), FEED_BYTES_MAX);
    }
    if (xc_export_path(&all->path, all->options->folder, kind, id, ending) != XC_OK) {
        return xc_fail_memory(all->error);
    }
    all->counts->files++;
    return xc_file_write(all->path.ptr, xc_buffer_view(&all->feed), 0600, all->error);
}

/* ---- What the office has beside visits ---- */

/* Whether what was cancelled on a day is still to be told. */
static bool is_fresh(const struct exporting *all, xc_date cancelled) {
    xc_date today = xc_instant_date(all->session->now, all->maker.offset_minutes, NULL);
    return today - cancelled <= (int)all->entries.cancelled_days;
}

/* Entries of all that is due, and where drafts is set also of the days on which drafts
 * begin. */
static int each_due(struct exporting *all, const struct xc_loaded_plan *plan,
                    const struct xc_feed_head *head, bool drafts,
                    void (*write)(struct xc_buffer *, const struct xc_feed_head *,
                                  const struct xc_event *)) {
    struct xc_window window = all->options->window;
    struct xc_due_group *groups = NULL;
    size_t count = 0;
    int rc = xc_due_groups(all->session, all->loaded, plan, all->arena, &groups, &count,
                           all->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        const struct xc_due_group *group = &groups[i];
        xc_date date = group->item->date, draft = group->draft_from;
        char uid[XC_UID_BYTES];
        struct xc_event event;
        if (drafts && draft != XC_NO_DATE && xc_export_in_window(window, draft, draft) &&
            (group->in < group->count || is_fresh(all, group->last_in))) {
            xc_buffer_clear(&all->text);
            rc = xc_event_of_draft(&all->maker, plan, group, uid, &all->text, &event,
                                   all->error);
            if (rc == XC_OK) {
                write(&all->feed, head, &event);
                all->counts->entries++;
            }
        }
        if (rc == XC_OK && xc_export_in_window(window, date, date)) {
            xc_buffer_clear(&all->text);
            rc = xc_event_of_due(&all->maker, plan, group, uid, &all->text, &event,
                                 all->error);
            if (rc == XC_OK) {
                write(&all->feed, head, &event);
                all->counts->entries++;
            }
        }
    }
    return rc;
}

static int office_spans(struct exporting *all, const struct xc_loaded_plan *plan,
                        const struct xc_feed_head *head) {
    const struct xc_programme *programme = plan->programme;
    char uid[XC_UID_BYTES];
    struct xc_event event;
    int rc = XC_OK;
    for (size_t i = 0; i < programme->milestone_count && rc == XC_OK; i++) {
        rc = xc_event_of_milestone(&all->maker, plan, &programme->milestones[i], uid,
                                   &event, all->error);
        if (rc == XC_OK) {
            xc_feed_event(&all->feed, head, &event);
            all->counts->entries++;
        }
    }
    for (size_t i = 0; i < programme->phase_count && rc == XC_OK; i++) {
        rc = xc_event_of_phase(&all->maker, plan, &programme->phases[i], uid, &event,
                               all->error);
        if (rc == XC_OK) {
            xc_feed_event(&all->feed, head, &event);
            all->counts->entries++;
        }
    }
    return rc;
}

static bool any_timed_due(const struct exporting *all) {
    for (size_t p = 0; p < all->loaded->count; p++) {
        const struct xc_programme *programme = all->loaded->plans[p].programme;
        for (size_t i = 0; i < programme->due_count; i++) {
            if (programme->dues[i].when.minutes != XC_NO_TIME) {
                return true;
            }
        }
    }
    return false;
}

/* ---- A whole feed ---- */

/* Writes the entries of a run into all->feed, and with `more` what the office has beside
 * visits. */
static int build_feed(struct exporting *all, struct xc_str name, struct run run,
                      bool more) {
    struct xc_feed_head head =
        feed_head(all, name, any_visit(all, run) || (more && any_timed_due(all)),
                  is_provisional(all, run) || (more && all->loaded->provisional));
    xc_buffer_clear(&all->feed);
    xc_feed_begin(&all->feed, &head);
    int rc = add_visits(all, &head, run);
    for (size_t p = 0; p < all->loaded->count && rc == XC_OK && more; p++) {
        rc = each_due(all, &all->loaded->plans[p], &head, true, xc_feed_event);
        if (rc == XC_OK) {
            rc = office_spans(all, &all->loaded->plans[p], &head);
        }
    }
    xc_feed_end(&all->feed);
    return rc;
}

/* Builds and writes a feed that calendar services take: visits are left out until it has
 * no more than XC_FEED_MAX_ITEMS of them (their days on the road count too) and
 * XC_FEED_MAX_BYTES. A window is obeyed as it is. */
static int one_feed(struct exporting *all, const char *kind, struct xc_str id,
                    struct xc_str name, struct run run, bool more) {
    bool free = !has_window(all);
    size_t entries = all->counts->entries, most = XC_FEED_MAX_ITEMS;
    struct run kept = narrow(all, run, most);
    int rc = build_feed(all, name, kept, more);
    while (rc == XC_OK && free && kept.last > kept.first) {
        size_t count = kept.last - kept.first, written = all->counts->entries - entries;
        if (all->feed.len > XC_FEED_MAX_BYTES) {
            most = count * XC_FEED_MAX_BYTES / all->feed.len * 31 / 32;
        } else if (all->roads && written > XC_FEED_MAX_ITEMS) {
            most = count * XC_FEED_MAX_ITEMS / written;
        } else {
            break;
        }
        kept = narrow(all, run, most);
        all->counts->entries = entries;
        rc = build_feed(all, name, kept, more);
    }
    all->counts->cut += free && kept.last - kept.first < run.last - run.first;
    return rc == XC_OK ? write_feed(all, kind, id, ".ics") : rc;
}

/* ---- Persons ---- */

static struct run run_of(const struct exporting *all, size_t first, struct xc_str key) {
    struct run run = {first, first};
    while (run.last < all->entries.count &&
           xc_str_equal(all->entries.rows[run.last].key, key)) {
        run.last++;
    }
    return run;
}

static int export_persons(struct exporting *all) {
    const struct xc_register *reg = all->loaded->reg;
    size_t at = 0;
    int rc = collect(all, XC_VIEWER_INSPECTOR, xc_entries_add_people);
    for (uint32_t row = 0; row < reg->people.count && rc == XC_OK; row++) {
        struct xc_str id = xc_register_text(reg, reg->people.id[row]);
        struct xc_str name = xc_register_text(reg, reg->people.name[row]);
        while (at < all->entries.count &&
               xc_str_compare(all->entries.rows[at].key, id) < 0) {
            at++;
        }
        struct run run = run_of(all, at, id);
        if (run.last > run.first || reg->people.status[row] == XC_STATUS_ACTIVE) {
            rc = one_feed(all, "person", id, name.len ? name : id, run, false);
        }
        at = run.last;
        if (!xc_progress_tick(all->session->progress, XC_MSG("writing calendars"), row,
                              reg->people.count)) {
            rc = xc_fail(all->error, XC_ENO,
                         "stopped; the files written so far are whole");
        }
    }
    return rc;
}

/* ---- Crews, areas ---- */

/* What readers call a crew or area: all->title holds it. */
static struct xc_str title_of(struct exporting *all, const char *kind,
                              const struct xc_entry *entry) {
    const struct xc_register *reg = all->loaded->reg;
    struct xc_message message;
    xc_buffer_clear(&all->title);
    if (kind[0] == 'c') {
        xc_message_set(&message, "Crew %.*s", XC_PRI(entry->key));
        xc_message_render(&message, all->session->catalogue, &all->title);
        return xc_buffer_view(&all->title);
    }
    uint32_t target = xc_register_find_target(reg, entry->visit->target);
    uint32_t area = reg->targets.area[target]; /* add_areas knows both */
    xc_buffer_add(&all->title, xc_register_text(reg, reg->areas.name[area]));
    if (!xc_str_equal(entry->key, xc_register_text(reg, reg->areas.code[area]))) {
        xc_buffer_putc(&all->title, ' ');
        xc_buffer_add(&all->title, xc_register_text(reg, reg->targets.zone[target]));
    }
    return xc_buffer_view(&all->title);
}

static int export_runs(struct exporting *all, const char *kind) {
    int rc = XC_OK;
    for (size_t first = 0; first < all->entries.count && rc == XC_OK;) {
        struct xc_str key = all->entries.rows[first].key;
        struct run run = run_of(all, first, key);
        rc = one_feed(all, kind, key, title_of(all, kind, &all->entries.rows[first]), run,
                      false);
        first = run.last;
    }
    return rc;
}

static int add_crew(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                    const struct xc_visit *visit) {
    return xc_entries_add(entries, visit->crew, plan, visit);
}

static int export_crews(struct exporting *all) {
    int rc = collect(all, XC_VIEWER_INSPECTOR, add_crew);
    return rc == XC_OK ? export_runs(all, "crew") : rc;
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

static int export_areas(struct exporting *all) {
    int rc = collect(all, XC_VIEWER_PLANNER, add_areas);
    return rc == XC_OK ? export_runs(all, "area") : rc;
}

/* ---- The office: visits, due items, milestones, phases; and the due items as tasks ----
 */

static int add_office(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                      const struct xc_visit *visit) {
    return xc_entries_add(entries, entries->session->office, plan, visit);
}

static int export_tasks(struct exporting *all, struct xc_str name) {
    int rc = XC_OK;
    struct xc_feed_head head =
        feed_head(all, name, any_timed_due(all), all->loaded->provisional);
    xc_buffer_clear(&all->feed);
    xc_feed_begin(&all->feed, &head);
    for (size_t p = 0; p < all->loaded->count && rc == XC_OK; p++) {
        rc = each_due(all, &all->loaded->plans[p], &head, false, xc_feed_task);
    }
    xc_feed_end(&all->feed);
    return rc == XC_OK ? write_feed(all, "office", all->session->office, "-tasks.ics")
                       : rc;
}

static int export_office(struct exporting *all) {
    struct xc_str office = all->session->office, name = office;
    uint32_t area = xc_register_find_area(all->loaded->reg, office);
    int rc = collect(all, XC_VIEWER_PLANNER, add_office);
    if (rc != XC_OK) {
        return rc;
    }
    bool plans = xc_viewer_sees_plans(all->entries.viewer.role);
    if (area != XC_NO_ROW) {
        name = xc_register_text(all->loaded->reg, all->loaded->reg->areas.name[area]);
    }
    rc =
        one_feed(all, "office", office, name, (struct run){0, all->entries.count}, plans);
    return rc == XC_OK && plans ? export_tasks(all, name) : rc;
}

int xc_export_ics(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_export_options *options,
                  struct xc_export_counts *counts, struct xc_error *error) {
    static int (*const writers[])(struct exporting *) = {
        NULL, export_persons, export_crews, export_areas, export_office};
    struct exporting all = {
        .session = session,
        .loaded = loaded,
        .options = options,
        .counts = counts,
        .feed = xc_buffer_make(FEED_BYTES_MAX),
        .text = xc_buffer_make(1 << 20),
        .name = xc_buffer_make(1 << 14),
        .title = xc_buffer_make(1 << 14),
        .path = xc_buffer_make(1 << 14),
        .arena = xc_arena_new((size_t)1 << 30),
        .error = error,
    };
    int rc = xc_event_maker_open(&all.maker, session, loaded, error);
    if (rc == XC_OK && !all.arena) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_entries_open(&all.entries, session, loaded, options, error);
    }
    if (rc == XC_OK) {
        rc = xc_export_folders(options, error);
    }
    for (int by = XC_BY_PERSON; by <= XC_BY_OFFICE && rc == XC_OK; by++) {
        if (options->by == XC_BY_ALL || (int)options->by == by) {
            size_t before = counts->files;
            all.roads = by == XC_BY_PERSON || by == XC_BY_CREW;
            rc = writers[by](&all);
            counts->old += xc_export_old(options->folder, (enum xc_export_by)by,
                                         counts->files - before);
        }
    }
    xc_entries_close(&all.entries);
    xc_event_maker_close(&all.maker);
    xc_buffer_free(&all.feed);
    xc_buffer_free(&all.text);
    xc_buffer_free(&all.name);
    xc_buffer_free(&all.title);
    xc_buffer_free(&all.path);
    xc_arena_free(all.arena);
    return rc;
}
