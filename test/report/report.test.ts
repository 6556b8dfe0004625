import { lineY } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeReport } from '../../src/report/report.js'
import type { Section } from '../../src/report/section.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { HRMAS } from '../search/tiny-study.js'
import { CHECKED, useTinyRuns } from './tiny-runs.js'

/** What is read of an element. */
interface Markup {
  readonly id: string
  readonly textContent: string
  getAttribute(name: string): string | null
}

const run = useTinyRuns()
let store: RunReader

beforeAll(async () => {
  store = await run({ strategy: HRMAS, comparisons: CHECKED })
})

const shown: Section = {
  id: 'shown',
  title: 'What & why <here>',
  build: () => ({
    lead: 'a < b & "c"',
    figures: [
      {
        id: 'line',
        title: 'A line',
        alt: 'It rises from 1 to 3.',
        key: [{ name: 'one <x>', color: '#000', dash: '2 3' }],
        spec: { marks: [lineY([1, 2, 3])] },
        numbers: [{ x: 0, y: 1 }],
      },
    ],
    tables: [
      {
        id: 'numbers',
        title: 'Numbers',
        columns: [{ title: 'name' }, { title: 'value' }],
        rows: [
          ['a', 12345.678],
          ['b', null],
        ],
      },
    ],
  }),
}
const absent: Section = { id: 'absent', title: 'Absent', build: () => ({ notAvailable: 'nothing was measured' }) }
const elsewhere: Section = { id: 'elsewhere', title: 'Of other runs', build: () => undefined }

describe('a report', () => {
  it('shows sections in their order, says why one is not available, and leaves out what does not arise', async () => {
    const { html } = await makeReport(store, { reference: 'r', sections: [shown, absent, elsewhere] })
    const { document } = parseHTML(html())
    expect(Array.from(document.querySelectorAll('section'), ({ id }: Markup) => id)).toEqual(['shown', 'absent'])
    expect(document.querySelector('#absent')?.textContent).toContain('Not available: nothing was measured.')
    const links = Array.from(document.querySelectorAll('nav a'), (a: Markup) => a.getAttribute('href'))
    expect(links).toEqual(['#shown', '#absent'])
  })

  it('escapes what it is given', async () => {
    const { html } = await makeReport(store, { reference: 'r', sections: [shown] })
    expect(html()).toContain('a &lt; b &amp; &quot;c&quot;')
    expect(html()).toContain('What &amp; why &lt;here&gt;')
    expect(html()).toContain('one &lt;x&gt;')
    expect(html()).not.toContain('<here>')
  })

  it('draws figures as SVG with a name and a description, and numbers right in tables', async () => {
    const { html } = await makeReport(store, { reference: 'r', sections: [shown] })
    const { document } = parseHTML(html())
    const svg = document.querySelector('#shown-line .scroll svg')
    expect(svg?.getAttribute('role')).toBe('img')
    expect(svg?.getAttribute('aria-label')).toBe('A line. It rises from 1 to 3.')
    expect(svg?.querySelectorAll('path').length).toBeGreaterThan(0)
    const cells = Array.from(document.querySelectorAll('#shown-numbers td'), (td: Markup) => td.textContent)
    expect(cells).toEqual(['a', '12\u2009346', 'b', '–'])
  })

  it('gives the numbers of every figure and table as a document', async () => {
    const { document } = await makeReport(store, { reference: 'r', sections: [shown, absent] })
    expect(document()).toMatchObject({
      schema: 'motif-search/report/1',
      run: store.header.name,
      studyHash: store.header.studyHash,
      sections: {
        shown: {
          figures: { line: { alt: 'It rises from 1 to 3.', numbers: [{ x: 0, y: 1 }] } },
          tables: { numbers: { columns: ['name', 'value'] } },
        },
        absent: { notAvailable: 'nothing was measured' },
      },
    })
  })

  it('needs nothing from elsewhere: no scripts, no addresses but the name space of SVG', async () => {
    const text = (await makeReport(store, { reference: 'r' })).html()
    expect(text).not.toContain('<script')
    const addresses = [...text.matchAll(/(?:https?:)?\/\/[^\s"'<)]+/g)].map(([address]) => address)
    expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg']))
  })
})

describe('every section', () => {
  it('has a figure with a text alternative and numbers, or says why not', async () => {
    const { SECTIONS } = await import('../../src/report/sections/index.js')
    const { runFacts } = await import('../../src/report/run-facts.js')
    const facts = runFacts(store, 'r')
    expect(new Set(SECTIONS.map(({ id }) => id)).size).toBe(SECTIONS.length)
    for (const { id, build } of SECTIONS) {
      expect(id).toMatch(/^[a-z][a-z-]*$/)
      const content = await build(facts)
      if (content === undefined) continue
      if ('notAvailable' in content) {
        expect(content.notAvailable, id).toMatch(/^[^.].*[^.]$/)
        continue
      }
      expect(content.lead, id).toMatch(/[.?]$/)
      for (const figure of content.figures ?? []) {
        expect(figure.alt, `${id} ${figure.id}`).toMatch(/\d.*\.$/s)
        expect(figure.numbers.length, `${id} ${figure.id}`).toBeGreaterThan(0)
      }
      for (const { columns, rows } of content.tables ?? []) {
        for (const row of rows) expect(row, id).toHaveLength(columns.length)
      }
    }
  })
})
