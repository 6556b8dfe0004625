import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

export interface Import {
  /** Path of the importing file, relative to the repository root, with `/`. */
  readonly from: string
  /** Path of the imported file, same form. Packages and Node's own modules are not listed. */
  readonly to: string
  /** `import('...')` at run time: bound by the arrows, but no cycle at load time. */
  readonly dynamic: boolean
}

/** TypeScript files below `folder`, as `folder/...` paths with `/`. */
export function typeScriptFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1).replaceAll('\\', '/'), entry.name))
    .sort()
}

export function importsOfFiles(root: string, files: readonly string[]): Import[] {
  return files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
}

/** Relative imports and re-exports of one file: values and types, static and dynamic. */
export function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false)
  const found: Import[] = []
  const add = (node: ts.Node | undefined, dynamic: boolean): void => {
    if (node === undefined || !ts.isStringLiteralLike(node) || !node.text.startsWith('.')) return
    found.push({ from: file, to: resolve(file, node.text), dynamic })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, false)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, false)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], true)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** AssemblyScript writes its imports without `.js`. */
function resolve(file: string, specifier: string): string {
  const path = posix.join(dirname(file), specifier)
  return path.endsWith('.js') ? path.replace(/\.js$/, '.ts') : path.endsWith('.ts') ? path : `${path}.ts`
}

/** Every file that can reach itself by static imports, grouped: one line of `a -> b -> a` per cycle found. */
export function findCycles(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>()
  for (const { from, to, dynamic } of imports) {
    if (!dynamic) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file].join(' -> '))
    if (start >= 0 || done.has(file)) return
    for (const to of targets.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) walk(file, [])
  return cycles
}
