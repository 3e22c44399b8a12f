// /openapi.json: what the routes themselves say of themselves.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import { OPEN_PATHS } from '../../names.ts'
import type { IndexPorts } from '../api-ports.ts'
import { type Operation, operation, serve } from '../operation.ts'
import type { SiteSettings } from '../site.ts'
import { HISTORY, MANIFEST, REPOSITORY, TAG, TAGS } from './api-repository.ts'
import { LOOKUP, RECENT, SEARCH } from './api-search.ts'
import { FEED } from './feed.ts'
import { STATUS } from './status.ts'
import { V1_PING, V1_SEARCH, V1_TAGS } from './v1.ts'
import { V2_BASE, V2_CATALOG, V2_TAGS } from './v2.ts'

const OPENAPI = operation({
  path: OPEN_PATHS.openapi,
  summary: 'This document',
  parameters: {},
  answer: z.looseObject({ openapi: z.string() }),
  isOpen: true,
})

/** All routes. */
export const OPERATIONS: readonly Operation[] = [
  ...[SEARCH, RECENT, LOOKUP, REPOSITORY, TAGS, TAG, HISTORY, MANIFEST, STATUS],
  ...[V1_PING, V1_SEARCH, V1_TAGS, V2_BASE, V2_CATALOG, V2_TAGS, FEED, OPENAPI],
]

const JSON_TYPE = 'application/json'
const problem = {
  type: 'object',
  required: ['type', 'status', 'title', 'detail'],
  properties: {
    type: { type: 'string' },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    suggestions: { type: 'array', items: { type: 'string' }, description: 'Queries that may have been meant' },
  },
}
const v1Error = { type: 'object', required: ['error'], properties: { error: { type: 'string' } } }
const v2Error = {
  type: 'object',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' }, detail: {} },
      },
    },
  },
}

const errorOf = (path: string) => {
  if (path.startsWith('/v2')) return { [JSON_TYPE]: { schema: v2Error } }
  return path.startsWith('/api')
    ? { 'application/problem+json': { schema: problem } }
    : { [JSON_TYPE]: { schema: v1Error } }
}

// What generated clients call it: `/api/repositories/{name}/tags` is apiRepositoriesNameTags.
const operationId = (path: string): string => {
  const [first = '', ...rest] = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '')
  return first + rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

const aboutName = (path: string): string =>
  path.startsWith('/api')
    ? 'The name, slashes and all. `/-` may follow; where a part of the name is `tags` it has to.'
    : 'The name, slashes and all.'

const describe = ({ path, summary, parameters, answer, types = [], isOpen }: Operation) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    ...(name === 'name' ? { description: aboutName(path) } : {}),
    schema: { type: 'string', minLength: 1 },
  }))
  const inQuery = Object.entries(parameters).map(([name, { about, schema }]) => ({
    name,
    in: 'query',
    description: about,
    schema,
  }))
  const json = answer === undefined ? {} : { [JSON_TYPE]: { schema: schemaOf(answer) } }
  const others = Object.fromEntries(types.map((type) => [type.split(';')[0], { schema: { type: 'string' } }]))
  const failure = { description: 'What is wrong, and what is allowed', content: errorOf(path) }
  const failures = ['400', '401', '404', '413', '500', '502', '503'].map((status) => [status, failure])
  return {
    summary,
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

/** The document, for OpenAPI 3.1. */
const openapi = ({ title = 'registry-index', pullHost }: SiteSettings) => ({
  openapi: '3.1.0',
  info: {
    title,
    version: '1',
    description: `Search over a container registry whose storage is an S3 bucket.${pullHost === undefined ? '' : ` Images are pulled from ${pullHost}.`}`,
  },
  components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } },
  security: [{ basic: [] }, {}],
  paths: Object.fromEntries(OPERATIONS.map((one) => [one.path, { get: describe(one) }])),
})

/** `/openapi.json` */
export const openapiRoute = (ports: IndexPorts): Hono => {
  const app = new Hono()
  let document: object | undefined
  serve(app, ports, OPENAPI, (_, context) => {
    document ??= openapi(ports.site ?? {})
    return context.json(document)
  })
  return app
}
