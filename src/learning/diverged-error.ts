/** A loss or a gradient stopped being finite. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError'
  readonly epoch: number
  readonly step: number
  constructor(epoch: number, step: number) {
    super(`training diverged in epoch ${epoch} at optimiser step ${step}`)
    this.epoch = epoch
    this.step = step
  }
}
