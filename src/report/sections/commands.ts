import { stringify } from 'yaml'
import type { ComparisonResult } from '../../comparison/comparison-result.js'
import { fingerprint } from '../../store/fingerprint.js'
import type { Section, SectionContent } from '../section.js'
import { counted } from '../words.js'

export const commands: Section = {
  id: 'commands',
  title: 'How to make it again',
  build: ({ store, reference, result, study, comparison }) => {
    if (comparison !== undefined) return ofComparison(reference, comparison)
    const { sha256 } = fingerprint(store)
    const extended = store.extensions().reduce((sum, { iterations }) => sum + iterations, 0)
    const file = `${study.name}.yaml`
    const text = stringify(store.header.study, { lineWidth: 100, aliasDuplicateObjects: false })
    const candidate = result?.candidate.slice(0, 12)
    return {
      lead: `With motif-search ${store.header.codeVersion}, the study that is folded away below and these commands, the run comes out the same, bit for bit.`,
      notes:
        extended > 0
          ? [
              `It was extended by ${counted(extended, 'iteration')}: motif resume again --add ${extended} does the same.`,
            ]
          : [],
      commands: [
        {
          says: `The search and the check after it, from ${file} (below)`,
          line: `motif search ${file} --run again --seed ${store.header.seed}`,
        },
        { says: `Is it the same? This run's fingerprint is ${sha256}`, line: 'motif fingerprint again' },
        ...(candidate === undefined
          ? []
          : [
              {
                says: 'Trains the discovered topology again and compares bit for bit',
                line: `motif replay ${reference} ${candidate}`,
              },
              { says: 'Trains it and keeps the network', line: `motif train ${reference} --save network.json` },
            ]),
        { says: 'The numbers behind every figure of this report', line: `motif report ${reference} --json` },
        { says: `${file}: the study with all its defaults`, line: text.trimEnd() },
      ],
      numbers: { fingerprint: sha256, study: store.header.study },
    }
  },
}

/** How its arms were found is told by the reports of their runs. */
function ofComparison(reference: string, { arms }: ComparisonResult): SectionContent {
  return {
    lead: 'The comparison is a run of its own: motif compare with the same arms finds it again, and trains only what is missing.',
    tables: [
      {
        id: 'arms',
        title: 'What the arms are made of',
        columns: [{ title: 'arm' }, { title: 'kind' }, { title: 'source' }],
        rows: arms.map(({ name, kind, source }) => [name, kind, source]),
      },
    ],
    commands: [
      { says: 'The numbers behind every figure of this report', line: `motif report ${reference} --json` },
      { says: 'Its SHA-256', line: `motif fingerprint ${reference}` },
    ],
  }
}
