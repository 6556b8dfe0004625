import type { Section } from '../section.js'
import { answer } from './answer.js'
import { course } from './course.js'
import { question } from './question.js'

/** In the order of the document. A section of one's own is a file beside these and a line here. */
export const SECTIONS: readonly Section[] = [question, answer, course]
