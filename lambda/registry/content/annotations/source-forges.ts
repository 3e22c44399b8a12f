// Which repository the addresses of a forge mean: those of its pages, of its API, of its files, and of its other protocols.
// All rules work on `host/path`, decoded and without a scheme, so that one is one line.

type Rule = readonly [from: RegExp, to: string]

/** Other names of a forge, with what is special to each. */
const HOSTS: readonly Rule[] = [
  [/^(?:(?:www|ssh|codeload)\.github\.com|raw\.github(?:usercontent)?\.com)(?=\/|$)/, 'github.com'],
  [/^(?:api|uploads)\.github\.com\/repos\//, 'github.com/'],
  [/^gist\.githubusercontent\.com(?=\/|$)/, 'gist.github.com'],
  [/^(?:www|altssh)\.gitlab\.com(?=\/|$)/, 'gitlab.com'],
  [/^(?:www|altssh)\.bitbucket\.org(?=\/|$)/, 'bitbucket.org'],
  [/^api\.bitbucket\.org\/(?:[12]\.0\/)?repositories\//, 'bitbucket.org/'],
  [/^(?:cdn|fastly)\.jsdelivr\.net\/gh\//, 'github.com/'],
  // GitHub Enterprise, Gitea, Bitbucket Server.
  [/^([^/]+)\/api\/v[13]\/repos\//, '$1/'],
  [/^([^/]+)(?:\/(?:bitbucket|stash))?\/rest\/api\/[^/]+\/(?=projects\/|users\/)/, '$1/'],
  // Azure DevOps, and what it was before (learn.microsoft.com, "Azure DevOps domain name URLs").
  [/^(?:ssh\.dev\.azure\.com|vs-ssh\.visualstudio\.com)(?=\/|$)/, 'dev.azure.com'],
  [/^([a-z0-9-]+)\.visualstudio\.com(?:\/defaultcollection)?(?=\/|$)/i, 'dev.azure.com/$1'],
  // AWS CodeCommit: its console.
  [
    /^([a-z0-9-]+)\.console\.aws\.amazon\.com\/codesuite\/codecommit\/repositories\//,
    'git-codecommit.$1.amazonaws.com/v1/repos/',
  ],
  // With a password, Gerrit has all repositories below `a` (gitiles).
  [/^([^/]+\.googlesource\.com)\/a\/(?=.)/, '$1/'],
]

/** What stands behind the repository on pages: of GitLab and gitiles, of Gitea, of most others. */
const PAGES: readonly Rule[] = [
  [/^(.+?)\/[-+](?:\/.*)?$/, '$1'],
  [/^([^/]+\/[^/]+\/[^/]+)\/src\/(?:branch|commit|tag)\/.*$/, '$1'],
  [
    /^([^/]+\/[^/]+\/[^/]+(?:\/[^/]+)*?)\/(?:tree|blob|blame|commits?|raw|releases|archive|issues|pull)(?:\/.*)?$/,
    '$1',
  ],
  // A repository in a group may be called so, too: these only with a page behind them.
  [
    /^([^/]+\/[^/]+\/[^/]+(?:\/[^/]+)*?)\/(?:actions\/(?:runs|workflows)|(?:pulls|merge_requests|pull-requests|pipelines|jobs)\/\d+|wikis?\/.|compare\/.).*$/,
    '$1',
  ],
  // Bitbucket Server, perhaps below a path of its own: where to clone, and its pages.
  [/^([^/]+)(?:\/(?:bitbucket|stash))?\/scm\/([^/]+\/[^/]+)$/i, '$1/$2'],
  [/^([^/]+)(?:\/(?:bitbucket|stash))?\/users\/([^/]+)\/repos\/([^/]+)(?:\/.*)?$/i, '$1/~$2/$3'],
  [/^([^/]+)(?:\/(?:bitbucket|stash))?\/projects\/([^/]+)\/repos\/([^/]+)(?:\/.*)?$/i, '$1/$2/$3'],
]

/** Forges of which a repository always has two parts: whatever stands behind them is a page, a file, a version of Go. */
const TWO_PARTS: readonly Rule[] = [
  [/^(github\.com\/(?!(?:orgs|users|enterprises)\/)[^/]+\/[^/]+)\/.*$/, '$1'],
  [/^((?:bitbucket\.org|gist\.github\.com|codeberg\.org|gitea\.com|gitee\.com|git\.sr\.ht)\/[^/]+\/[^/]+)\/.*$/, '$1'],
]

/** All addresses of a repository of Azure are `org/project/_git/repository`, of which two may have one name and stand once. */
const AZURE: readonly Rule[] = [
  [/^(dev\.azure\.com)\/v3\/([^/]+)\/([^/]+)\/([^/]+).*$/, '$1/$2/$3/_git/$4'],
  [/^(dev\.azure\.com\/.+?)\/(?:_ssh|_apis\/git\/repositories)\//, '$1/_git/'],
  [/^(dev\.azure\.com\/[^/]+)\/_git\/([^/]+)/, '$1/$2/_git/$2'],
  [/^(.+\/_git\/[^/]+)\/.*$/, '$1'],
]
/** CodeCommit, over whatever protocol. */
const CODECOMMIT: readonly Rule[] = [[/^(git-codecommit)(?:-fips)?(\.[^/]+\/v1\/repos\/[^/]+)(?:\/.*)?$/, '$1$2']]

/** In this order: of an API the host first, then what stands behind the repository. */
const RULES: readonly Rule[] = [...HOSTS, ...AZURE, ...CODECOMMIT, ...TWO_PARTS, ...PAGES]

/**
 * Returns the address of the repository that another address means, both as `host/path`, with the host in lower case. What
 * is no address of a forge stays as it is.
 * @example repositoryAddress('api.github.com/repos/org/repo/releases') // 'github.com/org/repo'
 */
export const repositoryAddress = (address: string): string =>
  RULES.reduce((rest, [from, to]) => rest.replace(from, to), address)

/** Of a project of GitLab's API, before it is decoded: `/api/v4/projects/group%2Frepo/releases`. */
const GITLAB_API = /^\/*api\/v4\/projects\/([^/]*%2f[^/]*)(?:\/.*)?$/i

/** Returns the path of an address before it is decoded, without what only its encoding tells apart. */
export const projectPath = (path: string): string => path.replace(GITLAB_API, '/$1')

/** Forms of addresses that one tool writes, and the address that each means. */
const FORMS: readonly Rule[] = [
  // git-remote-codecommit, with a profile of AWS or without.
  [/^codecommit::(cn-[a-z0-9-]+):\/+(?:[^@/\s]*@)?/i, 'codecommit://git-codecommit.$1.amazonaws.com.cn/v1/repos/'],
  [/^codecommit::([a-z0-9-]+):\/+(?:[^@/\s]*@)?/i, 'codecommit://git-codecommit.$1.amazonaws.com/v1/repos/'],
  // Package URLs (package-url/purl-spec) whose package is a repository.
  [/^pkg:\/*(github|gitlab|bitbucket)\//i, '$1:'],
  [/^pkg:\/*golang\/(?=[^/\s]+\.[^/\s]+\/)/i, ''],
  // A port with scp, as git reads it (git, connect.c).
  [/^(?:[^@/\s[]*@)?\[(?:[^@/\s[]*@)?([^\]@/:\s[]+|\[[^\]\s]*\])(?::\d*)?\]:/, '$1:'],
  // The organization is the user, as Azure DevOps had it until 2019.
  [
    /^(?:ssh:\/\/)?([\w-]+)@vs-ssh\.visualstudio\.com(?::\d+)?\/(?=(?:[^/\s]+\/)*_ssh\/)/i,
    'ssh://$1.visualstudio.com/',
  ],
]
/** The qualifier of a package URL that tells where the source of a package is. */
const VCS_URL = /^pkg:[^?#\s]+\?(?:[^#\s]*&)?vcs_url=([^&#\s]+)/i

/** Returns the address that a form of one tool means; any other text as it is, and one that is not of visible ASCII. */
export const usualForm = (text: string): string => {
  const vcs = decoded(VCS_URL.exec(text)?.[1] ?? '')
  if (/^[!-~]+$/.test(vcs)) return vcs
  return FORMS.reduce((rest, [from, to]) => rest.replace(from, to), text)
}

/** Returns the text that was percent-encoded; as it is if it is no such text. */
export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
