import type { EncodedDataset } from '../../data/dataset.js'
import type { SuperSpikeRecipe } from '../super-spike-recipe.js'

/** Says what is wrong with the outputs during one sample; steps count from its start. */
export interface Critic {
  /** Tells `add` of what is known to be missing in these steps, whatever the outputs do. */
  expect(from: number, to: number, add: (step: number, output: number, value: number) => void): void
  /** An output fired: -1 where it should not have, else 0. */
  fired(step: number, output: number): number
  /** At the end of the sample: the output that should have fired and did not. */
  missed(): number | undefined
  /** Whether the sample was given its class; undefined where it has none. */
  readonly isRight: boolean | undefined
}

/** Of sample `i`. */
export const criticOf = (data: EncodedDataset, i: number, recipe: SuperSpikeRecipe, dt: number): Critic =>
  data.target === undefined ? classCritic(data, i, recipe, dt) : patternCritic(data.target, i)

/** Every target spike is missing and every output spike is too many: where they meet they cancel. */
function patternCritic({ start, step, output }: NonNullable<EncodedDataset['target']>, i: number): Critic {
  let next = start[i]
  return {
    expect(_, to, add) {
      for (; next < start[i + 1] && step[next] < to; next++) add(step[next], output[next], 1)
    },
    fired: () => -1,
    missed: () => undefined,
    isRight: undefined,
  }
}

/**
 * In its last `windowSeconds` a sample's own output is to fire; any other spike at any time is an error, and a miss is told at the
 * end. Right is a sample whose output, and no other, fired in the window.
 */
function classCritic(data: EncodedDataset, i: number, recipe: SuperSpikeRecipe, dt: number): Critic {
  const label = data.label[i]
  const opens = data.steps[i] - Math.round(recipe.windowSeconds / dt)
  let own = 0
  let others = 0
  return {
    expect: () => {},
    fired(step, output) {
      if (step < opens) return -1
      if (output !== label) {
        others++
        return -1
      }
      own++
      return own > 1 && recipe.extraSpikes === 'errors' ? -1 : 0
    },
    missed: () => (own === 0 ? label : undefined),
    get isRight() {
      return own > 0 && others === 0
    },
  }
}
