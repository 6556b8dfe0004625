import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { TINY, usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

beforeAll(async () => {
  mkdirSync(join(place.folder, 'empty'))
  place.write('malformed.yaml', 'name: tiny\ndata: [1, 2\nspace: 3\n')
  place.write('unknown-key.yaml', TINY.replace('epochs: 2', 'epoch: 2'))
  place.write('indivisible.yaml', TINY.replace('motifSizes: [4]', 'motifSizes: [5]'))
  place.write('no.json', 'nothing')
  expect((await motif('search', 'tiny.yaml', '--run', 'there', '--set', 'comparisons=[]', '--quiet')).code).toBe(0)
})

/** Arguments, and what the one line on stderr must contain. */
const MISUSE: readonly (readonly [string, string])[] = [
  ['', 'name a command; motif --help lists them'],
  ['serach tiny.yaml', 'unknown command "serach"; did you mean "search"?'],
  ['search', 'Not enough arguments: got 0, need at least 1 (motif search --help)'],
  ['search tiny.yaml extra', 'unexpected argument "extra"'],
  ['search quikstart', '"quikstart" is no study; did you mean "quickstart"?'],
  ['search malformed.yaml', 'malformed.yaml:3: not valid YAML'],
  ['search unknown-key.yaml', 'unknown-key.yaml.recipe: unknown key "epoch"; did you mean "epochs"?'],
  ['search indivisible.yaml', 'motifSizes[0] must divide the neurons of the layer (16), but got 5'],
  ['search tiny.yaml --seed abc', '--seed must be a whole number of at least 0, but got "abc"'],
  ['search tiny.yaml --seed', 'Not enough arguments following: seed'],
  ['search tiny.yaml --seed 1 --seed 2', '--seed may be given once, but was given 2 times'],
  ['search tiny.yaml --time 10', '--time must be a duration above 0 such as 30s, 10m or 2h, but got "10"'],
  ['search tiny.yaml --iteration 5', 'unknown option --iteration; did you mean "iterations"?'],
  ['status tiny --set a=b', 'unknown option --set (motif status --help)'],
  ['search tiny.yaml --strategy hrmass', '"hrmass" is no strategy; did you mean "hrmas"?'],
  ['search tiny.yaml --set recipe.epochs=many', 'tiny.yaml.recipe.epochs: must be a number, but got "many"'],
  ['search tiny.yaml --run a/b', '--run must be letters, digits, dots, dashes and underscores'],
  ['search tiny.yaml --run there', 'run there exists: go on with motif resume there'],
  ['search spoken-digits --data empty', 'spoken digits (FSDD) not found: looked for fsdd-recordings.tar.gz'],
  ['resume therr', 'there is no run "therr" in runs; did you mean "there"?'],
  ['status there --format xml', '--format must be one of table, json, csv, but got "xml"'],
  ['replay there ffffffffff', 'run there has no candidate "ffffffffff": motif candidates there lists them'],
  ['topology', 'motif topology needs one of show, draw, hash, diff'],
  ['topology show ringg', '"ringg" is no topology; did you mean "ring"?'],
  ['topology show ring', 'ring is handmade and needs --study NAME'],
  ['topology draw random-sparse --study tiny.yaml', 'synapses of random-sparse must be an integer'],
  ['train ring', 'ring is handmade and needs --study NAME'],
  ['train there --save no.json', '--save must be a new file, but no.json exists'],
  ['data info mnits', '"mnits" is no data set and no study; did you mean "mnist"?'],
  ['store backup there no.json', 'the backup must be a new file, but no.json exists'],
]

describe('misuse ends with 2 and one line that says what to do', () => {
  it.each(MISUSE)('motif %s', async (line, message) => {
    const { code, stdout, stderr } = await motif(...line.split(' ').filter((part) => part !== ''))
    expect(stderr).toMatch(/^motif: [^\n]*\n$/)
    expect(stderr).toContain(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('--debug adds the stack', async () => {
    expect((await motif('search', 'quikstart', '--debug')).stderr).toMatch(/\n {4}at /)
  })

  it('a runs folder that cannot be made is named', async () => {
    const { code, stderr } = await place.shell('MOTIF_RUNS=/dev/null/runs $MOTIF search tiny.yaml')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'motif: runs cannot be written to /dev/null/runs: set MOTIF_RUNS to a folder that can\n',
    })
  })
})
