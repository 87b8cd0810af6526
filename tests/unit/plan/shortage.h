/* Worlds that ask for too much: stages with windows of their own, targets of 90 minutes
 * (four a day), crews of two. */
#ifndef XC_TESTS_PLAN_SHORTAGE_H
#define XC_TESTS_PLAN_SHORTAGE_H

#include "world.h"

enum { FOUR_A_DAY = 90, MOST_STAGES = 4 };

/* windows: from, to, from, to …; each stage visits all targets. */
static inline void stages_ready(struct world *w, const char *const *windows,
                                unsigned count) {
    char json[4096] = "[";
    for (unsigned i = 0; i < count; i++) {
        size_t len = strlen(json);
        snprintf(json + len, sizeof json - len,
                 "%s{'id':'s%u','title':'','plugin':'x','kind':'coverage','window':["
                 "'%s','%s'],'nature':'agency_check','method':'site','merge':false,"
                 "'obligations':[{'label':'s%u/1','targets':{'op':'all','table':"
                 "'targets'}" STAFF "}]}",
                 i > 0 ? "," : "", i, windows[2 * i], windows[2 * i + 1], i);
    }
    size_t len = strlen(json);
    snprintf(json + len, sizeof json - len, "]");
    world_ready(w, json, "2021-01-01");
}

#endif
