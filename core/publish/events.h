/* Visits, due items and phases as calendar entries, in the reader's language. */
#ifndef XC_PUBLISH_EVENTS_H
#define XC_PUBLISH_EVENTS_H

#include "calendar/feed.h"
#include "report/due_items.h"
#include "workspace/sight.h"

/* What turns things into entries: shared by all feeds of one export, with the sentences
 * that all entries have in common prepared once. */
struct xc_event_maker {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    struct xc_mac *mac; /* holds the workspace key; owned */
    int offset_minutes;
    struct xc_event_texts *texts; /* private */
};

/* Prepares a maker; close it also after a failure. XC_EINPUT: the plans' time zone is
 * unknown. */
int xc_event_maker_open(struct xc_event_maker *maker, const struct xc_session *session,
                        const struct xc_loaded *loaded, struct xc_error *error);
void xc_event_maker_close(struct xc_event_maker *maker);

/* The entry of a visit as seen: all of it, or only that its people are busy. Texts are
 * appended to text, which must live (and not grow) as long as the entry; uid is written
 * to uid. */
int xc_event_of_visit(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                      enum xc_sight sight, char uid[XC_UID_BYTES], struct xc_buffer *text,
                      struct xc_event *event, struct xc_error *error);

/* The entry of a day on the road, n working days before (n < 0) or after (n > 0) a visit:
 * its people are busy all day. As for xc_event_of_visit. */
int xc_event_of_road(const struct xc_event_maker *maker,
                     const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                     enum xc_sight sight, int n, xc_date day, char uid[XC_UID_BYTES],
                     struct xc_buffer *text, struct xc_event *event,
                     struct xc_error *error);

/* Makes of the entry of a visit that is seen whole, but was hidden from this reader until
 * its embargo's end, a later version of the one that was seen before: programs that have
 * it then take the place over. */
void xc_event_reveal(const struct xc_visit *visit, struct xc_event *event);

/* What is one entry of a calendar: an item, or those that many subjects owe on a day. */
struct xc_due_group {
    const struct xc_due_item *item; /* the first of them */
    size_t count, in;               /* items; those that came in */
    xc_date last_in;                /* the last of these */
    xc_date draft_from; /* when the office begins to write it; XC_NO_DATE: it does not, or
                           no days are set aside */
};

/* All due items of a plan in groups, by day, in the arena. */
int xc_due_groups(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_loaded_plan *plan, struct xc_arena *arena,
                  struct xc_due_group **groups, size_t *count, struct xc_error *error);

/* The entry of what is due; as for xc_event_of_visit. */
int xc_event_of_due(const struct xc_event_maker *maker, const struct xc_loaded_plan *plan,
                    const struct xc_due_group *group, char uid[XC_UID_BYTES],
                    struct xc_buffer *text, struct xc_event *event,
                    struct xc_error *error);

/* The entry of the day on which its draft begins (which it must have): cancelled once it
 * came in. */
int xc_event_of_draft(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_due_group *group,
                      char uid[XC_UID_BYTES], struct xc_buffer *text,
                      struct xc_event *event, struct xc_error *error);

/* The entries of a milestone and of a phase. */
int xc_event_of_milestone(const struct xc_event_maker *maker,
                          const struct xc_loaded_plan *plan,
                          const struct xc_milestone *milestone, char uid[XC_UID_BYTES],
                          struct xc_event *event, struct xc_error *error);
int xc_event_of_phase(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_phase *phase,
                      char uid[XC_UID_BYTES], struct xc_event *event,
                      struct xc_error *error);

/* Texts of an entry are collected first and cut into views at the end, because the buffer
 * may move while it grows. */
struct xc_text_part {
    size_t from, len;
};
struct xc_text_part xc_text_part_since(const struct xc_buffer *text, size_t from);
struct xc_str xc_text_part_view(const struct xc_buffer *text, struct xc_text_part part);

/* The UID of a thing: kind/programme/id under the workspace key. */
int xc_event_uid(const struct xc_event_maker *maker, const char *kind,
                 struct xc_str programme, struct xc_str id, char uid[XC_UID_BYTES],
                 struct xc_error *error);

#endif
