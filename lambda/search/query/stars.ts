// Stars at the ends of a qualifier's value. One alone asks for any value, one at the end for what begins so, one at the
// beginning for what ends so, and both for what has it inside. What a value without stars means each qualifier says itself.

/** A value without its stars, and what these ask for. */
export interface Starred {
  readonly text: string
  readonly how: 'asItIs' | 'any' | 'begins' | 'ends' | 'inside'
}

/** Takes the stars off a value. */
export const starred = (value: string): Starred => {
  const text = value.replace(/^\*+|\*+$/g, '')
  if (text === value) return { text, how: 'asItIs' }
  if (text === '') return { text, how: 'any' }
  if (!value.startsWith('*')) return { text, how: 'begins' }
  return { text, how: value.endsWith('*') ? 'inside' : 'ends' }
}

/** True if a star alone was given. */
export const isAny = (value: string): boolean => starred(value).how === 'any'

const isEqual = (text: string, wanted: string): boolean => text === wanted

/** Returns the test of a text, which must be there: what the stars say, and `asItIs` without any. */
export const starTest = ({ text, how }: Starred, asItIs = isEqual): ((text: string) => boolean) => {
  const holds = {
    asItIs,
    any: () => true,
    begins: (one: string) => one.startsWith(text),
    ends: (one: string) => one.endsWith(text),
    inside: (one: string) => one.includes(text),
  }[how]
  return (one) => one !== '' && holds(one, text)
}
