/* A county of nobody's: its institutions, its people in crews, its days off. */
#include "simulate.h"

#include <string.h>

static void add_day(struct world *world, int year, unsigned month, unsigned day,
                    bool works) {
    world->days[world->day_count++] =
        (struct special_day){xc_date_make(year, month, day), works, XC_DATE_MIN};
}

/* Days off and make-up days as notices have them, but none that was ever given. */
static void make_days(struct world *world) {
    for (int year = 2025; year <= 2028; year++) {
        add_day(world, year, 1, 1, false);
        for (unsigned day = 1; day <= 3; day++) {
            add_day(world, year, 5, day, false);
        }
        for (unsigned day = 1; day <= 7; day++) {
            add_day(world, year, 10, day, false);
        }
    }
    for (unsigned day = 16; day <= 22; day++) {
        add_day(world, 2026, 2, day, false);
    }
    add_day(world, 2026, 2, 14, true);
    add_day(world, 2026, 4, 6, false);
    add_day(world, 2026, 6, 19, false);
    add_day(world, 2026, 10, 10, true);
}

void world_add_target(struct world *world, struct chance *chance, xc_date known) {
    size_t number = world->target_count;
    struct target *target = &world->targets[number];
    *target = (struct target){.zone = chance_below(chance, world->zones),
                              .hospital = number % 45 == 7,
                              .active = true,
                              .known = known,
                              .self_check = XC_NO_DATE,
                              .suspended = XC_NO_DATE};
    (void)snprintf(target->id, sizeof target->id, "T%05zu", number);
    (void)snprintf(target->name, sizeof target->name, "金丝雀%05zu号%s", number,
                   target->hospital ? "医院" : "药店");
    world->target_count++;
}

bool world_bar(struct world *world, unsigned person, unsigned target, xc_date known) {
    for (size_t i = 0; i < world->barred_count; i++) {
        if (world->barred[i].person == person && world->barred[i].target == target) {
            return false;
        }
    }
    world->barred[world->barred_count++] = (struct barred){person, target, known};
    return true;
}

static void make_people(struct world *world, struct chance *chance) {
    world->crews = 5;
    world->person_count = 14;
    for (unsigned i = 0; i < world->person_count; i++) {
        struct person *person = &world->people[i];
        (void)snprintf(person->id, sizeof person->id, "R%02u", i + 1);
        person->crew = i % world->crews;
        person->lead = i < 2 * world->crews;
        person->certificate =
            i == 13 ? xc_date_make(2026, 6, 30) : xc_date_make(2027, 12, 31);
    }
    for (unsigned i = 0; i < 12; i++) {
        unsigned person = chance_below(chance, (unsigned)world->person_count);
        world_bar(world, person, chance_below(chance, (unsigned)world->target_count),
                  XC_DATE_MIN);
    }
}

void world_make(struct world *world, struct chance *chance, unsigned targets, bool bad) {
    *world = (struct world){.zones = 12, .cap_enforcement = 2, .cap_agency = 6};
    make_days(world);
    for (unsigned i = 0; i < targets; i++) {
        world_add_target(world, chance, XC_DATE_MIN);
        world->targets[i].bad = bad && i % 8 == 5;
    }
    make_people(world, chance);
}

/* ---- Asking ---- */

bool world_works(const struct world *world, xc_date date, xc_date known) {
    bool works = xc_date_weekday(date) <= XC_FRIDAY;
    for (size_t i = 0; i < world->day_count; i++) {
        if (world->days[i].date == date && world->days[i].known <= known) {
            works = world->days[i].works;
        }
    }
    return works;
}

xc_date world_workday(const struct world *world, xc_date date, int n) {
    int step = n > 0 ? 1 : -1;
    for (int left = n * step; left > 0;) {
        date += step;
        left -= world_works(world, date, XC_DATE_MAX);
    }
    return date;
}

static int number_of(const char *id, char letter) {
    uint64_t number = 0;
    return id[0] == letter && xc_str_to_uint(xc_str_from(id + 1), 1000000, &number)
               ? (int)number
               : -1;
}

int world_target(const struct world *world, const char *id) {
    int number = number_of(id, 'T');
    return number >= 0 && (size_t)number < world->target_count ? number : -1;
}

int world_person(const struct world *world, const char *id) {
    int number = number_of(id, 'R');
    return number > 0 && (size_t)number <= world->person_count ? number - 1 : -1;
}

/* ---- Writing ---- */

static FILE *open_table(const char *folder, const char *name, const char *head) {
    char path[PATH_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    FILE *file = fopen(path, "w");
    if (file) {
        (void)fprintf(file, "%s\n", head);
    }
    return file;
}

static bool write_targets(const struct world *world, size_t first, FILE *file) {
    for (size_t i = first; file && i < world->target_count; i++) {
        const struct target *target = &world->targets[i];
        (void)fprintf(file, "%s,%s,%s,990101,Z%02u,甲%u\n", target->id, target->name,
                      target->hospital ? "hospital" : "pharmacy", target->zone,
                      target->owners);
    }
    return file && fclose(file) == 0;
}

bool world_write_targets(const struct world *world, size_t first, const char *path) {
    FILE *file = fopen(path, "w");
    if (file) {
        (void)fprintf(file, "id,name,kind,area,zone,legal_representative\n");
    }
    return write_targets(world, first, file);
}

static bool write_people(const struct world *world, const char *folder) {
    FILE *file = open_table(folder, "inspectors",
                            "id,name,area,crew,roles,certificate,certificate_until");
    for (size_t i = 0; file && i < world->person_count; i++) {
        const struct person *person = &world->people[i];
        char until[11];
        xc_date_format(person->certificate, until);
        (void)fprintf(file, "%s,检查员%s,990101,C%u,%s,E%s,%s\n", person->id, person->id,
                      person->crew + 1, person->lead ? "\"lead,officer\"" : "officer",
                      person->id, until);
    }
    return file && fclose(file) == 0;
}

void world_write_absence(const struct world *world, const struct away *away, FILE *file) {
    static const char *const halves[] = {"", "am", "pm", ""};
    char from[11], to[11];
    xc_date_format(away->from, from);
    xc_date_format(away->to, to);
    (void)fprintf(file, "%s,%s,%s,%s,借调\n", world->people[away->person].id, from, to,
                  halves[away->halves]);
}

static bool same_absence(const struct away *a, const struct away *b) {
    return a->person == b->person && a->from == b->from && a->to == b->to &&
           a->halves == b->halves;
}

bool world_write_absences(const struct world *world, const char *folder) {
    FILE *file = open_table(folder, "absences", ABSENCES_HEAD);
    for (size_t i = 0; file && i < world->away_count; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || same_absence(&world->away[i], &world->away[k]);
        }
        if (!again) {
            world_write_absence(world, &world->away[i], file);
        }
    }
    return file && fclose(file) == 0;
}

static bool write_relations(const struct world *world, const char *folder) {
    FILE *file = open_table(folder, "relations", "person,target,reason");
    for (size_t i = 0; file && i < world->barred_count; i++) {
        const struct barred *barred = &world->barred[i];
        (void)fprintf(file, "%s,%s,亲属\n", world->people[barred->person].id,
                      world->targets[barred->target].id);
    }
    return file && fclose(file) == 0;
}

static bool write_calendar(const struct world *world, const char *folder) {
    FILE *file = open_table(folder, "calendar", "date,kind,name");
    for (size_t i = 0; file && i < world->day_count; i++) {
        char day[11];
        xc_date_format(world->days[i].date, day);
        (void)fprintf(file, "%s,%s,假\n", day,
                      world->days[i].works ? "workday" : "holiday");
    }
    return file && fclose(file) == 0;
}

bool world_write(const struct world *world, const char *folder) {
    char path[PATH_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/targets.csv", folder);
    return world_write_targets(world, 0, path) && write_people(world, folder) &&
           write_relations(world, folder) && write_calendar(world, folder);
}
