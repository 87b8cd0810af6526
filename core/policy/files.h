/* The policy files of a folder, by name only: nothing is read or evaluated. */
#ifndef XC_POLICY_FILES_H
#define XC_POLICY_FILES_H

#include "base/arena.h"
#include "base/error.h"

enum { XC_POLICY_FILES = 1000, XC_POLICY_FOLDERS_DEEP = 4 };

struct xc_policy_file {
    struct xc_str path; /* with the folder; NUL-terminated */
    struct xc_str name; /* below the folder, without .lua, '.' for '/': yixing.coverage */
    struct xc_str base; /* the last part, with .lua */
};

/* All *.lua that are no tests, at most so deep, by path as bytes; in the arena. Hidden
 * ones, links to folders and names that are not plain text are left out; a folder that is
 * not there has none. XC_EINPUT: more than XC_POLICY_FILES. */
int xc_policy_files(const char *folder, struct xc_arena *arena,
                    struct xc_policy_file **files, size_t *count, struct xc_error *error);

#endif
