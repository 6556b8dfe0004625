import { line, text } from '@observablehq/plot'
import { SpikeRecorder } from '../../analysis/spike-trains.js'
import type { EncodedDataset } from '../../data/dataset.js'
import { isGradientRecipe } from '../../learning/gradient-recipe.js'
import { predictedClass } from '../../learning/loss.js'
import { gradientNetwork, type Network } from '../../learning/network-file.js'
import { sampleAt } from '../../learning/shard.js'
import type { Figure } from '../figure.js'
import { INK } from '../palette.js'
import type { Section } from '../section.js'
import { unscored } from '../unscored.js'
import { counted, listed, short } from '../words.js'

export const activity: Section = {
  id: 'activity',
  title: 'The network at work',
  build: ({ comparison, atWork, reference, result, store, study }) => {
    // Networks of other rules are shown by sections of their own.
    if (comparison !== undefined || !isGradientRecipe(atWork?.network.recipe ?? study.recipe)) return undefined
    if (atWork === undefined) {
      const how =
        result === undefined
          ? unscored(store)
          : `no trained network is kept; motif report ${reference} --train trains the discovered topology and keeps it`
      return { notAvailable: how }
    }
    const network = gradientNetwork(atWork.network, atWork.from)
    const rasters = atWork.samples.map((sample) => rasterOf(network, atWork.data, sample))
    const right = rasters.filter(({ label, said }) => label === said).length
    return {
      lead: `${counted(rasters.length, 'sample')} of the selection split, which no weight was learnt from, through ${atWork.from}: ${right === rasters.length ? 'all' : right} ${rasters.length === 1 ? 'is' : 'are'} labelled right.`,
      notes: [
        'A tick is a spike, time runs to the right. The network was chosen by nobody: its replicate is the first of the search.',
      ],
      numbers: { networkHash: network.networkHash, from: atWork.from },
      figures: rasters.map(rasterFigure),
    }
  },
}

interface Panel {
  readonly name: string
  readonly rows: number
  readonly step: ArrayLike<number>
  readonly row: ArrayLike<number>
}

interface Raster {
  readonly sample: number
  readonly steps: number
  readonly label: string
  readonly said: string
  readonly panels: readonly Panel[]
}

function rasterOf(network: Network, data: EncodedDataset, index: number): Raster {
  const sample = sampleAt(data, index)
  const { layers, outputs } = new SpikeRecorder(network).record(sample)
  const hidden = network.topology.layers.length
  return {
    sample: index,
    steps: sample.steps,
    label: data.classNames[data.label[index]],
    said: data.classNames[predictedClass(outputs)],
    panels: [
      { name: `input, ${data.channels} channels`, rows: data.channels, step: sample.step, row: sample.channel },
      ...layers.map(({ neurons, step, neuron }, l): Panel => {
        return {
          name: l < hidden ? `layer ${l}, ${neurons} neurons` : `readout, ${neurons} classes`,
          rows: neurons,
          step,
          row: neuron,
        }
      }),
    ],
  }
}

/** Of a panel, in pixels: enough for a tick a neuron up to 200 of them. */
const heightOf = ({ rows }: Panel): number => Math.min(220, Math.max(40, 2.2 * rows))
const GAP = 26

function rasterFigure({ sample, steps, label, said, panels }: Raster): Figure {
  const tops = panels.map((_, p) => panels.slice(0, p).reduce((sum, own) => sum + heightOf(own) + GAP, 0))
  const height = panels.reduce((sum, panel) => sum + heightOf(panel) + GAP, -GAP)
  return {
    id: `sample-${sample}`,
    title: `Sample ${sample}: class ${label}, labelled ${said}`,
    alt: `${listed(panels.map(({ name, step }) => `${name}: ${step.length} spikes`))} in ${counted(steps, 'step')}.`,
    spec: {
      height: height + 70,
      marginLeft: 20,
      marginTop: 24,
      x: { label: 'step', domain: [0, steps] },
      y: { domain: [height, 0], axis: null },
      marks: panels.flatMap((panel, p) => [
        frameOf(tops[p], heightOf(panel), steps),
        line(ticks(panel, tops[p]), { x: 'x', y: 'y', stroke: INK, strokeWidth: 1, curve: 'linear' }),
        text([panel], { x: 0, y: tops[p], dy: -8, text: 'name', textAnchor: 'start', fill: INK }),
      ]),
    },
    numbers: panels.map(({ name, step, rows }) => ({
      panel: name,
      spikes: step.length,
      perRowAndStep: Number(short(step.length / rows / steps)),
    })),
  }
}

/** All ticks of a panel as one path: gaps between them are points without a place. */
function ticks({ step, row, rows, ...panel }: Panel, top: number): { x: number; y: number }[] {
  const each = heightOf({ step, row, rows, ...panel }) / rows
  return Array.from(step).flatMap((t, i) => {
    const y = top + (rows - 1 - row[i]) * each
    return [
      { x: t, y },
      { x: t, y: y + Math.max(1.4, each * 0.9) },
      { x: Number.NaN, y: Number.NaN },
    ]
  })
}

function frameOf(top: number, height: number, steps: number) {
  const corners = [
    [0, top],
    [steps, top],
    [steps, top + height],
    [0, top + height],
    [0, top],
  ]
  return line(corners, { stroke: '#999' })
}
