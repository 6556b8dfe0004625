import { key } from '../../../src/kernel/numerics/random.js'
import { readStudy } from '../../../src/search/study-file.js'
import { handmadeTopology } from '../../../src/topology/handmade.js'
import { VOICES } from './folds.js'
import type { Job } from './store.js'
import { trainOnce } from './train-once.js'
import { startingStudy } from './variant.js'

/** Weights, order and topologies that no validation saw. */
const FRESH_SEED = 1001

/** One line of a table of test numbers: trainings that are scored on test files, each once. */
export interface Arm {
  readonly label: string
  readonly jobs: readonly Job[]
}

function job(
  label: string,
  study: string,
  set: readonly string[],
  topology: string,
  replicate: number,
  trainOn?: Parameters<typeof trainOnce>[5],
): Job {
  return {
    id: [label, ...set, `replicate ${replicate}`].join(' | '),
    train: (pool) => {
      const read = readStudy(study, [`seed=${FRESH_SEED}`, ...set])
      const candidate = handmadeTopology(topology, read.space, { key: key(FRESH_SEED, replicate) })
      return trainOnce(read, candidate, replicate, 'test', pool, trainOn)
    },
  }
}

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** The official split of FSDD. */
export const OFFICIAL: readonly Arm[] = ['random', 'feed-forward'].map((topology) => ({
  label: topology === 'random' ? 'random motifs' : 'feed-forward',
  jobs: times(5, (replicate) => job(`official, ${topology}`, 'spoken-digits', [], topology, replicate)),
}))

/** Lyon ear and BSA with the recipe of the official split as it was. */
const LYON = [
  'data.encoder={"kind":"lyon-bsa","binBy":3,"maxSteps":200}',
  'space.neuron.tauMem=20',
  'space.neuron.tauSyn=5',
  'recipe={"epochs":20,"batch":16,"optimiser":{"rate":0.003},"augmentation":{"eventDropout":0.1}}',
]

/** Chosen and tested before two levels, and before two slopes were tried. */
const ONE_SLOPE = ['data.encoder.rising=[0.7]', 'data.encoder.falling=[0.7]']
const FIRST = ['data.encoder.above=[0.6]', ...ONE_SLOPE]

interface SpeakerArm {
  readonly label: string
  readonly study: string
  readonly set: readonly string[]
  readonly topology: string
  /** Learns from the voice that selects too, as one does once nothing is left to choose. */
  readonly allVoices?: true
}

const SPEAKER_ARMS: readonly SpeakerArm[] = [
  { label: 'Lyon + BSA, random motifs', study: startingStudy('unseen-speakers'), set: LYON, topology: 'random' },
  { label: 'first recipe, random motifs', study: 'unseen-speakers', set: FIRST, topology: 'random' },
  { label: 'second recipe, random motifs', study: 'unseen-speakers', set: ONE_SLOPE, topology: 'random' },
  { label: 'recipe, random motifs', study: 'unseen-speakers', set: [], topology: 'random' },
  {
    ...{ label: 'Lyon + BSA, all five voices', study: startingStudy('unseen-speakers'), set: LYON, topology: 'random' },
    allVoices: true,
  },
  { label: 'recipe, all five voices', study: 'unseen-speakers', set: [], topology: 'random', allVoices: true },
  { label: 'recipe, feed-forward', study: 'unseen-speakers', set: [], topology: 'feed-forward' },
]

/** Of each arm, the trainings of each voice in turn: all voices have one before any has two. */
export function speakerArms(replicates: number): Arm[] {
  return SPEAKER_ARMS.map(({ label, study, set, topology, allVoices }) => ({
    label,
    jobs: times(replicates, (replicate) =>
      VOICES.map(([heldOut, , seed]) => {
        const fold = [`data.splits.heldOut=${heldOut}`, `data.splits.seed=${seed}`]
        const trainOn = allVoices && (['weights', 'alpha', 'selection'] as const)
        return job(`unseen, ${label}`, study, [...set, ...fold], topology, replicate, trainOn)
      }),
    ).flat(),
  }))
}
