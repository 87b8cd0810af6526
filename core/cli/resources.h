/* Where the files that come with the program lie: in share/xuncha of a folder above the
 * binary. A build tree has the same shape as an installed one. */
#ifndef XC_CLI_RESOURCES_H
#define XC_CLI_RESOURCES_H

#include "base/arena.h"
#include "base/error.h"

struct xc_resources {
    const char *self;      /* path of the running binary */
    const char *plugins;   /* folder */
    const char *policies;  /* folder */
    const char *holidays;  /* calendars/cn.ics */
    const char *statutory; /* calendars/cn-statutory.ics */
    const char *divisions; /* divisions.csv */
    const char *chinese;   /* po/zh_CN.mo */
    const char *api;       /* folder of the server's operations */
    const char *pages;     /* folder of what browsers load */
};

/* What is not found stays NULL. Texts live in the arena. */
int xc_resources_find(struct xc_arena *arena, struct xc_resources *resources,
                      struct xc_error *error);

#endif
