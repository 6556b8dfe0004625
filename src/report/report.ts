import type { RunReader } from '../store/run-reader.js'
import { type BuiltSection, pageHtml } from './html.js'
import { type RunFacts, runFacts, type Work } from './run-facts.js'
import type { Section, SectionContent } from './section.js'
import { SECTIONS } from './sections/index.js'
import { counted } from './words.js'

export interface Report {
  readonly html: () => string
  /** The numbers behind every figure and table. */
  readonly document: () => object
}

export interface ReportOptions extends Work {
  /** How the command line names the run. */
  readonly reference: string
  readonly sections?: readonly Section[]
}

/** All that a run's facts say, section by section. */
export async function makeReport(
  store: RunReader,
  { reference, sections = SECTIONS, ...work }: ReportOptions,
): Promise<Report> {
  const facts = runFacts(store, reference, work)
  const built: BuiltSection[] = []
  for (const { id, title, build } of sections) {
    const content = await build(facts)
    if (content !== undefined) built.push({ id, title, content })
  }
  return { html: () => reportHtml(facts, built), document: () => reportDocument(facts, built) }
}

function reportHtml({ store, study, reference }: RunFacts, sections: readonly BuiltSection[]): string {
  const { name, createdAt, strategy, codeVersion, studyHash } = store.header
  return pageHtml({
    title: `${study.name}: run ${name}`,
    subtitle: `Strategy ${strategy}, seed ${study.seed}, ${counted(store.lastStep(), 'step')}, begun ${createdAt.slice(0, 10)}.`,
    sections,
    colophon:
      `Made by motif-search ${codeVersion} from the run's log (study hash ${studyHash.slice(0, 12)}). The numbers behind ` +
      `every figure: motif report ${reference} --json`,
  })
}

function reportDocument({ store }: RunFacts, sections: readonly BuiltSection[]): object {
  const { name, studyHash, codeVersion, seed } = store.header
  const named = sections.map(({ id, title, content }) => [id, { title, ...contentDocument(content) }] as const)
  return {
    schema: 'motif-search/report/1',
    run: name,
    studyHash,
    codeVersion,
    seed,
    sections: Object.fromEntries(named),
  }
}

function contentDocument(content: SectionContent): object {
  if ('notAvailable' in content) return content
  const { lead, notes, numbers, figures = [], tables = [], commands } = content
  return {
    lead,
    ...(notes && { notes }),
    ...(numbers && { numbers }),
    ...(commands && { commands }),
    figures: Object.fromEntries(figures.map(({ id, title, alt, numbers: own }) => [id, { title, alt, numbers: own }])),
    tables: Object.fromEntries(
      tables.map(({ id, title, columns, rows }) => [id, { title, columns: columns.map((c) => c.title), rows }]),
    ),
  }
}
