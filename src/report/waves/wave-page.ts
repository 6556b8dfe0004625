import type { Demonstration, ShownLayer, ShownStack } from '../../self-organization/demonstrate.js'
import { gapWord, type PairedGap, signedPoints, uncertainty } from '../../self-organization/paired-gap.js'
import { type BuiltSection, pageHtml } from '../html.js'
import type { Table } from '../section.js'
import { growthFigure, mapFigure, poolsFigure } from './pool-figures.js'
import { animationFigure, framesFigure, thresholdText, travellingEvent } from './wave-figures.js'

const two = (x: number): string => x.toFixed(2)
const percent = (x: number): string => `${(100 * x).toFixed(1)} %`

/** The page of a self-organized stack: its waves, pools, maps and read-out, in one file that needs no network. */
export function wavePage(shown: Demonstration): string {
  const { study } = shown
  const sizes = study.stack.layers.map(({ units }) => units).join('-')
  return pageHtml({
    title: `${study.name}: waves that wire a network`,
    subtitle: `Layers ${sizes}, seed ${study.seed}, ${study.stack.steps} steps of self-organization. ${study.question}`,
    sections: waveSections(shown),
    colophon: `Made by motif waves ${study.name} --seed ${study.seed}. What is read from the papers and what is our calibration: docs/guides/waves.md`,
  })
}

export function waveSections(shown: Demonstration): BuiltSection[] {
  return [wavesSection(shown), ...growthSection(shown), ...poolSections(shown), ...readOutSection(shown)]
}

export function wavesSection({ layers }: Pick<ShownStack, 'layers'>): BuiltSection {
  const [first] = layers
  const event = travellingEvent(first)
  const { waves } = first
  const lead = event
    ? `Without any input, ${percent(waves.waveSteps)} of the steps belong to waves: patches of about ${Math.round(waves.size)} units that reach ${percent(waves.coverage)} of the first layer.`
    : 'No wave formed in the first layer: no step has enough units that fire together.'
  return {
    id: 'waves',
    title: 'Waves',
    content: {
      lead,
      notes: [
        `A step belongs to a wave when more than ${thresholdText(first)} units of the first layer fire in it, or 1 % (and three) of a layer above.`,
      ],
      figures: event ? [framesFigure(first, event), animationFigure(first, event)] : [],
      tables: [layerTable(layers)],
    },
  }
}

function layerTable(layers: readonly ShownLayer[]): Table {
  return {
    id: 'layers',
    title: 'Waves of every layer',
    columns: [
      { title: 'layer', text: String },
      { title: 'units', text: String },
      { title: 'shape' },
      { title: 'steps in waves', text: percent },
      { title: 'events', text: String },
      { title: 'size', text: String },
      { title: 'radius', text: two },
      { title: 'speed', text: two },
      { title: 'coverage', text: percent },
    ],
    rows: layers.map(({ sheet, waves, radii }, l) =>
      radii === undefined
        ? [l + 1, sheet.units, `${sheet.geometry.kind} (one winner)`, null, null, null, null, null, null]
        : [
            ...[l + 1, sheet.units, sheet.geometry.kind, waves.waveSteps, waves.events.length],
            ...[waves.size, waves.radius, waves.speed, waves.coverage],
          ],
    ),
    caption: 'Radius: 80th percentile of the distance to the centre. Speed: way of the centre in a step.',
  }
}

function growthSection({ growth }: Demonstration): BuiltSection[] {
  if (growth.length === 0) return []
  const figure = growthFigure(growth)
  return [{ id: 'growth', title: 'Growth from one cell', content: { lead: figure.alt, figures: [figure] } }]
}

export function poolSections({ layers, projections }: ShownStack): BuiltSection[] {
  return projections.map(({ measures, map, ...projection }, i) => ({
    id: `pools-${i + 1}`,
    title: `From layer ${i + 1} to layer ${i + 2}`,
    content: {
      lead: `${percent(measures.formed)} of the ${projection.pools.length} units have formed a pool of less than a quarter of the layer below, ${Math.round(measures.medianSize)} units in the median.`,
      notes: [
        projection.rule === 'winner'
          ? 'Learnt by the winner of each step alone, so the place of a unit plays no part and no map is expected.'
          : 'Learnt by all units that fire together, so neighbours learn from the same wave and a map is expected.',
      ],
      figures: [
        poolsFigure(layers[i], { measures, map, ...projection }, i),
        mapFigure(layers[i].sheet, layers[i + 1].sheet, { measures, map, ...projection }, i),
      ],
      tables: [
        {
          id: `measures-${i + 1}`,
          title: 'Pools',
          columns: [{ title: 'what' }, { title: 'value' }],
          rows: [
            ['units with a pool that formed', percent(measures.formed)],
            ['median size', String(measures.medianSize)],
            ['share of a pool in one piece', percent(measures.contiguity)],
            ['share of the layer below in a pool', percent(measures.coverage)],
            ['pools a unit of the layer below lies in', two(measures.perUnit)],
            ['pool radius over wave radius', two(measures.radius / (layers[i].waves.radius || Number.NaN))],
            ["distance of neighbours' pools over all pairs", two(map.ratio)],
          ],
        },
      ],
    },
  }))
}

const ahead = (gap: PairedGap): string => `${signedPoints(gap)} ± ${(100 * uncertainty(gap)).toFixed(1)}`

function readOutSection({ readOut, study }: Demonstration): BuiltSection[] {
  if (readOut.length === 0 || !study.readOut) return []
  const random = readOut.find(({ kind }) => kind === 'Gaussian')
  if (!random) return []
  return [
    {
      id: 'read-out',
      title: 'What a linear classifier reads from the pools',
      content: {
        lead: `On clean pictures the pools are ${gapWord(random.cleanGap)} a random projection of the same size, on noisy ones ${gapWord(random.noisyGap)} it.`,
        notes: [
          'The pools have never seen a picture: they are wired by waves alone, and only the classifier is trained (ridge). Pooling averages noise away; on clean pictures with enough labels a random projection keeps as much.',
        ],
        tables: [
          {
            id: 'table',
            title: 'Accuracy on rendered digits',
            columns: [
              { title: 'features' },
              { title: 'how many', text: String },
              { title: 'clean', text: percent },
              { title: 'pools ahead by' },
              { title: `noise ${study.readOut.noise}`, text: percent },
              { title: 'pools ahead by' },
            ],
            rows: readOut.map(({ kind, features, clean: plain, noisy, cleanGap, noisyGap }, i) => [
              ...[kind, features, plain, i === 0 ? null : ahead(cleanGap)],
              ...[noisy, i === 0 ? null : ahead(noisyGap)],
            ]),
            caption: `${study.readOut.train} training pictures, ${study.readOut.test} test pictures. Ahead: points by which self-organized pools are better, ± half of the 95 % interval over the test pictures.`,
          },
        ],
      },
    },
  ]
}
