import type { FileSet } from './file-set.js'
import { idxImageSet } from './idx-image-set.js'

/** 60 000 + 10 000 handwritten digits of 28 x 28 pixels. */
export const mnist: FileSet = idxImageSet({
  name: 'mnist',
  title: 'MNIST: handwritten digits',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'CC BY-SA 3.0',
  attribution: 'Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  folders: ['mnist', 'MNIST/raw', 'MNIST'],
})
