/* register list, register get: the rows of the register in force, searched and page by
 * page. */
#include "cli/command.h"

#include "cli/fields.h"
#include "cli/options.h"
#include "publish/register_rows.h"
#include "report/text_table.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_ROWS = 200, MOST_ROWS = 2000, KEY_BYTES = 24, COLUMNS = 7 };

/* What is asked for; empty texts, 0 and XC_NO_ROW: anything. */
struct asked {
    struct xc_str text, zone, crew, person, target, after;
    unsigned kind, status, role;
    uint32_t area, parent;
    bool by_area, by_parent;
    xc_date from, to;
    uint64_t limit;
};

/* What can be listed, and how. */
struct listing {
    const char *name;
    enum xc_table table;
    const char *titles[COLUMNS];
    bool (*holds)(const struct xc_register *reg, uint32_t row, const struct asked *asked);
    json_t *(*json)(const struct xc_register *reg, uint32_t row);
    const char *columns[COLUMNS]; /* members of the object, in the table for people */
    const char *by;               /* the options it is searched by */
};

/* ---- What a row must hold ---- */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Without case for the letters that ids have. */
static bool has(struct xc_str text, struct xc_str part) {
    for (size_t i = 0; i + part.len <= text.len; i++) {
        size_t k = 0;
        while (k < part.len && lower(text.ptr[i + k]) == lower(part.ptr[k])) {
            k++;
        }
        if (k == part.len) {
            return true;
        }
    }
    return false;
}

static bool any_has(const struct xc_register *reg, const xc_ref *texts, size_t count,
                    struct xc_str part) {
    bool found = part.len == 0;
    for (size_t i = 0; i < count && !found; i++) {
        found = has(xc_register_text(reg, texts[i]), part);
    }
    return found;
}

static bool same(struct xc_str text, struct xc_str asked) {
    return asked.len == 0 || xc_str_equal(text, asked);
}

static bool lies_in(const struct xc_register *reg, uint32_t area,
                    const struct asked *asked) {
    return !asked->by_area || xc_register_within(reg, area, asked->area);
}

static bool holds_target(const struct xc_register *reg, uint32_t row,
                         const struct asked *asked) {
    const struct xc_targets *of = &reg->targets;
    const xc_ref texts[] = {of->id[row], of->name[row], of->address[row],
                            of->organisation[row]};
    return (asked->kind == 0 || of->kind[row] == asked->kind) &&
           (asked->status == 0 || of->status[row] == asked->status) &&
           lies_in(reg, of->area[row], asked) &&
           same(xc_register_text(reg, of->zone[row]), asked->zone) &&
           any_has(reg, texts, sizeof texts / sizeof *texts, asked->text);
}

static bool holds_person(const struct xc_register *reg, uint32_t row,
                         const struct asked *asked) {
    const struct xc_people *of = &reg->people;
    const xc_ref texts[] = {of->id[row], of->name[row], of->unit[row],
                            of->department[row]};
    return (asked->status == 0 || of->status[row] == asked->status) &&
           (asked->role == 0 || (of->roles[row] >> asked->role & 1u)) &&
           lies_in(reg, of->area[row], asked) &&
           same(xc_register_text(reg, of->crew[row]), asked->crew) &&
           any_has(reg, texts, sizeof texts / sizeof *texts, asked->text);
}

static bool holds_inspector(const struct xc_register *reg, uint32_t row,
                            const struct asked *asked) {
    return reg->people.pool[row] == XC_POOL_INSPECTORS && holds_person(reg, row, asked);
}

static bool holds_expert(const struct xc_register *reg, uint32_t row,
                         const struct asked *asked) {
    return reg->people.pool[row] == XC_POOL_EXPERTS && holds_person(reg, row, asked);
}

static bool holds_area(const struct xc_register *reg, uint32_t row,
                       const struct asked *asked) {
    const xc_ref texts[] = {reg->areas.code[row], reg->areas.name[row]};
    return lies_in(reg, row, asked) &&
           (!asked->by_parent || reg->areas.parent[row] == asked->parent) &&
           any_has(reg, texts, sizeof texts / sizeof *texts, asked->text);
}

static struct xc_str person_id(const struct xc_register *reg, uint32_t person) {
    return xc_register_text(reg, reg->people.id[person]);
}

static bool holds_absence(const struct xc_register *reg, uint32_t row,
                          const struct asked *asked) {
    const struct xc_absences *of = &reg->absences;
    return same(person_id(reg, of->person[row]), asked->person) &&
           (asked->from == XC_NO_DATE || of->to[row] >= asked->from) &&
           (asked->to == XC_NO_DATE || of->from[row] <= asked->to);
}

/* Of a target: also what bars a person from its organisation or its area. */
static bool holds_relation(const struct xc_register *reg, uint32_t row,
                           const struct asked *asked) {
    const struct xc_relations *of = &reg->relations;
    uint32_t target = xc_register_find_target(reg, asked->target);
    bool about = asked->target.len == 0;
    if (!about && target != XC_NO_ROW) {
        about = of->target[row] == target ||
                (of->organisation[row] != 0 &&
                 of->organisation[row] == reg->targets.organisation[target]) ||
                (of->area[row] != XC_NO_ROW &&
                 xc_register_within(reg, reg->targets.area[target], of->area[row]));
    }
    return about && same(person_id(reg, of->person[row]), asked->person);
}

/* ---- What can be listed ---- */

static const struct listing listings[] = {
    {"targets",
     XC_TABLE_TARGETS,
     {XC_MSG("id"), XC_MSG("name"), XC_MSG("kind"), XC_MSG("area"), XC_MSG("zone"),
      XC_MSG("address"), XC_MSG("status")},
     holds_target,
     xc_register_row_target,
     {"id", "name", "kind", "area_name", "zone", "address", "status"},
     "text area kind status zone limit after"},
    {"inspectors",
     XC_TABLE_PEOPLE,
     {XC_MSG("id"), XC_MSG("name"), XC_MSG("unit"), XC_MSG("area"), XC_MSG("crew"),
      XC_MSG("certificate"), XC_MSG("status")},
     holds_inspector,
     xc_register_row_person,
     {"id", "name", "unit", "area_name", "crew", "certificate", "status"},
     "text area crew role status limit after"},
    {"experts",
     XC_TABLE_PEOPLE,
     {XC_MSG("id"), XC_MSG("name"), XC_MSG("unit"), XC_MSG("area"), XC_MSG("crew"),
      XC_MSG("certificate"), XC_MSG("status")},
     holds_expert,
     xc_register_row_person,
     {"id", "name", "unit", "area_name", "crew", "certificate", "status"},
     "text area crew role status limit after"},
    {"areas",
     XC_TABLE_AREAS,
     {XC_MSG("code"), XC_MSG("name"), XC_MSG("within"), XC_MSG("level")},
     holds_area,
     xc_register_row_area,
     {"code", "name", "parent", "level"},
     "text area parent limit after"},
    {"absences",
     XC_TABLE_ABSENCES,
     {XC_MSG("person"), XC_MSG("name"), XC_MSG("from"), XC_MSG("to"), XC_MSG("half"),
      XC_MSG("reason")},
     holds_absence,
     xc_register_row_absence,
     {"person", "person_name", "from", "to", "half", "reason"},
     "person window limit after"},
    {"relations",
     XC_TABLE_RELATIONS,
     {XC_MSG("person"), XC_MSG("name"), XC_MSG("target"), XC_MSG("organisation"),
      XC_MSG("area"), XC_MSG("reason"), XC_MSG("until")},
     holds_relation,
     xc_register_row_relation,
     {"person", "person_name", "target", "organisation", "area", "reason", "until"},
     "person target limit after"},
};
enum { LISTINGS = sizeof listings / sizeof *listings };

static int find_listing(const char *name, const struct listing **listing,
                        struct xc_error *error) {
    for (size_t i = 0; i < LISTINGS; i++) {
        if (strcmp(name, listings[i].name) == 0) {
            *listing = &listings[i];
            return XC_OK;
        }
    }
    xc_fail(error, XC_EUSAGE, "there is no table '%s'", name);
    return xc_hint(error, "the tables are targets, inspectors, experts, areas, absences, "
                          "relations");
}

/* ---- What is asked for ---- */

/* An option that says nothing about these rows would find too much. */
static int check_options(const struct xc_cli *cli, const struct listing *listing,
                         struct xc_error *error) {
    for (const struct xc_option *option = xc_register_list_options; option->name;
         option++) {
        struct xc_str rest = xc_str_from(listing->by);
        bool listed = xc_args_value(&cli->args, option->name) == NULL;
        while (rest.ptr && !listed) {
            listed = xc_str_is(xc_str_cut(&rest, ' '), option->name);
        }
        if (!listed) {
            xc_fail(error, XC_EUSAGE, "%s cannot be searched by --%s", listing->name,
                    option->name);
            return xc_hint(error, "they can by: %s", listing->by);
        }
    }
    return XC_OK;
}

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static int read_word(const struct xc_cli *cli, const char *name,
                     enum xc_vocabulary vocabulary, unsigned *value,
                     struct xc_error *error) {
    struct xc_str word = option(cli, name);
    *value = word.len ? xc_words_parse(vocabulary, word) : 0;
    if (word.len && *value == 0) {
        struct xc_str near = xc_words_suggest(vocabulary, word);
        xc_fail(error, XC_EUSAGE, "--%s: there is no '%.*s'", name, XC_PRI(word));
        return near.len ? xc_hint(error, "did you mean %.*s?", XC_PRI(near)) : XC_EUSAGE;
    }
    return XC_OK;
}

static int read_asked(const struct xc_cli *cli, struct asked *asked,
                      struct xc_error *error) {
    struct xc_str limit = option(cli, "limit");
    *asked = (struct asked){
        .text = option(cli, "text"),
        .zone = option(cli, "zone"),
        .crew = option(cli, "crew"),
        .person = option(cli, "person"),
        .target = option(cli, "target"),
        .after = option(cli, "after"),
        .by_area = option(cli, "area").len > 0,
        .by_parent = option(cli, "parent").len > 0,
        .limit = cli->json ? USUAL_ROWS : UINT64_MAX,
    };
    if (limit.len &&
        (!xc_str_to_uint(limit, MOST_ROWS, &asked->limit) || asked->limit == 0)) {
        return xc_fail(error, XC_EUSAGE, "--limit: a number from 1 to %d, not '%.*s'",
                       MOST_ROWS, XC_PRI(limit));
    }
    int rc = read_word(cli, "kind", XC_WORDS_KIND, &asked->kind, error);
    if (rc == XC_OK) {
        rc = read_word(cli, "status", XC_WORDS_STATUS, &asked->status, error);
    }
    if (rc == XC_OK) {
        rc = read_word(cli, "role", XC_WORDS_ROLE, &asked->role, error);
    }
    return rc == XC_OK
               ? xc_args_window(&cli->args, "window", &asked->from, &asked->to, error)
               : rc;
}

static int find_area(const struct xc_cli *cli, const struct xc_register *reg,
                     const char *name, uint32_t *area, struct xc_error *error) {
    struct xc_str code = option(cli, name);
    *area = code.len ? xc_register_find_area(reg, code) : XC_NO_ROW;
    return code.len && *area == XC_NO_ROW
               ? xc_fail(error, XC_ENO, "there is no area '%.*s'", XC_PRI(code))
               : XC_OK;
}

/* ---- Pages ---- */

/* What stands for a row in --after: its id, or, in tables whose rows have none, its
 * place. Borrows room. */
static struct xc_str key_of(const struct xc_register *reg, enum xc_table table,
                            uint32_t row, struct xc_buffer *room) {
    switch (table) {
    case XC_TABLE_AREAS:
        return xc_register_text(reg, reg->areas.code[row]);
    case XC_TABLE_TARGETS:
        return xc_register_text(reg, reg->targets.id[row]);
    case XC_TABLE_PEOPLE:
        return person_id(reg, row);
    default:
        xc_buffer_clear(room);
        xc_buffer_printf(room, "%u", row + 1);
        return xc_buffer_view(room);
    }
}

/* The first row behind --after. */
static int first_row(const struct xc_register *reg, const struct listing *listing,
                     struct xc_str after, uint32_t *row, struct xc_error *error) {
    uint32_t count = xc_register_rows(reg, listing->table), low = 0, high = count;
    struct xc_buffer room = xc_buffer_make(KEY_BYTES);
    uint64_t place = 0;
    *row = 0;
    if (after.len == 0) {
        return XC_OK;
    }
    if (listing->table == XC_TABLE_ABSENCES || listing->table == XC_TABLE_RELATIONS) {
        if (!xc_str_to_uint(after, UINT32_MAX, &place)) {
            return xc_fail(error, XC_EUSAGE, "--after: '%.*s' is not from an answer",
                           XC_PRI(after));
        }
        *row = (uint32_t)(place < count ? place : count);
        return XC_OK;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (xc_str_compare(key_of(reg, listing->table, middle, &room), after) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    xc_buffer_free(&room);
    *row = low;
    return XC_OK;
}

static void add_row(struct xc_cli *cli, struct xc_text_table *table,
                    const struct listing *listing, const json_t *row) {
    xc_text_table_row(table);
    for (size_t i = 0; i < COLUMNS && listing->columns[i]; i++) {
        const char *value = json_string_value(json_object_get(row, listing->columns[i]));
        bool word = strcmp(listing->columns[i], "kind") == 0 ||
                    strcmp(listing->columns[i], "status") == 0;
        unsigned meaning =
            word ? xc_words_parse(listing->columns[i][0] == 'k' ? XC_WORDS_KIND
                                                                : XC_WORDS_STATUS,
                                  xc_str_from(value))
                 : 0;
        if (meaning && cli->language[0] == 'z') {
            value = xc_words_chinese(
                listing->columns[i][0] == 'k' ? XC_WORDS_KIND : XC_WORDS_STATUS, meaning);
        }
        xc_text_table_cell(table, i, xc_str_from(value));
    }
}

struct page {
    json_t *items;
    struct xc_text_table table;
    size_t total, given;
    uint32_t last; /* row that was given last */
    bool more;     /* some behind it are asked for, too */
};

static void walk(struct xc_cli *cli, const struct xc_register *reg,
                 const struct listing *listing, const struct asked *asked, uint32_t first,
                 struct page *page) {
    uint32_t count = xc_register_rows(reg, listing->table);
    for (uint32_t row = 0; row < count; row++) {
        if (!listing->holds(reg, row, asked)) {
            continue;
        }
        page->total++;
        if (row < first) {
            continue;
        }
        if (page->given == asked->limit) {
            page->more = true;
            continue;
        }
        json_t *json = listing->json(reg, row);
        page->given++;
        page->last = row;
        if (cli->json) {
            json_array_append_new(page->items, json);
        } else {
            add_row(cli, &page->table, listing, json);
            json_decref(json);
        }
    }
}

static int tell(struct xc_cli *cli, const struct xc_register *reg,
                const struct listing *listing, const struct page *page,
                struct xc_error *error) {
    struct xc_buffer room = xc_buffer_make(KEY_BYTES);
    struct xc_str next =
        page->more ? key_of(reg, listing->table, page->last, &room) : XC_STR("");
    int rc = XC_OK;
    if (cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:O, s:I, s:o}", "items", page->items, "total",
                                   (json_int_t)page->total, "next",
                                   page->more ? xc_json_text(next) : json_null()),
                         error);
    } else {
        if (page->given > 0) {
            rc = xc_text_table_write(&page->table, 0, &cli->out) == XC_OK
                     ? XC_OK
                     : xc_fail_memory(error);
        }
        xc_cli_say(cli, "Rows: %zu", page->total);
        if (page->more) {
            xc_cli_say(cli, "Go on with --after %.*s", XC_PRI(next));
        }
    }
    xc_buffer_free(&room);
    return rc;
}

int xc_command_register_list(struct xc_cli *cli, struct xc_error *error) {
    const struct listing *listing = NULL;
    struct xc_register *reg = NULL;
    struct asked asked;
    struct page page = {.items = json_array(),
                        .table = xc_text_table_make(cli->arena, COLUMNS, 0)};
    int64_t number;
    uint32_t first = 0;
    int rc = find_listing(cli->args.operands[0], &listing, error);
    if (rc == XC_OK) {
        rc = check_options(cli, listing, error);
    }
    if (rc == XC_OK) {
        rc = read_asked(cli, &asked, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    if (rc == XC_OK) {
        rc = find_area(cli, reg, "area", &asked.area, error);
    }
    if (rc == XC_OK) {
        rc = find_area(cli, reg, "parent", &asked.parent, error);
    }
    if (rc == XC_OK) {
        rc = first_row(reg, listing, asked.after, &first, error);
    }
    if (rc == XC_OK) {
        size_t columns = 0;
        while (columns < COLUMNS && listing->titles[columns]) {
            columns++;
        }
        xc_fields_titles(cli, &page.table, listing->titles, columns);
        walk(cli, reg, listing, &asked, first, &page);
        rc = tell(cli, reg, listing, &page, error);
    }
    json_decref(page.items);
    xc_register_free(reg);
    return rc;
}

/* ---- get ---- */

static void print_entry(struct xc_cli *cli, const json_t *entry) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)entry, key, value) {
        char *text = json_is_string(value) || json_is_null(value)
                         ? NULL
                         : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_str_from(key));
        xc_text_table_cell(&table, 1,
                           xc_str_from(text ? text : json_string_value(value)));
        free(text);
    }
    xc_text_table_write(&table, 0, &cli->out);
}

/* A target, a person or an area, in this order. */
static json_t *entry_of(const struct xc_register *reg, struct xc_str id) {
    uint32_t target = xc_register_find_target(reg, id);
    uint32_t person = xc_register_find_person(reg, id);
    uint32_t area = xc_register_find_area(reg, id);
    if (target != XC_NO_ROW) {
        return json_pack("{s:s, s:o}", "table", "targets", "entry",
                         xc_register_row_target(reg, target));
    }
    if (person != XC_NO_ROW) {
        return json_pack("{s:s, s:o}", "table", "people", "entry",
                         xc_register_row_person(reg, person));
    }
    return area == XC_NO_ROW ? NULL
                             : json_pack("{s:s, s:o}", "table", "areas", "entry",
                                         xc_register_row_area(reg, area));
}

int xc_command_register_get(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    struct xc_register *reg = NULL;
    int64_t number;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    json_t *entry = rc == XC_OK ? entry_of(reg, id) : NULL;
    if (rc == XC_OK && !entry) {
        rc = xc_fail(error, XC_ENO, "there is no target, person or area '%.*s'",
                     XC_PRI(id));
    } else if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, json_incref(entry), error);
    } else if (rc == XC_OK) {
        print_entry(cli, json_object_get(entry, "entry"));
    }
    json_decref(entry);
    xc_register_free(reg);
    return rc;
}
