import { describe, expect, it } from 'vitest'
import { sourceAddress } from '../../lambda/model/source-address.ts'

describe('one address is made of all forms of', () => {
  it.each([
    'https://git.example.com/org/repo',
    'http://git.example.com/org/repo/',
    'HTTPS://Git.Example.com/Org/Repo.git',
    'https://git.example.com/org/repo.git/',
    'https://git.example.com//org//repo//',
    'https://git.example.com:8443/org/repo',
    'https://ann:s3cret@git.example.com/org/repo',
    'git.example.com/org/repo',
    'git.example.com:8443/org/repo',
    '//git.example.com/org/repo',
    'git.example.com:org/repo.git',
    'git@git.example.com:org/repo.git',
    'git@git.example.com:/org/repo.git',
    'git@git.example.com:2222/org/repo.git',
    'git@git.example.com:22:org/repo.git',
    'ssh://git@git.example.com/org/repo.git',
    'ssh://git@git.example.com:22/org/repo.git',
    'ssh://git@git.example.com:7999/org/repo.git',
    'ssh://git@git.example.com:org/repo.git',
    'git+ssh://git@git.example.com/org/repo.git',
    'git+https://git.example.com/org/repo.git@v1.2#egg=repo',
    'git+https://git.example.com/org/repo@v1.2',
    'git://git.example.com/org/repo',
    'git:https://git.example.com/org/repo',
    'git::https://git.example.com/org/repo.git//modules/one?ref=v1',
    'git::ssh://git@git.example.com/org/repo.git?ref=v1',
    'https://git.example.com/org/repo//modules/one',
    'scm:git:https://git.example.com/org/repo.git',
    'scm:git:ssh://git@git.example.com:22/org/repo.git',
    'scm:git:git@git.example.com:org/repo.git',
    'scm:git:git://git.example.com/org/repo.git',
    'scm:git|https://git.example.com/org/repo.git',
    'SCM:GIT:https://git.example.com/org/repo',
    'https://git.example.com/org/repo#main',
    'https://git.example.com/org/repo.git#main:docker',
    'https://git.example.com/org/repo?ref=main',
    'https://git.example.com/org/repo.git?ref=main#x',
    'https://git.example.com/org/repo/tree/main/services/api',
    'https://git.example.com/org/repo/blob/main/Dockerfile',
    'https://git.example.com/org/repo/commit/6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e',
    'https://git.example.com/org/repo/-/tree/main/services/api',
    'https://git.example.com/org/repo/src/branch/main/services',
    'https://git.example.com/org/repo/src/commit/6c9f1e3/services',
    'https://git.example.com/org/repo/releases/tag/v1',
    'https://git.example.com/scm/org/repo.git',
    'https://git.example.com/projects/ORG/repos/repo/browse?at=main',
    '<https://git.example.com/org/repo>',
    '"https://git.example.com/org/repo"',
    ' https://git.example.com/org/repo and more',
    'https://git.example.com/org/r%65po',
  ])('a repository: %j', (text) => {
    expect(sourceAddress(text)).toBe('git.example.com/org/repo')
  })

  it.each([
    ['github:org/repo', 'github.com/org/repo'],
    ['github:org/repo#main', 'github.com/org/repo'],
    ['gitlab:org/sub/repo', 'gitlab.com/org/sub/repo'],
    ['bitbucket:org/repo', 'bitbucket.org/org/repo'],
    ['ssh://git@ssh.github.com:443/org/repo.git', 'github.com/org/repo'],
    ['https://www.github.com/org/repo', 'github.com/org/repo'],
    ['https://bitbucket.org/org/repo/src/main/', 'bitbucket.org/org/repo'],
    ['https://ann@dev.azure.com/org/My%20Project/_git/repo', 'dev.azure.com/org/my project/_git/repo'],
    ['git@ssh.dev.azure.com:v3/org/My%20Project/repo', 'dev.azure.com/org/my project/_git/repo'],
    ['https://gitlab.example.com/a/b/c/d.git', 'gitlab.example.com/a/b/c/d'],
    ['git@gitlab.example.com:a/b/c/d', 'gitlab.example.com/a/b/c/d'],
    ['https://gitlab.example.com/a/b/c/d/-/blob/main/x', 'gitlab.example.com/a/b/c/d'],
    ['https://git.example.com/?p=kernel/linux.git;a=summary', 'git.example.com/kernel/linux'],
    ['https://git.example.com/users/ann/repos/repo', 'git.example.com/~ann/repo'],
    ['ssh://git@git.example.com:7999/~ann/repo.git', 'git.example.com/~ann/repo'],
    ['ssh://git@[2001:db8::1]:22/org/repo.git', '[2001:db8::1]/org/repo'],
    ['gitserver:org/repo', 'gitserver/org/repo'],
    ['https://example.github.io/a', 'example.github.io/a'],
    ['https://github.com/a/b.github', 'github.com/a/b.github'],
    ['https://git.example.com/@scope/repo', 'git.example.com/@scope/repo'],
  ])('%j', (text, address) => {
    expect(sourceAddress(text)).toBe(address)
  })
})

it.each([
  ['git.ex', 'git.ex'],
  ['https://git.ex', 'git.ex'],
  ['git.example.com:8443', 'git.example.com'],
  ['https://git.example.com/', 'git.example.com'],
  ['git.example.com/or', 'git.example.com/or'],
  ['git@git.example.com:or', 'git.example.com/or'],
  ['Monorepo of Team A', 'monorepo of team a'],
  ['constructor:__proto__', 'constructor/__proto__'],
  ['https://git.example.com/%E0%A4%A', 'git.example.com/%e0%a4%a'],
  ['', ''],
  ['https://', 'https://'],
])('a beginning or a text that is no address, %j, is compared as %j', (text, address) => {
  expect(sourceAddress(text)).toBe(address)
})

it('takes time in proportion to a text, whatever stands in it', () => {
  for (const part of ['a/', '//', ':', '@', '.git/', 'scm:git:', '/tree', '%25', 'a:b@', '?p=', '/-/'])
    expect(sourceAddress(`https://a/${part.repeat(20_000)}`)).toContain('a')
})
