import type { EncodedDataset } from '../data/dataset.js'
import { key } from '../kernel/numerics/random.js'
import { planOffsets } from '../kernel/plan.js'
import { compileTopology, expandWeights } from '../learning/compiled-network.js'
import { structureOf, trainedRunner } from '../learning/first-spike/first-spike-rule.js'
import { FirstSpikeTraining } from '../learning/first-spike/first-spike-training.js'
import { firstSpikesOf } from '../learning/first-spike/spike-samples.js'
import { initialParameters } from '../learning/initial-weights.js'
import type { AnyNetwork, Network, RuleNetwork } from '../learning/network-file.js'
import { startIntrinsic } from '../learning/repair.js'
import { splitSamples } from '../learning/samples.js'
import { UsageError } from '../usage-error.js'
import { firstSpikeSubject } from './first-spike-subject.js'
import { recurrentSubject } from './recurrent-subject.js'
import { analyseSynchrony, type SynchronyAnalysis } from './synchrony.js'
import type { SynchronySubject } from './synchrony-subject.js'

const TRAINED_ON = ['weights', 'alpha'] as const

/** A saved network beside the same network before it learnt anything, on some samples of its data. */
export function networkSynchrony(
  network: AnyNetwork,
  data: EncodedDataset,
  samples: ArrayLike<number>,
): SynchronyAnalysis {
  const subjects = 'numbers' in network ? ruleSubjects(network, data) : recurrentSubjects(network, data)
  try {
    const [trained, untrained] = subjects.map((subject) => analyseSynchrony(subject, samples))
    return { classNames: network.classNames, trained, untrained }
  } finally {
    for (const subject of subjects) subject.dispose()
  }
}

function recurrentSubjects(network: Network, data: EncodedDataset): SynchronySubject[] {
  const { topology, recipe, seed, replicate } = network
  const compiled = compileTopology(topology)
  const drawn = initialParameters(compiled, recipe, key(seed, 'replicate', replicate))
  const weights = new Float32Array(drawn.length)
  expandWeights(compiled, drawn, weights)
  const untrained = {
    topology,
    recipe,
    weights,
    ...startIntrinsic(topology.neuron, planOffsets(compiled.plan).neurons),
  }
  return [recurrentSubject(network, data), recurrentSubject(untrained, data)]
}

function ruleSubjects(network: RuleNetwork, data: EncodedDataset): SynchronySubject[] {
  const { topology, recipe, seed, replicate, numbers, classNames } = network
  if (recipe.rule !== 'first-spike')
    throw new UsageError(
      `synchrony is measured of networks that name classes, but this one was trained by ${recipe.rule}`,
    )
  const structure = structureOf(topology)
  const samples = firstSpikesOf(data, topology.neuron.tauSyn)
  const untrained = new FirstSpikeTraining({
    structure,
    recipe,
    samples,
    trainOn: splitSamples(data, TRAINED_ON),
    epochs: recipe.epochs,
    replicate: key(seed, 'replicate', replicate),
  })
  return [trainedRunner(topology, recipe, numbers), untrained.runner].map((runner) =>
    firstSpikeSubject(structure, recipe, samples, classNames, runner),
  )
}
