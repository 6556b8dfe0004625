import { UsageError } from '../usage-error.js'

/** What `train --task` names, and the built-in study of each: the experiments E1 to E5 of Zenke & Ganguli 2018, and `seqgen`. */
export const TASK_STUDIES = {
  single: 'superspike-single',
  hidden: 'superspike-hidden',
  xor: 'superspike-xor',
  logo: 'superspike-logo',
  oxford: 'superspike-oxford',
  sequence: 'superspike-sequence',
} as const
export type TaskName = keyof typeof TASK_STUDIES

export const TASKS = Object.keys(TASK_STUDIES) as readonly TaskName[]

const RULE = 'super-spike'
/** Trained where a task is named and no topology. */
const TOPOLOGY = 'feed-forward'

export interface AskedTraining {
  readonly topology: string | undefined
  readonly task: TaskName | undefined
  readonly study: string | undefined
  readonly rule: string | undefined
  readonly set: readonly string[] | undefined
}

/** The topology and the study that a training is of: a task stands for its study. Throws UsageError. */
export function trainingOf({ topology, task, study, rule, set }: AskedTraining): {
  readonly topology: string
  readonly study: string | undefined
} {
  if (task === undefined) {
    if (topology === undefined) {
      throw new UsageError(`name a topology to train, or with --task one of ${TASKS.join(', ')}`)
    }
    if (set !== undefined && set.length > 0 && study === undefined) {
      throw new UsageError('--set changes the study that --study or --task names, but neither was given')
    }
    return { topology, study }
  }
  if (study !== undefined) {
    throw new UsageError(
      `--task and --study both name data and recipe: give one of them, but got ${task} and ${study} (the study of ${task} is ${TASK_STUDIES[task]})`,
    )
  }
  if (rule !== undefined && rule !== RULE) {
    throw new UsageError(`--task ${task} is learnt by --rule ${RULE}, but got ${rule}`)
  }
  return { topology: topology ?? TOPOLOGY, study: TASK_STUDIES[task] }
}
