// The prior: what a document is worth whatever is looked for, from 0 to 2,000 points. It is packed with the document.

const START = 1000
const PER_DOUBLING_OF_TAGS = 25
const PER_NAMESPACE = -15
const PER_CHARACTER = -3
const FOR_COPIES = -150
const MAX_NAMESPACES = 20
const MAX_CHARACTERS = 100

/** Words of namespaces that people use for copies and scratch. */
const COPIES = new Set(
  'tmp temp test tests testing dev archive archived old legacy deprecated sandbox playground scratch cache caches buildcache ci pr mirror mirrors proxy backup attic experimental trash quarantine'.split(
    ' ',
  ),
)

/** Returns the prior of a document. More tags are better, and short names that are not deep in namespaces. */
export const priorOf = (components: readonly string[], words: readonly (readonly string[])[], tags: number): number => {
  const namespaces = Math.min(components.length - 1, MAX_NAMESPACES)
  const characters = Math.min(components.at(-1)?.length ?? 0, MAX_CHARACTERS)
  const isCopy = words.slice(0, -1).some((component) => component.some((word) => COPIES.has(word)))
  return (
    START +
    Math.round(PER_DOUBLING_OF_TAGS * Math.log2(1 + Math.min(tags, 2 ** 32))) +
    PER_NAMESPACE * namespaces +
    PER_CHARACTER * characters +
    (isCopy ? FOR_COPIES : 0)
  )
}
