// Names of base images. Short, familiar and full ones are one: `alpine:3.20`, `docker.io/library/alpine:3.20`.

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
const HUB_NAMES = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com', 'hub.docker.com']
/** What tools write before a name. */
const TRANSPORT = /^[a-z][a-z0-9+.-]*:\/\/(?:\/)?/
/** The first part is a registry if it has a dot or a port, or is `localhost` (distribution/reference, normalize.go). */
const REGISTRY = /^([^/]*[.:][^/]*|localhost)\/+(.*)$/
const DIGEST = /^sha(?:256|512):[0-9a-f]+$/
const AT_DIGEST = /@([a-z0-9+._-]+:[0-9a-f]+)$/
const TAG = /:[^/:]*$/
/** Stands between the name and its registry in lookups, so that a name is found without its registry. */
const AT = '@'

/** Takes the name of an image apart, or what one begins with. */
export const parseImageName = (text: string): ImageName => {
  const said = normalize(text.trim()).replace(TRANSPORT, '')
  const [, digest] = DIGEST.test(said) ? [said, said] : (AT_DIGEST.exec(said) ?? [])
  const whole = digest === undefined ? said : said.slice(0, -digest.length).replace(/@$/, '')
  const [, host, path = ''] = REGISTRY.exec(whole) ?? []
  const name = (host === undefined ? whole : path).replace(/^library\/+/, '')
  return { registry: host !== undefined && HUB_NAMES.includes(host) ? HUB : host, name, digest }
}

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
