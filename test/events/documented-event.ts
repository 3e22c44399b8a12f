// Whether events are as docs/events.schema.json says.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { closed } from '../fakes/documented.ts'

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/events.schema.json'), 'utf8'))

const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': UTC } })
const validate = ajv.compile({ ...SCHEMA, $defs: closed(SCHEMA.$defs) })

/** Checks an event against the schema, which has no field that is not described. */
export const documentedEvent = (type: string, detail: unknown): void => {
  const event = { source: 'registry-index', 'detail-type': type, detail }
  expect(validate(event) ? [] : validate.errors, JSON.stringify(event)).toEqual([])
}
