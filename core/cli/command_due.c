/* due: the reports that are owed, and what came in. */
#include "cli/command.h"

#include "calendar/feed.h"
#include "cli/fields.h"
#include "history/dues.h"
#include "intake/papers.h"
#include "report/text_table.h"
#include "rules/say.h"

struct listing {
    struct xc_cli *cli;
    const struct xc_register *reg;
    const struct xc_loaded_plan *plan;
    const struct xc_dues_receipts *receipts;
    struct xc_window days;
    bool only_open;
    xc_date today;
    unsigned minutes; /* of today that have passed */
    struct xc_text_table table;
    json_t *list; /* NULL: a table */
    size_t listed, open, late;
    /* Results that have to be public by one day are one row of the table. */
    struct {
        const struct xc_due_item *first; /* NULL: there are none */
        size_t count, in;
        xc_date last_in;
        bool late;
    } together;
};

enum { COLUMNS = 6 };

/* ---- list ---- */

static void list_titles(struct listing *listing) {
    static const char *const titles[COLUMNS] = {XC_MSG("due on"),  XC_MSG("due item"),
                                                XC_MSG("title"),   XC_MSG("owed by"),
                                                XC_MSG("owed to"), XC_MSG("came in on")};
    xc_fields_titles(listing->cli, &listing->table, titles, COLUMNS);
}

/* The institution or area that owes it by its name, which the id has by its code. */
static struct xc_str who_owes(const struct listing *listing,
                              const struct xc_due_item *item) {
    const struct xc_register *reg = listing->reg;
    uint32_t target =
        item->subject.len ? xc_register_find_target(reg, item->subject) : XC_NO_ROW;
    uint32_t area = item->subject.len && target == XC_NO_ROW
                        ? xc_register_find_area(reg, item->subject)
                        : XC_NO_ROW;
    return target != XC_NO_ROW ? xc_register_text(reg, reg->targets.name[target])
           : area != XC_NO_ROW ? xc_register_text(reg, reg->areas.name[area])
           : item->subject.len ? item->subject
                               : item->owner;
}

static void add_row(struct listing *listing, const struct xc_due_item *item,
                    xc_date received, bool late) {
    struct xc_text_table *table = &listing->table;
    char day[20], on[11];
    xc_date_format(item->date, day);
    xc_date_format(received, on);
    if (item->minutes != XC_NO_TIME) {
        day[10] = ' ';
        xc_time_format((unsigned)item->minutes, day + 11);
    }
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(day));
    xc_text_table_cell(table, 1, item->id);
    xc_text_table_cell(table, 2, xc_say_due_title(item->rule, listing->cli->catalogue));
    xc_text_table_cell(table, 3, who_owes(listing, item));
    xc_text_table_cell(table, 4, item->rule->to);
    xc_text_table_cell(
        table, 5,
        xc_str_from(late ? xc_text(listing->cli->catalogue, XC_MSG("overdue")) : on));
}

/* The results of one day, if there are any, as a row. */
static void add_together(struct listing *listing) {
    const struct xc_due_item *first = listing->together.first;
    struct xc_text_table *table = &listing->table;
    struct xc_buffer text = xc_buffer_make(256);
    struct xc_message results;
    char day[11], on[11];
    if (!first) {
        return;
    }
    struct xc_str rest = first->id, part = xc_str_cut(&rest, '/');
    size_t id = part.len + 1 + xc_str_cut(&rest, '/').len;
    size_t open = listing->together.count - listing->together.in;
    xc_date_format(first->date, day);
    xc_date_format(listing->together.last_in, on);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(day));
    xc_text_table_cell(table, 1, xc_str_slice(first->id, 0, id));
    xc_text_table_cell(table, 2, xc_say_due_title(first->rule, listing->cli->catalogue));
    xc_message_set(&results, "%zu results", listing->together.count);
    (void)xc_message_render(&results, listing->cli->catalogue, &text);
    xc_text_table_cell(table, 3,
                       xc_arena_copy(listing->cli->arena, xc_buffer_view(&text)));
    xc_text_table_cell(table, 4, first->rule->to);
    xc_buffer_clear(&text);
    if (listing->together.late) {
        xc_buffer_puts(&text, xc_text(listing->cli->catalogue, XC_MSG("overdue")));
        xc_buffer_printf(&text, " %zu", open);
    } else if (open > 0) {
        xc_buffer_printf(&text, "%zu / %zu", listing->together.in,
                         listing->together.count);
    } else {
        xc_buffer_puts(&text, on);
    }
    xc_text_table_cell(table, 5,
                       xc_arena_copy(listing->cli->arena, xc_buffer_view(&text)));
    xc_buffer_free(&text);
    listing->together.first = NULL;
}

/* One more of them, or the first of another day. */
static void put_together(struct listing *listing, const struct xc_due_item *item,
                         xc_date received, bool late) {
    const struct xc_due_item *first = listing->together.first;
    if (first && (first->rule != item->rule || first->date != item->date)) {
        add_together(listing);
    }
    if (!listing->together.first) {
        listing->together.first = item;
        listing->together.count = listing->together.in = 0;
        listing->together.last_in = XC_NO_DATE;
        listing->together.late = false;
    }
    listing->together.count++;
    listing->together.in += received != XC_NO_DATE;
    listing->together.late = listing->together.late || late;
    if (received != XC_NO_DATE && received > listing->together.last_in) {
        listing->together.last_in = received;
    }
}

static void add_json(struct listing *listing, const struct xc_due_item *item,
                     xc_date received, bool late) {
    json_t *json = json_object();
    char time[6] = "";
    if (item->minutes != XC_NO_TIME) {
        xc_time_format((unsigned)item->minutes, time);
    }
    xc_fields_text(json, "programme", listing->plan->head.programme);
    xc_fields_text(json, "id", item->id);
    xc_fields_text(json, "title", item->rule->title);
    xc_fields_text(json, "what", item->rule->what);
    xc_fields_date(json, "date", item->date);
    xc_fields_text(json, "time", xc_str_from(time));
    xc_fields_text(json, "from", item->owner);
    xc_fields_text(json, "to", item->rule->to);
    xc_fields_text(json, "subject", item->subject);
    xc_fields_text(json, "target", item->cause ? item->cause->target : XC_STR(""));
    xc_fields_date(json, "received", received);
    json_object_set_new(json, "overdue", json_boolean(late));
    json_array_append_new(listing->list, json);
}

static void add_item(struct listing *listing, const struct xc_due_item *item) {
    xc_date received = xc_dues_received(listing->receipts, item).on;
    bool open = received == XC_NO_DATE;
    bool over = item->date == listing->today && item->minutes != XC_NO_TIME &&
                (unsigned)item->minutes < listing->minutes;
    bool late = open && (item->date < listing->today || over);
    if ((listing->days.from != XC_NO_DATE && item->date < listing->days.from) ||
        (listing->days.to != XC_NO_DATE && item->date > listing->days.to) ||
        (listing->only_open && !open)) {
        return;
    }
    listing->listed++;
    listing->open += open;
    listing->late += late;
    if (listing->list) {
        add_json(listing, item, received, late);
    } else if (xc_due_publishes(item->rule)) {
        put_together(listing, item, received, late);
    } else {
        add_together(listing);
        add_row(listing, item, received, late);
    }
}

static int list_plan(struct listing *listing, const struct xc_loaded *loaded,
                     struct xc_error *error) {
    const struct xc_session *session = &listing->cli->session;
    const struct xc_programme *programme = listing->plan->programme;
    struct xc_dues_receipts *receipts;
    struct xc_due_item *items;
    size_t count;
    int offset = 0;
    int rc = xc_dues_of_plan(session, loaded, listing->plan, loaded->arena, &items,
                             &count, &receipts, error);
    if (rc != XC_OK) {
        return rc;
    }
    (void)xc_zone_known(programme->zone, &offset);
    listing->today = xc_instant_date(session->now, offset, &listing->minutes);
    listing->reg = loaded->reg;
    listing->receipts = receipts;
    for (size_t i = 0; i < count; i++) {
        add_item(listing, &items[i]);
    }
    add_together(listing);
    return XC_OK;
}

int xc_command_due_list(struct xc_cli *cli, struct xc_error *error) {
    struct listing listing = {.cli = cli,
                              .only_open = xc_args_flag(&cli->args, "open"),
                              .table = xc_text_table_make(cli->arena, COLUMNS, 0)};
    struct xc_loaded loaded = {0};
    const char *programme = cli->args.operand_count > 0 ? cli->args.operands[0] : NULL;
    int rc = xc_args_date(&cli->args, "from", &listing.days.from, error);
    if (rc == XC_OK) {
        rc = xc_args_date(&cli->args, "to", &listing.days.to, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, xc_str_from(programme), &loaded, error);
        rc = cli->json && !programme ? xc_cli_none_is_fine(rc, error) : rc;
    }
    listing.list = rc == XC_OK && cli->json ? json_array() : NULL;
    list_titles(&listing);
    for (size_t i = 0; i < loaded.count && rc == XC_OK; i++) {
        listing.plan = &loaded.plans[i];
        rc = list_plan(&listing, &loaded, error);
    }
    if (rc == XC_OK && listing.list) {
        rc = xc_cli_json(cli, json_pack("{s:O}", "due", listing.list), error);
    } else if (rc == XC_OK) {
        if (listing.listed > 0) {
            xc_text_table_write(&listing.table, 0, &cli->out);
        }
        xc_cli_say(cli, "Due items: %zu, not come in: %zu, overdue: %zu", listing.listed,
                   listing.open, listing.late);
    }
    json_decref(listing.list);
    xc_loaded_free(&loaded);
    return rc;
}

/* ---- done ---- */

int xc_command_due_done(struct xc_cli *cli, struct xc_error *error) {
    struct xc_papers *papers = NULL;
    struct xc_paper_row row = {.line = 1};
    size_t stored = 0;
    xc_date on = XC_NO_DATE;
    char day[11], hour[6] = "";
    const char *at = xc_args_value(&cli->args, "at");
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        int offset = 0;
        unsigned minutes;
        (void)xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
        xc_date today = xc_instant_date(cli->now, offset, &minutes);
        if (!xc_args_value(&cli->args, "on")) {
            xc_time_format(minutes, hour);
        }
        rc = xc_fields_on(cli, today, &on, error);
    }
    if (rc == XC_OK) {
        rc = xc_papers_open(&cli->session, XC_IMPORT_RECEIPTS, XC_IMPORT_MERGE, &papers,
                            error);
    }
    if (rc == XC_OK) {
        xc_date_format(on, day);
        row.cells[XC_RECEIPT_DUE] = xc_str_from(cli->args.operands[0]);
        row.cells[XC_RECEIPT_ON] = xc_str_from(day);
        row.cells[XC_RECEIPT_TIME] = xc_str_from(at ? at : hour);
        row.cells[XC_RECEIPT_PROGRAMME] =
            xc_str_from(xc_args_value(&cli->args, "programme"));
        rc = xc_papers_row(papers, &row, error);
    }
    if (rc == XC_OK) {
        rc = xc_papers_save(papers, &stored, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:s, s:s, s:b}", "id", cli->args.operands[0], "on",
                                   day, "changed", stored > 0),
                         error);
    } else if (rc == XC_OK && stored == 0) {
        xc_cli_say(cli, "Nothing changed.");
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "%s came in on %s.", cli->args.operands[0], day);
    }
    xc_papers_free(papers);
    return rc;
}
