/* user: who may sign in. First passwords are shown once and stored nowhere. */
#include "cli/command.h"

#include "access/users.h"
#include "base/file.h"
#include "cli/actor.h"
#include "cli/fields.h"
#include "report/text_table.h"

enum { COLUMNS = 5, FILE_BYTES = 4096 };

static struct xc_str option(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

static bool is_chinese(const struct xc_cli *cli) {
    return cli->language[0] == 'z';
}

/* ---- What a user may be ---- */

/* Nobody hands out more than they have, and nobody lets themselves out. */
static int check_reach(const struct xc_cli *cli, const struct xc_register *reg,
                       const struct xc_user *user, struct xc_error *error) {
    const struct xc_user *actor = &cli->actor.user;
    if (!cli->actor.is_user || actor->area.len == 0) {
        return XC_OK;
    }
    uint32_t own = xc_register_find_area(reg, actor->area);
    uint32_t asked =
        user->area.len > 0 ? xc_register_find_area(reg, user->area) : XC_NO_ROW;
    bool within = (asked != XC_NO_ROW && xc_register_within(reg, asked, own)) ||
                  (user->area.len > 0 && xc_str_equal(user->area, actor->area));
    return within ? XC_OK
                  : xc_fail(error, XC_EFORBIDDEN,
                            "the area of user '%.*s' is larger than that of '%.*s'",
                            XC_PRI(user->name), XC_PRI(actor->name));
}

static int check_known(const struct xc_cli *cli, const struct xc_register *reg,
                       const struct xc_user *user, struct xc_error *error) {
    if (user->area.len > 0 && !xc_str_equal(user->area, cli->session.office) &&
        xc_register_find_area(reg, user->area) == XC_NO_ROW) {
        xc_fail(error, XC_EINPUT, "--area: the register has no area '%.*s'",
                XC_PRI(user->area));
        return xc_hint(error, "write its code, or `all` for every office");
    }
    if (user->person.len > 0 && xc_register_find_person(reg, user->person) == XC_NO_ROW) {
        return xc_fail(error, XC_EINPUT, "--person: the register has nobody '%.*s'",
                       XC_PRI(user->person));
    }
    return XC_OK;
}

/* --role, --area and --person over what the user is. */
static int read_user(struct xc_cli *cli, struct xc_user *user, struct xc_error *error) {
    struct xc_str role = option(cli, "role"), area = option(cli, "area");
    struct xc_str person = option(cli, "person");
    if (role.ptr) {
        user->role = xc_user_role_parse(role);
        if (!user->role) {
            xc_fail(error, XC_EUSAGE, "--role: there is no '%.*s'", XC_PRI(role));
            return xc_hint(error, "roles of users: admin, planner, inspector, auditor");
        }
    }
    if (xc_str_is(area, "all") || xc_str_is(area, "全部")) {
        user->area = XC_STR("");
    } else if (area.ptr) {
        user->area = area;
    }
    if (person.ptr) {
        user->person = xc_str_is(person, "-") ? XC_STR("") : person;
    }
    return XC_OK;
}

/* The user as stored, and that the actor may change them. */
static int find(struct xc_cli *cli, struct xc_register **reg, struct xc_user *user,
                struct xc_error *error) {
    int64_t number;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_users_find(cli->session.store, cli->session.office,
                           xc_str_from(cli->args.operands[0]), cli->arena, user, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, reg, &number, error);
    }
    return rc == XC_OK ? check_reach(cli, *reg, user, error) : rc;
}

/* ---- Answers ---- */

static json_t *user_json(const struct xc_register *reg, const struct xc_user *user) {
    char at[21];
    json_t *json = json_object();
    xc_instant_format(user->at, at);
    xc_fields_text(json, "name", user->name);
    xc_fields_text(json, "role", xc_str_from(xc_user_role_word(user->role)));
    xc_fields_text(json, "area", user->area);
    xc_fields_text(json, "area_name", xc_register_name(reg, user->area));
    xc_fields_text(json, "person", user->person);
    xc_fields_text(json, "person_name", xc_register_name(reg, user->person));
    xc_fields_text(json, "state", xc_str_from(xc_user_state_word(user)));
    xc_fields_text(json, "changed", xc_str_from(at));
    return json;
}

/* password: the first one; NULL or empty: none was made. */
static int answer(struct xc_cli *cli, const struct xc_register *reg,
                  const struct xc_user *user, const char *password,
                  struct xc_error *error) {
    if (cli->json) {
        json_t *json = json_pack("{s:o}", "user", user_json(reg, user));
        if (password && *password) {
            json_object_set_new(json, "password", json_string(password));
        }
        return xc_cli_json(cli, json, error);
    }
    xc_cli_say(cli, "%.*s: %s, %s", XC_PRI(user->name),
               is_chinese(cli) ? xc_user_role_chinese(user->role)
                               : xc_user_role_word(user->role),
               is_chinese(cli) ? xc_user_state_chinese(user) : xc_user_state_word(user));
    if (password && *password) {
        xc_cli_say(cli, "First password, shown only now: %s", password);
        xc_cli_say(cli, "At the first sign-in another one has to be chosen.");
    }
    return XC_OK;
}

/* ---- Commands ---- */

struct change {
    struct xc_cli *cli;
    struct xc_user *user;
    char *password;       /* to be made; NULL: it stays */
    struct xc_str chosen; /* instead; empty: none is */
};

/* --from FILE: its first line. An admin who signed in does not get to know the passwords
 * that people use. */
static int read_chosen(struct xc_cli *cli, struct xc_str *chosen,
                       struct xc_error *error) {
    const char *path = xc_args_value(&cli->args, "from");
    struct xc_buffer text = xc_buffer_make(FILE_BYTES);
    *chosen = XC_STR("");
    if (!path) {
        return XC_OK;
    }
    int rc = xc_actor_may(cli, XC_ACT_HERE, error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &text, error);
    }
    if (rc == XC_OK) {
        struct xc_str rest = xc_buffer_view(&text);
        struct xc_str line = xc_str_cut(&rest, '\n');
        line.len -= xc_str_ends(line, XC_STR("\r"));
        *chosen = xc_arena_copy(cli->arena, line);
        rc = !chosen->ptr ? xc_fail_memory(error)
             : line.len == 0
                 ? xc_fail(error, XC_EINPUT, "%s: its first line is empty", path)
                 : XC_OK;
    }
    xc_buffer_free(&text);
    return rc;
}

static int store_change(void *context, struct xc_error *error) {
    const struct change *change = context;
    const struct xc_session *session = &change->cli->session;
    int rc =
        xc_users_put(session->store, session->office, change->user, session->now, error);
    if (rc == XC_OK && change->chosen.len > 0) {
        rc = xc_users_set_password(session->store, session->office, change->user->name,
                                   change->chosen, session->now, error);
        change->user->must_change = false;
    } else if (rc == XC_OK && change->password) {
        rc = xc_users_first_password(session->store, session->office, change->user->name,
                                     session->now, change->password, error);
        change->user->must_change = true;
    }
    change->user->at = session->now;
    return rc;
}

static int store_user(struct xc_cli *cli, struct xc_user *user, char *password,
                      struct xc_error *error) {
    struct change change = {.cli = cli, .user = user};
    change.password = password;
    int rc = password ? read_chosen(cli, &change.chosen, error) : XC_OK;
    return rc == XC_OK
               ? xc_store_together(cli->session.store, store_change, &change, error)
               : rc;
}

/* XC_OK where nobody has the name. */
static int check_free(struct xc_cli *cli, struct xc_str name, struct xc_error *error) {
    struct xc_user user;
    struct xc_error none = {0};
    int rc = xc_users_find(cli->session.store, cli->session.office, name, cli->arena,
                           &user, &none);
    if (rc == XC_OK) {
        xc_fail(error, XC_ENO, "there is a user '%.*s' already", XC_PRI(name));
        return xc_hint(error, "change them with `xuncha user set`, or let them in again "
                              "with `xuncha user password`");
    }
    if (rc != XC_ENO) {
        *error = none;
        return rc;
    }
    return XC_OK;
}

/* Checks a new or changed user, stores it and shows it. password: as of store_user. */
static int keep(struct xc_cli *cli, const struct xc_register *reg, struct xc_user *user,
                char *password, struct xc_error *error) {
    int rc = check_known(cli, reg, user, error);
    if (rc == XC_OK) {
        rc = check_reach(cli, reg, user, error);
    }
    if (rc == XC_OK) {
        rc = store_user(cli, user, password, error);
    }
    return rc == XC_OK ? answer(cli, reg, user, password, error) : rc;
}

int xc_command_user_add(struct xc_cli *cli, struct xc_error *error) {
    struct xc_user user = {.name = xc_str_from(cli->args.operands[0])};
    struct xc_register *reg = NULL;
    char password[XC_TOKEN_CHARS + 1] = "";
    int64_t number;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK && !option(cli, "role").ptr) {
        xc_fail(error, XC_EUSAGE, "user add needs --role: what may they do?");
        rc = xc_hint(error, "roles of users: admin, planner, inspector, auditor");
    }
    user.area = cli->session.office;
    if (rc == XC_OK) {
        rc = read_user(cli, &user, error);
    }
    if (rc == XC_OK) {
        rc = check_free(cli, user.name, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    if (rc == XC_OK) {
        rc = keep(cli, reg, &user, password, error);
    }
    xc_register_free(reg);
    return rc;
}

int xc_command_user_set(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_user user = {0};
    int rc = find(cli, &reg, &user, error);
    if (rc == XC_OK) {
        rc = read_user(cli, &user, error);
    }
    if (rc == XC_OK) {
        rc = keep(cli, reg, &user, NULL, error);
    }
    xc_register_free(reg);
    return rc;
}

int xc_command_user_disable(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_user user = {0};
    int rc = find(cli, &reg, &user, error);
    if (rc == XC_OK && cli->actor.is_user &&
        xc_str_equal(cli->actor.office, cli->session.office) &&
        xc_str_equal(cli->actor.user.name, user.name)) {
        rc = xc_fail(error, XC_EFORBIDDEN, "user '%.*s' cannot disable themselves",
                     XC_PRI(user.name));
    }
    user.disabled = !xc_args_flag(&cli->args, "off");
    if (rc == XC_OK) {
        rc = store_user(cli, &user, NULL, error);
    }
    if (rc == XC_OK) {
        rc = answer(cli, reg, &user, NULL, error);
    }
    xc_register_free(reg);
    return rc;
}

int xc_command_user_password(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_user user = {0};
    char password[XC_TOKEN_CHARS + 1] = "";
    int rc = find(cli, &reg, &user, error);
    if (rc == XC_OK && user.disabled) {
        xc_fail(error, XC_ENO, "user '%.*s' is disabled", XC_PRI(user.name));
        rc = xc_hint(error, "let them in again first: `xuncha user disable NAME --off`");
    }
    if (rc == XC_OK) {
        rc = store_user(cli, &user, password, error);
    }
    if (rc == XC_OK) {
        rc = answer(cli, reg, &user, password, error);
    }
    xc_register_free(reg);
    return rc;
}

/* ---- The list ---- */

static int list_users(struct xc_cli *cli, const struct xc_register *reg,
                      const struct xc_user *users, size_t count, struct xc_error *error) {
    static const char *const titles[COLUMNS] = {XC_MSG("name"), XC_MSG("role"),
                                                XC_MSG("area"), XC_MSG("person"),
                                                XC_MSG("state")};
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    json_t *list = json_array();
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < count; i++) {
        const struct xc_user *user = &users[i];
        struct xc_str person = xc_register_name(reg, user->person);
        if (cli->json) {
            json_array_append_new(list, user_json(reg, user));
            continue;
        }
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, user->name);
        xc_text_table_cell(&table, 1,
                           xc_str_from(is_chinese(cli) ? xc_user_role_chinese(user->role)
                                                       : xc_user_role_word(user->role)));
        xc_text_table_cell(&table, 2,
                           user->area.len > 0
                               ? user->area
                               : xc_str_from(xc_text(cli->catalogue, XC_MSG("all"))));
        xc_text_table_cell(&table, 3, person.len > 0 ? person : user->person);
        xc_text_table_cell(&table, 4,
                           xc_str_from(is_chinese(cli) ? xc_user_state_chinese(user)
                                                       : xc_user_state_word(user)));
    }
    if (cli->json) {
        return xc_cli_json(cli, json_pack("{s:o}", "users", list), error);
    }
    json_decref(list);
    if (count == 0) {
        xc_cli_say(cli, "Nobody signs in yet: xuncha user add NAME --role admin");
        return XC_OK;
    }
    return xc_text_table_write(&table, 0, &cli->out) == XC_OK ? XC_OK
                                                              : xc_fail_memory(error);
}

int xc_command_user_list(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *reg = NULL;
    struct xc_user *users = NULL;
    size_t count = 0;
    int64_t number;
    int rc = xc_cli_open_office(cli, error);
    if (rc == XC_OK) {
        rc = xc_users_load(cli->session.store, cli->session.office, cli->arena, &users,
                           &count, NULL, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_register(cli, &reg, &number, error);
    }
    if (rc == XC_OK) {
        rc = list_users(cli, reg, users, count, error);
    }
    xc_register_free(reg);
    return rc;
}
