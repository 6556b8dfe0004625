import type { Section } from '../section.js'
import { activity } from './activity.js'
import { answer } from './answer.js'
import { architecture } from './architecture.js'
import { checklist } from './checklist.js'
import { commands } from './commands.js'
import { comparison } from './comparison.js'
import { costs } from './costs.js'
import { course } from './course.js'
import { discovered } from './discovered.js'
import { environment } from './environment.js'
import { failures } from './failures.js'
import { pareto } from './pareto.js'
import { pattern } from './pattern.js'
import { question } from './question.js'
import { repair } from './repair.js'
import { selfOrganized } from './self-organized.js'
import { synchrony } from './synchrony.js'

/** In the order of the document. A section of one's own is a file beside these and a line here. */
export const SECTIONS: readonly Section[] = [
  question,
  answer,
  discovered,
  comparison,
  course,
  architecture,
  selfOrganized,
  repair,
  pattern,
  activity,
  synchrony,
  pareto,
  failures,
  costs,
  environment,
  checklist,
  commands,
]
