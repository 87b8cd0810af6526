#include "report/form.h"

static const struct {
    const char *word, *title;
} forms[XC_FORMS] = {
    {"", ""},
    {"notice", XC_MSG("Notice of inspection")},
    {"site-record", XC_MSG("Record of an on-site inspection")},
    {"rectification", XC_MSG("Notice to put right")},
    {"dispatch", XC_MSG("Dispatch order")},
    {"draw-record", XC_MSG("Record of a draw")},
    {"approval", XC_MSG("Approval of an inspection plan")},
};

const char *xc_form_word(enum xc_form form) {
    return form > 0 && form < XC_FORMS ? forms[form].word : "";
}

const char *xc_form_title(enum xc_form form) {
    return form > 0 && form < XC_FORMS ? forms[form].title : "";
}

enum xc_form xc_form_parse(struct xc_str word) {
    for (enum xc_form form = XC_FORM_NOTICE; form < XC_FORMS; form++) {
        if (xc_str_is(word, forms[form].word)) {
            return form;
        }
    }
    return 0;
}
