/* Who may sign in: users of an office, each with a role and an area. They are facts of
 * the kind `user`, so that the ledger says who was what when; passwords are secrets
 * (store/secrets.h) and nothing of theirs is kept. */
#ifndef XC_ACCESS_USERS_H
#define XC_ACCESS_USERS_H

#include "base/password.h"
#include "rules/rules.h"
#include "store/facts.h"
#include "store/secrets.h"

/* A sign-in is over after twelve hours, or one hour without use (GB/T 22239 asks for both
 * limits; their length is this program's). */
enum { XC_SIGN_IN_SECONDS = 12 * 3600, XC_SIGN_IN_IDLE = 3600 };

struct xc_user {
    struct xc_str name;       /* the id; as it is typed to sign in */
    enum xc_viewer_role role; /* admin, planner, inspector or auditor */
    struct xc_str area;       /* code: all within; empty: the whole workspace */
    struct xc_str person;     /* id of the inspector or expert that they are; inspectors
                                 need one */
    bool disabled;
    bool must_change; /* the first password was given out: another comes first */
    xc_instant at;    /* of this version */
};

/* The word of a role that users have; "" for others. Parsing takes both languages; 0:
 * nobody signs in with that. */
const char *xc_user_role_word(enum xc_viewer_role role);
const char *xc_user_role_chinese(enum xc_viewer_role role);
enum xc_viewer_role xc_user_role_parse(struct xc_str word);

/* active, fresh (has to change the first password), or disabled. */
const char *xc_user_state_word(const struct xc_user *user);
const char *xc_user_state_chinese(const struct xc_user *user);

/* Those of an office by name, in the arena. newest: as of xc_store_facts. */
int xc_users_load(struct xc_store *store, struct xc_str office, struct xc_arena *arena,
                  struct xc_user **users, size_t *count, uint64_t *newest,
                  struct xc_error *error);

/* XC_ENO: there is none of that name. */
int xc_users_find(struct xc_store *store, struct xc_str office, struct xc_str name,
                  struct xc_arena *arena, struct xc_user *user, struct xc_error *error);

/* Stores a new user, or another version of one. A disabled one, and one whose role, area
 * or person changes, has to sign in again. XC_EINPUT: a name with spaces or invisible
 * characters, a role that nobody signs in with, an inspector without a person. */
int xc_users_put(struct xc_store *store, struct xc_str office, const struct xc_user *user,
                 xc_instant at, struct xc_error *error);

/* Gives the user a first password, shown once, that has to be changed before anything
 * else; ends their sign-ins. */
int xc_users_first_password(struct xc_store *store, struct xc_str office,
                            struct xc_str name, xc_instant at,
                            char password[XC_TOKEN_CHARS + 1], struct xc_error *error);

/* Gives the user a password that they chose before; ends their sign-ins. XC_EINPUT: as of
 * xc_password_seal. */
int xc_users_set_password(struct xc_store *store, struct xc_str office,
                          struct xc_str name, struct xc_str password, xc_instant at,
                          struct xc_error *error);

/* The user's own new password; ends their other sign-ins. XC_ENO: the old one is not
 * theirs; XC_EINPUT: as of xc_password_seal, or it is the old one. */
int xc_users_change_password(struct xc_store *store, struct xc_str office,
                             struct xc_str name, struct xc_str old, struct xc_str fresh,
                             xc_instant at, struct xc_error *error);

/* Signs in: *token is given out once. XC_ENO, in the same words and after the same work,
 * whether there is no such user, they are disabled, or the password is another one. */
int xc_users_sign_in(struct xc_store *store, struct xc_str office, struct xc_str name,
                     struct xc_str password, xc_instant now,
                     char token[XC_TOKEN_CHARS + 1], struct xc_error *error);

/* Whose sign-in a token is; XC_ENO: nobody's, or not any more. */
int xc_users_signed_in(struct xc_store *store, struct xc_str token, xc_instant now,
                       struct xc_arena *arena, struct xc_str *office,
                       struct xc_user *user, struct xc_error *error);
int xc_users_sign_out(struct xc_store *store, struct xc_str token,
                      struct xc_error *error);

#endif
