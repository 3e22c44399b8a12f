import { describe, expect, it } from 'vitest'
import { createProgress } from '../../local/progress.ts'
import { commandsToTry, readyText, shellWord } from '../../local/ready-text.ts'
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

describe('commandsToTry', () => {
  it('returns six commands, without a login if sign-in is off', () => {
    const commands = commandsToTry(5050, undefined)
    expect(commands).toHaveLength(6)
    expect(commands.join('\n')).not.toContain('login')
  })

  it('returns commands that sign in first if sign-in is on, with the password quoted for a shell', () => {
    const [curl, podman] = commandsToTry(5050, { username: 'registry', password: "it's $(x)" })
    expect(podman).toMatch(
      /^podman login --tls-verify=false -u registry -p 'it'\\''s \$\(x\)' 127\.0\.0\.1:5050 && podman/,
    )
    expect(curl).toMatch(/^curl -s -u 'registry:it'\\''s \$\(x\)' /)
  })
})

describe('readyText', () => {
  it('has user and password as they are', () => {
    expect(readyText(5050, { username: 'registry', password: "it's" }).split('\n')).toContain("  password  it's")
    expect(readyText(5050, { username: 'registry', password: 'aB3' })).toContain(' -u registry:aB3 ')
    expect(readyText(5050, undefined)).toContain('sign-in   off')
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
    )
    expect(lines).toEqual(['   1.0 s  sample ...', '   3.5 s  sample: 7 objects (2.5 s)'])
  })
})
