/* Documents and helpers that the tests of rules share. */
#ifndef XC_TESTS_RULES_DOCUMENTS_H
#define XC_TESTS_RULES_DOCUMENTS_H

#include "../json_text.h"

#include "rules/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 64 << 20, TEXT_BYTES = 8 << 20 };

/* Nothing in it may be left out, except what minimal_optional lists. */
static const char minimal[] =
    "{'v':1,'id':'p','year':2021,"
    "'stages':[{'id':'annual','plugin':'full_coverage','kind':'coverage',"
    "'window':['2021-01-01','2021-11-30'],'nature':'agency_check',"
    "'obligations':[{'label':'annual/1','targets':{'op':'all','table':'targets'},"
    "'crew':{'seats':[{'role':'third_party'}]}}]}]}";

/* Uses every key that the format knows. */
static const char complete[] =
    "{'v':1,'id':'county-2021','title':'全覆盖检查','year':2021,'calendar':'cn',"
    "'office':'320282','zone':'Asia/Shanghai','hours':['08:30-11:30','14:00-17:30'],"
    "'seed':'sealed',"
    "'sources':[{'name':'full_coverage','digest':"
    "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}],"
    "'params':[{'name':'own_share','title':'督查比例','type':'share','value':[8,100],"
    "'fallback':[5,100]},"
    "{'name':'rounds','title':'','type':'integer','value':4,'fallback':4,"
    "'unit':'次','least':1,'most':12},"
    "{'name':'bureau','title':'','type':'text','value':'市局','fallback':'市局',"
    "'choices':['市局','县局']},"
    "{'name':'start','title':'','type':'date','value':'2021-01-04',"
    "'fallback':'2021-01-04'},"
    "{'name':'strict','title':'','type':'boolean','value':true,'fallback':false}],"
    "'resources':[{'id':'car','title':'执法车','count':3},"
    "{'id':'scanner','title':'','count':1}],"
    "'stages':[{'id':'annual','title':'全覆盖','plugin':'full_coverage','kind':'coverage'"
    ","
    "'opens':'2021-01-04','window':['2021-01-01','2021-10-31'],'nature':'agency_check',"
    "'method':'site','basis':'苏医保函 2021-76','period':['2020-01-01','2020-12-31'],"
    "'hours':[],'merge':true,'cap':2,"
    "'draws':[{'label':'annual/order','from':{'op':'all','table':'targets'},"
    "'units':'zones','method':'order'},"
    "{'label':'annual/extra','from':{'op':'all','table':'targets'},'method':'order'},"
    "{'label':'annual/experts','from':{'op':'all','table':'people'},'units':'crews',"
    "'method':'order','delay':7200}],"
    "'obligations':[{'label':'annual/1','targets':{'op':'where','of':{'op':'all',"
    "'table':'targets'},'field':'status','in':['active']},"
    "'window':['2021-01-01','2021-10-31'],'times':1,'each':'half','min_each':1,"
    "'average':[3,2],'max_per':1,'extra_by':'draw','gap':20,'minutes':60,'days':1,"
    "'travel':1,'rotate':'all','uses':['car','scanner'],"
    "'tasks':'month','order':'draw','order_draw':'annual/order',"
    "'extra_draw':'annual/extra','panel_draw':'annual/experts','areas':'fixed',"
    "'panel':{'seats':[{'role':'expert','count':2}],'drawn':true},"
    "'duties':[{'crew':'第一组','zones':['城东片区','城西片区']},"
    "{'crew':'第二组','zones':['城南片区']}],'items':['执业许可','服务协议'],"
    "'crew':{'seats':[{'role':'third_party','count':2,'where':{'op':'where','of':{'op':'"
    "all',"
    "'table':'people'},'field':'department','in':['稽核科']}}],'outside':'3207',"
    "'from':'other_county'}}]},"
    "{'id':'supervision','title':'督查','plugin':'spot_check','kind':'drawn',"
    "'opens':{'after':'annual'},'window':['2021-07-01','2021-11-30'],"
    "'nature':'enforcement','method':'night','hours':['19:00-21:30'],'basis':'','merge':"
    "false,'cap':0,"
    "'embargo':{'before':1,'unit':'workday','time':'17:00','from':['inspector','public']}"
    ","
    "'draws':[{'label':'supervision/areas','from':{'op':'all','table':'areas'},"
    "'of':{'op':'all','table':'areas'},'method':'pps','by':'','strata':[{'name':'all','n'"
    ":2}],"
    "'batches':'','outer':''},"
    "{'label':'supervision/inside','from':{'op':'within','of':{'op':'all',"
    "'table':'targets'},'area':{'drawn':'supervision/areas'}},'strata':[{'n':3}],"
    "'method':'pps','weights':[{'field':'points','times':5},{'field':'findings'}],"
    "'outer':'supervision/areas'},"
    "{'label':'supervision/targets','from':{'op':'history','of':{'op':'all',"
    "'table':'targets'},'what':'visited','name':'annual'},'of':{'op':'all',"
    "'table':'targets'},'method':'srs','by':'kind','share':[1,20],"
    "'strata':[{'name':'medical','n':6},{'name':'pharmacy','n':20}],'batches':'month',"
    "'skip':['new','moved'],'must':['watched'],'delay':900,'units':''}],"
    "'obligations':[{'label':'supervision/1','targets':{'drawn':'supervision/targets'},"
    "'crew':{'seats':[],'teams':[{'seats':[{'role':'lead','count':1},"
    "{'role':'officer','count':2}]},{'seats':[{'role':'lead','count':1,'where':{'op':"
    "'where','of':{'op':'all','table':'people'},'field':'department','in':['法规科']}},"
    "{'role':'officer','count':2}]}],'extra':[{'role':'analyst','count':1}],"
    "'drawn':true,'balance':true,'outside':'target'}},"
    "{'label':'supervision/2','targets':{'drawn':'supervision/inside'},'order':'draw',"
    "'crew':{'seats':[{'role':'lead'},{'role':'officer'}],'drawn':true,"
    "'outside':{'drawn':'supervision/areas'}},"
    "'panel':{'seats':[{'role':'expert'}],'drawn':true,"
    "'outside':{'drawn':'supervision/areas'}}}]},"
    "{'id':'again','title':'回头看','plugin':'follow_up','kind':'coverage',"
    "'opens':{'after':'start'},'window':['2021-02-01','2021-12-31'],"
    "'nature':'agency_check','merge':false,"
    "'obligations':[{'label':'again/1','targets':{'op':'history','of':{'op':'all',"
    "'table':'targets'},'what':'leads','name':'complaint'},'since':{'kind':'problem',"
    "'of':'annual','min':0,'from':[1,'workday'],'to':[20,'workday']},"
    "'like':['kind','finding'],'like_most':3,'like_only':false,"
    "'review':{'field':'claims','share':[1,20],'first':'large_claims','unit':'住院病历'},"
    "'rotate':'all','crew':{'seats':[{'role':'third_party','count':2}]}},"
    "{'label':'again/2','targets':{'op':'all','table':'targets'},"
    "'since':{'kind':'lead','of':'screening','min':3,'to':[10,'day']},"
    "'like':['area'],'like_only':true,"
    "'crew':{'seats':[{'role':'third_party'}]}}]}],"
    "'dues':[{'id':'monthly','title':'月报','what':'coverage','when':'last_workday "
    "month',"
    "'window':['2021-01-01','2021-12-31'],'from':'各部门','to':'稽核科',"
    "'with':'next-month','each':'','owners':['宜城','丁蜀']},"
    "{'id':'weekly','title':'','what':'progress','when':'weekly thu "
    "17:00','each':'area'},"
    "{'id':'summary','title':'','what':'summary','when':'on 2022-01-10'},"
    "{'id':'case','title':'案件报告','what':'case_report','since':{'kind':'case_closed',"
    "'of':'police','min':5000000,'from':[0,'day'],'to':[2,'workday']},'time':'17:00'},"
    "{'id':'rectified','title':'','what':'rectification','each':'target',"
    "'since':{'kind':'rectify','to':[-1,'workday']}}],"
    "'milestones':[{'id':'covered','title':'现场检查全覆盖','date':'2021-11-30',"
    "'stage':'annual'},{'id':'finished','title':'','date':'2021-12-31','stage':''}],"
    "'phases':[{'id':'start','title':'部署启动','from':'2021-01-01','to':'2021-01-31',"
    "'after':''},{'id':'sites','title':'现场检查','from':'2021-02-01','to':'2021-11-30',"
    "'after':'start'}],"
    "'ladder':{'targets':[{'at':4,'step':'warning','title':'约谈'},"
    "{'at':12,'step':'termination','title':''}],"
    "'doctors':[{'at':8,'step':'suspension','title':'暂停医保医师资格'}],"
    "'grades':[{'grade':'qualified','title':'合格','from':0,'failed':false},"
    "{'grade':'failed','title':'不合格','from':8,'failed':true}],'failed_years':2}}";

/* A document that was read, and what it was read from. */
struct document {
    json_t *json;
    struct xc_arena *arena;
    struct xc_programme *programme;
};

/* The text must be in order. */
static inline struct document document_open(const char *text) {
    struct document document = {json_text(text), xc_arena_new(ARENA_BYTES), NULL};
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1 << 16);
    if (xc_rules_parse(document.json, document.arena, &document.programme, &error) !=
        XC_OK) {
        (void)xc_error_render(&error, NULL, &out);
        fail_msg("%.*s", XC_PRI(xc_buffer_view(&out)));
    }
    return document;
}

static inline void document_close(struct document *document) {
    json_decref(document->json);
    xc_arena_free(document->arena);
}

static inline bool contains(struct xc_str text, const char *part) {
    return xc_str_find(text, xc_str_from(part)) >= 0;
}

/* Fails showing both where part is not in text. */
static inline void assert_contains(struct xc_str text, const char *part) {
    if (!contains(text, part)) {
        fail_msg("'%s' is not in:\n%.*s", part, XC_PRI(text));
    }
}

#endif
