import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadFile } from '../../src/data/readers/bad-file.js'
import { type Hdf5File, hdf5Reader } from '../../src/data/readers/hdf5.js'
import { packageRoot } from '../../src/package-root.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'

const SEEDS = join(packageRoot(), 'test/fixtures/hdf5')
const DEEPEST = 4
/** Past it, the library starts anew: files that it could not close stay with it. */
const FILES_PER_THREAD = 200

const reader = hdf5Reader({ secondsPerAnswer: 4 })
let folder = mkdtempSync(join(tmpdir(), 'motif-fuzz-'))
let files = 0

export const hdf5: FuzzTarget = {
  name: 'hdf5',
  // The library does not say where a fault is; our own checks name what they were reading.
  where: /HDF5|'/,
  seeds: async () => readdirSync(SEEDS).map((name) => readFileSync(join(SEEDS, name))),
  async read(bytes) {
    if (++files % FILES_PER_THREAD === 0) await startAnew()
    // A name of its own, since the library may still hold the file before.
    const path = join(folder, `${files}-${FUZZED}`)
    writeFileSync(path, bytes)
    const faults: BadFile[] = []
    await walk(await reader.open(path), '/', faults, 0)
    if (faults.length > 0) throw faults[0]
  },
  async end() {
    await reader.end()
    rmSync(folder, { recursive: true })
  },
}

async function startAnew(): Promise<void> {
  await reader.end()
  rmSync(folder, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'motif-fuzz-'))
}

/** Everything in a group: each name as a group, as numbers or strings, and as lists. */
async function walk(file: Hdf5File, group: string, faults: BadFile[], depth: number): Promise<void> {
  const names = await file.names(group)
  for (const name of names.slice(0, 50)) {
    const path = group === '/' ? name : `${group}/${name}`
    const asDataset = await file.length(path).catch(badFile)
    if (!(asDataset instanceof BadFile)) {
      const values = await file.values(path).catch(badFile)
      if (!(values instanceof BadFile)) continue
      const lists = await file.lists(path, { start: 0, count: asDataset }).catch(badFile)
      if (lists instanceof BadFile) faults.push(lists)
    } else if (asDataset.reason.endsWith('is no data set') && depth < DEEPEST) await walk(file, path, faults, depth + 1)
    else faults.push(asDataset)
  }
}

function badFile(error: unknown): BadFile {
  if (error instanceof BadFile) return error
  throw error
}
