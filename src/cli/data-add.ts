import { addUserSet } from '../data/user/add-user-set.js'
import { descriptionFile } from '../data/user/user-description.js'
import type { UserFormat, UserKind } from '../data/user/user-format.js'
import { note, print } from './output.js'
import { shownPath } from './run-folder.js'

export interface AddArguments {
  readonly name: string
  readonly path: string
  readonly kind: UserKind
  readonly unit: UserFormat['unit'] | undefined
  readonly rate: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly channels: number | undefined
  readonly test: number | undefined
  readonly seed: number | undefined
  readonly licence: string | undefined
  readonly attribution: string | undefined
  readonly replace: boolean | undefined
  readonly skipBad: boolean | undefined
}

export async function addAndReport(argv: AddArguments): Promise<void> {
  const { kind, unit = kind === 'events' ? 'us' : 's', rate = null, width, height, channels } = argv
  const size = {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(channels === undefined ? {} : { channels }),
  }
  const description = await addUserSet(argv.name, argv.path, {
    format: { kind, unit, rate, ...size },
    testShare: argv.test ?? 0.2,
    seed: argv.seed ?? 0,
    licence: argv.licence ?? null,
    attribution: argv.attribution ?? '',
    replace: argv.replace === true,
    skipBad: argv.skipBad === true,
    onWarning: (message) => note(`motif: ${message}`),
  })
  const { samples, classNames } = description
  const test = samples.filter(({ part }) => part === 'test').length
  print(
    `${argv.name}: ${samples.length} files, ${classNames.length} classes (${classNames.join(', ')}), ${test} of them for testing\n` +
      `described in ${shownPath(descriptionFile(argv.name))}; in a study: data: { source: user, name: ${argv.name} }`,
  )
}
