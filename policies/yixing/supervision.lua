-- Yixing, second half of 2021: the leading group supervises the full coverage (yixing/full_coverage.lua). Basis:
-- the same plan of the county bureau, under 苏医保函〔2021〕76号. The sample has two floors, and the larger one
-- counts: at least 5 % of all designated institutions, and at least 6 medical institutions and 20 pharmacies by the
-- end of November. 26 are enough up to 520 institutions; above that the 5 % count (521 give 27). A kind with fewer
-- institutions than its floor is refused by name. "Medical" are all medical institutions, not hospitals alone.
-- Two groups work side by side; 待遇科 leads one and 价采科 the other. Their leads are the only ones with the role
-- in their departments (`first`, `second`); the members are drawn from the staff of the group's departments, whose
-- number per group the text does not give (`members`). Assumption: it is the visits of the coverage that are
-- supervised, so only those whom it has visited can be drawn (`only_visited`); they are drawn month by month, so
-- that a visit late in November still had its chance. `coverage` is that programme and stage.
local spot_check = use 'spot_check'
local everyone   = targets { status = 'active', kind = one_of('medical', 'pharmacy') }

local p = params {
  share = { percent(5), title = '督查比例(不低于)' },
  medical = { 6, title = '医疗机构家数(不少于)' },
  pharmacy = { 20, title = '零售药店家数(不少于)' },
  only_visited = { true, title = '只从已检查的机构中抽取' },
  coverage = { 'yixing-2021/annual', title = '被督查的检查项目' },
  first = { '待遇科', title = '督查一组牵头科室' },
  second = { '价采科', title = '督查二组牵头科室' },
  departments = { { '监督科', '价采科', '待遇科', '医保中心' }, title = '组员所在科室' },
  members = { 2, title = '每组组员人数(组长之外)' },
  minutes = { 90, title = '每家检查用时(分钟)' },
}

local function group(department)
  return { lead { department = department }, officer(p.members, { department = p.departments }) }
end

return programme {
  id = 'yixing-supervision-2021', title = '现场检查全覆盖督查', year = 2021, calendar = 'cn', office = '320282',

  spot_check {
    id = 'supervision', title = '督查抽查', window = between('2021-07-01', '2021-11-30'), batches = 'monthly',
    sample = share { p.share, of = everyone, from = p.only_visited and visited(p.coverage) & everyone or everyone,
                     at_least = { medical = p.medical, pharmacy = p.pharmacy } },
    nature = 'enforcement', method = 'site', basis = '苏医保函〔2021〕76号', merge = false,
    crew = teams { group(p.first), group(p.second) }, minutes = p.minutes,
  },

  milestones = { { id = 'supervised', title = '完成督查抽查', date = '2021-11-30', stage = 'supervision' } },
}
