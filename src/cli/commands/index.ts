import type { CommandModule } from 'yargs'

/** A command as the help lists it. Its module, which says the same two lines, is loaded only when it is named. */
export interface ListedCommand {
  readonly command: string
  readonly describe: string
  readonly load: () => Promise<CommandModule>
}

/** In the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    command: 'search <study>',
    describe: 'runs a study: searches, then checks what was found',
    load: async () => (await import('./search.js')).search,
  },
  {
    command: 'resume <run>',
    describe: 'goes on with a run until its total budget',
    load: async () => (await import('./resume.js')).resume,
  },
  {
    command: 'status <run>',
    describe: 'where a run stands',
    load: async () => (await import('./status.js')).status,
  },
  {
    command: 'runs',
    describe: 'lists the runs',
    load: async () => (await import('./runs.js')).runs,
  },
  {
    command: 'candidates <run>',
    describe: 'lists the candidates of a run',
    load: async () => (await import('./candidates.js')).candidates,
  },
  {
    command: 'best <run>',
    describe: 'the topology a run has found, and its check',
    load: async () => (await import('./best.js')).best,
  },
  {
    command: 'pareto <run>',
    describe: 'candidates that no other beats in every objective, and their hypervolume',
    load: async () => (await import('./pareto.js')).pareto,
  },
  {
    command: 'curve <runs..>',
    describe: 'best accuracy so far against evaluations, samples x steps and time',
    load: async () => (await import('./curve.js')).curve,
  },
  {
    command: 'report <run>',
    describe: 'one HTML file that shows what a run did and found',
    load: async () => (await import('./report.js')).report,
  },
  {
    command: 'fingerprint <run>',
    describe: 'SHA-256 of all results of a run: equal runs, equal fingerprints',
    load: async () => (await import('./fingerprint.js')).fingerprint,
  },
  {
    command: 'replay <run> <candidate>',
    describe: 'evaluates a candidate again and compares bit for bit',
    load: async () => (await import('./replay.js')).replay,
  },
  {
    command: 'topology',
    describe: 'topologies as objects: show, draw, hash, diff',
    load: async () => (await import('./topology.js')).topology,
  },
  {
    command: 'transfer <topology>',
    describe: 'carries a motif to other data or layer sizes, and checks it there',
    load: async () => (await import('./transfer.js')).transfer,
  },
  {
    command: 'train [topology]',
    describe: 'trains one topology and saves the network',
    load: async () => (await import('./train.js')).train,
  },
  {
    command: 'compare <arms..>',
    describe: 'holds topologies against each other: a fair comparison with its statistics',
    load: async () => (await import('./compare.js')).compare,
  },
  {
    command: 'predict <network> <files..>',
    describe: 'labels raw files with a saved network',
    load: async () => (await import('./predict.js')).predict,
  },
  {
    command: 'analyze <subject> [network]',
    describe: 'what a trained network does: rates, balance, stability, memory, lesions, operations; synchrony',
    load: async () => (await import('./analyze.js')).analyze,
  },
  {
    command: 'waves [study]',
    describe: 'shows waves that wire a network by themselves',
    load: async () => (await import('./waves.js')).waves,
  },
  {
    command: 'study',
    describe: 'studies: list, show, check, schema',
    load: async () => (await import('./study.js')).study,
  },
  {
    command: 'data',
    describe: 'data sets: list, info, add, fetch, encode, check, clean',
    load: async () => (await import('./data.js')).data,
  },
  {
    command: 'store',
    describe: 'run stores: check, backup, upgrade',
    load: async () => (await import('./store.js')).store,
  },
  {
    command: 'doctor',
    describe: 'checks whether everything works on this machine',
    load: async () => (await import('./doctor.js')).doctor,
  },
]

export function commandName({ command }: Pick<ListedCommand, 'command'>): string {
  return command.split(' ')[0]
}

/** The commands for these arguments: those that are named whole, the others as the help lists them. */
export function commandsFor(args: readonly string[]): Promise<CommandModule[]> {
  // yargs asks every command what it takes.
  const completing = args.includes('--get-yargs-completions')
  return Promise.all(
    COMMANDS.map(async (listed): Promise<CommandModule> => {
      if (completing || args.includes(commandName(listed))) return listed.load()
      return { command: listed.command, describe: listed.describe, handler: () => {} }
    }),
  )
}
