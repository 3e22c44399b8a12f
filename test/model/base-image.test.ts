import { describe, expect, it } from 'vitest'
import { baseNameValue, parseImageName } from '../../lambda/model/base-image.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('a base is looked up by one value, whatever it is called', () => {
  it.each([
    'alpine:3.20',
    'library/alpine:3.20',
    'docker.io/alpine:3.20',
    'docker.io/library/alpine:3.20',
    'index.docker.io/library/alpine:3.20',
    'registry-1.docker.io/library/alpine:3.20',
    'registry.hub.docker.com/library/alpine:3.20',
    'docker://docker.io/library/alpine:3.20',
    'docker-image://docker.io/library/alpine:3.20',
    'Docker.io/Library/Alpine:3.20',
    `docker.io/library/alpine:3.20@${DIGEST}`,
    ' alpine:3.20\n',
  ])('%j', (name) => {
    expect(baseNameValue(name)).toBe('alpine:3.20@docker.io')
  })

  it.each([
    ['alpine', 'alpine:latest@docker.io'],
    [`alpine@${DIGEST}`, 'alpine@docker.io'],
    ['bitnami/redis:7.2', 'bitnami/redis:7.2@docker.io'],
    ['ghcr.io/org/base-image:v1.2', 'org/base-image:v1.2@ghcr.io'],
    ['registry.example.com:5000/org/base:1', 'org/base:1@registry.example.com:5000'],
    ['registry.example.com:5000/base', 'base:latest@registry.example.com:5000'],
    ['localhost/base:1', 'base:1@localhost'],
    ['localhost:5000/base:1', 'base:1@localhost:5000'],
    ['harbor.example.com/library/app:1', 'app:1@harbor.example.com'],
    ['oci:///srv/images/base:1', 'srv/images/base:1@docker.io'],
    [DIGEST, ''],
    ['', ''],
    ['docker.io/', ''],
    ['constructor', 'constructor:latest@docker.io'],
  ])('%j as %j', (name, value) => {
    expect(baseNameValue(name)).toBe(value)
  })
})

it.each([
  [DIGEST, undefined, '', DIGEST],
  ['sha256:01', undefined, '', 'sha256:01'],
  [`alpine:3.20@${DIGEST}`, undefined, 'alpine:3.20', DIGEST],
  [`ghcr.io/org/base@${DIGEST.toUpperCase().replace('SHA', 'sha')}`, 'ghcr.io', 'org/base', DIGEST],
  ['alpine', undefined, 'alpine', undefined],
])('%j has registry %j, name %j and digest %j', (text, registry, name, digest) => {
  expect(parseImageName(text)).toEqual({ registry, name, digest })
})
