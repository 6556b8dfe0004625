import type { Section } from './context.js'

/** The machine's own rates. */
export const limitsSection: Section = async ({ limits, quick, say }) => {
  say('limits of this machine')
  limits.forget()
  for (let i = 0; i < (quick ? 2 : 8); i++) limits.measure()
  const { multiplyAdd, sizes } = limits.best
  return {
    report: {
      title: 'Limits of this machine, one core, WebAssembly SIMD',
      notes: [
        `Multiplications and additions of f32x4 on registers: ${multiplyAdd.toFixed(1)} x 10^9 operations/s. The rest by the size of what is touched, in 10^9 float32 elements/s; rows of 800 elements in an order of chance.`,
      ],
      tables: [
        {
          columns: ['working set', 'rows added to a sum', 'a sum added to rows', 'copied'],
          rows: sizes.map(({ bytes, gather, scatter, copy }) => [sizeName(bytes), gather, scatter, copy]),
        },
      ],
    },
    data: limits.best,
  }
}

function sizeName(bytes: number): string {
  return bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`
}
