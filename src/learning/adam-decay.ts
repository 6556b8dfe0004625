import { z } from 'zod'

/** beta1 or beta2 of Adam. At 1 nothing is learnt and its correction divides by 0; the bound is below 1 in float32 too. */
export const adamDecay = z.number().min(0).max(0.999999)
