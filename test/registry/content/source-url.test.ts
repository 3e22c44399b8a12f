import { expect, it } from 'vitest'
import { sourceLink } from '../../../lambda/registry/content/annotations/source-url.ts'

it.each([
  ['git@github.com:org/repo.git', 'https://github.com/org/repo'],
  ['ssh://git@git.example.com:7999/org/repo.git', 'https://git.example.com/org/repo'],
  ['git://git.example.com/org/repo.git', 'https://git.example.com/org/repo'],
  ['git+ssh://git@git.example.com/org/repo.git', 'https://git.example.com/org/repo'],
  ['git+https://git.example.com:8443/org/repo.git', 'https://git.example.com:8443/org/repo.git'],
  ['git::https://git.example.com/org/repo.git?ref=v1', 'https://git.example.com/org/repo.git?ref=v1'],
  ['scm:git:https://git.example.com/org/repo.git', 'https://git.example.com/org/repo.git'],
  ['scm:svn:http://svn.example.com/repo/trunk', 'http://svn.example.com/repo/trunk'],
  ['scm:git:git@git.example.com:org/repo.git', 'https://git.example.com/org/repo'],
  ['github:org/repo', 'https://github.com/org/repo'],
  ['git.example.com/org/repo', 'https://git.example.com/org/repo'],
  ['[git@git.example.com:22]:org/repo.git', 'https://git.example.com/org/repo'],
  ['git@git.example.com:../../org/repo.git', 'https://git.example.com/org/repo'],
  ['git@git.example.com:org/%2e%2e/%2e%2e/a/b', 'https://git.example.com/a/b'],
  ['pkg:github/org/repo@v1', 'https://github.com/org/repo'],
  ['pkg:npm/a@1?vcs_url=git%2Bhttps%3A%2F%2Fgit.example.com%2Forg%2Frepo', 'https://git.example.com/org/repo'],
  ['pkg:npm/a@1?vcs_url=https%3A%2F%2Fann%3As3cret%40git.example.com%2Forg%2Frepo', 'https://git.example.com/org/repo'],
  ['org@vs-ssh.visualstudio.com:v3/org/project/repo', 'https://dev.azure.com/org/project/_git/repo'],
  ['git@ssh.dev.azure.com:v3/org/My%20Project/repo', 'https://dev.azure.com/org/My%20Project/_git/repo'],
])('a browser opens %s as %s', (text, link) => {
  expect(sourceLink(text)).toBe(link)
})

it.each([
  'https://github.com/org/repo.git',
  'https://git.example.com/org/repo/tree/main/services?a=b#c',
  'http://git.example.com:3000/org/repo',
  'org/repo',
  'v1.2/x',
  'git@gitserver:org/repo',
  'git@git.example.com:../../../x',
  'codecommit::eu-west-1://repo',
  'pkg:npm/a@1.2',
  'pkg:npm/a@1?vcs_url=javascript%3Aalert(1)',
  'pkg:npm/a@1?vcs_url=https%3A%2F%2Fgit.example.com%2F%E2%80%AEorg%2Frepo',
  'git@github.com-work:org/repo',
  'ssh://git@10.0.0.1/org/repo',
  'file:///srv/git/repo',
  'javascript:alert(1)/x.example/y',
  'data:text/html,x',
  'Monorepo of Team A',
  'svn://svn.example.com/repo/trunk',
])('%s stays as it is', (text) => {
  expect(sourceLink(text)).toBe(text)
})
