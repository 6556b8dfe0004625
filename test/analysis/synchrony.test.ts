import { describe, expect, it } from 'vitest'
import { firstSpikeSubject } from '../../src/analysis/first-spike-subject.js'
import { recurrentSubject } from '../../src/analysis/recurrent-subject.js'
import { analyseSynchrony } from '../../src/analysis/synchrony.js'
import { DatasetBuilder } from '../../src/data/encoded-dataset.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { firstSpikeRecipeSchema } from '../../src/learning/first-spike/first-spike-recipe.js'
import { FirstSpikeTraining } from '../../src/learning/first-spike/first-spike-training.js'
import { samplesOf } from '../../src/learning/first-spike/spike-samples.js'
import { gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { drawFigure } from '../../src/report/draw-figure.js'
import { leadOf } from '../../src/report/synchrony/lead.js'
import { synchronySection } from '../../src/report/synchrony/synchrony-section.js'
import { parseTopology } from '../../src/topology/topology-document.js'

const SAMPLES = Uint32Array.from({ length: 80 }, (_, i) => i)

function firstSpikes(epochs: number) {
  const times = Array.from({ length: 80 }, (_, n) =>
    Float64Array.from(
      { length: 20 },
      (_, i) => 0.2 + 1.5 * uniform(key(5, 'prototype', n % 4), i) + 0.1 * uniform(key(5, 'jitter', n), i),
    ),
  )
  const samples = samplesOf(
    times,
    times.map((_, n) => n % 4),
    4,
  )
  const structure = { widths: [20, 16, 16, 4], inhibitory: [4, 4], tauRatio: 1 } as const
  const recipe = firstSpikeRecipeSchema.parse({
    rule: 'first-spike',
    batch: 20,
    bump: { amount: 0.005, andStep: true },
    optimiser: { rate: 0.01 },
  })
  const task = { structure, recipe, samples, trainOn: SAMPLES, epochs, replicate: key(2, 'replicate', 0) }
  const training = new FirstSpikeTraining(task)
  for (let e = 0; e < epochs; e++) training.runEpoch()
  return firstSpikeSubject(structure, recipe, samples, ['a', 'b', 'c', 'd'], training.runner)
}

describe('synchrony of a first-spike network', () => {
  const trained = analyseSynchrony(firstSpikes(60), SAMPLES)
  const untrained = analyseSynchrony(firstSpikes(0), SAMPLES)

  it('shows what learning does: classes part in the last layer, and silencing a pathway takes its class', () => {
    const last = (analysis: typeof trained) => analysis.semantics[2]
    expect(trained.accuracy).toBeGreaterThan(untrained.accuracy + 0.3)
    expect(last(trained).overlap.ratio).toBeGreaterThan(1.5 * last(untrained).overlap.ratio)
    expect(trained.lesion.own).toBeGreaterThan(3 * Math.abs(trained.lesion.others))
  })

  it('counts no causal spike after the decision, and all of them in the other variant', () => {
    const { causal, all } = trained.spread
    causal.layers.forEach((layer, l) => {
      expect(layer.count).toBeLessThanOrEqual(all.layers[l].count)
      expect(layer.count).toBeCloseTo((layer.excitatory?.count ?? layer.count) + (layer.inhibitory?.count ?? 0), 9)
    })
  })

  it('becomes a page of figures with their numbers, drawn', () => {
    const {
      figures = [],
      tables = [],
      lead,
    } = synchronySection({
      classNames: ['a', 'b', 'c', 'd'],
      trained,
      untrained,
    })
    expect(figures.map(({ id }) => id)).toEqual([
      'raster-trained',
      'raster-untrained',
      'spread',
      'semantics',
      'overlaps',
      'pathways',
      'pathway-overlaps',
    ])
    for (const figure of figures) {
      expect(figure.numbers.length).toBeGreaterThan(0)
      expect(drawFigure(figure)).toContain('<svg')
      expect(drawFigure(figure)).not.toContain('NaN')
    }
    expect(tables).toHaveLength(8)
    const packets = tables.find(({ id }) => id === 'spread-signs-trained')
    expect(packets?.rows.map(([layer, sign]) => `${layer} ${sign}`)).toEqual([
      'hidden 1 E',
      'hidden 1 I',
      'hidden 2 E',
      'hidden 2 I',
    ])
    expect(packets?.rows[1][packets.columns.findIndex(({ title }) => title === 'std')]).toBe(
      trained.spread.causal.layers[1].inhibitory?.std,
    )
    const pathways = tables.find(({ id }) => id === 'pathways-measured')
    expect([-0.004, -0.04, 1].map((value) => pathways?.columns[1].text?.(value))).toEqual(['0.00', '-0.04', '1.00'])
    expect(pathways?.rows[1]).toEqual([
      'hidden 2',
      trained.pathways[1].distinctness,
      untrained.pathways[1].distinctness,
      trained.pathways[1].agreement,
      untrained.pathways[1].agreement,
    ])
    expect(lead).toContain('hidden 2')
  })

  it('draws assemblies and pathways of the untrained network beside those of the trained one', () => {
    const { figures = [] } = synchronySection({ classNames: ['a', 'b', 'c', 'd'], trained, untrained })
    const numbersOf = (id: string) => figures.find((figure) => figure.id === id)?.numbers ?? []
    const pair = { layer: 'hidden 2', a: 'a', b: 'c' }
    const step = { layer: 'hidden 2', next: 'output', from: 'a', to: 'c' }
    for (const [network, { semantics, pathways }] of Object.entries({ trained, untrained })) {
      expect(numbersOf('overlaps')).toContainEqual({ network, ...pair, value: semantics[2].assemblies.overlaps[0][2] })
      expect(numbersOf('pathway-overlaps')).toContainEqual({ network, ...pair, value: pathways[1].overlaps[0][2] })
      expect(numbersOf('pathways')).toContainEqual({ network, ...step, weight: pathways[1].flow[0][2] })
    }
  })

  it('speaks of excitatory neurons only where signs are told apart', () => {
    const either = (analysis: typeof trained): typeof trained => {
      const { causal } = analysis.spread
      const layers = causal.layers.map((layer) => ({ ...layer, excitatory: null, inhibitory: null }))
      return { ...analysis, spread: { ...analysis.spread, causal: { ...causal, layers } } }
    }
    const captionsOf = (one: typeof trained, other: typeof trained) =>
      synchronySection({ classNames: ['a', 'b', 'c', 'd'], trained: one, untrained: other })
        .figures?.filter(({ id }) => id.startsWith('pathway'))
        .map(({ caption }) => caption)
        .join()
    expect(captionsOf(trained, untrained)).toContain('tenth of a layer’s excitatory neurons')
    expect(captionsOf(either(trained), either(untrained))).not.toContain('excitatory neurons')
  })

  it('draws the trained and the untrained raster to one time axis, with the same key', () => {
    const { figures = [] } = synchronySection({ classNames: ['a', 'b', 'c', 'd'], trained, untrained })
    const [one, other] = figures
    expect(one.spec.x).toEqual(other.spec.x)
    expect(one.key?.map(({ name }) => name)).toEqual(['input', 'excitatory', 'inhibitory'])
    expect(other.key).toEqual(one.key)
  })

  it('says whether the standard deviation falls or grows from layer to layer', () => {
    const leadWith = (sharpening: number) => {
      const causal = { ...trained.spread.causal, sharpening }
      return leadOf({ classNames: [], trained: { ...trained, spread: { ...trained.spread, causal } }, untrained })
    }
    expect(leadWith(4)).toContain('standard deviation falls 4 times')
    expect(leadWith(0.5)).toContain('standard deviation grows 2 times')
    expect(leadWith(0.5)).toContain(`is greatest in ${trained.spread.causal.mostSpread}`)
    expect(leadWith(Number.NaN)).not.toContain('–')
  })

  it('leaves out of the lead what a single sample cannot tell', () => {
    const one = Uint32Array.of(0)
    const lead = leadOf({
      classNames: [],
      trained: analyseSynchrony(firstSpikes(1), one),
      untrained: analyseSynchrony(firstSpikes(0), one),
    })
    expect(lead).toContain('The peak of the volley is widest in')
    expect(lead).not.toContain('Samples of one class')
    expect(lead).not.toMatch(/–|NaN|Infinity/)
  })
})

describe('synchrony of a recurrent network', () => {
  const builder = new DatasetBuilder({ name: 'bursts', channels: 6, classNames: ['low', 'high'], dt: null })
  for (let n = 0; n < 40; n++) {
    builder.startSample({ steps: 30, label: n % 2, split: 'selection' })
    for (let t = 2; t < 25; t++) {
      for (let c = 0; c < 3; c++) if (uniform(key(3, 'burst', n), 100 * t + c) < 0.5) builder.event(t, 3 * (n % 2) + c)
    }
  }
  const data = builder.finish()
  const subjectWith = (readout: object) => {
    const topology = parseTopology(
      {
        neuron: { model: 'lif', tauMem: 10, tauSyn: 4 },
        inputs: 6,
        layers: [{ neurons: 24, recurrent: { kind: 'dense', inhibitoryNeurons: [20, 21, 22, 23] } }],
        readout: { classes: 2, ...readout },
      },
      'test',
    )
    const recipe = gradientRecipeSchema.parse({ initial: { input: 3 } })
    const network = compileTopology(topology)
    const weights = initialParameters(network, recipe, key(1, 'replicate', 0)).map((p, w) => p * network.sign[w])
    const { neurons } = planOffsets(network.plan)
    const resistance = new Float32Array(neurons).fill(1)
    const tauMem = new Float32Array(neurons).fill(10)
    return recurrentSubject({ topology, recipe, weights, resistance, tauMem }, data)
  }
  const subject = subjectWith({})
  const samples = Uint32Array.from({ length: 40 }, (_, i) => i)

  it('counts every spike, in the order of steps, and decides at the end of the sample', () => {
    const record = subject.record(samples)
    const [input, hidden] = record.layers
    expect(record.decidedBy).toBe('end of the sample')
    expect(hidden.spikes.some(({ times }) => times.length > 20)).toBe(true)
    expect(hidden.excitatory?.reduce((sum, one) => sum + one, 0)).toBe(20)
    for (const spikes of hidden.spikes) expect(spikes.times).toEqual(spikes.times.slice().sort())
    expect(input.spikes[0].times.length).toBe(data.eventStart[1] - data.eventStart[0])
  })

  it('decides at the end where outputs spike too, because their counts of the whole sample decide', () => {
    const { spread, decidedBy, decision } = analyseSynchrony(subjectWith({ kind: 'spiking' }), samples)
    expect({ decidedBy, decision }).toEqual({ decidedBy: 'end of the sample', decision: 30 })
    expect(spread.causal.layers[1].count).toBe(spread.all.layers[1].count)
    expect(spread.causal.layers[1].count).toBeGreaterThan(0)
  })

  it('analyses it as any other', () => {
    const analysis = analyseSynchrony(subject, samples)
    expect(analysis.spread.causal.layers.map(({ layer }) => layer)).toEqual(['input', 'hidden 1'])
    expect(analysis.semantics[0].overlap.ratio).toBeGreaterThan(1.5)
    expect(analysis.spread.causal.layers[1].count).toBe(analysis.spread.all.layers[1].count)
  })

  it('silences neurons without touching the others', () => {
    const whole = subject.recall(samples, 0, new Uint8Array(24))
    const without = subject.recall(samples, 0, new Uint8Array(24).fill(1))
    const again = subject.recall(samples, 0, new Uint8Array(24))
    expect(again).toEqual(whole)
    expect(without).toEqual([1, 0])
  })
})
