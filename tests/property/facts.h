/* The facts of a county, looked up the slow way, for the judges. */
#ifndef XC_TESTS_PROPERTY_FACTS_H
#define XC_TESTS_PROPERTY_FACTS_H

#include "county.h"

enum { NINE = 540, NOON = 720, HALF_PAST_ONE = 810, FIVE = 1020, DAY = 390 };

/* Prints a breach; always 1. */
unsigned fact_report(const struct county *c, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));
bool fact_is(struct xc_str text, const char *id);
int fact_target(const struct county *c, struct xc_str id); /* -1: none */
int fact_person(const struct county *c, struct xc_str id);
int fact_rule(const struct county *c, struct xc_str label);
bool fact_counts(const struct xc_visit *v);
/* Whether its obligation is not planned again: cancelled by hand counts, too. */
bool fact_accounts(const struct xc_visit *v);
bool fact_works(const struct county *c, xc_date date);
/* The working day so many steps behind a date, before it for negative numbers; the county
 * ends nowhere here. */
xc_date fact_step(const struct county *c, xc_date date, int steps);
/* 1: morning, 2: afternoon, 3: both */
unsigned fact_away(const struct county *c, unsigned person, xc_date date);
bool fact_barred(const struct county *c, unsigned person, unsigned target, xc_date date);
bool fact_may_sit(const struct county *c, const struct fact_rule *rule, unsigned person,
                  enum xc_person_role role, xc_date last);
const char *fact_town_code(unsigned town);
/* Working minutes of a day of the rule. */
unsigned fact_room(const struct fact_rule *rule);
bool fact_serves(const struct xc_plan_crew *crew, unsigned town);
/* Window of the n-th visit (from 1) as the rule says it, and how many there are. */
unsigned fact_visits_of(const struct fact_rule *rule, unsigned number, xc_date *from,
                        xc_date *to);

/* The cause of a rule's visit; NULL: none. */
const struct fact_cause *fact_cause(const struct county *county, unsigned rule,
                                    struct xc_str target, unsigned number);
/* Whether the target's area is closed on the day. */
bool fact_closed(const struct county *county, unsigned target, xc_date date);
bool fact_avoided(const struct fact_cause *cause, unsigned person);

/* claims.c: an unmet visit that is said to be impossible by itself. */
unsigned fact_judge_alone(const struct county *c, const struct xc_plan *plan,
                          const struct xc_unmet *unmet);

#endif
