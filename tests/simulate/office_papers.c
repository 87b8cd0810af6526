/* Papers: cases, proposed corrections of the register, schedules that come back. */
#include "simulate.h"

#include "base/file.h"
#include "hand/schedule.h"
#include "intake/corrections.h"
#include "intake/desk.h"
#include "publish/export.h"

#include <string.h>
#include <unistd.h>

/* ---- Cases ---- */

static bool store_case(struct year *year, struct xc_case *record, char id[ID_BYTES]) {
    struct xc_error error = {0};
    struct xc_desk *desk = NULL;
    const char *field = "";
    int rc = xc_desk_open(&year->session, &desk, &error);
    const struct xc_case *known =
        rc == XC_OK && id[0] ? xc_desk_case(desk, xc_str_from(id)) : NULL;
    if (known) {
        struct xc_case later = *known;
        later.closed_on = record->closed_on;
        later.decision = record->decision;
        *record = later;
    }
    if (rc == XC_OK) {
        rc = xc_desk_take_case(desk, record, &field, &error);
    }
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, NULL, &error);
    }
    if (rc == XC_OK) {
        (void)snprintf(id, ID_BYTES, "%.*s", XC_PRI(record->id));
    }
    xc_desk_free(desk);
    year->dirty = true;
    year->papers_filed++;
    return office_made(year, rc, "case", &error);
}

bool office_open_case(struct year *year, unsigned target) {
    struct world *world = &year->world;
    struct dossier *dossier = &world->cases[world->case_count];
    struct xc_case record = {.target = xc_str_from(world->targets[target].id),
                             .opened = year->today,
                             .referred_on = XC_NO_DATE,
                             .replied_on = XC_NO_DATE,
                             .closed_on = XC_NO_DATE,
                             .facts = XC_STR("串换药品")};
    *dossier =
        (struct dossier){.target = target, .opened = year->today, .closed = XC_NO_DATE};
    bool good = store_case(year, &record, dossier->id);
    world->case_count += good;
    return good;
}

bool office_close_case(struct year *year, struct dossier *dossier) {
    struct xc_case record = {.closed_on = year->today,
                             .decision = XC_STR("退回基金,罚款")};
    dossier->closed = year->today;
    return store_case(year, &record, dossier->id);
}

/* ---- Proposals ---- */

static void remember(struct year *year, const struct xc_proposal *proposal,
                     bool accepted) {
    static const char *const addresses[] = {"新街1号", "新街2号"};
    struct world *world = &year->world;
    struct decided *decided = &world->decided[world->decided_count++];
    char id[ID_BYTES];
    (void)snprintf(id, sizeof id, "%.*s", XC_PRI(proposal->target));
    *decided = (struct decided){.target = (unsigned)world_target(world, id),
                                .accepted = accepted};
    (void)snprintf(decided->id, sizeof decided->id, "%.*s", XC_PRI(proposal->id));
    for (size_t i = 0; xc_str_is(proposal->field, "address") && i < 2; i++) {
        if (xc_str_is(proposal->value, addresses[i])) {
            decided->address = addresses[i];
        }
    }
    struct target *target = &world->targets[decided->target];
    if (accepted && decided->address) {
        target->address = decided->address;
    } else if (accepted && target->active) {
        target->active = false;
        target->known = year->today;
    }
}

bool office_decide(struct year *year) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    struct xc_import_report report = {0};
    struct xc_proposal *proposals = NULL;
    size_t count = 0, open = 0;
    int64_t before, number;
    int rc = arena ? xc_proposals_load(year->store, year->session.office, XC_NO_INSTANT,
                                       arena, &proposals, &count, NULL, &error)
                   : xc_fail_memory(&error);
    while (open < count && proposals[open].state != XC_PROPOSAL_OPEN) {
        open++;
    }
    if (rc == XC_OK && open < count && year->world.decided_count < MAX_FACTS) {
        bool accept = chance_of(&year->chance, 600);
        rc = xc_corrections_decide(&year->session, proposals[open].id, accept,
                                   XC_STR("科长"), XC_STR("已核实"), &before, &number,
                                   &report, &error);
        if (rc == XC_OK) {
            remember(year, &proposals[open], accept);
            year->dirty = year->dirty || accept;
            year->papers_filed++;
        }
    }
    xc_import_report_free(&report);
    xc_arena_free(arena);
    return office_made(year, rc, "register accept", &error);
}

/* ---- Schedules that come back ---- */

/* Puts other days into the rows of visits, as somebody at a spreadsheet does. */
static bool edit(struct xc_buffer *table, const struct wanted *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char start[ID_BYTES + 2], day[11];
        (void)snprintf(start, sizeof start, "\n%.20s,", rows[i].visit);
        ptrdiff_t at = xc_str_find(xc_buffer_view(table), xc_str_from(start));
        if (at < 0) {
            return false;
        }
        char *cells = table->ptr + at + strlen(start);
        xc_date_format(rows[i].date, day);
        memcpy(cells, day, 10);
        memcpy(cells + 11, day, 10);
    }
    return true;
}

static int take_back(struct year *year, const char *path, struct xc_error *error) {
    struct xc_schedule *schedule = NULL;
    struct xc_import_options options = {.table = XC_IMPORT_SCHEDULE};
    struct xc_import_report report = {0};
    struct xc_hand_result result = {0};
    size_t count = 0;
    int rc = xc_schedule_open(&year->session, XC_STR("表格调整"), &schedule, error);
    if (rc == XC_OK) {
        rc = xc_schedule_file(schedule, path, &options, &report, error);
    }
    if (rc == XC_OK) {
        const struct xc_hand_change *changes = xc_schedule_changes(schedule, &count);
        rc = xc_hand_apply(&year->session, changes, count, false, &result, error);
    }
    xc_hand_free(&result);
    xc_import_report_free(&report);
    xc_schedule_free(schedule);
    return rc;
}

/* Of the county's year. What a hard rule forbids is refused whole, which is no failure.
 */
bool office_schedule(struct year *year, const struct wanted *rows, size_t count) {
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    struct xc_export_counts counts;
    struct xc_buffer table = xc_buffer_make((size_t)64 << 20);
    char folder[PATH_BYTES], path[PATH_BYTES + 32], plan[PATH_BYTES + 32];
    struct xc_export_options options = {.folder = folder,
                                        .window = {XC_NO_DATE, XC_NO_DATE}};
    (void)snprintf(folder, sizeof folder, "%.400s/table", year->folder);
    (void)snprintf(path, sizeof path, "%s/schedule.csv", folder);
    (void)snprintf(plan, sizeof plan, "%s/inspection-plan.csv", folder);
    int rc = xc_load_plans(&year->session, XC_STR("year"), &loaded, &error);
    if (rc == XC_OK) {
        rc = xc_export_csv(&year->session, &loaded, &options, &counts, &error);
    }
    xc_loaded_free(&loaded);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &table, &error);
    }
    if (rc == XC_OK && edit(&table, rows, count)) {
        rc = xc_file_write(path, xc_buffer_view(&table), 0600, &error);
        rc = rc == XC_OK ? take_back(year, path, &error) : rc;
        if (rc == XC_OK) {
            memcpy(year->wanted, rows, count * sizeof *rows);
            year->wanted_count = count;
            year->moves_by_hand += (unsigned)count;
        }
    }
    (void)unlink(path);
    (void)unlink(plan);
    (void)rmdir(folder);
    xc_buffer_free(&table);
    if (year->options->verbose) {
        (void)printf("    a schedule with %zu other days comes back: %s\n", count,
                     rc == XC_OK ? "taken" : "refused");
    }
    year->refused += rc == XC_ENO || rc == XC_EINPUT;
    return rc == XC_ENO || rc == XC_EINPUT ||
           office_made(year, rc, "import schedule", &error);
}
