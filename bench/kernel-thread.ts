/** A thread that runs one workload's passes for a while, together with others like it: kernel-threads.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { passSubject } from './pass-timing.js'
import { kernelOf, makeWorkload, type WorkloadSpec } from './workloads.js'

export interface KernelThreadData {
  readonly spec: WorkloadSpec
  readonly warmMs: number
  readonly runMs: number
  /** [0] how many are ready, [1] how many there are. */
  readonly ready: Int32Array
}

const WINDOWS = 5

/** Samples per second in the best of some windows, from when all threads are ready. */
function throughput({ spec, warmMs, runMs, ready }: KernelThreadData): number {
  const workload = makeWorkload(spec)
  const subject = passSubject(kernelOf(workload), workload.samples, workload.classes)
  for (const end = performance.now() + warmMs; performance.now() < end; ) subject.run()
  Atomics.add(ready, 0, 1)
  Atomics.notify(ready, 0)
  for (let seen = Atomics.load(ready, 0); seen < ready[1]; seen = Atomics.load(ready, 0)) Atomics.wait(ready, 0, seen)
  const rates = Array.from({ length: WINDOWS }, () => {
    const start = performance.now()
    let samples = 0
    while (performance.now() - start < runMs / WINDOWS) {
      subject.run()
      samples += workload.samples.length
    }
    return (samples * 1000) / (performance.now() - start)
  })
  return Math.max(...rates)
}

parentPort?.postMessage(throughput(workerData as KernelThreadData))
