import type { Signal } from '../../src/data/signal.js'

/** Throws what is wrong with a signal; nothing when it keeps all that `signal.ts` promises. */
export function checkSignal(signal: Signal): void {
  if (signal.kind === 'events') {
    const { time, x, y, polarity, width, height } = signal
    check('lengths', time.length === x.length && x.length === y.length && y.length === polarity.length)
    checkTimes(time)
    check(
      'columns',
      x.every((value) => value < width),
    )
    check(
      'rows',
      y.every((value) => value < height),
    )
    check(
      'polarities',
      polarity.every((value) => value <= 1),
    )
  } else if (signal.kind === 'spikes') {
    check('lengths', signal.time.length === signal.channel.length)
    checkTimes(signal.time)
    check(
      'channels',
      signal.channel.every((value) => value < signal.channels),
    )
  } else if (signal.kind === 'series') {
    check('lengths', signal.channels > 0 && signal.values.length % signal.channels === 0)
    check('values', signal.values.every(Number.isFinite))
    check('rate', signal.rate === null || signal.rate > 0)
  } else if (signal.kind === 'image') {
    check('lengths', signal.pixels.length === signal.width * signal.height * signal.depth && signal.pixels.length > 0)
    check(
      'pixels',
      signal.pixels.every((value) => value >= 0 && value <= 1),
    )
  } else {
    check('rate', signal.rate > 0)
    check('samples', signal.samples.every(Number.isFinite))
  }
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not a valid signal: ${what}`)
}

const checkTimes = (time: Float64Array) =>
  check(
    'times',
    time.every((value, i) => Number.isFinite(value) && value >= (i > 0 ? time[i - 1] : 0)),
  )
