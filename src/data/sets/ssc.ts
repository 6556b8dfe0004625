import { SPEECH_COMMANDS } from './speech-commands-words.js'
import { spikingSpeech } from './spiking-speech.js'

/**
 * Spiking Speech Commands. The published validation file belongs to the train part, out of which a study cuts its own
 * splits; its samples can be told by their paths, `valid/...`. Labels are matched by the file's own names of them.
 */
export const ssc = spikingSpeech({
  name: 'ssc',
  title: 'Spiking Speech Commands (SSC)',
  classNames: SPEECH_COMMANDS,
  licence: 'CC BY 4.0',
  derivedFrom: 'P. Warden, "Speech Commands", arXiv:1804.03209',
  homepage: 'https://zenkelab.org/resources/spiking-heidelberg-datasets-shd/',
  folders: ['ssc', 'SSC'],
  files: [
    { file: 'ssc_train.h5', prefix: 'train', part: 'train' },
    { file: 'ssc_valid.h5', prefix: 'valid', part: 'train' },
    { file: 'ssc_test.h5', prefix: 'test', part: 'test' },
  ],
  classOf: ({ key }) => (key === undefined ? -1 : SPEECH_COMMANDS.indexOf(key)),
})
