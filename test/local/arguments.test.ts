import { describe, expect, it } from 'vitest'
import { parseStartOptions } from '../../local/arguments.ts'

describe('parseStartOptions', () => {
  it('has defaults for everything', () => {
    expect(parseStartOptions([])).toEqual({ port: 5050, fresh: false, auth: 'basic', manyTags: false, help: false })
  })

  it('accepts all options', () => {
    expect(parseStartOptions(['--port', '6000', '--fresh', '--auth=none', '--many-tags'])).toEqual({
      port: 6000,
      fresh: true,
      auth: 'none',
      manyTags: true,
      help: false,
    })
  })

  it.each([
    [['--port', '0'], '--port is "0", but must be a number from 1 to 65535'],
    [['--port', '65536'], '--port is "65536", but must be a number from 1 to 65535'],
    [['--port', '50x'], '--port is "50x", but must be a number from 1 to 65535'],
    [['--auth', 'jwt'], '--auth is "jwt", but must be one of: basic, none'],
    [['--quick'], "unknown option '--quick'; see npm start -- --help"],
    [['5050'], "unexpected argument '5050'; see npm start -- --help"],
    [['--port'], "option '--port <value>' argument missing; see npm start -- --help"],
  ])('rejects %j with a message of one line', (argv, message) => {
    expect(() => parseStartOptions(argv)).toThrow(expect.objectContaining({ name: 'LocalError', message }))
  })
})
