/* programme list, programme show: what is planned, done and due. */
#include "cli/command.h"

#include "cli/actor.h"
#include "cli/fields.h"
#include "publish/programme_sheet.h"
#include "register/json.h"
#include "report/text_table.h"

#include <string.h>

/* ---- Text ---- */

static struct xc_str count_of(struct xc_cli *cli, const json_t *counts,
                              const char *const *statuses) {
    struct xc_buffer text = xc_buffer_make(32);
    json_int_t sum = 0;
    for (; *statuses; statuses++) {
        sum += json_integer_value(json_object_get(counts, *statuses));
    }
    xc_buffer_printf(&text, "%lld", (long long)sum);
    struct xc_str copy = xc_arena_copy(cli->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return copy;
}

static struct xc_str translated(const struct xc_cli *cli, const char *word) {
    return xc_str_from(word ? xc_text(cli->catalogue, word) : NULL);
}

/* The words that a translation is needed of. */
static const char *const words[] = {XC_MSG("draft"), XC_MSG("approved"), XC_MSG("waits"),
                                    XC_MSG("open"), XC_MSG("over")};

static struct xc_str said(const struct xc_cli *cli, const json_t *word) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (xc_str_is(xc_json_str(word), words[i])) {
            return translated(cli, words[i]);
        }
    }
    return xc_json_str(word);
}

static const char *const all_statuses[] = {"draft", "published", "accepted", "done",
                                           NULL};
static const char *const done_statuses[] = {"done", NULL};

static void add_counts(struct xc_cli *cli, struct xc_text_table *table, size_t column,
                       const json_t *row) {
    const json_t *visits = json_object_get(row, "visits");
    xc_text_table_cell(table, column, count_of(cli, visits, all_statuses));
    xc_text_table_cell(table, column + 1, count_of(cli, visits, done_statuses));
}

static void print_rows(struct xc_cli *cli, const json_t *rows) {
    enum { COLUMNS = 8 };
    static const char *const titles[COLUMNS] = {
        XC_MSG("programme"), XC_MSG("title"), XC_MSG("state"),   XC_MSG("visits"),
        XC_MSG("done"),      XC_MSG("unmet"), XC_MSG("overdue"), XC_MSG("due next")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0x78);
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const json_t *next = json_object_get(row, "next_due");
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_json_str_at(row, "id"));
        xc_text_table_cell(&table, 1, xc_json_str_at(row, "title"));
        xc_text_table_cell(&table, 2, said(cli, json_object_get(row, "status")));
        add_counts(cli, &table, 3, row);
        xc_text_table_number(&table, 5,
                             json_integer_value(json_object_get(row, "unmet")));
        xc_text_table_number(&table, 6,
                             json_integer_value(json_object_get(row, "overdue")));
        xc_text_table_cell(&table, 7, xc_json_str_at(next, "date"));
    }
    if (json_array_size(rows) > 0) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    xc_cli_say(cli, "Programmes: %zu", json_array_size(rows));
}

static void print_stages(struct xc_cli *cli, const json_t *stages) {
    enum { COLUMNS = 7 };
    static const char *const titles[COLUMNS] = {
        XC_MSG("stage"), XC_MSG("title"),  XC_MSG("state"), XC_MSG("from"),
        XC_MSG("to"),    XC_MSG("visits"), XC_MSG("done")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0x60);
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < json_array_size(stages); i++) {
        const json_t *stage = json_array_get(stages, i);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_json_str_at(stage, "id"));
        xc_text_table_cell(&table, 1, xc_json_str_at(stage, "title"));
        xc_text_table_cell(&table, 2, said(cli, json_object_get(stage, "state")));
        xc_text_table_cell(&table, 3, xc_json_str_at(stage, "from"));
        xc_text_table_cell(&table, 4, xc_json_str_at(stage, "to"));
        add_counts(cli, &table, 5, stage);
    }
    xc_text_table_write(&table, 2, &cli->out);
}

static void print_months(struct xc_cli *cli, const json_t *months) {
    static const char *const titles[] = {XC_MSG("month"), XC_MSG("visits"),
                                         XC_MSG("done")};
    struct xc_text_table table = xc_text_table_make(cli->arena, 3, 0x6);
    xc_fields_titles(cli, &table, titles, 3);
    for (size_t i = 0; i < json_array_size(months); i++) {
        const json_t *month = json_array_get(months, i);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_json_str_at(month, "month"));
        add_counts(cli, &table, 1, month);
    }
    xc_text_table_write(&table, 2, &cli->out);
}

static void print_one(struct xc_cli *cli, const json_t *row) {
    const json_t *plan = json_object_get(row, "plan");
    const json_t *unmet = json_object_get(plan, "unmet");
    const json_t *notes = json_object_get(plan, "notes");
    struct xc_str state = said(cli, json_object_get(row, "status"));
    struct xc_str title = xc_json_str_at(row, "title");
    xc_cli_say(cli, "%.*s (%.*s): plan %lld, %.*s", XC_PRI(title),
               XC_PRI(xc_json_str_at(row, "id")),
               (long long)json_integer_value(json_object_get(row, "number")),
               XC_PRI(state));
    print_stages(cli, json_object_get(row, "stages"));
    print_months(cli, json_object_get(row, "months"));
    for (size_t i = 0; i < json_array_size(notes); i++) {
        xc_cli_say(cli, "Note: %.*s", XC_PRI(xc_json_str(json_array_get(notes, i))));
    }
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        xc_cli_say(cli, "Not planned: %.*s: %.*s", XC_PRI(xc_json_str_at(one, "target")),
                   XC_PRI(xc_json_str_at(one, "reason")));
    }
}

/* ---- The commands ---- */

int xc_cli_none_is_fine(int rc, struct xc_error *error) {
    if (rc == XC_ENO) {
        *error = (struct xc_error){0};
        rc = XC_OK;
    }
    return rc;
}

/* The plans of the office, none where it has none. */
static int load(struct xc_cli *cli, struct xc_str programme, struct xc_loaded *loaded,
                struct xc_error *error) {
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, programme, loaded, error);
    }
    return programme.len == 0 ? xc_cli_none_is_fine(rc, error) : rc;
}

int xc_command_programme_list(struct xc_cli *cli, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_programme_sheet sheet = {&cli->session, &loaded, xc_actor_role(cli)};
    json_t *rows = json_array();
    int rc = load(cli, XC_STR(""), &loaded, error);
    for (size_t i = 0; i < loaded.count && rc == XC_OK; i++) {
        json_t *row = NULL;
        if (xc_programme_sheet_shows(&sheet, &loaded.plans[i])) {
            rc = xc_programme_sheet_row(&sheet, &loaded.plans[i], &row, error);
            json_array_append_new(rows, row);
        }
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, json_pack("{s:O}", "programmes", rows), error);
    } else if (rc == XC_OK) {
        print_rows(cli, rows);
    }
    json_decref(rows);
    xc_loaded_free(&loaded);
    return rc;
}

int xc_command_programme_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str programme = xc_str_from(cli->args.operands[0]);
    struct xc_loaded loaded = {0};
    struct xc_programme_sheet sheet = {&cli->session, &loaded, xc_actor_role(cli)};
    json_t *row = NULL;
    int rc = load(cli, programme, &loaded, error);
    if (rc == XC_OK && !xc_programme_sheet_shows(&sheet, &loaded.plans[0])) {
        rc = xc_fail(error, XC_ENO, "there is no plan of '%.*s'", XC_PRI(programme));
    }
    if (rc == XC_OK) {
        rc = xc_programme_sheet_row(&sheet, &loaded.plans[0], &row, error);
    }
    if (rc == XC_OK) {
        rc = xc_programme_sheet_add(&sheet, &loaded.plans[0], row, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, json_incref(row), error);
    } else if (rc == XC_OK) {
        print_one(cli, row);
    }
    json_decref(row);
    xc_loaded_free(&loaded);
    return rc;
}
