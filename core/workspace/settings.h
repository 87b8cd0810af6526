/* What an office sets once for all its programmes: numbers, each with a value where the
 * office set nothing. */
#ifndef XC_WORKSPACE_SETTINGS_H
#define XC_WORKSPACE_SETTINGS_H

#include "plan/plan.h"
#include "workspace/session.h"

struct xc_setting {
    const char *name;
    const char *help; /* gettext id */
    unsigned max;
    bool of_kind; /* for one kind of targets; shown only where it is set */
    unsigned fallback;
};

/* All settings; ends with name NULL. The caps are the yearly frequency caps that
 * 国办发〔2024〕54号 has every authority publish. */
extern const struct xc_setting xc_settings[];

/* The value in force for the session's office. */
int xc_settings_get(const struct xc_session *session, const char *name, unsigned *value,
                    struct xc_error *error);

/* A yearly cap with its values for kinds: `name` and `name.pharmacy` … */
int xc_settings_cap(const struct xc_session *session, const char *name,
                    struct xc_plan_cap *cap, struct xc_error *error);

/* Sets it; XC_EUSAGE: an unknown name (with a suggestion) or not a number up to its
 * maximum. */
int xc_settings_set(const struct xc_session *session, struct xc_str name,
                    struct xc_str value, struct xc_error *error);

#endif
