import { z } from 'zod'
import { integer, key, uniform } from '../../kernel/numerics/random.js'
import { gapDraw } from './gap.js'
import type { GeneratedTask } from './generated-task.js'
import { sampleCounts } from './settings.js'

const DT = 1e-4
const STIMULUS = 100
const WINDOW = 250

/**
 * The spiking exclusive-or of Zenke & Ganguli 2018 (Fig. 5), in steps of 0.1 ms. The paper gives the idea alone; groups, classes and
 * gaps are our definition.
 */
export const spikingXorSchema = z.strictObject({
  source: z.literal('spiking-xor'),
  inputs: z.int().min(3).max(3000).default(100),
  /** Spikes per second of every input outside the stimulus. */
  background: z.number().min(0).max(100).default(4),
  /** Milliseconds before a stimulus, drawn uniformly. */
  gapLeast: z.int().min(1).max(5000).default(100),
  gapMost: z.int().min(1).max(5000).default(300),
  samples: sampleCounts({ weights: 1000, alpha: 0, selection: 100, test: 100 }),
})
type Settings = z.output<typeof spikingXorSchema>

/**
 * Three groups of inputs fire once at fixed times within 10 ms: the first in every stimulus, as a reference in time; the class is
 * whether exactly one of the other two does. The sample ends 15 ms after the stimulus, and its last 25 ms are the window in
 * which its class's output is to fire.
 */
export const spikingXor: GeneratedTask<Settings> = {
  shape: ({ inputs, gapMost }) => ({
    classNames: ['equal', 'different'],
    channels: inputs,
    steps: 10 * gapMost + WINDOW,
    dt: DT,
  }),
  writer({ inputs, background, gapLeast, gapMost }, dataKey) {
    const group = Math.floor(inputs / 3)
    const times = key(dataKey, 'times')
    const gapOf = gapDraw(background * DT)
    return (builder, split, index) => {
      const trial = key(key(dataKey, split), 'trial', index)
      const [first, second] = [integer(key(trial, 'first'), 0, 2), integer(key(trial, 'second'), 0, 2)]
      const gap = 10 * (gapLeast + integer(key(trial, 'gap'), 0, Math.max(1, gapMost - gapLeast + 1)))
      const steps = gap + WINDOW
      const spikes: (readonly [number, number])[] = []
      const shown = [true, first === 1, second === 1]
      shown.forEach((isShown, g) => {
        if (!isShown) return
        for (let i = 0; i < group; i++) spikes.push([gap + integer(times, g * group + i, STIMULUS), g * group + i])
      })
      const noise = key(trial, 'background')
      for (let cell = gapOf(uniform(noise, 0)), n = 1; cell < steps * inputs; n++) {
        const step = Math.floor(cell / inputs)
        if (step < gap || step >= gap + STIMULUS) spikes.push([step, cell % inputs])
        cell += 1 + gapOf(uniform(noise, n))
      }
      spikes.sort((a, b) => a[0] - b[0] || a[1] - b[1])
      builder.startSample({ steps, label: first === second ? 0 : 1, split })
      for (const [step, channel] of spikes) builder.event(step, channel)
    }
  },
}
