import type { NetworkSynchrony, SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { ShownSection, Table, Value } from '../section.js'
import { percent } from '../words.js'
import { brief, semanticsFigure, spreadFigure } from './depth-figures.js'
import { leadOf } from './lead.js'
import { assemblyOverlapFigure, pathwayOverlapFigure } from './overlap-figure.js'
import { packetTables } from './packet-tables.js'
import { pathwayFigure } from './pathway-figure.js'
import { endOf, rasterFigure } from './raster-figure.js'
import { cellOf, digits } from './table-cells.js'

/** What the analysis of synchrony says, for a page. */
export function synchronySection(analysis: SynchronyAnalysis): ShownSection {
  const { trained, untrained } = analysis
  const until = Math.max(...[trained, untrained].map(({ raster }) => endOf(raster)))
  return {
    lead: leadOf(analysis),
    notes: [
      `${trained.samples} samples; the trained network names ${percent(trained.accuracy)} of them right, the untrained ${percent(untrained.accuracy)}. It decides ${trained.decidedBy === 'first output spike' ? `with its first output spike, at ${brief(trained.decision)} ${trained.unit} (untrained ${brief(untrained.decision)})` : 'at the end of a sample, so every spike is causal, and all volleys of a sample are one packet'}.`,
      'Narrow pulses alone are no evidence of learning: an untrained network relays a volley that narrows too, with all neurons in it. Learning shows where few neurons are active, early, and which they are depends on the class.',
    ],
    figures: [
      rasterFigure('trained', trained, until),
      rasterFigure('untrained', untrained, until),
      spreadFigure(analysis),
      semanticsFigure(analysis),
      assemblyOverlapFigure(analysis),
      pathwayFigure(analysis),
      pathwayOverlapFigure(analysis),
    ],
    tables: [
      ...packetTables('trained', trained),
      ...packetTables('untrained', untrained),
      semanticsTable('trained', trained),
      semanticsTable('untrained', untrained),
      pathwayTable(analysis),
      lesionTable(analysis),
    ],
  }
}

function semanticsTable(name: string, { semantics }: NetworkSynchrony): Table {
  return {
    id: `semantics-${name}`,
    title: `Classes in the active sets, ${name}`,
    columns: [
      { title: 'layer' },
      ...['same', 'different', 'ratio', 'overlap', 'classes', 'exclusive'].map((title) => ({
        title,
        text: digits(2),
      })),
      { title: 'bits', text: digits(2) },
      { title: 'by set', text: digits(2) },
      { title: 'by time', text: digits(2) },
    ],
    rows: semantics.map(({ layer, overlap, assemblies, information, decodable, decodableByTime }) => [
      layer,
      ...[
        overlap.same,
        overlap.different,
        overlap.ratio,
        assemblies.overlap,
        assemblies.classesPerNeuron,
        assemblies.exclusive,
        information,
        decodable,
        decodableByTime,
      ].map(cellOf),
    ]),
    caption:
      'Jaccard index of active sets within a class and between classes; overlap of two classes’ assemblies; classes that an assembly neuron serves, and share that serve one; mutual information of a neuron and the class; accuracy of the nearest centroid on which neurons were active, and on when.',
  }
}

function pathwayTable({ trained, untrained }: SynchronyAnalysis): Table {
  return {
    id: 'pathways-measured',
    title: 'Pathways of the classes, from weights',
    columns: [
      { title: 'layer' },
      ...['distinctness', 'untrained', 'agreement', 'untrained'].map((title) => ({ title, text: digits(2) })),
    ],
    rows: trained.pathways.map(({ layer, distinctness, agreement }, l): Value[] => [
      layer,
      ...[distinctness, untrained.pathways[l].distinctness, agreement, untrained.pathways[l].agreement].map(cellOf),
    ]),
    caption:
      'Distinctness: 1 less the mean overlap (Jaccard index) of the pathways of two classes. Agreement: overlap of a class’s pathway with its own assembly, less that with those of other classes.',
  }
}

function lesionTable({ trained, untrained, classNames }: SynchronyAnalysis): Table {
  return {
    id: 'lesions',
    title: `Recall lost when a class’s pathway in ${trained.lesion.layer} is silenced`,
    columns: [
      { title: 'pathway of' },
      { title: 'own class', text: digits(3) },
      { title: 'other classes', text: digits(3) },
      { title: 'own, untrained', text: digits(3) },
      { title: 'others, untrained', text: digits(3) },
    ],
    rows: [
      ...classNames.map((name, c): Value[] => [
        name,
        ...[trained, untrained].flatMap(({ lesion }) => lossesOf(lesion.lost[c], c)),
      ]),
      ['mean', ...[trained, untrained].flatMap(({ lesion }) => [cellOf(lesion.own), cellOf(lesion.others)])],
    ],
  }
}

function lossesOf(lost: readonly number[], own: number): Value[] {
  const others = lost.filter((value, c) => c !== own && Number.isFinite(value))
  return [cellOf(lost[own]), cellOf(others.reduce((sum, value) => sum + value, 0) / others.length)]
}
