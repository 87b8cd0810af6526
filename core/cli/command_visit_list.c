/* visit list: the visits with their ids, as the reader may see them. */
#include "cli/command.h"

#include "cli/actor.h"
#include "cli/visit_tell.h"
#include "report/text_table.h"
#include "workspace/guests.h"
#include "workspace/sight.h"

#include <stdlib.h>

enum { COLUMNS = 8 };

struct filter {
    struct xc_str programme, person, target, crew, zone;
    uint32_t area;     /* row; XC_NO_ROW: any */
    unsigned statuses; /* bits 1u << status; 0: any */
    xc_date from, to;  /* XC_NO_DATE: any */
    bool open;         /* asks for days and a person at most, which is no secret */
};

/* One that the reader may know of. */
struct found {
    const struct xc_visit *visit;
    bool busy; /* and no more */
};

/* ---- What is asked for ---- */

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static int read_days(const struct xc_cli *cli, struct filter *filter,
                     struct xc_error *error) {
    xc_date on = XC_NO_DATE, first = XC_NO_DATE, last = XC_NO_DATE;
    int rc = xc_args_window(&cli->args, "window", &filter->from, &filter->to, error);
    bool window = xc_args_value(&cli->args, "window") != NULL;
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "on", &on, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "from", &first, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "to", &last, error);
    }
    bool span = first != XC_NO_DATE || last != XC_NO_DATE;
    if (rc == XC_OK && window + span + (on != XC_NO_DATE) > 1) {
        return xc_fail(error, XC_EUSAGE,
                       "name a day with --on, days with --from and --to, or a --window: "
                       "only one of them");
    }
    if (on != XC_NO_DATE) {
        filter->from = filter->to = on;
    } else if (span) {
        filter->from = first;
        filter->to = last;
    }
    return rc;
}

/* --status draft,published */
static int read_statuses(const struct xc_cli *cli, struct filter *filter,
                         struct xc_error *error) {
    struct xc_str rest = option(cli, "status");
    while (rest.ptr) {
        struct xc_str word = xc_str_cut(&rest, ',');
        enum xc_visit_status status = xc_cli_visit_status(word);
        if (!status) {
            xc_fail(error, XC_EUSAGE, "--status: there is no '%.*s'", XC_PRI(word));
            return xc_hint(error, "a visit is draft, published, accepted, done, "
                                  "cancelled or void");
        }
        filter->statuses |= 1u << status;
    }
    return XC_OK;
}

static int read_person(const struct xc_cli *cli, struct filter *filter,
                       struct xc_error *error) {
    struct xc_str own = xc_actor_person(cli);
    filter->person = option(cli, "person");
    if (own.len == 0) {
        return XC_OK;
    }
    if (filter->person.len > 0 && !xc_str_equal(filter->person, own)) {
        return xc_fail(error, XC_EFORBIDDEN,
                       "--person: user '%.*s' sees their own visits only",
                       XC_PRI(cli->actor.user.name));
    }
    filter->person = own;
    return XC_OK;
}

static int read_filter(const struct xc_cli *cli, struct filter *filter,
                       struct xc_error *error) {
    *filter = (struct filter){
        .programme = option(cli, "programme"),
        .target = option(cli, "target"),
        .crew = option(cli, "crew"),
        .zone = option(cli, "zone"),
        .area = XC_NO_ROW,
    };
    int rc = read_days(cli, filter, error);
    if (rc == XC_OK) {
        rc = read_statuses(cli, filter, error);
    }
    filter->open = filter->programme.len + filter->target.len + filter->crew.len +
                           filter->zone.len + option(cli, "area").len ==
                       0 &&
                   filter->statuses == 0;
    return rc == XC_OK ? read_person(cli, filter, error) : rc;
}

/* Areas are those of the register. */
static int find_area(const struct xc_register *reg, struct xc_str code, uint32_t *row,
                     struct xc_error *error) {
    if (code.len > 0) {
        *row = xc_register_find_area(reg, code);
        if (*row == XC_NO_ROW) {
            return xc_fail(error, XC_EUSAGE, "--area: the register has no area '%.*s'",
                           XC_PRI(code));
        }
    }
    return XC_OK;
}

/* ---- Which visits that is ---- */

static bool serves(const struct xc_visit *visit, struct xc_str programme) {
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, programme)) {
            return true;
        }
    }
    return programme.len == 0;
}

static bool lies_in(const struct xc_register *reg, const struct filter *filter,
                    const struct xc_visit *visit) {
    if (filter->area == XC_NO_ROW && filter->zone.len == 0) {
        return true;
    }
    uint32_t row = xc_register_find_target(reg, visit->target);
    uint32_t area = row == XC_NO_ROW ? XC_NO_ROW : reg->targets.area[row];
    return row != XC_NO_ROW &&
           (filter->zone.len == 0 ||
            xc_str_equal(xc_register_text(reg, reg->targets.zone[row]), filter->zone)) &&
           (filter->area == XC_NO_ROW || xc_register_within(reg, area, filter->area));
}

static bool is_asked_for(const struct xc_register *reg, const struct filter *filter,
                         const struct xc_visit *visit) {
    return (filter->from == XC_NO_DATE || visit->end_date >= filter->from) &&
           (filter->to == XC_NO_DATE || visit->date <= filter->to) &&
           (filter->target.len == 0 || xc_str_equal(visit->target, filter->target)) &&
           (filter->crew.len == 0 || xc_str_equal(visit->crew, filter->crew)) &&
           (filter->statuses == 0 || filter->statuses >> visit->status & 1u) &&
           (filter->person.len == 0 || xc_actor_sits(visit, filter->person)) &&
           serves(visit, filter->programme) && lies_in(reg, filter, visit);
}

static int by_time(const void *left, const void *right) {
    const struct found *x = left, *y = right;
    const struct xc_visit *a = x->visit, *b = y->visit;
    if (a->date == b->date && a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return xc_visit_compare(a, b);
}

static int collect(struct xc_cli *cli, const struct xc_loaded *loaded,
                   const struct filter *filter, struct found **found, size_t *count,
                   struct xc_error *error) {
    const struct xc_viewer viewer = {xc_actor_role(cli), xc_actor_person(cli).len > 0};
    size_t room = 1;
    *count = 0;
    for (size_t p = 0; p < loaded->count; p++) {
        room += loaded->plans[p].visit_count;
    }
    *found = xc_arena_array(cli->arena, room, sizeof **found);
    if (!*found) {
        return xc_fail_memory(error);
    }
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_loaded_plan *plan = &loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            const struct xc_visit *visit = &plan->visits[i];
            if (xc_visit_is_guest(plan, visit) ||
                !is_asked_for(loaded->reg, filter, visit) ||
                !xc_actor_reaches(cli, loaded->reg, visit->target)) {
                continue;
            }
            enum xc_sight sight = xc_visit_sight(&cli->session, plan, visit, &viewer);
            if (sight == XC_SEE_ALL || (sight == XC_SEE_BUSY && filter->open)) {
                (*found)[(*count)++] = (struct found){visit, sight == XC_SEE_BUSY};
            }
        }
    }
    qsort(*found, *count, sizeof **found, by_time);
    return XC_OK;
}

/* ---- The answer ---- */

static void add_row(struct xc_cli *cli, const struct xc_register *reg,
                    const struct found *found, struct xc_text_table *table) {
    const struct xc_visit *visit = found->visit;
    char day[11], time[6];
    xc_date_format(visit->date, day);
    xc_time_format(visit->start, time);
    xc_text_table_row(table);
    xc_text_table_cell(table, 1, xc_str_from(day));
    xc_text_table_cell(table, 2, xc_str_from(time));
    if (found->busy) {
        xc_text_table_cell(
            table, 4,
            xc_str_from(xc_text(cli->catalogue, XC_MSG("On duty (details follow)"))));
        return;
    }
    xc_text_table_cell(table, 0, visit->id);
    xc_text_table_cell(table, 3, visit->target);
    xc_text_table_cell(table, 4, xc_cli_target_name(reg, visit->target));
    xc_text_table_cell(table, 5, visit->crew);
    xc_text_table_cell(table, 6, xc_cli_people(cli, reg, visit));
    xc_text_table_cell(
        table, 7,
        xc_str_from(xc_text(cli->catalogue, visit->pinned &&
                                                    visit->status != XC_VISIT_CANCELLED &&
                                                    visit->status != XC_VISIT_VOID
                                                ? XC_MSG("pinned")
                                                : xc_visit_status_word(visit->status))));
}

static json_t *visit_json(const struct xc_loaded *loaded,
                          const struct xc_cli_results *results,
                          const struct xc_visit *visit) {
    enum xc_outcome_result result = xc_cli_result_of(results, visit->id);
    json_t *json = xc_cli_visit_json(loaded, visit);
    json_object_set_new(json, "result",
                        result ? json_string(xc_outcome_word(result)) : json_null());
    return json;
}

static int print(struct xc_cli *cli, const struct xc_loaded *loaded,
                 const struct found *found, size_t count, struct xc_error *error) {
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    if (cli->json) {
        struct xc_cli_results results;
        int rc = xc_cli_results(cli, &results, error);
        json_t *list = json_array();
        for (size_t i = 0; i < count && rc == XC_OK; i++) {
            json_array_append_new(
                list, found[i].busy ? xc_cli_busy_json(found[i].visit)
                                    : visit_json(loaded, &results, found[i].visit));
        }
        if (rc != XC_OK) {
            json_decref(list);
            return rc;
        }
        return xc_cli_json(cli, list, error);
    }
    for (size_t i = 0; i < count; i++) {
        add_row(cli, loaded->reg, &found[i], &table);
    }
    if (count == 0) {
        xc_cli_say(cli, "No visits.");
    }
    return xc_text_table_write(&table, 0, &cli->out) == XC_OK ? XC_OK
                                                              : xc_fail_memory(error);
}

int xc_command_visit_list(struct xc_cli *cli, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct filter filter;
    struct found *found = NULL;
    size_t count = 0;
    int rc = read_filter(cli, &filter, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
    }
    if (rc == XC_ENO && cli->json) {
        xc_loaded_free(&loaded);
        (void)xc_cli_none_is_fine(rc, error);
        return xc_cli_json(cli, json_array(), error);
    }
    if (rc == XC_OK) {
        rc = find_area(loaded.reg, option(cli, "area"), &filter.area, error);
    }
    if (rc == XC_OK) {
        rc = collect(cli, &loaded, &filter, &found, &count, error);
    }
    if (rc == XC_OK) {
        rc = print(cli, &loaded, found, count, error);
    }
    xc_loaded_free(&loaded);
    return rc;
}
