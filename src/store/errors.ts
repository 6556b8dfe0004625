/*
 * What can go wrong with a run store. The command line turns the classes into exit codes: RunLockedError and
 * StoreBusyError are 4, StoreVersionError and StoreCorruptError are 5, the others 1.
 */

/** Another live process runs this run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError'
}

/** Another process kept writing to the store for longer than the busy timeout. */
export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError'
}

/** The store was written by another version of motif-search. */
export class StoreVersionError extends Error {
  override readonly name = 'StoreVersionError'
}

/** The file is no run store, or is damaged. */
export class StoreCorruptError extends Error {
  override readonly name = 'StoreCorruptError'
}

/** The disk did not take a write. The transaction was rolled back whole; the store can still be used. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError'
}

/** A write contradicts what is stored: facts are append-only. */
export class StoreConflictError extends Error {
  override readonly name = 'StoreConflictError'
}

/** The evaluation already has its outcome. */
export class EvaluationFinishedError extends Error {
  override readonly name = 'EvaluationFinishedError'
}
