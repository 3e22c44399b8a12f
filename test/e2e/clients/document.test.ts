import { describe, expect, it } from 'vitest'
import { client } from './client.ts'
import { parse, partOf, written } from './document.ts'
import { essential, normalised } from './normalise.ts'
import type { Result } from './session.ts'

const WHERE = { host: '127.0.0.1:34567', password: 'a`$b' }
const node = client('node', process.execPath, ['--version'], [])

describe('what came out', () => {
  it('has neither host nor password, and its columns where they were', () => {
    const table = `NAME                    ABOUT\n${WHERE.host}/redis   Keeps\n`
    expect(normalised(table, WHERE)).toBe('NAME                    ABOUT\nHOST/redis              Keeps')
    expect(normalised(`login with ${WHERE.password}`, WHERE)).toBe('login with PASSWORD')
    expect(normalised('', { ...WHERE, password: '' })).toBe('')
  })

  it('has no digest, time or size that differs from run to run', () => {
    const one = `{"digest":"sha256:${'0a'.repeat(32)}","size":455,"pushedAt":"2026-11-25T03:30:43Z","cursor":"a-_b"}`
    expect(normalised(one, WHERE)).toBe('{"digest":"sha256:DIGEST","size":BYTES,"pushedAt":"TIME","cursor":"CURSOR"}')
    const head = 'HTTP/1.1 200 OK\r\nDate: today\r\nETag: W/"12"\r\ncontent-length: 2\r\n\r\n{}'
    expect(normalised(head, WHERE)).toBe('HTTP/1.1 200 OK\nETag: W/"ETAG"\n\n{}')
  })

  it('has of complaints the line that says it', () => {
    expect(essential('time="today" level=fatal msg="no \\"HOST\\""\n')).toBe('no "HOST"')
    expect(essential('Error: no\nWARNING! Kept unencrypted\nhttps://example.org\n')).toBe('Error: no')
    expect(essential('')).toBe('')
  })
})

describe('the document', () => {
  const result = (state: Result['state'], stdout: string, status = 0): Result => ({
    line: 'node | cat',
    ...{ state, status, stdout, complaint: status === 0 ? '' : 'Error: 401' },
  })
  const part = (...results: Result[]) => partOf({ client: node, results, work: async () => {} })

  it('says how each state ends, and once what is printed in several', () => {
    const { body } = part(result('off', 'found'), result('out', '', 1), result('in', 'found'))
    expect(body).toContain('| `node \\| cat` | exit 0 | exit 1: Error: 401 | exit 0 |')
    expect(body).toContain('```console\n$ node | cat\nfound\n```')
  })

  it('tells states apart where one prints nothing', () => {
    const { body } = part(result('off', 'found'), result('in', ''))
    expect(body).toContain('| exit 0 |  | exit 0, no output |')
    expect(body).toContain('```console\n# sign-in off\n$ node | cat\nfound\n```')
  })

  it('is read as it was written', () => {
    const parts = [part(result('off', 'found')), { title: 'a 1.0', version: '`a 1.0.1`', body: 'none' }]
    const text = written('# Clients', parts)
    expect(parse(text)).toEqual({ introduction: '# Clients', parts: [parts[1], parts[0]] })
    expect(written(parse(text).introduction, parse(text).parts)).toBe(text)
  })
})
