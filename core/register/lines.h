/* Private to register: words of canonical lines that belong to no vocabulary. */
#ifndef XC_REGISTER_LINES_H
#define XC_REGISTER_LINES_H

#include "register/register.h"

enum { XC_HALF_WORDS = 3 };
const char *xc_half_word(unsigned half); /* 0 "-", 1 "am", 2 "pm" */

const char *xc_pool_word(enum xc_person_pool pool); /* "inspectors", "experts" */

#endif
