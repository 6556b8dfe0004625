import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import { networkSynchrony } from '../analysis/network-subjects.js'
import type { NetworkSynchrony, SynchronyAnalysis } from '../analysis/synchrony.js'
import { dataOfNetwork, samplesToRun } from '../comparison/network-data.js'
import type { AnyNetwork } from '../learning/network-file.js'
import { pageHtml } from '../report/html.js'
import { leadOf } from '../report/synchrony/lead.js'
import { synchronySection } from '../report/synchrony/synchrony-section.js'
import { UsageError } from '../usage-error.js'
import { percent } from './accuracy.js'
import type { AnalyzeArguments } from './analyze.js'
import { note } from './output.js'
import type { Result } from './result.js'
import { keyValues, textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

const SAMPLES = 200

export async function analyzeSynchrony(network: AnyNetwork, file: string, argv: AnalyzeArguments): Promise<Result> {
  const { html } = argv
  if (html !== undefined && existsSync(html)) throw new UsageError(`--html must be a new file, but ${html} exists`)
  if (html !== undefined && !existsSync(dirname(resolve(html))))
    throw new UsageError(`--html: there is no folder ${dirname(html)}`)
  const data = await dataOfNetwork(network, { dataDir: argv.data, threads: availableParallelism() })
  const found = networkSynchrony(network, data, samplesToRun(data, argv.samples ?? SAMPLES))
  if (html !== undefined) {
    writeFileSync(html, pageOf(network, file, found))
    note(`wrote ${html}`)
  }
  return {
    json: () => ({ schema: 'motif-search/synchrony/1', network: file, networkHash: network.networkHash, ...found }),
    csv: () => csvOf(found),
    table: () => tableOf(found),
  }
}

function pageOf(
  { data, recipe, networkHash, codeVersion }: AnyNetwork,
  file: string,
  found: SynchronyAnalysis,
): string {
  return pageHtml({
    title: 'Synchrony and classes, layer by layer',
    subtitle: `Network ${file} (${networkHash.slice(0, 12)}), trained on ${data.source} by rule ${recipe.rule}; samples of the selection part.`,
    sections: [{ id: 'synchrony', title: 'Synchronization and semantization', content: synchronySection(found) }],
    colophon: `Made by motif-search ${codeVersion}: motif analyze synchrony ${file}. What each measure is: docs/guides/first-spike.md.`,
  })
}

const networks = ({ trained, untrained }: SynchronyAnalysis) =>
  [['trained', trained] as const, ['untrained', untrained] as const] satisfies [string, NetworkSynchrony][]

/** A number a row: network, layer, measure, value. */
function csvOf(found: SynchronyAnalysis) {
  const rows = networks(found).flatMap(([name, { spread, semantics, pathways, lesion }]) => [
    ...[spread.causal, spread.all].flatMap(({ choice, layers }) =>
      layers.flatMap(({ layer, excitatory, inhibitory, ...all }) => [
        ...measuresOf(choice, all).map((row) => [name, layer, ...row]),
        ...measuresOf(`${choice}.excitatory`, excitatory ?? {}).map((row) => [name, layer, ...row]),
        ...measuresOf(`${choice}.inhibitory`, inhibitory ?? {}).map((row) => [name, layer, ...row]),
      ]),
    ),
    ...semantics.flatMap(({ layer, overlap, assemblies, information, decodable, decodableByTime }) =>
      Object.entries({
        sameClass: overlap.same,
        differentClass: overlap.different,
        ratio: overlap.ratio,
        assemblyOverlap: assemblies.overlap,
        classesPerNeuron: assemblies.classesPerNeuron,
        exclusive: assemblies.exclusive,
        information,
        decodable,
        decodableByTime,
      }).map(([measure, value]) => [name, layer, measure, value]),
    ),
    ...pathways.flatMap(({ layer, distinctness, agreement }) => [
      [name, layer, 'pathwayDistinctness', distinctness],
      [name, layer, 'pathwayAgreement', agreement],
    ]),
    [name, lesion.layer, 'lesionOwn', lesion.own],
    [name, lesion.layer, 'lesionOthers', lesion.others],
  ])
  return { titles: ['network', 'layer', 'measure', 'value'], rows }
}

const measuresOf = (prefix: string, measures: Readonly<Record<string, number>>) =>
  Object.entries(measures).map(([measure, value]) => [`${prefix}.${measure}`, value])

const right = (title: string) => ({ title, align: 'right' }) as const
const fixed = (x: number, n: number): string => (Number.isFinite(x) ? x.toFixed(n) : '-')

function tableOf(found: SynchronyAnalysis): string {
  const { trained, untrained } = found
  return [
    ...wrapped(leadOf(found), ''),
    '',
    keyValues([
      ['samples', `${trained.samples} of the selection split`],
      ['accuracy', `${percent(trained.accuracy)} (untrained ${percent(untrained.accuracy)})`],
      [
        'decides',
        `${trained.decidedBy}, at ${fixed(trained.decision, 2)} ${trained.unit} (untrained ${fixed(untrained.decision, 2)})`,
      ],
      ['lesion', `${trained.lesion.layer}: ${lossOf(trained)} (untrained ${lossOf(untrained)})`],
    ]),
    ...networks(found).flatMap(([name, network]) => ['', name, layerTable(network)]),
    '',
    ...wrapped(MEANING, ''),
  ].join('\n')
}

const lossOf = ({ lesion }: NetworkSynchrony): string =>
  `own ${fixed(lesion.own, 2)}, others ${fixed(lesion.others, 2)}`

const MEANING =
  'Spikes, std and FWHM of the pulse packet up to the decision; ratio: overlap of active sets within a class over that between classes; ' +
  'overlap of the classes’ assemblies; alone: share of their neurons that serve one class; bits: information of a neuron on the class; decoded: nearest centroid. ' +
  'Lesion: recall lost by a class whose pathway is silenced, and by the others.'

function layerTable({ spread, semantics }: NetworkSynchrony): string {
  const titles = ['spikes', 'median', 'std', 'FWHM', 'ratio', 'overlap', 'alone', 'bits', 'decoded']
  return textTable(
    ['layer', ...titles.map(right)],
    spread.causal.layers.map(({ layer, count, median, std, peakWidth }, l) => {
      const { overlap, assemblies, information, decodable } = semantics[l]
      return [
        layer,
        fixed(count, 1),
        fixed(median, 2),
        fixed(std, 3),
        fixed(peakWidth, 3),
        fixed(overlap.ratio, 2),
        fixed(assemblies.overlap, 2),
        fixed(assemblies.exclusive, 2),
        fixed(information, 2),
        fixed(decodable, 3),
      ]
    }),
  )
}
