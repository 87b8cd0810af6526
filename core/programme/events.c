#include "programme/events.h"

#include <stdarg.h>

enum {
    VISIT_ALARM_MINUTES = 24 * 60, /* the day before, at the same hour */
    DUE_ALARM_MINUTES = 15 * 60    /* all-day: 09:00 on the day before */
};

static void tell(const struct xc_session *session, struct xc_buffer *text,
                 const char *format, ...) XC_PRINTF(3, 4);

static void tell(const struct xc_session *session, struct xc_buffer *text,
                 const char *format, ...) {
    struct xc_message message;
    va_list args;
    va_start(args, format);
    xc_message_setv(&message, format, args);
    va_end(args);
    xc_message_render(&message, session->catalogue, text);
}

/* Texts of an entry are collected first and cut into views at the end, because the buffer
 * may move while it grows. */
struct part {
    size_t from, len;
};

static size_t begin(const struct xc_buffer *text) {
    return text->len;
}

static struct part end(const struct xc_buffer *text, size_t from) {
    return (struct part){from, text->len - from};
}

static struct xc_str view(const struct xc_buffer *text, struct part part) {
    return part.len ? (struct xc_str){text->ptr + part.from, part.len} : XC_STR("");
}

const struct xc_stage *xc_visit_stage(const struct xc_loaded_plan *plan,
                                      const struct xc_visit *visit) {
    return visit->task_count ? xc_programme_stage(plan->programme, visit->tasks[0].stage)
                             : NULL;
}

enum xc_sight xc_event_sight(const struct xc_session *session,
                             const struct xc_loaded_plan *plan,
                             const struct xc_visit *visit,
                             const struct xc_viewer *viewer) {
    const struct xc_stage *stage = xc_visit_stage(plan, visit);
    struct xc_embargo none = {0};
    return xc_may_see(viewer, visit->status, stage ? &stage->embargo : &none,
                      visit->embargo_until, session->now);
}

static int make_uid(const struct xc_event_maker *maker, const char *kind,
                    struct xc_str programme, struct xc_str id, char uid[XC_UID_BYTES],
                    struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(1 << 16);
    xc_buffer_printf(&name, "%s/%.*s/%.*s", kind, XC_PRI(programme), XC_PRI(id));
    int rc = name.failed ? xc_fail_memory(error)
                         : xc_feed_uid(maker->key, xc_buffer_view(&name), uid, error);
    xc_buffer_free(&name);
    return rc;
}

static void describe_people(const struct xc_event_maker *maker,
                            const struct xc_visit *visit, struct xc_buffer *text) {
    const struct xc_session *session = maker->session;
    const struct xc_register *reg = maker->loaded->reg;
    for (size_t i = 0; i < visit->person_count; i++) {
        struct xc_person person = {.id = visit->people[i].person};
        uint32_t row = xc_register_find_person(reg, person.id);
        unsigned seat = visit->people[i].seat;
        const char *role = xc_str_is(xc_str_from(session->language), "zh")
                               ? xc_words_chinese(XC_WORDS_ROLE, seat)
                               : xc_words_english(XC_WORDS_ROLE, seat);
        if (row != XC_NO_ROW) {
            xc_register_get_person(reg, row, &person);
        }
        xc_buffer_puts(text, "  ");
        if (person.certificate.len) {
            tell(session, text, "%s: %.*s (certificate %.*s)", role,
                 XC_PRI(person.name.len ? person.name : person.id),
                 XC_PRI(person.certificate));
        } else {
            tell(session, text, "%s: %.*s", role,
                 XC_PRI(person.name.len ? person.name : person.id));
        }
        xc_buffer_putc(text, '\n');
    }
}

static void describe_items(const struct xc_event_maker *maker,
                           const struct xc_stage *stage, struct xc_str label,
                           struct xc_buffer *text) {
    for (size_t i = 0; i < stage->obligation_count; i++) {
        const struct xc_obligation *obligation = &stage->obligations[i];
        if (!xc_str_equal(obligation->label, label) || obligation->item_count == 0) {
            continue;
        }
        tell(maker->session, text, "To check:");
        xc_buffer_putc(text, '\n');
        for (size_t k = 0; k < obligation->item_count; k++) {
            xc_buffer_printf(text, "  %zu. %.*s\n", k + 1, XC_PRI(obligation->items[k]));
        }
    }
}

static void describe(const struct xc_event_maker *maker,
                     const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                     const struct xc_target *target, struct xc_buffer *text) {
    const struct xc_session *session = maker->session;
    const struct xc_stage *stage = xc_visit_stage(plan, visit);
    tell(session, text, "Programme: %.*s", XC_PRI(plan->programme->title));
    if (stage && stage->title.len &&
        !xc_str_equal(stage->title, plan->programme->title)) {
        xc_buffer_puts(text, " · ");
        xc_buffer_add(text, stage->title);
    }
    xc_buffer_putc(text, '\n');
    tell(session, text, "Target: %.*s (%.*s)", XC_PRI(target->name), XC_PRI(target->id));
    xc_buffer_putc(text, '\n');
    tell(session, text, "Crew %.*s", XC_PRI(visit->crew));
    xc_buffer_putc(text, '\n');
    describe_people(maker, visit, text);
    if (stage && stage->basis.len) {
        tell(session, text, "Legal basis: %.*s", XC_PRI(stage->basis));
        xc_buffer_putc(text, '\n');
    }
    if (stage && visit->task_count) {
        describe_items(maker, stage, visit->tasks[0].label, text);
    }
    if (stage && stage->nature == XC_NATURE_ENFORCEMENT) {
        tell(session, text, "Show your certificates on arrival.");
        xc_buffer_putc(text, ' ');
    }
    tell(session, text,
         "Accept no gifts or meals; do not disturb the institution's work.");
    xc_buffer_putc(text, '\n');
    tell(session, text, "Visit %.*s", XC_PRI(visit->id));
}

static void summarise(const struct xc_event_maker *maker, const struct xc_stage *stage,
                      const struct xc_target *target, struct xc_buffer *text) {
    struct xc_str name = target->name.len ? target->name : target->id;
    if (stage && stage->nature == XC_NATURE_AGENCY_CHECK) {
        tell(maker->session, text, "Agency check: %.*s", XC_PRI(name));
    } else {
        tell(maker->session, text, "Inspection: %.*s", XC_PRI(name));
    }
}

static void locate(const struct xc_event_maker *maker, const struct xc_target *target,
                   struct xc_buffer *text) {
    if (target->address.len) {
        xc_buffer_add(text, target->address);
        return;
    }
    uint32_t area = xc_register_find_area(maker->loaded->reg, target->area);
    if (area != XC_NO_ROW) {
        xc_buffer_add(text, xc_register_text(maker->loaded->reg,
                                             maker->loaded->reg->areas.name[area]));
    }
    if (target->zone.len) {
        xc_buffer_puts(text, area != XC_NO_ROW ? " " : "");
        xc_buffer_add(text, target->zone);
    }
}

int xc_event_of_visit(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                      enum xc_sight sight, char uid[XC_UID_BYTES], struct xc_buffer *text,
                      struct xc_event *event, struct xc_error *error) {
    const struct xc_session *session = maker->session;
    const struct xc_stage *stage = xc_visit_stage(plan, visit);
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(maker->loaded->reg, visit->target);
    struct part summary, location = {0}, description = {0};
    int rc = make_uid(maker, "visit", XC_STR(""), visit->id, uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (row != XC_NO_ROW) {
        xc_register_get_target(maker->loaded->reg, row, &target);
    }
    size_t from = begin(text);
    if (sight == XC_SEE_ALL) {
        summarise(maker, stage, &target, text);
        summary = end(text, from);
        from = begin(text);
        locate(maker, &target, text);
        location = end(text, from);
        from = begin(text);
        describe(maker, plan, visit, &target, text);
        description = end(text, from);
    } else {
        tell(session, text, "On duty (details follow)");
        summary = end(text, from);
    }
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = (struct xc_event){
        .uid = xc_str_from(uid),
        .kind = XC_EVENT_VISIT,
        .status = visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID
                      ? XC_EVENT_CANCELLED
                  : visit->status == XC_VISIT_DRAFT ? XC_EVENT_TENTATIVE
                                                    : XC_EVENT_CONFIRMED,
        .date = visit->date,
        .end_date = visit->end_date,
        .start = (int)visit->start,
        .end = (int)visit->end,
        .changed = visit->changed,
        .sequence = visit->sequence,
        .summary = view(text, summary),
        .location = view(text, location),
        .description = view(text, description),
        .category = sight == XC_SEE_ALL && stage ? stage->id : XC_STR(""),
        .has_position =
            sight == XC_SEE_ALL && target.has_position && target.datum == XC_DATUM_WGS84,
        .latitude_e6 = target.latitude_e6,
        .longitude_e6 = target.longitude_e6,
        .alarm_minutes = VISIT_ALARM_MINUTES,
    };
    return XC_OK;
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
        .changed = plan->head.status == XC_PLAN_APPROVED ? plan->head.approved_at
                                                         : plan->head.at,
        .alarm_minutes = XC_NO_ALARM,
    };
}

int xc_event_of_due(const struct xc_event_maker *maker, const struct xc_loaded_plan *plan,
                    const struct xc_due_item *item, size_t count, char uid[XC_UID_BYTES],
                    struct xc_buffer *text, struct xc_event *event,
                    struct xc_error *error) {
    const struct xc_due_item_rule *rule = item->rule;
    struct xc_str title = rule->title.len ? rule->title : rule->id;
    int rc = make_uid(maker, "due", plan->programme->id, item->id, uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    size_t from = begin(text);
    if (count > 1) {
        tell(maker->session, text, "Due: %.*s (%zu)", XC_PRI(title), count);
    } else {
        tell(maker->session, text, "Due: %.*s", XC_PRI(title));
    }
    struct part summary = end(text, from);
    from = begin(text);
    tell(maker->session, text, "From %.*s to %.*s", XC_PRI(item->owner),
         XC_PRI(rule->to));
    xc_buffer_putc(text, '\n');
    if (rule->with.len) {
        tell(maker->session, text, "Goes along: %.*s", XC_PRI(rule->with));
        xc_buffer_putc(text, '\n');
    }
    tell(maker->session, text, "Programme: %.*s", XC_PRI(plan->programme->title));
    struct part description = end(text, from);
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = whole_day(plan, uid, XC_EVENT_DUE, item->date, item->date);
    if (item->minutes != XC_NO_TIME) {
        event->start = item->minutes >= 30 ? item->minutes - 30 : 0;
        event->end = event->start + 30;
    }
    event->summary = view(text, summary);
    event->description = view(text, description);
    event->category = rule->what;
    event->alarm_minutes = DUE_ALARM_MINUTES;
    return XC_OK;
}

int xc_event_of_milestone(const struct xc_event_maker *maker,
                          const struct xc_loaded_plan *plan,
                          const struct xc_milestone *milestone, char uid[XC_UID_BYTES],
                          struct xc_event *event, struct xc_error *error) {
    int rc = make_uid(maker, "milestone", plan->programme->id, milestone->id, uid, error);
    *event = whole_day(plan, uid, XC_EVENT_DUE, milestone->date, milestone->date);
    event->summary = milestone->title.len ? milestone->title : milestone->id;
    return rc;
}

int xc_event_of_phase(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_phase *phase,
                      char uid[XC_UID_BYTES], struct xc_event *event,
                      struct xc_error *error) {
    int rc = make_uid(maker, "phase", plan->programme->id, phase->id, uid, error);
    *event = whole_day(plan, uid, XC_EVENT_PHASE, phase->window.from, phase->window.to);
    event->summary = phase->title.len ? phase->title : phase->id;
    return rc;
}
