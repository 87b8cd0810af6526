/* What must hold for things that are owed because of something, and for what opens or
 * begins after something else. */
#include "rules/read.h"

#include "base/suggest.h"

/* ---- Names ---- */

void xc_rules_check_own_stage(const struct xc_place *place,
                              const struct xc_programme *programme, struct xc_str id) {
    struct xc_str ids[XC_MAX_STAGES];
    if (xc_programme_stage(programme, id) != NULL) {
        return;
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        ids[i] = programme->stages[i].id;
    }
    struct xc_str near = xc_suggest(id, ids, programme->stage_count);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("there is no stage '%.*s' (%.*s?)"), XC_PRI(id),
                        XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("there is no stage '%.*s'"), XC_PRI(id));
    }
}

void xc_rules_check_stage_name(const struct xc_place *place,
                               const struct xc_programme *programme, struct xc_str name) {
    struct xc_str stage = name;
    struct xc_str owner = programme->id;
    bool slash = xc_str_find(name, XC_STR("/")) >= 0;
    if (place->reader->code != XC_OK) {
        return;
    }
    if (slash) {
        owner = xc_str_cut(&stage, '/');
    }
    if (stage.len == 0 || owner.len == 0 || xc_str_find(stage, XC_STR("/")) >= 0) {
        xc_rules_refuse(place, XC_MSG("'%.*s' is not a stage"), XC_PRI(name));
    } else if (xc_str_equal(owner, programme->id)) {
        xc_rules_check_own_stage(place, programme, stage);
    }
    if (place->reader->code != XC_OK) {
        XC_RULES_HINT(place, XC_MSG("a stage of another programme is written "
                                    "programme/stage"));
    }
}

void xc_rules_check_source(const struct xc_place *place, struct xc_str source) {
    static const struct xc_str sources[] = {
        XC_STR_INIT("plan"),  XC_STR_INIT("complaint"), XC_STR_INIT("screening"),
        XC_STR_INIT("media"), XC_STR_INIT("register"),  XC_STR_INIT("other")};
    enum { SOURCES = sizeof sources / sizeof *sources };
    for (size_t i = 0; i < SOURCES; i++) {
        if (xc_str_equal(source, sources[i])) {
            return;
        }
    }
    struct xc_str near = xc_suggest(source, sources, SOURCES);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("no lead comes from '%.*s' (%.*s?)"),
                        XC_PRI(source), XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("no lead comes from '%.*s'"), XC_PRI(source));
    }
    XC_RULES_HINT(place, XC_MSG("leads come from: %s"),
                  "plan, complaint, screening, media, register, other");
}

static const struct xc_due_item_rule *due_named(const struct xc_programme *programme,
                                                struct xc_str id) {
    for (size_t i = 0; i < programme->due_count; i++) {
        if (xc_str_equal(programme->dues[i].id, id)) {
            return &programme->dues[i];
        }
    }
    return NULL;
}

void xc_rules_check_receipt(const struct xc_place *place,
                            const struct xc_programme *programme, struct xc_str id) {
    const struct xc_due_item_rule *due = due_named(programme, id);
    struct xc_str ids[XC_RULES_MAX_LIST];
    if (due != NULL && !xc_str_is(due->each, "target")) {
        xc_rules_refuse(place, XC_MSG("the due item '%.*s' is not owed by targets"),
                        XC_PRI(id));
        XC_RULES_HINT(place, XC_MSG("give the due item: each = 'target'"));
    }
    if (due != NULL) {
        return;
    }
    for (size_t i = 0; i < programme->due_count; i++) {
        ids[i] = programme->dues[i].id;
    }
    struct xc_str near = xc_suggest(id, ids, programme->due_count);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("there is no due item '%.*s' (%.*s?)"), XC_PRI(id),
                        XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("there is no due item '%.*s'"), XC_PRI(id));
    }
    XC_RULES_HINT(place, XC_MSG("list it among the programme's reports"));
}

/* ---- Since ---- */

/* Whether any target can owe a receipt at all. */
static bool owed_by_targets(const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->due_count; i++) {
        if (xc_str_is(programme->dues[i].each, "target")) {
            return true;
        }
    }
    return false;
}

static void check_of(const struct xc_place *since_place,
                     const struct xc_programme *programme, const struct xc_since *since) {
    struct xc_place of = xc_rules_member(since_place, "of");
    switch (since->kind) {
    case XC_CAUSE_VISITED:
    case XC_CAUSE_PROBLEM:
    case XC_CAUSE_RECTIFY:
    case XC_CAUSE_REFUSED:
        if (since->of.len > 0) {
            xc_rules_check_stage_name(&of, programme, since->of);
        }
        break;
    case XC_CAUSE_LEAD:
        if (since->of.len > 0) {
            xc_rules_check_source(&of, since->of);
        }
        break;
    case XC_CAUSE_MISSING:
        if (since->of.len > 0) {
            xc_rules_check_receipt(&of, programme, since->of);
        } else if (!owed_by_targets(programme)) {
            xc_rules_refuse(since_place, XC_MSG("no due item of the programme is owed by "
                                                "targets, so none can be missing"));
        }
        break;
    case XC_CAUSE_POINTS:
        if (since->of.len > 0) {
            xc_rules_refuse(&of, XC_MSG("'of' means nothing for points: all count"));
        }
        break;
    default: /* cases: to whom they are referred is free */
        break;
    }
}

/* Positions of the stages of this programme that a cause of visits names, as a set. */
static uint64_t stages_of(const struct xc_programme *programme,
                          const struct xc_since *since) {
    struct xc_str name = since->of;
    uint64_t set = 0;
    if (since->kind != XC_CAUSE_VISITED) {
        return 0;
    }
    if (xc_str_find(name, XC_STR("/")) >= 0 &&
        !xc_str_equal(xc_str_cut(&name, '/'), programme->id)) {
        return 0;
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        if (name.len == 0 || xc_str_equal(programme->stages[i].id, name)) {
            set |= UINT64_C(1) << i;
        }
    }
    return set;
}

/* A visit that is owed because of a visit that is owed because of it, and so on, would
 * never come to an end. Problems do: one day there is none. */
static void check_endless(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage, const struct xc_since *since) {
    uint64_t own = UINT64_C(1) << (size_t)(stage - programme->stages);
    uint64_t before = 0;
    uint64_t set = stages_of(programme, since);
    while (set != before) {
        before = set;
        for (size_t i = 0; i < programme->stage_count; i++) {
            const struct xc_stage *other = &programme->stages[i];
            bool reached = (set >> i & 1) != 0;
            for (size_t j = 0; reached && j < other->obligation_count; j++) {
                set |= stages_of(programme, &other->obligations[j].since);
            }
        }
    }
    if ((set & own) != 0) {
        xc_rules_refuse(place, XC_MSG("its own visits would cause visits without end"));
        XC_RULES_HINT(place,
                      XC_MSG("name the stage whose visits are meant, or another cause, "
                             "for example problem"));
    }
}

/* Counts and rhythms say how often; a cause says that by itself. */
static void check_rhythm(const struct xc_place *place,
                         const struct xc_obligation *obligation) {
    const struct {
        const char *key;
        bool given;
    } keys[] = {{"times", obligation->times != 1},
                {"each", obligation->each != 0},
                {"min_each", obligation->min_each != 0},
                {"average", obligation->average.a != 0},
                {"max_per", obligation->max_per != 0},
                {"gap", obligation->gap != 0},
                {"extra_draw", obligation->extra_draw.len > 0}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].given) {
            struct xc_place at = xc_rules_member(place, keys[i].key);
            xc_rules_refuse(&at,
                            XC_MSG("'%s' and 'since' exclude each other: there is one "
                                   "visit for each cause"),
                            keys[i].key);
        }
    }
    if (obligation->drawn.len > 0) {
        struct xc_place at = xc_rules_member(place, "targets");
        xc_rules_refuse(&at, XC_MSG("whoever gave cause is not drawn"));
        XC_RULES_HINT(&at, XC_MSG("give a selection of the targets that are meant"));
    }
}

static void check_like(const struct xc_place *place,
                       const struct xc_obligation *obligation) {
    struct xc_place like = xc_rules_member(place, "like");
    enum xc_cause_kind kind = obligation->since.kind;
    if (obligation->like == 0 && (obligation->like_only || obligation->like_most > 0)) {
        xc_rules_refuse(&like, XC_MSG("it is not said in what others are like the "
                                      "target"));
        XC_RULES_HINT(&like, XC_MSG("possible here: %s"),
                      "kind, organisation, area, finding");
    } else if (obligation->like != 0 && kind == 0) {
        xc_rules_refuse(&like, XC_MSG("'%s' means something only with 'since'"), "like");
    } else if ((obligation->like & XC_LIKE_FINDING) != 0 && kind != XC_CAUSE_VISITED &&
               kind != XC_CAUSE_PROBLEM && kind != XC_CAUSE_RECTIFY) {
        xc_rules_refuse(&like,
                        XC_MSG("the cause '%s' has no finding that others could "
                               "have, too"),
                        xc_cause_word(kind));
        XC_RULES_HINT(&like, XC_MSG("leave 'finding' out, or let a 'problem' be the "
                                    "cause"));
    }
}

void xc_rules_check_since(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage,
                          const struct xc_obligation *obligation) {
    check_like(place, obligation);
    if (obligation->since.kind == 0) {
        return;
    }
    struct xc_place since = xc_rules_member(place, "since");
    check_rhythm(place, obligation);
    check_of(&since, programme, &obligation->since);
    check_endless(&since, programme, stage, &obligation->since);
}

/* ---- Due items ---- */

/* A receipt that is owed because another is missing, which is owed because … */
static void check_due_circle(const struct xc_place *place,
                             const struct xc_programme *programme,
                             const struct xc_due_item_rule *due) {
    const struct xc_due_item_rule *at = due;
    for (size_t steps = 0; at != NULL && at->since.kind == XC_CAUSE_MISSING; steps++) {
        if (at->since.of.len == 0) {
            xc_rules_refuse(place, XC_MSG("it is not said which receipt is missing"));
            XC_RULES_HINT(place, XC_MSG("give the id of a due item as 'of'"));
            return;
        }
        if (steps == programme->due_count) {
            xc_rules_refuse(place,
                            XC_MSG("the due items wait for each other in a circle"));
            return;
        }
        at = due_named(programme, at->since.of);
    }
}

void xc_rules_check_due_since(const struct xc_place *place,
                              const struct xc_programme *programme,
                              const struct xc_due_item_rule *due) {
    struct xc_place since = xc_rules_member(place, "since");
    if (due->since.kind != 0) {
        check_of(&since, programme, &due->since);
        check_due_circle(&since, programme, due);
    }
}

/* ---- After ---- */

/* What comes after which: the last day of a phase or stage, and what that one itself
 * comes after. */
struct link {
    bool found, twice;
    xc_date last;
    struct xc_str after;
};

static struct link link_named(const struct xc_programme *programme, struct xc_str id) {
    const struct xc_stage *stage = xc_programme_stage(programme, id);
    const struct xc_phase *phase = xc_programme_phase(programme, id);
    if (stage != NULL) {
        return (struct link){true, phase != NULL, stage->window.to, stage->opens_after};
    }
    if (phase != NULL) {
        return (struct link){true, false, phase->window.to, phase->after};
    }
    return (struct link){.last = XC_NO_DATE};
}

static void refuse_unknown(const struct xc_place *place,
                           const struct xc_programme *programme, struct xc_str after) {
    struct xc_str ids[XC_MAX_STAGES + XC_RULES_MAX_PARTS];
    size_t count = 0;
    for (size_t i = 0; i < programme->stage_count; i++) {
        ids[count++] = programme->stages[i].id;
    }
    for (size_t i = 0; i < programme->phase_count; i++) {
        ids[count++] = programme->phases[i].id;
    }
    struct xc_str near = xc_suggest(after, ids, count);
    if (near.len > 0) {
        xc_rules_refuse(place, XC_MSG("there is no phase or stage '%.*s' (%.*s?)"),
                        XC_PRI(after), XC_PRI(near));
    } else {
        xc_rules_refuse(place, XC_MSG("there is no phase or stage '%.*s'"),
                        XC_PRI(after));
    }
}

xc_date xc_rules_check_after(const struct xc_place *place,
                             const struct xc_programme *programme, struct xc_str after,
                             const char *circle) {
    xc_date last = XC_NO_DATE;
    for (size_t steps = 0; after.len > 0; steps++) {
        struct link link = link_named(programme, after);
        if (steps > programme->stage_count + programme->phase_count) {
            xc_rules_refuse(place, circle);
            XC_RULES_HINT(place, XC_MSG("let the first of them come after nothing"));
            return XC_NO_DATE;
        }
        if (!link.found) {
            refuse_unknown(place, programme, after);
            return XC_NO_DATE;
        }
        if (link.twice) {
            xc_rules_refuse(place, XC_MSG("'%.*s' is a stage and a phase"),
                            XC_PRI(after));
            XC_RULES_HINT(place, XC_MSG("give one of them another id"));
            return XC_NO_DATE;
        }
        last = steps == 0 ? link.last : last;
        after = link.after;
    }
    return last;
}

xc_date xc_stage_opens(const struct xc_programme *programme,
                       const struct xc_stage *stage) {
    return stage->opens_after.len == 0
               ? stage->opens
               : link_named(programme, stage->opens_after).last + 1;
}
