/* Texts of one sentence a line as JSON. */
#ifndef XC_CLI_SENTENCES_H
#define XC_CLI_SENTENCES_H

#include "base/str.h"

#include <jansson.h>

/* [{"level","text"}]: how far each line is set in, by two spaces a level; empty lines are
 * left out. New; NULL without memory. */
json_t *xc_sentences_levels(struct xc_str text);

/* [{"topic","text"}] of what xc_explain_subject says with topics. */
json_t *xc_sentences_topics(struct xc_str text);

#endif
