import { exp } from '../../kernel/numerics/elementary.js'
import type { NeuronModel } from '../../topology/topology.js'
import type { SuperSpikeRecipe } from '../super-spike-recipe.js'

/** A recipe in steps of the data. */
export interface Constants {
  /** Seconds. */
  readonly dt: number
  /** dt / tau of the membrane, which is tau_decay of alpha and epsilon. */
  readonly leak: number
  /** exp(-dt / tau) of the synapse, which is tau_rise of alpha and epsilon. */
  readonly decay: number
  /** dt / tau of the synapse. */
  readonly rise: number
  /** Steps. */
  readonly delay: number
  readonly refractory: number
  readonly update: number
  /** After so many steps what is left of both kernels is below the rounding of a double. */
  readonly memory: number
  /** Integral of alpha squared, per second: what one wrong or missing spike costs. */
  readonly spikeCost: number
  /** Of the memory of the optimiser per update. */
  readonly forget: number
  /** exp(-dt / tau) of the heterosynaptic trace. */
  readonly heterosynaptic: number
}

export function constantsOf(recipe: SuperSpikeRecipe, { tauMem, tauSyn }: NeuronModel, dt: number): Constants {
  const steps = (seconds: number, least: number) => Math.max(least, Math.round(seconds / dt))
  const update = steps(recipe.updateSeconds, 1)
  return {
    dt,
    leak: 1 / tauMem,
    decay: exp(-1 / tauSyn),
    rise: 1 / tauSyn,
    delay: steps(recipe.delaySeconds, 1),
    refractory: steps(recipe.refractorySeconds, 0),
    update,
    memory: Math.ceil(40 * Math.max(tauMem, tauSyn)),
    spikeCost: 1 / (2 * (tauMem + tauSyn) * dt),
    forget: exp(-(update * dt) / recipe.memorySeconds),
    heterosynaptic: exp(-dt / recipe.heterosynaptic.seconds),
  }
}
