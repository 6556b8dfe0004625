import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { studyDocument } from '../../src/search/study.js'
import { builtInStudies, findStudy, readStudy } from '../../src/search/study-file.js'
import { UsageError } from '../../src/usage-error.js'
import { useFolders } from '../store/temporary-folder.js'
import { HRMAS, tinyDocument } from './tiny-study.js'

const newFolder = useFolders()

function fileOf(text: string, name = 'tiny.yaml'): string {
  const file = join(newFolder(), name)
  writeFileSync(file, text)
  return file
}

const tiny = () => fileOf(stringify(tinyDocument({ strategy: HRMAS })))
const read = (...overrides: string[]) => readStudy(tiny(), overrides)
const refused = (message: string | RegExp) =>
  expect.objectContaining({
    name: UsageError.name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  })

describe('a study by name', () => {
  it('is one of the built-in ones, all of which can be read', () => {
    expect(builtInStudies()).toEqual(expect.arrayContaining(['quickstart', 'spoken-digits']))
    for (const name of builtInStudies()) expect(readStudy(name).name).toBe(name)
  })

  it('or the nearest one is suggested', () => {
    expect(() => findStudy('quikstart')).toThrow(refused('"quikstart" is no study; did you mean "quickstart"?'))
    expect(() => findStudy('zzz')).toThrow(refused(/^"zzz" is no study; built-in are .*; a file ends in \.yaml$/))
    expect(() => findStudy('none.yaml')).toThrow(refused('study file none.yaml does not exist'))
  })
})

describe('a study file', () => {
  it('may be JSON, which is YAML', () => {
    const study = readStudy(fileOf(JSON.stringify(tinyDocument()), 'tiny.json'))
    expect(study).toEqual(readStudy(fileOf(stringify(tinyDocument()))))
  })

  it('names its line where it is not YAML', () => {
    expect(() => readStudy(fileOf('name: a\ndata: [1, 2\nseed: }\n'))).toThrow(
      refused(/^tiny\.yaml:\d: not valid YAML: /),
    )
    expect(() => readStudy(fileOf('just text'))).toThrow(refused(/^tiny\.yaml: must be a mapping/))
    expect(() => readStudy(fileOf('name: a\nname: b\n'))).toThrow(refused(/^tiny\.yaml:2: not valid YAML: .*unique/))
  })

  it('names itself in what is wrong with the study', () => {
    expect(() => readStudy(fileOf(stringify({ ...tinyDocument(), recipes: {} })))).toThrow(
      refused('tiny.yaml: unknown key "recipes"; did you mean "recipe"?'),
    )
  })
})

describe('--set', () => {
  it('replaces values at any depth and adds what was left out', () => {
    const study = read('recipe.epochs=10', 'recipe.optimiser.rate=1e-2', 'seed=9', 'limits.failures=3')
    expect(study).toMatchObject({ seed: 9, recipe: { epochs: 10, optimiser: { rate: 0.01 } }, limits: { failures: 3 } })
    expect(study.recipe).toHaveProperty('batch', 16)
  })

  it('reads values as YAML', () => {
    const study = read('space.layers.0.motifSizes=[4, 8]', 'recipe.repair={ rule: none }', 'question=a = b')
    expect(study.space.layers[0].motifSizes).toEqual([4, 8])
    expect(study.recipe).toHaveProperty('repair.rule', 'none')
    expect(study.question).toBe('a = b')
    expect(() => read('seed=[1')).toThrow(refused('--set seed=[1: the value is not valid YAML'))
  })

  it('takes list items by number, one more than there are to add one', () => {
    const [layer] = read().space.layers
    const study = read('space.layers.0.neurons=32', 'space.layers.1={ neurons: 8, motifSizes: [2] }')
    expect(study.space.layers.map(({ neurons }) => neurons)).toEqual([32, 8])
    expect(study.space.layers[0]).toEqual({ ...layer, neurons: 32 })
    expect(() => read('space.layers.2.neurons=8')).toThrow(
      refused('--set space.layers.2.neurons=8: space.layers is a list of 1: give a number from 0 to 1 and not "2"'),
    )
    expect(() => read('space.layers.neurons=8')).toThrow(refused(/space\.layers is a list of 1: give a number/))
    expect(() => read('comparisons.replicates=8')).toThrow(refused(/comparisons is a list of 0/))
  })

  it('is checked like the file', () => {
    expect(() => read('recipe.epoch=3')).toThrow(
      refused('tiny.yaml.recipe: unknown key "epoch"; did you mean "epochs"?'),
    )
    expect(() => read('recipe.epochs=ten')).toThrow(refused('tiny.yaml.recipe.epochs: must be a number, but got "ten"'))
    expect(() => read('recipe.epochs=')).toThrow(refused('tiny.yaml.recipe.epochs: must be a number, but got null'))
  })

  it.each(['recipe.epochs', '=3', 'a..b=3', '.a=3', '__proto__.x=3'])('must be path=value, unlike %s', (override) => {
    expect(() => read(override)).toThrow(refused(/^--set must be path=value such as recipe\.epochs=10, but got "/))
  })

  it('comes in order: the last one counts', () => {
    expect(read('seed=4', 'seed=5').seed).toBe(5)
  })

  it('changes one of two that a YAML alias shares', () => {
    const layers = 'layers: [&layer { neurons: 16, motifSizes: [4] }, *layer]'
    const text = stringify({ ...tinyDocument(), space: 'SPACE' }).replace(
      'space: SPACE',
      `space:\n  neuron: { tauMem: 10, tauSyn: 4 }\n  ${layers}`,
    )
    const study = readStudy(fileOf(text), ['space.layers.0.neurons=32'])
    expect(study.space.layers.map(({ neurons }) => neurons)).toEqual([32, 16])
  })
})

describe('another strategy than the document', () => {
  it('starts from its own defaults', () => {
    expect(readStudy(tiny(), [], 'random').strategy).toEqual({ name: 'random', settings: {} })
    expect(readStudy(tiny(), ['strategy.together=2'], 'random').strategy.settings).toEqual({ together: 2 })
  })

  it('keeps the settings when it is the same', () => {
    expect(studyDocument(readStudy(tiny(), [], 'hrmas'))).toEqual(studyDocument(read()))
  })
})
