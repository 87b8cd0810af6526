-- Flight inspection by the yearly plan of a province or the nation: on site, without notice, at institutions, agencies
-- and contractors. Basis: 医疗保障基金飞行检查管理暂行办法 (医保局令第6号, in force since 1 May 2023), art. 10 (1), the first of five
-- triggers, and art. 11: what the yearly plan arranges is double random. Targets, people and an expert (`specialty`)
-- are drawn under seal; without the draw's record nothing is planned. The other triggers are directed (directed.lua).
-- Nobody goes to his own county, and nobody outside learns of a visit before `told` o'clock on the working day before
-- ("不预先告知"). The place inspected reports how far it is and what it put right within a time that is set for it
-- (`progress`, `rectify`; 30 working days are remembered, not found); behind it others look back (`again`) who belong
-- to an office above it. Share, days and numbers are not in the text.
local p = params {
  office = { '32', title = '区划代码' },
  year = { 2024, title = '年度' },
  share = { percent(2), title = '抽取比例' },
  officers = { 2, title = '每组执法人员数(组长之外)' },
  specialty = { '医保', title = '专家专业' },
  days = { 2, title = '每家检查天数' },
  told = { '17:00', title = '检查前一工作日通知时间' },
  progress = { 30, title = '被检查地报告进展时限(工作日)' },
  rectify = { 30, title = '整改报告时限(工作日)' },
  again = { 60, title = '回头看时限(工作日)' },
}
local everyone = targets { status = 'active', kind = one_of('medical', 'pharmacy', 'agency', 'contractor') }
local crew = seats { lead(1), officer(p.officers) }
local common = {
  window = year(p.year), nature = 'enforcement', merge = false,
  basis = '医疗保障基金飞行检查管理暂行办法第十条第(1)项:年度工作计划安排',
  embargo = { before(1, 'workday', p.told), from = { 'inspector', 'public' } },
}
local double_random, follow_up = use('double_random', common), use('follow_up', common)

return programme {
  id = 'flight-' .. p.year .. '-1', title = '飞行检查', year = p.year, office = p.office, seed = sealed,

  double_random {
    id = 'trigger-1', title = '飞行检查(年度工作计划安排)', sample = share { p.share, of = everyone },
    crew = crew:outside 'target', panel = seats { expert { specialties = p.specialty } }:outside 'target',
    days = p.days,
  },
  follow_up { id = 'again', title = '飞行检查回头看', of = everyone, on = 'problem', after = 'trigger-1',
              another = 'crew', crew = crew:from 'above', report = after(p.rectify, 'workday'),
              report_title = '整改报告', latest = after(p.again, 'workday') },

  reports = {
    due { id = 'progress', title = '被检查地进展报告', what = 'progress', window = year(p.year),
          since = { kind = 'visited', of = 'trigger-1', to = after(p.progress, 'workday') },
          from = '被检查地医疗保障局' },
  },
}
