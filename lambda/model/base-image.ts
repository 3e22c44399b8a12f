// Names of base images. Short, familiar and full ones are one: `alpine:3.20`, `docker.io/library/alpine:3.20`. So are those by
// which tools and caches have them: `containers-storage:alpine:3.20`, `public.ecr.aws/docker/library/alpine:3.20`.

import { defined } from '../shared/defined.ts'
import { normalize } from './tokenizer.ts'

/** A name of an image, taken apart and normalized. */
export interface ImageName {
  /** Docker Hub's is `docker.io`. Undefined if the name does not begin with one. */
  readonly registry: string | undefined
  /** `repository:tag`, without the registry, `library/` and the digest. */
  readonly name: string
  /** Undefined if the name has no digest. */
  readonly digest: string | undefined
}

const HUB = 'docker.io'
/** Names of Docker Hub, and mirrors that have all of it under the same names. */
const HUB_NAMES: ReadonlySet<string> = new Set([
  HUB,
  'index.docker.io',
  'registry.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
  'mirror.gcr.io',
  'registry.docker-cn.com',
  'docker.mirrors.ustc.edu.cn',
  'hub-mirror.c.163.com',
  'mirror.baidubce.com',
  'mirror.ccs.tencentyun.com',
  'docker.m.daocloud.io',
  'dockerproxy.com',
  'dockerproxy.net',
])
/** Aliyun gives each of its users a name of a mirror. */
const HUB_MIRROR = /^[^.]+\.mirror\.aliyuncs\.com$/
/**
 * What caches have before the name of what they cache: a whole name; Docker Hub's library, by Amazon and Microsoft (public
 * ECR, `mirror/docker` of mcr.microsoft.com), or below a name that says what it is; GitLab's dependency proxy.
 */
const CACHED: readonly RegExp[] = [
  /^(?:[^/]+\/)*?((?:(?:index\.|registry-1\.|registry\.)?docker\.io|ghcr\.io|quay\.io|(?:[a-z]+\.)?gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|registry\.gitlab\.com)\/.+)$/,
  /^(?:[^/]+\/)*?[^/]*(?:docker|hub|mirror|proxy|cache)[^/]*\/(library\/.+)$/,
  /^(?:[^/]+\/)*?dependency_proxy\/containers\/(.+)$/,
]
/** Pages of Docker Hub. */
const HUB_PAGE = /^(?:_|r)\/+/

/** What tools write before a name, as URLs and as those of containers/image (containers-transports(5)). */
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\/(?:\/)?/
const TRANSPORT = /^(?:containers-storage|docker-daemon|oci|oci-layout|dir|ostree|sif):(?:\[[^\]]*\])?/
/** Of an archive its file stands before the name. */
const ARCHIVE = /^(?:docker|oci)-archive:(?:[^:]*:(?=.))?/
/** As Syft and others have them. `docker:24` is an image, and `registry:5000/base` one of a host. */
const SOURCE = /^(?:docker|podman|containerd|registry):(?!\d+\/)(?=[^/:]+[/:])/
/** The first part is a registry if it has a dot or a port, or is `localhost` (distribution/reference, normalize.go). */
const REGISTRY = /^([^/]*[.:][^/]*|localhost)\/+(.*)$/
const DIGEST = /^sha(?:256|512):[0-9a-f]+$/
const AT_DIGEST = /@([a-z0-9+._-]+:[0-9a-f]+)$/
const TAG = /:[^/:]*$/
/** Stands between the name and its registry in lookups, so that a name is found without its registry. */
const AT = '@'

/** Takes the name of an image apart, or what one begins with. */
export const parseImageName = (text: string): ImageName => {
  const said = withoutTransport(normalize(text.trim()))
  const [, digest] = DIGEST.test(said) ? [said, said] : (AT_DIGEST.exec(said) ?? [])
  const whole = digest === undefined ? said : said.slice(0, -digest.length).replace(/@$/, '')
  return { ...placed(whole), digest }
}

const withoutTransport = (text: string): string =>
  text.replace(SCHEME, '').replace(TRANSPORT, '').replace(ARCHIVE, '').replace(SOURCE, '')

/** Caches may cache caches. */
const MAX_CACHES = 3

const placed = (whole: string, caches = 0): Pick<ImageName, 'registry' | 'name'> => {
  const [, host, path = whole] = REGISTRY.exec(whole) ?? []
  if (host !== undefined && (HUB_NAMES.has(host) || HUB_MIRROR.test(host)))
    return { registry: HUB, name: withoutLibrary(path.replace(HUB_PAGE, '')) }
  for (const form of caches < MAX_CACHES ? CACHED : []) {
    const [, cached] = form.exec(path) ?? []
    if (cached !== undefined) return { registry: HUB, ...defined(placed(cached, caches + 1)) }
  }
  return { registry: host, name: withoutLibrary(path) }
}

const withoutLibrary = (name: string): string => name.replace(/^library\/+/, '')

/**
 * Returns the value by which tags with this base are looked up, of which every beginning can be asked for. Empty if
 * there is no name in it. A name without tag and digest is that of `latest`, and one without a registry Docker Hub's.
 * @example baseNameValue('docker.io/library/alpine:3.20') // 'alpine:3.20@docker.io'
 */
export const baseNameValue = (text: string): string => {
  const { registry = HUB, name, digest } = parseImageName(text)
  if (name === '') return ''
  const tagged = digest === undefined && !TAG.test(name) ? `${name}:latest` : name
  return tagged + AT + registry
}

/** True if a looked-up value is of this registry. */
export const isOfRegistry = (value: string, registry: string): boolean => value.endsWith(AT + registry)
