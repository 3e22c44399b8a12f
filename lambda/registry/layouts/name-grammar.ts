// The limits of repository names and the grammar of tag names, shared by all layouts and by the callers that look one
// up.

/**
 * Longest repository name, slashes included: distribution refuses longer ones (reference.go,
 * `RepositoryNameTotalLengthMax`). Names are ASCII, so this is both characters and bytes.
 */
export const REPOSITORY_NAME_MAX = 255

/** Longest tag name, in characters (distribution-spec, "Pulling manifests"). */
export const TAG_NAME_MAX = 128

/** The grammar of tag names, as the source of a regular expression. Registry v1 and v2 share it. */
const TAG_NAME = String.raw`\w[\w.-]{0,${TAG_NAME_MAX - 1}}`

/**
 * The grammar of tag names as people write them, as the source of a regular expression without anchors: the version of a
 * chart may have a plus. `\w` must stay ASCII: no caller may combine the flags `u` and `i`, which would make it match `ſ`
 * and the Kelvin sign.
 */
export const WRITTEN_TAG_NAME = String.raw`\w[\w.+-]{0,${TAG_NAME_MAX - 1}}`

/**
 * Returns the tag that is written so. No tag has a plus, and Helm pushes an underscore in its place (helm.sh, "Use OCI-based
 * registries"). In the query string of an address a plus that is not encoded arrives as a space.
 */
export const tagWritten = (name: string): string => name.replaceAll(/[+ ]/g, '_')

const ANCHORED_TAG_NAME = new RegExp(`^${TAG_NAME}$`)

/** True if a tag may have this name. */
export const isTagName = (name: string): boolean => ANCHORED_TAG_NAME.test(name)
