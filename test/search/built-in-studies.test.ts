import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isGenerated } from '../../src/data/catalogue.js'
import { loadStrategy } from '../../src/search/strategies.js'
import { builtInStudies, findStudy, readStudy } from '../../src/search/study-file.js'

const HRMAS_SIZES = { 'ti46-alpha': 800, 'n-tidigits': 400, 'n-mnist': 512 } as const

describe.each(builtInStudies())('the built-in study %s', (name) => {
  it('parses, is called like its file, asks a question, and suits its strategy', async () => {
    const study = readStudy(name)
    expect(study.name).toBe(name)
    expect(study.question).toMatch(/\?$/)
    // It is printed with whatever --strategy searches.
    expect(study.question).not.toMatch(/hrmas|evolution|random search|nsga|halving/i)
    expect(() => loadStrategy(study.strategy.name)).not.toThrow()
    const strategy = await loadStrategy(study.strategy.name)
    expect(() => strategy.settings(study.strategy.settings)).not.toThrow()
  })

  it('says on top what its numbers can be compared with, where it is on real data', () => {
    const comment = readFileSync(findStudy(name), 'utf8').split('\nname:')[0]
    expect(comment).toMatch(/^# yaml-language-server: .*\n# \S/)
    if (!isGenerated(readStudy(name).data)) expect(comment).toMatch(/[Cc]omparable/)
  })
})

it.each(Object.entries(HRMAS_SIZES))('%s has the size of the HRMAS paper: %i neurons', (name, neurons) => {
  expect(readStudy(name).space.layers.reduce((sum, layer) => sum + layer.neurons, 0)).toBe(neurons)
})
