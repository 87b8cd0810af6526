/* The columns that each table knows, and how headers may spell them. */
#ifndef XC_EXCHANGE_COLUMNS_H
#define XC_EXCHANGE_COLUMNS_H

#include "exchange/import.h"

/* Numbers of the columns, in the order of xc_import_columns. */
enum xc_target_column {
    TARGET_ID,
    TARGET_NAME,
    TARGET_KIND,
    TARGET_LEVEL,
    TARGET_OWNERSHIP,
    TARGET_AREA,
    TARGET_PROVINCE,
    TARGET_CITY,
    TARGET_COUNTY,
    TARGET_ZONE,
    TARGET_ADDRESS,
    TARGET_LAT,
    TARGET_LON,
    TARGET_DATUM,
    TARGET_ORGANISATION,
    TARGET_LEGAL,
    TARGET_STATUS,
    TARGET_FLAGS,
    TARGET_CREDIT,
    TARGET_WEIGHT,
    TARGET_MINUTES,
    TARGET_LAST_VISIT,
    TARGET_CO_DESIGNATED,
    TARGET_COLUMNS
};
enum xc_person_column {
    PERSON_ID,
    PERSON_NAME,
    PERSON_UNIT,
    PERSON_DEPARTMENT,
    PERSON_AREA,
    PERSON_CREW,
    PERSON_ROLES,
    PERSON_CERTIFICATE,
    PERSON_CERTIFICATE_UNTIL,
    PERSON_SPECIALTIES,
    PERSON_PER_DAY,
    PERSON_MAX_VISITS,
    PERSON_STATUS,
    PERSON_COLUMNS
};
enum xc_area_column { AREA_CODE, AREA_NAME, AREA_PARENT, AREA_LEVEL, AREA_COLUMNS };
enum xc_absence_column {
    ABSENCE_PERSON,
    ABSENCE_FROM,
    ABSENCE_TO,
    ABSENCE_HALF,
    ABSENCE_REASON,
    ABSENCE_COLUMNS
};
enum xc_relation_column {
    RELATION_PERSON,
    RELATION_TARGET,
    RELATION_ORGANISATION,
    RELATION_AREA,
    RELATION_REASON,
    RELATION_UNTIL,
    RELATION_COLUMNS
};
enum xc_calendar_column { CALENDAR_DATE, CALENDAR_KIND, CALENDAR_NAME, CALENDAR_COLUMNS };

enum { XC_COLUMNS_MAX = 32 }; /* of the widest table, at least */

/* The column that a header cell names, -1: none. *rank: 0 for the English name, 1… for
 * the Chinese ones in order, 100… for other spellings. Letter case, width, spaces,
 * underscores and a remark in brackets do not matter; *exact is false where a remark was
 * left out. scratch is used. */
int xc_column_named(enum xc_import_table table, struct xc_str header,
                    struct xc_buffer *scratch, unsigned *rank, bool *exact);

/* True where two header texts are the same to a reader. scratch is used. */
bool xc_column_same(struct xc_str a, struct xc_str b, struct xc_buffer *scratch);

/* The header of the list nearest to any spelling of the column, or the empty view. */
struct xc_str xc_column_suggest(enum xc_import_table table, size_t column,
                                const struct xc_str *headers, size_t count);

/* Columns where the value of a vertically merged cell holds for every row of it. */
bool xc_column_fills(enum xc_import_table table, size_t column);

#endif
