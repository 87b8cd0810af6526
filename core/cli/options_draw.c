/* Options of the commands around draws: commitments, values, substitutions, seals. */
#include "cli/options.h"

#define SECRET_OPTION                                                                    \
    {                                                                                    \
        "secret", "FILE",                                                                \
            XC_MSG("a custodian's share of the secret; given twice, once for each"), 0   \
    }

const struct xc_option xc_commit_options[] = {
    {"beacon", "NAME",
     XC_MSG("a value that is not out yet: 'dice 25', 'lottery ssq 2026031', "
            "drand@INSTANT, local; may be repeated"),
     0},
    {"sealed", NULL, XC_MSG("nothing about the result is known before the embargo ends"),
     0},
    SECRET_OPTION,
    {"reason", "TEXT", XC_MSG("why something is drawn again"), 0},
    {"by", "NAME", XC_MSG("who else agrees to drawing again"), 0},
    {"set", "NAME=VALUE", XC_MSG("overrides a parameter of the policy; may be repeated"),
     0},
    {"output", "DIR", XC_MSG("also writes each commit to a file in this folder"), 'o'},
    {0},
};

const struct xc_option xc_draw_run_options[] = {
    {"value", "NAME=VALUE",
     XC_MSG("what a beacon said, or NAME=@FILE; the name's first words are enough; may "
            "be repeated"),
     0},
    SECRET_OPTION,
    {0},
};

const struct xc_option xc_substitute_options[] = {
    {"person", "ID", XC_MSG("who cannot come"), 0},
    {"target", NULL, XC_MSG("the visit's target cannot be visited"), 0},
    {"reason", "CODE", XC_MSG("a word: closed, refused, recused …"), 0},
    {"evidence", "FILE", XC_MSG("what proves it; only its digest is kept"), 0},
    {"beacon", "NAME", XC_MSG("a value that is not out yet, as for commit"), 0},
    {"by", "NAME", XC_MSG("before whom the dice are thrown; given twice"), 0},
    {"value", "NAME=VALUE", XC_MSG("what the beacon said: the second step"), 0},
    SECRET_OPTION,
    {0},
};

const struct xc_option xc_record_options[] = {
    {"draw", "ID", XC_MSG("only the record of this draw"), 0},
    {"format", "json|html",
     XC_MSG("only the record, or only its page for people (default: both)"), 0},
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_draw_void_options[] = {
    {"substitution", "J",
     XC_MSG("ends not the draw but its substitution of this number, which waits for a "
            "value that never comes"),
     0},
    {"reason", "TEXT", XC_MSG("why; it is kept in the ledger"), 0},
    {"by", "NAME", XC_MSG("who else agrees"), 0},
    {0},
};

const struct xc_option xc_seal_init_options[] = {
    {"output", "DIR", XC_MSG("the folder to write to"), 'o'},
    {0},
};

const struct xc_option xc_seal_open_options[] = {
    SECRET_OPTION,
    {0},
};
