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
    'docker://alpine:3.20',
    'oci:alpine:3.20',
    'oci://alpine:3.20',
    'containers-storage:alpine:3.20',
    'containers-storage:[overlay@/var/lib/containers+/run/x]docker.io/library/alpine:3.20',
    'docker-daemon:alpine:3.20',
    'docker-archive:/tmp/alpine.tar:alpine:3.20',
    'oci-archive:/tmp/alpine.tar:docker.io/library/alpine:3.20',
    'docker:alpine:3.20',
    'registry:docker.io/alpine:3.20',
    'podman:library/alpine:3.20',
    'https://hub.docker.com/_/alpine:3.20',
    'registry.docker.io/library/alpine:3.20',
    // Mirrors and caches.
    'mirror.gcr.io/library/alpine:3.20',
    'mirror.gcr.io/alpine:3.20',
    'abc123.mirror.aliyuncs.com/library/alpine:3.20',
    'docker.m.daocloud.io/library/alpine:3.20',
    'm.daocloud.io/docker.io/library/alpine:3.20',
    'public.ecr.aws/docker/library/alpine:3.20',
    'docker/library/alpine:3.20',
    'docker-hub/library/alpine:3.20',
    'docker://public.ecr.aws/docker/library/alpine:3.20',
    'mcr.microsoft.com/mirror/docker/library/alpine:3.20',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/alpine:3.20',
    'europe-docker.pkg.dev/project/dockerhub/library/alpine:3.20',
    'harbor.example.com/proxy/library/alpine:3.20',
    'harbor.example.com/any/docker.io/library/alpine:3.20',
    'registry.example.com:5000/docker.io/alpine:3.20',
    'gitlab.example.com:443/group/sub/dependency_proxy/containers/alpine:3.20',
    'gitlab.com/group/dependency_proxy/containers/library/alpine:3.20',
    `public.ecr.aws/docker/library/alpine:3.20@${DIGEST}`,
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
    // What looks like a transport or a cache, and is none.
    ['docker:24', 'docker:24@docker.io'],
    ['docker:dind', 'docker:dind@docker.io'],
    ['registry:2', 'registry:2@docker.io'],
    ['registry:5000/base:1', 'base:1@registry:5000'],
    ['public.ecr.aws/docker/cli:1', 'docker/cli:1@public.ecr.aws'],
    ['public.ecr.aws/org/library/app:1', 'org/library/app:1@public.ecr.aws'],
    ['mcr.microsoft.com/dotnet/runtime:8.0', 'dotnet/runtime:8.0@mcr.microsoft.com'],
    ['mirror.gcr.io/bitnami/redis:7.2', 'bitnami/redis:7.2@docker.io'],
    ['hub.docker.com/r/bitnami/redis', 'bitnami/redis:latest@docker.io'],
    ['cache.example.com/proxy/ghcr.io/org/base:1', 'org/base:1@ghcr.io'],
    ['oci:alpine', 'alpine:latest@docker.io'],
    ['containers-storage:localhost/base:1', 'base:1@localhost'],
    ['containers-storage:', ''],
    ['docker.io/docker.io/docker.io/', 'docker.io/docker.io/:latest@docker.io'],
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

it('takes time in proportion to a name, whatever stands in it', () => {
  for (const part of [
    'a/',
    'ghcr.io/',
    'docker.io/',
    'x.io/',
    'mirror/library',
    'dependency_proxy/',
    '[',
    'oci:',
    'docker/',
    'a:',
  ])
    for (const start of ['', 'x.io/', 'containers-storage:[', 'docker-archive:'])
      expect(parseImageName(start + part.repeat(5_000)).name).toBeTypeOf('string')
})
