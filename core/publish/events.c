#include "publish/events.h"

#include "history/dues.h"
#include "publish/drafts.h"
#include "rules/say.h"
#include "workspace/settings.h"

#include <stdarg.h>

enum {
    DUE_ALARM_MINUTES = 15 * 60,  /* all-day: 09:00 on the day before */
    DRAFT_ALARM_MINUTES = -9 * 60 /* 09:00 on the day itself */
};

static void tell(const struct xc_session *session, struct xc_buffer *text,
                 const char *format, ...) XC_PRINTF(3, 4);

static void tell(const struct xc_session *session, struct xc_buffer *text,
                 const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(text, session->catalogue, format, args);
    va_end(args);
}

struct xc_text_part xc_text_part_since(const struct xc_buffer *text, size_t from) {
    return (struct xc_text_part){from, text->len - from};
}

struct xc_str xc_text_part_view(const struct xc_buffer *text, struct xc_text_part part) {
    return part.len ? (struct xc_str){text->ptr + part.from, part.len} : XC_STR("");
}

int xc_event_uid(const struct xc_event_maker *maker, const char *kind,
                 struct xc_str programme, struct xc_str id, char uid[XC_UID_BYTES],
                 struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(1 << 16);
    xc_buffer_puts(&name, kind);
    xc_buffer_putc(&name, '/');
    xc_buffer_add(&name, programme);
    xc_buffer_putc(&name, '/');
    xc_buffer_add(&name, id);
    int rc = name.failed ? xc_fail_memory(error)
                         : xc_feed_uid(maker->mac, xc_buffer_view(&name), uid, error);
    xc_buffer_free(&name);
    return rc;
}

static struct xc_event whole_day(const struct xc_loaded_plan *plan, const char *uid,
                                 enum xc_event_kind kind, xc_date from, xc_date to) {
    return (struct xc_event){
        .uid = xc_str_from(uid),
        .kind = kind,
        .date = from,
        .end_date = to,
        .start = -1,
        .end = -1,
        .changed =
            plan->published_at != XC_NO_INSTANT ? plan->published_at : plan->head.at,
        .alarm_minutes = XC_NO_ALARM,
    };
}

/* ---- What is due ---- */

/* A draft day before the years that are known has no entry. */
static xc_date draft_day(const struct xc_loaded *loaded, const struct xc_due_item *item,
                         unsigned days) {
    struct xc_error unknown = {0};
    xc_date day;
    return days > 0 && xc_draft_is_ours(item) &&
                   xc_workdays_step(loaded->workdays, item->date, -(int)days, &day,
                                    &unknown) == XC_OK
               ? day
               : XC_NO_DATE;
}

static bool same_group(const struct xc_due_item *a, const struct xc_due_item *b) {
    return b->rule == a->rule && b->date == a->date &&
           (a->subject.len > 0 || xc_due_publishes(a->rule)) &&
           xc_str_equal(b->owner, a->owner);
}

static void count_in(struct xc_due_group *group, xc_date received) {
    if (received != XC_NO_DATE) {
        group->last_in =
            group->in == 0 || received > group->last_in ? received : group->last_in;
        group->in++;
    }
}

int xc_due_groups(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_loaded_plan *plan, struct xc_arena *arena,
                  struct xc_due_group **groups, size_t *count, struct xc_error *error) {
    struct xc_dues_receipts *receipts;
    struct xc_due_item *items = NULL;
    size_t item_count = 0, i = 0;
    unsigned days = 0;
    *count = 0;
    int rc = xc_settings_get(session, "draft_days", &days, error);
    if (rc == XC_OK) {
        rc = xc_dues_of_plan(session, loaded, plan, arena, &items, &item_count, &receipts,
                             error);
    }
    if (rc == XC_OK) {
        *groups = xc_arena_array(arena, item_count, sizeof **groups);
        rc = *groups ? XC_OK : xc_fail_memory(error);
    }
    while (rc == XC_OK && i < item_count) {
        struct xc_due_group *group = &(*groups)[(*count)++];
        *group = (struct xc_due_group){.item = &items[i],
                                       .last_in = XC_NO_DATE,
                                       .draft_from = draft_day(loaded, &items[i], days)};
        do {
            group->count++;
            count_in(group, xc_dues_received(receipts, &items[i]).on);
        } while (++i < item_count && same_group(group->item, &items[i]));
    }
    return rc;
}

/* What came in changes an entry: later than it was before, but not by the hour at which
 * somebody looks. */
static void mark_in(const struct xc_event_maker *maker, const struct xc_due_group *group,
                    struct xc_event *event) {
    enum { NOON = 12 * 60 };
    if (group->in == 0) {
        return;
    }
    xc_instant day = xc_instant_make(group->last_in, 0, maker->offset_minutes);
    event->changed =
        (event->changed > day ? event->changed : day) + (xc_instant)group->in;
    event->sequence = (unsigned)group->in;
    event->done = group->in == group->count;
    event->done_at = xc_instant_make(group->last_in, NOON, maker->offset_minutes);
}

/* What it is known by in calendars: results that have to be public on a day are one
 * entry, whichever of them there are. */
static struct xc_str known_as(const struct xc_due_group *group) {
    const struct xc_due_item *item = group->item;
    return xc_due_publishes(item->rule)
               ? xc_str_slice(item->id, 0, item->id.len - item->cause->id.len - 1)
               : item->id;
}

static void tell_due(const struct xc_event_maker *maker,
                     const struct xc_loaded_plan *plan, const struct xc_due_group *group,
                     struct xc_buffer *text) {
    const struct xc_due_item *item = group->item;
    const struct xc_due_item_rule *rule = item->rule;
    if (rule->to.len) {
        tell(maker->session, text, "From %.*s to %.*s", XC_PRI(item->owner),
             XC_PRI(rule->to));
    } else {
        tell(maker->session, text, "From %.*s", XC_PRI(item->owner));
    }
    xc_buffer_putc(text, '\n');
    if (xc_str_is(rule->with, "next-month")) {
        tell(maker->session, text, "The plan of the next month goes with it.");
        xc_buffer_putc(text, '\n');
    } else if (rule->with.len) {
        tell(maker->session, text, "Goes along: %.*s", XC_PRI(rule->with));
        xc_buffer_putc(text, '\n');
    }
    if (group->in > 0) {
        char day[11];
        xc_date_format(group->last_in, day);
        if (xc_due_publishes(rule)) {
            tell(maker->session, text, "Published: %zu of %zu, the last on %s", group->in,
                 group->count, day);
        } else {
            tell(maker->session, text, "Came in: %zu of %zu, the last on %s", group->in,
                 group->count, day);
        }
        xc_buffer_putc(text, '\n');
    }
    tell(maker->session, text, "Programme: %.*s", XC_PRI(plan->programme->title));
}

int xc_event_of_due(const struct xc_event_maker *maker, const struct xc_loaded_plan *plan,
                    const struct xc_due_group *group, char uid[XC_UID_BYTES],
                    struct xc_buffer *text, struct xc_event *event,
                    struct xc_error *error) {
    const struct xc_due_item *item = group->item;
    struct xc_str title = xc_say_due_title(item->rule, maker->session->catalogue);
    int rc = xc_event_uid(maker, "due", plan->programme->id, known_as(group), uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    size_t from = text->len;
    if (group->count > 1) {
        tell(maker->session, text, "Due: %.*s (%zu)", XC_PRI(title), group->count);
    } else if (group->in > 0) {
        tell(maker->session, text, "Came in: %.*s", XC_PRI(title));
    } else {
        tell(maker->session, text, "Due: %.*s", XC_PRI(title));
    }
    struct xc_text_part summary = xc_text_part_since(text, from);
    from = text->len;
    tell_due(maker, plan, group, text);
    struct xc_text_part description = xc_text_part_since(text, from);
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = whole_day(plan, uid, XC_EVENT_DUE, item->date, item->date);
    if (item->minutes != XC_NO_TIME) {
        event->start = item->minutes >= 30 ? item->minutes - 30 : 0;
        event->end = event->start + 30;
    }
    event->summary = xc_text_part_view(text, summary);
    event->description = xc_text_part_view(text, description);
    event->category = item->rule->what;
    event->alarm_minutes = DUE_ALARM_MINUTES;
    mark_in(maker, group, event);
    return XC_OK;
}

int xc_event_of_draft(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_due_group *group,
                      char uid[XC_UID_BYTES], struct xc_buffer *text,
                      struct xc_event *event, struct xc_error *error) {
    const struct xc_due_item *item = group->item;
    struct xc_str title = xc_say_due_title(item->rule, maker->session->catalogue);
    struct xc_ymd due = xc_date_ymd(item->date);
    int rc =
        xc_event_uid(maker, "draft", plan->programme->id, known_as(group), uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    size_t from = text->len;
    tell(maker->session, text, "Begin the draft: %.*s (due %d/%d)", XC_PRI(title),
         (int)due.month, (int)due.day);
    struct xc_text_part summary = xc_text_part_since(text, from);
    from = text->len;
    tell_due(maker, plan, group, text);
    struct xc_text_part description = xc_text_part_since(text, from);
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = whole_day(plan, uid, XC_EVENT_DUE, group->draft_from, group->draft_from);
    event->summary = xc_text_part_view(text, summary);
    event->description = xc_text_part_view(text, description);
    event->category = item->rule->what;
    event->alarm_minutes = DRAFT_ALARM_MINUTES;
    mark_in(maker, group, event);
    if (event->done) {
        event->status = XC_EVENT_CANCELLED;
    }
    return XC_OK;
}

/* ---- What the plan names by the day ---- */

int xc_event_of_milestone(const struct xc_event_maker *maker,
                          const struct xc_loaded_plan *plan,
                          const struct xc_milestone *milestone, char uid[XC_UID_BYTES],
                          struct xc_event *event, struct xc_error *error) {
    int rc =
        xc_event_uid(maker, "milestone", plan->programme->id, milestone->id, uid, error);
    *event = whole_day(plan, uid, XC_EVENT_DUE, milestone->date, milestone->date);
    event->summary = milestone->title.len ? milestone->title : milestone->id;
    return rc;
}

int xc_event_of_phase(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_phase *phase,
                      char uid[XC_UID_BYTES], struct xc_event *event,
                      struct xc_error *error) {
    int rc = xc_event_uid(maker, "phase", plan->programme->id, phase->id, uid, error);
    *event = whole_day(plan, uid, XC_EVENT_PHASE, phase->window.from, phase->window.to);
    event->summary = phase->title.len ? phase->title : phase->id;
    return rc;
}
