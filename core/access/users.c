#include "access/users.h"

#include "base/utf8.h"
#include "casework/body.h"

#include <stddef.h>
#include <string.h>

enum { NAME_BYTES = 64, SCRATCH_BYTES = 1 << 16 };

/* As a fact has them: what a body can hold. */
struct paper {
    struct xc_str area, person;
    enum xc_viewer_role role;
    unsigned state;
};

enum { ACTIVE = 1, FRESH, DISABLED };

static const struct xc_body_word roles[] = {
    {XC_VIEWER_ADMIN, "admin", {"管理员"}},
    {XC_VIEWER_PLANNER, "planner", {"计划员"}},
    {XC_VIEWER_INSPECTOR, "inspector", {"检查人员"}},
    {XC_VIEWER_AUDITOR, "auditor", {"审计员"}},
    {0, NULL, {NULL}}};

static const struct xc_body_word states[] = {{ACTIVE, "active", {"启用"}},
                                             {FRESH, "fresh", {"待改密码"}},
                                             {DISABLED, "disabled", {"停用"}},
                                             {0, NULL, {NULL}}};

#define PLACE(member) offsetof(struct paper, member)
static const struct xc_body_field fields[] = {
    {"area", NULL, XC_BODY_TEXT, false, PLACE(area), XC_BODY_ID_BYTES, NULL},
    {"person", NULL, XC_BODY_TEXT, false, PLACE(person), XC_BODY_ID_BYTES, NULL},
    {"role", NULL, XC_BODY_WORD, true, PLACE(role), 0, roles},
    {"state", NULL, XC_BODY_WORD, true, PLACE(state), 0, states},
    {0},
};

const char *xc_user_role_word(enum xc_viewer_role role) {
    return xc_body_word(roles, (unsigned)role);
}

const char *xc_user_role_chinese(enum xc_viewer_role role) {
    return xc_body_chinese(roles, (unsigned)role);
}

enum xc_viewer_role xc_user_role_parse(struct xc_str word) {
    return (enum xc_viewer_role)xc_body_parse(roles, word);
}

static unsigned state_of(const struct xc_user *user) {
    return user->disabled ? DISABLED : user->must_change ? FRESH : ACTIVE;
}

const char *xc_user_state_word(const struct xc_user *user) {
    return xc_body_word(states, state_of(user));
}

const char *xc_user_state_chinese(const struct xc_user *user) {
    return xc_body_chinese(states, state_of(user));
}

/* ---- Reading ---- */

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *place,
                struct xc_error *error) {
    struct paper paper = {0};
    struct xc_user *user = place;
    int rc = xc_body_read(fields, fact, "user", arena, &paper, error);
    *user = (struct xc_user){.name = fact->id,
                             .role = paper.role,
                             .area = paper.area,
                             .person = paper.person,
                             .disabled = paper.state == DISABLED,
                             .must_change = paper.state == FRESH,
                             .at = fact->at};
    return rc;
}

int xc_users_load(struct xc_store *store, struct xc_str office, struct xc_arena *arena,
                  struct xc_user **users, size_t *count, uint64_t *newest,
                  struct xc_error *error) {
    void *papers = NULL;
    int rc = xc_body_load(store, office, XC_FACT_USER, XC_STR(""), XC_NO_INSTANT, arena,
                          sizeof **users, read, &papers, count, newest, error);
    *users = papers;
    return rc;
}

int xc_users_find(struct xc_store *store, struct xc_str office, struct xc_str name,
                  struct xc_arena *arena, struct xc_user *user, struct xc_error *error) {
    struct xc_user *users = NULL;
    size_t count = 0;
    int rc = xc_users_load(store, office, arena, &users, &count, NULL, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (xc_str_equal(users[i].name, name)) {
            *user = users[i];
            return XC_OK;
        }
    }
    return rc == XC_OK ? xc_fail(error, XC_ENO, "there is no user '%.*s'", XC_PRI(name))
                       : rc;
}

/* ---- Writing ---- */

static int check(const struct xc_user *user, struct xc_error *error) {
    if (user->name.len == 0 || user->name.len > NAME_BYTES ||
        xc_str_find(user->name, XC_STR(" ")) >= 0 || xc_utf8_forbidden(user->name) != 0) {
        return xc_fail(error, XC_EINPUT,
                       "a user's name has 1 to %d bytes without spaces or invisible "
                       "characters",
                       (int)NAME_BYTES);
    }
    if (!xc_body_word(roles, (unsigned)user->role)[0]) {
        xc_fail(error, XC_EINPUT, "nobody signs in with this role");
        return xc_hint(error, "roles of users: admin, planner, inspector, auditor");
    }
    if (user->role == XC_VIEWER_INSPECTOR && user->person.len == 0) {
        xc_fail(error, XC_EINPUT, "an inspector is a person of the register");
        return xc_hint(error, "name the person: --person ID");
    }
    return XC_OK;
}

static int store_user(struct xc_store *store, struct xc_str office,
                      const struct xc_user *user, xc_instant at, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(SCRATCH_BYTES);
    const struct paper paper = {.area = user->area,
                                .person = user->person,
                                .role = user->role,
                                .state = state_of(user)};
    const char *field = NULL;
    struct xc_fact fact;
    int rc = arena ? xc_body_check(fields, &paper, &field, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_body_fact(fields, &paper, user->name, arena, &fact, error);
    }
    if (rc == XC_OK) {
        rc =
            xc_store_add_facts(store, office, XC_FACT_USER, &fact, 1, 0, at, NULL, error);
    }
    xc_arena_free(arena);
    return rc;
}

struct putting {
    struct xc_store *store;
    struct xc_str office;
    const struct xc_user *user;
    struct xc_str password; /* sealed; ptr NULL: it stays */
    xc_instant at;
    bool ends; /* their sign-ins */
};

static int put_all(void *context, struct xc_error *error) {
    const struct putting *p = context;
    int rc = store_user(p->store, p->office, p->user, p->at, error);
    if (rc == XC_OK && p->password.ptr) {
        rc = xc_store_set_secret(p->store, p->office, XC_SECRET_PASSWORD, p->user->name,
                                 p->password, p->at, error);
    }
    if (rc == XC_OK && p->ends) {
        rc = xc_store_end_sign_ins(p->store, p->office, p->user->name, error);
    }
    return rc;
}

int xc_users_put(struct xc_store *store, struct xc_str office, const struct xc_user *user,
                 xc_instant at, struct xc_error *error) {
    struct putting putting = {store, office, user, {NULL, 0}, at, true};
    int rc = check(user, error);
    return rc == XC_OK ? xc_store_together(store, put_all, &putting, error) : rc;
}

/* ---- Passwords ---- */

/* The user as stored, with another password, sealed. */
static int set_password(struct xc_store *store, struct xc_str office,
                        struct xc_user *user, struct xc_str password, bool must_change,
                        xc_instant at, struct xc_error *error) {
    char sealed[XC_PASSWORD_BYTES];
    struct putting putting = {store, office, user, {NULL, 0}, at, true};
    user->must_change = must_change;
    int rc = xc_password_seal(password, user->name, sealed, error);
    putting.password = xc_str_from(sealed);
    return rc == XC_OK ? xc_store_together(store, put_all, &putting, error) : rc;
}

int xc_users_first_password(struct xc_store *store, struct xc_str office,
                            struct xc_str name, xc_instant at,
                            char password[XC_TOKEN_CHARS + 1], struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    struct xc_user user;
    int rc = arena ? xc_users_find(store, office, name, arena, &user, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_token_new(password, error);
    }
    if (rc == XC_OK) {
        rc = set_password(store, office, &user, xc_str_from(password), true, at, error);
    }
    xc_arena_free(arena);
    return rc;
}

int xc_users_set_password(struct xc_store *store, struct xc_str office,
                          struct xc_str name, struct xc_str password, xc_instant at,
                          struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    struct xc_user user;
    int rc = arena ? xc_users_find(store, office, name, arena, &user, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = set_password(store, office, &user, password, false, at, error);
    }
    xc_arena_free(arena);
    return rc;
}

static int refuse_sign_in(struct xc_error *error) {
    return xc_fail(error, XC_ENO,
                   "the name or the password is wrong, or the user is disabled");
}

/* XC_ENO after the same work, whatever is wrong. */
static int prove(struct xc_store *store, struct xc_str office, struct xc_str name,
                 struct xc_str password, struct xc_arena *arena, struct xc_user *user,
                 struct xc_error *error) {
    struct xc_error none = {0};
    struct xc_str sealed = XC_STR("");
    int found = xc_users_find(store, office, name, arena, user, &none);
    if (found != XC_OK && found != XC_ENO) {
        *error = none;
        return found;
    }
    int rc =
        xc_store_secret(store, office, XC_SECRET_PASSWORD, name, arena, &sealed, error);
    if (rc != XC_OK) {
        return rc;
    }
    bool proved = xc_password_is(password, sealed);
    return proved && found == XC_OK && !user->disabled ? XC_OK : refuse_sign_in(error);
}

int xc_users_change_password(struct xc_store *store, struct xc_str office,
                             struct xc_str name, struct xc_str old, struct xc_str fresh,
                             xc_instant at, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    struct xc_user user = {0};
    int rc = arena ? prove(store, office, name, old, arena, &user, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK && xc_str_equal(old, fresh)) {
        rc = xc_fail(error, XC_EINPUT, "the new password is the old one");
    }
    if (rc == XC_OK) {
        rc = set_password(store, office, &user, fresh, false, at, error);
    }
    xc_arena_free(arena);
    return rc;
}

/* ---- Signing in ---- */

int xc_users_sign_in(struct xc_store *store, struct xc_str office, struct xc_str name,
                     struct xc_str password, xc_instant now,
                     char token[XC_TOKEN_CHARS + 1], struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    const struct xc_sign_in sign_in = {office, name, now, now, now + XC_SIGN_IN_SECONDS};
    struct xc_user user = {0};
    struct xc_digest digest;
    int rc = arena ? prove(store, office, name, password, arena, &user, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_token_new(token, error);
    }
    if (rc == XC_OK && !xc_token_digest(xc_str_from(token), &digest)) {
        rc = xc_fail(error, XC_EENV, "libcrypto failed; SHA-256 is not to be had here");
    }
    if (rc == XC_OK) {
        rc = xc_store_add_sign_in(store, &digest, &sign_in, error);
    }
    xc_arena_free(arena);
    return rc;
}

int xc_users_signed_in(struct xc_store *store, struct xc_str token, xc_instant now,
                       struct xc_arena *arena, struct xc_str *office,
                       struct xc_user *user, struct xc_error *error) {
    struct xc_sign_in sign_in;
    struct xc_digest digest;
    if (!xc_token_digest(token, &digest)) {
        return xc_fail(error, XC_ENO, "you are not signed in, or not any more");
    }
    int rc = xc_store_use_sign_in(store, &digest, now, XC_SIGN_IN_IDLE, arena, &sign_in,
                                  error);
    if (rc == XC_OK) {
        *office = sign_in.office;
        rc = xc_users_find(store, sign_in.office, sign_in.user, arena, user, error);
    }
    return rc == XC_OK && user->disabled ? refuse_sign_in(error) : rc;
}

int xc_users_sign_out(struct xc_store *store, struct xc_str token,
                      struct xc_error *error) {
    struct xc_digest digest;
    return xc_token_digest(token, &digest) ? xc_store_end_sign_in(store, &digest, error)
                                           : XC_OK;
}
