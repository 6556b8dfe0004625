import { type GivenArm, type GivenSource, givenRun } from '../comparison/given-arm.js'
import { handmadeNames } from '../topology/handmade.js'
import { UsageError } from '../usage-error.js'
import { findTopology } from './find-topology.js'
import { readRun } from './read-run.js'

/** Arms as they are typed: `NAME=SOURCE,SOURCE,...`, or one source, which is then its own name. */
export async function givenArms(texts: readonly string[], draws: number): Promise<GivenArm[]> {
  const arms: GivenArm[] = []
  for (const text of texts) {
    const equals = text.indexOf('=')
    const list = text.slice(equals + 1)
    const name = equals < 0 ? plainName(text) : text.slice(0, equals)
    const sources: GivenSource[] = []
    for (const source of list.split(',')) {
      if (source === '') throw new UsageError(`arm "${text}" names nothing between two commas`)
      sources.push(await givenSource(source, draws))
    }
    arms.push({ name, sources })
  }
  return arms
}

/** `my/ring.json` is called ring, `runs/quickstart-1:ab12` quickstart-1. */
function plainName(source: string): string {
  const last = source.split(/[/\\]/).at(-1) ?? source
  return last.replace(/\.json$/, '').split(':')[0]
}

async function givenSource(text: string, draws: number): Promise<GivenSource> {
  if (handmadeNames.some((name) => name === text)) return { kind: 'handmade', reference: text, draws }
  const { topology, run } = await findTopology(text, {})
  if (run === undefined) return { kind: 'file', reference: text, topology }
  return readRun(run, (store) => givenRun(store, text, topology))
}
