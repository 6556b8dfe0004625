import type { EventStream } from '../signal.js'

/** The events with start <= time < end (microseconds), counted from `start`; a copy. */
export function cutEvents(events: EventStream, start: number, end: number): EventStream {
  const first = firstNotBefore(events.time, start)
  const last = firstNotBefore(events.time, end)
  return {
    ...events,
    time: events.time.slice(first, last).map((time) => time - start),
    x: events.x.slice(first, last),
    y: events.y.slice(first, last),
    polarity: events.polarity.slice(first, last),
  }
}

function firstNotBefore(time: Float64Array, limit: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}
