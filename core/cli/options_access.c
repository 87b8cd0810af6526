/* Options of the commands about who is let in: users and feeds. */
#include "cli/options.h"

#define WHO_OPTIONS                                                                      \
    {"role", "ROLE", XC_MSG("admin, planner, inspector or auditor"), 0},                 \
        {"area", "CODE",                                                                 \
         XC_MSG("the area that they answer for (default: the office's); all: every "     \
                "office of this workspace"),                                             \
         0},                                                                             \
    {                                                                                    \
        "person", "ID",                                                                  \
            XC_MSG("the person of the register that they are; inspectors need one"), 0   \
    }

#define FROM_OPTION                                                                      \
    {                                                                                    \
        "from", "FILE",                                                                  \
            XC_MSG("the password that they chose is the first line of this file (-: "    \
                   "standard input); else one is made up"),                              \
            0                                                                            \
    }

const struct xc_option xc_user_add_options[] = {
    WHO_OPTIONS,
    FROM_OPTION,
    {0},
};

const struct xc_option xc_user_set_options[] = {
    WHO_OPTIONS,
    {0},
};

const struct xc_option xc_user_password_options[] = {
    FROM_OPTION,
    {0},
};

const struct xc_option xc_user_disable_options[] = {
    {"off", NULL, XC_MSG("may sign in again"), 0},
    {0},
};

const struct xc_option xc_feed_create_options[] = {
    {"by", "person|crew|area|office|tasks",
     XC_MSG("whose calendar: KEY is their id or code; tasks: what the office has to hand "
            "in"),
     0},
    {"note", "TEXT", XC_MSG("what it is for: whose phone it is"), 0},
    {0},
};
