import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { compiledFile } from '../src/package-root.js'
import type { KernelThreadData } from './kernel-thread.js'
import type { WorkloadSpec } from './workloads.js'

/** Milliseconds per sample of some threads together, each with its own samples, as a data-parallel batch is run. */
export async function kernelThreadsMs(spec: WorkloadSpec, threads: number, quick: boolean): Promise<number> {
  const ready = new Int32Array(new SharedArrayBuffer(8))
  ready[1] = threads
  const workerData: KernelThreadData = { spec, warmMs: quick ? 100 : 500, runMs: quick ? 200 : 1000, ready }
  const rates = await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(compiledFile('bench/kernel-thread.js'), { workerData })
      const [rate] = (await once(worker, 'message')) as [number]
      await worker.terminate()
      return rate
    }),
  )
  return 1000 / rates.reduce((a, b) => a + b, 0)
}
