/* Canonical lines out: what digests are taken over and what the store keeps. */
#include "register/lines.h"
#include "base/buffer.h"
#include "register/memory.h"

/* By their English words as bytes. */
static const uint8_t roles_sorted[] = {
    XC_ROLE_ANALYST, XC_ROLE_AUDITOR, XC_ROLE_EXPERT,      XC_ROLE_LEAD,
    XC_ROLE_OFFICER, XC_ROLE_PARTNER, XC_ROLE_THIRD_PARTY,
};

const char *xc_half_word(unsigned half) {
    static const char *const words[XC_HALF_WORDS] = {"-", "am", "pm"};
    return half < XC_HALF_WORDS ? words[half] : "";
}

const char *xc_pool_word(enum xc_person_pool pool) {
    return pool == XC_POOL_EXPERTS ? "experts" : "inspectors";
}

static void put_tab(struct xc_buffer *out) {
    (void)xc_buffer_putc(out, '\t');
}

static void put_text(const struct xc_register *reg, xc_ref ref, struct xc_buffer *out) {
    if (ref == 0)
        (void)xc_buffer_putc(out, '-');
    else
        (void)xc_buffer_add(out, xc_register_text(reg, ref));
}

static void put_area(const struct xc_register *reg, uint32_t row, struct xc_buffer *out) {
    put_text(reg, row == XC_NO_ROW ? 0 : reg->areas.code[row], out);
}

static void put_word(enum xc_vocabulary vocabulary, unsigned value,
                     struct xc_buffer *out) {
    (void)xc_buffer_puts(out, value == 0 ? "-" : xc_words_english(vocabulary, value));
}

static void put_date(xc_date date, struct xc_buffer *out) {
    if (date == XC_NO_DATE)
        (void)xc_buffer_putc(out, '-');
    else
        (void)xc_buffer_date(out, date);
}

/* Numbers of which 0 says "none". */
static void put_limit(uint32_t number, struct xc_buffer *out) {
    if (number == 0)
        (void)xc_buffer_putc(out, '-');
    else
        (void)xc_buffer_uint(out, number);
}

static void put_degrees(int32_t value, struct xc_buffer *out) {
    if (value == INT32_MIN)
        (void)xc_buffer_putc(out, '-');
    else
        (void)xc_buffer_int(out, value);
}

static void put_roles(uint32_t roles, struct xc_buffer *out) {
    size_t written = 0;
    for (size_t i = 0; i < sizeof(roles_sorted); i++) {
        if ((roles & 1u << roles_sorted[i]) == 0)
            continue;
        if (written++ > 0)
            (void)xc_buffer_putc(out, ',');
        (void)xc_buffer_puts(out, xc_words_english(XC_WORDS_ROLE, roles_sorted[i]));
    }
    if (written == 0)
        (void)xc_buffer_putc(out, '-');
}

static void area_line(const struct xc_register *reg, uint32_t row,
                      struct xc_buffer *out) {
    put_text(reg, reg->areas.code[row], out);
    put_tab(out);
    put_text(reg, reg->areas.name[row], out);
    put_tab(out);
    put_area(reg, reg->areas.parent[row], out);
    put_tab(out);
    put_word(XC_WORDS_LEVEL, reg->areas.level[row], out);
}

static void target_line(const struct xc_register *reg, uint32_t row,
                        struct xc_buffer *out) {
    const struct xc_targets *t = &reg->targets;
    put_text(reg, t->id[row], out);
    put_tab(out);
    put_text(reg, t->name[row], out);
    put_tab(out);
    put_word(XC_WORDS_KIND, t->kind[row], out);
    put_tab(out);
    put_text(reg, t->level[row], out);
    put_tab(out);
    put_word(XC_WORDS_OWNERSHIP, t->ownership[row], out);
    put_tab(out);
    put_area(reg, t->area[row], out);
    put_tab(out);
    put_text(reg, t->zone[row], out);
    put_tab(out);
    put_text(reg, t->address[row], out);
    put_tab(out);
    put_degrees(t->latitude_e6[row], out);
    put_tab(out);
    put_degrees(t->longitude_e6[row], out);
    put_tab(out);
    put_word(XC_WORDS_DATUM, t->datum[row], out);
    put_tab(out);
    put_text(reg, t->organisation[row], out);
    put_tab(out);
    put_text(reg, t->legal[row], out);
    put_tab(out);
    put_word(XC_WORDS_STATUS, t->status[row], out);
    put_tab(out);
    put_text(reg, t->flags[row], out);
    put_tab(out);
    put_word(XC_WORDS_CREDIT, t->credit[row], out);
    put_tab(out);
    (void)xc_buffer_uint(out, t->weight[row]);
    put_tab(out);
    put_limit(t->minutes[row], out);
    put_tab(out);
    put_date(t->last_visit[row], out);
    put_tab(out);
    (void)xc_buffer_putc(out, t->co_designated[row] ? '1' : '0');
    put_tab(out);
    put_text(reg, t->attributes[row], out);
}

static void person_line(const struct xc_register *reg, uint32_t row,
                        struct xc_buffer *out) {
    const struct xc_people *p = &reg->people;
    put_text(reg, p->id[row], out);
    put_tab(out);
    (void)xc_buffer_puts(out, xc_pool_word((enum xc_person_pool)p->pool[row]));
    put_tab(out);
    put_text(reg, p->name[row], out);
    put_tab(out);
    put_text(reg, p->unit[row], out);
    put_tab(out);
    put_text(reg, p->department[row], out);
    put_tab(out);
    put_area(reg, p->area[row], out);
    put_tab(out);
    put_text(reg, p->crew[row], out);
    put_tab(out);
    put_roles(p->roles[row], out);
    put_tab(out);
    put_text(reg, p->certificate[row], out);
    put_tab(out);
    put_date(p->certificate_until[row], out);
    put_tab(out);
    put_text(reg, p->specialties[row], out);
    put_tab(out);
    put_limit(p->per_day[row], out);
    put_tab(out);
    put_limit(p->max_visits[row], out);
    put_tab(out);
    put_word(XC_WORDS_STATUS, p->status[row], out);
    put_tab(out);
    put_text(reg, p->attributes[row], out);
}

static void absence_line(const struct xc_register *reg, uint32_t row,
                         struct xc_buffer *out) {
    const struct xc_absences *a = &reg->absences;
    put_text(reg, reg->people.id[a->person[row]], out);
    (void)xc_buffer_putc(out, ':');
    put_date(a->from[row], out);
    (void)xc_buffer_putc(out, ':');
    put_date(a->to[row], out);
    (void)xc_buffer_putc(out, ':');
    (void)xc_buffer_puts(out, xc_half_word(a->half[row]));
    put_tab(out);
    put_text(reg, a->reason[row], out);
}

static void relation_line(const struct xc_register *reg, uint32_t row,
                          struct xc_buffer *out) {
    const struct xc_relations *r = &reg->relations;
    put_text(reg, reg->people.id[r->person[row]], out);
    if (r->target[row] != XC_NO_ROW) {
        (void)xc_buffer_puts(out, ":target:");
        put_text(reg, reg->targets.id[r->target[row]], out);
    } else if (r->organisation[row] != 0) {
        (void)xc_buffer_puts(out, ":organisation:");
        put_text(reg, r->organisation[row], out);
    } else {
        (void)xc_buffer_puts(out, ":area:");
        put_area(reg, r->area[row], out);
    }
    put_tab(out);
    put_text(reg, r->reason[row], out);
    put_tab(out);
    put_date(r->until[row], out);
}

int xc_register_line(const struct xc_register *reg, enum xc_table table, uint32_t row,
                     struct xc_buffer *out) {
    switch (table) {
    case XC_TABLE_AREAS:
        area_line(reg, row, out);
        break;
    case XC_TABLE_TARGETS:
        target_line(reg, row, out);
        break;
    case XC_TABLE_PEOPLE:
        person_line(reg, row, out);
        break;
    case XC_TABLE_ABSENCES:
        absence_line(reg, row, out);
        break;
    case XC_TABLE_RELATIONS:
        relation_line(reg, row, out);
        break;
    case XC_TABLE_COUNT:
        break;
    }
    return out->failed ? XC_ENOMEM : 0;
}
