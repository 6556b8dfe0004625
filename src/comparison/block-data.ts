import type { EncodedDataset } from '../data/dataset.js'
import { canonicalJson } from '../evaluation/evaluation-id.js'
import type { Study } from '../search/study.js'
import type { ComparisonPlan } from './comparison-plan.js'
import { type DataReading, sharedDataset } from './prepare-run.js'

/** [block] encoded files; null where the task is generated. */
export type BlockData = readonly (EncodedDataset | null)[]

/** What the trainings of a block are of: the plan's study with the block's seed and data, without what is about a search. */
export function blockStudy({ study, blocks }: ComparisonPlan, block: number): Study {
  const { constraints: _, objectives: __, budget: ___, from: ____, ...rest } = study
  return { ...rest, seed: blocks[block].seed, data: blocks[block].data, comparisons: [] }
}

/** Blocks with the same data share it. */
export async function readBlockData(plan: ComparisonPlan, options: DataReading): Promise<BlockData> {
  const known = new Map<string, EncodedDataset | null>()
  const all: (EncodedDataset | null)[] = []
  for (const [block, { data }] of plan.blocks.entries()) {
    const text = canonicalJson(data)
    const encoded = known.has(text) ? known.get(text) : await sharedDataset(blockStudy(plan, block), options)
    known.set(text, encoded ?? null)
    all.push(encoded ?? null)
  }
  return all
}
