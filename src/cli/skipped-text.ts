/** `2 files left out, --skip-bad` */
export function skippedText(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'} left out, --skip-bad`
}
