/** Text for HTML, in elements and in attributes. A number stays with its per cent sign. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/(\d) %/g, '$1\u00a0%')
