import type { EncodedDataset } from '../data/dataset.js'
import { planOffsets } from '../kernel/plan.js'
import { WasmKernel } from '../kernel/wasm-kernel.js'
import { compileTopology } from '../learning/compiled-network.js'
import { predictedClass } from '../learning/loss.js'
import { type Network, usedWeights } from '../learning/network-file.js'
import { dataCapacity } from '../learning/samples.js'
import type { Recurrent } from '../topology/topology.js'
import type { SpikeList, SpikeRecord } from './spike-record.js'
import { recallOf, type SynchronySubject } from './synchrony-subject.js'

/** Of densities, in steps. */
const SMOOTHING = 1

type Numbers = Pick<Network, 'topology' | 'weights' | 'resistance' | 'tauMem' | 'recipe'>

/** A recurrent network at work on a data set. Its answer is the greatest sum or count of the whole sample, so it decides at its end. */
export function recurrentSubject(network: Numbers, data: EncodedDataset): SynchronySubject {
  const { topology, recipe, resistance, tauMem } = network
  const { plan } = compileTopology(topology)
  const offsets = planOffsets(plan)
  const weights = usedWeights(network)
  const kernel = new WasmKernel(plan, { ...recipe, checkpoints: false }, dataCapacity(data))
  kernel.load(weights, resistance, tauMem)
  const hidden = topology.layers.map(({ neurons }) => neurons)
  const names = ['input', ...hidden.map((_, l) => `hidden ${l + 1}`)]
  const excitatory = topology.layers.map(({ recurrent, neurons }) => signsOf(recurrent, neurons))

  const sampleOf = (n: number) => {
    const [from, to] = [data.eventStart[n], data.eventStart[n + 1]]
    return {
      steps: data.steps[n],
      step: data.eventStep.subarray(from, to),
      channel: data.eventChannel.subarray(from, to),
    }
  }

  return {
    smoothing: SMOOTHING,
    weights: {
      names: names.slice(1),
      excitatory,
      projections: hidden.map((from, l) => {
        const above = l + 1 < plan.layers.length ? plan.layers[l + 1].neurons : offsets.outputs
        const start = l + 1 < plan.layers.length ? offsets.layers[l + 1].input : offsets.readout
        return { from, to: above, weight: (i, j) => weights[start + i * above + j] }
      }),
    },
    record(indices): SpikeRecord {
      const lists: SpikeList[][] = names.map(() => [])
      const decisions = new Float64Array(indices.length)
      const answers = new Int16Array(indices.length)
      for (let n = 0; n < indices.length; n++) {
        const sample = sampleOf(indices[n])
        answers[n] = predictedClass(kernel.forward(sample))
        lists[0].push({ times: Float64Array.from(sample.step), neurons: Uint32Array.from(sample.channel) })
        hidden.forEach((_, l) => {
          const { step, neuron } = kernel.spikes(l)
          lists[l + 1].push({ times: Float64Array.from(step), neurons: Uint32Array.from(neuron) })
        })
        decisions[n] = sample.steps
      }
      return {
        unit: 'steps',
        classNames: data.classNames,
        labels: Uint16Array.from(indices, (n) => data.label[n]),
        answers,
        layers: names.map((name, l) => ({
          name,
          neurons: l === 0 ? data.channels : hidden[l - 1],
          excitatory: l === 0 ? null : excitatory[l - 1],
          spikes: lists[l],
        })),
        decisions,
        decidedBy: 'end of the sample',
      }
    },
    recall(indices, layer, silenced) {
      // Without resistance no current moves the membrane.
      const lesioned = resistance.slice()
      silenced.forEach((one, i) => {
        if (one === 1) lesioned[offsets.layers[layer].neuron + i] = 0
      })
      kernel.load(weights, lesioned, tauMem)
      const answers = Array.from(indices, (n) => predictedClass(kernel.forward(sampleOf(n))))
      kernel.load(weights, resistance, tauMem)
      return recallOf(
        Array.from(indices, (n) => data.label[n]),
        answers,
        data.classNames.length,
      )
    },
    dispose: () => kernel.dispose(),
  }
}

/** Neurons of a motif send both signs; those of a typed dense layer one. */
function signsOf(recurrent: Recurrent, neurons: number): Uint8Array | null {
  if (recurrent.kind !== 'dense' || recurrent.signs !== 'typed' || recurrent.inhibitoryNeurons.length === 0) return null
  const signs = new Uint8Array(neurons).fill(1)
  for (const i of recurrent.inhibitoryNeurons) signs[i] = 0
  return signs
}
