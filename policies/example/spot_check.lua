-- A double random spot check of a made-up county: in April twelve institutions are drawn in public, and so are the
-- officers who go to each, evenly. Copy this file to start a draw of your own.
-- Basis: 国发〔2019〕5号: targets and inspectors are drawn, the result is published.
local double_random = use 'double_random'

local p = params {
  pharmacies = { 6, title = '抽查药店数' },
  medical = { 6, title = '抽查医疗机构数' },
}

return programme {
  id = 'example-check-2026', title = '样例县2026年度“双随机”抽查', year = 2026, calendar = 'cn', office = '990101',
  seed = public_seed,

  double_random {
    id = 'april', title = '四月双随机抽查', window = month(2026, 4), nature = 'enforcement', method = 'site',
    basis = '国发〔2019〕5号', merge = false,
    sample = pick { { pharmacy = p.pharmacies, medical = p.medical }, from = targets { status = 'active' } },
    crew = seats { lead(1), officer(1), balance = true },
    items = { '服务协议履行', '医保基金使用' },
  },
}
