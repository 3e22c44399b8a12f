// Commands, lines of files and addresses that people paste to find the image in them.

const HOST = String.raw`(?:https?:\/\/)?`
/** Addresses of pages and of the registry API, with the name in them. */
const ADDRESSES: readonly RegExp[] = [
  new RegExp(String.raw`^${HOST}(?:www\.)?hub\.docker\.com\/_\/([^/?#\s]+)[^\s]*$`, 'i'),
  new RegExp(
    String.raw`^${HOST}(?:www\.)?hub\.docker\.com\/(?:r|u|repository\/docker)\/([^/?#\s]+\/[^/?#\s]+)[^\s]*$`,
    'i',
  ),
  new RegExp(String.raw`^${HOST}quay\.io\/repository\/([^?#\s]+?)(?:\/(?:tag|manifest)\/[^\s]*)?(?:[?#][^\s]*)?$`, 'i'),
  new RegExp(String.raw`^${HOST}[^/\s]+\/v2\/([^?#\s]+)\/tags\/list(?:\?[^\s]*)?$`, 'i'),
  // GitLab, Harbor, GitHub's packages, the galleries of AWS and Microsoft, Artifact Hub, Red Hat's catalogue.
  new RegExp(String.raw`^${HOST}[^/\s]+\/([^?#\s]+?)(?:\/-)?\/container_registry(?:[/?#][^\s]*)?$`, 'i'),
  new RegExp(String.raw`^${HOST}[^/\s]+\/harbor\/projects\/\d+\/repositories\/([^/?#\s]+)[^\s]*$`, 'i'),
  new RegExp(
    String.raw`^${HOST}github\.com\/(?:orgs|users)\/([^/\s]+)\/packages\/container\/(?:package\/)?([^/?#\s]+)[^\s]*$`,
    'i',
  ),
  new RegExp(String.raw`^${HOST}github\.com\/([^/\s]+)\/[^/\s]+\/pkgs\/container\/([^/?#\s]+)[^\s]*$`, 'i'),
  new RegExp(String.raw`^${HOST}gallery\.ecr\.aws\/([^/?#\s]+\/[^?#\s]+?)\/?(?:[?#][^\s]*)?$`, 'i'),
  new RegExp(
    String.raw`^${HOST}[^/\s]*console\.aws\.amazon\.com\/ecr\/repositories\/(?:private|public)\/\d+\/([^?#\s]+?)(?:[?#][^\s]*)?$`,
    'i',
  ),
  new RegExp(
    String.raw`^${HOST}mcr\.microsoft\.com\/(?:[a-z-]+\/)?(?:product|artifact\/mar)\/([^?#\s]+?)\/(?:about|tags|tag\/)[^\s]*$`,
    'i',
  ),
  new RegExp(String.raw`^${HOST}artifacthub\.io\/packages\/(?:helm|container)\/([^/?#\s]+\/[^/?#\s]+)[^\s]*$`, 'i'),
  new RegExp(
    String.raw`^${HOST}catalog\.redhat\.com\/(?:[a-z]+\/)?software\/containers\/([^/?#\s]+\/[^/?#\s]+)[^\s]*$`,
    'i',
  ),
]
/** The same with a tag or a digest behind it. */
const MANIFEST = new RegExp(String.raw`^${HOST}[^/\s]+\/v2\/([^?#\s]+)\/manifests\/([^/?#\s]+)$`, 'i')

const COMMAND =
  /^(?:[$#>]\s+)?(?:sudo\s+)?(?:docker|podman|nerdctl|crictl|buildah|skopeo|crane|oras|helm|kubectl)\s+(?:(?:image|container|manifest|buildx|imagetools)\s+)?(?:pull|push|run|create|inspect|history|save|rmi|tag|from|copy|manifest|digest|ls|install|upgrade|template|show|fetch|exec)\s+(\S.*)$/
/** What somebody took of such a command: an address with the options behind it. */
const ADDRESS_AND_OPTIONS = /^((?:docker|oci):\/\/\S+\s+-\S.*)$/
const KUBECTL_IMAGE = /^(?:[$#>]\s+)?kubectl\s.*?(?:--image=|\s[\w.-]+=)["']?([^\s"']+)/
/** Options with a value behind a space; short ones may have others without a value before them, as in `-dp 80:80`. */
const WITH_VALUE =
  /^(?:-[ditqP]*[cehlmnopuvw]|--(?:env|env-file|publish|expose|volume|volumes-from|name|workdir|user|userns|hostname|label|memory|shm-size|network|net|network-alias|ip|dns|link|platform|entrypoint|mount|tmpfs|device|cap-add|cap-drop|cpus|ulimit|sysctl|security-opt|restart|pull|gpus|add-host|ipc|pid|runtime|log-driver|log-opt|stop-signal|cidfile|arch|os|output|format|namespace|set|values|tls-verify|creds|src-creds|dest-creds|src-tls-verify|dest-tls-verify|authfile|version))$/
const FROM = /^FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+(?:AS|as)\s+\S+)?$/
const IMAGE = /^-?\s*["']?image["']?:\s+["']?([^\s"',]+)["']?,?(?:\s+#.*)?$/
/** What is surely a registry before a name, where a name is expected. */
const REGISTRY = /^(?:(?:docker|oci):\/\/)?(?:[^/\s]+\.[^/\s]+|localhost|[^/\s]+:\d+)\/(?=.)/

/** Returns the reference in what was pasted, without its registry; or the text as it is, if it is nothing of the kind. */
export const unpasted = (q: string): string => {
  const text = q.trim()
  const [, name, reference = ''] = MANIFEST.exec(text) ?? []
  if (name !== undefined) return `${name}${reference.includes(':') ? '@' : ':'}${reference}`
  for (const address of ADDRESSES) {
    const found = address.exec(text)
    if (found !== null) return decoded(found.slice(1).join('/'))
  }
  const image = imageOf(text)
  return image === undefined ? q : image.replace(REGISTRY, '')
}

// Harbor encodes the slashes of a name twice.
const decoded = (name: string): string => name.replace(/%(?:25)*2f/gi, '/')

const imageOf = (text: string): string | undefined => {
  const [, image] = FROM.exec(text) ?? IMAGE.exec(text) ?? KUBECTL_IMAGE.exec(text) ?? []
  if (image !== undefined) return image
  const [, rest] = COMMAND.exec(text) ?? ADDRESS_AND_OPTIONS.exec(text) ?? []
  if (rest === undefined) return undefined
  const words = rest.split(/\s+/)
  return HELM.test(text) ? chartOf(words) : (addressIn(words) ?? argumentsOf(words)[0])
}

/** What Helm is told, or was: only its addresses begin so. */
const HELM = /^(?:[$#>]\s+)?(?:sudo\s+)?(?:helm\s|oci:\/\/)/
/** The option before a version, with it or in front of it. */
const VERSION_OPTION = /^--version(?:=(.*))?$/
/** A version, or how one begins: `1.2.x`. A range (`^1.2`, `>=1`) is none. */
const VERSION = /^(v?\d[\w.+-]*?)(?:(?<=\.)[x*](?:\.[x*])?)?$/i
/** What was behind the plus of a version, where an address that was not encoded lost the plus. */
const BUILD = /^[\da-z][\da-z.-]*$/i
/** A tag or a digest behind a name. */
const HAS_TAG = /[:@][^/]*$/

// Charts have their version for a tag. Of `helm install NAME CHART` the chart is what has a slash.
const chartOf = (words: readonly string[]): string | undefined => {
  const places = argumentsOf(words.map((word) => (word === '-f' ? '--values' : word)))
  const chart = addressIn(words) ?? places.find((word) => word.includes('/')) ?? places[0]
  const at = words.findIndex((word) => VERSION_OPTION.test(word))
  if (chart === undefined || at < 0 || HAS_TAG.test(chart)) return chart
  const [, joined] = VERSION_OPTION.exec(words[at] ?? '') ?? []
  const [, version] = VERSION.exec(unquoted(joined ?? words[at + 1] ?? '')) ?? []
  if (version === undefined) return chart
  const [behind = '', ...more] = words.slice(joined === undefined ? at + 2 : at + 1)
  const isLast = more.every((word) => word.startsWith('-'))
  return `${chart}:${version}${isLast && BUILD.test(behind) && behind !== chart ? ` ${behind}` : ''}`
}

const addressIn = (words: readonly string[]): string | undefined => {
  const address = words.find((word) => /^["']?(?:docker|oci):\/\//.test(word))
  return address && unquoted(address)
}

// The words that are neither options nor values of these.
const argumentsOf = (words: readonly string[]): string[] => {
  const found: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (!word.startsWith('-')) found.push(unquoted(word))
    else if (WITH_VALUE.test(word)) at++
  }
  return found
}

const unquoted = (word: string): string => word.replace(/^["']|["']$/g, '')
