/* One county: what its planning officer would export from a spreadsheet. */
#include "sheet.h"

enum { TABLE_TARGETS = 1, TABLE_PEOPLE, TABLE_ABSENCES, TABLE_RELATIONS, TABLE_EXPERTS };

/* Shares in thousandths, as the country has them: half village clinics, half pharmacies.
 */
struct kind {
    const char *word, *ending;
    unsigned share;
    const char *level;
    bool public_mostly;
    unsigned minutes; /* 0: the stage decides */
};

static const struct kind kinds[] = {
    {"村卫生室", "村卫生室", 480, "", true, 0},
    {"零售药店", "药店", 480, "", false, 0},
    {"诊所", "诊所", 12, "", false, 0},
    {"卫生院", "卫生院", 12, "一级", true, 120},
    {"社区卫生服务站", "社区卫生服务站", 8, "", true, 0},
    {"医院", "医院", 6, "二级", false, 180},
    {"医养结合机构", "护理院", 2, "一级", false, 120},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds, HOSPITAL = 5 };

static const struct kind *choose_kind(struct random *random) {
    unsigned ticket = random_below(random, 1000);
    size_t at = 0;
    while (at + 1 < KIND_COUNT && ticket >= kinds[at].share) {
        ticket -= kinds[at].share;
        at++;
    }
    return &kinds[at];
}

static void put_standing(struct sheet *sheet, struct random *random) {
    static const char *const credits[] = {"A", "A", "A", "B", "B", "C", "D", ""};
    unsigned ticket = random_below(random, 1000);
    unsigned grade = random_below(random, 8);
    bool marked = random_below(random, 50) == 0;
    put(sheet, ticket < 5 ? "关闭" : ticket < 15 ? "暂停" : "正常");
    next_cell(sheet);
    put(sheet, marked ? "重点" : "");
    next_cell(sheet);
    put(sheet, credits[grade]);
    next_cell(sheet);
    put_number(sheet, marked ? 5 : grade >= 5 && grade <= 6 ? 3 : 1);
    next_cell(sheet);
}

void put_chain(struct sheet *sheet, unsigned chain) {
    put(sheet, "样例连锁");
    put_chinese_number(sheet, chain);
    put(sheet, "公司");
}

unsigned put_target(struct sheet *sheet, struct random *random, const struct place *place,
                    unsigned year) {
    unsigned chain = 0;
    const struct kind *kind = place->number <= 2 ? &kinds[HOSPITAL] : choose_kind(random);
    bool usual = random_below(random, 10) < 9;
    put(sheet, kind == &kinds[1] ? "P" : "H");
    put(sheet, place->area);
    put_padded(sheet, place->number, 5);
    next_cell(sheet);
    put(sheet, place->county);
    put_zone(sheet, place->zone);
    put(sheet, "第");
    put_chinese_number(sheet, place->number);
    put(sheet, kind->ending);
    next_cell(sheet);
    put(sheet, kind->word);
    next_cell(sheet);
    put(sheet, kind->level);
    next_cell(sheet);
    put(sheet, usual == kind->public_mostly ? "公立" : "民营");
    next_cell(sheet);
    put(sheet, place->area);
    next_cell(sheet);
    put_zone(sheet, place->zone);
    next_cell(sheet);
    put_zone(sheet, place->zone);
    put(sheet, "样例路");
    put_number(sheet, random_below(random, 400) + 1);
    put(sheet, "号");
    next_cell(sheet);
    if (kind == &kinds[1] && random_below(random, 3) > 0) {
        chain = random_below(random, CHAINS) + 1;
        put_chain(sheet, chain);
    }
    next_cell(sheet);
    put_standing(sheet, random);
    if (kind->minutes) {
        put_number(sheet, kind->minutes);
    }
    next_cell(sheet);
    if (random_below(random, 10) < 8) {
        struct day last = random_day(random, year - 1);
        put_date(sheet, year - 1, last.month, last.day);
    }
    return chain;
}

void put_inspector(struct sheet *sheet, struct random *random, const char *area,
                   unsigned long person, bool lead, unsigned year) {
    static const char *const sections[] = {"基金监管科", "待遇保障科", "医药价格科"};
    static const char *const skills[] = {"医保", "医疗", "财务", "信息"};
    unsigned section = random_below(random, 3);
    unsigned skill = random_below(random, 4);
    put(sheet, "R");
    put(sheet, area);
    put_padded(sheet, person + 1, 5);
    next_cell(sheet);
    put_person(sheet, person);
    next_cell(sheet);
    put(sheet, "样例县医疗保障局");
    next_cell(sheet);
    put(sheet, sections[section]);
    next_cell(sheet);
    put(sheet, area);
    next_cell(sheet);
    put(sheet, lead ? "组长、执法人员" : "执法人员");
    next_cell(sheet);
    put(sheet, "样执");
    put(sheet, area);
    put_padded(sheet, person + 1, 5);
    next_cell(sheet);
    if (person % 14 == 13) { /* one in fourteen runs out in the middle of the year */
        put_date(sheet, year, 6, 30);
    } else {
        put_date(sheet, year + 1 + random_below(random, 3), 12, 31);
    }
    next_cell(sheet);
    put(sheet, skills[skill]);
}

/* Codes that begin with 9 are nobody's: the levels above are written too. */
static bool write_areas(const struct settings *settings, struct sheet *sheet) {
    size_t length = 0;
    if (!sheet_open(sheet, settings, "areas.csv", "区划代码,名称,上级代码,级别")) {
        return false;
    }
    while (settings->office[length]) {
        length++;
    }
    if (settings->office[0] == '9' && length == 6) {
        static const char *const names[] = {"样例省", "样例市", "样例县"};
        static const char *const levels[] = {"province", "city", "county"};
        for (size_t level = 0; level < 3; level++) {
            char code[7], parent[7];
            snprintf(code, sizeof code, "%.*s", (int)(2 * level + 2), settings->office);
            snprintf(parent, sizeof parent, "%.*s", (int)(2 * level), settings->office);
            put(sheet, code);
            next_cell(sheet);
            put(sheet, names[level]);
            next_cell(sheet);
            put(sheet, parent);
            next_cell(sheet);
            put(sheet, levels[level]);
            end_row(sheet);
        }
    }
    return sheet_close(sheet);
}

/* Marks the chains that occur. */
static bool write_targets(const struct settings *settings, struct sheet *sheet,
                          bool chains[CHAINS + 1]) {
    struct random random = random_for(settings, TABLE_TARGETS);
    if (!sheet_open(sheet, settings, "targets.csv", TARGET_HEADING)) {
        return false;
    }
    for (unsigned long i = 0; i < settings->targets; i++) {
        struct place place = {settings->office, "样例县",
                              i * settings->zones / settings->targets, i + 1};
        chains[put_target(sheet, &random, &place, settings->year)] = true;
        end_row(sheet);
    }
    return sheet_close(sheet);
}

static bool write_inspectors(const struct settings *settings, struct sheet *sheet) {
    struct random random = random_for(settings, TABLE_PEOPLE);
    unsigned long crews = settings->people / 2;
    if (!sheet_open(sheet, settings, "inspectors.csv",
                    settings->with_crews ? PERSON_HEADING ",检查组" : PERSON_HEADING)) {
        return false;
    }
    for (unsigned long i = 0; i < settings->people; i++) {
        put_inspector(sheet, &random, settings->office, i, i < crews, settings->year);
        if (settings->with_crews) {
            next_cell(sheet);
            put(sheet, "第");
            put_chinese_number(sheet, (crews ? i % crews : 0) + 1);
            put(sheet, "组");
        }
        end_row(sheet);
    }
    return sheet_close(sheet);
}

static bool write_experts(const struct settings *settings, struct sheet *sheet) {
    static const char *const skills[] = {"医疗", "财务", "信息", "医保"};
    if (!sheet_open(sheet, settings, "experts.csv",
                    "人员编号,姓名,单位,区划代码,角色,专业")) {
        return false;
    }
    for (unsigned long i = 0; i < settings->people / 2; i++) {
        put(sheet, "Z");
        put(sheet, settings->office);
        put_padded(sheet, i + 1, 5);
        next_cell(sheet);
        put_person(sheet, settings->people + i);
        next_cell(sheet);
        put(sheet, "样例大学");
        next_cell(sheet);
        put(sheet, settings->office);
        next_cell(sheet);
        put(sheet, "专家");
        next_cell(sheet);
        put(sheet, skills[i % 4]);
        end_row(sheet);
    }
    return sheet_close(sheet);
}

static void put_person_id(struct sheet *sheet, const struct settings *settings,
                          unsigned long person) {
    put(sheet, "R");
    put(sheet, settings->office);
    put_padded(sheet, person + 1, 5);
}

/* Two leaves a year for each, up to two weeks long; some take half a day. */
static bool write_absences(const struct settings *settings, struct sheet *sheet) {
    static const char *const reasons[] = {"年休假", "培训", "病假", "出差"};
    struct random random = random_for(settings, TABLE_ABSENCES);
    if (!sheet_open(sheet, settings, "absences.csv",
                    "人员编号,开始日期,结束日期,半天,原因")) {
        return false;
    }
    for (unsigned long i = 0; i < settings->people * 2; i++) {
        struct day from = random_day(&random, settings->year);
        bool half = random_below(&random, 4) == 0;
        struct day to = later(from, half ? 0 : random_below(&random, 14), settings->year);
        put_person_id(sheet, settings, i / 2);
        next_cell(sheet);
        put_date(sheet, settings->year, from.month, from.day);
        next_cell(sheet);
        put_date(sheet, settings->year, to.month, to.day);
        next_cell(sheet);
        put(sheet, !half ? "" : random_below(&random, 2) ? "am" : "pm");
        next_cell(sheet);
        put(sheet, reasons[random_below(&random, 4)]);
        end_row(sheet);
    }
    return sheet_close(sheet);
}

/* The first chain from the wish on that some pharmacy belongs to; 0: none does. */
static unsigned existing(const bool chains[CHAINS + 1], unsigned wish) {
    for (unsigned i = 0; i < CHAINS; i++) {
        unsigned chain = (wish + i) % CHAINS + 1;
        if (chains[chain]) {
            return chain;
        }
    }
    return 0;
}

/* Every third person used to work for one of the chains. */
static bool write_relations(const struct settings *settings, struct sheet *sheet,
                            const bool chains[CHAINS + 1]) {
    struct random random = random_for(settings, TABLE_RELATIONS);
    if (!sheet_open(sheet, settings, "relations.csv",
                    "人员编号,所属单位,回避原因,截止日期")) {
        return false;
    }
    for (unsigned long i = 0; i < settings->people; i += 3) {
        unsigned chain = existing(chains, random_below(&random, CHAINS));
        bool kin = random_below(&random, 2) == 1;
        unsigned until = settings->year + random_below(&random, 2);
        if (chain == 0) {
            continue;
        }
        put_person_id(sheet, settings, i);
        next_cell(sheet);
        put_chain(sheet, chain);
        next_cell(sheet);
        put(sheet, kin ? "近亲属任职" : "曾在该单位任职");
        next_cell(sheet);
        put_date(sheet, until, 12, 31);
        end_row(sheet);
    }
    return sheet_close(sheet);
}

bool write_county(const struct settings *settings) {
    static struct sheet sheet;
    bool chains[CHAINS + 1] = {false};
    return write_areas(settings, &sheet) && write_targets(settings, &sheet, chains) &&
           write_inspectors(settings, &sheet) && write_experts(settings, &sheet) &&
           write_absences(settings, &sheet) && write_relations(settings, &sheet, chains);
}
