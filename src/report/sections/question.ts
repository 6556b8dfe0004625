import { describeData, isGenerated } from '../../data/catalogue.js'
import type { Study } from '../../search/study.js'
import { type SearchSpace, spaceSize } from '../../topology/search-space.js'
import type { RunFacts } from '../run-facts.js'
import { PAIRS, type Section, type Value } from '../section.js'
import { counted, listed } from '../words.js'

export const question: Section = {
  id: 'question',
  title: 'The question',
  build: (facts) => {
    const { study, comparison } = facts
    return {
      lead: comparison?.question || study.question || `What does a search over ${study.name} find?`,
      numbers: { study: facts.store.header.study, studyHash: facts.store.header.studyHash },
      tables: [
        {
          id: 'study',
          title: 'What was asked for',
          columns: PAIRS,
          rows: rowsOf(facts),
        },
      ],
    }
  },
}

function rowsOf({ study, store, comparison }: RunFacts): Value[][] {
  const { strategy, schedule, recipe, constraints, objectives = [store.metric.name] } = study
  return [
    ['study', `${study.name}, seed ${study.seed}`],
    ['data', dataText(study)],
    ['search space', spaceText(study.space)],
    ['wanted', objectives.join(', ')],
    ...(constraints ? [['constraints', JSON.stringify(constraints)]] : []),
    ...(comparison === undefined
      ? [['strategy', `${strategy.name}, ${counted(schedule.iterations, 'iteration')}`]]
      : []),
    [
      'learning',
      `rule ${recipe.rule}, ${counted(recipe.epochs, 'epoch')}${'batch' in recipe ? ` of batches of ${recipe.batch}` : ''}`,
    ],
    ...('repair' in recipe
      ? [['repair in trainings', recipe.repair.rule === 'none' ? 'none' : `rule ${recipe.repair.rule}`]]
      : []),
    ['compared', comparison === undefined ? comparedText(study) : listed(comparison.arms.map(({ name }) => name))],
    ['study hash', store.header.studyHash],
  ]
}

function dataText({ data }: Study): string {
  const { channels, classes, maxSteps, samples } = describeData(data)
  const shape = `${channels} channels, ${classes} classes, up to ${maxSteps} steps`
  if (!isGenerated(data)) return `${data.source}: ${shape}`
  const parts = Object.entries(samples ?? {}).map(([split, n]) => `${n} ${split}`)
  const settings = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : [],
  )
  return `${data.source} (generated; ${settings.join(', ')}): ${shape}; samples: ${parts.join(', ')}`
}

function spaceText(space: SearchSpace): string {
  const layers = space.layers.map(
    ({ neurons, motifSizes }) => `${neurons} neurons in motifs of ${listed(motifSizes.map(String))}`,
  )
  return `${layers.join('; ')}; about 10^${spaceSize(space).toFixed(0)} topologies`
}

function comparedText({ comparisons }: Study): string {
  const arms = [...new Set(comparisons.flatMap(({ arms: own }) => own.map(({ topology }) => topology)))]
  return arms.length === 0 ? 'nothing' : listed(arms)
}
