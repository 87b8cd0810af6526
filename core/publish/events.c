#include "publish/events.h"

#include <stdarg.h>

enum { DUE_ALARM_MINUTES = 15 * 60 }; /* all-day: 09:00 on the day before */

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

int xc_event_of_due(const struct xc_event_maker *maker, const struct xc_loaded_plan *plan,
                    const struct xc_due_item *item, size_t count, char uid[XC_UID_BYTES],
                    struct xc_buffer *text, struct xc_event *event,
                    struct xc_error *error) {
    const struct xc_due_item_rule *rule = item->rule;
    struct xc_str title = rule->title.len ? rule->title : rule->id;
    int rc = xc_event_uid(maker, "due", plan->programme->id, item->id, uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    size_t from = text->len;
    if (count > 1) {
        tell(maker->session, text, "Due: %.*s (%zu)", XC_PRI(title), count);
    } else {
        tell(maker->session, text, "Due: %.*s", XC_PRI(title));
    }
    struct xc_text_part summary = xc_text_part_since(text, from);
    from = text->len;
    tell(maker->session, text, "From %.*s to %.*s", XC_PRI(item->owner),
         XC_PRI(rule->to));
    xc_buffer_putc(text, '\n');
    if (xc_str_is(rule->with, "next-month")) {
        tell(maker->session, text, "The plan of the next month goes with it.");
        xc_buffer_putc(text, '\n');
    } else if (rule->with.len) {
        tell(maker->session, text, "Goes along: %.*s", XC_PRI(rule->with));
        xc_buffer_putc(text, '\n');
    }
    tell(maker->session, text, "Programme: %.*s", XC_PRI(plan->programme->title));
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
    event->category = rule->what;
    event->alarm_minutes = DUE_ALARM_MINUTES;
    return XC_OK;
}

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
