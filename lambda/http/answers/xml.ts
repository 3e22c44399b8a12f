// Texts in XML. Whatever they are, what is written is well-formed: rows may have any text in any of their fields.

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Returns a text as XML has it, in elements and in attributes. XML can't write control characters and two others at all. */
export const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (character) => ENTITIES.get(character) ?? '')

/** Returns an element with a text in it. */
export const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`
