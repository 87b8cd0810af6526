local full_coverage = use 'full_coverage'
return programme {
  id = 'spring', title = '三月专项检查', year = 2026, office = '990101',
  full_coverage {
    id = 'visits', title = '专项现场检查', of = targets { status = 'active' }, times = 1,
    window = between('2026-03-02', '2026-03-13'), nature = 'enforcement',
    basis = '样例依据', crew = seats { lead(1), officer(1) },
  },
}
