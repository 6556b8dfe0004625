/**
 * Does alpha search at all? A random SC-ML network, the teacher, labels random spike trains; HRMAS searches a supernet
 * on them. The student starts from the teacher's input and readout weights and from the teacher's magnitudes, as mE and
 * as mI of every synapse, with a weight rate so small that types have to explain the labels: what it does not know is
 * which synapses are excitatory, inhibitory or absent. Controls: alpha's rate 0, and shuffled labels.
 * `npm run reproduce:teacher` writes docs/results/teacher.md.
 */
import { writeFileSync } from 'node:fs'
import { mean, sampleStandardDeviation } from 'simple-statistics'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { randomTopology } from '../../src/topology/search-space.js'
import {
  ALPHA_RATE,
  agreement,
  ITERATIONS,
  MOTIF_SIZE,
  motifOf,
  NEURONS,
  SAMPLES,
  search,
  space,
  teacherLabels,
  trials,
} from './teacher-search.js'

const SEEDS = 10
/** Seeds below were used while the test was designed. */
const FIRST_SEED = 11

const arms = ['HRMAS', 'alpha rate 0', 'shuffled labels'] as const
const results = new Map(arms.map((arm) => [arm, [] as { labelled: number; relabelled: number; accuracy: number }[]]))
for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
  const teacher = randomTopology(space, key(seed, 'teacher'))
  const inputs = trials(seed)
  const labels = teacherLabels(teacher, seed, inputs)
  const shuffled = Array.from(permutation(key(seed, 'shuffle'), labels.length), (i) => labels[i])
  for (const arm of arms) {
    const { motif, accuracy } = search(
      seed,
      inputs,
      arm === 'shuffled labels' ? shuffled : labels,
      arm === 'alpha rate 0' ? 0 : ALPHA_RATE,
    )
    const row = { ...agreement(motif, motifOf(teacher)), accuracy }
    results.get(arm)?.push(row)
    process.stderr.write(
      `seed ${seed} ${arm}: labelled ${row.labelled.toFixed(3)} relabelled ${row.relabelled.toFixed(3)} accuracy ${accuracy.toFixed(3)}\n`,
    )
  }
}

/** Two-sided 95 % t quantile at 9 degrees of freedom. */
const T9 = 2.262157
const interval = (values: number[]) => {
  const half = (T9 * sampleStandardDeviation(values)) / Math.sqrt(values.length)
  return `${mean(values).toFixed(3)} [${(mean(values) - half).toFixed(3)}, ${(mean(values) + half).toFixed(3)}]`
}
const rows = arms.map((arm) => {
  const own = results.get(arm) ?? []
  const cells = [own.map((r) => r.labelled), own.map((r) => r.relabelled)].map(interval)
  return `| ${arm} | ${cells.join(' | ')} | ${mean(own.map((r) => r.accuracy)).toFixed(3)} |`
})
const report = [
  '# Teacher test: does alpha search?',
  '',
  `Command: \`npm run reproduce:teacher\`. ${SEEDS} random teachers (${NEURONS} neurons, motif size ${MOTIF_SIZE}, types a third each), each`,
  `labelling ${2 * SAMPLES} random spike trains; ${ITERATIONS} iterations of HRMAS, alpha rate ${ALPHA_RATE}. The student
knows the weights and not the types. Share of the 16 types that`,
  "equal the teacher's, mean with 95 % interval over teachers; by chance 1/3 as labelled, more under the best of the 24",
  'relabellings, for which the controls are the yardstick.',
  '',
  '| arm | as labelled | best relabelling | supernet training accuracy |',
  '|---|---|---|---:|',
  ...rows,
  '',
]
writeFileSync('docs/results/teacher.md', report.join('\n'))
process.stderr.write(report.join('\n'))
