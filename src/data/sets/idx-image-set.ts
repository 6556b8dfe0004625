import { join } from 'node:path'
import { fileBytes } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import { idxImage, readIdx } from '../readers/idx.js'
import type { FileSet, Part, SetSample } from './file-set.js'
import { isFile } from './lying-in.js'
import { reportBad } from './report-bad.js'

/** In the order of `find`: images and labels of train, then of test. */
const FILES = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']
const SIDE = 28
const PARTS: readonly Part[] = ['train', 'test']

interface IdxImageSet extends Pick<FileSet, 'name' | 'title' | 'classNames' | 'licence' | 'attribution' | 'homepage'> {
  /** Names of the folder that holds the four files. */
  readonly folders: readonly string[]
}

/** A set of images in MNIST's four files, each packed (.gz) or not. Its samples are named by part and position. */
export function idxImageSet({ folders, ...about }: IdxImageSet): FileSet {
  return {
    ...about,
    shape: { kind: 'image', width: SIDE, height: SIDE, depth: 1 },
    layout: `a folder ${folders.join(', or ')}/ with ${FILES.map((name) => `${name}-ubyte[.gz]`).join(', ')}`,

    find(folder) {
      // Sets of this form have the same file names, so a folder counts by its own name only.
      const itself = folders.filter((name) => folder.endsWith(`/${name}`)).map(() => folder)
      for (const base of [...folders.map((name) => join(folder, name)), ...itself]) {
        const files = FILES.map((name) => fileOf(base, name))
        if (files.every((file) => file !== undefined)) return files
      }
      return undefined
    },

    async *samples(paths, onBad): AsyncGenerator<SetSample> {
      for (const [p, part] of PARTS.entries()) {
        const pair = [paths[2 * p], paths[2 * p + 1]] as const
        const read = await readPair(...pair).catch((error: unknown) => reportBad(error, onBad))
        if (!read) continue
        for (const [i, label] of read.labels.entries()) {
          const path = `${part}/${String(i).padStart(5, '0')}`
          if (label >= about.classNames.length)
            onBad(
              new BadFile(
                pair[1],
                `has label ${label} at position ${i}; the last class is ${about.classNames.length - 1}`,
              ),
            )
          else yield { path, label, part, group: null, content: idxImage(read.images, i) }
        }
      }
    },

    decode(path, bytes) {
      const images = readIdx(path, bytes)
      checkShape(path, images.shape, [1, SIDE, SIDE])
      return idxImage(images, 0)
    },
  }
}

/** Some copies write `train-images.idx3-ubyte`. */
function fileOf(folder: string, name: string): string | undefined {
  const dotted = name.replace(/-(idx\d)$/, '.$1')
  const names = [name, dotted].flatMap((stem) => [`${stem}-ubyte`, `${stem}-ubyte.gz`])
  return names.map((file) => join(folder, file)).find(isFile)
}

async function readPair(imagesPath: string, labelsPath: string) {
  const images = readIdx(imagesPath, await fileBytes(imagesPath))
  const labels = readIdx(labelsPath, await fileBytes(labelsPath))
  checkShape(imagesPath, images.shape, [images.shape[0], SIDE, SIDE])
  checkShape(labelsPath, labels.shape, [images.shape[0]])
  return { images, labels: labels.values }
}

function checkShape(path: string, shape: readonly number[], expected: readonly number[]): void {
  if (shape.join() !== expected.join())
    throw new BadFile(path, `must be an array of ${expected.join(' x ')}, but is one of ${shape.join(' x ')}`)
}
