/* Rows of the register as JSON, whole: what pages and other programs read of them. */
#ifndef XC_PUBLISH_REGISTER_ROWS_H
#define XC_PUBLISH_REGISTER_ROWS_H

#include "register/register.h"

#include <jansson.h>

/* Each a new object, NULL without memory. A text that is not known is empty, also degrees
 * (31.359600); a date or a number that is not given is null. */

/* id name kind level ownership area area_name zone address latitude longitude datum
 * organisation legal_representative status flags[] credit weight minutes last_visit
 * co_designated attributes{} */
json_t *xc_register_row_target(const struct xc_register *reg, uint32_t row);

/* id table (inspectors, experts) name unit department area area_name crew roles[]
 * certificate certificate_until specialties[] per_day max_visits status attributes{} */
json_t *xc_register_row_person(const struct xc_register *reg, uint32_t row);

/* code name parent level */
json_t *xc_register_row_area(const struct xc_register *reg, uint32_t row);

/* person person_name from to half (am, pm or empty) reason */
json_t *xc_register_row_absence(const struct xc_register *reg, uint32_t row);

/* person person_name target target_name organisation area area_name reason until */
json_t *xc_register_row_relation(const struct xc_register *reg, uint32_t row);

#endif
