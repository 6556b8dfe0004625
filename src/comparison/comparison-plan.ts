import type { DataSpec } from '../data/catalogue.js'
import { canonicalJson, sha256 } from '../evaluation/evaluation-id.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import type { Recipe } from '../learning/recipe.js'
import { CHOSEN_HANDMADE, parseStudy, type Study, studyDocument } from '../search/study.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology, topologyDocument } from '../topology/topology-document.js'
import type { ArmResult, Contrast, DesignDifference } from './comparison-result.js'

/** Stands for the handmade arm that is chosen on selection data. */
export const CHOSEN = CHOSEN_HANDMADE

/** Under this name a comparison's run keeps its plan, from the moment it exists. */
export const COMPARISON_PLAN = 'comparison-plan'

export interface PlannedBlock {
  readonly label: string
  readonly seed: number
  readonly data: DataSpec
}

export interface PlannedArm extends Pick<ArmResult, 'name' | 'source' | 'learns' | 'search'> {
  readonly kind: Exclude<ArmResult['kind'], 'chosen'>
  /** [block][draw] */
  readonly topologies: readonly (readonly Topology[])[]
  /** In place of the plan's, and what is different about it. */
  readonly recipe?: { readonly settings: Recipe; readonly text: string } | undefined
  /** Its value of the setting of the recipe in which arms are to differ. */
  readonly variant?: string | undefined
  /** Trained for the square of repair only: no contrast of its own. */
  readonly squareOnly?: true | undefined
}

/** Everything that decides what a comparison trains and how it is judged: fixed before the first training. */
export interface ComparisonPlan {
  readonly question: string
  /** Of the first block; space, recipe and limits are those of all. */
  readonly study: Study
  readonly blocks: readonly PlannedBlock[]
  readonly arms: readonly PlannedArm[]
  readonly replicates: number
  /** Trainings of each handmade topology on which the choice among them rests. */
  readonly choiceReplicates: number
  readonly scoreOn: 'test' | 'selection'
  /** Once the handmade arm is chosen, all arms learn from the selection split too. */
  readonly withSelection?: true | undefined
  readonly override: Readonly<Record<string, number>>
  readonly success: readonly number[]
  /** `b` may be `CHOSEN`. */
  readonly primary: Pick<Contrast, 'a' | 'b' | 'declared'> | null
  /** Names of the arms whose searches had repair, and had none. */
  readonly square: { readonly withRepair: string; readonly without: string } | null
  readonly allowed: readonly DesignDifference[]
}

/** As plain data, for the store. */
export function planDocument(plan: ComparisonPlan): object {
  return {
    ...plan,
    study: studyDocument(plan.study),
    arms: plan.arms.map((arm) => ({ ...arm, topologies: arm.topologies.map((drawn) => drawn.map(topologyDocument)) })),
  }
}

/** What `planDocument` wrote: only the store of a comparison hands it in. */
export function readPlan(document: unknown): ComparisonPlan {
  const plain = document as Omit<ComparisonPlan, 'study' | 'arms'> & {
    readonly study: unknown
    readonly arms: readonly (Omit<PlannedArm, 'topologies'> & {
      readonly topologies: readonly (readonly unknown[])[]
    })[]
  }
  return {
    ...plain,
    study: parseStudy(plain.study, 'the study of the comparison'),
    arms: plain.arms.map((arm) => ({
      ...arm,
      topologies: arm.topologies.map((drawn) => drawn.map((t) => parseTopology(t, `arm ${arm.name}`))),
    })),
  }
}

/** Names of blocks and runs, and the words of the question, change nothing that is trained or judged. */
export function planHash(plan: ComparisonPlan, dataKeys: readonly (string | null)[]): string {
  const {
    question: _,
    study,
    blocks,
    arms,
    ...rest
  } = planDocument(plan) as Omit<ComparisonPlan, 'study' | 'arms'> & {
    readonly study: object
    readonly arms: readonly PlannedArm[]
  }
  const { name: __, question: ___, limits: ____, ...asked } = study as Record<string, unknown>
  const asAsked = {
    ...rest,
    study: asked,
    blocks: blocks.map(({ seed, data }) => ({ seed, data })),
    arms: arms.map(({ source: _____, search: ______, ...arm }) => arm),
    dataKeys,
    numerics: NUMERICS_VERSION,
  }
  return sha256(canonicalJson(asAsked))
}
