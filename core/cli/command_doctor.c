#include "cli/command.h"

#include "calendar/feed.h"
#include "history/history.h"
#include "programme/run.h"
#include "workspace/load.h"

#include <stdarg.h>
#include <sys/stat.h>

struct examination {
    struct xc_cli *cli;
    size_t problems;
    json_t *lines; /* with --json */
};

static void fine(struct examination *e, const char *format, ...) XC_PRINTF(2, 3);
static void wrong(struct examination *e, const char *format, ...) XC_PRINTF(2, 3);

static void write_line(struct examination *e, const char *mark,
                       const struct xc_message *message) {
    if (e->cli->json) {
        json_array_append_new(e->lines, json_pack("{s:s, s:o}", "result", mark, "message",
                                                  xc_cli_rendered(e->cli, message)));
        return;
    }
    xc_buffer_add(&e->cli->out, xc_str_from(xc_text(e->cli->catalogue, mark)));
    xc_buffer_puts(&e->cli->out, "  ");
    xc_cli_message(e->cli, message);
}

static void fine(struct examination *e, const char *format, ...) {
    struct xc_message message;
    va_list args;
    va_start(args, format);
    xc_message_setv(&message, format, args);
    va_end(args);
    write_line(e, XC_MSG("ok"), &message);
}

static void wrong(struct examination *e, const char *format, ...) {
    struct xc_message message;
    va_list args;
    va_start(args, format);
    xc_message_setv(&message, format, args);
    va_end(args);
    write_line(e, XC_MSG("wrong"), &message);
    e->problems++;
}

static int problem(void *context, const struct xc_message *message) {
    struct examination *e = context;
    e->problems++;
    write_line(e, "wrong", message);
    return XC_OK;
}

static void examine_file(struct examination *e, const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        wrong(e, "%s is missing: restore it from the newest backup", path);
    } else if ((status.st_mode & 077) != 0) {
        wrong(e, "%s can be read by others: chmod 600 %s", path, path);
    } else {
        fine(e, "%s: only its owner can read it", path);
    }
}

static void examine_resource(struct examination *e, const char *path, const char *what) {
    if (path) {
        fine(e, "%s: %s", what, path);
    } else {
        wrong(e, "%s: not found; install xuncha again with its share/xuncha folder",
              what);
    }
}

static int examine_calendar(struct examination *e, struct xc_error *error) {
    struct xc_workdays *workdays = NULL;
    int offset = 0;
    unsigned minutes;
    int rc = xc_session_workdays(&e->cli->session, &workdays, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    struct xc_ymd now = xc_date_ymd(xc_instant_date(e->cli->now, offset, &minutes));
    /* Next year's notice comes out in November; before that its absence is no fault. */
    int last = now.month == 12 ? now.year + 1 : now.year;
    for (int year = now.year; year <= last; year++) {
        if (xc_workdays_year(workdays, year) == XC_YEAR_COVERED) {
            fine(e, "the holidays of %d are known", year);
        } else {
            wrong(e, "the holidays of %d are missing: xuncha import calendar FILE", year);
        }
    }
    xc_workdays_free(workdays);
    return XC_OK;
}

struct breaches {
    struct examination *examination;
    const struct xc_loaded_plan *plan;
    size_t count;
};

static int breach(void *context, size_t visit, const struct xc_message *message) {
    struct breaches *breaches = context;
    struct examination *e = breaches->examination;
    if (breaches->plan->visits[visit].happened) {
        return XC_OK; /* it took place so, whatever the plan would have allowed */
    }
    if (breaches->count++ < 20 && !e->cli->json) {
        xc_buffer_printf(&e->cli->out,
                         "  %.*s: ", XC_PRI(breaches->plan->visits[visit].id));
        xc_cli_message(e->cli, message);
    }
    return XC_OK;
}

static int examine_plan(struct examination *e, const struct xc_loaded *loaded,
                        const struct xc_loaded_plan *plan, struct xc_error *error) {
    struct xc_plan_input input;
    struct breaches breaches = {e, plan, 0};
    uint8_t key[XC_KEY_BYTES] = {0};
    int rc = xc_run_input(&e->cli->session, plan->programme, loaded->reg,
                          loaded->workdays, plan->head.as_of,
                          (struct xc_str){(const char *)key, sizeof key}, &input, error);
    if (rc == XC_OK) {
        rc = xc_load_other_visits(&e->cli->session, plan->head.programme, loaded->arena,
                                  (struct xc_visit **)&input.fixed, &input.fixed_count,
                                  error);
    }
    if (rc == XC_OK) {
        rc = xc_history_attach(&e->cli->session, plan->programme, loaded->arena, &input,
                               error);
    }
    if (rc == XC_OK) {
        rc = xc_plan_check(&input, plan->visits, plan->visit_count, breach, &breaches,
                           error);
    }
    if (rc == XC_OK && breaches.count == 0) {
        fine(e, "programme %.*s: %zu visits keep every rule",
             XC_PRI(plan->head.programme), plan->visit_count);
    } else if (rc == XC_OK) {
        wrong(e,
              "programme %.*s: %zu breaches; the register changed since it was planned",
              XC_PRI(plan->head.programme), breaches.count);
    }
    return rc;
}

static int examine_plans(struct examination *e, struct xc_error *error) {
    struct xc_loaded loaded;
    struct xc_error none = {0};
    int rc = xc_load_plans(&e->cli->session, XC_STR(""), &loaded, &none);
    if (rc == XC_ENO) {
        fine(e, "no plans yet");
        rc = XC_OK;
    } else if (rc != XC_OK) {
        *error = none;
    }
    for (size_t i = 0; i < loaded.count && rc == XC_OK; i++) {
        rc = examine_plan(e, &loaded, &loaded.plans[i], error);
    }
    xc_loaded_free(&loaded);
    return rc;
}

/* Nothing but what is derived from stored lines is mended, and that only where they are
 * sound; a file that cannot be written is no worse for it. */
static int examine_store(struct examination *e, struct xc_error *error) {
    struct xc_store *store = e->cli->session.store;
    size_t before = e->problems;
    int rc = xc_store_check(store, problem, e, error);
    bool sound = e->problems == before;
    if (rc == XC_OK) {
        rc = xc_store_check_derived(store, problem, e, error);
    }
    if (rc == XC_OK && sound && e->problems > before) {
        struct xc_error ignored = {0};
        (void)xc_store_mend(store, &ignored);
    }
    return rc;
}

int xc_command_doctor(struct xc_cli *cli, struct xc_error *error) {
    struct examination e = {cli, 0, json_array()};
    struct xc_buffer key = xc_buffer_make(XC_FILE_BYTES + 8);
    int rc = xc_cli_open(cli, error);
    if (rc == XC_OK) {
        xc_buffer_printf(&key, "%s.key", cli->db);
        xc_buffer_putc(&key, '\0');
        examine_file(&e, cli->db);
        examine_file(&e, key.ptr);
        examine_resource(&e, cli->resources.plugins,
                         xc_text(cli->catalogue, XC_MSG("plugins")));
        examine_resource(&e, cli->resources.holidays,
                         xc_text(cli->catalogue, XC_MSG("holidays")));
        rc = examine_store(&e, error);
    }
    if (rc == XC_OK) {
        rc = examine_calendar(&e, error);
    }
    if (rc == XC_OK && cli->session.office.len) {
        rc = examine_plans(&e, error);
    }
    if (rc == XC_OK && e.problems > 0) {
        rc = xc_fail(error, XC_ENO, "problems found: %zu", e.problems);
    } else if (rc == XC_OK && !cli->json) {
        xc_cli_say(cli, "All is well.");
    }
    if (cli->json && json_array_size(e.lines) > 0) {
        int written = xc_cli_json(cli, e.lines, error);
        rc = rc == XC_OK ? written : rc;
    } else {
        json_decref(e.lines);
    }
    xc_buffer_free(&key);
    return rc;
}
