import { describe, expect, it } from 'vitest'
import { WasmMemory } from '../../src/kernel/wasm-memory.js'

describe('WasmMemory', () => {
  it('carves out zeroed, 16-byte aligned arrays that do not overlap, also after another owner', () => {
    const first = new WasmMemory()
    first.floats(100).view.fill(7)
    first.release()
    const memory = new WasmMemory()
    const arrays = [3, 1, 17].map((length) => memory.floats(length))
    for (const { at, view } of arrays) {
      expect(at % 16).toBe(0)
      expect(Array.from(view).every((x) => x === 0)).toBe(true)
    }
    arrays.forEach(({ view }, i) => {
      view.fill(i + 1)
    })
    expect(arrays.map(({ view }) => new Set(view))).toEqual([new Set([1]), new Set([2]), new Set([3])])
    memory.release()
  })

  it('keeps views valid when the memory grows', () => {
    const memory = new WasmMemory()
    const small = memory.floats(4)
    small.view.set([1, 2, 3, 4])
    for (let i = 0; i < 64; i++) memory.bytes(1 << 20)
    memory.refresh()
    expect(Array.from(small.view)).toEqual([1, 2, 3, 4])
    memory.release()
  })

  it('released twice still has one next owner', () => {
    const memory = new WasmMemory()
    memory.release()
    memory.release()
    const [a, b] = [new WasmMemory(), new WasmMemory()]
    expect(a.exports).not.toBe(b.exports)
    for (const owner of [a, b]) owner.release()
  })
})
