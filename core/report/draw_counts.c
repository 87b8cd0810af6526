#include "report/draw_counts.h"

/* The people whom the lists name, from the place `from` of each on. */
static int count_people(const json_t *lists, size_t from, struct xc_draw_counted *counted,
                        struct xc_error *error) {
    json_t *set = json_object();
    const json_t *list;
    size_t i;
    int failed = set == NULL;
    json_array_foreach(lists, i, list) {
        for (size_t k = from; k < json_array_size(list); k++) {
            const json_t *person = json_array_get(list, k);
            counted->seats++;
            failed |= json_object_setn_new(set, json_string_value(person),
                                           json_string_length(person), json_true());
        }
    }
    counted->people = json_object_size(set);
    json_decref(set);
    return failed ? xc_fail_memory(error) : XC_OK;
}

int xc_draw_count(const json_t *result, struct xc_draw_counted *counted,
                  struct xc_error *error) {
    const json_t *teams = json_object_get(result, "teams");
    const json_t *list;
    const char *stratum;
    *counted = (struct xc_draw_counted){.teams = teams != NULL};
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        (void)stratum;
        counted->targets += json_array_size(list);
    }
    return teams ? count_people(teams, 0, counted, error)
                 : count_people(json_object_get(result, "crews"), 1, counted, error);
}
