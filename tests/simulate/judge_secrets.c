/* What must not be known yet is not shown: every name in the county is a canary. */
#include "simulate.h"

#include "base/file.h"
#include "programme/explain.h"
#include "publish/export.h"
#include "publish/report_kinds.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool hidden_stage(const struct shown *visit) {
    for (size_t i = 0; i < visit->duty_count; i++) {
        if (strcmp(visit->duties[i].stage, "annual") == 0 ||
            strcmp(visit->duties[i].stage, "second") == 0) {
            return true;
        }
    }
    return false;
}

/* 17:00 of the working day before. */
static xc_instant released(const struct year *year, xc_date date) {
    return xc_instant_make(world_workday(&year->world, date, -1), 17 * 60, EAST);
}

void judge_embargo(struct year *year) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && !visit->done && !visit->pinned && visit->date > year->today &&
            hidden_stage(visit) &&
            (visit->embargo == XC_NO_INSTANT ||
             visit->embargo < released(year, visit->date))) {
            judge_breach(year->judge, "embargo", "%s would be known too early",
                         visit->id);
        }
    }
}

void judge_open_names(const struct year *year, bool open[MAX_TARGETS]) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        bool free_stage = !hidden_stage(visit);
        if (visit->published &&
            (free_stage || year->session.now >= released(year, visit->date))) {
            open[visit->target] = true;
        }
    }
}

/* "金丝雀00012号…" and T00012: a number that must not stand there. */
void judge_look(struct year *year, const bool *open, struct xc_str text,
                const char *where) {
    static const char canary[] = "金丝雀";
    for (size_t i = 0; i + 6 < text.len; i++) {
        size_t skip = 0;
        uint64_t number;
        if (text.ptr[i] == 'T' && i > 0 && text.ptr[i - 1] == '"') {
            skip = 1;
        } else if (i + sizeof canary + 5 < text.len &&
                   memcmp(text.ptr + i, canary, sizeof canary - 1) == 0) {
            skip = sizeof canary - 1;
        }
        if (skip > 0 &&
            xc_str_to_uint(xc_str_slice(text, i + skip, 5), MAX_TARGETS - 1, &number)) {
            year->secrets++;
            if (!open[number]) {
                judge_breach(year->judge, "embargo", "%s names T%05llu too early", where,
                             (unsigned long long)number);
            }
        }
    }
}

static void look_at_json(struct year *year, const bool *open) {
    static const struct {
        enum xc_viewer_role role;
        const char *name;
    } readers[] = {{XC_VIEWER_PUBLIC, "the public plan"},
                   {XC_VIEWER_INSPECTOR, "the inspectors' plan"}};
    for (size_t i = 0; i < 2 * PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[i / 2];
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        if (programme->planned && programme->published_until != XC_NO_DATE &&
            office_json(year, (unsigned)i / 2, readers[i % 2].role, &text)) {
            judge_look(year, open, xc_buffer_view(&text), readers[i % 2].name);
        }
        xc_buffer_free(&text);
    }
}

/* Each kind of report, where the reader may have it. */
static void look_at_reports(struct year *year, const bool *open, unsigned programme,
                            enum xc_viewer_role role) {
    size_t count;
    const struct xc_report_kind *kinds = xc_report_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        struct xc_error error = {0};
        struct xc_reporting report = {
            .session = &year->session,
            .kind = &kinds[i],
            .programme = xc_str_from(year->world.programmes[programme].id),
            .as_of = XC_NO_DATE,
            .role = role,
            .form = kinds[i].form,
            .window = {XC_NO_DATE, XC_NO_DATE},
            .as_json = true};
        bool open_to = kinds[i].has_roles || strcmp(kinds[i].name, "public") == 0;
        int rc = open_to ? kinds[i].make(&report, &error) : XC_EUSAGE;
        /* Who opened and who closed is no secret: the register says so, not the plan. */
        (void)json_object_del(report.json, "opened_since");
        (void)json_object_del(report.json, "closed_since");
        char *text = rc == XC_OK ? json_dumps(report.json, 0) : NULL;
        if (text) {
            judge_look(year, open, xc_str_from(text), kinds[i].name);
        } else if (rc != XC_EUSAGE && rc != XC_ENO) {
            (void)office_failed(year, kinds[i].name, &error);
        }
        json_decref(report.json);
        free(text);
    }
}

static void look_at_folder(struct year *year, const bool *open, const char *folder) {
    DIR *names = opendir(folder);
    for (const struct dirent *name; names && (name = readdir(names));) {
        struct xc_error error = {0};
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        char path[PATH_BYTES + 300];
        (void)snprintf(path, sizeof path, "%s/%.250s", folder, name->d_name);
        if (name->d_name[0] != '.' && xc_file_read(path, &text, &error) == XC_OK) {
            judge_look(year, open, xc_buffer_view(&text), name->d_name);
            (void)unlink(path);
        }
        xc_buffer_free(&text);
    }
    if (names) {
        (void)closedir(names);
        (void)rmdir(folder);
    }
}

/* The tables of a plan, and everybody's week as a text. */
static void look_at_tables(struct year *year, const bool *open, unsigned programme,
                           enum xc_viewer_role role) {
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    struct xc_export_counts counts = {0};
    char folder[PATH_BYTES], week[PATH_BYTES + 8];
    struct xc_export_options options = {
        .folder = folder, .role = role, .window = {XC_NO_DATE, XC_NO_DATE}};
    (void)snprintf(folder, sizeof folder, "%.400s/tables", year->folder);
    (void)snprintf(week, sizeof week, "%s/week", folder);
    int rc =
        xc_load_plans(&year->session, xc_str_from(year->world.programmes[programme].id),
                      &loaded, &error);
    if (rc == XC_OK) {
        rc = xc_export_csv(&year->session, &loaded, &options, &counts, &error);
    }
    if (rc == XC_OK && role == XC_VIEWER_INSPECTOR) {
        options.role = 0;
        rc = xc_export_week(&year->session, &loaded, &options, &counts, &error);
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "export tables", &error);
    }
    look_at_folder(year, open, week);
    look_at_folder(year, open, folder);
    xc_loaded_free(&loaded);
}

/* What is said of a visit or of an institution to whoever asks. */
static void look_at_explanations(struct year *year, const bool *open,
                                 enum xc_viewer_role role) {
    enum { SUBJECTS = 6 };
    const struct judge *judge = year->judge;
    size_t step = judge->count / SUBJECTS + 1;
    for (size_t i = (size_t)year->today % step; i < judge->count; i += step) {
        const struct shown *visit = &judge->visits[i];
        const char *subjects[] = {visit->id, year->world.targets[visit->target].id,
                                  year->world.people[visit->people[0]].id};
        for (size_t k = 0; k < 3 && visit->date > year->today; k++) {
            struct xc_error error = {0};
            struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
            (void)xc_explain_subject(&year->session, xc_str_from(subjects[k]), role,
                                     XC_STR(""), false, &text, &error);
            bool known[MAX_TARGETS];
            memcpy(known, open, sizeof known);
            known[visit->target] = known[visit->target] || k == 1; /* who asks knows it */
            judge_look(year, known, xc_buffer_view(&text), "explain");
            xc_buffer_free(&text);
        }
    }
}

/* The plan for both readers; what else goes out for one of them, in turn: sample days lie
 * an odd number of twos apart. */
void judge_secrets(struct year *year) {
    static const enum xc_viewer_role roles[] = {XC_VIEWER_PUBLIC, XC_VIEWER_INSPECTOR};
    enum xc_viewer_role role = roles[year->today / 2 % 2];
    bool open[MAX_TARGETS] = {false};
    judge_open_names(year, open);
    look_at_json(year, open);
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[i];
        if (programme->planned && programme->published_until != XC_NO_DATE) {
            look_at_reports(year, open, i, role);
            look_at_tables(year, open, i, role);
        }
    }
    look_at_explanations(year, open, role);
}
