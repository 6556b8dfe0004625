import type { Sample } from '../../kernel/kernel.js'
import { exp } from '../../kernel/numerics/elementary.js'
import type { Prediction, SamplePredictor } from '../prediction.js'
import { classOf, decide, type FirstSpikeLoss } from './first-spike-loss.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import type { FirstSpikeRunner } from './runner.js'
import { readFirstSpikes } from './spike-samples.js'

type Forward = Pick<FirstSpikeRunner, 'forward' | 'dispose'>

/** Of losses without a softmax of their own: the authors' xi. */
const USUAL_XI = 0.2

/** Takes over the runner. */
export class FirstSpikePredictor implements SamplePredictor {
  readonly #stepsPerUnit: number
  readonly #recipe: Pick<FirstSpikeRecipe, 'loss'>
  readonly #runner: Forward
  readonly #times: Float64Array

  constructor(
    { inputs, stepsPerUnit }: { readonly inputs: number; readonly stepsPerUnit: number },
    recipe: Pick<FirstSpikeRecipe, 'loss'>,
    runner: Forward,
  ) {
    this.#stepsPerUnit = stepsPerUnit
    this.#recipe = recipe
    this.#runner = runner
    this.#times = new Float64Array(inputs)
  }

  predict({ step, channel }: Sample): Prediction {
    readFirstSpikes(step, channel, this.#stepsPerUnit, this.#times)
    const { loss } = this.#recipe
    const outputs = this.#runner.forward(this.#times)
    const label = classOf(loss, outputs)
    return { label: label < 0 ? null : label, scores: scoresOf(loss, outputs) }
  }

  dispose(): void {
    this.#runner.dispose()
  }
}

/** softmax(-time / xi), of the distance to `right` where the class is the output nearest to it; even where all are silent. */
function scoresOf(loss: FirstSpikeLoss, outputs: ArrayLike<number>): Float64Array {
  const late = Float64Array.from(outputs, (o) => (loss.kind === 'target' ? Math.abs(o - loss.right) : o))
  const first = decide(late)
  if (first < 0) return late.fill(1 / late.length)
  const xi = loss.kind === 'first-spike' ? loss.xi : USUAL_XI
  const raw = late.map((t) => (t === Number.POSITIVE_INFINITY ? 0 : exp(-(t - late[first]) / xi)))
  const sum = raw.reduce((total, x) => total + x, 0)
  return raw.map((x) => x / sum)
}
