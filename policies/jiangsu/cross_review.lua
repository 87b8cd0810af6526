-- Jiangsu 2019: in September and October the provincial bureau has the cities checked by others. Basis: the
-- provincial bureau's plan of March 2019 for the special treatment of fraud (`basis`). The text orders cross sampling
-- and review of all places, in its paragraph on the agencies: so agencies are targets beside institutions, and what
-- is reviewed at an agency is its internal control, its audits and its checks of agreements. How many the text does
-- not say: of each city's institutions a share (`share`), of its agencies all (`agencies`). The agencies' review is
-- no enforcement: auditors make it. Nobody reviews the city he comes from; cities follow in an order that is drawn.
local cross_region = use 'cross_region'

local p = params {
  basis = { '江苏省医疗保障局2019年打击欺诈骗保专项治理方案', title = '检查依据' },
  share = { percent(1), title = '各设区市医药机构抽取比例' },
  agencies = { percent(100), title = '各设区市经办机构抽取比例' },
  minutes = { 180, title = '每家医药机构检查用时(分钟)' },
  review_minutes = { 360, title = '每家经办机构复查用时(分钟)' },
  agency_items = { { '内部控制', '稽核工作', '履约检查' }, title = '经办机构检查项目' },
}

local function review(stage)
  stage.areas = shuffle(areas { level = 'city' }):within '32'
  stage.window = between('2019-09-01', '2019-10-31')
  stage.method, stage.basis, stage.merge = 'site', p.basis, false
  return cross_region(stage)
end

return programme {
  id = 'jiangsu-cross-review-2019', title = '交叉抽查和复查', year = 2019, calendar = 'cn', office = '32',
  seed = public_seed,

  review {
    id = 'institutions', title = '定点医药机构交叉抽查', nature = 'enforcement', crew = seats { lead(1), officer(1) },
    in_each = { share { p.share, of = targets { status = 'active', kind = one_of('medical', 'pharmacy') } } },
    minutes = p.minutes,
  },
  review {
    id = 'agencies', title = '经办机构交叉复查', nature = 'agency_check', crew = seats { auditor(2) },
    in_each = { share { p.agencies, of = targets { status = 'active', kind = 'agency' } } },
    items = p.agency_items, minutes = p.review_minutes,
  },
}
