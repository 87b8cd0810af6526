/* Writes the entries of one calendar. Private to publish; feed_view.h decides which. */
#ifndef XC_PUBLISH_FEED_WRITE_H
#define XC_PUBLISH_FEED_WRITE_H

#include "publish/entries.h"
#include "publish/events.h"
#include "publish/feed_view.h"

/* A reader's entries: rows[first] to rows[last − 1]. */
struct xc_feed_run {
    const struct xc_entry *rows;
    size_t first, last;
};

/* What the plans of an office owe, read for one moment. */
struct xc_feed_dues {
    struct xc_due_group *groups;
    size_t count;
};

struct xc_feed_writer {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_event_maker maker; /* not open where there are no plans */
    struct xc_viewer viewer;
    struct xc_window window;
    unsigned cancelled_days, refresh_minutes;
    xc_date today;
    struct xc_str zone;
    const struct xc_feed_dues *dues; /* of each plan */
    struct xc_buffer feed, text, name;
    size_t entries;
    xc_instant changed; /* of all entries written, or XC_NO_INSTANT */
    struct xc_error *error;
};

/* Writes a run into writer->feed. roads: with the days on the road; office: with what the
 * office has beside visits. */
int xc_feed_write_visits(struct xc_feed_writer *writer, struct xc_str name,
                         struct xc_feed_run run, bool roads, bool office);

/* Writes what is due, as tasks. */
int xc_feed_write_tasks(struct xc_feed_writer *writer, struct xc_str name);

#endif
