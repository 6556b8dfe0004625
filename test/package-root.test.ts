import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { compiledFile, packageRoot } from '../src/package-root.js'

it('finds the folder that holds this package', () => {
  expect(existsSync(join(packageRoot(), 'src', 'package-root.ts'))).toBe(true)
})

it('points compiled files into dist', () => {
  expect(fileURLToPath(compiledFile('src/data/encode-worker.js'))).toBe(
    join(packageRoot(), 'dist', 'src', 'data', 'encode-worker.js'),
  )
})
