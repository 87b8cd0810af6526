/* Where the files that come with the program lie: beside the installed binary, or in the
 * source tree that it was built in. */
#ifndef XC_CLI_RESOURCES_H
#define XC_CLI_RESOURCES_H

#include "base/arena.h"
#include "base/error.h"

struct xc_resources {
    const char *self;      /* path of the running binary */
    const char *plugins;   /* folder; NULL: not found */
    const char *policies;  /* folder; NULL: not found */
    const char *holidays;  /* calendars/cn.ics */
    const char *statutory; /* calendars/cn-statutory.ics */
    const char *divisions; /* divisions.csv */
    const char *chinese;   /* zh_CN.mo */
};

/* Looks from the binary's folder upward: FOLDER/share/xuncha/… (installed), then FOLDER/…
 * (source tree and build tree). What is not found stays NULL. Texts live in the arena. */
int xc_resources_find(struct xc_arena *arena, struct xc_resources *resources,
                      struct xc_error *error);

#endif
