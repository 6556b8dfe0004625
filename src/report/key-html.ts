import { escaped } from './escaped.js'
import type { KeyEntry } from './figure.js'

type Shape = (color: string, dash: string | undefined) => string

const SHAPE: Readonly<Record<NonNullable<KeyEntry['mark']>, Shape>> = {
  line: (color, dash) =>
    `<path d="M0 6H26" stroke="${color}" stroke-width="2.5"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`,
  dot: (color) => `<circle cx="13" cy="6" r="4.5" fill="${color}"/>`,
  square: (color) => `<rect x="7" y="0" width="12" height="12" fill="${color}"/>`,
  ring: (color) => `<circle cx="13" cy="6" r="4.5" fill="white" stroke="${color}" stroke-width="2"/>`,
  cross: (color) => `<path d="M9 2l8 8M17 2l-8 8" stroke="${color}" stroke-width="2.2"/>`,
}

export function keyHtml(entries: readonly KeyEntry[]): string {
  const items = entries.map(({ name, color, mark = 'line', dash }) => {
    const drawn = `<svg width="26" height="12" viewBox="0 0 26 12" fill="none" aria-hidden="true">${SHAPE[mark](color, dash)}</svg>`
    return `<li>${drawn}${escaped(name)}</li>`
  })
  return `<ul class="key">${items.join('')}</ul>`
}
