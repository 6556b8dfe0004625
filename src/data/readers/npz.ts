import { zipFiles } from '../files/zip.js'
import { BadFile } from './bad-file.js'
import { type NpyArray, readNpy } from './npy.js'

/** The arrays of an .npz by name, `arr_0` where none was given; packed or not. Throws BadFile. */
export async function readNpz(path: string, bytes: Uint8Array): Promise<ReadonlyMap<string, NpyArray>> {
  const arrays = new Map<string, NpyArray>()
  for await (const file of zipFiles(path, bytes)) {
    const name = /^(.*)\.npy$/.exec(file.path)?.[1]
    if (name === undefined) throw new BadFile(`${path}: ${file.path}`, 'is no .npy file, in an archive of them')
    arrays.set(name, readNpy(`${path}: ${file.path}`, await file.bytes()))
  }
  if (arrays.size === 0) throw new BadFile(path, `holds no arrays in its ${bytes.length} bytes`)
  return arrays
}
