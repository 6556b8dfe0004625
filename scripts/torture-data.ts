/**
 * Gives every reader of files thousands of damaged ones and stops at the first that does anything but read it or refuse
 * it with a BadFile that says where. `npm run torture:data [-- --cases 10000 --only wav]`; a table on stdout.
 */
import { parseArgs } from 'node:util'
import { judge } from './fuzz/judge.js'
import { FUZZ_TARGETS } from './fuzz/targets.js'

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '10000' }, only: { type: 'string', multiple: true, default: [] } },
})
const cases = Number(values.cases)
const targets = FUZZ_TARGETS.filter(({ name }) => values.only.length === 0 || values.only.includes(name))

process.stdout.write(
  '| reader | damaged files | read all the same | refused | longest, s |\n|---|---:|---:|---:|---:|\n',
)
for (const target of targets) {
  const seeds = await target.seeds()
  let read = 0
  let longest = 0
  for (let number = 0; number < cases; number++) {
    const started = performance.now()
    if ((await judge(target, seeds, number)) === 'read') read++
    longest = Math.max(longest, (performance.now() - started) / 1000)
    if ((number + 1) % 1000 === 0) process.stderr.write(`${target.name}: ${number + 1}\n`)
  }
  await target.end?.()
  process.stdout.write(`| ${target.name} | ${cases} | ${read} | ${cases - read} | ${longest.toFixed(2)} |\n`)
}
