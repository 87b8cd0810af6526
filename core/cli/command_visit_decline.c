/* visit decline, visit declined: who cannot make a visit, and what becomes of it. */
#include "cli/command.h"

#include "casework/declines.h"
#include "cli/actor.h"
#include "cli/fields.h"
#include "cli/visit_tell.h"
#include "hand/hand.h"
#include "workspace/guests.h"

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static const struct xc_visit *find(const struct xc_loaded *loaded, struct xc_str id) {
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_loaded_plan *plan = &loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            if (xc_str_equal(plan->visits[i].id, id) &&
                !xc_visit_is_guest(plan, &plan->visits[i])) {
                return &plan->visits[i];
            }
        }
    }
    return NULL;
}

static bool lies_ahead(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_PUBLISHED || visit->status == XC_VISIT_ACCEPTED;
}

static struct xc_str ground_said(const struct xc_cli *cli,
                                 enum xc_decline_ground ground) {
    return xc_str_from(cli->language[0] == 'z' ? xc_decline_ground_chinese(ground)
                                               : xc_decline_ground_word(ground));
}

/* ---- decline ---- */

static int read_decline(struct xc_cli *cli, struct xc_decline *decline,
                        struct xc_error *error) {
    struct xc_str own = xc_actor_person(cli), ground = option(cli, "ground");
    struct xc_str person = option(cli, "person");
    *decline = (struct xc_decline){
        .visit = xc_str_from(cli->args.operands[0]),
        .person = own.len > 0 ? own : person,
        .ground = xc_decline_ground_parse(ground),
        .reason = option(cli, "reason"),
        .refused = option(cli, "refuse"),
    };
    if (own.len > 0 &&
        (decline->refused.len > 0 || (person.len > 0 && !xc_str_equal(person, own)))) {
        return xc_fail(error, XC_EFORBIDDEN,
                       "inspectors decline visits of their own only");
    }
    if (decline->person.len == 0) {
        return xc_fail(error, XC_EUSAGE, "who cannot come? --person ID is missing");
    }
    if (ground.len == 0 && decline->refused.len == 0) {
        xc_fail(error, XC_EUSAGE, "on what ground? --ground WORD is missing");
        return xc_hint(error, "write recusal, ill, away or other");
    }
    if (ground.len > 0 && decline->ground == 0) {
        xc_fail(error, XC_EINPUT, "'%.*s' is no ground for declining a visit",
                XC_PRI(ground));
        return xc_hint(error, "write recusal, ill, away or other");
    }
    return XC_OK;
}

static int check_visit(const struct xc_loaded *loaded, const struct xc_decline *decline,
                       struct xc_error *error) {
    const struct xc_visit *visit = find(loaded, decline->visit);
    if (!visit) {
        return xc_fail(error, XC_EINPUT, "there is no visit '%.*s'",
                       XC_PRI(decline->visit));
    }
    if (!xc_actor_sits(visit, decline->person)) {
        return xc_fail(error, XC_EINPUT, "person %.*s is not in the crew of visit %.*s",
                       XC_PRI(decline->person), XC_PRI(visit->id));
    }
    if (!lies_ahead(visit)) {
        return xc_fail(error, XC_ENO,
                       "visit %.*s is not ahead: only published visits can be declined",
                       XC_PRI(visit->id));
    }
    return XC_OK;
}

/* A refusal keeps what was declined and why. */
static int complete(const struct xc_decline *all, size_t count,
                    struct xc_decline *decline, struct xc_error *error) {
    for (size_t i = 0; i < count && decline->refused.len > 0; i++) {
        if (xc_str_equal(all[i].visit, decline->visit) &&
            xc_str_equal(all[i].person, decline->person)) {
            decline->ground = all[i].ground;
            decline->reason = all[i].reason;
        }
    }
    return decline->ground
               ? XC_OK
               : xc_fail(error, XC_ENO, "person %.*s did not decline visit %.*s",
                         XC_PRI(decline->person), XC_PRI(decline->visit));
}

static int store(struct xc_cli *cli, const struct xc_decline *decline,
                 struct xc_error *error) {
    struct xc_fact fact;
    const char *field = NULL;
    int rc = xc_decline_fact(decline, cli->arena, &fact, &field, error);
    if (rc == XC_OK) {
        rc = xc_store_add_facts(cli->session.store, cli->session.office, XC_FACT_DECLINE,
                                &fact, 1, 0, cli->now, NULL, error);
    }
    if (rc != XC_OK || cli->json) {
        return rc == XC_OK ? xc_cli_json(cli,
                                         json_pack("{s:o, s:o, s:b}", "visit",
                                                   xc_json_text(decline->visit), "person",
                                                   xc_json_text(decline->person),
                                                   "refused", decline->refused.len > 0),
                                         error)
                           : rc;
    }
    if (decline->refused.len > 0) {
        xc_cli_say(cli, "Person %.*s stays in visit %.*s.", XC_PRI(decline->person),
                   XC_PRI(decline->visit));
    } else {
        xc_cli_say(cli,
                   "Person %.*s declines visit %.*s: %.*s. Whoever plans has to send "
                   "somebody else.",
                   XC_PRI(decline->person), XC_PRI(decline->visit),
                   XC_PRI(ground_said(cli, decline->ground)));
    }
    return XC_OK;
}

int xc_command_visit_decline(struct xc_cli *cli, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_decline decline, *all = NULL;
    size_t count = 0;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = read_decline(cli, &decline, error);
    }
    if (rc == XC_OK) {
        rc = xc_actor_sits_in(cli, decline.visit, error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
    }
    if (rc == XC_OK) {
        rc = check_visit(&loaded, &decline, error);
    }
    if (rc == XC_OK) {
        rc = xc_declines_load(cli->session.store, cli->session.office, XC_NO_INSTANT,
                              cli->arena, &all, &count, error);
    }
    if (rc == XC_OK) {
        rc = complete(all, count, &decline, error);
    }
    if (rc == XC_OK) {
        rc = store(cli, &decline, error);
    }
    xc_loaded_free(&loaded);
    return rc;
}

/* ---- declined ---- */

/* Settled by itself as soon as the person does not sit in the visit any more, or it does
 * not lie ahead. */
static const char *state_of(const struct xc_visit *visit,
                            const struct xc_decline *decline) {
    if (!visit || !lies_ahead(visit) || !xc_actor_sits(visit, decline->person)) {
        return XC_MSG("settled");
    }
    return decline->refused.len > 0 ? XC_MSG("refused") : XC_MSG("open");
}

/* whole: its reader sees the visit, whatever it is. */
static json_t *row_json(const struct xc_loaded *loaded, const struct xc_visit *visit,
                        bool whole, const struct xc_decline *decline) {
    const struct xc_register *reg = loaded->reg;
    uint32_t row = xc_register_find_person(reg, decline->person);
    char at[21];
    xc_instant_format(decline->at, at);
    json_t *json = json_object();
    xc_fields_text(json, "visit", decline->visit);
    xc_fields_text(json, "person", decline->person);
    xc_fields_text(json, "person_name",
                   row == XC_NO_ROW ? XC_STR("")
                                    : xc_register_text(reg, reg->people.name[row]));
    xc_fields_text(json, "ground", xc_str_from(xc_decline_ground_word(decline->ground)));
    xc_fields_text(json, "reason", decline->reason);
    xc_fields_text(json, "refused", decline->refused);
    xc_fields_text(json, "state", xc_str_from(state_of(visit, decline)));
    xc_fields_text(json, "at", xc_str_from(at));
    json_object_set_new(json, "drawn",
                        json_boolean(visit && xc_hand_dealt(loaded, visit)));
    json_object_set_new(json, "about",
                        visit && whole ? xc_cli_visit_json(loaded, visit) : json_null());
    return json;
}

static void print_row(struct xc_cli *cli, const struct xc_visit *visit,
                      const struct xc_decline *decline) {
    char day[11] = "";
    if (visit) {
        xc_date_format(visit->date, day);
    }
    xc_cli_say(cli, "%.*s  %s  %.*s  %.*s  %s  %.*s", XC_PRI(decline->visit), day,
               XC_PRI(decline->person), XC_PRI(ground_said(cli, decline->ground)),
               xc_text(cli->catalogue, state_of(visit, decline)),
               XC_PRI(decline->reason));
}

static int list(struct xc_cli *cli, const struct xc_loaded *loaded,
                const struct xc_decline *all, size_t count, struct xc_error *error) {
    struct xc_str own = xc_actor_person(cli);
    bool open = xc_args_flag(&cli->args, "open");
    json_t *rows = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct xc_visit *visit = find(loaded, all[i].visit);
        if ((own.len > 0 && !xc_str_equal(own, all[i].person)) ||
            (open && !xc_str_is(xc_str_from(state_of(visit, &all[i])), "open"))) {
            continue;
        }
        if (cli->json) {
            json_array_append_new(rows, row_json(loaded, visit, own.len == 0, &all[i]));
        } else {
            print_row(cli, visit, &all[i]);
        }
    }
    if (cli->json) {
        return xc_cli_json(cli, json_pack("{s:o}", "declined", rows), error);
    }
    json_decref(rows);
    return XC_OK;
}

int xc_command_visit_declined(struct xc_cli *cli, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_decline *all = NULL;
    size_t count = 0;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
    }
    if (rc == XC_OK) {
        rc = xc_declines_load(cli->session.store, cli->session.office, XC_NO_INSTANT,
                              cli->arena, &all, &count, error);
    }
    if (rc == XC_OK) {
        rc = list(cli, &loaded, all, count, error);
    }
    xc_loaded_free(&loaded);
    return rc;
}
