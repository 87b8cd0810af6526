/* Random counties and a judge of their plans. The judge knows only the facts below and
 * the visits it is shown; it shares no code with the planner and looks everything up the
 * slow way. */
#ifndef XC_TESTS_PROPERTY_COUNTY_H
#define XC_TESTS_PROPERTY_COUNTY_H

#include "plan/plan.h"

enum {
    MAX_TARGETS_HERE = 64,
    MAX_PEOPLE_HERE = 16,
    MAX_ABSENCES_HERE = 24,
    MAX_RELATIONS_HERE = 12,
    MAX_RULES_HERE = 3,
    MAX_CAUSES_HERE = 48,
    MAX_CLOSURES_HERE = 3,
    MAX_AVOIDED_HERE = 3,
    HORIZON = 140,
    SPARE = 512
};

struct fact_target {
    char id[16], zone[16], organisation[16];
    unsigned town; /* 0: no town, 1…3 */
    bool clinic;   /* else a pharmacy */
    unsigned minutes;
};

struct fact_person {
    char id[16], crew[16], unit[16];
    unsigned town;
    unsigned roles;
    bool certificate;
    xc_date until; /* XC_NO_DATE: no expiry */
    unsigned per_day, max_visits;
};

struct fact_absence {
    unsigned person;
    xc_date from, to;
    unsigned half;
};

struct fact_relation {
    unsigned person, target;
    xc_date until;
};

struct fact_rule {
    char stage[16], label[24];
    bool enforcement, merge;
    unsigned rotate;        /* who may not come twice running: 1 the lead, 2 nobody */
    unsigned opens, closes; /* hours of its own; 0: the office's */
    unsigned travel;        /* working days of the way there, and as many back */
    bool car;               /* its crews take the car */
    bool swap;              /* crews swap their zones each period */
    bool caused;            /* owed for causes only */
    xc_date from, to;
    unsigned times, gap, minutes, days, cap;
    enum xc_period each;
    unsigned seat_count;
    struct {
        enum xc_person_role role;
        unsigned count;
    } seats[3];
};

struct fact_cause {
    unsigned rule;
    char target[16]; /* one that is not there, too */
    unsigned number;
    xc_date from, to;
    unsigned avoid[MAX_AVOIDED_HERE]; /* people, ascending */
    unsigned avoid_count;
};

struct fact_closure {
    char area[16], zone[16]; /* one of them */
    xc_date from, to;
};

struct county {
    uint64_t random;
    xc_date first;       /* of the horizon */
    bool works[HORIZON]; /* days from first */
    struct fact_target targets[MAX_TARGETS_HERE];
    struct fact_person people[MAX_PEOPLE_HERE];
    struct fact_absence absences[MAX_ABSENCES_HERE];
    struct fact_relation relations[MAX_RELATIONS_HERE];
    struct fact_rule rules[MAX_RULES_HERE];
    struct fact_cause causes[MAX_CAUSES_HERE]; /* by rule, target, number */
    struct fact_closure closures[MAX_CLOSURES_HERE];
    bool uncapped[MAX_TARGETS_HERE];
    unsigned target_count, person_count, absence_count, relation_count, rule_count;
    unsigned cause_count, closure_count;
    bool turns; /* some rules let crews swap: everybody's crew is named then */
    unsigned setup;
    unsigned cars;
    unsigned cap_enforcement, cap_agency_check;
    unsigned cap_clinics; /* agency checks of clinics; 0: as of all */

    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_arena *arena;
    json_t *json;
    struct xc_programme *programme;
    struct xc_plan_input input;
    struct { /* the same facts for the library */
        struct xc_plan_cause causes[MAX_CAUSES_HERE];
        struct xc_str avoid[MAX_CAUSES_HERE][MAX_AVOIDED_HERE];
        struct xc_plan_closure closures[MAX_CLOSURES_HERE];
        struct xc_str uncapped[MAX_TARGETS_HERE];
    } after;
    struct xc_error error;
};

/* A county from a seed. even: all visits take the same minutes, only third parties go,
 * nobody is barred or limited, so that the best plan can be computed exactly. False: the
 * library refused. */
bool county_make(struct county *county, uint64_t seed, bool even);
void county_free(struct county *county);

/* What happens after a plan: some rules get causes instead of targets, areas close, cases
 * lift caps. Once before planning; again, and the causes and closures are others. */
void county_happen(struct county *county);
/* Only the areas that close. */
void county_close(struct county *county);

/* Things happen: absences, relations, certificates that end, targets that go or come. The
 * register and the input are made anew; the old register becomes the caller's, for visits
 * borrow from it. */
bool county_disturb(struct county *county, struct xc_register **before);
unsigned county_random(struct county *county, unsigned below);

/* The number of breaches of hard rules and of wrong claims; each is printed. fixed visits
 * are those of the input. */
unsigned county_judge(const struct county *county, const struct xc_plan *plan);

/* For even counties: the most visits any plan can serve. */
unsigned county_best(const struct county *county, const struct xc_plan *plan);

#endif
