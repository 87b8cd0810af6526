#include "access/may.h"

#define ACT(name) (1u << (XC_ACT_##name))

const char *xc_act_word(enum xc_act act) {
    static const char *const words[] = {
        [XC_ACT_HERE] = "here",
        [XC_ACT_READ_PUBLIC] = "read_public",
        [XC_ACT_READ_OWN] = "read_own",
        [XC_ACT_READ] = "read",
        [XC_ACT_READ_LEDGER] = "read_ledger",
        [XC_ACT_RECORD_OWN] = "record_own",
        [XC_ACT_RECORD] = "record",
        [XC_ACT_PLAN] = "plan",
        [XC_ACT_DRAW] = "draw",
        [XC_ACT_ADMINISTER] = "administer",
    };
    return words[act];
}

static const unsigned all_read =
    ACT(READ_PUBLIC) | ACT(READ_OWN) | ACT(READ) | ACT(READ_LEDGER);

static unsigned acts_of(const struct xc_user *actor) {
    if (!actor || actor->disabled || actor->must_change)
        return ACT(READ_PUBLIC);
    switch (actor->role) {
    case XC_VIEWER_ADMIN:
        return all_read | ACT(RECORD_OWN) | ACT(RECORD) | ACT(PLAN) | ACT(DRAW) |
               ACT(ADMINISTER);
    case XC_VIEWER_PLANNER:
        return all_read | ACT(RECORD_OWN) | ACT(RECORD) | ACT(PLAN) | ACT(DRAW);
    case XC_VIEWER_AUDITOR:
        return all_read;
    case XC_VIEWER_INSPECTOR:
        return ACT(READ_PUBLIC) | ACT(READ_OWN) | ACT(RECORD_OWN);
    default:
        return ACT(READ_PUBLIC);
    }
}

bool xc_access_may(const struct xc_user *actor, enum xc_act act) {
    return (acts_of(actor) >> act & 1u) != 0;
}

bool xc_access_may_in(const struct xc_user *actor, enum xc_act act,
                      const struct xc_register *reg, struct xc_str area) {
    if (!xc_access_may(actor, act))
        return false;
    if (act == XC_ACT_READ_PUBLIC || actor->area.len == 0)
        return true;
    uint32_t own = xc_register_find_area(reg, actor->area);
    uint32_t asked = area.len > 0 ? xc_register_find_area(reg, area) : XC_NO_ROW;
    return own != XC_NO_ROW && asked != XC_NO_ROW && xc_register_within(reg, asked, own);
}
