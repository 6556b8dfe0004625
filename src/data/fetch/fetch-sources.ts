import type { Source } from './download.js'

const MNIST = 'https://ossci-datasets.s3.amazonaws.com/mnist'
const FASHION = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com'
const HEIDELBERG = 'https://zenkelab.org/datasets'
const IDX = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']

/** SHA-256 of the four files once unpacked: the packed ones differ between copies. */
const MNIST_UNPACKED: Readonly<Record<string, string>> = {
  'train-images-idx3': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
}

const heidelberg = (file: string): Source => ({ path: file, url: `${HEIDELBERG}/${file}.gz`, unpack: true })

/**
 * Where the freely licensed sets are published. Hashes are given where they are known for certain; what is downloaded
 * without one is reported with the hash it has.
 */
const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  fsdd: [
    {
      path: 'fsdd-recordings.tar.gz',
      url: 'https://github.com/Jakobovski/free-spoken-digit-dataset/archive/26eb9aaf76e81b692f806f9140c2d2777410d7a1.tar.gz',
    },
  ],
  mnist: IDX.map((name) => ({
    path: `mnist/${name}-ubyte.gz`,
    url: `${MNIST}/${name}-ubyte.gz`,
    unpackedSha256: MNIST_UNPACKED[name],
  })),
  'fashion-mnist': IDX.map((name) => ({ path: `fashion-mnist/${name}-ubyte.gz`, url: `${FASHION}/${name}-ubyte.gz` })),
  shd: ['shd_train.h5', 'shd_test.h5'].map(heidelberg),
  ssc: ['ssc_train.h5', 'ssc_valid.h5', 'ssc_test.h5'].map(heidelberg),
  'speech-commands': [
    {
      path: 'speech_commands_v0.02.tar.gz',
      url: 'http://download.tensorflow.org/data/speech_commands_v0.02.tar.gz',
    },
  ],
}

/** The files of a set; undefined where it is not ours to download. */
export const fetchSources = (name: string): readonly Source[] | undefined => SOURCES[name]
