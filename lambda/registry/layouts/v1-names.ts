// How registry v1 writes names into keys: as Python's `quote_plus` does, the namespace and tags once, the rest of a
// repository's name twice (docker_registry, toolkit.py and core/driver.py; seen in what it wrote).

/**
 * Names that may be shown once decoded, and be asked for. Docker's clients push letters, digits and `._-` only, other clients
 * pushed some others. A name with anything else is shown as its path, which has a percent sign then.
 */
const SHOWN_NAME = /^[A-Za-z0-9._+~' -]+(\/[A-Za-z0-9._+~' -]+)*$/

/** Returns the path of the repository of this name: the namespace, a slash, and the rest. */
export const v1Path = (namespace: string, rest: string): string => {
  const name = `${namespace}/${rest}`
  // Only a path that is shown as it is has a percent sign.
  return name.includes('%') ? name : `${quotePlus(namespace)}/${quotePlus(quotePlus(rest))}`
}

/** Returns the name of the repository with this path; the path itself if the registry can't have made it of such a name. */
export const v1Name = (path: string): string => {
  if (!/[%+]/.test(path)) return path
  const at = path.indexOf('/')
  const [namespace, rest] = [unquotePlus(path.slice(0, at)), unquotePlus(unquotePlus(path.slice(at + 1)))]
  if (namespace === undefined || rest === undefined) return path
  const name = `${namespace}/${rest}`
  return SHOWN_NAME.test(name) && !namespace.includes('/') && v1Path(namespace, rest) === path ? name : path
}

const quotePlus = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

const unquotePlus = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
