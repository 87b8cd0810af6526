/* outcome: what one visit found, and all that was ever said of it. */
#include "cli/command.h"

#include "casework/disposals.h"
#include "casework/papers.h"
#include "cli/actor.h"
#include "cli/fields.h"
#include "cli/outcomes_tell.h"
#include "exchange/columns.h"
#include "report/text_table.h"

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static int read_numbers(const struct xc_cli *cli, struct xc_outcome_row *row,
                        struct xc_error *error) {
    struct xc_str points = option(cli, "points"), amount = option(cli, "amount");
    uint64_t value = 0;
    if (points.len && !xc_str_to_uint(points, 1000000, &value)) {
        return xc_fail(error, XC_EUSAGE, "--points: '%.*s' is not a number",
                       XC_PRI(points));
    }
    row->points = (int64_t)value;
    if (amount.len && !xc_amount_parse(amount, &row->amount)) {
        return xc_fail(error, XC_EUSAGE,
                       "--amount: '%.*s' is not an amount in yuan, such as 1234.50",
                       XC_PRI(amount));
    }
    return XC_OK;
}

/* --found FIELD=VALUE: the field is a column of targets, in either language. */
static int read_found(const struct xc_cli *cli, struct xc_outcome_row *row,
                      struct xc_error *error) {
    struct xc_str values[XC_FOUND_FIELDS + 1];
    size_t count = xc_cli_values(cli, "found", values, XC_FOUND_FIELDS + 1), known;
    const struct xc_import_column *columns = xc_import_columns(XC_IMPORT_TARGETS, &known);
    struct xc_buffer scratch = xc_buffer_make(1 << 16);
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        unsigned rank;
        bool exact;
        struct xc_str value = values[i], name = xc_str_cut(&value, '=');
        size_t field = 0;
        int column = xc_column_named(XC_IMPORT_TARGETS, name, &scratch, &rank, &exact);
        while (field < XC_FOUND_FIELDS &&
               (column < 0 ||
                !xc_str_is(xc_str_from(xc_found_field(field)), columns[column].name))) {
            field++;
        }
        if (!value.ptr || value.len == 0) {
            rc = xc_fail(error, XC_EUSAGE, "--found: write FIELD=VALUE, not '%.*s'",
                         XC_PRI(values[i]));
        } else if (field == XC_FOUND_FIELDS) {
            xc_fail(error, XC_EUSAGE, "--found: there is no field '%.*s'", XC_PRI(name));
            rc = xc_hint(error, "the fields are name, address, legal_representative, "
                                "status, kind, level, zone, organisation");
        } else {
            row->found[field] = value;
        }
    }
    xc_buffer_free(&scratch);
    return rc;
}

static int read_row(const struct xc_cli *cli, struct xc_outcome_row *row,
                    struct xc_error *error) {
    *row = (struct xc_outcome_row){
        .visit = option(cli, "visit"),
        .target = option(cli, "target"),
        .result = option(cli, "result"),
        .item = option(cli, "item"),
        .findings = option(cli, "findings"),
        .doctor = option(cli, "doctor"),
        .disposal = option(cli, "disposal"),
        .people = option(cli, "people"),
        .date = XC_NO_DATE,
        .opens_case = xc_args_flag(&cli->args, "case"),
    };
    if (row->result.len == 0 || (row->visit.len == 0 && row->target.len == 0)) {
        xc_fail(error, XC_EUSAGE, "which visit had what result?");
        return xc_hint(error,
                       "write xuncha outcome --visit ID --result pass, or --target "
                       "ID --date DATE --result …");
    }
    int rc = xc_args_date(&cli->args, "date", &row->actual_date, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "rectify-by", &row->rectify_by, error);
    }
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "closed-on", &row->closed_on, error);
    }
    if (rc == XC_OK) {
        rc = read_numbers(cli, row, error);
    }
    return rc == XC_OK ? read_found(cli, row, error) : rc;
}

static const char *result_said(const struct xc_cli *cli, enum xc_outcome_result result) {
    return cli->language[0] == 'z' ? xc_outcome_chinese(result) : xc_outcome_word(result);
}

/* ---- History ---- */

static json_t *version_json(const struct xc_outcome *outcome, struct xc_str reason) {
    char at[21];
    json_t *json = json_object();
    xc_instant_format(outcome->at, at);
    xc_fields_text(json, "visit", outcome->visit);
    xc_fields_text(json, "target", outcome->target);
    xc_fields_date(json, "date", outcome->date);
    xc_fields_text(json, "result", xc_str_from(xc_outcome_word(outcome->result)));
    xc_fields_text(json, "item", outcome->item);
    xc_fields_text(json, "findings", outcome->findings);
    xc_fields_text(json, "doctor", outcome->doctor);
    xc_fields_text(json, "disposal", outcome->disposal);
    json_object_set_new(json, "points", json_integer(outcome->points));
    xc_fields_amount(json, "amount", outcome->amount);
    xc_fields_date(json, "rectify_by", outcome->rectify_by);
    xc_fields_date(json, "closed_on", outcome->closed_on);
    xc_fields_text(json, "people", outcome->people);
    xc_fields_text(json, "stored", xc_str_from(at));
    json_object_set_new(json, "entry", json_integer((json_int_t)outcome->entry));
    xc_fields_text(json, "reason", reason);
    return json;
}

static void version_row(const struct xc_cli *cli, struct xc_text_table *table,
                        const struct xc_outcome *outcome, struct xc_str reason) {
    char at[21], day[11];
    xc_instant_format(outcome->at, at);
    xc_date_format(outcome->date, day);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(at));
    xc_text_table_cell(table, 1, xc_str_from(day));
    xc_text_table_cell(table, 2, xc_str_from(result_said(cli, outcome->result)));
    xc_text_table_cell(table, 3, outcome->item);
    xc_text_table_cell(table, 4, xc_fields_short(cli->arena, outcome->findings));
    xc_text_table_number(table, 5, outcome->points);
    xc_text_table_cell(table, 6, xc_fields_yuan(cli->arena, outcome->amount));
    xc_text_table_cell(
        table, 7,
        xc_disposal_said(outcome->disposal, cli->language[0] == 'z', cli->arena));
    xc_text_table_cell(table, 8, xc_fields_short(cli->arena, reason));
}

/* The reason of the correction that came with that entry. */
static struct xc_str reason_of(const struct xc_outcome_correction *corrections,
                               size_t count, uint64_t entry) {
    for (size_t i = 0; i < count; i++) {
        if (corrections[i].entry == entry) {
            return corrections[i].reason;
        }
    }
    return XC_STR("");
}

static int show_versions(struct xc_cli *cli, const struct xc_outcome *outcomes,
                         size_t count, struct xc_str key, struct xc_error *error) {
    static const char *const titles[] = {
        XC_MSG("stored"), XC_MSG("date"),     XC_MSG("result"),
        XC_MSG("item"),   XC_MSG("findings"), XC_MSG("points"),
        XC_MSG("amount"), XC_MSG("disposal"), XC_MSG("why corrected")};
    struct xc_text_table table = xc_text_table_make(cli->arena, 9, 1u << 5 | 1u << 6);
    struct xc_outcome_correction *corrections;
    size_t correction_count;
    json_t *list = json_array();
    int rc =
        xc_outcome_corrections_load(cli->session.store, cli->session.office, key,
                                    cli->arena, &corrections, &correction_count, error);
    xc_fields_titles(cli, &table, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_str reason =
            reason_of(corrections, correction_count, outcomes[i].entry);
        if (cli->json) {
            json_array_append_new(list, version_json(&outcomes[i], reason));
        } else {
            version_row(cli, &table, &outcomes[i], reason);
        }
    }
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, json_pack("{s:o}", "outcomes", list), error);
    }
    json_decref(list);
    if (rc == XC_OK) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    return rc;
}

/* The visit that was made of the target on that day; empty if none has an outcome. */
static struct xc_str visit_of(const struct xc_outcome *outcomes, size_t count,
                              const struct xc_outcome *sought) {
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].visit.len > 0 && outcomes[i].date == sought->date &&
            xc_str_equal(outcomes[i].target, sought->target)) {
            return outcomes[i].visit;
        }
    }
    return XC_STR("");
}

/* All versions of one visit or, without one, of a target's day. */
static int show_history(struct xc_cli *cli, struct xc_error *error) {
    struct xc_outcome *outcomes = NULL;
    struct xc_outcome sought = {.visit = option(cli, "visit"),
                                .target = option(cli, "target")};
    size_t count = 0, kept = 0;
    int rc = xc_args_date(&cli->args, "date", &sought.date, error);
    if (rc == XC_OK && sought.visit.len == 0 &&
        (sought.target.len == 0 || sought.date == XC_NO_DATE)) {
        rc = xc_fail(error, XC_EUSAGE,
                     "whose history? write --visit ID, or --target ID --date DATE");
    }
    if (rc == XC_OK) {
        rc = xc_actor_owns(cli, sought.visit, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_outcomes_all(cli->session.store, cli->session.office, XC_NO_INSTANT,
                                   cli->arena, &outcomes, &count, error);
    }
    if (rc == XC_OK && sought.visit.len == 0) {
        sought.visit = visit_of(outcomes, count, &sought);
    }
    struct xc_str key = sought.visit;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        bool same = sought.visit.len > 0 ? xc_str_equal(outcomes[i].visit, sought.visit)
                                         : outcomes[i].visit.len == 0 &&
                                               xc_outcome_same(&outcomes[i], &sought);
        if (same) {
            outcomes[kept++] = outcomes[i];
        }
    }
    if (rc == XC_OK && kept == 0) {
        return xc_fail(error, XC_ENO, "nothing is stored of it");
    }
    if (rc == XC_OK && key.len == 0) {
        char day[11];
        struct xc_buffer text = xc_buffer_make(1 << 12);
        xc_date_format(sought.date, day);
        xc_buffer_printf(&text, "%.*s/%s", XC_PRI(sought.target), day);
        key = xc_arena_copy(cli->arena, xc_buffer_view(&text));
        xc_buffer_free(&text);
    }
    return rc == XC_OK ? show_versions(cli, outcomes, kept, key, error) : rc;
}

/* ---- One outcome ---- */

static int say_stored(struct xc_cli *cli, const struct xc_outcomes_intake *intake,
                      const struct xc_outcome *taken,
                      const struct xc_outcomes_stored *stored, struct xc_error *error) {
    char day[11];
    size_t notes;
    const struct xc_message *note = xc_outcomes_notes(intake, &notes);
    bool news = stored->outcomes + stored->corrected > 0;
    if (cli->json) {
        json_t *said = json_array();
        xc_date_format(taken->date, day);
        for (size_t i = 0; i < notes; i++) {
            json_array_append_new(said, xc_cli_rendered(cli, &note[i]));
        }
        json_t *json =
            json_pack("{s:o, s:o, s:s, s:s, s:b, s:b, s:o}", "visit",
                      xc_json_text(taken->visit), "target", xc_json_text(taken->target),
                      "date", day, "result", xc_outcome_word(taken->result), "changed",
                      news, "corrected", stored->corrected > 0, "notes", said);
        xc_cli_outcomes_json(stored, json);
        return xc_cli_json(cli, json, error);
    }
    if (!news) {
        xc_cli_say(cli, "Nothing new: that outcome is stored already.");
    } else if (taken->visit.len) {
        xc_cli_say(cli, "Visit %.*s of target %.*s is done: %s", XC_PRI(taken->visit),
                   XC_PRI(taken->target), result_said(cli, taken->result));
    } else {
        xc_cli_say(cli, "Stored for target %.*s, outside any plan: %s",
                   XC_PRI(taken->target), result_said(cli, taken->result));
    }
    for (size_t i = 0; i < notes && !cli->quiet; i++) {
        xc_buffer_puts(&cli->out, "  ");
        xc_cli_message(cli, &note[i]);
    }
    xc_cli_outcomes_print(cli, stored);
    return XC_OK;
}

int xc_command_outcome(struct xc_cli *cli, struct xc_error *error) {
    struct xc_outcomes_intake *intake = NULL;
    struct xc_outcomes_stored stored = {0};
    struct xc_row_verdict verdict = {0};
    struct xc_outcome_row row;
    const struct xc_outcomes_options how = {
        .correct = xc_args_flag(&cli->args, "correct"), .reason = option(cli, "reason")};
    size_t count;
    if (xc_args_flag(&cli->args, "history")) {
        return show_history(cli, error);
    }
    int rc = read_row(cli, &row, error);
    if (rc == XC_OK) {
        rc = xc_actor_owns(cli, row.visit, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_open(&cli->session, &how, &intake, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_take(intake, &row, &verdict, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_save(intake, &stored, error);
    }
    if (rc == XC_OK) {
        rc = say_stored(cli, intake, xc_outcomes_taken(intake, &count), &stored, error);
    }
    xc_outcomes_free(intake);
    return rc;
}
