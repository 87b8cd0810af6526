#include "calendar/zone.h"

#include "calendar/feed.h"

static const struct xc_zone_row {
    struct xc_str name;
    struct xc_str short_name;
    int offset_minutes;
} rows[] = {
    {XC_STR_INIT("Asia/Shanghai"), XC_STR_INIT("CST"), 480},
    {XC_STR_INIT("Asia/Urumqi"), XC_STR_INIT("+06"), 360},
    {XC_STR_INIT("Asia/Hong_Kong"), XC_STR_INIT("HKT"), 480},
    {XC_STR_INIT("Asia/Macau"), XC_STR_INIT("CST"), 480},
    {XC_STR_INIT("Asia/Taipei"), XC_STR_INIT("CST"), 480},
    {XC_STR_INIT("UTC"), XC_STR_INIT("UTC"), 0},
};

static const struct xc_zone_row *find(struct xc_str zone) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (xc_str_equal(rows[i].name, zone)) {
            return &rows[i];
        }
    }
    return NULL;
}

bool xc_zone_known(struct xc_str zone, int *offset_minutes) {
    const struct xc_zone_row *row = find(zone);
    if (row != NULL && offset_minutes != NULL) {
        *offset_minutes = row->offset_minutes;
    }
    return row != NULL;
}

struct xc_str xc_zone_short_name(struct xc_str zone) {
    const struct xc_zone_row *row = find(zone);
    return row != NULL ? row->short_name : (struct xc_str){0};
}
