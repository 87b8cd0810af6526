/* Policy files that the server watches. Private to core/serve. */
#ifndef XC_SERVE_POLICIES_H
#define XC_SERVE_POLICIES_H

#include "serve/site.h"

/* The path of the newest text of a policy that was checked; NULL: there is none of this
 * name. */
const char *xc_policies_path(const struct xc_policies *policies, struct xc_str name);

#endif
