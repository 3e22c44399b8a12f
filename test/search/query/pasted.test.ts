import { expect, it } from 'vitest'
import { unpasted } from '../../../lambda/search/query/pasted.ts'

it.each([
  ['docker pull registry.example.com/payments/api:4.1', 'payments/api:4.1'],
  ['docker pull localhost:5000/redis', 'redis'],
  ['$ sudo docker run -it --rm redis:7 sh', 'redis:7'],
  ['docker run -p 80:80 -e A=b --name web -d "nginx" nginx -g x', 'nginx'],
  ['docker run -dp 127.0.0.1:3000:3000 getting-started', 'getting-started'],
  ['docker run -it --cap-add NET_ADMIN --shm-size 1g --ulimit nofile=9 team/app bash', 'team/app'],
  ['docker save -o x.tar team/app:1', 'team/app:1'],
  ['docker run -dt redis', 'redis'],
  ['docker rmi -f redis', 'redis'],
  ['docker pull -a redis', 'redis'],
  ['helm install cache oci://host.example/charts/redis --version 1', 'charts/redis'],
  ['skopeo copy --src-creds a:b docker://host.example/x:1 dir:x', 'x:1'],
  ['podman pull docker.io/library/mariadb', 'library/mariadb'],
  ['docker image inspect team/app', 'team/app'],
  ['skopeo inspect docker://quay.io/team/app:1', 'team/app:1'],
  ['kubectl run web --image=host.example/team/web:2 --port=80', 'team/web:2'],
  ['kubectl set image deployment/web web=team/web:3', 'team/web:3'],
  ['FROM node:20 AS build', 'node:20'],
  ['FROM --platform=$BUILDPLATFORM golang:1.23 as build', 'golang:1.23'],
  ['image: library/nginx:1.27', 'library/nginx:1.27'],
  ['  - image: "host.example/team/app:1"', 'team/app:1'],
  ['"image": "team/app",', 'team/app'],
  ['https://hub.docker.com/_/postgres', 'postgres'],
  ['hub.docker.com/_/postgres/tags?page=1', 'postgres'],
  ['https://hub.docker.com/r/grafana/loki/tags', 'grafana/loki'],
  ['quay.io/repository/argoproj/argocd?tab=tags', 'argoproj/argocd'],
  ['https://quay.io/repository/argoproj/argocd/manifest/sha256:0a', 'argoproj/argocd'],
  ['https://host.example/v2/team/app/tags/list?n=5', 'team/app'],
  ['host.example:5000/v2/team/app/manifests/1.0', 'team/app:1.0'],
  ['https://git.example.com/group/team/app/container_registry/412', 'group/team/app'],
  ['https://git.example.com/group/app/-/container_registry', 'group/app'],
  ['https://harbor.example.com/harbor/projects/3/repositories/team%252Fapp/artifacts-tab', 'team/app'],
  ['https://github.com/orgs/acme/packages/container/package/app%2Fweb', 'acme/app/web'],
  ['https://github.com/acme/app/pkgs/container/app-web/123?tag=1', 'acme/app-web'],
  ['https://gallery.ecr.aws/docker/library/redis', 'docker/library/redis'],
  [
    'https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/team/app?region=eu-west-1',
    'team/app',
  ],
  ['https://mcr.microsoft.com/en-us/product/dotnet/aspnet/about', 'dotnet/aspnet'],
  ['https://artifacthub.io/packages/helm/grafana/loki', 'grafana/loki'],
  ['https://catalog.redhat.com/software/containers/ubi9/ubi/615bcf606feffc5384e8452e', 'ubi9/ubi'],
  ['oci://host.example/charts/redis --version 4.3.0', 'charts/redis'],
  [`https://host.example/v2/team/app/manifests/sha256:${'0a'.repeat(32)}`, `team/app@sha256:${'0a'.repeat(32)}`],
])('%s asks for %s', (pasted, reference) => {
  expect(unpasted(pasted)).toBe(reference)
})

it.each([
  'docker',
  'docker compose',
  'from redis',
  'image',
  'image:7',
  'docker pull',
  'docker run -it',
  'https://git.example.com/v2',
  'run redis',
])('%j stays as it is', (text) => {
  expect(unpasted(text)).toBe(text)
})
