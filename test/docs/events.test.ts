// docs/events.md shows an event that is as docs/events.schema.json says, and the rule that it shows matches that event.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAX_DELAY_S } from '../../lambda/events/events-of.ts'
import { EVENTS } from '../../lambda/names/events.ts'
import { documentedEvent } from '../events/documented-event.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const text = readFileSync(join(DOCS, 'events.md'), 'utf8')
const schema = JSON.parse(readFileSync(join(DOCS, 'events.schema.json'), 'utf8'))
const [event, pattern] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json))

describe('docs/events.md', () => {
  it('shows an event with all fields but those of hidden tags', () => {
    documentedEvent(event['detail-type'], event.detail)
    expect(event.source).toBe(EVENTS.source)
    const { hidden, ...fields } = schema.$defs.tagPushed.properties
    expect(Object.keys(event.detail).sort()).toEqual(Object.keys(fields).sort())
  })

  it('names all types', () => {
    const { source, ...types } = EVENTS
    for (const type of Object.values(types)) expect(text).toContain(`| \`${type}\` |`)
    const documented = schema.oneOf.map(
      (one: { properties: { 'detail-type': { const: string } } }) => one.properties['detail-type'].const,
    )
    expect(documented).toEqual(Object.values(types))
  })

  it('shows a rule for fields that there are', () => {
    expect(pattern).toMatchObject({ source: [EVENTS.source], 'detail-type': [EVENTS.tagPushed] })
    const fields = Object.keys(schema.$defs.tagPushed.properties)
    expect(fields).toEqual(expect.arrayContaining(Object.keys(pattern.detail)))
  })

  it('says after how long a push is not told', () => {
    expect(schema.$defs.delay.maximum).toBe(MAX_DELAY_S)
    expect(text).toContain(`more than ${MAX_DELAY_S / 86_400} days later is not told`)
  })
})
