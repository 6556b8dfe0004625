import type { Key } from '../../kernel/numerics/random.js'
import { UsageError } from '../../usage-error.js'
import { type EncodedDataset, SPLITS } from '../dataset.js'
import { DatasetBuilder } from '../encoded-dataset.js'
import { burstTask } from './burst-task.js'
import { cueAccumulation } from './cue-accumulation.js'
import { delayedMatch } from './delayed-match.js'
import type { GeneratedSource, GeneratedSpec } from './generated-spec.js'
import type { GeneratedTask, TaskShape } from './generated-task.js'
import { nBack } from './n-back.js'
import { poissonTemplates } from './poisson-templates.js'
import { randman } from './randman.js'
import { spikingXor } from './spiking-xor.js'
import { temporalXor } from './temporal-xor.js'
import { yinYang } from './yin-yang.js'

type SpecOf<Source extends GeneratedSource> = Extract<GeneratedSpec, { source: Source }>

const TASKS: { readonly [Source in GeneratedSource]: GeneratedTask<SpecOf<Source>> } = {
  'delayed-match': burstTask(delayedMatch),
  'cue-accumulation': burstTask(cueAccumulation),
  'temporal-xor': burstTask(temporalXor),
  'n-back': burstTask(nBack),
  'poisson-templates': poissonTemplates,
  randman,
  'spiking-xor': spikingXor,
  'yin-yang': yinYang,
}

const taskOf = <Source extends GeneratedSource>(spec: SpecOf<Source>): GeneratedTask<SpecOf<Source>> =>
  TASKS[spec.source as Source]

/**
 * Draws every split of a generated task. Trial i of a split is a pure function of (settings, key, split, i): asking for
 * more trials, or for other splits, changes none of those already there.
 */
export function generate(spec: GeneratedSpec, dataKey: Key): EncodedDataset {
  const { classNames, channels, dt = null } = trialShape(spec)
  const builder = new DatasetBuilder({ name: spec.source, channels, classNames, dt })
  const write = taskOf(spec).writer(spec, dataKey)
  for (const split of SPLITS) {
    for (let index = 0; index < spec.samples[split]; index++) write(builder, split, index)
  }
  return builder.finish()
}

const MOST_STEPS = 65_535

/** Shape of a generated task, without drawing anything. Throws UsageError when a trial would be too long. */
export function trialShape(spec: GeneratedSpec): TaskShape {
  const shape = taskOf(spec).shape(spec)
  if (shape.steps <= MOST_STEPS) return shape
  throw new UsageError(
    `a trial of ${spec.source} must have at most ${MOST_STEPS} steps, but these settings make ${shape.steps}`,
  )
}
