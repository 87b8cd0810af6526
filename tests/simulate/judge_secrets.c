/* What must not be known yet is not shown: every name in the county is a canary. */
#include "simulate.h"

#include "base/file.h"
#include "publish/export.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool hidden_stage(const struct shown *visit) {
    for (size_t i = 0; i < visit->duty_count; i++) {
        if (strcmp(visit->duties[i].stage, "annual") == 0) {
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

/* Whether a reader who may see a visit of the target exists now: its name may be shown.
 */
static bool *open_names(const struct year *year) {
    const struct judge *judge = year->judge;
    bool *open = calloc(MAX_TARGETS, sizeof *open);
    if (!open) {
        abort();
    }
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        bool free_stage = !hidden_stage(visit);
        if (visit->published &&
            (free_stage || year->session.now >= released(year, visit->date))) {
            open[visit->target] = true;
        }
    }
    return open;
}

/* "金丝雀00012号…" and T00012: a number that must not stand there. */
static void look(struct year *year, const bool *open, struct xc_str text,
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
    for (size_t i = 0; i < 2; i++) {
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        if (office_json(year, readers[i].role, &text)) {
            look(year, open, xc_buffer_view(&text), readers[i].name);
        }
        xc_buffer_free(&text);
    }
}

/* ---- Calendars ---- */

/* Lines of a calendar are folded; names are looked for in whole ones. */
static struct xc_str unfold(struct xc_buffer *text) {
    size_t kept = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (i + 2 < text->len && memcmp(text->ptr + i, "\r\n ", 3) == 0) {
            i += 2;
        } else {
            text->ptr[kept++] = text->ptr[i];
        }
    }
    return (struct xc_str){text->ptr, kept};
}

static void look_at_folder(struct year *year, const bool *open, const char *folder) {
    struct xc_error error = {0};
    DIR *list = opendir(folder);
    for (struct dirent *entry; list && (entry = readdir(list));) {
        char path[PATH_BYTES + 300];
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && xc_file_read(path, &text, &error) == XC_OK) {
            look(year, open, unfold(&text), entry->d_name);
            (void)unlink(path);
        }
        xc_buffer_free(&text);
    }
    if (list) {
        (void)closedir(list);
        (void)rmdir(folder);
    } else {
        judge_breach(year->judge, "embargo", "no calendars in %s", folder);
    }
}

static void look_at_calendars(struct year *year, const bool *open) {
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    struct xc_export_counts counts;
    char folder[PATH_BYTES], people[PATH_BYTES + 16];
    (void)snprintf(folder, sizeof folder, "%.400s/feeds", year->folder);
    (void)snprintf(people, sizeof people, "%s/person", folder);
    struct xc_export_options options = {
        .folder = folder, .by = XC_BY_PERSON, .window = {XC_NO_DATE, XC_NO_DATE}};
    int rc = xc_load_plans(&year->session, XC_STR("year"), &loaded, &error);
    if (rc == XC_OK) {
        rc = xc_export_ics(&year->session, &loaded, &options, &counts, &error);
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "export ics", &error);
    } else {
        look_at_folder(year, open, people);
        (void)rmdir(folder);
    }
    xc_loaded_free(&loaded);
}

void judge_secrets(struct year *year) {
    bool *open = open_names(year);
    look_at_json(year, open);
    look_at_calendars(year, open);
    free(open);
}
