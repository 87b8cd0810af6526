/* All policy files and plugins as they are at a moment, copied to a private folder: what
 * is checked there is what plans use, whatever happens to the files meanwhile. Read away
 * from the loop. Private to core/serve. */
#ifndef XC_SERVE_POLICY_SET_H
#define XC_SERVE_POLICY_SET_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

enum { XC_POLICY_BYTES = 256 * 1024 /* of a file; Lua takes less */ };

struct xc_policy_text {
    struct xc_str name;   /* "yixing.full_coverage" */
    struct xc_str below;  /* "yixing/full_coverage.lua" */
    const char *path;     /* of the copy; NULL: it could not be read, see error */
    struct xc_str digest; /* hex, of it and its tests */
    struct xc_error error;
};

struct xc_policy_set {
    struct xc_arena *arena;
    struct xc_str digest; /* hex, of everything */
    struct xc_str plugin_digest;
    const char *policies, *plugins; /* folders of the copies */
    struct xc_policy_text *texts;   /* by path */
    size_t count;
    const char **folders; /* those of the files, to be watched; each once */
    size_t folder_count;
};

/* Reads both folders and copies them below root, a new folder, unless their digest is
 * `known` (NULL: always): then *set stays NULL. plugins may be NULL. A policy folder that
 * is not there is XC_ENO: nobody takes that for the wish to have no policies. */
int xc_policy_set_read(const char *policies, const char *plugins, const char *root,
                       const char *known, struct xc_policy_set **set,
                       struct xc_error *error);
void xc_policy_set_free(struct xc_policy_set *set); /* NULL is fine; files stay */

#endif
