/* The questions that an explanation answers. */
#include "plan/plan.h"

#include "base/str.h"

/* By how the English message begins: the first that fits. */
static const struct {
    const char *begins;
    const char *topic;
} topics[] = {
    {"visit %", "what"},
    {"target %", "what"},
    {"no visit of it", "what"},
    {"why here:", "why_here"},
    {"its legal basis", ""},
    {"the register has the target", ""},
    {"it is owed between", ""},
    {"why then:", "why_then"},
    {"before that day", ""},
    {"its stage has hours", ""},
    {"%.*s is closed to visits", "why_then"},
    {"with the way there", "why_then"},
    {"its crew takes", "why_then"},
    {"why them:", "why_them"},
    {"why not the same crew", "why_them"},
    {"why not others", "why_not_others"},
    {"not crew", "why_not_others"},
    {"%u further crews", "why_not_others"},
    {"%u other crews", "why_not_others"},
    {"  %s %s: ", "visit"},
    {"%.*s (%.*s) makes these visits", "person"},
    {"person ", "person"},
    {"certificate ", "person"},
    {"load:", "person"},
    {"away ", "away"},
    {"must not visit", "barred"},
    {"%.*s (%.*s) must not visit it", "barred"},
    {"%.*s led the target's visit", "barred"},
    {"%.*s made the target's visit", "barred"},
    {"%s, to check", "to_check"},
    {"%s, to examine", "to_check"},
    {"%s, with the way there", "visit"},
    {"that draw rests", "draw"},
};

const char *xc_explain_topic(const char *id) {
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        if (xc_str_starts(xc_str_from(id), xc_str_from(topics[i].begins))) {
            return topics[i].topic;
        }
    }
    return "other";
}
