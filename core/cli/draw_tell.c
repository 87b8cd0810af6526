#include "cli/draw_tell.h"

#include "cli/actor.h"
#include "draw/ticket.h"
#include "drawing/drawing.h"
#include "publish/public.h"
#include "rules/rules.h"

#include <string.h>

/* What the public report says of the draw; unknown counts as hidden. */
static bool is_hidden(const struct xc_cli *cli, const struct xc_stored_draw *draw) {
    struct xc_public gathered = {0};
    struct xc_error ignored = {0};
    bool hidden = true;
    int rc =
        xc_public_gather(&cli->session, draw->programme, XC_NO_DATE, &gathered, &ignored);
    for (size_t i = 0; i < gathered.figures.draw_count && rc == XC_OK; i++) {
        const struct xc_public_draw *one = &gathered.figures.draws[i];
        if (xc_str_equal(one->draw->id, draw->id)) {
            hidden = one->hidden;
        }
    }
    xc_public_free(&gathered);
    return hidden;
}

bool xc_cli_draw_closed(struct xc_cli *cli, const struct xc_stored_draw *draw,
                        struct xc_arena *arena) {
    return xc_draw_is_closed(&cli->session, draw, arena) ||
           (xc_actor_role(cli) == XC_VIEWER_PUBLIC && is_hidden(cli, draw));
}

static void add_name(const struct xc_register *reg, const json_t *id, json_t *names) {
    const char *text = json_string_value(id);
    struct xc_str key = xc_str_from(text);
    uint32_t target = reg && text ? xc_register_find_target(reg, key) : XC_NO_ROW;
    uint32_t person = reg && text ? xc_register_find_person(reg, key) : XC_NO_ROW;
    if (target != XC_NO_ROW) {
        json_object_set_new(
            names, text, xc_json_text(xc_register_text(reg, reg->targets.name[target])));
    } else if (person != XC_NO_ROW) {
        json_object_set_new(
            names, text, xc_json_text(xc_register_text(reg, reg->people.name[person])));
    }
}

json_t *xc_draw_names_json(const struct xc_register *reg, const json_t *result) {
    static const char *const lists[] = {"crews", "teams"};
    json_t *names = json_object();
    const json_t *list, *id;
    const char *stratum;
    size_t i, j;
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        json_array_foreach(json_object_get(result, lists[l]), i, list) {
            json_array_foreach(list, j, id) {
                add_name(reg, id, names);
            }
        }
    }
    json_object_foreach((json_t *)json_object_get(result, "selected"), stratum, list) {
        json_array_foreach(list, j, id) {
            add_name(reg, id, names);
        }
    }
    return names;
}

/* The tickets of one purpose; false: what was drawn does not stand in their order. */
static bool add_tickets(const struct xc_ticketer *ticketer, const json_t *selected,
                        json_t *tickets) {
    const json_t *list, *id;
    const char *stratum;
    size_t i;
    bool ordered = true;
    json_object_foreach((json_t *)selected, stratum, list) {
        char before[XC_DIGEST_HEX + 1] = "";
        json_array_foreach(list, i, id) {
            char shown[XC_DIGEST_HEX + 1];
            struct xc_digest ticket =
                xc_ticket(ticketer, xc_str_from(json_string_value(id)));
            xc_digest_hex(&ticket, shown);
            ordered = ordered && strcmp(before, shown) <= 0;
            memcpy(before, shown, sizeof before);
            json_object_set_new(tickets, json_string_value(id), json_string(shown));
        }
    }
    return ordered;
}

/* A draw that only orders has a purpose of its own; what it gave tells which it is. */
json_t *xc_draw_tickets_json(const struct xc_stored_draw *draw, const json_t *result) {
    static const char *const purposes[] = {"target", "order"};
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_digest seed;
    json_t *tickets = json_object();
    const char *hex = json_string_value(json_object_get(result, "seed"));
    bool found =
        !hasher || !hex || !xc_hex_parse(xc_str_from(hex), seed.bytes, sizeof seed.bytes);
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes && !found; i++) {
        struct xc_ticketer ticketer;
        xc_ticket_start(&ticketer, hasher, purposes[i], draw->id, &seed);
        json_object_clear(tickets);
        found = add_tickets(&ticketer, json_object_get(result, "selected"), tickets);
    }
    xc_hasher_free(hasher);
    return tickets;
}
