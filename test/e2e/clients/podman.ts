import type { Command } from './client.ts'

/** Commands that users of podman type. */
export const PODMAN: readonly Command[] = [
  { line: 'podman search HOST/redis', fails: ['out'], prints: /HOST\/team\/redis-cache/ },
  {
    untold: true,
    line: 'podman search --no-trunc HOST/redis-cache',
    states: ['off', 'in'],
    prints: /HOST\/team\/redis-cache/,
  },
  { untold: true, line: 'podman search --limit 2 HOST/redis', states: ['off', 'in'] },
  { untold: true, line: 'podman search HOST/team/redis', states: ['off', 'in'], prints: /HOST\/team\/redis-cache/ },
  { line: "podman search 'HOST/shop pages'", states: ['off', 'in'] },
  { line: "podman search --format '{{.Name}}' 'HOST/arch:arm64'", states: ['off', 'in'] },
  {
    untold: true,
    line: "podman search --format '{{.Name}}: {{.Description}}' HOST/",
    states: ['off', 'in'],
    prints: /archive\/elder/,
  },
  { untold: true, line: 'podman search HOST/radis', states: ['off', 'in'] },
  { untold: true, line: 'podman search HOST/no-such-thing', states: ['off', 'in'] },
  // Lists of tags come from the registry, which has no sign-in of its own in this test.
  { line: 'podman search --list-tags HOST/team/api', prints: /v1\.10/ },
  { untold: true, line: 'podman search --list-tags --limit 2 HOST/team/api', states: ['off', 'in'] },
  {
    untold: true,
    line: 'podman search --list-tags HOST/team/no-such-thing',
    states: ['off', 'in'],
    fails: ['off', 'in'],
  },
  { line: 'echo wrong | podman login --username registry --password-stdin HOST', states: ['out'], fails: ['out'] },
  {
    untold: true,
    line: 'echo "$PASSWORD" | podman login --username registry --password-stdin HOST',
    states: ['out'],
    prints: /Login Succeeded/,
  },
  { untold: true, line: 'podman logout HOST && podman search HOST/redis', states: ['in'], fails: ['in'] },
]

/** Commands that users of skopeo type. */
export const SKOPEO: readonly Command[] = [
  { line: 'skopeo list-tags docker://HOST/team/api', prints: /"v1\.10"/ },
  {
    untold: true,
    line: 'skopeo list-tags docker://HOST/team/no-such-thing',
    states: ['off', 'in'],
    fails: ['off', 'in'],
  },
  {
    line: "skopeo inspect --format '{{.Name}} {{.Architecture}} {{.RepoTags}}' docker://HOST/redis:7.4",
    prints: /amd64 \[7\.2 7\.4\]/,
  },
  { line: 'skopeo --insecure-policy copy --quiet docker://HOST/team/redis-cache:v2.1 dir:copy' },
  { line: 'echo wrong | skopeo login --username registry --password-stdin HOST', states: ['out'], fails: ['out'] },
  { untold: true, line: 'echo "$PASSWORD" | skopeo login --username registry --password-stdin HOST', states: ['out'] },
]
