// What names of repositories and tags may be, for every layout and for whoever asks for one.

/** Longest name of a repository, with its slashes: distribution refuses longer ones (reference.go, `RepositoryNameTotalLengthMax`). Names are ASCII, so these are characters and bytes. */
export const REPOSITORY_NAME_MAX = 255

/** Longest name of a tag, in characters (distribution-spec, "Pulling manifests"). */
export const TAG_NAME_MAX = 128

/**
 * The grammar of a tag's name, as the source of a regular expression without anchors; registry v1 and v2 share it.
 * `\w` is ASCII only: no caller may add the flags `u` and `i` together, which would let `ſ` and the Kelvin sign in.
 */
export const TAG_NAME = String.raw`\w[\w.-]{0,${TAG_NAME_MAX - 1}}`

const WHOLE_TAG_NAME = new RegExp(`^${TAG_NAME}$`)

/** Whether a tag may have this name. */
export const isTagName = (name: string): boolean => WHOLE_TAG_NAME.test(name)
