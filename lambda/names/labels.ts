// Keys of labels by which tags are looked up.

/**
 * Keys of labels and annotations by which tags are looked up if the setting is not given; a star at the end stands for all
 * keys that begin so. Keys that are facts with a qualifier of their own cost nothing (`lambda/registry/label-keys.ts`).
 */
export const DEFAULT_LABEL_KEYS =
  'maintainer,com.redhat.component,io.openshift.tags,io.artifacthub.package.keywords,com.docker.compose.project,org.opencontainers.*,org.label-schema.*'

/** The list of keys that has none. */
export const NO_LABEL_KEYS = 'none'
const MAX_LABEL_KEYS = 50
const MAX_LABEL_KEYS_LENGTH = 2000

/** Returns the keys in a list that commas separate, in lower case; undefined if it is none. */
export const labelKeysIn = (text: string): string[] | undefined => {
  if (text === NO_LABEL_KEYS) return []
  const keys = text.split(',').map((key) => key.trim().toLowerCase())
  const isValid = keys.every((key) => /^[a-z0-9_][a-z0-9._/-]*\*?$/.test(key))
  return isValid && keys.length <= MAX_LABEL_KEYS && text.length <= MAX_LABEL_KEYS_LENGTH
    ? [...new Set(keys)]
    : undefined
}
