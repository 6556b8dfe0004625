import type { Said, ThreadMessage } from './worker.js'

/** Who listens to which task. */
export class TaskListeners {
  readonly #listeners = new Map<number, (message: ThreadMessage) => void>()
  #numbers = 0

  listen(listener: (message: ThreadMessage) => void): number {
    this.#listeners.set(this.#numbers, listener)
    return this.#numbers++
  }

  forget(task: number): void {
    this.#listeners.delete(task)
  }

  hear({ task, message }: Said): void {
    this.#listeners.get(task)?.(message)
  }
}
