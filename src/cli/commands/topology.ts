import { defineCommand, defineGroup } from '../define-command.js'
import { argument, formatOption, integerOption, textOption, wordOption } from '../option.js'
import { colourOf, print } from '../output.js'
import { printResult } from '../result.js'

const topologyArgument = argument('topology', 'a .json file, <run>[:candidate], or a handmade name with --study')
const options = {
  study: textOption('study', 'study that gives a handmade topology its sizes'),
  synapses: integerOption('synapses', 'recurrent synapses of random-sparse', 0),
}

const show = defineCommand({
  command: 'show <topology>',
  describe: 'prints a topology as JSON',
  positionals: (y) => y.positional('topology', topologyArgument),
  options,
  run: async (argv) => {
    const { findTopology } = await import('../find-topology.js')
    const { topologyDocument } = await import('../../topology/topology-document.js')
    print(JSON.stringify(topologyDocument((await findTopology(argv.topology, argv)).topology), null, 2))
    return undefined
  },
})

const draw = defineCommand({
  command: 'draw <topology>',
  describe: 'draws a topology as text, or for Graphviz',
  positionals: (y) => y.positional('topology', topologyArgument),
  options: { ...options, format: wordOption('format', 'form of the drawing; text without it', ['text', 'dot']) },
  run: async (argv) => {
    const { findTopology } = await import('../find-topology.js')
    const { topology } = await findTopology(argv.topology, argv)
    if (argv.format === 'dot') print((await import('../../topology/topology-dot.js')).topologyDot(topology))
    else print((await import('../../topology/draw.js')).drawTopology(topology, { color: colourOf(process.stdout) }))
    return undefined
  },
})

const hash = defineCommand({
  command: 'hash <topology>',
  describe: 'prints the hash of its canonical form: relabelled topologies have the same',
  positionals: (y) => y.positional('topology', topologyArgument),
  options,
  run: async (argv) => {
    const { findTopology } = await import('../find-topology.js')
    const { canonicalTopology, topologyHash } = await import('../../topology/canonical-form.js')
    print(topologyHash(canonicalTopology((await findTopology(argv.topology, argv)).topology).topology))
    return undefined
  },
})

const diff = defineCommand({
  command: 'diff <first> <second>',
  describe: 'synapses, links, sizes and constants in which two topologies differ',
  positionals: (y) =>
    y
      .positional('first', argument('first', 'a .json file, <run>[:candidate], or a handmade name with --study'))
      .positional('second', argument('second', 'the same')),
  options: { ...options, format: formatOption },
  run: async (argv) => {
    const { findTopology } = await import('../find-topology.js')
    const { diffResult } = await import('../diff-result.js')
    const [first, second] = [await findTopology(argv.first, argv), await findTopology(argv.second, argv)]
    const named = { name: argv.first, topology: first.topology }
    printResult(argv.format, diffResult(named, { name: argv.second, topology: second.topology }))
    return undefined
  },
})

export const topology = defineGroup('topology', 'topologies as objects', [show, draw, hash, diff])
