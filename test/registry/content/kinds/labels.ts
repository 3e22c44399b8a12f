// Labels and annotations as tools and bases write them: OCI's, those of label-schema.org, those of Red Hat's images.

import type { Case } from '../broken/case.ts'
import { facts, KEY, layer, manifest, OCI_CONFIG, OCI_LAYER } from './pieces.ts'

const SCHEMA = 'org.label-schema.'
const COMMIT = '6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e'
const layers = [layer(OCI_LAYER)]
const ofImage = facts('image', layers)

interface Parts {
  readonly repository?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly config?: object
}

/** A case whose labels and annotations are kept as they are. */
const of = (name: string, { repository, labels, annotations, config = {} }: Parts, said: Case['facts']): Case => ({
  name,
  ...(repository === undefined ? {} : { repository }),
  blobs: {
    manifest: manifest(OCI_CONFIG, layers, annotations === undefined ? {} : { annotations }),
    config: { ...config, ...(labels === undefined ? {} : { config: { Labels: labels } }) },
  },
  facts: {
    ...ofImage,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...said,
  },
})

/** As of registry.access.redhat.com/ubi9/python-311. */
const python = {
  architecture: 'x86_64',
  'build-date': '2026-09-01T10:00:00Z',
  'com.redhat.component': 'python-311-container',
  'com.redhat.license_terms': 'https://www.redhat.com/en/about/eula',
  description: 'Python 3.11 available as container is a base platform for building and running Python applications',
  'io.buildah.version': '1.33.8',
  'io.k8s.description': 'Python 3.11 as a platform',
  'io.k8s.display-name': 'Python 3.11',
  'io.openshift.tags': 'builder,python,python311',
  maintainer: 'SoftwareCollections.org <sclorg@redhat.com>',
  name: 'ubi9/python-311',
  release: '1760340943',
  summary: 'Platform for building and running Python 3.11 applications',
  url: 'https://www.redhat.com',
  'vcs-ref': COMMIT,
  'vcs-type': 'git',
  vendor: 'Red Hat, Inc.',
  version: '1',
}
const ofPython = {
  title: 'Python 3.11',
  description: python.description,
  version: '1',
  revision: COMMIT,
  url: 'https://www.redhat.com',
  vendor: 'Red Hat, Inc.',
  keywords: 'builder, python, python311',
  authors: python.maintainer,
  created: '2026-09-01T10:00:00Z',
}
const ubi = {
  ...python,
  'com.redhat.component': 'ubi9-container',
  description: 'The Universal Base Image is designed and engineered to be the base layer for all of your applications',
  'io.k8s.display-name': 'Red Hat Universal Base Image 9',
  name: 'ubi9/ubi',
}
const centos = {
  [`${SCHEMA}build-date`]: '20201113',
  [`${SCHEMA}license`]: 'GPLv2',
  [`${SCHEMA}name`]: 'CentOS Base Image',
  [`${SCHEMA}schema-version`]: '1.0',
  [`${SCHEMA}vendor`]: 'CentOS',
  [`${KEY}created`]: '2020-11-13 00:00:00+00:00',
  [`${KEY}licenses`]: 'GPL-2.0-only',
  [`${KEY}title`]: 'CentOS Base Image',
  [`${KEY}vendor`]: 'CentOS',
}
const ubuntu = { [`${KEY}ref.name`]: 'ubuntu', [`${KEY}version`]: '24.04' }
const redis = {
  [`${KEY}title`]: 'redis',
  [`${KEY}description`]: 'Application packaged by Bitnami',
  [`${KEY}version`]: '7.2.4',
  [`${KEY}vendor`]: 'Broadcom, Inc.',
}
const onRedis = { [`${KEY}base.name`]: 'docker.io/bitnami/redis:7.2.4' }
const onRedisFacts = { baseName: 'docker.io/bitnami/redis:7.2.4' }

const lastResorts: Case[] = [
  of(
    'labels of label-schema.org',
    {
      labels: {
        [`${SCHEMA}schema-version`]: '1.0',
        [`${SCHEMA}name`]: 'files',
        [`${SCHEMA}description`]: 'Serves files',
        [`${SCHEMA}version`]: '2.1.0',
        [`${SCHEMA}vcs-ref`]: COMMIT,
        [`${SCHEMA}vcs-url`]: 'https://github.com/team/files',
        [`${SCHEMA}url`]: 'https://files.example',
        [`${SCHEMA}usage`]: 'https://files.example/docs',
        [`${SCHEMA}vendor`]: 'Team',
        [`${SCHEMA}license`]: 'MIT',
        [`${SCHEMA}build-date`]: '2026-09-01T10:00:00Z',
      },
    },
    {
      title: 'files',
      description: 'Serves files',
      version: '2.1.0',
      revision: COMMIT,
      source: 'https://github.com/team/files',
      url: 'https://files.example',
      documentation: 'https://files.example/docs',
      vendor: 'Team',
      licenses: 'MIT',
      created: '2026-09-01T10:00:00Z',
    },
  ),
  of(
    'labels that others have written too, after the annotations of OCI',
    {
      labels: { [`${SCHEMA}name`]: 'old', description: 'plain', [`${SCHEMA}description`]: 'old', vendor: 'plain' },
      annotations: { [`${KEY}title`]: 'new', [`${KEY}description`]: 'new' },
    },
    { title: 'new', description: 'new', vendor: 'plain' },
  ),
  of(
    'labels of a Dockerfile without a prefix',
    { labels: { name: 'files', summary: 'Serves files', version: '2.1.0', license: 'MIT', maintainer: 'Ann' } },
    { title: 'files', description: 'Serves files', version: '2.1.0', licenses: 'MIT', authors: 'Ann' },
  ),
  of(
    'a license without s',
    { annotations: { [`${KEY}license`]: 'BSD-2-Clause', [`${KEY}author`]: 'Ann' } },
    { licenses: 'BSD-2-Clause', authors: 'Ann' },
  ),
  of(
    'a license without s, after one with it',
    { labels: { [`${KEY}license`]: 'MIT' }, annotations: { [`${KEY}licenses`]: 'BSD-2-Clause' } },
    { licenses: 'BSD-2-Clause' },
  ),
  of(
    'MAINTAINER and a label maintainer',
    { labels: { maintainer: 'Ann' }, config: { author: 'NGINX Docker Maintainers' } },
    { authors: 'Ann' },
  ),
  of('MAINTAINER', { config: { author: 'Ann' } }, { authors: 'Ann' }),
  of(
    'keywords of Dockerfiles before those of Artifact Hub, each once',
    {
      labels: { 'io.artifacthub.package.keywords': 'hub', [`${KEY}keywords`]: 'PDF, merge ,, pdf,OCR,' },
      annotations: { 'io.artifacthub.package.keywords': 'more' },
    },
    { keywords: 'PDF, merge, OCR' },
  ),
  of(
    'keywords of Artifact Hub, where others are empty',
    {
      labels: { [`${KEY}keywords`]: ', ,', 'io.openshift.tags': 'tags' },
      annotations: { 'io.artifacthub.package.keywords': 'hub' },
    },
    { keywords: 'hub' },
  ),
  of("an image of Red Hat's", { repository: 'ubi9/python-311', labels: python }, ofPython),
  of("a renamed copy of an image of Red Hat's", { repository: 'mirror/python-311', labels: python }, ofPython),
  of("an image on one of Red Hat's", { repository: 'team/app', labels: python }, {}),
  of(
    "an image on one of Red Hat's that has labels of OCI",
    { repository: 'team/app', labels: { ...python, [`${KEY}title`]: 'App', [`${KEY}revision`]: 'abcdef0' } },
    { title: 'App', revision: 'abcdef0' },
  ),
  of("an image on Red Hat's base", { repository: 'team/app', labels: ubi }, {}),
  of(
    "an image on Red Hat's base that says in Red Hat's labels what it is",
    {
      repository: 'tools/server',
      labels: { ...ubi, name: 'acme/app', vendor: 'Acme', description: 'Serves files', version: '2.1.0' },
    },
    { ...ofPython, title: ubi['io.k8s.display-name'], vendor: 'Acme', description: 'Serves files', version: '2.1.0' },
  ),
  of(
    "Fedora's image",
    { repository: 'fedora', labels: { name: 'fedora', vendor: 'Fedora Project', version: '41' } },
    {
      title: 'fedora',
      vendor: 'Fedora Project',
      version: '41',
    },
  ),
  of("an image on Fedora's", { labels: { name: 'fedora', vendor: 'Fedora Project', version: '41' } }, {}),
  of("an image on Photon's", { labels: { name: 'Photon OS x86_64/4.0 Base Image', vendor: 'VMware' } }, {}),
  of(
    "CentOS' image",
    { repository: 'mirror/centos', labels: centos },
    {
      title: 'CentOS Base Image',
      vendor: 'CentOS',
      licenses: 'GPL-2.0-only',
      created: '2020-11-13T00:00:00Z',
    },
  ),
  of(
    "an image on CentOS' that has labels of its own",
    {
      labels: {
        ...centos,
        [`${KEY}description`]: 'Serves files',
        [`${KEY}source`]: 'https://github.com/team/files',
        [`${KEY}version`]: '2.1.0',
      },
    },
    {
      description: 'Serves files',
      source: 'https://github.com/team/files',
      version: '2.1.0',
    },
  ),
  of("Ubuntu's image", { repository: 'ubuntu', labels: ubuntu }, { version: '24.04' }),
  of("an image on Ubuntu's", { labels: ubuntu }, {}),
  of(
    "an image on Ubuntu's with a version of its own",
    { labels: { ...ubuntu, [`${KEY}version`]: '2.1.0' } },
    { version: '2.1.0' },
  ),
  of('an image with the labels of its base', { labels: redis, annotations: onRedis }, onRedisFacts),
  of(
    'an image that is called as its base',
    {
      labels: { ...redis, [`${KEY}source`]: 'https://github.com/team/cache', [`${KEY}description`]: 'Our cache' },
      annotations: onRedis,
    },
    {
      ...onRedisFacts,
      title: 'redis',
      description: 'Our cache',
      version: '7.2.4',
      vendor: 'Broadcom, Inc.',
      source: 'https://github.com/team/cache',
    },
  ),
  of(
    'an image of the name of its base',
    { repository: 'team/redis', labels: redis, annotations: onRedis },
    {
      ...onRedisFacts,
      title: 'redis',
      description: 'Application packaged by Bitnami',
      version: '7.2.4',
      vendor: 'Broadcom, Inc.',
    },
  ),
]

const addresses: Case[] = [
  of(
    'a base by its digest',
    { annotations: { [`${KEY}base.name`]: 'alpine@digest:base' } },
    { baseName: 'alpine@digest:base', baseDigest: 'digest:base' },
  ),
  of(
    'a base by a digest in its name and another',
    { annotations: { [`${KEY}base.name`]: 'alpine@digest:base', [`${KEY}base.digest`]: 'digest:other' } },
    { baseName: 'alpine@digest:base', baseDigest: 'digest:other' },
  ),
  of(
    'a source by ssh',
    { labels: { [`${KEY}source`]: 'git@github.com:team/files.git' } },
    { source: 'https://github.com/team/files' },
  ),
  of(
    "a source of Maven's",
    { labels: { [`${KEY}source`]: 'scm:git:ssh://git@git.example.com:7999/team/files.git' } },
    { source: 'https://git.example.com/team/files' },
  ),
  {
    name: 'credentials wherever they may stand',
    blobs: {
      manifest: manifest(OCI_CONFIG, layers, {
        annotations: { [`${KEY}url`]: 'https://s3cret@files.example', 'https://ann:s3cret@key.example': 'x' },
      }),
      config: {
        author: 'Ann https://ann:s3cret@ann.example',
        config: {
          Labels: {
            [`${KEY}source`]: 'https://ann:s3cret@github.com/team/files',
            [`${KEY}description`]: 'Serves files of https://ann:s3cret@files.example/a, and of b.example',
            [`${KEY}documentation`]: 'jdbc:postgresql://ann:s3cret@db.example/docs',
            [`${KEY}base.name`]: 'https://ann:s3cret@registry.example/base',
            other: `${'x'.repeat(900)} https%3A%2F%2Fann%3As3cret%40files.example`,
            hidden: 'https:\u200b//ann:s3cret\uff20files.example/a, \u202eann:s3\u00adcret@files.example/b',
            cut: `${'x'.repeat(980)} https://ann:${'s3cret'.repeat(20)}@files.example`,
          },
        },
        os: 'https://ann:s3cret@os.example',
        architecture: 5,
        created: { a: 1 },
      },
    },
    facts: {
      ...ofImage,
      authors: 'Ann https://ann.example',
      source: 'https://github.com/team/files',
      description: 'Serves files of https://files.example/a, and of b.example',
      documentation: 'jdbc:postgresql://db.example/docs',
      baseName: 'https://registry.example/base',
      url: 'https://files.example',
      labels: {
        [`${KEY}source`]: 'https://github.com/team/files',
        [`${KEY}description`]: 'Serves files of https://files.example/a, and of b.example',
        [`${KEY}documentation`]: 'jdbc:postgresql://db.example/docs',
        [`${KEY}base.name`]: 'https://registry.example/base',
        other: `${'x'.repeat(900)} https%3A%2F%2Ffiles.example`,
        hidden: 'https://files.example/a, files.example/b',
        cut: `${'x'.repeat(980)} https://files.ex…`,
      },
      annotations: { [`${KEY}url`]: 'https://files.example', 'https://key.example': 'x' },
    },
    problem: 'invalid: architecture is 5, not a string; created is an object, not a string',
  },
  {
    name: 'credentials in a place where they are no valid value',
    blobs: {
      manifest: { ...manifest(OCI_CONFIG, layers), annotations: `https://ann:${'s3cret'.repeat(20)}@files.example/a` },
      config: {},
    },
    facts: ofImage,
    problem: 'invalid: annotations is "https://files.example/a", not an object',
  },
]

export const labels: Case[] = [...lastResorts, ...addresses]
