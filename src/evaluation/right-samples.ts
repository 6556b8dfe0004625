/** `<samples>:<hex>`, four samples a digit, the first in its highest bit: which samples were right. */
export function rightText(right: readonly boolean[]): string {
  let digits = ''
  for (let i = 0; i < right.length; i += 4) {
    let digit = 0
    for (let j = 0; j < 4; j++) digit = 2 * digit + (right[i + j] ? 1 : 0)
    digits += digit.toString(16)
  }
  return `${right.length}:${digits}`
}

/** [sample] 1 where it was right, of what `rightText` wrote. */
export function rightSamples(text: string): Uint8Array {
  const [count, digits] = text.split(':')
  return Uint8Array.from({ length: Number(count) }, (_, i) => {
    return (Number.parseInt(digits[i >> 2], 16) >> (3 - (i & 3))) & 1
  })
}
