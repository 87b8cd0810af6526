/* What the feed writer needs of a zone beyond xc_zone_known. Private to this folder. */
#ifndef XC_CALENDAR_ZONE_H
#define XC_CALENDAR_ZONE_H

#include "base/str.h"

/* TZNAME, for example CST; empty where the zone is not known. */
struct xc_str xc_zone_short_name(struct xc_str zone);

#endif
