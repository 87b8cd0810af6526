/* visit list: the visits with their ids, as those who plan see them. */
#include "cli/command.h"

#include "cli/hand_tell.h"
#include "report/text_table.h"
#include "workspace/guests.h"

#include <stdlib.h>

enum { COLUMNS = 8 };

struct filter {
    struct xc_str programme, person, target, crew;
    xc_date from, to; /* XC_NO_DATE: any */
};

static int read_filter(const struct xc_cli *cli, struct filter *filter,
                       struct xc_error *error) {
    xc_date on = XC_NO_DATE;
    *filter = (struct filter){
        .programme = xc_str_from(xc_args_value(&cli->args, "programme")),
        .person = xc_str_from(xc_args_value(&cli->args, "person")),
        .target = xc_str_from(xc_args_value(&cli->args, "target")),
        .crew = xc_str_from(xc_args_value(&cli->args, "crew")),
    };
    int rc = xc_args_date(&cli->args, "on", &on, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "from", &filter->from, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "to", &filter->to, error);
    }
    if (rc == XC_OK && on != XC_NO_DATE) {
        if (filter->from != XC_NO_DATE || filter->to != XC_NO_DATE) {
            return xc_fail(error, XC_EUSAGE,
                           "name a day with --on, or days with --from "
                           "and --to, not both");
        }
        filter->from = filter->to = on;
    }
    return rc;
}

static bool sits(const struct xc_visit *visit, struct xc_str person) {
    for (size_t i = 0; i < visit->person_count; i++) {
        if (xc_str_equal(visit->people[i].person, person)) {
            return true;
        }
    }
    return person.len == 0;
}

static bool serves(const struct xc_visit *visit, struct xc_str programme) {
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, programme)) {
            return true;
        }
    }
    return programme.len == 0;
}

static bool is_asked_for(const struct filter *filter, const struct xc_visit *visit) {
    return (filter->from == XC_NO_DATE || visit->end_date >= filter->from) &&
           (filter->to == XC_NO_DATE || visit->date <= filter->to) &&
           (filter->target.len == 0 || xc_str_equal(visit->target, filter->target)) &&
           (filter->crew.len == 0 || xc_str_equal(visit->crew, filter->crew)) &&
           sits(visit, filter->person) && serves(visit, filter->programme);
}

static int by_time(const void *left, const void *right) {
    const struct xc_visit *a = *(const struct xc_visit *const *)left;
    const struct xc_visit *b = *(const struct xc_visit *const *)right;
    if (a->date == b->date && a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return xc_visit_compare(a, b);
}

static int collect(struct xc_cli *cli, const struct xc_loaded *loaded,
                   const struct filter *filter, const struct xc_visit ***found,
                   size_t *count, struct xc_error *error) {
    size_t room = 1;
    *count = 0;
    for (size_t p = 0; p < loaded->count; p++) {
        room += loaded->plans[p].visit_count;
    }
    *found = xc_arena_array(cli->arena, room, sizeof(void *));
    if (!*found) {
        return xc_fail_memory(error);
    }
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_loaded_plan *plan = &loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            if (!xc_visit_is_guest(plan, &plan->visits[i]) &&
                is_asked_for(filter, &plan->visits[i])) {
                (*found)[(*count)++] = &plan->visits[i];
            }
        }
    }
    qsort(*found, *count, sizeof(void *), by_time);
    return XC_OK;
}

static void add_row(struct xc_cli *cli, const struct xc_register *reg,
                    const struct xc_visit *visit, struct xc_text_table *table) {
    char day[11], time[6];
    xc_date_format(visit->date, day);
    xc_time_format(visit->start, time);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, visit->id);
    xc_text_table_cell(table, 1, xc_str_from(day));
    xc_text_table_cell(table, 2, xc_str_from(time));
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

static int print(struct xc_cli *cli, const struct xc_loaded *loaded,
                 const struct xc_visit *const *found, size_t count,
                 struct xc_error *error) {
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    if (cli->json) {
        json_t *list = json_array();
        for (size_t i = 0; i < count; i++) {
            json_array_append_new(list, xc_cli_visit_json(loaded, found[i]));
        }
        return xc_cli_json(cli, list, error);
    }
    for (size_t i = 0; i < count; i++) {
        add_row(cli, loaded->reg, found[i], &table);
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
    const struct xc_visit **found = NULL;
    size_t count = 0;
    int rc = read_filter(cli, &filter, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
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
