/* The data of a notice while it is gathered. Private to core/publish. */
#ifndef XC_PUBLISH_NOTICE_WORK_H
#define XC_PUBLISH_NOTICE_WORK_H

#include "history/publications.h"
#include "publish/form_data.h"
#include "publish/notices.h"

struct xc_notice_work {
    struct xc_form_work form; /* session of the day asked for, plan, text, arena, error */
    const struct xc_notice_options *options;
    xc_date day;
    int offset_minutes;
};

/* Fill the document. */
int xc_notice_draws(struct xc_notice_work *work, json_t *data);
int xc_notice_results(struct xc_notice_work *work, json_t *data);

/* What the office is called; reg: of that day, may be NULL. */
int xc_notice_office(struct xc_notice_work *work, const struct xc_register *reg,
                     json_t *data);

/* What a stage is called: its title, or its id. */
struct xc_str xc_notice_stage(const struct xc_stage *stage);

#endif
