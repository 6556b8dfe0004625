import type { LayerPlan } from '../../src/kernel/plan.js'

const csr: LayerPlan = {
  inputs: 7,
  neurons: 10,
  connections: [
    {
      kind: 'csr',
      rowStart: Uint32Array.of(0, 2, 3, 3, 6, 7, 7, 9, 9, 10, 12),
      target: Uint32Array.of(1, 9, 0, 2, 3, 7, 5, 0, 8, 8, 4, 6),
    },
  ],
}
/** Every layout of recurrent weights, alone and together. */
export const layers: Record<string, readonly LayerPlan[]> = {
  'no recurrence': [{ inputs: 7, neurons: 12, connections: [] }],
  'blocks of 4': [{ inputs: 7, neurons: 12, connections: [{ kind: 'block', size: 4 }] }],
  'blocks of 5 with lateral links': [
    {
      inputs: 9,
      neurons: 15,
      connections: [
        { kind: 'block', size: 5 },
        { kind: 'lateral', distance: 5, ring: false },
      ],
    },
  ],
  'blocks of 16 and 20 in a ring': [
    {
      inputs: 5,
      neurons: 80,
      connections: [
        { kind: 'block', size: 16 },
        { kind: 'block', size: 20 },
        { kind: 'lateral', distance: 16, ring: true },
        { kind: 'lateral', distance: 20, ring: false },
      ],
    },
  ],
  csr: [csr],
  dense: [{ inputs: 7, neurons: 22, connections: [{ kind: 'dense' }] }],
  'two layers': [
    { inputs: 7, neurons: 22, connections: [{ kind: 'block', size: 2 }] },
    {
      inputs: 22,
      neurons: 18,
      connections: [
        { kind: 'block', size: 6 },
        { kind: 'lateral', distance: 6, ring: false },
      ],
    },
  ],
}
