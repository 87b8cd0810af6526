/* In whose name a command runs: --as OFFICE/NAME or --as public, which the server says of
 * everybody who asks it. The one place where a command is refused to a user. */
#ifndef XC_CLI_ACTOR_H
#define XC_CLI_ACTOR_H

#include "cli/cli.h"
#include "plan/visit.h"

/* Reads --as into cli->actor and checks that this user may run cli->command for the
 * office of the session. XC_EFORBIDDEN: they may not. Inspectors act in their own office
 * only: an id is another person's elsewhere. */
int xc_actor_check(struct xc_cli *cli, struct xc_error *error);

/* The same for what only some words of a command ask for. */
int xc_actor_may(struct xc_cli *cli, enum xc_act act, struct xc_error *error);

/* The viewer that may_see is asked for: the planner at the machine; the user's role where
 * it sees plans or the command shows one's own; else the public. */
enum xc_viewer_role xc_actor_role(const struct xc_cli *cli);

/* The person whose visits alone are shown and recorded; empty: everybody's. */
struct xc_str xc_actor_person(const struct xc_cli *cli);

/* Whether somebody is a person of the visit. */
bool xc_actor_sits(const struct xc_visit *visit, struct xc_str person);

/* Whether a target lies in the area that the user is kept to: everywhere, where their
 * area holds the whole office. */
bool xc_actor_reaches(const struct xc_cli *cli, const struct xc_register *reg,
                      struct xc_str target);

/* XC_EFORBIDDEN unless the user may record of this visit: it is one of theirs and they
 * see it whole, or they record of anybody's. */
int xc_actor_owns(struct xc_cli *cli, struct xc_str visit, struct xc_error *error);

/* The same where they need not know what the visit is of: who is ill cannot come. */
int xc_actor_sits_in(struct xc_cli *cli, struct xc_str visit, struct xc_error *error);

/* --by NAME: users sign with their own name, also where they leave it out. Empty: not
 * said; else NUL-terminated. XC_EFORBIDDEN: another's. */
int xc_actor_by(const struct xc_cli *cli, struct xc_str *by, struct xc_error *error);

/* --by NAME where it is a second person who agrees (docs/draw.md §4): never the user
 * themselves. */
int xc_actor_second(const struct xc_cli *cli, struct xc_str *by, struct xc_error *error);

#endif
