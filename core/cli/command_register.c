#include "cli/command.h"

#include "cli/actor.h"
#include "cli/diff.h"
#include "cli/fields.h"
#include "intake/corrections.h"
#include "report/text_table.h"

#include <string.h>

enum { DIFF_SHOWN = 200 };

/* A snapshot number among the operands; 0 where it is not given. */
static int snapshot_operand(const struct xc_cli *cli, size_t index, int64_t *number,
                            struct xc_error *error) {
    uint64_t value = 0;
    *number = 0;
    if (index >= cli->args.operand_count) {
        return XC_OK;
    }
    if (!xc_str_to_uint(xc_str_from(cli->args.operands[index]), INT64_MAX, &value) ||
        value == 0) {
        return xc_fail(error, XC_EUSAGE, "'%s' is not the number of a snapshot",
                       cli->args.operands[index]);
    }
    *number = (int64_t)value;
    return XC_OK;
}

static int open_snapshot(struct xc_cli *cli, struct xc_snapshot *snapshot,
                         struct xc_error *error) {
    int64_t number = 0;
    int rc = snapshot_operand(cli, 0, &number, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_snapshot(cli->session.store, cli->session.office, number,
                               cli->arena, snapshot, error);
    }
    return rc;
}

/* ---- show ---- */

static void count_row(struct xc_text_table *table, struct xc_str label, size_t count) {
    if (count > 0) {
        xc_text_table_row(table);
        xc_text_table_cell(table, 0, label);
        xc_text_table_number(table, 1, (int64_t)count);
    }
}

static struct xc_str value_word(const struct xc_cli *cli, enum xc_vocabulary vocabulary,
                                unsigned value) {
    if (value == 0) {
        return xc_str_from(xc_text(cli->catalogue, XC_MSG("not given")));
    }
    return xc_str_from(strcmp(cli->language, "zh") == 0
                           ? xc_words_chinese(vocabulary, value)
                           : xc_words_english(vocabulary, value));
}

struct counts {
    size_t kinds[XC_KIND_COUNT], statuses[XC_STATUS_COUNT], roles[XC_ROLE_COUNT];
};

static struct counts count_all(const struct xc_register *reg) {
    struct counts counts = {{0}, {0}, {0}};
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        counts.kinds[reg->targets.kind[row]]++;
        counts.statuses[reg->targets.status[row]]++;
    }
    for (uint32_t row = 0; row < reg->people.count; row++) {
        for (unsigned role = 1; role < XC_ROLE_COUNT; role++) {
            counts.roles[role] += reg->people.roles[row] >> role & 1u;
        }
    }
    return counts;
}

static void print_counts(struct xc_cli *cli, const struct xc_register *reg) {
    struct counts counts = count_all(reg);
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 2);
    for (unsigned kind = 0; kind < XC_KIND_COUNT; kind++) {
        count_row(&table, value_word(cli, XC_WORDS_KIND, kind), counts.kinds[kind]);
    }
    for (unsigned status = 1; status < XC_STATUS_COUNT; status++) {
        count_row(&table, value_word(cli, XC_WORDS_STATUS, status),
                  counts.statuses[status]);
    }
    for (unsigned role = 1; role < XC_ROLE_COUNT; role++) {
        count_row(&table, value_word(cli, XC_WORDS_ROLE, role), counts.roles[role]);
    }
    xc_text_table_write(&table, 2, &cli->out);
}

static json_t *words_json(enum xc_vocabulary vocabulary, const size_t *counts,
                          unsigned count) {
    json_t *json = json_object();
    for (unsigned value = 1; value < count; value++) {
        json_object_set_new(json, xc_words_english(vocabulary, value),
                            json_integer((json_int_t)counts[value]));
    }
    return json;
}

/* How many rows each table has, and how many targets of each kind and status. */
static void add_counts(json_t *json, const struct xc_register *reg) {
    struct counts counts = count_all(reg);
    json_t *rows = json_object();
    for (int table = 0; table < XC_TABLE_COUNT; table++) {
        json_object_set_new(
            rows, xc_table_name((enum xc_table)table),
            json_integer((json_int_t)xc_register_rows(reg, (enum xc_table)table)));
    }
    json_object_set_new(json, "rows", rows);
    json_object_set_new(json, "kinds",
                        words_json(XC_WORDS_KIND, counts.kinds, XC_KIND_COUNT));
    json_object_set_new(json, "statuses",
                        words_json(XC_WORDS_STATUS, counts.statuses, XC_STATUS_COUNT));
    json_object_set_new(json, "roles",
                        words_json(XC_WORDS_ROLE, counts.roles, XC_ROLE_COUNT));
}

/* Imports are kept by the table's word, which has a translation; other reasons are a
 * user's text. */
static const char *reason_text(struct xc_cli *cli, struct xc_str reason) {
    struct xc_str kept = xc_arena_copy(cli->arena, reason);
    return kept.ptr ? xc_text(cli->catalogue, kept.ptr) : "";
}

static json_t *snapshot_json(const struct xc_snapshot *snapshot) {
    char at[21];
    json_t *tables = json_object();
    xc_instant_format(snapshot->at, at);
    for (int table = 0; table < XC_TABLE_COUNT; table++) {
        json_object_set_new(
            tables, xc_table_name((enum xc_table)table),
            json_stringn(snapshot->tables[table].ptr, snapshot->tables[table].len));
    }
    return json_pack("{s:I, s:s, s:s%, s:s%, s:o}", "snapshot",
                     (json_int_t)snapshot->number, "at", at, "reason",
                     snapshot->reason.ptr, snapshot->reason.len, "digest",
                     snapshot->digest.ptr, snapshot->digest.len, "tables", tables);
}

int xc_command_register_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_snapshot snapshot;
    struct xc_register *reg = NULL;
    char day[11], time[6];
    unsigned minutes;
    int rc = open_snapshot(cli, &snapshot, error);
    if (rc == XC_OK) {
        rc = xc_store_load_register(cli->session.store, cli->session.office,
                                    snapshot.number, &reg, &cli->progress, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json = snapshot_json(&snapshot);
        add_counts(json, reg);
        xc_register_free(reg);
        return xc_cli_json(cli, json, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    xc_date_format(xc_instant_date(snapshot.at, XC_CLI_ZONE_MINUTES, &minutes), day);
    xc_time_format(minutes, time);
    xc_cli_say(cli, "Office %.*s, snapshot %lld of %s %s (%s)",
               XC_PRI(cli->session.office), (long long)snapshot.number, day, time,
               reason_text(cli, snapshot.reason));
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 2);
    for (int t = 0; t < XC_TABLE_COUNT; t++) {
        xc_text_table_row(&table);
        xc_text_table_cell(
            &table, 0,
            xc_str_from(xc_text(cli->catalogue, xc_table_name((enum xc_table)t))));
        xc_text_table_number(&table, 1, xc_register_rows(reg, (enum xc_table)t));
    }
    xc_text_table_write(&table, 0, &cli->out);
    print_counts(cli, reg);
    xc_register_free(reg);
    return XC_OK;
}

/* ---- digest ---- */

int xc_command_register_digest(struct xc_cli *cli, struct xc_error *error) {
    struct xc_snapshot snapshot;
    int rc = open_snapshot(cli, &snapshot, error);
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, snapshot_json(&snapshot), error);
    }
    if (rc == XC_OK) {
        for (int table = 0; table < XC_TABLE_COUNT; table++) {
            xc_buffer_printf(&cli->out, "%s %.*s\n", xc_table_name((enum xc_table)table),
                             XC_PRI(snapshot.tables[table]));
        }
        xc_buffer_printf(&cli->out, "register %.*s\n", XC_PRI(snapshot.digest));
    }
    return rc;
}

/* ---- diff ---- */

int xc_command_register_diff(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *before = NULL, *after = NULL;
    struct xc_snapshot newest;
    int64_t from, to;
    int rc = snapshot_operand(cli, 0, &from, error);
    if (rc == XC_OK) {
        rc = snapshot_operand(cli, 1, &to, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_snapshot(cli->session.store, cli->session.office, to, cli->arena,
                               &newest, error);
    }
    if (rc == XC_OK && from == 0) {
        from = newest.number - 1;
    }
    if (rc == XC_OK && from == 0) {
        rc = xc_fail(error, XC_ENO,
                     "there is only one snapshot: nothing to compare it with");
    }
    if (rc == XC_OK) {
        rc = xc_store_load_register(cli->session.store, cli->session.office, from,
                                    &before, &cli->progress, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_load_register(cli->session.store, cli->session.office,
                                    newest.number, &after, &cli->progress, error);
    }
    json_t *tables = cli->json ? json_object() : NULL;
    if (rc == XC_OK && !cli->json) {
        xc_cli_say(cli, "From snapshot %lld to %lld:", (long long)from,
                   (long long)newest.number);
    }
    for (int table = 0; table < XC_TABLE_COUNT && rc == XC_OK; table++) {
        rc = xc_cli_diff(cli, before, after, (enum xc_table)table, DIFF_SHOWN, tables,
                         error);
    }
    xc_register_free(before);
    xc_register_free(after);
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli,
                           json_pack("{s:I, s:I, s:o}", "from", (json_int_t)from, "to",
                                     (json_int_t)newest.number, "tables", tables),
                           error);
    }
    json_decref(tables);
    return rc;
}

/* ---- set, and what was proposed ---- */

/* FIELD=VALUE operands behind the id. */
static int read_corrections(const struct xc_cli *cli, struct xc_correction **corrections,
                            struct xc_error *error) {
    size_t count = cli->args.operand_count - 1;
    *corrections = xc_arena_array(cli->arena, count, sizeof **corrections);
    if (!*corrections) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        struct xc_str value = xc_str_from(cli->args.operands[i + 1]);
        struct xc_str field = xc_str_cut(&value, '=');
        if (!value.ptr || field.len == 0) {
            return xc_fail(error, XC_EUSAGE, "write FIELD=VALUE, not '%s'",
                           cli->args.operands[i + 1]);
        }
        (*corrections)[i] = (struct xc_correction){field, value};
    }
    return XC_OK;
}

static int tell_change(struct xc_cli *cli, const struct xc_import_report *report,
                       int64_t before, int64_t number, struct xc_error *error) {
    if (cli->json) {
        return xc_cli_json(cli,
                           json_pack("{s:I, s:b}", "snapshot", (json_int_t)number,
                                     "changed", number != before),
                           error);
    }
    for (size_t i = 0; i < report->note_count && !cli->quiet; i++) {
        xc_cli_message(cli, &report->notes[i]);
    }
    xc_cli_say(cli,
               number == before ? XC_MSG("Nothing changed (snapshot %lld).")
                                : XC_MSG("Stored as snapshot %lld."),
               (long long)number);
    return XC_OK;
}

int xc_command_register_set(struct xc_cli *cli, struct xc_error *error) {
    const char *reason = xc_args_value(&cli->args, "reason");
    struct xc_correction *corrections;
    struct xc_import_report report = {0};
    int64_t before = 0, number = 0;
    if (!reason || !*reason) {
        return xc_fail(error, XC_EUSAGE,
                       "register set needs --reason TEXT: it is kept with the "
                       "change");
    }
    int rc = read_corrections(cli, &corrections, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_corrections_set(&cli->session, xc_str_from(cli->args.operands[0]),
                                corrections, cli->args.operand_count - 1,
                                xc_str_from(reason), &before, &number, &report, error);
    }
    if (rc == XC_OK) {
        rc = tell_change(cli, &report, before, number, error);
    }
    xc_import_report_free(&report);
    return rc;
}

static int decide(struct xc_cli *cli, bool accept, struct xc_error *error) {
    struct xc_str reason = xc_str_from(xc_args_value(&cli->args, "reason"));
    struct xc_str by = XC_STR("");
    struct xc_import_report report = {0};
    int64_t before = 0, number = 0;
    if (!accept && reason.len == 0) {
        return xc_fail(error, XC_EUSAGE,
                       "register decline needs --reason TEXT: it is kept with the "
                       "proposal");
    }
    int rc = xc_actor_by(cli, &by, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_corrections_decide(&cli->session, xc_str_from(cli->args.operands[0]),
                                   accept, by, reason, &before, &number, &report, error);
    }
    if (rc == XC_OK && accept) {
        rc = tell_change(cli, &report, before, number, error);
    } else if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, json_pack("{s:b}", "changed", 0), error);
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "Declined; the register stays as it is.");
    }
    xc_import_report_free(&report);
    return rc;
}

int xc_command_register_accept(struct xc_cli *cli, struct xc_error *error) {
    return decide(cli, true, error);
}

int xc_command_register_decline(struct xc_cli *cli, struct xc_error *error) {
    return decide(cli, false, error);
}

static json_t *proposal_json(const struct xc_proposal *proposal) {
    char day[11];
    xc_date_format(proposal->date, day);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o}", "id",
        xc_json_text(proposal->id), "target", xc_json_text(proposal->target), "visit",
        xc_json_text(proposal->visit), "field", xc_json_text(proposal->field), "was",
        xc_json_text(proposal->was), "value", xc_json_text(proposal->value), "date", day,
        "state", xc_proposal_state_word(proposal->state), "decided_by",
        xc_json_text(proposal->decided_by), "reason", xc_json_text(proposal->reason));
}

static void list_proposals(struct xc_cli *cli, const struct xc_proposal *proposals,
                           size_t count, bool all) {
    static const char *const titles[] = {
        XC_MSG("proposal"), XC_MSG("seen on"), XC_MSG("target"), XC_MSG("field"),
        XC_MSG("was"),      XC_MSG("is now"),  XC_MSG("state")};
    enum { COLUMNS = sizeof titles / sizeof *titles };
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    size_t open = 0;
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < count; i++) {
        const struct xc_proposal *one = &proposals[i];
        char day[11];
        open += one->state == XC_PROPOSAL_OPEN;
        if (!all && one->state != XC_PROPOSAL_OPEN) {
            continue;
        }
        xc_date_format(one->date, day);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, one->id);
        xc_text_table_cell(&table, 1, xc_str_from(day));
        xc_text_table_cell(&table, 2, one->target);
        xc_text_table_cell(&table, 3, one->field);
        xc_text_table_cell(&table, 4, one->was);
        xc_text_table_cell(&table, 5, one->value);
        xc_text_table_cell(&table, 6,
                           xc_str_from(cli->language[0] == 'z'
                                           ? xc_proposal_state_chinese(one->state)
                                           : xc_proposal_state_word(one->state)));
    }
    if (open > 0 || (all && count > 0)) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    xc_cli_say(cli, "Proposals to decide on: %zu", open);
}

int xc_command_register_proposals(struct xc_cli *cli, struct xc_error *error) {
    bool all = xc_args_flag(&cli->args, "all");
    struct xc_proposal *proposals;
    size_t count = 0;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_proposals_load(cli->session.store, cli->session.office, XC_NO_INSTANT,
                               cli->arena, &proposals, &count, NULL, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *list = json_array();
        for (size_t i = 0; i < count; i++) {
            if (all || proposals[i].state == XC_PROPOSAL_OPEN) {
                json_array_append_new(list, proposal_json(&proposals[i]));
            }
        }
        rc = xc_cli_json(cli, json_pack("{s:o}", "proposals", list), error);
    } else if (rc == XC_OK) {
        list_proposals(cli, proposals, count, all);
    }
    return rc;
}
