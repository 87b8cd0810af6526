/* The register (名录库) of an office at a moment: targets, people, areas, absences,
 * relations.
 *
 * Immutable once built, columnar, every table sorted by its first field as bytes and
 * without repeats; so a row number is stable within one register, and any two registers
 * with the same content are equal to the byte. At most 200 bytes per target without
 * address and attributes.
 *
 * Texts live in one pool and are reached through references. Those that repeat (level,
 * zone, organisation, flags, unit, department, crew, specialties, reason) are kept once:
 * equal texts of these columns have equal references, also across columns and tables. */
#ifndef XC_REGISTER_REGISTER_H
#define XC_REGISTER_REGISTER_H

#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/progress.h"
#include "register/words.h"

enum {
    XC_MAX_TARGETS = 2000000,
    XC_MAX_PEOPLE = 200000,
    XC_MAX_AREAS = 1000000,
    XC_MAX_ID_BYTES = 64,
    XC_MAX_NAME_CHARACTERS = 256,
    XC_MAX_FIELD_BYTES = 4096,
    XC_MAX_WEIGHT = 1000000,
    XC_MAX_VISIT_MINUTES = 9600
};

enum xc_table {
    XC_TABLE_AREAS = 0,
    XC_TABLE_TARGETS,
    XC_TABLE_PEOPLE,
    XC_TABLE_ABSENCES,
    XC_TABLE_RELATIONS,
    XC_TABLE_COUNT
};

/* "areas", "targets", "people", "absences", "relations". */
const char *xc_table_name(enum xc_table table);

typedef uint32_t xc_ref; /* a text of the pool; 0 is the empty text */
#define XC_NO_ROW UINT32_MAX

/* ---- Rows, as they go in and come out one at a time. Texts are borrowed. ---- */

/* Which fields of a row are set: bit numbers in struct xc_target.present etc. A row that
 * goes in with a bit clear keeps the value of the row that it updates. */
enum xc_target_field {
    XC_TARGET_NAME,
    XC_TARGET_KIND,
    XC_TARGET_LEVEL,
    XC_TARGET_OWNERSHIP,
    XC_TARGET_AREA,
    XC_TARGET_ZONE,
    XC_TARGET_ADDRESS,
    XC_TARGET_POSITION,
    XC_TARGET_ORGANISATION,
    XC_TARGET_LEGAL,
    XC_TARGET_STATUS,
    XC_TARGET_FLAGS,
    XC_TARGET_CREDIT,
    XC_TARGET_WEIGHT,
    XC_TARGET_MINUTES,
    XC_TARGET_LAST_VISIT,
    XC_TARGET_CO_DESIGNATED,
    XC_TARGET_ATTRIBUTES,
    XC_TARGET_FIELDS
};

struct xc_target {
    struct xc_str id;
    struct xc_str name;
    enum xc_kind kind;
    struct xc_str level; /* grade, free text: 一级, 二级 …, 未定级 */
    enum xc_ownership ownership;
    struct xc_str area; /* code of an area of this register */
    struct xc_str zone; /* 片区, free text */
    struct xc_str address;
    bool has_position;
    int32_t latitude_e6, longitude_e6; /* millionths of a degree in datum */
    enum xc_datum datum;
    struct xc_str organisation; /* 所属单位 */
    struct xc_str legal;        /* 法定代表人 */
    enum xc_status status;      /* default active */
    struct xc_str flags;        /* set: comma-joined, sorted as bytes, no repeats */
    enum xc_credit credit;
    uint32_t weight;  /* 0…1,000,000; default 1 */
    uint32_t minutes; /* 0: the stage decides */
    xc_date last_visit;
    bool co_designated;
    struct xc_str
        attributes;   /* extra columns: canonical JSON object of strings, or empty */
    uint32_t present; /* bits of enum xc_target_field */
};

enum xc_person_pool { XC_POOL_INSPECTORS = 0, XC_POOL_EXPERTS = 1 };

enum xc_person_field {
    XC_PERSON_NAME,
    XC_PERSON_UNIT,
    XC_PERSON_DEPARTMENT,
    XC_PERSON_AREA,
    XC_PERSON_CREW,
    XC_PERSON_ROLES,
    XC_PERSON_CERTIFICATE,
    XC_PERSON_CERTIFICATE_UNTIL,
    XC_PERSON_SPECIALTIES,
    XC_PERSON_PER_DAY,
    XC_PERSON_MAX_VISITS,
    XC_PERSON_STATUS,
    XC_PERSON_ATTRIBUTES,
    XC_PERSON_FIELDS
};

struct xc_person {
    struct xc_str id;
    enum xc_person_pool pool; /* which table it was imported as */
    struct xc_str name;
    struct xc_str unit;
    struct xc_str department;
    struct xc_str area; /* code, may be empty */
    struct xc_str crew; /* may be empty: crews are formed by the plan */
    uint32_t roles;     /* bits 1u << enum xc_person_role */
    struct xc_str certificate;
    xc_date
        certificate_until; /* last valid day; XC_NO_DATE with a certificate: no expiry */
    struct xc_str specialties; /* set */
    uint32_t per_day;          /* visits a day; 0: no limit but the hours */
    uint32_t max_visits;       /* a calendar year; 0: no limit */
    enum xc_status status;     /* active or closed (left) */
    struct xc_str attributes;
    uint32_t present;
};

struct xc_area {
    struct xc_str
        code; /* division codes without trailing 00: 32, 3202, 320282, 320282001 */
    struct xc_str name;
    struct xc_str parent; /* code, empty for a province */
    enum xc_area_level level;
};

struct xc_absence {
    struct xc_str person;
    xc_date from;
    xc_date to;    /* included */
    unsigned half; /* 0 whole days, 1 mornings, 2 afternoons (enum xc_half) */
    struct xc_str reason;
};

/* A person must not visit: exactly one of target, organisation and area is set. */
struct xc_relation {
    struct xc_str person;
    struct xc_str target;
    struct xc_str organisation;
    struct xc_str area;
    struct xc_str reason;
    xc_date until; /* last day it holds; XC_NO_DATE: for good */
};

/* ---- The columns, for reading in bulk. Arrays of count elements, owned by the register.
 * ---- */

struct xc_targets {
    uint32_t count;
    const xc_ref *id, *name, *level, *zone, *address, *organisation, *legal, *flags,
        *attributes;
    const uint32_t *area; /* row of areas or XC_NO_ROW */
    const uint8_t *kind, *ownership, *status, *credit, *datum, *co_designated;
    const int32_t *latitude_e6, *longitude_e6; /* INT32_MIN: unknown */
    const xc_date *last_visit;
    const uint32_t *weight;
    const uint16_t *minutes;
};

struct xc_people {
    uint32_t count;
    const xc_ref *id, *name, *unit, *department, *crew, *certificate, *specialties,
        *attributes;
    const uint32_t *area; /* row or XC_NO_ROW */
    const uint8_t *pool, *status;
    const uint32_t *roles, *per_day, *max_visits;
    const xc_date *certificate_until;
};

struct xc_areas {
    uint32_t count;
    const xc_ref *code, *name;
    const uint32_t *parent;        /* row or XC_NO_ROW */
    const uint32_t *enter, *leave; /* a is within b iff enter[b] ≤ enter[a] ≤ leave[b] */
    const uint8_t *level;
};

struct xc_absences { /* the rows of a person stand together, sorted by from, to, half */
    uint32_t count;
    const uint32_t *person; /* row of people */
    const xc_date *from, *to;
    const uint8_t *half;
    const xc_ref *reason;
};

struct xc_relations { /* the rows of a person stand together, sorted by what they name */
    uint32_t count;
    const uint32_t *person;     /* row of people */
    const uint32_t *target;     /* row of targets or XC_NO_ROW */
    const xc_ref *organisation; /* 0: none */
    const uint32_t *area;       /* row of areas or XC_NO_ROW */
    const xc_ref *reason;
    const xc_date *until;
};

struct xc_register {
    struct xc_targets targets;
    struct xc_people people;
    struct xc_areas areas;
    struct xc_absences absences;
    struct xc_relations relations;
    struct xc_register_memory *memory; /* private */
};

/* Lets go of a register; the last of its holders frees it. */
void xc_register_free(struct xc_register *reg);

/* The same register with one holder more, who lets go of it with xc_register_free. Not
 * from several threads at once. */
struct xc_register *xc_register_share(struct xc_register *reg);

/* Bytes of memory that the register holds. */
size_t xc_register_bytes(const struct xc_register *reg);

/* The text behind a reference; lives as long as the register. */
struct xc_str xc_register_text(const struct xc_register *reg, xc_ref ref);

/* Row of an id or code by binary search; XC_NO_ROW: none. */
uint32_t xc_register_find_target(const struct xc_register *reg, struct xc_str id);
uint32_t xc_register_find_person(const struct xc_register *reg, struct xc_str id);
uint32_t xc_register_find_area(const struct xc_register *reg, struct xc_str code);

/* The name of whatever has that id or code, a target, a person or an area in this order;
 * empty: none has it. */
struct xc_str xc_register_name(const struct xc_register *reg, struct xc_str id);

/* The area by name among the children of parent (row, or XC_NO_ROW for areas without
 * parent), also without the usual ending (江苏 for 江苏省, 恩施州 for
 * 恩施土家族苗族自治州). Collective rows do not stand between, and parent's own name
 * below itself means parent: 北京市, 北京市, 东城区 leads to 110101. XC_NO_ROW: none or
 * more than one. */
uint32_t xc_register_area_named(const struct xc_register *reg, uint32_t parent,
                                struct xc_str name);

/* True where area row a is b or lies within it; false where either is XC_NO_ROW. */
bool xc_register_within(const struct xc_register *reg, uint32_t a, uint32_t b);

/* True for a row of the country's list that is no place but stands for several, to fill a
 * level (市辖区, 县, 省直辖县级行政区划 … of GB/T 2260): nobody governs it, and no office
 * reports for it. */
bool xc_register_is_collective(const struct xc_register *reg, uint32_t area);

/* The area directly below office that an area lies in, where collective rows do not stand
 * between: 东城区 for what lies there, seen from 北京市. The office itself for what lies
 * in none; XC_NO_ROW for what lies outside, or where either is XC_NO_ROW. */
uint32_t xc_register_area_below(const struct xc_register *reg, uint32_t area,
                                uint32_t office);

/* The rows first … end − 1 of absences or relations that belong to a person. */
void xc_register_person_absences(const struct xc_register *reg, uint32_t person,
                                 uint32_t *first, uint32_t *end);
void xc_register_person_relations(const struct xc_register *reg, uint32_t person,
                                  uint32_t *first, uint32_t *end);

/* The row of absences with the same person, days and half; XC_NO_ROW: none. Rows stand in
 * the order of their canonical lines, where "p1:…" comes before "p:…": no search by
 * person's id finds them. */
uint32_t xc_register_find_absence(const struct xc_register *reg,
                                  const struct xc_absence *row);

/* True where the person must not visit the target on that day: by id, by organisation
 * (also the person's own unit), or by an area that the target lies in. *relation (may be
 * NULL): the row, or XC_NO_ROW for the own unit. */
bool xc_register_barred(const struct xc_register *reg, uint32_t person, uint32_t target,
                        xc_date date, uint32_t *relation);

/* Bit 1: away in the morning, bit 2: in the afternoon; 3: all day; 0: there. */
unsigned xc_register_away(const struct xc_register *reg, uint32_t person, xc_date date);

/* One attribute of a row's canonical JSON (targets and people), or the empty view. The
 * text is written into scratch where it needs unescaping. */
struct xc_str xc_register_attribute(struct xc_str attributes, struct xc_str name,
                                    struct xc_buffer *scratch);

/* Rows as they went in (present has all bits). */
void xc_register_get_target(const struct xc_register *reg, uint32_t row,
                            struct xc_target *out);
void xc_register_get_person(const struct xc_register *reg, uint32_t row,
                            struct xc_person *out);
void xc_register_get_area(const struct xc_register *reg, uint32_t row,
                          struct xc_area *out);
void xc_register_get_absence(const struct xc_register *reg, uint32_t row,
                             struct xc_absence *out);
void xc_register_get_relation(const struct xc_register *reg, uint32_t row,
                              struct xc_relation *out);

/* ---- Canonical lines (docs/draw.md §1), one for each row ---- */

/* Fields in this order.
 * areas      code name parent level
 * targets    id name kind level ownership area zone address latitude longitude datum
 * organisation legal status flags credit weight minutes last_visit co_designated
 * attributes (coordinates in millionths of a degree, `-` and a leading minus sign
 * possible) people     id pool name unit department area crew roles certificate
 * certificate_until specialties per_day max_visits status attributes absences
 * person:from:to:half reason relations  person:target|organisation|area:VALUE reason
 * until Words are the English ones of words.h, pool is inspectors or experts, half is
 * `-`, am or pm, co_designated 0 or 1; minutes, per_day and max_visits 0 are `-`, a
 * weight of 0 is 0. */

/* Appends the line of a row, without LF. */
int xc_register_line(const struct xc_register *reg, enum xc_table table, uint32_t row,
                     struct xc_buffer *out);
uint32_t xc_register_rows(const struct xc_register *reg, enum xc_table table);

/* The digest of a table, "<rows> <hex>", as a Merkle tree over its lines. */
int xc_register_digest(const struct xc_register *reg, enum xc_table table,
                       struct xc_digest *digest, struct xc_error *error);

/* The digest of the register: SHA-256 over "<table> <rows> <hex>\n" of all tables in enum
 * order. */
int xc_register_digest_all(const struct xc_register *reg, struct xc_digest *digest,
                           struct xc_error *error);

/* ---- Building ---- */

struct xc_register_builder; /* not for threads */
struct xc_register_builder *xc_register_builder_new(void);
void xc_register_builder_free(struct xc_register_builder *builder);

/* Each adds one row (texts are copied) or leaves the builder as it was. Checked are ids
 * (no control or zero-width characters, no ':' or ',', no space at either end, ≤ 64
 * bytes), lengths and ranges; a second row with the same id is XC_EINPUT. Texts that are
 * not NFC are normalised, sets are sorted, attributes brought to their canonical form; a
 * text "-" is none. Where a bit of present is clear and the value is 0: status is active,
 * weight 1, last_visit and certificate_until XC_NO_DATE. A position without a datum is
 * WGS 84. */
int xc_register_add_area(struct xc_register_builder *b, const struct xc_area *row,
                         struct xc_error *error);
int xc_register_add_target(struct xc_register_builder *b, const struct xc_target *row,
                           struct xc_error *error);
int xc_register_add_person(struct xc_register_builder *b, const struct xc_person *row,
                           struct xc_error *error);
int xc_register_add_absence(struct xc_register_builder *b, const struct xc_absence *row,
                            struct xc_error *error);
int xc_register_add_relation(struct xc_register_builder *b, const struct xc_relation *row,
                             struct xc_error *error);

/* Copies one row of an existing register. */
int xc_register_add_row(struct xc_register_builder *b, const struct xc_register *from,
                        enum xc_table table, uint32_t row, struct xc_error *error);

/* Copies one whole table of an existing register. */
int xc_register_add_table(struct xc_register_builder *b, const struct xc_register *from,
                          enum xc_table table, struct xc_error *error);

/* Adds a row from its canonical line (for the store). */
int xc_register_add_line(struct xc_register_builder *b, enum xc_table table,
                         struct xc_str line, struct xc_error *error);

/* Sorts the rows, resolves what they name and hands over the register (*reg, owned by the
 * caller; NULL on failure). A parent or area that is not among the areas, and in absences
 * and relations a person or target that is not in the register, is XC_EINPUT with a
 * message that names the row and the value. The organisation of a relation is free text:
 * it is compared with the organisation of targets and need not occur. Afterwards the
 * builder is empty, also on failure. */
int xc_register_build(struct xc_register_builder *b, struct xc_register **reg,
                      const struct xc_progress *progress, struct xc_error *error);

#endif
