import { WasmKernel } from '../kernel/wasm-kernel.js'
import type { SupernetShard } from './work-item.js'

const KEPT = 2

/**
 * The kernels of one thread for shards, by plan key. Runs that share the thread share them: a kernel holds nothing of a
 * run but the numbers loaded last.
 */
export class ShardKernels {
  readonly #kernels = new Map<string, WasmKernel>()
  /** The numbers a kernel has; they are never changed in place. */
  readonly #loaded = new WeakMap<WasmKernel, Pick<SupernetShard, 'weights' | 'resistance' | 'tauMem'>>()

  /** The kernel of a shard with the shard's numbers; `capacity` is what it has room for from the start. */
  loaded(shard: SupernetShard, capacity: { steps: number; events: number }): WasmKernel {
    let kernel = this.#kernels.get(shard.planKey)
    if (!kernel) {
      kernel = new WasmKernel(shard.plan, shard.rule, capacity)
      this.#keep(shard.planKey, kernel)
    }
    this.#load(kernel, shard)
    return kernel
  }

  /** Once per step: all shards of a message carry the same arrays. */
  #load(kernel: WasmKernel, { weights, resistance, tauMem }: SupernetShard): void {
    const has = this.#loaded.get(kernel)
    if (has?.weights === weights && has.resistance === resistance && has.tauMem === tauMem) return
    kernel.load(weights, resistance, tauMem)
    this.#loaded.set(kernel, { weights, resistance, tauMem })
  }

  #keep(planKey: string, kernel: WasmKernel): void {
    const [oldest] = this.#kernels
    if (oldest && this.#kernels.size >= KEPT) {
      oldest[1].dispose()
      this.#kernels.delete(oldest[0])
    }
    this.#kernels.set(planKey, kernel)
  }
}
