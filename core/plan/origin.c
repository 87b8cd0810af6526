/* From where people may come to a target: not from its own county, only from the offices
 * above it, or only from beside it. */
#include "plan/plan_internal.h"

static uint32_t county_of(const struct xc_job *job, uint32_t target) {
    return xc_seats_county(job->reg, job->reg->targets.area[target]);
}

/* The city of a county; the county itself where a province has no city above it. */
static uint32_t city_of(const struct xc_register *reg, uint32_t area) {
    uint32_t above = area == XC_NO_ROW ? XC_NO_ROW : reg->areas.parent[area];
    while (above != XC_NO_ROW && reg->areas.level[above] >= XC_LEVEL_CITY) {
        area = above;
        above = reg->areas.parent[area];
    }
    return area;
}

uint32_t xc_origin_own(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t target) {
    uint32_t county = county_of(job, target);
    return klass->rule->from == XC_FROM_OTHER_CITY ? city_of(job->reg, county) : county;
}

static bool is_beside(const struct xc_register *reg, uint32_t home, uint32_t own) {
    uint32_t above = own == XC_NO_ROW ? XC_NO_ROW : reg->areas.parent[own];
    return home != above && xc_register_within(reg, home, above) &&
           !xc_register_within(reg, home, own);
}

static bool comes_from(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t home, uint32_t target) {
    uint32_t own = xc_origin_own(job, klass, target);
    switch (klass->rule->from) {
    case XC_FROM_ABOVE: /* who has no area belongs to the whole country */
        return home == XC_NO_ROW ||
               (home != own && xc_register_within(job->reg, own, home));
    case XC_FROM_OTHER_COUNTY:
    case XC_FROM_OTHER_CITY:
        return is_beside(job->reg, home, own);
    case XC_FROM_AREA:
        return xc_register_within(job->reg, home, klass->from);
    default:
        return true;
    }
}

bool xc_origin_matters(const struct xc_class *klass) {
    return klass->rule->outside_target || klass->rule->from != XC_FROM_ANYWHERE;
}

const char *xc_origin_breach(const struct xc_job *job, const struct xc_class *klass,
                             uint32_t person, uint32_t target) {
    static const char *const sentences[] = {
        [XC_FROM_ABOVE] =
            XC_MSG("%.*s does not belong to an office above the target's county."),
        [XC_FROM_OTHER_COUNTY] =
            XC_MSG("%.*s does not come from another county of the target's city."),
        [XC_FROM_OTHER_CITY] =
            XC_MSG("%.*s does not come from another city of the target's province."),
        [XC_FROM_AREA] = XC_MSG("%.*s does not come from the area that sends the crew.")};
    uint32_t home = job->reg->people.area[person];
    if (klass->rule->outside_target &&
        xc_register_within(job->reg, home, county_of(job, target)))
        return XC_MSG("%.*s comes from the target's own county.");
    return comes_from(job, klass, home, target) ? NULL : sentences[klass->rule->from];
}

bool xc_origin_say_none(const struct xc_class *klass, struct xc_message *message) {
    static const char *const sentences[] = {
        [XC_FROM_ABOVE] = XC_MSG("the crew must belong to an office above the target's "
                                 "county, but there is no such crew."),
        [XC_FROM_OTHER_COUNTY] = XC_MSG("the crew must come from another county of the "
                                        "target's city, but there is no such crew."),
        [XC_FROM_OTHER_CITY] = XC_MSG("the crew must come from another city of the "
                                      "target's province, but there is no such crew.")};
    const struct xc_crew_rule *rule = klass->rule;
    if (rule->from == XC_FROM_ANYWHERE)
        return false;
    if (rule->from == XC_FROM_AREA)
        xc_message_set(message,
                       "the crew must come from the area %.*s, but no crew belongs "
                       "there.",
                       XC_PRI(rule->from_area));
    else
        xc_message_set(message, sentences[rule->from]);
    return true;
}
