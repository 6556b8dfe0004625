import type { FileSet } from './file-set.js'
import { idxImageSet } from './idx-image-set.js'

/** 60 000 + 10 000 pictures of clothing, in MNIST's form. */
export const fashionMnist: FileSet = idxImageSet({
  name: 'fashion-mnist',
  title: 'Fashion-MNIST: pictures of clothing',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  licence: 'MIT',
  attribution:
    'H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  folders: ['fashion-mnist', 'FashionMNIST/raw', 'FashionMNIST'],
})
