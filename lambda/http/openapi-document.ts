// What routes say of themselves, as a document of OpenAPI 3.1.

import * as z from 'zod/mini'
import type { Operation } from './operation.ts'
import type { SiteSettings } from './site.ts'

/** Groups of operations, each with the beginnings of its paths. An operation is in the first that has its path. */
const GROUPS: readonly (readonly [name: string, description: string, ...paths: string[]])[] = [
  ['search', 'What is in the registry', '/api/search', '/api/recent', '/api/lookup', '/feed.atom'],
  ['repositories', 'What is known of a repository, a tag, a manifest', '/api/repositories/'],
  ['registry v1', 'What docker and podman ask a registry of version 1 for', '/v1/'],
  ['registry v2', 'What clients ask a registry of version 2 for, as far as the index answers it', '/v2/'],
  ['index', 'The index itself', ''],
]

const JSON_TYPE = 'application/json'
const text = { type: 'string' }
const object = (required: readonly string[], properties: object) => ({ type: 'object', required, properties })

const SCHEMAS = {
  Problem: object(['type', 'status', 'title', 'detail'], {
    type: text,
    status: { type: 'integer' },
    title: text,
    detail: text,
    suggestions: { type: 'array', items: text, description: 'Queries that may have been meant' },
  }),
  V1Error: object(['error'], { error: text }),
  V2Error: object(['errors'], {
    errors: {
      type: 'array',
      items: object(['code', 'message'], { code: text, message: text, detail: {} }),
    },
  }),
}
type Failure = keyof typeof SCHEMAS

const failureOf = (path: string): Failure => {
  if (path.startsWith('/v2')) return 'V2Error'
  return path.startsWith('/api') ? 'Problem' : 'V1Error'
}

const failureResponse = (name: string) => ({
  description: 'What is wrong, and what is allowed',
  content: {
    [name === 'Problem' ? 'application/problem+json' : JSON_TYPE]: { schema: { $ref: `#/components/schemas/${name}` } },
  },
})

// What generated clients call it: `/api/repositories/{name}/tags` is apiRepositoriesNameTags.
const operationId = (path: string): string => {
  const [first = '', ...rest] = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '')
  return first + rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

const aboutPart = (name: string, path: string): string => {
  if (name === 'tag') return 'The tag.'
  if (name === 'digest') return 'The digest, with its algorithm.'
  const slashes = 'The name, slashes and all.'
  return path.startsWith('/api')
    ? `${slashes} \`/-\` may follow; where a part of the name is \`tags\` it has to.`
    : slashes
}

const describe = ({ path, summary, about, parameters, answer, types = [], isOpen }: Operation) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: aboutPart(name, path),
    schema: { type: 'string', minLength: 1 },
  }))
  const inQuery = Object.entries(parameters).map(([name, { about: description, schema }]) => ({
    name,
    in: 'query',
    description,
    schema,
  }))
  const json = answer === undefined ? {} : { [JSON_TYPE]: { schema: schemaOf(answer) } }
  const others = Object.fromEntries(types.map((type) => [type.split(';')[0], { schema: text }]))
  const failure = { $ref: `#/components/responses/${failureOf(path)}` }
  const failures = ['400', '401', '404', '413', '500', '502', '503'].map((status) => [status, failure])
  return {
    tags: [GROUPS.find(([, , ...paths]) => paths.some((start) => path.startsWith(start)))?.[0]],
    summary,
    description: `${about ?? summary}.`,
    operationId: operationId(path),
    parameters: [...inPath, ...inQuery],
    ...(isOpen ? { security: [] } : {}),
    responses: {
      '200': { description: summary, content: { ...json, ...others } },
      '304': { description: 'It is as the `ETag` in `If-None-Match` says' },
      ...Object.fromEntries(failures),
    },
  }
}

// Readers may ignore fields that they don't know; new ones are no new version.
const schemaOf = (answer: z.ZodMiniType) => {
  const { $schema, ...schema } = z.toJSONSchema(answer, { io: 'input' })
  return schema
}

/** Returns the document. It names no host but the one to pull from: the address that it came by is that of the API. */
export const openapiDocument = (
  { title = 'registry-index', pullHost }: SiteSettings,
  operations: readonly Operation[],
) => ({
  openapi: '3.1.0',
  info: {
    title,
    version: '1',
    description: `Search over a container registry whose storage is an S3 bucket.${pullHost === undefined ? '' : ` Images are pulled from ${pullHost}.`} Fields, parameters and operations may be added within this version: ignore what you don't know.`,
    contact: { name: `Whoever runs ${title}` },
    license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'Where this document is' }],
  tags: GROUPS.map(([name, description]) => ({ name, description })),
  security: [{ basic: [] }, {}],
  paths: Object.fromEntries(operations.map((one) => [one.path, { get: describe(one) }])),
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic', description: 'As clients sign in to a registry; open where it is open' },
    },
    schemas: SCHEMAS,
    responses: Object.fromEntries(Object.keys(SCHEMAS).map((name) => [name, failureResponse(name)])),
  },
})
