/* What the form of figures says where: its writer and its reader agree here. Private to
 * core/report. */
#ifndef XC_REPORT_FIGURES_FORM_H
#define XC_REPORT_FIGURES_FORM_H

/* The facts above the table, a label and its value in each row. */
enum xc_form_fact {
    XC_FACT_FORMAT = 0,
    XC_FACT_OFFICE,
    XC_FACT_OFFICE_NAME,
    XC_FACT_PROGRAMME,
    XC_FACT_TITLE,
    XC_FACT_YEAR,
    XC_FACT_AS_OF,
    XC_FACT_PERIOD,
    XC_FACT_MADE,
    XC_FACTS
};
struct xc_form_label {
    const char *word, *chinese;
};
#define XC_FORM_FACTS                                                                    \
    {                                                                                    \
        [XC_FACT_FORMAT] = {"format", "格式"},                                           \
        [XC_FACT_OFFICE] = {"office", "单位代码"},                                       \
        [XC_FACT_OFFICE_NAME] = {"office name", "单位名称"},                             \
        [XC_FACT_PROGRAMME] = {"programme", "检查项目代号"},                             \
        [XC_FACT_TITLE] = {"title", "检查项目"}, [XC_FACT_YEAR] = {"year", "年度"},      \
        [XC_FACT_AS_OF] = {"as of", "截止日期"}, [XC_FACT_PERIOD] = {"period", "期间"},  \
        [XC_FACT_MADE] = {"filled in on", "填报日期"},                                   \
    }

/* The columns of the table before its counts. */
enum { XC_FORM_PART, XC_FORM_OF, XC_FORM_NAME, XC_FORM_COUNTS };
#define XC_FORM_HEADS                                                                    \
    {                                                                                    \
        [XC_FORM_PART] = {"part", "项目"}, [XC_FORM_OF] = {"of", "分项"},                \
        [XC_FORM_NAME] = {"name", "名称"},                                               \
    }

#endif
