import { z } from 'zod'
import type { Split } from '../dataset.js'

/** A length in simulation steps. */
export const stepCount = (least: number, usual: number) => z.int().min(least).max(20_000).default(usual)

export const probability = (usual: number) => z.number().min(0).max(1).default(usual)

/** Probability of a spike per input and step where the task has nothing to say. */
export const background = z.number().min(0).max(0.99).default(0.01)

export const inputsPerGroup = z.int().min(1).max(1000).default(10)

const most = 1_000_000
const usually: Readonly<Record<Split, number>> = { weights: 1000, alpha: 1000, selection: 1000, test: 1000 }

/** Trials per split. */
export const sampleCounts = (usual = usually) =>
  z
    .strictObject({
      weights: z.int().min(1).max(most).default(usual.weights),
      alpha: z.int().min(0).max(most).default(usual.alpha),
      selection: z.int().min(0).max(most).default(usual.selection),
      test: z.int().min(0).max(most).default(usual.test),
    })
    .prefault({})
