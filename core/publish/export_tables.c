/* The schedule and the public table of inspections, as CSV and as workbooks. */
#include "publish/events.h"
#include "publish/export_table.h"
#include "publish/plan_table.h"
#include "workspace/office.h"
#include "workspace/visit_facts.h"

struct tables {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    const struct xc_loaded_plan *plan;
    const struct xc_export_options *options;
    struct xc_str office; /* what it is called */
    struct xc_table_out *out;
    struct xc_buffer cell;
    struct xc_error *error;
    size_t rows;
};

static bool chinese(const struct tables *to) {
    return xc_session_chinese(to->session);
}

static void word_cell(struct tables *to, enum xc_vocabulary vocabulary, unsigned value) {
    xc_table_out_text(to->out,
                      xc_str_from(chinese(to) ? xc_words_chinese(vocabulary, value)
                                              : xc_words_english(vocabulary, value)));
}

static void time_cell(struct tables *to, unsigned minutes) {
    char time[6];
    xc_time_format(minutes, time);
    xc_table_out_text(to->out, xc_str_from(time));
}

/* A remark, and that the year's working days are not settled where they are not. */
static void provisional_cell(struct tables *to, const char *remark) {
    xc_buffer_clear(&to->cell);
    xc_buffer_puts(&to->cell, xc_text(to->session->catalogue, remark));
    if (to->plan->head.provisional) {
        xc_buffer_puts(&to->cell, !to->cell.len ? "" : chinese(to) ? "；" : "; ");
        xc_buffer_puts(&to->cell, xc_text(to->session->catalogue,
                                          XC_MSG("provisional: the year's holiday notice "
                                                 "is not out yet")));
    }
    xc_table_out_text(to->out, xc_buffer_view(&to->cell));
}

/* ---- the schedule ---- */

static void schedule_head(struct tables *to) {
    static const char *const heads[] = {
        XC_MSG("visit"),   XC_MSG("date"),   XC_MSG("last day"), XC_MSG("start"),
        XC_MSG("end"),     XC_MSG("target"), XC_MSG("name"),     XC_MSG("kind"),
        XC_MSG("area"),    XC_MSG("zone"),   XC_MSG("address"),  XC_MSG("crew"),
        XC_MSG("people"),  XC_MSG("stage"),  XC_MSG("status"),   XC_MSG("reason"),
        XC_MSG("remarks"), XC_MSG("items"),
    };
    xc_table_out_head(to->out, heads, sizeof heads / sizeof *heads);
}

static void people_cell(struct tables *to, const struct xc_visit *visit) {
    xc_buffer_clear(&to->cell);
    xc_visit_people_join(to->loaded, visit, XC_STR(""), chinese(to) ? "、" : ", ",
                         &to->cell);
    xc_table_out_text(to->out, xc_buffer_view(&to->cell));
}

static int schedule_row(struct tables *to, const struct xc_visit *visit) {
    const struct xc_register *reg = to->loaded->reg;
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(reg, visit->target);
    if (row != XC_NO_ROW) {
        xc_register_get_target(reg, row, &target);
    }
    xc_table_out_row(to->out);
    xc_table_out_text(to->out, visit->id);
    xc_table_out_date(to->out, visit->date);
    xc_table_out_date(to->out, visit->end_date);
    time_cell(to, visit->start);
    time_cell(to, visit->end);
    xc_table_out_text(to->out, visit->target);
    xc_table_out_text(to->out, target.name);
    word_cell(to, XC_WORDS_KIND, target.kind);
    xc_table_out_text(to->out, target.area);
    xc_table_out_text(to->out, target.zone);
    xc_table_out_text(to->out, target.address);
    xc_table_out_text(to->out, visit->crew);
    people_cell(to, visit);
    const struct xc_stage *stage = xc_visit_stage(to->plan, visit);
    xc_table_out_text(to->out, !stage             ? XC_STR("")
                               : stage->title.len ? stage->title
                                                  : stage->id);
    xc_table_out_word(to->out, xc_visit_status_word(visit->status));
    xc_table_out_text(to->out, visit->reason);
    provisional_cell(to, "");
    xc_buffer_clear(&to->cell);
    xc_visit_items_join(to->loaded, visit, chinese(to) ? "；" : "; ", &to->cell);
    xc_table_out_text(to->out, xc_buffer_view(&to->cell));
    return xc_table_out_end(to->out);
}

static int schedule(struct tables *to) {
    struct xc_viewer viewer = {to->options->role ? to->options->role : XC_VIEWER_PLANNER,
                               false};
    int rc = XC_OK;
    schedule_head(to);
    for (size_t i = 0; i < to->plan->visit_count && rc == XC_OK; i++) {
        const struct xc_visit *visit = &to->plan->visits[i];
        if (!xc_export_in_window(to->options->window, visit->date, visit->end_date) ||
            xc_visit_sight(to->session, to->plan, visit, &viewer) != XC_SEE_ALL) {
            continue;
        }
        rc = schedule_row(to, visit);
        to->rows++;
    }
    return rc;
}

/* ---- the public table ---- */

enum { PLAN_COLUMNS = 11 };

static void plan_head(struct tables *to) {
    static const char *const heads[] = {
        XC_MSG("no."),
        XC_MSG("matter"),
        XC_MSG("legal basis"),
        XC_MSG("targets and number"),
        XC_MSG("content"),
        XC_MSG("time"),
        XC_MSG("method"),
        XC_MSG("times a year"),
        XC_MSG("carried out by"),
        XC_MSG("joint"),
        XC_MSG("remarks"),
    };
    xc_table_out_head(to->out, heads, sizeof heads / sizeof *heads);
}

static void plan_title(struct tables *to) {
    xc_table_out_title(to->out, PLAN_COLUMNS,
                       "Plan of administrative inspections of enterprises, %.*s, %d",
                       XC_PRI(to->office), to->plan->programme->year);
}

static int plan_row(struct tables *to, const struct xc_plan_row *row) {
    char from[11], until[11];
    xc_date_format(row->from, from);
    xc_date_format(row->to, until);
    xc_table_out_row(to->out);
    xc_table_out_int(to->out, (int64_t)++to->rows);
    xc_table_out_text(to->out, row->matter);
    xc_table_out_text(to->out, row->basis);
    xc_table_out_text(to->out, row->targets);
    xc_table_out_text(to->out, row->content);
    xc_table_out_say(to->out, "%s to %s", from, until);
    xc_table_out_word(to->out, row->method);
    if (row->times >= 0) {
        xc_table_out_int(to->out, row->times);
    } else {
        xc_table_out_text(to->out, row->times_text);
    }
    xc_table_out_text(to->out, to->office);
    xc_table_out_word(to->out, row->joint ? XC_MSG("yes") : XC_MSG("no"));
    provisional_cell(to, row->nature);
    return xc_table_out_end(to->out);
}

static int inspection_plan(struct tables *to) {
    struct xc_arena *arena = xc_arena_new(1 << 28);
    struct xc_plan_row *rows = NULL;
    size_t count = 0;
    int rc = arena ? xc_plan_table(to->session, to->plan, arena, &rows, &count, to->error)
                   : xc_fail_memory(to->error);
    to->rows = 0;
    if (rc == XC_OK) {
        plan_title(to);
        plan_head(to);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = plan_row(to, &rows[i]);
    }
    xc_arena_free(arena);
    return rc;
}

static int one_table(struct tables *to, enum xc_table_form form, const char *name,
                     const char *title, int (*write)(struct tables *)) {
    struct xc_table_out out = {.form = form, .session = to->session, .error = to->error};
    int rc = xc_table_out_open(&out, to->options->folder, name, title);
    to->out = &out;
    if (rc == XC_OK) {
        rc = write(to);
    }
    if (rc == XC_OK && to->cell.failed) {
        rc = xc_fail_memory(to->error);
    }
    to->out = NULL;
    return xc_table_out_close(&out, rc);
}

static int export_tables(const struct xc_session *session, const struct xc_loaded *loaded,
                         const struct xc_export_options *options, enum xc_table_form form,
                         struct xc_export_counts *counts, struct xc_error *error) {
    struct tables to = {
        .session = session,
        .loaded = loaded,
        .plan = &loaded->plans[0],
        .options = options,
        .cell = xc_buffer_make(1 << 20),
        .error = error,
    };
    struct xc_arena *arena = xc_arena_new(1 << 16);
    int rc = arena ? xc_export_open_to(loaded, options, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_office_name(session, loaded->reg, arena, &to.office, error);
        to.office = to.office.len ? to.office : session->office;
    }
    if (rc == XC_OK) {
        rc = xc_folder_make(options->folder, 0700, error);
    }
    if (rc == XC_OK) {
        rc = one_table(&to, form, "schedule", XC_MSG("Schedule"), schedule);
    }
    if (rc == XC_OK) {
        counts->files++;
        counts->entries += to.rows;
        rc = one_table(&to, form, "inspection-plan",
                       XC_MSG("Plan of administrative inspections of enterprises"),
                       inspection_plan);
    }
    counts->files += rc == XC_OK;
    xc_buffer_free(&to.cell);
    xc_arena_free(arena);
    return rc;
}

int xc_export_csv(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_export_options *options,
                  struct xc_export_counts *counts, struct xc_error *error) {
    return export_tables(session, loaded, options, XC_TABLE_CSV, counts, error);
}

int xc_export_xlsx(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error) {
    return export_tables(session, loaded, options, XC_TABLE_XLSX, counts, error);
}
