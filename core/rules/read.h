/* Reads the values of a JSON document together with their place in it, so that every
 * error can say where it stands. Private to core/rules.
 *
 * The first error sticks: after it every reader returns its fallback and changes nothing,
 * so that a caller looks at reader->code once, at the end. error->file becomes the JSON
 * path, for example "stages[0].window". */
#ifndef XC_RULES_READ_H
#define XC_RULES_READ_H

#include "rules/rules.h"

enum {
    XC_RULES_TITLE_BYTES = 1024,
    XC_RULES_LABEL_BYTES = 256,
    XC_RULES_MAX_LIST = 256,
    XC_RULES_MAX_ZONES = 1024,
    XC_RULES_MAX_PARTS = 64, /* milestones, phases, resources */
    XC_RULES_MAX_DEPTH = 160,
    XC_RULES_MAX_VALUES = 1000000
};

struct xc_rules_reader {
    struct xc_arena *arena;
    struct xc_error *error; /* may be NULL */
    int code;               /* XC_OK until the first error */
    bool fresh;             /* the latest refuse was the first one: a hint may follow */
};

/* A value of the document; lives on the stack of whoever reads it. */
struct xc_place {
    struct xc_rules_reader *reader;
    const struct xc_place *up; /* NULL: the document itself */
    const char *key;           /* NULL: an element of a list */
    size_t index;
    const json_t *json; /* NULL: left out */
};

/* Words that a text may be one of; their position is the value. */
struct xc_word_list {
    const struct xc_str *words;
    size_t count;
};

/* month, quarter, half, year at the values of enum xc_period, else "". */
const char *xc_period_word(enum xc_period period);

/* How many periods the window touches; 1 without a period. */
int64_t xc_rules_periods(struct xc_window window, enum xc_period period);

/* Whether the least number of visits is meant per `each`, and that number. With an
 * average and no min_each it is `times` in the whole window. */
unsigned xc_rules_least(const struct xc_obligation *obligation, bool *per_each);

/* Bits 1u << enum xc_viewer_role of all from whom the embargo hides a visit: those the
 * policy names, the public always, and with the inspectors also their calendar feeds,
 * which would tell them. */
unsigned xc_rules_hidden(const struct xc_embargo *embargo);

/* Refuses the value; the reader's first error stays. Formats are marked with XC_MSG. */
void xc_rules_refuse(const struct xc_place *place, const char *format, ...)
    XC_PRINTF(2, 3);

/* Adds what to do to the error of a refuse that stands directly before. */
#define XC_RULES_HINT(place, ...)                                                        \
    do {                                                                                 \
        if ((place)->reader->fresh && (place)->reader->error != NULL) {                  \
            (void)xc_hint((place)->reader->error, __VA_ARGS__);                          \
        }                                                                                \
    } while (0)

/* Takes over the error that a function of another room has just left in reader->error. */
void xc_rules_adopt(const struct xc_place *place, int code);

/* Refuses anything but an object with only these keys. True where it is one. */
bool xc_rules_read_object(const struct xc_place *place, const struct xc_str *keys,
                          size_t count);

/* A member, json NULL where it is left out. object must outlive it. */
struct xc_place xc_rules_member(const struct xc_place *object, const char *key);
struct xc_place xc_rules_element(const struct xc_place *list, size_t index);

/* Refuses the object where the key is left out. */
void xc_rules_require(const struct xc_place *object, const char *key);

/* How many elements; 0 where it is left out. Refuses anything but a list of at most max.
 */
size_t xc_rules_read_list(const struct xc_place *place, size_t max);

/* count zeroed elements of size; NULL (and the error) where there is no memory. */
void *xc_rules_array(const struct xc_place *place, size_t count, size_t size);

/* The list at a key of the object as an array whose elements have size bytes, each filled
 * in by read; NULL as for xc_rules_array. *count grows with what has been read. */
void *xc_rules_read_each(const struct xc_place *object, const char *key, size_t max,
                         size_t size, size_t *count,
                         void (*read)(const struct xc_place *place, void *entry));

/* Values, from a place that may be left out: then the fallback. */
struct xc_str xc_rules_read_text(const struct xc_place *place, size_t max_bytes);
struct xc_str xc_rules_read_text_of(const struct xc_place *object, const char *key,
                                    size_t max_bytes);
int64_t xc_rules_read_number(const struct xc_place *place, int64_t min, int64_t max,
                             int64_t fallback);
bool xc_rules_read_flag(const struct xc_place *place, bool fallback);
xc_date xc_rules_read_date(const struct xc_place *place);
unsigned xc_rules_read_time(const struct xc_place *place, unsigned fallback);
size_t xc_rules_read_word(const struct xc_place *place, const struct xc_word_list *list,
                          size_t fallback);

/* The members of an object: the position of the word at a key, a number, a period. */
size_t xc_rules_word_of(const struct xc_place *object, const char *key,
                        const struct xc_str *words, size_t count, size_t fallback);
unsigned xc_rules_number_of(const struct xc_place *object, const char *key, unsigned min,
                            unsigned max, unsigned fallback);
enum xc_period xc_rules_period_of(const struct xc_place *object, const char *key);

/* ["2021-01-01","2021-11-30"], neither empty nor longer than ten years. */
struct xc_window xc_rules_read_window(const struct xc_place *place,
                                      struct xc_window fallback);

/* A list of spans like "09:00-12:00"; count 0 where it is left out or empty. */
struct xc_hours xc_rules_read_hours(const struct xc_place *place);

/* [a,b] in lowest terms; 0/1 where it is left out. */
struct xc_fraction xc_rules_read_fraction(const struct xc_place *place);

/* An id: up to 64 bytes without blanks, '/', ':' and ',', not "-". Must be there. */
struct xc_str xc_rules_read_id(const struct xc_place *object, const char *key);

/* Ids joined by '/', at most 256 bytes. */
struct xc_str xc_rules_read_label(const struct xc_place *place);

/* Texts that are neither empty nor repeated. *count is set also on failure. */
struct xc_str *xc_rules_read_texts(const struct xc_place *place, size_t max,
                                   size_t max_bytes, size_t *count);

/* NULL where it is left out. Refuses a selection of another table. */
const struct xc_selection *xc_rules_read_selection(const struct xc_place *place,
                                                   enum xc_table table);

/* Refuses the whole document where it nests too deeply, is too large, or holds reals or
 * control characters anywhere. */
void xc_rules_read_shape(const struct xc_place *document);

/* One stage; the document's stages share one reader. */
void xc_rules_parse_stage(const struct xc_place *place, struct xc_stage *stage);

/* What an obligation or a due item is owed because of; left alone where it is left out.
 */
void xc_rules_parse_since(const struct xc_place *place, struct xc_since *since);

/* The members of an obligation that say why it is owed, who else is meant (like) and how
 * much is examined (review). */
void xc_rules_parse_causes(const struct xc_place *place,
                           struct xc_obligation *obligation);

/* The word of a bit XC_LIKE_…. */
struct xc_str xc_rules_like_word(unsigned bit);

/* The member "weights" of a draw whose method is known. */
void xc_rules_parse_weights(const struct xc_place *place, struct xc_draw_rule *draw);

/* NULL where it is left out. */
void xc_rules_parse_ladder(const struct xc_place *place, struct xc_ladder **ladder);

/* One draw: a struct xc_draw_rule. */
void xc_rules_parse_draw(const struct xc_place *place, void *entry);
void xc_rules_parse_crew(const struct xc_place *place, struct xc_crew_rule *crew);

/* Seats of one visit: those of the first team where there are teams, which are alike. */
size_t xc_rules_seats(const struct xc_crew_rule *crew, const struct xc_seat **seats);

/* The place of list[index] below a place, without the bother of keeping the one between.
 * Gives entry->place. */
struct xc_rules_entry {
    struct xc_place list;
    struct xc_place place;
};
const struct xc_place *xc_rules_entry_at(struct xc_rules_entry *entry,
                                         const struct xc_place *object, const char *key,
                                         size_t index);

/* Places of a role in the crew of one visit. */
unsigned xc_rules_places(const struct xc_crew_rule *crew, enum xc_person_role role);

/* Parts of xc_rules_check: one draw of a stage; what an obligation has drawn; its seats.
 */
void xc_rules_check_draw(const struct xc_place *place,
                         const struct xc_programme *programme,
                         const struct xc_stage *stage, size_t index);
void xc_rules_check_drawn(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage,
                          const struct xc_obligation *obligation);
void xc_rules_check_crews(const struct xc_place *place, const struct xc_stage *stage,
                          const struct xc_obligation *obligation);

void xc_rules_check_since(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage,
                          const struct xc_obligation *obligation);
void xc_rules_check_due_since(const struct xc_place *place,
                              const struct xc_programme *programme,
                              const struct xc_due_item_rule *due);

/* Refuse the value where there is no such stage of the programme, stage ("stage" or
 * "programme/stage"), source of leads, due item that targets owe. */
void xc_rules_check_own_stage(const struct xc_place *place,
                              const struct xc_programme *programme, struct xc_str id);
void xc_rules_check_stage_name(const struct xc_place *place,
                               const struct xc_programme *programme, struct xc_str name);
void xc_rules_check_source(const struct xc_place *place, struct xc_str source);
void xc_rules_check_receipt(const struct xc_place *place,
                            const struct xc_programme *programme, struct xc_str id);

/* Follows from a stage or phase to what that one comes after, and so on. Refuses with the
 * message `circle` where that never ends, and a name that is none or both. The last day
 * of the first; XC_NO_DATE where it was refused or `after` is empty. */
xc_date xc_rules_check_after(const struct xc_place *place,
                             const struct xc_programme *programme, struct xc_str after,
                             const char *circle);

/* Everything that concerns more than one value. */
void xc_rules_check(const struct xc_place *document,
                    const struct xc_programme *programme);

#endif
