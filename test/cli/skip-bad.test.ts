import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sound } from '../data/readers/sample-wav.js'
import { usePlace } from './motif.js'

const STUDY = `name: spoken
data: { source: fsdd }
space:
  neuron: { model: lif, tauMem: 10, tauSyn: 4 }
  layers:
    - { neurons: 8, motifSizes: [4] }
recipe: { epochs: 1, batch: 4 }
schedule: { iterations: 1 }
strategy: { name: random }
`
const place = usePlace({ MOTIF_CACHE: 'cache' })

it('files left out are counted at the start and in the summary, also when the data comes from the cache', async () => {
  const recordings = join(place.folder, 'digits', 'recordings')
  mkdirSync(recordings, { recursive: true })
  for (const digit of [0, 7]) {
    for (const take of [0, 5, 10, 30]) {
      writeFileSync(join(recordings, `${digit}_theo_${take}.wav`), sound(1500 + 60 * take, 1 + digit / 9))
    }
  }
  for (const take of [1, 11]) {
    writeFileSync(join(recordings, `0_theo_${take}.wav`), sound(1500, 1).subarray(0, 900))
  }
  place.write('spoken.yaml', STUDY)
  for (const run of ['encoded', 'cached']) {
    const args = ['--run', run, '--data', 'digits', '--skip-bad', '--threads', '1']
    const { code, stdout, stderr } = await place.motif('search', 'spoken.yaml', ...args)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stderr.match(/^motif: 2 files left out, --skip-bad$/gm)).toHaveLength(1)
    expect(stdout).toMatch(/^data +2 files left out, --skip-bad$/m)
    expect(stderr.includes('left out ') && stderr.includes('truncated')).toBe(run === 'encoded')
  }
})
