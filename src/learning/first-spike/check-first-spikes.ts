import type { NeuronModel, Readout } from '../../topology/topology.js'
import { UsageError } from '../../usage-error.js'

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
