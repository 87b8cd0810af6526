#include "exchange/columns.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <string.h>

static const struct xc_import_column target_columns[TARGET_COLUMNS] = {
    [TARGET_ID] = {"id", "机构编码/统一社会信用代码/编号", true},
    [TARGET_NAME] = {"name", "名称/机构名称", true},
    [TARGET_KIND] = {"kind", "类型/机构类型", false},
    [TARGET_LEVEL] = {"level", "等级", false},
    [TARGET_OWNERSHIP] = {"ownership", "性质", false},
    [TARGET_AREA] = {"area", "区划代码", false},
    [TARGET_PROVINCE] = {"province", "省", false},
    [TARGET_CITY] = {"city", "市", false},
    [TARGET_COUNTY] = {"county", "区县", false},
    [TARGET_ZONE] = {"zone", "片区", false},
    [TARGET_ADDRESS] = {"address", "地址", false},
    [TARGET_LAT] = {"lat", "纬度", false},
    [TARGET_LON] = {"lon", "经度", false},
    [TARGET_DATUM] = {"datum", "坐标系", false},
    [TARGET_ORGANISATION] = {"organisation", "所属单位", false},
    [TARGET_LEGAL] = {"legal_representative", "法人", false},
    [TARGET_STATUS] = {"status", "状态", false},
    [TARGET_FLAGS] = {"flags", "标注", false},
    [TARGET_CREDIT] = {"credit", "信用等级", false},
    [TARGET_WEIGHT] = {"weight", "权重", false},
    [TARGET_MINUTES] = {"minutes", "检查用时", false},
    [TARGET_LAST_VISIT] = {"last_visit", "上次检查日期", false},
    [TARGET_CO_DESIGNATED] = {"co_designated", "共同定点", false},
};

static const struct xc_import_column person_columns[PERSON_COLUMNS] = {
    [PERSON_ID] = {"id", "人员编号/编号/工号", true},
    [PERSON_NAME] = {"name", "姓名", true},
    [PERSON_UNIT] = {"unit", "单位", false},
    [PERSON_DEPARTMENT] = {"department", "科室", false},
    [PERSON_AREA] = {"area", "区划代码/区划", false},
    [PERSON_CREW] = {"crew", "检查组", false},
    [PERSON_ROLES] = {"roles", "角色", false},
    [PERSON_CERTIFICATE] = {"certificate", "执法证号", false},
    [PERSON_CERTIFICATE_UNTIL] = {"certificate_until", "证件有效期", false},
    [PERSON_SPECIALTIES] = {"specialties", "专业", false},
    [PERSON_PER_DAY] = {"per_day", "每日检查数", false},
    [PERSON_MAX_VISITS] = {"max_visits", "年度检查上限", false},
    [PERSON_STATUS] = {"status", "状态", false},
};

static const struct xc_import_column area_columns[AREA_COLUMNS] = {
    [AREA_CODE] = {"code", "区划代码/代码", true},
    [AREA_NAME] = {"name", "名称/区划名称", true},
    [AREA_PARENT] = {"parent", "上级代码/上级区划代码", false},
    [AREA_LEVEL] = {"level", "级别", false},
};

static const struct xc_import_column absence_columns[ABSENCE_COLUMNS] = {
    [ABSENCE_PERSON] = {"person", "人员/人员编号/姓名", true},
    [ABSENCE_FROM] = {"from", "开始日期/起始日期/日期", true},
    [ABSENCE_TO] = {"to", "结束日期/截止日期", false},
    [ABSENCE_HALF] = {"half", "半天", false},
    [ABSENCE_REASON] = {"reason", "原因/事由", false},
};

static const struct xc_import_column relation_columns[RELATION_COLUMNS] = {
    [RELATION_PERSON] = {"person", "人员/人员编号/姓名", true},
    [RELATION_TARGET] = {"target", "检查对象/机构编码", false},
    [RELATION_ORGANISATION] = {"organisation", "单位/所属单位", false},
    [RELATION_AREA] = {"area", "区划代码/区划", false},
    [RELATION_REASON] = {"reason", "原因/回避原因", false},
    [RELATION_UNTIL] = {"until", "截止日期/有效期", false},
};

static const struct xc_import_column calendar_columns[CALENDAR_COLUMNS] = {
    [CALENDAR_DATE] = {"date", "日期", true},
    [CALENDAR_KIND] = {"kind", "类型/类别", true},
    [CALENDAR_NAME] = {"name", "名称/节日", false},
};

static const struct xc_import_column outcome_columns[XC_OUTCOME_COLUMNS] = {
    [XC_OUTCOME_VISIT] = {"visit", "检查任务/任务编号", false},
    [XC_OUTCOME_TARGET] = {"target", "检查对象/机构编码", false},
    [XC_OUTCOME_DATE] = {"date", "日期/计划日期", false},
    [XC_OUTCOME_RESULT] = {"result", "检查结果/结果", true},
    [XC_OUTCOME_ITEM] = {"item", "检查事项/检查项目", false},
    [XC_OUTCOME_FINDINGS] = {"findings", "发现问题/问题描述", false},
    [XC_OUTCOME_POINTS] = {"points", "扣分/记分", false},
    [XC_OUTCOME_DOCTOR] = {"doctor", "医师/责任医师", false},
    [XC_OUTCOME_AMOUNT] = {"amount", "金额/违规金额", false},
    [XC_OUTCOME_DISPOSAL] = {"disposal", "处理方式/处理结果", false},
    [XC_OUTCOME_RECTIFY_BY] = {"rectify_by", "整改期限/整改截止日期", false},
    [XC_OUTCOME_CLOSED_ON] = {"closed_on", "办结日期/整改完成日期", false},
    [XC_OUTCOME_ACTUAL_DATE] = {"actual_date", "实际检查日期/检查日期", false},
    [XC_OUTCOME_PEOPLE] = {"people", "检查人员", false},
    [XC_OUTCOME_CASE] = {"case", "立案/是否立案", false},
    [XC_OUTCOME_NEW_NAME] = {"new_name", "新名称", false},
    [XC_OUTCOME_NEW_ADDRESS] = {"new_address", "新地址", false},
    [XC_OUTCOME_NEW_LEGAL] = {"new_legal_representative", "新法定代表人/新法人", false},
    [XC_OUTCOME_NEW_STATUS] = {"new_status", "新状态", false},
    [XC_OUTCOME_NEW_KIND] = {"new_kind", "新类型", false},
    [XC_OUTCOME_NEW_LEVEL] = {"new_level", "新等级", false},
    [XC_OUTCOME_NEW_ZONE] = {"new_zone", "新片区", false},
    [XC_OUTCOME_NEW_ORGANISATION] = {"new_organisation", "新所属单位", false},
};

static const struct xc_import_column lead_columns[XC_LEAD_COLUMNS] = {
    [XC_LEAD_COLUMN_ID] = {"id", "编号/线索编号", true},
    [XC_LEAD_COLUMN_TARGET] = {"target", "检查对象/机构编码", true},
    [XC_LEAD_COLUMN_DATE] = {"date", "日期/受理日期", true},
    [XC_LEAD_COLUMN_SOURCE] = {"source", "来源/线索来源", false},
    [XC_LEAD_COLUMN_SEVERITY] = {"severity", "严重程度", false},
    [XC_LEAD_COLUMN_SUMMARY] = {"summary", "摘要/线索内容", false},
    [XC_LEAD_COLUMN_STATE] = {"state", "状态/办理状态", false},
    [XC_LEAD_COLUMN_ASSIGNED] = {"assigned", "承办/承办科室", false},
    [XC_LEAD_COLUMN_REPLY_DUE] = {"reply_due", "答复期限/办理期限", false},
    [XC_LEAD_COLUMN_VISIT] = {"visit", "检查任务/任务编号", false},
    [XC_LEAD_COLUMN_ANSWER] = {"answer", "答复/答复内容", false},
    [XC_LEAD_COLUMN_ANSWERED_ON] = {"answered_on", "答复日期", false},
};

static const struct xc_import_column checklist_columns[XC_CHECKLIST_COLUMNS] = {
    [XC_CHECKLIST_LIST] = {"list", "清单/清单编号", true},
    [XC_CHECKLIST_ITEM] = {"item", "检查事项/检查项目", true},
    [XC_CHECKLIST_KIND] = {"kind", "类型/机构类型", false},
    [XC_CHECKLIST_TEXT] = {"text", "检查内容/内容", true},
    [XC_CHECKLIST_BASIS] = {"basis", "依据/检查依据", false},
};

static const struct xc_import_column receipt_columns[XC_RECEIPT_COLUMNS] = {
    [XC_RECEIPT_DUE] = {"due", "报送节点/报送事项", true},
    [XC_RECEIPT_PROGRAMME] = {"programme", "检查项目/方案", false},
    [XC_RECEIPT_TARGET] = {"target", "检查对象/机构编码", false},
    [XC_RECEIPT_OFFICE] = {"office", "单位/区划代码", false},
    [XC_RECEIPT_ON] = {"on", "报送日期/收到日期", true},
    [XC_RECEIPT_TIME] = {"time", "报送时刻/收到时刻", false},
};

static const struct xc_import_column closure_columns[XC_CLOSURE_COLUMNS] = {
    [XC_CLOSURE_AREA] = {"area", "区划代码/区划", false},
    [XC_CLOSURE_ZONE] = {"zone", "片区", false},
    [XC_CLOSURE_FROM] = {"from", "开始日期/起始日期/日期", true},
    [XC_CLOSURE_TO] = {"to", "结束日期/截止日期", false},
    [XC_CLOSURE_REASON] = {"reason", "原因/事由", true},
};

static const struct xc_import_column schedule_columns[XC_SCHEDULE_COLUMNS] = {
    [XC_SCHEDULE_VISIT] = {"visit", "检查任务/任务编号", false},
    [XC_SCHEDULE_DATE] = {"date", "日期/检查日期", false},
    [XC_SCHEDULE_LAST_DAY] = {"last day", "结束日期", false},
    [XC_SCHEDULE_START] = {"start", "开始时间", false},
    [XC_SCHEDULE_END] = {"end", "结束时间", false},
    [XC_SCHEDULE_TARGET] = {"target", "检查对象/机构编码", false},
    [XC_SCHEDULE_NAME] = {"name", "名称/机构名称", false},
    [XC_SCHEDULE_KIND] = {"kind", "类型/机构类型", false},
    [XC_SCHEDULE_AREA] = {"area", "行政区划/区划代码", false},
    [XC_SCHEDULE_ZONE] = {"zone", "片区", false},
    [XC_SCHEDULE_ADDRESS] = {"address", "地址", false},
    [XC_SCHEDULE_CREW] = {"crew", "检查组", false},
    [XC_SCHEDULE_PEOPLE] = {"people", "人员/检查人员", false},
    [XC_SCHEDULE_STAGE] = {"stage", "阶段", false},
    [XC_SCHEDULE_STATUS] = {"status", "状态", false},
    [XC_SCHEDULE_REASON] = {"reason", "原因", false},
    [XC_SCHEDULE_REMARKS] = {"remarks", "备注", false},
    [XC_SCHEDULE_ITEMS] = {"items", "检查内容", false},
};

/* Spellings beside those that the help shows. */
struct spelling {
    unsigned char column;
    const char *text;
};

static const struct spelling target_spellings[] = {
    {TARGET_ID, "定点机构编码"},
    {TARGET_ID, "定点医药机构编码"},
    {TARGET_ID, "机构代码"},
    {TARGET_ID, "医保编码"},
    {TARGET_NAME, "定点医药机构名称"},
    {TARGET_NAME, "单位名称"},
    {TARGET_KIND, "type"},
    {TARGET_KIND, "机构类别"},
    {TARGET_LEVEL, "grade"},
    {TARGET_LEVEL, "医院等级"},
    {TARGET_LEVEL, "机构等级"},
    {TARGET_OWNERSHIP, "机构性质"},
    {TARGET_AREA, "行政区划代码"},
    {TARGET_AREA, "区县代码"},
    {TARGET_AREA, "area_code"},
    {TARGET_PROVINCE, "省份"},
    {TARGET_CITY, "地市"},
    {TARGET_CITY, "城市"},
    {TARGET_COUNTY, "区县名称"},
    {TARGET_COUNTY, "县区"},
    {TARGET_COUNTY, "区"},
    {TARGET_COUNTY, "县"},
    {TARGET_COUNTY, "县(市、区)"},
    {TARGET_COUNTY, "district"},
    {TARGET_ADDRESS, "机构地址"},
    {TARGET_ADDRESS, "详细地址"},
    {TARGET_LAT, "latitude"},
    {TARGET_LON, "longitude"},
    {TARGET_LON, "lng"},
    {TARGET_ORGANISATION, "organization"},
    {TARGET_LEGAL, "法定代表人"},
    {TARGET_LEGAL, "legal"},
    {TARGET_STATUS, "协议状态"},
    {TARGET_MINUTES, "检查用时(分钟)"},
    {TARGET_LAST_VISIT, "上次检查时间"},
};

static const struct spelling person_spellings[] = {
    {PERSON_UNIT, "工作单位"},
    {PERSON_UNIT, "所在单位"},
    {PERSON_DEPARTMENT, "部门"},
    {PERSON_DEPARTMENT, "处室"},
    {PERSON_AREA, "行政区划代码"},
    {PERSON_AREA, "所属区县"},
    {PERSON_AREA, "区县"},
    {PERSON_AREA, "地区"},
    {PERSON_CREW, "组别"},
    {PERSON_CREW, "小组"},
    {PERSON_ROLES, "role"},
    {PERSON_ROLES, "人员类别"},
    {PERSON_CERTIFICATE, "执法证编号"},
    {PERSON_CERTIFICATE_UNTIL, "执法证有效期"},
    {PERSON_CERTIFICATE_UNTIL, "有效期至"},
    {PERSON_SPECIALTIES, "specialty"},
    {PERSON_SPECIALTIES, "专业特长"},
};

static const struct spelling area_spellings[] = {
    {AREA_CODE, "行政区划代码"},  {AREA_PARENT, "parent_code"},
    {AREA_PARENT, "county_code"}, {AREA_PARENT, "上级"},
    {AREA_LEVEL, "层级"},
};

static const struct spelling absence_spellings[] = {
    {ABSENCE_FROM, "开始"}, {ABSENCE_FROM, "start"}, {ABSENCE_TO, "结束"},
    {ABSENCE_TO, "end"},    {ABSENCE_HALF, "时段"},  {ABSENCE_REASON, "请假原因"},
};

static const struct spelling relation_spellings[] = {
    {RELATION_TARGET, "检查对象编码"},
    {RELATION_ORGANISATION, "organization"},
    {RELATION_ORGANISATION, "回避单位"},
    {RELATION_UNTIL, "有效期至"},
};

static const struct spelling calendar_spellings[] = {
    {CALENDAR_KIND, "type"},
    {CALENDAR_NAME, "节假日"},
};

static const struct spelling outcome_spellings[] = {
    {XC_OUTCOME_VISIT, "visit_id"},  {XC_OUTCOME_VISIT, "任务"},
    {XC_OUTCOME_TARGET, "机构代码"}, {XC_OUTCOME_FINDINGS, "问题"},
    {XC_OUTCOME_AMOUNT, "涉及金额"}, {XC_OUTCOME_DISPOSAL, "处理"},
    {XC_OUTCOME_PEOPLE, "执法人员"}, {XC_OUTCOME_NEW_LEGAL, "new_legal"},
};

static const struct spelling lead_spellings[] = {
    {XC_LEAD_COLUMN_TARGET, "机构代码"},   {XC_LEAD_COLUMN_DATE, "接收日期"},
    {XC_LEAD_COLUMN_DATE, "举报日期"},     {XC_LEAD_COLUMN_SUMMARY, "内容"},
    {XC_LEAD_COLUMN_SUMMARY, "举报内容"},  {XC_LEAD_COLUMN_ASSIGNED, "承办人"},
    {XC_LEAD_COLUMN_ASSIGNED, "承办单位"}, {XC_LEAD_COLUMN_SEVERITY, "等级"},
    {XC_LEAD_COLUMN_SOURCE, "线索类型"},
};

static const struct spelling checklist_spellings[] = {
    {XC_CHECKLIST_LIST, "检查清单"},
    {XC_CHECKLIST_ITEM, "项目"},
    {XC_CHECKLIST_BASIS, "法律依据"},
};

static const struct spelling receipt_spellings[] = {
    {XC_RECEIPT_TARGET, "机构代码"},
    {XC_RECEIPT_OFFICE, "报送单位"},
    {XC_RECEIPT_ON, "日期"},
};

static const struct spelling closure_spellings[] = {
    {XC_CLOSURE_FROM, "开始"}, {XC_CLOSURE_FROM, "start"}, {XC_CLOSURE_TO, "结束"},
    {XC_CLOSURE_TO, "end"},    {XC_CLOSURE_AREA, "区域"},
};

static const struct spelling schedule_spellings[] = {
    {XC_SCHEDULE_VISIT, "visit_id"},
    {XC_SCHEDULE_CREW, "组别"},
};

struct table {
    const struct xc_import_column *columns;
    size_t count;
    const struct spelling *spellings;
    size_t spelling_count;
    uint32_t fills; /* bits of columns */
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TABLE(name, fills)                                                               \
    {                                                                                    \
        name##_columns, COUNT(name##_columns), name##_spellings,                         \
            COUNT(name##_spellings), fills                                               \
    }
#define BIT(column) (UINT32_C(1) << (column))

enum {
    TARGET_FILLS = BIT(TARGET_AREA) | BIT(TARGET_PROVINCE) | BIT(TARGET_CITY) |
                   BIT(TARGET_COUNTY) | BIT(TARGET_ZONE) | BIT(TARGET_ORGANISATION) |
                   BIT(TARGET_KIND),
    PERSON_FILLS =
        BIT(PERSON_AREA) | BIT(PERSON_UNIT) | BIT(PERSON_DEPARTMENT) | BIT(PERSON_CREW),
    AREA_FILLS = BIT(AREA_PARENT) | BIT(AREA_LEVEL),
    ABSENCE_FILLS = BIT(ABSENCE_PERSON),
    RELATION_FILLS =
        BIT(RELATION_PERSON) | BIT(RELATION_AREA) | BIT(RELATION_ORGANISATION),
    CHECKLIST_FILLS =
        BIT(XC_CHECKLIST_LIST) | BIT(XC_CHECKLIST_KIND) | BIT(XC_CHECKLIST_BASIS),
    RECEIPT_FILLS = BIT(XC_RECEIPT_DUE) | BIT(XC_RECEIPT_PROGRAMME) | BIT(XC_RECEIPT_ON),
    CLOSURE_FILLS = BIT(XC_CLOSURE_FROM) | BIT(XC_CLOSURE_TO) | BIT(XC_CLOSURE_REASON),
};

static const struct table tables[] = {
    [XC_IMPORT_TARGETS] = TABLE(target, TARGET_FILLS),
    [XC_IMPORT_INSPECTORS] = TABLE(person, PERSON_FILLS),
    [XC_IMPORT_EXPERTS] = TABLE(person, PERSON_FILLS),
    [XC_IMPORT_AREAS] = TABLE(area, AREA_FILLS),
    [XC_IMPORT_ABSENCES] = TABLE(absence, ABSENCE_FILLS),
    [XC_IMPORT_RELATIONS] = TABLE(relation, RELATION_FILLS),
    [XC_IMPORT_CALENDAR] = TABLE(calendar, 0),
    [XC_IMPORT_OUTCOMES] = TABLE(outcome, 0),
    [XC_IMPORT_LEADS] = TABLE(lead, 0),
    [XC_IMPORT_CHECKLISTS] = TABLE(checklist, CHECKLIST_FILLS),
    [XC_IMPORT_RECEIPTS] = TABLE(receipt, RECEIPT_FILLS),
    [XC_IMPORT_CLOSURES] = TABLE(closure, CLOSURE_FILLS),
    [XC_IMPORT_SCHEDULE] = TABLE(schedule, 0),
};

const struct xc_import_column *xc_import_columns(enum xc_import_table table,
                                                 size_t *count) {
    *count = tables[table].count;
    return tables[table].columns;
}

const char *xc_found_field(size_t found) {
    return outcome_columns[XC_OUTCOME_NEW_NAME + found].name + strlen("new_");
}

bool xc_column_fills(enum xc_import_table table, size_t column) {
    return (tables[table].fills >> column & 1) != 0;
}

/* What a reader does not see: letter case, width, and these. */
static bool is_noise(char byte) {
    return byte != '\0' && strchr(" \t\r\n_-*:\"", byte) != NULL;
}

/* The text as it is compared, appended to out. */
static struct xc_str normal(struct xc_str text, struct xc_buffer *out) {
    size_t start = out->len;
    if (xc_utf8_fold(text, out) != XC_OK)
        return (struct xc_str){0};
    size_t end = start;
    for (size_t i = start; i < out->len; i++) {
        if (!is_noise(out->ptr[i]))
            out->ptr[end++] = out->ptr[i];
    }
    out->len = end;
    return xc_str_slice(xc_buffer_view(out), start, end - start);
}

/* Both must be taken after all appends: the buffer may move. */
static bool same_as(struct xc_str header, const char *ptr, size_t len,
                    struct xc_buffer *scratch) {
    xc_buffer_clear(scratch);
    size_t first = normal(header, scratch).len;
    size_t second = normal((struct xc_str){ptr, len}, scratch).len;
    return !scratch->failed && first > 0 && first == second &&
           memcmp(scratch->ptr, scratch->ptr + first, first) == 0;
}

bool xc_column_same(struct xc_str a, struct xc_str b, struct xc_buffer *scratch) {
    return same_as(a, b.ptr, b.len, scratch);
}

static int find(const struct table *table, struct xc_str header,
                struct xc_buffer *scratch, unsigned *rank) {
    for (size_t i = 0; i < table->count; i++) {
        struct xc_str name = xc_str_from(table->columns[i].name);
        struct xc_str rest = xc_str_from(table->columns[i].chinese);
        *rank = 0;
        if (same_as(header, name.ptr, name.len, scratch))
            return (int)i;
        while (rest.ptr != NULL) {
            struct xc_str one = xc_str_cut(&rest, '/');
            ++*rank;
            if (same_as(header, one.ptr, one.len, scratch))
                return (int)i;
        }
    }
    for (size_t i = 0; i < table->spelling_count; i++) {
        struct xc_str one = xc_str_from(table->spellings[i].text);
        *rank = 100 + (unsigned)i;
        if (same_as(header, one.ptr, one.len, scratch))
            return table->spellings[i].column;
    }
    return -1;
}

/* Without a remark in brackets at the end: 名称（必填） → 名称. */
static struct xc_str without_remark(struct xc_str header) {
    static const struct xc_str marks[] = {XC_STR_INIT("("), XC_STR_INIT("（"),
                                          XC_STR_INIT("["), XC_STR_INIT("【"),
                                          XC_STR_INIT("\n")};
    ptrdiff_t first = -1;
    for (size_t i = 0; i < COUNT(marks); i++) {
        ptrdiff_t at = xc_str_find(header, marks[i]);
        if (at > 0 && (first < 0 || at < first))
            first = at;
    }
    return first > 0 ? xc_str_trim(xc_str_slice(header, 0, (size_t)first))
                     : (struct xc_str){0};
}

int xc_column_named(enum xc_import_table table, struct xc_str header,
                    struct xc_buffer *scratch, unsigned *rank, bool *exact) {
    *exact = true;
    int column = find(&tables[table], header, scratch, rank);
    if (column >= 0)
        return column;
    struct xc_str bare = without_remark(header);
    *exact = false;
    return bare.len > 0 ? find(&tables[table], bare, scratch, rank) : -1;
}

struct xc_str xc_column_suggest(enum xc_import_table table, size_t column,
                                const struct xc_str *headers, size_t count) {
    const struct xc_import_column *known = &tables[table].columns[column];
    struct xc_str near = xc_suggest(xc_str_from(known->name), headers, count);
    struct xc_str rest = xc_str_from(known->chinese);
    while (near.len == 0 && rest.ptr != NULL)
        near = xc_suggest(xc_str_cut(&rest, '/'), headers, count);
    for (size_t i = 0; near.len == 0 && i < tables[table].spelling_count; i++) {
        if (tables[table].spellings[i].column == column)
            near =
                xc_suggest(xc_str_from(tables[table].spellings[i].text), headers, count);
    }
    return near;
}
