import { didYouMean } from '../nearest-name.js'
import { OBJECTIVES, type Objective } from '../search/objectives.js'
import type { Reference } from '../search/run-front.js'
import { UsageError } from '../usage-error.js'
import { percent } from './accuracy.js'

/** What a table calls an objective; short, so that several fit into 80 columns. */
export const OBJECTIVE_TITLE: Readonly<Record<Objective, string>> = {
  accuracy: 'accuracy',
  loss: 'loss',
  synapses: 'synapses',
  parameters: 'weights',
  spikes: 'spikes',
  synapticOperations: 'syn.ops',
}

/** As a table shows it; `-` where nothing was scored. */
export function objectiveText(objective: Objective, value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (objective === 'accuracy') return percent(value)
  if (objective === 'loss') return value.toFixed(3)
  return objective === 'spikes' ? value.toFixed(1) : compactCount(value)
}

/** `980`, `12.3k`, `4.56M`: at most six characters below a thousand millions. */
export function compactCount(value: number): string {
  if (value < 10_000) return String(Math.round(value))
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(2)}M`
}

/** `accuracy,synapses`. Throws UsageError with the nearest name. */
export function parseObjectives(text: string): Objective[] {
  const names = text.split(',').map((name) => objectiveNamed(name.trim(), '--objectives'))
  if (new Set(names).size === names.length) return names
  throw new UsageError(`--objectives must name every objective once, but got "${text}"`)
}

/** `accuracy=0.5,synapses=2000`. Throws UsageError. */
export function parseReference(text: string): Reference {
  const pairs = text.split(',').map((part) => {
    const [name, value = '', ...rest] = part.split('=')
    const number = value.trim() === '' || rest.length > 0 ? Number.NaN : Number(value)
    if (Number.isFinite(number)) return [inRange(objectiveNamed(name.trim(), '--reference'), number), number] as const
    throw new UsageError(`--reference must be such as accuracy=0.5,synapses=2000, but got "${text}"`)
  })
  return Object.fromEntries(pairs) as Reference
}

/** A corner beyond what a measure can be leaves no box to fill. */
function inRange(name: Objective, value: number): Objective {
  const [isIn, rule] =
    name === 'accuracy' ? [value >= 0 && value < 1, 'at least 0 and below 1'] : [value > 0, 'above 0']
  if (isIn) return name
  throw new UsageError(`--reference: ${name} must be ${rule}, but got ${value}`)
}

function objectiveNamed(name: string, option: string): Objective {
  const found = OBJECTIVES.find((objective) => objective === name)
  if (found !== undefined) return found
  const hint = didYouMean(name, OBJECTIVES) || `; known are ${OBJECTIVES.join(', ')}`
  throw new UsageError(`${option}: "${name}" is no objective${hint}`)
}
