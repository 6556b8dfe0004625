import { networkSynchrony } from '../../analysis/network-subjects.js'
import { samplesToRun } from '../../comparison/network-data.js'
import type { Section } from '../section.js'
import { synchronySection } from '../synchrony/synchrony-section.js'

const SAMPLES = 200

export const synchrony: Section = {
  id: 'synchrony',
  title: 'Synchronization and semantization',
  build: ({ comparison, atWork, reference, result, study }) => {
    if (comparison !== undefined) return undefined
    if (atWork === undefined) {
      // Of gradients' networks the section before says how to get one.
      if (study.recipe.rule !== 'first-spike' || result === undefined) return undefined
      return {
        notAvailable: `no trained network is kept; motif report ${reference} --train trains the discovered topology and keeps it`,
      }
    }
    const { network, data, from } = atWork
    const content = synchronySection(networkSynchrony(network, data, samplesToRun(data, SAMPLES)))
    const [first, ...notes] = content.notes ?? []
    return {
      ...content,
      notes: [`Measured of ${from}, beside the same network before it learnt anything. ${first}`, ...notes],
      numbers: { networkHash: network.networkHash, from },
    }
  },
}
