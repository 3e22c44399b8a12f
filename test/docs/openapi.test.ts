// docs/openapi.json is what /openapi.json says, with examples that the app answers for the sample registry. If it differs and
// that is right:
//   UPDATE_DOCS=1 npx vitest run --project unit test/docs/openapi.test.ts

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { closed, resolved } from '../fakes/documented.ts'
import { sampleWorld } from '../fakes/sample-world.ts'
import { type DocumentWithExamples, documentWithExamples } from './openapi-examples.ts'

const FILE = join(import.meta.dirname, '../../docs/openapi.json')
const HINT =
  'docs/openapi.json differs from what the app says; if that is right, run UPDATE_DOCS=1 npx vitest run --project unit test/docs/openapi.test.ts'

let built: string
beforeAll(async () => {
  built = `${JSON.stringify(await documentWithExamples(await sampleWorld()), null, 2)}\n`
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, built)
})
const document = (): DocumentWithExamples => JSON.parse(readFileSync(FILE, 'utf8'))

describe('docs/openapi.json', () => {
  it('is what the app says', () => {
    expect(readFileSync(FILE, 'utf8'), HINT).toBe(built)
  })

  it('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...document() })
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('has an example of each answer but itself, which its schema allows, and no field beyond it', () => {
    const all = resolved(document()) as DocumentWithExamples
    const ajv = new Ajv2020({ allErrors: true })
    const examples = Object.entries(all.paths).flatMap(([path, { get }]) =>
      Object.entries(get.responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).map(([type, one]) => ({ at: `${path} ${status} ${type}`, path, ...one })),
      ),
    )
    const without = examples.filter(({ example }) => example === undefined)
    expect(without.map(({ at }) => at)).toEqual(['/openapi.json 200 application/json'])
    for (const { at, schema, example } of examples) {
      if (example === undefined) continue
      const validate = ajv.compile(closed(schema) as object)
      expect(validate(example) ? [] : validate.errors, at).toEqual([])
    }
  })

  it('has examples that find something', () => {
    expect(readFileSync(FILE, 'utf8')).not.toMatch(/"(items|results|tags|repositories|history)": \[\]/)
  })

  it('has an example of each parameter in a path, as its schema allows', () => {
    const ajv = new Ajv2020()
    for (const [path, { get }] of Object.entries(document().paths))
      for (const { name, in: place, schema, example } of get.parameters) {
        if (place === 'path') expect(example, `${path} ${name}`).toBeDefined()
        if (example !== undefined) expect(ajv.validate(schema, example), `${path} ${name}`).toBe(true)
      }
  })

  it('breaks no rule that Redocly recommends, but for the slash that clients ask with', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: readFileSync(FILE, 'utf8'), absoluteRef: FILE, config })
    const found = problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`)
    expect(found).toEqual(['no-path-trailing-slash #/paths/~1v2~1'])
  })
})
