/* Who gets which visits in their calendar: readers by key, each with the visits that they
 * hold, and as cancelled those that they held until a change. Private to publish. */
#ifndef XC_PUBLISH_ENTRIES_H
#define XC_PUBLISH_ENTRIES_H

#include "publish/export.h"
#include "workspace/replaced.h"

struct xc_entry {
    struct xc_str key;   /* the id of a person or crew, the code of an area or office */
    enum xc_sight sight; /* never XC_SEE_NOTHING */
    const struct xc_loaded_plan *plan;
    const struct xc_visit *visit;
    bool left;    /* the reader held it until a change, which cancelled it for them */
    bool outside; /* of the window: it is not written */
};

struct xc_entries {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_window window;
    struct xc_viewer viewer;
    unsigned cancelled_days;
    struct xc_entry *rows; /* by key, the visits of a key by date and id */
    size_t count;
    size_t capacity; /* private, as what follows */
    struct xc_replaced *replaced;
    size_t replaced_count;
    bool adding_left;
    struct xc_arena *arena; /* keys */
    struct xc_error *error;
};

/* Reads what the calendars of all readers are made of; close them also after a failure.
 */
int xc_entries_open(struct xc_entries *entries, const struct xc_session *session,
                    const struct xc_loaded *loaded,
                    const struct xc_export_options *options, struct xc_error *error);
void xc_entries_close(struct xc_entries *entries);

/* Calls xc_entries_add for each reader that a visit has. */
typedef int (*xc_entries_give)(struct xc_entries *entries,
                               const struct xc_loaded_plan *plan,
                               const struct xc_visit *visit);

/* Fills rows with what a viewer sees. A reader has each visit once: as it is where they
 * hold it, else as they held it last, as long as cancelled visits stay. */
int xc_entries_collect(struct xc_entries *entries, struct xc_viewer viewer,
                       xc_entries_give give);
int xc_entries_add(struct xc_entries *entries, struct xc_str key,
                   const struct xc_loaded_plan *plan, const struct xc_visit *visit);
/* For people's calendars: the readers are those who make the visit. */
int xc_entries_add_people(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                          const struct xc_visit *visit);

/* Leaves what was made or will be: approved visits that the readers hold, in the window;
 * those of a key by day, hour, id. */
void xc_entries_sift(struct xc_entries *entries);

#endif
