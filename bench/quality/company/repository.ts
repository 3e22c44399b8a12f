// The repositories of a made-up company's registry.

/** What the labels of an image say; most images lack some. */
interface Labels {
  readonly description?: string | undefined
  readonly title?: string | undefined
  readonly version?: string | undefined
  readonly licenses?: string | undefined
  readonly vendor?: string | undefined
  readonly source?: string | undefined
}

/** What is known of a repository before it is said how it is used. */
export interface Draft extends Labels {
  readonly name: string
  /** The word that a name is made from; of written names the last component. */
  readonly base: string
  readonly origin: 'own' | 'upstream' | 'chart'
}

/** How a repository is used: what changes with each push. */
export interface Usage {
  /** The tag that represents the repository. */
  readonly tag: string
  /** How many tags there are. */
  readonly tags: number
  /** ISO 8601 in UTC. */
  readonly pushedAt: string
}

/** A repository of the registry. */
export interface CompanyRepository extends Labels, Usage {
  readonly name: string
  readonly platforms: readonly string[]
  readonly kind: 'image' | 'index' | 'chart'
  /** Compressed bytes. */
  readonly size: number
  /** Of a copy the name of the repository that was copied. It is for reports; no registry knows it. */
  readonly copyOf?: string
}
