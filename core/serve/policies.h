/* Policy files and plugins that the server watches. A file that changed is copied and
 * checked, by a command as everything else; only then it takes the place of the version
 * before, which stays in use where the new one does not load. Plans use the checked copy,
 * with the plugins that it was checked with. Private to core/serve. */
#ifndef XC_SERVE_POLICIES_H
#define XC_SERVE_POLICIES_H

#include "serve/site.h"

/* Begins to watch where options->policies is set. NULL: no memory. */
struct xc_policies *xc_policies_new(struct xc_site *site);
/* When the loop has run out. NULL is fine. */
void xc_policies_free(struct xc_policies *policies);

/* The path of the newest text of a policy that was checked; NULL: there is none of this
 * name. A command that was given it may use it for a day, whatever changes. */
const char *xc_policies_path(const struct xc_policies *policies, struct xc_str name);
/* The folder of the plugins that it was checked with. */
const char *xc_policies_plugins(const struct xc_policies *policies, struct xc_str name);

/* The folders of all copies as they were read last; NULL: none are there. */
const char *xc_policies_folder(const struct xc_policies *policies);
const char *xc_policies_all_plugins(const struct xc_policies *policies);

/* Looks now whether something changed. */
void xc_policies_look(struct xc_policies *policies);

/* How many there are, and of how many the newest text does not load. */
struct xc_policies_load {
    unsigned count, refused;
};
struct xc_policies_load xc_policies_load(const struct xc_policies *policies);

/* /api/v1/policies and /api/v1/policies/NAME; ends with path NULL */
extern const struct xc_route xc_policies_routes[];

#endif
