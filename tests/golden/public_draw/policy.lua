local double_random = use 'double_random'
return programme {
  id = 'spring', title = '春季“双随机”抽查', year = 2026, office = '990101', seed = public_seed,
  double_random {
    id = 'check', title = '双随机抽查', window = between('2026-04-01', '2026-04-10'), nature = 'enforcement',
    merge = false, sample = pick { { medical = 2, pharmacy = 3 }, from = targets { status = 'active' } },
    crew = seats { lead(1), officer(1), balance = true }, minutes = 180, basis = '国发〔2019〕5号',
  },
}
