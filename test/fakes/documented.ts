// Whether answers are as /openapi.json says.

import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import * as z from 'zod/mini'

const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const parameter = z.object({ name: z.string(), in: z.string(), schema: z.record(z.string(), z.unknown()) })
const operation = z.object({
  parameters: z.array(parameter),
  responses: z.record(z.string(), z.object({ content: z.optional(content) })),
})
const form = z.object({ paths: z.record(z.string(), z.object({ get: operation })) })

/** Puts what references to components lead to in their place. Only the failures of this document are such, and none is cyclic. */
export const resolved = (root: unknown, value: unknown = root): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolved(root, one))
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value) {
    const path = String(value.$ref).split('/').slice(1)
    const at = path.reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], root)
    if (at === undefined) throw new Error(`${value.$ref} leads nowhere`)
    return resolved(root, at)
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(root, one)]))
}

export type Document = z.infer<typeof form>

export const parseDocument = (json: unknown): Document => form.parse(resolved(json))

// The document lets fields be added; the answers of this version have none that it does not name.
export const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const all = Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, closed(one)]))
  return 'properties' in all && !('additionalProperties' in all) ? { ...all, additionalProperties: false } : all
}

/** Checks answers against the document: the status, the type, and of JSON the body. */
export const documented = ({ paths }: Document) => {
  const ajv = new Ajv2020({ allErrors: true })
  const compiled = new Map<unknown, ReturnType<typeof ajv.compile>>()
  const validator = (schema: object) => {
    const known = compiled.get(schema) ?? ajv.compile(closed(schema) as object)
    compiled.set(schema, known)
    return known
  }
  return async (path: string, answer: Response): Promise<unknown> => {
    const response = paths[path]?.get.responses[String(answer.status)]
    expect(response, `${path} answers ${answer.status}, which it does not say`).toBeDefined()
    const body = await answer.text()
    if (response?.content === undefined) {
      expect(body).toBe('')
      return undefined
    }
    const [type = ''] = (answer.headers.get('content-type') ?? '').split(';')
    expect(Object.keys(response.content), `${path} ${answer.status}`).toContain(type)
    if (!/json$/.test(type) || type === 'application/x-ndjson') return body
    const validate = validator(response.content[type]?.schema ?? {})
    const json: unknown = JSON.parse(body)
    expect(validate(json) ? [] : validate.errors, `${path} ${answer.status} ${body.slice(0, 300)}`).toEqual([])
    return json
  }
}
