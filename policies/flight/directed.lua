-- Directed flight inspection of a province or the nation: on site, without notice, at institutions, agencies and
-- contractors. Basis: 医疗保障基金飞行检查管理暂行办法 (医保局令第6号, in force since 1 May 2023), art. 10: (1), the yearly plan, is drawn
-- (yearly_plan.lua); (2) grave leads, (3) grave hits of monitoring or data screening, (4) media reports with grave
-- effects and (5) others may be directed (art. 11). `trigger` stands in the stage and the basis of every task. No
-- chance is claimed: the crew goes to those whom `targets` names, with its `reason`, or, where nobody is named, to
-- those on whom a lead came in from the trigger's own source (`severity` at least), which is then the reason. Nobody
-- outside learns of it before `told` on the working day before ("不预先告知"). Three law officers, and `experts`, belong to
-- an office above the target's county (`crew_from`). The place inspected reports how far it is and what it put right
-- (`progress`, `rectify`; 30 working days are remembered, not found), others look back (`again`). Days are not given.
local p = params {
  office = { '32', title = '区划代码' },
  trigger = { 2, title = '启动情形(2至5)' },
  start = { '2024-01-01', title = '开始日期' },
  finish = { '2024-12-31', title = '结束日期' },
  targets = { {}, title = '被检查对象编码(空:按线索)' },
  reason = { '', title = '启动理由(指定被检查对象时)' },
  severity = { 4, title = '线索严重程度(1至5,不低于)' },
  within = { 10, title = '线索核查时限(工作日)' },
  crew_from = { 'above', title = '检查组来源(above|other_county|other_city|区划代码)' },
  officers = { 2, title = '每组执法人员数(组长之外)' },
  experts = { 0, title = '检查组内专家人数' },
  specialty = { '医保', title = '专家专业' },
  days = { 2, title = '每家检查天数' },
  told = { '17:00', title = '检查前一工作日通知时间' },
  progress = { 30, title = '被检查地报告进展时限(工作日)' },
  rectify = { 30, title = '整改报告时限(工作日)' },
  again = { 60, title = '回头看时限(工作日)' },
}
local triggers = { false, '举报线索反映', '智能监控或大数据筛查提示', '新闻媒体曝光', '其他情形' }
local sources = { false, 'complaint', 'screening', 'media', 'other' }
local trigger = triggers[p.trigger] or error('trigger: one of 2 to 5 is expected, not ' .. p.trigger)
local year, id = p.start:sub(1, 4), 'trigger-' .. p.trigger
if #p.targets > 0 and p.reason == '' then error('trigger ' .. p.trigger .. ' names its targets: give its reason') end

local common = {
  of = targets { status = 'active', kind = one_of('medical', 'pharmacy', 'agency', 'contractor') },
  window = between(p.start, p.finish), nature = 'enforcement', merge = false,
  basis = '医疗保障基金飞行检查管理暂行办法第十条第(' .. p.trigger .. ')项:' .. (p.reason ~= '' and p.reason or trigger .. '存在重大安全风险'),
  crew = seats { lead(1), officer(p.officers) }:from(p.crew_from),
  embargo = { before(1, 'workday', p.told), from = { 'inspector', 'public' } },
}
local for_cause, follow_up = use('for_cause', common), use('follow_up', common)

return programme {
  id = 'flight-' .. year .. '-' .. p.trigger, title = '飞行检查', year = tonumber(year), office = p.office,

  for_cause {
    id = id, title = '飞行检查(' .. trigger .. ')', days = p.days, within = after(p.within, 'workday'),
    panel = p.experts > 0 and seats { expert(p.experts, { specialties = p.specialty }) } or nil,
    named = p.targets, sources = { sources[p.trigger] }, severity = p.severity,
  },
  follow_up { id = 'again', title = '飞行检查回头看', on = 'problem', after = id, another = 'crew',
              report = after(p.rectify, 'workday'), report_title = '整改报告',
              latest = after(p.again, 'workday') },

  reports = {
    due { id = 'progress', title = '被检查地进展报告', what = 'progress', window = between(p.start, p.finish),
          since = { kind = 'visited', of = id, to = after(p.progress, 'workday') }, from = '被检查地医疗保障局' },
  },
}
