/* The calendars of an office as they are at one moment. What they are made of is read
 * once; then each of them is written without asking the database again. Exported files
 * and what the server sends come from here, so that they are the same bytes. */
#ifndef XC_PUBLISH_FEED_VIEW_H
#define XC_PUBLISH_FEED_VIEW_H

#include "access/feeds.h"
#include "publish/export.h"

struct xc_feed_view;

/* A view of plans that are loaded, for a reader (0: the usual ones, as in struct
 * xc_export_options) and with a window; session and loaded are borrowed, and asked once
 * more for each kind of calendar that is used. */
int xc_feed_view_open(const struct xc_session *session, const struct xc_loaded *loaded,
                      enum xc_viewer_role role, struct xc_window window,
                      struct xc_feed_view **view, struct xc_error *error);

/* A view of all that an office has, with its usual readers and no window. All is read now
 * and from one state of the database, whoever writes meanwhile; session->store may be
 * closed afterwards, catalogue and language are borrowed. An office without plans, or
 * without a register, has empty calendars. */
int xc_feed_view_load(const struct xc_session *session, struct xc_feed_view **view,
                      struct xc_error *error);
void xc_feed_view_free(struct xc_feed_view *view);

/* One calendar. */
struct xc_feed {
    struct xc_str bytes; /* until the next one of the view is written */
    size_t entries;
    bool cut;           /* holds fewer visits than there are */
    xc_instant changed; /* the newest LAST-MODIFIED in it; XC_NO_INSTANT: no entries */
    xc_instant until;   /* so long a view of the same data writes these bytes: an embargo
                           ends then, what was cancelled is forgotten, a day begins;
                           XC_NO_INSTANT: until something changes */
};

/* Writes the calendar of a reader; of one who has nothing, an empty one. key: the id of a
 * person or crew, CODE or CODE-ZONE of an area; office and tasks have one each, whatever
 * the key. */
int xc_feed_view_write(struct xc_feed_view *view, enum xc_feed_by by, struct xc_str key,
                       struct xc_feed *feed, struct xc_error *error);

/* Calls give for the key of each calendar of a kind that an export has, in order: every
 * active person, and of other readers those who see something. */
int xc_feed_view_each(struct xc_feed_view *view, enum xc_feed_by by,
                      int (*give)(void *context, struct xc_str key,
                                  struct xc_error *error),
                      void *context, struct xc_error *error);

#endif
