/* The targets of a report, from the registers of its day and of the day its base was
 * frozen. */
#include "base/row_lookup.h"
#include "history/history.h"
#include "publish/report_index.h"
#include "publish/report_work.h"

#include <stdlib.h>

struct source { /* where what is known of a target stands */
    const struct xc_register *reg;
    uint32_t row;
};

struct joining {
    struct xc_report_work *work;
    const struct xc_register *frozen, *today; /* may be the same */
    struct xc_report_index extra;             /* ids that neither knows */
    struct xc_row_lookup known;               /* all targets, by their rows */
    struct source *sources;                   /* by target; owned */
};

static struct xc_str id_at(const struct xc_register *reg, uint32_t row) {
    return xc_register_text(reg, reg->targets.id[row]);
}

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

static void forget(struct joining *all) {
    free(all->sources);
    free(all->work->today_rows);
    all->sources = NULL;
    all->work->today_rows = NULL;
    all->work->out->facts.targets.count = 0;
}

static int make_room(struct joining *all, size_t most) {
    struct xc_report_targets *targets = &all->work->out->facts.targets;
    struct xc_arena *arena = all->work->out->arena;
    targets->id = xc_arena_array(arena, most, sizeof *targets->id);
    targets->name = xc_arena_array(arena, most, sizeof *targets->name);
    all->sources = calloc(most + 1, sizeof *all->sources);
    all->work->today_rows = calloc(most + 1, sizeof *all->work->today_rows);
    return targets->id && targets->name && all->sources && all->work->today_rows
               ? XC_OK
               : xc_fail_memory(all->work->error);
}

/* One target, which some of the three have; what the base was frozen with says most. */
static void add_target(struct joining *all, struct xc_str id, uint32_t then,
                       uint32_t now) {
    struct xc_report_targets *targets = &all->work->out->facts.targets;
    size_t row = targets->count++;
    targets->id[row] = id;
    targets->name[row] =
        now != XC_NO_ROW ? xc_register_text(all->today, all->today->targets.name[now])
        : then != XC_NO_ROW
            ? xc_register_text(all->frozen, all->frozen->targets.name[then])
            : XC_STR("");
    all->sources[row] = then != XC_NO_ROW  ? (struct source){all->frozen, then}
                        : now != XC_NO_ROW ? (struct source){all->today, now}
                                           : (struct source){NULL, XC_NO_ROW};
    all->work->today_rows[row] = now;
}

/* The least of the ids that come next. */
static struct xc_str least_of(const struct joining *all, uint32_t a, uint32_t b,
                              size_t c) {
    struct xc_str least = {0};
    if (a < all->frozen->targets.count) {
        least = id_at(all->frozen, a);
    }
    if (b < all->today->targets.count) {
        struct xc_str id = id_at(all->today, b);
        least = !least.ptr || xc_str_compare(id, least) < 0 ? id : least;
    }
    if (c < all->extra.count) {
        struct xc_str id = all->extra.texts[c];
        least = !least.ptr || xc_str_compare(id, least) < 0 ? id : least;
    }
    return least;
}

/* All three in order. */
static int join(struct joining *all) {
    bool same = all->today == all->frozen;
    uint32_t a = 0, b = 0;
    size_t c = 0;
    size_t most = all->extra.count + all->frozen->targets.count +
                  (same ? 0 : all->today->targets.count);
    int rc = make_room(all, most);
    while (rc == XC_OK) {
        struct xc_str id = least_of(all, a, same ? UINT32_MAX : b, c);
        if (!id.ptr) {
            break;
        }
        bool then =
            a < all->frozen->targets.count && xc_str_equal(id_at(all->frozen, a), id);
        bool now = same ? then
                        : b < all->today->targets.count &&
                              xc_str_equal(id_at(all->today, b), id);
        add_target(all, id, then ? a : XC_NO_ROW, !now ? XC_NO_ROW : same ? a : b);
        c += c < all->extra.count && xc_str_equal(all->extra.texts[c], id);
        a += then;
        b += now;
    }
    return rc;
}

static struct xc_str visit_target(const void *visits, size_t i) {
    return ((const struct xc_visit *)visits)[i].target;
}

static struct xc_str base_target(const void *rows, size_t i) {
    return ((const struct xc_base_row *)rows)[i].target;
}

/* The rows of what the base names; those of visits of the day are known already. */
static int look_up_base(struct joining *all) {
    struct xc_report_work *work = all->work;
    const struct xc_str *ids = work->out->facts.targets.id;
    bool kept = true;
    for (size_t i = 0; i < work->base_count; i++) {
        struct xc_base_row *base = &work->base[i];
        if (base->visit != XC_NO_ROW) {
            base->row = work->visit_targets[base->visit];
        } else {
            xc_row_lookup_find_all(&all->known, ids, base_target, base, 1, &base->row);
            kept = kept && (base->row != XC_NO_ROW ||
                            xc_report_index_add(&all->extra, base->target) != UINT32_MAX);
        }
    }
    return kept ? XC_OK : xc_fail_memory(work->error);
}

/* The rows of what the plan and the base name; what is not known becomes extra. */
static int look_up(struct joining *all) {
    struct xc_report_work *work = all->work;
    const struct xc_loaded_plan *plan = work->plan;
    const struct xc_report_targets *targets = &work->out->facts.targets;
    bool kept = true;
    if (xc_row_lookup_make(&all->known, work->out->arena, (uint32_t)targets->count) !=
        XC_OK) {
        return xc_fail_memory(work->error);
    }
    xc_row_lookup_add_all(&all->known, targets->id, (uint32_t)targets->count);
    xc_row_lookup_find_all(&all->known, targets->id, visit_target, plan->visits,
                           plan->visit_count, work->visit_targets);
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (work->visit_targets[i] == XC_NO_ROW) {
            kept = kept &&
                   xc_report_index_add(&all->extra, plan->visits[i].target) != UINT32_MAX;
        }
    }
    return kept ? look_up_base(all) : xc_fail_memory(work->error);
}

/* Twice, where the plan names rows of older registers. */
static int know(struct joining *all) {
    struct xc_report_work *work = all->work;
    work->visit_targets =
        calloc(work->plan->visit_count + 1, sizeof *work->visit_targets);
    int rc = work->visit_targets ? join(all) : xc_fail_memory(work->error);
    if (rc == XC_OK) {
        rc = look_up(all);
    }
    if (rc == XC_OK && all->extra.count > 0) {
        uint32_t *numbers = xc_report_index_sort(&all->extra);
        rc = numbers ? XC_OK : xc_fail_memory(work->error);
        free(numbers);
        forget(all);
        if (rc == XC_OK) {
            rc = join(all);
        }
        if (rc == XC_OK) {
            rc = look_up(all);
        }
    }
    return rc;
}

/* ---- Areas ---- */

/* The child of the office that an area lies in, the office itself for its own targets. */
static struct xc_report_area area_of(const struct xc_report_facts *facts,
                                     const struct xc_register *reg, uint32_t area) {
    uint32_t office = xc_register_find_area(reg, facts->office);
    uint32_t below = xc_register_area_below(reg, area, office);
    return below == XC_NO_ROW
               ? (struct xc_report_area){XC_STR(""), XC_STR("")}
               : (struct xc_report_area){xc_register_text(reg, reg->areas.code[below]),
                                         xc_register_text(reg, reg->areas.name[below])};
}

static int by_code(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_report_area *)left)->code,
                          ((const struct xc_report_area *)right)->code);
}

/* What every area of a register is for the report, by its row; the last one: none. */
static struct xc_report_area *map_areas(const struct xc_report_facts *facts,
                                        const struct xc_register *reg,
                                        struct xc_arena *arena) {
    struct xc_report_area *map = xc_arena_array(arena, reg->areas.count + 1, sizeof *map);
    for (uint32_t i = 0; map && i < reg->areas.count; i++) {
        map[i] = area_of(facts, reg, i);
    }
    return map;
}

static int list_areas(struct joining *all, struct xc_report_area *const maps[2]) {
    struct xc_report_facts *facts = &all->work->out->facts;
    size_t most = all->frozen->areas.count + all->today->areas.count + 1, count = 1;
    size_t kept = 0;
    struct xc_report_area *areas =
        xc_arena_array(all->work->out->arena, most, sizeof *areas);
    if (!areas) {
        return xc_fail_memory(all->work->error);
    }
    for (uint32_t i = 0; i < all->today->areas.count; i++) {
        areas[count++] = maps[1][i];
    }
    for (uint32_t i = 0; all->frozen != all->today && i < all->frozen->areas.count; i++) {
        areas[count++] = maps[0][i];
    }
    areas[0] = (struct xc_report_area){XC_STR(""), XC_STR("")};
    qsort(areas, count, sizeof *areas, by_code);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !xc_str_equal(areas[kept - 1].code, areas[i].code)) {
            uint32_t row = xc_register_find_area(all->today, areas[i].code);
            areas[kept] = areas[i];
            if (row != XC_NO_ROW) { /* as it is called today */
                areas[kept].name =
                    xc_register_text(all->today, all->today->areas.name[row]);
            }
            kept++;
        }
    }
    facts->areas = areas;
    facts->area_count = kept;
    return XC_OK;
}

/* Rows of the report's areas, by row of a register's. */
static uint32_t *number_areas(struct joining *all, const struct xc_register *reg,
                              const struct xc_report_area *map) {
    const struct xc_report_facts *facts = &all->work->out->facts;
    uint32_t *rows =
        xc_arena_array(all->work->out->arena, reg->areas.count + 1, sizeof *rows);
    for (uint32_t i = 0; rows && i < reg->areas.count; i++) {
        const struct xc_report_area *found = bsearch(
            &map[i], facts->areas, facts->area_count, sizeof *facts->areas, by_code);
        rows[i] = found ? (uint32_t)(found - facts->areas) : 0;
    }
    return rows;
}

static int fill(struct joining *all, const uint32_t *const numbers[2]) {
    struct xc_report_targets *targets = &all->work->out->facts.targets;
    struct xc_arena *arena = all->work->out->arena;
    targets->area = xc_arena_array(arena, targets->count, sizeof *targets->area);
    targets->kind = xc_arena_array(arena, targets->count, sizeof *targets->kind);
    targets->state = xc_arena_array(arena, targets->count, sizeof *targets->state);
    if (!targets->area || !targets->kind || !targets->state) {
        return xc_fail_memory(all->work->error);
    }
    for (size_t i = 0; i < targets->count; i++) {
        const struct source *source = &all->sources[i];
        if (source->reg) {
            const uint32_t *number = numbers[source->reg == all->today];
            uint32_t area = source->reg->targets.area[source->row];
            targets->area[i] = area == XC_NO_ROW ? 0 : number[area];
            targets->kind[i] = source->reg->targets.kind[source->row];
        }
    }
    return XC_OK;
}

static int place(struct joining *all) {
    struct xc_report_facts *facts = &all->work->out->facts;
    struct xc_arena *arena = all->work->out->arena;
    struct xc_report_area *maps[2] = {map_areas(facts, all->frozen, arena),
                                      map_areas(facts, all->today, arena)};
    if (!maps[0] || !maps[1]) {
        return xc_fail_memory(all->work->error);
    }
    int rc = list_areas(all, maps);
    const uint32_t *numbers[2] = {NULL, NULL};
    if (rc == XC_OK) {
        numbers[0] = number_areas(all, all->frozen, maps[0]);
        numbers[1] = number_areas(all, all->today, maps[1]);
        rc = numbers[0] && numbers[1] ? XC_OK : xc_fail_memory(all->work->error);
    }
    return rc == XC_OK ? fill(all, numbers) : rc;
}

int xc_report_targets(struct xc_report_work *work) {
    struct joining all = {.work = work,
                          .frozen = work->out->frozen ? work->out->frozen
                                                      : work->out->loaded.reg,
                          .today = work->out->loaded.reg};
    int rc = know(&all);
    if (rc == XC_OK) {
        rc = place(&all);
    }
    xc_report_index_free(&all.extra);
    free(all.sources);
    return rc;
}

uint32_t xc_report_target_row(const struct xc_report_facts *facts, struct xc_str id) {
    const struct xc_str *found =
        bsearch(&id, facts->targets.id, facts->targets.count, sizeof id, by_text);
    return found ? (uint32_t)(found - facts->targets.id) : XC_NO_ROW;
}

/* ---- States ---- */

int xc_report_history(struct xc_report_work *work, const struct xc_selection *selection,
                      const struct xc_selection_context **history) {
    struct xc_arena *arena = work->out->arena;
    int rc = XC_OK;
    *history = NULL;
    if (!xc_selection_asks_history(selection)) {
        return XC_OK;
    }
    if (!work->history) {
        struct xc_selection_context *made = xc_arena_alloc(arena, sizeof *made);
        rc = made ? xc_history_open(&work->session, work->plan->programme,
                                    work->session.now, arena, made, work->error)
                  : xc_fail_memory(work->error);
        work->history = made;
    }
    *history = work->history;
    return rc;
}

/* Active targets that a plain selection means today, beside the base. */
static int add_meant(struct xc_report_work *work, const struct xc_selection *meant) {
    struct xc_report_facts *facts = &work->out->facts;
    const struct xc_register *reg = work->out->loaded.reg;
    const struct xc_selection_context *history;
    struct xc_bitset rows = {0};
    int rc = xc_report_history(work, meant, &history);
    if (rc == XC_OK) {
        rc = xc_selection_run(meant, reg, history, &rows, work->error);
    }
    for (size_t i = 0; i < facts->targets.count && rc == XC_OK; i++) {
        uint32_t row = work->today_rows[i];
        if (row != XC_NO_ROW && reg->targets.status[row] == XC_STATUS_ACTIVE &&
            xc_bitset_get(&rows, row) && !(facts->targets.state[i] & XC_TARGET_IS_BASE)) {
            facts->targets.state[i] |= XC_TARGET_HAS_COME;
        }
    }
    xc_bitset_free(&rows);
    return rc;
}

static void find_gone(struct xc_report_work *work) {
    const struct xc_register *reg = work->out->loaded.reg;
    struct xc_report_targets *targets = &work->out->facts.targets;
    for (size_t i = 0; i < targets->count; i++) {
        uint32_t row = work->today_rows[i];
        if ((targets->state[i] & XC_TARGET_IS_BASE) &&
            (row == XC_NO_ROW || reg->targets.status[row] == XC_STATUS_CLOSED)) {
            targets->state[i] |= XC_TARGET_HAS_GONE;
        }
    }
}

int xc_report_states(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    bool all = xc_viewer_sees_plans(work->viewer.role);
    int rc = XC_OK;
    for (size_t i = 0; i < facts->owed_count; i++) {
        const struct xc_report_owed *owed = &facts->owed[i];
        facts->targets.state[owed->target] |= owed->base ? XC_TARGET_IS_BASE : 0;
    }
    for (size_t i = 0; i < facts->owed_count; i++) {
        uint8_t *state = &facts->targets.state[facts->owed[i].target];
        *state |= *state & XC_TARGET_IS_BASE ? 0 : XC_TARGET_HAS_COME;
    }
    find_gone(work);
    for (size_t i = 0; i < facts->obligation_count && rc == XC_OK && all; i++) {
        const struct xc_report_obligation *row = &facts->obligations[i];
        if (!row->grows && facts->published_at != XC_NO_INSTANT) {
            rc = add_meant(work, row->obligation->targets);
        }
    }
    return rc;
}
