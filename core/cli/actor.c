#include "cli/actor.h"

#include "cli/command.h"
#include "workspace/sight.h"

static int read_name(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str name = xc_str_from(xc_args_value(&cli->args, "as"));
    struct xc_actor *actor = &cli->actor;
    actor->named = name.ptr != NULL;
    actor->is_user = name.ptr && !xc_str_is(name, "public");
    if (!actor->is_user) {
        return XC_OK;
    }
    actor->office = xc_str_cut(&name, '/');
    actor->user.name = name;
    if (!name.ptr || name.len == 0 || actor->office.len == 0) {
        return xc_fail(error, XC_EUSAGE, "--as: write OFFICE/NAME or public, not '%s'",
                       xc_args_value(&cli->args, "as"));
    }
    /* Named, so that a policy cannot lead to another office than the one looked at. */
    if (!cli->office_named) {
        cli->session.office = actor->office;
        cli->office_named = true;
    }
    return XC_OK;
}

static int find_user(struct xc_cli *cli, struct xc_error *error) {
    struct xc_user *user = &cli->actor.user;
    struct xc_str name = user->name;
    int rc = xc_users_find(cli->session.store, cli->actor.office, name, cli->arena, user,
                           error);
    user->name = name;
    if (rc == XC_ENO) {
        return xc_fail(error, XC_EFORBIDDEN, "there is no user '%.*s' in office %.*s",
                       XC_PRI(name), XC_PRI(cli->actor.office));
    }
    if (rc == XC_OK && user->disabled) {
        return xc_fail(error, XC_EFORBIDDEN, "user '%.*s' is disabled", XC_PRI(name));
    }
    if (rc == XC_OK && user->must_change) {
        xc_fail(error, XC_EFORBIDDEN,
                "user '%.*s' has to choose a password of their own before anything else",
                XC_PRI(name));
        return xc_hint(error, "the one that was given out is for the first sign-in only");
    }
    return rc;
}

/* ---- Acts ---- */

static const struct xc_user *user_of(const struct xc_cli *cli) {
    return cli->actor.is_user ? &cli->actor.user : NULL;
}

static int refuse(const struct xc_cli *cli, enum xc_act act, struct xc_error *error) {
    if (act == XC_ACT_HERE) {
        return xc_fail(error, XC_EFORBIDDEN,
                       "this is done at the machine itself, not in a user's name");
    }
    if (!cli->actor.is_user) {
        xc_fail(error, XC_EFORBIDDEN, "this is not public");
        return xc_hint(error, "sign in first");
    }
    xc_fail(error, XC_EFORBIDDEN, "user '%.*s' may not do this",
            XC_PRI(cli->actor.user.name));
    switch (act) {
    case XC_ACT_READ:
    case XC_ACT_READ_LEDGER:
        return xc_hint(error, "it is for planners, auditors and admins");
    case XC_ACT_RECORD_OWN:
        return xc_hint(error, "it is for inspectors, planners and admins");
    case XC_ACT_RECORD:
    case XC_ACT_PLAN:
    case XC_ACT_DRAW:
        return xc_hint(error, "it is for planners and admins");
    case XC_ACT_ADMINISTER:
        return xc_hint(error, "it is for admins");
    case XC_ACT_HERE:
    case XC_ACT_READ_PUBLIC:
    case XC_ACT_READ_OWN:
        break;
    }
    return XC_EFORBIDDEN;
}

int xc_actor_may(struct xc_cli *cli, enum xc_act act, struct xc_error *error) {
    return !cli->actor.named || xc_access_may(user_of(cli), act)
               ? XC_OK
               : refuse(cli, act, error);
}

/* ---- Areas ---- */

static int refuse_office(const struct xc_cli *cli, struct xc_error *error) {
    return xc_fail(error, XC_EFORBIDDEN,
                   "office %.*s lies outside the area of user '%.*s'",
                   XC_PRI(cli->session.office), XC_PRI(cli->actor.user.name));
}

/* Commands that show users whose area is smaller than the office what lies in it. */
static bool keeps_to_area(const struct xc_command *command) {
    return command->run == xc_command_visit_list || command->run == xc_command_visit_show;
}

/* The user's area holds that of the office; or lies in it, and the command shows no more
 * than that. */
static int check_area(struct xc_cli *cli, struct xc_error *error) {
    const struct xc_user *user = &cli->actor.user;
    struct xc_str office = cli->session.office;
    struct xc_register *reg = NULL;
    int64_t number;
    if (user->area.len == 0 || xc_str_equal(user->area, office)) {
        return XC_OK;
    }
    int rc = xc_cli_register(cli, &reg, &number, error);
    if (rc == XC_OK && !xc_access_may_in(user, cli->command->act, reg, office)) {
        bool smaller = xc_register_within(reg, xc_register_find_area(reg, user->area),
                                          xc_register_find_area(reg, office));
        cli->actor.area = user->area;
        rc = smaller && keeps_to_area(cli->command) ? XC_OK : refuse_office(cli, error);
    }
    xc_register_free(reg);
    return rc;
}

int xc_actor_check(struct xc_cli *cli, struct xc_error *error) {
    enum xc_act act = cli->command->act;
    int rc = read_name(cli, error);
    if (rc == XC_OK && cli->actor.is_user) {
        rc = xc_cli_open(cli, error);
    }
    if (rc == XC_OK && cli->actor.is_user) {
        rc = find_user(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_actor_may(cli, act, error);
    }
    if (rc != XC_OK || !cli->actor.is_user || act == XC_ACT_READ_PUBLIC) {
        return rc;
    }
    if (xc_actor_role(cli) == XC_VIEWER_INSPECTOR) {
        return cli->actor.user.person.len > 0 &&
                       xc_str_equal(cli->actor.office, cli->session.office)
                   ? XC_OK
                   : refuse_office(cli, error);
    }
    return check_area(cli, error);
}

/* ---- What follows for commands ---- */

enum xc_viewer_role xc_actor_role(const struct xc_cli *cli) {
    const struct xc_user *user = user_of(cli);
    if (!cli->actor.named) {
        return XC_VIEWER_PLANNER;
    }
    if (xc_access_may(user, XC_ACT_READ)) {
        return user->role;
    }
    return cli->command->act == XC_ACT_READ_PUBLIC ? XC_VIEWER_PUBLIC
                                                   : XC_VIEWER_INSPECTOR;
}

struct xc_str xc_actor_person(const struct xc_cli *cli) {
    return xc_actor_role(cli) == XC_VIEWER_INSPECTOR ? cli->actor.user.person
                                                     : XC_STR("");
}

bool xc_actor_sits(const struct xc_visit *visit, struct xc_str person) {
    for (size_t i = 0; i < visit->person_count; i++) {
        if (xc_str_equal(visit->people[i].person, person)) {
            return true;
        }
    }
    return false;
}

bool xc_actor_reaches(const struct xc_cli *cli, const struct xc_register *reg,
                      struct xc_str target) {
    if (cli->actor.area.len == 0) {
        return true;
    }
    uint32_t row = xc_register_find_target(reg, target);
    return row != XC_NO_ROW &&
           xc_register_within(reg, reg->targets.area[row],
                              xc_register_find_area(reg, cli->actor.area));
}

static bool is_own(const struct xc_cli *cli, const struct xc_loaded *loaded,
                   struct xc_str id, enum xc_sight least) {
    const struct xc_viewer viewer = {xc_actor_role(cli), true};
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_loaded_plan *plan = &loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            const struct xc_visit *visit = &plan->visits[i];
            if (xc_str_equal(visit->id, id) &&
                xc_actor_sits(visit, xc_actor_person(cli)) &&
                xc_visit_sight(&cli->session, plan, visit, &viewer) >= least) {
                return true;
            }
        }
    }
    return false;
}

static int check_own(struct xc_cli *cli, struct xc_str visit, enum xc_sight least,
                     struct xc_error *error) {
    struct xc_loaded loaded = {0};
    if (xc_actor_person(cli).len == 0) {
        return XC_OK;
    }
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &loaded, error);
    }
    if (rc == XC_OK && !is_own(cli, &loaded, visit, least)) {
        rc = xc_fail(error, XC_EFORBIDDEN, "user '%.*s' has no visit '%.*s'",
                     XC_PRI(cli->actor.user.name), XC_PRI(visit));
    }
    xc_loaded_free(&loaded);
    return rc;
}

int xc_actor_owns(struct xc_cli *cli, struct xc_str visit, struct xc_error *error) {
    return check_own(cli, visit, XC_SEE_ALL, error);
}

int xc_actor_sits_in(struct xc_cli *cli, struct xc_str visit, struct xc_error *error) {
    return check_own(cli, visit, XC_SEE_BUSY, error);
}

int xc_actor_by(const struct xc_cli *cli, struct xc_str *by, struct xc_error *error) {
    struct xc_str own = cli->actor.user.name;
    *by = xc_str_from(xc_args_value(&cli->args, "by"));
    if (!cli->actor.is_user) {
        return XC_OK;
    }
    if (by->len > 0 && !xc_str_equal(*by, own)) {
        return xc_fail(error, XC_EFORBIDDEN, "--by: user '%.*s' cannot sign as '%.*s'",
                       XC_PRI(own), XC_PRI(*by));
    }
    *by = own;
    return XC_OK;
}

int xc_actor_second(const struct xc_cli *cli, struct xc_str *by, struct xc_error *error) {
    *by = xc_str_from(xc_args_value(&cli->args, "by"));
    if (cli->actor.is_user && by->len > 0 && xc_str_equal(*by, cli->actor.user.name)) {
        xc_fail(error, XC_EFORBIDDEN,
                "--by: user '%.*s' cannot be the second person as well", XC_PRI(*by));
        return xc_hint(error, "name who else agrees");
    }
    return XC_OK;
}
