import { expect, it } from 'vitest'
import { usePlace } from './motif.js'

const { motif, write } = usePlace()
const TARGET = [
  [0.01, 0],
  [0.02, 2],
  [0.05, 1],
]
const lines = (spikes: readonly (readonly number[])[]) => spikes.map((spike) => spike.join(' ')).join('\n')
write('target.ras', lines(TARGET))
write('input.ras', lines(Array.from({ length: 40 }, (_, i) => [i * 0.0024, (i * 7) % 10])))
write(
  'pattern.yaml',
  `name: pattern
question: Does a small pattern train?
seed: 1
data: { source: ras, input: input.ras, target: target.ras, inputs: 10, outputs: 3, seconds: 0.1 }
space:
  neuron: { model: lif, tauMem: 100, tauSyn: 50 }
  readout: { kind: spiking }
  layers: [{ neurons: 6, motifSizes: [3], lateral: none, signs: free }]
recipe: { rule: super-spike, epochs: 40 }
schedule: { iterations: 2 }
strategy: { name: random, together: 2 }
`,
)

interface Document {
  readonly score: { readonly selection: { readonly loss: number; readonly firingRate: number } }
  readonly epochs: readonly { readonly epoch: number; readonly loss: number }[]
  readonly pattern: Readonly<Record<'target' | 'output', [number, number][]>> & { readonly hiddenRates: number[] }
}

const STEPS = 1000
const DT = 1e-4

/** The van Rossum cost of spike trains that are repeated, in the second repetition. */
function costOf({ target, output }: Document['pattern']): number {
  let cost = 0
  for (let k = 0; k < 3; k++) {
    const x = new Float64Array(STEPS)
    for (const [seconds, neuron] of target) if (neuron === k) x[Math.round(seconds / DT)]++
    for (const [seconds, neuron] of output) if (neuron === k) x[Math.round(seconds / DT)]--
    let [e1, e] = [0, 0]
    for (let t = 0; t < 2 * STEPS; t++) {
      e1 += 0.02 * (x[t % STEPS] / DT - e1)
      e += 0.01 * (e1 - e)
      if (t >= STEPS) cost += e * e * DT
    }
  }
  return (cost * 2 * 0.015) / (3 * 0.1)
}

it('--format json has the spikes that the score is of, the rates and the cost of every epoch', async () => {
  const { stdout, code } = await motif(
    'train',
    'feed-forward',
    '--study',
    'pattern.yaml',
    '--quiet',
    '--format',
    'json',
  )
  expect(code).toBe(0)
  const { score, epochs, pattern } = JSON.parse(stdout) as Document
  expect(pattern.target).toEqual(TARGET)
  expect(pattern.output.length).toBeGreaterThan(0)
  // What the error still holds of the first repetition, whose output is not quite the second's, is a thousandth.
  expect(costOf(pattern) / score.selection.loss).toBeCloseTo(1, 2)
  expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  const mean = pattern.hiddenRates.reduce((sum, rate) => sum + rate, 0) / 6
  expect(mean).toBeCloseTo(score.selection.firingRate / DT, 8)
})

it('draws target and output side by side and the cost below, in 80 columns', async () => {
  const { stdout } = await motif('train', 'feed-forward', '--study', 'pattern.yaml', '--quiet')
  expect(stdout).toMatch(/^target, 3 spikes {25}output, \d+ spikes$/m)
  expect(stdout).toMatch(/^[\u2800-\u28ff]{39} {2}[\u2800-\u28ff]{39}$/m)
  expect(stdout).toMatch(/^hidden neurons fire at [\d.]+ Hz in the mean, from [\d.]+ to [\d.]+$/m)
  expect(stdout).toContain('* cost of each epoch, while learning')
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

it('--format csv has a row for each epoch', async () => {
  const { stdout } = await motif('train', 'feed-forward', '--study', 'pattern.yaml', '--quiet', '--format', 'csv')
  const [titles, ...rows] = stdout.trim().split('\n')
  expect(titles).toBe('epoch,loss,accuracy,firingRate,gradientNorm')
  expect(rows).toHaveLength(40)
})

it('what labels samples says in one line that it cannot take such a network', async () => {
  expect((await motif('train', 'feed-forward', '--study', 'pattern.yaml', '--quiet', '--save', 'net.json')).code).toBe(
    0,
  )
  const refusals = [
    [['predict', 'net.json', 'input.ras'], 'the network was trained by super-spike, whose targets are no classes'],
    [['analyze', 'net.json'], 'net.json is a network of rule super-spike'],
  ] as const
  for (const [command, words] of refusals) {
    const { stderr, code } = await motif(...command)
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`^motif: ${words}[^\\n]*\\n$`))
  }
})

it('motif compare holds topologies against each other by their cost', async () => {
  const line = [
    'compare',
    'feed-forward',
    'ring',
    '--study',
    'pattern.yaml',
    '--seeds',
    '2',
    '--success',
    '50',
    '--quiet',
  ]
  const { stdout, code } = await motif(...line)
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^feed-forward has a loss of [\d.]+ \(less is better\) on the test split, ring\s[\d.]+:\sa\sdifference/m,
  )
  expect(stdout).toMatch(/^ {2}arm +n +mean +sd +median +≤ 50$/m)
  for (const text of stdout.split('\n')) expect(text.length).toBeLessThanOrEqual(80)
  const again = await motif(...line, '--format', 'json')
  const { arms, metric } = JSON.parse(again.stdout) as {
    readonly metric: object
    readonly arms: readonly { readonly name: string; readonly trials: readonly { readonly value: number }[] }[]
  }
  expect(metric).toEqual({ name: 'loss', better: 'lower', chance: null })
  // Its own trainings, as `train` scores them.
  const trained = await motif(
    ...['train', 'feed-forward', '--study', 'pattern.yaml', '--replicate', '2000', '--quiet', '--format', 'json'],
  )
  const { score } = JSON.parse(trained.stdout) as Document
  expect(arms[0].trials[0].value).toBe(score.selection.loss)
})

it('feedbacks are compared side by side, and the report shows how each learnt', async () => {
  const vary = 'recipe.feedback=symmetric,random,uniform'
  const line = ['feed-forward', '--study', 'pattern.yaml', '--vary', vary, '--seeds', '2', '--quiet']
  const { stdout, code } = await motif('compare', ...line, '--run', 'feedbacks', '--format', 'json')
  expect(code).toBe(0)
  const { arms } = JSON.parse(stdout) as { readonly arms: readonly { readonly name: string }[] }
  expect(arms.map(({ name }) => name)).toEqual(['symmetric', 'random', 'uniform'])
  const report = await motif('report', 'feedbacks', '--json', '--quiet')
  const { sections } = JSON.parse(report.stdout) as {
    readonly sections: Record<
      string,
      {
        readonly figures: Record<
          string,
          { readonly numbers: readonly { series: string; epoch: number; value: number }[] }
        >
      }
    >
  }
  expect(sections.pattern).toBeUndefined()
  const { 'course-loss': cost, 'course-rates': rates } = sections.comparison.figures
  for (const { numbers } of [cost, rates]) {
    expect(numbers).toHaveLength(3 * 40)
    expect(new Set(numbers.map(({ series }) => series))).toEqual(new Set(['symmetric', 'random', 'uniform']))
  }
  // The mean of two trainings, as each is by itself.
  const trained = await Promise.all(
    ['2000', '2001'].map(async (replicate) => {
      const one = [
        'train',
        'feed-forward',
        '--study',
        'pattern.yaml',
        '--replicate',
        replicate,
        '--quiet',
        '--format',
        'json',
      ]
      return (JSON.parse((await motif(...one)).stdout) as Document).epochs[39].loss
    }),
  )
  const last = cost.numbers.find(({ series, epoch }) => series === 'symmetric' && epoch === 40)
  expect(last?.value).toBeCloseTo((trained[0] + trained[1]) / 2, 12)
})
