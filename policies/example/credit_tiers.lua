-- Shares by credit grade in a made-up county: of those graded D, the worst, 30 % are drawn each half-year, of C 10 %,
-- of B 2 %, of A 1 %, and of those without a grade 10 %. Which grade has which share is data, to be set for each
-- office (`--set d=40%`). Inside a tier the weight in the register counts. Copy this file to start shares of your own.
-- Basis: the classes of credit risk by which market supervision grades its firms, share and frequency by grade; and
-- 医疗保障基金使用监督管理条例 article 33 on credit.
local risk_tiers = use 'risk_tiers'

local p = params {
  a = { percent(1), title = 'A级抽查比例' },
  b = { percent(2), title = 'B级抽查比例' },
  c = { percent(10), title = 'C级抽查比例' },
  d = { percent(30), title = 'D级抽查比例' },
  ungraded = { percent(10), title = '未评级抽查比例' },
}

local function tiers_of(number)
  return risk_tiers {
    id = 'h' .. number, title = number == 1 and '上半年分级抽查' or '下半年分级抽查', window = half(2026, number),
    of = targets { status = 'active' }, tiers = { A = p.a, B = p.b, C = p.c, D = p.d }, ungraded = p.ungraded,
    weights = true, nature = 'enforcement', method = 'site', merge = false,
    basis = '医疗保障基金使用监督管理条例第三十三条', crew = seats { lead(1), officer(1), balance = true },
    items = { '服务协议履行', '医保基金使用' },
  }
end

return programme {
  id = 'example-tiers-2026', title = '样例县2026年度信用分级抽查', year = 2026, calendar = 'cn', office = '990101',
  seed = public_seed,

  tiers_of(1), tiers_of(2),
}
