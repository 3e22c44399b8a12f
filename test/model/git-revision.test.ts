import { describe, expect, it } from 'vitest'
import { commitIn } from '../../lambda/model/git-revision.ts'

const COMMIT = '6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e'
const SHA256 = `${COMMIT}0123456789abcdef01234567`

describe('the commit is found in', () => {
  it.each([
    COMMIT,
    COMMIT.toUpperCase(),
    ` ${COMMIT}\n`,
    `${COMMIT}-dirty`,
    `${COMMIT}+`,
    `main@sha1:${COMMIT}`,
    `refs/heads/main@sha1:${COMMIT}`,
    `refs/pull/12/merge@sha1:${COMMIT}`,
    `main/${COMMIT}`,
    `feature/acceded/${COMMIT}`,
    `main-${COMMIT}`,
    `main_${COMMIT}_dirty`,
    `sha1:${COMMIT}`,
    `git:${COMMIT}`,
    `git-${COMMIT}`,
    `sha-${COMMIT}`,
    `hg:${COMMIT}`,
    `commit ${COMMIT}`,
    `commit=${COMMIT};branch=main`,
    `{"branch":"main","commit":"${COMMIT}"}`,
    `https://git.example.com/org/repo/commit/${COMMIT}`,
    `https://git.example.com/org/repo/tree/${COMMIT}/services`,
    `git@git.example.com:org/repo.git#${COMMIT}`,
    `20261128-${COMMIT}`,
    `v1.2.3 (${COMMIT})`,
  ])('%j', (text) => {
    expect(commitIn(text)).toBe(COMMIT)
  })

  it.each([
    [`v1.2.3@sha256:${SHA256}`, SHA256],
    ['6c9f1e3', '6c9f1e3'],
    ['6c9f1e3-dirty', '6c9f1e3'],
    ['abcdef-dirty', 'abcdef'],
    ['main-abcdef.modified', 'abcdef'],
    ['v1.2-gabcdef0', 'abcdef0'],
    ['gabcdef0', 'abcdef0'],
    ['main-6c9f1e3', '6c9f1e3'],
    ['main@sha1:6c9f', '6c9f'],
    ['sha-6c9f1e3', '6c9f1e3'],
    ['git:facade', 'facade'],
    ['v1.2-4-gabcdef0', 'abcdef0'],
    ['v1.2-4-gabcdef0-dirty', 'abcdef0'],
    ['v1.2-14-g1234567', '1234567'],
    ['6c9f1e3b-4-gabcdef0', 'abcdef0'],
    ['v0.0.0-20261128123456-6c9f1e3b5d7a', '6c9f1e3b5d7a'],
    ['1.2.3+6c9f1e3', '6c9f1e3'],
    ['1.2.3+git20261128.6c9f1e3', '6c9f1e3'],
    ['6c9f1e3…', '6c9f1e3'],
    ['1.2.3+build.5.sha.6c9f1e3', '6c9f1e3'],
    ['develop/6c9f1e3', '6c9f1e3'],
  ])('%j', (text, commit) => {
    expect(commitIn(text)).toBe(commit)
  })
})

describe('no commit is found in', () => {
  it.each([
    '1234567',
    '12345',
    'r12345',
    'v1.2.3',
    '20261128',
    '20261128123456',
    'main',
    'refs/heads/main',
    'feature/acceded',
    'facade',
    'defaced',
    '2026-11-28T12:34:56Z',
    '123e4567-e89b-12d3-a456-426614174000',
    'release-20261128',
    'ann@example.com',
    'x'.repeat(100_000),
    '',
  ])('%j', (text) => {
    expect(commitIn(text)).toBeUndefined()
  })
})
