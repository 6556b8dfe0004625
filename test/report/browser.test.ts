import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trainTopology } from '../../src/comparison/train-topology.js'
import { generateDataset, isGenerated } from '../../src/data/catalogue.js'
import { gradientNetwork } from '../../src/learning/network-file.js'
import { makeReport } from '../../src/report/report.js'
import { parseStudy } from '../../src/search/study.js'
import { parseTopology } from '../../src/topology/topology-document.js'
import { HRMAS } from '../search/tiny-study.js'
import { executablePath, OUTSIDE, skipped } from './chromium.js'
import { CHECKED, useTinyRuns } from './tiny-runs.js'

/** Screenshots stay in $MOTIF_SCREENSHOTS; without it they go when the tests are over. */
const kept = process.env.MOTIF_SCREENSHOTS
const folder = kept ?? mkdtempSync(join(tmpdir(), 'motif-screens-'))

const run = useTinyRuns()

/** A report with every section that a search can have: laterals, two motif sizes, a check, a network at work. */
async function writeReport(): Promise<string> {
  const layers = [{ neurons: 16, motifSizes: [4, 8], lateral: 'search' }]
  const store = await run({ strategy: HRMAS, comparisons: CHECKED, layers, iterations: 20 })
  const study = parseStudy(store.header.study, 'study')
  const best = store.result('best') as { topology: unknown }
  const settings = { replicate: 0, epochs: 2, encoded: null, test: false, signal: new AbortController().signal }
  const network = await trainTopology(study, parseTopology(best.topology, 'best'), settings)
  if (network === undefined || !isGenerated(study.data)) throw new Error('a generated task trains to its end')
  const data = generateDataset(study.data, { seed: study.seed, replicate: 0 })
  const atWork = {
    network: gradientNetwork(network, 'the report'),
    data,
    samples: [80, 81],
    from: 'the discovered topology',
  }
  const report = await makeReport(store, { reference: 'tiny', atWork })
  const file = join(folder, 'report.html')
  writeFileSync(file, report.html())
  return file
}

describe.skipIf(executablePath === undefined)(`a report in a browser${skipped}`, () => {
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    const file = await writeReport()
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.on('console', (message) => complaints.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(pathToFileURL(file).href)
  })

  afterAll(async () => {
    await browser?.close()
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  })

  it('opens from disk without a network, a request or a complaint', () => {
    expect(complaints).toEqual([])
  })

  it('has every section, and each can be photographed', async () => {
    const sections = await page.locator('section').all()
    const { SECTIONS } = await import('../../src/report/sections/index.js')
    const ids = await Promise.all(sections.map((section) => section.getAttribute('id')))
    const usual = [
      'question',
      'answer',
      'discovered',
      'comparison',
      'course',
      'architecture',
      'repair',
      'activity',
      'pareto',
    ]
    expect(ids).toEqual(expect.arrayContaining(usual))
    expect(SECTIONS.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
    for (const [i, section] of sections.entries()) {
      const picture = await section.screenshot({ path: join(folder, `${ids[i]}.png`) })
      expect(picture.length, `${ids[i]}`).toBeGreaterThan(3000)
    }
    expect(await page.locator('.absent').allTextContents()).toEqual([])
  })

  it.each([1280, 700, 390])('fits a window of %i pixels: only figures and tables scroll', async (width) => {
    await page.setViewportSize({ width, height: 900 })
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(width)
    if (kept !== undefined) await page.screenshot({ path: join(folder, `page-${width}.png`) })
  })

  it('keeps every label within its figure', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    const outside = await page.evaluate(OUTSIDE)
    expect(outside).toEqual([])
  })

  it('prints without the list of sections, on white', async () => {
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('nav').isVisible()).toBe(false)
    const pdf = await page.pdf({ format: 'A4', ...(kept !== undefined && { path: join(folder, 'report.pdf') }) })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.emulateMedia({ media: 'screen' })
  })
})
