#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandModule } from 'yargs'
import { didYouMean } from '../nearest-name.js'
import { packageRoot } from '../package-root.js'
import { UsageError } from '../usage-error.js'
import { COMMANDS, commandName, commandsFor } from './commands/index.js'
import { optionNames } from './define-command.js'
import { exitCodeOf, messageOf } from './exit-code.js'
import { flag } from './option.js'
import { columnsOf, ignoreClosedPipes, note } from './output.js'
import { yargs } from './yargs.js'

const EPILOGUE =
  'Results go to stdout, progress to stderr. Durations: 30s, 10m, 2h. ' +
  'Runs are in $MOTIF_RUNS, else ./runs. Try: motif search quickstart'

/** What yargs says of arguments that are none. */
class ArgumentError extends Error {
  override readonly name = 'YError'
}

function parser(args: readonly string[], commands: readonly CommandModule[]) {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  const cli = yargs([...args])
    .scriptName('motif')
    .usage('$0 <command> [options]')
    .locale('en')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'boolean-negation': false,
      'greedy-arrays': false,
    })
    .options({
      quiet: flag('quiet', 'no progress'),
      debug: flag('debug', 'errors with their stack'),
    })
    .strict()
    .demandCommand(1, 'name a command; motif --help lists them')
    .version(version)
    .wrap(Math.min(100, columnsOf(process.stdout)))
    .epilogue(EPILOGUE)
    .showHelpOnFail(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new ArgumentError(message)
    })
  for (const command of commands) cli.command(command)
  return cli.completion('completion', 'prints a completion script for bash or zsh')
}

const commandNames = COMMANDS.map(commandName)

/** Errors of yargs are about usage; a name in them gets the nearest known one. */
async function asUsageError(error: unknown, args: readonly string[]): Promise<unknown> {
  if (!(error instanceof Error) || error.name !== 'YError') return error
  const [line] = error.message.split('\n')
  const command = commandNames.find((name) => name === args[0])
  const help = `motif ${command === undefined ? '' : `${command} `}--help`
  const unknown = /^Unknown (?:argument|command)s?: ([^\s,]+)/.exec(line)?.[1]
  if (unknown === undefined) return new UsageError(`${line.replace('non-option ', '')} (${help})`)
  if (args[0] === unknown) {
    return new UsageError(`unknown command "${unknown}"${didYouMean(unknown, commandNames) || `; ${help} lists them`}`)
  }
  const option = args.find((text) => text.startsWith('-') && text.replace(/^-+/, '').split('=')[0] === unknown)
  if (option === undefined) return new UsageError(`unexpected argument "${unknown}" (${help})`)
  // Loading a command tells the names of its options.
  await Promise.all(COMMANDS.map(({ load }) => load()))
  // An option of another command needs no guess at its name.
  const hint = optionNames.has(unknown) ? '' : didYouMean(unknown, optionNames)
  return new UsageError(`unknown option ${option.split('=')[0]}${hint || ` (${help})`}`)
}

async function main(args: readonly string[]): Promise<void> {
  ignoreClosedPipes()
  try {
    await parser(args, await commandsFor(args)).parseAsync()
  } catch (caught) {
    const error = await asUsageError(caught, args)
    note(`motif: ${messageOf(error)}`)
    if (args.includes('--debug') && error instanceof Error) note(error.stack ?? '')
    process.exitCode = exitCodeOf(error)
  }
}

await main(process.argv.slice(2))
