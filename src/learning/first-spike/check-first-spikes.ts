import type { NeuronModel, Readout } from '../../topology/topology.js'
import { UsageError } from '../../usage-error.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'

/** Holds a study to what first spikes can do. Throws UsageError. */
export function checkFirstSpikes({ tauMem, tauSyn }: NeuronModel, { kind }: Readout, where: string): void {
  if (tauMem !== tauSyn && tauMem !== 2 * tauSyn) {
    throw new UsageError(
      `${where}.rule: first-spike needs space.neuron.tauMem to be tauSyn or twice that (${tauSyn} or ${2 * tauSyn}), but got ${tauMem}`,
    )
  }
  if (kind !== 'spiking')
    throw new UsageError(`${where}.rule: first-spike needs space.readout.kind to be spiking, but got ${kind}`)
}

/** Largest horizon / beta: exp(o / beta) of the latest output is 3e43, and sums and gradients of it stay finite. */
const STEEPEST = 100

/** Holds a recipe's settings to each other. Throws UsageError. */
export function checkFirstSpikeLoss({ loss, horizon }: FirstSpikeRecipe, where: string): void {
  if (loss.kind === 'first-spike' && horizon > STEEPEST * loss.beta) {
    throw new UsageError(
      `${where}.loss.beta: must be at least a hundredth of ${where}.horizon (${horizon / STEEPEST}), as exp(time / beta) overflows below, but got ${loss.beta}`,
    )
  }
}
