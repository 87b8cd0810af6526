-- Yueyang, winter 2020: the city's own sample of designated medical institutions, checked across counties by double
-- random. Basis: 医保办发〔2020〕58号 and 湘医保发〔2020〕50号. It runs from the day the document was issued (`start`,
-- not in the text) to 31 January 2021. City bureau and health commission draw together and tell both lists only
-- just before the visit: until `told` o'clock on the working day before, inspectors and public see nothing, and
-- the draw is sealed, because register and public value together would tell every institution its fate.
-- People: the affairs centre sends 3, the audit centre 9, each of K counties 2 (`counties`; 9 counts 南湖新区 beside
-- the counties and districts, which the text leaves open), three companies one analyst each, third parties T
-- (`third_parties`), and B of the bureau's own supervisors (`bureau`): 3 + 9 + 2K + 3 + T + B people in six groups.
-- Everybody sits in one: per six people of a role each group has a seat, and the lot puts what remains into
-- groups of their own, so K = 9, T = 0, B = 0 make 33 people in groups of 6, 6, 6, 5, 5 and 5. The three analysts
-- are such a remainder: at most one per group. Affairs and audit centre are auditors; county people and the
-- bureau's are officers, of whom each group needs two with a certificate. Nobody inspects the county he comes from.
-- The sample's size is not in the text (`share`). Reports have no cadence; the counties' own coverage is
-- yueyang/county_coverage.lua.
local double_random = use 'double_random'

local p = params {
  office = { '4306', title = '市区划代码' },
  start = { '2020-12-21', title = '开始日期(发文之日)' },
  share = { percent(5), title = '抽查比例' },
  counties = { 9, title = '抽调人员的县(市)区数' },
  bureau = { 0, title = '市局监管人员数' },
  third_parties = { 0, title = '第三方服务人员数' },
  told = { '17:00', title = '检查前一工作日通知时间' },
  minutes = { 180, title = '每家检查用时(分钟)' },
}
local groups, last_day = 6, '2021-01-31'
local team, extra = {}, { analyst(3) }

-- So many people of a role: a seat in each group per six of them, the rest beside.
local function add(seat, number)
  if number >= groups then team[#team + 1] = seat(number // groups) end
  if number % groups > 0 then extra[#extra + 1] = seat(number % groups) end
end
add(officer, 2 * p.counties + p.bureau)
add(auditor, 3 + 9)
add(third_party, p.third_parties)

return programme {
  id = 'yueyang-sample-2020', title = '医保定点医疗机构“回头看”双随机交叉检查', year = 2020, calendar = 'cn',
  office = p.office, seed = sealed,

  double_random {
    id = 'sample', title = '市级交叉检查', sample = share { p.share, of = targets { status = 'active', kind = medical } },
    window = between(p.start, last_day), nature = 'enforcement', method = 'site', merge = false,
    basis = '医保办发〔2020〕58号;湘医保发〔2020〕50号', minutes = p.minutes,
    crew = teams { team, team, team, team, team, team, extra = extra }:outside 'target',
    embargo = { before(1, 'workday', p.told), from = { 'inspector', 'public' } },
  },

  milestones = { { id = 'checked', title = '交叉检查结束', date = last_day, stage = 'sample' } },
}
