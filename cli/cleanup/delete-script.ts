// Writes advice as a shell script of commands that delete, to be reviewed before somebody runs it.
//
// Names come from a bucket that anybody may have pushed to. The listing accepts only those of the grammars of repositories,
// tags and digests, of which none has a character that a shell knows; they are quoted all the same.

import { CliError } from '../cli-error.ts'
import { bytes } from '../text.ts'
import type { Advice, AdvisedDeletion } from './advice.ts'
import { listedText } from './advice-text.ts'

/** How the deletions of a registry are written as commands. */
interface Writer {
  /** A manifest, by its digest, which removes all of its tags. */
  manifest(repository: string, digest: string): string
  /** A tag, without its manifest. */
  tag(repository: string, tag: string): string
}

/** Programs that delete. */
export const WRITERS = ['crane', 'regctl', 'curl'] as const
export type WriterName = (typeof WRITERS)[number]

/**
 * Returns the lines of the script.
 * @param registry the address of the registry
 * @param now epoch milliseconds
 * @throws CliError if the program can't do what is advised
 */
export const deleteScript = (advice: Advice, program: WriterName, registry: URL, now: number): string[] => {
  const { repositories, freed } = advice
  if (program !== 'curl' && registry.pathname !== '/')
    throw new CliError(`${program} knows no registry with a path, as ${registry} has; take --format curl`)
  // It takes others for wrong (go-containerregistry, name/digest.go).
  const unknown = repositories.flatMap((one) => one.deletions).find(({ digest }) => digest?.startsWith('sha512:'))
  if (program === 'crane' && unknown !== undefined)
    throw new CliError(`crane knows no digest as ${unknown.digest}; take --format regctl or curl`)
  const writer = PROGRAMS.get(program)?.(registry)
  if (writer === undefined) throw new Error(`there is no writer for ${program}`)

  const manifests = repositories.map(({ name, bytes: size, deletions }) => {
    const lines = deletions.flatMap(({ digest, reason, tags }) =>
      digest === undefined ? [] : [`${writer.manifest(name, digest)} # ${[reason, ...tags].join(' ')}`],
    )
    return lines.length === 0 ? [] : ['', `# ${name}: frees ${bytes(size)} (${size} bytes) by itself`, ...lines]
  })
  const tags = tagsAlone(advice).flatMap(({ name, reason, tags: [tag] }) =>
    tag === undefined ? [] : [`${writer.tag(name, tag)} # ${reason}`],
  )
  return [
    '#!/bin/sh',
    `# Advice of ${new Date(now).toISOString()}: ${listedText(advice)}.`,
    `# Frees ${bytes(freed.bytes)} (${freed.bytes} bytes) once garbage-collect of the registry has run. Until then it frees nothing.`,
    '# Review it, and run it soon: what was pushed or tagged since then is not known here. Whoever deletes a manifest',
    '# removes all of its tags; these stand behind its line.',
    '# It ends at the first failure, since an image index has to go before its entries.',
    'set -e',
    ...manifests.flat(),
    ...(tags.length === 0
      ? []
      : [
          '',
          '# Tags whose manifests stay or are missing. Registries before version 3 delete no tags (regctl has a way).',
        ]),
    ...tags,
  ]
}

// Those that point to nothing come last: where the registry deletes no tags, nothing can delete them.
const tagsAlone = ({ repositories }: Advice): (AdvisedDeletion & { readonly name: string })[] => {
  const all = repositories.flatMap(({ name, deletions }) => deletions.map((one) => ({ name, ...one })))
  const alone = all.filter(({ digest }) => digest === undefined)
  return [
    ...alone.filter(({ reason }) => reason !== 'dangling'),
    ...alone.filter(({ reason }) => reason === 'dangling'),
  ]
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

// Programs take a first part without a dot or a colon for a namespace of Docker Hub.
const hostOf = ({ host, hostname, protocol }: URL): string =>
  host.includes('.') || host.includes(':') || hostname === 'localhost'
    ? host
    : `${host}:${protocol === 'http:' ? 80 : 443}`

const PROGRAMS: ReadonlyMap<WriterName, (registry: URL) => Writer> = new Map([
  [
    'crane',
    (registry: URL): Writer => {
      const run = `crane${registry.protocol === 'http:' ? ' --insecure' : ''} delete`
      const host = hostOf(registry)
      return {
        manifest: (repository, digest) => `${run} ${quoted(`${host}/${repository}@${digest}`)}`,
        tag: (repository, tag) => `${run} ${quoted(`${host}/${repository}:${tag}`)}`,
      }
    },
  ],
  [
    'regctl',
    (registry: URL): Writer => {
      const host = hostOf(registry)
      const run = `regctl${registry.protocol === 'http:' ? ` --host ${quoted(`reg=${host},tls=disabled`)}` : ''}`
      return {
        manifest: (repository, digest) => `${run} manifest delete ${quoted(`${host}/${repository}@${digest}`)}`,
        tag: (repository, tag) => `${run} tag delete ${quoted(`${host}/${repository}:${tag}`)}`,
      }
    },
  ],
  [
    'curl',
    (registry: URL): Writer => {
      const root = `${registry.origin}${registry.pathname.replace(/\/$/, '')}`
      // Credentials stand in ~/.netrc, where no list of processes shows them.
      const run = (reference: string) =>
        `curl --fail --silent --show-error --netrc-optional --request DELETE ${quoted(`${root}/v2/${reference}`)}`
      return {
        manifest: (repository, digest) => run(`${repository}/manifests/${digest}`),
        tag: (repository, tag) => run(`${repository}/manifests/${tag}`),
      }
    },
  ],
])
