#include "register/words.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <string.h>

/* The first spelling of a value is English and stored, the second its usual Chinese; all
 * are written as xc_utf8_fold leaves them, but for capitals that are shown. */
struct word {
    unsigned value;
    const char *text;
};

static const struct word kinds[] = {
    {XC_KIND_HOSPITAL, "hospital"},
    {XC_KIND_HOSPITAL, "医院"},
    {XC_KIND_HOSPITAL, "综合医院"},
    {XC_KIND_HOSPITAL, "专科医院"},
    {XC_KIND_HOSPITAL, "中医医院"},
    {XC_KIND_HOSPITAL, "中医院"},
    {XC_KIND_HOSPITAL, "中西医结合医院"},
    {XC_KIND_HOSPITAL, "妇幼保健院"},
    {XC_KIND_HOSPITAL, "定点医院"},
    {XC_KIND_HOSPITAL, "specialist_hospital"},
    {XC_KIND_HOSPITAL, "tcm_hospital"},
    {XC_KIND_HOSPITAL, "maternal_child"},
    {XC_KIND_HEALTH_CENTER, "health_center"},
    {XC_KIND_HEALTH_CENTER, "卫生院"},
    {XC_KIND_HEALTH_CENTER, "乡镇卫生院"},
    {XC_KIND_HEALTH_CENTER, "中心卫生院"},
    {XC_KIND_HEALTH_CENTER, "街道卫生院"},
    {XC_KIND_HEALTH_CENTER, "health_centre"},
    {XC_KIND_HEALTH_CENTER, "township_center"},
    {XC_KIND_HEALTH_CENTER, "township_centre"},
    {XC_KIND_COMMUNITY, "community"},
    {XC_KIND_COMMUNITY, "社区卫生服务中心"},
    {XC_KIND_COMMUNITY, "社区卫生服务站"},
    {XC_KIND_COMMUNITY, "社区卫生服务中心/站"},
    {XC_KIND_COMMUNITY, "社区卫生服务中心(站)"},
    {XC_KIND_COMMUNITY, "社区卫生服务机构"},
    {XC_KIND_COMMUNITY, "社区卫生站"},
    {XC_KIND_COMMUNITY, "community_center"},
    {XC_KIND_COMMUNITY, "community_centre"},
    {XC_KIND_COMMUNITY, "community_station"},
    {XC_KIND_CLINIC, "clinic"},
    {XC_KIND_CLINIC, "诊所"},
    {XC_KIND_CLINIC, "门诊部"},
    {XC_KIND_CLINIC, "门诊"},
    {XC_KIND_CLINIC, "诊所/门诊部"},
    {XC_KIND_CLINIC, "中医诊所"},
    {XC_KIND_CLINIC, "口腔诊所"},
    {XC_KIND_CLINIC, "综合门诊部"},
    {XC_KIND_CLINIC, "口腔门诊部"},
    {XC_KIND_CLINIC, "outpatient"},
    {XC_KIND_CLINIC, "specialist_clinic"},
    {XC_KIND_VILLAGE_CLINIC, "village_clinic"},
    {XC_KIND_VILLAGE_CLINIC, "村卫生室"},
    {XC_KIND_VILLAGE_CLINIC, "村卫生所"},
    {XC_KIND_VILLAGE_CLINIC, "卫生室"},
    {XC_KIND_CARE_HOME, "care_home"},
    {XC_KIND_CARE_HOME, "医养结合机构"},
    {XC_KIND_CARE_HOME, "医养结合"},
    {XC_KIND_INTERNAL_CLINIC, "internal_clinic"},
    {XC_KIND_INTERNAL_CLINIC, "内设医务室"},
    {XC_KIND_INTERNAL_CLINIC, "医务室"},
    {XC_KIND_INTERNAL_CLINIC, "内设医疗机构"},
    {XC_KIND_PHARMACY, "pharmacy"},
    {XC_KIND_PHARMACY, "药店"},
    {XC_KIND_PHARMACY, "零售药店"},
    {XC_KIND_PHARMACY, "定点零售药店"},
    {XC_KIND_PHARMACY, "定点药店"},
    {XC_KIND_PHARMACY, "单体药店"},
    {XC_KIND_PHARMACY, "连锁药店"},
    {XC_KIND_PHARMACY, "药房"},
    {XC_KIND_AGENCY, "agency"},
    {XC_KIND_AGENCY, "经办机构"},
    {XC_KIND_AGENCY, "医保经办机构"},
    {XC_KIND_CONTRACTOR, "contractor"},
    {XC_KIND_CONTRACTOR, "承办机构"},
    {XC_KIND_CONTRACTOR, "商保承办机构"},
    {XC_KIND_OTHER, "other"},
    {XC_KIND_OTHER, "其他"},
    {XC_KIND_OTHER, "其它"},
    {XC_KIND_OTHER, "public_health"},
};

static const struct word ownerships[] = {
    {XC_OWNERSHIP_PUBLIC, "public"},  {XC_OWNERSHIP_PUBLIC, "公立"},
    {XC_OWNERSHIP_PUBLIC, "公办"},    {XC_OWNERSHIP_PUBLIC, "公有"},
    {XC_OWNERSHIP_PUBLIC, "国有"},    {XC_OWNERSHIP_PRIVATE, "private"},
    {XC_OWNERSHIP_PRIVATE, "民营"},   {XC_OWNERSHIP_PRIVATE, "私立"},
    {XC_OWNERSHIP_PRIVATE, "民办"},   {XC_OWNERSHIP_PRIVATE, "私营"},
    {XC_OWNERSHIP_PRIVATE, "社会办"},
};

static const struct word statuses[] = {
    {XC_STATUS_ACTIVE, "active"},      {XC_STATUS_ACTIVE, "正常"},
    {XC_STATUS_ACTIVE, "在用"},        {XC_STATUS_ACTIVE, "有效"},
    {XC_STATUS_ACTIVE, "营业"},        {XC_STATUS_ACTIVE, "在职"},
    {XC_STATUS_ACTIVE, "在岗"},        {XC_STATUS_SUSPENDED, "suspended"},
    {XC_STATUS_SUSPENDED, "暂停"},     {XC_STATUS_SUSPENDED, "中止"},
    {XC_STATUS_SUSPENDED, "暂停协议"}, {XC_STATUS_SUSPENDED, "中止协议"},
    {XC_STATUS_SUSPENDED, "停业"},     {XC_STATUS_CLOSED, "closed"},
    {XC_STATUS_CLOSED, "关闭"},        {XC_STATUS_CLOSED, "注销"},
    {XC_STATUS_CLOSED, "终止"},        {XC_STATUS_CLOSED, "解除"},
    {XC_STATUS_CLOSED, "解除协议"},    {XC_STATUS_CLOSED, "终止协议"},
    {XC_STATUS_CLOSED, "离职"},        {XC_STATUS_CLOSED, "退休"},
    {XC_STATUS_CLOSED, "调离"},
};

static const struct word credits[] = {
    {XC_CREDIT_A, "A"}, {XC_CREDIT_A, "A级"}, {XC_CREDIT_A, "甲"},
    {XC_CREDIT_B, "B"}, {XC_CREDIT_B, "B级"}, {XC_CREDIT_B, "乙"},
    {XC_CREDIT_C, "C"}, {XC_CREDIT_C, "C级"}, {XC_CREDIT_C, "丙"},
    {XC_CREDIT_D, "D"}, {XC_CREDIT_D, "D级"}, {XC_CREDIT_D, "丁"},
};

static const struct word datums[] = {
    {XC_DATUM_WGS84, "wgs84"},      {XC_DATUM_WGS84, "WGS84"},
    {XC_DATUM_WGS84, "wgs-84"},     {XC_DATUM_WGS84, "gps"},
    {XC_DATUM_GCJ02, "gcj02"},      {XC_DATUM_GCJ02, "火星坐标"},
    {XC_DATUM_GCJ02, "火星坐标系"}, {XC_DATUM_GCJ02, "gcj-02"},
    {XC_DATUM_GCJ02, "高德"},       {XC_DATUM_GCJ02, "腾讯"},
    {XC_DATUM_BD09, "bd09"},        {XC_DATUM_BD09, "百度坐标"},
    {XC_DATUM_BD09, "百度坐标系"},  {XC_DATUM_BD09, "bd-09"},
    {XC_DATUM_BD09, "百度"},
};

static const struct word levels[] = {
    {XC_LEVEL_PROVINCE, "province"}, {XC_LEVEL_PROVINCE, "省"},
    {XC_LEVEL_PROVINCE, "省级"},     {XC_LEVEL_PROVINCE, "自治区"},
    {XC_LEVEL_PROVINCE, "直辖市"},   {XC_LEVEL_CITY, "city"},
    {XC_LEVEL_CITY, "市"},           {XC_LEVEL_CITY, "市级"},
    {XC_LEVEL_CITY, "地级"},         {XC_LEVEL_CITY, "地级市"},
    {XC_LEVEL_COUNTY, "county"},     {XC_LEVEL_COUNTY, "区县"},
    {XC_LEVEL_COUNTY, "县"},         {XC_LEVEL_COUNTY, "区"},
    {XC_LEVEL_COUNTY, "县级"},       {XC_LEVEL_COUNTY, "县区"},
    {XC_LEVEL_TOWN, "town"},         {XC_LEVEL_TOWN, "乡镇"},
    {XC_LEVEL_TOWN, "镇"},           {XC_LEVEL_TOWN, "乡"},
    {XC_LEVEL_TOWN, "街道"},         {XC_LEVEL_TOWN, "乡级"},
    {XC_LEVEL_TOWN, "乡镇街道"},     {XC_LEVEL_ZONE, "zone"},
    {XC_LEVEL_ZONE, "片区"},         {XC_LEVEL_ZONE, "网格"},
};

static const struct word roles[] = {
    {XC_ROLE_OFFICER, "officer"},
    {XC_ROLE_OFFICER, "执法人员"},
    {XC_ROLE_OFFICER, "执法检查人员"},
    {XC_ROLE_OFFICER, "执法员"},
    {XC_ROLE_LEAD, "lead"},
    {XC_ROLE_LEAD, "组长"},
    {XC_ROLE_AUDITOR, "auditor"},
    {XC_ROLE_AUDITOR, "稽核"},
    {XC_ROLE_AUDITOR, "稽核人员"},
    {XC_ROLE_ANALYST, "analyst"},
    {XC_ROLE_ANALYST, "数据分析员"},
    {XC_ROLE_ANALYST, "数据分析"},
    {XC_ROLE_THIRD_PARTY, "third_party"},
    {XC_ROLE_THIRD_PARTY, "第三方"},
    {XC_ROLE_THIRD_PARTY, "第三方人员"},
    {XC_ROLE_PARTNER, "partner"},
    {XC_ROLE_PARTNER, "协同部门"},
    {XC_ROLE_PARTNER, "协同"},
    {XC_ROLE_EXPERT, "expert"},
    {XC_ROLE_EXPERT, "专家"},
};

#define LIST(words, count)                                                               \
    { words, sizeof(words) / sizeof(words)[0], count }

static const struct {
    const struct word *words;
    size_t size;
    unsigned values;
} vocabularies[] = {
    [XC_WORDS_KIND] = LIST(kinds, XC_KIND_COUNT),
    [XC_WORDS_OWNERSHIP] = LIST(ownerships, XC_OWNERSHIP_COUNT),
    [XC_WORDS_STATUS] = LIST(statuses, XC_STATUS_COUNT),
    [XC_WORDS_CREDIT] = LIST(credits, XC_CREDIT_COUNT),
    [XC_WORDS_DATUM] = LIST(datums, XC_DATUM_COUNT),
    [XC_WORDS_LEVEL] = LIST(levels, XC_LEVEL_COUNT),
    [XC_WORDS_ROLE] = LIST(roles, XC_ROLE_COUNT),
};

enum { WORD_BYTES = 64 };

bool xc_kind_medical(enum xc_kind kind) {
    return kind >= XC_KIND_HOSPITAL && kind <= XC_KIND_INTERNAL_CLINIC;
}

static bool same_folded(const char *known, struct xc_str folded) {
    size_t len = strlen(known);
    if (len != folded.len)
        return false;
    for (size_t i = 0; i < len; i++) {
        char byte = known[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if (byte != folded.ptr[i])
            return false;
    }
    return true;
}

unsigned xc_words_parse(enum xc_vocabulary vocabulary, struct xc_str word) {
    const struct word *words = vocabularies[vocabulary].words;
    size_t size = vocabularies[vocabulary].size;
    word = xc_str_trim(word);
    /* No word is longer, so a hostile cell costs nothing. */
    if (word.len == 0 || word.len > WORD_BYTES)
        return 0;
    for (size_t i = 0; i < size; i++)
        if (xc_str_is(word, words[i].text))
            return words[i].value;
    struct xc_buffer folded = xc_buffer_make((size_t)WORD_BYTES * 4);
    unsigned value = 0;
    if (xc_utf8_fold(word, &folded) == 0) {
        struct xc_str view = xc_buffer_view(&folded);
        for (size_t i = 0; i < size && value == 0; i++)
            if (same_folded(words[i].text, view))
                value = words[i].value;
    }
    xc_buffer_free(&folded);
    return value;
}

static const char *spelling(enum xc_vocabulary vocabulary, unsigned value, size_t nth) {
    const struct word *words = vocabularies[vocabulary].words;
    size_t size = vocabularies[vocabulary].size;
    for (size_t i = 0; i < size; i++)
        if (words[i].value == value)
            return words[i + nth].text;
    return "";
}

const char *xc_words_english(enum xc_vocabulary vocabulary, unsigned value) {
    return spelling(vocabulary, value, 0);
}

const char *xc_words_chinese(enum xc_vocabulary vocabulary, unsigned value) {
    /* Credit classes and data are written with the same letters in Chinese. */
    if (vocabulary == XC_WORDS_CREDIT)
        return spelling(vocabulary, value, 0);
    return spelling(vocabulary, value, 1);
}

unsigned xc_words_count(enum xc_vocabulary vocabulary) {
    return vocabularies[vocabulary].values;
}

struct xc_str xc_words_suggest(enum xc_vocabulary vocabulary, struct xc_str word) {
    struct xc_str candidates[sizeof(kinds) / sizeof(kinds)[0]];
    const struct word *words = vocabularies[vocabulary].words;
    size_t size = vocabularies[vocabulary].size;
    if (word.len > WORD_BYTES)
        return (struct xc_str){0};
    for (size_t i = 0; i < size; i++)
        candidates[i] = xc_str_from(words[i].text);
    return xc_suggest(word, candidates, size);
}
