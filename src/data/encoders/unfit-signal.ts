import { UsageError } from '../../usage-error.js'

/**
 * This one signal cannot be encoded: too short, too long, not finite. The message is a predicate without a subject
 * ("is shorter than one frame"), since only the caller knows the file's name.
 */
export class UnfitSignal extends UsageError {}

/** Throws UnfitSignal at the first NaN or infinity. */
export function requireFinite(values: Float32Array): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new UnfitSignal(`holds ${values[i]} at value ${i}; all must be finite`)
}
