import { afterEach, expect, it, vi } from 'vitest'
import { listenForStop } from '../../src/cli/stop-signal.js'

afterEach(() => vi.restoreAllMocks())

it('aborts at the first signal, ignores its echo through npm, and ends at once at the second', () => {
  const clock = vi.spyOn(performance, 'now')
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as () => never)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const stop = listenForStop()
  try {
    expect(stop.signal.aborted).toBe(false)
    clock.mockReturnValue(1000)
    process.emit('SIGINT', 'SIGINT')
    expect({ aborted: stop.signal.aborted, code: stop.exitCode() }).toEqual({ aborted: true, code: 130 })
    clock.mockReturnValue(1100)
    process.emit('SIGINT', 'SIGINT')
    expect(exit).not.toHaveBeenCalled()
    clock.mockReturnValue(2000)
    process.emit('SIGTERM', 'SIGTERM')
    expect(exit).toHaveBeenCalledWith(130)
  } finally {
    stop.release()
  }
})
