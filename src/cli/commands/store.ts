import { join } from 'node:path'
import { defineCommand, defineGroup } from '../define-command.js'
import { CheckFailedError } from '../exit-code.js'
import { optionalArgument, runArgument } from '../option.js'
import { note, print } from '../output.js'
import { findRun, runReference, shownPath } from '../run-folder.js'

const check = defineCommand({
  command: 'check <run>',
  describe: 'checks every page and rule of a run store',
  positionals: (y) => y.positional('run', runArgument),
  run: async (argv) => {
    const folder = findRun(argv.run)
    const { checkStore } = await import('../../store/check.js')
    const problems = checkStore(folder)
    for (const problem of problems) note(problem)
    if (problems.length === 0) {
      print(`${runReference(folder)}: sound`)
      return undefined
    }
    throw new CheckFailedError(
      `the store of ${runReference(folder)} has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: restore a backup`,
    )
  },
})

const backup = defineCommand({
  command: 'backup <run> [file]',
  describe: 'copies a run store whole, also while the run goes on',
  positionals: (y) =>
    y
      .positional('run', runArgument)
      .positional('file', optionalArgument('file', 'new file; backup-<time>.sqlite in the run')),
  run: async (argv) => {
    const folder = findRun(argv.run)
    const { backupRunStore } = await import('../../store/upkeep.js')
    const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const target = argv.file ?? join(folder, `backup-${stamp}.sqlite`)
    await backupRunStore(folder, target)
    print(shownPath(target))
    return undefined
  },
})

const upgrade = defineCommand({
  command: 'upgrade <run>',
  describe: 'brings the store of an older version up to date',
  positionals: (y) => y.positional('run', runArgument),
  run: async (argv) => {
    const folder = findRun(argv.run)
    const { acquireRunLock } = await import('../../store/run-lock.js')
    const { upgradeRunStore } = await import('../../store/upkeep.js')
    const lock = acquireRunLock(folder)
    try {
      const versions = upgradeRunStore(folder)
      print(
        versions.length === 0
          ? `${runReference(folder)}: up to date`
          : `${runReference(folder)}: now version ${versions.at(-1)}`,
      )
    } finally {
      lock.release()
    }
    return undefined
  },
})

export const store = defineGroup('store', 'run stores', [check, backup, upgrade])
