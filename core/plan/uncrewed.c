/* Who could be sent and is in no crew: one note, however many areas there are. */
#include "plan/uncrewed.h"

enum { NAMED_AREAS = 5, NAMED_OF_EACH = 3, NAMED_OF_ONE = 10 };

struct uncrewed {
    const struct xc_register *reg;
    const uint32_t *people, *area; /* area: by person */
    uint32_t count;
};

static struct xc_str area_name(const struct uncrewed *uncrewed, uint32_t at) {
    uint32_t area = uncrewed->area[uncrewed->people[at]];
    return area == XC_NO_ROW
               ? XC_STR("-")
               : xc_register_text(uncrewed->reg, uncrewed->reg->areas.name[area]);
}

/* How many, from there on, belong to one area. */
static uint32_t count_together(const struct uncrewed *uncrewed, uint32_t first) {
    uint32_t end = first;
    while (end < uncrewed->count && uncrewed->area[uncrewed->people[end]] ==
                                        uncrewed->area[uncrewed->people[first]])
        end++;
    return end - first;
}

static void put_ids(const struct uncrewed *uncrewed, uint32_t first, uint32_t count,
                    uint32_t most, struct xc_buffer *text) {
    const struct xc_register *reg = uncrewed->reg;
    for (uint32_t i = first; i < first + count && i < first + most; i++)
        (void)xc_buffer_printf(
            text, "%s%.*s", i > first ? ", " : "",
            XC_PRI(xc_register_text(reg, reg->people.id[uncrewed->people[i]])));
    if (count > most)
        (void)xc_buffer_puts(text, ", …");
}

/* "宜兴市 4 (P1, P2, P5, …), 江阴市 1 (P9)": the first areas; *told: their people.
 * Returns how many areas there are. */
static uint32_t put_areas(const struct uncrewed *uncrewed, struct xc_buffer *text,
                          uint32_t *told) {
    uint32_t areas = 0, here;
    *told = 0;
    for (uint32_t i = 0; i < uncrewed->count; i += here, areas++) {
        here = count_together(uncrewed, i);
        if (areas >= NAMED_AREAS)
            continue;
        (void)xc_buffer_printf(text, "%s%.*s %u (", i > 0 ? ", " : "",
                               XC_PRI(area_name(uncrewed, i)), here);
        put_ids(uncrewed, i, here, NAMED_OF_EACH, text);
        (void)xc_buffer_putc(text, ')');
        *told += here;
    }
    return areas;
}

static void say(const struct uncrewed *uncrewed, struct xc_buffer *text,
                struct xc_message *note) {
    uint32_t told;
    if (count_together(uncrewed, 0) == uncrewed->count) {
        put_ids(uncrewed, 0, uncrewed->count, NAMED_OF_ONE, text);
        xc_message_set(note, "%u people of %.*s are in no crew: %.*s.", uncrewed->count,
                       XC_PRI(area_name(uncrewed, 0)), XC_PRI(xc_buffer_view(text)));
        return;
    }
    uint32_t areas = put_areas(uncrewed, text, &told);
    if (told == uncrewed->count)
        xc_message_set(note, "%u people of %u areas are in no crew: %.*s.",
                       uncrewed->count, areas, XC_PRI(xc_buffer_view(text)));
    else
        xc_message_set(
            note, "%u people of %u areas are in no crew: %.*s, and %u elsewhere.",
            uncrewed->count, areas, XC_PRI(xc_buffer_view(text)), uncrewed->count - told);
}

int xc_uncrewed_note(struct xc_job *job, const uint32_t *people, const uint32_t *area,
                     uint32_t count, struct xc_error *error) {
    const struct uncrewed uncrewed = {job->reg, people, area, count};
    struct xc_buffer text = xc_buffer_make(1u << 20);
    struct xc_message note;
    if (count == 0)
        return XC_OK;
    say(&uncrewed, &text, &note);
    xc_buffer_free(&text);
    return xc_plan_note(job, &note) ? xc_fail_memory(error) : XC_OK;
}
