import { drawFigure } from './draw-figure.js'
import { escaped } from './escaped.js'
import { keyHtml } from './key-html.js'
import type { Column, Figure, Section, SectionContent, ShownSection, Table, Value } from './section.js'
import { STYLE } from './style.js'
import { short } from './words.js'

export interface BuiltSection extends Pick<Section, 'id' | 'title'> {
  readonly content: SectionContent
}

export interface Page {
  readonly title: string
  /** Below the title: what was reported on, in a line. */
  readonly subtitle: string
  readonly sections: readonly BuiltSection[]
  /** At the end: what made it. */
  readonly colophon: string
}

/** One file without scripts, fonts or anything else from elsewhere. */
export function pageHtml({ title, subtitle, sections, colophon }: Page): string {
  const entries = sections.map(({ id, title: name }) => `<li><a href="#${id}">${escaped(name)}</a></li>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p></header>
<nav aria-label="Sections"><ol>${entries.join('')}</ol></nav>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
<footer><p>${escaped(colophon)}</p></footer>
</body>
</html>
`
}

function sectionHtml({ id, title, content }: BuiltSection): string {
  const body =
    'notAvailable' in content
      ? `<p class="absent"><strong>Not available:</strong> ${escaped(content.notAvailable)}.</p>`
      : shownHtml(content, id)
  return `<section id="${id}">\n<h2>${escaped(title)}</h2>\n${body}\n</section>`
}

function shownHtml({ lead, notes = [], figures = [], tables = [], commands = [] }: ShownSection, id: string): string {
  return [
    `<p class="lead">${escaped(lead)}</p>`,
    ...notes.map((note) => `<p>${escaped(note)}</p>`),
    ...figures.map((figure) => figureHtml(figure, id)),
    ...tables.map((table) => tableHtml(table, id)),
    ...commands.map(commandHtml),
  ].join('\n')
}

/** What is longer is folded away. */
const SHOWN_LINES = 12

function commandHtml({ line, says }: { readonly line: string; readonly says: string }): string {
  const text = `<pre><code>${escaped(line)}</code></pre>`
  if (line.split('\n').length <= SHOWN_LINES) return `<p class="command">${escaped(says)}</p>${text}`
  return `<details><summary>${escaped(says)}</summary>${text}</details>`
}

function figureHtml(figure: Figure, section: string): string {
  const { id, title, caption, key } = figure
  return [
    `<figure id="${section}-${id}">`,
    `<figcaption><strong>${escaped(title)}.</strong>${caption ? ` ${escaped(caption)}` : ''}</figcaption>`,
    ...(key ? [keyHtml(key)] : []),
    `<div class="scroll">${drawFigure(figure)}</div>`,
    '</figure>',
  ].join('\n')
}

/** Cells of so many letters are not broken into lines. */
const KEPT_TOGETHER = 14

function tableHtml({ id, title, columns, rows, caption }: Table, section: string): string {
  const right = columns.map((_, c) => rows.some((row) => typeof row[c] === 'number'))
  const cell = (tag: 'th' | 'td', text: string, c: number): string =>
    `<${tag}${right[c] ? ' class="number"' : text.length <= KEPT_TOGETHER ? ' class="word"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${escaped(text)}</${tag}>`
  const titled = columns.some(({ title: name }) => name !== '')
  const head = titled
    ? `<thead><tr>${columns.map((column, c) => cell('th', column.title, c)).join('')}</tr></thead>`
    : ''
  const body = rows.map(
    (row) => `<tr>${row.map((value, c) => cell('td', valueText(value, columns[c]), c)).join('')}</tr>`,
  )
  return [
    `<div class="table scroll${titled ? '' : ' pairs'}" id="${section}-${id}"><table>`,
    `<caption><strong>${escaped(title)}.</strong>${caption ? ` ${escaped(caption)}` : ''}</caption>`,
    head,
    `<tbody>${body.join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n')
}

function valueText(value: Value, { text = short }: Column): string {
  if (value === null) return '–'
  if (typeof value === 'number') return text(value)
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}
