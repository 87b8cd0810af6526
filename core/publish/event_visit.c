#include "publish/events.h"

#include "workspace/settings.h"
#include "workspace/template.h"
#include "workspace/visit_facts.h"

enum {
    VISIT_ALARM_MINUTES = 24 * 60, /* the day before, at the same hour */
    TEXTS_ARENA_BYTES = 64 << 20
};

/* What all visits under one obligation say: before, between and after their own lines. */
struct duty_text {
    const struct xc_loaded_plan *plan;
    const struct xc_stage *stage;
    struct xc_str label;
    struct xc_str head, basis, tail;
};

struct xc_event_texts {
    struct xc_arena *arena;
    struct xc_template target, crew, person, certified, visit, inspection, agency_check,
        busy, road, there, back;
    struct xc_str pages; /* what stands before a visit's id in its address, or empty */
    struct duty_text *duties;
    size_t duty_count;
    /* The people of the visit before, as text: the next one usually has the same. */
    const struct xc_visit *people_of;
    struct xc_buffer people;
};

/* ---- Preparing ---- */

static int add_sentence(const struct xc_session *session, struct xc_arena *arena,
                        const char *format, struct xc_str text, struct xc_buffer *out) {
    struct xc_template sentence;
    int rc = xc_template_make(&sentence, format, session->catalogue, arena);
    xc_template_fill(&sentence, text, XC_STR(""), XC_STR(""), out);
    return rc;
}

static int make_head(const struct xc_session *session, struct xc_arena *arena,
                     const struct duty_text *duty, struct xc_buffer *out) {
    struct xc_str title = duty->plan->programme->title;
    int rc = add_sentence(session, arena, XC_MSG("Programme: %s"), title, out);
    if (duty->stage->title.len && !xc_str_equal(duty->stage->title, title)) {
        xc_buffer_puts(out, " · ");
        xc_buffer_add(out, duty->stage->title);
    }
    xc_buffer_putc(out, '\n');
    if (duty->plan->head.provisional) {
        xc_buffer_puts(
            out,
            xc_text(session->catalogue,
                    XC_MSG("provisional: the year's holiday notice is not out yet")));
        xc_buffer_putc(out, '\n');
    }
    return rc;
}

/* Between basis and manners stand the items, which change from round to round. */
static int make_basis(const struct xc_session *session, struct xc_arena *arena,
                      const struct duty_text *duty, struct xc_buffer *out) {
    int rc = XC_OK;
    if (duty->stage->basis.len) {
        rc = add_sentence(session, arena, XC_MSG("Legal basis: %s"), duty->stage->basis,
                          out);
        xc_buffer_putc(out, '\n');
    }
    return rc;
}

static void make_tail(const struct xc_session *session, const struct duty_text *duty,
                      struct xc_buffer *out) {
    if (duty->stage->nature == XC_NATURE_ENFORCEMENT) {
        xc_buffer_puts(out,
                       xc_text(session->catalogue, "Show your certificates on arrival."));
        xc_buffer_putc(out, ' ');
    }
    xc_buffer_puts(out, xc_text(session->catalogue,
                                "Accept no gifts or meals; do not disturb the "
                                "institution's work."));
    xc_buffer_putc(out, '\n');
}

static int make_duty(const struct xc_session *session, struct xc_event_texts *texts,
                     struct duty_text *duty) {
    struct xc_buffer head = xc_buffer_make(1 << 20), basis = xc_buffer_make(1 << 20),
                     tail = xc_buffer_make(1 << 20);
    int rc = make_head(session, texts->arena, duty, &head);
    if (rc == XC_OK) {
        rc = make_basis(session, texts->arena, duty, &basis);
    }
    make_tail(session, duty, &tail);
    duty->head = xc_arena_copy(texts->arena, xc_buffer_view(&head));
    duty->basis = xc_arena_copy(texts->arena, xc_buffer_view(&basis));
    duty->tail = xc_arena_copy(texts->arena, xc_buffer_view(&tail));
    if (head.failed || basis.failed || tail.failed || !duty->head.ptr ||
        !duty->basis.ptr || !duty->tail.ptr) {
        rc = XC_ENOMEM;
    }
    xc_buffer_free(&head);
    xc_buffer_free(&basis);
    xc_buffer_free(&tail);
    return rc;
}

static int make_duties(const struct xc_session *session, const struct xc_loaded *loaded,
                       struct xc_event_texts *texts) {
    size_t total = 0;
    int rc = XC_OK;
    for (size_t p = 0; p < loaded->count; p++) {
        for (size_t s = 0; s < loaded->plans[p].programme->stage_count; s++) {
            total += loaded->plans[p].programme->stages[s].obligation_count;
        }
    }
    texts->duties = xc_arena_array(texts->arena, total, sizeof *texts->duties);
    for (size_t p = 0; p < loaded->count && texts->duties && rc == XC_OK; p++) {
        const struct xc_programme *programme = loaded->plans[p].programme;
        for (size_t s = 0; s < programme->stage_count && rc == XC_OK; s++) {
            const struct xc_stage *stage = &programme->stages[s];
            for (size_t o = 0; o < stage->obligation_count && rc == XC_OK; o++) {
                struct duty_text *duty = &texts->duties[texts->duty_count++];
                *duty = (struct duty_text){.plan = &loaded->plans[p],
                                           .stage = stage,
                                           .label = stage->obligations[o].label};
                rc = make_duty(session, texts, duty);
            }
        }
    }
    return texts->duties ? rc : XC_ENOMEM;
}

static int make_sentences(const struct xc_session *session,
                          struct xc_event_texts *texts) {
    const struct {
        struct xc_template *sentence;
        const char *format;
    } all[] = {
        {&texts->target, XC_MSG("Target: %s (%s)")},
        {&texts->crew, XC_MSG("Crew %s")},
        {&texts->person, XC_MSG("%s: %s")},
        {&texts->certified, XC_MSG("%s: %s (certificate %s)")},
        {&texts->visit, XC_MSG("Visit %s")},
        {&texts->inspection, XC_MSG("Inspection: %s")},
        {&texts->agency_check, XC_MSG("Agency check: %s")},
        {&texts->busy, XC_MSG("On duty (details follow)")},
        {&texts->road, XC_MSG("On the road: %s")},
        {&texts->there, XC_MSG("On the way to %s")},
        {&texts->back, XC_MSG("On the way back from %s")},
    };
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && rc == XC_OK; i++) {
        rc = xc_template_make(all[i].sentence, all[i].format, session->catalogue,
                              texts->arena);
    }
    return rc;
}

/* Where the pages of visits are, if the office said where its server is. */
static int find_pages(const struct xc_session *session, struct xc_event_texts *texts,
                      struct xc_error *error) {
    struct xc_str address;
    struct xc_buffer pages = xc_buffer_make(1 << 12);
    int rc = xc_settings_text(session, "public_url", texts->arena, &address, error);
    if (rc == XC_OK && address.len > 0) {
        xc_buffer_add(&pages, address);
        xc_buffer_puts(&pages, xc_str_ends(address, XC_STR("/")) ? "" : "/");
        xc_buffer_puts(&pages, "#/visits/");
        texts->pages = xc_arena_copy(texts->arena, xc_buffer_view(&pages));
        rc = pages.failed || !texts->pages.ptr ? xc_fail_memory(error) : XC_OK;
    }
    xc_buffer_free(&pages);
    return rc;
}

int xc_event_maker_open(struct xc_event_maker *maker, const struct xc_session *session,
                        const struct xc_loaded *loaded, struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    struct xc_arena *arena = xc_arena_new(TEXTS_ARENA_BYTES);
    *maker = (struct xc_event_maker){.session = session, .loaded = loaded};
    maker->texts = arena ? xc_arena_alloc(arena, sizeof *maker->texts) : NULL;
    if (!maker->texts) {
        xc_arena_free(arena);
        return xc_fail_memory(error);
    }
    maker->texts->arena = arena;
    maker->texts->people = xc_buffer_make(1 << 20);
    struct xc_str zone = loaded->plans[0].programme->zone;
    if (!xc_zone_known(zone, &maker->offset_minutes)) {
        return xc_fail(error, XC_EINPUT, "unknown time zone '%.*s'", XC_PRI(zone));
    }
    int rc = xc_store_workspace_key(session->store, key, error);
    if (rc == XC_OK) {
        rc = find_pages(session, maker->texts, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    maker->mac = xc_mac_new((struct xc_str){(const char *)key, sizeof key});
    if (!maker->mac || make_sentences(session, maker->texts) != XC_OK ||
        make_duties(session, loaded, maker->texts) != XC_OK) {
        return xc_fail_memory(error);
    }
    return XC_OK;
}

void xc_event_maker_close(struct xc_event_maker *maker) {
    xc_mac_free(maker->mac);
    if (maker->texts) {
        struct xc_arena *arena = maker->texts->arena; /* which holds texts itself */
        xc_buffer_free(&maker->texts->people);
        xc_arena_free(arena);
    }
    *maker = (struct xc_event_maker){0};
}

/* ---- One visit ---- */

static const struct duty_text *find_duty(const struct xc_event_texts *texts,
                                         const struct xc_loaded_plan *plan,
                                         const struct xc_visit *visit) {
    const struct xc_visit_task *task = xc_visit_own_task(plan, visit);
    for (size_t i = 0; i < texts->duty_count && task; i++) {
        const struct duty_text *duty = &texts->duties[i];
        if (duty->plan == plan && xc_str_equal(duty->label, task->label) &&
            xc_str_equal(duty->stage->id, task->stage)) {
            return duty;
        }
    }
    return NULL;
}

static bool same_people(const struct xc_visit *a, const struct xc_visit *b) {
    if (!a || a->person_count != b->person_count) {
        return false;
    }
    for (size_t i = 0; i < a->person_count; i++) {
        if (a->people[i].seat != b->people[i].seat ||
            !xc_str_equal(a->people[i].person, b->people[i].person)) {
            return false;
        }
    }
    return true;
}

static void describe_people(const struct xc_event_maker *maker,
                            const struct xc_visit *visit, struct xc_buffer *text) {
    const struct xc_register *reg = maker->loaded->reg;
    struct xc_event_texts *texts = maker->texts;
    bool chinese = xc_session_chinese(maker->session);
    if (!same_people(texts->people_of, visit)) {
        xc_buffer_clear(&texts->people);
        for (size_t i = 0; i < visit->person_count; i++) {
            struct xc_person person = {.id = visit->people[i].person};
            uint32_t row = xc_register_find_person(reg, person.id);
            unsigned seat = visit->people[i].seat;
            const char *role = chinese ? xc_words_chinese(XC_WORDS_ROLE, seat)
                                       : xc_words_english(XC_WORDS_ROLE, seat);
            if (row != XC_NO_ROW) {
                xc_register_get_person(reg, row, &person);
            }
            xc_buffer_puts(&texts->people, "  ");
            xc_template_fill(person.certificate.len ? &texts->certified : &texts->person,
                             xc_str_from(role), person.name.len ? person.name : person.id,
                             person.certificate, &texts->people);
            xc_buffer_putc(&texts->people, '\n');
        }
        texts->people_of = visit;
    }
    xc_buffer_add(text, xc_buffer_view(&texts->people));
}

struct listing {
    const struct xc_event_maker *maker;
    struct xc_buffer *text;
    unsigned count;
};

static void list_item(void *context, struct xc_str item) {
    struct listing *listing = context;
    if (listing->count++ == 0) {
        xc_buffer_puts(listing->text,
                       xc_text(listing->maker->session->catalogue, "To check:"));
        xc_buffer_putc(listing->text, '\n');
    }
    xc_buffer_printf(listing->text, "  %u. %.*s\n", listing->count, XC_PRI(item));
}

static void describe_items(const struct xc_event_maker *maker,
                           const struct xc_visit *visit, struct xc_buffer *text) {
    struct listing listing = {maker, text, 0};
    xc_visit_items(maker->loaded, visit, list_item, &listing);
}

static void describe_travel(const struct xc_event_maker *maker,
                            const struct xc_visit *visit, struct xc_buffer *text) {
    int travel = (int)xc_visit_travel(maker->loaded, visit);
    struct xc_buffer days = xc_buffer_make(1 << 12);
    for (int n = -travel; n <= travel; n++) {
        char name[11];
        xc_date day;
        if (n != 0 && xc_visit_road_day(maker->loaded, visit, n, &day)) {
            xc_date_format(day, name);
            xc_buffer_puts(&days, days.len ? ", " : "");
            xc_buffer_puts(&days, name);
        }
    }
    if (days.len) {
        xc_template_fill(&maker->texts->road, xc_buffer_view(&days), XC_STR(""),
                         XC_STR(""), text);
        xc_buffer_putc(text, '\n');
    }
    xc_buffer_free(&days);
}

static void describe(const struct xc_event_maker *maker, const struct duty_text *duty,
                     const struct xc_visit *visit, const struct xc_target *target,
                     struct xc_buffer *text) {
    const struct xc_event_texts *texts = maker->texts;
    if (duty) {
        xc_buffer_add(text, duty->head);
    }
    xc_template_fill(&texts->target, target->name, target->id, XC_STR(""), text);
    xc_buffer_putc(text, '\n');
    xc_template_fill(&texts->crew, visit->crew, XC_STR(""), XC_STR(""), text);
    xc_buffer_putc(text, '\n');
    describe_people(maker, visit, text);
    describe_travel(maker, visit, text);
    if (duty) {
        xc_buffer_add(text, duty->basis);
    }
    describe_items(maker, visit, text);
    if (duty) {
        xc_buffer_add(text, duty->tail);
    }
    xc_template_fill(&texts->visit, visit->id, XC_STR(""), XC_STR(""), text);
}

static void locate(const struct xc_event_maker *maker, const struct xc_target *target,
                   struct xc_buffer *text) {
    const struct xc_register *reg = maker->loaded->reg;
    if (target->address.len) {
        xc_buffer_add(text, target->address);
        return;
    }
    uint32_t area = xc_register_find_area(reg, target->area);
    if (area != XC_NO_ROW) {
        xc_buffer_add(text, xc_register_text(reg, reg->areas.name[area]));
    }
    if (target->zone.len) {
        xc_buffer_puts(text, area != XC_NO_ROW ? " " : "");
        xc_buffer_add(text, target->zone);
    }
}

static enum xc_event_status event_status(enum xc_visit_status status) {
    return status == XC_VISIT_CANCELLED || status == XC_VISIT_VOID ? XC_EVENT_CANCELLED
           : status == XC_VISIT_DRAFT                              ? XC_EVENT_TENTATIVE
                                                                   : XC_EVENT_CONFIRMED;
}

void xc_event_reveal(const struct xc_visit *visit, struct xc_event *event) {
    event->sequence++;
    if (event->changed < visit->embargo_until) {
        event->changed = visit->embargo_until;
    }
}

static struct xc_target target_of(const struct xc_event_maker *maker,
                                  const struct xc_visit *visit) {
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(maker->loaded->reg, visit->target);
    if (row != XC_NO_ROW) {
        xc_register_get_target(maker->loaded->reg, row, &target);
    }
    return target;
}

int xc_event_of_visit(const struct xc_event_maker *maker,
                      const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                      enum xc_sight sight, char uid[XC_UID_BYTES], struct xc_buffer *text,
                      struct xc_event *event, struct xc_error *error) {
    const struct xc_event_texts *texts = maker->texts;
    struct xc_target target = {.id = visit->target};
    struct xc_text_part summary, location = {0}, description = {0}, url = {0};
    size_t from = text->len;
    bool all = sight == XC_SEE_ALL;
    int rc = xc_event_uid(maker, "visit", XC_STR(""), visit->id, uid, error);
    if (rc != XC_OK) {
        return rc;
    }
    const struct duty_text *duty = all ? find_duty(texts, plan, visit) : NULL;
    if (all) {
        target = target_of(maker, visit);
        xc_template_fill(
            duty && duty->stage->nature == XC_NATURE_AGENCY_CHECK ? &texts->agency_check
                                                                  : &texts->inspection,
            target.name.len ? target.name : target.id, XC_STR(""), XC_STR(""), text);
        summary = xc_text_part_since(text, from);
        from = text->len;
        locate(maker, &target, text);
        location = xc_text_part_since(text, from);
        from = text->len;
        describe(maker, duty, visit, &target, text);
        description = xc_text_part_since(text, from);
        if (texts->pages.len > 0) {
            from = text->len;
            xc_buffer_add(text, texts->pages);
            xc_buffer_add(text, visit->id);
            url = xc_text_part_since(text, from);
        }
    } else {
        xc_template_fill(&texts->busy, XC_STR(""), XC_STR(""), XC_STR(""), text);
        summary = xc_text_part_since(text, from);
    }
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = (struct xc_event){
        .uid = xc_str_from(uid),
        .kind = XC_EVENT_VISIT,
        .status = event_status(visit->status),
        .date = visit->date,
        .end_date = visit->end_date,
        .start = (int)visit->start,
        .end = (int)visit->end,
        .changed = visit->changed,
        .sequence = 2 * visit->revision, /* odd ones: revealed */
        .summary = xc_text_part_view(text, summary),
        .location = xc_text_part_view(text, location),
        .description = xc_text_part_view(text, description),
        .category = duty ? duty->stage->id : XC_STR(""),
        .url = xc_text_part_view(text, url),
        .has_position = all && target.has_position && target.datum == XC_DATUM_WGS84,
        .latitude_e6 = target.latitude_e6,
        .longitude_e6 = target.longitude_e6,
        .alarm_minutes = VISIT_ALARM_MINUTES,
    };
    return XC_OK;
}

int xc_event_of_road(const struct xc_event_maker *maker,
                     const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                     enum xc_sight sight, int n, xc_date day, char uid[XC_UID_BYTES],
                     struct xc_buffer *text, struct xc_event *event,
                     struct xc_error *error) {
    const struct xc_event_texts *texts = maker->texts;
    struct xc_buffer id = xc_buffer_make(1 << 10);
    const struct xc_stage *stage = xc_visit_stage(plan, visit);
    struct xc_text_part summary, description = {0};
    size_t from = text->len;
    bool all = sight == XC_SEE_ALL;
    xc_buffer_add(&id, visit->id);
    xc_buffer_printf(&id, "/%d", n);
    int rc = id.failed ? xc_fail_memory(error)
                       : xc_event_uid(maker, "road", XC_STR(""), xc_buffer_view(&id), uid,
                                      error);
    xc_buffer_free(&id);
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_target target = target_of(maker, visit);
    const struct xc_template *title = !all    ? &texts->busy
                                      : n < 0 ? &texts->there
                                              : &texts->back;
    xc_template_fill(title, target.name.len ? target.name : target.id, XC_STR(""),
                     XC_STR(""), text);
    summary = xc_text_part_since(text, from);
    if (all) {
        from = text->len;
        xc_template_fill(&texts->visit, visit->id, XC_STR(""), XC_STR(""), text);
        description = xc_text_part_since(text, from);
    }
    if (text->failed) {
        return xc_fail_memory(error);
    }
    *event = (struct xc_event){
        .uid = xc_str_from(uid),
        .kind = XC_EVENT_VISIT,
        .status = event_status(visit->status),
        .date = day,
        .end_date = day,
        .start = -1,
        .end = -1,
        .changed = visit->changed,
        .sequence = 2 * visit->revision,
        .summary = xc_text_part_view(text, summary),
        .description = xc_text_part_view(text, description),
        .category = all && stage ? stage->id : XC_STR(""),
        .alarm_minutes = XC_NO_ALARM,
    };
    return XC_OK;
}
