import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'

/** A .tar.gz of the given files, after entries for the given folders. */
export async function tarGz(
  files: Readonly<Record<string, Uint8Array>>,
  folders: readonly string[] = [],
): Promise<Buffer> {
  const archive = pack()
  for (const name of folders) archive.entry({ name, type: 'directory' })
  for (const [name, bytes] of Object.entries(files)) archive.entry({ name }, Buffer.from(bytes))
  archive.finalize()
  const parts: Uint8Array[] = []
  for await (const part of archive) parts.push(part as Uint8Array)
  return gzipSync(Buffer.concat(parts))
}
