/* What the generator's files share: a buffered CSV writer, a small random source and
 * made-up names. Integers only; the same seed gives the same bytes everywhere. */
#ifndef XUNCHA_GENERATOR_SHEET_H
#define XUNCHA_GENERATOR_SHEET_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct settings {
    const char *mode;   /* "county" or "country" */
    const char *office; /* area code, digits only */
    const char *folder;
    unsigned long targets, people, areas, zones, crews;
    unsigned year;
    uint64_t seed;
    bool gb18030;    /* else UTF-8 */
    bool with_crews; /* county: a crew column */
};

/* ---- Random (SplitMix64) ---- */

struct random {
    uint64_t state;
};

/* A source of its own for each table, so that one table's size never moves another. */
struct random random_for(const struct settings *settings, uint64_t table);

/* 0 … bound - 1; bound 1 … 2^32. */
unsigned random_below(struct random *random, unsigned bound);

/* ---- Files ---- */

enum { SHEET_BYTES = 1 << 16 };

struct sheet {
    FILE *file;
    const char *name; /* for messages */
    iconv_t to;
    bool converts, failed;
    size_t len;
    char line[SHEET_BYTES];
};

/* Creates folder/name and writes the heading line. False and a message on standard error
 * where it cannot. */
bool sheet_open(struct sheet *sheet, const struct settings *settings, const char *name,
                const char *heading);
bool sheet_close(struct sheet *sheet);

/* Appends to the line; texts hold neither commas nor quotes. */
void put(struct sheet *sheet, const char *text);
void put_number(struct sheet *sheet, unsigned long number);
void put_padded(struct sheet *sheet, unsigned long number, unsigned width);
void put_date(struct sheet *sheet, unsigned year, unsigned month, unsigned day);
void next_cell(struct sheet *sheet);
void end_row(struct sheet *sheet);

/* ---- Made-up words ---- */

/* 一 … 九千九百九十九, for 1 … 9,999. */
void put_chinese_number(struct sheet *sheet, unsigned long number);

/* The name of zone 0, 1, …: 城区一片区, 城东一片区 … */
void put_zone(struct sheet *sheet, unsigned long zone);

/* The name of person 0, 1, …: 甲一, 乙一 … 癸一, 甲二 … */
void put_person(struct sheet *sheet, unsigned long person);

/* One of the year's days that exists. */
struct day {
    unsigned month, day;
};
struct day random_day(struct random *random, unsigned year);
struct day later(struct day day, unsigned days, unsigned year); /* not past 31 December */

/* ---- Tables ---- */

/* Cells of one target after its id: name, kind … as the heading TARGET_HEADING says. */
#define TARGET_HEADING                                                                                            \
    "机构编码,机构名称,机构类型,等级,性质,区划代码,片区,地址,所属单位,状态,标注," \
    "信用等级,"                                                                                               \
    "权重,检查用时,上次检查日期"
#define PERSON_HEADING "人员编号,姓名,单位,科室,区划代码,角色,执法证号,证件有效期,专业"

struct place {
    const char *area;     /* code */
    const char *county;   /* name, in names of institutions */
    unsigned long zone;   /* 0, 1, … */
    unsigned long number; /* 1, 2, … in the area */
};
enum { CHAINS = 12 };
/* Returns the chain that a pharmacy belongs to, 1 … CHAINS, or 0. */
unsigned put_target(struct sheet *sheet, struct random *random, const struct place *place,
                    unsigned year);
void put_chain(struct sheet *sheet, unsigned chain);

/* person: 0, 1, … over the whole register; members: of their area. */
void put_inspector(struct sheet *sheet, struct random *random, const char *area,
                   unsigned long person, bool lead, unsigned year);

bool write_county(const struct settings *settings);
bool write_country(const struct settings *settings);

#endif
