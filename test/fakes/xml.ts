// Whether a text is well-formed XML, by the grammar (XML 1.0, sections 2.1 to 2.4, 3.1, 4.6), without a parser's leniency.

const NAME = String.raw`[A-Za-z_][\w.:-]*`
const REFERENCE = '&(?:amp|lt|gt|quot|apos|#\\d+|#x[0-9a-fA-F]+);'
const ATTRIBUTE = String.raw`\s+${NAME}="(?:[^<&"]|${REFERENCE})*"`
const TOKEN = new RegExp(
  `(<\\?xml [^?]*\\?>)|<(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>|</(${NAME})>|((?:[^<&]|${REFERENCE})+)`,
  'uy',
)
// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML can't write are what is looked for.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/**
 * The texts of a document's elements, each by its path.
 * @throws Error where it is not well-formed
 */
export const parseXml = (document: string): [path: string, text: string][] => {
  if (UNWRITABLE.test(document)) throw new Error('it has a character that XML can not have')
  const open: string[] = []
  const texts: [string, string][] = []
  let roots = 0
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < document.length; ) {
    const at = TOKEN.lastIndex
    const [token, declaration, start, , empty, end, text] = TOKEN.exec(document) ?? []
    if (token === undefined) throw new Error(`not well-formed at ${document.slice(at, at + 60)}`)
    if (declaration !== undefined && at > 0) throw new Error('the declaration is not at the start')
    if (start !== undefined) {
      if (open.length === 0 && roots++ > 0) throw new Error('it has two roots')
      if (empty === '') open.push(start)
    }
    if (end !== undefined && open.pop() !== end) throw new Error(`</${end}> ends nothing`)
    if (text !== undefined && text.trim() !== '') {
      if (open.length === 0) throw new Error('it has text outside of its root')
      texts.push([open.join('/'), unescaped(text)])
    }
  }
  if (open.length > 0 || roots !== 1) throw new Error(`${open.join('/')} does not end`)
  return texts
}
