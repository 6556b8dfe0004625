import { existsSync } from 'node:fs'

const places = [
  process.env.MOTIF_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
export const executablePath = places.find((place) => place !== '' && existsSync(place))
export const skipped =
  executablePath === undefined ? ' (skipped: no chromium here; apt-get install chromium, or set MOTIF_CHROMIUM)' : ''

/** Labels that stick out of their SVG by more than two pixels. Text, as it runs in the browser. */
export const OUTSIDE = `[...document.querySelectorAll('figure .scroll svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect()
  return [...svg.querySelectorAll('text')].flatMap((text) => {
    const box = text.getBoundingClientRect()
    const inside = box.left >= frame.left - 2 && box.right <= frame.right + 2 && box.top >= frame.top - 2 && box.bottom <= frame.bottom + 2
    return inside || box.width === 0 ? [] : [svg.closest('figure').id + ': ' + text.textContent]
  })
})`
