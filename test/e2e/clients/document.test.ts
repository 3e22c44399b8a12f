import { describe, expect, it } from 'vitest'
import { client } from './client.ts'
import { formatDocument, parseDocument, partOf } from './document.ts'
import { errorLineOf, normalised } from './normalise.ts'
import type { Result } from './session.ts'

const ENDPOINT = { host: '127.0.0.1:34567', password: 'a`$b' }
const node = client('node', process.execPath, ['--version'], [])

describe('normalised output', () => {
  it('has neither host nor password, and keeps its columns aligned', () => {
    const table = `NAME                    ABOUT\n${ENDPOINT.host}/redis   Keeps\n`
    expect(normalised(table, ENDPOINT)).toBe('NAME                    ABOUT\nHOST/redis              Keeps')
    expect(normalised(`login with ${ENDPOINT.password}`, ENDPOINT)).toBe('login with PASSWORD')
    expect(normalised('', { ...ENDPOINT, password: '' })).toBe('')
  })

  it('has no digest, time or size that differs from run to run', () => {
    const one = `{"digest":"sha256:${'0a'.repeat(32)}","size":455,"pushedAt":"2026-11-25T03:30:43Z","cursor":"a-_b"}`
    expect(normalised(one, ENDPOINT)).toBe(
      '{"digest":"sha256:DIGEST","size":BYTES,"pushedAt":"TIME","cursor":"CURSOR"}',
    )
    const head = 'HTTP/1.1 200 OK\r\nDate: today\r\nETag: W/"12"\r\ncontent-length: 2\r\n\r\n{}'
    expect(normalised(head, ENDPOINT)).toBe('HTTP/1.1 200 OK\nETag: W/"ETAG"\n\n{}')
  })

  it('has of an error only the line that explains it', () => {
    expect(errorLineOf('time="today" level=fatal msg="no \\"HOST\\""\n')).toBe('no "HOST"')
    expect(errorLineOf('Error: no\nWARNING! Kept unencrypted\nhttps://example.org\n')).toBe('Error: no')
    expect(errorLineOf('')).toBe('')
  })
})

describe('the document', () => {
  const result = (state: Result['state'], stdout: string, status = 0): Result => ({
    line: 'node | cat',
    ...{ state, status, stdout, errorLine: status === 0 ? '' : 'Error: 401' },
  })
  const session = (results: Result[]) => ({
    client: { ...node, commands: [{ line: 'node | cat' }, { line: 'node secret', untold: true }] },
    results,
    runCommands: async () => {},
  })
  const part = (...results: Result[]) => partOf(session(results))

  it('says for each state how a command ends, and has the same output of several states once', () => {
    const { body } = part(result('off', 'found'), result('out', '', 1), result('in', 'found'))
    expect(body).toContain('| `node \\| cat` | exit 0 | exit 1: Error: 401 | exit 0 |')
    expect(body).toContain('```console\n$ node | cat\nfound\n```')
  })

  it('names the state of an output if another state prints nothing', () => {
    const { body } = part(result('off', 'found'), result('in', ''))
    expect(body).toContain('| exit 0 |  | exit 0, no output |')
    expect(body).toContain('```console\n# sign-in off\n$ node | cat\nfound\n```')
  })

  it('tells nothing of commands that are only run', () => {
    expect(part(result('off', 'found'), { ...result('off', 'more'), line: 'node secret' }).body).not.toContain('secret')
  })

  it('is the same after it was parsed and formatted again', () => {
    const parts = [part(result('off', 'found')), { title: 'a 1.0', version: '`a 1.0.1`', body: 'none' }]
    const text = formatDocument('# Clients', parts)
    expect(parseDocument(text)).toEqual({ introduction: '# Clients', parts: [parts[1], parts[0]] })
    expect(formatDocument(parseDocument(text).introduction, parseDocument(text).parts)).toBe(text)
  })
})
