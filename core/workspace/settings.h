/* What an office sets once for all its programmes: numbers, each with a value where the
 * office set nothing, and texts, which are empty then. */
#ifndef XC_WORKSPACE_SETTINGS_H
#define XC_WORKSPACE_SETTINGS_H

#include "plan/plan.h"
#include "workspace/session.h"

struct xc_setting {
    const char *name;
    const char *help; /* gettext id */
    enum xc_setting_type {
        XC_SETTING_NUMBER = 0,
        XC_SETTING_NAME,    /* one line of text */
        XC_SETTING_ADDRESS, /* of a page on the web */
        XC_SETTING_PATTERN  /* of numbers of papers, see casework/paper_numbers.h */
    } type;
    unsigned max; /* number: the largest; texts: bytes */
    bool special; /* a case of the setting before it; shown only where it is set */
    unsigned fallback;
};

/* All settings; ends with name NULL. The caps are the yearly frequency caps that
 * 国办发〔2024〕54号 has every authority publish. */
extern const struct xc_setting xc_settings[];

/* The value in force for the session's office. */
int xc_settings_get(const struct xc_session *session, const char *name, unsigned *value,
                    struct xc_error *error);

/* The same of a text, in the arena; empty: the office set none. */
int xc_settings_text(const struct xc_session *session, const char *name,
                     struct xc_arena *arena, struct xc_str *value,
                     struct xc_error *error);

/* A yearly cap with its values for kinds: `name` and `name.pharmacy` … */
int xc_settings_cap(const struct xc_session *session, const char *name,
                    struct xc_plan_cap *cap, struct xc_error *error);

/* Sets it; an empty text takes it away. XC_EUSAGE: an unknown name (with a suggestion), a
 * number that is none or above its maximum, a text that cannot be printed, or a pattern
 * that does not say where its numbers go. */
int xc_settings_set(const struct xc_session *session, struct xc_str name,
                    struct xc_str value, struct xc_error *error);

#endif
