/* visit show: everything about one visit. */
#include "cli/command.h"

#include "cli/actor.h"
#include "cli/visit_tell.h"
#include "programme/explain.h"
#include "publish/visit_sheet.h"
#include "workspace/guests.h"
#include "workspace/sight.h"

static const struct xc_visit *find(const struct xc_loaded *loaded, struct xc_str id,
                                   const struct xc_loaded_plan **plan) {
    for (size_t p = 0; p < loaded->count; p++) {
        *plan = &loaded->plans[p];
        for (size_t i = 0; i < (*plan)->visit_count; i++) {
            const struct xc_visit *visit = &(*plan)->visits[i];
            if (xc_str_equal(visit->id, id) && !xc_visit_is_guest(*plan, visit)) {
                return visit;
            }
        }
    }
    return NULL;
}

static enum xc_sight sight_of(const struct xc_cli *cli, const struct xc_loaded_plan *plan,
                              const struct xc_visit *visit) {
    struct xc_str own = xc_actor_person(cli);
    const struct xc_viewer viewer = {xc_actor_role(cli),
                                     own.len > 0 && xc_actor_sits(visit, own)};
    return xc_visit_sight(&cli->session, plan, visit, &viewer);
}

static bool sees(void *context, const struct xc_loaded_plan *plan,
                 const struct xc_visit *visit) {
    return sight_of(context, plan, visit) == XC_SEE_ALL;
}

static int show(struct xc_cli *cli, const struct xc_loaded *loaded,
                struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    const struct xc_visit_sheet sheet = {&cli->session, loaded, sees, cli};
    const struct xc_loaded_plan *plan = NULL;
    const struct xc_visit *visit = find(loaded, id, &plan);
    enum xc_sight sight = visit && xc_actor_reaches(cli, loaded->reg, visit->target)
                              ? sight_of(cli, plan, visit)
                              : XC_SEE_NOTHING;
    if (sight == XC_SEE_NOTHING) {
        return xc_fail(error, XC_ENO, "there is no visit '%.*s'", XC_PRI(id));
    }
    if (sight == XC_SEE_BUSY && !cli->json) {
        xc_cli_say(cli, "On duty (details follow)");
        return XC_OK;
    }
    if (sight == XC_SEE_BUSY) {
        return xc_cli_json(cli, xc_cli_busy_json(visit), error);
    }
    if (!cli->json) {
        return xc_explain_subject(&cli->session, id, xc_actor_role(cli),
                                  xc_actor_person(cli), false, &cli->out, error);
    }
    json_t *json = xc_cli_visit_json(loaded, visit);
    int rc = json ? xc_visit_sheet_add(&sheet, plan, visit, cli->arena, json, error)
                  : xc_fail_memory(error);
    if (rc != XC_OK) {
        json_decref(json);
        return rc;
    }
    return xc_cli_json(cli, json, error);
}

int xc_command_visit_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
    }
    if (rc == XC_OK) {
        rc = show(cli, &loaded, error);
    }
    xc_loaded_free(&loaded);
    return rc;
}
