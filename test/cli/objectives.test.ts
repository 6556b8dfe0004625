import { beforeAll, describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const json = async (...args: string[]) => JSON.parse((await motif(...args, '--format', 'json')).stdout)

beforeAll(async () => {
  const settings = ['comparisons=[]', 'strategy.population=4', 'objectives=[accuracy, synapses, spikes]']
  const set = settings.flatMap((setting) => ['--set', setting])
  const { code } = await motif(
    ...['search', 'tiny.yaml', '--run', 'many', '--strategy', 'nsga2', '--iterations', '12', '--quiet'],
    ...set,
  )
  expect(code).toBe(0)
})

interface Listed {
  readonly candidate: string
  readonly synapses: number
  readonly parameters: number
  readonly validation: Record<'accuracy' | 'spikesPerSample' | 'synapticOperations', { readonly mean: number }>
}

describe('motif candidates', () => {
  const sorted = async (by: string): Promise<Listed[]> => (await json('candidates', 'many', '--sort', by)).candidates

  it('are sorted by any objective, the best first', async () => {
    const ascending = (values: readonly number[]) => expect(values).toEqual([...values].sort((a, b) => a - b))
    ascending((await sorted('synapses')).map(({ synapses }) => synapses))
    ascending((await sorted('parameters')).map(({ parameters }) => parameters))
    ascending((await sorted('synapticOperations')).map((c) => c.validation.synapticOperations.mean))
    ascending((await sorted('accuracy')).map((c) => -c.validation.accuracy.mean))
  })

  it('show weights and synaptic operations in 80 columns', async () => {
    const lines = (await motif('candidates', 'many')).stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^candidate +role +step +selection +synapses +weights +spikes +syn\.ops/)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('motif pareto', () => {
  const valuesOf = async (...args: string[]) => {
    const { front } = await json('pareto', 'many', ...args)
    return front.map((c: { values: Record<string, number> }) => c.values) as Record<string, number>[]
  }

  it("shows the candidates that no other beats in all of the study's objectives", async () => {
    const front = await valuesOf()
    const { candidates } = await json('candidates', 'many')
    const better = (a: Record<string, number>, b: Record<string, number>) =>
      a.accuracy >= b.accuracy &&
      a.synapses <= b.synapses &&
      a.spikes <= b.spikes &&
      (a.accuracy > b.accuracy || a.synapses < b.synapses || a.spikes < b.spikes)
    const all: Record<string, number>[] = candidates.map((c: Listed) => ({
      accuracy: c.validation.accuracy.mean,
      synapses: c.synapses,
      spikes: c.validation.spikesPerSample.mean,
    }))
    expect(front).toHaveLength(all.filter((a) => !all.some((b) => better(b, a))).length)
    for (const values of front) expect(all.some((other) => better(other, values))).toBe(false)
  })

  it('takes other objectives and states its reference point', async () => {
    const one = await valuesOf('--objectives', 'synapses')
    const { candidates } = await json('candidates', 'many', '--sort', 'synapses')
    expect(one[0].synapses).toBe(candidates[0].synapses)
    const found = await json('pareto', 'many', '--objectives', 'accuracy,loss', '--reference', 'loss=3')
    expect(found.objectives).toEqual(['accuracy', 'loss'])
    expect(found.reference).toEqual({ accuracy: 0.5, loss: 3 })
  })

  it('follows the hypervolume over the evaluations, which never falls', async () => {
    const { course } = await json('pareto', 'many')
    expect(course.map((m: { evaluations: number }) => m.evaluations)).toEqual(
      course.map((_: unknown, i: number) => i + 1),
    )
    course.forEach((m: { hypervolume: number }, i: number) => {
      expect(m.hypervolume).toBeGreaterThanOrEqual(i === 0 ? 0 : course[i - 1].hypervolume)
      expect(m.hypervolume).toBeLessThanOrEqual(1)
    })
  })

  it('is a table of 80 columns, and csv', async () => {
    const { stdout } = await motif('pareto', 'many')
    expect(stdout).toContain('on the front of accuracy, synapses, spikes')
    expect(stdout).toMatch(/^reference: accuracy 0\.5, synapses \d+, spikes [\d.]+$/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const csv = (await motif('pareto', 'many', '--format', 'csv')).stdout.trim().split('\n')
    expect(csv[0]).toBe('candidate,role,step,trainings,accuracy,synapses,spikes')
    expect(csv).toHaveLength(1 + (await valuesOf()).length)
  })

  it.each([
    ['--objectives accuracy,synapse', '--objectives: "synapse" is no objective; did you mean "synapses"?'],
    ['--objectives loss,loss', '--objectives must name every objective once, but got "loss,loss"'],
    ['--reference accuracy', '--reference must be such as accuracy=0.5,synapses=2000, but got "accuracy"'],
    ['--reference loss=2', '--reference names loss, which is not among the objectives accuracy, synapses, spikes'],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await motif('pareto', 'many', ...args.split(' '))
    expect(code).toBe(2)
    expect(stderr).toBe(`motif: ${message}\n`)
  })
})

describe('motif study show', () => {
  it("prints another strategy's settings with their defaults", async () => {
    const { stdout } = await motif('study', 'show', 'tiny.yaml', '--strategy', 'evolution')
    expect(stdout).toMatch(/strategy:\n {2}name: evolution\n {2}population: 20\n {2}tournament: 5\n/)
  })
})
