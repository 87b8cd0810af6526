-- A county of Yueyang, winter 2020: every designated medical institution is gone through by crews that each have
-- their own areas, without a gap and without a draw; the city's own sample is another programme. Basis:
-- 医保办发〔2020〕58号 and 湘医保发〔2020〕50号 on looking back at the funds' use. It runs from the day the city's
-- document was issued, which the text does not give (`start`), to 31 January 2021, a Sunday: the last visits
-- are on the Friday before. County, crews and areas are the office's parameters (4306 is the city); an area that
-- nobody has been given is refused. No report has a cadence: each county keeps its working book, which is
-- closed with the last day; for the Sunday `roll` (previous) takes the working day before.
local full_coverage = use 'full_coverage'

local p = params {
  office = { '4306', title = '县区划代码' },
  start = { '2020-12-21', title = '开始日期(发文之日)' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  minutes = { 120, title = '每家检查用时(分钟)' },
  roll = { 'previous', title = '报送日逢休息日(none|previous|next)' },
  first = { { '城区' }, title = '第一组片区' },
  second = { { '东片乡镇' }, title = '第二组片区' },
  third = { { '西片乡镇' }, title = '第三组片区' },
}
local last_day = '2021-01-31'

return programme {
  id = 'yueyang-county-2020', title = '医保定点医疗机构“回头看”全覆盖检查', year = 2020, calendar = 'cn', office = p.office,

  full_coverage {
    id = 'county', title = '县级逐一排查', of = targets { status = 'active', kind = medical }, times = 1,
    window = between(p.start, last_day), nature = 'enforcement', method = 'site',
    basis = '医保办发〔2020〕58号;湘医保发〔2020〕50号', crew = seats { lead(1), officer(p.officers) }, minutes = p.minutes,
    areas = 'fixed',
    zones = {
      { crew = '第一组', zones = p.first }, { crew = '第二组', zones = p.second }, { crew = '第三组', zones = p.third },
    },
  },

  milestones = { { id = 'covered', title = '监管稽查全覆盖', date = last_day, stage = 'county' } },
  reports = {
    due { id = 'ledger-book', title = '检查台账', what = 'ledger-book', when = 'on ' .. last_day .. ' roll=' .. p.roll,
          window = between(p.start, last_day), from = '县医疗保障局' },
  },
}
