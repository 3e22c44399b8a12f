import { describe, expect, it } from 'vitest'
import { createProgress } from '../../local/progress.ts'
import { type Client, commandsToTry, type ReadyOptions, readyText, shellWord } from '../../local/ready-text.ts'
import { registryConfig } from '../../local/registry.ts'
import { choosePython } from '../../local/venv.ts'

describe('choosePython', () => {
  const python = (version: string, hasVenv = true) => ({ program: `python${version}`, version, hasVenv })

  it('takes the first Python that is new enough and can make virtual environments', () => {
    expect(choosePython([python('3.9'), python('3.14', false), python('3.10')])).toBe('python3.10')
  })

  it.each([
    [[], 'python3 is not on PATH; install Python 3.10 or newer, which the local AWS needs'],
    [[python('3.9')], 'python3.9 is version 3.9; install Python 3.10 or newer, which the local AWS needs'],
    [[python('3.11', false)], /^python3\.11 \(3\.11\) cannot make virtual environments; install its venv module/],
  ])('throws for %j an error that says what is missing', (found, message) => {
    expect(() => choosePython(found)).toThrow(message)
  })
})

const ALL = new Set<Client>(['curl', 'docker', 'podman', 'skopeo'])
const options = (more: Partial<ReadyOptions> = {}): ReadyOptions => ({
  port: 5050,
  login: undefined,
  clients: ALL,
  noRegistry: undefined,
  ...more,
})
const clients = (...names: Client[]) => options({ clients: new Set(names) })

describe('commandsToTry', () => {
  it('returns commands without a login if sign-in is off', () => {
    const commands = commandsToTry(options())
    expect(commands).toHaveLength(5)
    expect(commands.join('\n')).not.toContain('login')
  })

  it('returns commands that sign in first if sign-in is on, with the password quoted for a shell', () => {
    const text = commandsToTry(options({ login: { username: 'registry', password: "it's $(x)" } })).join('\n')
    const as = "-u registry -p 'it'\\''s $(x)' 127.0.0.1:5050 &&"
    expect(text).toContain(`podman login --tls-verify=false ${as} podman`)
    expect(text).toContain(`docker login ${as} docker`)
    expect(text).toContain("curl -s -u 'registry:it'\\''s $(x)' ")
  })

  it('returns only commands of programs that are there', () => {
    expect(commandsToTry(clients())).toEqual(['npm run registry-index -- search --local arch:arm64 web'])
    expect(commandsToTry(clients('curl', 'skopeo')).join('\n')).not.toMatch(/docker (search|push|login)|podman/)
  })

  it.each([
    ['docker', / docker push 127\.0\.0\.1:5050\/me\/my-alpine:1\.0$/],
    ['podman', / podman push --tls-verify=false /],
    ['skopeo', /^skopeo copy /],
  ] as const)('pushes by %s, if a registry runs', (client, command) => {
    expect(commandsToTry(clients(client)).filter((one) => command.test(one))).toHaveLength(1)
    const without = commandsToTry({ ...clients(client), noRegistry: 'to get one: …' })
    expect(without.filter((one) => command.test(one))).toEqual([])
  })
})

describe('readyText', () => {
  it('begins with the page, and has user and password as they are', () => {
    const text = readyText(options({ login: { username: 'registry', password: "it's" } }))
    expect(text.trimStart()).toMatch(/^page {6}http:\/\/127\.0\.0\.1:5050\/\n/)
    expect(text.split('\n')).toContain("  password  it's")
    expect(readyText(options({ login: { username: 'registry', password: 'aB3' } }))).toContain(' -u registry:aB3 ')
    expect(readyText(options())).toContain('sign-in   off')
  })

  it('says what brings a registry where none runs', () => {
    const text = readyText(options({ noRegistry: 'to get one: npm run tools -- registry' }))
    expect(text).toMatch(/registry {2}none: .*; to get one: npm run tools -- registry$/m)
    expect(readyText(options())).toMatch(/registry {2}127\.0\.0\.1:5050, /)
  })
})

describe('shellWord', () => {
  it.each([
    ['abc-1.2', 'abc-1.2'],
    ['', "''"],
    ['a b', "'a b'"],
    ["a'b", "'a'\\''b'"],
  ])('turns %j into %s', (text, word) => {
    expect(shellWord(text)).toBe(word)
  })
})

describe('registryConfig', () => {
  it('listens on loopback, uses the bucket, redirects no client to the emulator, and allows deletes', () => {
    const config = registryConfig({ endpoint: 'http://127.0.0.1:1', bucket: 'b', rootDirectory: 'a/b', port: 2 })
    expect(JSON.parse(config)).toMatchObject({
      storage: {
        s3: { bucket: 'b', regionendpoint: 'http://127.0.0.1:1', rootdirectory: '/a/b', accesskey: 'test' },
        redirect: { disable: true },
        delete: { enabled: true },
      },
      http: { addr: '127.0.0.1:2' },
    })
  })
})

describe('createProgress', () => {
  it('prints a line at the start and at the end of a step, with seconds', async () => {
    const lines: string[] = []
    const times = [0, 1_000, 1_000, 3_500, 3_500]
    const progress = createProgress(
      (line) => lines.push(line),
      () => times.shift() ?? 0,
    )
    await progress.step(
      'sample',
      async () => 7,
      (count) => `${count} objects`,
      '2 s',
    )
    expect(lines).toEqual(['   1.0 s  sample ... (usually 2 s)', '   3.5 s  sample: 7 objects (2.5 s)'])
  })
})
