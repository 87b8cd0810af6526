/* What the people of the office do, through the functions that the commands use. */
#include "simulate.h"

#include "base/digest.h"
#include "base/file.h"
#include "intake/corrections.h"
#include "intake/desk.h"
#include "intake/intake.h"
#include "intake/outcomes.h"
#include "intake/papers.h"
#include "publish/export.h"
#include "store/ledger.h"
#include "workspace/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double seconds_now(void) {
    return seconds_of(CLOCK_MONOTONIC);
}

double seconds_worked(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

bool office_failed(struct year *year, const char *what, const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_error_render(error, NULL, &text);
    (void)snprintf(year->failure, sizeof year->failure, "%s: %.*s", what,
                   XC_PRI(xc_str_trim(xc_buffer_view(&text))));
    for (char *c = year->failure; *c; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    xc_buffer_free(&text);
    return false;
}

bool office_made(struct year *year, int rc, const char *what,
                 const struct xc_error *error) {
    return rc == XC_OK ? true : office_failed(year, what, error);
}

/* ---- A workspace ---- */

static bool choose_folder(struct year *year) {
    const char *keep = year->options->keep;
    struct stat status;
    if (keep) {
        (void)snprintf(year->folder, sizeof year->folder, "%s", keep);
        return mkdir(keep, 0700) == 0 || stat(keep, &status) == 0;
    }
    /* Memory where there is some that looks like a file system: the year is about the
     * programme, not about the disk. */
    bool memory = stat("/dev/shm", &status) == 0 && access("/dev/shm", W_OK) == 0;
    const char *place = getenv("XUNCHA_SIMULATE_FOLDER");
    (void)snprintf(year->folder, sizeof year->folder, "%s/xuncha-year-XXXXXX",
                   place    ? place
                   : memory ? "/dev/shm"
                            : "/tmp");
    return mkdtemp(year->folder) != NULL;
}

static void path_of(const struct year *year, const char *name, char path[PATH_BYTES]) {
    (void)snprintf(path, PATH_BYTES, "%.400s/%.100s", year->folder, name);
}

static bool set(struct year *year, const char *name, unsigned value) {
    struct xc_error error = {0};
    char text[16];
    (void)snprintf(text, sizeof text, "%u", value);
    return office_made(
        year,
        xc_settings_set(&year->session, xc_str_from(name), xc_str_from(text), &error),
        name, &error);
}

static bool make_workspace(struct year *year, const char *path) {
    struct xc_error error = {0};
    uint8_t key[XC_KEY_BYTES];
    static const char *const endings[] = {"", "-wal", "-shm", ".key"};
    memset(key, 7, sizeof key);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char old[PATH_BYTES + 8]; /* of an earlier run that was kept */
        (void)snprintf(old, sizeof old, "%s%s", path, endings[i]);
        (void)unlink(old);
    }
    int rc = xc_store_create(path, key, &error);
    if (rc == XC_OK) {
        rc = xc_ledger_make_key(path, &error);
    }
    if (rc == XC_OK) {
        rc = xc_store_open(path, &year->store, &error);
    }
    return office_made(year, rc, "workspace", &error);
}

/* What every office starts from: here its own areas instead of the whole country's. */
static bool store_areas(struct year *year) {
    static const struct xc_area areas[] = {{.code = XC_STR_INIT("99"),
                                            .name = XC_STR_INIT("模拟省"),
                                            .level = XC_LEVEL_PROVINCE},
                                           {.code = XC_STR_INIT("9901"),
                                            .name = XC_STR_INIT("模拟市"),
                                            .parent = XC_STR_INIT("99"),
                                            .level = XC_LEVEL_CITY},
                                           {.code = XC_STR_INIT("990101"),
                                            .name = XC_STR_INIT("模拟县"),
                                            .parent = XC_STR_INIT("9901"),
                                            .level = XC_LEVEL_COUNTY}};
    struct xc_error error = {0};
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    int64_t number;
    int rc = builder ? XC_OK : xc_fail_memory(&error);
    for (size_t i = 0; rc == XC_OK && i < sizeof areas / sizeof *areas; i++) {
        rc = xc_register_add_area(builder, &areas[i], &error);
    }
    if (rc == XC_OK) {
        rc = xc_register_build(builder, &reg, NULL, &error);
    }
    if (rc == XC_OK) {
        rc = xc_store_save_register(year->store, XC_STR(""), reg, 0, year->session.now,
                                    XC_STR("areas"), &number, NULL, &error);
    }
    xc_register_free(reg);
    xc_register_builder_free(builder);
    return office_made(year, rc, "areas", &error);
}

bool office_open(struct year *year) {
    static const char *const tables[] = {"targets", "inspectors", "relations",
                                         "calendar"};
    char path[PATH_BYTES];
    if (!choose_folder(year) || !world_write(&year->world, year->folder)) {
        (void)snprintf(year->failure, sizeof year->failure, "%.400s: cannot be written",
                       year->folder);
        return false;
    }
    path_of(year, "year.db", path);
    year->policy = (struct xc_policy_options){.self = year->options->binary,
                                              .folders = &year->options->plugins,
                                              .folder_count = 1};
    year->session.office = XC_STR("990101");
    year->session.language = "en";
    year->session.policy = &year->policy;
    bool good = make_workspace(year, path) && store_areas(year);
    year->session.store = year->store;
    for (size_t i = 0; good && i < sizeof tables / sizeof *tables; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "%s.csv", tables[i]);
        path_of(year, name, path);
        good = office_import(year, tables[i], path);
    }
    return good && set(year, "cap_enforcement", year->world.cap_enforcement) &&
           set(year, "cap_agency_check", year->world.cap_agency);
}

void office_close(struct year *year) {
    static const char *const names[] = {
        "year.db",     "year.db-wal",    "year.db-shm",   "year.db.key",  "import.csv",
        "targets.csv", "inspectors.csv", "relations.csv", "calendar.csv", "absences.csv"};
    xc_store_close(year->store);
    year->store = NULL;
    for (size_t i = 0; !year->options->keep && i < sizeof names / sizeof *names; i++) {
        char path[PATH_BYTES];
        path_of(year, names[i], path);
        (void)unlink(path);
    }
    if (!year->options->keep) {
        (void)rmdir(year->folder);
    }
}

/* ---- Files that come in ---- */

static bool import_register(struct year *year, struct xc_import_options *options,
                            const char *path) {
    struct xc_error error = {0};
    struct xc_register *old = NULL, *reg = NULL;
    struct xc_import_report report = {0};
    int64_t number = 0;
    int rc = xc_intake_register(&year->session, &old, &number, &error);
    if (rc == XC_OK) {
        rc = xc_intake_file(&year->session, path, options, XC_STR(""), old, &reg, &report,
                            &error);
    }
    if (rc == XC_EINPUT && report.problem_count > 0) {
        error = report.problems[0].error;
    }
    if (rc == XC_OK) {
        rc = xc_store_save_register(year->store, year->session.office, reg, number,
                                    year->session.now, XC_STR("import"), &number, NULL,
                                    &error);
    }
    bool good = office_made(year, rc, "import", &error);
    xc_import_report_free(&report);
    xc_register_free(old);
    xc_register_free(reg);
    return good;
}

static bool import_calendar(struct year *year, struct xc_import_options *options,
                            const char *path) {
    struct xc_error error = {0};
    struct xc_import_report report = {0};
    size_t days = 0;
    int rc = xc_intake_calendar(&year->session, path, options, XC_STR(""), false, &report,
                                &days, &error);
    xc_import_report_free(&report);
    return office_made(year, rc, "import calendar", &error);
}

static bool import_papers(struct year *year, struct xc_import_options *options,
                          const char *path) {
    struct xc_error error = {0};
    struct xc_import_report report = {0};
    struct xc_papers *papers = NULL;
    size_t stored = 0;
    int rc =
        xc_papers_open(&year->session, options->table, options->mode, &papers, &error);
    if (rc == XC_OK) {
        rc = xc_papers_file(papers, path, options, &report, &error);
    }
    if (rc == XC_EINPUT && report.problem_count > 0) {
        error = report.problems[0].error;
    }
    if (rc == XC_OK) {
        rc = xc_papers_save(papers, &stored, &error);
    }
    xc_import_report_free(&report);
    xc_papers_free(papers);
    return office_made(year, rc, "import papers", &error);
}

bool office_import(struct year *year, const char *table, const char *path) {
    struct xc_import_options options = {0};
    if (!xc_intake_table(xc_str_from(table), &options.table)) {
        (void)snprintf(year->failure, sizeof year->failure, "no table %s", table);
        return false;
    }
    return xc_papers_table(options.table)        ? import_papers(year, &options, path)
           : options.table == XC_IMPORT_CALENDAR ? import_calendar(year, &options, path)
                                                 : import_register(year, &options, path);
}

bool office_replace(struct year *year) {
    struct xc_import_options options = {
        .table = XC_IMPORT_ABSENCES, .mode = XC_IMPORT_REPLACE, .allow_closing = true};
    char path[PATH_BYTES];
    path_of(year, "absences.csv", path);
    return import_register(year, &options, path);
}

static bool correct(struct year *year, const char *id, const char *field,
                    const char *value, int64_t *number) {
    struct xc_error error = {0};
    struct xc_import_report report = {0};
    int64_t before = 0;
    struct xc_correction correction = {xc_str_from(field), xc_str_from(value)};
    int rc = xc_corrections_set(&year->session, xc_str_from(id), &correction, 1,
                                XC_STR("通知"), &before, number, &report, &error);
    xc_import_report_free(&report);
    return office_made(year, rc, "register set", &error);
}

bool office_set(struct year *year, const char *id, const char *field, const char *value) {
    int64_t number;
    return correct(year, id, field, value, &number);
}

bool office_take_over(struct year *year, unsigned target, const char *legal) {
    enum { SEVERITY = 3 };
    struct world *world = &year->world;
    struct clue *clue = &world->clues[world->clue_count++];
    const char *id = world->targets[target].id;
    int64_t number = 0;
    *clue = (struct clue){.target = target, .severity = SEVERITY, .date = year->today};
    bool good = correct(year, id, "legal_representative", legal, &number);
    (void)snprintf(clue->id, sizeof clue->id, "legal-T%05u-%u", target, (unsigned)number);
    return good;
}

/* ---- Results and leads ---- */

static void remember(struct year *year, const struct pending *pending) {
    struct world *world = &year->world;
    for (size_t i = 0; pending->correction && i < world->told_count; i++) {
        struct told *earlier = &world->told[i];
        earlier->superseded =
            earlier->superseded || strcmp(earlier->visit, pending->visit) == 0;
    }
    struct told *told = &world->told[world->told_count++];
    *told = (struct told){.target = pending->target,
                          .date = pending->date,
                          .known = year->today,
                          .problem = strcmp(pending->result, "problem") == 0,
                          .refused = strcmp(pending->result, "refused") == 0 ||
                                     strcmp(pending->result, "not_found") == 0,
                          .points = pending->of_doctor ? 0 : pending->points};
    memcpy(told->visit, pending->visit, sizeof told->visit);
    memcpy(told->people, pending->people, sizeof told->people);
    year->dirty = year->dirty || told->problem || told->refused || told->points > 0 ||
                  pending->correction;
}

static int take_arrived(struct year *year, struct xc_outcomes_intake *intake,
                        bool only_new, struct xc_error *error) {
    struct world *world = &year->world;
    size_t kept = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < world->pending_count; i++) {
        const struct pending *pending = &world->pending[i];
        struct xc_row_verdict verdict = {0};
        if (rc != XC_OK || pending->arrives > year->today ||
            pending->correction == only_new) {
            world->pending[kept++] = *pending;
            continue;
        }
        struct xc_outcome_row row = {.visit = xc_str_from(pending->visit),
                                     .date = XC_NO_DATE,
                                     .actual_date = pending->date,
                                     .result = xc_str_from(pending->result),
                                     .points = pending->points,
                                     .doctor =
                                         xc_str_from(pending->of_doctor ? "D7" : ""),
                                     .rectify_by = XC_NO_DATE,
                                     .closed_on = XC_NO_DATE,
                                     .people = xc_str_from(pending->people)};
        if (pending->address) {
            row.found[XC_OUTCOME_NEW_ADDRESS - XC_OUTCOME_NEW_NAME] =
                xc_str_from(pending->address);
        }
        rc = xc_outcomes_take(intake, &row, &verdict, error);
        if (rc == XC_OK) {
            remember(year, pending);
            year->results++;
        } else {
            world->pending[kept++] = *pending;
        }
    }
    world->pending_count = kept;
    return rc;
}

static bool arrived(const struct year *year, bool correction) {
    for (size_t i = 0; i < year->world.pending_count; i++) {
        if (year->world.pending[i].arrives <= year->today &&
            year->world.pending[i].correction == correction) {
            return true;
        }
    }
    return false;
}

/* A visit and what corrects it must not come in one batch: they would stand together. */
static bool record(struct year *year, bool correction) {
    struct xc_error error = {0};
    struct xc_outcomes_intake *intake = NULL;
    struct xc_outcomes_stored stored;
    struct xc_outcomes_options options = {correction, true, XC_STR("录入有误")};
    if (!arrived(year, correction) || year->world.told_count + 200 > MAX_FACTS) {
        return true;
    }
    int rc = xc_outcomes_open(&year->session, &options, &intake, &error);
    if (rc == XC_OK) {
        rc = take_arrived(year, intake, !correction, &error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_save(intake, &stored, &error);
    }
    xc_outcomes_free(intake);
    return office_made(year, rc, "outcomes", &error);
}

bool office_record(struct year *year) {
    double start = seconds_worked();
    bool good = record(year, false) && record(year, true);
    year->recording += seconds_worked() - start;
    return good;
}

bool office_refuses(struct year *year) {
    static const char *const visits[] = {"v00000000none", ""};
    struct xc_error error = {0};
    struct xc_outcomes_intake *intake = NULL;
    struct xc_outcomes_options options = {0};
    int rc = xc_outcomes_open(&year->session, &options, &intake, &error);
    for (size_t i = 0; rc == XC_OK && i < 2; i++) {
        struct xc_row_verdict verdict = {0};
        struct xc_outcome_row row = {.visit = xc_str_from(visits[i]),
                                     .target = XC_STR("T00001"),
                                     .date = year->today + 3,
                                     .actual_date = XC_NO_DATE,
                                     .result = XC_STR("pass"),
                                     .rectify_by = XC_NO_DATE,
                                     .closed_on = XC_NO_DATE};
        if (xc_outcomes_take(intake, &row, &verdict, &error) != XC_EINPUT) {
            rc = xc_fail(&error, XC_EINTERNAL, "a result was taken that cannot be");
        }
    }
    xc_outcomes_free(intake);
    return office_made(year, rc, "refusal", &error);
}

bool office_lead(struct year *year, unsigned target, unsigned severity) {
    struct world *world = &year->world;
    struct clue *clue = &world->clues[world->clue_count];
    struct xc_error error = {0};
    struct xc_desk *desk = NULL;
    const char *field = "";
    struct xc_lead lead = {.target = xc_str_from(world->targets[target].id),
                           .date = year->today,
                           .source = XC_LEAD_COMPLAINT,
                           .severity = severity,
                           .summary = XC_STR("串换药品"),
                           .state = XC_LEAD_RECEIVED,
                           .reply_due = XC_NO_DATE,
                           .answered_on = XC_NO_DATE};
    int rc = xc_desk_open(&year->session, &desk, &error);
    if (rc == XC_OK) {
        rc = xc_desk_take_lead(desk, &lead, &field, &error);
    }
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, NULL, &error);
    }
    if (rc == XC_OK) {
        *clue =
            (struct clue){.target = target, .severity = severity, .date = year->today};
        (void)snprintf(clue->id, sizeof clue->id, "%.*s", XC_PRI(lead.id));
        world->clue_count++;
    }
    xc_desk_free(desk);
    return office_made(year, rc, "lead", &error);
}

bool office_answer(struct year *year, struct clue *clue) {
    struct xc_error error = {0};
    struct xc_desk *desk = NULL;
    const char *field = "";
    int rc = xc_desk_open(&year->session, &desk, &error);
    const struct xc_lead *found =
        rc == XC_OK ? xc_desk_lead(desk, xc_str_from(clue->id)) : NULL;
    if (rc == XC_OK && !found) {
        rc = xc_fail(&error, XC_EINTERNAL, "lead %s is gone", clue->id);
    }
    if (rc == XC_OK && found) {
        struct xc_lead lead = *found;
        lead.state = XC_LEAD_ANSWERED;
        lead.answer = XC_STR("已答复");
        lead.answered_on = year->today;
        rc = xc_desk_take_lead(desk, &lead, &field, &error);
    }
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, NULL, &error);
    }
    clue->answered = clue->answered || rc == XC_OK;
    xc_desk_free(desk);
    return office_made(year, rc, "lead done", &error);
}

/* ---- By hand ---- */

bool office_hand(struct year *year, const struct xc_hand_change *change, bool *taken,
                 xc_date *possible) {
    struct xc_error error = {0};
    struct xc_hand_result result = {0};
    int rc = xc_hand_apply(&year->session, change, 1, false, &result, &error);
    *taken = rc == XC_OK && result.stored;
    year->moves_by_hand += *taken;
    year->refused += rc != XC_OK;
    if (possible) {
        *possible = *taken ? XC_NO_DATE : result.possible;
    }
    if (year->options->verbose) {
        (void)printf("    by hand: kind %d of %.*s %s %s\n", (int)change->kind,
                     XC_PRI(change->visit), *taken ? "done" : "refused",
                     rc == XC_OK || !error.message.id ? "" : error.message.id);
    }
    xc_hand_free(&result);
    return rc == XC_OK || rc == XC_ENO || rc == XC_EINPUT
               ? true
               : office_failed(year, "visit", &error);
}

/* ---- Going out ---- */

static int gather(void *context, struct xc_str bytes, struct xc_error *error) {
    return xc_buffer_add(context, bytes) == XC_OK ? XC_OK : xc_fail_memory(error);
}

bool office_json(struct year *year, unsigned programme, enum xc_viewer_role role,
                 struct xc_buffer *out) {
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    struct xc_window all = {XC_NO_DATE, XC_NO_DATE};
    size_t written = 0;
    int rc =
        xc_load_plans(&year->session, xc_str_from(year->world.programmes[programme].id),
                      &loaded, &error);
    if (rc == XC_OK) {
        rc = xc_export_json_document(&year->session, &loaded, role, all, gather, out,
                                     &written, &error);
    }
    xc_loaded_free(&loaded);
    return office_made(year, rc, "export json", &error);
}
