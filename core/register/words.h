/* The closed vocabularies of a register: what a column may hold, in English (stored,
 * exported) and in the Chinese that offices write. One list per column; every other place
 * asks here. */
#ifndef XC_REGISTER_WORDS_H
#define XC_REGISTER_WORDS_H

#include "base/error.h"
#include "base/str.h"

enum xc_kind { /* kind of a target */
               XC_KIND_NONE = 0,
               XC_KIND_HOSPITAL,
               XC_KIND_HEALTH_CENTER,
               XC_KIND_COMMUNITY,
               XC_KIND_CLINIC,
               XC_KIND_VILLAGE_CLINIC,
               XC_KIND_CARE_HOME,
               XC_KIND_INTERNAL_CLINIC,
               XC_KIND_PHARMACY,
               XC_KIND_AGENCY,
               XC_KIND_CONTRACTOR,
               XC_KIND_OTHER,
               XC_KIND_COUNT
};

/* The group `medical`: all but pharmacy, agency, contractor, other. */
bool xc_kind_medical(enum xc_kind kind);

enum xc_ownership {
    XC_OWNERSHIP_NONE = 0,
    XC_OWNERSHIP_PUBLIC,
    XC_OWNERSHIP_PRIVATE,
    XC_OWNERSHIP_COUNT
};
enum xc_status {
    XC_STATUS_NONE = 0,
    XC_STATUS_ACTIVE,
    XC_STATUS_SUSPENDED,
    XC_STATUS_CLOSED,
    XC_STATUS_COUNT
};
enum xc_credit {
    XC_CREDIT_NONE = 0,
    XC_CREDIT_A,
    XC_CREDIT_B,
    XC_CREDIT_C,
    XC_CREDIT_D,
    XC_CREDIT_COUNT
};
enum xc_datum {
    XC_DATUM_NONE = 0,
    XC_DATUM_WGS84,
    XC_DATUM_GCJ02,
    XC_DATUM_BD09,
    XC_DATUM_COUNT
};

enum xc_area_level {
    XC_LEVEL_NONE = 0,
    XC_LEVEL_PROVINCE,
    XC_LEVEL_CITY,
    XC_LEVEL_COUNTY,
    XC_LEVEL_TOWN,
    XC_LEVEL_ZONE,
    XC_LEVEL_COUNT
};

/* Roles of a person; a person has a set of them (bit 1u << role). */
enum xc_person_role {
    XC_ROLE_NONE = 0,
    XC_ROLE_OFFICER,
    XC_ROLE_LEAD,
    XC_ROLE_AUDITOR,
    XC_ROLE_ANALYST,
    XC_ROLE_THIRD_PARTY,
    XC_ROLE_PARTNER,
    XC_ROLE_EXPERT,
    XC_ROLE_COUNT
};

enum xc_vocabulary {
    XC_WORDS_KIND,
    XC_WORDS_OWNERSHIP,
    XC_WORDS_STATUS,
    XC_WORDS_CREDIT,
    XC_WORDS_DATUM,
    XC_WORDS_LEVEL,
    XC_WORDS_ROLE
};

/* The value (1…) of a word, English or Chinese in any accepted spelling, full-width
 * letters and letter case ignored; 0: unknown. */
unsigned xc_words_parse(enum xc_vocabulary vocabulary, struct xc_str word);

/* The stored English word of a value, and its usual Chinese; "" for 0. Static. */
const char *xc_words_english(enum xc_vocabulary vocabulary, unsigned value);
const char *xc_words_chinese(enum xc_vocabulary vocabulary, unsigned value);

/* How many values there are, 0 included. */
unsigned xc_words_count(enum xc_vocabulary vocabulary);

/* The accepted word nearest to an unknown one, or the empty view. */
struct xc_str xc_words_suggest(enum xc_vocabulary vocabulary, struct xc_str word);

#endif
