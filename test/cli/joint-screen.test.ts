import { expect, it } from 'vitest'
import { createJointScreen } from '../../src/cli/joint-screen.js'

function jointScreen(columns: number) {
  let line: string | undefined
  const screen = createJointScreen({
    show: (made) => {
      line = made(columns)
    },
    clear: () => {
      line = undefined
    },
  })
  return { screen, line: () => line }
}

it('shows all runs on one line, each in an equal share of it', () => {
  const { screen, line } = jointScreen(79)
  const [one, two] = ['1:', '2:'].map((name) => screen.part(name))
  one.show((columns) => `search of ${columns}`)
  expect(line()).toBe('1: search of 76')
  two.show((columns) => `check of ${columns}`)
  expect(line()).toBe('1: search of 34  |  2: check of 34')
})

it('takes a run off the line when it ends', () => {
  const { screen, line } = jointScreen(40)
  const [one, two] = ['1:', '2:'].map((name) => screen.part(name))
  one.show(() => 'first')
  two.show(() => 'second')
  one.clear()
  expect(line()).toBeUndefined()
  two.show(() => 'second')
  expect(line()).toBe('2: second')
})

it('is never longer than the terminal, however many there are', () => {
  const { screen, line } = jointScreen(20)
  for (let i = 1; i <= 9; i++) screen.part(`${i}:`).show((columns) => 'x'.repeat(columns))
  expect(line()).toHaveLength(20)
})
