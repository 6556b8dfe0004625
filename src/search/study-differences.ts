import { type Study, studyDocument } from './study.js'

export interface StudyDifference {
  /** Such as `space.layers.0.neurons`. */
  readonly path: string
  /** JSON text; undefined where there is nothing. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What does not change the question: names, words, and limits of time. */
const IRRELEVANT = ['name', 'question', 'limits.evaluationSeconds', 'budget.wallTime', 'budget.cpuTime']

/** Settings in which two studies differ, by path; defaults are filled in on both sides. */
export function studyDifferences(before: Study, after: Study): StudyDifference[] {
  const [a, b] = [before, after].map((study) => leaves(studyDocument(study)))
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter((path) => !IRRELEVANT.includes(path)).sort()
  return paths.flatMap((path) => {
    const [was, is] = [a.get(path), b.get(path)]
    return was === is ? [] : [{ path, before: was, after: is }]
  })
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== undefined) leaves(inner, path === '' ? key : `${path}.${key}`, found)
    }
  } else found.set(path, JSON.stringify(value))
  return found
}
