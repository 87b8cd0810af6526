/* Plans of all programmes: made, approved, made again. */
#include "simulate.h"

#include "programme/approval.h"
#include "programme/replan.h"
#include "programme/run.h"

void office_choose(struct year *year, unsigned programme, char path[PATH_BYTES]) {
    const struct world *world = &year->world;
    const struct programme *chosen = &world->programmes[programme];
    const struct {
        const char *name;
        xc_date day;
    } of_spot[] = {{"from", world->drawn[FIRST].from},
                   {"to", world->drawn[FIRST].to},
                   {"again_from", world->drawn[SECOND].from},
                   {"again_to", world->drawn[SECOND].to}},
      of_care[] = {{"from", chosen->first},
                   {"to", chosen->last},
                   {"self_check", world->self_check}};
    size_t count = programme == SPOT ? 4 : programme == CARE ? 3 : 0;
    for (size_t i = 0; i < count; i++) {
        xc_date_format(programme == SPOT ? of_spot[i].day : of_care[i].day,
                       year->setting_days[i]);
        year->settings[i] = (struct xc_policy_setting){
            xc_str_from(programme == SPOT ? of_spot[i].name : of_care[i].name),
            xc_str_from(year->setting_days[i])};
    }
    if (programme == SPOT && year->sealed) {
        year->settings[count++] =
            (struct xc_policy_setting){XC_STR("sealed"), XC_STR("true")};
    }
    if (programme == NEXT) {
        year->settings[count++] =
            (struct xc_policy_setting){XC_STR("year"), XC_STR("2027")};
    }
    year->policy.settings = year->settings;
    year->policy.setting_count = count;
    (void)snprintf(path, PATH_BYTES, "%.400s/%.100s", year->options->policies,
                   chosen->policy);
}

bool office_plan(struct year *year, unsigned programme) {
    struct xc_error error = {0};
    struct xc_run run = {0};
    char path[PATH_BYTES];
    struct xc_run_options options = {.policy = path, .as_of = XC_NO_DATE};
    double start = seconds_worked();
    office_choose(year, programme, path);
    bool good = office_made(year, xc_run_plan(&year->session, &options, &run, &error),
                            "plan", &error);
    year->planning += seconds_worked() - start;
    year->world.programmes[programme].planned = good;
    xc_run_free(&run);
    if (good && year->judge) {
        judge_begin(year, programme);
    }
    return good;
}

/* *cancelled: visits that it gave up; NULL: not wanted. */
static bool replan(struct year *year, const struct programme *programme,
                   size_t *cancelled) {
    struct xc_error error = {0};
    struct xc_replan replan = {0};
    struct xc_replan_options options = {.programme = xc_str_from(programme->id),
                                        .as_of = XC_NO_DATE};
    double start = seconds_worked();
    bool good = office_made(
        year, xc_replan_run(&year->session, &options, &replan, &error), "replan", &error);
    year->replanning += seconds_worked() - start;
    year->replans++;
    if (good && year->options->verbose) {
        (void)printf("    replan %s: %zu moved (bound %zu), %zu added, %zu cancelled, "
                     "%zu unmet\n",
                     programme->id, replan.plan->moved, replan.plan->moved_bound,
                     replan.added, replan.cancelled, replan.plan->unmet_count);
    }
    if (cancelled) {
        *cancelled = replan.cancelled;
    }
    xc_replan_free(&replan);
    return good;
}

/* What somebody put where others have been sent since then is let go. */
static bool let_go(struct year *year, unsigned programme) {
    for (size_t i = 0; year->judge && i < year->judge->count; i++) {
        const struct shown *visit = &year->judge->visits[i];
        struct xc_hand_change change = {.kind = XC_HAND_UNPIN,
                                        .visit = xc_str_from(visit->id),
                                        .date = XC_NO_DATE,
                                        .start = -1,
                                        .reason = XC_STR("与其他计划冲突")};
        bool taken;
        if (visit->programme == programme && visit->live && visit->pinned &&
            !visit->published && !visit->done && visit->date > year->today &&
            !office_hand(year, &change, &taken, NULL)) {
            return false;
        }
    }
    return true;
}

/* Who approves second may have to plan again, twice where somebody pinned something. */
bool office_approve(struct year *year, unsigned programme, xc_date until) {
    struct programme *approved = &year->world.programmes[programme];
    struct xc_error error = {0};
    struct xc_str id = xc_str_from(approved->id);
    int rc = xc_approval_check(&year->session, id, &error);
    for (int round = 0; rc == XC_ENO && round < 2; round++) {
        year->quiet = false;
        if ((round > 0 && !let_go(year, programme)) || !replan(year, approved, NULL)) {
            return false;
        }
        error = (struct xc_error){0};
        rc = xc_approval_check(&year->session, id, &error);
    }
    if (rc == XC_OK) {
        rc = xc_store_approve(year->store, year->session.office, id, XC_STR("科长"),
                              year->session.now, until, &error);
    }
    if (year->judge) { /* what changed before was no more than a draft */
        judge_read(year, false);
    }
    approved->published_until = until;
    return office_made(year, rc, "approve", &error);
}

/* What happens is in the ledger: a replan that finds nothing new there since the last one
 * has nothing to move. */
bool office_replan(struct year *year) {
    int64_t newest = judge_ledger_newest(year->judge);
    year->quiet = year->quiet && newest == year->ledger && !year->woken;
    /* The smaller ones first: what they publish counts for the large ones' drafts. */
    static const unsigned order[PROGRAMMES] = {SPOT, CARE, YEAR, NEXT};
    size_t cancelled = 0;
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[order[i]];
        if (programme->planned && year->today <= programme->last &&
            !replan(year, programme, &cancelled)) {
            return false;
        }
    }
    /* What the next year gave up may have been the old one's, too. */
    const struct programme *old = &year->world.programmes[YEAR];
    if (year->world.programmes[NEXT].planned && cancelled > 0 &&
        year->today <= old->last && !replan(year, old, NULL)) {
        return false;
    }
    year->dirty = year->woken = false;
    year->ledger = judge_ledger_newest(year->judge);
    return true;
}
