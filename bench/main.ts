/**
 * Everything about speed in one run: this machine's limits, the kernel beside them, its plain twin, PyTorch, and what
 * threads and the store add. `npm run bench -- --help`; docs/guides/benchmark.md says how limits are counted.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { UsageError } from '../src/usage-error.js'
import type { BenchContext, Section } from './context.js'
import { iteration } from './iteration.js'
import { layers, rules } from './layers.js'
import { Limits } from './limits.js'
import { limitsSection } from './limits-section.js'
import { describeMachine, disturbance, machineLine } from './machine.js'
import { gpu, peers } from './peers.js'
import { profile } from './profile.js'
import { runShare } from './run-share.js'
import { activity, length, neurons } from './sweeps.js'
import { markdown } from './table.js'
import { threads } from './threads.js'
import { budgetOf } from './timing.js'

const SECTIONS: Readonly<Record<string, Section>> = {
  limits: limitsSection,
  layers,
  rules,
  peers,
  gpu,
  neurons,
  activity,
  length,
  iteration,
  threads,
  run: runShare,
  profile,
}

const USAGE = `npm run bench [-- options]
  --only SECTION   one section, may be given more than once: ${Object.keys(SECTIONS).join(', ')}
  --profile        also the profile: what each part of a pass takes
  --quick          fewer repetitions, and the smaller cases
  --json           one JSON document instead of tables
  --markdown FILE  the tables into a file as well`

function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        profile: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const unknown = values.only?.find((name) => SECTIONS[name] === undefined)
    if (unknown !== undefined) {
      throw new UsageError(`--only must be one of ${Object.keys(SECTIONS).join(', ')}, but got ${unknown}`)
    }
    return values
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`)
    process.exit(2)
  }
}

const values = options()
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}

const machine = describeMachine()
const disturbed = disturbance(machine)
const began = performance.now()
const say = (text: string) => process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0)} s: ${text}\n`)
if (disturbed) say(disturbed)

const chosen = values.only ?? Object.keys(SECTIONS).filter((name) => name !== 'profile' || values.profile)
const context: BenchContext = {
  limits: await Limits.create(values.quick),
  budget: budgetOf(values.quick),
  quick: values.quick,
  say,
}
const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
const parts = [
  '# Measured speed',
  `Command: \`${command}\`. ${machineLine(machine)}`,
  ...(disturbed ? [disturbed] : []),
]
if (!values.json) process.stdout.write(`${parts.join('\n\n')}\n`)
const data: Record<string, unknown> = {}
for (const name of chosen) {
  const result = await SECTIONS[name](context)
  data[name] = result.data
  parts.push(markdown(result.report))
  if (!values.json) process.stdout.write(`\n${markdown(result.report)}\n`)
}
const seconds = (performance.now() - began) / 1000
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ command, machine, disturbed: disturbed !== undefined, seconds, ...data })}\n`,
  )
}
if (values.markdown !== undefined) writeFileSync(values.markdown, `${parts.join('\n\n')}\n`)
say('done')
