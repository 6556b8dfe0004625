import { availableParallelism } from 'node:os'
import { defineCommand } from '../define-command.js'
import { CheckFailedError } from '../exit-code.js'
import { argument, dataOption, flag, formatOption, runArgument, skipBadOption, threadsOption } from '../option.js'
import { note } from '../output.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'

export const replay = defineCommand({
  command: 'replay <run> <candidate>',
  describe: 'evaluates a candidate again and compares bit for bit',
  positionals: (y) =>
    y.positional('run', runArgument).positional('candidate', argument('candidate', 'beginning of its hash')),
  options: {
    test: flag('test', 'also what was scored on the test split; the ledger gets a row for each'),
    threads: threadsOption,
    data: dataOption,
    'skip-bad': skipBadOption,
    format: formatOption,
  },
  run: async (argv) => {
    const { findCandidate } = await import('../find-candidate.js')
    const { folder, hash, header } = await readRun(argv.run, (store, path) => ({
      folder: path,
      hash: findCandidate(store, argv.candidate).hash,
      header: store.header,
    }))
    const { replayCandidate } = await import('../../comparison/replay.js')
    const { replayResult } = await import('../replay-text.js')
    const { listenForStop } = await import('../stop-signal.js')
    const stop = listenForStop()
    try {
      const replayed = await replayCandidate(folder, hash, {
        threads: argv.threads ?? availableParallelism(),
        signal: stop.signal,
        dataDir: argv.data,
        skipBad: argv['skip-bad'],
        test: argv.test === true,
      })
      if (replayed === undefined) {
        note('stopped; nothing was changed')
        return stop.exitCode()
      }
      printResult(argv.format, replayResult(header, hash, replayed))
      const different = replayed.filter(({ differences }) => differences.length > 0).length
      if (different === 0) return undefined
      throw new CheckFailedError(
        `${different} of ${replayed.length} evaluations came out differently: check the store (motif store check), ` +
          'then the version of motif-search and the data',
      )
    } finally {
      stop.release()
    }
  },
})
