// The document of the API with examples: what the app answers for the sample registry of `npm start`. It lies in docs/ and
// not in the search function, whose code has to be small.

import * as z from 'zod/mini'
import { request } from '../fakes/http.ts'
import type { sampleWorld } from '../fakes/sample-world.ts'

type World = Awaited<ReturnType<typeof sampleWorld>>
type Example = Readonly<Record<string, string>>

/** No host of anybody: the examples are asked of it, and the addresses in answers have it. */
const ORIGIN = 'https://registry.example.com'

/** For each operation the parameters of an example. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  '/api/search': { q: 'ledger', limit: '2', facets: 'kind,platform' },
  '/api/recent': { limit: '2' },
  '/api/lookup': { base: 'library/alpine', limit: '2' },
  '/api/repositories/{name}': { name: 'payments/api' },
  '/api/repositories/{name}/tags': { name: 'payments/api', order: 'version', limit: '2' },
  '/api/repositories/{name}/tags/{tag}': { name: 'payments/api', tag: '4.12.0' },
  '/api/repositories/{name}/tags/{tag}/history': { name: 'payments/api', tag: 'latest' },
  '/api/repositories/{name}/manifests/{digest}': { name: 'payments/api', digest: 'DIGEST' },
  '/api/status': {},
  '/v1/_ping': {},
  '/v1/search': { q: 'ledger', n: '2' },
  '/v1/repositories/{name}/tags': { name: 'payments/api' },
  '/v2/': {},
  '/v2/_catalog': { n: '3' },
  '/v2/{name}/tags/list': { name: 'payments/api', n: '3' },
  '/feed.atom': { q: 'ledger' },
}

/** For each form of failure an address that has it. */
const FAILURES: Readonly<Record<string, string>> = {
  Problem: '/api/search?q=kind:imag',
  V1Error: '/v1/repositories/nothing/tags',
  V2Error: '/v2/nothing/tags/list',
}

interface Content {
  schema: object
  example?: unknown
}
interface Operation {
  parameters: { name: string; in: string; schema: { type?: string }; example?: unknown }[]
  responses: Record<string, { content: Record<string, Content> }>
}
/** As far as examples are put into it; all else is as the app says it. */
export interface DocumentWithExamples {
  paths: Record<string, { get: Operation }>
  components: { responses: Record<string, { content: Record<string, Content> }> }
}
const paths = z.object({ paths: z.record(z.string(), z.unknown()), components: z.unknown() })

/** Returns the document, with an example of each parameter that its requests have, and of each answer. */
export const documentWithExamples = async (world: World): Promise<DocumentWithExamples> => {
  const ask = async (path: string, type?: string) =>
    request(world, ORIGIN + path, type === undefined ? {} : { headers: { accept: type } })
  const json: unknown = await (await ask('/openapi.json')).json()
  paths.parse(json)
  const document = json as DocumentWithExamples
  const image = z.object({ digest: z.string() })
  const { digest } = image.parse(await (await ask('/api/repositories/payments/api/tags/4.12.0')).json())
  for (const [path, { get }] of Object.entries(document.paths)) {
    const given = EXAMPLES[path]
    // Of itself no document has an example.
    if (given === undefined) continue
    const values = new Map(Object.entries(given).map(([name, value]) => [name, value.replace('DIGEST', digest)]))
    for (const parameter of get.parameters) {
      const value = values.get(parameter.name)
      if (value !== undefined) parameter.example = parameter.schema.type === 'integer' ? Number(value) : value
    }
    for (const [type, content] of Object.entries(get.responses['200']?.content ?? {})) {
      const answer = await ask(addressOf(path, values), type)
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
      const body = await answer.text()
      content.example = type === 'application/json' ? JSON.parse(body) : body
    }
  }
  for (const [name, path] of Object.entries(FAILURES)) {
    const answer = await ask(path)
    for (const content of Object.values(document.components.responses[name]?.content ?? {}))
      content.example = await answer.json()
  }
  return document
}

const addressOf = (path: string, values: ReadonlyMap<string, string>): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '')
  const query = new URLSearchParams([...values].filter(([name]) => !path.includes(`{${name}}`)))
  return query.size === 0 ? filled : `${filled}?${query}`
}
