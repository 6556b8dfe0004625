import type { PatternOutput, PatternSpikes } from '../learning/super-spike/pattern-output.js'
import { linePlot } from './line-plot.js'
import { brailleRaster } from './raster.js'

const COLUMNS = 80
const GAP = 2
const WIDTH = (COLUMNS - GAP) / 2
/** Of characters, four trains each. */
const MOST_ROWS = 12

/** Target and output side by side, the rates of hidden neurons, and the cost of every epoch. */
export function patternText(pattern: PatternOutput, costs: readonly number[]): string {
  const { steps, dt, outputs, target, output, hiddenRates } = pattern
  const rows = Math.min(MOST_ROWS, Math.ceil(outputs / 4))
  const drawn = (spikes: PatternSpikes) =>
    brailleRaster({ steps, ...spikes }, { steps, channels: outputs, columns: WIDTH, rows })
  const panel = (name: string, spikes: PatternSpikes) => [
    `${name}, ${spikes.step.length} spikes`,
    ...drawn(spikes),
    `0${`${Number((steps * dt).toPrecision(3))} s`.padStart(WIDTH - 1)}`,
  ]
  const right = panel('output', output)
  const beside = panel('target', target).map((line, i) => `${line.padEnd(WIDTH + GAP)}${right[i]}`)
  const curve = linePlot(
    [{ name: 'cost of each epoch, while learning', points: costs.map((y, i) => ({ x: i + 1, y })) }],
    { xTitle: 'epoch', xText: String, yText: (y) => y.toPrecision(3), rows: 10, columns: COLUMNS },
  )
  return [...beside, ...ratesLine(hiddenRates), '', curve].join('\n')
}

function ratesLine(rates: readonly number[]): string[] {
  if (rates.length === 0) return []
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const range = `from ${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)}`
  return ['', `hidden neurons fire at ${mean.toFixed(1)} Hz in the mean, ${range}`]
}
