import { z } from 'zod'
import { UsageError } from '../usage-error.js'

/** Makes a generated task harder while a network learns: a setting of the data goes from `from` to its value. */
export const curriculumSchema = z.strictObject({
  setting: z.string(),
  from: z.number(),
  /** Share of the iterations after which the full difficulty is reached. */
  over: z.number().min(0).max(1).default(0.7),
  stages: z.int().positive().default(8),
})
export type Curriculum = z.infer<typeof curriculumSchema>

/** Throws UsageError when `task`, the numeric settings of the data, lacks the one that is to vary. */
export function checkCurriculum(
  curriculum: Curriculum | undefined,
  task: Readonly<Record<string, number>>,
  where: string,
): void {
  if (!curriculum || Object.hasOwn(task, curriculum.setting)) return
  throw new UsageError(
    `${where}.setting must be a numeric setting of the data (${Object.keys(task).join(', ') || 'none'}), ` +
      `but got "${curriculum.setting}"`,
  )
}

/** Settings of `task` to replace at a fraction of the search: the curriculum's stage; none without a curriculum. */
export function curriculumStage(
  curriculum: Curriculum | undefined,
  task: Readonly<Record<string, number>>,
  progress: number,
): Record<string, number> {
  if (!curriculum) return {}
  const { setting, from, over, stages } = curriculum
  const to = task[setting]
  const done = over === 0 ? 1 : Math.min(1, progress / over)
  const step = Math.floor(done * stages) / stages
  if (step === 1) return { [setting]: to }
  const between = from + (to - from) * step
  const isWhole = Number.isInteger(from) && Number.isInteger(to)
  return { [setting]: isWhole ? Math.round(between) : between }
}
