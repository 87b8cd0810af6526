/* /healthz and /metrics. Private to core/serve. */
#ifndef XC_SERVE_HEALTH_H
#define XC_SERVE_HEALTH_H

#include "serve/site.h"

extern const struct xc_route xc_health_routes[];

#endif
