#include "plan/visit.h"

#include "plan/plan_internal.h"

#include <string.h>

enum { ID_CHARACTERS = 12, ID_BITS = 5 };

static const char BASE_32[] = "0123456789abcdefghijklmnopqrstuv";

uint64_t xc_visit_id_bits(struct xc_mac *mac, struct xc_buffer *scratch,
                          struct xc_str programme, struct xc_str label,
                          struct xc_str target, unsigned number, unsigned attempt) {
    xc_buffer_clear(scratch);
    (void)xc_buffer_puts(scratch, "xuncha-visit\n");
    (void)xc_buffer_add(scratch, programme);
    (void)xc_buffer_putc(scratch, '/');
    (void)xc_buffer_add(scratch, label);
    (void)xc_buffer_putc(scratch, '/');
    (void)xc_buffer_add(scratch, target);
    (void)xc_buffer_putc(scratch, '/');
    (void)xc_buffer_uint(scratch, number);
    if (attempt > 0) {
        (void)xc_buffer_putc(scratch, '\n');
        (void)xc_buffer_uint(scratch, attempt);
    }
    struct xc_digest digest = xc_mac_make(mac, xc_buffer_view(scratch));
    uint64_t bits = 0;
    for (size_t i = 0; i < sizeof bits; i++)
        bits = bits << 8 | digest.bytes[i];
    return bits >> (64 - ID_BITS * ID_CHARACTERS);
}

void xc_visit_id_text(uint64_t bits, char out[XC_VISIT_ID_BYTES]) {
    out[0] = 'v';
    for (unsigned i = 0; i < ID_CHARACTERS; i++)
        out[i + 1] = BASE_32[bits >> (ID_BITS * (ID_CHARACTERS - 1 - i)) & 31];
    out[ID_CHARACTERS + 1] = '\0';
}

int xc_visit_id(struct xc_str key, struct xc_str programme, struct xc_str label,
                struct xc_str target, unsigned number, char out[XC_VISIT_ID_BYTES],
                struct xc_error *error) {
    int code = XC_OK;
    struct xc_buffer scratch = xc_buffer_make(4096);
    struct xc_mac *mac = xc_mac_new(key);
    if (!mac) {
        code = xc_fail(error, XC_EENV, "the cryptographic library could not be used.");
        goto done;
    }
    xc_visit_id_text(xc_visit_id_bits(mac, &scratch, programme, label, target, number, 0),
                     out);
    if (scratch.failed)
        code = xc_fail_memory(error);
done:
    xc_mac_free(mac);
    xc_buffer_free(&scratch);
    return code;
}

int xc_visit_compare(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return xc_str_compare(a->id, b->id);
}

bool xc_visit_listed(const struct xc_visit *visits, size_t count, struct xc_str id) {
    size_t lo = 0;
    size_t hi = count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(visits[middle].id, id) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < count && xc_str_equal(visits[lo].id, id);
}

/* ---- What took place ---- */

static bool next_person(struct xc_str *rest, struct xc_str *person) {
    while (rest->ptr && rest->len > 0) {
        *person = xc_str_trim(xc_str_cut(rest, ','));
        if (person->len > 0)
            return true;
    }
    return false;
}

static bool came(struct xc_str people, struct xc_str wanted) {
    struct xc_str person;
    while (next_person(&people, &person))
        if (xc_str_equal(person, wanted))
            return true;
    return false;
}

static bool was_planned(const struct xc_visit *visit, struct xc_str person) {
    for (size_t i = 0; i < visit->person_count; i++)
        if (xc_str_equal(visit->people[i].person, person))
            return true;
    return false;
}

/* The next one who came without being planned. */
static bool next_other(const struct xc_visit *visit, struct xc_str *rest,
                       struct xc_str *person) {
    while (next_person(rest, person))
        if (!was_planned(visit, *person))
            return true;
    return false;
}

static int seat(struct xc_visit *visit, struct xc_str people, struct xc_arena *arena) {
    struct xc_str rest = people;
    struct xc_str person;
    size_t room = visit->person_count + 1;
    size_t count = 0;
    for (struct xc_str all = people; next_person(&all, &person);)
        room++;
    struct xc_visit_person *seats = xc_arena_array(arena, room, sizeof *seats);
    enum xc_person_role last = XC_ROLE_OFFICER;
    if (!seats)
        return XC_ENOMEM;
    for (size_t i = 0; i < visit->person_count; i++) {
        last = visit->people[i].seat;
        if (came(people, visit->people[i].person))
            seats[count++] = visit->people[i];
        else if (next_other(visit, &rest, &person))
            seats[count++] = (struct xc_visit_person){person, last};
    }
    while (next_other(visit, &rest, &person))
        seats[count++] = (struct xc_visit_person){person, last};
    visit->people = seats;
    visit->person_count = count;
    return XC_OK;
}

int xc_visit_happened(struct xc_visit *visit, xc_date date, struct xc_str people,
                      xc_instant at, struct xc_arena *arena) {
    bool another_day = date < visit->date || date > visit->end_date;
    if (people.len > 0 && seat(visit, people, arena))
        return XC_ENOMEM;
    visit->happened = another_day || people.len > 0;
    visit->planned = visit->date;
    if (another_day) {
        visit->end_date += date - visit->date;
        visit->date = date;
        visit->sequence++;
        visit->changed = at > visit->changed ? at : visit->changed;
    }
    return XC_OK;
}

static bool same_people(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->person_count != b->person_count)
        return false;
    for (size_t i = 0; a->people != b->people && i < a->person_count; i++)
        if (a->people[i].seat != b->people[i].seat ||
            !xc_str_equal(a->people[i].person, b->people[i].person))
            return false;
    return true;
}

static bool same_tasks(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->task_count != b->task_count)
        return false;
    for (size_t i = 0; a->tasks != b->tasks && i < a->task_count; i++)
        if (a->tasks[i].number != b->tasks[i].number ||
            !xc_str_equal(a->tasks[i].label, b->tasks[i].label) ||
            !xc_str_equal(a->tasks[i].programme, b->tasks[i].programme) ||
            !xc_str_equal(a->tasks[i].stage, b->tasks[i].stage))
            return false;
    return true;
}

bool xc_visit_same(const struct xc_visit *a, const struct xc_visit *b) {
    return a->date == b->date && a->end_date == b->end_date && a->start == b->start &&
           a->end == b->end && a->minutes == b->minutes && a->nature == b->nature &&
           a->status == b->status && a->pinned == b->pinned &&
           a->sequence == b->sequence && a->changed == b->changed &&
           a->embargo_until == b->embargo_until && xc_str_equal(a->id, b->id) &&
           xc_str_equal(a->target, b->target) && xc_str_equal(a->crew, b->crew) &&
           xc_str_equal(a->reason, b->reason) && same_people(a, b) && same_tasks(a, b);
}

bool xc_visit_same_seats(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->date != b->date || a->end_date != b->end_date ||
        a->person_count != b->person_count)
        return false;
    for (size_t i = 0; i < a->person_count; i++)
        if (!xc_str_equal(a->people[i].person, b->people[i].person))
            return false;
    return true;
}
