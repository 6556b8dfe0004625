import { fashionMnist } from './fashion-mnist.js'
import type { FileSet } from './file-set.js'
import { fsdd } from './fsdd.js'
import { mnist } from './mnist.js'
import { nMnist } from './n-mnist.js'

/** Every published set that lies in files. */
const FILE_SETS = {
  fsdd,
  'n-mnist': nMnist,
  mnist,
  'fashion-mnist': fashionMnist,
} as const satisfies Record<string, FileSet>

export type SetName = keyof typeof FILE_SETS

export const SET_NAMES = Object.keys(FILE_SETS) as SetName[]

export const fileSet = (name: SetName): FileSet => FILE_SETS[name]
