// What answers look like. /openapi.json is made from these; field names are part of the contract.

import * as z from 'zod/mini'
import { child, layer, evidence as oneEvidence } from '../../model/row-schemas.ts'
import { representedFields } from '../../model/search-document.ts'
import { KINDS } from '../../registry/content/manifests/kinds.ts'

const text = z.string()
const count = z.int().check(z.minimum(0))
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/))
const kind = z.enum(KINDS)
const texts = z.array(text)

/** The search of registry v1: what docker and podman take, and the pages that Docker Hub told of. */
export const v1Search = z.object({
  query: text,
  /** How many names are found, on whatever page they are; those of the page if they could not be counted. */
  num_results: count,
  num_pages: count,
  page: count,
  page_size: count,
  results: z.array(
    z.object({
      name: text,
      description: text,
      star_count: count,
      is_official: z.boolean(),
      is_automated: z.boolean(),
    }),
  ),
})
export const v1Ping = z.object({ standalone: z.boolean() })
export const v1Tags = z.record(text, text)
export const v2Base = z.object({})
export const v2Catalog = z.object({ repositories: texts })
export const v2Tags = z.object({ name: text, tags: texts })

const unread = z.optional(count).register(z.globalRegistry, {
  description:
    'How many of its tags are not read yet: during a first load each repository is known by its name and the number of ' +
    'its tags before more is. Absent if all are read.',
})

/** What is known of a repository without asking for its tags. */
export const repository = z.object({
  name: text,
  layout: text,
  /** Tags that are shown: those of signatures and caches are not. */
  tags: count,
  ...representedFields,
  /** When its newest tag was pushed. */
  pushedAt: z.optional(time),
  dangling: z.optional(count),
  private: z.optional(z.literal(true)),
  unread,
})

/** A repository that was found; `match` is the tag by which it was, where tags or their values were asked for. */
export const found = z.extend(repository, { match: z.optional(text) })

export const search = z.object({
  query: text,
  items: z.array(found),
  /** How many items there are on all pages; absent if they could not be counted within the bound of one answer. */
  total: z.optional(count),
  /** False if the bound of one answer was met: there may be more from the cursor on, and few that are not found. */
  complete: z.boolean(),
  /** Where the next page begins; absent at the end. */
  cursor: z.optional(text),
  /** The values with the most results, of each facet that was asked for. */
  facets: z.optional(z.record(text, z.array(z.object({ value: text, count })))),
  /** The tag or the digest of a reference that its repository does not have; the items are found without it. */
  missing: z.optional(
    z.object({
      tag: z.optional(text),
      digest: z.optional(text),
      unread: z.optional(z.literal(true)).register(z.globalRegistry, {
        description: 'An item has tags that are not read yet, so it may have what is missing.',
      }),
    }),
  ),
  /** The index could not be brought up to date: what was pushed in the last minutes may be absent. */
  stale: z.optional(z.literal(true)),
  /** Queries that find something, where this one finds nothing. */
  suggestions: z.optional(texts),
  /** The query whose items these are, where the one that was asked finds nothing, or nothing good. */
  corrected: z.optional(text),
})

const imageCommon = {
  kind,
  platforms: texts,
  /** Compressed bytes of config and layers; a manifest that is an image index does not tell those of its images. */
  size: z.optional(count),
  created: z.optional(text),
  licenses: z.optional(text),
  vendor: z.optional(text),
  /** When it was last pushed to this repository. */
  pushedAt: time,
}

const tagCommon = {
  tag: text,
  digest: z.optional(text),
  ...imageCommon,
  hidden: z.boolean(),
  problem: z.optional(text),
  dangling: z.optional(count),
}

export const tags = z.object({
  repository: text,
  layout: text,
  tags: z.array(z.object(tagCommon)),
  /** Further ones that no page has. */
  unread,
  cursor: z.optional(text),
})

const optionalTexts = [
  'mediaType',
  'artifactType',
  'description',
  'title',
  'version',
  'source',
  'revision',
  'url',
] as const
const moreTexts = [
  'documentation',
  'keywords',
  'authors',
  'baseName',
  'baseDigest',
  'appVersion',
  'icon',
  'home',
] as const
const labels = z.optional(z.record(text, text))
const named = z.object({ repository: text, layout: text, tag: text })
const describing = Object.fromEntries(
  [...optionalTexts, ...moreTexts].map((name) => [name, z.optional(text)]),
) as Record<(typeof optionalTexts)[number] | (typeof moreTexts)[number], z.ZodMiniOptional<typeof text>>

const evidence = z.optional(z.array(oneEvidence))

/** A tag with all that is known of it. */
export const tag = z.object({
  repository: text,
  layout: text,
  ...tagCommon,
  ...describing,
  configDigest: z.optional(text),
  subject: z.optional(text),
  labels,
  annotations: labels,
  layers: z.optional(z.array(layer)),
  children: z.optional(z.array(child)),
  /** How many more there are. */
  childrenLeft: z.optional(count),
  /** Labels beyond those that it is found by with `label:`. */
  labelsLeft: z.optional(count),
  cut: z.optional(texts),
  /** Digests of blobs that it points to and that the bucket does not have any more, the first few that were found. */
  gone: z.optional(texts),
  /** What the tag itself is evidence of; nothing of it is verified, here or below. */
  evidence,
  /** It has a signature; and the kinds of its signatures, as far as they are known. */
  hasSignature: z.optional(z.boolean()),
  signatures: z.optional(texts),
  /** It has provenance or another attestation; and their kinds: formats, or predicate types. */
  hasAttestation: z.optional(z.boolean()),
  attestations: z.optional(texts),
  /** It has an SBOM; and the formats. */
  hasSbom: z.optional(z.boolean()),
  sboms: z.optional(texts),
  referrers: z.optional(
    z.array(z.object({ digest: z.optional(text), artifactType: z.optional(text), tag: z.optional(text), evidence })),
  ),
  /**
   * Other tags, of any repository, with the same digest; and images that name this one as their base: up to 50 of either,
   * as far as a few requests find them. Absent while search can't answer.
   */
  sameDigest: z.optional(z.array(named)),
  derived: z.optional(z.array(named)),
})

/** A manifest that a repository has, whether or not a tag points to it. */
export const manifest = z.object({
  repository: text,
  layout: text,
  digest: text,
  ...imageCommon,
  ...describing,
  configDigest: z.optional(text),
  subject: z.optional(text),
  labels,
  annotations: labels,
  /** The lowest first, each with the command that made it, where the config tells one for each. */
  layers: z.optional(z.array(z.extend(layer, { command: z.optional(text) }))),
  /** How many more there are. */
  layersLeft: z.optional(count),
  /** The commands that made the layers, where there are more or less of them than layers. */
  commands: z.optional(texts),
  /** The entries of an image index, with the bytes of their manifests. */
  children: z.optional(
    z.array(z.extend(z.omit(child, { size: true, layers: true, missing: true }), { manifestSize: z.optional(count) })),
  ),
  entrypoint: z.optional(texts),
  cmd: z.optional(texts),
  environment: z.optional(texts),
  user: z.optional(text),
  workingDir: z.optional(text),
  ports: z.optional(texts),
  /** Commands, arguments and environment, which may hold secrets, are left out by a setting of the deployment. */
  withheld: z.optional(z.literal(true)),
  problem: z.optional(text),
})

export const history = z.object({
  history: z.array(
    z.object({
      digest: text,
      at: time,
      /** Tags of the repository that point to it now, up to 50; of very many tags only those of the newest 10 digests. */
      tags: z.optional(texts),
    }),
  ),
  truncated: z.optional(z.literal(true)),
})
