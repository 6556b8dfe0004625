import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import type { ExitCode } from './exit-code.js'

export interface Common {
  readonly quiet: boolean
  readonly debug: boolean
}

interface Definition<P, O extends Readonly<Record<string, Options>>> {
  readonly command: string
  readonly describe: string
  readonly positionals?: (y: Argv) => Argv<P>
  readonly options?: O
  /** Returns the exit code; nothing is 0. */
  readonly run: (argv: P & InferredOptionTypes<O> & Common) => Promise<ExitCode | undefined>
}

/** Names of all options, for hints about misspelt ones. */
export const optionNames = new Set(['help', 'version', 'quiet', 'debug'])

// biome-ignore lint/complexity/noBannedTypes: a command without positionals or options adds none
export function defineCommand<P = {}, const O extends Readonly<Record<string, Options>> = {}>(
  definition: Definition<P, O>,
): CommandModule {
  const { command, describe, positionals, options, run } = definition
  for (const name of Object.keys(options ?? {})) optionNames.add(name)
  return {
    command,
    describe,
    builder: (y) => (positionals?.(y) ?? y).options({ ...options }),
    handler: async (argv) => {
      // yargs has parsed argv by the same `positionals` and `options` that its type comes from.
      const code = await run(argv as unknown as P & InferredOptionTypes<O> & Common)
      if (code !== undefined) process.exitCode = code
    },
  }
}

export function defineGroup(name: string, describe: string, commands: readonly CommandModule[]): CommandModule {
  const verbs = commands.map(({ command }) => String(command).split(' ')[0])
  return {
    command: name,
    describe: `${describe}: ${verbs.join(', ')}`,
    builder: (y) => {
      for (const command of commands) y.command(command)
      return y.demandCommand(1, `motif ${name} needs one of ${verbs.join(', ')}`)
    },
    handler: () => {},
  }
}
