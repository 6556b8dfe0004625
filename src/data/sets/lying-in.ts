import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Names in a folder, sorted by code unit; none when it is no folder. */
export function namesIn(folder: string): readonly string[] {
  return isFolder(folder) ? readdirSync(folder).sort() : []
}

export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
export const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** The first archive in `folder` whose name before the ending is like `name`. */
export function archiveIn(folder: string, name: RegExp): string | undefined {
  const found = namesIn(folder).find((file) => {
    const ending = /\.(tar\.gz|tgz|tar|zip)$/.exec(file)
    return ending !== null && name.test(file.slice(0, ending.index)) && isFile(join(folder, file))
  })
  return found === undefined ? undefined : join(folder, found)
}
