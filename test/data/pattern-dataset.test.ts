import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/data-spec.js'
import { loadPattern } from '../../src/data/pattern-dataset.js'
import { isPattern } from '../../src/data/pattern-spec.js'

const folder = mkdtempSync(join(tmpdir(), 'motif-pattern-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'in.ras'), '# comment\n0.05 1\n0.01 0\n')

async function load(target: string, change: object = {}) {
  writeFileSync(join(folder, 'out.ras'), target)
  const size = { inputs: 2, outputs: 2, seconds: 0.1 }
  const spec = dataSchema.parse({ source: 'ras', input: 'in.ras', target: 'out.ras', ...size, ...change })
  if (!isPattern(spec)) throw new Error('a pattern was asked for')
  const warnings: string[] = []
  const onProgress = (progress: { stage: string; message?: string }) => warnings.push(progress.message ?? '')
  return { data: await loadPattern(spec, { dataDir: folder, onProgress }), warnings }
}

describe("one's own pair of patterns", () => {
  it('is one sample, alike in the weights, selection and test split, sorted, in steps of 0.1 ms', async () => {
    const { data, warnings } = await load('0.083 0\n0.0332 1\n')
    expect([data.samples, data.channels, data.dt, data.target?.outputs]).toEqual([3, 2, 1e-4, 2])
    expect([...data.eventStep.subarray(0, 2), ...data.eventChannel.subarray(0, 2)]).toEqual([100, 500, 0, 1])
    expect([...(data.target?.step.subarray(0, 2) ?? []), ...(data.target?.output.subarray(0, 2) ?? [])]).toEqual([
      332, 830, 1, 0,
    ])
    expect(warnings).toEqual([])
  })

  it('with ids that count from 1 is refused with the setting for it, and read with that', async () => {
    await expect(load('0.02 1\n0.03 2\n')).rejects.toThrow(
      'neuron 2, but there are 2 outputs, ids 0 to 1; ids that count from 1',
    )
    const { data } = await load('0.02 1\n0.03 2\n', { targetFirstId: 1 })
    expect([...(data.target?.output.subarray(0, 2) ?? [])]).toEqual([0, 1])
  })

  it('is refused with a spike beyond its seconds, and without any', async () => {
    await expect(load('0.2 1\n')).rejects.toThrow('has a spike at 0.2 s, beyond the 0.1 s of data.seconds')
    await expect(load('')).rejects.toThrow('holds no spikes in its 0 bytes')
  })

  it('is warned of where the refractory period makes it impossible', async () => {
    const { warnings } = await load('0.02 1\n0.021 1\n0.05 1\n')
    expect(warnings).toEqual([
      expect.stringContaining('50.0 % of its intervals are shorter than the refractory period'),
    ])
  })
})
