// What people type into each client to sign in, to search and to pull. HOST stands for host and port. The shell variables
// PASSWORD, PLAIN (the option for an address without TLS) and URL are set.

/** A repository that a search printed. */
export interface Found {
  readonly name: string
  /** Empty where the client shows none. */
  readonly description: string
}

export interface Tries {
  /** Signs in as `alice`, with what stands in `$GIVEN` as the password. */
  readonly login: string
  /** Searches. Not there if the client has nothing of the kind. */
  readonly search?: {
    readonly line: string
    /** What it looks for: names with this word, or all that there are. */
    readonly for: 'redis' | 'all'
    /** Reads what it prints. */
    read(stdout: string): Found[]
  }
  /** Pulls a repository: the name that was printed, or one that people know. */
  pull(name: string): string
  /** What is set up first. */
  readonly setup?: readonly string[]
}

export const TAG = 'v1'
export const CHART = 'team/shop'
export const CHART_VERSION = '1.2.3'

/** Lines of a name and, after a tab, a description. */
const lines = (stdout: string): Found[] =>
  stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', description = ''] = line.split('\t')
      return { name: name.trim(), description: description.trim() }
    })

const results = (stdout: string): Found[] => (JSON.parse(stdout) as { results: Found[] }).results

const FORMAT = `--format '{{.Name}}\t{{.Description}}'`
const byStdin = (line: string) => `echo "$GIVEN" | ${line}`
const user = '--username alice --password-stdin'
/** Pulls into a storage of its own. Podman refuses one whose path is longer than 50 characters. */
const podmanPull = (reference: string) =>
  `storage=$(mktemp -d) && trap 'rm -rf "$storage"' EXIT
podman --root "$storage/root" --runroot "$storage/run" --storage-driver vfs pull --quiet ${reference}`

export const CLIENTS: Readonly<Record<string, Tries>> = {
  docker: {
    login: byStdin(`docker login ${user} HOST`),
    search: { line: `docker search ${FORMAT} HOST/redis`, for: 'redis', read: lines },
    // What it prints has no host.
    pull: (name) => `docker pull --quiet HOST/${name}:${TAG}`,
  },
  podman: {
    login: byStdin(`podman login ${user} HOST`),
    search: {
      line: `podman search ${FORMAT} HOST/redis`,
      for: 'redis',
      read: (stdout) => lines(stdout).map((found) => ({ ...found, name: found.name.replace(/^[^/]*\//, '') })),
    },
    pull: (name) => podmanPull(`HOST/${name}:${TAG}`),
  },
  skopeo: {
    login: byStdin(`skopeo login ${user} HOST`),
    pull: (name) => `skopeo --insecure-policy copy --quiet docker://HOST/${name}:${TAG} dir:copy`,
  },
  crane: {
    login: byStdin(`crane auth login ${user} HOST`),
    search: { line: 'crane catalog HOST', for: 'all', read: lines },
    pull: (name) => `crane pull HOST/${name}:${TAG} copy.tar`,
  },
  regctl: {
    setup: ['[ -z "$PLAIN" ] || regctl registry set --skip-check --tls disabled HOST'],
    login: byStdin('regctl registry login --user alice --pass-stdin HOST'),
    search: { line: 'regctl repo ls HOST', for: 'all', read: lines },
    pull: (name) => `regctl image copy HOST/${name}:${TAG} ocidir://copy:${TAG}`,
  },
  oras: {
    login: byStdin(`oras login $PLAIN ${user} HOST`),
    search: { line: 'oras repo ls $PLAIN HOST', for: 'all', read: lines },
    pull: (name) => `oras copy \${PLAIN:+--from-plain-http} HOST/${name}:${TAG} --to-oci-layout copy:${TAG}`,
  },
  helm: {
    login: byStdin(`helm registry login $PLAIN ${user} HOST`),
    pull: () => `helm pull $PLAIN oci://HOST/${CHART} --version ${CHART_VERSION}`,
  },
  curl: {
    // It stores nothing: it is told who asks with each request.
    login: `curl -sSf -o answer -u "alice:$GIVEN" "$URL/v2/" && echo "-u alice:$GIVEN" > signed-in`,
    search: { line: `curl -sSf $(cat signed-in 2>/dev/null) "$URL/v1/search?q=redis"`, for: 'redis', read: results },
    pull: (name) => `curl -sSf -o answer $(cat signed-in 2>/dev/null) "$URL/v2/${name}/manifests/${TAG}"`,
  },
}
