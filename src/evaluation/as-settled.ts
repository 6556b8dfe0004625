/** Yields promises' values in the order in which they settle; throws when one of them rejects. */
export async function* asSettled<T>(promises: readonly Promise<T>[]): AsyncIterable<T> {
  const settled: (() => T)[] = []
  let wake = () => {}
  const settle = (result: () => T) => {
    settled.push(result)
    wake()
  }
  for (const promise of promises) {
    promise.then(
      (value) => settle(() => value),
      (error: unknown) =>
        settle(() => {
          throw error
        }),
    )
  }
  for (let taken = 0; taken < promises.length; taken++) {
    if (settled.length === taken) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    yield settled[taken]()
  }
}
