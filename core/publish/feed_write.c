#include "publish/feed_write.h"

#include "workspace/visit_facts.h"

typedef void (*writing)(struct xc_buffer *out, const struct xc_feed_head *head,
                        const struct xc_event *event);

/* ---- Visits ---- */

/* What all entries go through. */
static void put(struct xc_feed_writer *to, const struct xc_feed_head *head, writing write,
                const struct xc_event *event) {
    write(&to->feed, head, event);
    to->entries++;
    if (to->changed == XC_NO_INSTANT || to->changed < event->changed) {
        to->changed = event->changed;
    }
}

/* The entry of a visit or of a day on the road, whose sight is settled. */
static void put_visit(struct xc_feed_writer *to, const struct xc_feed_head *head,
                      const struct xc_entry *entry, struct xc_event *event) {
    if (entry->sight == XC_SEE_ALL &&
        xc_visit_was_hidden(to->session, entry->plan, entry->visit, &to->viewer)) {
        xc_event_reveal(entry->visit, event);
    }
    put(to, head, xc_feed_event, event);
}

/* Whether the visit of an entry takes place and its people travel to it. */
static bool is_journey(const struct xc_feed_writer *to, const struct xc_entry *entry) {
    return entry->visit->status != XC_VISIT_CANCELLED &&
           entry->visit->status != XC_VISIT_VOID &&
           xc_visit_travel(to->loaded, entry->visit) > 0;
}

/* Another visit of the journey was there before. */
static bool came_for_another(const struct xc_feed_writer *to, struct xc_feed_run run,
                             size_t i) {
    xc_date date = run.rows[i].visit->date;
    while (i > run.first && run.rows[i - 1].visit->date == date) {
        if (is_journey(to, &run.rows[--i])) {
            return true;
        }
    }
    return false;
}

/* Another visit of the journey ends on the same day. */
static bool stays_for_another(const struct xc_feed_writer *to, struct xc_feed_run run,
                              size_t i) {
    xc_date end = run.rows[i].visit->end_date;
    while (++i < run.last && run.rows[i].visit->date <= end) {
        if (run.rows[i].visit->end_date == end && is_journey(to, &run.rows[i])) {
            return true;
        }
    }
    return false;
}

/* The days on the road of one visit; several visits of a journey share them, the first
 * has those there, the last those back. A cancelled one takes all of its own away. */
static int add_roads(struct xc_feed_writer *to, const struct xc_feed_head *head,
                     struct xc_feed_run run, size_t i) {
    const struct xc_entry *entry = &run.rows[i];
    int travel = (int)xc_visit_travel(to->loaded, entry->visit), rc = XC_OK;
    bool live = is_journey(to, entry);
    bool first = !live || !came_for_another(to, run, i);
    bool last = !live || !stays_for_another(to, run, i);
    for (int n = first ? -travel : 1; n <= (last ? travel : -1) && rc == XC_OK; n++) {
        char uid[XC_UID_BYTES];
        struct xc_event event;
        xc_date day;
        if (n == 0 || !xc_visit_road_day(to->loaded, entry->visit, n, &day)) {
            continue;
        }
        xc_buffer_clear(&to->text);
        rc = xc_event_of_road(&to->maker, entry->plan, entry->visit, entry->sight, n, day,
                              uid, &to->text, &event, to->error);
        if (rc == XC_OK) {
            put_visit(to, head, entry, &event);
        }
    }
    return rc;
}

static int add_visits(struct xc_feed_writer *to, const struct xc_feed_head *head,
                      struct xc_feed_run run, bool roads) {
    int rc = XC_OK;
    for (size_t i = run.first; i < run.last && rc == XC_OK; i++) {
        const struct xc_entry *entry = &run.rows[i];
        char uid[XC_UID_BYTES];
        struct xc_event event;
        if (entry->outside) {
            continue;
        }
        xc_buffer_clear(&to->text);
        rc = xc_event_of_visit(&to->maker, entry->plan, entry->visit, entry->sight, uid,
                               &to->text, &event, to->error);
        if (rc == XC_OK) {
            put_visit(to, head, entry, &event);
        }
        if (rc == XC_OK && roads) {
            rc = add_roads(to, head, run, i);
        }
    }
    return rc;
}

/* True where some entry that is written counts on a year without notice. */
static bool is_provisional(struct xc_feed_run run) {
    for (size_t i = run.first; i < run.last; i++) {
        const struct xc_entry *entry = &run.rows[i];
        if (!entry->outside && entry->plan->head.provisional) {
            return true;
        }
    }
    return false;
}

static bool any_visit(struct xc_feed_run run) {
    while (run.first < run.last && run.rows[run.first].outside) {
        run.first++;
    }
    return run.first < run.last;
}

/* The head of a feed; the name is marked where the feed is provisional. */
static struct xc_feed_head feed_head(struct xc_feed_writer *to, struct xc_str name,
                                     bool timed, bool provisional) {
    struct xc_feed_head head = {
        .name = name,
        .zone = to->zone,
        .refresh_minutes = to->refresh_minutes,
        .color = XC_STR("teal"),
        .language = xc_str_from(to->session->language),
        .timed = timed,
    };
    if (provisional) {
        struct xc_message message;
        xc_buffer_clear(&to->name);
        xc_message_set(&message, "%.*s (provisional)", XC_PRI(name));
        xc_message_render(&message, to->session->catalogue, &to->name);
        head.name = xc_buffer_view(&to->name);
        head.description = xc_str_from(
            xc_text(to->session->catalogue,
                    XC_MSG("provisional: the year's holiday notice is not out yet")));
    }
    return head;
}

/* ---- What the office has beside visits ---- */

/* Whether it is still to be told that a draft is not needed any more. */
static bool is_wanted(const struct xc_feed_writer *to, const struct xc_due_group *group) {
    return group->draft_from != XC_NO_DATE &&
           xc_export_in_window(to->window, group->draft_from, group->draft_from) &&
           (group->in < group->count ||
            to->today - group->last_in <= (int)to->cancelled_days);
}

/* Entries of all that is due, and where drafts is set also of the days on which drafts
 * begin. */
static int add_dues(struct xc_feed_writer *to, size_t p, const struct xc_feed_head *head,
                    bool drafts, writing write) {
    const struct xc_loaded_plan *plan = &to->loaded->plans[p];
    char uid[XC_UID_BYTES];
    struct xc_event event;
    int rc = XC_OK;
    for (size_t i = 0; i < to->dues[p].count && rc == XC_OK; i++) {
        const struct xc_due_group *group = &to->dues[p].groups[i];
        xc_date date = group->item->date;
        if (drafts && is_wanted(to, group)) {
            xc_buffer_clear(&to->text);
            rc = xc_event_of_draft(&to->maker, plan, group, uid, &to->text, &event,
                                   to->error);
            if (rc == XC_OK) {
                put(to, head, write, &event);
            }
        }
        if (rc == XC_OK && xc_export_in_window(to->window, date, date)) {
            xc_buffer_clear(&to->text);
            rc = xc_event_of_due(&to->maker, plan, group, uid, &to->text, &event,
                                 to->error);
            if (rc == XC_OK) {
                put(to, head, write, &event);
            }
        }
    }
    return rc;
}

static int add_spans(struct xc_feed_writer *to, const struct xc_loaded_plan *plan,
                     const struct xc_feed_head *head) {
    const struct xc_programme *programme = plan->programme;
    char uid[XC_UID_BYTES];
    struct xc_event event;
    int rc = XC_OK;
    for (size_t i = 0; i < programme->milestone_count && rc == XC_OK; i++) {
        rc = xc_event_of_milestone(&to->maker, plan, &programme->milestones[i], uid,
                                   &event, to->error);
        if (rc == XC_OK) {
            put(to, head, xc_feed_event, &event);
        }
    }
    for (size_t i = 0; i < programme->phase_count && rc == XC_OK; i++) {
        rc = xc_event_of_phase(&to->maker, plan, &programme->phases[i], uid, &event,
                               to->error);
        if (rc == XC_OK) {
            put(to, head, xc_feed_event, &event);
        }
    }
    return rc;
}

static bool any_timed_due(const struct xc_feed_writer *to) {
    for (size_t p = 0; p < to->loaded->count; p++) {
        const struct xc_programme *programme = to->loaded->plans[p].programme;
        for (size_t i = 0; i < programme->due_count; i++) {
            if (programme->dues[i].when.minutes != XC_NO_TIME) {
                return true;
            }
        }
    }
    return false;
}

/* ---- A whole feed ---- */

static void begin(struct xc_feed_writer *to, const struct xc_feed_head *head) {
    xc_buffer_clear(&to->feed);
    to->entries = 0;
    to->changed = XC_NO_INSTANT;
    xc_feed_begin(&to->feed, head);
}

int xc_feed_write_visits(struct xc_feed_writer *to, struct xc_str name,
                         struct xc_feed_run run, bool roads, bool office) {
    struct xc_feed_head head =
        feed_head(to, name, any_visit(run) || (office && any_timed_due(to)),
                  is_provisional(run) || (office && to->loaded->provisional));
    begin(to, &head);
    int rc = add_visits(to, &head, run, roads);
    for (size_t p = 0; p < to->loaded->count && rc == XC_OK && office; p++) {
        rc = add_dues(to, p, &head, true, xc_feed_event);
        if (rc == XC_OK) {
            rc = add_spans(to, &to->loaded->plans[p], &head);
        }
    }
    xc_feed_end(&to->feed);
    return rc;
}

int xc_feed_write_tasks(struct xc_feed_writer *to, struct xc_str name) {
    struct xc_feed_head head =
        feed_head(to, name, any_timed_due(to), to->loaded->provisional);
    int rc = XC_OK;
    begin(to, &head);
    for (size_t p = 0; p < to->loaded->count && rc == XC_OK; p++) {
        rc = add_dues(to, p, &head, false, xc_feed_task);
    }
    xc_feed_end(&to->feed);
    return rc;
}
