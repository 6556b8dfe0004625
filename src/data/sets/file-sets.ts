import { dvsGesture } from './dvs-gesture.js'
import { fashionMnist } from './fashion-mnist.js'
import type { FileSet } from './file-set.js'
import { fsdd } from './fsdd.js'
import { mnist } from './mnist.js'
import { nMnist } from './n-mnist.js'
import { nTidigits } from './n-tidigits.js'
import { shd } from './shd.js'
import { speechCommands } from './speech-commands.js'
import { ssc } from './ssc.js'
import { ti46Alpha, ti46Digits } from './ti46.js'

/** Every published set that lies in files. */
const FILE_SETS = {
  fsdd,
  'n-mnist': nMnist,
  'dvs-gesture': dvsGesture,
  mnist,
  'fashion-mnist': fashionMnist,
  'n-tidigits': nTidigits,
  shd,
  ssc,
  'ti46-alpha': ti46Alpha,
  'ti46-digits': ti46Digits,
  'speech-commands': speechCommands,
} as const satisfies Record<string, FileSet>

export type SetName = keyof typeof FILE_SETS

export const SET_NAMES = Object.keys(FILE_SETS) as SetName[]

export const fileSet = (name: SetName): FileSet => FILE_SETS[name]
