import type { EpochMetrics } from '../evaluation/outcome.js'
import { percent } from './accuracy.js'

/** What a training says after each epoch. */
export function epochLine({ epoch, loss, accuracy, firingRate }: EpochMetrics, epochs: number): string {
  const at = `${String(epoch).padStart(String(epochs).length)}/${epochs}`
  const known = Number.isNaN(accuracy) ? '' : `  accuracy ${percent(accuracy)}`
  const fires = Number.isNaN(firingRate) ? '' : `  rate ${rateText(firingRate)}`
  return `epoch ${at}  loss ${loss.toFixed(4)}${known}${fires}`
}

/** Spikes per neuron and step; where steps are fine, of one spike a sample no decimal place is left, but digits that count are. */
const rateText = (rate: number): string => (rate === 0 || rate >= 0.01 ? rate.toFixed(3) : rate.toPrecision(2))
