import { describe, expect, it } from 'vitest'
import { dataSchema, describeData, generateDataset, isGenerated, resolveDataset } from '../../src/data/catalogue.js'

describe('dataSchema', () => {
  it('fills in the calibrated settings', () => {
    expect(dataSchema.parse({ source: 'delayed-match' })).toEqual({
      source: 'delayed-match',
      inputsPerGroup: 10,
      cueSteps: 10,
      gap: 50,
      probeSteps: 10,
      tailSteps: 15,
      p: 0.4,
      background: 0.01,
      samples: { weights: 1000, alpha: 1000, selection: 1000, test: 1000 },
    })
    expect(dataSchema.parse({ source: 'fsdd' })).toEqual({
      source: 'fsdd',
      encoder: {
        kind: 'lyon-bsa',
        sampleRate: 12500,
        decimation: 200,
        ...{ binBy: 3, poolChannels: 1, maxSteps: 200, multiplicity: 'keep' },
      },
      splits: { by: 'take', weights: [10, 29], alpha: [30, 49], selection: [5, 9], test: [0, 4] },
    })
  })

  it.each([
    { source: 'delayed-match', gpa: 3 },
    { source: 'delayed-match', gap: -1 },
    { source: 'delayed-match', gap: 1.5 },
    { source: 'delayed-match', background: 1 },
    { source: 'delayed-match', samples: { weights: 0 } },
    { source: 'cue-accumulation', cues: 4 },
    { source: 'fsdd', encoder: { kind: 'lyon-bsa', binBy: 0 } },
    { source: 'fsdd', encoder: { kind: 'lion' } },
    { source: 'n-mnist', splits: { fold: 3 } },
    { source: 'user' },
    { source: 'fsdd', gap: 3 },
    { source: 'nothing' },
    {},
  ])('refuses %j', (settings) => {
    expect(dataSchema.safeParse(settings).success).toBe(false)
  })
})

describe('describeData', () => {
  it.each(['delayed-match', 'cue-accumulation'] as const)('tells the shape that %s then has', (source) => {
    const spec = dataSchema.parse({
      source,
      inputsPerGroup: 3,
      samples: { weights: 4, alpha: 3, selection: 2, test: 1 },
    })
    if (!isGenerated(spec)) throw new Error('not generated')
    const told = describeData(spec)
    const data = generateDataset(spec, { seed: 1, replicate: 0 })
    expect(told).toMatchObject({
      generated: true,
      channels: data.channels,
      classes: 2,
      maxSteps: data.steps[0],
      dt: data.dt,
    })
    expect(told.classNames).toEqual(data.classNames)
    expect(told.samples).toEqual({ weights: 4, alpha: 3, selection: 2, test: 1 })
  })

  it('tells 78 channels, ten classes, 200 steps of 4.8 ms for the spoken digits, without any file', () => {
    const told = describeData(dataSchema.parse({ source: 'fsdd' }))
    expect(told).toMatchObject({ generated: false, channels: 78, classes: 10, maxSteps: 200, samples: null })
    expect(told.dt).toBeCloseTo(0.0048, 15)
    expect(
      describeData(
        dataSchema.parse({ source: 'fsdd', encoder: { kind: 'lyon-bsa', sampleRate: 8000, decimation: 128 } }),
      ).channels,
    ).toBe(64)
  })
})

describe('a set of files', () => {
  it.each([
    ['n-mnist', 2312],
    ['dvs-gesture', 2048],
    ['mnist', 784],
    ['fashion-mnist', 784],
    ['n-tidigits', 64],
    ['shd', 700],
    ['ssc', 700],
    ['ti46-alpha', 78],
    ['ti46-digits', 78],
  ] as const)('%s has a usual encoder, which gives %i channels', (source, channels) => {
    expect(describeData(dataSchema.parse({ source })).channels).toBe(channels)
  })

  it('refuses an encoder of another kind of signal, and names those there are', () => {
    const spec = dataSchema.parse({ source: 'n-mnist', encoder: { kind: 'lyon-bsa' } })
    expect(() => describeData(spec)).toThrow(
      "data.encoder: 'lyon-bsa' takes audio signals, but the data holds events; for events there is bin",
    )
  })
})

describe('resolveDataset', () => {
  const spec = dataSchema.parse({ source: 'delayed-match', samples: { weights: 20, alpha: 0, selection: 0, test: 0 } })

  it('draws generated data afresh for each seed and replicate, the same as at once', async () => {
    const keys = new Set<string>()
    for (const seed of [1, 2]) {
      for (const replicate of [0, 1]) {
        const { key } = await resolveDataset(spec, { seed, replicate })
        if (isGenerated(spec)) expect(generateDataset(spec, { seed, replicate }).key).toBe(key)
        keys.add(key)
      }
    }
    expect(keys.size).toBe(4)
  })

  it('honours an override and refuses an unknown one, also for files', async () => {
    const draw = { seed: 1, replicate: 0 }
    expect((await resolveDataset(spec, { ...draw, override: { gap: 35 } })).steps[0]).toBe(70)
    await expect(
      resolveDataset(dataSchema.parse({ source: 'fsdd' }), { ...draw, override: { gap: 35 } }),
    ).rejects.toThrow("data.gap is not a numeric setting of 'fsdd'")
  })
})
