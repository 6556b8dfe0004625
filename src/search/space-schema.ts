import { z } from 'zod'
import { LEAST_RESISTANCE } from '../topology/topology-document.js'

const count = z.int().positive()
const tau = z.number().min(1)
const oneOrMore = (number: typeof tau) => z.union([number, z.array(number).min(1)])
const share = z.number().min(0).max(1)

const layerSchema = z.strictObject({
  neurons: count.describe('Neurons of the layer: motifs x motif size.'),
  motifSizes: z.array(count).min(1).optional().describe('Candidate motif sizes; each divides the neurons.'),
  synapses: z
    .union([
      z.literal('search'),
      z.strictObject({
        fixed: z
          .array(z.string().regex(/^[+\-.]+$/))
          .describe("Rows of a motif, such as '+-.': only lateral is searched."),
      }),
    ])
    .default('search'),
  lateral: z.enum(['search', 'none']).default('search').describe('Links between neighbouring motifs.'),
  selfConnections: z.boolean().default(true).describe('Whether a neuron may have a synapse onto itself.'),
  ring: z
    .union([z.boolean(), z.literal('search')])
    .default(false)
    .describe('Whether the last motif neighbours the first.'),
  signs: z.enum(['typed', 'free']).default('typed').describe('Whether weights keep the sign of their synapse type.'),
  optional: z.boolean().optional().describe('Whether candidates may end below this layer.'),
  probabilities: z
    .strictObject({ excitatory: share, inhibitory: share, absent: share })
    .optional()
    .describe('Shares of the types in random motifs; they sum to 1.'),
})

/** The `space` of a study as editors are to know it. What is checked is `parseSearchSpace`, which says more. */
export const spaceSchema = z.strictObject({
  neuron: z.strictObject({
    model: z.enum(['lif']).default('lif'),
    tauMem: oneOrMore(tau).describe('Membrane time constant at the start, in steps; a list to choose from.'),
    tauSyn: oneOrMore(tau).describe('Synaptic time constant, in steps; a list to choose from.'),
    resistance: oneOrMore(z.number().min(LEAST_RESISTANCE))
      .optional()
      .describe(
        'R at the start, or a list to choose from; tauMem (a gain of 1) where it is left out. Rules surrogate and tssl-bp.',
      ),
  }),
  inputs: count.optional().describe('Channels of the data; may be left out.'),
  readout: z
    .strictObject({
      kind: z.enum(['count', 'spiking']).default('count'),
      classes: count.optional().describe('Classes of the data, or outputs of its target; may be left out.'),
    })
    .prefault({}),
  layers: z.array(layerSchema).min(1).optional().describe('SC-ML layers; this or feedForward.'),
  feedForward: z
    .strictObject({
      depth: z.array(count).min(1).describe('Numbers of hidden layers to choose from.'),
      neurons: z.array(count).min(1).describe('Widths of a layer to choose from.'),
      inhibitoryShare: z
        .array(z.union([z.literal('free'), share]))
        .min(1)
        .optional()
        .describe("Shares of inhibitory neurons to choose from (Dale's law, rule first-spike); free: either sign."),
    })
    .optional()
    .describe('Networks without recurrence.'),
})
