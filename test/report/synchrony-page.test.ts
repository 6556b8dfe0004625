import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstSpikeSubject } from '../../src/analysis/first-spike-subject.js'
import { analyseSynchrony } from '../../src/analysis/synchrony.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { firstSpikeRecipeSchema } from '../../src/learning/first-spike/first-spike-recipe.js'
import { FirstSpikeTraining } from '../../src/learning/first-spike/first-spike-training.js'
import { samplesOf } from '../../src/learning/first-spike/spike-samples.js'
import { pageHtml } from '../../src/report/html.js'
import { synchronySection } from '../../src/report/synchrony/synchrony-section.js'
import { executablePath, OUTSIDE, skipped } from './chromium.js'

const SAMPLES = Uint32Array.from({ length: 60 }, (_, i) => i)

/** Two networks that learnt nothing, side by side. */
function synchronyPage(
  classNames: readonly string[],
  hidden: readonly number[],
  inhibitory?: readonly number[],
): string {
  const classes = classNames.length
  const times = Array.from(SAMPLES, (n) =>
    Float64Array.from({ length: 20 }, (_, i) => 0.2 + 1.5 * uniform(key(5, 'prototype', n % classes), i)),
  )
  const labels = times.map((_, n) => n % classes)
  const samples = samplesOf(times, labels, classes)
  const structure = { widths: [20, ...hidden, classes], inhibitory, tauRatio: 1 } as const
  const recipe = firstSpikeRecipeSchema.parse({ rule: 'first-spike' })
  const [trained, untrained] = [2, 3].map((seed) => {
    const replicate = key(seed, 'replicate', 0)
    const { runner } = new FirstSpikeTraining({ structure, recipe, samples, trainOn: SAMPLES, epochs: 1, replicate })
    return analyseSynchrony(firstSpikeSubject(structure, recipe, samples, classNames, runner), SAMPLES)
  })
  const content = synchronySection({ classNames, trained, untrained })
  const sections = [{ id: 'synchrony', title: 'Synchronization and semantization', content }]
  return pageHtml({ title: 'Synchrony', subtitle: 'Layer by layer', sections, colophon: 'End.' })
}

const WIDE = `[...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.id)`
const DIGITS = Array.from({ length: 10 }, (_, d) => String(d))
const WORDS = ['seven', 'marvin', 'forward', 'backward', 'off', 'left']

describe.skipIf(executablePath === undefined)(`the page of synchrony in a browser${skipped}`, () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 800, height: 900 } })
  })
  afterAll(() => browser?.close())

  it.each([
    ['excitatory and inhibitory neurons in four layers', synchronyPage(DIGITS, [20, 20, 20, 20], [5, 5, 5, 5])],
    ['neurons of both signs and long names', synchronyPage(WORDS, [20, 20, 20])],
    ['one layer and three classes', synchronyPage(WORDS.slice(0, 3), [20])],
  ])('shows every column and label of %s without scrolling', async (_, html) => {
    await page.setContent(html)
    expect(await page.evaluate(WIDE)).toEqual([])
    expect(await page.evaluate(OUTSIDE)).toEqual([])
  })
})
