import { spikingSpeech } from './spiking-speech.js'

/** Spiking Heidelberg Digits: ten English, then ten German digits. Two of its twelve speakers are in the test part only. */
export const shd = spikingSpeech({
  name: 'shd',
  title: 'Spiking Heidelberg Digits (SHD)',
  classNames: [
    ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
    ...['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
  ],
  licence: 'CC BY 4.0',
  homepage: 'https://zenkelab.org/resources/spiking-heidelberg-datasets-shd/',
  folders: ['shd', 'SHD'],
  files: [
    { file: 'shd_train.h5', prefix: 'train', part: 'train' },
    { file: 'shd_test.h5', prefix: 'test', part: 'test' },
  ],
  classOf: ({ label }) => label,
})
