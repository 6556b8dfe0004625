import type { Screen } from './screen.js'

const BETWEEN = '  |  '

/** One line for several runs: `part(name)` is the screen of one of them, which has an equal share of the columns. */
export interface JointScreen {
  part(name: string): Screen
}

export function createJointScreen(screen: Screen): JointScreen {
  const lines = new Map<string, (columns: number) => string>()
  const joined = (columns: number): string => {
    const share = Math.floor((columns - BETWEEN.length * (lines.size - 1)) / lines.size)
    const parts = [...lines].map(([name, line]) => `${name} ${line(Math.max(1, share - name.length - 1))}`)
    return parts.join(BETWEEN).slice(0, columns)
  }
  return {
    part: (name) => ({
      show(line) {
        lines.set(name, line)
        screen.show(joined)
      },
      clear() {
        lines.delete(name)
        screen.clear()
      },
    }),
  }
}
