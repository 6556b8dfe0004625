import { defineCommand } from '../define-command.js'
import {
  argumentList,
  dataOption,
  flag,
  formatOption,
  integerOption,
  skipBadOption,
  textOption,
  textsOption,
  threadsOption,
  timeOption,
  wordOption,
} from '../option.js'

export const compare = defineCommand({
  command: 'compare <arms..>',
  describe: 'holds topologies against each other: a fair comparison with its statistics',
  positionals: (y) =>
    y.positional(
      'arms',
      argumentList(
        'arms',
        'arms as NAME=RUN,RUN,... (independent searches), <run>[:candidate], a .json file, or a handmade name',
      ),
    ),
  options: {
    seeds: integerOption('seeds', 'trainings of each topology in each block; 5 without it', 1, 1000),
    draws: integerOption('draws', 'topologies of each random handmade arm in each block; 3 without it', 1, 1000),
    primary: textOption('primary', 'the contrast that counts, as ARM:ARM; the first arm against the handmade one'),
    'choice-seeds': integerOption('choice-seeds', 'trainings that choose the handmade arm; 2 without it', 1, 1000),
    declared: flag('declared', 'arms, trainings and primary contrast as the study of the first run declares them'),
    difficulty: textsOption('another setting of a generated task, as gap=80; may be given more than once'),
    success: textOption(
      'success',
      'also the share of trainings at or above these accuracies, as 0.75,0.95; of a loss at or below',
    ),
    'repair-square': textOption('repair-square', 'repair in the search x in the recipe, of ARM,ARM: with and without'),
    allow: textsOption('differences besides topology that are meant, such as recipe; refused without it'),
    vary: textOption('vary', 'every arm once with each of these recipes, as recipe.feedback=symmetric,random'),
    on: wordOption('on', 'split to score on; test without it', ['test', 'selection']),
    'with-selection': flag('with-selection', 'trains on the selection split too, once it has chosen'),
    study: textOption('study', 'study with data and recipe, where no arm is a run'),
    run: textOption('run', 'name of the run of the comparison; the same arms find it again without it'),
    time: timeOption,
    threads: threadsOption,
    data: dataOption,
    'skip-bad': skipBadOption,
    format: formatOption,
  },
  run: async (argv) => {
    const { runCompare } = await import('../run-compare.js')
    return runCompare({
      ...argv,
      skipBad: argv['skip-bad'],
      choiceSeeds: argv['choice-seeds'],
      repairSquare: argv['repair-square'],
      withSelection: argv['with-selection'],
    })
  },
})
