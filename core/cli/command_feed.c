/* feed: private addresses of calendars. An address is shown once, when it is made. */
#include "cli/command.h"

#include "access/feeds.h"
#include "cli/actor.h"
#include "cli/fields.h"
#include "report/text_table.h"
#include "workspace/settings.h"

enum { COLUMNS = 6, MOST = 999999 };

/* ---- Addresses ---- */

/* "https://xuncha.example.cn/feeds/TOKEN.ics", or the path where nothing says under which
 * name the server is reached. */
static int write_address(struct xc_cli *cli, const char *token, struct xc_str *address,
                         struct xc_error *error) {
    struct xc_str url;
    struct xc_buffer text = xc_buffer_make(1024);
    int rc = xc_settings_text(&cli->session, "public_url", cli->arena, &url, error);
    while (rc == XC_OK && xc_str_ends(url, XC_STR("/"))) {
        url = xc_str_slice(url, 0, url.len - 1);
    }
    if (rc == XC_OK) {
        xc_buffer_add(&text, url);
        xc_buffer_printf(&text, "/feeds/%s.ics", token);
        *address = xc_arena_copy(cli->arena, xc_buffer_view(&text));
        rc = text.failed || !address->ptr ? xc_fail_memory(error) : XC_OK;
    }
    xc_buffer_free(&text);
    return rc;
}

static json_t *feed_json(const struct xc_register *reg,
                         const struct xc_feed_address *feed) {
    char at[21];
    json_t *json = json_pack("{s:I}", "id", (json_int_t)feed->number);
    xc_instant_format(feed->at, at);
    xc_fields_text(json, "by", xc_str_from(xc_feed_word(feed->by)));
    xc_fields_text(json, "key", feed->key);
    xc_fields_text(json, "name", xc_register_name(reg, feed->key));
    xc_fields_text(json, "note", feed->note);
    json_object_set_new(json, "revoked", json_boolean(feed->revoked));
    xc_fields_text(json, "created", xc_str_from(at));
    return json;
}

static int answer(struct xc_cli *cli, const char *token, unsigned number,
                  struct xc_error *error) {
    struct xc_str address;
    int rc = write_address(cli, token, &address, error);
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli,
                           json_pack("{s:I, s:o}", "id", (json_int_t)number, "address",
                                     xc_json_text(address)),
                           error);
    }
    if (rc == XC_OK) {
        xc_cli_say(cli, "Feed %u, its address, shown only now:", number);
        xc_buffer_add(&cli->out, address);
        xc_buffer_putc(&cli->out, '\n');
        xc_cli_say(cli, "Whoever has it sees the calendar: hand it to its reader only.");
    }
    return rc;
}

/* ---- Whose ---- */

/* Everybody has the calendar of the person that they are; who administers has all. */
static bool is_theirs(const struct xc_cli *cli, const struct xc_feed_address *feed) {
    const struct xc_actor *actor = &cli->actor;
    if (!actor->named || xc_access_may(&actor->user, XC_ACT_ADMINISTER)) {
        return true;
    }
    return actor->is_user && actor->user.person.len > 0 &&
           xc_str_equal(actor->office, cli->session.office) &&
           feed->by == XC_FEED_PERSON && xc_str_equal(feed->key, actor->user.person);
}

static int refuse(const struct xc_cli *cli, struct xc_error *error) {
    xc_fail(error, XC_EFORBIDDEN,
            "user '%.*s' has the address of their own calendar only",
            XC_PRI(cli->actor.user.name));
    return xc_hint(error, "admins hand out those of others");
}

/* CODE of an area, or CODE-ZONE where some target of the area lies in the zone. */
static bool knows_area(const struct xc_register *reg, struct xc_str key) {
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        uint32_t area = reg->targets.area[row];
        struct xc_str zone = xc_register_text(reg, reg->targets.zone[row]);
        struct xc_str code =
            area != XC_NO_ROW ? xc_register_text(reg, reg->areas.code[area]) : XC_STR("");
        if (zone.len > 0 && key.len == code.len + 1 + zone.len &&
            xc_str_is(xc_str_slice(key, code.len, 1), "-") && xc_str_starts(key, code) &&
            xc_str_ends(key, zone)) {
            return true;
        }
    }
    return xc_register_find_area(reg, key) != XC_NO_ROW;
}

/* Crews that the register does not name are formed by plans, as CODE-1 …, and are taken
 * as they are. */
static int check_key(struct xc_cli *cli, const struct xc_register *reg,
                     const struct xc_feed_address *feed, struct xc_error *error) {
    bool office = xc_str_equal(feed->key, cli->session.office);
    switch (feed->by) {
    case XC_FEED_PERSON:
        return xc_register_find_person(reg, feed->key) != XC_NO_ROW
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT, "the register has nobody '%.*s'",
                             XC_PRI(feed->key));
    case XC_FEED_AREA:
        return office || knows_area(reg, feed->key)
                   ? XC_OK
                   : xc_fail(error, XC_EINPUT, "the register has no area '%.*s'",
                             XC_PRI(feed->key));
    case XC_FEED_CREW:
        return feed->key.len > 0
                   ? XC_OK
                   : xc_fail(error, XC_EUSAGE, "which crew? Its id is missing");
    case XC_FEED_OFFICE:
    case XC_FEED_TASKS:
        break;
    }
    return office ? XC_OK
                  : xc_fail(error, XC_EINPUT,
                            "'%.*s' is another office; name it with --office",
                            XC_PRI(feed->key));
}

static int read_feed(struct xc_cli *cli, struct xc_feed_address *feed,
                     struct xc_error *error) {
    struct xc_str by = xc_str_from(xc_args_value(&cli->args, "by"));
    feed->by = xc_feed_parse(by);
    feed->note = xc_str_from(xc_args_value(&cli->args, "note"));
    if (!feed->by) {
        by.ptr ? xc_fail(error, XC_EUSAGE, "--by: there is no '%.*s'", XC_PRI(by))
               : xc_fail(error, XC_EUSAGE, "feed create needs --by: whose calendar?");
        return xc_hint(error, "write person, crew, area, office or tasks");
    }
    bool own = feed->by == XC_FEED_OFFICE || feed->by == XC_FEED_TASKS;
    if (cli->args.operand_count > 0) {
        feed->key = xc_str_from(cli->args.operands[0]);
    } else if (own) {
        feed->key = cli->session.office;
    } else {
        return xc_fail(error, XC_EUSAGE, "feed create: whose? KEY is missing");
    }
    return XC_OK;
}

/* ---- Commands ---- */

int xc_command_feed_create(struct xc_cli *cli, struct xc_error *error) {
    struct xc_feed_address feed = {0};
    struct xc_register *reg = NULL;
    char token[XC_TOKEN_CHARS + 1];
    unsigned number = 0;
    int64_t snapshot;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = read_feed(cli, &feed, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &snapshot, error);
    }
    if (rc == XC_OK) {
        rc = is_theirs(cli, &feed) ? check_key(cli, reg, &feed, error)
                                   : refuse(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_feeds_create(cli->session.store, cli->session.office, &feed, cli->now,
                             &number, token, error);
    }
    if (rc == XC_OK) {
        rc = answer(cli, token, number, error);
    }
    xc_register_free(reg);
    return rc;
}

static int read_number(const struct xc_cli *cli, unsigned *number,
                       struct xc_error *error) {
    uint64_t value = 0;
    if (!xc_str_to_uint(xc_str_from(cli->args.operands[0]), MOST, &value)) {
        xc_fail(error, XC_EUSAGE, "'%s' is not the number of a feed",
                cli->args.operands[0]);
        return xc_hint(error, "`xuncha feed list` shows them");
    }
    *number = (unsigned)value;
    return XC_OK;
}

/* Opens the office, and checks that the feed named is the user's to change. */
static int open_feed(struct xc_cli *cli, unsigned *number, struct xc_error *error) {
    struct xc_feed_address *feeds = NULL;
    size_t count = 0;
    int rc = read_number(cli, number, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_feeds_load(cli->session.store, cli->session.office, cli->arena, &feeds,
                           &count, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (feeds[i].number == *number && !is_theirs(cli, &feeds[i])) {
            rc = refuse(cli, error);
        }
    }
    return rc;
}

int xc_command_feed_rotate(struct xc_cli *cli, struct xc_error *error) {
    char token[XC_TOKEN_CHARS + 1];
    unsigned number = 0;
    int rc = open_feed(cli, &number, error);
    if (rc == XC_OK) {
        rc = xc_feeds_rotate(cli->session.store, cli->session.office, number, cli->now,
                             token, error);
    }
    return rc == XC_OK ? answer(cli, token, number, error) : rc;
}

int xc_command_feed_revoke(struct xc_cli *cli, struct xc_error *error) {
    unsigned number = 0;
    int rc = open_feed(cli, &number, error);
    if (rc == XC_OK) {
        rc = xc_feeds_revoke(cli->session.store, cli->session.office, number, cli->now,
                             error);
    }
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, json_pack("{s:I}", "revoked", (json_int_t)number), error);
    }
    if (rc == XC_OK) {
        xc_cli_say(cli, "Feed %u is revoked: its address leads nowhere.", number);
    }
    return rc;
}

static void add_row(struct xc_cli *cli, struct xc_text_table *table,
                    const struct xc_register *reg, const struct xc_feed_address *feed) {
    char at[21];
    bool chinese = cli->language[0] == 'z';
    xc_instant_format(feed->at, at);
    xc_text_table_row(table);
    xc_text_table_number(table, 0, feed->number);
    xc_text_table_cell(
        table, 1,
        xc_str_from(chinese ? xc_feed_chinese(feed->by) : xc_feed_word(feed->by)));
    xc_text_table_cell(table, 2, feed->key);
    xc_text_table_cell(table, 3, xc_register_name(reg, feed->key));
    xc_text_table_cell(table, 4, feed->note);
    xc_text_table_cell(table, 5,
                       feed->revoked
                           ? xc_str_from(xc_text(cli->catalogue, XC_MSG("revoked")))
                           : xc_str_slice(xc_str_from(at), 0, 10));
}

static int list_feeds(struct xc_cli *cli, const struct xc_register *reg,
                      const struct xc_feed_address *feeds, size_t count,
                      struct xc_error *error) {
    static const char *const titles[COLUMNS] = {XC_MSG("feed"), XC_MSG("calendar of"),
                                                XC_MSG("key"),  XC_MSG("name"),
                                                XC_MSG("note"), XC_MSG("made on")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 1u);
    json_t *list = json_array();
    size_t shown = 0;
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < count; i++) {
        if (!is_theirs(cli, &feeds[i])) {
            continue;
        }
        shown++;
        if (cli->json) {
            json_array_append_new(list, feed_json(reg, &feeds[i]));
        } else {
            add_row(cli, &table, reg, &feeds[i]);
        }
    }
    if (cli->json) {
        return xc_cli_json(cli, json_pack("{s:o}", "feeds", list), error);
    }
    json_decref(list);
    if (shown == 0) {
        xc_cli_say(cli, "No feeds yet: xuncha feed create --by person ID");
        return XC_OK;
    }
    return xc_text_table_write(&table, 0, &cli->out) == XC_OK ? XC_OK
                                                              : xc_fail_memory(error);
}

int xc_command_feed_list(struct xc_cli *cli, struct xc_error *error) {
    struct xc_feed_address *feeds = NULL;
    struct xc_register *reg = NULL;
    size_t count = 0;
    int64_t number;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_feeds_load(cli->session.store, cli->session.office, cli->arena, &feeds,
                           &count, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    if (rc == XC_OK) {
        rc = list_feeds(cli, reg, feeds, count, error);
    }
    xc_register_free(reg);
    return rc;
}
