/* Who may do what: the one place that says so. What somebody may *see* of a visit on a
 * day is may_see's (rules/may_see.h); here is what they may ask for and change at all. */
#ifndef XC_ACCESS_MAY_H
#define XC_ACCESS_MAY_H

#include "access/users.h"
#include "register/register.h"

enum xc_act {
    XC_ACT_HERE = 0,    /* nobody who signs in: only who sits at the machine */
    XC_ACT_READ_PUBLIC, /* what is published */
    XC_ACT_READ_OWN,    /* one's own visits and their checklists */
    XC_ACT_READ,        /* plans, registers, reports, what is due */
    XC_ACT_READ_LEDGER,
    XC_ACT_RECORD_OWN, /* outcomes of one's own visits; declining one */
    XC_ACT_RECORD,     /* outcomes, leads, cases, receipts of anybody */
    XC_ACT_PLAN,       /* registers in, plan, replan, move, approve, publish */
    XC_ACT_DRAW,       /* commit, run, void, substitute */
    XC_ACT_ADMINISTER  /* users, feeds, settings */
};
const char *xc_act_word(enum xc_act act); /* here, read_public, read_own … */

/* actor NULL: nobody signed in. One who has to change the password may do nothing but
 * that. */
bool xc_access_may(const struct xc_user *actor, enum xc_act act);

/* Whether it lies in the actor's area as well. area: code; empty: the whole workspace. */
bool xc_access_may_in(const struct xc_user *actor, enum xc_act act,
                      const struct xc_register *reg, struct xc_str area);

#endif
