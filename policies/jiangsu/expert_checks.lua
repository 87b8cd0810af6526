-- Jiangsu 2019: experts of the province's pool check marked institutions of all prefecture cities by surprise. Basis:
-- the provincial bureau's plan of March 2019 for the special treatment of fraud (its number is not in the text we
-- have: `basis`). The bureau builds the pool of experts from May to July (`pool_until`); no panel can be drawn before
-- it exists, so the stage opens behind that phase. Targets are institutions that the register marks (`flags`): the
-- heavy ones and those with problems. How many the text does not say: a share of each city's (`share`, rounded up).
-- Each gets a panel of three, one expert each for medicine, insurance and finance, and two law officers; all of them
-- are drawn and none comes from the city that is checked. "不定期": the cities and the targets follow in an order that
-- is drawn, inspectors and public see nothing until the evening before, and the draw is sealed. What follows the check
-- the city owes: its handling is reported with the ordinary quarterly reports, whose day the text does not give (the
-- quarter's last working day).
local cross_region = use 'cross_region'

local p = params {
  basis = { '江苏省医疗保障局2019年打击欺诈骗保专项治理方案', title = '检查依据' },
  pool_until = { '2019-07-31', title = '专家库建成日期' },
  share = { percent(10), title = '各设区市抽取比例' },
  flags = { { '重点', '问题' }, title = '名录库中的标注' },
  days = { 1, title = '每家检查天数' },
  minutes = { 360, title = '每家检查用时(分钟)' },
}
local window_of = between('2019-05-01', '2019-12-31'):past(p.pool_until)
local marked = targets { status = 'active', kind = one_of('medical', 'pharmacy'), flags = p.flags }

return programme {
  id = 'jiangsu-expert-checks-2019', title = '跨设区市专家突击检查', year = 2019, calendar = 'cn', office = '32',
  seed = sealed,

  cross_region {
    id = 'surprise', title = '专家突击检查', areas = shuffle(areas { level = 'city' }):within '32',
    in_each = { share { p.share, of = marked } }, order = 'draw', window = window_of, opens = after 'pool',
    panel = seats { expert { specialties = '医疗' }, expert { specialties = '医保' }, expert { specialties = '财务' } },
    crew = seats { officer(2) }, nature = 'enforcement', method = 'site', basis = p.basis, merge = false,
    days = p.days, minutes = p.minutes,
    embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },

  phases = { phase { id = 'pool', title = '建立专家库', from = '2019-05-01', to = p.pool_until } },
  reports = {
    due { id = 'handling', title = '突击检查后续查处情况', what = 'progress', when = last_workday 'quarter',
          window = window_of, from = '各设区市医疗保障局', to = '江苏省医疗保障局' },
  },
}
