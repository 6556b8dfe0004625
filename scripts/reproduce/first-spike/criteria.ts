import type { DigitsResult } from './digits.js'
import type { FirstSpikeFacts } from './parts.js'
import { mean, over, percent } from './tables.js'

const entry = (met: boolean, text: string): string => `- ${met ? 'met' : '**missed**'}: ${text}`

/** Section 12 of ../shared/papers/first-spike-deep.md, from criterion 6 on, and the speeds asked for. */
export function criteriaPart(facts: FirstSpikeFacts): string[] {
  return [
    '## Asked for, and measured',
    '',
    ...yinYangCriteria(facts),
    ...facts.speed.map(({ best, median }) =>
      entry(
        median <= 10,
        `forward and backward of the full size: ${median.toFixed(1)} ms, at best ${best.toFixed(1)} (asked 10 ms).`,
      ),
    ),
    ...[...facts.reduced, ...facts.wider, ...facts.largest].map(({ widths, test, seed }) =>
      entry(test >= 0.94, `digits, ${widths.join('-')}, seed ${seed}: test ${percent(test)} (asked 94 %, aim 97.8 %).`),
    ),
    ...facts.few.flatMap(({ scaled, frozen }) => [
      entry(
        scaled.accuracy >= 0.85 && scaled.accuracy >= frozen + 0.1,
        `few images: ${percent(scaled.accuracy)} against ${percent(frozen)} with frozen hidden layers (asked 85 %, 10 points more).`,
      ),
      entry(
        scaled.first >= 0.9,
        `few images: the right output is first in ${percent(scaled.first)} of training images (asked 90 %).`,
      ),
      entry(
        scaled.after < scaled.before,
        `few images: the right spike comes forward, from ${scaled.before.toFixed(2)} to ${scaled.after.toFixed(2)} (asked: earlier).`,
      ),
    ]),
    '',
    ...[facts.reduced, facts.wider, facts.largest].flatMap((runs) =>
      runs.length === 0 ? [] : phenomenonCriteria(runs),
    ),
  ]
}

function yinYangCriteria({ yinYang }: FirstSpikeFacts): string[] {
  return (['delgrad', 'decayed'] as const).flatMap((schedule) => {
    const runs = yinYang.filter((run) => !run.frozenHidden && run.delays === 'none' && run.schedule === schedule)
    if (runs.length === 0) return []
    const [at100, at300] = [100, 300].map((n) => mean(runs.map(({ accuracy }) => accuracy[n])))
    const seconds = mean(runs.map(({ seconds100 }) => seconds100))
    const rate = schedule === 'delgrad' ? 'authors’ rate' : 'rate to 0'
    return [
      entry(
        at100 >= 0.93 && seconds <= 8,
        `Yin-Yang, ${rate}, after 100 epochs ${percent(at100)} (asked 93 %) in ${seconds.toFixed(1)} s (asked 8 s).`,
      ),
      entry(at300 >= 0.96, `Yin-Yang, ${rate}, after 300 epochs ${percent(at300)} (asked 96 %; authors 96.7 %).`),
    ]
  })
}

function phenomenonCriteria(runs: readonly DigitsResult[]): string[] {
  const [width, std, ratio, overlap, exclusive, decodable] = (
    ['width', 'std', 'ratio', 'overlap', 'exclusive', 'decodable'] as const
  ).map((measure) => over(runs, 'trained', measure))
  const control = over(runs, 'untrained', 'ratio').slice(2)
  const controlDecodable = over(runs, 'untrained', 'decodable')
  const widest = Math.max(...width.slice(1))
  const early = Math.max(width[1], width[2])
  const shareOfWidest = (of: readonly DigitsResult[], who: 'trained' | 'untrained') => {
    const widths = over(of, who, 'width')
    return (widths[4] / Math.max(...widths.slice(1))).toFixed(2)
  }
  const seeds = runs.length > 1 ? `; seed by seed ${runs.map((run) => shareOfWidest([run], 'trained')).join(', ')}` : ''
  const own = mean(runs.map(({ trained }) => trained.lesion.own))
  const others = mean(runs.map(({ trained }) => trained.lesion.others))
  return [
    `With ${runs[0].widths[1]} neurons a layer (${runs.length === 1 ? 'one seed; two were asked for' : `${runs.length} seeds`}):`,
    '',
    entry(
      early === widest && widest > 1.3 * width[0] && width[4] < 0.7 * widest,
      `spread: the widest peak of the first two hidden layers ${early.toFixed(3)} (input ${width[0].toFixed(3)}, widest ${widest.toFixed(3)}), the last ${shareOfWidest(runs, 'trained')} of the widest${seeds}; untrained ${shareOfWidest(runs, 'untrained')} (asked: widest of all, > 1.3 x, < 0.7; authors 0.40).`,
    ),
    entry(
      std[1] / std[4] >= 2,
      `standard deviation falls ${(std[1] / std[4]).toFixed(1)} times from hidden 1 to 4 (asked 2; authors 9.8).`,
    ),
    entry(
      ratio[4] >= 3 && ratio[4] > ratio[1],
      `same / different class: ${ratio
        .slice(1)
        .map((r) => r.toFixed(1))
        .join(', ')} (asked: rises, 3 in the last; authors 1.6, 2.7, 11.5, 24).`,
    ),
    entry(
      overlap[1] / overlap[4] >= 2 && exclusive[4] > exclusive[1],
      `assemblies: overlap falls ${(overlap[1] / overlap[4]).toFixed(1)} times, exclusive neurons rise from ${exclusive[1].toFixed(2)} to ${exclusive[4].toFixed(2)} (asked 2 times, a rise; authors 7.1 times).`,
    ),
    entry(
      decodable[4] >= decodable[0] + 0.1,
      `decodability of hidden 4 is ${(decodable[4] - decodable[0]).toFixed(2)} above the input’s (asked 0.1; authors 0.27).`,
    ),
    entry(
      control.every((r) => r >= 0.95 && r <= 1.15) && controlDecodable[4] <= controlDecodable[1],
      `untrained: ratios of hidden 2 to 4 between ${Math.min(...control).toFixed(2)} and ${Math.max(...control).toFixed(2)} (asked 0.95 to 1.15), decodability of hidden 1 to 4 ${controlDecodable
        .slice(1)
        .map((d) => d.toFixed(2))
        .join(', ')} (asked: no rise, judged from the first to the last).`,
    ),
    entry(
      own > 0 && own >= 3 * Math.abs(others),
      `lesion: a class loses ${percent(own)} of its recall, the others ${percent(others)} (asked 3 times as much).`,
    ),
    '',
  ]
}
